//! A plan's `configuration`: the only place that tells which resource refers to which, and by which provider it is made.

use std::collections::{BTreeMap, BTreeSet};

use super::address::without_indices;
use crate::infra::bounds::MOST_REFERENCE_STEPS;
use crate::infra::json::{Json, ValueType};
use crate::infra::region::is_region;
use crate::infra::text::Fault;

/// What a plan's configuration says.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// By key: `aws`, `aws.paris`, `module.app:aws`.
    providers: BTreeMap<String, Provider>,
    /// Names of providers that have aliases.
    aliased: BTreeSet<String>,
    root: Module,
}

#[derive(Debug, Default)]
struct Provider {
    region: Option<String>,
    /// What the region is taken from.
    references: Vec<String>,
}

#[derive(Debug, Default)]
struct Module {
    /// By address within the module.
    resources: BTreeMap<String, Declared>,
    calls: BTreeMap<String, Call>,
    outputs: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default)]
struct Declared {
    provider: String,
    references: Vec<String>,
}

#[derive(Debug, Default)]
struct Call {
    module: Module,
    inputs: BTreeMap<String, Vec<String>>,
}

impl Configuration {
    /// Reads the object under `configuration`.
    pub(super) fn read(json: &mut Json<'_>) -> Result<Configuration, Fault> {
        let mut configuration = Configuration::default();
        json.object(|json, key| match key.as_str() {
            "provider_config" => json.object(|json, key| {
                let provider = provider(json)?;
                if let Some((name, _)) = key.split_once('.').filter(|(name, _)| !name.contains(':')) {
                    configuration.aliased.insert(name.to_owned());
                }
                configuration.providers.insert(key, provider);
                Ok(())
            }),
            "root_module" => {
                configuration.root = module(json)?;
                Ok(())
            }
            _ => json.skip(),
        })?;
        Ok(configuration)
    }

    /// The region of the provider that makes a resource, if the plan says it.
    pub(super) fn region(&self, address: &str, variables: &BTreeMap<String, String>) -> Option<String> {
        let (path, inner) = split(address);
        let declared = self.modules(&path)?.last()?.resources.get(&inner)?;
        let provider = self.provider(&declared.provider)?;
        let of_variable = || {
            let variable = provider.references.first()?.strip_prefix("var.")?;
            variables.get(variable).filter(|value| is_region(value)).cloned()
        };
        provider.region.clone().or_else(of_variable)
    }

    /// The provider under a key. A module without a configuration of its own takes its caller's: certain only where
    /// the root has one of that name and no aliases to choose from.
    fn provider(&self, key: &str) -> Option<&Provider> {
        if let Some(provider) = self.providers.get(key) {
            return Some(provider);
        }
        let name = key.rsplit(':').next()?;
        self.providers.get(name).filter(|_| !self.aliased.contains(name) && !name.contains('.'))
    }

    /// Addresses without indices of the resources that a resource refers to, through variables and outputs too.
    /// `together` is how many steps may still be taken for all.
    pub(super) fn refers_to(&self, address: &str, together: &mut usize) -> BTreeSet<String> {
        let (path, inner) = split(address);
        let mut found = BTreeSet::new();
        let Some(modules) = self.modules(&path) else { return found };
        let Some(declared) = modules.last().and_then(|module| module.resources.get(&inner)) else { return found };
        let allowed = MOST_REFERENCE_STEPS.min(*together);
        let mut left = allowed;
        let mut seen = BTreeSet::new();
        for reference in &declared.references {
            self.follow(&path, reference, &mut found, &mut seen, &mut left);
        }
        *together -= allowed - left;
        found.remove(&without_indices(address));
        found
    }

    /// The modules along a path, the root first.
    fn modules(&self, path: &[String]) -> Option<Vec<&Module>> {
        let mut modules = vec![&self.root];
        for name in path {
            let call = modules.last()?.calls.get(name)?;
            modules.push(&call.module);
        }
        Some(modules)
    }

