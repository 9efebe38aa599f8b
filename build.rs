//! Embeds every file of `rules/` into the binary, so that nextrung needs no files at run time.
//!
//! Each file goes in twice: as text, which messages and explanations show, and as a packed tree of the same text,
//! so that a cold start takes no TOML apart. `src/document/packed.rs` unpacks it and tells the format; a test holds
//! the two ways equal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

fn main() -> io::Result<()> {
    let root = Path::new("rules");
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives OUT_DIR"))?);
    let mut code = String::from("pub(crate) const EMBEDDED: &[(&str, &str, &[u8])] = &[\n");
    for (index, file) in files.iter().enumerate() {
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let path = fs::canonicalize(file)?;
        let packed = out.join(format!("{index}.packed"));
        fs::write(&packed, pack(&fs::read_to_string(file)?))?;
        writeln!(
            code,
            "    ({name:?}, include_str!({:?}), include_bytes!({:?})),",
            path.to_string_lossy(),
            packed.to_string_lossy()
        )
        .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out.join("embedded.rs"), code)
}

/// Collects the TOML files below a folder; each folder is watched, so that an added file is seen.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}

/// The packed tree of a text; nothing where the text is no TOML, so that the program itself tells the faults.
fn pack(text: &str) -> Vec<u8> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut bytes = Vec::new();
    if errors.is_empty() {
        pack_table(table.get_ref(), &mut bytes);
    }
    bytes
}

fn pack_table(table: &DeTable<'_>, bytes: &mut Vec<u8>) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    pack_number(entries.len() as u64, bytes);
    for (key, value) in entries {
        pack_span(&key.span(), bytes);
        pack_text(key.get_ref(), bytes);
        pack_value(value, bytes);
    }
}

fn pack_value(value: &Spanned<DeValue<'_>>, bytes: &mut Vec<u8>) {
    pack_span(&value.span(), bytes);
    let float = |number: f64, bytes: &mut Vec<u8>| {
        bytes.push(b'f');
        bytes.extend(number.to_le_bytes());
    };
    match value.get_ref() {
        DeValue::String(text) => {
            bytes.push(b's');
            pack_text(text, bytes);
        }
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            match i64::from_str_radix(&digits, number.radix()) {
                Ok(whole) => {
                    bytes.push(b'i');
                    bytes.extend(whole.to_le_bytes());
                }
                Err(_) => float(digits.parse().unwrap_or(f64::INFINITY), bytes),
            }
        }
        DeValue::Float(number) => float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN), bytes),
        DeValue::Boolean(truth) => bytes.extend([b'b', u8::from(*truth)]),
        DeValue::Datetime(date) => {
            bytes.push(b'd');
            pack_text(&date.to_string(), bytes);
        }
        DeValue::Array(items) => {
            bytes.push(b'a');
            pack_number(items.len() as u64, bytes);
            items.iter().for_each(|item| pack_value(item, bytes));
        }
        DeValue::Table(table) => {
            bytes.push(b't');
            pack_table(table, bytes);
        }
    }
}

fn pack_span(span: &std::ops::Range<usize>, bytes: &mut Vec<u8>) {
    pack_number(span.start as u64, bytes);
    pack_number((span.end - span.start) as u64, bytes);
}

fn pack_text(text: &str, bytes: &mut Vec<u8>) {
    pack_number(text.len() as u64, bytes);
    bytes.extend(text.as_bytes());
}

/// Seven bits a byte, the low ones first; the high bit says that more follow.
fn pack_number(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
