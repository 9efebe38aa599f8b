//! Numbers from a seed: the same on every machine and in every release.
//!
//! The generator is PCG64 (XSL RR 128/64), whose stream its library keeps for good; what is made of its numbers here must not change
//! either, or every seed that somebody wrote down would name another exercise.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// A stream of draws.
pub(super) struct Draw(Pcg64);

impl Draw {
    /// The stream of a seed; each purpose has one of its own.
    pub(super) fn new(seed: u64, purpose: u64) -> Draw {
        Draw(Pcg64::new(u128::from(seed), u128::from(purpose)))
    }

    /// A number from nought to less than one.
    pub(super) fn share(&mut self) -> f64 {
        // The 53 bits that a double holds.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `count`; nought where that is nought.
    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.share() * count as f64) as usize
    }

    /// True in so many of a hundred draws.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A whole number of a range, both ends in it.
    pub(super) fn between(&mut self, (low, high): (usize, usize)) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// One thing of a list.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).copied()
    }

    /// Brings a list into a drawn order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }

    /// A number between two positive ends by orders of magnitude, more often about the middle.
    pub(super) fn scaled(&mut self, low: f64, high: f64) -> f64 {
        let share = (self.share() + self.share()) / 2.0;
        low * (high / low).powf(share)
    }
}
