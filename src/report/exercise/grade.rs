//! The score of an answer, line by line, each explained, with what to read.

use schemars::JsonSchema;
use serde::Serialize;

use super::{reading, reason_name, step_title};
use crate::advise::Advice;
use crate::exercise::{
    Answers, Exercise, Grade, MOST_FOR_QUESTIONS, MOST_FOR_REASONS, MOST_FOR_STEP, Maker, QuestionGrade, ReasonGrade,
    StepGrade, Which,
};
use crate::report::build::Builder;
use crate::report::model::ReasonReport;
use crate::report::paragraph::Page;
use crate::report::value::{Number, ValueReport};
use crate::report::why::tell_reason;
use crate::report::{Context, Look};

/// So many gates of a step that was not right are told.
const MOST_AGAINST: usize = 3;

/// The score of an answer. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GradeReport {
    /// `nextrung.exercise-grade/1`.
    pub schema: &'static str,
    /// What the exercise was made of.
    pub seed: u64,
    /// How hard it is.
    pub level: u8,
    /// Who answered, where they said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The answers were made with other rules, so the exercise may be another.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other_rules: bool,
    /// Points of a hundred.
    pub total: u32,
    /// The step that was picked; absent where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked: Option<String>,
    /// The steps that are right, the first of them first.
    pub right: Vec<String>,
    /// What the points are for.
    pub lines: Vec<GradeLine>,
    /// The reasons that were named.
    pub named: Vec<ReasonLine>,
    /// What the answer rests on: a least set of facts for each part of the step.
    pub rests_on: Vec<Vec<String>>,
    /// The questions that were asked.
    pub asked: Vec<QuestionLine>,
    /// The questions that the step takes.
    pub needed: Vec<String>,
    /// What was spent, in points.
    pub spent: u32,
    /// What might be spent, in points.
    pub budget: u32,
    /// Why it is so: the gates that are reasons.
    pub reasons: Vec<ReasonReport>,
    /// What would have called for the step that was picked, where that was not right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<ReasonReport>,
    /// What to read.
    pub read: Vec<String>,
}

/// Points for one thing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GradeLine {
    /// `step`, `reasons` or `questions`.
    pub part: &'static str,
    /// Points.
    pub points: u32,
    /// The most that there are.
    pub most: u32,
    /// Why so many.
    pub why: String,
}

/// A reason that was named.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReasonLine {
    /// The fact or gate.
    pub reason: String,
    /// `counts`, `guessed` or `wrong`.
    pub grade: &'static str,
}

/// A question that was asked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QuestionLine {
    /// The fact.
    pub fact: String,
    /// Its value.
    #[serde(flatten)]
    pub value: ValueReport,
    /// What it cost, in points.
    pub price: u32,
    /// `needed`, `could-matter` or `wasted`.
    pub grade: &'static str,
}

