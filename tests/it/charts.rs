//! Plots: both tellings of unlike ones, and what holds for any.

use nextrung::chart::{Axis, Plot, Points, Series};
use nextrung::quantity::Unit;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr as _;

/// A burst against what three ways of answering it have to offer.
fn burst() -> Plot {
    let minutes = |points: &[(f64, f64)]| points.iter().map(|(minute, rate)| (minute * 60.0, *rate)).collect();
    Plot::new(
        "A burst of 9 times the usual load, and what answers it",
        Axis::of("time since the burst began", Unit::Duration),
        Axis::of("requests", Unit::Rate),
    )
    .with(Series::line("load", minutes(&[(0.0, 100.0), (1.0, 900.0), (12.0, 900.0), (20.0, 150.0), (30.0, 100.0)])))
    .with(Series::step(
        "follow a measure",
        minutes(&[(0.0, 120.0), (6.0, 400.0), (9.0, 800.0), (12.0, 1000.0), (30.0, 1000.0)]),
    ))
    .with(Series::step("warm capacity", minutes(&[(0.0, 960.0), (30.0, 960.0)])))
    .with(Series::step("fixed servers", minutes(&[(0.0, 120.0), (30.0, 120.0)])))
    .limit("what the database bears", 1_100.0)
    .mark("the alarm sounds", 180.0)
    .mark("first new server", 360.0)
    .mark("back to usual", 1_500.0)
    .note("Capacity is what serves within the promised time.")
}

/// Load and what bounds it, over months.
fn months() -> Plot {
    let load = |rate: f64, growth: f64| (0..=24).map(|month| (f64::from(month), rate * growth.powi(month))).collect();
    let band = (0..=24).map(|month| {
        let month = f64::from(month);
        (month, 380.0 * 1.03f64.powf(month), 420.0 * 1.07f64.powf(month))
    });
    Plot::new(
        "Load and its ceilings",
        Axis::months("month", 2026, 11),
        Axis::of("requests in the busiest hour", Unit::Rate),
    )
    .with(Series::band("load, low to high", band.collect()))
    .with(Series::line("load, typical", load(400.0, 1.05)))
    .limit("one writer", 1_000.0)
    .limit("one writer and two readers", 2_000.0)
    .mark("step: replicas and a cache", 13.5)
    .mark("start by", 12.0)
    .mark("ceiling reached", 18.8)
}

/// Nine lines that meet, on axes that multiply.
fn nine() -> Plot {
    let axis = |title: &str, unit| Axis::of(title, unit).logarithmic();
    let stages = (1..=9).map(|stage| {
        let fixed = 12.0 * 3f64.powi(stage);
        let points = (0..=20)
            .map(|step| {
                let users = 10f64.powf(2.0 + f64::from(step) * 0.25);
                (users, fixed + users * 0.004)
            })
            .collect();
        Series::line(format!("stage {stage} of nine"), points)
    });
    let mut plot = Plot::new("Cost by users", axis("users", Unit::Count), axis("cost", Unit::Money));
    plot.series.extend(stages);
    plot
}

fn degenerate() -> Vec<(&'static str, Plot)> {
    let plain = || Plot::new("Little", Axis::of("users", Unit::Count), Axis::of("cost", Unit::Money));
    let steep = || {
        Plot::new("Little", Axis::of("users", Unit::Count).logarithmic(), Axis::of("cost", Unit::Money).logarithmic())
    };
    vec![
        ("nothing", plain()),
        ("no-points", plain().with(Series::line("empty", vec![]))),
        ("one-point", plain().with(Series::line("one", vec![(5.0, 5.0)]))),
        ("all-equal", plain().with(Series::line("same", vec![(1.0, 7.0), (2.0, 7.0), (3.0, 7.0)]))),
        ("all-zero", plain().with(Series::line("none", vec![(0.0, 0.0), (0.0, 0.0)]))),
        (
            "not-above-zero",
            steep()
                .with(Series::line("partly", vec![(1.0, 10.0), (10.0, 0.0), (100.0, 1_000.0), (1_000.0, 500.0)]))
                .with(Series::line("never", vec![(1.0, -1.0)]))
                .limit("free", 0.0),
        ),
        (
            "no-numbers",
            plain().with(Series::line("gap", vec![(1.0, 1.0), (2.0, f64::NAN), (3.0, 3.0), (4.0, f64::INFINITY)])),
        ),
    ]
}

