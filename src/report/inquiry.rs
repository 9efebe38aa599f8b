//! What is worth asking, in words and numbers.

use schemars::JsonSchema;
use serde::Serialize;

use super::paragraph::Page;
use super::value::{Number, ValueReport};
use super::{Context, Look};
use crate::advise::Advice;
use crate::explore::{Asked, Inquiry};
use crate::expr::TrackId;
use crate::quantity::{Unit, Values};

/// What is worth asking, and what was asked. Its JSON form is API.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AskReport {
    /// `nextrung.ask/1`.
    pub schema: &'static str,
    /// The day that the caller gave.
    pub today: String,
    /// The answer in one line, as far as it is known.
    pub headline: String,
    /// The track that is asked about.
    pub track: String,
    /// No likely value of any unknown fact, alone, changes the step on this track.
    pub robust: bool,
    /// What was asked, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AnswerReport>,
    /// What was asked, and nobody knew.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// The best question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<InquiryReport>,
    /// Every question that could change the answer, best first.
    pub questions: Vec<InquiryReport>,
}

/// A question that was answered, or not.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnswerReport {
    /// The fact, or `stage`.
    pub fact: String,
    /// What was answered; absent where nobody knew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// A question.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InquiryReport {
    /// The fact; `stage` for the stage of the track.
    pub fact: String,
    /// The question.
    pub ask: String,
    /// The unit of the answer.
    pub unit: String,
    /// How an answer may be written.
    pub example: String,
    /// The names that it may have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// What is reckoned with while nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<ValueReport>,
    /// How much the answer tells, in bits, by the effort of finding it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub influence: Option<Number>,
    /// A likely value changes the step.
    pub likely: bool,
    /// Values that change the step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub turns_at: Vec<ValueReport>,
    /// Facts with which it changes the step, where it does not alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
}

/// Builds what is worth asking.
pub fn ask(
    context: &Context<'_>,
    advice: &Advice,
    track: TrackId,
    stage_first: bool,
    inquiry: &Inquiry,
    (asked, lacks): (Vec<AnswerReport>, Vec<String>),
) -> AskReport {
    let base = context.base;
    let mut questions: Vec<InquiryReport> = Vec::new();
    if stage_first {
        let names: Vec<String> = base.track(track).stages.iter().map(|stage| stage.name.clone()).collect();
        questions.push(InquiryReport {
            fact: "stage".to_owned(),
            ask: "On which stage does the system stand today?".to_owned(),
            unit: Unit::Choice.in_json().to_owned(),
            example: names.first().cloned().unwrap_or_default(),
            members: names,
            assumed: None,
            influence: None,
            likely: true,
            turns_at: Vec::new(),
            with: Vec::new(),
        });
    }
    questions.extend(inquiry.asked.iter().map(|asked| question(context, advice, asked)));
    AskReport {
        schema: "nextrung.ask/1",
        today: context.today.to_owned(),
        headline: super::build(context, advice).headline,
        track: base.track(track).name.clone(),
        robust: inquiry.robust && !stage_first,
        asked,
        lacks,
        question: questions.first().cloned(),
        questions,
    }
}

fn question(context: &Context<'_>, advice: &Advice, asked: &Asked) -> InquiryReport {
    let fact = context.base.fact(asked.fact);
    let value = |values: &Values| ValueReport::new(values, fact.unit, &fact.members, &fact.range);
    InquiryReport {
        fact: fact.name.clone(),
        ask: fact.ask.clone(),
        unit: fact.unit.in_json().to_owned(),
        example: fact.example.clone().unwrap_or_else(|| fact.unit.example().to_owned()),
        members: fact.members.clone(),
        assumed: advice.sheet.known(asked.fact).assumed.as_ref().map(|_| value(advice.sheet.likely(asked.fact))),
        influence: Some(Number((asked.influence * 1000.0).round() / 1000.0)),
        likely: asked.likely,
        turns_at: asked.turns_at.iter().map(value).collect(),
        with: asked.with.iter().map(|fact| context.base.fact(*fact).name.clone()).collect(),
    }
}

/// Tells what is worth asking, in columns of text.
pub fn tell_ask(report: &AskReport, look: Look) -> String {
    let mut page = Page::new(look);
    page.headline(&report.headline);
    if !report.asked.is_empty() {
        page.heading("Asked");
        let rows: Vec<(String, String)> = report
            .asked
            .iter()
            .map(|asked| (asked.fact.clone(), asked.answer.clone().unwrap_or_else(|| "nobody knows".to_owned())))
            .collect();
        page.rows("  ", &rows);
    }
    page.gap();
    match (report.robust, report.questions.first()) {
        (true, _) => page.line("", "Robust: no likely value of any unknown fact, alone, changes this step."),
        (false, Some(_)) => page.line("", "Not robust yet: these could change the step, the best question first."),
        (false, None) if report.lacks.is_empty() => page.line("", "Nothing that could be asked changes this step."),
        (false, None) => page.line("", &format!("Undecided, for nobody knows {}.", report.lacks.join(", "))),
    }
    if !report.questions.is_empty() {
        page.heading(if report.robust { "Only unlikely values change it" } else { "Questions (--set FACT=VALUE)" });
        let rows: Vec<(String, String)> = report
            .questions
            .iter()
            .take(8)
            .map(|question| {
                let turns: Vec<&str> = question.turns_at.iter().take(2).map(|value| value.words.as_str()).collect();
                let with = if question.with.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", question.with.join(", "))
                };
                let at =
                    if turns.is_empty() { String::new() } else { format!(" Turns at {}{with}.", turns.join(", ")) };
                (question.fact.clone(), format!("{}{at}", question.ask))
            })
            .collect();
        page.rows("  ", &rows);
        if report.questions.len() > 8 {
            page.quiet("  ", &format!("{} more with --format json", report.questions.len() - 8));
        }
    }
    page.into_text()
}
