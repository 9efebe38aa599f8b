//! Calls of functions: which there are, what they take, what they give.

use super::comparisons::{AT_EXAMPLE, LANE_EXAMPLE};
use super::{Checker, NUMBERS};
use crate::expr::Fault;
use crate::expr::ir::{NodeId, Operation};
use crate::expr::parse::{Span, Tree, TreeKind};
use crate::expr::vocabulary::TableWord;
use crate::problem::{Code, nearest};
use crate::quantity::{Kind, Unit};

const FUNCTIONS: &[&str] = &[
    "has", "at", "lane", "includes", "min", "max", "clamp", "ceil", "floor", "price", "limit", "spec", "if", "power",
    "response",
];

impl Checker<'_> {
    pub(super) fn call_for_truth(&mut self, name: &str, place: Span, arguments: &[Tree], span: Span) -> NodeId {
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
                self.fault(fault.help(AT_EXAMPLE))
            }
            ("lane", _) => {
                let fault = Fault::new(Code::WrongOperand, span, "`lane` is held against a lane", "compare it");
                self.fault(fault.help(LANE_EXAMPLE))
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

    pub(super) fn unknown_function(&mut self, name: &str, place: Span) -> NodeId {
        let fault = Fault::new(Code::UnknownFunction, place, format!("no function is called `{name}`"), "not known");
        self.fault(match nearest(name, FUNCTIONS.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(format!("functions: {}", FUNCTIONS.join(", "))),
        })
    }

    pub(super) fn argument_count(&mut self, name: &str, place: Span, wanted: &str, given: usize) -> NodeId {
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

    pub(super) fn call_for_number(
        &mut self,
        name: &str,
        place: Span,
        arguments: &[Tree],
        span: Span,
    ) -> (NodeId, Kind) {
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
            "has" | "includes" | "at" | "lane" => {
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
    pub(super) fn looked_up(&mut self, name: &str, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
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

    pub(super) fn no_table_name(&mut self, name: &str, tree: &Tree) -> (NodeId, Kind) {
        let message = format!("`{name}` takes names, and `{}` is none", self.said(tree));
        let fault = Fault::new(Code::WrongOperand, tree.span, message, "expected a name");
        (self.fault(fault.help("for example `price(nat-gateway)`, `spec(app_instance_type, vcpu)`")), Kind::Bare)
    }

    /// `if(condition, number, number)`.
    pub(super) fn either(&mut self, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
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
    pub(super) fn plain_numbers(&mut self, name: &str, arguments: &[Tree], span: Span) -> (NodeId, Kind) {
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
