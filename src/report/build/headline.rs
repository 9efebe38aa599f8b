//! The first line of every answer.

use super::Builder;
use crate::advise::{Question, Step, Urgency, Verdict, Walk};
use crate::expr::CapabilityId;
use crate::report::paragraph::lower;
use crate::rules::{FactGroup, FindingKind, Severity};

/// What a step is for takes at most this much of the first line, where it can be said shorter.
const MOST_GAINS: usize = 56;

impl Builder<'_> {
    pub(super) fn titles(&self, capabilities: impl Iterator<Item = CapabilityId>) -> String {
        let titles: Vec<&str> = capabilities.map(|id| self.base.capability(id).title.as_str()).collect();
        match titles.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [many @ .., last] => format!("{} and {last}", many.join(", ")),
        }
    }

    /// The answer in one line; where a move is under way and no step goes before it, its playbook first.
    pub(in crate::report) fn headline(&self, walk: &Walk) -> String {
        let answer = self.step_headline(walk);
        let moves =
            self.advice.playbooks.iter().map(|index| &self.base.playbooks[*index]).find(|playbook| {
                playbook.when.facts().iter().any(|fact| self.base.fact(*fact).group == FactGroup::Move)
            });
        match moves {
            // Only the end of a broken limit goes before a move that is under way.
            Some(playbook) if walk.next.as_ref().is_none_or(|step| step.urgency != Some(Urgency::Broken)) => {
                let mut rest = answer.chars();
                let rest: String =
                    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default();
                let beside = if walk.next.is_some() { "beside it, " } else { "" };
                format!("Follow the playbook {}; {beside}{rest}", playbook.id)
            }
            _ => self.with_what_cannot_wait(walk, answer),
        }
    }

    /// The answer, with what stands beside it and cannot wait for it: a limit that is broken though its relief is there,
    /// a finding that costs data, money or a promise. The end of a broken limit goes before other broken limits.
    fn with_what_cannot_wait(&self, walk: &Walk, answer: String) -> String {
        let Some(step) = walk.next.as_ref() else { return answer };
        let main = self.base.main_track().map(|track| self.advice.walk(track));
        let is_broken = main.is_some_and(|main| main.track != walk.track && !main.more_of_the_same.is_empty());
        if step.urgency != Some(Urgency::Broken) && is_broken && step.drops.is_empty() {
            return format!(
                "A limit is broken though its relief is there: add more or find the cause; then {}",
                lower(&answer)
            );
        }
        let risky = self.advice.findings.first().map(|found| &self.base.findings[found.finding]);
        match risky.filter(|finding| finding.severity == Severity::High && finding.kind == FindingKind::Risky) {
            Some(finding) => format!("{answer}; look at this first: {}", lower(&finding.title)),
            None => answer,
        }
    }

    fn step_headline(&self, walk: &Walk) -> String {
        let fitting = self.stage(walk, walk.fitting);
        let Some(placed) = self.advice.architecture.placed(walk.track) else {
            return self.undescribed_headline(walk);
        };
        let here = self.stage(walk, placed.stage);
        let Some(step) = &walk.next else {
            return match walk.verdict {
                Verdict::Stay if !walk.more_of_the_same.is_empty() => {
                    format!("Stay on {here}: a limit is broken though its relief is there; add more or find the cause")
                }
                Verdict::Stay if !walk.beside.is_empty() => {
                    format!("Stay on {here}, and add {} beside it", self.titles(walk.beside.iter().copied().take(2)))
                }
                Verdict::Stay => match self.worst_finding() {
                    Some(title) => format!("Stay on {here}, and look at this first: {title}"),
                    None => format!("Stay on {here}: nothing that is known calls for more"),
                },
                _ => self.undecided_headline(walk, &here),
            };
        };
        let to = self.stage(walk, step.edge.to);
        let gains = self.gains(step);
        match walk.verdict {
            Verdict::StepDown if to == here => {
                format!("Step down on {here}: take away {}", self.titles(step.drops.iter().copied()))
            }
            Verdict::StepDown => {
                format!("Step down from {here} to {to}: take away {}", self.titles(step.drops.iter().copied()))
            }
            Verdict::SwitchLane => {
                let lane = |lane: Option<usize>| {
                    lane.map_or("?", |lane| self.base.track(walk.track).lanes[lane].title.as_str())
                };
                format!("Stay on {here}, and change lane from {} to {}", lane(placed.lane), lane(step.lane))
            }
            Verdict::Blocked if !step.drops.is_empty() => {
                let drops = self.titles(step.drops.iter().copied());
                format!("Blocked: taking away {drops} is called for, but {}", self.what_blocks(step))
            }
            Verdict::Blocked if step.foreseen.is_some() => {
                let from = self.month_of(step.foreseen).unwrap_or_default();
                format!("Blocked: {to} will be called for from {from}, but {}", self.what_blocks(step))
            }
            Verdict::Blocked => format!("Blocked: {to} is called for, but {}", self.what_blocks(step)),
            _ if step.edge.to == step.edge.from => {
                format!("Next, on {here}{}: add {gains}{}", self.of_track(walk), self.what_for(walk, step))
            }
            _ if fitting == to => {
                format!("Next rung{}: {to}: add {gains}{}", self.of_track(walk), self.what_for(walk, step))
            }
            _ => format!(
                "Next rung{}: {to}, on the way to {fitting}: add {gains}{}",
                self.of_track(walk),
                self.what_for(walk, step)
            ),
        }
    }

    /// The first finding of those that cost data, money or a promise, as part of a sentence.
    fn worst_finding(&self) -> Option<String> {
        let found = self.advice.findings.first().map(|found| &self.base.findings[found.finding])?;
        (found.severity == Severity::High).then(|| lower(&found.title))
    }

    /// The track, where it is not the one that everybody thinks of.
    fn of_track(&self, walk: &Walk) -> String {
        if Some(walk.track) == self.base.main_track() {
            String::new()
        } else {
            format!(" of {}", self.base.track(walk.track).name)
        }
    }

    /// By when a step is needed that nothing calls for today, and what waits for it.
    fn what_for(&self, walk: &Walk, step: &Step) -> String {
        format!("{}{}", self.in_time(step), self.waited_for(walk, step))
    }

    fn in_time(&self, step: &Step) -> String {
        let month = self.month_of(step.foreseen);
        month.map(|month| format!(", called for from {month}")).unwrap_or_default()
    }

    /// What other tracks wait for.
    fn waited_for(&self, walk: &Walk, step: &Step) -> String {
        let waiting: Vec<String> = self.step_name(walk, step).unlocks.into_iter().map(|stage| stage.to).collect();
        if waiting.is_empty() { String::new() } else { format!("; {} waits for it", waiting.join(" and ")) }
    }

    /// What a step is for, in a few words: two parts by name, the rest counted.
    pub(super) fn gains(&self, step: &Step) -> String {
        let mut parts: Vec<CapabilityId> =
            step.required().filter(|action| !action.because.is_empty()).map(|action| action.capability).collect();
        if parts.is_empty() {
            parts = step.required().map(|action| action.capability).collect();
        }
        let all = self.titles(parts.iter().copied());
        let most = MOST_GAINS - self.in_time(step).len();
        match parts.as_slice() {
            [first, second, rest @ ..] if rest.len() > 1 => {
                format!("{} and {} more", self.titles([*first, *second].into_iter()).replace(" and ", ", "), rest.len())
            }
            [first, rest @ ..] if rest.len() > 1 && all.len() > most => {
                format!("{} and {} more", self.titles([*first].into_iter()), rest.len())
            }
            _ => all,
        }
    }

    fn undescribed_headline(&self, walk: &Walk) -> String {
        let fitting = self.stage(walk, walk.fitting);
        let count = self.advice.calls.count_only.then(|| {
            crate::advise::count_facts(self.base)
                .into_iter()
                .find(|fact| self.advice.sheet.is_known(self.base, *fact))
                .map(|fact| {
                    let values = self.value(fact, self.advice.sheet.on_facts(fact));
                    let name = &self.base.fact(fact).name;
                    match values.words.as_str() {
                        "1" => format!("1 {} fits {fitting}", name.strip_suffix('s').unwrap_or(name)),
                        words => format!("{words} {name} fit {fitting}"),
                    }
                })
        });
        let fits = match count.flatten() {
            Some(fits) => fits,
            // How fast something grows says nothing of how much there is.
            None if self
                .base
                .fact_ids()
                .any(|fact| !self.base.fact(fact).growth && self.advice.sheet.is_known(self.base, fact)) =>
            {
                format!("What is known fits {fitting}")
            }
            None => return "Nothing is known yet: begin with --users N, or a load".to_owned(),
        };
        format!("{fits}; say where you are with --at STAGE")
    }

    fn undecided_headline(&self, walk: &Walk, here: &str) -> String {
        match self.advice.questions(self.base, walk).first() {
            Some(Question::Fact(fact)) => format!("Undecided on {here}: tell {} first", self.base.fact(*fact).name),
            Some(Question::Presence(capability)) => {
                format!("Undecided on {here}: say whether {} is there", self.name(*capability))
            }
            _ => format!("Undecided on {here}: nothing is known that decides"),
        }
    }

    pub(in crate::report) fn what_blocks(&self, step: &Step) -> String {
        let mut words: Vec<String> = Vec::new();
        for needed in step.requires.iter().filter(|needed| needed.blocks()) {
            let requirement = &self.base.transition(needed.transition).requires[needed.requirement];
            let word = match (needed.met_by, &requirement.when) {
                (Some(met_by), _) => format!(
                    "{} must be there first ({})",
                    self.base.capability(met_by.capability).title,
                    self.base.track(met_by.track).name
                ),
                (None, Some(when)) => format!("`{}` does not hold", when.text()),
                (None, None) => requirement.why.clone(),
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        if words.is_empty() { "something stands in its way".to_owned() } else { words.join(" and ") }
    }
}
