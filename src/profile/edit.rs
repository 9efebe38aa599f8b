//! Adds an answer to the text of a profile, and leaves everything else as it stands: comments, order, spacing.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::quantity::Unit;

/// The text with a fact told under `[facts]`, as somebody typed it.
///
/// # Errors
/// What keeps the text from being edited, in words.
pub fn with_fact(text: &str, fact: &str, unit: Unit, typed: &str) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let value = match unit {
        // Whatever unit it has, a fact can be told to be unknown, and that is a word of its own.
        _ if typed == "unknown" => Value::from(typed),
        Unit::Bool => match typed {
            "true" | "yes" => Value::from(true),
            "false" | "no" => Value::from(false),
            _ => Value::from(typed),
        },
        Unit::Set if typed != "none" => {
            let names = typed.split(',').map(str::trim).filter(|name| !name.is_empty());
            Value::from(names.collect::<Array>())
        }
        Unit::Count | Unit::Ratio => match typed.parse::<i64>() {
            Ok(whole) => Value::from(whole),
            Err(_) => Value::from(typed),
        },
        _ => Value::from(typed),
    };
    table(&mut document, "facts")?.insert(fact, Item::Value(value));
    Ok(document.to_string())
}

/// The text with the stage of a track told under `[current]`.
///
/// # Errors
/// What keeps the text from being edited, in words.
pub fn with_stage(text: &str, track: &str, stage: &str) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let current = table(&mut document, "current")?;
    let stages = current.entry("stage").or_insert_with(|| Item::Value(Value::InlineTable(InlineTable::new())));
    match stages.as_table_like_mut() {
        Some(stages) => {
            stages.insert(track, Item::Value(Value::from(stage)));
        }
        None => return Err("`stage` in [current] is no table of tracks".to_owned()),
    }
    Ok(document.to_string())
}

fn table<'d>(document: &'d mut DocumentMut, name: &str) -> Result<&'d mut dyn toml_edit::TableLike, String> {
    let item = document.entry(name).or_insert_with(|| Item::Table(Table::new()));
    item.as_table_like_mut().ok_or_else(|| format!("`{name}` is no table"))
}
