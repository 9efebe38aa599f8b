//! State files themselves, as backends store them.

use super::{Instance, Reading, address, flat, show};
use crate::infra::bounds::MOST_ATTRIBUTES_EACH;
use crate::infra::inventory::Attribute;
use crate::infra::json::Json;
use crate::infra::keep;
use crate::infra::text::Fault;

/// Reads a state of version 4.
pub(super) fn read(json: &mut Json<'_>, sought: &[&str]) -> Result<Reading, Fault> {
    let mut reading = Reading::default();
    json.object(|json, key| match key.as_str() {
        "resources" => json.list(|json| resource(json, &mut reading, sought)),
        _ => json.skip(),
    })?;
    Ok(reading)
}

fn resource(json: &mut Json<'_>, reading: &mut Reading, sought: &[&str]) -> Result<(), Fault> {
    let (mut module, mut kind, mut name, mut data) = (String::new(), String::new(), String::new(), false);
    let mut instances = Vec::new();
    let before = reading.instances.len();
    json.object(|json, key| {
        match key.as_str() {
            "module" => module = json.text()?.map(|module| module + ".").unwrap_or_default(),
            "mode" => data = json.text()?.is_some_and(|mode| mode == "data"),
            "type" => kind = json.text()?.unwrap_or_default(),
            "name" => name = json.text()?.unwrap_or_default(),
            "instances" => json.list(|json| {
                show::bounded(before + instances.len(), json.position())?;
                instances.extend(instance(json, sought)?);
                Ok(())
            })?,
            _ => json.skip()?,
        }
        Ok(())
    })?;
    if kind.is_empty() {
        return Ok(());
    }
    if data {
        reading.data.push(format!("{module}data.{kind}.{name}"));
        return Ok(());
    }
    for (index, mut instance) in instances {
        instance.address = format!("{module}{kind}.{name}{index}");
        instance.kind.clone_from(&kind);
        instance.name.clone_from(&name);
        reading.instances.push(instance);
    }
    Ok(())
}

