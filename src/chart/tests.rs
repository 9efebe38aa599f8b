//! Ticks, labels and the places of labels.

use super::label::label;
use super::model::{Axis, Measure};
use super::place::{fitted, spread, text_width};
use super::scale::Scale;
use crate::quantity::Unit;

fn ticks(axis: &Axis, values: &[f64], most: usize) -> Vec<String> {
    let scale = Scale::around(axis, values.iter().copied(), false, most);
    scale.ticks(axis, most).into_iter().map(|tick| label(tick, axis.measure)).collect()
}

#[test]
fn ticks_stand_on_round_numbers_of_the_unit() {
    let of = |unit| Axis::of("", unit);
    let cases: &[(Axis, &[f64], &[&str])] = &[
        (of(Unit::Rate), &[0.0, 900.0], &["0/s", "200/s", "400/s", "600/s", "800/s"]),
        (of(Unit::Count), &[0.0, 2_000_000.0], &["0", "500k", "1M", "1.5M", "2M"]),
        (of(Unit::Count), &[0.0, 2.0], &["0", "1", "2"]),
        (of(Unit::Duration), &[0.0, 1500.0], &["0", "5 min", "10 min", "15 min", "20 min", "25 min"]),
        (of(Unit::Duration), &[0.0, 0.25], &["0", "50 ms", "100 ms", "150 ms", "200 ms", "250 ms"]),
        (of(Unit::Duration), &[0.0, 86_400.0], &["0", "6 h", "12 h", "18 h", "1 d"]),
        (of(Unit::Share), &[0.0, 1.0], &["0%", "20%", "40%", "60%", "80%", "100%"]),
        (of(Unit::Money), &[-100.0, 300.0], &["-$100", "$0", "$100", "$200", "$300"]),
        (of(Unit::Bytes), &[0.0, 4e12], &["0 B", "1 TB", "2 TB", "3 TB", "4 TB"]),
        (Axis::months("", 2026, 11), &[0.0, 9.0], &["2026-11", "2027-01", "2027-03", "2027-05", "2027-07"]),
        (Axis::months("", 2026, 11), &[0.0, 60.0], &["2027-01", "2028-01", "2029-01", "2030-01", "2031-01"]),
        (of(Unit::Count).logarithmic(), &[1e3, 1e7], &["1k", "10k", "100k", "1M", "10M"]),
        (of(Unit::Count).logarithmic(), &[1e3, 9e3], &["1k", "2k", "5k"]),
        (of(Unit::Duration).logarithmic(), &[1.0, 86_400.0], &["1 s", "1 min", "1 h", "1 d"]),
    ];
    for (axis, values, expected) in cases {
        assert_eq!(ticks(axis, values, 5), *expected, "{:?} {values:?}", axis.measure);
    }
}

#[test]
fn labels_show_three_digits_and_no_more() {
    let count = Measure::Quantity(Unit::Count);
    for (value, expected) in
        [(0.0, "0"), (-0.0, "0"), (999.6, "1k"), (1234.0, "1.23k"), (0.1 + 0.2, "0.3"), (1e15, "1e15"), (1e-9, "1e-9")]
    {
        assert_eq!(label(value, count), expected);
    }
}

#[test]
fn labels_move_apart_as_little_as_needed() {
    assert_eq!(spread(&[100.0, 50.0], 16.0, 0.0, 200.0), [100.0, 50.0], "who has room stays");
    assert_eq!(spread(&[50.0, 50.0, 50.0], 10.0, 0.0, 200.0), [40.0, 50.0, 60.0], "a block stays at its middle");
    assert_eq!(spread(&[0.0, 1.0], 10.0, 0.0, 200.0), [0.0, 10.0], "nobody leaves the picture at the top");
    assert_eq!(spread(&[199.0, 200.0], 10.0, 0.0, 200.0), [190.0, 200.0], "or at the bottom");
}

#[test]
fn text_too_long_for_its_place_says_that_there_is_more() {
    assert_eq!(fitted("short", 12.0, 100.0), "short");
    let cut = fitted("a name that nobody would ever give to anything", 12.0, 100.0);
    assert!(cut.ends_with('…') && text_width(&cut, 12.0) <= 100.0, "{cut}");
    assert_eq!(fitted("anything", 12.0, 0.0), "…");
}
