//! From a review to its words.

use super::{
    BaselineInForce, BaselineReport, CheckReport, EntryReport, GoneReport, ObservationReport, PlaceReport,
    ReviewReport, WaiverReport,
};
use crate::problem::{Place, nearest};
use crate::report::Context;
use crate::report::build::{Builder, at};
use crate::report::model::{PackReport, ReasonReport, RulesReport, SightReport};
use crate::review::{BASELINE_SCHEMA, Baseline, Change, Gone, How, Material, Observation, Review, Subject, Waiving};
use crate::rules::{GateId, Severity};

/// Builds the model of a review.
pub fn review(
    material: &Material<'_>,
    found: &Review,
    configuration: Option<&str>,
    fail_on: Option<Severity>,
) -> ReviewReport {
    let base = material.base;
    let context = Context { base, profile: material.profile, today: material.today };
    let teller = Teller { builder: Builder::new(&context, material.advice), material, found };
    let gone = |how: How| {
        let baseline = material.baseline?;
        let of_kind = found.gone.iter().filter(|gone| gone.how == how);
        Some(of_kind.map(|gone| gone_report(baseline, gone)).collect::<Vec<_>>())
    };
    ReviewReport {
        schema: "nextrung.review/1",
        today: material.today.to_owned(),
        headline: headline(material, found),
        rules: RulesReport {
            version: env!("CARGO_PKG_VERSION"),
            fingerprint: base.fingerprint.clone(),
            packs: base.overlays.iter().map(PackReport::from).collect(),
        },
        name: material.profile.name.clone(),
        configuration: configuration.map(str::to_owned),
        baseline: material.baseline.map(|baseline| BaselineInForce {
            file: baseline.name.clone(),
            today: baseline.today.clone(),
            same_rules: baseline.rules == base.fingerprint,
        }),
        waivers: (0..material.waivers.len()).map(|index| teller.waiver(index)).collect(),
        observations: found.observations.iter().map(|seen| teller.observation(seen)).collect(),
        resolved: gone(How::Resolved),
        lost_sight: gone(How::LostSight),
        cannot_tell: found.cannot_tell.iter().map(|index| base.findings[*index].id.clone()).collect(),
        check: fail_on.map(|on| CheckReport { fail_on: on.word(), failed: found.fails(on) }),
        quiet: found.is_quiet(material.baseline),
        findings: base.findings.len(),
    }
}

/// The model of a baseline file.
pub fn baseline_report(baseline: &Baseline) -> BaselineReport {
    BaselineReport {
        schema: BASELINE_SCHEMA,
        today: baseline.today.clone(),
        rules: baseline.rules.clone(),
        entries: baseline
            .entries
            .iter()
            .map(|entry| EntryReport {
                fingerprint: entry.fingerprint.clone(),
                of: entry.of.clone(),
                id: entry.id.clone(),
                severity: entry.severity.word(),
                state: entry.state.word(),
            })
            .collect(),
    }
}

fn gone_report(baseline: &Baseline, gone: &Gone) -> GoneReport {
    let entry = &baseline.entries[gone.entry];
    GoneReport {
        id: entry.id.clone(),
        of: entry.of.clone(),
        severity: entry.severity.word(),
        fingerprint: entry.fingerprint.clone(),
        again: gone.again,
    }
}

/// The answer in one line: what moved since the baseline, else what is open, by severity.
fn headline(material: &Material<'_>, found: &Review) -> String {
    let seen = |is: &dyn Fn(&Observation) -> bool| found.observations.iter().filter(|seen| is(seen)).count();
    let gone = |how: How| found.gone.iter().filter(|gone| gone.how == how && gone.is_news()).count();
    let waived = seen(&|seen| seen.waived.is_some());
    if material.baseline.is_some() {
        let of = |change: Change| seen(&|seen| seen.is_news() && seen.change == Some(change));
        let moved = counted(&[
            (of(Change::Regressed), "regressed"),
            (of(Change::New), "new"),
            (gone(How::LostSight), "lost sight of"),
            (gone(How::Resolved), "resolved"),
        ]);
        let known = seen(&|seen| seen.waived.is_none() && !seen.is_news());
        let rest = counted(&[(known, "still open"), (waived, "waived")]);
        let moved = if moved.is_empty() { "Nothing new".to_owned() } else { moved };
        return if rest.is_empty() { moved } else { format!("{moved}; {rest}") };
    }
    let open = seen(&|seen| seen.waived.is_none());
    let of = |severity: Severity| seen(&|seen| seen.waived.is_none() && seen.severity == severity);
    let by_severity: Vec<(usize, &str)> =
        Severity::WORDS.iter().map(|(word, severity)| (of(*severity), *word)).collect();
    let waived = if waived > 0 { format!("; {waived} waived") } else { String::new() };
    match open {
        // Nobody may read silence as a pass.
        0 if material.base.findings.len() == found.cannot_tell.len() => {
            format!("Nothing found, but none of the {} checks could be made{waived}", material.base.findings.len())
        }
        0 => format!("Nothing found{waived}"),
        1 => format!("1 finding: {}{waived}", counted(&by_severity)),
        many => format!("{many} findings: {}{waived}", counted(&by_severity)),
    }
}

