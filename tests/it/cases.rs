//! The published histories of `examples/cases/`: each gives the step that was really taken, on the facts that decided.
//!
//! One check for all. Beside every case stand its neighbours: with ten times and a tenth of the users nothing changes,
//! and with the deciding fact on the other side of its line the answer is another one.

use nextrung::advise::{Advice, Advisor, Options, Question, Verdict, Walk};
use nextrung::problem::SourceText;
use nextrung::profile::{self, Flags, Origin, Profile};
use nextrung::rules::{GateKind, RuleBase};

use crate::{base, root};

/// What an answer must say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) verdict: Verdict,
    /// The stage that the next step ends on.
    pub(crate) to: Option<&'static str>,
    /// Capabilities among the required actions of the next step.
    pub(crate) required: &'static [&'static str],
    /// Capabilities that no action of the next step may name, whatever its need.
    pub(crate) never: &'static [&'static str],
    /// Facts, told by the profile, that must stand in the reasons.
    pub(crate) deciding: &'static [&'static str],
}

/// A profile of `examples/cases/` with what is expected of it and of its neighbours.
struct Case {
    file: &'static str,
    expected: Expected,
    /// Changes that move the deciding fact across its line, with what must come out then.
    other_side: &'static [(&'static [&'static str], Verdict, Option<&'static str>)],
}

const CASES: &[Case] = &[
    Case {
        file: "photo-sharing-2011",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("partitioned-data"),
            required: &["sharding"],
            never: &["split-services", "functional-partitioning", "containers", "multi-region"],
            deciding: &["database_working_set", "database_at_largest_class"],
        },
        other_side: &[
            (&["database_working_set=0.5"], Verdict::Stay, None),
            (&["database_at_largest_class=false"], Verdict::StepUp, Some("scaled-reads")),
        ],
    },
    Case {
        file: "documents-2020",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("partitioned-data"),
            required: &["sharding", "connection-pooling"],
            never: &["split-services", "read-replicas", "cache"],
            deciding: &["database_upkeep_behind", "database_at_largest_class"],
        },
        other_side: &[
            // With clean-up in time nobody knows what fills the writer: its reads may leave first.
            (&["database_upkeep_behind=false"], Verdict::StepUp, Some("scaled-reads")),
            (&["database_at_largest_class=false"], Verdict::StepUp, Some("managed-database")),
        ],
    },
    Case {
        file: "messages-2015",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("separate-database"),
            required: &["nosql-store"],
            never: &["split-services", "sharding", "read-replicas"],
            deciding: &["database_working_set", "access_pattern"],
        },
        other_side: &[
            (&["database_working_set=0.5"], Verdict::Undecided, None),
            (
                &["access_pattern=relational", "database_at_largest_class=true"],
                Verdict::StepUp,
                Some("partitioned-data"),
            ),
        ],
    },
    Case {
        file: "team-chat-2021",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("scaled-services"),
            required: &["cells"],
            never: &["multi-region", "global-routing", "sharding"],
            deciding: &["availability_target", "zonal_outage_last_year"],
        },
        other_side: &[(&["availability_target=99.9%"], Verdict::Stay, None)],
    },
    Case {
        file: "question-site-2016",
        expected: Expected { verdict: Verdict::Stay, to: None, required: &[], never: &[], deciding: &["app_cpu_peak"] },
        other_side: &[(&["app_cpu_peak=85%"], Verdict::StepUp, Some("reactive-scaling"))],
    },
    Case {
        file: "question-site-2022",
        expected: Expected { verdict: Verdict::Stay, to: None, required: &[], never: &[], deciding: &["app_cpu_peak"] },
        other_side: &[(&["app_cpu_peak=85%"], Verdict::StepUp, Some("reactive-scaling"))],
    },
    Case {
        file: "video-monitoring-2023",
        expected: Expected {
            verdict: Verdict::StepDown,
            to: Some("scaled-reads"),
            required: &[],
            never: &["split-services"],
            deciding: &["events_per_second", "peak_to_mean"],
        },
        other_side: &[
            (&["peak_to_mean=8"], Verdict::Stay, None),
            (&["events_per_second=5/s", "peak_rps=5/s"], Verdict::Stay, None),
        ],
    },
    Case {
        file: "shops-2016",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("partitioned-data"),
            required: &["cells"],
            never: &["split-services", "multi-region", "kubernetes"],
            deciding: &["fault_reach"],
        },
        other_side: &[(&["fault_reach=2%"], Verdict::Stay, None)],
    },
    Case {
        file: "podcast-search-2017",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("separate-database"),
            required: &["separate-database"],
            never: &["split-services", "containers", "kubernetes", "serverless-functions", "sharding", "multi-region"],
            deciding: &["app_instances"],
        },
        other_side: &[(&["app_instances=1"], Verdict::StepUp, Some("decoupled"))],
    },
    Case {
        file: "rides-2013",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("scaled-services"),
            required: &["split-services", "continuous-delivery", "metrics-alarms", "modular-monolith"],
            never: &["sharding", "multi-region"],
            deciding: &["teams_wait_for_releases"],
        },
        other_side: &[(&["teams_wait_for_releases=false"], Verdict::Undecided, None)],
    },
    Case {
        file: "learning-2020",
        expected: Expected {
            verdict: Verdict::Stay,
            to: None,
            required: &[],
            never: &[],
            deciding: &["operations_engineers"],
        },
        other_side: &[(&["peak_to_mean=1.5", "peak_rps=3000/s"], Verdict::SwitchLane, Some("partitioned-data"))],
    },
    Case {
        file: "code-hosting-2019",
        expected: Expected {
            verdict: Verdict::StepUp,
            to: Some("partitioned-data"),
            required: &["functional-partitioning"],
            never: &["split-services", "sharding", "multi-region"],
            deciding: &["database_writes_per_second", "team_size"],
        },
        other_side: &[
            (&["database_writes_per_second=4_000/s"], Verdict::Stay, None),
            // The same writes from few people: spread by a key, not by owners.
            (&["team_size=8", "teams=1"], Verdict::StepUp, Some("partitioned-data")),
        ],
    },
];

