//! Exercises: a thousand of them can be solved, each has one best step or says which are equal, and the key earns full marks.

use std::sync::LazyLock;
use std::thread;

use nextrung::advise::{Advice, Advisor, Options};
use nextrung::exercise::{
    Answers, Assessment, Exercise, Game, Level, Maker, Named, Pick, QuestionGrade, Standing, StepGrade, grade, read,
};
use nextrung::problem::SourceText;
use nextrung::profile::{self, Profile};
use nextrung::report::{self, KeysReport, Look};
use nextrung::rules::RuleBase;
use serde_json::Value;

use crate::{Scratch, base, complained, printed, run, run_with};

static BASE: LazyLock<RuleBase> = LazyLock::new(base);
static ADVISOR: LazyLock<Advisor<'static>> = LazyLock::new(|| Advisor::new(&BASE));

fn maker() -> Maker<'static> {
    Maker::new(&ADVISOR).expect("the rules have a track")
}

fn made(seed: u64, number: u8) -> Exercise {
    let level = Level::new(number).expect("it is a level");
    maker().exercise(seed, level).unwrap_or_else(|problem| panic!("seed {seed}, level {number}: {}", problem.message))
}

fn advised(profile: &Profile) -> Advice {
    ADVISOR.advise(profile, Options::default()).expect("its facts agree")
}

/// The steps that are taken next on the track of an exercise; `stay` where none is and nothing is open.
fn steps(exercise: &Exercise, profile: &Profile) -> Vec<String> {
    let advice = advised(profile);
    let walk = advice.walk(exercise.track);
    match &walk.next {
        None => vec![walk.verdict.word().to_owned()],
        Some(step) => step.declared.iter().map(|id| BASE.transition(*id).id.clone()).collect(),
    }
}

/// What the judgement says of the exercise, checked from outside: by profiles, not by what the exercise says of itself.
fn check(maker: &Maker<'_>, exercise: &Exercise) {
    let shown = format!("seed {}, level {}", exercise.seed, exercise.level.number());
    let solution = &exercise.solution;
    let words = |picks: &[Pick]| picks.iter().map(|pick| pick.word(&BASE).to_owned()).collect::<Vec<String>>();
    // One best step, or the equal ones named; all of them stand on the sheet.
    let whole = steps(exercise, &exercise.profile);
    assert!(!solution.right.is_empty() && words(&solution.right).starts_with(&whole), "{shown}: {whole:?}");
    assert!(solution.right.iter().all(|pick| exercise.picks.contains(pick)), "{shown}");
    assert!(exercise.picks.len() >= 3 && exercise.picks.contains(&Pick::Stay), "{shown}");
    let mut unlike = exercise.picks.clone();
    unlike.dedup();
    assert_eq!(unlike, exercise.picks, "{shown}: a step stands twice");
    // Solvable: with the questions of the key the judgement takes the same step, and within the budget.
    let asked = &solution.asked;
    let mut known = exercise.revealed();
    known.told.extend(exercise.profile.told.iter().filter(|told| asked.contains(&told.fact)).cloned());
    known.told.sort_by_key(|told| (told.fact, told.origin));
    assert_eq!(steps(exercise, &known), whole, "{shown}: the questions of the key do not suffice");
    let spent: u32 = exercise.hidden.iter().filter(|one| asked.contains(&one.fact)).map(|one| one.price).sum();
    assert!(!asked.is_empty() && spent <= exercise.budget, "{shown}: {spent} of {}", exercise.budget);
    assert!(exercise.level.holds(exercise.gates_in_play, exercise.closest), "{shown}");
    // The key earns everything; nothing earns nothing; a wrong step earns less.
    let key = exercise.key();
    let full = grade(maker, exercise, &key);
    assert_eq!(full.total(), 100, "{shown}: {full:?}");
    assert!(full.suffices, "{shown}");
    assert_eq!(grade(maker, exercise, &Answers::default()).total(), 0, "{shown}");
    // Every wrong step of every exercise takes long to score; those of each sixth seed are enough.
    let wrong = exercise.picks.iter().filter(|pick| !solution.right.contains(pick) && exercise.seed.is_multiple_of(6));
    for pick in wrong {
        let wrong = grade(maker, exercise, &Answers { step: Some(*pick), ..key.clone() });
        assert!(wrong.total() <= 70, "{shown}: {} earns {}", pick.word(&BASE), wrong.total());
        assert!(!matches!(wrong.step, StepGrade::Right | StepGrade::Equal | StepGrade::Missing), "{shown}");
    }
}

