//! The texts of rule files, by layer, and what each path holds.

use std::sync::Arc;

use crate::problem::{Code, Place, Problem, SourceText};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files of one folder of rules.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The name it was given by; `built-in` for our own.
    pub name: String,
    /// Path below the folder, with `/`, and the text.
    pub files: Vec<(String, Arc<SourceText>)>,
}

/// The rules that are part of the program.
pub fn built_in() -> Layer {
    let files = EMBEDDED
        .iter()
        .map(|(path, text, packed)| ((*path).to_owned(), SourceText::built_in(format!("rules/{path}"), text, packed)))
        .collect();
    Layer { name: "built-in".to_owned(), files }
}

/// Says whether a layer is that of the program, unchanged.
pub(super) fn is_built_in(layer: &Layer) -> bool {
    let mut pairs = layer.files.iter().zip(EMBEDDED);
    layer.files.len() == EMBEDDED.len()
        && pairs.all(|((path, source), (own_path, _, own))| {
            let is_own = |packed: &'static [u8]| !packed.is_empty() && std::ptr::eq(packed, *own);
            path == own_path && source.packed().is_some_and(is_own)
        })
}

/// Letters, digits, `-`, `_`, `.` and `:`: what the name of a thing may hold.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

/// What a path of the rules folder holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    Facts,
    Sources,
    Capabilities,
    Diagram,
    Frames,
    Track { track: String },
    Stage { track: String, id: String },
    Transition { track: String, id: String },
    Gate { id: String },
    Choice { id: String },
    Finding { id: String },
    Playbook { id: String },
    DetectedComponent { id: String },
    DetectedCapability { id: String },
    DetectedFact { id: String },
    Reading,
    Prices { id: String },
    Limits { id: String },
    Specification { id: String },
    Component { id: String },
    Ladder { id: String },
    Model { id: String },
}

impl Holds {
    /// The name of the file, which is the id of the one thing in it.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Holds::Facts | Holds::Sources | Holds::Capabilities | Holds::Diagram | Holds::Frames => None,
            Holds::Track { track } => Some(track),
            Holds::Reading => Some("reading"),
            Holds::Stage { id, .. }
            | Holds::Transition { id, .. }
            | Holds::Gate { id }
            | Holds::Choice { id }
            | Holds::Finding { id }
            | Holds::Playbook { id }
            | Holds::DetectedComponent { id }
            | Holds::DetectedCapability { id }
            | Holds::DetectedFact { id }
            | Holds::Prices { id }
            | Holds::Limits { id }
            | Holds::Specification { id }
            | Holds::Component { id }
            | Holds::Ladder { id }
            | Holds::Model { id } => Some(id),
        }
    }

    /// Says whether a file holds many things, each in a table of its own.
    pub(super) fn many(&self) -> bool {
        matches!(
            self,
            Holds::Facts
                | Holds::Sources
                | Holds::Capabilities
                | Holds::Prices { .. }
                | Holds::Limits { .. }
                | Holds::Specification { .. }
                | Holds::Diagram
                | Holds::Frames
        )
    }
}

/// Tells what a path holds.
pub(super) fn holds(path: &str, source: &Arc<SourceText>) -> Result<Holds, Problem> {
    let parts: Vec<&str> = path.split('/').collect();
    let stem = |name: &str| name.strip_suffix(".toml").map(str::to_owned);
    // Names reach every format; what could break out of one is refused here.
    let odd = parts.iter().any(|part| !is_plain(part));
    let found = match parts.as_slice() {
        _ if odd => None,
        ["facts.toml"] => Some(Holds::Facts),
        ["sources.toml"] => Some(Holds::Sources),
        ["capabilities.toml"] => Some(Holds::Capabilities),
        ["diagram.toml"] => Some(Holds::Diagram),
        ["exercises.toml"] => Some(Holds::Frames),
        ["tracks", track, "track.toml"] => Some(Holds::Track { track: (*track).to_owned() }),
        ["tracks", track, "stages", name] => stem(name).map(|id| Holds::Stage { track: (*track).to_owned(), id }),
        ["tracks", track, "transitions", name] => {
            stem(name).map(|id| Holds::Transition { track: (*track).to_owned(), id })
        }
        ["gates", _, name] => stem(name).map(|id| Holds::Gate { id }),
        ["choices", name] => stem(name).map(|id| Holds::Choice { id }),
        ["findings", name] => stem(name).map(|id| Holds::Finding { id }),
        ["playbooks", name] => stem(name).map(|id| Holds::Playbook { id }),
        ["detect", "reading.toml"] => Some(Holds::Reading),
        ["detect", "components", name] => stem(name).map(|id| Holds::DetectedComponent { id }),
        ["detect", "capabilities", name] => stem(name).map(|id| Holds::DetectedCapability { id }),
        ["detect", "facts", name] => stem(name).map(|id| Holds::DetectedFact { id }),
        ["prices", name] => stem(name).map(|id| Holds::Prices { id }),
        ["limits", name] => stem(name).map(|id| Holds::Limits { id }),
        ["specs", name] => stem(name).map(|id| Holds::Specification { id }),
        ["components", name] => stem(name).map(|id| Holds::Component { id }),
        ["ladders", name] => stem(name).map(|id| Holds::Ladder { id }),
        ["models", name @ "burst.toml"] => stem(name).map(|id| Holds::Model { id }),
        _ => None,
    };
    found.ok_or_else(|| {
        Problem::at(Code::MisplacedFile, &Place::new(source, 0, 0), format!("`{path}` is no place for a rule file"), "not read")
            .because("a file that nothing reads would be knowledge that nobody uses")
            .help(
                "rule files are facts.toml, sources.toml, capabilities.toml, diagram.toml, exercises.toml, tracks/TRACK/track.toml, \
                 tracks/TRACK/stages/STAGE.toml, tracks/TRACK/transitions/ID.toml, gates/CAPABILITY/ID.toml, choices/CHOICE.toml, \
                 findings/ID.toml, playbooks/ID.toml, prices/SERVICE.toml, limits/SERVICE.toml, specs/FACT.toml, \
                 components/ID.toml, ladders/ID.toml, models/burst.toml, \
                 detect/reading.toml, detect/components/ID.toml, detect/capabilities/CAPABILITY.toml, \
                 detect/facts/FACT.toml",
            )
    })
}
