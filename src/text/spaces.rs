//! Spaces that look like the one of the keyboard and are none.

use std::borrow::Cow;

/// Whether a character looks like a space, or like nothing, and is not the plain space: the
/// no-break spaces of spreadsheets and word processors, the spaces of fixed width, the
/// zero-width ones and the byte order mark. Tabs and line ends are not among them.
pub(crate) const fn is_odd_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// The text with plain spaces only, and without what has no width: for numbers, units and
/// the names of columns, where one space means what another does. A name of a person or a
/// place keeps what it is.
pub(crate) fn plain_spaces(text: &str) -> Cow<'_, str> {
    if !text.contains(is_odd_space) {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match c {
        '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        c if is_odd_space(c) => Some(' '),
        c => Some(c),
    };
    Cow::Owned(text.chars().filter_map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_units_come_out_with_plain_spaces() {
        assert_eq!(plain_spaces("1\u{a0}500\u{202f}h"), "1 500 h");
        assert_eq!(plain_spaces("\u{feff}occurred\u{200b}"), "occurred");
        assert!(matches!(plain_spaces("2 h\t"), Cow::Borrowed("2 h\t")));
    }
}
