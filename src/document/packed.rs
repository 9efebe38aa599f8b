//! Unpacks the tree of a built-in text, which `build.rs` packed when the program was made.
//!
//! A table is its number of entries, then for each the span and text of the key, and the value. A value is its span, a
//! letter for its kind, and what it holds. Numbers of things are in sevens of bits, low ones first.

use std::sync::Arc;

use super::{Entry, Node, Table, Value};
use crate::problem::{Place, SourceText};

/// Unpacks a tree; nothing where the bytes are none, and then the text is read instead.
pub(super) fn unpack(source: &Arc<SourceText>, bytes: &'static [u8]) -> Option<Node> {
    let mut unpacker = Unpacker { source, rest: bytes };
    let table = unpacker.table()?;
    unpacker.rest.is_empty().then(|| Node { place: Place::whole(source), value: Value::Table(table) })
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
        self.take(1).map(|bytes| bytes[0])
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
        Some(Place::new(self.source, start, start + length))
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()?;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    fn table(&mut self) -> Option<Table> {
        let count = self.number()?;
        let mut entries = Vec::with_capacity(count.min(1024));
        for _ in 0..count {
            let (key_place, key) = (self.place()?, self.text()?);
            entries.push(Entry { key, key_place, node: self.node()? });
        }
        Some(Table { entries })
    }

    fn node(&mut self) -> Option<Node> {
        let place = self.place()?;
        let value = match self.byte()? {
            b's' => Value::String(self.text()?),
            b'i' => Value::Integer(i64::from_le_bytes(self.eight()?)),
            b'f' => Value::Float(f64::from_le_bytes(self.eight()?)),
            b'b' => Value::Bool(self.byte()? == 1),
            b'd' => Value::Date(self.text()?),
            b'a' => {
                let count = self.number()?;
                let mut items = Vec::with_capacity(count.min(1024));
                for _ in 0..count {
                    items.push(self.node()?);
                }
                Value::Array(items)
            }
            b't' => Value::Table(self.table()?),
            _ => return None,
        };
        Some(Node { place, value })
    }
}
