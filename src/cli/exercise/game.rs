//! The growth game at the terminal, line by line: it works as well with a file of moves on standard input.

use std::io::{self, BufRead};

use super::play::{Lines, Typed};
use super::{GameArguments, SheetFormat};
use crate::advise::Advisor;
use crate::cli::flags::OutputFlags;
use crate::cli::{Exit, Failure, input, output};
use crate::exercise::{Game, Move, Standing};
use crate::report;

pub(super) fn play(arguments: &GameArguments) -> Result<Exit, Failure> {
    let base = input::rule_base(&arguments.rules)?;
    let advisor = Advisor::new(base);
    let game = Game::new(&advisor, arguments.seed)?;
    let look = output::look(&OutputFlags { output: None, force: false });
    let mut lines = Lines(io::stdin().lock().lines());
    output::print(
        "You run one system while it grows. In each round take a step, another way to\nstand a burst, both or neither; it is \
         there before the load of the round comes.\nPoints: 35 for a rung that fits, 25 for the load that is carried, 20 for \
         the\nburst day, 20 for the bill against the budget.\n",
    )?;
    let mut standings: Vec<Standing> = Vec::new();
    for index in 0..game.rounds.len() {
        let here = standings.last().copied().unwrap_or(Game::START);
        let moves = game.moves(&game.rounds[index], here);
        let told = report::tell_round(&game, index, here, &moves, look);
        output::print(&format!("\n{told}"))?;
        let Some(next) = choose(&mut lines, here, &moves, &told)? else { break };
        output::print(&report::tell_scored(&game, index, next, look))?;
        standings.push(next);
    }
    if standings.is_empty() {
        output::print("\nLeft without a score; the same seed gives the same game again.\n")?;
        return Ok(Exit::Done);
    }
    let report = report::game_report(&game, &standings);
    output::print(&format!("\n{}", report::tell_game(&report, look)))?;
    if arguments.output.output.is_some() {
        let text = match arguments.format {
            SheetFormat::Markdown => report::game_markdown(&report),
            SheetFormat::Json => report::pretty(&report),
        };
        output::write(&text, &arguments.output)?;
    }
    output::print(&format!("\nAnother game: nextrung exercise game --seed {}\n", arguments.seed.wrapping_add(1)))?;
    Ok(Exit::Done)
}

/// Asks until the moves of a round are clear; nothing where somebody leaves.
fn choose(lines: &mut Lines<'_>, here: Standing, moves: &[Move], told: &str) -> Result<Option<Standing>, Failure> {
    loop {
        output::print("\nNumbers, one rung and one policy at most; Enter stays; ? shows it again; q ends.\n> ")?;
        match lines.typed(moves.len())? {
            Typed::Quit => return Ok(None),
            Typed::Next => return Ok(Some(here)),
            Typed::Again => output::print(told)?,
            Typed::Wrong(why) => output::print(&why)?,
            Typed::Numbers(numbers) => {
                let taken: Vec<Move> = numbers.iter().map(|number| moves[number - 1]).collect();
                let rungs = taken.iter().filter(|one| matches!(one, Move::Rung(_))).count();
                if rungs > 1 || taken.len() - rungs > 1 {
                    output::print("  One rung and one policy at most.\n")?;
                    continue;
                }
                return Ok(Some(taken.into_iter().fold(here, Standing::after)));
            }
        }
    }
}
