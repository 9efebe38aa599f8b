use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::ir::{Formula, NodeId, Operation};
use super::naive::{NUMBERS, ORDERS, Space, Tape, Writer, condition_text, holds, is_number, place_of, vocabulary};
use super::*;
use crate::document::{Node, Value};
use crate::problem::{Place, SourceText};
use crate::quantity::{Interval, Kind, Names, Truth, Unit, Values};

fn read(text: &str) -> Result<Formula, Vec<Problem>> {
    let node =
        Node { place: Place::whole(&SourceText::new("--when", text)), value: Value::String(text.to_owned().into()) };
    condition(Text { text, node: &node }, &vocabulary())
}

#[track_caller]
fn compiled(text: &str) -> Formula {
    read(text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
}

/// The numbers that a formula writes, and the same with the opposite sign.
fn thresholds(formula: &Formula) -> Vec<f64> {
    let number = |operation: &Operation| if let Operation::Number(value) = operation { Some(*value) } else { None };
    formula.operations().iter().filter_map(number).flat_map(|value| [value, -value]).collect()
}

fn nodes(formula: &Formula) -> impl Iterator<Item = (NodeId, bool)> + '_ {
    formula.operations().iter().enumerate().map(|(index, operation)| (NodeId(index as u16), is_number(operation)))
}

/// Spans lie in the text, on borders; steps refer to earlier steps only (which printing them relies on).
fn well_formed(text: &str, formula: &Formula) {
    assert_eq!(formula.text(), text);
    assert_eq!((formula.spans.len(), formula.kinds.len()), (formula.operations.len(), formula.operations.len()));
    for (start, end) in &formula.spans {
        assert!(start < end && text.get(*start..*end).is_some(), "{start}..{end} of {text:?}");
    }
}

/// Every fault is in the text, on character borders, and keeps its place on the way into a problem.
fn any_text_is_answered(text: &str) {
    match (compile(text, &vocabulary(), None), read(text)) {
        (Ok(formula), Ok(same)) => {
            assert_eq!(formula, same);
            well_formed(text, &formula);
        }
        (Err(faults), Err(problems)) => {
            assert!(!faults.is_empty() && faults.len() == problems.len());
            for (fault, problem) in faults.iter().zip(&problems) {
                let spans =
                    std::iter::once((fault.start, fault.end)).chain(fault.other.iter().map(|other| (other.0, other.1)));
                assert_eq!(problem.labels.len(), 1 + usize::from(fault.other.is_some()));
                for ((start, end), label) in spans.zip(&problem.labels) {
                    assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
                    assert_eq!((label.place.start, label.place.end), (start, end), "{text:?}");
                }
            }
        }
        _ => panic!("two answers to {text:?}"),
    }
}

fn choices(most: usize) -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 0..most)
}

