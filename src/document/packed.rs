//! Unpacks the tree of a built-in text, which `build.rs` packed when the program was made.
//!
//! A table is its number of entries, then for each the span and text of the key, and the value. A value is its span, a
//! letter for its kind, and what it holds. Numbers of things are in sevens of bits, low ones first. A text that stands in
//! the source as it is says only how many signs of quoting it begins after, and is not copied. A list of tables says how
//! many bytes it takes, and is left packed until somebody looks into it.

use std::borrow::Cow;
use std::sync::Arc;

use super::items::Items;
use super::{Entry, Node, Table, Value};
use crate::problem::{Place, SourceText};

/// Before the text of a string that does not stand in the source as it is.
const OWN_TEXT: usize = 7;

/// Unpacks a tree; nothing where the bytes are none, and then the text is read instead.
pub(super) fn unpack(source: &Arc<SourceText>, bytes: &'static [u8]) -> Option<Node> {
    let mut unpacker = Unpacker { source, rest: bytes };
    let table = unpacker.table()?;
    unpacker.rest.is_empty().then(|| Node { place: Place::whole(source), value: Value::Table(table) })
}

/// Unpacks a list that was left packed.
pub(super) fn unpack_items(source: &Arc<SourceText>, bytes: &'static [u8]) -> Vec<Node> {
    // INVARIANT: the bytes were packed together with those around them; a test unpacks every list.
    Unpacker { source, rest: bytes }.items().unwrap_or_default()
}

struct Unpacker<'a> {
    source: &'a Arc<SourceText>,
    rest: &'static [u8],
}

impl Unpacker<'_> {
    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn place(&mut self) -> Option<Place> {
        let (start, length) = (self.number()?, self.number()?);
        // INVARIANT: the parser of the text gave the span when it was packed, so both ends are borders of characters.
        Some(Place { source: Arc::clone(self.source), start, end: start + length })
    }

    /// The text of a key or value at a place.
    fn text(&mut self, place: &Place) -> Option<Cow<'static, str>> {
        let quotes = self.number()?;
        let length = self.number()?;
        if quotes == OWN_TEXT {
            let bytes = self.take(length)?;
            return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
        }
        let start = place.start + quotes;
        self.source.lasting_text()?.get(start..start + length).map(Cow::Borrowed)
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    fn table(&mut self) -> Option<Table> {
        let count = self.number()?;
        let mut entries = Vec::with_capacity(count.min(1024));
        for _ in 0..count {
            let key_place = self.place()?;
            let key = self.text(&key_place)?;
            entries.push(Entry { key, key_place, node: self.node()? });
        }
        Some(Table { entries })
    }

    fn items(&mut self) -> Option<Vec<Node>> {
        let count = self.number()?;
        let mut items = Vec::with_capacity(count.min(1024));
        for _ in 0..count {
            items.push(self.node()?);
        }
        Some(items)
    }

    fn node(&mut self) -> Option<Node> {
        let place = self.place()?;
        let value = match self.byte()? {
            b's' => Value::String(self.text(&place)?),
            b'i' => Value::Integer(i64::from_le_bytes(self.eight()?)),
            b'f' => Value::Float(f64::from_le_bytes(self.eight()?)),
            b'b' => Value::Bool(self.byte()? == 1),
            b'd' => Value::Date(self.text(&place)?),
            b'a' => Value::Array(self.items()?.into()),
            b'l' => {
                let length = self.number()?;
                Value::Array(Items::packed(self.source, self.take(length)?))
            }
            b't' => Value::Table(self.table()?),
            _ => return None,
        };
        Some(Node { place, value })
    }
}
