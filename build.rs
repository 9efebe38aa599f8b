//! Embeds every file of `rules/` into the binary, so that nextrung needs no files at run time.
//!
//! Each file goes in twice: as text, which messages and explanations show, and as a packed tree of the same text,
//! so that a cold start takes no TOML apart. `src/document/packed.rs` unpacks it and tells the format; a test holds
//! the two ways equal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

#[path = "src/rules/fingerprint.rs"]
mod fingerprint;

use fingerprint::Fingerprint;

fn main() -> io::Result<()> {
    let root = Path::new("rules");
    let mut files = Vec::new();
    collect(root, &mut files)?;
    let mut files: Vec<(String, PathBuf)> = files.into_iter().map(|file| (name_below(root, &file), file)).collect();
    files.sort();
    let mut fingerprint = Fingerprint::new();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives OUT_DIR"))?);
    let mut code = String::from("pub(crate) const EMBEDDED: &[(&str, &str, &[u8])] = &[\n");
    for (index, (name, file)) in files.iter().enumerate() {
        let path = fs::canonicalize(file)?;
        let packed = out.join(format!("{index}.packed"));
        let text = fs::read_to_string(file)?;
        let (table, errors) = DeTable::parse_recoverable(&text);
        // No tree where the text is no TOML, so that the program itself tells the faults.
        let tree = if errors.is_empty() { Packer::pack(&text, table.get_ref()) } else { Vec::new() };
        fs::write(&packed, tree)?;
        fingerprint.bytes(name.as_bytes());
        hash_table(&mut fingerprint, table.get_ref());
        writeln!(
            code,
            "    ({name:?}, include_str!({:?}), include_bytes!({:?})),",
            path.to_string_lossy(),
            packed.to_string_lossy()
        )
        .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    writeln!(code, "pub(super) const BUILT_IN_FINGERPRINT: &str = {:?};", fingerprint.told())
        .map_err(io::Error::other)?;
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

/// The path of a file below a folder, with `/`.
fn name_below(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

/// A whole number, or a float where it is too large for one: its letter and its bytes.
fn whole(number: &DeInteger<'_>) -> (u8, [u8; 8]) {
    let digits = number.as_str().replace('_', "");
    match i64::from_str_radix(&digits, number.radix()) {
        Ok(whole) => (b'i', whole.to_le_bytes()),
        Err(_) => (b'f', digits.parse().unwrap_or(f64::INFINITY).to_le_bytes()),
    }
}

fn float(number: &DeFloat<'_>) -> [u8; 8] {
    number.as_str().replace('_', "").parse().unwrap_or(f64::NAN).to_le_bytes()
}

/// Takes a table into the hash, as `rules::merge` does where rules are laid over the built-in ones.
fn hash_table(hash: &mut Fingerprint, table: &DeTable<'_>) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by(|a, b| a.0.get_ref().cmp(b.0.get_ref()));
    for (key, value) in entries {
        hash.bytes(key.get_ref().as_bytes());
        hash_value(hash, value.get_ref());
    }
    hash.bytes(b"}");
}

fn hash_value(hash: &mut Fingerprint, value: &DeValue<'_>) {
    match value {
        DeValue::String(text) => hash.bytes(text.as_bytes()),
        DeValue::Integer(number) => hash.bytes(&whole(number).1),
        DeValue::Float(number) => hash.bytes(&float(number)),
        DeValue::Boolean(truth) => hash.bytes(&[u8::from(*truth)]),
        DeValue::Datetime(date) => hash.bytes(date.to_string().as_bytes()),
        DeValue::Array(items) => {
            items.iter().for_each(|item| hash_value(hash, item.get_ref()));
            hash.bytes(b"]");
        }
        DeValue::Table(table) => hash_table(hash, table),
    }
}

/// Packs the tree of a text.
struct Packer<'t> {
    text: &'t str,
    bytes: Vec<u8>,
}

impl Packer<'_> {
    /// Before the text of a string that does not stand in the source as it is.
    const OWN_TEXT: u64 = 7;

    /// The packed tree of a text.
    fn pack(text: &str, table: &DeTable<'_>) -> Vec<u8> {
        let mut packer = Packer { text, bytes: Vec::new() };
        packer.table(table);
        packer.bytes
    }

    fn table(&mut self, table: &DeTable<'_>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        self.number(entries.len() as u64);
        for (key, value) in entries {
            self.span(&key.span());
            self.string(key.get_ref(), key.span().start);
            self.value(value);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        self.span(&value.span());
        match value.get_ref() {
            DeValue::String(text) => {
                self.bytes.push(b's');
                self.string(text, value.span().start);
            }
            DeValue::Integer(number) => {
                let (kind, bytes) = whole(number);
                self.bytes.push(kind);
                self.bytes.extend(bytes);
            }
            DeValue::Float(number) => {
                self.bytes.push(b'f');
                self.bytes.extend(float(number));
            }
            DeValue::Boolean(truth) => self.bytes.extend([b'b', u8::from(*truth)]),
            DeValue::Datetime(date) => {
                self.bytes.push(b'd');
                self.string(&date.to_string(), value.span().start);
            }
            DeValue::Array(items) => {
                let mut list = Packer { text: self.text, bytes: Vec::new() };
                list.number(items.len() as u64);
                items.iter().for_each(|item| list.value(item));
                // A list of tables is skipped until somebody looks into it.
                if items.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))) {
                    self.bytes.push(b'l');
                    self.number(list.bytes.len() as u64);
                } else {
                    self.bytes.push(b'a');
                }
                self.bytes.extend(list.bytes);
            }
            DeValue::Table(table) => {
                self.bytes.push(b't');
                self.table(table);
            }
        }
    }

    fn span(&mut self, span: &std::ops::Range<usize>) {
        self.number(span.start as u64);
        self.number((span.end - span.start) as u64);
    }

    /// A text whose quotes begin at `start`: how many signs it stands behind in the source, or the text itself.
    fn string(&mut self, text: &str, start: usize) {
        // None, one, three, or three and the end of a line.
        let quotes = [0, 1, 3, 4, 5];
        let stands = |quotes: &usize| {
            let (start, before) = (start + quotes, &self.text[start..]);
            let opens = match quotes {
                0 => !before.starts_with(['"', '\'']),
                1 => before.starts_with(['"', '\'']),
                _ => before.starts_with("\"\"\"") || before.starts_with("'''"),
            };
            opens && self.text.get(start..start + text.len()) == Some(text)
        };
        let found = quotes.iter().find(|quotes| stands(quotes)).copied();
        self.number(found.map_or(Packer::OWN_TEXT, |quotes| quotes as u64));
        self.number(text.len() as u64);
        if found.is_none() {
            self.bytes.extend(text.as_bytes());
        }
    }

    /// Seven bits a byte, the low ones first; the high bit says that more follow.
    fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}
