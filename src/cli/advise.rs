//! `nextrung advise`.

use super::args::{AdviseArguments, AdviseFormat};
use super::{Exit, Failure, input, output};
use crate::advise::{Advisor, Options};
use crate::problem::{Code, Place, Problem, SourceText};
use crate::report::{self, Context, Format};

pub(super) fn run(arguments: &AdviseArguments, quiet: bool) -> Result<Exit, Failure> {
    let today = input::today(arguments.today.as_ref());
    let base = input::rule_base(&arguments.rules)?;
    let profile = input::profile(arguments.profile.as_ref(), &arguments.flags, base);
    let (today, profile) = match (today, profile) {
        (Ok(today), Ok(profile)) => (today, profile),
        (today, profile) => {
            let mut problems: Vec<Problem> = today.err().into_iter().collect();
            problems.extend(profile.err().unwrap_or_default());
            return Err(problems.into());
        }
    };
    let profile = super::detect::joined(&arguments.infra, profile, base)?;
    let advice = Advisor::new(base).advise(&profile, Options { assumptions: !arguments.no_assumptions })?;
    let mut report = report::build(&Context { base, profile: &profile, today: &today }, &advice);
    if let Some(name) = &arguments.track {
        if base.vocabulary.track(name).is_none() {
            let source = SourceText::new("--track", name.as_str());
            let known: Vec<&str> = base.vocabulary.track_names().collect();
            let problem = Problem::at(
                Code::UnknownTrack,
                &Place::whole(&source),
                format!("no track is called `{name}`"),
                "not known",
            );
            return Err(problem
                .did_you_mean(name, known.iter().copied(), &format!("tracks: {}", known.join(", ")))
                .into());
        }
        report.keep_only(name);
    }
    let text = match arguments.format {
        _ if quiet => format!("{}\n", crate::problem::draw::harmless(&report.headline)),
        AdviseFormat::Text => report::tell(&report, Format::Text, output::look(&arguments.output)),
        AdviseFormat::Markdown => report::tell(&report, Format::Markdown, report::Look::PLAIN),
        AdviseFormat::Json => report::tell(&report, Format::Json, report::Look::PLAIN),
    };
    output::write(&text, &arguments.output)?;
    Ok(Exit::Done)
}
