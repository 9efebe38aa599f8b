//! The growth game in words: a round before and after the choice, and the result.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::estimate::Loaded;
use crate::exercise::{Assessment, Game, Move, Round, Standing};
use crate::quantity::{Interval, Kind, Values, number, quantity, show_values};
use crate::report::Look;
use crate::report::markdown::safe;
use crate::report::paragraph::Page;
use crate::report::value::Number;
use crate::rules::RuleBase;

/// So many facts of the load are shown beside the count.
const MOST_LOAD: usize = 3;

/// What came of a game. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GameReport {
    /// `nextrung.exercise-game/1`.
    pub schema: &'static str,
    /// What it was made of.
    pub seed: u64,
    /// The fingerprint of the rules that it was made with.
    pub rules: String,
    /// How many rounds the game has; fewer are told where it was left early.
    pub rounds_of_game: usize,
    /// The mean of the rounds that were played, 0 to 100.
    pub total: u32,
    /// The same for what the judgement would have done in these rounds.
    pub engine_total: u32,
    /// The rounds that were played.
    pub rounds: Vec<GameRound>,
}

/// A round that was played.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GameRound {
    /// Its number.
    pub number: usize,
    /// The load, in words: the count first.
    pub load: Vec<String>,
    /// Dollars a month that it may cost; absent where no bill can be worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Number>,
    /// What the player had.
    pub player: GameStanding,
    /// What the judgement would have had.
    pub engine: GameStanding,
}

/// A system in a round, with its score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GameStanding {
    /// The stage of the main track.
    pub stage: String,
    /// The policy for bursts.
    pub policy: String,
    /// Points out of 100.
    pub total: u32,
    /// What they are made of.
    pub lines: Vec<GameLine>,
}

/// A part of a score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GameLine {
    /// `load`, `burst`, `bill` or `rung`.
    pub part: &'static str,
    /// Points that were earned; absent where no model can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Number>,
    /// Points that could be.
    pub of: u32,
    /// Why.
    pub words: String,
}

/// The parts of a score, with what each is worth.
const PARTS: [(&str, u32); 4] = [("load", 25), ("burst", 20), ("bill", 20), ("rung", 35)];

/// Tells what stands before a choice.
pub fn tell_round(game: &Game<'_>, index: usize, here: Standing, moves: &[Move], look: Look) -> String {
    let (base, round) = (game.base(), &game.rounds[index]);
    let mut page = Page::new(look);
    let load = load(base, round);
    page.headline(&format!(
        "Round {} of {}: {}",
        index + 1,
        game.rounds.len(),
        load.first().map_or("", String::as_str)
    ));
    let now = game.assess(round, here);
    let mut rows = vec![(
        "burst".to_owned(),
        if round.has_burst { load[1..].join(", ") } else { "none in this round".to_owned() },
    )];
    let steps = now.iter().flat_map(|now| &now.estimates.load);
    let follows: Vec<String> = steps
        .filter_map(|step| match step.of {
            Loaded::Fact(id) if round.told.iter().all(|(told, _)| *told != id) => Some((id, step.figure.typical)),
            _ => None,
        })
        .take(MOST_LOAD)
        .map(|(id, typical)| fact(base, id, &Values::Number(Interval::point(two_digits(typical)))))
        .collect();
    if !follows.is_empty() {
        rows.push(("follows".to_owned(), format!("about {}", follows.join(", "))));
    }
    rows.push(("system".to_owned(), format!("{}, {}", stage(game, here), policy(game, here.policy))));
    if let Some((component, used)) = now.as_ref().and_then(|now| now.fullest) {
        let over = if used > 1.0 { ": more than it carries, an outage" } else { "" };
        rows.push(("fullest".to_owned(), format!("{} {}{over}", base.components[component].title, share(used))));
    }
    let money = (now.as_ref().and_then(|now| now.bill), round.budget);
    if let (Some(bill), Some(budget)) = money {
        rows.push((
            "bill".to_owned(),
            format!("{} a month as it is; the budget is {}", dollars(bill), dollars(budget)),
        ));
    }
    page.rows("  ", &rows);
    page.heading("Steps");
    for (place, one) in moves.iter().enumerate() {
        let lead = format!("  {:>2}  ", place + 1);
        let bill = game.assess(round, here.after(*one)).and_then(|then| then.bill).map(dollars);
        let bill = bill.map_or(String::new(), |bill| format!(" ({bill})"));
        page.line(
            &lead,
            &match one {
                Move::Rung(rung) => {
                    let stage = &base.track(game.track).stages[*rung];
                    let way = if *rung > here.rung { "up" } else { "down" };
                    format!("{way} to {}{bill}: {}", stage.name, stage.title)
                }
                Move::Policy(index) => {
                    let stage = &base.track(game.model.track).stages[game.model.policies[*index].stage];
                    format!("bursts by {}{bill}: {}", stage.name, stage.title)
                }
            },
        );
    }
    page.into_text()
}

