//! The condition language: text in, one typed intermediate form out, evaluated over sets of values.
//!
//! `lex` → `parse` → `check` → [`Formula`] → `evaluate`. Everything that asks what a condition says (an answer, an
//! explanation, the checks of the rule base) reads the same [`Formula`]. The language has no strings, clock,
//! randomness, recursion or calls out, and evaluating cannot fail: what cannot be known is [`Truth::Unknown`].
//!
//! Three laws hold and are tested as properties against a naive evaluator:
//! narrowing a fact never turns a truth into another; every point inside the sets agrees with a settled truth; and
//! `not` mirrors.
//!
//! [`Truth::Unknown`]: crate::quantity::Truth::Unknown

mod check;
mod evaluate;
mod explain;
mod ir;
mod lex;
mod parse;
mod table;
mod vocabulary;

pub use evaluate::World;
pub use explain::{Atom, Margin};
pub use ir::{Comparison, Formula, NodeId, Operation};
pub use table::{LimitId, LookUp, PriceId, TableEntry};
pub use vocabulary::{
    CapabilityId, FactId, FactWord, QuantityId, QuantityWord, Sum, TableWord, Tables, TrackId, TrackWord, Vocabulary,
};

use crate::document::reader::Text;
use crate::problem::{Code, Problem};
use crate::quantity::Unit;

/// A condition or formula longer than this, in bytes, is refused.
pub const MOST_BYTES: usize = 2048;
/// A condition nested more deeply than this is refused.
pub const MOST_DEPTH: usize = 32;
/// A condition of more parts than this is refused.
pub const MOST_NODES: usize = 512;

/// A fault in an expression, in bytes of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    code: Code,
    start: usize,
    end: usize,
    message: String,
    label: String,
    other: Option<(usize, usize, String)>,
    help: Option<String>,
}

impl Fault {
    fn new(code: Code, span: (usize, usize), message: impl Into<String>, label: impl Into<String>) -> Fault {
        Fault {
            code,
            start: span.0,
            end: span.1,
            message: message.into(),
            label: label.into(),
            other: None,
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    fn and_at(mut self, span: (usize, usize), label: impl Into<String>) -> Fault {
        self.other = Some((span.0, span.1, label.into()));
        self
    }

    fn into_problem(self, text: Text<'_>) -> Problem {
        let mut problem =
            Problem::at(self.code, &text.node.place_inside(self.start, self.end), self.message, self.label);
        if let Some((start, end, label)) = self.other {
            problem = problem.and_at(&text.node.place_inside(start, end), label);
        }
        problem.help.extend(self.help);
        problem
    }
}

/// Reads a condition: an expression that is true, false or unknown.
///
/// # Errors
/// Every fault that the expression has, each with its exact span in the file.
pub fn condition(text: Text<'_>, vocabulary: &Vocabulary) -> Result<Formula, Vec<Problem>> {
    compile(text.text, vocabulary, None)
        .map_err(|faults| faults.into_iter().map(|fault| fault.into_problem(text)).collect())
}

/// Reads a formula that gives a value of `unit`.
///
/// # Errors
/// Every fault that the expression has, each with its exact span in the file.
pub fn formula(text: Text<'_>, unit: Unit, vocabulary: &Vocabulary) -> Result<Formula, Vec<Problem>> {
    compile(text.text, vocabulary, Some(unit))
        .map_err(|faults| faults.into_iter().map(|fault| fault.into_problem(text)).collect())
}

fn compile(text: &str, vocabulary: &Vocabulary, unit: Option<Unit>) -> Result<Formula, Vec<Fault>> {
    if text.len() > MOST_BYTES {
        let message = format!("this expression has {} bytes; the most is {MOST_BYTES}", text.len());
        let fault = Fault::new(Code::ExpressionTooLarge, (0, text.len().min(40)), message, "begins here");
        return Err(vec![fault.help("split it into several gates")]);
    }
    let tokens = lex::lex(text)?;
    let tree = parse::parse(text, &tokens).map_err(|fault| vec![fault])?;
    check::check(text, &tree, vocabulary, unit)
}

#[cfg(test)]
mod naive;
#[cfg(test)]
mod tests;
