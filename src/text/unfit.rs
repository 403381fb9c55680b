//! Characters that no name may have: those that steer instead of being read.

use std::fmt;

/// A character that steers a terminal, reorders what stands around it, breaks a line, or is
/// no character at all; with the byte at which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The character.
    pub character: char,
    /// Byte of the text at which it begins.
    pub at: usize,
}

/// Whether a character can't stand in a name: control characters (Unicode category Cc, among
/// them NUL, tab and line ends), line and paragraph separators, embeddings, overrides and
/// isolates of the bidirectional algorithm (UAX #9, sections 2.1 to 2.4), interlinear
/// annotations, tags, and noncharacters. Marks of direction (U+200E, U+200F, U+061C) and
/// joiners (U+200C, U+200D) are part of how some scripts are written and may.
pub const fn is_unfit(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    ) || (c as u32) & 0xfffe == 0xfffe
}

/// The first character of a text that no name may have.
pub fn unfit(text: &str) -> Option<Unfit> {
    let found = text.char_indices().find(|(_, c)| is_unfit(*c));
    found.map(|(at, character)| Unfit { character, at })
}

impl fmt::Display for Unfit {
    /// `U+202E (right-to-left override)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.character {
            '\0' => "NUL",
            '\t' => "a tab",
            '\n' | '\r' | '\u{85}' => "a line break",
            '\u{1b}' => "escape, which steers a terminal",
            '\u{2028}' => "a line separator",
            '\u{2029}' => "a paragraph separator",
            '\u{202a}' => "left-to-right embedding",
            '\u{202b}' => "right-to-left embedding",
            '\u{202c}' => "end of a change of direction",
            '\u{202d}' => "left-to-right override",
            '\u{202e}' => "right-to-left override",
            '\u{2066}' => "left-to-right isolate",
            '\u{2067}' => "right-to-left isolate",
            '\u{2068}' => "an isolate",
            '\u{2069}' => "end of an isolate",
            '\u{fff9}'..='\u{fffb}' => "an annotation mark",
            '\u{e0000}'..='\u{e007f}' => "an invisible tag",
            c if c.is_control() => "a control character",
            _ => "no character",
        };
        write!(f, "U+{:04X} ({what})", self.character as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_unfit_and_what_is_written_is_not() {
        for c in [
            '\0',
            '\t',
            '\n',
            '\r',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{2028}',
            '\u{202a}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{fffe}',
            '\u{1ffff}',
            '\u{e0041}',
        ] {
            let found = unfit(&format!("é{c}")).expect("unfit");
            assert_eq!((found.character, found.at), (c, 2));
            let code = format!("U+{:04X} (", c as u32);
            assert!(found.to_string().starts_with(&code), "{found}");
        }
        for text in [
            "Vilnius",
            "צוות",
            "فريق\u{200f}",
            "می\u{200c}خواهم",
            "東京",
            "🗳️",
            "a b\u{a0}c",
            "�",
        ] {
            assert_eq!(unfit(text), None, "{text}");
        }
    }
}
