//! What ladders that others have published say, as answers show it.

use schemars::JsonSchema;
use serde::Serialize;

/// A published ladder beside the answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DissentReport {
    /// Its id.
    pub ladder: String,
    /// Whose it is.
    pub title: String,
    /// When it was published: a day, a month or a year, ISO 8601.
    pub published: String,
    /// What it means by a user, or that it does not say.
    pub user: String,
    /// The stage of the main track that it would put the system on. Absent where that is open, and where it says
    /// nothing of so small a system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The stages that it may be where that is open, in climbing order, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<String>,
    /// The facts that would tell, where it is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Whether that is the fitting stage: `true`, `false`, `unknown`.
    pub agrees: &'static str,
    /// Stages of the main track by which it is above the fitting one; below nought, under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rungs_apart: Option<i64>,
    /// What settled where it stands, or that it stands elsewhere: `facts` or `assumptions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<&'static str>,
    /// The condition of its rung; absent on a first rung that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What it says of that rung, in our words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Where it comes from.
    pub source: Vec<String>,
    /// How far it is from ours, in words; nothing where it agrees or cannot tell.
    #[serde(skip)]
    pub apart: Option<String>,
}

impl DissentReport {
    /// Where it would put the system, in words; nothing where it says nothing of it.
    pub(in crate::report) fn place(&self) -> Option<String> {
        match (&self.to, self.possible.as_slice()) {
            (Some(to), _) => Some(to.clone()),
            (None, []) => None,
            (None, [low, .., high]) if self.possible.len() > 2 => Some(format!("{low} to {high}")),
            (None, stages) => Some(stages.join(" or ")),
        }
    }
}
