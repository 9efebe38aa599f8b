//! The items of a list, which may lie packed until somebody looks into them.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::{Node, packed};
use crate::problem::SourceText;

/// The items of a list.
///
/// Most lists of tables in the built-in rules (examples, checklists) are of no use to most answers; they are unpacked when
/// they are first looked into.
#[derive(Clone)]
pub struct Items(Kept);

#[derive(Clone)]
enum Kept {
    Here(Vec<Node>),
    Packed(Box<Packed>),
}

#[derive(Clone)]
struct Packed {
    source: Arc<SourceText>,
    bytes: &'static [u8],
    items: OnceLock<Vec<Node>>,
}

impl Items {
    pub(super) fn packed(source: &Arc<SourceText>, bytes: &'static [u8]) -> Items {
        Items(Kept::Packed(Box::new(Packed { source: Arc::clone(source), bytes, items: OnceLock::new() })))
    }
}

impl From<Vec<Node>> for Items {
    fn from(items: Vec<Node>) -> Items {
        Items(Kept::Here(items))
    }
}

impl FromIterator<Node> for Items {
    fn from_iter<I: IntoIterator<Item = Node>>(items: I) -> Items {
        Items(Kept::Here(items.into_iter().collect()))
    }
}

impl Deref for Items {
    type Target = [Node];

    fn deref(&self) -> &[Node] {
        match &self.0 {
            Kept::Here(items) => items,
            Kept::Packed(packed) => packed.items.get_or_init(|| packed::unpack_items(&packed.source, packed.bytes)),
        }
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self).finish()
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Items) -> bool {
        **self == **other
    }
}

impl<'i> IntoIterator for &'i Items {
    type Item = &'i Node;
    type IntoIter = std::slice::Iter<'i, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