/// Reads a profile and lays changes over it, as `--set` does.
pub(crate) fn told(base: &RuleBase, name: &str, text: &str, changes: &[&str]) -> Profile {
    let profile = profile::read(&SourceText::new(name, text), base)
        .unwrap_or_else(|problems| panic!("{name} is read: {problems:?}"));
    let set = changes.iter().map(|change| SourceText::new("--set", *change)).collect();
    profile::apply(profile, &Flags { set, ..Flags::default() }, base)
        .unwrap_or_else(|problems| panic!("{name} takes {changes:?}: {problems:?}"))
}

/// Answers a profile.
pub(crate) fn answer(base: &RuleBase, name: &str, profile: &Profile) -> Advice {
    Advisor::new(base)
        .advise(profile, Options::default())
        .unwrap_or_else(|problems| panic!("{name} holds no contradiction: {problems:?}"))
}

/// Holds one answer against what is expected of it.
pub(crate) fn check(base: &RuleBase, name: &str, advice: &Advice, expected: &Expected) {
    let walk = subject(base, advice);
    assert_eq!(walk.verdict, expected.verdict, "{name}: {:?}", told_actions(base, advice));
    assert_eq!(next(base, advice), expected.to, "{name}");
    let actions = told_actions(base, advice);
    for wanted in expected.required {
        assert!(actions.contains(&(*wanted, "required")), "{name}: {wanted} is not required by {actions:?}");
    }
    for unwanted in expected.never {
        assert!(!actions.iter().any(|(named, _)| named == unwanted), "{name}: {unwanted} stands in {actions:?}");
    }
    let reasons = advice.because(base, walk);
    let named: Vec<&str> = reasons
        .iter()
        .flat_map(|reason| base.gate(reason.gate).when.facts())
        .filter(|fact| advice.sheet.origin(*fact) <= Origin::Stated)
        .map(|fact| base.fact(fact).name.as_str())
        .collect();
    for fact in expected.deciding {
        assert!(named.contains(fact), "{name}: {fact} is told, yet not among the reasons, which name {named:?}");
    }
    let counts = reasons.iter().filter(|reason| base.gate(reason.gate).kind == GateKind::Ladder).count();
    assert!(counts == 0 || counts < reasons.len(), "{name}: the answer rests on the user count alone");
}

/// The walk that the answer is about: of *the* next step, else of the main track.
pub(crate) fn subject<'a>(base: &RuleBase, advice: &'a Advice) -> &'a Walk {
    let track = base.main_track().expect("there is a main track");
    advice.next().unwrap_or_else(|| advice.walk(track))
}

/// The stage that the next step ends on.
pub(crate) fn next<'b>(base: &'b RuleBase, advice: &Advice) -> Option<&'b str> {
    let walk = subject(base, advice);
    let step = walk.next.as_ref()?;
    Some(base.track(walk.track).stages[step.edge.to].name.as_str())
}

