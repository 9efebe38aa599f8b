//! JSON as a stream: one pass, a place for everything, and nothing kept that nobody asked for.

pub(super) use struson::reader::ValueType;
use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ReaderSettings, SyntaxErrorKind};

use super::bounds::{MOST_ATTRIBUTES, MOST_LEVELS};
use super::inventory::Attribute;
use super::text::Fault;
use crate::problem::Code;

/// Reads one JSON text from front to back. What is of another type than asked for is passed over.
pub(super) struct Json<'a> {
    reader: JsonStreamReader<&'a [u8]>,
    /// Attributes that may still be kept.
    left: usize,
}

impl<'a> Json<'a> {
    /// A reader before the first value.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let settings = ReaderSettings {
            track_path: false,
            max_nesting_depth: Some(MOST_LEVELS),
            restrict_number_values: false,
            ..ReaderSettings::default()
        };
        Json { reader: JsonStreamReader::new_custom(bytes, settings), left: MOST_ATTRIBUTES }
    }

    /// Keeps at most so many attributes.
    pub(super) fn keeping(self, left: usize) -> Self {
        Json { left, ..self }
    }

    /// How many attributes may still be kept.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// The line and column that come next, both counted from one.
    pub(super) fn position(&self) -> (usize, usize) {
        position(&self.reader.current_position(false))
    }

    /// Passes over one value.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        self.reader.skip_value().map_err(fault)
    }

    /// What kind of value comes next.
    pub(super) fn peek(&mut self) -> Result<ValueType, Fault> {
        self.reader.peek().map_err(fault)
    }

    /// Goes through an object; `each` reads the value of every key, exactly once.
    pub(super) fn object(&mut self, mut each: impl FnMut(&mut Self, String) -> Result<(), Fault>) -> Result<(), Fault> {
        if self.peek()? != ValueType::Object {
            return self.skip();
        }
        self.reader.begin_object().map_err(fault)?;
        while self.reader.has_next().map_err(fault)? {
            let name = self.reader.next_name_owned().map_err(fault)?;
            each(self, name)?;
        }
        self.reader.end_object().map_err(fault)
    }

    /// Goes through a list; `each` reads every item, exactly once.
    pub(super) fn list(&mut self, mut each: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        if self.peek()? != ValueType::Array {
            return self.skip();
        }
        self.reader.begin_array().map_err(fault)?;
        while self.reader.has_next().map_err(fault)? {
            each(self)?;
        }
        self.reader.end_array().map_err(fault)
    }

    /// A text, or nothing where something else stands.
    pub(super) fn text(&mut self) -> Result<Option<String>, Fault> {
        if self.peek()? == ValueType::String {
            return self.reader.next_string().map(Some).map_err(fault);
        }
        self.skip()?;
        Ok(None)
    }

    /// A list of texts; other items are passed over.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, Fault> {
        let mut texts = Vec::new();
        self.list(|json| {
            texts.extend(json.text()?);
            Ok(())
        })?;
        Ok(texts)
    }

    /// A truth, or nothing where something else stands.
    pub(super) fn truth(&mut self) -> Result<Option<bool>, Fault> {
        if self.peek()? == ValueType::Boolean {
            return self.reader.next_bool().map(Some).map_err(fault);
        }
        self.skip()?;
        Ok(None)
    }

    /// Any value as a tree of at most `most` parts; what is beyond is unknown.
    pub(super) fn value(&mut self, most: &mut usize) -> Result<Attribute, Fault> {
        if *most == 0 {
            self.skip()?;
            return Ok(Attribute::Unknown("beyond what is kept of one resource".to_owned()));
        }
        *most -= 1;
        if self.left == 0 {
            let (line, column) = self.position();
            return Err(too_large(line, column, format!("more than {MOST_ATTRIBUTES} attributes")));
        }
        self.left -= 1;
        Ok(match self.peek()? {
            ValueType::Null => {
                self.reader.next_null().map_err(fault)?;
                Attribute::Null
            }
            ValueType::Boolean => Attribute::Truth(self.reader.next_bool().map_err(fault)?),
            ValueType::Number => {
                let number = self.reader.next_number_as_str().map_err(fault)?;
                match number.parse::<f64>() {
                    Ok(number) if number.is_finite() => Attribute::Number(number),
                    _ => Attribute::Unknown("a number beyond reckoning".to_owned()),
                }
            }
            ValueType::String => Attribute::Text(self.reader.next_string().map_err(fault)?),
            ValueType::Array => {
                let mut items = Vec::new();
                let mut whole = true;
                self.list(|json| {
                    if *most == 0 {
                        whole = false;
                        return json.skip();
                    }
                    items.push(json.value(most)?);
                    Ok(())
                })?;
                if whole { Attribute::List(items) } else { Attribute::Unknown("a list longer than is kept".to_owned()) }
            }
            ValueType::Object => {
                let mut fields: Vec<(String, Attribute)> = Vec::new();
                self.object(|json, name| {
                    if *most == 0 {
                        return json.skip();
                    }
                    let value = json.value(most)?;
                    fields.push((name, value));
                    Ok(())
                })?;
                Attribute::Fields(fields)
            }
        })
    }

    /// Whether nothing but white space follows the value that was read.
    pub(super) fn at_end(self) -> bool {
        self.reader.consume_trailing_whitespace().is_ok()
    }
}

