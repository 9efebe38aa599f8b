//! `nextrung why` and `nextrung why-not`.

use serde_json::json;

use super::args::{ListFormat, WhyArguments, WhyNotArguments};
use super::{Exit, Failure, input, output};
use crate::advise::{Advice, Advisor, Options};
use crate::estimate::{Number, trace};
use crate::explore::{self, Probe, Target};
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::{self, Context};
use crate::rules::RuleBase;

pub(super) fn why(arguments: &WhyArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.question.today.as_ref())?;
    let base = input::rule_base(&arguments.question.rules)?;
    if let Some(target) = &arguments.target
        && let Some(number) = number(base, target)?
    {
        return why_number(arguments, base, &today, target, number, quiet);
    }
    let targets = match &arguments.target {
        Some(target) => Some(targets(base, "--target", target)?),
        None => None,
    };
    let profile = input::profile(arguments.profile.as_ref(), &arguments.question.flags, base)?;
    let advisor = Advisor::new(base);
    let options = Options { assumptions: !arguments.question.no_assumptions };
    let advice = advisor.advise(&profile, options)?;
    let context = Context { base, profile: &profile, today: &today };
    let probe = Probe { advisor: &advisor, profile: &profile, options };
    if arguments.not && targets.is_none() {
        return Err(Problem::nowhere(Code::NothingAsked, "why not what?").help("name it: --target ID").into());
    }
    let not_taken = |target: &Target| arguments.not || !explore::takes(&advice, &probe, *target);
    if let Some(targets) = targets.as_ref().filter(|targets| targets.iter().all(not_taken)) {
        return tell_why_not(&context, &advice, &probe, targets, &arguments.question, quiet);
    }
    let of_target = |target: &Target| match *target {
        Target::Capability(capability) => advice.walks.iter().find(|walk| {
            let step = walk.next.as_ref();
            step.is_some_and(|step| step.required().any(|action| action.capability == capability))
        }),
        Target::Stage(track, _) => Some(advice.walk(track)),
        Target::Choice(..) => None,
    };
    let walk = targets
        .iter()
        .flatten()
        .find_map(of_target)
        .or_else(|| advice.next())
        .or_else(|| base.main_track().map(|track| advice.walk(track)));
    let Some(walk) = walk else { return Err(Problem::nowhere(Code::UnknownTrack, "the rules have no track").into()) };
    let mut parts = explore::reasons(&probe, &advice, walk.track);
    if let Some(targets) = &targets {
        let wanted = |capability| targets.contains(&Target::Capability(capability));
        if parts.iter().any(|part| wanted(part.capability)) {
            parts.retain(|part| wanted(part.capability));
        }
    }
    let report = report::why(&context, &advice, walk, &parts);
    let text = match arguments.question.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_why(&report, output::look(&arguments.question.output)),
    };
    output::write(&text, &arguments.question.output)?;
    Ok(Exit::Done)
}

/// Tells where a number comes from.
fn why_number(
    arguments: &WhyArguments,
    base: &RuleBase,
    today: &str,
    target: &str,
    number: Number,
    quiet: bool,
) -> Result<Exit, Failure> {
    let profile = input::profile(arguments.profile.as_ref(), &arguments.question.flags, base)?;
    let options = Options { assumptions: !arguments.question.no_assumptions };
    let advice = Advisor::new(base).advise(&profile, options)?;
    let Some(trace) = trace(base, &advice, number) else {
        let source = SourceText::new("--target", target);
        let message = format!("the architecture has no `{target}`, neither today nor after the next step");
        let problem = Problem::at(Code::UnknownId, &Place::whole(&source), message, "not there");
        return Err(problem.help("say where the system stands with --at STAGE, or what it has with --has").into());
    };
    let report = report::origin(&Context { base, profile: &profile, today }, &advice, target, number, &trace);
    let text = match arguments.question.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_origin(&report, output::look(&arguments.question.output)),
    };
    output::write(&text, &arguments.question.output)?;
    Ok(Exit::Done)
}

