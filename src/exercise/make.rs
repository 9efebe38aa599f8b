//! Makes an exercise of a seed: draws systems until one is solvable, of the level, and worth asking about.

use super::draw::Draw;
use super::level::Level;
use super::pick::{Outcome, outcome, right, shown};
use super::workload::{Kind, Space};
use super::{Exercise, Hidden, Solution};
use crate::advise::{Advice, Advisor, Layer, Options, Pass};
use crate::explore::{Ground, Probe, effort, reasons};
use crate::expr::{FactId, Formula, Margin, TrackId};
use crate::problem::{Code, Problem};
use crate::profile::Profile;
use crate::quantity::{Kind as NumberKind, Truth};
use crate::rules::{Aim, FindingKind, GateId, RuleBase, Severity};

/// So many systems are drawn before a seed is given up.
const MOST_DRAWS: usize = 20_000;
/// What the easiest question costs.
const POINTS: f64 = 5.0;
/// What may be spent beside the least that the step takes, as a factor; one easy question beside it is always left.
const SPARE: f64 = 1.5;

/// How often each kind of answer is looked for, so that no single one is a good guess.
const KINDS: &[(Kind, usize)] = &[(Kind::Climb, 45), (Kind::Same, 20), (Kind::Stay, 25), (Kind::Back, 10)];
/// So many systems are drawn for an answer of the kind; then any kind will do.
const MOST_OF_A_KIND: usize = 15;

fn kind_of(base: &RuleBase, stage: usize, answer: &Outcome) -> Kind {
    let Outcome::Take(declared) = answer else { return Kind::Stay };
    let all = || declared.iter().map(|id| base.transition(*id));
    if all().any(|one| !one.drops.is_empty()) {
        Kind::Back
    } else if all().any(|one| one.to.is_some_and(|to| to > stage)) {
        Kind::Climb
    } else {
        Kind::Same
    }
}

/// Makes exercises of one track.
pub struct Maker<'a> {
    space: Space<'a>,
}

impl std::fmt::Debug for Maker<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Maker").field("track", &self.space.track).finish_non_exhaustive()
    }
}

