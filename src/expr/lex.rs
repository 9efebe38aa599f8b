//! Cuts an expression into tokens.

use super::Fault;
use crate::problem::Code;
use crate::quantity::{Kind, LiteralFault, scan};

/// A piece of an expression with its bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TokenKind {
    Number(f64, Kind),
    Name,
    /// A word or sign of the language.
    Sign(&'static str),
    End,
}

const WORDS: &[&str] = &["and", "or", "not", "in", "true", "false"];

/// What people write who know another language.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("=>", ">="),
    ("=<", "<="),
    ("=", "=="),
    ("!", "not"),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
];

/// Cuts the text; the last token is [`TokenKind::End`].
pub(super) fn lex(text: &str) -> Result<Vec<Token>, Vec<Fault>> {
    let mut tokens = Vec::new();
    let mut faults = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let c = rest.chars().next().unwrap_or(' ');
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (kind, length) = if c.is_ascii_digit() || c == '$' {
            match scan(rest) {
                Ok(literal) => (Some(TokenKind::Number(literal.value, literal.kind)), literal.length),
                Err(fault) => {
                    let (fault, length) = number_fault(rest, at, fault);
                    faults.push(fault);
                    (None, length)
                }
            }
        } else if c.is_ascii_alphabetic() || c == '_' {
            let length = name_length(rest);
            let word = WORDS.iter().find(|word| **word == &rest[..length]);
            (Some(word.map_or(TokenKind::Name, |word| TokenKind::Sign(word))), length)
        } else if let Some(sign) = sign(rest.as_bytes()) {
            (Some(TokenKind::Sign(sign)), sign.len())
        } else {
            let foreign = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign));
            // A name in quotes is one fault, not one for each quote.
            let quoted = if matches!(c, '"' | '\'') { rest[1..].find(c).map(|end| end + 2) } else { None };
            let length = quoted.unwrap_or_else(|| foreign.map_or(c.len_utf8(), |(sign, _)| sign.len()));
            let fault =
                Fault::new(Code::ExpressionSyntax, (at, at + length), "this sign means nothing here", "not understood");
            faults.push(match foreign {
                Some((_, ours)) => fault.help(format!("did you mean `{ours}`?")),
                None if matches!(c, '"' | '\'') => fault.help("names and numbers stand without quotes"),
                None => {
                    fault.help("signs are: + - * / < <= > >= == != ( ) { } , .. ..= and the words and, or, not, in")
                }
            });
            (None, length)
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, start: at, end: at + length });
        }
        at += length;
    }
    tokens.push(Token { kind: TokenKind::End, start: text.len(), end: text.len() });
    if faults.is_empty() { Ok(tokens) } else { Err(faults) }
}

/// The sign that a text begins with.
fn sign(rest: &[u8]) -> Option<&'static str> {
    Some(match rest {
        [b'.', b'.', b'=', ..] => "..=",
        [b'.', b'.', ..] => "..",
        [b'<', b'=', ..] => "<=",
        [b'>', b'=', ..] => ">=",
        [b'=', b'=', ..] => "==",
        [b'!', b'=', ..] => "!=",
        [b'<', ..] => "<",
        [b'>', ..] => ">",
        [b'+', ..] => "+",
        [b'-', ..] => "-",
        [b'*', ..] => "*",
        [b'/', ..] => "/",
        [b'(', ..] => "(",
        [b')', ..] => ")",
        [b'{', ..] => "{",
        [b'}', ..] => "}",
        [b',', ..] => ",",
        _ => return None,
    })
}

fn number_fault(rest: &str, at: usize, fault: LiteralFault) -> (Fault, usize) {
    match fault {
        LiteralFault::UnknownUnit { start, end } => {
            let message = format!("`{}` is no unit", &rest[start..end]);
            let help = "units are % k M /s /min /h /day B kB MB GB TB ms s min h day week month year $";
            (Fault::new(Code::ExpressionSyntax, (at + start, at + end), message, "expected a unit").help(help), end)
        }
        LiteralFault::TooLarge => {
            let length =
                rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$')).count();
            (
                Fault::new(
                    Code::ExpressionSyntax,
                    (at, at + length),
                    "this number is too large",
                    "beyond what can be told apart",
                )
                .help("write fewer digits"),
                length,
            )
        }
        LiteralFault::NoNumber => (
            Fault::new(Code::ExpressionSyntax, (at, at + 1), "`$` stands before an amount", "no amount follows")
                .help("write for example `$310`"),
            1,
        ),
    }
}

/// Letters, digits and `_`; a hyphen or a dot belongs to the name where a letter or digit follows at once.
fn name_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut at = 0;
    while at < bytes.len()
        && (part(&bytes[at]) || (matches!(bytes[at], b'-' | b'.') && bytes.get(at + 1).is_some_and(part)))
    {
        at += 1;
    }
    at
}
