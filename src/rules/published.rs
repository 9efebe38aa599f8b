//! Ladders that others have published, each as its authors tell it.

use super::base::Provenance;
use crate::expr::{CapabilityId, Formula};

/// A ladder of somebody else, whose rungs name the stages of the main track that they come nearest to.
#[derive(Debug, Clone)]
pub struct PublishedLadder {
    /// Its id, which is the name of its file.
    pub id: String,
    /// Whose it is.
    pub title: String,
    /// What it means by a user, or that it does not say.
    pub user: String,
    /// When it was published: a day, a month or a year, ISO 8601.
    pub published: String,
    /// In climbing order, which may be another than that of the stages.
    pub rungs: Vec<Rung>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A rung of a published ladder.
#[derive(Debug, Clone)]
pub struct Rung {
    /// When a system stands on it or above; nothing on a first rung, which needs no reason.
    pub when: Option<Formula>,
    /// The stage of the main track that it comes nearest to.
    pub to: usize,
    /// The capabilities that it names there.
    pub brings: Vec<CapabilityId>,
    /// What it says, in our words.
    pub says: String,
}
