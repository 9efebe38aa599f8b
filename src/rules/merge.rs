//! Lays overlays over the built-in files: field by field, with a reason, never by guessing.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::base::Overlay;
use super::files::{Holds, Layer, holds, is_plain};
use super::fingerprint::Fingerprint;
use super::load::id_is_stem;
use crate::document::reader::Reader;
use crate::document::{self, Entry, Language, Node, Table, Value};
use crate::problem::{Code, Place, Problem, SourceText};

/// One file after all overlays.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) holds: Holds,
    /// What it says; a packed file is unpacked when it is first looked at.
    table: OnceLock<Table>,
    pub(super) place: Place,
}

impl Merged {
    fn new(holds: Holds, table: Table, place: Place) -> Merged {
        Merged { holds, table: OnceLock::from(table), place }
    }

    /// A file of which it is known that it is no wrong TOML, and not yet looked at.
    fn packed(holds: Holds, source: &Arc<SourceText>) -> Merged {
        Merged { holds, table: OnceLock::new(), place: Place::new(source, 0, 0) }
    }

    /// What the file says.
    pub(super) fn table(&self) -> &Table {
        self.table.get_or_init(|| match document::parse(&self.place.source, Language::Toml) {
            Ok(Node { value: Value::Table(table), .. }) => table,
            _ => Table::default(),
        })
    }

    fn table_mut(&mut self) -> Option<&mut Table> {
        self.table();
        self.table.get_mut()
    }
}

/// What all layers give together.
#[derive(Debug)]
pub(super) struct Effective {
    /// By path. Nobody else holds a file while layers are laid over each other.
    pub(super) files: BTreeMap<String, Arc<Merged>>,
    pub(super) overlays: Vec<Overlay>,
    /// What stands for a file that is not there.
    nowhere: Merged,
}

impl Effective {
    fn new() -> Effective {
        let nowhere = Merged::new(Holds::Facts, Table::default(), Place::whole(&SourceText::new("rules", "")));
        Effective { files: BTreeMap::new(), overlays: Vec::new(), nowhere }
    }

    /// The one file that holds something, or an empty one.
    pub(super) fn single(&self, wanted: &Holds) -> &Merged {
        self.files.values().find(|file| file.holds == *wanted).map_or(&self.nowhere, |file| file)
    }

    /// The files that hold something of a kind, in the order of paths.
    pub(super) fn all<'e>(&'e self, wanted: impl Fn(&Holds) -> bool + 'e) -> impl Iterator<Item = &'e Merged> {
        self.files.values().map(|file| &**file).filter(move |file| wanted(&file.holds))
    }
}