/// What the language is made of, what it is not made of, and what looks alike.
const TOKENS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "true",
    "false",
    "(",
    ")",
    "{",
    "}",
    ",",
    "..",
    "..=",
    "<",
    "<=",
    "==",
    "!=",
    "+",
    "-",
    "*",
    "/",
    "min(",
    "max(",
    "clamp(",
    "ceil(",
    "has(",
    "at(",
    "lane(",
    "includes(",
    "has",
    "users",
    "read_share",
    "latency",
    "peak-factor",
    "managed",
    "engine",
    "compliance",
    "mysql",
    "health",
    "cdn",
    "scale",
    "sharded",
    "10",
    "70%",
    "400/s",
    "5 TB",
    "250 ms",
    "$310",
    "$",
    "30 min",
    "7x",
    "1.",
    ".5",
    "1e9",
    "&&",
    "||",
    "=",
    "!",
    "≥",
    "\"",
    "é",
    "日本",
    "\u{3000}",
    "users-10",
    "a.b",
    "_",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn narrowing_never_turns_or_unsettles(text in choices(100), seeds in choices(160)) {
        let text = condition_text(&text);
        let formula = compiled(&text);
        let (mut tape, thresholds) = (Tape::new(&seeds), thresholds(&formula));
        let mut wide = Space::of(&mut tape, &thresholds);
        for index in 0..wide.len() {
            let mut narrow = wide.clone();
            narrow.narrow(index, &mut tape, &thresholds);
            for (node, number) in nodes(&formula) {
                if number {
                    let (before, after) = (formula.interval_of(node, &wide), formula.interval_of(node, &narrow));
                    prop_assert!(after.within(before), "{text}: {before:?} became {after:?}\n{wide:?}\n{narrow:?}");
                } else {
                    let (before, after) = (formula.truth_of(node, &wide), formula.truth_of(node, &narrow));
                    let kept = before == Truth::Unknown || before == after;
                    prop_assert!(kept, "{text}: {before:?} became {after:?}\n{wide:?}\n{narrow:?}");
                }
            }
            wide = narrow;
        }
    }

    #[test]
    fn every_point_agrees_with_what_is_settled(text in choices(100), seeds in choices(400)) {
        let text = condition_text(&text);
        let formula = compiled(&text);
        let (mut tape, thresholds) = (Tape::new(&seeds), thresholds(&formula));
        let space = Space::of(&mut tape, &thresholds);
        for _ in 0..16 {
            let point = space.sample(&mut tape, &thresholds);
            let alone = Space::around(&point);
            for (node, number) in nodes(&formula) {
                if number {
                    let Some(value) = point.number(&formula, node) else { continue };
                    let interval = formula.interval_of(node, &space);
                    let inside = Interval::point(value).within(interval);
                    prop_assert!(inside, "{text}: {value} is not in {interval:?}\n{space:?}\n{point:?}");
                    prop_assert_eq!(formula.interval_of(node, &alone), Interval::point(value), "{}\n{:?}", text, point);
                } else {
                    let Some(truth) = point.truth(&formula, node).map(Truth::from) else { continue };
                    let settled = formula.truth_of(node, &space);
                    let agreed = settled == Truth::Unknown || settled == truth;
                    prop_assert!(agreed, "{text}: {settled:?}, here {truth:?}\n{space:?}\n{point:?}");
                    prop_assert_eq!(formula.truth_of(node, &alone), truth, "{}\n{:?}", text, point);
                }
            }
        }
    }

    #[test]
    fn not_mirrors(left in choices(50), right in choices(50), seeds in choices(100)) {
        let (a, b) = (condition_text(&left), condition_text(&right));
        let space = Space::of(&mut Tape::new(&seeds), &thresholds(&compiled(&a)));
        let truth = |text: String| compiled(&text).truth(&space);
        prop_assert_eq!(truth(format!("not ({a})")), !truth(a.clone()));
        prop_assert_eq!(truth(format!("not (({a}) and ({b}))")), truth(format!("not ({a}) or not ({b})")));
        prop_assert_eq!(truth(format!("not (({a}) or ({b}))")), truth(format!("not ({a}) and not ({b})")));
    }

    #[test]
    fn conditions_keep_their_text(text in choices(100)) {
        let text = condition_text(&text);
        well_formed(&text, &compiled(&text));
    }

    #[test]
    fn arbitrary_text_is_answered(text in prop::collection::vec(any::<char>(), 0..60)) {
        any_text_is_answered(&text.into_iter().collect::<String>());
    }

    #[test]
    fn token_soup_is_answered(tokens in prop::collection::vec((prop::sample::select(TOKENS), any::<bool>()), 0..24)) {
        any_text_is_answered(&tokens.iter().flat_map(|(token, gap)| [*token, if *gap { " " } else { "" }]).collect::<String>());
    }

    #[test]
    fn spoilt_conditions_are_answered(
        text in choices(60),
        edits in prop::collection::vec((any::<u16>(), any::<u16>(), 0..3u8), 1..4),
    ) {
        let mut text = condition_text(&text);
        for (place, token, edit) in edits {
            let mut at = usize::from(place) % (text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match edit {
                0 => text.insert_str(at, TOKENS[usize::from(token) % TOKENS.len()]),
                1 => text.truncate(at),
                _ if at < text.len() => drop(text.remove(at)),
                _ => {}
            }
        }
        any_text_is_answered(&text);
    }

    #[test]
    fn margins_are_distances_that_agree_with_the_truth(more in choices(20), seeds in choices(60)) {
        let mut writer = Writer(Tape::new(&more));
        let unit = writer.0.of(&NUMBERS[..7]);
        let (order, mirrored, line) = (writer.0.of(ORDERS), writer.0.pick(2) == 1, writer.literal(unit));
        let fact = writer.fact(unit);
        let value = if writer.0.pick(2) == 0 { fact } else { format!("{fact} + {}", writer.side(unit, 2, 1)) };
        let text = if mirrored { format!("{line} {order} {value}") } else { format!("{value} {order} {line}") };
        let formula = compiled(&text);
        let Operation::Compare(comparison, left, right) = formula.operations()[usize::from(formula.root().0)] else {
            panic!("{text} compares");
        };
        let point = Space::whole().sample(&mut Tape::new(&seeds), &thresholds(&formula));
        let alone = Space::around(&point);
        let (Some(left), Some(right)) = (point.number(&formula, left), point.number(&formula, right)) else { return Ok(()) };
        let (value, line) = if mirrored { (right, left) } else { (left, right) };
        let margin = formula.whole_margin(&alone).expect("a settled comparison has a margin");
        prop_assert_eq!((margin.value, margin.line, margin.by()), (value, line, value - line), "{}", text);
        let by = if mirrored { -margin.by() } else { margin.by() };
        prop_assert_eq!(formula.truth(&alone), Truth::from(holds(comparison, by, 0.0)), "{}", text);
        prop_assert_eq!(compiled(&format!("not ({text})")).whole_margin(&alone).map(|margin| margin.by()), Some(value - line));
    }
}

