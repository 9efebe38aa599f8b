//! Finds names, checks units, and lowers the tree into the intermediate form. Every fault is told.

use super::Fault;
use super::ir::{Comparison, Formula, NodeId, Operation};
use super::parse::{Span, Tree, TreeKind};
use super::vocabulary::{FactId, TableWord, TrackId, Vocabulary};
use crate::problem::{Code, nearest};
use crate::quantity::{Kind, Names, Unit, number, quantity};

const FUNCTIONS: &[&str] = &[
    "has", "at", "includes", "min", "max", "clamp", "ceil", "floor", "price", "limit", "spec", "if", "power",
    "response",
];

/// The mend where a truth or a name stands for a number.
const NUMBERS: &str = "numbers are facts that count or measure, literals, and `+ - * /` of them";

/// A number as written, with its sign.
fn literal(tree: &Tree) -> Option<(f64, Kind)> {
    match &tree.kind {
        TreeKind::Number(value, kind) => Some((*value, *kind)),
        TreeKind::Negated(inner) => literal(inner).map(|(value, kind)| (-value, kind)),
        _ => None,
    }
}

/// Checks a tree: a condition where `unit` is nothing, else a formula that gives that unit.
pub(super) fn check(
    text: &str,
    tree: &Tree,
    vocabulary: &Vocabulary,
    unit: Option<Unit>,
) -> Result<Formula, Vec<Fault>> {
    let formula = Formula { text: text.to_owned(), operations: Vec::new(), spans: Vec::new(), kinds: Vec::new() };
    let mut checker = Checker { text, vocabulary, formula, faults: Vec::new() };
    match unit {
        None => {
            checker.truth(tree);
        }
        Some(unit) => checker.whole_formula(tree, unit),
    }
    // The middle of a chain and the left of a range are checked twice, but told once.
    let mut told: Vec<Fault> = Vec::new();
    for fault in checker.faults {
        if !told.contains(&fault) {
            told.push(fault);
        }
    }
    if told.is_empty() { Ok(checker.formula) } else { Err(told) }
}

