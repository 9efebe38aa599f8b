//! Published ladders beside the answer: who stands elsewhere, who agrees, who cannot tell.

use super::Page;
use crate::report::model::{AdviceReport, DissentReport};

/// What those have in common that are where the answer is.
const AGREE: &str = "agree";

/// Tells the ladders in one short block; nothing where nobody asked.
pub(super) fn dissent(page: &mut Page, report: &AdviceReport) {
    let Some(ladders) = &report.dissent else { return };
    page.heading("Other published ladders");
    if ladders.is_empty() {
        page.quiet("  ", "the rules hold none");
        return;
    }
    let mut outliers: Vec<(String, String)> = Vec::new();
    let mut others: Vec<(String, Vec<&str>)> = vec![(AGREE.to_owned(), Vec::new())];
    for ladder in ladders {
        let lead = match outlier(ladder) {
            Ok(words) => {
                outliers.push((ladder.ladder.clone(), words));
                continue;
            }
            Err(lead) => lead,
        };
        match others.iter_mut().find(|(known, _)| *known == lead) {
            Some((_, names)) => names.push(&ladder.ladder),
            None => others.push((lead, vec![&ladder.ladder])),
        }
    }
    page.rows("  ", &outliers);
    for (lead, names) in others.into_iter().filter(|(_, names)| !names.is_empty()) {
        page.line(&format!("  {lead}: "), &names.join(", "));
    }
    page.quiet("  ", "what each means by a user: rules show ladder:ID");
}

/// Where a ladder stands that stands elsewhere than the answer; what the others have in common.
fn outlier(ladder: &DissentReport) -> Result<String, String> {
    let Some(place) = ladder.place() else { return Err("say nothing of it".to_owned()) };
    match ladder.agrees {
        "true" => return Err(AGREE.to_owned()),
        "unknown" if ladder.to.is_none() && ladder.needs.is_empty() => return Err("cannot tell".to_owned()),
        "unknown" if ladder.to.is_none() => return Err(format!("cannot tell without {}", ladder.needs.join(", "))),
        _ => {}
    }
    let apart = ladder.apart.as_ref().map(|apart| format!("{apart}: ")).unwrap_or_default();
    let condition = ladder.condition.as_ref().map(|condition| format!(", where {condition}")).unwrap_or_default();
    let assumed = if ladder.decided_on == Some("assumptions") { " (on assumptions)" } else { "" };
    Ok(format!("{apart}{place}{condition}{assumed}"))
}