fn hostile() -> Plot {
    const NAME: &str = "</style><script>alert('x')</script>\n& \"quoted\" \u{1b}[31m\u{202e} ]]>";
    Plot::new(NAME, Axis::of(NAME, Unit::Count), Axis::of(NAME, Unit::Count))
        .with(Series::line(NAME, vec![(0.0, 0.0), (1.0, 1.0)]))
        .limit(NAME, 1.0)
        .mark(NAME, 0.5)
        .note(NAME)
}

/// The boxes that texts take, by the room that letters are given, and what they say.
fn texts(svg: &str) -> Vec<(f64, f64, String)> {
    let document = roxmltree::Document::parse(svg).expect("it is XML");
    document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .map(|node| {
            let number = |name| node.attribute(name).and_then(|value| value.parse::<f64>().ok()).expect("a number");
            (number("x"), number("y"), node.text().unwrap_or_default().to_owned())
        })
        .collect()
}

/// What holds for every plot.
fn check(plot: &Plot) {
    let svg = plot.svg();
    assert_eq!(svg, plot.svg(), "the same plot is the same bytes");
    let document = roxmltree::Document::parse(&svg).unwrap_or_else(|fault| panic!("{fault}\n{svg}"));
    let root = document.root_element();
    let name_of = |node: roxmltree::Node<'_, '_>| node.tag_name().name().to_owned();
    let heads: Vec<String> = root.children().filter(|node| node.is_element()).map(name_of).take(2).collect();
    assert_eq!(heads, ["title", "desc"], "it has words for who cannot see it");
    let bound = |name| root.attribute(name).and_then(|value| value.parse::<f64>().ok()).expect("a size");
    let (width, height) = (bound("width"), bound("height"));
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(
            ["svg", "title", "desc", "style", "rect", "path", "circle", "text", "g"].contains(&node.tag_name().name())
        );
        for attribute in node.attributes() {
            if !["x", "y", "d", "cx", "cy", "width", "height"].contains(&attribute.name()) {
                continue;
            }
            for number in
                attribute.value().split(|c: char| c.is_ascii_alphabetic() || c == ' ').filter(|part| !part.is_empty())
            {
                let value: f64 = number.parse().unwrap_or_else(|_| panic!("`{number}` is no number in {svg}"));
                assert!(value.is_finite() && (-0.1..=width.max(height) + 0.1).contains(&value), "{number} in {svg}");
                assert!(number.split('.').nth(1).is_none_or(|decimals| decimals.len() == 1), "{number}");
            }
        }
    }
    for (index, (x, y, text)) in texts(&svg).iter().enumerate() {
        assert!(texts(&svg)[..index].iter().all(|other| (other.0, other.1) != (*x, *y)), "{text} covers another");
    }
    for width in [40, 64, 80] {
        let text = plot.text(width);
        for line in text.lines() {
            assert!(line.width() <= width, "{} > {width}: {line}", line.width());
        }
        assert!(!text.contains("NaN") && !text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn plots_are_told_the_same_each_time() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/chart");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, plot) in [("burst", burst()), ("months", months()), ("nine", nine()), ("hostile", hostile())] {
        check(&plot);
        settings.bind(|| insta::assert_snapshot!(format!("{name}.svg"), plot.svg()));
        settings.bind(|| insta::assert_snapshot!(format!("{name}.text"), plot.text(80)));
    }
    let mut little = String::new();
    for (name, plot) in degenerate() {
        check(&plot);
        little.push_str(&format!("== {name}\n{}\n", plot.text(60)));
    }
    settings.bind(|| insta::assert_snapshot!("degenerate.text", little));
}

/// Labels at the ends of lines stand a line apart, however close the lines end.
#[test]
fn nine_labels_do_not_cover_each_other() {
    let svg = nine().svg();
    let mut rows: Vec<f64> =
        texts(&svg).into_iter().filter(|text| text.2.starts_with("stage ")).map(|text| text.1).collect();
    assert_eq!(rows.len(), 9);
    rows.sort_by(f64::total_cmp);
    assert!(rows.windows(2).all(|pair| pair[1] - pair[0] >= 15.9), "{rows:?}");
}

