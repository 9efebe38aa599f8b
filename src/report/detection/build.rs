//! Builds the model of what descriptions show.

use super::{
    CapabilityReport, ComponentReport, DetectedFactReport, DetectionReport, EvidenceReport, IgnoredReport, KindReport,
    RootReport, SeenResources, StandingReport,
};
use crate::detect::{DetectedRoot, Detection, Evidence, Placement, Presence};
use crate::infra::Form;
use crate::profile::Origin;
use crate::report::value::{Number, ValueReport};
use crate::rules::RuleBase;

/// Builds the model; nothing where there is no root, which the reading refuses.
pub fn detection(base: &RuleBase, detection: &Detection) -> Option<DetectionReport> {
    let main = base.main_track();
    let height = |root: &DetectedRoot| {
        let stage = root.stages.iter().find(|stage| Some(stage.track) == main);
        (root.placed == Placement::Placed, stage.map(|stage| (stage.furthest, stage.current)))
    };
    // The last of equals is the greatest: turned round, the first in the order of names counts.
    let highest = detection.roots.iter().rev().max_by_key(|root| height(root))?;
    let others: Vec<RootReport> =
        detection.roots.iter().filter(|other| !std::ptr::eq(*other, highest)).map(|other| root(base, other)).collect();
    let mut headline = headline(base, highest);
    if !others.is_empty() {
        headline = format!("{}: {headline}; {} more deployed apart", highest.name, others.len());
    }
    let ignored = detection.ignored.iter();
    Some(DetectionReport {
        schema: "nextrung.detect/1",
        headline,
        root: root(base, highest),
        others,
        ignored: ignored
            .map(|ignored| IgnoredReport { file: ignored.file.clone(), because: ignored.because.clone() })
            .collect(),
    })
}

/// The answer in one line: where it stands on the main track, and what is missing below.
pub(super) fn headline(base: &RuleBase, root: &DetectedRoot) -> String {
    if let Placement::Not(because) = &root.placed {
        return format!("Not placed: {because}");
    }
    let stage = root.stages.iter().find(|stage| Some(stage.track) == base.main_track());
    let Some(stage) = stage else { return "Not placed: nothing of the main track is shown".to_owned() };
    let furthest = &base.track(stage.track).stages[stage.furthest].name;
    let parts = |count: usize| if count == 1 { "1 part".to_owned() } else { format!("{count} parts") };
    let absent = |id: &&crate::expr::CapabilityId| root.capabilities[id.0 as usize].presence == Presence::Absent;
    let missing = stage.gaps.iter().filter(absent).count();
    let unseen = stage.gaps.len() - missing;
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    match (missing, unseen) {
        (0, 0) if stage.furthest == 0 => format!("{furthest}; no part of a higher rung is shown"),
        (0, 0) => format!("{furthest} at the furthest; every part up to there is shown"),
        (0, unseen) => format!("{furthest} at the furthest; {} up to there {} not shown", parts(unseen), are(unseen)),
        (missing, 0) => format!("{furthest} at the furthest; {} up to there {} missing", parts(missing), are(missing)),
        (missing, unseen) => {
            format!(
                "{furthest} at the furthest; {} up to there {} missing, {unseen} not shown",
                parts(missing),
                are(missing)
            )
        }
    }
}

fn root(base: &RuleBase, root: &DetectedRoot) -> RootReport {
    let name = |id: &crate::expr::CapabilityId| base.capability(*id).name.clone();
    let stages = root.stages.iter().map(|stage| {
        let track = base.track(stage.track);
        let of = |index: usize| track.stages[index].name.clone();
        let (current, furthest) = (of(stage.current), of(stage.furthest));
        (track.name.clone(), StandingReport { current, furthest, gaps: stage.gaps.iter().map(name).collect() })
    });
    let capabilities = root.capabilities.iter().map(|found| CapabilityReport {
        capability: name(&found.capability),
        status: found.presence.word(),
        evidence: evidence(&found.evidence),
        brought_by: found.brought_by.as_ref().map(name),
        because: found.because.clone(),
        open: found.open,
    });
    let facts = root.facts.iter().map(|found| {
        let fact = base.fact(found.fact);
        let value = ValueReport::new(&found.values, fact.unit, &fact.members, &fact.range);
        let report = DetectedFactReport { value, origin: Origin::Detected.word(), evidence: evidence(&found.evidence) };
        (fact.name.clone(), report)
    });
    let components = root.components.iter().map(|component| ComponentReport {
        component: component.id.clone(),
        title: component.title.clone(),
        low: Number(component.count.low),
        high: component.count.high.is_finite().then_some(Number(component.count.high)),
        evidence: evidence(&component.evidence),
        bears_work: component.bears_work,
    });
    let kinds = |list: &[(String, usize)]| {
        list.iter().map(|(kind, count)| KindReport { kind: kind.clone(), count: *count }).collect()
    };
    RootReport {
        root: root.name.clone(),
        form: word(root.form),
        whole: root.partial.is_empty(),
        partial: root.partial.clone(),
        placed: root.placed == Placement::Placed,
        because: match &root.placed {
            Placement::Not(because) => Some(because.clone()),
            Placement::Placed => None,
        },
        lane: root.lane.map(|(track, lane)| base.track(track).lanes[lane].name.clone()),
        stages: stages.collect(),
        capabilities: capabilities.collect(),
        facts: facts.collect(),
        components: components.collect(),
        seen: SeenResources {
            resources: root.seen.resources,
            read: root.seen.read,
            plumbing: root.seen.plumbing,
            unknown: kinds(&root.seen.unknown),
            foreign: kinds(&root.seen.foreign),
        },
        notes: root
            .notes
            .iter()
            .map(|note| match &note.place {
                Some(place) => format!("{}: {}", place.short(), note.text),
                None => note.text.clone(),
            })
            .collect(),
    }
}

fn word(form: Form) -> &'static str {
    match form {
        Form::TerraformPlan => "terraform-plan",
        Form::TerraformState => "terraform-state",
        Form::CloudFormation => "cloudformation",
        Form::ServerlessModel => "sam",
    }
}

fn evidence(list: &[Evidence]) -> Vec<EvidenceReport> {
    let report = |evidence: &Evidence| EvidenceReport {
        file: evidence.place.source.name().to_owned(),
        line: evidence.place.line_and_column().0,
        resource: evidence.resource.clone(),
    };
    list.iter().map(report).collect()
}