/// The laws say nothing where nothing is settled, or where a step is never written: this counts both.
#[test]
fn the_generator_reaches_everything() {
    let mut runner = TestRunner::deterministic();
    let mut draw = |most| choices(most).new_tree(&mut runner).expect("a vector of choices").current();
    let (mut steps, mut outcomes, mut undefined, mut on_the_line) = (BTreeMap::new(), BTreeMap::new(), 0, 0);
    for _ in 0..1000 {
        let formula = compiled(&condition_text(&draw(100)));
        let (seeds, thresholds) = (draw(200), thresholds(&formula));
        let mut tape = Tape::new(&seeds);
        let space = Space::of(&mut tape, &thresholds);
        *outcomes.entry(formula.truth(&space)).or_insert(0) += 1;
        let point = space.sample(&mut tape, &thresholds);
        undefined +=
            usize::from(nodes(&formula).any(|(node, number)| number && point.number(&formula, node).is_none()));
        for operation in formula.operations() {
            let shown = format!("{operation:?}");
            *steps.entry(shown.split('(').next().unwrap_or_default().to_owned()).or_insert(0) += 1;
            if let Operation::Compare(comparison, left, right) = operation {
                *steps.entry(format!("{comparison:?}")).or_insert(0) += 1;
                let sides = (formula.interval_of(*left, &space), formula.interval_of(*right, &space));
                on_the_line += usize::from(sides.0.low == sides.1.high || sides.0.high == sides.1.low);
            }
        }
    }
    assert_eq!(steps.len(), 22 + 6, "{steps:?}");
    assert!(steps.values().all(|count| *count >= 15), "{steps:?}");
    assert!(outcomes.len() == 3 && outcomes.values().all(|count| *count >= 100), "{outcomes:?}");
    assert!(undefined >= 30 && on_the_line >= 100, "{undefined} divide by zero, {on_the_line} touch");
}

/// An architecture of which everything is known.
fn sample() -> Space {
    let mut space = Space::whole();
    let number = |value| Values::Number(Interval::point(value));
    let facts = [
        ("users", number(12_000.0)),
        ("read_share", number(0.7)),
        ("request_rate", number(400.0)),
        ("stored", number(5e12)),
        ("latency", number(0.25)),
        ("cost", number(310.0)),
        ("peak-factor", number(2.5)),
        ("managed", Values::Truth(Truth::True)),
        ("public", Values::Truth(Truth::False)),
        ("engine", Values::Choice(Names::one(0))),
        ("compliance", Values::Set { surely: Names::one(1), maybe: Names::one(1) }),
    ];
    for (name, values) in facts {
        space.facts[place_of(name)] = values;
    }
    Space { has: vec![Truth::True, Truth::False], at: (1, 1), lane: Names::one(1), ..space }
}

