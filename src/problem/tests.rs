use super::*;

#[test]
fn codes_are_unlike_and_kebab_case() {
    let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    words.sort_unstable();
    let before = words.len();
    words.dedup();
    assert_eq!(before, words.len());
}

#[test]
fn a_name_is_suggested_only_when_near() {
    let known = ["read_share", "users", "peak_rps"];
    assert_eq!(nearest("read-shares", known), Some("read_share"));
    assert_eq!(nearest("uesrs", known), Some("users"));
    assert_eq!(nearest("latency", known), None);
    assert_eq!(nearest("", known), None);
}

#[test]
fn terminal_commands_in_input_are_not_obeyed() {
    let source = SourceText::new("pro\u{1b}[2Jfile.toml", "a = '\u{1b}[31m'\n");
    let problem = Problem::at(Code::WrongType, &Place::new(&source, 4, 10), "bad \u{202e}thing", "\u{7}here");
    let text = draw::draw(&[problem], draw::Style::PLAIN);
    assert!(!text.chars().any(draw::is_harmful), "{text:?}");
}

#[test]
fn lines_and_columns_count_from_one_in_characters() {
    let source = SourceText::new("a", "하나\n둘 x");
    let at = source.text().find('x').expect("x stands in the text");
    assert_eq!(Place::new(&source, at, at + 1).line_and_column(), (2, 3));
    // A place inside a character moves to its border.
    assert_eq!(Place::new(&source, 1, 2).start, 0);
}