/// An instance that still lacks its resource's names, with its index; nothing where it is a deposed one.
fn instance(json: &mut Json<'_>, sought: &[&str]) -> Result<Option<(String, Instance)>, Fault> {
    let position = json.position();
    let (mut index, mut deposed) = (String::new(), false);
    let mut attributes = Attribute::Fields(Vec::new());
    let (mut sensitive, mut depends_on) = (Vec::new(), Vec::new());
    json.object(|json, key| {
        match key.as_str() {
            "index_key" => index = address::index(&json.value(&mut 1)?),
            "attributes" => {
                let value = json.value(&mut MOST_ATTRIBUTES_EACH.clone())?;
                if matches!(value, Attribute::Fields(_)) {
                    attributes = value;
                }
            }
            "attributes_flat" => {
                let value = json.value(&mut MOST_ATTRIBUTES_EACH.clone())?;
                if matches!(value, Attribute::Fields(_)) {
                    attributes = flat::tree(value);
                }
            }
            "sensitive_attributes" => sensitive = paths(json)?,
            "dependencies" | "depends_on" => depends_on.extend(json.texts()?),
            "deposed" => {
                deposed = true;
                json.skip()?;
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    if deposed {
        return Ok(None);
    }
    for path in &sensitive {
        hide(&mut attributes, path);
    }
    let attributes = keep::kept(attributes, sought);
    let (address, kind, name) = (String::new(), String::new(), String::new());
    Ok(Some((index, Instance { address, kind, name, position, attributes, depends_on })))
}

/// One step of a path: a key or an index.
enum Step {
    Key(String),
    Index(usize),
    /// Anything else: what was reached is hidden as a whole.
    Other,
}

/// Paths to sensitive attributes; each step has `type` and `value`, an index has its value one level deeper.
fn paths(json: &mut Json<'_>) -> Result<Vec<Vec<Step>>, Fault> {
    let mut paths = Vec::new();
    json.list(|json| {
        let steps = json.value(&mut 1_000)?;
        // Older states write one path for each step.
        let steps = if matches!(steps, Attribute::List(_)) { steps } else { Attribute::List(vec![steps]) };
        paths.push(steps.items().iter().map(step).collect());
        Ok(())
    })?;
    Ok(paths)
}

fn step(step: &Attribute) -> Step {
    let value = step.get("value");
    match value.and_then(|value| value.get("value")).or(value) {
        Some(Attribute::Text(key)) => Step::Key(key.clone()),
        Some(Attribute::Number(index)) if *index >= 0.0 && *index < 1e9 => Step::Index(*index as usize),
        _ => Step::Other,
    }
}

fn hide(attribute: &mut Attribute, path: &[Step]) {
    let next = match (path.first(), &mut *attribute) {
        (Some(Step::Key(key)), Attribute::Fields(fields)) => match fields.iter_mut().find(|(name, _)| name == key) {
            Some((_, value)) => value,
            None => return,
        },
        (Some(Step::Index(index)), Attribute::List(items)) => match items.get_mut(*index) {
            Some(item) => item,
            None => return,
        },
        _ => {
            *attribute = Attribute::Unknown(keep::SENSITIVE.to_owned());
            return;
        }
    };
    hide(next, &path[1..]);
}

/// Reads a state of version 3 and before: resources by key, each with one primary instance of flat attributes.
pub(super) fn read_old(json: &mut Json<'_>, sought: &[&str]) -> Result<Reading, Fault> {
    let mut reading = Reading::default();
    json.object(|json, key| match key.as_str() {
        "modules" => json.list(|json| old_module(json, &mut reading, sought)),
        _ => json.skip(),
    })?;
    Ok(reading)
}

fn old_module(json: &mut Json<'_>, reading: &mut Reading, sought: &[&str]) -> Result<(), Fault> {
    let mut module = String::new();
    let mut found = Vec::new();
    let before = reading.instances.len();
    json.object(|json, key| {
        match key.as_str() {
            "path" => {
                let path = json.texts()?;
                module = path.iter().filter(|part| *part != "root").map(|part| format!("module.{part}.")).collect();
            }
            "resources" => json.object(|json, key| {
                let position = json.position();
                show::bounded(before + found.len(), position)?;
                found.extend(old_resource(json, &key, position, sought)?);
                Ok(())
            })?,
            _ => json.skip()?,
        }
        Ok(())
    })?;
    for mut instance in found {
        instance.address = format!("{module}{}", instance.address);
        for depends_on in &mut instance.depends_on {
            *depends_on = format!("{module}{depends_on}");
        }
        match instance.kind.is_empty() {
            true => reading.data.push(instance.address),
            false => reading.instances.push(instance),
        }
    }
    Ok(())
}

/// A resource under a key such as `aws_instance.web.0`; one that is read from elsewhere has no kind.
fn old_resource(
    json: &mut Json<'_>,
    key: &str,
    position: (usize, usize),
    sought: &[&str],
) -> Result<Option<Instance>, Fault> {
    let (mut kind, mut attributes, mut depends_on) = (String::new(), Attribute::Null, Vec::new());
    json.object(|json, key| {
        match key.as_str() {
            "type" => kind = json.text()?.unwrap_or_default(),
            "depends_on" => depends_on = json.texts()?,
            "primary" => json.object(|json, key| match key.as_str() {
                "attributes" => {
                    attributes = json.value(&mut MOST_ATTRIBUTES_EACH.clone())?;
                    Ok(())
                }
                _ => json.skip(),
            })?,
            _ => json.skip()?,
        }
        Ok(())
    })?;
    // Without a primary there are only deposed ones.
    if kind.is_empty() || attributes == Attribute::Null {
        return Ok(None);
    }
    let data = key.starts_with("data.");
    let parts: Vec<&str> = key.split('.').collect();
    let name = parts.get(if data { 2 } else { 1 }).copied().unwrap_or_default().to_owned();
    let index = parts.get(2).filter(|_| !data).map(|index| format!("[{index}]")).unwrap_or_default();
    let address = if data { key.to_owned() } else { format!("{kind}.{name}{index}") };
    let attributes = keep::kept(flat::tree(attributes), sought);
    let kind = if data { String::new() } else { kind };
    Ok(Some(Instance { address, kind, name, position, attributes, depends_on }))
}