impl<'a> Maker<'a> {
    /// Makes ready for the main track of the rules.
    ///
    /// # Errors
    /// The rules have no track.
    pub fn new(advisor: &'a Advisor<'a>) -> Result<Maker<'a>, Problem> {
        let track = advisor.base().main_track();
        let track = track.ok_or_else(|| Problem::nowhere(Code::UnknownTrack, "the rules have no track"))?;
        Ok(Maker { space: Space::new(advisor, track) })
    }

    /// The judgement.
    pub fn advisor(&self) -> &'a Advisor<'a> {
        self.space.advisor
    }

    /// The exercise of a seed: the same for the same rules, whatever the machine.
    ///
    /// What makes no exercise of the level is passed over, and the next system of the same stream is drawn.
    ///
    /// # Errors
    /// The rules give no exercise of this level within twenty thousand draws.
    pub fn exercise(&self, seed: u64, level: Level) -> Result<Exercise, Problem> {
        let mut draw = Draw::new(seed, u64::from(level.number()));
        let mut left = draw.below(KINDS.iter().map(|(_, weight)| weight).sum());
        let kind = KINDS.iter().find(|(_, weight)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        let kind = kind.map_or(Kind::Climb, |(kind, _)| *kind);
        let mut attempts = (0..MOST_DRAWS).map(|attempt| {
            // What cannot be had of one kind is had of another.
            let kind = if attempt < MOST_OF_A_KIND { kind } else { KINDS[attempt % KINDS.len()].0 };
            self.attempt(&mut draw, seed, level, kind)
        });
        attempts.find_map(|exercise| exercise).ok_or_else(|| {
            let message = format!("seed {seed} gives no exercise of level {} with these rules", level.number());
            Problem::nowhere(Code::NoExercise, message)
                .because("no system that was drawn has one best step which facts decide")
                .help("take another level, or the built-in rules alone")
        })
    }

    fn attempt(&self, draw: &mut Draw, seed: u64, level: Level, kind: Kind) -> Option<Exercise> {
        let (space, track) = (&self.space, self.space.track);
        let base = space.advisor.base();
        let profile = space.system(draw, level, kind)?;
        let probe = Probe { advisor: space.advisor, profile: &profile, options: Options::default() };
        let advice = probe.advise(&profile)?;
        let answer = outcome(&advice, track);
        let placed = advice.architecture.placed(track)?;
        let is_plain = placed.stated.is_none_or(|stated| stated == placed.stage);
        let is_kind = kind == kind_of(base, placed.stage, &answer);
        if !is_plain || !is_kind || !is_clear(base, &advice, track, &answer) {
            return None;
        }
        let in_play = in_play(base, &advice, track);
        let closest = closest(base, &advice, &in_play);
        if !level.holds(in_play.len(), closest.map(|(_, percent)| percent)) {
            return None;
        }
        let gates = reason_gates(base, &advice, track, &in_play);
        let hidden = self.hide(draw, level, &profile, &gates, &in_play);
        let before = outcome(&probe.advise(&without(&profile, &hidden))?, track);
        let asked = match answer {
            // Silence is calm: whoever stays must have looked at what could have called.
            Outcome::Stay if before == answer => self.turning(&probe, &profile, &answer, &hidden),
            _ if before == answer => return None,
            _ => self.least(&probe, &profile, &answer, &hidden),
        };
        if asked.len() < level.asked() {
            return None;
        }
        // Whoever steps names what calls; whoever stays, any fact that could have called.
        let mut sets = match answer {
            Outcome::Stay => asked.iter().map(|fact| vec![*fact]).collect(),
            _ => self.sets(&probe, &advice, &gates),
        };
        if sets.is_empty() {
            return None;
        }
        let known = |fact: &FactId| !hidden.contains(fact) || asked.contains(fact);
        let best = sets.iter().position(|set| set.iter().all(known)).unwrap_or(0);
        sets.swap(0, best);
        let mut asked: Vec<FactId> =
            asked.into_iter().chain(sets[0].iter().copied().filter(|fact| hidden.contains(fact))).collect();
        asked.sort_unstable();
        asked.dedup();
        // What the reasons add to the questions may turn the step again, and then the key would not solve it.
        let untold: Vec<FactId> = hidden.iter().copied().filter(|fact| !asked.contains(fact)).collect();
        if outcome(&probe.advise(&without(&profile, &untold))?, track) != answer {
            return None;
        }
        let right = right(&advice, track);
        let picks = shown(space.advisor, &advice.architecture, track, &right, draw);
        let hidden: Vec<Hidden> = hidden.into_iter().map(|fact| Hidden { fact, price: price(base, fact) }).collect();
        let least: u32 = asked.iter().map(|fact| price(base, *fact)).sum();
        let frame = (!base.frames.is_empty()).then(|| draw.below(base.frames.len()));
        Some(Exercise {
            seed,
            level,
            track,
            frame,
            stage: placed.stage,
            profile,
            hidden,
            picks,
            budget: ((f64::from(least) * SPARE).ceil() as u32).max(least + POINTS as u32),
            gates_in_play: in_play.len(),
            closest: closest.map(|(_, percent)| percent),
            solution: Solution { right, sets, gates, asked },
        })
    }

    /// What the step rests on: least sets of told facts, one a part; none where no step is taken.
    fn sets(&self, probe: &Probe<'_>, advice: &Advice, gates: &[GateId]) -> Vec<Vec<FactId>> {
        let (base, track) = (self.space.advisor.base(), self.space.track);
        // Most facts have no part in it; where the step is the same without them, they need not be tried one by one.
        let mut named: Vec<FactId> = gates.iter().flat_map(|gate| base.gate(*gate).when.facts()).collect();
        let inputs = |facts: &[FactId]| -> Vec<FactId> {
            facts.iter().flat_map(|fact| &base.fact(*fact).derive).flat_map(Formula::facts).collect()
        };
        named.extend(inputs(&inputs(&named)));
        named.extend(inputs(&named));
        let told = probe.profile.told.iter().filter(|told| named.contains(&told.fact)).cloned().collect();
        let least = Profile { told, ..probe.profile.clone() };
        let alone = probe.advise(&least).filter(|alone| outcome(alone, track) == outcome(advice, track));
        let parts = match alone {
            Some(alone) => reasons(&Probe { profile: &least, ..*probe }, &alone, track),
            None => reasons(probe, advice, track),
        };
        // What only a count calls for rides along; it is no reason for the step.
        let own = parts.into_iter().filter(|part| {
            matches!(part.ground, Ground::Called | Ground::Burden)
                && matches!(part.pass, Some(Pass::Facts | Pass::Line))
        });
        let mut sets: Vec<Vec<FactId>> = Vec::new();
        for facts in own.map(|part| part.facts).filter(|facts| !facts.is_empty()) {
            if !sets.contains(&facts) {
                sets.push(facts);
            }
        }
        sets
    }

    /// The facts to hide: what the step rests on, then what gates in play name, then others.
    fn hide(
        &self,
        draw: &mut Draw,
        level: Level,
        profile: &Profile,
        gates: &[GateId],
        in_play: &[GateId],
    ) -> Vec<FactId> {
        let base = self.space.advisor.base();
        let named =
            |gates: &[GateId]| -> Vec<FactId> { gates.iter().flat_map(|gate| base.gate(*gate).when.facts()).collect() };
        let (calling, named) = (named(gates), named(in_play));
        let mut facts: Vec<FactId> =
            profile.told.iter().map(|told| told.fact).filter(|fact| !self.space.is_count(*fact)).collect();
        draw.shuffle(&mut facts);
        facts.sort_by_key(|fact| (!calling.contains(fact), !named.contains(fact)));
        // One place in three is kept for what nothing hangs on, so that asking everything is no answer.
        let most = level.hidden().min(facts.len().saturating_sub(1));
        let telling = (most * 2).div_ceil(3);
        let lures = facts.iter().rev().take(most - telling).copied();
        let mut hidden: Vec<FactId> = facts.iter().take(telling).copied().chain(lures).collect();
        hidden.sort_unstable();
        hidden.dedup();
        hidden
    }

    /// The fewest questions, dearest left out first, after which the answer is the same as with all of them.
    fn least(&self, probe: &Probe<'_>, profile: &Profile, answer: &Outcome, hidden: &[FactId]) -> Vec<FactId> {
        let base = self.space.advisor.base();
        let mut dear: Vec<FactId> = hidden.to_vec();
        dear.sort_by_key(|fact| (std::cmp::Reverse(price(base, *fact)), *fact));
        let mut known = profile.clone();
        let mut kept = Vec::new();
        for fact in dear {
            let less = probe.without(&known, fact);
            if probe.advise(&less).is_some_and(|advice| outcome(&advice, self.space.track) == *answer) {
                known = less;
            } else {
                kept.push(fact);
            }
        }
        kept.sort_unstable();
        kept
    }

    /// The hidden facts of which some value turns the answer, all others being as they are.
    fn turning(&self, probe: &Probe<'_>, profile: &Profile, answer: &Outcome, hidden: &[FactId]) -> Vec<FactId> {
        let turns = |fact: &FactId| {
            let told = self.space.values(*fact).into_iter().map(|value| probe.with(profile, *fact, value));
            told.filter_map(|profile| probe.advise(&profile)).any(|then| outcome(&then, self.space.track) != *answer)
        };
        hidden.iter().copied().filter(turns).collect()
    }

    /// Says whether a hidden fact can change the answer: it is one of the questions that the step takes, or some value of it,
    /// or not knowing it, turns the step, be it beside all the others or beside what the sheet tells.
    pub fn matters(&self, exercise: &Exercise, fact: FactId) -> bool {
        let solution = &exercise.solution;
        if solution.asked.contains(&fact) || solution.sets.iter().any(|set| set.contains(&fact)) {
            return true;
        }
        let hidden: Vec<FactId> = exercise.hidden.iter().map(|hidden| hidden.fact).collect();
        let revealed = without(&exercise.profile, &hidden);
        let probe = Probe { advisor: self.space.advisor, profile: &exercise.profile, options: Options::default() };
        let of = |profile: &Profile| probe.advise(profile).map(|advice| outcome(&advice, exercise.track));
        [&exercise.profile, &revealed].into_iter().any(|beside| {
            let here = of(beside);
            let untold = std::iter::once(probe.without(beside, fact));
            let told = self.space.values(fact).into_iter().map(|value| probe.with(beside, fact, value));
            untold.chain(told).filter_map(|profile| of(&profile)).any(|then| Some(then) != here)
        })
    }
}