/// Builds the score of an answer from the answer of the judgement to the whole system.
pub fn grade_report(
    maker: &Maker<'_>,
    exercise: &Exercise,
    advice: &Advice,
    (which, name): (&Which, Option<&String>),
    answers: &Answers,
    grade: &Grade,
) -> GradeReport {
    let base = maker.advisor().base();
    let context = Context { base, profile: &exercise.profile, today: "" };
    let builder = Builder::new(&context, advice);
    let reason = |gate: &crate::rules::GateId| builder.reason(&advice.reason_of(base, *gate));
    let solution = &exercise.solution;
    let is_right = matches!(grade.step, StepGrade::Right | StepGrade::Equal);
    let mut against: Vec<ReasonReport> = match answers.step.filter(|_| !is_right) {
        Some(picked) => {
            exercise.gates_for(maker, picked).iter().map(reason).filter(|one| one.holds != "true").collect()
        }
        None => Vec::new(),
    };
    // What was nearest to calling for it comes first.
    let distance = |reason: &ReasonReport| {
        let percent = reason.margin.as_ref().and_then(|margin| margin.percent);
        percent.map_or(f64::INFINITY, |Number(percent)| percent.abs())
    };
    // What is known comes before what nobody told.
    against.sort_by(|a, b| (a.holds != "false").cmp(&(b.holds != "false")).then(distance(a).total_cmp(&distance(b))));
    against.truncate(MOST_AGAINST);
    let gates: Vec<String> = solution
        .gates
        .iter()
        .map(|gate| base.gate(*gate).id.clone())
        .chain(against.iter().map(|one| one.gate.clone()))
        .collect();
    GradeReport {
        schema: "nextrung.exercise-grade/1",
        seed: exercise.seed,
        level: exercise.level.number(),
        name: name.cloned(),
        other_rules: which.rules.as_ref().is_some_and(|rules| *rules != base.fingerprint),
        total: grade.total(),
        picked: answers.step.map(|step| step.word(base).to_owned()),
        right: solution.right.iter().map(|pick| pick.word(base).to_owned()).collect(),
        lines: vec![
            GradeLine {
                part: "step",
                points: grade.step_points,
                most: MOST_FOR_STEP,
                why: step_words(base, exercise, grade),
            },
            GradeLine {
                part: "reasons",
                points: grade.reason_points,
                most: MOST_FOR_REASONS,
                why: reason_words(grade),
            },
            GradeLine {
                part: "questions",
                points: grade.question_points,
                most: MOST_FOR_QUESTIONS,
                why: question_words(exercise, grade),
            },
        ],
        named: grade
            .reasons
            .iter()
            .map(|(named, how)| ReasonLine {
                reason: reason_name(base, *named).to_owned(),
                grade: match how {
                    ReasonGrade::Counts => "counts",
                    ReasonGrade::Guessed => "guessed",
                    ReasonGrade::Wrong => "wrong",
                },
            })
            .collect(),
        rests_on: solution
            .sets
            .iter()
            .map(|set| set.iter().map(|fact| base.fact(*fact).name.clone()).collect())
            .collect(),
        asked: grade
            .questions
            .iter()
            .map(|(fact, price, how)| {
                let declared = base.fact(*fact);
                QuestionLine {
                    fact: declared.name.clone(),
                    value: ValueReport::new(
                        advice.sheet.on_facts(*fact),
                        declared.unit,
                        &declared.members,
                        &declared.range,
                    ),
                    price: *price,
                    grade: match how {
                        QuestionGrade::Needed => "needed",
                        QuestionGrade::CouldMatter => "could-matter",
                        QuestionGrade::Wasted => "wasted",
                    },
                }
            })
            .collect(),
        needed: solution.asked.iter().map(|fact| base.fact(*fact).name.clone()).collect(),
        spent: grade.spent,
        budget: exercise.budget,
        reasons: solution.gates.iter().map(reason).collect(),
        against,
        read: reading(&gates),
    }
}

fn step_words(base: &crate::rules::RuleBase, exercise: &Exercise, grade: &Grade) -> String {
    let right = exercise.solution.right.first();
    let word = right.map_or("", |pick| pick.word(base));
    let is = right.map(|pick| step_title(base, *pick)).unwrap_or_default();
    let rungs = |count: usize| if count == 1 { "one rung".to_owned() } else { format!("{count} rungs") };
    let luck = if grade.suffices { "" } else { "; but what you knew did not settle it, so it was luck too" };
    match grade.step {
        StepGrade::Right => format!("right: {word} ({is}){luck}"),
        StepGrade::Equal => format!("right: as good as {word} ({is}){luck}"),
        StepGrade::SameRung => format!("the rung is right, and the step would be {word} ({is})"),
        StepGrade::OverBuilt(0) => format!("over-built: nothing calls for it, {word} ({is})"),
        StepGrade::UnderBuilt(0) => format!("under-built: facts call for {word} ({is})"),
        StepGrade::OverBuilt(count) => format!("over-built by {}: {word} ({is}) is enough", rungs(count)),
        StepGrade::UnderBuilt(count) => format!("under-built by {}: facts call for {word} ({is})", rungs(count)),
        StepGrade::Missing => format!("no step was picked; it would be {word} ({is})"),
    }
}