#[test]
fn conditions_mean_what_they_say() {
    let table = "
        true or false and false             | (true or false) and false
        not false or true                   | not (false or true)
        not public and managed              | not managed and managed
        not not managed                     | not not not managed
        not users > 12k                     | not users > 10
        users - 2k - 1k == 9k               | users - (2k - 1k) == 9k
        users / 2 / 3 == 2_000              | users / (2 / 3) == 2_000
        users - 2_000 * 3 == 6k             | (users - 2_000) * 3 == 6k
        1 + 2 * 3 == 7                      | 1 + 2 * 3 == 9
        -peak-factor * -2 == 5              | - -peak-factor == -2.5
        10 < users <= 12k                   | 10 < users < 12k
        12k >= users > 10                   | 12k > users > 10
        0 < 1 < 2 < 3                       | 0 < 1 < 3 < 2
        users in 10..=12k                   | users in 10..12k
        users in 12k..12_001                | users in 12_001..12_002
        5 in 1..10                          | 10 in 1..10
        latency in 250 ms..1 s              | latency in 0 s..250 ms
        request_rate in 60/min..=24k/min    | request_rate in 60/min..24k/min
        at(scale) in single..sharded        | at(scale) in single..scaled-reads
        at(scale) >= scaled-reads           | at(scale) > scaled-reads
        at(scale) != global                 | at(scale) == single
        lane(scale) == serverless           | lane(scale) != serverless
        lane(scale) in {servers,serverless} | lane(scale) in {servers, containers}
        stored == 5_000 GB                  | stored >= 5 TiB
        stored > 4 TiB                      | stored > 5TB
        stored / 250_000 s == 20 MB/s       | stored / 250_000 s > 20 MB/s
        latency == 0.25s                    | latency == 25ms
        cost == $0.31k                      | cost > $310/month
        read_share == 0.7                   | read_share > 70%
        request_rate * latency == 100       | request_rate * latency < 100
        users / 30 s == request_rate        | users / 30 min == request_rate
        peak-factor - 1 == 1.5              | peak-factor -1 == 2.5
        5-3 == 2                            | 5 -3 == -2
        min(30 min, latency) == latency     | min(30 min,latency) == 30 min
        latency < min(30 min, 1 h)          | latency > max(30 min, 1 h)
        users > 10 and latency < 30 min     | users > 10 and latency > 30 min
        clamp(users, 1, 10) == 10           | clamp(0, 1, 10) == 0
        clamp(5, 10, 1) == 10               | clamp(5, 10, 1) == 1
        ceil(peak-factor) == 3              | ceil(-peak-factor) == -3
        floor(-peak-factor) == -3           | floor(peak-factor) == 3
        engine != dynamo-db                 | engine == dynamo-db
        engine in {redis, mysql}            | engine in {redis, dynamo-db}
        includes(compliance, payments)      | includes(compliance,health)
        has(cdn)                            | has( read-replicas )";
    for line in table.lines().filter(|line| !line.is_empty()) {
        let (yes, no) = line.split_once('|').expect("two columns");
        for (text, wanted) in [(yes, Truth::True), (no, Truth::False)] {
            assert_eq!(compiled(text.trim()).truth(&sample()), wanted, "{text}");
        }
    }
    let of_nothing = |text| compiled(text).truth(&Space::whole());
    assert_eq!((of_nothing("read_share <= 100%"), of_nothing("users < 0")), (Truth::True, Truth::False));
    assert_eq!(of_nothing("users > 5 or users <= 5"), Truth::Unknown);
    // Where nobody told a lane it may be any, and it is surely one of all.
    assert_eq!(of_nothing("lane(scale) == servers"), Truth::Unknown);
    assert_eq!(of_nothing("lane(scale) in {containers, serverless, servers}"), Truth::True);
    let open = Space { lane: Names(0b110), ..Space::whole() };
    let of_two = |text| compiled(text).truth(&open);
    assert_eq!((of_two("lane(scale) != containers"), of_two("lane(scale) == servers")), (Truth::True, Truth::Unknown));
}

/// What is wrong with a text: each fault's code, what stands at each of its places, its message and its help.
fn wrong(text: &str) -> Vec<String> {
    let place = |place: &Place| text[place.start..place.end].to_owned();
    let shown = |problem: Problem| {
        let places: Vec<String> = problem.labels.iter().map(|label| place(&label.place)).collect();
        let (code, message, help) = (problem.code, &problem.message, problem.help.join("; "));
        format!("{code} [{}] {message}; {help}", places.join("] [")).trim_end_matches("; ").to_owned()
    };
    read(text).expect_err("it is wrong").into_iter().map(shown).collect()
}

