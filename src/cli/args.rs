//! What can be asked on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Says which rung of the ladder comes next for a cloud architecture, and why that one.
#[derive(Debug, Parser)]
#[command(name = "nextrung", version, about, max_term_width = 80, disable_help_subcommand = false)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Colour the output
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    color: When,
    /// Print the first line of the answer only
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

impl Cli {
    /// The colour that was asked for.
    pub(super) fn colour(&self) -> anstream::ColorChoice {
        match self.color {
            When::Auto => anstream::ColorChoice::Auto,
            When::Always => anstream::ColorChoice::Always,
            When::Never => anstream::ColorChoice::Never,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say which step comes next, and why
    #[command(after_help = "\
Examples:
  nextrung advise --users 12k
      which rung fits a user count alone
  nextrung advise --users 12k --at redundant-zones
      and what comes next from there
  nextrung advise --at redundant-zones --set database_cpu_peak=82%
      measurements speak louder than the count
  nextrung advise profile.toml --format markdown --output review.md
      everything you know, as a document
  nextrung advise --users 12k --at redundant-zones --dissent
      and what other published ladders would say
  nextrung advise profile.toml --format html --output review.html
      as one page with pictures, a slider over the count and boxes to tick
  nextrung advise --users 12k --infra plan.json
      where the system stands by its infrastructure code")]
    Advise(AdviseArguments),
    /// Say why the next step is what it is, part by part
    #[command(after_help = "\
Examples:
  nextrung why --at redundant-zones --set database_cpu_peak=82%
      every part of the step, and the facts that it cannot do without
  nextrung why profile.toml --target read-replicas
      one part only
  nextrung why --users 12k --at redundant-zones --target cost
      a number followed down to formulas, facts and listed prices
  nextrung why profile.toml --target next:cost
      the same of the architecture after the next step
  nextrung why profile.toml --set growth_per_month=10% --target step:1
      the months of a step of the roadmap, and what it adds to the bill
  nextrung why profile.toml --target burst:reactive-scaling
      what a policy makes of a burst")]
    Why(WhyArguments),
    /// Say why something was not taken, and what would select it
    #[command(after_help = "\
Examples:
  nextrung why-not sharding --at scaled-reads --set database_cpu_peak=60%
  nextrung why-not stage:multi-region-services profile.toml
  nextrung why-not choice:compute-platform=kubernetes profile.toml")]
    WhyNot(WhyNotArguments),
    /// Ask only what can change the answer, best first
    #[command(after_help = "\
At a terminal it asks one question after the other, and writes the answers into
the profile that was given; comments and order stay. Elsewhere it lists the
questions.

Examples:
  nextrung ask profile.toml
  nextrung ask --users 50k --at managed-database --next
      the best question, as JSON
  nextrung ask --users 50k --answers record.toml
      asks a profile instead of a person")]
    Ask(AskArguments),
    /// Hold the answers of two profiles against each other
    #[command(after_help = "\
What was open and is not known any more is told apart: absence is never a pass.

Examples:
  nextrung compare last-quarter.toml today.toml
  nextrung compare last-quarter.toml today.toml --fail-on regressed")]
    Compare(CompareArguments),
    /// Say which steps come when the load grows, and when to begin each
    #[command(after_help = "\
Growth is stated in the profile or with --set growth_per_month=5%; without it
nothing has a month.

Examples:
  nextrung roadmap --users 8k --at redundant-zones --set growth_per_month=10%
  nextrung roadmap profile.toml --format markdown --output roadmap.md
  nextrung roadmap profile.toml --plot cost
      and what each stage costs by users, as a plot")]
    Roadmap(super::roadmap::RoadmapArguments),
    /// Say what is under-built, over-built or risky, and what of it is new
    #[command(after_help = "\
A waiver is a finding that somebody accepted, with a reason and an end; a
baseline is what an earlier review knew. Each one in force is named. What was
found before and cannot be told any more is told apart: absence is never a pass.
In a repository `nextrung.toml` may say what is reviewed, and by what;
--no-config leaves it aside.

Examples:
  nextrung review profile.toml
  nextrung review --infra plan.json profile.toml
      with the resources of a Terraform plan, at file and line
  nextrung review profile.toml --write-baseline baseline.json
      accept what is there today as known
  nextrung review profile.toml --baseline known.json --fail-on high
      exit with 1 where something high is new or back
  nextrung review profile.toml --waivers waivers.toml --format markdown
      for a pull request
  nextrung review profile.toml --format sarif --output review.sarif
      for code scanning")]
    Review(super::review::ReviewArguments),
    /// List what to do, observe and keep ready to undo, item by item
    #[command(after_help = "\
Examples:
  nextrung checklist profile.toml
      the next step of a profile, with what applies to it
  nextrung checklist --transition redundant-zones..scaled-reads
      a step, every item with its condition
  nextrung checklist --playbook region-move --format csv --output move.csv
      a move, for a sheet
  nextrung checklist profile.toml --done ticked.md
      the same again, with what is done")]
    Checklist(ChecklistArguments),
    /// Simulate a burst under each way of scaling: what is lost, and what it costs
    #[command(after_help = "\
A burst is burst_factor times the load of the busiest ordinary hour, which is
peak_rps or follows from --users. burst_signal=true says that something inside
the system comes before it, burst_known_ahead=true that its time is known.

Examples:
  nextrung simulate --set peak_rps=900/s --set burst_factor=100
      a message that goes out brings a hundred times the load
  nextrung simulate profile.toml --set scale_out_time=3min
      the same burst, when new servers serve after three minutes
  nextrung simulate profile.toml --format json --output burst.json
      everything, second by second thinned to a curve
  nextrung simulate profile.toml --plot
      and as a drawing of characters; --format svg makes a picture")]
    Simulate(super::simulate::SimulateArguments),
    /// Write the step as an architecture decision record (MADR 4)
    #[command(after_help = "\
Examples:
  nextrung adr profile.toml
  nextrung adr profile.toml --dir docs/decisions
      numbered after the records that are there; none is overwritten")]
    Adr(AdrArguments),
    /// Draw the stages of a track, or the architecture now and next
    #[command(after_help = "\
Examples:
  nextrung graph
      the stages of the main track, with steps, leaps, ways back and lanes
  nextrung graph profile.toml
      the same with where the system stands, what fits and the next step
  nextrung graph profile.toml --view architecture
      the architecture now, and after the next step with what is added marked
  nextrung graph --track elasticity --format svg --output elasticity.svg")]
    Graph(super::graph::GraphArguments),
    /// Answer many profiles, one a line
    #[command(after_help = "\
Each line of the input is a profile in JSON, on one line; each line of the
output is its answer, in the same order. A line that is no profile gives an
error line, the others are answered, and the exit code is 1.

Examples:
  nextrung batch profiles.ndjson > answers.ndjson
  nextrung batch - --no-assumptions")]
    Batch(BatchArguments),
    /// Say what infrastructure code shows, with file and line, and the rung
    #[command(after_help = "\
Nothing is fetched or executed. A plan or state is whole: what it does not hold
is absent. A template may have siblings, and of these nothing is called absent.
What is deployed apart is answered apart.

Examples:
  nextrung detect plan.json
      a plan: terraform show -json plan.out > plan.json
  nextrung detect template.yaml --format json
      a template, for a program
  nextrung detect plan.json --quiet
      the answer in one line")]
    Detect(super::detect::DetectArguments),
    /// Print a commented profile to fill in
    #[command(after_help = "\
Examples:
  nextrung init > profile.toml
  nextrung init --users 50k --at managed-database --output profile.toml
  nextrung init --infra plan.json --output profile.toml
      with what infrastructure code shows filled in")]
    Init(InitArguments),
    /// Learn: systems with hidden facts to judge, scored by the same engine
    #[command(after_help = "\
A sheet tells a part of what is known of a system; the rest may be asked for at
a price. Pick the step and name what it rests on. The same seed, level and rules
give the same exercise again.

Examples:
  nextrung exercise play --seed 7 --level 2
      a round at the terminal
  nextrung exercise game --seed 7
      eight rounds from one user to ten million
  nextrung exercise new --seed 7 --level 3 --output sheet.md
  nextrung exercise grade answers.md --fail-under 60%
      a sheet that was filled in
  nextrung exercise new --count 12 --dir sheets --key key.md
      a group, with the key apart")]
    Exercise(super::exercise::ExerciseArguments),
    /// Browse, show and test what nextrung knows
    #[command(after_help = "\
Examples:
  nextrung rules list --kind gate
  nextrung rules show read-replicas
  nextrung rules schema profile
  nextrung rules test --rules my-rules")]
    Rules(RulesArguments),
    /// Print a completion script for a shell
    #[command(hide = true)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// Facts and architecture on the command line; they replace what the profile says.
#[derive(Debug, Default, Args)]
pub(super) struct ProfileFlags {
    /// How many people use the system: 12000, 12k, 1.5M, or a range 8k..15k
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(super) users: Option<String>,
    /// A fact: peak_rps=400/s, read_share=70%, data_size=2TB
    #[arg(long = "set", value_name = "FACT=VALUE")]
    pub(super) set: Vec<String>,
    /// Where the system stands: redundant-zones, or track=stage
    #[arg(long, value_name = "[TRACK=]STAGE")]
    pub(super) at: Vec<String>,
    /// What the system has beside that: cdn,cache
    #[arg(long, value_name = "CAPABILITIES")]
    pub(super) has: Vec<String>,
    /// What the system does not have: read-replicas
    #[arg(long, value_name = "CAPABILITIES")]
    pub(super) lacks: Vec<String>,
    /// The lane it climbs in: servers, containers, serverless
    #[arg(long, value_name = "LANE")]
    pub(super) lane: Option<String>,
}

/// Where rules come from beside the built-in ones.
#[derive(Debug, Args)]
pub(super) struct RulesFlags {
    /// A folder of rules to lay over the built-in ones; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
}

/// Where the answer goes.
#[derive(Debug, Args)]
pub(super) struct OutputFlags {
    /// Write to a file instead of standard output, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct AdviseArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Infrastructure code to join the profile: a plan, state or template, or a folder of one; what is stated counts
    #[arg(long, value_name = "PATH")]
    pub(super) infra: Vec<PathBuf>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = AdviseFormat::Text, value_name = "FORMAT")]
    pub(super) format: AdviseFormat,
    /// Only this track
    #[arg(long, value_name = "TRACK")]
    pub(super) track: Option<String>,
    /// Say too where other published ladders would put the system
    #[arg(long)]
    pub(super) dissent: bool,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    pub(super) no_assumptions: bool,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum AdviseFormat {
    Text,
    Markdown,
    Json,
    Html,
}

/// What the commands that explain an answer have in common.
#[derive(Debug, Args)]
pub(super) struct QuestionFlags {
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    pub(super) no_assumptions: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(super) format: ListFormat,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(super) struct WhyArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    /// Only this: a capability, a stage, an option, by name or KIND:NAME; or a figure
    ///
    /// Figures of the architecture: cost, cost:LINE, capacity:COMPONENT, quantity:NAME, fact:NAME; with next: before
    /// them, of the one after the next step. What the next step adds: step. Of the roadmap: step:N (its months and
    /// cost), step:N:cost and so on. What taking away saves: saves:CAPABILITY. Of options and findings:
    /// estimate:CHOICE=OPTION, estimate:FINDING. Of a burst: burst, burst:POLICY, burst:SAVING.
    #[arg(long, value_name = "ID")]
    pub(super) target: Option<String>,
    /// Why not, instead of why
    #[arg(long)]
    pub(super) not: bool,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
}

#[derive(Debug, Args)]
pub(super) struct WhyNotArguments {
    /// A capability, a stage or an option, by name or KIND:NAME
    pub(super) id: String,
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
}

#[derive(Debug, Args)]
pub(super) struct AskArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Print the best question only, as JSON
    #[arg(long)]
    pub(super) next: bool,
    /// A profile that answers instead of a person; what it does not say nobody knows
    #[arg(long, value_name = "FILE", conflicts_with = "next")]
    pub(super) answers: Option<PathBuf>,
    /// Ask for at most this many facts, beside where the system stands
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(super) most: usize,
    /// Ask about this track
    #[arg(long, value_name = "TRACK")]
    pub(super) track: Option<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(super) format: ListFormat,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// The profile of before
    pub(super) old: PathBuf,
    /// The profile of now
    pub(super) new: PathBuf,
    /// Exit with 1 where something of this kind is found
    #[arg(long, value_enum, value_name = "KIND")]
    pub(super) fail_on: Vec<FailOn>,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    pub(super) no_assumptions: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(super) format: ListFormat,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    New,
    Regressed,
}

#[derive(Debug, Args)]
pub(super) struct ChecklistArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Every way onto a stage, and what a system on it is checked for
    #[arg(long, value_name = "[TRACK=]STAGE", group = "wanted")]
    pub(super) stage: Option<String>,
    /// One step: from a stage to a higher one, or a transition by its name
    #[arg(long, value_name = "A..B", group = "wanted")]
    pub(super) transition: Option<String>,
    /// A move
    #[arg(long, value_name = "PLAYBOOK", group = "wanted")]
    pub(super) playbook: Option<String>,
    /// A checklist with ticks, in any of the formats, or ids, a line each
    #[arg(long, value_name = "FILE")]
    pub(super) done: Option<PathBuf>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = ChecklistFormat::Markdown, value_name = "FORMAT")]
    pub(super) format: ChecklistFormat,
    /// The day to reckon from, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ChecklistFormat {
    Markdown,
    Csv,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct AdrArguments {
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Write it into this folder, numbered after the records that are there
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(super) dir: Option<PathBuf>,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    pub(super) no_assumptions: bool,
    /// The day of the record, as 2026-11-21; today where it is not given
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(super) struct BatchArguments {
    /// Profiles in JSON, one a line; `-` or nothing reads standard input
    pub(super) profiles: Option<PathBuf>,
    /// Let nothing be settled by an assumption
    #[arg(long)]
    pub(super) no_assumptions: bool,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Infrastructure code to begin with: a plan, state or template, or a folder of one
    #[arg(long, value_name = "PATH")]
    pub(super) infra: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RulesFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List what is known, a line each
    List {
        /// Only things of this kind
        #[arg(long, value_enum, value_name = "KIND")]
        kind: Option<ThingKind>,
        /// How to tell it
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
    /// Show one thing whole
    Show {
        /// Its name, or KIND:NAME where a name is several things
        id: String,
        /// How to tell it
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
    /// Print what a profile or an answer looks like, as JSON Schema
    Schema {
        /// The name of a schema, such as profile or advice; all their names without it
        name: Option<String>,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
    /// Run the examples that every gate carries
    Test {
        /// How to tell it
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
        #[command(flatten)]
        rules: RulesFlags,
        #[command(flatten)]
        output: OutputFlags,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ListFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ThingKind {
    Fact,
    Capability,
    Track,
    Stage,
    Gate,
    Transition,
    Choice,
    Finding,
    Playbook,
    Checklist,
    Ladder,
    Source,
}
