//! Published ladders beside the answer: who stands elsewhere, who agrees, who cannot tell.

use super::Page;
use crate::report::model::{AdviceReport, DissentReport};

/// Tells the ladders in one short block; nothing where nobody asked.
pub(super) fn dissent(page: &mut Page, report: &AdviceReport) {
    let Some(ladders) = &report.dissent else { return };
    page.heading("Other published ladders");
    if ladders.is_empty() {
        page.quiet("  ", "the rules hold none");
    }
    let outliers: Vec<(String, String)> = ladders.iter().filter_map(outlier).collect();
    page.rows("  ", &outliers);
    let named = |wanted: &dyn Fn(&DissentReport) -> bool, words: &dyn Fn(&DissentReport) -> String| {
        ladders.iter().filter(|ladder| wanted(ladder)).map(words).collect::<Vec<_>>().join(", ")
    };
    let agree = named(&|ladder| ladder.agrees == "true", &|ladder| ladder.ladder.clone());
    let open = named(&|ladder| !ladder.possible.is_empty() && ladder.agrees == "unknown", &|ladder| {
        format!("{} ({})", ladder.ladder, ladder.possible.join(" or "))
    });
    let silent = named(&|ladder| ladder.to.is_none() && ladder.possible.is_empty(), &|ladder| ladder.ladder.clone());
    for (lead, names) in [("  agree: ", agree), ("  cannot tell: ", open), ("  say nothing of it: ", silent)] {
        if !names.is_empty() {
            page.line(lead, &names);
        }
    }
    if !ladders.is_empty() {
        page.quiet("  ", "what each means by a user: rules show ladder:ID");
    }
}

/// A ladder that stands elsewhere than the answer, or that there is no answer to hold against.
fn outlier(ladder: &DissentReport) -> Option<(String, String)> {
    let on = match (&ladder.to, &ladder.condition) {
        (Some(to), Some(condition)) => format!("{to}, for {condition}"),
        (Some(to), None) => to.clone(),
        (None, _) => ladder.possible.join(" or "),
    };
    let words = match (ladder.agrees, &ladder.apart) {
        ("true", _) => return None,
        (_, Some(apart)) => format!("{apart}: {on}"),
        ("unknown", None) if ladder.to.is_none() => return None,
        _ => on,
    };
    let assumed = if ladder.decided_on == Some("assumptions") { " (on assumptions)" } else { "" };
    Some((ladder.ladder.clone(), format!("{words}{assumed}")))
}