#[test]
fn a_thousand_exercises_are_solvable_and_their_keys_earn_full_marks() {
    const OF_EACH_LEVEL: u64 = 200;
    let threads = thread::available_parallelism().map_or(2, |count| count.get() as u64);
    thread::scope(|scope| {
        for part in 0..threads {
            scope.spawn(move || {
                let maker = maker();
                for seed in (0..OF_EACH_LEVEL).filter(|seed| seed % threads == part) {
                    for number in 1..=Level::MOST {
                        let level = Level::new(number).expect("it is a level");
                        match maker.exercise(seed, level) {
                            Ok(exercise) => check(&maker, &exercise),
                            Err(problem) => panic!("seed {seed}, level {number}: {}", problem.message),
                        }
                    }
                }
            });
        }
    });
}

#[test]
fn no_single_step_is_a_good_guess() {
    let exercises: Vec<Exercise> = (0..40).map(|seed| made(seed, 2)).collect();
    let mut counts = std::collections::BTreeMap::new();
    for exercise in &exercises {
        *counts.entry(exercise.solution.right[0].word(&BASE)).or_insert(0) += 1;
    }
    assert!(counts.len() >= 6, "{counts:?}");
    assert!(counts.values().all(|count| *count <= 16), "{counts:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_another() {
    let sheet = |seed: &str| printed(&run(&["exercise", "new", "--seed", seed, "--level", "2"]));
    assert_eq!(sheet("7"), sheet("7"));
    assert_ne!(sheet("7"), sheet("8"));
}

#[test]
fn every_level_reads_as_it_should() {
    for number in 1..=Level::MOST {
        let exercise = made(3, number);
        let sheet = report::sheet(&BASE, &exercise);
        let advice = advised(&exercise.profile);
        let keys = KeysReport {
            schema: "nextrung.exercise-key/1",
            rules: String::new(),
            keys: vec![report::key(&BASE, &exercise, &advice, None)],
        };
        let played = report::tell_sheet(&sheet, Look::PLAIN);
        for line in played.lines().skip(1) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let sheet = report::sheet_markdown(&sheet);
        let rows = |text: &str| text.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows(&sheet), exercise.profile.told.len() + exercise.picks.len(), "{sheet}");
        let keys = report::keys_markdown(&keys);
        assert_eq!(rows(&keys), exercise.hidden.len(), "{keys}");
        // Nothing of a text breaks a row: each has the columns of its table.
        for line in sheet.lines().chain(keys.lines()).filter(|line| line.starts_with('|')) {
            let borders = line.replace("\\|", "").matches('|').count();
            assert!((3..=5).contains(&borders), "{line}");
        }
        for text in [&sheet, &keys, &played] {
            assert!(!text.chars().any(|c| c != '\n' && nextrung::problem::draw::is_harmful(c)));
        }
    }
}

#[test]
fn a_sheet_tells_nothing_that_is_hidden_and_the_key_answers_as_the_program_does() {
    for (seed, number) in [(1, 1), (2, 3), (3, 5)] {
        let exercise = made(seed, number);
        let sheet = report::sheet(&BASE, &exercise);
        for fact in &sheet.facts {
            assert!(!exercise.hidden.iter().any(|hidden| BASE.fact(hidden.fact).name == fact.fact));
        }
        // What the key prints as a profile is the whole system, to the last digit.
        let key = report::key(&BASE, &exercise, &advised(&exercise.profile), None);
        let source = SourceText::new("profile.toml", key.profile.as_str());
        let profile = profile::read(&source, &BASE).unwrap_or_else(|problems| panic!("{problems:?}\n{}", key.profile));
        let values = |profile: &Profile| -> Vec<_> {
            profile.told.iter().map(|told| (told.fact, told.values, told.origin)).collect()
        };
        assert_eq!(values(&profile), values(&exercise.profile), "{}", key.profile);
        let answer = run_with(&["advise", "-", "--format", "json"], &key.profile);
        let answer: Value = serde_json::from_str(&printed(&answer)).expect("an answer is JSON");
        let track = answer["tracks"].as_array().expect("a list").iter().find(|one| one["track"] == sheet.track);
        let taken = track.and_then(|track| track["next"]["transition"].as_str()).unwrap_or("stay").to_owned();
        assert_eq!(taken, key.answers.step);
    }
}

/// The sheet of an exercise with its block filled in.
fn filled(exercise: &Exercise, step: &str, reasons: &[String], asked: &[String]) -> String {
    let list = |names: &[String]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<String>>().join(", ");
    report::sheet_markdown(&report::sheet(&BASE, exercise))
        .replace("step = \"\"", &format!("step = \"{step}\""))
        .replace("reasons = []", &format!("reasons = [{}]", list(reasons)))
        .replace("asked = []", &format!("asked = [{}]", list(asked)))
}

