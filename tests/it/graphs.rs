//! Graphs: every example in every format, the same bytes each time, whatever names hold. The tools that read Mermaid
//! and DOT are run by `tests/tools/diagrams/check`.

use nextrung::advise::{Advisor, Options};
use nextrung::problem::SourceText;
use nextrung::profile;
use nextrung::report::{GraphFormat, GraphReport, NodeMark, architecture_graph, ladder_graph, tell_graph};

use crate::{base, complained, printed, root, run, run_with};

const HOSTILE: &str = r#"format = 1
name = "\"]); end %%{init: {}}%% --> x<script>alert(1)</script> ${y} `z` \\ | # ; }\n%% q"
[facts]
users = 12_000
[current]
stage = { scale = "redundant-zones" }
"#;

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/graph");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn examples() -> Vec<String> {
    let mut files = Vec::new();
    for folder in ["examples", "examples/cases", "examples/systems"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("examples are there").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".toml") {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    files
}

/// The ladder of the main track and the architecture of a profile.
fn graphs(text: &str) -> Vec<GraphReport> {
    let base = base();
    let profile = profile::read(&SourceText::new("profile.toml", text), &base).expect("it is right");
    let advice = Advisor::new(&base).advise(&profile, Options::default()).expect("its facts agree");
    let name = profile.name.clone().unwrap_or_default();
    let main = base.main_track().expect("there is a track");
    vec![ladder_graph(&base, main, Some((&advice, &name))), architecture_graph(&base, &advice, None, &name)]
}

fn check(graph: &GraphReport) {
    for board in &graph.boards {
        let mut ids: Vec<&str> = board.nodes.iter().map(|node| node.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), board.nodes.len(), "{}: an id is that of one box", graph.title);
        let mut ends: Vec<(usize, usize)> = board.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        ends.sort_unstable();
        ends.dedup();
        assert_eq!(ends.len(), board.arrows.len(), "{}: one arrow from a box to another", graph.title);
        assert!(ends.iter().all(|(from, to)| from != to));
    }
    for (word, format) in GraphFormat::WORDS {
        let told = tell_graph(graph, *format);
        assert_eq!(told, tell_graph(graph, *format), "{word}");
        assert!(!told.contains("NaN") && !told.contains('\r') && told.ends_with('\n'), "{word}: {told}");
    }
    let svg = tell_graph(graph, GraphFormat::Svg);
    let document = roxmltree::Document::parse(&svg).unwrap_or_else(|fault| panic!("{fault}\n{svg}"));
    let number =
        |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).and_then(|value| value.parse::<f64>().ok());
    let root = document.root_element();
    let (width, height) = (number(root, "width").expect("a width"), number(root, "height").expect("a height"));
    for node in document.descendants().filter(|node| node.has_tag_name("text")) {
        let (x, y) = (number(node, "x").expect("a place"), number(node, "y").expect("a place"));
        assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{x} {y} in {svg}");
    }
    let mermaid = tell_graph(graph, GraphFormat::Mermaid);
    assert!(!mermaid.contains("%%{"), "nothing begins a directive: {mermaid}");
    assert_eq!(mermaid.matches("subgraph ").count(), graph.boards.len());
    assert_eq!(mermaid.lines().filter(|line| line.trim() == "end").count(), graph.boards.len());
    assert!(mermaid.lines().all(|line| line.matches('"').count() % 2 == 0), "quotes come in pairs: {mermaid}");
}

#[test]
fn every_example_is_drawn_in_every_format() {
    for file in examples() {
        let text = std::fs::read_to_string(root().join(&file)).expect("examples are text");
        for graph in graphs(&text) {
            check(&graph);
        }
    }
}

#[test]
fn every_track_has_a_graph() {
    let base = base();
    for track in base.track_ids() {
        let graph = ladder_graph(&base, track, None);
        check(&graph);
        let mermaid = tell_graph(&graph, GraphFormat::Mermaid);
        for stage in &base.track(track).stages {
            assert!(mermaid.contains(&stage.name), "{} is drawn", stage.name);
        }
        // Every declared step is an arrow, a line beside a rung, or a change of lane.
        let lines: Vec<&String> =
            graph.boards.iter().flat_map(|board| &board.nodes).flat_map(|node| &node.lines).collect();
        for transition in base.transitions.iter().filter(|transition| transition.track == track) {
            let is_arrow = transition.to.is_some_and(|to| graph.boards[0].arrows.iter().any(|arrow| arrow.to == to));
            let is_lane = transition.lane.is_some() && graph.boards.len() == 2;
            assert!(is_arrow || is_lane || lines.contains(&&transition.id), "{} is drawn", transition.id);
        }
    }
}

