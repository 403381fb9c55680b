//! The one typeface, `DejaVu Sans`: registering, measuring, wrapping and cutting words.
//!
//! It is bundled, so that figures are the same wherever they are drawn, and it has the
//! letters of every European language; `fallback` has those of others.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::error::ChartError;
use super::fallback::{Run, drawable, runs};

/// The name inside the font file.
const NAME: &str = "DejaVu Sans";

/// The families written into a drawing: whoever opens it without it at hand sees
/// Verdana, which has nearly the same widths.
pub(super) const FAMILIES: &str = "DejaVu Sans, Verdana, sans-serif";

/// Font units from the lowest descender to the highest ascender (1901 + 483 in the file's
/// `hhea` table). Plotters scales a font by this height, so a text measured at this size
/// comes out in font units.
const HEIGHT_UNITS: f64 = 2384.0;

/// Font units in an em (the file's `head` table).
const EM_UNITS: f64 = 2048.0;

/// Height of a capital letter in ems (the file's `OS/2` table: 1493 units).
pub(super) const CAPITAL: f64 = 0.729;

/// Makes the typeface known to plotters, once.
pub(super) fn register() -> Result<(), ChartError> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = *DONE.get_or_init(|| {
        register_font(NAME, FontStyle::Normal, dejavu::sans::regular()).is_ok()
            && register_font(NAME, FontStyle::Bold, dejavu::sans::bold()).is_ok()
    });
    if done {
        Ok(())
    } else {
        Err(ChartError::Typeface)
    }
}

/// Width of a line of text in pixels at a font size in pixels.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let text = &*drawable(text);
    let Some(runs) = runs(text) else {
        return width_of_letters(text, size, bold);
    };
    let width = |run: &Run| match run {
        Run::Letters(letters) => width_of_letters(letters, size, bold),
        Run::Pixels { ems, .. } => ems * size,
    };
    runs.iter().map(width).sum()
}

/// The same of letters that the typeface has.
fn width_of_letters(text: &str, size: f64, bold: bool) -> f64 {
    // A failure shows when the sheet is finished; until then a guess does.
    let _ = register();
    let style = if bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let font = FontDesc::new(FontFamily::Name(NAME), HEIGHT_UNITS, style);
    let units = match font.layout_box(text) {
        Ok(((from, _), (to, _))) => f64::from(to - from),
        // Without the font a guess keeps the layout in order.
        Err(_) => 0.6 * EM_UNITS * text.chars().count() as f64,
    };
    units / EM_UNITS * size
}

/// Breaks a text at its spaces into lines no wider than `room`; a single word that is
/// wider is cut.
pub(super) fn wrap(text: &str, size: f64, bold: bool, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&longer, size, bold) <= room {
            line = longer;
        } else {
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = cut(word, size, bold, room);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text itself if it fits into `room`, else as much of it as fits with an ellipsis.
pub(super) fn cut(text: &str, size: f64, bold: bool, room: f64) -> String {
    fitting(text, size, bold, room, shortened)
}

/// The same for a path, of which the end says most: the ellipsis stands within.
pub(super) fn cut_within(text: &str, size: f64, bold: bool, room: f64) -> String {
    fitting(text, size, bold, room, |letters, keep| {
        let head: String = letters[..keep / 3].iter().collect();
        let tail: String = letters[letters.len() - (keep - keep / 3)..]
            .iter()
            .collect();
        format!("{head}…{tail}")
    })
}

/// The text, or the longest of its shorter forms that fits.
fn fitting(
    text: &str,
    size: f64,
    bold: bool,
    room: f64,
    shorter: impl Fn(&[char], usize) -> String,
) -> String {
    let text = &*drawable(text);
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let (mut fits, mut too_long) = (0, letters.len());
    while fits + 1 < too_long {
        let half = usize::midpoint(fits, too_long);
        if width(&shorter(&letters, half), size, bold) <= room {
            fits = half;
        } else {
            too_long = half;
        }
    }
    shorter(&letters, fits)
}

/// The first `keep` letters and an ellipsis.
fn shortened(letters: &[char], keep: usize) -> String {
    let mut text: String = letters[..keep.min(letters.len())].iter().collect();
    text.truncate(text.trim_end().len());
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::{cut, cut_within, width};

    #[test]
    fn what_is_cut_fits_and_a_path_keeps_its_end() {
        let path = "dispatch.rule.grave-eradicate.teams.1.approval.median";
        let short = cut(path, 14.0, false, 200.0);
        assert!(
            short.starts_with("dispatch.rule.") && short.ends_with('…'),
            "{short}"
        );
        let within = cut_within(path, 14.0, false, 200.0);
        assert!(
            within.starts_with("dis") && within.ends_with(".approval.median"),
            "{within}"
        );
        for text in [short, within] {
            assert!(width(&text, 14.0, false) <= 200.0, "{text}");
        }
        assert_eq!(cut_within(path, 14.0, false, 2000.0), path);
        assert_eq!(cut_within("ab", 14.0, false, 1.0), "…");
    }
}
