//! What infrastructure descriptions declare, whatever their format: resources with attributes, each with its place.

use crate::problem::Place;

/// Everything that was read from the paths that were given.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// What can be deployed as one: a plan, a state, an entry template with its nested ones. Never added up.
    pub roots: Vec<Root>,
    /// Files that were seen and not read, with the reason, in the order of their names.
    pub ignored: Vec<Ignored>,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Its path, as given.
    pub file: String,
    /// Why, and the command that would make it readable where there is one.
    pub because: String,
}

/// The format of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `terraform show -json` of a plan file.
    TerraformPlan,
    /// A state, raw or by `terraform show -json`.
    TerraformState,
    /// A CloudFormation template.
    CloudFormation,
    /// A CloudFormation template with the Serverless Application Model's transform.
    ServerlessModel,
}

/// One thing that is deployed as a whole.
#[derive(Debug, Clone)]
pub struct Root {
    /// The path of its main file, as given.
    pub name: String,
    /// Its format.
    pub form: Form,
    /// Why it may hold less than what runs; empty: the input is whole and absence may be claimed.
    pub partial: Vec<String>,
    /// Sorted by address.
    pub resources: Vec<Resource>,
    /// Modules, nested templates, macros that could not be looked into, parameters that decide, lines skipped.
    pub notes: Vec<Note>,
}

/// Something to know about the reading.
#[derive(Debug, Clone)]
pub struct Note {
    /// A sentence without secrets: lower case, no full stop.
    pub text: String,
    /// What it is about, where there is one place.
    pub place: Option<Place>,
}

/// A declared resource. Deleted, deposed and switched-off ones are not here.
#[derive(Debug, Clone)]
pub struct Resource {
    /// `module.app.aws_instance.web[0]`, or `Nested/LogicalId`.
    pub address: String,
    /// `aws_db_instance`, `AWS::RDS::DBInstance`.
    pub kind: String,
    /// The name in the description.
    pub name: String,
    /// The least and the greatest number of them: `(1, Some(1))` mostly, `(0, Some(1))` under an undecided condition,
    /// `(0, None)` for an unknown count.
    pub count: (u32, Option<u32>),
    /// The condition or count that is open, in words with the parameter's name.
    pub open: Option<String>,
    /// Where it runs: `None` where nobody says; `global` has no region.
    pub region: Option<String>,
    /// Its attributes, always [`Attribute::Fields`].
    pub attributes: Attribute,
    /// Addresses of resources in the same root that it refers to, sorted, each once.
    pub refers_to: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A value in a description.
///
/// Nothing of it is printed except by the evidence that a rule names: a text may be a secret.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// Written, but not known before it is deployed, or hanging on a parameter without a value; with the reason.
    Unknown(String),
    /// Written as nothing.
    Null,
    /// A truth.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list, in its order.
    List(Vec<Attribute>),
    /// Names with values, in the order of the file.
    Fields(Vec<(String, Attribute)>),
}

impl Attribute {
    /// The value of a key; nothing where this is no [`Attribute::Fields`] or the key is absent.
    pub fn get(&self, key: &str) -> Option<&Attribute> {
        self.fields().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Attribute::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names with their values; empty where this is something else.
    pub fn fields(&self) -> &[(String, Attribute)] {
        match self {
            Attribute::Fields(fields) => fields,
            _ => &[],
        }
    }

    /// The items; empty where this is something else.
    pub fn items(&self) -> &[Attribute] {
        match self {
            Attribute::List(items) => items,
            _ => &[],
        }
    }
}
