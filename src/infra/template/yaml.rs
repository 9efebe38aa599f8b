//! YAML into a template's tree, from a parser's events.
//!
//! Aliases are expanded within a budget, merge keys applied, tags taken for functions. Scalars stay texts, so that
//! account numbers, versions and `yes` come through.

use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::node::{Entry, Node, Parsed, Value, long_name, mapping};
use crate::infra::bounds::{MOST_LEVELS, MOST_NODES};
use crate::infra::json::too_large;
use crate::infra::text::Fault;
use crate::problem::Code;

/// A list or mapping that is still open.
struct Open {
    anchor: usize,
    tag: Option<String>,
    position: (usize, usize),
    inner: Inner,
}

enum Inner {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, (usize, usize))>, merged: Vec<Entry> },
}

/// Reads the first document of a YAML text.
pub(super) fn parse(text: &str) -> Result<Parsed, Fault> {
    let mut builder =
        Builder { open: Vec::new(), anchors: BTreeMap::new(), notes: Vec::new(), left: MOST_NODES, root: None };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| fault(&error))?;
        match event {
            Event::DocumentStart(..) => documents += 1,
            _ if documents > 1 => {}
            event => builder.take(event, &span)?,
        }
        if documents > 1 {
            builder.notes.push(("only the first document of the file was read".to_owned(), None));
            break;
        }
    }
    let node = builder.root.unwrap_or_else(|| super::node::NOTHING.clone());
    Ok(Parsed { node, notes: builder.notes })
}

struct Builder {
    open: Vec<Open>,
    /// Nodes with an anchor, how many parts each has, and how deep each is.
    anchors: BTreeMap<usize, (Node, usize, usize)>,
    notes: Vec<(String, Option<(usize, usize)>)>,
    left: usize,
    root: Option<Node>,
}

fn position(span: &Span) -> (usize, usize) {
    (span.start.line().max(1), span.start.col() + 1)
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Fault> {
        let at = position(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.spend(1, at)?;
                let value = Value::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                self.finished(anchor, tag.as_deref().and_then(function), Node { value, position: at })
            }
            Event::Alias(anchor) => {
                // An anchor that is still open would hold itself: it has no end, and is none.
                let Some((_, size, depth)) = self.anchors.get(&anchor) else {
                    return Err(made(Code::YamlSyntax, at, "an alias names what is not complete yet", "this alias"));
                };
                let (size, depth) = (*size, *depth);
                self.within_levels(depth, at)?;
                self.spend(size, at)?;
                let Some((node, ..)) = self.anchors.get(&anchor).cloned() else { return Ok(()) };
                self.place(node, at)
            }
            Event::SequenceStart(_, anchor, tag) => self.begin(anchor, tag.as_deref(), at, Inner::List(Vec::new())),
            Event::MappingStart(_, anchor, tag) => {
                let inner = Inner::Map { entries: Vec::new(), key: None, merged: Vec::new() };
                self.begin(anchor, tag.as_deref(), at, inner)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.inner {
                    Inner::List(items) => Value::List(items),
                    Inner::Map { entries, merged, .. } => {
                        let mut entries = mapping(entries, &mut self.notes);
                        let known: std::collections::BTreeSet<String> =
                            entries.iter().map(|entry| entry.key.clone()).collect();
                        let mut added = std::collections::BTreeSet::new();
                        // What is written here counts before what is merged, and of merged the first.
                        entries.extend(
                            merged
                                .into_iter()
                                .filter(|entry| !known.contains(&entry.key) && added.insert(entry.key.clone())),
                        );
                        Value::Map(entries)
                    }
                };
                self.finished(open.anchor, open.tag, Node { value, position: open.position })
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, tag: Option<&Tag>, at: (usize, usize), inner: Inner) -> Result<(), Fault> {
        self.spend(1, at)?;
        self.within_levels(1, at)?;
        self.open.push(Open { anchor, tag: tag.and_then(function), position: at, inner });
        Ok(())
    }

    /// Whether a value of some depth may stand here. Aliases within aliases count with the depth that they come to.
    fn within_levels(&self, depth: usize, at: (usize, usize)) -> Result<(), Fault> {
        if self.open.len() + depth <= MOST_LEVELS as usize {
            return Ok(());
        }
        let mut fault = made(Code::TooDeep, at, "nested too deeply", "too deep");
        fault.help = format!("keep lists and mappings within {MOST_LEVELS} levels");
        Err(fault)
    }

    fn spend(&mut self, parts: usize, at: (usize, usize)) -> Result<(), Fault> {
        match self.left.checked_sub(parts) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(too_large(at.0, at.1, format!("more than {MOST_NODES} keys and values, aliases written out"))),
        }
    }

    /// A node is complete: its tag becomes a function around it.
    fn finished(&mut self, anchor: usize, tag: Option<String>, node: Node) -> Result<(), Fault> {
        let at = node.position;
        let node = match tag {
            None => node,
            Some(key) => Node { value: Value::Map(vec![Entry { key, position: at, node }]), position: at },
        };
        if anchor > 0 {
            let (size, depth) = measured(&node);
            // Keeping a copy costs as much as an alias to it.
            self.spend(size, at)?;
            self.anchors.insert(anchor, (node.clone(), size, depth));
        }
        self.place(node, at)
    }

    fn place(&mut self, node: Node, at: (usize, usize)) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.inner {
            Inner::List(items) => items.push(node),
            Inner::Map { entries, key, merged } => match key.take() {
                None => match node.value {
                    Value::Scalar { text, .. } => *key = Some((text, at)),
                    _ => return Err(made(Code::YamlSyntax, at, "a key is no text", "this key")),
                },
                Some((word, _)) if word == "<<" => match node.value {
                    Value::Map(more) => merged.extend(more),
                    Value::List(items) => {
                        merged.extend(items.into_iter().flat_map(|item| match item.value {
                            Value::Map(more) => more,
                            _ => Vec::new(),
                        }));
                    }
                    Value::Scalar { .. } => {}
                },
                Some((key, position)) => entries.push(Entry { key, position, node }),
            },
        }
        Ok(())
    }
}

