//! What `terraform show -json` writes. Unknown keys are passed over, as its documentation asks.

use std::collections::BTreeMap;

use super::configuration::Configuration;
use super::{Instance, Reading, address};
use crate::infra::bounds::{MOST_ATTRIBUTES_EACH, MOST_RESOURCES};
use crate::infra::inventory::Attribute;
use crate::infra::json::{Json, too_large};
use crate::infra::keep;
use crate::infra::text::Fault;
use crate::problem::Code;

/// Why a planned value is unknown.
const AFTER_APPLY: &str = "known after apply";

/// What a plan says beside the resources.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// By address.
    pub(super) changes: BTreeMap<String, Change>,
    /// Addresses of what the state before held.
    pub(super) prior: Vec<String>,
    pub(super) configuration: Configuration,
    /// Short texts among the variables, to resolve regions with; dropped with the plan.
    pub(super) variables: BTreeMap<String, String>,
}

/// What a plan does to a resource.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Marks of what is known only afterwards.
    unknown: Option<Attribute>,
    /// Marks of what is sensitive.
    sensitive: Option<Attribute>,
    /// It will not be there afterwards.
    pub(super) gone: bool,
    /// The resource itself, where the plan has no `planned_values`.
    planned: Option<Instance>,
}

/// Reads a plan or a state.
pub(super) fn read(json: &mut Json<'_>, sought: &[&str]) -> Result<Reading, Fault> {
    let mut reading = Reading::default();
    let mut plan = Plan::default();
    let mut is_plan = false;
    let mut planned = false;
    json.object(|json, key| {
        match key.as_str() {
            "format_version" => supported(json)?,
            "planned_values" | "values" => {
                planned |= key == "planned_values";
                is_plan |= key == "planned_values";
                json.object(|json, key| match key.as_str() {
                    "root_module" => module(json, "", &mut reading, sought),
                    _ => json.skip(),
                })?;
            }
            "resource_changes" => {
                is_plan = true;
                json.list(|json| change(json, &mut plan, !planned))?;
            }
            "configuration" => plan.configuration = Configuration::read(json)?,
            "variables" => variables(json, &mut plan.variables)?,
            "prior_state" => prior(json, &mut plan.prior)?,
            "deferred_changes" => {
                let mut count = 0usize;
                json.list(|json| {
                    count += 1;
                    json.skip()
                })?;
                if count > 0 {
                    reading.partial.push(format!("the plan puts off {count} changes to a later one"));
                }
            }
            "complete" => {
                if json.truth()? == Some(false) {
                    reading.partial.push("the plan is of a part only: it says that it is not complete".to_owned());
                }
            }
            "errored" => {
                if json.truth()? == Some(true) {
                    reading.partial.push("planning stopped at an error".to_owned());
                }
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    if is_plan {
        finish(&mut reading, plan, planned, sought);
    }
    Ok(reading)
}

fn supported(json: &mut Json<'_>) -> Result<(), Fault> {
    let (line, column) = json.position();
    let version = json.text()?.unwrap_or_default();
    let major = version.split('.').next().unwrap_or_default();
    if matches!(major, "0" | "1" | "") {
        return Ok(());
    }
    Err(Fault {
        code: Code::UnsupportedFormat,
        line,
        column,
        message: "a major version of this format that nextrung does not know; it reads 0 and 1".to_owned(),
        label: "the version",
        help: "take a newer nextrung, or write the file with an older Terraform".to_owned(),
    })
}

/// A module's resources and those of its children.
fn module(json: &mut Json<'_>, inside: &str, reading: &mut Reading, sought: &[&str]) -> Result<(), Fault> {
    // The address stands before the resources in what Terraform writes; where it does not, resources carry their own.
    let mut own = inside.to_owned();
    json.object(|json, key| match key.as_str() {
        "address" => {
            own = json.text()?.unwrap_or_default();
            Ok(())
        }
        "resources" => json.list(|json| resource(json, &own, reading, sought)),
        "child_modules" => json.list(|json| module(json, "", reading, sought)),
        _ => json.skip(),
    })
}

fn resource(json: &mut Json<'_>, inside: &str, reading: &mut Reading, sought: &[&str]) -> Result<(), Fault> {
    let found = instance(json, inside)?;
    let Found { instance: Some(mut instance), sensitive, data } = found else { return Ok(()) };
    if data {
        reading.data.push(instance.address);
        return Ok(());
    }
    bounded(reading.instances.len(), instance.position)?;
    instance.attributes = hidden_and_kept(instance.attributes, sensitive.as_ref(), sought);
    reading.instances.push(instance);
    Ok(())
}

fn hidden_and_kept(mut attributes: Attribute, sensitive: Option<&Attribute>, sought: &[&str]) -> Attribute {
    if let Some(marks) = sensitive {
        keep::hide(&mut attributes, marks);
    }
    keep::kept(attributes, sought)
}

/// Fails where one more resource would be too many.
pub(super) fn bounded(count: usize, (line, column): (usize, usize)) -> Result<(), Fault> {
    if count < MOST_RESOURCES {
        return Ok(());
    }
    Err(too_large(line, column, format!("more than {MOST_RESOURCES} resources")))
}

/// A resource as it stands in a module.
struct Found {
    instance: Option<Instance>,
    sensitive: Option<Attribute>,
    data: bool,
}

fn instance(json: &mut Json<'_>, inside: &str) -> Result<Found, Fault> {
    let mut position = json.position();
    let (mut named, mut kind, mut name, mut own) = (None, String::new(), String::new(), String::new());
    let (mut attributes, mut sensitive, mut depends_on) = (Attribute::Fields(Vec::new()), None, Vec::new());
    let (mut data, mut deposed) = (false, false);
    json.object(|json, key| {
        match key.as_str() {
            "address" => {
                position = json.position();
                named = json.text()?;
            }
            "mode" => data = json.text()?.is_some_and(|mode| mode == "data"),
            "type" => kind = json.text()?.unwrap_or_default(),
            "name" => name = json.text()?.unwrap_or_default(),
            "index" => own = address::index(&json.value(&mut 1)?),
            "values" => attributes = fields(json.value(&mut MOST_ATTRIBUTES_EACH.clone())?),
            "sensitive_values" => sensitive = Some(json.value(&mut MOST_ATTRIBUTES_EACH.clone())?),
            "depends_on" => depends_on = json.texts()?,
            "deposed_key" => {
                deposed = true;
                json.skip()?;
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    if kind.is_empty() || deposed {
        return Ok(Found { instance: None, sensitive, data });
    }
    let before = if inside.is_empty() { String::new() } else { format!("{inside}.") };
    let mode = if data { "data." } else { "" };
    let address = named.unwrap_or_else(|| format!("{before}{mode}{kind}.{name}{own}"));
    Ok(Found { instance: Some(Instance { address, kind, name, position, attributes, depends_on }), sensitive, data })
}

/// Attributes are an object; what is none has none.
fn fields(attributes: Attribute) -> Attribute {
    match attributes {
        Attribute::Fields(_) => attributes,
        _ => Attribute::Fields(Vec::new()),
    }
}

fn change(json: &mut Json<'_>, plan: &mut Plan, with_values: bool) -> Result<(), Fault> {
    let mut position = json.position();
    let (mut named, mut kind, mut name) = (String::new(), String::new(), String::new());
    let (mut data, mut deposed, mut actions, mut after) = (false, false, Vec::new(), None);
    let mut change = Change::default();
    json.object(|json, key| {
        match key.as_str() {
            "address" => {
                position = json.position();
                named = json.text()?.unwrap_or_default();
            }
            "mode" => data = json.text()?.is_some_and(|mode| mode == "data"),
            "type" => kind = json.text()?.unwrap_or_default(),
            "name" => name = json.text()?.unwrap_or_default(),
            "deposed" => {
                deposed = true;
                json.skip()?;
            }
            "change" => json.object(|json, key| {
                match key.as_str() {
                    "actions" => actions = json.texts()?,
                    "after" if with_values => after = Some(json.value(&mut MOST_ATTRIBUTES_EACH.clone())?),
                    "after_unknown" => change.unknown = Some(json.value(&mut MOST_ATTRIBUTES_EACH.clone())?),
                    "after_sensitive" => change.sensitive = Some(json.value(&mut MOST_ATTRIBUTES_EACH.clone())?),
                    _ => json.skip()?,
                }
                Ok(())
            })?,
            _ => json.skip()?,
        }
        Ok(())
    })?;
    if data || deposed || named.is_empty() {
        return Ok(());
    }
    bounded(plan.changes.len(), position)?;
    change.unknown = change.unknown.filter(keep::marks_anything);
    change.sensitive = change.sensitive.filter(keep::marks_anything);
    change.gone = !actions.is_empty() && actions.iter().all(|action| matches!(action.as_str(), "delete" | "forget"));
    if let (Some(attributes @ Attribute::Fields(_)), false) = (after, kind.is_empty()) {
        let address = named.clone();
        change.planned = Some(Instance { address, kind, name, position, attributes, depends_on: Vec::new() });
    }
    plan.changes.insert(named, change);
    Ok(())
}

fn variables(json: &mut Json<'_>, variables: &mut BTreeMap<String, String>) -> Result<(), Fault> {
    json.object(|json, name| {
        json.object(|json, key| match key.as_str() {
            "value" => {
                if let Some(text) = json.text()?.filter(|text| text.len() <= 32) {
                    variables.insert(name.clone(), text);
                }
                Ok(())
            }
            _ => json.skip(),
        })
    })
}

/// Addresses of the managed resources of the state before.
fn prior(json: &mut Json<'_>, addresses: &mut Vec<String>) -> Result<(), Fault> {
    fn module(json: &mut Json<'_>, addresses: &mut Vec<String>) -> Result<(), Fault> {
        json.object(|json, key| match key.as_str() {
            "resources" => json.list(|json| {
                let position = json.position();
                let (mut address, mut data) = (None, false);
                json.object(|json, key| {
                    match key.as_str() {
                        "address" => address = json.text()?,
                        "mode" => data = json.text()?.is_some_and(|mode| mode == "data"),
                        "deposed_key" => {
                            data = true;
                            json.skip()?;
                        }
                        _ => json.skip()?,
                    }
                    Ok(())
                })?;
                bounded(addresses.len(), position)?;
                addresses.extend(address.filter(|_| !data));
                Ok(())
            }),
            "child_modules" => json.list(|json| module(json, addresses)),
            _ => json.skip(),
        })
    }
    json.object(|json, key| match key.as_str() {
        "values" => json.object(|json, key| match key.as_str() {
            "root_module" => module(json, addresses),
            _ => json.skip(),
        }),
        _ => json.skip(),
    })
}

/// Lays what a plan says of its resources over them.
fn finish(reading: &mut Reading, mut plan: Plan, planned: bool, sought: &[&str]) {
    if !planned {
        for change in plan.changes.values_mut().filter(|change| !change.gone) {
            if let Some(mut instance) = change.planned.take() {
                instance.attributes = hidden_and_kept(instance.attributes, change.sensitive.as_ref(), sought);
                reading.instances.push(instance);
            }
        }
    }
    for instance in &mut reading.instances {
        let Some(change) = plan.changes.get(&instance.address) else { continue };
        if let Some(marks) = &change.sensitive {
            keep::hide(&mut instance.attributes, marks);
        }
        if let Some(marks) = &change.unknown {
            not_yet_known(&mut instance.attributes, marks);
        }
    }
    reading.plan = Some(plan);
}

/// Puts unknown values where a plan marks what is known only after it was applied.
fn not_yet_known(attribute: &mut Attribute, marks: &Attribute) {
    match (attribute, marks) {
        (attribute, Attribute::Truth(true)) => *attribute = Attribute::Unknown(AFTER_APPLY.to_owned()),
        (Attribute::Fields(fields), Attribute::Fields(_)) => {
            let mut marks = keep::marks_by_key(marks);
            for (key, value) in fields.iter_mut() {
                if let Some(mark) = marks.remove(key.as_str()) {
                    not_yet_known(value, mark);
                }
            }
            for (key, mark) in marks {
                let mut value = empty_like(mark);
                not_yet_known(&mut value, mark);
                fields.push((key.to_owned(), value));
            }
        }
        (Attribute::List(items), Attribute::List(marks)) => {
            for (index, mark) in marks.iter().enumerate() {
                if index >= items.len() {
                    items.push(empty_like(mark));
                }
                not_yet_known(&mut items[index], mark);
            }
        }
        (attribute @ Attribute::Null, mark) if keep::marks_anything(mark) => {
            *attribute = empty_like(mark);
            if !matches!(attribute, Attribute::Null) {
                not_yet_known(attribute, mark);
            }
        }
        _ => {}
    }
}

fn empty_like(mark: &Attribute) -> Attribute {
    match mark {
        Attribute::Fields(_) => Attribute::Fields(Vec::new()),
        Attribute::List(_) => Attribute::List(Vec::new()),
        _ => Attribute::Null,
    }
}
