//! The answer as a page: every example, taken apart by a tokenizer that knows the standard. What only a browser can
//! see stands in `tests/browser`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use html5gum::{Token, Tokenizer};
use nextrung::advise::{Advisor, Options};
use nextrung::explore::{self, LEAST_POINTS, Probe};
use nextrung::problem::SourceText;
use nextrung::profile;
use nextrung::report::{self, AdviceReport, Context, PageReport, SweepReport};

use crate::{base, printed, root, run, run_with};

/// A page, with what it was told from.
struct Page {
    file: String,
    report: AdviceReport,
    sweep: SweepReport,
    html: String,
}

/// Every example as a page, made once for all tests: each takes hundreds of answers.
fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let base = base();
        let advisor = Advisor::new(&base);
        crate::explore::examples()
            .into_iter()
            .map(|file| {
                let text = std::fs::read_to_string(root().join(&file)).expect("examples are text");
                let profile = profile::read(&SourceText::new(file.as_str(), text), &base).expect("examples are right");
                let options = Options::default();
                let advice = advisor.advise(&profile, options).expect("examples do not contradict themselves");
                let context = Context { base: &base, profile: &profile, today: "2026-11-21" };
                let report = report::build(&context, &advice);
                let probe = Probe { advisor: &advisor, profile: &profile, options };
                let mut axis = explore::Axis::new(&base, &advice).expect("the rules read a count");
                if file.contains("/cases/") || file.contains("/systems/") {
                    // Real systems are many: the shape of their pages is what is looked at, on a coarse axis.
                    let told = report.facts.get(&base.fact(axis.fact).name).and_then(|fact| fact.value.value.as_ref());
                    let told = serde_json::to_value(told).ok().and_then(|told| told.as_f64());
                    let mut index = 0;
                    axis.values.retain(|value| {
                        index += 1;
                        index % 16 == 1 || Some(*value) == told
                    });
                }
                let sweep = report::swept(&context, &probe, &advice, &axis, None);
                let page = || PageReport {
                    advice: &report,
                    ladders: report::ladders(&context, &report),
                    sweep: Some(sweep.clone()),
                    roadmap: None,
                    plots: Vec::new(),
                };
                let html = report::html(&page());
                assert_eq!(html, report::html(&page()), "{file}: the same answer is told in the same bytes");
                Page { file, report, sweep, html }
            })
            .collect()
    })
}

