//! Start scripts: which of the sought programs they install. The script itself is never kept.

use super::bounds::LONGEST_SCRIPT;
use super::inventory::Attribute;
use super::keep::folded;

/// Words that make a statement one that puts a program there.
const INSTALLING: &[&str] = &["install", "localinstall", "add", "run", "enable", "-S", "-i"];

/// Whether a folded key holds a start script.
pub(super) fn is_script(folded: &str) -> bool {
    folded.contains("userdata") || folded == "fn::base64" || folded == "launchspec"
}

/// Collects which of the words the start scripts and start metadata of a resource install.
pub(super) fn installs<'a>(attribute: &Attribute, sought: &[&'a str], found: &mut Vec<&'a str>) {
    if sought.is_empty() {
        return;
    }
    match attribute {
        Attribute::Fields(fields) => {
            for (key, value) in fields {
                let word = folded(key);
                if is_script(&word) {
                    texts(value, &mut |text| in_script(text, sought, found));
                } else if word == "packages" {
                    in_packages(value, sought, found);
                } else {
                    installs(value, sought, found);
                }
            }
        }
        Attribute::List(items) => items.iter().for_each(|item| installs(item, sought, found)),
        _ => {}
    }
}

/// Every text in a tree.
fn texts(attribute: &Attribute, each: &mut dyn FnMut(&str)) {
    match attribute {
        Attribute::Text(text) => each(text),
        Attribute::List(items) => items.iter().for_each(|item| texts(item, each)),
        Attribute::Fields(fields) => fields.iter().for_each(|(_, value)| texts(value, each)),
        _ => {}
    }
}

/// Packages are told by name: keys of objects, items of lists.
fn in_packages<'a>(attribute: &Attribute, sought: &[&'a str], found: &mut Vec<&'a str>) {
    match attribute {
        Attribute::Text(text) => found.extend(sought.iter().filter(|word| is_program(text, word))),
        Attribute::List(items) => items.iter().for_each(|item| in_packages(item, sought, found)),
        Attribute::Fields(fields) => {
            for (key, value) in fields {
                found.extend(sought.iter().filter(|word| is_program(key, word)));
                in_packages(value, sought, found);
            }
        }
        _ => {}
    }
}

fn in_script<'a>(text: &str, sought: &[&'a str], found: &mut Vec<&'a str>) {
    let end = (0..=text.len().min(LONGEST_SCRIPT)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let text = &text[..end];
    let decoded = if text.contains([' ', '\n']) { None } else { from_base64(text) };
    let text = decoded.as_deref().unwrap_or(text).replace("\\\n", " ");
    let cloud_config = text.trim_start().starts_with("#cloud-config");
    for statement in text.split(['\n', ';', '|', '&']) {
        let listed = cloud_config && statement.trim_start().starts_with("- ");
        let words = || statement.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '(' | ')' | '`'));
        if listed || words().any(|word| INSTALLING.contains(&word)) {
            found.extend(sought.iter().filter(|sought| words().any(|word| is_program(word, sought))));
        }
    }
}

/// Whether a word names a program: alone, or with a version or a registry's tag behind it.
fn is_program(word: &str, program: &str) -> bool {
    let Some(rest) = word.strip_prefix(program) else { return false };
    let mut rest = rest.chars();
    match rest.next() {
        None => true,
        Some(':' | '@' | '=') => true,
        Some('-') => rest.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_ascii_digit(),
    }
}

/// The text that base64 stands for, if it is one. Compressed scripts are none.
fn from_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(six)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
