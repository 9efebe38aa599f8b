//! `nextrung why` and `nextrung why-not`.

mod figure;
mod number;
mod target;

use clap::Args;
use serde_json::json;

use self::target::targets;
use super::flags::{AskingFlags, ListFormat, OutputFlags};
use super::{Exit, Failure, input, output};
use crate::advise::{Advice, Advisor};
use crate::explore::{self, Probe, Target};
use crate::problem::{Code, Problem};
use crate::report::{self, Context};
use crate::rules::RuleBase;

#[derive(Debug, Args)]
pub(super) struct WhyArguments {
    /// Only this: a capability, a stage, an option, by name or KIND:NAME; or a figure
    ///
    /// Figures of the architecture: cost, cost:LINE, capacity:COMPONENT, quantity:NAME, fact:NAME; with next: before
    /// them, of the one after the next step. What the next step adds: step. Of the roadmap: step:N (its months and
    /// cost), step:N:cost and so on. What taking away saves: saves:CAPABILITY. Of options and findings:
    /// estimate:CHOICE=OPTION, estimate:FINDING. Of a burst: burst, burst:POLICY, burst:SAVING.
    #[arg(long, value_name = "ID")]
    pub(super) target: Option<String>,
    /// Why not, instead of why
    #[arg(long)]
    pub(super) not: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) asking: AskingFlags,
}

#[derive(Debug, Args)]
pub(super) struct WhyNotArguments {
    /// A capability, a stage or an option, by name or KIND:NAME
    pub(super) id: String,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) asking: AskingFlags,
}

/// What `--target` names.
enum Named<'a> {
    /// A figure, by its name.
    Figure(&'a str, figure::Figure),
    /// Stages, capabilities, options; nothing where none is named.
    Targets(Option<Vec<Target>>),
}

fn named<'a>(arguments: &'a WhyArguments, base: &RuleBase) -> Result<Named<'a>, Problem> {
    let Some(target) = &arguments.target else { return Ok(Named::Targets(None)) };
    match figure::named(base, target)? {
        Some(figure) => Ok(Named::Figure(target, figure)),
        None => Ok(Named::Targets(Some(targets(base, "--target", target)?))),
    }
}

pub(super) fn why(arguments: &WhyArguments, quiet: bool) -> Result<Exit, Failure> {
    let (input::Asked { today, base, profile, options }, named) =
        input::asked_for(&arguments.asking, |base| named(arguments, base).map_err(|problem| vec![problem]))?;
    let advisor = Advisor::new(base);
    let context = Context { base, profile: &profile, today: &today };
    let probe = Probe { advisor: &advisor, profile: &profile, options };
    let targets = match named {
        Named::Figure(target, figure) => return number::tell(arguments, &context, &probe, target, figure, quiet),
        Named::Targets(targets) => targets,
    };
    let advice = advisor.advise(&profile, options)?;
    if arguments.not && targets.is_none() {
        return Err(Problem::nowhere(Code::NothingAsked, "why not what?").help("name it: --target ID").into());
    }
    let not_taken = |target: &Target| arguments.not || !explore::takes(&advice, &probe, *target);
    if let Some(targets) = targets.as_ref().filter(|targets| targets.iter().all(not_taken)) {
        return tell_why_not((&context, &advice, &probe), targets, &arguments.asking.output, arguments.format, quiet);
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
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        ListFormat::Json => report::pretty(&report),
        ListFormat::Text => report::tell_why(&report, output::look(&arguments.asking.output)),
    };
    output::write(&text, &arguments.asking.output)?;
    Ok(Exit::Done)
}

pub(super) fn why_not(arguments: &WhyNotArguments, quiet: bool) -> Result<Exit, Failure> {
    let (input::Asked { today, base, profile, options }, targets) = input::asked_for(&arguments.asking, |base| {
        targets(base, "ID", &arguments.id).map_err(|problem| vec![problem])
    })?;
    let advisor = Advisor::new(base);
    let advice = advisor.advise(&profile, options)?;
    let context = Context { base, profile: &profile, today: &today };
    let probe = Probe { advisor: &advisor, profile: &profile, options };
    tell_why_not((&context, &advice, &probe), &targets, &arguments.asking.output, arguments.format, quiet)
}

fn tell_why_not(
    (context, advice, probe): (&Context<'_>, &Advice, &Probe<'_>),
    targets: &[Target],
    to: &OutputFlags,
    format: ListFormat,
    quiet: bool,
) -> Result<Exit, Failure> {
    let reports: Vec<_> = targets
        .iter()
        .map(|target| report::why_not(context, advice, *target, &explore::why_not(probe, advice, *target)))
        .collect();
    let look = output::look(to);
    let told = |report| report::tell_why_not(report, look);
    let text = match format {
        ListFormat::Json => match reports.as_slice() {
            [one] => report::pretty(one),
            many => report::pretty(&json!({"schema": "nextrung.why-not/1", "answers": many})),
        },
        ListFormat::Text if quiet => {
            reports.iter().map(|report| told(report).lines().next().unwrap_or_default().to_owned() + "\n").collect()
        }
        ListFormat::Text => reports.iter().map(told).collect::<Vec<_>>().join("\n"),
    };
    output::write(&text, to)?;
    Ok(Exit::Done)
}
