//! A user count alone gives exactly the ladder of the source, from nowhere and from every stage.

use nextrung::advise::{Advice, Advisor, Options, Verdict};
use nextrung::problem::SourceText;
use nextrung::profile::{self, Flags, Profile};
use nextrung::rules::RuleBase;

use crate::base;

/// The lowest and the highest count of each rung, as the source tells them.
const LADDER: &[(&str, &[u64])] = &[
    ("single-server", &[1]),
    ("separate-database", &[2, 100]),
    ("managed-database", &[101, 1_000]),
    ("redundant-zones", &[1_001, 10_000]),
    ("scaled-reads", &[10_001, 500_000]),
    ("decoupled", &[500_001, 1_000_000]),
    ("scaled-services", &[1_000_001, 4_999_999]),
    ("partitioned-data", &[5_000_000, 10_000_000]),
    ("multi-region-services", &[10_000_001]),
];

fn profile(base: &RuleBase, users: u64, at: Option<&str>) -> Profile {
    let flags = Flags {
        facts: vec![("users".to_owned(), SourceText::new("--users", users.to_string()))],
        at: at.map(|stage| SourceText::new("--at", stage)).into_iter().collect(),
        ..Flags::default()
    };
    profile::apply(profile::empty(), &flags, base).expect("the flags are right")
}

fn advise(base: &RuleBase, users: u64, at: Option<&str>) -> Advice {
    Advisor::new(base).advise(&profile(base, users, at), Options::default()).expect("nothing contradicts")
}

#[test]
fn a_bare_count_fits_the_rung_of_the_source() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    for (index, (stage, counts)) in LADDER.iter().enumerate() {
        for users in *counts {
            let advice = advise(&base, *users, None);
            let walk = advice.walk(track);
            assert_eq!(base.track(track).stages[walk.fitting].name, *stage, "{users} users");
            assert_eq!(
                walk.path,
                (1..=index).collect::<Vec<_>>(),
                "every rung up to there is called for at {users} users"
            );
            assert!(walk.next.is_none(), "nothing is assumed about an architecture that nobody described");
        }
    }
}

#[test]
fn from_every_stage_the_count_leads_one_rung_up_at_a_time_and_never_back() {
    let base = base();
    let track = base.main_track().expect("there is a track");
    for (placed, (at, _)) in LADDER.iter().enumerate() {
        for (index, (_, counts)) in LADDER.iter().enumerate() {
            for users in *counts {
                let advice = advise(&base, *users, Some(at));
                let walk = advice.walk(track);
                let shown = format!("{users} users at {at}");
                assert_eq!(advice.architecture.placed(track).expect("it was stated").stage, placed, "{shown}");
                assert_eq!(walk.fitting, index.max(placed), "{shown}");
                if index > placed {
                    assert_eq!(walk.verdict, Verdict::StepUp, "{shown}");
                    let step = walk.next.as_ref().expect("a step");
                    assert_eq!(step.edge.to, placed + 1, "{shown}");
                    // Few required actions: the rung's own core, and what is at home on the track beside it.
                    let stage = &base.track(track).stages[placed + 1];
                    let core = |id: &_| stage.core.contains(id);
                    assert!(
                        stage.core.iter().all(|id| step.required().any(|action| action.capability == *id)),
                        "{shown}"
                    );
                    for action in step.required().filter(|action| !action.first) {
                        let home = base.capability(action.capability).home == Some(track);
                        assert!(
                            core(&action.capability) || home,
                            "{shown} requires {}",
                            base.capability(action.capability).name
                        );
                    }
                } else {
                    assert_eq!(walk.verdict, Verdict::Stay, "{shown}");
                    assert!(walk.next.is_none(), "{shown}");
                }
                assert!(!walk.decided, "a count never decides for good: {shown}");
            }
        }
    }
}