/// What a tokenizer of the standard finds wrong with a page, and what may not stand in one.
fn faults(html: &str) -> Vec<String> {
    const VOID: &[&str] = &["meta", "link", "input", "br", "hr", "img"];
    let mut faults = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut named: Vec<String> = Vec::new();
    let word = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let tokenizer = Tokenizer::new_with_emitter(html, {
        let mut emitter = html5gum::emitters::default::DefaultEmitter::default();
        emitter.naively_switch_states(true);
        emitter
    });
    for Ok(token) in tokenizer {
        match token {
            Token::Error(error) => faults.push(format!("{:?}", error.value)),
            Token::StartTag(tag) => {
                let name = word(&tag.name);
                for (key, value) in &tag.attributes {
                    let (key, value) = (word(key), word(value));
                    match key.as_str() {
                        "id" if !ids.insert(value.clone()) => faults.push(format!("two elements are called {value}")),
                        "for" | "aria-labelledby" => named.push(value),
                        "href" if value.starts_with('#') => named.push(value[1..].to_owned()),
                        "href" if value != "data:," => faults.push(format!("a link to {value}")),
                        "src" | "srcset" | "action" | "style" => faults.push(format!("{key} on {name}")),
                        key if key.starts_with("on") => faults.push(format!("{key} on {name}")),
                        _ => {}
                    }
                }
                if !VOID.contains(&name.as_str()) && !tag.self_closing {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = word(&tag.name);
                let last = open.pop();
                if last.as_ref() != Some(&name) {
                    faults.push(format!("</{name}> closes {last:?}"));
                }
            }
            _ => {}
        }
    }
    faults.extend(open.into_iter().map(|name| format!("<{name}> is not closed")));
    faults.extend(named.into_iter().filter(|name| !ids.contains(name)).map(|name| format!("nothing is called {name}")));
    faults
}

#[test]
fn every_example_is_a_page_of_its_own() {
    for Page { file, report, html, .. } in pages() {
        assert_eq!(faults(html), Vec::<String>::new(), "{file}");
        assert!(html.contains(&format!("<h1>{}</h1>", report.headline.replace('&', "&amp;"))), "{file}");
        let track = report.tracks.iter().find(|track| Some(&track.track) == report.focus.as_ref()).expect("a focus");
        if let Some(current) = &track.current {
            assert!(html.contains(&format!("<strong>{}</strong>", current.stage)), "{file}");
        }
        for item in track.next.iter().flat_map(|next| &next.checklist) {
            assert!(html.contains(&format!("data-item=\"{}\"", item.id)), "{file}: {}", item.id);
        }
        for dropped in track.next.iter().flat_map(|next| &next.drops) {
            let again = format!("A burden that nothing calls for: <strong>{dropped}");
            assert!(!html.contains(&again), "{file}: the step takes {dropped} away, and the page says so once");
        }
        assert!(html.len() < 1_500_000, "{file} has {} bytes", html.len());
    }
}

#[test]
fn faults_of_a_page_are_found() {
    for (html, expected) in [
        ("<p><b>x</p>", "closes"),
        ("<p>", "not closed"),
        ("<img src=\"https://example.org/x.png\">", "src on img"),
        ("<p onclick=\"x\"></p>", "onclick"),
        ("<a href=\"#nowhere\">x</a>", "nothing is called nowhere"),
        ("<p id=\"a\"></p><p id=\"a\"></p>", "two elements"),
        ("<p a=\"1\" a=\"2\"></p>", "DuplicateAttribute"),
    ] {
        let found = faults(html);
        assert!(found.iter().any(|fault| fault.contains(expected)), "{html}: {found:?}");
    }
}

#[test]
fn the_count_is_swept_finely_and_both_sides_of_every_change_are_there() {
    for Page { file, report, sweep, .. } in pages() {
        let is_coarse = file.contains("/cases/") || file.contains("/systems/");
        assert!(is_coarse || sweep.points.len() >= LEAST_POINTS, "{file}: {} points", sweep.points.len());
        assert!(sweep.points.windows(2).all(|pair| pair[0].count.0 < pair[1].count.0), "{file}: from low to high");
        for pair in sweep.bands.windows(2) {
            let (end, begin) = (sweep.points[pair[0].to].count.0, sweep.points[pair[1].from].count.0);
            assert_eq!(begin - end, 1.0, "{file}: something changes between {end} and {begin}");
        }
        for point in &sweep.points {
            let parts: usize = sweep.answers[point.answer].reasons.iter().map(|reason| reason.parts.len()).sum();
            assert_eq!(parts, point.saw.len(), "{file}: every part of every reason has its figures");
        }
        // A count that was told exactly is a point, and its answer is the answer.
        let told = report.facts.get(&sweep.fact).and_then(|fact| fact.value.value.as_ref());
        if told.is_some() && report.facts[&sweep.fact].instead_of.is_empty() {
            let start = &sweep.points[sweep.start];
            assert_eq!(sweep.texts[start.headline], report.headline, "{file}");
        }
    }
}

/// A point is no summary: it says what the program says of that count.
#[test]
fn points_say_what_the_program_says() {
    let file = "examples/user-count.toml";
    let page = pages().iter().find(|page| page.file == file).expect("the example is there");
    for point in page.sweep.points.iter().step_by(23) {
        let users = point.count.0.to_string();
        let answer = run(&["advise", file, "--users", &users, "--quiet"]);
        assert_eq!(printed(&answer).trim_end(), page.sweep.texts[point.headline], "{users} users");
    }
}

#[test]
fn where_the_count_decides_nothing_the_page_says_so() {
    let of = |file: &str| pages().iter().find(|page| page.file == file).expect("the example is there");
    let outranked = of("examples/hot-database.toml");
    assert!(
        !outranked.sweep.moves
            && outranked.html.contains("The count changes neither the stage nor the step here: better facts decide")
    );
    let counted = of("examples/user-count.toml");
    assert!(counted.sweep.moves && !counted.html.contains("The count changes n"));
}

#[test]
fn changes_are_found_to_the_very_value() {
    let base = base();
    let advisor = Advisor::new(&base);
    let advice = advisor.advise(&profile::empty(), Options::default()).expect("nothing contradicts");
    let axis = explore::Axis::new(&base, &advice).expect("the rules read a count");
    // Two changes between the same neighbours, one value wide, and one far up.
    let lines = [137_311.0, 137_312.0, 7_777_777.0];
    let points = explore::sweep(&axis, |value| lines.iter().filter(|line| value >= **line).count(), |a, b| a == b);
    let values: Vec<f64> = points.iter().map(|(value, _)| *value).collect();
    for line in lines {
        assert!(values.contains(&line) && values.contains(&(line - 1.0)), "both sides of {line}");
    }
    assert!(points.len() < axis.values.len() + 10, "nothing else is added: {}", points.len());
}

/// Two runs of the program, with threads of their own, give the same bytes; hostile names are text.
#[test]
fn a_page_is_the_same_twice_and_text_from_users_is_text() {
    let profile = "{\"format\": 1, \"name\": \"</title><script>alert(1)</script><img src=x onerror=alert(2)> \\u202e\\u001b[31m \\\"'&\", \"facts\": {\"users\": 12000}, \"current\": {\"stage\": {\"scale\": \"redundant-zones\"}}}";
    let told = || printed(&run_with(&["advise", "-", "--format", "html", "--today", "2026-11-21"], profile));
    let html = told();
    assert_eq!(html, told());
    assert_eq!(faults(&html), Vec::<String>::new());
    assert!(html.contains("&lt;/title&gt;&lt;script&gt;alert(1)") && !html.contains("<img"), "{}", &html[..2000]);
    assert!(!html.chars().any(|c| c != '\n' && nextrung::problem::draw::is_harmful(c)));
}

#[test]
fn one_track_alone_is_a_page_too() {
    let arguments = ["advise", "examples/fan-platform.toml", "--track", "elasticity", "--format", "html"];
    let html = printed(&run(&arguments));
    assert_eq!(faults(&html), Vec::<String>::new());
    assert!(html.contains("<h3>Elasticity</h3>") && !html.contains("<h3>Scale</h3>"));
}
