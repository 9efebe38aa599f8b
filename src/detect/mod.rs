//! What infrastructure descriptions show of an architecture: components, capabilities, facts, each with the resources
//! that show it, and the rung that they stand on.
//!
//! What a resource means stands in `rules/detect/`; nothing of any cloud stands here. What cannot be told stays untold:
//! no capability is present without a resource that shows it, and none absent where the input may not be whole.
//! `matching` holds resources against tests, `counting` counts components, `judging` reads capabilities and facts off
//! the counts, `standing` places them, `joining` lays them under a profile, `examples` runs what the rules show of themselves.

mod attribute;
mod counting;
mod detection;
mod examples;
mod joining;
mod judging;
mod matching;
mod standing;

pub use detection::{
    Component, DetectedCapability, DetectedFact, DetectedMember, DetectedRoot, DetectedStage, Detection, Evidence,
    MOST_EVIDENCE, Members, Placement, Presence, Seen,
};
pub use examples::run_examples;
pub use joining::join;

use crate::infra::{Form, Inventory, Root};
use crate::rules::RuleBase;

/// What the descriptions of an inventory show, root by root.
pub fn detect(inventory: &Inventory, base: &RuleBase) -> Detection {
    Detection {
        roots: inventory.roots.iter().map(|root| detect_root(root, base)).collect(),
        ignored: inventory.ignored.clone(),
    }
}

/// What one thing that is deployed as a whole shows.
pub fn detect_root(root: &Root, base: &RuleBase) -> DetectedRoot {
    let rules = &base.detection;
    let mut counted = counting::Counted::new(root, rules);
    let (mut notes, mut partial) = (root.notes.clone(), root.partial.clone());
    if matches!(root.form, Form::CloudFormation | Form::ServerlessModel) {
        // A plan or a state knows all that Terraform runs there; beside a template there may be others.
        counted.partial = true;
        partial.push("a template may have siblings, so nothing is called absent".to_owned());
    }
    let seen = judging::seen(rules, &counted);
    let placed = standing::placement(rules, &counted, &seen);
    if placed != Placement::Placed && !counted.partial {
        // However whole the input is, it is not the whole system.
        counted.partial = true;
        partial.push("what does the work of the system is described elsewhere, if anywhere".to_owned());
    }
    let capabilities = judging::capabilities(base, &counted);
    let facts = judging::facts(base, &counted, &mut notes);
    let mut addresses: Vec<String> = root.resources.iter().map(|resource| resource.address.clone()).collect();
    addresses.sort_unstable();
    let mut detected = DetectedRoot {
        name: root.name.clone(),
        form: root.form,
        partial,
        placed,
        stages: Vec::new(),
        lane: standing::lane(rules, &counted),
        capabilities,
        facts,
        components: judging::components(rules, &counted),
        seen,
        addresses,
        notes,
    };
    standing::stand(base, &mut detected);
    detected
}
