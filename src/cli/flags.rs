//! Flags that commands have in common.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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

/// What every command that judges one profile is asked with.
#[derive(Debug, Args)]
pub(super) struct AskingFlags {
    /// A profile in TOML or JSON; `-` reads standard input
    pub(super) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(super) flags: ProfileFlags,
    /// Let nothing be settled or reckoned by an assumption
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
pub(super) enum ListFormat {
    Text,
    Json,
}
