//! How hard an exercise is, as two numbers that anybody can check.
//!
//! A gate is *in play* where told facts settle it, it could call for a missing part of the track or make a present one a burden,
//! and it either holds or fails with its nearest line within a factor of two. The *closest line* is the least distance, in
//! percent of the line, of the gates in play that compare a number; of a share of nine tenths and more, in percent of what
//! is left of the whole.
//!
//! | level | gates in play | closest line |
//! |---|---|---|
//! | 1 | 1 to 3 | 25% away or more |
//! | 2 | 2 to 5 | 15% away or more |
//! | 3 | 4 to 8 | 5% away or more |
//! | 4 | 6 to 12 | 2% to 25% away |
//! | 5 | 9 and more | under 10% away |

/// How hard an exercise is, from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

struct Bounds {
    /// Gates in play: at least and at most.
    gates: (usize, usize),
    /// The closest line, in percent: at least, and less than.
    closest: (f64, f64),
    /// Gates that a system is drawn about.
    targets: (usize, usize),
    /// Facts beside those of these gates.
    lures: (usize, usize),
    /// How far values are drawn from a line, as a share of it.
    distance: (f64, f64),
    /// Facts that are hidden: at most.
    hidden: usize,
    /// Questions that the step takes: at least.
    asked: usize,
}

const LEVELS: [Bounds; 5] = [
    Bounds {
        gates: (1, 3),
        closest: (25.0, f64::INFINITY),
        targets: (1, 2),
        lures: (1, 2),
        distance: (0.3, 0.9),
        hidden: 3,
        asked: 1,
    },
    Bounds {
        gates: (2, 5),
        closest: (15.0, f64::INFINITY),
        targets: (2, 3),
        lures: (2, 3),
        distance: (0.2, 0.8),
        hidden: 4,
        asked: 1,
    },
    Bounds {
        gates: (4, 8),
        closest: (5.0, f64::INFINITY),
        targets: (3, 4),
        lures: (2, 4),
        distance: (0.08, 0.6),
        hidden: 6,
        asked: 2,
    },
    Bounds {
        gates: (6, 12),
        closest: (2.0, 25.0),
        targets: (4, 6),
        lures: (3, 5),
        distance: (0.03, 0.4),
        hidden: 7,
        asked: 2,
    },
    Bounds {
        gates: (9, usize::MAX),
        closest: (0.0, 10.0),
        targets: (5, 8),
        lures: (3, 6),
        distance: (0.01, 0.25),
        hidden: 9,
        asked: 2,
    },
];

impl Level {
    /// The greatest.
    pub const MOST: u8 = LEVELS.len() as u8;

    /// A level by its number; nothing outside 1 to 5.
    pub fn new(number: u8) -> Option<Level> {
        (1..=Level::MOST).contains(&number).then_some(Level(number))
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Says whether so many gates in play with so close a line make this level; `closest` in percent, nothing where no
    /// gate in play compares a number.
    pub fn holds(self, gates: usize, closest: Option<f64>) -> bool {
        let bounds = self.bounds();
        let closest = closest.unwrap_or(bounds.closest.0);
        (bounds.gates.0..=bounds.gates.1).contains(&gates)
            && closest >= bounds.closest.0
            && (closest < bounds.closest.1 || bounds.closest.1 == f64::INFINITY)
    }

    fn bounds(self) -> &'static Bounds {
        // INVARIANT: a level is made by `new` alone, which knows only the places of this list.
        &LEVELS[usize::from(self.0) - 1]
    }

    pub(super) fn targets(self) -> (usize, usize) {
        self.bounds().targets
    }

    pub(super) fn lures(self) -> (usize, usize) {
        self.bounds().lures
    }

    pub(super) fn distance(self) -> (f64, f64) {
        self.bounds().distance
    }

    pub(super) fn hidden(self) -> usize {
        self.bounds().hidden
    }

    pub(super) fn asked(self) -> usize {
        self.bounds().asked
    }
}