#[test]
fn what_cannot_be_drawn_is_told() {
    for (name, plot) in degenerate() {
        let expected = match name {
            "nothing" => "There is nothing to draw.",
            "no-points" => "empty has no points.",
            "not-above-zero" => "free is left out",
            "no-numbers" => "gap: 2 values are left out",
            _ => continue,
        };
        assert!(plot.text(80).contains(expected), "{name}: {}", plot.text(80));
        assert!(plot.svg().contains(expected), "{name}");
    }
}

/// A gap stays a gap: the line on its two sides is two lines.
#[test]
fn a_missing_value_breaks_the_line() {
    let with = |middle| {
        Plot::new("", Axis::of("", Unit::Count), Axis::of("", Unit::Count))
            .with(Series::line("", vec![(0.0, 1.0), (1.0, 2.0), (2.0, middle), (3.0, 2.0), (4.0, 1.0)]))
    };
    let lines = |plot: &Plot| plot.svg().matches("<path class=\"line c0\" d=").count();
    // One more stands beside the name.
    assert_eq!(lines(&with(1.5)), 2);
    assert_eq!(lines(&with(f64::NAN)), 3);
}

#[test]
fn of_many_points_no_peak_is_lost() {
    let points = (0..200_000).map(|index| (f64::from(index), if index == 77_777 { 9_000.0 } else { 1.0 })).collect();
    let plot = Plot::new("", Axis::of("", Unit::Count), Axis::of("", Unit::Count)).with(Series::line("spike", points));
    let svg = plot.svg();
    assert!(svg.len() < 100_000, "{} bytes", svg.len());
    let without = Plot::new("", Axis::of("", Unit::Count), Axis::of("", Unit::Count))
        .with(Series::line("spike", vec![(0.0, 1.0), (77_777.0, 9_000.0), (199_999.0, 1.0)]));
    let top = |svg: &str| -> String {
        let path = svg.split("<path class=\"line c0\" d=\"").nth(1).and_then(|rest| rest.split('"').next());
        let heights = path.expect("it is drawn").split('L').filter_map(|point| point.split(' ').nth(1));
        heights
            .min_by(|a, b| a.parse::<f64>().ok().partial_cmp(&b.parse().ok()).expect("numbers"))
            .unwrap_or("")
            .to_owned()
    };
    assert_eq!(top(&svg), top(&without.svg()));
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1e6..1e6f64,
        2 => 0.0..1.0f64,
        2 => prop::sample::select(vec![0.0, -0.0, 1.0, 1e-320, 1e-31, 1e-29, -1e30, 1e30, 1e300, f64::MAX, f64::MIN, f64::MIN_POSITIVE]),
        2 => prop::num::f64::NORMAL,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ]
}

fn axis() -> impl Strategy<Value = Axis> {
    let units =
        [Unit::Count, Unit::Share, Unit::Rate, Unit::Bytes, Unit::Duration, Unit::Money, Unit::Ratio, Unit::Throughput];
    prop_oneof![
        5 => (prop::sample::select(units.to_vec()), any::<bool>(), ".{0,90}").prop_map(|(unit, logarithmic, title)| {
            let axis = Axis::of(title, unit);
            if logarithmic { axis.logarithmic() } else { axis }
        }),
        1 => (any::<i32>(), any::<u8>()).prop_map(|(year, month)| Axis::months("month", year, month)),
    ]
}

fn series() -> impl Strategy<Value = Series> {
    let pairs = || prop::collection::vec((value(), value()), 0..6);
    let points = prop_oneof![
        pairs().prop_map(Points::Line),
        pairs().prop_map(Points::Step),
        prop::collection::vec((value(), value(), value()), 0..6).prop_map(Points::Band),
    ];
    (".{0,60}", points).prop_map(|(name, points)| Series { name, points })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_plot_is_well_formed_and_holds_only_numbers(
        title in ".{0,200}",
        (x, y) in (axis(), axis()),
        series in prop::collection::vec(series(), 0..12),
        limits in prop::collection::vec((".{0,50}", value()), 0..4),
        marks in prop::collection::vec((".{0,50}", value()), 0..6),
    ) {
        let mut plot = Plot::new(title, x, y);
        plot.series = series;
        for (name, at) in limits {
            plot = plot.limit(name, at);
        }
        for (name, at) in marks {
            plot = plot.mark(name, at);
        }
        check(&plot);
    }
}
