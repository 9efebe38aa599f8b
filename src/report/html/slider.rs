//! The answer along the count: a slider over answers that were all worked out before, and the same as a table.

use maud::{Markup, PreEscaped, html};

use super::PageReport;
use crate::report::json::escaped;
use crate::report::sweep::{BandReport, SweepReport};

pub(super) fn slider(page: &PageReport<'_>) -> Option<Markup> {
    let sweep = page.sweep.as_ref()?;
    let ends = sweep.points.first().zip(sweep.points.last())?;
    let last = sweep.points.len() - 1;
    Some(html! {
        p {
            "Each of " (sweep.points.len()) " values of " code { (sweep.fact) } " from " (ends.0.words) " to " (ends.1.words)
            " was judged by itself, with everything else as it was told."
            @match &sweep.told {
                Some(told) => { " Told: " strong { (told) } "." }
                None => { " None was told." }
            }
        }
        @if !sweep.moves { p.note { (unmoved(sweep)) } }
        div id="slider" hidden {
            (picture(sweep))
            label for="count-range" { (sweep.fact) }
            input id="count-range" type="range" min="0" max=(last) step="1" value=(sweep.start) autocomplete="off";
            div.controls {
                output id="count-now" for="count-range" {}
                button type="button" id="count-before" { "Change before" }
                button type="button" id="count-after" { "Change after" }
                button type="button" id="count-told" { @if sweep.told.is_some() { "Back to what was told" } @else { "Back to the lowest" } }
            }
            p.visually-hidden id="count-live" aria-live="polite" {}
            article id="count-answer" aria-labelledby="count-headline" {
                h3 id="count-headline" {}
                div id="count-rest" {}
            }
        }
        div.table.wide tabindex="0" role="group" aria-label="Where the answer changes" {
            table id="bands" {
                caption { @if sweep.moves { "Where the answer changes" } @else { "The answer along the count" } }
                thead {
                    tr {
                        th scope="col" { "Part" }
                        th scope="col" { code { (sweep.fact) } }
                        th scope="col" { "Fits" }
                        th scope="col" { "Step" }
                    }
                }
                tbody {
                    @for (index, band) in sweep.bands.iter().enumerate() {
                        tr aria-current=[is_told(sweep, band).then_some("true")] {
                            td { (index + 1) }
                            th scope="row" { (band.words) }
                            td { @if let Some(fits) = &band.fits { (fits) } }
                            td { (band.step) }
                        }
                    }
                }
            }
        }
    })
}

fn is_told(sweep: &SweepReport, band: &BandReport) -> bool {
    sweep.told.is_some() && (band.from..=band.to).contains(&sweep.start)
}

fn unmoved(sweep: &SweepReport) -> String {
    let what = if sweep.moves_beside { "neither the stage nor the step" } else { "nothing" };
    let decides = match sweep.outranked_by.as_slice() {
        [] => "what else is told decides".to_owned(),
        better => format!("better facts decide ({})", better.join(", ")),
    };
    let beside = if sweep.moves_beside { " It changes only what comes along." } else { "" };
    format!("The count changes {what} here: {decides}.{beside}")
}

/// The parts of the count as boxes above the slider; each part has its number from the table where there is room.
fn picture(sweep: &SweepReport) -> Markup {
    let last = (sweep.points.len() - 1).max(1) as f64;
    let place = |point: usize| point as f64 / last * 100.0;
    html! {
        svg.parts width="100%" height="24" aria-hidden="true" {
            @for (index, band) in sweep.bands.iter().enumerate() {
                @let (from, to) = (place(band.from), sweep.bands.get(index + 1).map_or(100.0, |next| place(next.from)));
                rect class=(if index % 2 == 0 { "even" } else { "odd" }) x=(format!("{from:.2}%")) y="0"
                    width=(format!("{:.2}%", (to - from).max(0.2))) height="24" {}
                @if to - from >= 5.0 {
                    text x=(format!("{:.2}%", (from + to) / 2.0)) y="16" text-anchor="middle" { (index + 1) }
                }
            }
        }
    }
}

/// The answers along the count for the script, as data that no parser of the page can take for markup.
pub(super) fn data(page: &PageReport<'_>) -> Markup {
    let Some(sweep) = &page.sweep else { return html! {} };
    // INVARIANT: the model holds only strings, finite numbers and lists, which always serialize.
    let text = serde_json::to_string(sweep).expect("models are made of strings, finite numbers and lists");
    html! { script type="application/json" id="sweep" { (PreEscaped(inert(&text))) } }
}

/// JSON in which no sign stands that could end or open an element.
fn inert(json: &str) -> String {
    escaped(json).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn data_cannot_end_its_element() {
        let text = serde_json::to_string("</script><!--<img src=x>&amp;\u{2028}").expect("a text is JSON");
        let told = inert(&text);
        assert!(!told.contains(['<', '>', '&', '\u{2028}']), "{told}");
        let read: String = serde_json::from_str(&told).expect("it is still JSON");
        assert_eq!(read, "</script><!--<img src=x>&amp;\u{2028}");
    }
}