#[test]
fn faults_say_what_where_and_how_to_mend() {
    for (text, wanted) in [
        ("users > 10 && managed", "expression-syntax [&&] this sign means nothing here; did you mean `and`?"),
        ("managed || public", "expression-syntax [||] this sign means nothing here; did you mean `or`?"),
        ("users = 10", "expression-syntax [=] this sign means nothing here; did you mean `==`?"),
        ("!managed", "expression-syntax [!] this sign means nothing here; did you mean `not`?"),
        ("users ≥ 10", "expression-syntax [≥] this sign means nothing here; did you mean `>=`?"),
        (
            "users > 10 é",
            "expression-syntax [é] this sign means nothing here; signs are: + - * / < <= > >= == != ( ) { } , .. ..= and the words and, or, not, in",
        ),
        (
            "users > 10 20",
            "expression-syntax [20] `20` cannot stand here; compare with `<` `<=` `>` `>=` `==` `!=` or `in`, and join conditions with `and` or `or`",
        ),
        (
            "latency > 30 min(latency, 1 s)",
            "expression-syntax [min] `min` cannot stand here; compare with `<` `<=` `>` `>=` `==` `!=` or `in`, and join conditions with `and` or `or`",
        ),
        ("1 < users > 3", "expression-syntax [>] a chain of comparisons goes one way; join two comparisons with `and`"),
        (
            "1 < users < 3 > 2",
            "expression-syntax [>] a chain of comparisons goes one way; join two comparisons with `and`",
        ),
        (
            "users == 1 == 1",
            "expression-syntax [==] a chain of comparisons goes one way; join two comparisons with `and`",
        ),
        ("users > $", "expression-syntax [$] `$` stands before an amount; write for example `$310`"),
        (
            "users in 10",
            "expression-syntax [] this expression ends too early; write `in 5..10` (the end left out), `in 5..=10` or `in {relational, mixed}`",
        ),
        (
            "engine in {}",
            "expression-syntax [}] `}` cannot stand here; names stand in braces between commas: `in {relational, mixed}`",
        ),
        ("(managed", "expression-syntax [] this expression ends too early; close the bracket"),
        ("", "expression-syntax [] this expression is empty; for example `users > 10_000 and not has(read-replicas)`"),
        (
            "users > latency",
            "mismatched-units [latency] [users] a count cannot be compared with a duration; both sides must be of one unit; `nextrung rules list --kind fact` shows units",
        ),
        (
            "cost + 30 > $5",
            "mismatched-units [30] [cost] money a month cannot be added to a bare number; give the number its unit, for example `$30`",
        ),
        (
            "60 < latency",
            "mismatched-units [latency] [60] a bare number cannot be compared with a duration; \
            give the number its unit, for example `1 min`",
        ),
        (
            "(latency + 1 s) > users",
            "mismatched-units [users] [(latency + 1 s)] a duration cannot be compared with a count; both sides must be of one unit; `nextrung rules list --kind fact` shows units",
        ),
        (
            "max(users, 1 GB) > 3",
            "mismatched-units [1 GB] [users] a count cannot be put beside a size in bytes; a count is written 12_000, `12k`",
        ),
        ("read_share >= 70", "share-over-one [70] a share goes from 0 to 1; did you mean `70%`?"),
        ("70 <= read_share", "share-over-one [70] a share goes from 0 to 1; did you mean `70%`?"),
        ("userz > 10", "unknown-name [userz] no fact is called `userz`; did you mean `users`?"),
        (
            "nonsense",
            "unknown-name [nonsense] no fact is called `nonsense`; \
            `nextrung rules list --kind fact` shows every name with its unit",
        ),
        ("cdn", "unknown-name [cdn] no fact is called `cdn`; it is a capability: write `has(cdn)`"),
        (
            "users-latency > 1",
            "unknown-name [users-latency] no fact is called `users-latency`; \
            a hyphen belongs to a name: put spaces around a minus",
        ),
        (
            "users-10 > 1",
            "unknown-name [users-10] no fact is called `users-10`; \
            a hyphen belongs to a name: put spaces around a minus",
        ),
        ("1 < userz < 5", "unknown-name [userz] no fact is called `userz`; did you mean `users`?"),
        ("userz in 1..5", "unknown-name [userz] no fact is called `userz`; did you mean `users`?"),
        ("read_share > 12000", "share-over-one [12000] a share goes from 0 to 1; write it as `70%` or `0.7`"),
        (
            "request_rate > 12000",
            "mismatched-units [12000] [request_rate] a rate cannot be compared with a bare number; \
            give the number its unit, for example `12000/s`",
        ),
        ("minn(users, 1) > 0", "unknown-function [minn] no function is called `minn`; did you mean `min`?"),
        (
            "frobnicate(users)",
            "unknown-function [frobnicate] no function is called `frobnicate`; \
            functions: has, at, lane, includes, min, max, clamp, ceil, floor, price, limit, spec, if, power, response",
        ),
        (
            "min(users) > 0",
            "argument-count [min] `min` takes at least two arguments; for example `max(peak_rps, 10/s)`",
        ),
        (
            "clamp(users, 1) > 0",
            "argument-count [clamp] `clamp` takes a value, a low and a high end; for example `clamp(read_share, 10%, 90%)`",
        ),
        (
            "ceil() > 0",
            "argument-count [ceil] `ceil` takes one argument; for example `ceil(peak_rps / one_server_rps)`",
        ),
        ("has(cdn, cdn)", "argument-count [has] `has` takes one argument; for example `has(read-replicas)`"),
        (
            "includes(compliance)",
            "argument-count [includes] `includes` takes two arguments; for example `includes(compliance, health)`",
        ),
        (
            "at() > single",
            "argument-count [at() > single] `at` takes one track; for example `at(scale) >= scaled-reads`",
        ),
        ("has(cdm)", "unknown-capability [cdm] no capability is called `cdm`; did you mean `cdn`?"),
        ("at(scael) > single", "unknown-track [scael] no track is called `scael`; did you mean `scale`?"),
        (
            "at(scale) > shraded",
            "unknown-stage [shraded] track `scale` has no stage `shraded`; did you mean `sharded`?",
        ),
        (
            "at(scale)",
            "wrong-operand [at(scale)] `at` is held against a stage; for example `at(scale) >= scaled-reads`",
        ),
        (
            "lane(scale)",
            "wrong-operand [lane(scale)] `lane` is held against a lane; for example `lane(scale) == serverless`",
        ),
        ("lane(scale) > servers", "wrong-operand [>] names have no order; use `==`, `!=` or `in {…}`"),
        (
            "servers == lane(scale)",
            "wrong-operand [servers == lane(scale)] `lane(…)` stands on the left of a comparison; \
            turn it round: `lane(scale) == servers`",
        ),
        (
            "lane(scale) in {servers, functions}",
            "unknown-lane [functions] track `scale` has no lane `functions`; its lanes: containers, serverless, servers",
        ),
        (
            "lane(scale) == 3",
            "wrong-operand [3] a lane is held against a name; for example `lane(scale) == serverless`",
        ),
        ("lane(skale) == servers", "unknown-track [skale] no track is called `skale`; did you mean `scale`?"),
        (
            "lane() == servers",
            "argument-count [lane() == servers] `lane` takes one track; for example `lane(scale) == serverless`",
        ),
        (
            "lane(scale) + 1 > 2",
            "wrong-operand [lane(scale)] `lane` gives no number; numbers are facts that count or measure, literals, and `+ - * /` of them",
        ),
        ("engine == mysqll", "unknown-member [mysqll] `mysqll` is no member of `engine`; did you mean `mysql`?"),
        (
            "engine in {mysql, db2}",
            "unknown-member [db2] `db2` is no member of `engine`; \
            its names: mysql, postgresql, dynamo-db, redis",
        ),
        ("engine > mysql", "wrong-operand [>] names have no order; use `==`, `!=` or `in {…}`"),
        ("users", "wrong-operand [users] `users` is a count, no truth; compare it: `users >= …`"),
        ("engine", "wrong-operand [engine] `engine` is a choice, no truth; compare it: `engine == …`"),
        ("managed and 10", "wrong-operand [10] `10` is a number, no truth; compare it with something"),
        (
            "managed == true",
            "wrong-operand [managed] `managed` is true or false and cannot be compared; write `managed` or `not managed`",
        ),
        (
            "users in {mysql}",
            "wrong-operand [users] `users` is no choice among names; \
            of a set ask `includes(set, name)`; of a number `in low..high`",
        ),
    ] {
        assert_eq!(wrong(text), [wanted], "{text}");
    }
    assert_eq!(wrong("users > 7x")[0].split(';').next(), Some("expression-syntax [x] `x` is no unit"));
    let begin = |fault: String| fault.split(']').next().unwrap_or_default().to_owned();
    let codes = |text: &str| wrong(text).into_iter().map(begin).collect::<Vec<_>>();
    assert_eq!(
        codes("userz > 10 and (latency > 30 or read_share >= 70) and not has(cdm)"),
        ["unknown-name [userz", "mismatched-units [30", "share-over-one [70", "unknown-capability [cdm"]
    );
    assert_eq!(codes("engine = \"mysql\""), ["expression-syntax [=", "expression-syntax [\"mysql\""]);
}