/// Counts with their words, without those of nothing.
fn counted(counts: &[(usize, &str)]) -> String {
    let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    told.collect::<Vec<_>>().join(", ")
}

struct Teller<'a> {
    builder: Builder<'a>,
    material: &'a Material<'a>,
    found: &'a Review,
}

impl Teller<'_> {
    fn observation(&self, seen: &Observation) -> ObservationReport {
        let base = self.material.base;
        let mut report = ObservationReport {
            id: seen.id.clone(),
            of: seen.subject.of(),
            kind: seen.kind.word(),
            severity: seen.severity.word(),
            status: seen.status(),
            change: seen.change.map(Change::word),
            title: String::new(),
            text: String::new(),
            mend: String::new(),
            because: Vec::new(),
            margin: None,
            estimates: Default::default(),
            saves: seen.saves.as_ref().map(|saving| self.builder.saving(saving)),
            tells: seen.tells.iter().map(|gate| base.gate(*gate).id.clone()).collect(),
            decided_on: if seen.assumed { "assumptions" } else { "facts" },
            judgement: false,
            places: seen.places.iter().map(place).collect(),
            resource: seen.resource.clone(),
            waiver: seen.waived.map(|index| self.waiver(index)),
            source: Vec::new(),
            fingerprint: seen.fingerprint.clone(),
        };
        match seen.subject {
            Subject::Finding(index) => self.finding(index, &seen.tells, &mut report),
            Subject::Limit(gate) => {
                let capability = base.gate(gate).capability();
                let title = &base.capability(capability).title;
                let there = self.material.advice.architecture.has(capability) == crate::quantity::Truth::True;
                report.mend = match there {
                    true => format!("Add more: {title} is what relieves this, and what is there is not enough."),
                    false => format!("Add {title}; `nextrung advise` says which step comes first."),
                };
                self.gates(&[gate], &mut report);
            }
            Subject::Missing(capability) => {
                let capability_rule = base.capability(capability);
                self.gates(&self.material.advice.calls.of(capability).gates, &mut report);
                report.title = format!("Called for and missing: {}", capability_rule.title);
                report.mend = format!("Add {}; `nextrung advise` says which step comes first.", capability_rule.title);
                report.margin = None;
            }
            Subject::Unneeded(capability) => {
                let capability_rule = base.capability(capability);
                self.gates(&self.material.advice.burdens_against(base, capability), &mut report);
                report.title = format!("There, and called for by nothing: {}", capability_rule.title);
                report.mend = format!(
                    "Take away {} in a step of its own, with its checklist; `nextrung advise` says which step comes first.",
                    capability_rule.title
                );
                report.margin = None;
            }
            Subject::Waiver(index, fault) => self.fault(index, fault.word(), &mut report),
        }
        report
    }

    fn finding(&self, index: usize, tells: &[GateId], report: &mut ObservationReport) {
        let Some(found) = self.material.advice.findings.iter().find(|found| found.finding == index) else { return };
        let told = self.builder.finding(found);
        let view = self.material.advice.view(self.material.base, found.layer);
        let margin = self.material.base.findings[index].when.whole_margin(&view);
        report.margin = margin.map(|margin| self.builder.margin(&margin));
        (report.title, report.text, report.mend) = (told.title, told.text, told.mend);
        (report.because, report.estimates) = (told.because, told.estimates);
        (report.judgement, report.source) = (told.judgement, told.source);
        for gate in tells {
            let reason = self.builder.reason(&self.material.advice.reason_of(self.material.base, *gate));
            report.because.push(SightReport { condition: reason.condition, values: reason.values });
            let new = reason.source.into_iter().filter(|source| !report.source.contains(source));
            report.source.extend(new.collect::<Vec<String>>());
        }
    }

    /// Gates as reasons: what each of them saw, and why it matters.
    fn gates(&self, gates: &[GateId], report: &mut ObservationReport) {
        let base = self.material.base;
        let reasons: Vec<ReasonReport> =
            gates.iter().map(|gate| self.builder.reason(&self.material.advice.reason_of(base, *gate))).collect();
        for reason in &reasons {
            report.because.push(SightReport { condition: reason.condition.clone(), values: reason.values.clone() });
            let new = reason.source.iter().filter(|source| !report.source.contains(source)).cloned();
            let new: Vec<String> = new.collect();
            report.source.extend(new);
        }
        // One why says enough; the others stand in `because`.
        if let Some(first) = reasons.into_iter().next() {
            report.title = first.title;
            report.text = first.text;
            report.margin = first.margin;
            report.judgement = first.judgement;
        }
    }

    fn fault(&self, index: usize, fault: &str, report: &mut ObservationReport) {
        let waiver = &self.material.waivers[index];
        let name = match &waiver.resource {
            Some(resource) => format!("{} of {resource}", waiver.finding),
            None => waiver.finding.clone(),
        };
        let (title, text, mend) = match fault {
            "waiver-expired" => (
                format!("The waiver of {name} has ended"),
                format!("Its last day was {}: what it accepted counts again.", waiver.expires),
                format!("Mend what it accepted, or have {} decide again and give a new day.", waiver.owner),
            ),
            "waiver-forbidden" => (
                format!("{name} may not be waived"),
                "A rule says that nobody may accept it; the waiver has no effect.".to_owned(),
                "Take the waiver out and mend what it was for.".to_owned(),
            ),
            "waiver-stale" => (
                format!("The waiver of {name} accepts nothing"),
                "What it accepted is known to be well.".to_owned(),
                "Take the waiver out, so that it does not hide the fault when it comes back.".to_owned(),
            ),
            _ => {
                let text = match self.nearest_name(&waiver.finding) {
                    Some(None) => "Nothing like it is seen, and what is told does not say that it is well.".to_owned(),
                    Some(Some(near)) => format!("No rule has this name; did you mean `{near}`?"),
                    None => "No rule has this name.".to_owned(),
                };
                let mend = "Check the name and the resource, or take the waiver out.".to_owned();
                (format!("The waiver of {name} meets nothing"), text, mend)
            }
        };
        (report.title, report.text, report.mend) = (title, text, mend);
    }

    /// Nothing where no rule is near the name; nothing inside where it is the name of one.
    fn nearest_name(&self, name: &str) -> Option<Option<&str>> {
        let base = self.material.base;
        let bare = name.split_once(':').map_or(name, |(_, name)| name);
        let findings = base.findings.iter().map(|finding| finding.id.as_str());
        let gates = base.gates.iter().map(|gate| gate.id.as_str());
        let known: Vec<&str> = findings.chain(gates).chain(base.vocabulary.capability_names()).collect();
        if known.contains(&bare) { Some(None) } else { nearest(bare, known).map(Some) }
    }

    fn waiver(&self, index: usize) -> WaiverReport {
        let waiver = &self.material.waivers[index];
        WaiverReport {
            finding: waiver.finding.clone(),
            resource: waiver.resource.clone(),
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            expires: waiver.expires.clone(),
            at: at(&waiver.place),
            stands: match self.found.waivers[index] {
                Waiving::InForce(_) => "in-force",
                Waiving::Without(fault) => fault.word(),
            },
        }
    }
}

/// A place in a file; of flags and standard input only what they are called.
fn place(place: &Place) -> PlaceReport {
    let name = place.source.name();
    let is_file = !name.starts_with("--") && name != "standard input";
    let (line, column) = place.line_and_column();
    PlaceReport {
        at: at(place),
        file: is_file.then(|| name.to_owned()),
        line: is_file.then_some(line),
        column: is_file.then_some(column),
    }
}
