//! The command line: the only room that reads and writes files, asks the clock and knows the terminal.
//!
//! `args` says what can be asked, `flags` what commands have in common, `input` reads, one file a command answers, `output` writes.

mod adr;
mod advise;
mod args;
mod ask;
mod batch;
mod checklist;
mod compare;
mod detect;
mod exercise;
mod flags;
mod graph;
pub mod infra;
mod init;
mod input;
mod output;
mod review;
mod roadmap;
mod rules;
mod simulate;
mod why;

use clap::{CommandFactory, Parser};

use crate::problem::{Problem, draw};

pub use args::Cli;

/// How a run ended. The numbers are API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The command did what it was asked; advice to step up is no failure.
    Done = 0,
    /// A check that the user asked for failed.
    CheckFailed = 1,
    /// The usage or the input is wrong.
    WrongInput = 2,
    /// A fault of nextrung's own.
    OwnFault = 3,
}

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The input is wrong.
    #[error("the input has {} problems", .0.len())]
    Input(Vec<Problem>),
    /// The reader of the output went away.
    #[error("the reader of the output went away")]
    ClosedPipe,
    /// The output cannot be written.
    #[error("the output cannot be written")]
    Output(#[source] std::io::Error),
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Failure {
        Failure::Input(problems)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Input(vec![problem])
    }
}

/// Runs the command line and gives the exit code.
pub fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output, wrong usage to standard error, without what it could smuggle in.
            if error.use_stderr() {
                output::complain(&draw::harmless(&error.render().to_string()));
                return Exit::WrongInput;
            }
            return match output::print(&error.render().to_string()) {
                Ok(()) | Err(Failure::ClosedPipe) => Exit::Done,
                Err(_) => Exit::WrongInput,
            };
        }
    };
    let colour = cli.colour();
    colour.write_global();
    match dispatch(&cli) {
        Ok(exit) => exit,
        Err(Failure::ClosedPipe) => Exit::Done,
        Err(Failure::Input(problems)) => {
            let style = draw::Style { colour: output::is_coloured_error(), width: output::width() };
            output::complain(&draw::draw(&problems, style));
            Exit::WrongInput
        }
        Err(failure @ Failure::Output(_)) => {
            let source = std::error::Error::source(&failure).map(|source| format!(": {source}")).unwrap_or_default();
            output::complain(&format!("error: {failure}{source}\n"));
            Exit::WrongInput
        }
    }
}

fn dispatch(cli: &Cli) -> Result<Exit, Failure> {
    match &cli.command {
        None => output::print(&start()).map(|()| Exit::Done),
        Some(args::Command::Advise(arguments)) => advise::run(arguments, cli.quiet),
        Some(args::Command::Why(arguments)) => why::why(arguments, cli.quiet),
        Some(args::Command::WhyNot(arguments)) => why::why_not(arguments, cli.quiet),
        Some(args::Command::Compare(arguments)) => compare::run(arguments, cli.quiet),
        Some(args::Command::Ask(arguments)) => ask::run(arguments),
        Some(args::Command::Roadmap(arguments)) => roadmap::run(arguments, cli.quiet),
        Some(args::Command::Exercise(arguments)) => exercise::run(arguments, cli.quiet),
        Some(args::Command::Review(arguments)) => review::run(arguments, cli.quiet),
        Some(args::Command::Checklist(arguments)) => checklist::run(arguments, cli.quiet),
        Some(args::Command::Simulate(arguments)) => simulate::run(arguments, cli.quiet),
        Some(args::Command::Adr(arguments)) => adr::run(arguments),
        Some(args::Command::Graph(arguments)) => graph::run(arguments),
        Some(args::Command::Batch(arguments)) => batch::run(arguments),
        Some(args::Command::Detect(arguments)) => detect::run(arguments, cli.quiet),
        Some(args::Command::Init(arguments)) => init::run(arguments),
        Some(args::Command::Rules(arguments)) => rules::run(arguments),
        Some(args::Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "nextrung", &mut script);
            output::print(&String::from_utf8_lossy(&script)).map(|()| Exit::Done)
        }
    }
}

/// What `nextrung` alone prints: the way in, grouped by use.
fn start() -> String {
    "\
nextrung says which rung a cloud architecture should climb to next, and why.

Decide
  nextrung advise --users 12k                       a user count alone
  nextrung advise --users 12k --at redundant-zones  and where the system stands
  nextrung advise profile.toml                      everything you know
  nextrung init --output profile.toml               a profile to fill in
  nextrung ask profile.toml                         what can change the answer
  nextrung roadmap profile.toml                     which steps come when
  nextrung simulate profile.toml                    which scaling stands a burst

Review
  nextrung detect plan.json                         what its code shows
  nextrung review profile.toml                      what is amiss, by severity
  nextrung why profile.toml                         the step, part by part
  nextrung why-not sharding profile.toml            what would select it
  nextrung compare old.toml new.toml                what moved, and why
  nextrung advise profile.toml --format markdown    for a design review
  nextrung advise profile.toml --format json        for a program
  nextrung checklist profile.toml                   what to tick
  nextrung adr profile.toml                         the step as a record
  nextrung graph profile.toml                       the ladder as a diagram

Teach
  nextrung exercise play --level 1                  judge a system, get a score
  nextrung rules list                               everything it knows
  nextrung rules show read-replicas                 one thing and its reasons
  nextrung rules test --rules my-rules              check rules of your own

`nextrung help COMMAND` explains a command with examples.
"
    .to_owned()
}
