//! The judgement: from a profile and the rule base to an answer. Pure: no file, clock or terminal.
//!
//! `facts` resolves values, the room `placing` what is there, `calls` reads the gates in three passes, `foresight` reads
//! them again where a growth was told, `choose` makes decisions, `walk` finds the next step of each track, `across` sets
//! them in one order, `findings` looks for what is no step, `bursts` simulates a burst when it is asked to, `bill` says
//! what is paid where a condition asks. [`Advisor::advise`] runs them in this order.

mod across;
mod ask;
mod because;
pub mod bill;
mod bursts;
mod calls;
mod checklist;
mod choose;
mod contradict;
mod decided;
mod dissent;
mod facts;
mod findings;
mod foresight;
mod growth;
mod setting;
mod step;
mod unread;
mod walk;

pub use across::Unlock;
pub use ask::{Flip, Question};
pub use because::{Later, Reason};
pub use bursts::{Bursts, End, Extreme, InputReading, PolicyReading, Run, SavingReading};
pub use calls::{Call, Calls, Layer, Pass, Reading, View, count_facts};
pub use checklist::{Applies, Listed, Selection};
pub use choose::{Chosen, Estimated, ModelPick, OptionReading};
pub use contradict::contradictions;
pub use dissent::{Dissent, Standing};
pub use facts::{Assumed, Derivation, FactSheet, How, Known};
pub(crate) use facts::{middle, middle_of, work_out};
pub use findings::Found;
pub use foresight::{Foresight, Moment};
pub use growth::{HORIZON, growth, with_load};
pub use setting::Setting;
pub use step::{Action, MetBy, Need, Needed, Status, Step, Urgency, open_facts};
pub use walk::{ChosenBy, Verdict, Walk};

pub use crate::placing::{Architecture, Placed};

use std::sync::Arc;

use crate::expr::TrackId;
use crate::ladder::Ladder;
use crate::problem::Problem;
use crate::profile::Profile;
use crate::rules::{RuleBase, TransitionId};

/// How to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether assumptions may settle what facts leave open.
    pub assumptions: bool,
    /// Whether a gate presses today that a stated growth will have hold before its step could be done.
    pub foresight: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { assumptions: true, foresight: true }
    }
}

/// An answer, as values; the report room puts it into words.
#[derive(Debug, Clone)]
pub struct Advice {
    /// How it was judged.
    pub options: Options,
    /// Every fact.
    pub sheet: FactSheet,
    /// The present architecture.
    pub architecture: Architecture,
    /// Every gate and capability.
    pub calls: Calls,
    /// What the stated growth will call for in time; nothing where no growth was stated.
    pub foresight: Option<Foresight>,
    /// Decisions among options.
    pub chosen: Vec<Chosen>,
    /// The answer for each track, in the order of tracks.
    pub walks: Vec<Walk>,
    /// The tracks whose next step can be taken, *the* next step first.
    pub order: Vec<TrackId>,
    /// Observations that are no step, the worst first.
    pub findings: Vec<Found>,
    /// The playbooks that apply, by their place in the rule base.
    pub playbooks: Vec<usize>,
}

impl Advice {
    /// The answer for a track.
    pub fn walk(&self, track: TrackId) -> &Walk {
        &self.walks[track.0 as usize]
    }

    /// The walk whose step is *the* next one.
    pub fn next(&self) -> Option<&Walk> {
        self.order.first().map(|track| self.walk(*track))
    }

    /// Says whether enough was told of a track to name the stage that fits.
    pub fn names_fitting(&self, walk: &Walk) -> bool {
        self.architecture.placed(walk.track).is_some() || walk.telling || !walk.path.is_empty()
    }

    /// The track whose earlier step brings everything that the step of this one is for.
    pub fn brought_by(&self, track: TrackId) -> Option<TrackId> {
        across::brought_by(&self.walks, &self.order, track)
    }

    /// What blocked steps wait for on other tracks.
    pub fn unlocks(&self) -> Vec<Unlock> {
        across::unlocks(&self.walks)
    }

    /// Facts and architecture as conditions saw them.
    pub fn view<'a>(&'a self, base: &'a RuleBase, layer: Layer) -> View<'a> {
        View { base, sheet: &self.sheet, architecture: &self.architecture, bills: Some(&self.calls.bills), layer }
    }
}

