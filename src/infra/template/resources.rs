//! Makes a root of an entry template: its resources and those of the templates that it nests.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::condition::Decided;
use super::evaluate::At;
use super::node::{Entry, NOTHING, Node, Value};
use super::scope::{SERVERLESS, Template, Work};
use super::serverless;
use crate::infra::bounds::{LONGEST_SCRIPT, MOST_RESOURCES};
use crate::infra::inventory::{Attribute, Form, Note, Resource, Root};
use crate::infra::text::Outline;
use crate::infra::{keep, region, script};

/// Kinds whose resource is a template of its own.
pub(super) const NESTING: &[&str] = &["AWS::CloudFormation::Stack", "AWS::Serverless::Application"];
/// Transforms that add nothing which would have to be known.
const KNOWN_TRANSFORMS: &[&str] = &[SERVERLESS, "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen"];
/// At most this many names stand in a note.
const MOST_NAMED: usize = 8;

/// What is inherited from the resource that nests a template.
#[derive(Clone, Default)]
struct Inherited {
    open: Option<String>,
}

/// A resource, with the mark of its place.
struct Found {
    resource: Declared,
    mark: (usize, usize),
}

struct Declared {
    address: String,
    kind: String,
    name: String,
    open: Option<String>,
    attributes: Attribute,
    refers_to: BTreeSet<String>,
}

/// A template's outline, with the mark that stands at each position.
type Marked = (Outline, BTreeMap<(usize, usize), usize>);

/// A root in the making.
struct Making<'a, 'w> {
    work: &'w Work<'a>,
    sought: &'w [&'w str],
    found: Vec<Found>,
    partial: BTreeSet<String>,
    notes: Vec<(String, Option<(usize, usize)>)>,
    /// Outlines of the templates in use, with the marks that stand at each position.
    outlines: Vec<Marked>,
    /// The outline of each template, by its name.
    outline_of: BTreeMap<&'a str, usize>,
    /// Implied APIs, by their addresses.
    apis: BTreeMap<String, usize>,
    imports: bool,
    switched_off: usize,
    /// Open conditions, each told once.
    open: BTreeSet<String>,
}

/// Makes the root of an entry template.
pub(super) fn root(templates: &[Template], entry: &Template, sought: &[&str], steps: &Cell<usize>) -> Root {
    let work = Work::new(templates, entry, steps);
    let mut making = Making {
        work: &work,
        sought,
        found: Vec::new(),
        partial: BTreeSet::new(),
        notes: Vec::new(),
        outlines: Vec::new(),
        outline_of: BTreeMap::new(),
        apis: BTreeMap::new(),
        imports: false,
        switched_off: 0,
        open: BTreeSet::new(),
    };
    making.template(0, &Inherited::default());
    making.finish(entry)
}

impl<'a, 'w> Making<'a, 'w> {
    fn template(&mut self, number: usize, inherited: &Inherited) {
        let scope = self.work.scope(number);
        let template = scope.template;
        for transform in &template.transforms {
            if !KNOWN_TRANSFORMS.contains(&transform.as_str()) && !transform.starts_with("AWS::SecretsManager-") {
                let at = self.mark(template, template.section("Transform").position, "Transform");
                self.notes
                    .push((format!("macro `{}` changes the template when it is deployed", shown(transform)), Some(at)));
                self.partial.insert("a macro changes the template when it is deployed".to_owned());
            }
        }
        for (text, position) in &template.notes {
            let at = position.map(|position| self.mark(template, position, "-"));
            self.notes.push((text.clone(), at));
        }
        for entry in template.section("Resources").entries() {
            if self.found.len() >= MOST_RESOURCES || self.work.is_spent() {
                self.partial.insert("there is more in it than is worked out".to_owned());
                return;
            }
            self.resource(number, entry, inherited);
        }
    }

