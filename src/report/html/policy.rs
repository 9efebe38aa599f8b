//! What the page may do: run its own script, show its own style, and nothing else.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The content security policy of a page with these style sheets and scripts, each allowed by its hash alone.
pub(super) fn policy(styles: &[&str], scripts: &[&str]) -> String {
    let hashes = |texts: &[&str]| -> String {
        texts.iter().map(|text| format!(" 'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())))).collect()
    };
    format!(
        "default-src 'none'; style-src{}; script-src{}; img-src data:; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'",
        hashes(styles),
        hashes(scripts)
    )
}

#[cfg(test)]
mod tests {
    use super::policy;

    /// The hash of the empty text is known to everybody.
    #[test]
    fn only_what_is_hashed_may_run() {
        let policy = policy(&[""], &["a"]);
        assert!(policy.contains("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';"), "{policy}");
        assert!(policy.contains("script-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=';"), "{policy}");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
}
