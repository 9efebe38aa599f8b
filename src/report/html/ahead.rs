//! What comes after the next step, and when: the coming steps, the load against what each part carries, the cost by users.

use maud::{Markup, PreEscaped, html};

use super::PageReport;
use crate::report::terminal::numbers::added;

pub(super) fn ahead(page: &PageReport<'_>) -> Option<Markup> {
    let plan = page.roadmap.as_ref()?;
    Some(html! {
        p { (plan.headline) "." }
        @match &plan.growth {
            Some(growth) => p.quiet { "Growth " (growth) " a month, " (plan.horizon) " months ahead." },
            None if plan.standstill => p.quiet { "The load was told not to grow, so nothing later has a month." },
            None => p.quiet { "State the growth of the load, and each step gets its months: " code { "--set growth_per_month=5%" } },
        }
        @if !plan.steps.is_empty() {
            div.table.wide tabindex="0" role="group" aria-label="Coming steps" {
                table {
                    thead { tr { th scope="col" { "when" } th scope="col" { "step" } th scope="col" { "start by" } th scope="col" { "what" } th scope="col" { "cost" } } }
                    tbody {
                        @for step in &plan.steps {
                            tr {
                                td { (crate::report::roadmap::when(step)) }
                                th scope="row" { @if step.same_rung { "more on " } (step.to.to) " " span.quiet { (step.to.track) } }
                                td { (crate::report::roadmap::start_cell(step)) }
                                td { (crate::report::roadmap::what(step)) }
                                td { @if let Some(cost) = &step.cost { (added(cost)) } }
                            }
                        }
                    }
                }
            }
        }
        @for plot in &page.plots {
            figure.plot { (PreEscaped(plot)) }
        }
    })
}

/// The style sheets inside the plots, each once: the policy of the page allows them by their hash.
pub(super) fn styles(page: &PageReport<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for plot in &page.plots {
        let style = plot.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
        if let Some((style, _)) = style
            && !found.iter().any(|known| known == style)
        {
            found.push(style.to_owned());
        }
    }
    found
}
