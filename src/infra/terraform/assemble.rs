//! Makes a root of what was read: places, regions, references between instances, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{module_of, without_indices};
use super::{Dialect, Instance, Reading};
use crate::infra::bounds::{MOST_INSTANCES_MEANT, MOST_REFERENCE_STEPS_TOGETHER};
use crate::infra::inventory::{Attribute, Form, Note, Resource, Root};
use crate::infra::region;
use crate::infra::text::Text;

/// At most this many names stand in a note.
const MOST_NAMED: usize = 5;

/// Makes the root of a plan or state.
pub(super) fn root(text: &Text, dialect: Dialect, mut reading: Reading) -> Root {
    let plan = reading.plan.take();
    let mut instances = std::mem::take(&mut reading.instances);
    // The sort is stable: of two with one address the first stays.
    instances.sort_by(|a, b| a.address.cmp(&b.address));
    let before = instances.len();
    instances.dedup_by(|later, first| later.address == first.address);
    let mut notes = std::mem::take(&mut reading.notes);
    if instances.len() < before {
        notes.push(format!("{} addresses stand twice; the first of each was taken", before - instances.len()));
    }
    let mut partial = std::mem::take(&mut reading.partial);
    let known: BTreeSet<&str> = instances.iter().map(|instance| instance.address.as_str()).collect();
    if let Some(plan) = &plan {
        let left_out: Vec<&str> = plan
            .prior
            .iter()
            .map(String::as_str)
            .filter(|address| !known.contains(address))
            .filter(|address| plan.changes.get(*address).is_none_or(|change| !change.gone))
            .collect();
        if !left_out.is_empty() {
            partial.push(format!(
                "of the present state, {} neither in the plan nor deleted by it: {}",
                if left_out.len() == 1 {
                    "1 resource is".to_owned()
                } else {
                    format!("{} resources are", left_out.len())
                },
                some(&left_out)
            ));
        }
    }
    if !reading.data.is_empty() {
        reading.data.sort();
        reading.data.dedup();
        let names: Vec<&str> = reading.data.iter().map(String::as_str).collect();
        notes.push(format!("looked up and not managed here: {}", some(&names)));
    }
    if text.skipped > 0 {
        notes.push(format!("what stands before line {} was skipped", text.skipped + 1));
    }
    let by_base = by_base(&instances);
    let mut steps = MOST_REFERENCE_STEPS_TOGETHER;
    let mut followed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let references: Vec<Vec<String>> = instances
        .iter()
        .map(|instance| {
            let mut bases: BTreeSet<String> =
                instance.depends_on.iter().map(|address| without_indices(address)).collect();
            if let Some(plan) = &plan {
                let bare = without_indices(&instance.address);
                let refers_to = || plan.configuration.refers_to(&instance.address, &mut steps);
                bases.extend(followed.entry(bare).or_insert_with(refers_to).iter().cloned());
            }
            meant(instance, &bases, &by_base, &instances)
        })
        .collect();
    if steps == 0 {
        notes.push("not all references could be followed: there are too many".to_owned());
    }
    let with_region =
        instances.iter().filter(|instance| instance.attributes.get("region").and_then(Attribute::text).is_some());
    let says_regions = with_region.count() * 2 >= instances.len();
    let regions: Vec<Option<String>> = instances
        .iter()
        .map(|instance| {
            region::of_attributes(&instance.attributes).or_else(|| {
                // Where the provider writes a region into all that have one, what has none is global.
                let plan = plan.as_ref().filter(|_| !says_regions || is_text_unknown(&instance.attributes))?;
                plan.configuration.region(&instance.address, &plan.variables)
            })
        })
        .collect();
    drop(plan);
    let mut outline = text.outline();
    for instance in &instances {
        outline.mark(instance.position.0, instance.position.1, &instance.address);
    }
    let places = outline.places();
    let resources = instances
        .into_iter()
        .zip(references)
        .zip(regions)
        .zip(places)
        .map(|(((instance, refers_to), region), place)| Resource {
            address: instance.address,
            kind: instance.kind,
            name: instance.name,
            count: (1, Some(1)),
            open: None,
            region,
            attributes: instance.attributes,
            refers_to,
            place,
        })
        .collect();
    let form = if dialect == Dialect::Plan { Form::TerraformPlan } else { Form::TerraformState };
    let notes = notes.into_iter().map(|text| Note { text, place: None }).collect();
    Root { name: text.name.clone(), form, partial, resources, notes }
}

/// Whether the region is written and not known yet.
fn is_text_unknown(attributes: &Attribute) -> bool {
    matches!(attributes.get("region"), Some(Attribute::Unknown(_)))
}

/// The first few names, and how many more.
fn some(names: &[&str]) -> String {
    let mut told = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > MOST_NAMED {
        told.push_str(&format!(" and {} more", names.len() - MOST_NAMED));
    }
    told
}

/// The instances of each resource, by its address without indices and by module instance.
type ByBase<'a> = BTreeMap<String, BTreeMap<&'a str, Vec<usize>>>;

fn by_base(instances: &[Instance]) -> ByBase<'_> {
    let mut by_base = ByBase::new();
    for (index, instance) in instances.iter().enumerate() {
        let modules = by_base.entry(without_indices(&instance.address)).or_default();
        modules.entry(module_of(&instance.address)).or_default().push(index);
    }
    by_base
}

/// The instances that references without indices mean: those in the same module instance where there are such, else all.
/// Of very many the first are told.
fn meant(instance: &Instance, bases: &BTreeSet<String>, by_base: &ByBase<'_>, instances: &[Instance]) -> Vec<String> {
    let module = module_of(&instance.address);
    let mut found = BTreeSet::new();
    for modules in bases.iter().filter_map(|base| by_base.get(base)) {
        let near = modules.get(module).map(std::slice::from_ref);
        let taken: Vec<usize> = match near {
            Some(near) => near.iter().flatten().take(MOST_INSTANCES_MEANT).copied().collect(),
            None => modules.values().flatten().take(MOST_INSTANCES_MEANT).copied().collect(),
        };
        found.extend(taken.into_iter().map(|index| instances[index].address.clone()));
    }
    found.remove(&instance.address);
    found.into_iter().collect()
}
