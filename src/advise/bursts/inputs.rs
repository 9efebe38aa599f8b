//! The inputs of the model at an end of what is likely, and one run with them.

use super::{InputReading, MONTH, Run};
use crate::burst::{Fleet, Load, Policy, Queue, Reaction, Scenario, Timing, Units, Use, simulate};
use crate::profile::Origin;
use crate::rules::{BurstInput, PolicyKind};

/// Which values of what is not known to the point the model reckons with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Those to reckon with.
    Typical,
    /// A corner of what is likely.
    Corner {
        /// What has a good and a bad end is at the good one.
        good: bool,
        /// The burst is long: more requests fail, but a smaller part of them.
        long: bool,
        /// Much can wait: fewer requests are lost, but more are late.
        room: bool,
    },
}

fn reading(inputs: &[InputReading], input: BurstInput) -> Option<&InputReading> {
    inputs.iter().find(|reading| reading.input == input)
}

/// Says whether the use of the servers in calm is known; an assumed one is what they are sized for.
pub(super) fn use_is_known(inputs: &[InputReading]) -> bool {
    let load = reading(inputs, BurstInput::Load);
    load.is_some_and(|load| load.value.is_some() && load.origin != Origin::Assumed)
}

/// The value of an input at an end.
pub(super) fn value(inputs: &[InputReading], input: BurstInput, end: End) -> Option<f64> {
    use BurstInput as I;
    let found = reading(inputs, input)?.value?;
    let End::Corner { good, long, room } = end else { return Some(found.typical) };
    let high = match input {
        // These change what is paid, and not what fails.
        I::Release | I::Paid | I::Bursts => long,
        I::Height | I::Decay => long,
        I::Room => room,
        I::Ramp | I::Ceiling | I::Margin | I::Spare | I::Patience | I::Allowed => good,
        I::Calm | I::Factor | I::Load | I::Target => !good,
        I::Delay | I::Period | I::Periods | I::Pause | I::Lag | I::Wake => !good,
        // Of servers whose use is known the capacity is known too: what one carries says only where it is rounded.
        I::Unit if use_is_known(inputs) => return Some(found.typical),
        I::Unit | I::Units | I::Least => good,
        I::Price => return Some(found.typical),
    };
    Some(if high { found.range.high } else { found.range.low })
}

/// What every policy needs.
const ALWAYS: &[BurstInput] = {
    use BurstInput as I;
    &[
        I::Calm,
        I::Factor,
        I::Ramp,
        I::Height,
        I::Decay,
        I::Load,
        I::Unit,
        I::Target,
        I::Delay,
        I::Release,
        I::Room,
        I::Patience,
        I::Allowed,
        I::Bursts,
    ]
};

/// What a group needs that follows a measure.
const MEASURE: &[BurstInput] = &[BurstInput::Period, BurstInput::Periods, BurstInput::Pause, BurstInput::Ceiling];

/// The inputs that a policy cannot do without.
pub(super) fn needed_by(kind: PolicyKind) -> Vec<BurstInput> {
    use BurstInput as I;
    let own: &[&[BurstInput]] = match kind {
        PolicyKind::Fixed => &[],
        PolicyKind::Reactive => &[MEASURE],
        PolicyKind::Scheduled => &[&[I::Margin]],
        PolicyKind::Signalled => &[&[I::Lag]],
        PolicyKind::Waiting => &[MEASURE, &[I::Spare, I::Wake, I::Paid]],
    };
    ALWAYS.iter().chain(own.iter().copied().flatten()).copied().collect()
}

pub(super) fn scenario(known: impl Fn(BurstInput) -> Option<f64>, use_is_known: bool) -> Option<Scenario> {
    use BurstInput as I;
    let load = Load {
        calm: known(I::Calm)?,
        factor: known(I::Factor)?.max(1.0),
        ramp: known(I::Ramp)?,
        height: known(I::Height)?,
        decay: known(I::Decay)?,
    };
    let used = if use_is_known { Use::Known } else { Use::AtMost };
    let units = known(I::Units).map_or_else(|| Units::AtLeast(known(I::Least).unwrap_or(1.0)), Units::Known);
    let fleet = Fleet::in_calm(load.calm, used(known(I::Load)?), known(I::Unit)?, units, known(I::Target)?)?;
    let queue = Queue { room: known(I::Room)?, patience: known(I::Patience)? };
    let timing = Timing { delay: known(I::Delay)?, release: known(I::Release)? };
    Some(Scenario { load, fleet, queue, timing })
}

pub(super) fn policy(known: impl Fn(BurstInput) -> Option<f64>, kind: PolicyKind) -> Option<Policy> {
    use BurstInput as I;
    let reaction = || {
        let (period, periods) = (known(I::Period)?, known(I::Periods)?);
        Some(Reaction { period, periods, pause: known(I::Pause)?, ceiling: known(I::Ceiling)? })
    };
    Some(match kind {
        PolicyKind::Fixed => Policy::Fixed,
        PolicyKind::Reactive => Policy::Reactive(reaction()?),
        PolicyKind::Scheduled => Policy::Ahead(known(I::Margin)?),
        PolicyKind::Signalled => Policy::Signalled(known(I::Lag)?),
        PolicyKind::Waiting => Policy::Waiting { share: known(I::Spare)?, wake: known(I::Wake)?, then: reaction()? },
    })
}

pub(super) fn run(known: impl Fn(BurstInput) -> Option<f64>, use_is_known: bool, kind: PolicyKind) -> Option<Run> {
    let scenario = scenario(&known, use_is_known)?;
    let outcome = simulate(&scenario, policy(&known, kind)?, |_| ()).ok()?;
    let requests = scenario.load.requests();
    let waits = if outcome.waiting > 0.0 { known(BurstInput::Paid) } else { Some(0.0) };
    let hours = known(BurstInput::Bursts)
        .zip(waits)
        .map(|(bursts, paid)| outcome.unit_seconds / 3600.0 * bursts + outcome.waiting * MONTH * paid);
    let mut run = Run { outcome, failed_share: 0.0, meets: false, unit_hours_a_month: hours };
    run.failed_share = if requests > 0.0 { (run.failed() / requests).min(1.0) } else { 0.0 };
    run.meets = run.failed_share <= known(BurstInput::Allowed)?;
    Some(run)
}
