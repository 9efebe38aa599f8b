//! Prices, limits and specifications: what counts as a price, and what says that it is an estimate.

use nextrung::rules::{Amount, Price, RuleBase};

use crate::base;

fn is_seen(base: &RuleBase, source: &str) -> bool {
    matches!(base.sources[source].mark.as_deref(), Some("A" | "B"))
}

/// Amounts that are written down; those that a factor gives are estimates of another kind.
fn written<'p>(base: &RuleBase, price: &'p Price) -> Vec<&'p Amount> {
    let has_factor = price.factor.is_some();
    assert!(!base.prices.is_empty());
    price.amounts.iter().take(if has_factor { 1 } else { usize::MAX }).flatten().collect()
}

#[test]
fn a_price_is_a_price_only_with_a_source_that_somebody_read() {
    let base = base();
    let (mut exact, mut estimates) = (0, 0);
    for price in &base.prices {
        let amounts = written(&base, price);
        // A name for what nobody has read, so that a bill can say what it lacks.
        assert_eq!(amounts.is_empty(), price.title.ends_with("(no price known)"), "{}: {}", price.id, price.title);
        if amounts.is_empty() {
            continue;
        }
        let all = amounts.iter().all(|amount| amount.estimate);
        let some = amounts.iter().any(|amount| amount.estimate);
        assert_eq!(price.title.ends_with("(estimate)"), all, "{}: {}", price.id, price.title);
        assert_eq!(price.title.contains("(estimate"), some, "{}: {}", price.id, price.title);
        let seen = price.provenance.sources.iter().any(|source| is_seen(&base, source));
        assert!(all || seen, "{} is told to the cent and was read nowhere", price.id);
        for amount in amounts {
            assert_eq!(amount.estimate, !amount.dollars.is_point(), "{}", price.id);
            assert!(amount.dollars.low > 0.0, "{}", price.id);
        }
        if all { estimates += 1 } else { exact += 1 }
    }
    assert!(exact >= 200 && estimates >= 20, "{exact} prices and {estimates} estimates");
}

#[test]
fn a_limit_that_nobody_read_says_so_and_limits_no_capacity() {
    let base = base();
    for limit in &base.limits {
        let seen = limit.provenance.sources.iter().any(|source| is_seen(&base, source));
        assert_eq!(limit.title.ends_with("(estimate)"), !seen, "{}: {}", limit.id, limit.title);
        let unit = limit.unit.word();
        assert!(seen || !["rate", "throughput", "duration"].contains(&unit), "{} is a limit of capacity", limit.id);
        assert!(limit.value.is_point() && limit.value.low > 0.0, "{}", limit.id);
    }
}

#[test]
fn every_class_but_a_serverless_one_has_processors_and_a_price() {
    let base = base();
    assert_eq!(base.specifications.len(), 3);
    for specification in &base.specifications {
        let fact = base.fact(specification.fact);
        for (row, name) in specification.rows.iter().zip(&fact.members) {
            let filled = |wanted: &dyn Fn(&str) -> bool| {
                specification.columns.iter().zip(row).any(|(column, cell)| wanted(&column.name) && cell.is_some())
            };
            if row.iter().all(Option::is_none) {
                assert!(name.ends_with("serverless"), "nothing is known of {name}");
                continue;
            }
            assert!(filled(&|column| column == "vcpu"), "{name} has no processors");
            assert!(filled(&|column| column.starts_with("price")), "{name} has no price");
        }
    }
}