#[test]
fn a_sheet_that_was_filled_in_is_read_back_and_scored() {
    let exercise = made(5, 2);
    let key = report::key(&BASE, &exercise, &advised(&exercise.profile), None).answers;
    let right = filled(&exercise, &key.step, &key.reasons, &key.asked);
    let graded = |text: &str, more: &[&str]| run_with(&[&["exercise", "grade", "-"], more].concat(), text);
    let result = graded(&right, &["--fail-under", "100%"]);
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
    assert!(printed(&result).starts_with("100 of 100 points"), "{}", printed(&result));
    let wrong = exercise.picks.iter().find(|pick| !exercise.solution.right.contains(pick)).expect("there is another");
    let lower = filled(&exercise, wrong.word(&BASE), &[], &key.asked);
    let result = graded(&lower, &["--fail-under", "60%", "--format", "json"]);
    assert_eq!(result.status.code(), Some(1));
    let answer: Value = serde_json::from_str(&printed(&result)).expect("a score is JSON");
    assert!(answer["total"].as_u64().is_some_and(|total| total < 60), "{answer}");
    assert!(answer["lines"].as_array().is_some_and(|lines| lines.len() == 3));
    // The same as JSON; and what was made with other rules says so.
    let json = format!(
        "{{\"format\": 1, \"step\": \"{}\", \"exercise\": {{\"seed\": 5, \"level\": 2, \"rules\": \"other\"}}}}",
        key.step
    );
    let result = graded(&json, &[]);
    assert!(printed(&result).contains("other rules"), "{}", printed(&result));
}

#[test]
fn a_question_that_changes_nothing_costs_and_a_guess_is_no_reason() {
    let maker = maker();
    let (mut wasted, mut guessed) = (0, 0);
    for seed in 0..12 {
        let exercise = made(seed, 3);
        let key = exercise.key();
        let useless = exercise.hidden.iter().find(|hidden| !maker.matters(&exercise, hidden.fact));
        if let Some(useless) = useless {
            let mut asked = key.clone();
            asked.asked.push(useless.fact);
            let score = grade(&maker, &exercise, &asked);
            assert!(score.total() < 100, "seed {seed}");
            assert_eq!(score.questions.last().map(|one| one.2), Some(QuestionGrade::Wasted));
            wasted += 1;
        }
        let hidden_reason = key.reasons.iter().any(|named| matches!(named, Named::Fact(fact) if exercise.hides(*fact)));
        if hidden_reason {
            let score = grade(&maker, &exercise, &Answers { asked: Vec::new(), ..key });
            assert!(score.total() < 100, "seed {seed}");
            guessed += 1;
        }
    }
    assert!(wasted >= 3 && guessed >= 3, "{wasted} wasted, {guessed} guessed");
}

#[test]
fn answers_that_cannot_be_read_are_told_with_their_place() {
    let exercise = made(5, 2);
    let sheet = filled(&exercise, "to-nowhere", &["user".to_owned()], &["users".to_owned()]);
    let result = run_with(&["exercise", "grade", "-"], &sheet);
    assert_eq!(result.status.code(), Some(2));
    let told = complained(&result);
    for words in ["`to-nowhere` is no step of this exercise", "did you mean `users`", "standard input"] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    for (text, code) in [
        ("# nothing\n", "toml-syntax|not-answers"),
        ("```toml\nformat = 1\n```\n", "not-answers"),
        ("format = 1\n[exercise]\nseed = 1\nlevel = 9\n", "out-of-range"),
        ("format = 1\n[exercise]\nseed = -1\nlevel = 1\n", "out-of-range"),
        ("format = 1\n[exercise]\nlevel = 1\n", "missing-key"),
        ("format = 1\nstep = 3\n[exercise]\nseed = 1\nlevel = 1\nmore = 2\n", "unknown-key"),
    ] {
        let faults = read(&SourceText::new("answers.md", text)).expect_err(text);
        let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
        assert!(code.split('|').any(|code| codes.contains(&code)), "{text}: {codes:?}");
    }
}

