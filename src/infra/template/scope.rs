//! A template, and the template as it is used once: with what its parent gives it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::condition::Decided;
use super::node::{NOTHING, Node, Parsed};
use super::serverless;
use crate::infra::bounds::{MOST_SCOPES, MOST_STEPS};
use crate::infra::inventory::Attribute;
use crate::infra::keep;

/// A template that was read.
pub(in crate::infra) struct Template {
    pub(super) name: String,
    pub(super) tree: Node,
    pub(super) notes: Vec<(String, Option<(usize, usize)>)>,
    /// Lines before the first that was read.
    pub(super) skipped: usize,
    pub(super) transforms: Vec<String>,
}

/// The transform that makes a template one of the Serverless Application Model.
pub(super) const SERVERLESS: &str = "AWS::Serverless-2016-10-31";

impl Template {
    pub(super) fn new(name: String, skipped: usize, parsed: Parsed) -> Template {
        let transforms = parsed.node.get("Transform").map(named).unwrap_or_default();
        let mut template = Template { name, tree: parsed.node, notes: parsed.notes, skipped, transforms };
        if template.is_serverless() {
            serverless::merge_globals(&mut template);
        }
        template
    }

    /// A section, empty where there is none.
    pub(super) fn section(&self, name: &str) -> &Node {
        self.tree.get(name).unwrap_or(&NOTHING)
    }

    /// How many parts it has.
    pub(in crate::infra) fn size(&self) -> usize {
        self.tree.size()
    }

    /// The name that messages show.
    pub(in crate::infra) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn is_serverless(&self) -> bool {
        self.transforms.iter().any(|transform| transform == SERVERLESS)
    }
}

/// Transforms are a text, a list of texts, or mappings with a name.
fn named(transform: &Node) -> Vec<String> {
    let all = if transform.items().is_empty() { std::slice::from_ref(transform) } else { transform.items() };
    all.iter().filter_map(|one| one.text().or_else(|| one.get("Name")?.text())).map(str::to_owned).collect()
}

/// A template in use.
pub(super) struct Scope<'a> {
    pub(super) template: &'a Template,
    /// What the parent gives for parameters, and where it writes it.
    pub(super) given: BTreeMap<String, (Attribute, &'a Node)>,
    /// The scope of the parent.
    pub(super) parent: Option<usize>,
    /// What stands before the names of resources: `Network/`.
    pub(super) prefix: String,
    pub(super) depth: usize,
    /// Nested templates by the resource that names them; nothing while one is being made, or where it is not there.
    pub(super) nested: RefCell<BTreeMap<String, Option<usize>>>,
    pub(super) conditions: RefCell<BTreeMap<String, Decided>>,
}

/// The working out of one root: its scopes, and what it may still cost.
pub(super) struct Work<'a> {
    pub(super) templates: &'a [Template],
    scopes: RefCell<Vec<Rc<Scope<'a>>>>,
    left: Cell<usize>,
    /// Steps that all roots may still take.
    together: &'a Cell<usize>,
    /// Parameters whose defaults decided whether something is there.
    pub(super) defaults: RefCell<BTreeSet<String>>,
}

impl<'a> Work<'a> {
    /// Begins with a template that nobody gives anything.
    pub(super) fn new(templates: &'a [Template], root: &'a Template, together: &'a Cell<usize>) -> Work<'a> {
        let work = Work {
            templates,
            scopes: RefCell::new(Vec::new()),
            left: Cell::new(MOST_STEPS),
            together,
            defaults: RefCell::new(BTreeSet::new()),
        };
        work.open(root, BTreeMap::new(), None, String::new());
        work
    }

    /// Adds a scope, if there is room for one more.
    pub(super) fn open(
        &self,
        template: &'a Template,
        given: BTreeMap<String, (Attribute, &'a Node)>,
        parent: Option<usize>,
        prefix: String,
    ) -> Option<usize> {
        let depth = parent.map_or(0, |parent| self.scope(parent).depth + 1);
        let mut scopes = self.scopes.borrow_mut();
        if scopes.len() >= MOST_SCOPES {
            return None;
        }
        scopes.push(Rc::new(Scope {
            template,
            given,
            parent,
            prefix,
            depth,
            nested: RefCell::default(),
            conditions: RefCell::default(),
        }));
        Some(scopes.len() - 1)
    }

    pub(super) fn scope(&self, number: usize) -> Rc<Scope<'a>> {
        Rc::clone(&self.scopes.borrow()[number])
    }

    /// Pays for some steps; false where there is nothing left to pay with.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().min(self.together.get());
        self.together.set(self.together.get().saturating_sub(steps));
        match left.checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                left > 0
            }
            None => {
                self.left.set(0);
                false
            }
        }
    }

    /// Whether everything could be worked out so far.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

/// Whether a parameter's value must not be shown.
pub(super) fn is_secret(name: &str, parameter: &Node) -> bool {
    keep::is_secret(&keep::folded(name))
        || parameter.get("NoEcho").and_then(Node::text).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// Whether a parameter takes a list.
pub(super) fn is_list(parameter: &Node) -> bool {
    let kind = parameter.get("Type").and_then(Node::text).unwrap_or_default();
    kind == "CommaDelimitedList" || kind.starts_with("List<") || kind.contains("<List<")
}
