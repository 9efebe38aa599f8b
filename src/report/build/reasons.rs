//! Gates and grounds as reasons: what they saw, and how far it is from their lines.

use std::collections::BTreeMap;

use super::Builder;
use super::numbers::told;
use crate::advise::{Layer, Moment, Reason, Verdict, View, Walk};
use crate::expr::{FactId, Margin, World};
use crate::profile::Origin;
use crate::quantity::{Kind, Truth, Unit, Values, quantity};
use crate::report::model::{
    AtomReport, BarReport, ForeseenReport, LastsReport, MarginReport, ReasonReport, SeenReport,
};
use crate::report::value::{Number, ValueReport};
use crate::roadmap::Calendar;

impl Builder<'_> {
    pub(in crate::report) fn reason(&self, reason: &Reason) -> ReasonReport {
        let gate = self.base.gate(reason.gate);
        let view = self.advice.view(self.base, reason.layer);
        let seen = |fact: FactId| SeenReport {
            value: self.value(fact, &view.fact(fact)),
            origin: self.seen_origin(fact, reason.layer),
        };
        ReasonReport {
            gate: gate.id.clone(),
            capability: self.name(reason.capability),
            kind: gate.kind.word(),
            condition: gate.when.text().to_owned(),
            holds: reason.holds.word(),
            values: gate
                .when
                .facts()
                .into_iter()
                .map(|fact| (self.base.fact(fact).name.clone(), seen(fact)))
                .chain(self.estimated(&gate.when, reason.layer))
                .collect(),
            margin: reason.margin.map(|margin| self.margin_of(&margin, &gate.when, reason.layer)),
            foreseen: reason.foreseen.and_then(|moment| self.foreseen(reason, moment)),
            excepted: self.excepted(reason.gate),
            source: gate.provenance.sources.clone(),
            judgement: gate.judgement,
            text: gate.why.clone(),
            title: gate.title.clone(),
            parts: self.parts(&gate.when, &reason.atoms, reason.holds, reason.layer),
        }
    }

    /// What a gate will see that does not hold today, and how long the step takes that it calls for.
    fn foreseen(&self, reason: &Reason, moment: Moment) -> Option<ForeseenReport> {
        let foresight = self.advice.foresight.as_ref()?;
        let today = self.advice.view(self.base, reason.layer);
        let then = View { sheet: foresight.facts_at(moment)?, ..today };
        let facts = self.base.gate(reason.gate).when.facts();
        let moved = facts.into_iter().filter(|fact| today.fact(*fact) != then.fact(*fact));
        let values: BTreeMap<String, ValueReport> = moved
            .map(|fact| (self.base.fact(fact).name.clone(), self.value(fact, &foretold(then.fact(fact)))))
            .collect();
        let calendar = Calendar::new(self.today);
        let month = calendar.name(calendar.month_of(moment.months()));
        let growth = self.base.fact_ids().find(|fact| self.base.fact(*fact).growth)?;
        let growth = self.value(growth, &Values::Number(foresight.growth));
        let seen: Vec<String> = values.iter().map(|(fact, value)| format!("{fact} {} then", value.words)).collect();
        let seen = if seen.is_empty() { String::new() } else { format!(": {}", seen.join(", ")) };
        // The step of its own track, where one brings it.
        let home = self.base.capability(reason.capability).home;
        let mut walks: Vec<&Walk> = self.advice.walks.iter().collect();
        walks.sort_by_key(|walk| Some(walk.track) != home);
        let mut steps = walks.into_iter().filter_map(|walk| walk.next.as_ref());
        let takes = steps.find(|step| step.gains(reason.capability)).and_then(|step| self.longest(step));
        let takes = takes.map(|time| format!("; the step takes {} to {} {}", time.low, time.high, time.unit.word()));
        let words = format!("sure to hold from {month} at {} a month{seen}{}", growth.words, takes.unwrap_or_default());
        Some(ForeseenReport { month, growth, values, words })
    }

    /// The gates that made the verdict; of a change of lane the grounds of the choice.
    pub(in crate::report) fn because(&self, walk: &Walk) -> Vec<ReasonReport> {
        if walk.verdict != Verdict::SwitchLane {
            return self.advice.because(self.base, walk).iter().map(|reason| self.reason(reason)).collect();
        }
        let of_lane = |chosen: &&crate::advise::Chosen| self.base.choices[chosen.choice].lane_of == Some(walk.track);
        let Some(chosen) = self.advice.chosen.iter().find(of_lane) else { return Vec::new() };
        let options = &self.base.choices[chosen.choice].options;
        let ruled_out = chosen.incumbent.map(|today| (&options[today].rules_out, &chosen.options[today]));
        let called_for = chosen.pick.map(|pick| (&options[pick].calls_for, &chosen.options[pick]));
        let grounds = ruled_out.into_iter().chain(called_for);
        grounds
            .flat_map(|(grounds, reading)| reading.grounds.iter().filter_map(|index| grounds.get(*index)))
            .map(|ground| self.ground(ground))
            .collect()
    }

    fn ground(&self, ground: &crate::rules::Ground) -> ReasonReport {
        let view = self.advice.view(self.base, Layer::Facts);
        let seen = |fact: FactId| SeenReport {
            value: self.value(fact, &view.fact(fact)),
            origin: self.seen_origin(fact, Layer::Facts),
        };
        ReasonReport {
            gate: ground.id.clone(),
            capability: String::new(),
            kind: ground.kind.word(),
            condition: ground.when.text().to_owned(),
            holds: Truth::True.word(),
            values: ground
                .when
                .facts()
                .into_iter()
                .map(|fact| (self.base.fact(fact).name.clone(), seen(fact)))
                .collect(),
            margin: ground.when.whole_margin(&view).map(|margin| self.margin_of(&margin, &ground.when, Layer::Facts)),
            foreseen: None,
            excepted: None,
            source: ground.sources.clone(),
            judgement: ground.judgement,
            text: ground.why.clone(),
            title: ground.why.clone(),
            parts: self.parts(&ground.when, &ground.when.atoms(&view), Truth::True, Layer::Facts),
        }
    }

    /// The parts of a condition in words.
    fn parts(
        &self,
        when: &crate::expr::Formula,
        atoms: &[crate::expr::Atom],
        holds: Truth,
        layer: Layer,
    ) -> Vec<AtomReport> {
        let part = |atom: &crate::expr::Atom| AtomReport {
            text: when.text_of(atom.node).to_owned(),
            holds: atom.holds.word(),
            decides: match holds {
                Truth::Unknown => atom.holds == Truth::Unknown,
                _ => (atom.holds == holds) != atom.denied && atom.holds != Truth::Unknown,
            },
            saw: self.saw(when, atom.node, layer),
            distance: atom.margin.map(|margin| self.margin_of(&margin, when, layer).words),
            bar: atom.margin.map(|margin| bar(&self.as_known(&margin).0)),
        };
        let mut parts: Vec<AtomReport> = atoms.iter().map(part).collect();
        // A part that is written twice is told once.
        let mut seen: Vec<String> = Vec::new();
        parts.retain(|part| {
            let new = !seen.contains(&part.text);
            seen.push(part.text.clone());
            new
        });
        parts
    }

    pub(super) fn seen_origin(&self, fact: FactId, layer: Layer) -> &'static str {
        let sheet = &self.advice.sheet;
        if sheet.is_known(self.base, fact) {
            sheet.origin(fact).word()
        } else if layer == Layer::Facts || sheet.known(fact).assumed.is_none() {
            "unknown"
        } else {
            Origin::Assumed.word()
        }
    }

    /// The facts of a part with their values: `82%, measured`; with names where it is not plain which fact is meant.
    fn saw(&self, when: &crate::expr::Formula, node: crate::expr::NodeId, layer: Layer) -> String {
        let view = self.advice.view(self.base, layer);
        let mut facts = when.facts_of(node);
        facts.retain(|fact| !self.stands_in_for(*fact, when, node, layer));
        let estimated = self.estimated_in_words(when, node, layer);
        let plain = matches!(facts.as_slice(), [one] if when.text_of(node).starts_with(&self.base.fact(*one).name));
        let parts: Vec<String> = facts
            .into_iter()
            .map(|fact| {
                let words = match self.seen_origin(fact, layer) {
                    "unknown" => "unknown".to_owned(),
                    origin => format!("{}, {origin}", self.value(fact, &view.fact(fact)).words),
                };
                if plain { words } else { format!("{} {words}", self.base.fact(fact).name) }
            })
            .collect();
        estimated.into_iter().chain(parts).collect::<Vec<_>>().join("; ")
    }

    /// How far a value is from the line of a condition.
    ///
    /// Where the line is a fact of which nothing is known, the end of what is declared for it is a line that nobody set.
    pub(in crate::report) fn margin_of(
        &self,
        margin: &Margin,
        when: &crate::expr::Formula,
        layer: Layer,
    ) -> MarginReport {
        let view = self.advice.view(self.base, layer);
        let is_open = |fact: &FactId| {
            let range = &self.base.fact(*fact).range;
            let ends = range.interval();
            Some(*fact) != margin.fact
                && range.within(&view.fact(*fact))
                && (margin.line == ends.low || margin.line == ends.high)
        };
        let told = self.margin(margin);
        if margin.by() == 0.0 || !when.facts().iter().any(is_open) {
            return told;
        }
        let side = if margin.by() > 0.0 { "above" } else { "below" };
        MarginReport { percent: None, lasts: None, words: format!("{side} every line that is possible"), ..told }
    }

    pub(in crate::report) fn margin(&self, margin: &Margin) -> MarginReport {
        let (margin, is_estimate) = self.as_known(margin);
        // A share that is held against a ratio is a share all the same.
        let kind = margin.fact.and_then(|fact| self.base.fact(fact).unit.kind()).unwrap_or(margin.kind);
        let margin = &Margin { kind, ..margin };
        let unit = Unit::WORDS
            .iter()
            .map(|(_, unit)| *unit)
            .find(|unit| unit.kind() == Some(margin.kind))
            .unwrap_or(Unit::Ratio);
        // One decimal tells enough, except of targets that differ only behind the comma.
        let rounded = |percent: f64| {
            if percent.abs() < 1.0 { (percent * 1e3).round() / 1e3 } else { (percent * 10.0).round() / 10.0 }
        };
        let percent = margin.percent().map(rounded);
        let by = if is_estimate { told(margin.by(), true) } else { margin.by() };
        let size = match margin.kind {
            Kind::Share if (by.abs() - 0.01).abs() < 1e-9 => "1 point".to_owned(),
            Kind::Share => format!("{} points", crate::quantity::number((by.abs() * 1e8).round() / 1e6)),
            kind => quantity(by.abs(), kind),
        };
        // Beyond a hundredfold a percentage tells nothing any more.
        let telling = percent.filter(|percent| percent.abs() < 10_000.0);
        let share =
            telling.map(|percent| format!(" ({}%)", crate::quantity::number(percent.abs()))).unwrap_or_default();
        let words = if by == 0.0 {
            "exactly on the line".to_owned()
        } else {
            let about = if is_estimate { "about " } else { "" };
            format!("{about}{size}{share} {} the line", if by > 0.0 { "above" } else { "below" })
        };
        let lasts = self.advice.lasts(self.base, margin);
        let words = match lasts.map(|(low, high)| (in_months(low), in_months(high))) {
            Some((_, high)) if high < 1.0 => format!("{words}, less than a month at the stated growth"),
            Some((low, high)) if low == high => format!("{words}, about {low} months at the stated growth"),
            Some((low, high)) => format!("{words}, {low} to {high} months at the stated growth"),
            None => words,
        };
        MarginReport {
            fact: margin.fact.map(|fact| self.base.fact(fact).name.clone()),
            by: ValueReport::number(by, unit),
            percent: percent.map(Number),
            lasts: lasts.map(|(low, high)| LastsReport {
                low: Number(in_months(low)),
                high: Number(in_months(high)),
                unit: "months",
            }),
            words,
            bar: bar(margin),
        }
    }
}

/// A time in months, with a place behind the point where that tells more than a tenth of it.
fn in_months(months: f64) -> f64 {
    if months < 10.0 { (months * 10.0).round() / 10.0 } else { months.round() }
}

fn bar(margin: &Margin) -> BarReport {
    BarReport {
        value: margin.value,
        line: margin.line,
        value_words: quantity(margin.value, margin.kind),
        line_words: quantity(margin.line, margin.kind),
    }
}

/// What is foretold, with three digits: no load grows as exactly as it is reckoned.
fn foretold(values: Values) -> Values {
    let told = |value: f64| format!("{value:.2e}").parse().unwrap_or(value);
    match values {
        Values::Number(interval) => Values::Number(interval.rising(told)),
        other => other,
    }
}
