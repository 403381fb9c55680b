//! Letters that the typeface doesn't have: drawn from the pixels of GNU Unifont, which has
//! every script of Unicode's first plane; and what that lacks too, named by its code point. A
//! chart never shows empty boxes.
//!
//! Unifont's letters stand one after another: scripts whose letters change with their
//! neighbours (Devanagari, Khmer) can be read so, but don't look as they do in print.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::OnceLock;

use ttf_parser::Face;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unifont::Glyph;

/// Rows of a letter of Unifont; also its height, one em.
const ROWS: f64 = 16.0;

/// Rows above the baseline.
const ASCENT: f64 = 14.0;

/// A letter made of pixels: where it begins, in ems from the start of its run, and its shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pixels {
    from: f64,
    glyph: &'static Glyph,
}

/// A stretch of a text that is set in one way.
#[derive(Clone, Debug)]
pub(super) enum Run {
    /// Letters of the typeface.
    Letters(String),
    /// Letters made of pixels, with what they say and their width in ems.
    Pixels {
        said: String,
        letters: Vec<Pixels>,
        ems: f64,
    },
}

/// Whether the typeface has a character.
fn in_typeface(c: char) -> bool {
    static FACE: OnceLock<Option<Face<'static>>> = OnceLock::new();
    if c.is_ascii() {
        return true;
    }
    let face = FACE.get_or_init(|| Face::parse(dejavu::sans::regular(), 0).ok());
    // Without the typeface nothing is drawn anyway.
    face.as_ref()
        .is_none_or(|face| face.glyph_index(c).is_some())
}

/// Characters that only change how others look, and have no look of their own.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// The text with every character that can't be drawn at all said by its code point, and
/// without those that have no look and are not in the typeface. Doing it twice changes nothing.
pub(super) fn drawable(text: &str) -> Cow<'_, str> {
    let plain = |c: char| in_typeface(c) || (!is_invisible(c) && unifont::get_glyph(c).is_some());
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if plain(c) {
            out.push(c);
        } else if !is_invisible(c) {
            let _ = write!(out, "[U+{:04X}]", u32::from(c));
        }
    }
    Cow::Owned(out)
}

/// A text in stretches of letters of one make; `None` if the typeface has all of them.
pub(super) fn runs(text: &str) -> Option<Vec<Run>> {
    if text.chars().all(in_typeface) {
        return None;
    }
    let mut runs: Vec<Run> = Vec::new();
    for c in text.chars() {
        let glyph = if in_typeface(c) {
            None
        } else {
            unifont::get_glyph(c)
        };
        match (glyph, runs.last_mut()) {
            (None, Some(Run::Letters(letters))) => letters.push(c),
            (None, _) => runs.push(Run::Letters(c.to_string())),
            (Some(glyph), Some(Run::Pixels { said, letters, ems })) => {
                said.push(c);
                *ems = add(letters, *ems, c, glyph);
            }
            (Some(glyph), _) => {
                let mut letters = Vec::new();
                let ems = add(&mut letters, 0.0, c, glyph);
                runs.push(Run::Pixels {
                    said: c.to_string(),
                    letters,
                    ems,
                });
            }
        }
    }
    Some(runs)
}

/// Puts a letter behind others that are `ems` wide; how wide they are then. A mark stands
/// over the letter before it.
fn add(letters: &mut Vec<Pixels>, ems: f64, c: char, glyph: &'static Glyph) -> f64 {
    let width = glyph.get_width() as f64 / ROWS;
    let is_mark = c.general_category_group() == GeneralCategoryGroup::Mark;
    match letters.last() {
        Some(last) if is_mark => {
            let from = last.from;
            letters.push(Pixels { from, glyph });
            ems.max(from + width)
        }
        _ => {
            letters.push(Pixels { from: ems, glyph });
            ems + width
        }
    }
}

/// The outline of letters as path data on a grid, `grid` turning pixels of the canvas into
/// steps of it. `at` lies on the baseline.
pub(super) fn outline(
    letters: &[Pixels],
    at: (f64, f64),
    size: f64,
    bold: bool,
    grid: impl Fn(f64) -> i32,
) -> String {
    let dot = size / ROWS;
    let thick = if bold { dot / 2.0 } else { 0.0 };
    let mut path = String::new();
    for letter in letters {
        let left = at.0 + letter.from * size;
        for row in 0..ROWS as usize {
            let top = at.1 + (row as f64 - ASCENT) * dot;
            let mut column = 0;
            while column < letter.glyph.get_width() {
                let first = column;
                while letter.glyph.get_pixel(column, row) {
                    column += 1;
                }
                if column > first {
                    let _ = write!(
                        path,
                        "M{} {}H{}V{}H{0}Z",
                        grid(left + first as f64 * dot),
                        grid(top),
                        grid(left + column as f64 * dot + thick),
                        grid(top + dot)
                    );
                }
                column += 1;
            }
        }
    }
    path
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use super::*;

    #[test]
    fn what_the_typeface_lacks_is_drawn_or_named() {
        assert!(runs("Vilnius, Ελλάδα, Київ, עברית, عربي").is_none());
        let found = runs("CERT 東京 1").expect("two makes");
        assert!(
            matches!(&found[..], [Run::Letters(a), Run::Pixels { said, ems, .. }, Run::Letters(b)]
                if a == "CERT " && said == "東京" && *ems == 2.0 && b == " 1"),
            "{found:?}"
        );
        // A vowel sign stands over its consonant.
        let found = runs("กิ").expect("pixels");
        assert!(
            matches!(&found[..], [Run::Pixels { letters, ems, .. }]
            if letters.len() == 2 && letters[1].from == 0.0 && *ems == 0.5),
            "{found:?}"
        );
        assert_eq!(drawable("a\u{10ffff}b"), "a[U+10FFFF]b");
        assert_eq!(drawable("𐎠"), "[U+103A0]");
        // The typeface has the first selector, without a look; the second nobody has.
        assert_eq!(drawable("東\u{fe00}"), "東\u{fe00}");
        assert_eq!(drawable("東\u{e0100}"), "東");
        assert_eq!(drawable("東京"), "東京");
    }

    #[test]
    fn an_outline_has_the_pixels_of_the_letter() {
        let Some(Run::Pixels { letters, .. }) = runs("一").and_then(|mut runs| runs.pop()) else {
            panic!("pixels");
        };
        let path = outline(&letters, (0.0, 14.0), 16.0, false, |x| x as i32);
        let ink = (0..16).filter(|x| (0..16).any(|y| letters[0].glyph.get_pixel(*x, y)));
        assert!(
            ink.count() > 10 && path.starts_with('M') && path.ends_with('Z'),
            "{path}"
        );
    }
}
