//! What can be asked on the command line.

use clap::{Parser, Subcommand, ValueEnum};

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
    Advise(super::advise::AdviseArguments),
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
  nextrung why profile.toml --set burst_factor=20 --target burst:fixed-capacity
      what a policy makes of a burst")]
    Why(super::why::WhyArguments),
    /// Say why something was not taken, and what would select it
    #[command(after_help = "\
Examples:
  nextrung why-not sharding --at scaled-reads --set database_cpu_peak=60%
  nextrung why-not stage:multi-region-services profile.toml
  nextrung why-not choice:compute-platform=kubernetes profile.toml")]
    WhyNot(super::why::WhyNotArguments),
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
    Ask(super::ask::AskArguments),
    /// Hold the answers of two profiles against each other
    #[command(after_help = "\
What was open and is not known any more is told apart: absence is never a pass.

Examples:
  nextrung compare last-quarter.toml today.toml
  nextrung compare last-quarter.toml today.toml --fail-on regressed")]
    Compare(super::compare::CompareArguments),
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
    Checklist(super::checklist::ChecklistArguments),
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
    Adr(super::adr::AdrArguments),
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
    Batch(super::batch::BatchArguments),
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
    Init(super::init::InitArguments),
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
    Rules(super::rules::RulesArguments),
    /// Print a completion script for a shell
    #[command(hide = true)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}
