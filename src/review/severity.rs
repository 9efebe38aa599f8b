//! How bad an observation is: from what is at stake and how far past its line it is.

use crate::rules::{Burden, FindingKind, Severity};

/// What is at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stake {
    /// A limit is broken, or a promise: the gate that guards it is hard and holds on facts.
    BrokenLimit,
    /// A finding, with its kind and the severity that it declares.
    Declared(FindingKind, Severity),
    /// A part is called for and missing; `true` where facts call, `false` where a count or an assumption does.
    Missing(bool),
    /// A part that nothing calls for and that costs something to keep.
    Unneeded(Burden),
    /// A waiver that has no effect.
    Waiver,
}

/// So far past the line, in percent of it, that a small change does not turn the observation.
pub(super) const FAR: f64 = 50.0;

/// Weighs an observation.
///
/// | at stake | severity |
/// |---|---|
/// | a broken limit or promise, on facts | high |
/// | a finding | as its rule declares |
/// | a missing part that facts call for | medium |
/// | a missing part that a count or an assumption calls for | low |
/// | an unneeded part that costs money and people | medium |
/// | any other unneeded part | low |
/// | a waiver that has no effect | low |
///
/// Then, in this order:
///
/// 1. at least 50 percent past the line: one step worse; never for notes and waivers, which have no stake of their own;
/// 2. a line that is a judgement, or is assumed: at most medium, for a number that nobody measured stops no release.
///
/// `margin` is the distance from the line in percent, of either sign. `soft` says that a number decides whose line is a
/// judgement or assumed; where none does (a store that answers the internet) there is no line to doubt.
pub fn weigh(stake: Stake, margin: Option<f64>, soft: bool) -> Severity {
    let base = match stake {
        Stake::BrokenLimit => Severity::High,
        Stake::Declared(_, severity) => severity,
        Stake::Missing(true) | Stake::Unneeded(Burden::Both) => Severity::Medium,
        Stake::Missing(false) | Stake::Unneeded(_) | Stake::Waiver => Severity::Low,
    };
    let may_rise = !matches!(stake, Stake::Declared(FindingKind::Note, _) | Stake::Waiver);
    let is_far = margin.is_some_and(|percent| percent.abs() >= FAR);
    let risen = match base {
        Severity::Low if may_rise && is_far => Severity::Medium,
        Severity::Medium if may_rise && is_far => Severity::High,
        severity => severity,
    };
    // The worst comes first in the order of severities.
    if soft { risen.max(Severity::Medium) } else { risen }
}