/// Tells every key and id that no name may be: names reach every format as they are.
fn odd_names(table: &Table, problems: &mut Vec<Problem>) {
    for entry in &table.entries {
        odd_name(&entry.key, &entry.key_place, problems);
        match &entry.node.value {
            Value::String(text) if entry.key == "id" => odd_name(text, &entry.node.place, problems),
            Value::Table(inner) => odd_names(inner, problems),
            Value::Array(items) => {
                for item in items {
                    match &item.value {
                        Value::Table(inner) => odd_names(inner, problems),
                        Value::String(text) if entry.key == "members" => odd_name(text, &item.place, problems),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn odd_name(name: &str, place: &Place, problems: &mut Vec<Problem>) {
    if !is_plain(name) {
        problems.push(
            Problem::at(
                Code::UnknownWord,
                place,
                format!("`{name}` cannot be a name"),
                "holds other signs than names do",
            )
            .because("names are shown in every format")
            .help("letters, digits, `-`, `_`, `.` and `:` make a name, like `read-replicas` or `peak_rps`"),
        );
    }
}

/// Keys that an overlay's table has without replacing anything.
const OWN_KEYS: &[&str] = &["format", "id", "reason"];

/// Parses every file and lays the later layers over the first.
pub(super) fn merge(layers: &[Layer], problems: &mut Vec<Problem>) -> Effective {
    let mut effective = Effective::new();
    // Which layer replaced a field: path, entry and key.
    let mut touched: BTreeMap<String, (usize, Place)> = BTreeMap::new();
    for (depth, layer) in layers.iter().enumerate() {
        let mut overlay = Overlay { name: layer.name.clone(), replaces: Vec::new(), adds: Vec::new() };
        let mut files: Vec<_> = layer.files.iter().collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, source) in files {
            let kind = match holds(path, source) {
                Ok(kind) => kind,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            if depth == 0 && source.packed().is_some_and(|bytes| !bytes.is_empty()) {
                effective.files.insert(path.clone(), Arc::new(Merged::packed(kind, source)));
                continue;
            }
            let root = match document::parse(source, Language::Toml) {
                Ok(root) => root,
                Err(found) => {
                    problems.extend(found);
                    continue;
                }
            };
            let Node { value: Value::Table(table), place } = root else { continue };
            if depth > 0 {
                odd_names(&table, problems);
            }
            let place = Place::new(&place.source, 0, 0);
            let mut pass = Pass { path, depth, touched: &mut touched, overlay: &mut overlay, problems: &mut *problems };
            if depth > 0 && effective.files.contains_key(path) {
                pass.own_keys(&kind, &table, &place);
            }
            let Some(base) = effective.files.get_mut(path) else {
                pass.addition(&kind, &table);
                effective.files.insert(path.clone(), Arc::new(Merged::new(kind, table, place)));
                continue;
            };
            let many = base.holds.many();
            let Some(base) = Arc::get_mut(base).and_then(Merged::table_mut) else { continue };
            if many {
                pass.replace_entries(base, table);
            } else {
                pass.needs_reason(&table, &place);
                pass.replace_fields(base, table, "");
            }
        }
        if depth > 0 {
            effective.overlays.push(overlay);
        }
    }
    effective
}

struct Pass<'a> {
    path: &'a str,
    depth: usize,
    touched: &'a mut BTreeMap<String, (usize, Place)>,
    overlay: &'a mut Overlay,
    problems: &'a mut Vec<Problem>,
}

impl Pass<'_> {
    /// A new file of an overlay adds a thing; a reason there means that it was meant to replace one.
    fn addition(&mut self, kind: &Holds, table: &Table) {
        if self.depth == 0 {
            return;
        }
        self.overlay.adds.push(self.path.to_owned());
        if let (false, Some(reason)) = (kind.many(), table.get("reason")) {
            self.problems.push(
                Problem::at(
                    Code::OverlayWithoutTarget,
                    &reason.key_place,
                    format!("there is no `{}` to replace", self.path),
                    "gives a reason for a replacement",
                )
                .help("check the path, or leave out `reason` to add a new thing"),
            );
        }
    }

    /// What a file says of itself replaces nothing, but must be right.
    fn own_keys(&mut self, kind: &Holds, table: &Table, place: &Place) {
        let mut reader = Reader::new(table, place, "an overlay", self.problems);
        reader.format();
        if let (true, Some(id)) = (table.get("id").is_some(), kind.id()) {
            id_is_stem(&mut reader, id);
        }
    }

    fn needs_reason(&mut self, table: &Table, place: &Place) {
        let given = match table.get("reason").map(|entry| &entry.node.value) {
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => {
                Reader::new(table, place, "an overlay", self.problems).text("reason");
                true
            }
            None => false,
        };
        if !given {
            self.problems.push(
                Problem::at(
                    Code::OverlayWithoutReason,
                    place,
                    "this overlay gives no reason",
                    "replaces what is there without one",
                )
                .because("somebody will wonder later why the advice is another")
                .help("add: reason = \"…\""),
            );
        }
    }

    /// Files of many things: an entry that exists is replaced field by field, a new one is added.
    fn replace_entries(&mut self, base: &mut Table, over: Table) {
        for section in over.entries {
            if section.key == "format" {
                continue;
            }
            let Value::Table(entries) = section.node.value else {
                match base.get(&section.key) {
                    // It would take away everything that the file holds.
                    Some(known) if matches!(known.node.value, Value::Table(_)) => {
                        self.no_table(&section.key, &section.node, &format!("{}.NAME", section.key));
                    }
                    _ => replace_or_push(base, section),
                }
                continue;
            };
            let Some(index) = base.entries.iter().position(|entry| entry.key == section.key) else {
                base.entries
                    .push(Entry { node: Node { place: section.node.place, value: Value::Table(entries) }, ..section });
                continue;
            };
            let Value::Table(known) = &mut base.entries[index].node.value else { continue };
            for entry in entries.entries {
                let name = format!("{}.{}", section.key, entry.key);
                match known.entries.iter_mut().find(|other| other.key == entry.key) {
                    None => {
                        self.overlay.adds.push(format!("{}: {name}", self.path));
                        if let Value::Table(table) = &entry.node.value
                            && let Some(reason) = table.get("reason")
                        {
                            let names = known.entries.iter().map(|entry| &*entry.key);
                            self.problems.push(
                                Problem::at(
                                    Code::OverlayWithoutTarget,
                                    &reason.key_place,
                                    format!("there is no `{name}` to replace"),
                                    "gives a reason for a replacement",
                                )
                                .did_you_mean(&entry.key, names, "")
                                .help("check the name, or leave out `reason` to add a new thing"),
                            );
                        }
                        known.entries.push(entry);
                    }
                    Some(other) => {
                        let Value::Table(table) = entry.node.value else {
                            self.no_table(&name, &entry.node, &name);
                            continue;
                        };
                        let Value::Table(into) = &mut other.node.value else { continue };
                        self.needs_reason(&table, &entry.key_place);
                        self.replace_fields(into, table, &name);
                    }
                }
            }
        }
    }

    fn no_table(&mut self, name: &str, node: &Node, header: &str) {
        let message = format!("`{name}` is a table, not {}", node.kind());
        self.problems.push(
            Problem::at(Code::WrongType, &node.place, message, "expected a table")
                .help(format!("write a header [{header}] with its keys below")),
        );
    }

    fn replace_fields(&mut self, base: &mut Table, over: Table, name: &str) {
        for entry in over.entries {
            if OWN_KEYS.contains(&&*entry.key) {
                continue;
            }
            let shown = if name.is_empty() {
                format!("{}: {}", self.path, entry.key)
            } else {
                format!("{}: {name}.{}", self.path, entry.key)
            };
            if let Some((depth, place)) = self.touched.get(&shown)
                && *depth != self.depth
            {
                self.problems.push(
                    Problem::at(
                        Code::OverlaysClash,
                        &entry.key_place,
                        format!("two overlays change `{}`", entry.key),
                        "changed here too",
                    )
                    .and_at(place, "changed here first")
                    .help("keep one of the two"),
                );
            }
            self.touched.insert(shown.clone(), (self.depth, entry.key_place.clone()));
            self.overlay.replaces.push(shown);
            replace_or_push(base, entry);
        }
    }
}

fn replace_or_push(base: &mut Table, entry: Entry) {
    match base.entries.iter_mut().find(|other| other.key == entry.key) {
        Some(other) => *other = entry,
        None => base.entries.push(entry),
    }
}

/// A hash of what the files say, whatever their order, spacing and comments.
pub(super) fn fingerprint(effective: &Effective) -> String {
    let mut hash = Fingerprint::new();
    for (path, file) in &effective.files {
        hash.bytes(path.as_bytes());
        hash.table(file.table());
    }
    hash.told()
}

/// A hash of some words, the same for the same words.
pub fn fingerprint_of(words: &[&str]) -> String {
    let mut hash = Fingerprint::new();
    words.iter().for_each(|word| hash.bytes(word.as_bytes()));
    hash.told()
}

impl Fingerprint {
    fn table(&mut self, table: &Table) {
        let mut entries: Vec<&Entry> = table.entries.iter().collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        for entry in entries {
            self.bytes(entry.key.as_bytes());
            self.node(&entry.node);
        }
        self.bytes(b"}");
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::String(text) | Value::Date(text) => self.bytes(text.as_bytes()),
            Value::Integer(number) => self.bytes(&number.to_le_bytes()),
            Value::Float(number) => self.bytes(&number.to_le_bytes()),
            Value::Bool(truth) => self.bytes(&[u8::from(*truth)]),
            Value::Array(items) => {
                items.iter().for_each(|item| self.node(item));
                self.bytes(b"]");
            }
            Value::Table(table) => self.table(table),
            Value::Null => self.bytes(b"null"),
        }
    }
}