#[test]
fn a_group_gets_its_sheets_and_one_key_and_nothing_is_overwritten() {
    let scratch = Scratch::new("exercises");
    let folder = scratch.0.join("sheets").to_string_lossy().into_owned();
    let key = scratch.0.join("key.json").to_string_lossy().into_owned();
    let arguments = ["exercise", "new", "--seed", "40", "--level", "1", "--count", "3", "--dir", &folder];
    let result = run(&[&arguments[..], &["--key", &key, "--format", "json"]].concat());
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
    assert_eq!(printed(&result).lines().count(), 3);
    let keys: Value = serde_json::from_str(&std::fs::read_to_string(&key).expect("it was written")).expect("JSON");
    let seeds: Vec<u64> =
        keys["keys"].as_array().expect("a list").iter().filter_map(|key| key["seed"].as_u64()).collect();
    assert_eq!(seeds, [40, 41, 42]);
    let again = run(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!(again.status.code(), Some(2));
    assert!(complained(&again).contains("output-exists"));
    // One sheet alone fits on standard output; several do not.
    assert_eq!(run(&["exercise", "new", "--count", "2"]).status.code(), Some(2));
}

#[test]
fn a_round_can_be_played_from_a_script() {
    let exercise = made(5, 1);
    let number = |list: &mut dyn Iterator<Item = bool>| 1 + list.take_while(|found| !found).count();
    let asked: Vec<String> = exercise
        .solution
        .asked
        .iter()
        .map(|fact| number(&mut exercise.hidden.iter().map(|hidden| hidden.fact == *fact)).to_string())
        .collect();
    let step = number(&mut exercise.picks.iter().map(|pick| *pick == exercise.solution.right[0]));
    let known: Vec<_> = exercise
        .profile
        .told
        .iter()
        .map(|told| told.fact)
        .filter(|fact| !exercise.hides(*fact) || exercise.solution.asked.contains(fact))
        .collect();
    let reasons: Vec<String> = exercise.solution.sets[0]
        .iter()
        .map(|fact| number(&mut known.iter().map(|known| known == fact)).to_string())
        .collect();
    let play = ["exercise", "play", "--seed", "5", "--level", "1"];
    let script = format!("99\nx\n{}\n\n{step}\n{}\n", asked.join(" "), reasons.join(" "));
    let result = run_with(&play, &script);
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
    let told = printed(&result);
    assert!(told.contains("`99` is no number from 1 to") && told.contains("100 of 100 points"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 92), "{told}");
    // Whoever goes away in the middle is not held.
    for script in ["", "q\n", "1\n", "\n", "\nq\n", &format!("\n{step}\n")] {
        let left = run_with(&play, script);
        assert_eq!(left.status.code(), Some(0));
        assert!(printed(&left).contains("Left without a score"), "{script:?}");
    }
}

/// The points of a way through a game.
fn points(game: &Game<'_>, standings: impl Iterator<Item = Standing>) -> u32 {
    let rounds = game.rounds.iter().zip(standings);
    let all: Vec<Assessment> = rounds.filter_map(|(round, here)| game.assess(round, here)).collect();
    assert_eq!(all.len(), game.rounds.len());
    Game::total(&all)
}

#[test]
fn in_the_growth_game_the_judgement_beats_staying_and_building_everything() {
    for seed in 0..2 {
        let game = Game::new(&ADVISOR, seed).unwrap_or_else(|problem| panic!("{}", problem.message));
        let engine = points(&game, game.rounds.iter().map(|round| round.engine));
        let stays = points(&game, std::iter::repeat(Game::START));
        let top = Standing { rung: BASE.track(game.track).stages.len() - 1, policy: game.model.policies.len() - 1 };
        let builds = points(&game, std::iter::repeat(top));
        assert!(engine >= 90 && engine > stays && engine > builds, "seed {seed}: {engine}, {stays}, {builds}");
        // Whoever never builds stands on a rung that does not fit in the end; whoever builds everything pays for it at once.
        let assess = |index: usize, here: Standing| game.assess(&game.rounds[index], here).expect("its facts agree");
        assert_eq!(assess(game.rounds.len() - 1, Game::START).points[3], Some(0.0));
        assert!(assess(0, top).bill > game.rounds[0].budget && assess(0, top).points[3] == Some(0.0));
        let counts: Vec<f64> = game.rounds.iter().map(|round| round.told[0].1.interval().low).collect();
        assert!(counts[0] == 1.0 && counts.windows(2).all(|pair| pair[0] < pair[1]), "{counts:?}");
    }
}

#[test]
fn a_growth_game_can_be_played_from_a_script() {
    let scratch = Scratch::new("game");
    let file = scratch.0.join("game.json").to_string_lossy().into_owned();
    let play = ["exercise", "game", "--seed", "3"];
    // Numbers that are none, two rungs at once, the same again, then a rung, and staying for the rest.
    let script = "x\n99\n1 2\n?\n1\n\n\n\n\n\n\n\n";
    let result = run_with(&[&play[..], &["--format", "json", "--output", &file]].concat(), script);
    assert_eq!(result.status.code(), Some(0), "{}", complained(&result));
    let told = printed(&result);
    for words in
        ["`x` is no number", "`99` is no number", "One rung and one policy", "Round 8: ", "the judgement would"]
    {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect("it was written")).expect("JSON");
    assert_eq!(report["rounds"].as_array().map(Vec::len), Some(8));
    assert!(told.contains(&format!("{} of 100 points; ", report["total"])), "{told}");
    // Who leaves has the rounds that were played, or none; the same again is the same to the byte.
    let left = printed(&run_with(&play, "\n\n"));
    assert!(left.contains("in 2 of 8 rounds"), "{left}");
    assert_eq!(left, printed(&run_with(&play, "\n\n")));
    assert!(printed(&run_with(&play, "")).contains("Left without a score"));
}
