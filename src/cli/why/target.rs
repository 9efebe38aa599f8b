//! What an id of a stage, a capability, a gate or an option means.

use crate::explore::Target;
use crate::problem::{Code, Place, Problem, SourceText};
use crate::rules::RuleBase;

/// What an id means: `KIND:NAME`, or a bare name, which may be several things.
pub(super) fn targets(base: &RuleBase, flag: &str, id: &str) -> Result<Vec<Target>, Problem> {
    let (kind, name) = match id.split_once(':') {
        Some((kind, name)) => (Some(kind), name),
        None => (None, id),
    };
    let wants = |known: &str| kind.is_none_or(|kind| kind == known);
    let mut found: Vec<Target> = Vec::new();
    if wants("capability") {
        found.extend(base.vocabulary.capability(name).map(Target::Capability));
    }
    if wants("stage") {
        let on = |track| base.track(track).stages.iter().position(|stage| stage.name == name).map(|at| (track, at));
        found.extend(base.track_ids().filter_map(on).map(|(track, stage)| Target::Stage(track, stage)));
    }
    if wants("gate")
        && kind.is_some()
        && let Some(gate) = base.gates.iter().find(|gate| gate.id == name)
    {
        found.push(Target::Capability(gate.capability()));
    }
    if wants("choice") || wants("option") {
        let (choice, option) = match name.split_once('=') {
            Some((choice, option)) => (Some(choice), Some(option)),
            None if base.choices.iter().any(|choice| choice.id == name) => (Some(name), None),
            None => (None, Some(name)),
        };
        for (index, known) in base.choices.iter().enumerate() {
            // Where options are stages, the stage says it.
            let is_other =
                choice.is_some_and(|choice| choice != known.id) || choice.is_none() && known.stages_of.is_some();
            let options = known.options.iter().enumerate().filter(|(_, one)| option.is_none_or(|id| id == one.id));
            found.extend(options.filter(|_| !is_other).map(|(option, _)| Target::Choice(index, option)));
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let source = SourceText::new(flag, id);
    let capabilities = base.vocabulary.capability_names();
    let stages = base.tracks.iter().flat_map(|track| &track.stages).map(|stage| stage.name.as_str());
    let options = base.choices.iter().flat_map(|choice| &choice.options).map(|option| option.id.as_str());
    Err(Problem::at(Code::UnknownId, &Place::whole(&source), format!("nothing is called `{id}`"), "not known")
        .did_you_mean(
            name,
            capabilities.chain(stages).chain(options),
            "a stage, a capability or an option; `nextrung rules list` shows every name",
        ))
}