#[test]
fn bounds_are_kept_exactly() {
    let nested = |levels: usize| format!("{}managed{}", "(".repeat(levels), ")".repeat(levels));
    let sums = |numbers: usize| format!("1 < {}1", "1+".repeat(numbers - 1));
    for (largest, too_large, place) in [
        (nested(MOST_DEPTH - 1), nested(MOST_DEPTH), "managed"),
        (
            format!("{}managed", "not ".repeat(MOST_DEPTH - 1)),
            format!("{}managed", "not ".repeat(MOST_DEPTH)),
            "managed",
        ),
        (format!("{}1 < 1", "-".repeat(MOST_DEPTH - 1)), format!("{}1 < 1", "-".repeat(MOST_DEPTH)), "1"),
        (format!("managed{}", " ".repeat(MOST_BYTES - 7)), format!("managed{}", " ".repeat(MOST_BYTES - 6)), "managed"),
        // Each number on the right is one part and brings one sign; the one on the left is the odd part.
        (sums((MOST_NODES - 1) / 2), sums(MOST_NODES / 2), "1 < 1+1"),
    ] {
        well_formed(&largest, &compiled(&largest));
        let problems = read(&too_large).expect_err("it is too large");
        let at = &problems[0].labels[0].place;
        assert_eq!((problems.len(), problems[0].code), (1, Code::ExpressionTooLarge), "{too_large}");
        let shown = &too_large[at.start..at.end];
        assert!(shown.starts_with(place), "{} shows {shown:?}", problems[0].message);
    }
    // The part that shows a text of too many bytes ends on a border too.
    for text in ["é".repeat(MOST_BYTES), format!("a{}", "é".repeat(MOST_BYTES))] {
        let place = read(&text).expect_err("it is too large")[0].labels[0].place.clone();
        assert!(text.get(place.start..place.end).is_some_and(|shown| !shown.is_empty()));
    }
}