/// The profile without some facts.
pub(super) fn without(profile: &Profile, facts: &[FactId]) -> Profile {
    let told = profile.told.iter().filter(|told| !facts.contains(&told.fact)).cloned().collect();
    Profile { told, ..profile.clone() }
}

/// What a question costs, in points.
fn price(base: &RuleBase, fact: FactId) -> u32 {
    (effort(base, fact) * POINTS).round() as u32
}

/// Facts settle the step, it can be taken, and nothing elsewhere goes before it.
fn is_clear(base: &RuleBase, advice: &Advice, track: TrackId, answer: &Outcome) -> bool {
    let walk = advice.walk(track);
    // What would stand before the step in the first line of an answer.
    let worst = advice.findings.iter().map(|found| &base.findings[found.finding]);
    let quiet = walk.more_of_the_same.is_empty()
        && walk.ask_presence.is_empty()
        && worst.into_iter().all(|one| one.severity != Severity::High || one.kind != FindingKind::Risky);
    match answer {
        Outcome::Stay => quiet && advice.next().is_none(),
        Outcome::Take(_) => {
            quiet
                && advice.next().is_some_and(|next| next.track == track)
                && matches!(advice.decided_on(base, walk), Some(Pass::Facts | Pass::Line))
        }
        Outcome::Other(_) => false,
    }
}