/// The function that a tag stands for; tags of YAML itself are none.
fn function(tag: &Tag) -> Option<String> {
    (tag.is_custom() && !tag.suffix().is_empty()).then(|| long_name(tag.suffix()))
}

/// How many parts a node has, and how many levels.
fn measured(node: &Node) -> (usize, usize) {
    let of_all = |parts: &mut dyn Iterator<Item = &Node>| {
        parts.map(measured).fold((1, 1), |(size, depth), (more, inner)| (size + more, depth.max(inner + 1)))
    };
    match &node.value {
        Value::Scalar { .. } => (1, 0),
        Value::List(items) => of_all(&mut items.iter()),
        Value::Map(entries) => of_all(&mut entries.iter().map(|entry| &entry.node)),
    }
}

fn made(code: Code, at: (usize, usize), message: &str, label: &'static str) -> Fault {
    let help = "check the indentation and the quotes around here".to_owned();
    Fault { code, line: at.0, column: at.1, message: message.to_owned(), label, help }
}

fn fault(error: &ScanError) -> Fault {
    let at = (error.marker().line().max(1), error.marker().col() + 1);
    let (message, label) = match error.kind() {
        ErrorKind::RecursionLimitExceeded => {
            return made(Code::TooDeep, at, "nested too deeply", "too deep");
        }
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            ("a tab stands where YAML takes only spaces", "a tab")
        }
        ErrorKind::UnclosedQuotedScalar => ("a quoted text is not closed", "begins here or before"),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => ("a bracket is not closed", "open here"),
        ErrorKind::MismatchedFlowCollectionEnd { .. } | ErrorKind::MisplacedFlowCollectionEnd => {
            ("a bracket closes what was not opened", "this bracket")
        }
        ErrorKind::UnknownAnchor => ("an alias names no anchor before it", "this alias"),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::MappingValueNotAllowed => ("a key cannot stand here", "not understood"),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidQuotedScalarIndent | ErrorKind::InvalidBlockScalarIndent => {
            ("the indentation fits nothing above", "indented so")
        }
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            ("a quoted text holds an escape that YAML does not know", "this escape")
        }
        _ => ("this is no YAML", "not understood"),
    };
    made(Code::YamlSyntax, at, message, label)
}