    fn follow(
        &self,
        path: &[String],
        reference: &str,
        found: &mut BTreeSet<String>,
        seen: &mut BTreeSet<(Vec<String>, String)>,
        left: &mut usize,
    ) {
        // Each step goes to a module and a reference that were not seen yet, so that circles end.
        if *left == 0 || !seen.insert((path.to_vec(), reference.to_owned())) {
            return;
        }
        *left -= 1;
        let Some(modules) = self.modules(path) else { return };
        let Some(here) = modules.last() else { return };
        let bare = without_indices(reference);
        let mut parts = bare.split('.');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("var"), Some(name), _) => {
                let Some((last, before)) = path.split_last() else { return };
                let caller = modules.len().checked_sub(2).and_then(|index| modules.get(index));
                let call = caller.and_then(|caller| caller.calls.get(last));
                for reference in call.and_then(|call| call.inputs.get(name)).into_iter().flatten() {
                    self.follow(before, reference, found, seen, left);
                }
            }
            (Some("module"), Some(name), Some(output)) => {
                let call = here.calls.get(name);
                let inner: Vec<String> = path.iter().cloned().chain([name.to_owned()]).collect();
                for reference in call.and_then(|call| call.module.outputs.get(output)).into_iter().flatten() {
                    self.follow(&inner, reference, found, seen, left);
                }
            }
            (Some(kind), Some(name), _) => {
                let address = format!("{kind}.{name}");
                if here.resources.contains_key(&address) {
                    let modules: String = path.iter().map(|module| format!("module.{module}.")).collect();
                    found.insert(modules + &address);
                }
            }
            _ => {}
        }
    }
}

/// The names of the modules in an address, and the address within the last.
fn split(address: &str) -> (Vec<String>, String) {
    let bare = without_indices(address);
    let mut rest = bare.as_str();
    let mut path = Vec::new();
    while let Some((name, after)) = rest.strip_prefix("module.").and_then(|inner| inner.split_once('.')) {
        path.push(name.to_owned());
        rest = after;
    }
    (path, rest.to_owned())
}

fn provider(json: &mut Json<'_>) -> Result<Provider, Fault> {
    let mut provider = Provider::default();
    json.object(|json, key| match key.as_str() {
        "expressions" => json.object(|json, key| match key.as_str() {
            "region" => json.object(|json, key| {
                match key.as_str() {
                    "constant_value" => provider.region = json.text()?.filter(|region| is_region(region)),
                    "references" => provider.references = json.texts()?,
                    _ => json.skip()?,
                }
                Ok(())
            }),
            _ => json.skip(),
        }),
        _ => json.skip(),
    })?;
    Ok(provider)
}

fn module(json: &mut Json<'_>) -> Result<Module, Fault> {
    let mut module = Module::default();
    json.object(|json, key| match key.as_str() {
        "resources" => json.list(|json| {
            let (mut address, mut declared) = (None, Declared::default());
            json.object(|json, key| {
                match key.as_str() {
                    "address" => address = json.text()?,
                    "provider_config_key" => declared.provider = json.text()?.unwrap_or_default(),
                    "expressions" | "count_expression" | "for_each_expression" => {
                        references(json, &mut declared.references)?;
                    }
                    "depends_on" => declared.references.extend(json.texts()?),
                    _ => json.skip()?,
                }
                Ok(())
            })?;
            module.resources.extend(address.map(|address| (address, declared)));
            Ok(())
        }),
        "module_calls" => json.object(|json, name| {
            let called = call(json)?;
            module.calls.insert(name, called);
            Ok(())
        }),
        "outputs" => json.object(|json, name| {
            let mut found = Vec::new();
            references(json, &mut found)?;
            module.outputs.insert(name, found);
            Ok(())
        }),
        _ => json.skip(),
    })?;
    Ok(module)
}

fn call(json: &mut Json<'_>) -> Result<Call, Fault> {
    let mut call = Call::default();
    json.object(|json, key| match key.as_str() {
        "module" => {
            call.module = module(json)?;
            Ok(())
        }
        "expressions" => json.object(|json, name| {
            let mut found = Vec::new();
            references(json, &mut found)?;
            call.inputs.insert(name, found);
            Ok(())
        }),
        _ => json.skip(),
    })?;
    Ok(call)
}

/// Every text in a list under a key `references`, at any depth.
fn references(json: &mut Json<'_>, found: &mut Vec<String>) -> Result<(), Fault> {
    match json.peek()? {
        ValueType::Object => json.object(|json, key| match key.as_str() {
            "references" => {
                found.extend(json.texts()?);
                Ok(())
            }
            "constant_value" => json.skip(),
            _ => references(json, found),
        }),
        ValueType::Array => json.list(|json| references(json, found)),
        _ => json.skip(),
    }
}