    fn resource(&mut self, number: usize, entry: &'a Entry, inherited: &Inherited) {
        let scope = self.work.scope(number);
        let template = scope.template;
        let at = At::top(number);
        if let Some(name) = entry.key.strip_prefix("Fn::") {
            let place = self.mark(template, entry.position, &entry.key);
            self.notes.push((format!("resources that `Fn::{}` makes are not written out", shown(name)), Some(place)));
            self.partial.insert("some resources are made by a function when it is deployed".to_owned());
            return;
        }
        let Some(kind) = entry.node.get("Type").and_then(Node::text) else {
            let place = self.mark(template, entry.position, &entry.key);
            return self.notes.push((format!("`{}` has no type, and is passed over", shown(&entry.key)), Some(place)));
        };
        let mut open = inherited.open.clone();
        if let Some(condition) = entry.node.get("Condition").and_then(Node::text) {
            match self.work.named_condition(at, condition) {
                Decided::Yes => {}
                Decided::No => {
                    self.switched_off += 1;
                    return;
                }
                Decided::Open => {
                    let told = self.work.hangs_on(at, condition);
                    open = Some(open.map_or_else(|| told.clone(), |above| format!("{above}; {told}")));
                }
            }
        }
        self.open.extend(open.iter().cloned());
        if NESTING.contains(&kind) {
            if let Some(nested) = self.work.nested(at, &entry.key) {
                return self.template(nested, &Inherited { open });
            }
            let place = self.mark(template, entry.position, &entry.key);
            let because = match self.work.template_of(at, &entry.node) {
                Some(_) => "is not followed: it nests itself, or too much is nested",
                None => "was not given",
            };
            self.notes.push((format!("the template that `{}` nests {because}", shown(&entry.key)), Some(place)));
            self.partial.insert("it nests templates that were not followed".to_owned());
        }
        let properties = entry.node.get("Properties").unwrap_or(&NOTHING);
        let mut refers_to = BTreeSet::new();
        let mut seen = BTreeSet::new();
        self.work.refers(at, properties, &mut refers_to, &mut seen);
        if let Some(depends) = entry.node.get("DependsOn") {
            let names = std::slice::from_ref(depends).iter().chain(depends.items()).filter_map(Node::text);
            refers_to.extend(names.map(|name| format!("{}{name}", scope.prefix)));
        }
        self.imports |= holds_import(properties);
        let mut attributes = match self.work.evaluate(at, properties) {
            Some(fields @ Attribute::Fields(_)) => fields,
            _ => Attribute::Fields(Vec::new()),
        };
        let installs = self.installs(&entry.node);
        attributes = keep::kept(attributes, &[]);
        if let (Attribute::Fields(fields), false) = (&mut attributes, installs.is_empty()) {
            fields.retain(|(key, _)| key != "installs");
            let words = installs.into_iter().map(|word| Attribute::Text(word.to_owned()));
            fields.push(("installs".to_owned(), Attribute::List(words.collect())));
        }
        let address = format!("{}{}", scope.prefix, entry.key);
        if template.is_serverless() {
            self.events(number, entry, properties, &address, open.as_ref());
        }
        let mark = self.mark(template, entry.position, &entry.key);
        let resource =
            Declared { address, kind: kind.to_owned(), name: entry.key.clone(), open, attributes, refers_to };
        self.found.push(Found { resource, mark });
    }

    /// What the events of a function or workflow add when it is deployed.
    fn events(&mut self, number: usize, entry: &'a Entry, properties: &'a Node, function: &str, open: Option<&String>) {
        let scope = self.work.scope(number);
        let at = At::top(number);
        for event in properties.get("Events").map(Node::entries).unwrap_or_default() {
            let Some(kind) = event.node.get("Type").and_then(Node::text) else { continue };
            let own = event.node.get("Properties").unwrap_or(&NOTHING);
            let mut refers_to = BTreeSet::from([function.to_owned()]);
            self.work.refers(at, own, &mut refers_to, &mut BTreeSet::new());
            let mark = self.mark(scope.template, event.position, &event.key);
            if let Some((name, kind)) = serverless::implied_api(&event.node) {
                let address = format!("{}{name}", scope.prefix);
                match self.apis.get(&address) {
                    Some(api) => {
                        let api = &mut self.found[*api].resource;
                        api.refers_to.extend(refers_to);
                        // It is there as soon as one of its functions is.
                        api.open = api.open.take().filter(|_| open.is_some());
                    }
                    None => {
                        self.apis.insert(address.clone(), self.found.len());
                        let (kind, name) = (kind.to_owned(), name.to_owned());
                        let attributes = Attribute::Fields(Vec::new());
                        let resource = Declared { address, kind, name, open: open.cloned(), attributes, refers_to };
                        self.found.push(Found { resource, mark });
                    }
                }
            } else if let Some(made) = serverless::kind_of_event(kind) {
                let attributes = match self.work.evaluate(at, own) {
                    Some(fields @ Attribute::Fields(_)) => keep::kept(fields, &[]),
                    _ => Attribute::Fields(Vec::new()),
                };
                let address = format!("{function}#{}", event.key);
                let (kind, name) = (made.to_owned(), format!("{}#{}", entry.key, event.key));
                let resource = Declared { address, kind, name, open: open.cloned(), attributes, refers_to };
                self.found.push(Found { resource, mark });
            }
        }
    }

