//! Text going out: one function for each medium, so that what people wrote can't become
//! anything but text there.

use std::borrow::Cow;
use std::fmt::Write;

use super::unfit::is_unfit;

/// For a terminal: characters that would steer it are shown as `\u{1b}`; line ends stay.
/// Whole pages go through this once, at the end.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    shown(text, |c| c == '\n')
}

/// For one line of a terminal or of a message: like [`terminal`], and a line end is shown as
/// `\u{a}`, so that what is quoted can't pose as lines of ours.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    shown(text, |_| false)
}

fn shown(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let bad = |c: char| is_unfit(c) && !keep(c);
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c == '\t' {
            safe.push(' ');
        } else if bad(c) {
            let _ = write!(safe, "\\u{{{:x}}}", c as u32);
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// For a line of Markdown: what would begin a tag, an entity, emphasis, code, a link or a cell
/// is escaped (`CommonMark` 0.31, sections 2.4 and 2.5; GFM, tables). An underscore within a
/// word is left alone, since it means nothing there.
pub(crate) fn markdown(text: &str) -> String {
    let letters: Vec<char> = line(text).chars().collect();
    let mut safe = String::with_capacity(text.len() + 8);
    for (at, &c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1).copied();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' if after.is_some_and(|c| c == '#' || c.is_ascii_alphanumeric()) => {
                safe.push_str("&amp;");
            }
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' => safe.extend(['\\', c]),
            '_' if !(word(before) && word(after)) => safe.push_str("\\_"),
            // At the ends of a heading it would be taken for its mark.
            '#' if before.is_none() || after.is_none() => safe.push_str("\\#"),
            c => safe.push(c),
        }
    }
    safe
}

/// For a line of Markdown: as code, where nothing has a meaning but a backtick, which becomes
/// an apostrophe.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", line(text).replace('`', "'"))
}

/// A line of Markdown as plain text: without marks of code, and what [`markdown`] escaped as
/// it was.
pub(crate) fn from_markdown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '`' => {}
            '\\' => match letters.next_if(char::is_ascii_punctuation) {
                Some(escaped) => plain.push(escaped),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// For XML, and so for SVG and HTML, between tags and in a quoted attribute. Characters that
/// XML 1.0 doesn't allow (section 2.2), and those that break or reorder a line, become spaces.
pub(crate) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            c if is_unfit(c) => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// For JSON that is already written: JSON leaves DEL, the C1 control characters and those
/// that reorder as they are; here they become `\u202e`, which means the same. They can only
/// stand within strings, so nothing else is touched.
pub(crate) fn json(written: String) -> String {
    let bad = |c: char| is_unfit(c) && c != '\n';
    if !written.contains(bad) {
        return written;
    }
    let mut safe = String::with_capacity(written.len() + 16);
    for c in written.chars() {
        if bad(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// For a cell of CSV that holds a name: a spreadsheet takes a cell that begins with `=`, `+`,
/// `-`, `@`, a tab or a line end for a formula, so it gets an apostrophe in front, which
/// spreadsheets don't show (OWASP, CSV injection). Numbers are not names. Quoting is left to
/// the writer.
pub(crate) fn csv_cell(text: &str) -> Cow<'_, str> {
    let safe = line(text);
    if safe.starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']) {
        return Cow::Owned(format!("'{safe}"));
    }
    safe
}

/// Bytes as a part of an address (RFC 3986): letters, digits and those that are `kept` as they are.
pub(crate) fn percent(bytes: &[u8], kept: &[u8]) -> String {
    let mut address = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || kept.contains(byte) {
            address.push(char::from(*byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(
            terminal("a\x1b[31m\nb\u{202e}\tc"),
            "a\\u{1b}[31m\nb\\u{202e} c"
        );
        assert_eq!(line("a\nb"), "a\\u{a}b");
        assert!(matches!(terminal("plain\ntext"), Cow::Borrowed(_)));
    }

    #[test]
    fn markdown_shows_what_was_written() {
        for (text, safe) in [
            (
                "<script>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
            ("R&D, A & B, &lt;", "R&amp;D, A & B, &amp;lt;"),
            ("CERT_LT _x_", "CERT_LT \\_x\\_"),
            (
                "**b** `c` [l](u) a|b ~s~",
                "\\*\\*b\\*\\* \\`c\\` \\[l\\](u) a\\|b \\~s\\~",
            ),
            ("# 1 #", "\\# 1 \\#"),
            ("No. #7 team", "No. #7 team"),
        ] {
            assert_eq!(markdown(text), safe);
            assert_eq!(from_markdown(&markdown(text)), text);
        }
        assert_eq!(from_markdown("`id` (a\\_b\\)"), "id (a_b)");
        assert_eq!(code("a`<b>`\n"), "`a'<b>'\\u{a}`");
    }

    #[test]
    fn xml_and_json_stay_whole() {
        assert_eq!(
            xml("<a b='\"'>&\x07\u{202e}"),
            "&lt;a b=&apos;&quot;&apos;&gt;&amp;  "
        );
        let name = "a\u{9b}\u{7f}\u{202e}\u{e0041}b";
        let written = json(serde_json::to_string(name).unwrap());
        assert!(written.is_ascii(), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), name);
    }

    #[test]
    fn a_cell_is_no_formula() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("@night", "'@night"),
            ("-1 expert", "'-1 expert"),
            ("+1", "'+1"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(csv_cell(text), safe);
        }
    }
}
