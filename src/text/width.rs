//! How wide a line may be, and text folded between words to fit.

use unicode_width::UnicodeWidthStr;

/// Narrowest width that text is folded to: below it lines hold no words.
const NARROWEST: usize = 20;

/// How many columns of a terminal a line may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width(Option<usize>);

impl Width {
    /// No limit: for files and for other programs.
    pub const UNLIMITED: Self = Self(None);

    /// At most so many columns.
    pub fn columns(columns: usize) -> Self {
        Self(Some(columns.max(NARROWEST)))
    }

    /// The limit, if there is one.
    pub const fn limit(self) -> Option<usize> {
        self.0
    }

    /// Folds each line between words. What goes on is indented like the line it belongs to,
    /// and under the words of an item that begins with a sign.
    pub fn prose(self, text: &str) -> String {
        let hang = |body: &str| {
            let indent = indent_of(body);
            let signs = ["+ ", "− ", "· ", "- "];
            let item = signs.iter().any(|sign| body[indent..].starts_with(sign));
            indent + 2 * usize::from(item)
        };
        self.hanging(text, hang)
    }

    /// Folds a text between words to the room that is left beside something of so many columns,
    /// without any indent.
    pub fn beside(self, taken: usize, text: &str) -> String {
        let left = Self(
            self.0
                .map(|limit| limit.saturating_sub(taken).max(NARROWEST)),
        );
        left.hanging(text, |_| 0)
    }

    /// Folds each line between words; what goes on begins after so many blanks.
    pub fn hanging(self, text: &str, hang: impl Fn(&str) -> usize) -> String {
        let Some(limit) = self.0 else {
            return text.to_owned();
        };
        let mut folded = String::with_capacity(text.len() + text.len() / 16);
        for line in text.split_inclusive('\n') {
            let body = line.strip_suffix('\n').unwrap_or(line);
            if body.width() <= limit {
                folded.push_str(line);
                continue;
            }
            let indent = indent_of(body);
            let hang = hang(body).min(limit / 2);
            let first = limit.saturating_sub(indent);
            let lines = fold(&body[indent..], limit - hang, first);
            for (nth, part) in lines.iter().enumerate() {
                folded.push_str(&" ".repeat(if nth == 0 { indent } else { hang }));
                folded.push_str(part.trim_end());
                folded.push('\n');
            }
            if !line.ends_with('\n') {
                folded.pop();
            }
        }
        folded
    }
}

/// Blanks at the beginning of a line.
fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Folds a text between words into lines of at most `width` columns, the first of at most
/// `first`. A word that is wider has a line of its own.
fn fold(text: &str, width: usize, first: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let room = if lines.is_empty() { first } else { width };
        if !line.is_empty() && line.width() + 1 + word.width() > room {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::Width;

    #[test]
    fn lines_are_folded_between_words() {
        let text = "  + one two three four five six\nshort\n";
        let folded = "  + one two three\n    four five six\nshort\n";
        assert_eq!(Width::columns(20).prose(text), folded);
        assert_eq!(Width::UNLIMITED.prose(text), text);
        let beside = Width::columns(30).beside(9, "one two three four five six seven");
        assert_eq!(beside, "one two three four\nfive six seven");
        let word = "a".repeat(30);
        assert_eq!(Width::columns(20).prose(&word), word);
    }
}
