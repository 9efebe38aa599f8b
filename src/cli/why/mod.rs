//! `nextrung why` and `nextrung why-not`.

mod figure;
mod number;
mod target;

use serde_json::json;

use self::target::targets;
use super::args::{ListFormat, WhyArguments, WhyNotArguments};
use super::{Exit, Failure, input, output};
use crate::advise::{Advice, Advisor, Options};
use crate::explore::{self, Probe, Target};
use crate::problem::{Code, Problem};
use crate::report::{self, Context};

pub(super) fn why(arguments: &WhyArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.question.today.as_ref())?;
    let base = input::rule_base(&arguments.question.rules)?;
    if let Some(target) = &arguments.target
        && let Some(figure) = figure::named(base, target)?
    {
        return number::tell(arguments, base, &today, target, figure, quiet);
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
