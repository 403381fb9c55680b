//! What the author of a scenario wrote beside its values: the comments of its text, with the line
//! and the block that each stands in.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// Its line, from 1.
    pub line: usize,
    /// What stands before it in its line; empty if it has the line for itself.
    pub code: String,
    /// Its text, without the mark.
    pub text: String,
    /// The block that it stands in: `asset.vrk-website`, `phases`; empty above the first.
    pub block: String,
}

/// All comments of a TOML text, in order.
pub(super) fn comments(text: &str) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    let mut block = String::new();
    // Comments of a block whose id is still to come.
    let mut nameless = 0;
    // Where the entry of a token begins: a string of several lines is part of one.
    let mut begin = 0;
    let (mut line, mut counted) = (1, 0);
    for token in Source::new(text).lex() {
        let span = token.span();
        let kind = token.kind();
        if !matches!(
            kind,
            TokenKind::Comment | TokenKind::Newline | TokenKind::Eof
        ) {
            continue;
        }
        let entry = text.get(begin..span.start()).unwrap_or_default();
        let code = entry.trim();
        if let Some(header) = header(code) {
            header.clone_into(&mut block);
            nameless = found.len();
        } else if let Some(id) = id(code)
            && !block.contains('.')
        {
            let named = format!("{block}.{id}");
            let of_it = found[nameless..].iter_mut();
            of_it
                .filter(|it| it.block == block)
                .for_each(|it| it.block.clone_from(&named));
            block = named;
        }
        line += text[counted..span.start()].matches('\n').count();
        counted = span.start();
        if kind == TokenKind::Comment {
            let words = text.get(span.start()..span.end()).unwrap_or_default();
            found.push(Comment {
                line,
                code: entry.lines().last().unwrap_or_default().trim().to_owned(),
                text: words.trim_matches(['#', ' ', '\t', '\r']).to_owned(),
                block: block.clone(),
            });
        }
        begin = span.end();
    }
    found
}

/// The name of the block that a line begins: `asset` of `[[asset]]`.
fn header(code: &str) -> Option<&str> {
    let inner = code.strip_prefix('[')?.strip_suffix(']')?;
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    let inner = inner.strip_suffix(']').unwrap_or(inner).trim();
    let is_name = |c: char| c.is_alphanumeric() || ['.', '_', '-'].contains(&c);
    (!inner.is_empty() && inner.chars().all(is_name)).then_some(inner)
}

/// The id that a line gives: `x` of `id = "x"`.
fn id(code: &str) -> Option<&str> {
    let value = code.strip_prefix("id")?.trim_start().strip_prefix('=')?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

/// Something that a scenario assumes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assumed {
    /// The line of its text that says so, from 1.
    pub line: usize,
    /// The block that it stands in; empty for a comment that has lines for itself, which may speak
    /// of what follows.
    pub block: String,
    /// What stands in that line beside the words; may be empty.
    pub code: String,
    /// The sentence that says so.
    pub said: String,
}

/// The word that marks what is assumed.
const MARK: &str = "ASSUMPTION";

/// Everything that the comments of a scenario call an assumption, in order: of a comment beside a
/// value all of it, of one that has lines for itself the sentence.
pub(super) fn assumed(text: &str) -> Vec<Assumed> {
    let all = comments(text);
    let mut found = Vec::new();
    let mut ix = 0;
    while ix < all.len() {
        let first = &all[ix];
        if !first.code.is_empty() {
            if first.text.contains(MARK) {
                found.push(Assumed {
                    line: first.line,
                    block: first.block.clone(),
                    code: first.code.clone(),
                    said: first.text.clone(),
                });
            }
            ix += 1;
            continue;
        }
        // Lines of comments without a gap are one text.
        let mut end = ix + 1;
        while end < all.len()
            && all[end].code.is_empty()
            && all[end].line == all[end - 1].line + 1
            && !all[end].text.is_empty()
        {
            end += 1;
        }
        sentences(&all[ix..end], &mut found);
        ix = end;
    }
    found
}

/// Adds the sentences of some lines that hold the mark, each under the line of its first mark.
fn sentences(lines: &[Comment], found: &mut Vec<Assumed>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    for line in lines {
        starts.push((text.len(), line));
        text.push_str(&line.text);
        text.push(' ');
    }
    let mut from = 0;
    while from < text.len() {
        let end = text[from..]
            .find(". ")
            .map_or(text.len(), |at| from + at + 1);
        let sentence = &text[from..end];
        if let Some(at) = sentence.find(MARK) {
            let mut upto = starts.iter().rev();
            let line = upto.find(|(start, _)| *start <= from + at);
            let line = line.map_or(&lines[0], |it| it.1);
            found.push(Assumed {
                line: line.line,
                block: String::new(),
                code: String::new(),
                said: sentence.trim().to_owned(),
            });
        }
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# A heading. All limits are
# ASSUMPTION. The rest is known.
[scenario]
name = "a # no comment" # a name
summary = """
# none either ASSUMPTION
""" # ASSUMPTION: after a long one
[[asset]] # its place: ASSUMPTION
id = 'x#y' # an id
count = 3   ## ASSUMPTION "count"
phases = [
  { id = "early", from = "1d" }, # ASSUMPTION
]
"#;

    #[test]
    fn comments_are_told_from_strings() {
        let lines: Vec<usize> = comments(TEXT).iter().map(|it| it.line).collect();
        assert_eq!(lines, [1, 2, 4, 7, 8, 9, 10, 12]);
    }

    #[test]
    fn what_is_assumed_has_its_line_its_block_and_its_value() {
        let found = assumed(TEXT);
        let seen: Vec<(usize, &str, &str, &str)> = found
            .iter()
            .map(|it| (it.line, &*it.block, &*it.code, &*it.said))
            .collect();
        assert_eq!(
            seen,
            [
                (2, "", "", "All limits are ASSUMPTION."),
                (7, "scenario", "\"\"\"", "ASSUMPTION: after a long one"),
                (8, "asset.x#y", "[[asset]]", "its place: ASSUMPTION"),
                (10, "asset.x#y", "count = 3", "ASSUMPTION \"count\""),
                (
                    12,
                    "asset.x#y",
                    "{ id = \"early\", from = \"1d\" },",
                    "ASSUMPTION"
                ),
            ]
        );
    }
}