#[test]
fn pictures_are_what_they_were() {
    let read = |file: &str| std::fs::read_to_string(root().join(file)).expect("examples are text");
    let base = base();
    let main = base.main_track().expect("there is a track");
    let hot = graphs(&read("examples/hot-database.toml"));
    let cases = [
        ("stages", ladder_graph(&base, main, None)),
        ("hot-database-ladder", hot[0].clone()),
        ("hot-database-architecture", hot[1].clone()),
        ("hostile", graphs(HOSTILE)[1].clone()),
    ];
    for (name, graph) in cases {
        check(&graph);
        for (word, format) in GraphFormat::WORDS {
            settings().bind(|| insta::assert_snapshot!(format!("{name}.{word}"), tell_graph(&graph, *format)));
        }
    }
}

/// Who adds a capability says how it is drawn, or that it is not.
#[test]
fn every_capability_is_drawn_or_said_to_be_none() {
    let base = base();
    let diagram = &base.diagram;
    let mut shown = diagram.practices.clone();
    for node in &diagram.nodes {
        let conditions = node.notes.iter().map(|note| &note.when).chain([&node.when]);
        shown.extend(conditions.flatten().flat_map(|when| when.capabilities()));
    }
    let missing: Vec<&str> =
        base.capability_ids().filter(|id| !shown.contains(id)).map(|id| base.capability(id).name.as_str()).collect();
    assert_eq!(missing, Vec::<&str>::new(), "neither drawn nor among the practices of rules/diagram.toml");
}

#[test]
fn what_a_step_adds_is_marked() {
    let read = |file: &str| std::fs::read_to_string(root().join(file)).expect("examples are text");
    let graph = &graphs(&read("examples/hot-database.toml"))[1];
    let marked = |board: usize, mark: NodeMark| -> Vec<&str> {
        graph.boards[board].nodes.iter().filter(|node| node.mark == mark).map(|node| node.lines[0].as_str()).collect()
    };
    assert_eq!(marked(0, NodeMark::Added), Vec::<&str>::new());
    assert_eq!(marked(1, NodeMark::Added), ["CDN", "read replicas", "cache", "object storage"]);
    let words = |node: &nextrung::report::GraphNode| node.lines.iter().any(|line| line.contains("(added)"));
    assert!(graph.boards[1].nodes.iter().filter(|node| node.mark == NodeMark::Added).all(words), "in words too");
}

#[test]
fn a_ladder_shows_where_a_system_stands() {
    let told = printed(&run(&["graph", "--at", "redundant-zones", "--users", "12k"]));
    let line = |word: &str| told.lines().find(|line| line.contains(word)).unwrap_or_default().to_owned();
    assert!(line("you are here").contains("redundant-zones"), "{told}");
    assert!(line("fits what is known").contains("scaled-reads"), "{told}");
    assert!(told.contains("|\"next step, 2 to 8 weeks\"|"), "{told}");
    let untold = printed(&run(&["graph"]));
    assert!(!untold.contains("you are here") && !untold.contains("fits what is known"), "{untold}");
}

#[test]
fn an_architecture_that_nobody_described_is_not_drawn() {
    for words in [&["graph", "--view", "architecture"][..], &["graph", "--view", "architecture", "--users", "12k"]] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2));
        assert!(complained(&output).contains("nothing-asked"), "{}", complained(&output));
    }
    let output = run(&["graph", "--track", "scales"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("did you mean `scale`"), "{}", complained(&output));
}

#[test]
fn hostile_names_stay_text() {
    for word in ["mermaid", "dot", "d2", "svg"] {
        let told = printed(&run_with(&["graph", "-", "--view", "architecture", "--format", word], HOSTILE));
        assert!(!told.contains("<script>") || word == "dot" || word == "d2", "{word}: {told}");
        if word == "dot" {
            assert!(told.contains(r#"label="\"]); end"#), "quotes are escaped: {told}");
        }
    }
}
