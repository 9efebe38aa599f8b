//! Tells formats apart by what stands in the text; what is none that is read here gets the command that makes one.

use super::json::{Json, ValueType};
use super::terraform::Dialect;
use super::text::{Fault, Text};

/// What a text is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Recognised {
    /// Terraform's JSON.
    Terraform(Dialect),
    /// A template in JSON.
    JsonTemplate,
    /// A template in YAML.
    YamlTemplate,
    /// Something that is known and not read, with what to do.
    Refused(&'static str),
    /// Nothing that describes infrastructure.
    Other,
}

const PLAN: &str =
    "run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`, and give plan.json";

/// Tells what a text is.
pub(super) fn recognise(text: &Text) -> Result<Recognised, Fault> {
    let name = text.name.rsplit('/').next().unwrap_or_default();
    let bytes = text.bytes.as_slice();
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(start) = start else { return Ok(Recognised::Refused("it is empty")) };
    if bytes.starts_with(b"PK\x03\x04") && !name.contains(".zip") {
        return Ok(Recognised::Refused("it is a plan in its binary form: run `terraform show -json FILE > plan.json`"));
    }
    if name == "terragrunt.hcl" || name == "root.hcl" {
        return Ok(Recognised::Refused(
            "it is Terragrunt: run `terragrunt plan -out plan.bin` and `terragrunt show -json plan.bin > plan.json`",
        ));
    }
    if name == "Chart.yaml" {
        return Ok(Recognised::Refused(
            "it is a Helm chart, and Kubernetes is not read yet: `helm template` shows its manifests",
        ));
    }
    if [".tf", ".tofu", ".tfvars", ".hcl"].iter().any(|end| name.ends_with(end)) {
        return Ok(Recognised::Refused(
            "it is Terraform's own language: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`",
        ));
    }
    let rest = &bytes[start..];
    if rest.starts_with(b"exports[`") {
        return Ok(Recognised::Refused(
            "it is a test's snapshot: give the template itself, such as cdk.out/NAME.template.json",
        ));
    }
    match rest[0] {
        b'{' => match of_json(bytes) {
            // Braces begin YAML too.
            Err(_) if is_yaml_name(name) => Ok(Recognised::YamlTemplate),
            told => told,
        },
        b'[' if !is_yaml_name(name) => Ok(Recognised::Other),
        _ => Ok(of_lines(rest)),
    }
}

fn is_yaml_name(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".template")
}

/// By the keys of a JSON object.
fn of_json(bytes: &[u8]) -> Result<Recognised, Fault> {
    let mut keys: Vec<String> = Vec::new();
    let mut version = String::new();
    let mut typed = false;
    let mut json = Json::new(bytes);
    json.object(|json, key| {
        match key.as_str() {
            "version" if json.peek()? == ValueType::Number => {
                if let super::Attribute::Number(number) = json.value(&mut 1)? {
                    version = number.to_string();
                }
            }
            "Resources" => json.object(|json, _| {
                json.object(|json, key| {
                    if key == "Type" {
                        typed |= json.text()?.is_some_and(|kind| kind.contains("::"));
                        return Ok(());
                    }
                    json.skip()
                })
            })?,
            _ => json.skip()?,
        }
        if keys.len() < 1_000 {
            keys.push(key);
        }
        Ok(())
    })?;
    let has = |key: &str| keys.iter().any(|known| known == key);
    Ok(if has("format_version") && (has("planned_values") || has("resource_changes")) {
        Recognised::Terraform(Dialect::Plan)
    } else if has("format_version") && !has("provider_schemas") && !has("modules") {
        Recognised::Terraform(Dialect::State)
    } else if has("planned_values") || has("resource_changes") {
        Recognised::Terraform(Dialect::Plan)
    } else if has("encrypted_data") {
        Recognised::Refused("it is an encrypted state: run `tofu show -json > state.json`")
    } else if has("serial") || has("lineage") || (!version.is_empty() && (has("resources") || has("modules"))) {
        match version.as_str() {
            "4" => Recognised::Terraform(Dialect::RawState),
            "2" | "3" => Recognised::Terraform(Dialect::OldRawState),
            _ => Recognised::Refused(
                "it is a state of a version that is not read (2, 3 and 4 are): run `terraform show -json > state.json`",
            ),
        }
    } else if has("@level") {
        Recognised::Refused(
            "it is the log of `plan -json`, and no plan: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`",
        )
    } else if typed || has("AWSTemplateFormatVersion") {
        Recognised::JsonTemplate
    } else if has("resource") || has("terraform") || (has("module") && has("provider")) {
        Recognised::Refused(
            "it is Terraform in its JSON syntax: run `terraform plan -out plan.bin` and `terraform show -json plan.bin > plan.json`",
        )
    } else if has("apiVersion") && has("kind") {
        Recognised::Refused("it is a Kubernetes manifest, which is not read yet")
    } else if has("services") {
        Recognised::Refused("it is a compose file, which is not read yet")
    } else {
        Recognised::Other
    })
}

/// By the keys at the beginning of lines.
fn of_lines(bytes: &[u8]) -> Recognised {
    let mut keys: Vec<&[u8]> = Vec::new();
    let mut typed = false;
    let mut templated = false;
    for line in bytes.split(|byte| *byte == b'\n') {
        let inner = line.trim_ascii_start();
        // `Type: X::Y::Z`, with or without quotes, on a line of its own or within braces.
        typed |= inner.len() < line.len()
            && inner
                .windows(4)
                .position(|four| four == b"Type")
                .is_some_and(|at| inner[at..].windows(2).any(|pair| pair == b"::"));
        templated |= inner.starts_with(b"{{") || inner.windows(4).any(|four| four == b": {{");
        if inner.len() < line.len() || line.first().is_none_or(|byte| matches!(byte, b'#' | b'-' | b'%')) {
            continue;
        }
        if let Some(end) = line.iter().position(|byte| *byte == b':').filter(|_| keys.len() < 10_000) {
            let key = line[..end].trim_ascii();
            keys.push(key.strip_prefix(b"\"").and_then(|key| key.strip_suffix(b"\"")).unwrap_or(key));
        }
    }
    let has = |key: &[u8]| keys.contains(&key);
    if has(b"AWSTemplateFormatVersion") || (has(b"Resources") && (typed || has(b"Transform"))) {
        Recognised::YamlTemplate
    } else if templated && has(b"apiVersion") {
        Recognised::Refused(
            "it is part of a Helm chart, and Kubernetes is not read yet: `helm template` shows its manifests",
        )
    } else if has(b"service") && has(b"provider") {
        Recognised::Refused(
            "it is a Serverless Framework file: run `serverless package` and give .serverless/cloudformation-template-update-stack.json",
        )
    } else if has(b"apiVersion") && has(b"kind") {
        Recognised::Refused("it is a Kubernetes manifest, which is not read yet")
    } else if has(b"services") {
        Recognised::Refused("it is a compose file, which is not read yet")
    } else {
        Recognised::Other
    }
}

/// What to do where nothing can be told of a file that was named.
pub(super) fn advice() -> Vec<String> {
    vec![
        format!("Terraform and OpenTofu: {PLAN}; or `terraform show -json > state.json`"),
        "CDK: run `cdk synth` and give cdk.out".to_owned(),
        "CloudFormation and SAM: give the template, in YAML or JSON".to_owned(),
    ]
}
