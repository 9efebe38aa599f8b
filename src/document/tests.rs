use super::*;

fn string_node(language: Language, text: &str) -> Node {
    let source = SourceText::new("t", text);
    let root = parse(&source, language).expect("the text is well formed");
    let Value::Table(table) = root.value else { panic!("a document is a table") };
    table.entries[0].node.clone()
}

#[track_caller]
fn points_at(language: Language, text: &str, needle: &str, raw: &str) {
    let node = string_node(language, text);
    let Value::String(decoded) = &node.value else { panic!("a string was written") };
    let start = decoded.find(needle).expect("the needle is in the string");
    let place = node.place_inside(start, start + needle.len());
    assert_eq!(&text[place.start..place.end], raw, "{text}");
}

#[test]
fn places_inside_strings_are_exact() {
    points_at(Language::Toml, "a = 'users > 10'", "users", "users");
    points_at(Language::Toml, "a = \"x \\\"users\\\" > 10\"", "users", "users");
    points_at(Language::Toml, "a = \"\\u00e9 users\"", "users", "users");
    points_at(Language::Toml, "a = '''\nusers\n  and x'''", "and", "and");
    points_at(Language::Toml, "a = \"\"\"one \\\n   two three\"\"\"", "two", "two");
    points_at(Language::Json, "{\"a\": \"\\ud83d\\ude00 users\"}", "users", "users");
    points_at(Language::Json, "{\"a\": \"tab\\tusers\"}", "\t", "\\t");
}

#[test]
fn deep_texts_are_refused_before_any_parser_sees_them() {
    for (language, text) in [
        (Language::Json, format!("{{\"a\": {}", "[".repeat(100_000))),
        (Language::Json, "{\"a\":".repeat(100_000)),
        (Language::Toml, format!("a = {}", "[".repeat(100_000))),
        (Language::Toml, format!("a = {}", "{b=".repeat(70))),
        (Language::Toml, format!("[{}]\nx=1", vec!["a"; 70].join("."))),
    ] {
        let problems = parse(&SourceText::new("t", text), language).expect_err("it is too deep");
        assert!(problems.iter().any(|problem| problem.code == Code::TooDeep || problem.code == Code::TomlSyntax));
    }
    // Brackets in strings and comments are no nesting.
    let text = format!("a = '{}' # {}", "[".repeat(100), "{".repeat(100));
    assert!(parse(&SourceText::new("t", text), Language::Toml).is_ok());
}

#[test]
fn entries_keep_the_order_of_the_text() {
    let source = SourceText::new("t", "b = 1\na = 2\n[z]\n[c]\n");
    let Value::Table(table) = parse(&source, Language::Toml).expect("well formed").value else { panic!("a table") };
    let keys: Vec<&str> = table.entries.iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["b", "a", "z", "c"]);
}