fn reason_words(grade: &Grade) -> String {
    let count = |wanted: ReasonGrade| grade.reasons.iter().filter(|(_, how)| *how == wanted).count();
    let (wrong, guessed) = (count(ReasonGrade::Wrong), count(ReasonGrade::Guessed));
    let mut words = match (grade.reasons.is_empty(), grade.reason_points) {
        (true, _) => "no reason was named".to_owned(),
        (_, MOST_FOR_REASONS) => "what you named carries the answer".to_owned(),
        (_, 0) => "what you named does not carry the answer".to_owned(),
        _ => "what you named carries a part of the answer".to_owned(),
    };
    if wrong > 0 {
        words.push_str(&format!("; {wrong} named on which it does not rest"));
    }
    if guessed > 0 {
        words.push_str(&format!("; {guessed} right, but never asked for: a guess"));
    }
    words
}

fn question_words(exercise: &Exercise, grade: &Grade) -> String {
    let wasted = grade.questions.iter().filter(|(.., how)| *how == QuestionGrade::Wasted).count();
    let spent = format!("{} of {} points spent", grade.spent, exercise.budget);
    match (grade.questions.is_empty(), wasted, grade.spent > exercise.budget) {
        (true, ..) => "nothing was asked".to_owned(),
        (_, 0, false) => format!("{spent}, none of it wasted"),
        (_, 0, true) => format!("{spent}: more than the budget"),
        (_, 1, _) => format!("{spent}; one question could change nothing"),
        (_, count, _) => format!("{spent}; {count} questions could change nothing"),
    }
}

/// Tells a score in columns of text.
pub fn tell_grade(report: &GradeReport, look: Look) -> String {
    let mut page = Page::new(look);
    let who = report.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    page.headline(&format!("{who}{} of 100 points, exercise {}, level {}", report.total, report.seed, report.level));
    if report.other_rules {
        page.line(
            "",
            "The sheet was made with other rules; this may be another exercise than the one that was answered.",
        );
    }
    page.gap();
    for line in &report.lines {
        let lead = format!("  {:<9}  {:>2} of {}  ", line.part, line.points, line.most);
        page.line(&lead, &line.why);
    }
    if !report.named.is_empty() {
        page.heading("The reasons that you named");
        let words = |grade: &str| match grade {
            "counts" => "the answer rests on it",
            "guessed" => "right, but nobody told you its value",
            _ => "the answer does not rest on it",
        };
        let rows: Vec<(String, String)> =
            report.named.iter().map(|line| (line.reason.clone(), words(line.grade).to_owned())).collect();
        page.rows("  ", &rows);
    }
    if !report.asked.is_empty() {
        page.heading("The questions that you asked");
        let words = |grade: &str| match grade {
            "needed" => "the step takes it",
            "could-matter" => "it could have changed the step",
            _ => "no value of it changes the step",
        };
        let rows: Vec<(String, String)> = report
            .asked
            .iter()
            .map(|line| {
                (line.fact.clone(), format!("{}, {} points: {}", line.value.words, line.price, words(line.grade)))
            })
            .collect();
        page.rows("  ", &rows);
    }
    if report.total < 100 {
        page.heading("What earns full marks");
        let right = report.right.join(" or ");
        page.line("  ", &format!("step: {right}"));
        if let Some(set) = report.rests_on.first() {
            page.line("  ", &format!("reasons: {}", set.join(", ")));
        }
        page.line("  ", &format!("questions: {}", report.needed.join(", ")));
    }
    page.heading("Why");
    for (index, reason) in report.reasons.iter().enumerate() {
        tell_reason(&mut page, Some(index + 1), reason, &[]);
        page.line("      ", &reason.text);
    }
    if !report.against.is_empty() {
        page.heading("What would call for the step that you picked, and does not");
        for reason in &report.against {
            tell_reason(&mut page, None, reason, &[]);
        }
    }
    page.heading("To read");
    for read in &report.read {
        page.line("  ", read);
    }
    page.into_text()
}
