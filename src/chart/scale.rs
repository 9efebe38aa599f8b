//! From values to places along an axis.

use super::model::Axis;
use super::tick;

/// Beyond this a value is no quantity any more, and sums of such would overflow.
const LARGEST: f64 = 1e30;
/// Below this a logarithmic axis would show nothing but noise.
const SMALLEST: f64 = 1e-30;

/// An axis with the ends that it shows.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Scale {
    /// Whether a value can be shown on this axis.
    pub(super) fn shows(axis: &Axis, value: f64) -> bool {
        value.is_finite() && value.abs() <= LARGEST && (!axis.logarithmic || value >= SMALLEST)
    }

    /// Ends that hold all values. `grounded` lets an axis of nothing below zero begin at zero, and ends it on a tick.
    pub(super) fn around(axis: &Axis, values: impl IntoIterator<Item = f64>, grounded: bool, most: usize) -> Scale {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = if axis.logarithmic { (1.0, 10.0) } else { (0.0, 1.0) };
        }
        if axis.logarithmic {
            if high / low < 1.000_001 {
                (low, high) = (low / 10f64.sqrt(), high * 10f64.sqrt());
            }
            if grounded {
                // A little room above and below, so that no line runs along the frame.
                let room = (high / low).powf(0.04);
                (low, high) = (low / room, high * room);
            }
            return Scale { low, high, logarithmic: true };
        }
        if grounded {
            low = low.min(0.0);
            high = high.max(0.0);
        }
        // All the same: half of it, or one, on both sides.
        if high - low <= (1e-9 * high.abs().max(low.abs())).max(SMALLEST) {
            let room = if high.abs() <= SMALLEST { 1.0 } else { high.abs() / 2.0 };
            // What is nowhere below zero is not shown below it either.
            (low, high) = (if low >= 0.0 { (low - room).max(0.0) } else { low - room }, high + room);
        }
        if grounded {
            let step = tick::step(high - low, most, axis.measure);
            (low, high) = ((low / step + 1e-6).floor() * step, (high / step - 1e-6).ceil() * step);
        }
        Scale { low: low + 0.0, high, logarithmic: false }
    }

    /// Where a value lies between the ends: 0 is the low one, 1 the high one.
    pub(super) fn place(&self, value: f64) -> f64 {
        let part = if self.logarithmic {
            (value / self.low).log10() / (self.high / self.low).log10()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        part.clamp(0.0, 1.0)
    }

    /// The ticks between the ends.
    pub(super) fn ticks(&self, axis: &Axis, most: usize) -> Vec<f64> {
        tick::ticks(self.low, self.high, most, axis)
    }
}
