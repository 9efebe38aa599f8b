//! The flat attributes of old states: `ingress.#`, `ingress.0.from_port`, `tags.%`, `tags.Name`.

use std::collections::BTreeMap;

use crate::infra::inventory::Attribute;

/// A branch of the tree that the dots of the keys make.
#[derive(Default)]
struct Branch {
    text: Option<String>,
    order: Vec<String>,
    inner: BTreeMap<String, Branch>,
}

/// Levels that dots are taken for.
const MOST_DOTS: usize = 12;

/// Makes a tree of flat attributes.
pub(super) fn tree(flat: Attribute) -> Attribute {
    let Attribute::Fields(fields) = flat else { return Attribute::Fields(Vec::new()) };
    let mut top = Branch::default();
    for (key, value) in fields {
        let text = match value {
            Attribute::Text(text) => text,
            Attribute::Truth(truth) => truth.to_string(),
            Attribute::Number(number) => number.to_string(),
            _ => continue,
        };
        let mut branch = &mut top;
        for part in key.splitn(MOST_DOTS, '.') {
            if !branch.inner.contains_key(part) {
                branch.order.push(part.to_owned());
            }
            branch = branch.inner.entry(part.to_owned()).or_default();
        }
        branch.text = Some(text);
    }
    grown(top)
}

fn grown(mut branch: Branch) -> Attribute {
    if branch.inner.is_empty() {
        return branch.text.map_or(Attribute::Null, Attribute::Text);
    }
    let list = branch.inner.remove("#").is_some();
    branch.inner.remove("%");
    let mut fields = Vec::new();
    for key in branch.order {
        if let Some(inner) = branch.inner.remove(&key) {
            fields.push((key, grown(inner)));
        }
    }
    // Items of sets are keyed by a hash: their order says nothing, and the file's is kept.
    if list { Attribute::List(fields.into_iter().map(|(_, value)| value).collect()) } else { Attribute::Fields(fields) }
}
