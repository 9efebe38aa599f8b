//! Addresses: `module.app["eu"].aws_instance.web[0]`, with keys that may hold anything.

/// The address without the indices of modules and resources.
pub(super) fn without_indices(address: &str) -> String {
    let mut bare = String::with_capacity(address.len());
    let mut inside = false;
    let mut quoted = false;
    let mut escaped = false;
    for character in address.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if inside => quoted = !quoted,
            _ if quoted => {}
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => bare.push(character),
            _ => {}
        }
    }
    bare
}

/// The part of an instance's address that names its module instance, empty in the root module.
pub(super) fn module_of(address: &str) -> &str {
    let mut rest = address;
    let mut end = 0;
    while let Some(inner) = rest.strip_prefix("module.") {
        let Some(stop) = dot_outside_index(inner) else { break };
        end += "module.".len() + stop + 1;
        rest = &address[end..];
    }
    &address[..end.saturating_sub(1)]
}

/// The first dot that is not within an index.
fn dot_outside_index(text: &str) -> Option<usize> {
    let (mut inside, mut quoted, mut escaped) = (false, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if inside => quoted = !quoted,
            _ if quoted => {}
            '[' => inside = true,
            ']' => inside = false,
            '.' if !inside => return Some(at),
            _ => {}
        }
    }
    None
}

/// An index as an address writes it.
pub(super) fn index(index: &super::Attribute) -> String {
    match index {
        super::Attribute::Number(number) => format!("[{number}]"),
        super::Attribute::Text(key) => format!("[\"{}\"]", key.replace('\\', "\\\\").replace('"', "\\\"")),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{module_of, without_indices};

    #[test]
    fn keys_may_hold_anything() {
        let address = r#"module.a["x.]\"y"].module.b[0].aws_instance.web["a.b"]"#;
        assert_eq!(without_indices(address), "module.a.module.b.aws_instance.web");
        assert_eq!(module_of(address), r#"module.a["x.]\"y"].module.b[0]"#);
        assert_eq!(module_of("aws_instance.web[0]"), "");
    }
}
