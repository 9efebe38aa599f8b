//! Finds names, checks units, and lowers the tree into the intermediate form. Every fault is told.

mod comparisons;
mod functions;
mod names;

use super::Fault;
use super::ir::{Formula, NodeId, Operation};
use super::parse::{Span, Tree, TreeKind};
use super::vocabulary::Vocabulary;
use crate::problem::Code;
use crate::quantity::{Kind, Names, Unit};

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
    let formula = Formula {
        text: text.to_owned(),
        operations: Vec::new(),
        spans: Vec::new(),
        kinds: Vec::new(),
        facts: Vec::new(),
        quantities: Vec::new(),
    };
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
    let mut formula = checker.formula;
    formula.facts = formula.operations.iter().flat_map(Operation::facts).copied().collect();
    formula.facts.sort_unstable();
    formula.facts.dedup();
    let quantity = |operation: &Operation| match operation {
        Operation::Quantity(quantity, _) => Some(*quantity),
        _ => None,
    };
    formula.quantities = formula.operations.iter().filter_map(quantity).collect();
    formula.quantities.sort_unstable();
    formula.quantities.dedup();
    if told.is_empty() { Ok(formula) } else { Err(told) }
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
            TreeKind::InNames(left, names) => match (&left.kind, self.choice(left)) {
                (TreeKind::Call(name, _, arguments), _) if name == "lane" => self.in_lanes(arguments, names, span),
                (_, Some(fact)) => {
                    let names = names
                        .iter()
                        .fold(Names::NONE, |all, (name, place)| Names(all.0 | self.member(fact, name, *place).0));
                    self.add(Operation::OneOf(fact, names), span, Kind::Bare)
                }
                (_, None) => self.no_choice(left),
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
                        Some(kind) => {
                            let told = self.vocabulary.quantity_word(quantity).told.clone();
                            (Operation::Quantity(quantity, told), kind)
                        }
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
}
