//! What to write instead: the nearest of the words that there are, or all of them.

/// The word among `known` that a misspelt `word` most likely means.
///
/// Near enough is a Damerau-Levenshtein distance of at most a third of the word (at least
/// one letter), or the same word in other letters (case, `-` for `_`). The first of equals wins, so that the
/// answer doesn't depend on anything but the order of `known`.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let length = word.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let wanted = plain(word);
    let reach = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        if candidate.chars().count().abs_diff(length) > reach {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &plain(candidate));
        if distance <= reach && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What exists, as a sentence: there is only `a`; there are `a` and `b`.
pub(crate) fn existing<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => "there are none".to_owned(),
        [only] => format!("there is only `{only}`"),
        _ => format!("there are {}", choices(words, "and")),
    }
}

/// `a`, `b` or `c`, each in backticks, at most two dozen of them.
pub(crate) fn choices<'a>(words: impl IntoIterator<Item = &'a str>, join: &str) -> String {
    const MOST: usize = 24;
    let words: Vec<&str> = words.into_iter().collect();
    let shown: Vec<String> = words
        .iter()
        .take(MOST)
        .map(|word| format!("`{word}`"))
        .collect();
    match (shown.as_slice(), words.len() > MOST) {
        ([], _) => "none".to_owned(),
        (_, true) => format!("{} … ({} in all)", shown.join(", "), words.len()),
        ([only], false) => only.clone(),
        ([first @ .., last], false) => format!("{} {join} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near_enough() {
        let known = ["name", "timezone", "start", "end", "warm_up"];
        for (word, meant) in [
            ("nmae", Some("name")),
            ("Name", Some("name")),
            ("time_zone", Some("timezone")),
            ("timzone", Some("timezone")),
            ("warm-up", Some("warm_up")),
            ("begin", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(100), known), None);
    }

    #[test]
    fn lists_read_like_sentences() {
        assert_eq!(choices([], "or"), "none");
        assert_eq!(choices(["a"], "or"), "`a`");
        assert_eq!(choices(["a", "b", "c"], "or"), "`a`, `b` or `c`");
        assert_eq!(existing(["a", "b"]), "there are `a` and `b`");
        assert!(choices(["x"; 30], "or").ends_with("… (30 in all)"));
    }
}
