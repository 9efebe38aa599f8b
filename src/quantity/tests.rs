use super::*;

fn value(text: &str) -> (f64, Kind) {
    let literal = scan(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    assert_eq!(literal.length, text.len(), "{text} is read whole");
    (literal.value, literal.kind)
}

fn kind(unit: Unit) -> Kind {
    unit.kind().expect("a unit of numbers")
}

#[test]
fn quantities_are_read_as_written() {
    assert_eq!(value("10_000"), (10_000.0, Kind::Bare));
    assert_eq!(value("12k"), (12_000.0, Kind::Bare));
    assert_eq!(value("1.5M"), (1_500_000.0, Kind::Bare));
    assert_eq!(value("99.95%"), (0.9995, Kind::Share));
    assert_eq!(value("29%"), (0.29, Kind::Share));
    assert_eq!(value("400/s"), (400.0, kind(Unit::Rate)));
    assert_eq!(value("60/min"), (1.0, kind(Unit::Rate)));
    assert_eq!(value("3.5M/s"), (3_500_000.0, kind(Unit::Rate)));
    assert_eq!(value("5 TB"), (5e12, kind(Unit::Bytes)));
    assert_eq!(value("1 GiB"), (1_073_741_824.0, kind(Unit::Bytes)));
    assert_eq!(value("20 MB/s"), (2e7, kind(Unit::Throughput)));
    assert_eq!(value("1 KiB/h"), (1024.0 / 3600.0, kind(Unit::Throughput)));
    assert_eq!(value("3 MiB/month"), (3_145_728.0 / 2_628_000.0, kind(Unit::Throughput)));
    assert_eq!(value("250 ms"), (0.25, kind(Unit::Duration)));
    assert_eq!(value("1 month"), (2_628_000.0, kind(Unit::Duration)));
    assert_eq!(value("$1.2k"), (1200.0, kind(Unit::Money)));
    assert_eq!(value("$310/month"), (310.0, kind(Unit::Money)));
}

#[test]
fn what_follows_a_quantity_is_left_alone() {
    for (text, length) in [
        ("10 and x", 2),
        ("10 min(", 2),
        ("5..10", 1),
        ("30 min)", 6),
        ("10/services", 2),
        ("10/s3", 2),
        ("1/s..5/s", 3),
        ("1k/s and", 4),
    ] {
        assert_eq!(scan(text).map(|literal| literal.length), Ok(length), "{text}");
    }
    assert_eq!(scan("7x"), Err(LiteralFault::UnknownUnit { start: 1, end: 2 }));
    assert_eq!(scan("abc"), Err(LiteralFault::NoNumber));
    assert_eq!(scan("9".repeat(400).as_str()), Err(LiteralFault::TooLarge));
}

#[test]
fn quantities_are_printed_as_people_write_them() {
    let shown = |value, unit| quantity(value, kind(unit));
    assert_eq!(shown(12_345_678.0, Unit::Count), "12,345,678");
    assert_eq!(shown(0.9995, Unit::Share), "99.95%");
    assert_eq!(shown(0.29, Unit::Share), "29%");
    assert_eq!(shown(0.0004, Unit::Rate), "0.0004/s");
    assert_eq!(shown(2423.6111, Unit::Rate), "2,424/s");
    assert_eq!(shown(5e12, Unit::Bytes), "5 TB");
    assert_eq!(shown(1800.0, Unit::Duration), "30 min");
    assert_eq!(shown(5400.0, Unit::Duration), "90 min");
    assert_eq!(shown(0.25, Unit::Duration), "250 ms");
    assert_eq!(shown(172_800.0, Unit::Duration), "2 days");
    assert_eq!(shown(310.0, Unit::Money), "$310");
    assert_eq!(shown(0.0, Unit::Ratio), "0");
    assert_eq!(shown(-2.5, Unit::Ratio), "-2.5");
}

#[test]
fn kinds_join_where_they_mean_the_same() {
    assert_eq!(Kind::Count.joined(Kind::Share), None);
    assert_eq!(Kind::Share.joined(kind(Unit::Rate)), None);
    assert_eq!(kind(Unit::Rate).times(kind(Unit::Duration)), Some(Kind::Ratio));
    assert_eq!(kind(Unit::Bytes).over(kind(Unit::Duration)), Some(kind(Unit::Throughput)));
    assert_eq!(Kind::Count.times(Kind::Share), Some(Kind::Count));
    assert_eq!(Kind::Count.over(Kind::Count), Some(Kind::Ratio));
}

#[test]
fn a_divisor_that_may_be_zero_tells_nothing() {
    let one_to_two = Interval::new(1.0, 2.0);
    assert_eq!(one_to_two.over(Interval::new(0.0, 1.0)), Interval::ALL);
    assert_eq!(one_to_two.over(Interval::new(2.0, 4.0)), Interval::new(0.25, 1.0));
    assert_eq!(Interval::new(0.0, f64::INFINITY).times(Interval::point(0.0)), Interval::point(0.0));
}