/// Tells what came of a choice.
pub fn tell_scored(game: &Game<'_>, index: usize, standing: Standing, look: Look) -> String {
    let mut page = Page::new(look);
    let scored = scored(game, &game.rounds[index], standing);
    page.heading(&format!("Round {}: {} of 100 points", index + 1, scored.total));
    for line in &scored.lines {
        page.line(&format!("  {:<5} {:>8}  ", line.part, earned(line)), &line.words);
    }
    page.into_text()
}

/// Builds the result of the rounds that were played.
pub fn game_report(game: &Game<'_>, standings: &[Standing]) -> GameReport {
    let base = game.base();
    let rounds = || game.rounds.iter().zip(standings);
    let total = |standings: &mut dyn Iterator<Item = (&Round, Standing)>| {
        let all: Vec<Assessment> = standings.filter_map(|(round, standing)| game.assess(round, standing)).collect();
        Game::total(&all)
    };
    GameReport {
        schema: "nextrung.exercise-game/1",
        seed: game.seed,
        rules: base.fingerprint.clone(),
        rounds_of_game: game.rounds.len(),
        total: total(&mut rounds().map(|(round, standing)| (round, *standing))),
        engine_total: total(&mut rounds().map(|(round, _)| (round, round.engine))),
        rounds: rounds()
            .enumerate()
            .map(|(index, (round, standing))| GameRound {
                number: index + 1,
                load: load(base, round),
                budget: round.budget.map(Number),
                player: scored(game, round, *standing),
                engine: scored(game, round, round.engine),
            })
            .collect(),
    }
}

/// Tells the result at a terminal.
pub fn tell_game(report: &GameReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&headline(report));
    page.heading("Rounds");
    page.table_line(&format!("  {:<24}{:<22}{:>4}  {:<22}{:>4}", "", "you", "", "the judgement", ""));
    for round in &report.rounds {
        let count = round.load.first().map_or("", String::as_str);
        let (you, engine) = (&round.player, &round.engine);
        let lead = format!("{}  {count}", round.number);
        page.table_line(&format!(
            "  {:<24}{:<22}{:>4}  {:<22}{:>4}",
            lead, you.stage, you.total, engine.stage, engine.total
        ));
        if !you.policy.is_empty() || !engine.policy.is_empty() {
            page.table_line(&format!("  {:<24}{:<22}{:>4}  {:<22}", "", you.policy, "", engine.policy));
        }
    }
    let lost = lost(report);
    if !lost.is_empty() {
        page.heading("Where points went");
        lost.iter().for_each(|line| page.line("  ", line));
    }
    page.into_text()
}

/// Tells the result as Markdown.
pub fn game_markdown(report: &GameReport) -> String {
    let mut text = format!(
        "# {}\n\n| round | load | budget | you | points | the judgement | points |\n|---|---|---|---|---|---|---|\n",
        safe(&headline(report))
    );
    for round in &report.rounds {
        let had = |one: &GameStanding| format!("`{}`, `{}`", one.stage, one.policy);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            round.number,
            safe(&round.load.join(", ")),
            round.budget.map_or(String::new(), |budget| safe(&dollars(budget.0))),
            had(&round.player),
            round.player.total,
            had(&round.engine),
            round.engine.total
        );
    }
    let lost = lost(report);
    if !lost.is_empty() {
        text.push_str("\n## Where points went\n\n");
        lost.iter().for_each(|line| {
            let _ = writeln!(text, "- {}", safe(line));
        });
    }
    text
}

fn headline(report: &GameReport) -> String {
    let left = match report.rounds.len() {
        played if played < report.rounds_of_game => format!(" in {played} of {} rounds", report.rounds_of_game),
        _ => String::new(),
    };
    format!("{} of 100 points{left}; the judgement would have had {}", report.total, report.engine_total)
}

