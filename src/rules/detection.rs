//! What resources of infrastructure descriptions mean: components, capabilities and facts by the resources that show them.
//!
//! Components are counted; what they are counted by gives names, and conditions over these names say what is there.

use super::base::Provenance;
use crate::document::Node;
use crate::expr::{CapabilityId, FactId, Formula, TrackId, Vocabulary};
use crate::problem::Place;
use crate::quantity::{Names, Values};

/// Everything that is known of resources.
#[derive(Debug, Clone, Default)]
pub struct DetectionRules {
    /// The names of all counts. A "fact" of this vocabulary is a count: [`DetectionRules::counts`] says of what.
    pub vocabulary: Vocabulary,
    /// By the fact ids of the vocabulary.
    pub counts: Vec<CountOf>,
    /// Components, sorted by id.
    pub components: Vec<ComponentRule>,
    /// Capabilities, sorted by id.
    pub capabilities: Vec<CapabilityRule>,
    /// Facts, sorted by id.
    pub facts: Vec<FactRule>,
    /// How descriptions are read as a whole.
    pub reading: Reading,
}

/// What a name of the vocabulary counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountOf {
    /// The component, by its place in the list.
    pub component: usize,
    /// One of its measures, by its place; without one the resources are counted.
    pub measure: Option<usize>,
}

/// How descriptions are read as a whole.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Where names for people stand in a resource, beside its own name.
    pub names: Vec<AttributePath>,
    /// Programs that are looked for in what servers install when they start.
    pub programs: Vec<String>,
    /// How kinds begin that the ladder is about.
    pub providers: Vec<String>,
    /// Kinds that say nothing about an architecture; a last `*` stands for any end.
    pub plumbing: Vec<String>,
    /// Which lane a system is in, the first whose condition holds.
    pub lanes: Vec<(TrackId, usize, Formula)>,
    /// When there is enough to say on which rung a system stands.
    pub placed: Option<Formula>,
    /// Why there is not, the first that holds.
    pub otherwise: Vec<(Option<Formula>, String)>,
}

/// One kind of part that systems are made of.
#[derive(Debug, Clone)]
pub struct ComponentRule {
    /// Its id: the name of its file, and of the count of its resources.
    pub id: String,
    /// What people call several of it.
    pub title: String,
    /// What it is.
    pub means: String,
    /// It does the work of a system.
    pub bears_work: bool,
    /// Which resources are it; a resource is counted once.
    pub from: Vec<Selection>,
    /// Other components, all resources of which are it.
    pub includes: Vec<usize>,
    /// What else is counted of its resources.
    pub measures: Vec<MeasureRule>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What must come out on given resources.
    pub examples: Vec<DetectExample>,
    /// Where it is declared.
    pub place: Place,
}

/// Resources of some kinds.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The kinds.
    pub kinds: Vec<String>,
    /// All of these must hold.
    pub tests: Vec<Test>,
    /// None of these may hold.
    pub unless: Vec<Test>,
}

/// Something to hold a resource against.
#[derive(Debug, Clone)]
pub struct Test {
    /// What is looked at.
    pub subject: Subject,
    /// What it must be.
    pub predicate: Predicate,
    /// What the attribute is where it is not written.
    pub absent_means: Option<Scalar>,
}

/// What a test looks at.
#[derive(Debug, Clone)]
pub enum Subject {
    /// The first of these attributes that is written.
    Attribute(Vec<AttributePath>),
    /// The names of the resource.
    Names,
    /// Resources of these kinds that it refers to, all tests of which hold.
    RefersTo(Vec<String>, Vec<Test>),
    /// Resources of these kinds that refer to it, all tests of which hold.
    ReferredBy(Vec<String>, Vec<Test>),
}

/// What a test asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// It is one of these.
    OneOf(Vec<Scalar>),
    /// Its words hold one of these runs of words.
    Words(Vec<Vec<String>>),
    /// Its text holds one of these, in small letters.
    Holds(Vec<String>),
    /// It is a number of at least this.
    AtLeast(f64),
    /// It is a list of at least this many.
    ItemsAtLeast(usize),
    /// It is written and not empty, or not.
    Set(bool),
}

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A truth.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// The way to an attribute: `a.b`, through lists, `list[Key=Name].Value` for the items of a list whose key is that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributePath {
    /// The names on the way, each with what an item must hold.
    pub segments: Vec<(String, Vec<(String, String)>)>,
}

