//! What of a resource's attributes is kept: no secret, no script, no long text.
//!
//! Marks of the format come first (`sensitive_values`), but old plans and templates have none. So names that speak of
//! secrets, environments of programs and start scripts are dropped whatever is written in them, before anything else
//! sees the tree. Dropped is not absent: an unknown value stands there, with the reason.

use std::collections::BTreeMap;

use super::bounds::{LONGEST_TEXT, LONGEST_TEXT_READ, MOST_ATTRIBUTES_EACH};
use super::inventory::Attribute;
use super::json::Json;
use super::script;

/// Why a value is hidden.
pub(super) const SECRET: &str = "not kept, as it may be a secret";
/// Why a marked value is hidden.
pub(super) const SENSITIVE: &str = "marked as sensitive";

/// Parts of keys whose texts are secrets; case, dashes and underscores do not count.
const SECRET_KEYS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "privatekey",
    "credential",
    "apikey",
    "accesskey",
    "authorization",
    "connectionstring",
    "authstring",
    "keymaterial",
];
/// Keys of objects and lists in which every text is hidden: what a program finds in its environment.
const HIDDEN_BELOW: &[&str] = &["environment", "environmentvariables", "env", "variables"];
/// Keys of whole files.
const FILES: &[&str] = &["content", "contents", "contentbase64", "zipfile"];

/// The attributes without what must not be kept, and with `installs`: which of the sought words a start script installs.
pub(super) fn kept(attributes: Attribute, sought: &[&str]) -> Attribute {
    let mut installs = Vec::new();
    script::installs(&attributes, sought, &mut installs);
    installs.sort_unstable();
    installs.dedup();
    let mut kept = cleaned(attributes, Around::default(), &mut MOST_ATTRIBUTES_EACH.clone());
    if let (Attribute::Fields(fields), false) = (&mut kept, installs.is_empty()) {
        fields.retain(|(key, _)| key != "installs");
        let words = installs.into_iter().map(|word| Attribute::Text(word.to_owned())).collect();
        fields.push(("installs".to_owned(), Attribute::List(words)));
    }
    kept
}

/// What surrounds a value, as far as it matters to whether the value is kept.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    /// Every text is hidden.
    hidden: bool,
    /// Inside a text that was itself JSON.
    embedded: bool,
}

fn cleaned(attribute: Attribute, around: Around, left: &mut usize) -> Attribute {
    *left = left.saturating_sub(1);
    match attribute {
        Attribute::Text(text) => text_kept(text, around, left),
        Attribute::List(items) => Attribute::List(items.into_iter().map(|item| cleaned(item, around, left)).collect()),
        Attribute::Fields(fields) => {
            let value_hidden = value_is_secret(&fields);
            let kept = fields.into_iter().map(|(key, value)| {
                let word = folded(&key);
                let hidden = around.hidden
                    || is_secret(&word)
                    || FILES.contains(&word.as_str())
                    || (HIDDEN_BELOW.contains(&word.as_str()) && !matches!(value, Attribute::Text(_)))
                    || script::is_script(&word)
                    || (value_hidden && matches!(word.as_str(), "value" | "parametervalue"));
                let value = cleaned(value, Around { hidden, ..around }, left);
                (short(key), value)
            });
            Attribute::Fields(kept.collect())
        }
        other => other,
    }
}

/// A pair of name and value says by its name whether the value is one to keep. Tags and options of a namespace are;
/// of others only numbers and truths, which need no name.
fn value_is_secret(fields: &[(String, Attribute)]) -> bool {
    let mut open = false;
    for (key, value) in fields {
        let Attribute::Text(text) = value else { continue };
        let spoken = folded(text);
        match folded(key).as_str() {
            "name" | "key" | "optionname" | "parameterkey" | "parametername" if is_secret(&spoken) => return true,
            "namespace" if spoken.contains("environment") && spoken.contains("application") => return true,
            "namespace" | "key" => open = true,
            _ => {}
        }
    }
    !open
}

fn text_kept(text: String, around: Around, left: &mut usize) -> Attribute {
    let plain = text.parse::<f64>().is_ok() || matches!(text.as_str(), "" | "true" | "false" | "True" | "False");
    if plain && text.len() <= 24 {
        return Attribute::Text(text);
    }
    if around.hidden || gives_itself_away(&text) {
        return Attribute::Unknown(SECRET.to_owned());
    }
    if !around.embedded && text.len() <= LONGEST_TEXT_READ && text.trim_start().starts_with(['{', '[']) {
        let mut json = Json::new(text.as_bytes());
        if let Ok(value @ (Attribute::Fields(_) | Attribute::List(_))) = json.value(left) {
            return cleaned(value, Around { embedded: true, ..around }, left);
        }
    }
    if text.len() > LONGEST_TEXT {
        return Attribute::Unknown("a long text, which is not kept".to_owned());
    }
    Attribute::Text(text)
}

/// Texts that hold a secret whatever they are called.
fn gives_itself_away(text: &str) -> bool {
    let account =
        text.split_once("://").is_some_and(|(_, rest)| rest.split('/').next().unwrap_or_default().contains('@'));
    account || text.contains("PRIVATE KEY-----") || text.contains("AKIA") || {
        let lower = text.to_ascii_lowercase();
        ["password=", "password:", "passwd=", "pwd=", "secret=", "token=", "bearer "]
            .iter()
            .any(|word| lower.contains(word))
    }
}

/// Whether a folded name speaks of a secret.
pub(super) fn is_secret(folded: &str) -> bool {
    SECRET_KEYS.iter().any(|word| folded.contains(word))
}

/// A name without case, dashes and underscores.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// A key is a name; what is longer than any name is cut.
fn short(key: String) -> String {
    if key.len() <= LONGEST_TEXT {
        return key;
    }
    let end = (0..=LONGEST_TEXT).rev().find(|at| key.is_char_boundary(*at)).unwrap_or_default();
    format!("{}…", &key[..end])
}

/// Hides what a tree of marks names: `true` marks a value, objects and lists mark what is within.
pub(super) fn hide(attribute: &mut Attribute, marks: &Attribute) {
    match (attribute, marks) {
        (attribute, Attribute::Truth(true)) => *attribute = Attribute::Unknown(SENSITIVE.to_owned()),
        (Attribute::Fields(fields), Attribute::Fields(_)) => {
            let marks = marks_by_key(marks);
            for (key, value) in fields {
                if let Some(mark) = marks.get(key.as_str()) {
                    hide(value, mark);
                }
            }
        }
        (Attribute::List(items), Attribute::List(marks)) => {
            for (item, mark) in items.iter_mut().zip(marks) {
                hide(item, mark);
            }
        }
        (attribute, marks) if marks_anything(marks) => *attribute = Attribute::Unknown(SENSITIVE.to_owned()),
        _ => {}
    }
}

/// The marks within an object that mark anything, by their keys.
pub(super) fn marks_by_key(marks: &Attribute) -> BTreeMap<&str, &Attribute> {
    let marks = marks.fields().iter().filter(|(_, mark)| marks_anything(mark));
    marks.map(|(key, mark)| (key.as_str(), mark)).collect()
}

/// Whether there is any mark in the tree.
pub(super) fn marks_anything(marks: &Attribute) -> bool {
    match marks {
        Attribute::Truth(marked) => *marked,
        Attribute::List(items) => items.iter().any(marks_anything),
        Attribute::Fields(fields) => fields.iter().any(|(_, mark)| marks_anything(mark)),
        _ => false,
    }
}
