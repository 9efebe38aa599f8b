//! Reads infrastructure descriptions into one [`Inventory`]: Terraform plans and states, CloudFormation and SAM.
//!
//! Texts come in by their names and values go out: nothing is opened, fetched or executed here, and nothing is known of
//! what a resource means. What comes in is taken for hostile: sizes, depths and counts are bounded ([`bounds`]), what is
//! of another type than its format says is passed over, and nothing that may be a secret is kept.
//!
//! Places point into an outline of each file, which holds the names of resources where they are declared and nothing
//! else, so that no drawing can show what a file holds.

pub mod bounds;
mod inventory;
mod json;
mod keep;
mod recognise;
mod region;
mod script;
mod template;
mod terraform;
mod text;

pub use inventory::{Attribute, Form, Ignored, Inventory, Note, Resource, Root};

use crate::problem::{Code, Problem};
use bounds::{MOST_JSON_BYTES, MOST_TEMPLATE_BYTES};
use recognise::{Recognised, recognise};
use text::Text;

/// A file that was given or found.
#[derive(Debug, Clone)]
pub struct File {
    /// The path that messages show, with `/` between folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// It was named itself, and must be readable; one that was only found in a folder is passed over if it is not.
    pub named: bool,
}

/// Reads files into an inventory.
///
/// `sought` are names of programs; a resource whose start script or start metadata installs some of them gets a list
/// `installs` of these among its attributes. The scripts themselves are not kept.
///
/// # Errors
/// Every fault of a file that was named. Where nothing could be read, what is wrong with all of them.
///
/// # Example
/// ```
/// use nextrung::infra::{File, read};
/// let state = br#"{"version": 4, "resources": [{"mode": "managed", "type": "aws_instance", "name": "web",
///     "instances": [{"attributes": {"availability_zone": "eu-west-1a"}}]}]}"#;
/// let file = File { name: "a.tfstate".into(), bytes: state.to_vec(), named: true };
/// let inventory = read(vec![file], &[])?;
/// assert_eq!(inventory.roots[0].resources[0].address, "aws_instance.web");
/// assert_eq!(inventory.roots[0].resources[0].region.as_deref(), Some("eu-west-1"));
/// # Ok::<(), Vec<nextrung::problem::Problem>>(())
/// ```
pub fn read(mut files: Vec<File>, sought: &[&str]) -> Result<Inventory, Vec<Problem>> {
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files.dedup_by(|later, first| later.name == first.name);
    let mut inventory = Inventory::default();
    let mut problems = Vec::new();
    let mut unread = Vec::new();
    let mut templates = Vec::new();
    let mut room = Room { attributes: bounds::MOST_ATTRIBUTES, nodes: bounds::MOST_NODES_TOGETHER };
    for file in files {
        let (name, named) = (file.name.clone(), file.named);
        match read_file(file, sought, &mut room) {
            Ok(Outcome::Root(root)) => inventory.roots.push(root),
            Ok(Outcome::Template(template)) => templates.push(template),
            Ok(Outcome::Refused(because)) => {
                let problem = refusal(&name, because);
                if named {
                    problems.push(problem)
                } else {
                    unread.push(problem)
                }
                inventory.ignored.push(Ignored { file: name, because: because.to_owned() });
            }
            Ok(Outcome::Other) if named => problems.push(unknown(&name)),
            Ok(Outcome::Other) => {
                inventory.ignored.push(Ignored { file: name, because: "it describes no infrastructure".to_owned() });
            }
            Err(problem) => {
                let because = because(&name, &problem);
                inventory.ignored.push(Ignored { file: name, because });
                if named { problems.push(problem) } else { unread.push(problem) }
            }
        }
    }
    // Templates nest each other, so they wait until all are there.
    inventory.roots.extend(template::roots(&templates, sought));
    inventory.roots.sort_by(|a, b| a.name.cmp(&b.name));
    if problems.is_empty() && inventory.roots.is_empty() {
        problems = unread;
        if problems.is_empty() {
            problems.push(nothing(inventory.ignored.len()));
        }
    }
    if problems.is_empty() { Ok(inventory) } else { Err(problems) }
}

/// What became of a file.
enum Outcome {
    Root(Root),
    Template(template::Template),
    Refused(&'static str),
    Other,
}

/// What may still be kept of all files together.
struct Room {
    attributes: usize,
    nodes: usize,
}

fn read_file(file: File, sought: &[&str], room: &mut Room) -> Result<Outcome, Problem> {
    if file.bytes.len() > MOST_JSON_BYTES {
        let message = format!("`{}` is larger than {} MiB", file.name, MOST_JSON_BYTES >> 20);
        return Err(Problem::nowhere(Code::TooLarge, message).help("give a state or plan of one root module"));
    }
    let text = Text::new(file.name, file.bytes)?;
    let recognised = recognise(&text).map_err(|fault| text.problem(fault))?;
    match recognised {
        Recognised::Terraform(dialect) => {
            let root = terraform::read(&text, dialect, sought, &mut room.attributes);
            root.map(Outcome::Root).map_err(|fault| text.problem(fault))
        }
        Recognised::JsonTemplate | Recognised::YamlTemplate => {
            if text.bytes.len() > MOST_TEMPLATE_BYTES {
                let message = format!("`{}` is larger than {} MiB", text.name, MOST_TEMPLATE_BYTES >> 20);
                return Err(Problem::nowhere(Code::TooLarge, message).help("templates are read up to that size"));
            }
            let json = recognised == Recognised::JsonTemplate;
            let template = template::read(text, json).map_err(|(text, fault)| text.problem(fault))?;
            match room.nodes.checked_sub(template.size()) {
                Some(left) => room.nodes = left,
                None => {
                    let message = format!("`{}` is one template too many to read at once", template.name());
                    return Err(Problem::nowhere(Code::TooLarge, message).help("name the folder of one system"));
                }
            }
            Ok(Outcome::Template(template))
        }
        Recognised::Refused(because) => Ok(Outcome::Refused(because)),
        Recognised::Other => Ok(Outcome::Other),
    }
}

fn refusal(name: &str, because: &str) -> Problem {
    let (what, help) = because.split_once(": ").unwrap_or((because, ""));
    let problem = Problem::nowhere(Code::NotInfrastructure, format!("`{name}` is not read: {what}"));
    if help.is_empty() { problem } else { problem.help(help) }
}

fn unknown(name: &str) -> Problem {
    let problem = Problem::nowhere(Code::NotInfrastructure, format!("`{name}` is no description of infrastructure"));
    recognise::advice().into_iter().fold(problem, Problem::help)
}

fn nothing(count: usize) -> Problem {
    let message = match count {
        0 => "the folder holds no file that could describe infrastructure".to_owned(),
        1 => "the one file that was looked at describes no infrastructure that is read here".to_owned(),
        count => format!("none of the {count} files describes infrastructure that is read here"),
    };
    let problem = Problem::nowhere(Code::NotInfrastructure, message);
    recognise::advice().into_iter().fold(problem, Problem::help)
}

/// A fault in one line, for the list of files that were not read: their names stand there already.
fn because(name: &str, problem: &Problem) -> String {
    let message = problem.message.strip_prefix(&format!("`{name}`")).unwrap_or(&problem.message);
    let message = message.trim_start_matches([':', ' ']);
    match problem.labels.first() {
        Some(label) if !message.contains(", at line ") => {
            let (line, column) = label.place.line_and_column();
            format!("{message}, at line {line}, column {column}")
        }
        _ => message.to_owned(),
    }
}