    /// The sought programs that a resource's start script or start metadata installs. Functions are not worked out for
    /// it: what is written between unknown parts of a script is there all the same.
    fn installs(&self, resource: &Node) -> Vec<&'w str> {
        let mut found = Vec::new();
        if self.sought.is_empty() {
            return found;
        }
        if let Some(properties) = resource.get("Properties") {
            script::installs(&bare(properties), self.sought, &mut found);
        }
        if let Some(start) = resource.get("Metadata").and_then(|metadata| metadata.get("AWS::CloudFormation::Init")) {
            script::installs(&bare(start), self.sought, &mut found);
            // Its commands are scripts too.
            let script = vec![("UserData".to_owned(), Attribute::Text(written(start, "\n")))];
            script::installs(&Attribute::Fields(script), self.sought, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A place in a template, to be known when the root is made: the number of its outline and of its mark.
    fn mark(&mut self, template: &'a Template, position: (usize, usize), name: &str) -> (usize, usize) {
        let next = self.outlines.len();
        let number = *self.outline_of.entry(&template.name).or_insert(next);
        if number == next {
            self.outlines.push((Outline::new(template.name.clone(), template.skipped), BTreeMap::new()));
        }
        let (outline, marks) = &mut self.outlines[number];
        let mark = *marks.entry(position).or_insert_with(|| outline.mark(position.0, position.1, &shown(name)));
        (number, mark)
    }

    fn finish(mut self, entry: &Template) -> Root {
        if self.imports {
            self.partial.insert("it takes values from other stacks".to_owned());
        }
        if self.work.is_spent() {
            self.partial.insert("there is more in it than is worked out".to_owned());
        }
        let defaults = self.work.defaults.borrow();
        if !defaults.is_empty() {
            let names: Vec<&str> = defaults.iter().map(String::as_str).collect();
            let more = names.len().saturating_sub(MOST_NAMED);
            let mut text =
                format!("defaults of parameters decide conditions: {}", names[..names.len() - more].join(", "));
            if more > 0 {
                text.push_str(&format!(" and {more} more"));
            }
            self.notes.push((text, None));
        }
        drop(defaults);
        match self.switched_off {
            0 => {}
            1 => self.notes.push(("1 resource is switched off by its condition".to_owned(), None)),
            count => self.notes.push((format!("{count} resources are switched off by their conditions"), None)),
        }
        self.notes.extend(self.open.into_iter().map(|open| (open, None)));
        let places: Vec<Vec<_>> = self.outlines.into_iter().map(|(outline, _)| outline.places()).collect();
        let place = |(outline, mark): (usize, usize)| places[outline][mark].clone();
        self.found.sort_by(|a, b| a.resource.address.cmp(&b.resource.address));
        self.found.dedup_by(|later, first| later.resource.address == first.resource.address);
        let known: BTreeSet<String> = self.found.iter().map(|found| found.resource.address.clone()).collect();
        let resources = self.found.into_iter().map(|Found { resource, mark }| Resource {
            region: zone_region(&resource.attributes),
            count: (u32::from(resource.open.is_none()), Some(1)),
            refers_to: resource
                .refers_to
                .into_iter()
                .filter(|address| known.contains(address) && *address != resource.address)
                .collect(),
            address: resource.address,
            kind: resource.kind,
            name: resource.name,
            open: resource.open,
            attributes: resource.attributes,
            place: place(mark),
        });
        Root {
            name: entry.name.clone(),
            form: if entry.is_serverless() { Form::ServerlessModel } else { Form::CloudFormation },
            partial: self.partial.into_iter().collect(),
            resources: resources.collect(),
            notes: self.notes.into_iter().map(|(text, mark)| Note { text, place: mark.map(place) }).collect(),
        }
    }
}

/// A template says no region; a zone that is written out does.
fn zone_region(attributes: &Attribute) -> Option<String> {
    attributes.get("AvailabilityZone").and_then(Attribute::text).and_then(region::of_zone)
}

/// A name as notes show it.
fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}

fn holds_import(node: &Node) -> bool {
    match &node.value {
        Value::Scalar { .. } => false,
        Value::List(items) => items.iter().any(holds_import),
        Value::Map(entries) => entries.iter().any(|entry| entry.key == "Fn::ImportValue" || holds_import(&entry.node)),
    }
}

/// A value with its functions of texts taken for the texts that stand in them, and scripts as one text.
fn bare(node: &Node) -> Attribute {
    match &node.value {
        Value::Scalar { text, .. } => Attribute::Text(text.clone()),
        Value::List(items) => Attribute::List(items.iter().map(bare).collect()),
        Value::Map(entries) => {
            let fields = entries.iter().map(|entry| {
                let is_script = script::is_script(&keep::folded(&entry.key));
                let value = if is_script { Attribute::Text(written(&entry.node, "\n")) } else { bare(&entry.node) };
                (entry.key.clone(), value)
            });
            Attribute::Fields(fields.collect())
        }
    }
}

/// Every text that stands in a value, put together as its functions would.
fn written(node: &Node, between: &str) -> String {
    fn write(node: &Node, between: &str, text: &mut String) {
        if text.len() > LONGEST_SCRIPT {
            return;
        }
        match (node.only(), &node.value) {
            (_, Value::Scalar { text: more, .. }) => text.push_str(more),
            (Some(("Fn::Join", of)), _) => {
                let delimiter = of.items().first().and_then(Node::text).unwrap_or_default();
                of.items().iter().skip(1).for_each(|list| write(list, delimiter, text));
            }
            // Of a text with parts the text counts, and of its own parts nothing.
            (Some(("Fn::Sub", of)), _) => write(of.items().first().unwrap_or(of), between, text),
            (Some(("Ref" | "Fn::GetAtt", _)), _) => text.push('?'),
            (_, Value::List(items)) => {
                for item in items {
                    write(item, between, text);
                    text.push_str(between);
                }
            }
            (_, Value::Map(entries)) => {
                for entry in entries {
                    write(&entry.node, "\n", text);
                    text.push('\n');
                }
            }
        }
    }
    let mut text = String::new();
    write(node, between, &mut text);
    text
}
