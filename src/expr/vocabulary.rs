//! The names that an expression may use.

use std::sync::Arc;

use super::table::LookUp;
use crate::quantity::{Kind, Unit};

/// A fact, as its place in the sorted list of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u16);

/// A capability, as its place in the sorted list of capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CapabilityId(pub u16);

/// A track, as its place in the list of tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u16);

/// A quantity of an architecture, as its place in the sorted list of quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuantityId(pub u16);

/// What an expression must know of a number in a table.
#[derive(Debug, Clone)]
pub struct TableWord {
    /// The name by which it is looked up.
    pub name: String,
    /// What kind of number it is.
    pub kind: Kind,
    /// The numbers.
    pub look_up: Arc<LookUp>,
}

/// What an expression must know of a quantity.
#[derive(Debug, Clone)]
pub struct QuantityWord {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// The facts by which it may be told instead of being reckoned from a bill.
    pub told: Vec<FactId>,
    /// The bill that it is reckoned from, if it is from one.
    pub bill: Option<Sum>,
}

/// The bills whose lines a quantity may sum up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sum {
    /// Of the architecture that is looked at.
    Costs,
    /// Of the architecture after the next step.
    CostsAfterStep,
    /// Of the architecture after the next step, less what is paid before it.
    CostsOfStep,
}

impl Sum {
    /// Every word with what it stands for.
    pub const WORDS: &'static [(&'static str, Sum)] = &[
        ("costs", Sum::Costs),
        ("costs after the next step", Sum::CostsAfterStep),
        ("costs of the next step", Sum::CostsOfStep),
    ];

    /// It is known once the next step is.
    pub fn hangs_on_step(self) -> bool {
        self != Sum::Costs
    }
}

/// The tables and quantities that an expression may name, each sorted by name.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// `price(id)`.
    pub prices: Vec<TableWord>,
    /// `limit(id)`.
    pub limits: Vec<TableWord>,
    /// `spec(fact, column)`, in the order of facts.
    pub columns: Vec<(FactId, Vec<TableWord>)>,
    /// Quantities by name.
    pub quantities: Vec<QuantityWord>,
}

/// What an expression must know of a fact.
#[derive(Debug, Clone)]
pub struct FactWord {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// The names it may have, for a choice or a set.
    pub members: Vec<String>,
}

/// What an expression must know of a track.
#[derive(Debug, Clone)]
pub struct TrackWord {
    /// Its name.
    pub name: String,
    /// Its stages in climbing order.
    pub stages: Vec<String>,
    /// Its lanes, sorted by name.
    pub lanes: Vec<String>,
}

/// All names that an expression may use. Facts and capabilities are sorted by name, so that ids do not depend on
/// the order of files.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    facts: Vec<FactWord>,
    capabilities: Vec<String>,
    tracks: Vec<TrackWord>,
    tables: Tables,
}

impl Vocabulary {
    /// Collects the names.
    pub fn new(mut facts: Vec<FactWord>, mut capabilities: Vec<String>, mut tracks: Vec<TrackWord>) -> Vocabulary {
        facts.sort_by(|a, b| a.name.cmp(&b.name));
        capabilities.sort();
        tracks.sort_by(|a, b| a.name.cmp(&b.name));
        Vocabulary { facts, capabilities, tracks, tables: Tables::default() }
    }

    /// The same names, with tables to look into.
    #[must_use]
    pub fn with_tables(self, tables: Tables) -> Vocabulary {
        Vocabulary { tables, ..self }
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Finds a quantity.
    pub fn quantity(&self, name: &str) -> Option<QuantityId> {
        let words = &self.tables.quantities;
        words.binary_search_by(|word| word.name.as_str().cmp(name)).ok().map(|index| QuantityId(index as u16))
    }

    /// What is known of a quantity.
    pub fn quantity_word(&self, id: QuantityId) -> &QuantityWord {
        &self.tables.quantities[id.0 as usize]
    }

    /// Finds a fact.
    pub fn fact(&self, name: &str) -> Option<FactId> {
        self.facts.binary_search_by(|fact| fact.name.as_str().cmp(name)).ok().map(|index| FactId(index as u16))
    }

    /// What is known of a fact.
    pub fn fact_word(&self, id: FactId) -> &FactWord {
        &self.facts[id.0 as usize]
    }

    /// Finds a capability.
    pub fn capability(&self, name: &str) -> Option<CapabilityId> {
        self.capabilities
            .binary_search_by(|known| known.as_str().cmp(name))
            .ok()
            .map(|index| CapabilityId(index as u16))
    }

    /// The name of a capability.
    pub fn capability_name(&self, id: CapabilityId) -> &str {
        &self.capabilities[id.0 as usize]
    }

    /// Finds a track.
    pub fn track(&self, name: &str) -> Option<TrackId> {
        self.tracks.binary_search_by(|track| track.name.as_str().cmp(name)).ok().map(|index| TrackId(index as u16))
    }

    /// What is known of a track.
    pub fn track_word(&self, id: TrackId) -> &TrackWord {
        &self.tracks[id.0 as usize]
    }

    /// Every fact's name.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.facts.iter().map(|fact| fact.name.as_str())
    }

    /// Every capability's name.
    pub fn capability_names(&self) -> impl Iterator<Item = &str> {
        self.capabilities.iter().map(String::as_str)
    }

    /// Every track's name.
    pub fn track_names(&self) -> impl Iterator<Item = &str> {
        self.tracks.iter().map(|track| track.name.as_str())
    }
}
