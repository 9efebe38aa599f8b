//! A round at the terminal, line by line: it works as well with a file of answers on standard input.

use std::io::{self, BufRead};

use crate::advise::Advice;
use crate::cli::flags::OutputFlags;
use crate::cli::{Exit, Failure, output};
use crate::exercise::{Answers, Exercise, Maker, Named, Which, grade};
use crate::expr::FactId;
use crate::problem::draw::harmless;
use crate::report::{self, SheetReport};
use crate::rules::RuleBase;

/// How a line was meant.
pub(super) enum Typed {
    /// Numbers, each of a list that was shown.
    Numbers(Vec<usize>),
    /// Go on.
    Next,
    /// Show everything again.
    Again,
    /// Enough.
    Quit,
    /// None of these; what is wrong with it.
    Wrong(String),
}

pub(super) fn play(maker: &Maker<'_>, exercise: &Exercise, advice: &Advice) -> Result<Exit, Failure> {
    let base = maker.advisor().base();
    let sheet = report::sheet(base, exercise);
    let plain = OutputFlags { output: None, force: false };
    let look = output::look(&plain);
    let mut lines = Lines(io::stdin().lock().lines());
    output::print(&report::tell_sheet(&sheet, look))?;
    let mut answers = Answers::default();
    if !ask(base, exercise, &sheet, &mut answers, &mut lines)? {
        return left();
    }
    let prompt = "\nWhich step? Its number, one only.\n> ";
    let picked = numbers(&mut lines, prompt, exercise.picks.len(), true, || report::tell_sheet(&sheet, look))?;
    let Some(picked) = picked else { return left() };
    answers.step = picked.first().and_then(|number| exercise.picks.get(number - 1)).copied();
    let known: Vec<FactId> = exercise
        .profile
        .told
        .iter()
        .map(|told| told.fact)
        .filter(|fact| !exercise.hides(*fact) || answers.asked.contains(fact))
        .collect();
    let list = reasons(base, exercise, &known);
    output::print(&list)?;
    let prompt = "\nOn what does it rest? The numbers, with spaces between them.\n> ";
    let Some(named) = numbers(&mut lines, prompt, known.len(), false, || list.clone())? else { return left() };
    answers.reasons = named.iter().filter_map(|number| known.get(number - 1)).map(|fact| Named::Fact(*fact)).collect();
    let score = grade(maker, exercise, &answers);
    let which = Which { seed: exercise.seed, level: exercise.level, rules: None };
    let report = report::grade_report(maker, exercise, advice, (&which, None), &answers, &score);
    let (seed, level) = (exercise.seed.wrapping_add(1), exercise.level.number());
    let again = format!("Another round: nextrung exercise play --seed {seed} --level {level}\n");
    output::print(&format!("\n{}\n{again}", report::tell_grade(&report, look)))?;
    Ok(Exit::Done)
}

fn left() -> Result<Exit, Failure> {
    output::print("\nLeft without a score; the same seed and level give the same exercise again.\n")?;
    Ok(Exit::Done)
}

/// Lets questions be asked until somebody goes on; says whether to go on.
fn ask(
    base: &RuleBase,
    exercise: &Exercise,
    sheet: &SheetReport,
    answers: &mut Answers,
    lines: &mut Lines<'_>,
) -> Result<bool, Failure> {
    output::print("\nAsk by number, one or several; Enter goes on to the step; ? shows it all again; q ends.\n")?;
    let mut spent = 0;
    loop {
        let left = exercise.budget.saturating_sub(spent);
        output::print(&format!("{left} points left\n> "))?;
        let asked = match lines.typed(exercise.hidden.len())? {
            Typed::Next => return Ok(true),
            Typed::Quit => return Ok(false),
            Typed::Again => {
                output::print(&report::tell_sheet(sheet, output::look(&OutputFlags { output: None, force: false })))?;
                continue;
            }
            Typed::Wrong(why) => {
                output::print(&why)?;
                continue;
            }
            Typed::Numbers(numbers) => numbers,
        };
        for number in asked {
            let hidden = exercise.hidden[number - 1];
            if answers.asked.contains(&hidden.fact) {
                output::print("  You asked that already; it costs nothing again.\n")?;
                continue;
            }
            answers.asked.push(hidden.fact);
            spent += hidden.price;
            output::print(&told(base, exercise, hidden.fact, "  "))?;
            if spent > exercise.budget && spent - hidden.price <= exercise.budget {
                output::print("  That is more than the budget: each point beyond it is taken from your score.\n")?;
            }
        }
    }
}

/// A fact with its value, on a line of its own.
fn told(base: &RuleBase, exercise: &Exercise, fact: FactId, lead: &str) -> String {
    let declared = base.fact(fact);
    let words = exercise
        .profile
        .told
        .iter()
        .find(|told| told.fact == fact)
        .map(|told| crate::quantity::show_values(&told.values, declared.unit, &declared.members, &declared.range));
    format!("{lead}{}: {}\n", declared.name, harmless(&words.unwrap_or_default()))
}

/// The facts that are known, numbered.
fn reasons(base: &RuleBase, exercise: &Exercise, known: &[FactId]) -> String {
    let rows = known.iter().enumerate();
    let rows = rows.map(|(index, fact)| told(base, exercise, *fact, &format!("  {:>2}  ", index + 1)));
    format!("\nWhat you know\n{}", rows.collect::<String>())
}

/// Asks until there are numbers; nothing where somebody leaves. Going on without any is allowed unless `one` is wanted.
fn numbers(
    lines: &mut Lines<'_>,
    prompt: &str,
    most: usize,
    one: bool,
    again: impl Fn() -> String,
) -> Result<Option<Vec<usize>>, Failure> {
    loop {
        output::print(prompt)?;
        match lines.typed(most)? {
            Typed::Quit => return Ok(None),
            Typed::Again => output::print(&again())?,
            Typed::Wrong(why) => output::print(&why)?,
            Typed::Next if one => output::print("  Pick one; q leaves without a score.\n")?,
            Typed::Next => return Ok(Some(Vec::new())),
            Typed::Numbers(numbers) if one && numbers.len() > 1 => output::print("  One only.\n")?,
            Typed::Numbers(numbers) => return Ok(Some(numbers)),
        }
    }
}

/// What is typed, line by line; the end of it is a wish to leave.
pub(super) struct Lines<'a>(pub(super) io::Lines<io::StdinLock<'a>>);

impl Lines<'_> {
    pub(super) fn typed(&mut self, most: usize) -> Result<Typed, Failure> {
        let Some(Ok(line)) = self.0.next() else { return Ok(Typed::Quit) };
        let line = line.trim();
        match line {
            "" => return Ok(Typed::Next),
            "?" | "help" => return Ok(Typed::Again),
            "q" | "quit" => return Ok(Typed::Quit),
            _ => {}
        }
        let words = line.split([' ', ',']).filter(|word| !word.is_empty());
        let mut numbers = Vec::new();
        for word in words {
            match word.parse::<usize>() {
                Ok(number) if (1..=most).contains(&number) => {
                    if !numbers.contains(&number) {
                        numbers.push(number);
                    }
                }
                _ => {
                    let short: String = harmless(word).chars().take(20).collect();
                    return Ok(Typed::Wrong(format!("  `{short}` is no number from 1 to {most}.\n")));
                }
            }
        }
        Ok(if numbers.is_empty() { Typed::Next } else { Typed::Numbers(numbers) })
    }
}