struct Checker<'v> {
    text: &'v str,
    vocabulary: &'v Vocabulary,
    formula: Formula,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn add(&mut self, operation: Operation, span: Span, kind: Kind) -> NodeId {
        self.formula.operations.push(operation);
        self.formula.spans.push(span);
        self.formula.kinds.push(kind);
        NodeId((self.formula.operations.len() - 1) as u16)
    }

    /// Notes a fault and gives a node that stands in for the part, so that checking goes on.
    fn fault(&mut self, fault: Fault) -> NodeId {
        self.faults.push(fault);
        self.add(Operation::Constant(false), (0, 0), Kind::Bare)
    }

    fn said(&self, tree: &Tree) -> &str {
        &self.text[tree.span.0..tree.span.1]
    }

    fn whole_formula(&mut self, tree: &Tree, unit: Unit) {
        match unit.kind() {
            Some(wanted) => {
                let before = self.faults.len();
                let (node, kind) = self.number(tree);
                if self.faults.len() == before && wanted.joined(kind).is_none() {
                    let message = format!("this gives {}, not {}", kind.name(), unit.noun());
                    let fault =
                        Fault::new(Code::MismatchedUnits, tree.span, message, format!("expected {}", unit.noun()));
                    let help = format!("a number of that unit is written {}", unit.example());
                    self.fault(fault.help(help));
                }
                self.formula.kinds[node.0 as usize] = wanted;
            }
            None if unit == Unit::Bool => {
                self.truth(tree);
            }
            None => {
                let message = format!("{} has no formula", unit.noun());
                let fault = Fault::new(Code::WrongOperand, tree.span, message, "formulas give numbers and truths");
                self.fault(fault.help("leave it out, and say what silence means under `silent`"));
            }
        }
    }

    fn truth(&mut self, tree: &Tree) -> NodeId {
        let span = tree.span;
        match &tree.kind {
            TreeKind::Truth(truth) => self.add(Operation::Constant(*truth), span, Kind::Bare),
            TreeKind::Not(inner) => {
                let inner = self.truth(inner);
                self.add(Operation::Not(inner), span, Kind::Bare)
            }
            TreeKind::Joined(word, sides) => {
                let sides: Vec<NodeId> = sides.iter().map(|side| self.truth(side)).collect();
                let operation = if *word == "and" { Operation::And(sides) } else { Operation::Or(sides) };
                self.add(operation, span, Kind::Bare)
            }
            TreeKind::Compared(sides, signs) => {
                let parts: Vec<NodeId> = signs
                    .iter()
                    .enumerate()
                    .map(|(index, (sign, place))| self.comparison(&sides[index], sign, *place, &sides[index + 1]))
                    .collect();
                if parts.len() == 1 { parts[0] } else { self.add(Operation::And(parts), span, Kind::Bare) }
            }
            TreeKind::InNames(left, names) => match self.choice(left) {
                Some(fact) => {
                    let names = names
                        .iter()
                        .fold(Names::NONE, |all, (name, place)| Names(all.0 | self.member(fact, name, *place).0));
                    self.add(Operation::OneOf(fact, names), span, Kind::Bare)
                }
                None => self.no_choice(left),
            },
            TreeKind::InRange(left, low, high, closed) => {
                self.empty_range(left, low, high, *closed);
                let from = self.comparison(left, ">=", span, low);
                let to = self.comparison(left, if *closed { "<=" } else { "<" }, span, high);
                self.add(Operation::And(vec![from, to]), span, Kind::Bare)
            }
            TreeKind::Name(name) => match self.vocabulary.fact(name) {
                Some(fact) if self.vocabulary.fact_word(fact).unit == Unit::Bool => {
                    self.add(Operation::IsTrue(fact), span, Kind::Bare)
                }
                Some(fact) => {
                    let unit = self.vocabulary.fact_word(fact).unit;
                    let help = match unit {
                        Unit::Choice => format!("compare it: `{name} == …`"),
                        Unit::Set => format!("ask what it holds: `includes({name}, …)`"),
                        _ => format!("compare it: `{name} >= …`"),
                    };
                    let message = format!("`{name}` is {}, no truth", unit.noun());
                    self.fault(Fault::new(Code::WrongOperand, span, message, "expected true or false").help(help))
                }
                None => self.unknown_fact(name, span),
            },
            TreeKind::Call(name, place, arguments) => self.call_for_truth(name, *place, arguments, span),
            TreeKind::Number(..) | TreeKind::Negated(_) | TreeKind::Computed(..) => {
                let message = format!("`{}` is a number, no truth", self.said(tree));
                self.fault(
                    Fault::new(Code::WrongOperand, span, message, "expected true or false")
                        .help("compare it with something"),
                )
            }
        }
    }

    /// `users in 10..5` could never hold: a range between two literals must hold a number.
    fn empty_range(&mut self, left: &Tree, low: &Tree, high: &Tree, closed: bool) {
        let (Some((from, kind)), Some((to, other))) = (literal(low), literal(high)) else { return };
        if kind.joined(other).is_none() || from < to || (closed && from == to) {
            return;
        }
        let range = (low.span.0, high.span.1);
        let (left, low, high) = (self.said(left), self.said(low), self.said(high));
        let (label, help) = match from == to {
            true => (format!("{low} itself is left out"), format!("take the end in: `{left} in {low}..={high}`")),
            false => (format!("{low} is above {high}"), format!("the low end comes first: `{left} in {high}..{low}`")),
        };
        let fault = Fault::new(Code::EmptyRange, range, "this range holds no number", label);
        self.faults.push(fault.help(help));
    }

    fn call_for_truth(&mut self, name: &str, place: Span, arguments: &[Tree], span: Span) -> NodeId {
        match (name, arguments) {
            ("has", [argument]) => match &argument.kind {
                TreeKind::Name(capability) => match self.vocabulary.capability(capability) {
                    Some(id) => self.add(Operation::Has(id), span, Kind::Bare),
                    None => {
                        let message = format!("no capability is called `{capability}`");
                        let fault = Fault::new(Code::UnknownCapability, argument.span, message, "not known");
                        self.fault(fault.help(self.instead_of_capability(capability)))
                    }
                },
                _ => self.fault(
                    Fault::new(Code::WrongOperand, argument.span, "`has` takes a capability", "expected a name")
                        .help("for example `has(read-replicas)`"),
                ),
            },
            ("includes", [set, member]) => {
                let fact = match &set.kind {
                    TreeKind::Name(name) => self.vocabulary.fact(name),
                    _ => None,
                };
                match (fact, &member.kind) {
                    (None, _) if matches!(set.kind, TreeKind::Name(_)) => {
                        let TreeKind::Name(name) = &set.kind else { return self.no_choice(set) };
                        self.unknown_set(name, set.span)
                    }
                    (Some(fact), TreeKind::Name(name)) if self.vocabulary.fact_word(fact).unit == Unit::Set => {
                        let index = self.member(fact, name, member.span).indices().next().unwrap_or(0);
                        self.add(Operation::Includes(fact, index), span, Kind::Bare)
                    }
                    (Some(fact), _) if self.vocabulary.fact_word(fact).unit != Unit::Set => {
                        let word = self.vocabulary.fact_word(fact);
                        let help = match word.unit {
                            Unit::Choice => format!("compare it: `{} == …`", word.name),
                            _ => "for example `includes(compliance, health)`".to_owned(),
                        };
                        let message = format!("`{}` is {}, no set", word.name, word.unit.noun());
                        self.fault(Fault::new(Code::WrongOperand, set.span, message, "expected a set").help(help))
                    }
                    _ => {
                        let wrong = if fact.is_some() { member } else { set };
                        let message = "`includes` takes a fact that is a set, and a name";
                        let fault = Fault::new(Code::WrongOperand, wrong.span, message, "expected a name");
                        self.fault(fault.help("for example `includes(compliance, health)`"))
                    }
                }
            }
            ("at", _) => {
                let fault = Fault::new(Code::WrongOperand, span, "`at` is held against a stage", "compare it");
                self.fault(fault.help("for example `at(scale) >= scaled-reads`"))
            }
            ("has" | "includes", _) => {
                let wanted = if name == "has" { "one argument" } else { "two arguments" };
                self.argument_count(name, place, wanted, arguments.len())
            }
            (
                "min" | "max" | "clamp" | "ceil" | "floor" | "price" | "limit" | "spec" | "if" | "power" | "response",
                _,
            ) => {
                let fault = Fault::new(
                    Code::WrongOperand,
                    span,
                    format!("`{name}` gives a number, no truth"),
                    "expected true or false",
                );
                self.fault(fault.help("compare it with something"))
            }
            _ => self.unknown_function(name, place),
        }
    }

    /// What somebody may have meant who wrote `has(…)` around something that is no capability.
    fn instead_of_capability(&self, name: &str) -> String {
        if let Some(fact) = self.vocabulary.fact(name) {
            return match self.vocabulary.fact_word(fact).unit {
                Unit::Bool => format!("`{name}` is a fact: write it without `has(…)`"),
                Unit::Set => format!("`{name}` is a fact: ask `includes({name}, …)`"),
                Unit::Choice => format!("`{name}` is a fact: compare it, `{name} == …`"),
                _ => format!("`{name}` is a fact: compare it, `{name} >= …`"),
            };
        }
        let on =
            |track: &&str| self.vocabulary.track(track).is_some_and(|track| self.stage_index(track, name).is_some());
        if let Some(track) = self.vocabulary.track_names().find(on) {
            return format!("it is a stage: write `at({track}) >= {name}`");
        }
        match nearest(name, self.vocabulary.capability_names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`nextrung rules list --kind capability` shows every name".to_owned(),
        }
    }

    /// A name in the place of a set that no fact has.
    fn unknown_set(&mut self, name: &str, span: Span) -> NodeId {
        let is_set = |fact: &&str| {
            self.vocabulary.fact(fact).is_some_and(|fact| self.vocabulary.fact_word(fact).unit == Unit::Set)
        };
        let sets: Vec<&str> = self.vocabulary.fact_names().filter(is_set).collect();
        let help = match nearest(name, sets.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("facts that are sets: {}", sets.join(", ")),
        };
        self.fault(Fault::new(Code::UnknownName, span, format!("no fact is called `{name}`"), "not known").help(help))
    }

    fn unknown_function(&mut self, name: &str, place: Span) -> NodeId {
        let fault = Fault::new(Code::UnknownFunction, place, format!("no function is called `{name}`"), "not known");
        self.fault(match nearest(name, FUNCTIONS.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(format!("functions: {}", FUNCTIONS.join(", "))),
        })
    }

    fn argument_count(&mut self, name: &str, place: Span, wanted: &str, given: usize) -> NodeId {
        let example = match name {
            "has" => "has(read-replicas)",
            "includes" => "includes(compliance, health)",
            "min" | "max" => "max(peak_rps, 10/s)",
            "clamp" => "clamp(read_share, 10%, 90%)",
            "price" => "price(nat-gateway)",
            "limit" => "limit(longest-run)",
            "spec" => "spec(app_instance_type, vcpu)",
            "if" => "if(has(multi-az), 2, 1)",
            "power" => "power(1 + growth_per_month, 12)",
            "response" => "response(app_instances, app_cpu_peak)",
            _ => "ceil(peak_rps / one_server_rps)",
        };
        let fault =
            Fault::new(Code::ArgumentCount, place, format!("`{name}` takes {wanted}"), format!("{given} given"));
        self.fault(fault.help(format!("for example `{example}`")))
    }

    fn unknown_fact(&mut self, name: &str, span: Span) -> NodeId {
        let fault = Fault::new(Code::UnknownName, span, format!("no fact is called `{name}`"), "not known");
        let is_term =
            |part: &str| self.vocabulary.fact(part).is_some() || part.starts_with(|c: char| c.is_ascii_digit());
        let parts_are_facts = name.split('-').all(is_term);
        let fault = if name.contains('-') && parts_are_facts {
            fault.help("a hyphen belongs to a name: put spaces around a minus")
        } else if self.vocabulary.capability(name).is_some() {
            fault.help(format!("it is a capability: write `has({name})`"))
        } else if let Some(fact) = self.choice_with(name) {
            fault.help(format!("it is a name of `{fact}`: write `{fact} == {name}`"))
        } else {
            match nearest(name, self.vocabulary.fact_names()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("`nextrung rules list --kind fact` shows every name with its unit"),
            }
        };
        self.fault(fault)
    }

    /// The choice that knows a name, if one does.
    fn choice_with(&self, name: &str) -> Option<&str> {
        self.vocabulary.fact_names().find(|fact| {
            self.vocabulary
                .fact(fact)
                .map(|fact| self.vocabulary.fact_word(fact))
                .is_some_and(|word| word.unit == Unit::Choice && word.members.iter().any(|member| member == name))
        })
    }

    /// The fact of a tree that names a choice.
    fn choice(&self, tree: &Tree) -> Option<FactId> {
        match &tree.kind {
            TreeKind::Name(name) => {
                self.vocabulary.fact(name).filter(|fact| self.vocabulary.fact_word(*fact).unit == Unit::Choice)
            }
            _ => None,
        }
    }

    fn no_choice(&mut self, tree: &Tree) -> NodeId {
        if let TreeKind::Name(name) = &tree.kind
            && self.vocabulary.fact(name).is_none()
        {
            return self.unknown_fact(name, tree.span);
        }
        let message = format!("`{}` is no choice among names", self.said(tree));
        let fault = Fault::new(Code::WrongOperand, tree.span, message, "expected a fact that is a choice");
        self.fault(fault.help("of a set ask `includes(set, name)`; of a number `in low..high`"))
    }

    fn member(&mut self, fact: FactId, name: &str, place: Span) -> Names {
        let word = self.vocabulary.fact_word(fact);
        match word.members.iter().position(|known| known == name) {
            Some(index) => Names::one(index),
            None => {
                let message = format!("`{name}` is no member of `{}`", word.name);
                let help = match nearest(name, word.members.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its names: {}", word.members.join(", ")),
                };
                self.faults.push(Fault::new(Code::UnknownMember, place, message, "not one of its names").help(help));
                Names::NONE
            }
        }
    }

    fn comparison(&mut self, left: &Tree, sign: &str, place: Span, right: &Tree) -> NodeId {
        let span = (left.span.0, right.span.1);
        let comparison = match sign {
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            "==" => Comparison::Equal,
            _ => Comparison::NotEqual,
        };
        if let TreeKind::Call(name, _, arguments) = &left.kind
            && name == "at"
        {
            return self.stage(arguments, comparison, right, span);
        }
        if let TreeKind::Call(name, ..) = &right.kind
            && name == "at"
        {
            return self.turned_round(left, sign, right, span);
        }
        if let (None, Some(_)) = (self.choice(left), self.choice(right)) {
            let help = format!("turn it round: `{} {sign} {}`", self.said(right), self.said(left));
            let message = format!("`{}` stands on the left of a comparison", self.said(right));
            return self.fault(Fault::new(Code::WrongOperand, span, message, "the other way round").help(help));
        }
        if let Some(fact) = self.choice(left) {
            return self.named(fact, comparison, place, right, span);
        }
        if let TreeKind::Name(name) = &left.kind
            && let Some(fact) = self.vocabulary.fact(name)
            && matches!(self.vocabulary.fact_word(fact).unit, Unit::Bool | Unit::Set)
        {
            let unit = self.vocabulary.fact_word(fact).unit;
            let help = if unit == Unit::Bool {
                format!("write `{name}` or `not {name}`")
            } else {
                format!("write `includes({name}, …)`")
            };
            let message = format!("`{name}` is {} and cannot be compared", unit.noun());
            return self.fault(Fault::new(Code::WrongOperand, left.span, message, "no number").help(help));
        }
        let before = self.faults.len();
        let (left_node, left_kind) = self.number(left);
        let (right_node, right_kind) = self.number(right);
        if self.faults.len() > before {
            return self.add(Operation::Constant(false), span, Kind::Bare);
        }
        match left_kind.joined(right_kind) {
            Some(kind) => {
                self.share_over_one(left, left_kind, right, right_kind);
                for node in [left_node, right_node] {
                    self.formula.kinds[node.0 as usize] = kind;
                }
            }
            None => self.mismatch(left, left_kind, right, right_kind, "compared with"),
        }
        self.add(Operation::Compare(comparison, left_node, right_node), span, Kind::Bare)
    }

    /// `read_share >= 70` can never hold: a bare number against a share must be one itself.
    fn share_over_one(&mut self, left: &Tree, left_kind: Kind, right: &Tree, right_kind: Kind) {
        for (share, other, tree) in [(left_kind, right_kind, right), (right_kind, left_kind, left)] {
            if let (Kind::Share, Kind::Bare, TreeKind::Number(value, _)) = (share, other, &tree.kind)
                && !(0.0..=1.0).contains(value)
            {
                let fault =
                    Fault::new(Code::ShareOverOne, tree.span, "a share goes from 0 to 1", "too large for a share");
                let help = if *value <= 100.0 {
                    format!("did you mean `{}%`?", number(*value))
                } else {
                    "write it as `70%` or `0.7`".to_owned()
                };
                self.faults.push(fault.help(help));
            }
        }
    }

    /// `decoupled <= at(scale)`: only the stage can stand on the right.
    fn turned_round(&mut self, left: &Tree, sign: &str, right: &Tree, span: Span) -> NodeId {
        let turned = match sign {
            "<" => ">",
            "<=" => ">=",
            ">" => "<",
            ">=" => "<=",
            same => same,
        };
        let help = format!("turn it round: `{} {turned} {}`", self.said(right), self.said(left));
        let message = "`at(…)` stands on the left of a comparison";
        self.fault(Fault::new(Code::WrongOperand, span, message, "the other way round").help(help))
    }

    fn mismatch(&mut self, left: &Tree, left_kind: Kind, right: &Tree, right_kind: Kind, how: &str) {
        let message = format!("{} cannot be {how} {}", left_kind.name(), right_kind.name());
        let mut fault =
            Fault::new(Code::MismatchedUnits, right.span, message, format!("this is {}", right_kind.name()))
                .and_at(left.span, format!("this is {}", left_kind.name()));
        for (tree, kind, wanted) in [(right, right_kind, left_kind), (left, left_kind, right_kind)] {
            if let (TreeKind::Number(value, _), Kind::Bare) = (&tree.kind, kind) {
                // Marks between thousands help to read and cannot be read back.
                let example = quantity(*value, wanted).replace(',', "");
                fault = fault.help(format!("give the number its unit, for example `{example}`"));
            }
        }
        if fault.help.is_none() {
            let unit = Unit::WORDS.iter().find(|(_, unit)| unit.kind() == Some(left_kind)).map(|(_, unit)| unit);
            fault = match (unit, &right.kind) {
                (Some(unit), TreeKind::Number(..)) => {
                    fault.help(format!("{} is written {}", unit.noun(), unit.example().replace('"', "`")))
                }
                _ => fault.help("both sides must be of one unit; `nextrung rules list --kind fact` shows units"),
            };
        }
        self.faults.push(fault);
    }

    fn named(&mut self, fact: FactId, comparison: Comparison, place: Span, right: &Tree, span: Span) -> NodeId {
        let TreeKind::Name(name) = &right.kind else {
            let message = format!("`{}` is a choice among names", self.vocabulary.fact_word(fact).name);
            let help = format!("its names: {}", self.vocabulary.fact_word(fact).members.join(", "));
            let fault = Fault::new(Code::WrongOperand, right.span, message, "expected one of its names");
            return self.fault(fault.help(help));
        };
        let names = self.member(fact, name, right.span);
        let is = self.add(Operation::OneOf(fact, names), span, Kind::Bare);
        match comparison {
            Comparison::Equal => is,
            Comparison::NotEqual => self.add(Operation::Not(is), span, Kind::Bare),
            _ => {
                let fault = Fault::new(Code::WrongOperand, place, "names have no order", "nothing is less or more");
                self.fault(fault.help("use `==`, `!=` or `in {…}`"))
            }
        }
    }

    fn stage(&mut self, arguments: &[Tree], comparison: Comparison, right: &Tree, span: Span) -> NodeId {
        let [Tree { kind: TreeKind::Name(track), span: track_span }] = arguments else {
            return self.fault(
                Fault::new(Code::ArgumentCount, span, "`at` takes one track", "not of this form")
                    .help("for example `at(scale) >= scaled-reads`"),
            );
        };
        let Some(track_id) = self.vocabulary.track(track) else {
            let known: Vec<&str> = self.vocabulary.track_names().collect();
            let help = match nearest(track, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("tracks: {}", known.join(", ")),
            };
            return self.fault(
                Fault::new(Code::UnknownTrack, *track_span, format!("no track is called `{track}`"), "not known")
                    .help(help),
            );
        };
        match &right.kind {
            TreeKind::Name(stage) => match self.stage_index(track_id, stage) {
                Some(index) => self.add(Operation::At(track_id, comparison, index), span, Kind::Bare),
                // A list of stages that cannot be read was told already.
                None if self.vocabulary.track_word(track_id).stages.is_empty() => {
                    self.add(Operation::Constant(false), span, Kind::Bare)
                }
                None => {
                    let stages = &self.vocabulary.track_word(track_id).stages;
                    let help = match nearest(stage, stages.iter().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its stages: {}", stages.join(", ")),
                    };
                    let message = format!("track `{track}` has no stage `{stage}`");
                    self.fault(Fault::new(Code::UnknownStage, right.span, message, "not known").help(help))
                }
            },
            _ => {
                let message = "a track is held against one of its stages";
                let fault = Fault::new(Code::WrongOperand, right.span, message, "expected a stage");
                let stages = self.vocabulary.track_word(track_id).stages.join(", ");
                self.fault(fault.help(format!("its stages: {stages}")))
            }
        }
    }

    fn stage_index(&self, track: TrackId, stage: &str) -> Option<usize> {
        self.vocabulary.track_word(track).stages.iter().position(|known| known == stage)
    }

    fn number(&mut self, tree: &Tree) -> (NodeId, Kind) {
        let span = tree.span;
        let (operation, kind) = match &tree.kind {
            TreeKind::Number(value, kind) => (Operation::Number(*value), *kind),
            TreeKind::Name(name) => match self.vocabulary.fact(name) {
                Some(fact) => match self.vocabulary.fact_word(fact).unit.kind() {
                    Some(kind) => (Operation::Fact(fact), kind),
                    None => {
                        let unit = self.vocabulary.fact_word(fact).unit;
                        let message = format!("`{name}` is {}, no number", unit.noun());
                        let fault = Fault::new(Code::WrongOperand, span, message, "expected a number");
                        return (self.fault(fault.help(NUMBERS)), Kind::Bare);
                    }
                },
                None => match self.vocabulary.quantity(name) {
                    Some(quantity) => match self.vocabulary.quantity_word(quantity).unit.kind() {
                        Some(kind) => (Operation::Quantity(quantity), kind),
                        None => return (self.unknown_fact(name, span), Kind::Bare),
                    },
                    None => return (self.unknown_fact(name, span), Kind::Bare),
                },
            },
            TreeKind::Negated(inner) => {
                let (inner, kind) = self.number(inner);
                (Operation::Negate(inner), kind)
            }
            TreeKind::Computed(sign, left, right, _) => return self.computed(sign, left, right, span),
            TreeKind::Call(name, place, arguments) => return self.call_for_number(name, *place, arguments, span),
            _ => {
                let message = format!("`{}` is a truth, no number", self.said(tree));
                let fault = Fault::new(Code::WrongOperand, span, message, "expected a number");
                return (self.fault(fault.help(NUMBERS)), Kind::Bare);
            }
        };
        (self.add(operation, span, kind), kind)
    }

    fn computed(&mut self, sign: &str, left: &Tree, right: &Tree, span: Span) -> (NodeId, Kind) {
        let before = self.faults.len();
        let (left_node, left_kind) = self.number(left);
        let (right_node, right_kind) = self.number(right);
        let kind = match sign {
            "+" | "-" => left_kind.joined(right_kind),
            "*" => left_kind.times(right_kind),
            _ => left_kind.over(right_kind),
        };
        if kind.is_none() && self.faults.len() == before {
            let how = match sign {
                "+" => "added to",
                "-" => "reduced by",
                "*" => "multiplied by",
                _ => "divided by",
            };
            self.mismatch(left, left_kind, right, right_kind, how);
        }
        let operation = match sign {
            "+" => Operation::Plus(left_node, right_node),
            "-" => Operation::Minus(left_node, right_node),
            "*" => Operation::Times(left_node, right_node),
            _ => Operation::Over(left_node, right_node),
        };
        let kind = kind.unwrap_or(Kind::Bare);
        (self.add(operation, span, kind), kind)
    }

    fn call_for_number(&mut self, name: &str, place: Span, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
        let wanted = match name {
            "min" | "max" if arguments.len() >= 2 => None,
            "min" | "max" => Some("at least two arguments"),
            "clamp" if arguments.len() == 3 => None,
            "clamp" => Some("a value, a low and a high end"),
            "ceil" | "floor" if arguments.len() == 1 => None,
            "ceil" | "floor" => Some("one argument"),
            "price" | "limit" if arguments.len() == 1 => return self.looked_up(name, arguments, span),
            "price" | "limit" => Some("one id"),
            "spec" if arguments.len() == 2 => return self.looked_up(name, arguments, span),
            "spec" => Some("a fact and a column"),
            "if" if arguments.len() == 3 => return self.either(arguments, span),
            "if" => Some("a condition and two numbers"),
            "power" if arguments.len() == 2 => return self.plain_numbers(name, arguments, span),
            "power" => Some("a number and an exponent"),
            "response" if arguments.len() == 2 => return self.plain_numbers(name, arguments, span),
            "response" => Some("how many serve and how busy they are"),
            "has" | "includes" | "at" => {
                let message = format!("`{name}` gives no number");
                let fault = Fault::new(Code::WrongOperand, span, message, "expected a number");
                return (self.fault(fault.help(NUMBERS)), Kind::Bare);
            }
            _ => return (self.unknown_function(name, place), Kind::Bare),
        };
        if let Some(wanted) = wanted {
            return (self.argument_count(name, place, wanted, arguments.len()), Kind::Bare);
        }
        let before = self.faults.len();
        let parts: Vec<(NodeId, Kind)> = arguments.iter().map(|argument| self.number(argument)).collect();
        let mut kind = parts[0].1;
        for (index, (_, other)) in parts.iter().enumerate().skip(1) {
            match kind.joined(*other) {
                Some(joined) => kind = joined,
                None if self.faults.len() == before => {
                    self.mismatch(&arguments[0], kind, &arguments[index], *other, "put beside")
                }
                None => {}
            }
        }
        let nodes: Vec<NodeId> = parts.iter().map(|(node, _)| *node).collect();
        let operation = match name {
            "min" => Operation::Least(nodes),
            "max" => Operation::Greatest(nodes),
            "ceil" => Operation::Ceiling(nodes[0]),
            "floor" => Operation::Floor(nodes[0]),
            _ => {
                let least = self.add(Operation::Least(vec![nodes[0], nodes[2]]), span, kind);
                Operation::Greatest(vec![least, nodes[1]])
            }
        };
        (self.add(operation, span, kind), kind)
    }

    /// `price(id)`, `limit(id)` and `spec(fact, column)`.
    fn looked_up(&mut self, name: &str, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
        let vocabulary = self.vocabulary;
        let tables = vocabulary.tables();
        let (words, wanted): (&[TableWord], &Tree) = match (name, arguments) {
            ("price", [id]) => (&tables.prices, id),
            ("limit", [id]) => (&tables.limits, id),
            (_, [fact, column]) => {
                let TreeKind::Name(fact_name) = &fact.kind else { return self.no_table_name(name, fact) };
                let Some(id) = vocabulary.fact(fact_name) else {
                    return (self.unknown_fact(fact_name, fact.span), Kind::Bare);
                };
                let Some((_, columns)) = tables.columns.iter().find(|(of, _)| *of == id) else {
                    let known: Vec<&str> =
                        tables.columns.iter().map(|(fact, _)| vocabulary.fact_word(*fact).name.as_str()).collect();
                    let message = format!("`{fact_name}` has no table of specifications");
                    let fault = Fault::new(Code::WrongOperand, fact.span, message, "no such table");
                    return (self.fault(fault.help(format!("facts that have one: {}", known.join(", ")))), Kind::Bare);
                };
                (columns, column)
            }
            _ => return (self.unknown_function(name, span), Kind::Bare),
        };
        let TreeKind::Name(id) = &wanted.kind else { return self.no_table_name(name, wanted) };
        match words.binary_search_by(|word| word.name.as_str().cmp(id)) {
            Ok(index) => {
                let word = &words[index];
                (self.add(Operation::LookUp(word.look_up.clone()), span, word.kind), word.kind)
            }
            Err(_) => {
                let what = if name == "spec" { "column" } else { name };
                let fault =
                    Fault::new(Code::UnknownName, wanted.span, format!("no {what} is called `{id}`"), "not known");
                let help = match nearest(id, words.iter().map(|word| word.name.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if name == "spec" => {
                        let all: Vec<&str> = words.iter().map(|word| word.name.as_str()).collect();
                        format!("its columns: {}", all.join(", "))
                    }
                    None => format!("`nextrung rules list --kind {name}` shows every id"),
                };
                (self.fault(fault.help(help)), Kind::Bare)
            }
        }
    }

    fn no_table_name(&mut self, name: &str, tree: &Tree) -> (NodeId, Kind) {
        let message = format!("`{name}` takes names, and `{}` is none", self.said(tree));
        let fault = Fault::new(Code::WrongOperand, tree.span, message, "expected a name");
        (self.fault(fault.help("for example `price(nat-gateway)`, `spec(app_instance_type, vcpu)`")), Kind::Bare)
    }

    /// `if(condition, number, number)`.
    fn either(&mut self, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
        let before = self.faults.len();
        let condition = self.truth(&arguments[0]);
        let (then, kind) = self.number(&arguments[1]);
        let (otherwise, other) = self.number(&arguments[2]);
        let joined = kind.joined(other);
        if joined.is_none() && self.faults.len() == before {
            self.mismatch(&arguments[1], kind, &arguments[2], other, "put beside");
        }
        let kind = joined.unwrap_or(Kind::Bare);
        (self.add(Operation::Either(condition, then, otherwise), span, kind), kind)
    }

    /// Functions of two numbers without a unit, which give a ratio.
    fn plain_numbers(&mut self, name: &str, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
        let mut nodes = [NodeId(0); 2];
        for (node, argument) in nodes.iter_mut().zip(arguments) {
            let before = self.faults.len();
            let (found, kind) = self.number(argument);
            if matches!(kind, Kind::Measured(_)) && self.faults.len() == before {
                let message = format!("`{name}` takes numbers without a unit");
                let label = format!("this is {}", kind.name());
                let fault = Fault::new(Code::MismatchedUnits, argument.span, message, label);
                self.fault(fault.help("divide by something of the same unit"));
            }
            *node = found;
        }
        let [first, second] = nodes;
        let operation =
            if name == "power" { Operation::Power(first, second) } else { Operation::Response(first, second) };
        (self.add(operation, span, Kind::Ratio), Kind::Ratio)
    }
}