/// The gates that are reasons: those that call for a part of the step or make what it takes away a burden; where no step
/// is taken, all that are in play and do not call.
fn reason_gates(base: &RuleBase, advice: &Advice, track: TrackId, in_play: &[GateId]) -> Vec<GateId> {
    let Some(step) = &advice.walk(track).next else { return in_play.to_vec() };
    let calling = step.required().flat_map(|action| action.because.iter().copied());
    let burdens = step.drops.iter().flat_map(|id| advice.burdens_against(base, *id));
    let mut gates: Vec<GateId> = calling.chain(burdens).filter(|id| !base.gate(*id).is_stand_in()).collect();
    gates.sort_unstable();
    gates.dedup();
    gates
}

/// The gates in play, as the room `level` tells.
fn in_play(base: &RuleBase, advice: &Advice, track: TrackId) -> Vec<GateId> {
    let view = advice.view(base, Layer::Lines);
    base.gate_ids()
        .filter(|id| {
            let gate = base.gate(*id);
            let reading = advice.calls.reading(*id);
            let wanted = match gate.aim {
                Aim::For(capability) => advice.architecture.has(capability) == Truth::False,
                Aim::Against(capability) => advice.architecture.has(capability) == Truth::True,
            };
            let told = || gate.when.facts().into_iter().any(|fact| advice.sheet.known(fact).told.is_some());
            if gate.is_stand_in()
                || base.capability(gate.capability()).home != Some(track)
                || !wanted
                || !reading.counts()
                || !told()
            {
                return false;
            }
            match reading.with_lines {
                Truth::True => true,
                Truth::False => gate.when.whole_margin(&view).is_some_and(|margin| {
                    let ratio = margin.value / margin.line;
                    (0.5..=2.0).contains(&ratio)
                }),
                Truth::Unknown => false,
            }
        })
        .collect()
}

/// The gate in play whose line is closest, with its distance in percent.
fn closest(base: &RuleBase, advice: &Advice, in_play: &[GateId]) -> Option<(GateId, f64)> {
    let view = advice.view(base, Layer::Lines);
    in_play
        .iter()
        .filter_map(|id| Some((*id, distance(&base.gate(*id).when.whole_margin(&view)?)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
}

/// How far a value is from its line, in percent of the line; of a share near the whole, of what is left of it.
fn distance(margin: &Margin) -> Option<f64> {
    match margin.kind {
        NumberKind::Share if margin.line >= 0.9 && margin.line < 1.0 => {
            Some((margin.by() / (1.0 - margin.line) * 100.0).abs())
        }
        _ => margin.percent().map(f64::abs),
    }
}
