//! Draws problems for people. Nothing else in the crate knows how a problem looks.

use std::borrow::Cow;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet, renderer::DecorStyle};

use super::{Label, Problem};

/// At most this many problems are drawn; the rest is counted.
const MOST_DRAWN: usize = 20;

/// How a drawing is made.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// With terminal colours.
    pub colour: bool,
    /// Cells a line may take.
    pub width: usize,
}

impl Style {
    /// Plain text of 80 columns, as files, pipes and tests get it.
    pub const PLAIN: Style = Style { colour: false, width: 80 };
}

/// Draws all problems, in the order given, with a closing line that counts them.
pub fn draw(problems: &[Problem], style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let width = style.width.max(40);
    let renderer = renderer.term_width(width).decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for problem in problems.iter().take(MOST_DRAWN) {
        text.push_str(&renderer.render(&[group(problem, width)]));
        text.push_str("\n\n");
    }
    if problems.len() > MOST_DRAWN {
        text.push_str(&format!("… and {} more\n", problems.len() - MOST_DRAWN));
    }
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    text.push_str(&format!("{} {noun}; nothing was done\n", problems.len()));
    text
}

fn group(problem: &Problem, width: usize) -> Group<'_> {
    let title = Level::ERROR.primary_title(one_line(&problem.message)).id(problem.code.as_str());
    let mut elements: Vec<Element<'_>> = Vec::new();
    let mut labels = problem.labels.iter().peekable();
    let mut first = true;
    while let Some(label) = labels.next() {
        let kind = if first { AnnotationKind::Primary } else { AnnotationKind::Context };
        first = false;
        let source = &label.place.source;
        let mut snippet = Snippet::source(tame(source.text()))
            .path(one_line(source.name()))
            .annotation(kind.span(shown(label)).label(one_line(&label.text)));
        // Labels of one text share one picture; two flags of the same words are two texts.
        while let Some(next) = labels.next_if(|next| Arc::ptr_eq(&next.place.source, source)) {
            snippet = snippet.annotation(AnnotationKind::Context.span(shown(next)).label(one_line(&next.text)));
        }
        elements.push(snippet.into());
    }
    if let Some(why) = &problem.why {
        elements.push(Level::NOTE.with_name("why").message(wrapped(why, width)).into());
    }
    for help in &problem.help {
        elements.push(Level::HELP.message(wrapped(help, width)).into());
    }
    title.elements(elements)
}

/// A place of no width is drawn one character wide where there is one; a long one only to the end of its line.
fn shown(label: &Label) -> std::ops::Range<usize> {
    let (start, end) = (label.place.start, label.place.end);
    let rest = &label.place.source.text()[start..];
    if start == end {
        let wide = rest.chars().next().filter(|c| *c != '\n' && *c != '\r').map_or(0, char::len_utf8);
        return start..start + wide;
    }
    match rest[..end - start].find(['\r', '\n']) {
        Some(line_end) => start..start + line_end,
        None => start..end,
    }
}

/// A text of the same bytes a place, without the characters that the drawing library would let through.
///
/// It shows one-byte controls as signs of their own; longer ones are put out of action here, each by a character of
/// as many bytes, so that every place stays where it is.
fn tame(text: &str) -> Cow<'_, str> {
    let is_wild = |c: char| is_harmful(c) && c.len_utf8() > 1;
    if !text.contains(is_wild) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match (is_wild(c), c.len_utf8()) {
            (false, _) => c,
            (true, 2) => '·',
            (true, _) => '\u{fffd}',
        })
        .collect()
}

/// A message may quote what somebody wrote, however long that is; people read the beginning.
fn short(text: &str) -> Cow<'_, str> {
    const MOST: usize = 400;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A message that takes one line, whatever names somebody made up.
fn one_line(text: &str) -> String {
    harmless(&short(text)).replace('\n', " ")
}

/// Help and reasons in lines of the width; the library indents them but does not break them.
fn wrapped(text: &str, width: usize) -> String {
    /// What stands before the text: the frame and `= help: `.
    const BEFORE: usize = 14;
    // Names keep their hyphens on one line.
    let options = textwrap::Options::new(width - BEFORE).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&harmless(&short(text)), options)
}

/// Takes out what could move the cursor, colour the screen or turn the direction of writing.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect()
}

/// Says whether a character is a control or direction character that a terminal could obey.
pub fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