fn position(position: &struson::reader::JsonReaderPosition) -> (usize, usize) {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX - 1) + 1;
    position.line_pos.map_or((1, 1), |position| (number(position.line), number(position.column)))
}

/// A bound that was met.
pub(super) fn too_large(line: usize, column: usize, message: String) -> Fault {
    Fault {
        code: Code::TooLarge,
        line,
        column,
        message,
        label: "here",
        help: "describe a part of the system, one root module or stack at a time".to_owned(),
    }
}

fn fault(error: ReaderError) -> Fault {
    let made = |location: &struson::reader::JsonReaderPosition, code, message: &str, label, help: &str| {
        let (line, column) = position(location);
        Fault { code, line, column, message: message.to_owned(), label, help: help.to_owned() }
    };
    let again = "write the file anew; it may have been cut off or edited by hand";
    match &error {
        ReaderError::SyntaxError(error) => {
            let (message, label) = match error.kind {
                SyntaxErrorKind::IncompleteDocument => ("the JSON ends before it is complete", "the end"),
                SyntaxErrorKind::MissingComma => ("a comma is missing", "expected `,` before this"),
                SyntaxErrorKind::MissingColon => ("a colon is missing", "expected `:`"),
                SyntaxErrorKind::TrailingCommaNotEnabled | SyntaxErrorKind::UnexpectedComma => {
                    ("a comma stands where none can", "one too many")
                }
                SyntaxErrorKind::CommentsNotEnabled => ("comments are no part of JSON", "a comment"),
                SyntaxErrorKind::ExpectingMemberNameOrObjectEnd => ("a key in double quotes is missing", "no key"),
                SyntaxErrorKind::NotEscapedControlCharacter
                | SyntaxErrorKind::UnknownEscapeSequence
                | SyntaxErrorKind::MalformedEscapeSequence
                | SyntaxErrorKind::UnpairedSurrogatePairEscapeSequence => {
                    ("a string holds what JSON does not allow", "not allowed")
                }
                _ => ("this is no JSON", "not understood"),
            };
            made(&error.location, Code::JsonSyntax, message, label, again)
        }
        ReaderError::MaxNestingDepthExceeded { location, .. } => made(
            location,
            Code::TooDeep,
            "nested too deeply",
            "too deep",
            &format!("keep lists and objects within {MOST_LEVELS} levels"),
        ),
        ReaderError::IoError { location, .. } => {
            made(location, Code::NotText, "this is not UTF-8 text", "here", "save the file as UTF-8")
        }
        ReaderError::UnexpectedValueType { location, .. }
        | ReaderError::UnexpectedStructure { location, .. }
        | ReaderError::UnsupportedNumberValue { location, .. } => {
            made(location, Code::JsonSyntax, "this cannot stand here", "not understood", again)
        }
        _ => Fault {
            code: Code::JsonSyntax,
            line: 1,
            column: 1,
            message: "this is no JSON".to_owned(),
            label: "in here",
            help: again.to_owned(),
        },
    }
}
