//! The frame that pages and summaries share: charts, and what to keep in mind.

use crate::text;

/// A chart of a page, as a line of Markdown.
pub(super) fn picture(file: &str, title: &str) -> String {
    format!("![{}](charts/{file}.svg)\n", text::markdown(title))
}

/// The charts of a page (file and title), each after an empty line.
pub(super) fn pictures<'a>(charts: impl IntoIterator<Item = &'a (String, String)>) -> String {
    let mut text = String::new();
    for (file, title) in charts {
        text.push('\n');
        text.push_str(&picture(file, title));
    }
    text
}

/// What to keep in mind when reading the numbers, as a section of Markdown; nothing if there is
/// nothing.
pub(super) fn keep_in_mind(warnings: &[String]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    "\n## Keep in mind\n\n".to_owned() + &lines("- ", warnings)
}

/// The same for a terminal: lines below everything else.
pub(super) fn notes(warnings: &[String]) -> String {
    lines("note: ", warnings)
}

fn lines(mark: &str, texts: &[String]) -> String {
    let line = |lines: String, text: &String| lines + mark + text + "\n";
    texts.iter().fold(String::new(), line)
}