/// The rule base made ready for many answers: the graphs are built once.
#[derive(Debug)]
pub struct Advisor<'b> {
    base: &'b RuleBase,
    ladders: Vec<Ladder>,
}

impl<'b> Advisor<'b> {
    /// Builds the graphs.
    pub fn new(base: &'b RuleBase) -> Advisor<'b> {
        Advisor { base, ladders: base.track_ids().map(|track| Ladder::new(base, track)).collect() }
    }

    /// The rule base.
    pub fn base(&self) -> &'b RuleBase {
        self.base
    }

    /// Answers a profile.
    ///
    /// # Errors
    /// Facts that contradict each other, with the places that told them.
    pub fn advise(&self, profile: &Profile, options: Options) -> Result<Advice, Vec<Problem>> {
        let base = self.base;
        let sheet = FactSheet::new(base, profile);
        let problems = contradictions(base, &sheet);
        if !problems.is_empty() {
            return Err(problems);
        }
        let architecture = Architecture::new(base, profile);
        let mut calls = Calls::new(base, &sheet, &architecture, options.assumptions);
        let foresight = self.foresee(profile, &architecture, &mut calls, options);
        let bills = Arc::clone(&calls.bills);
        let view = View { base, sheet: &sheet, architecture: &architecture, bills: Some(&bills), layer: Layer::Facts };
        let mut chosen: Vec<Chosen> = (0..base.choices.len())
            .map(|index| choose::choose(base, index, view, &calls, options.assumptions))
            .collect();
        let mut walks = self.walks(&calls, view, &chosen, foresight.as_ref());
        // Every round has one more part called for, or one more strongly, so it ends.
        while across::require(&mut calls, &walks) {
            walks = self.walks(&calls, view, &chosen, foresight.as_ref());
        }
        for chosen in &mut chosen {
            choose::settle(base, chosen, &walks, view);
        }
        let playbooks = findings::playbooks(base, view);
        let (order, findings) = (Vec::new(), Vec::new());
        let mut advice =
            Advice { options, sheet, architecture, calls, foresight, chosen, walks, order, findings, playbooks };
        let breach = |step: &Step| advice.breach(base, step).map(|(least, _)| least);
        advice.order = across::order(base, &advice.walks, breach);
        // Findings come last: what is paid after the next step is known once the step is.
        let step = advice.next().and_then(|walk| Some((walk.track, walk.next.as_ref()?)));
        bills.know_step(step.map(|(track, step)| step.after(base, &advice.architecture, track)));
        advice.findings = findings::findings(base, advice.view(base, Layer::Facts), options.assumptions);
        Ok(advice)
    }

    /// What every gate and part reads like, without the walk: enough to know what is called for, and cheaper.
    pub fn calls(&self, profile: &Profile, options: Options) -> Calls {
        let sheet = FactSheet::new(self.base, profile);
        let architecture = Architecture::new(self.base, profile);
        let mut calls = Calls::new(self.base, &sheet, &architecture, options.assumptions);
        self.foresee(profile, &architecture, &mut calls, options);
        calls
    }

    /// Has everything called for that the stated growth will call for before it could be there.
    fn foresee(
        &self,
        profile: &Profile,
        architecture: &Architecture,
        calls: &mut Calls,
        options: Options,
    ) -> Option<Foresight> {
        let base = self.base;
        let ahead = || Foresight::new(base, &self.ladders, profile, architecture, calls, options.assumptions);
        options.foresight.then(ahead).flatten()
    }

    /// What is declared for the way from one stage of a track to a higher one.
    pub fn between(&self, track: TrackId, from: usize, to: usize) -> Option<TransitionId> {
        let edges = self.ladders[track.0 as usize].edges_from(from);
        edges.into_iter().find(|edge| edge.to == to && edge.to > edge.from).and_then(|edge| edge.transition)
    }

    fn walks(&self, calls: &Calls, view: View<'_>, chosen: &[Chosen], foresight: Option<&Foresight>) -> Vec<Walk> {
        let base = self.base;
        let lane_choice =
            |track: TrackId| chosen.iter().find(|chosen| base.choices[chosen.choice].lane_of == Some(track));
        base.track_ids()
            .map(|track| {
                let ladder = &self.ladders[track.0 as usize];
                walk::walk(base, ladder, calls, view, lane_choice(track), foresight, track)
            })
            .collect()
    }
}