/// The number that a target names; nothing where it names something else.
fn number(base: &RuleBase, target: &str) -> Result<Option<Number>, Problem> {
    let unknown = |what: &str, name: &str, known: Vec<&str>| {
        let source = SourceText::new("--target", target);
        let message = format!("no {what} is called `{name}`");
        Problem::at(Code::UnknownId, &Place::whole(&source), message, "not known").did_you_mean(
            name,
            known.iter().copied(),
            &format!("known: {}", known.join(", ")),
        )
    };
    let lines = || {
        base.components.iter().enumerate().flat_map(|(index, component)| {
            component.costs.iter().enumerate().map(move |(line, declared)| (index, line, declared.id.as_str()))
        })
    };
    match target.split_once(':') {
        None if target == "cost" => Ok(Some(Number::Bill)),
        Some(("cost", name)) => match lines().find(|(_, _, id)| *id == name) {
            Some((component, line, _)) => Ok(Some(Number::Line(component, line))),
            None => Err(unknown("line of a bill", name, lines().map(|(_, _, id)| id).collect())),
        },
        Some(("capacity", name)) => {
            let full = |(_, component): &(usize, &crate::rules::Component)| component.capacity.is_some();
            let all = || base.components.iter().enumerate().filter(full);
            match all().find(|(_, component)| component.id == name) {
                Some((index, _)) => Ok(Some(Number::Fill(index))),
                None => Err(unknown("component", name, all().map(|(_, component)| component.id.as_str()).collect())),
            }
        }
        Some(("quantity", name)) => match base.vocabulary.quantity(name) {
            Some(quantity) => Ok(Some(Number::Quantity(quantity))),
            None => Err(unknown("quantity", name, base.quantities.iter().map(|one| one.name.as_str()).collect())),
        },
        Some(("fact", name)) => {
            match base.vocabulary.fact(name).filter(|fact| base.fact(*fact).unit.kind().is_some()) {
                Some(fact) => Ok(Some(Number::Fact(fact))),
                None => Err(unknown("fact with a number", name, base.vocabulary.fact_names().collect())),
            }
        }
        _ => Ok(None),
    }
}

pub(super) fn why_not(arguments: &WhyNotArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.question.today.as_ref())?;
    let base = input::rule_base(&arguments.question.rules)?;
    let targets = targets(base, "ID", &arguments.id);
    let profile = input::profile(arguments.profile.as_ref(), &arguments.question.flags, base);
    let (targets, profile) = match (targets, profile) {
        (Ok(targets), Ok(profile)) => (targets, profile),
        (targets, profile) => {
            let mut problems: Vec<Problem> = targets.err().into_iter().collect();
            problems.extend(profile.err().unwrap_or_default());
            return Err(problems.into());
        }
    };
    let advisor = Advisor::new(base);
    let options = Options { assumptions: !arguments.question.no_assumptions };
    let advice = advisor.advise(&profile, options)?;
    let context = Context { base, profile: &profile, today: &today };
    let probe = Probe { advisor: &advisor, profile: &profile, options };
    tell_why_not(&context, &advice, &probe, &targets, &arguments.question, quiet)
}

fn tell_why_not(
    context: &Context<'_>,
    advice: &Advice,
    probe: &Probe<'_>,
    targets: &[Target],
    question: &super::args::QuestionFlags,
    quiet: bool,
) -> Result<Exit, Failure> {
    let reports: Vec<_> = targets
        .iter()
        .map(|target| report::why_not(context, advice, *target, &explore::why_not(probe, advice, *target)))
        .collect();
    let look = output::look(&question.output);
    let told = |report| report::tell_why_not(report, look);
    let text = match question.format {
        ListFormat::Json => match reports.as_slice() {
            [one] => report::pretty(one),
            many => report::pretty(&json!({"schema": "nextrung.why-not/1", "answers": many})),
        },
        ListFormat::Text if quiet => {
            reports.iter().map(|report| told(report).lines().next().unwrap_or_default().to_owned() + "\n").collect()
        }
        ListFormat::Text => reports.iter().map(told).collect::<Vec<_>>().join("\n"),
    };
    output::write(&text, &question.output)?;
    Ok(Exit::Done)
}

/// What an id means: `KIND:NAME`, or a bare name, which may be several things.
fn targets(base: &RuleBase, flag: &str, id: &str) -> Result<Vec<Target>, Problem> {
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
