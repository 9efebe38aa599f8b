//! The text of a file as it came: its encoding undone, and what can be shown of it without showing a secret.

use std::sync::Arc;

use crate::problem::{Code, Place, Problem, SourceText};

/// Columns up to which places keep their column; beyond, a line is one that no person reads.
const LAST_COLUMN: usize = 200;
/// Lines that a wrapper may have written before the JSON.
const MOST_ECHOED_LINES: usize = 8;

/// A file's text as UTF-8.
pub(super) struct Text {
    /// The name that messages show.
    pub(super) name: String,
    /// From the first byte that is read.
    pub(super) bytes: Vec<u8>,
    /// Lines before the first byte that is read.
    pub(super) skipped: usize,
}

/// Something that is wrong at a line and column, both counted from one.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) message: String,
    pub(super) label: &'static str,
    pub(super) help: String,
}

impl Text {
    /// Undoes marks and UTF-16, and passes over what a wrapper wrote before the first brace.
    pub(super) fn new(name: String, bytes: Vec<u8>) -> Result<Text, Problem> {
        let bytes = match bytes.as_slice() {
            [0xff, 0xfe, rest @ ..] => from_utf16(&name, rest, u16::from_le_bytes)?,
            [0xfe, 0xff, rest @ ..] => from_utf16(&name, rest, u16::from_be_bytes)?,
            [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
            _ => bytes,
        };
        let mut text = Text { name, bytes, skipped: 0 };
        if let Some((lines, at)) = echoed(&text.bytes) {
            text.skipped = lines;
            text.bytes.drain(..at);
        }
        Ok(text)
    }

    /// The text, if it is one.
    pub(super) fn utf8(&self) -> Result<&str, Fault> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let before = &self.bytes[..error.valid_up_to()];
            let line = before.split(|byte| *byte == b'\n').count();
            let column = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
            Fault {
                code: Code::NotText,
                line,
                column: String::from_utf8_lossy(column).chars().count() + 1,
                message: "this is not UTF-8 text".to_owned(),
                label: "the first byte that is none",
                help: "save the file as UTF-8".to_owned(),
            }
        })
    }

    /// A fault as a problem. The line is drawn with every letter and digit as `x`.
    pub(super) fn problem(&self, fault: Fault) -> Problem {
        let line = self.bytes.split(|byte| *byte == b'\n').nth(fault.line.saturating_sub(1)).unwrap_or_default();
        // A line of a hundred megabytes is no line to draw; the window is cut around the column.
        let shown = &line[..line.len().min(fault.column.saturating_mul(4).saturating_add(400))];
        let shown = String::from_utf8_lossy(shown);
        let from = if fault.column > LAST_COLUMN { fault.column - 40 } else { 1 };
        let masked: String = shown.chars().skip(from - 1).take(120).map(mask).collect();
        let source = SourceText::new(&self.name, "\n".repeat(fault.line - 1 + self.skipped) + &masked);
        let before = fault.line - 1 + self.skipped;
        let start = before + masked.chars().take(fault.column - from).map(char::len_utf8).sum::<usize>();
        let width = masked[start - before..].chars().next().map_or(0, char::len_utf8);
        let mut message = format!("`{}`: {}", self.name, fault.message);
        if from > 1 {
            message.push_str(&format!(", at line {}, column {}", fault.line + self.skipped, fault.column));
        }
        Problem::at(fault.code, &Place::new(&source, start, start + width), message, fault.label)
            .because("letters and digits are drawn as x, since such files hold secrets")
            .help(fault.help)
    }

    /// An outline that places can point into.
    pub(super) fn outline(&self) -> Outline {
        Outline::new(self.name.clone(), self.skipped)
    }
}

fn mask(character: char) -> char {
    match character {
        '{' | '}' | '[' | ']' | '(' | ')' | '"' | '\'' | ':' | ',' | '!' | '&' | '*' | '|' | '>' | '<' | '#' | '-'
        | ' ' => character,
        '\t' => ' ',
        _ => 'x',
    }
}

fn from_utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Vec<u8>, Problem> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        // Half a character at the end.
        _ => 0xd800,
    });
    char::decode_utf16(units).collect::<Result<String, _>>().map(String::into_bytes).map_err(|_| {
        Problem::nowhere(Code::NotText, format!("`{name}` begins like UTF-16 and is none"))
            .help("save the file as UTF-8")
    })
}

/// Lines and bytes that stand before the JSON of a plan or state which a wrapper's echo begins.
fn echoed(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    for lines in 0..=MOST_ECHOED_LINES {
        let rest = bytes.get(at..)?;
        if lines > 0 && rest.starts_with(b"{\"format_version\"") {
            return Some((lines, at));
        }
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let wrapped = line.starts_with(b"[command]") || line.starts_with(b"::");
        if lines > 0 && rest.starts_with(b"{") && bytes.starts_with(b"[command]") {
            return Some((lines, at));
        }
        if !wrapped && (line.len() > 1_000 || line.starts_with(b"{")) {
            return None;
        }
        at += line.len() + 1;
    }
    None
}

/// What stands in a text that places may point into: the names of resources where they are declared, nothing else.
///
/// A place keeps its text alive. An outline is small where the file is large, and holds no secret that could be drawn.
pub(super) struct Outline {
    name: String,
    skipped: usize,
    marks: Vec<(usize, usize, String)>,
}

impl Outline {
    /// Without marks; `skipped` lines stand before the first that was read.
    pub(super) fn new(name: String, skipped: usize) -> Outline {
        Outline { name, skipped, marks: Vec::new() }
    }

    /// Marks a name at its line and column, both counted from one; gives the number of the mark.
    pub(super) fn mark(&mut self, line: usize, column: usize, name: &str) -> usize {
        let name = name.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        self.marks.push((line + self.skipped, column, name));
        self.marks.len() - 1
    }

    /// The place of each mark, in the order in which they were made.
    pub(super) fn places(self) -> Vec<Place> {
        let mut order: Vec<usize> = (0..self.marks.len()).collect();
        order.sort_by_key(|index| (self.marks[*index].0, self.marks[*index].1, *index));
        let mut text = String::new();
        let mut spans = vec![(0, 0); self.marks.len()];
        let (mut line, mut width) = (1, 0);
        for index in order {
            let (at_line, at_column, name) = &self.marks[index];
            if *at_line > line {
                text.extend(std::iter::repeat_n('\n', at_line - line));
                (line, width) = (*at_line, 0);
            }
            let wanted = if *at_column <= LAST_COLUMN { at_column - 1 } else { 0 };
            let gap = wanted.saturating_sub(width).max(usize::from(width > 0));
            text.extend(std::iter::repeat_n(' ', gap));
            spans[index] = (text.len(), text.len() + name.len());
            text.push_str(name);
            width += gap + name.chars().count();
        }
        let source: Arc<SourceText> = SourceText::new(self.name, text);
        spans.into_iter().map(|(start, end)| Place::new(&source, start, end)).collect()
    }
}
