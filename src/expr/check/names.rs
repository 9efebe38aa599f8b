//! Names in the place of facts and members, and what somebody may have meant by others.

use super::Checker;
use crate::expr::Fault;
use crate::expr::ir::NodeId;
use crate::expr::parse::{Span, Tree, TreeKind};
use crate::expr::vocabulary::FactId;
use crate::problem::{Code, nearest};
use crate::quantity::{Names, Unit};

impl Checker<'_> {
    /// What somebody may have meant who wrote `has(…)` around something that is no capability.
    pub(super) fn instead_of_capability(&self, name: &str) -> String {
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
    pub(super) fn unknown_set(&mut self, name: &str, span: Span) -> NodeId {
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

    pub(super) fn unknown_fact(&mut self, name: &str, span: Span) -> NodeId {
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
    pub(super) fn choice_with(&self, name: &str) -> Option<&str> {
        self.vocabulary.fact_names().find(|fact| {
            self.vocabulary
                .fact(fact)
                .map(|fact| self.vocabulary.fact_word(fact))
                .is_some_and(|word| word.unit == Unit::Choice && word.members.iter().any(|member| member == name))
        })
    }

    /// The fact of a tree that names a choice.
    pub(super) fn choice(&self, tree: &Tree) -> Option<FactId> {
        match &tree.kind {
            TreeKind::Name(name) => {
                self.vocabulary.fact(name).filter(|fact| self.vocabulary.fact_word(*fact).unit == Unit::Choice)
            }
            _ => None,
        }
    }

    pub(super) fn no_choice(&mut self, tree: &Tree) -> NodeId {
        if let TreeKind::Name(name) = &tree.kind
            && self.vocabulary.fact(name).is_none()
        {
            return self.unknown_fact(name, tree.span);
        }
        let message = format!("`{}` is no choice among names", self.said(tree));
        let fault = Fault::new(Code::WrongOperand, tree.span, message, "expected a fact that is a choice");
        self.fault(fault.help("of a set ask `includes(set, name)`; of a number `in low..high`"))
    }

    pub(super) fn member(&mut self, fact: FactId, name: &str, place: Span) -> Names {
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
}