/// Why points were lost, in the order of rounds.
fn lost(report: &GameReport) -> Vec<String> {
    let lines = report.rounds.iter().flat_map(|round| round.player.lines.iter().map(move |line| (round.number, line)));
    let less = lines.filter(|(_, line)| line.points.is_some_and(|points| points.0 < f64::from(line.of)));
    less.map(|(number, line)| format!("round {number}, {} {}: {}", line.part, earned(line), line.words)).collect()
}

fn earned(line: &GameLine) -> String {
    line.points.map_or("-".to_owned(), |points| format!("{}/{}", points.0, line.of))
}

/// A standing with its score in words.
fn scored(game: &Game<'_>, round: &Round, standing: Standing) -> GameStanding {
    let base = game.base();
    let found = game.assess(round, standing);
    let points = found.as_ref().map_or([None; 4], |found| found.points);
    let words = |index: usize| {
        found.as_ref().and_then(|found| match index {
            0 => found.fullest.map(|(component, used)| {
                let title = &base.components[component].title;
                match used > 1.0 {
                    true => format!(
                        "outage: {title} at {} of what they carry, {} is served",
                        share(used),
                        share(1.0 / used)
                    ),
                    false => format!("all of it is carried; fullest: {title}, {}", share(used)),
                }
            }),
            1 => found.burst.map(|(failed, meets)| match (meets, failed > 0.0) {
                (true, false) => "the burst is served in time".to_owned(),
                (true, true) => format!("{} of a burst's requests fail, which is allowed", share(failed)),
                (false, _) => format!("{} of a burst's requests fail, more than is allowed", share(failed)),
            }),
            2 => found.bill.zip(round.budget).map(|(bill, budget)| {
                let least = if found.bill_is_open { "at least " } else { "" };
                let is = if bill > budget { "over" } else { "within" };
                format!("{least}{} a month, {is} the budget of {}", dollars(bill), dollars(budget))
            }),
            _ => {
                let (fits, here) = (found.fitting, standing.rung);
                let name = &base.track(game.track).stages[fits].name;
                let mut words = match here.cmp(&fits) {
                    std::cmp::Ordering::Equal => format!("{name} fits"),
                    std::cmp::Ordering::Greater => {
                        format!("over-built by {}: {name} fits, nobody calls for more", rungs(here - fits))
                    }
                    std::cmp::Ordering::Less => format!("under-built by {}: {name} fits", rungs(fits - here)),
                };
                if !found.broken.is_empty() {
                    let titles: Vec<&str> = found.broken.iter().map(|id| base.capability(*id).title.as_str()).collect();
                    let _ = write!(words, "; a limit is broken without {}", titles.join(", "));
                }
                Some(words)
            }
        })
    };
    GameStanding {
        stage: stage(game, standing).to_owned(),
        policy: policy(game, standing.policy).to_owned(),
        total: found.as_ref().map_or(0, |found| found.total().round() as u32),
        lines: (0..PARTS.len())
            .map(|index| GameLine {
                part: PARTS[index].0,
                points: points[index].map(|points| Number(points.round())),
                of: PARTS[index].1,
                words: words(index).unwrap_or_else(|| match index {
                    1 if !round.has_burst => "no burst day in this round".to_owned(),
                    _ => "no model can say; not scored".to_owned(),
                }),
            })
            .collect(),
    }
}

fn rungs(count: usize) -> String {
    if count == 1 { "a rung".to_owned() } else { format!("{count} rungs") }
}

fn stage<'b>(game: &Game<'b>, standing: Standing) -> &'b str {
    &game.base().track(game.track).stages[standing.rung].name
}

fn policy<'b>(game: &Game<'b>, policy: usize) -> &'b str {
    &game.base().track(game.model.track).stages[game.model.policies[policy].stage].name
}

/// What is told of a round.
fn load(base: &RuleBase, round: &Round) -> Vec<String> {
    round.told.iter().map(|(id, values)| fact(base, *id, values)).collect()
}

fn fact(base: &RuleBase, id: crate::expr::FactId, values: &Values) -> String {
    let declared = base.fact(id);
    format!("{} {}", declared.name, show_values(values, declared.unit, &declared.members, &declared.range))
}

fn share(value: f64) -> String {
    quantity(two_digits(value), Kind::Share)
}

fn dollars(value: f64) -> String {
    format!("${}", number(two_digits(value)))
}

fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