#[test]
fn atoms_and_margins_tell_what_decides() {
    let formula = compiled("not (users > 20k or public) and 10k <= users <= 15k and engine in {mysql}");
    let atoms = formula.atoms(&sample());
    let shown: Vec<_> = atoms.iter().map(|atom| (formula.text_of(atom.node), atom.holds, atom.denied)).collect();
    let wanted = [
        ("users > 20k", Truth::False, true),
        ("public", Truth::False, true),
        ("10k <= users", Truth::True, false),
        ("users <= 15k", Truth::True, false),
        ("engine in {mysql}", Truth::True, false),
    ];
    assert_eq!(shown, wanted);
    for (text, wanted) in [
        ("not (users > 20k or public) and 10k <= users <= 15k", Some((10_000.0, 2000.0, Some(20.0)))),
        ("users > 24k and users > 16k and managed", Some((24_000.0, -12_000.0, Some(-50.0)))),
        ("users > 0", Some((0.0, 12_000.0, None))),
        ("2 * 5k < users", Some((10_000.0, 2000.0, Some(20.0)))),
        ("-5 < peak-factor", Some((-5.0, 7.5, Some(150.0)))),
        ("users == 12k", Some((12_000.0, 0.0, Some(0.0)))),
        ("managed or engine == redis", None),
    ] {
        let margin = compiled(text).whole_margin(&sample());
        assert_eq!(margin.map(|margin| (margin.line, margin.by(), margin.percent())), wanted, "{text}");
    }
    assert_eq!(compiled("users > 10").whole_margin(&Space::whole()), None);
    let fact = |text: &str| compiled(text).whole_margin(&sample()).map(|margin| (margin.fact, margin.kind));
    let users = vocabulary().fact("users");
    assert_eq!(fact("10 < users"), Some((users, Unit::Count.kind().expect("a number"))));
    assert_eq!(fact("users + 1 > 10"), Some((None, Unit::Count.kind().expect("a number"))));
}

/// What outgrows every number is still beyond the greatest: narrowing must not forget it.
#[test]
fn overflow_keeps_the_laws() {
    let formula = compiled(&format!("users * {} >= 0", "9".repeat(200)));
    let mut space = Space::whole();
    assert_eq!(formula.truth(&space), Truth::True);
    space.facts[place_of("users")] = Values::Number(Interval::point(1e200));
    assert_eq!(formula.truth(&space), Truth::True);
}

/// Two regions, a price in both, a limit, and what is known of two sizes.
fn with_tables() -> Vocabulary {
    let word = |name: &str, unit, members: &[&str]| FactWord {
        name: name.to_owned(),
        unit,
        members: members.iter().map(|name| (*name).to_owned()).collect(),
    };
    let facts = vec![
        word("load", Unit::Rate, &[]),
        word("place", Unit::Choice, &["here", "there"]),
        word("size", Unit::Choice, &["small", "large"]),
    ];
    let vocabulary = Vocabulary::new(facts, vec!["twice".to_owned()], Vec::new());
    let [place, size] = ["place", "size"].map(|name| vocabulary.fact(name).expect("it is there"));
    let table = |name: &str, kind, entry, over: Vec<FactId>, across, cells: &[f64]| TableWord {
        name: name.to_owned(),
        kind,
        look_up: std::sync::Arc::new(LookUp {
            entry,
            over,
            across,
            cells: cells.iter().map(|cell| Interval::point(*cell)).collect(),
        }),
    };
    let money = Unit::Money.kind().expect("it is a number");
    let priced = |entry, over, across, cells| table("price", money, entry, over, across, cells);
    vocabulary.clone().with_tables(Tables {
        prices: vec![table("box.small-1", money, TableEntry::Price(PriceId(0)), vec![place], 1, &[10.0, 12.0])],
        limits: vec![table("boxes", Kind::Count, TableEntry::Limit(LimitId(0)), Vec::new(), 1, &[5.0])],
        columns: vec![(
            size,
            vec![
                priced(TableEntry::Column(size, 0), vec![size, place], 2, &[1.0, 2.0, 3.0, 4.0]),
                table("vcpu", Kind::Count, TableEntry::Column(size, 1), vec![size], 1, &[2.0, 8.0]),
            ],
        )],
        quantities: vec![QuantityWord {
            name: "boxes_needed".to_owned(),
            unit: Unit::Count,
            told: Vec::new(),
            bill: None,
        }],
    })
}

/// A world in which only these facts are known.
struct Known<'a> {
    vocabulary: &'a Vocabulary,
    facts: &'a [(&'a str, Values)],
    twice: Truth,
}

impl World for Known<'_> {
    fn fact(&self, fact: FactId) -> Values {
        let name = &self.vocabulary.fact_word(fact).name;
        let known = self.facts.iter().find(|(known, _)| known == name);
        known.map_or(Values::Choice(Names::first(2)), |(_, values)| *values)
    }

    fn has(&self, _: CapabilityId) -> Truth {
        self.twice
    }

    fn at(&self, _: TrackId) -> (usize, usize) {
        (0, 0)
    }

    fn quantity(&self, _: QuantityId) -> Interval {
        Interval::new(3.0, 4.0)
    }
}

