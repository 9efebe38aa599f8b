//! Builds the tree of an expression: a Pratt parser whose depth and size are bounded.

use super::lex::{Token, TokenKind};
use super::{Fault, MOST_DEPTH, MOST_NODES};
use crate::problem::Code;
use crate::quantity::Kind;

/// A span in bytes of the expression.
pub(super) type Span = (usize, usize);

/// A part of an expression, as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    pub(super) kind: TreeKind,
    pub(super) span: Span,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TreeKind {
    Number(f64, Kind),
    Truth(bool),
    Name(String),
    Not(Box<Tree>),
    /// `and` or `or`.
    Joined(&'static str, Vec<Tree>),
    /// `a < b <= c`: the sides and the signs between them.
    Compared(Vec<Tree>, Vec<(&'static str, Span)>),
    InNames(Box<Tree>, Vec<(String, Span)>),
    InRange(Box<Tree>, Box<Tree>, Box<Tree>, bool),
    Negated(Box<Tree>),
    /// `+ - * /`.
    Computed(&'static str, Box<Tree>, Box<Tree>, Span),
    Call(String, Span, Vec<Tree>),
}

/// Reads the whole expression.
pub(super) fn parse(text: &str, tokens: &[Token]) -> Result<Tree, Fault> {
    let mut parser = Parser { text, tokens, at: 0, depth: 0, nodes: 0 };
    let tree = parser.either()?;
    let rest = parser.peek();
    if rest.kind == TokenKind::End {
        return Ok(tree);
    }
    let fault = parser.expected("`and`, `or`, a comparison or the end");
    Err(match rest.kind {
        TokenKind::Name if is_hyphenated_sum(&text[rest.start..rest.end]) => fault.help("put spaces around a minus"),
        _ => fault,
    })
}

fn is_hyphenated_sum(name: &str) -> bool {
    name.contains('-')
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    nodes: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek().kind, TokenKind::Sign(found) if found == sign)
    }

    fn take(&mut self, sign: &'static str) -> Option<Token> {
        let token = self.peek();
        self.is(sign).then(|| {
            self.at += 1;
            token
        })
    }

    fn one_of(&mut self, signs: &[&'static str]) -> Option<(&'static str, Span)> {
        if !matches!(self.peek().kind, TokenKind::Sign(_)) {
            return None;
        }
        signs.iter().find_map(|sign| self.take(sign).map(|token| (*sign, (token.start, token.end))))
    }

    fn expected(&self, what: &str) -> Fault {
        let token = self.peek();
        let found = match token.kind {
            TokenKind::End if self.tokens.len() == 1 => "this expression is empty".to_owned(),
            TokenKind::End => "this expression ends too early".to_owned(),
            _ => format!("`{}` cannot stand here", &self.text[token.start..token.end]),
        };
        let help = match what {
            "`)`" => "close the bracket",
            "`}`" | "a name" => "names stand in braces between commas: `in {relational, mixed}`",
            "`..` or `..=`" => "write `in 5..10` (the end left out), `in 5..=10` or `in {relational, mixed}`",
            "a fact, a number or a bracket" => "for example `users > 10_000 and not has(read-replicas)`",
            _ => "compare with `<` `<=` `>` `>=` `==` `!=` or `in`, and join conditions with `and` or `or`",
        };
        Fault::new(Code::ExpressionSyntax, (token.start, token.end), found, format!("expected {what}")).help(help)
    }

    fn need(&mut self, sign: &'static str) -> Result<Token, Fault> {
        self.take(sign).ok_or_else(|| self.expected(&format!("`{sign}`")))
    }

    fn node(&mut self, kind: TreeKind, span: Span) -> Result<Tree, Fault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = format!("this expression has more than {MOST_NODES} parts");
            return Err(
                Fault::new(Code::ExpressionTooLarge, span, message, "one too many").help("split it into several gates")
            );
        }
        Ok(Tree { kind, span })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let token = self.peek();
            let message = format!("nested more than {MOST_DEPTH} levels deep");
            let fault = Fault::new(Code::ExpressionTooLarge, (token.start, token.end), message, "too deep here");
            return Err(fault.help("take brackets away, or give a part a fact of its own"));
        }
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn either(&mut self) -> Result<Tree, Fault> {
        self.deeper(|parser| parser.joined("or", |parser| parser.joined("and", Self::denied)))
    }

    fn joined(
        &mut self,
        word: &'static str,
        mut side: impl FnMut(&mut Self) -> Result<Tree, Fault>,
    ) -> Result<Tree, Fault> {
        let first = side(self)?;
        if !self.is(word) {
            return Ok(first);
        }
        let mut span = first.span;
        let mut sides = vec![first];
        while self.take(word).is_some() {
            let side = side(self)?;
            span.1 = side.span.1;
            sides.push(side);
        }
        self.node(TreeKind::Joined(word, sides), span)
    }

    fn denied(&mut self) -> Result<Tree, Fault> {
        match self.take("not") {
            Some(token) => {
                let inner = self.deeper(Self::denied)?;
                let span = (token.start, inner.span.1);
                self.node(TreeKind::Not(Box::new(inner)), span)
            }
            None => self.compared(),
        }
    }

    fn compared(&mut self) -> Result<Tree, Fault> {
        let first = self.sum()?;
        if self.take("in").is_some() {
            return self.member(first);
        }
        let next = |parser: &mut Self| parser.one_of(&["<=", ">=", "==", "!=", "<", ">"]);
        let Some(sign) = next(self) else { return Ok(first) };
        let mut sides = vec![first, self.sum()?];
        let mut signs = vec![sign];
        while let Some(sign) = next(self) {
            signs.push(sign);
            sides.push(self.sum()?);
        }
        let rises = |sign: &str| sign.starts_with('<');
        let chains = |sign: &str| rises(sign) || sign.starts_with('>');
        let goes_on = |sign: &str| chains(signs[0].0) && chains(sign) && rises(sign) == rises(signs[0].0);
        if let Some((_, turn)) = signs[1..].iter().find(|(sign, _)| !goes_on(sign)) {
            let message = "a chain of comparisons goes one way";
            return Err(Fault::new(Code::ExpressionSyntax, *turn, message, "turns round here")
                .help("join two comparisons with `and`"));
        }
        let span = (sides[0].span.0, sides[sides.len() - 1].span.1);
        self.node(TreeKind::Compared(sides, signs), span)
    }

    fn member(&mut self, left: Tree) -> Result<Tree, Fault> {
        let start = left.span.0;
        if self.take("{").is_some() {
            let mut names = Vec::new();
            loop {
                let token = self.peek();
                if token.kind != TokenKind::Name {
                    return Err(self.expected("a name"));
                }
                self.at += 1;
                names.push((self.text[token.start..token.end].to_owned(), (token.start, token.end)));
                if self.take(",").is_none() {
                    break;
                }
            }
            let end = self.need("}")?.end;
            return self.node(TreeKind::InNames(Box::new(left), names), (start, end));
        }
        let low = self.sum()?;
        let Some((sign, _)) = self.one_of(&["..=", ".."]) else {
            return Err(self.expected("`..` or `..=`"));
        };
        let high = self.sum()?;
        let span = (start, high.span.1);
        self.node(TreeKind::InRange(Box::new(left), Box::new(low), Box::new(high), sign == "..="), span)
    }

    fn sum(&mut self) -> Result<Tree, Fault> {
        self.computed(&["+", "-"], |parser| parser.computed(&["*", "/"], Self::signed))
    }

    fn computed(
        &mut self,
        signs: &[&'static str],
        mut side: impl FnMut(&mut Self) -> Result<Tree, Fault>,
    ) -> Result<Tree, Fault> {
        let mut left = side(self)?;
        while let Some((sign, place)) = self.one_of(signs) {
            let right = side(self)?;
            let span = (left.span.0, right.span.1);
            left = self.node(TreeKind::Computed(sign, Box::new(left), Box::new(right), place), span)?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Tree, Fault> {
        match self.take("-") {
            Some(token) => {
                let inner = self.deeper(Self::signed)?;
                let span = (token.start, inner.span.1);
                self.node(TreeKind::Negated(Box::new(inner)), span)
            }
            None => self.atom(),
        }
    }

    fn atom(&mut self) -> Result<Tree, Fault> {
        let token = self.peek();
        let span = (token.start, token.end);
        match token.kind {
            TokenKind::Number(value, kind) => {
                self.at += 1;
                self.node(TreeKind::Number(value, kind), span)
            }
            TokenKind::Sign(word @ ("true" | "false")) => {
                self.at += 1;
                self.node(TreeKind::Truth(word == "true"), span)
            }
            TokenKind::Sign("(") => {
                self.at += 1;
                let inner = self.either()?;
                let end = self.need(")")?.end;
                Ok(Tree { kind: inner.kind, span: (token.start, end) })
            }
            TokenKind::Name => {
                self.at += 1;
                let name = self.text[token.start..token.end].to_owned();
                if self.take("(").is_none() {
                    return self.node(TreeKind::Name(name), span);
                }
                let mut arguments = Vec::new();
                if !self.is(")") {
                    loop {
                        arguments.push(self.either()?);
                        if self.take(",").is_none() {
                            break;
                        }
                    }
                }
                let end = self.need(")")?.end;
                self.node(TreeKind::Call(name, span, arguments), (token.start, end))
            }
            _ => Err(self.expected("a fact, a number or a bracket")),
        }
    }
}
