//! Command lines that make the same results again, as manifests record them.

use std::path::Path;

use crate::scenario::removal::LEFT_OUT;
use crate::text;

/// Quotes a word for a shell where it needs it. What would steer a terminal is written as
/// `$'\U0000001b'`, which bash, zsh and ksh read as it was.
pub(crate) fn quote(word: &str) -> String {
    if word.contains(text::is_unfit) {
        let mut quoted = "$'".to_owned();
        for c in word.chars() {
            match c {
                '\'' | '\\' => quoted.extend(['\\', c]),
                c if text::is_unfit(c) => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
                c => quoted.push(c),
            }
        }
        return quoted + "'";
    }
    let plain = |c: char| c.is_alphanumeric() || "-_./=:+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A path, quoted where it needs it.
pub(crate) fn quote_path(path: &Path) -> String {
    quote(&path.display().to_string())
}

/// The part of a command line that names a scenario and what is changed in it.
pub(crate) fn source_words(scenario: &str, policy: Option<&str>, overlays: &[String]) -> String {
    let mut words = quote(scenario);
    if let Some(policy) = policy {
        words.push_str(" --policy ");
        words.push_str(&quote(policy));
    }
    words + &set_words(overlays)
}

/// The part that changes values.
pub(crate) fn set_words(overlays: &[String]) -> String {
    overlays.iter().fold(String::new(), |words, overlay| {
        words
            + &overlay.strip_prefix(LEFT_OUT).map_or_else(
                || " --set ".to_owned() + &quote(overlay),
                |block| " --without ".to_owned() + &quote(block),
            )
    })
}