/// The actions of the next step with their need.
pub(crate) fn told_actions<'b>(base: &'b RuleBase, advice: &Advice) -> Vec<(&'b str, &'static str)> {
    let steps = subject(base, advice).next.iter();
    steps
        .flat_map(|step| &step.actions)
        .map(|action| (base.capability(action.capability).name.as_str(), action.need.word()))
        .collect()
}

fn text(file: &str) -> String {
    let path = root().join("examples/cases").join(format!("{file}.toml"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{} is there: {error}", path.display()))
}

#[test]
fn every_history_gives_the_step_that_was_taken() {
    let base = base();
    for case in CASES {
        let advice = answer(&base, case.file, &told(&base, case.file, &text(case.file), &[]));
        check(&base, case.file, &advice, &case.expected);
    }
}

#[test]
fn every_file_of_the_folder_is_a_case() {
    let mut files: Vec<String> = std::fs::read_dir(root().join("examples/cases"))
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned())
        .collect();
    files.sort_unstable();
    let mut cases: Vec<&str> = CASES.iter().map(|case| case.file).collect();
    cases.sort_unstable();
    assert_eq!(files, cases);
}

#[test]
fn the_count_of_users_turns_no_history() {
    let base = base();
    let users = base.vocabulary.fact("users").expect("there is such a fact");
    for case in CASES {
        let known = told(&base, case.file, &text(case.file), &[]).told.into_iter().find(|told| told.fact == users);
        let counts: Vec<f64> = match known {
            Some(told) => [0.1, 10.0].map(|factor| told.values.interval().low * factor).to_vec(),
            // The record names none: then any number of them may be true.
            None => vec![5_000.0, 500_000.0, 50_000_000.0],
        };
        for count in counts {
            let change = format!("users={count}");
            let name = format!("{} with {change}", case.file);
            let advice = answer(&base, &name, &told(&base, &name, &text(case.file), &[&change]));
            check(&base, &name, &advice, &case.expected);
        }
    }
}

#[test]
fn the_deciding_fact_on_the_other_side_turns_the_answer() {
    let base = base();
    for case in CASES {
        for (changes, verdict, to) in case.other_side {
            let name = format!("{} with {changes:?}", case.file);
            let before = answer(&base, case.file, &told(&base, case.file, &text(case.file), &[]));
            let advice = answer(&base, &name, &told(&base, &name, &text(case.file), changes));
            // The main track, unless the answer is said to be one of another.
            let main = advice.walk(base.main_track().expect("there is a main track"));
            let is_of_main = |to: &str| base.track(main.track).stages.iter().any(|stage| stage.name == to);
            let walk = if to.is_none_or(is_of_main) { main } else { subject(&base, &advice) };
            let ends =
                |walk: &Walk| walk.next.as_ref().map(|step| base.track(walk.track).stages[step.edge.to].name.as_str());
            let now = (walk.verdict, ends(walk));
            assert_eq!(now, (*verdict, *to), "{name}: {:?}", told_actions(&base, &advice));
            let same = now == (subject(&base, &before).verdict, next(&base, &before))
                && told_actions(&base, &advice) == told_actions(&base, &before);
            assert!(!same, "{name}: nothing has turned");
        }
    }
}

/// Without a fact that decided, the step is another one, rests on other reasons, or the fact is asked for.
#[test]
fn without_a_deciding_fact_no_history_keeps_its_reasons() {
    let base = base();
    let track = base.main_track().expect("there is a main track");
    for case in CASES.iter().filter(|case| case.expected.verdict != Verdict::Stay) {
        let gates = |advice: &Advice| -> Vec<_> {
            advice.because(&base, advice.walk(track)).into_iter().map(|reason| reason.gate).collect()
        };
        let before = answer(&base, case.file, &told(&base, case.file, &text(case.file), &[]));
        for fact in case.expected.deciding {
            let change = format!("{fact}=unknown");
            let name = format!("{} with {change}", case.file);
            let advice = answer(&base, &name, &told(&base, &name, &text(case.file), &[&change]));
            let id = base.vocabulary.fact(fact).expect("there is such a fact");
            let asked = advice.questions(&base, advice.walk(track)).contains(&Question::Fact(id));
            assert!(asked || gates(&advice) != gates(&before), "{name}: nothing has changed");
        }
    }
}