fn worked_out(text: &str, unit: Unit, facts: &[(&str, Values)], twice: Truth) -> (f64, f64) {
    let vocabulary = with_tables();
    let node =
        Node { place: Place::whole(&SourceText::new("--formula", text)), value: Value::String(text.to_owned().into()) };
    let formula =
        formula(Text { text, node: &node }, unit, &vocabulary).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let found = formula.interval(&Known { vocabulary: &vocabulary, facts, twice });
    (found.low, found.high)
}

#[test]
fn tables_are_looked_up_by_what_is_known_and_hulled_over_what_is_not() {
    let one = |index| Values::Choice(Names::one(index));
    let money = |text, facts: &[(&str, Values)]| worked_out(text, Unit::Money, facts, Truth::Unknown);
    assert_eq!(money("price(box.small-1)", &[("place", one(0))]), (10.0, 10.0));
    assert_eq!(money("price(box.small-1)", &[("place", one(1))]), (12.0, 12.0));
    assert_eq!(money("price(box.small-1)", &[]), (10.0, 12.0));
    assert_eq!(money("spec(size, price)", &[("size", one(1)), ("place", one(0))]), (3.0, 3.0));
    assert_eq!(money("spec(size, price)", &[("place", one(1))]), (2.0, 4.0));
    assert_eq!(money("limit(boxes) * price(box.small-1)", &[("place", one(0))]), (50.0, 50.0));
    assert_eq!(money("boxes_needed * price(box.small-1)", &[("place", one(0))]), (30.0, 40.0));
    assert_eq!(worked_out("spec(size, vcpu)", Unit::Count, &[], Truth::Unknown), (2.0, 8.0));
}

#[test]
fn an_open_condition_gives_the_hull_of_both_numbers() {
    let of = |twice| worked_out("if(has(twice), 2, 1)", Unit::Count, &[], twice);
    assert_eq!((of(Truth::True), of(Truth::False), of(Truth::Unknown)), ((2.0, 2.0), (1.0, 1.0), (1.0, 2.0)));
}

#[test]
fn powers_and_waits_are_bounded_by_their_corners() {
    let ratio = |text| worked_out(text, Unit::Ratio, &[], Truth::Unknown);
    assert_eq!(ratio("power(2, 10)"), (1024.0, 1024.0));
    assert_eq!(ratio("power(boxes_needed, 2)"), (9.0, 16.0));
    assert_eq!(ratio("power(0.5, boxes_needed)"), (0.0625, 0.125));
    let (low, high) = ratio("response(1, 0.5)");
    assert!((low - 2.0).abs() < 1e-9 && low == high);
    let (low, high) = ratio("response(boxes_needed, 0.8)");
    assert!(low < high && low > 1.0, "{low} {high}");
}

#[test]
fn a_formula_names_what_it_looks_up() {
    let vocabulary = with_tables();
    let text = "boxes_needed * spec(size, price) + price(box.small-1)";
    let node =
        Node { place: Place::whole(&SourceText::new("--formula", text)), value: Value::String(text.to_owned().into()) };
    let formula = formula(Text { text, node: &node }, Unit::Money, &vocabulary).expect("it is right");
    let names: Vec<&str> = formula.facts().iter().map(|fact| vocabulary.fact_word(*fact).name.as_str()).collect();
    assert_eq!(names, ["place", "size"]);
    assert_eq!(formula.quantities().len(), 1);
    assert_eq!(formula.look_ups().count(), 2);
}

#[test]
fn faults_of_look_ups_say_what_there_is() {
    let vocabulary = with_tables();
    let told = |text: &str| -> String {
        let node = Node {
            place: Place::whole(&SourceText::new("--formula", text)),
            value: Value::String(text.to_owned().into()),
        };
        let problems = formula(Text { text, node: &node }, Unit::Money, &vocabulary).expect_err("it is wrong");
        problems.iter().map(|problem| format!("{}; {}", problem.message, problem.help.join("; "))).collect()
    };
    for (text, expected) in [
        ("price(box.smal-1)", "no price is called `box.smal-1`; did you mean `box.small-1`?"),
        ("price(3)", "`price` takes names, and `3` is none; for example"),
        ("price()", "`price` takes one id; for example"),
        ("spec(load, price)", "`load` has no table of specifications; facts that have one: size"),
        ("spec(size, weight)", "no column is called `weight`; "),
        ("limit(boxes)", "this gives a count, not money a month"),
        ("if(has(twice), $2, 1/s)", "money a month cannot be put beside a rate"),
        ("power($2, 2) * $1", "`power` takes numbers without a unit"),
    ] {
        let found = told(text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}
