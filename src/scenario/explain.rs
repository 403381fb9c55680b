//! The page of a code: a section of `docs/errors.md`, which is part of the program.

/// Every page, in the order of the codes.
const PAGES: &str = include_str!("../../docs/errors.md");

/// What a code means, with an example of the mistake and of how to write it right.
///
/// Upper and lower case are the same, and the `S` may be left out.
///
/// # Examples
/// ```
/// let page = sortie::inside::scenario::explain("s0502").unwrap();
/// assert!(page.starts_with("S0502: assets that need each other in a circle"));
/// assert!(sortie::inside::scenario::explain("S9999").is_none());
/// ```
pub fn explain(code: &str) -> Option<&'static str> {
    let digits = code.trim().trim_start_matches(['s', 'S']);
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let heading = format!("\n## S{digits}: ");
    let from = PAGES.find(&heading)? + "\n## ".len();
    let page = &PAGES[from..];
    let to = page.find("\n## ").unwrap_or(page.len());
    Some(page[..to].trim_end())
}

/// The codes that have a page, in the order of the pages.
#[cfg(test)]
pub fn explained() -> impl Iterator<Item = &'static str> {
    PAGES
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .filter_map(|heading| heading.split_once(": "))
        .map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::super::code::Code;
    use super::*;
    use toml::de::DeTable;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let pages: Vec<&str> = explained().collect();
        assert_eq!(codes, pages);
        for code in Code::ALL {
            let page = explain(code.as_str()).unwrap();
            assert!(
                page.starts_with(&format!("{code}: {}", code.title())),
                "{page}"
            );
            assert!(page.contains("Wrong:") && page.contains("Right:"), "{page}");
        }
    }

    #[test]
    fn examples_are_toml() {
        let blocks = PAGES.split("\n```toml\n").skip(1);
        let blocks: Vec<&str> = blocks
            .filter_map(|rest| rest.split("\n```").next())
            .collect();
        assert!(blocks.len() > 200);
        for block in blocks {
            // Entries of a list stand alone in some examples.
            let listed = format!("x = [{block}]");
            // As the loader reads it: numbers of any size are still only digits.
            let read = DeTable::parse(block).map_err(|error| error.to_string());
            assert!(
                read.is_ok() || DeTable::parse(&listed).is_ok(),
                "{block}: {read:?}"
            );
        }
    }

    #[test]
    fn codes_are_found_in_any_spelling() {
        assert_eq!(explain("S0101"), explain(" 0101 "));
        assert_eq!(explain("s0101"), explain("S0101"));
        for none in ["", "S", "S101", "S01010", "0x65", "S99\u{661}9"] {
            assert_eq!(explain(none), None, "{none}");
        }
    }
}
