//! The checklist of the step, with boxes that the script remembers.

use maud::{Markup, html};

use super::PageReport;
use crate::report::model::ItemReport;
use crate::rules::fingerprint_of;

pub(super) fn checklist(page: &PageReport<'_>) -> Option<Markup> {
    let track = page.focus()?;
    let next = track.next.as_ref().filter(|next| !next.checklist.is_empty())?;
    let name = page.advice.name.as_deref().unwrap_or_default();
    // Ticks belong to these rules, this system and this step; item ids keep them apart within.
    let store = fingerprint_of(&["ticks", &page.advice.rules.fingerprint, name, &track.track, &next.to]);
    let mut phases: Vec<&str> = Vec::new();
    for item in &next.checklist {
        if !phases.contains(&item.phase) {
            phases.push(item.phase);
        }
    }
    Some(html! {
        p.quiet {
            (next.checklist.len()) " items. "
            span id="ticked" role="status" data-store={ "nextrung:" (store) } {}
        }
        @for phase in phases {
            fieldset {
                legend { (phase) }
                ul.items { @for item in next.checklist.iter().filter(|item| item.phase == phase) { (self::item(item)) } }
            }
        }
    })
}

fn item(item: &ItemReport) -> Markup {
    html! {
        li {
            label {
                input type="checkbox" data-item=(item.id) autocomplete="off";
                span { (item.text) @if !item.source.is_empty() { " " span.sources { (item.source.join(", ")) } } }
            }
        }
    }
}
