//! What of a text is quoted beside a mistake: whole lines, and of long ones what stands around
//! the places that are pointed at.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::is_unfit;

/// Longer lines are cut, in bytes: one that a screen shows without folding much.
const LONG: usize = 300;

/// What is left of a long line on either side of a place, in bytes.
const AROUND: usize = 60;

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(starts).collect())
    }

    /// Index of the line that holds a byte.
    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at).max(1) - 1
    }

    /// Line and column of a byte, both from 1.
    pub(super) fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.line(at);
        let column = text[self.0[line]..at].chars().count();
        (line + 1, column + 1)
    }

    /// A span within the text, on character boundaries, of at most one line if it began
    /// with a long table, so that a whole file is never underlined.
    pub(super) fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let line_end = text[start..]
            .find('\n')
            .map_or(text.len(), |length| start + length);
        let line_end = if text[..line_end].ends_with('\r') && line_end > start {
            line_end - 1
        } else {
            line_end
        };
        start..end.min(line_end).max(start)
    }

    /// The whole lines around a span, and the number (from 1) of the first.
    fn around(&self, text: &str, span: Range<usize>) -> (Range<usize>, usize) {
        let first = self.line(span.start);
        let end = text[span.end..]
            .find('\n')
            .map_or(text.len(), |length| span.end + length);
        (self.0[first]..end, first + 1)
    }
}

/// A quotation with the places in it.
pub(super) struct Excerpt<'a> {
    /// Whole lines, or what is left of them.
    pub text: Cow<'a, str>,
    /// Number of the first line, from 1.
    pub first_line: usize,
    /// The places, as bytes of the quotation.
    pub spans: Vec<Range<usize>>,
    /// Column of the first place in the quotation, in characters from 0.
    pub first_column: usize,
    /// Whether a line was cut, so that columns of the quotation are not those of the text.
    pub cut: bool,
}

impl<'a> Excerpt<'a> {
    /// Quotes the lines from the first to the last of some places of a text, which are on
    /// character boundaries; `None` without a place.
    pub(super) fn of(text: &'a str, lines: &Lines, spans: &[Range<usize>]) -> Option<Self> {
        let from = spans.iter().map(|span| span.start).min()?;
        let to = spans.iter().map(|span| span.end).max()?;
        // Only these lines go to the renderer: it reads what it is given once per mistake.
        let (range, first_line) = lines.around(text, from..to);
        let within = |span: &Range<usize>| span.start - range.start..span.end - range.start;
        let mut spans: Vec<Range<usize>> = spans.iter().map(within).collect();
        let whole = harmless(&text[range]);
        let cut = whole.split('\n').any(|line| line.len() > LONG);
        let text = if cut {
            Cow::Owned(shorten(&whole, &mut spans))
        } else {
            whole
        };
        let first = spans.first().map_or(0, |span| span.start);
        let line = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let first_column = text[line..first].chars().count();
        Some(Self {
            text,
            first_line,
            spans,
            first_column,
            cut,
        })
    }
}

/// The text with every character that would steer a terminal in a form of the same length, so
/// that places stay where they are. Tabs are left to the renderer.
fn harmless(text: &str) -> Cow<'_, str> {
    let bad = |c: char| is_unfit(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c.len_utf8() {
            _ if !bad(c) => safe.push(c),
            1 => safe.push('?'),
            2 => safe.push('¿'),
            3 => safe.push('\u{fffd}'),
            _ => safe.push_str("?\u{fffd}"),
        }
    }
    Cow::Owned(safe)
}

/// Cuts long lines to what stands around the ends of the spans, and moves the spans along.
fn shorten(text: &str, spans: &mut [Range<usize>]) -> String {
    let mut points: Vec<usize> = spans.iter().flat_map(|it| [it.start, it.end]).collect();
    points.sort_unstable();
    let mut short = String::new();
    // What was kept: where it began in the text, and where it begins now.
    let mut kept: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        for piece in pieces(text, start..end, &points) {
            if piece.start > start && !short.ends_with('…') {
                short.push('…');
            }
            kept.push((piece.start, short.len()));
            short.push_str(&text[piece.clone()]);
            if piece.end < end {
                short.push('…');
            }
        }
        if line.ends_with('\n') && !short.ends_with('\n') {
            short.push('\n');
        }
        start = end;
    }
    let moved = |at: usize| {
        let piece = kept.partition_point(|(from, _)| *from <= at).max(1) - 1;
        let (from, to) = kept.get(piece).copied().unwrap_or_default();
        floor(&short, to + at.saturating_sub(from))
    };
    for span in spans {
        *span = moved(span.start)..moved(span.end);
    }
    short
}

/// What is kept of a line.
fn pieces(text: &str, line: Range<usize>, points: &[usize]) -> Vec<Range<usize>> {
    if line.len() <= LONG {
        return vec![line];
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for &point in points {
        if !(line.start..=line.end).contains(&point) {
            continue;
        }
        let from = floor(text, point.saturating_sub(AROUND).max(line.start));
        let to = ceil(text, (point + AROUND).min(line.end));
        match pieces.last_mut() {
            Some(last) if from <= last.end => last.end = last.end.max(to),
            _ => pieces.push(from..to),
        }
    }
    if pieces.is_empty() {
        pieces.push(line.start..ceil(text, line.start + 2 * AROUND));
    }
    pieces
}

/// The character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The character boundary at or after a byte.
fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_its_places() {
        let mut text = "first\n".to_owned();
        text.push_str(&"é".repeat(5_000));
        let one = text.len();
        text.push_str("ONE");
        text.push_str(&"ü".repeat(5_000));
        let two = text.len();
        text.push_str("TWO");
        text.push_str(&"x".repeat(5_000));
        text.push_str("\nlast\n");
        let spans = [two..two + 3, one..one + 3];
        let excerpt = Excerpt::of(&text, &Lines::of(&text), &spans).expect("places");
        assert!(excerpt.cut && excerpt.text.len() < 600, "{}", excerpt.text);
        assert_eq!(excerpt.first_line, 2);
        assert_eq!(&excerpt.text[excerpt.spans[0].clone()], "TWO");
        assert_eq!(&excerpt.text[excerpt.spans[1].clone()], "ONE");
        assert_eq!(excerpt.text.matches('…').count(), 3, "{}", excerpt.text);
        // A place that is itself long keeps both its ends.
        let all = 6..text.len() - 6;
        let excerpt = Excerpt::of(&text, &Lines::of(&text), &[all]).expect("a place");
        assert!(excerpt.text.starts_with('é') && excerpt.text.ends_with('x'));
        assert_eq!(excerpt.spans[0], 0..excerpt.text.len());
    }

    #[test]
    fn short_lines_stay_as_they_are() {
        let text = "a = 1\nb = 2\nc = 3\n";
        let excerpt = Excerpt::of(text, &Lines::of(text), &[6..7, 12..13]).expect("places");
        assert_eq!((excerpt.first_line, excerpt.cut), (2, false));
        assert_eq!(excerpt.text, "b = 2\nc = 3");
        assert_eq!(excerpt.spans, [0..1, 6..7]);
    }
}