/// How the values of single resources become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Their sum.
    Sum,
    /// The greatest.
    Most,
    /// How many different ones.
    Distinct,
}

impl Take {
    /// Every word with what it stands for.
    pub const WORDS: &'static [(&'static str, Take)] =
        &[("sum", Take::Sum), ("most", Take::Most), ("distinct", Take::Distinct)];
}

/// A number made of all resources of a component.
#[derive(Debug, Clone)]
pub struct MeasureRule {
    /// Its name in conditions.
    pub id: String,
    /// How values become one number.
    pub take: Take,
    /// Where the value of a resource stands, the first that is known.
    pub by: Vec<By>,
    /// The value of a resource that has none of them.
    pub absent_means: Option<f64>,
}

/// Where the value of a resource stands.
#[derive(Debug, Clone)]
pub enum By {
    /// An attribute.
    Value(Vec<AttributePath>),
    /// The number of items of an attribute.
    Items(Vec<AttributePath>),
    /// The resources of these kinds that it refers to: how many different values they have, or how many they are.
    Referred(Vec<String>, Vec<AttributePath>),
    /// How many resources of these kinds refer to it.
    Referring(Vec<String>),
    /// The region that it runs in.
    Region,
}

/// When a capability is there.
#[derive(Debug, Clone)]
pub struct CapabilityRule {
    /// The capability.
    pub capability: CapabilityId,
    /// The condition over counts.
    pub when: Formula,
    /// Where this holds, or may hold, it is not called absent: what would show it is described elsewhere.
    pub blind: Option<Formula>,
    /// When it says on which rung of the main track the system stands; always where there is none.
    pub shapes: Option<Formula>,
    /// It is never called absent: what descriptions do not show may be there all the same.
    pub only_present: bool,
    /// The components of which each would have it as its own, by their places in the rules.
    pub belongs_to: Vec<usize>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What must come out on given resources.
    pub examples: Vec<DetectExample>,
    /// Where it is declared.
    pub place: Place,
}

/// What a fact of the components is read from.
#[derive(Debug, Clone)]
pub struct FactRule {
    /// The fact.
    pub fact: FactId,
    /// Told only where this holds.
    pub when: Option<Formula>,
    /// Told of what is described, though more may run.
    pub described: bool,
    /// How its value comes about.
    pub from: FactFrom,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What must come out on given resources.
    pub examples: Vec<DetectExample>,
    /// Where it is declared.
    pub place: Place,
}

/// How the value of a fact comes about.
#[derive(Debug, Clone)]
pub enum FactFrom {
    /// A formula over counts.
    Formula(Formula),
    /// Names that attributes of components hold.
    Names(Vec<NamesOf>),
    /// How many capabilities are stated that a whole input does not hold.
    StatedNotFound,
    /// Members of a set, each with the condition under which it holds it.
    Members(Vec<(usize, Formula)>),
}

/// Names that the resources of a component hold.
#[derive(Debug, Clone)]
pub struct NamesOf {
    /// The component.
    pub component: usize,
    /// The attribute, or nothing where the component itself says it.
    pub attribute: Vec<AttributePath>,
    /// Members of the fact by what the attribute holds, in small letters; what is not here must be a member itself.
    pub map: Vec<(String, Names)>,
    /// The member that every resource of the component stands for.
    pub always: Option<Names>,
}

/// Resources, and what must come out on them.
#[derive(Debug, Clone)]
pub struct DetectExample {
    /// What it shows.
    pub name: String,
    /// The resources.
    pub resources: Vec<ExampleResource>,
    /// The input may not be whole.
    pub partial: bool,
    /// What must come out.
    pub expected: DetectExpected,
    /// Where it stands.
    pub place: Place,
}

/// What must come out of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum DetectExpected {
    /// The number of a component, and of its measures by name.
    Counts(Vec<(FactId, Values)>),
    /// The word of a presence.
    Presence(String),
    /// The values of a fact; nothing where it must not be told.
    Fact(Option<Values>),
}

/// A resource of an example.
#[derive(Debug, Clone)]
pub struct ExampleResource {
    /// Its address.
    pub address: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The least and greatest number of it.
    pub count: (u32, Option<u32>),
    /// Where it runs.
    pub region: Option<String>,
    /// Addresses that it refers to.
    pub refers_to: Vec<String>,
    /// Its attributes, where there are any.
    pub attributes: Option<Node>,
    /// Where it stands.
    pub place: Place,
}
