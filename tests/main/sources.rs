//! The sources of the library, read as text: which there are, and the words they are made of.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its name below `src` and the module it holds.
pub struct Source {
    pub name: String,
    pub path: Vec<String>,
}

impl Source {
    pub fn read(&self) -> String {
        fs::read_to_string(folder().join(&self.name)).expect("a source is readable text")
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source but `lib.rs` and `main.rs`, in a stable order.
pub fn all() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&folder(), &mut Vec::new(), &mut files);
    assert!(!files.is_empty(), "no sources below src");
    files
}

fn collect(dir: &Path, path: &mut Vec<String>, files: &mut Vec<Source>) {
    let mut names: Vec<_> = fs::read_dir(dir)
        .expect("a source folder can be listed")
        .map(|entry| entry.expect("a folder entry").file_name())
        .map(|name| name.into_string().expect("a source name in UTF-8"))
        .collect();
    names.sort();
    for name in names {
        let inner = dir.join(&name);
        if inner.is_dir() {
            path.push(name);
            collect(&inner, path, files);
            path.pop();
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let at_root = path.is_empty() && (stem == "lib" || stem == "main");
            if !at_root {
                let mut module = path.clone();
                if stem != "mod" {
                    module.push(stem.to_owned());
                }
                let mut full = path.clone();
                full.push(name);
                files.push(Source {
                    name: full.join("/"),
                    path: module,
                });
            }
        }
    }
}

/// The words and signs of Rust source, each with its line; no comments, strings or
/// characters. `::` is one sign.
pub fn tokens(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let char_at = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        match (chars[at], char_at(at + 1)) {
            ('/', '/') => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            ('/', '*') => at = after_block_comment(&chars, at),
            ('"', _) => at = after_string(&chars, at),
            ('\'', '\\') => {
                at += 3;
                while at < chars.len() && chars[at] != '\'' {
                    at += 1;
                }
                at += 1;
            }
            // A lifetime has no closing quote two places on.
            ('\'', _) => at += if char_at(at + 2) == '\'' { 3 } else { 1 },
            (':', ':') => {
                out.push((line, "::".to_owned()));
                at += 2;
            }
            (c, _) if is_word(c) => {
                while is_word(char_at(at)) {
                    at += 1;
                }
                let word: String = chars[start..at].iter().collect();
                let raw = matches!(word.as_str(), "r" | "br" | "cr");
                if let Some(end) = raw.then(|| after_raw_string(&chars, at)).flatten() {
                    at = end;
                } else if word == "r" && char_at(at) == '#' {
                    at += 1; // `r#name` is `name`
                } else {
                    out.push((line, word));
                }
            }
            (c, _) => {
                if !c.is_whitespace() {
                    out.push((line, c.to_string()));
                }
                at += 1;
            }
        }
        at = at.min(chars.len());
        line += chars[start..at].iter().filter(|c| **c == '\n').count();
    }
    out
}

fn after_block_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match chars[at..] {
            ['/', '*', ..] => {
                depth += 1;
                at += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                at += 2;
            }
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Behind the string whose opening quote is at `at`.
fn after_string(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Behind the raw string whose `#`s or quote start at `at`; `None` if it is none (`r#type`).
fn after_raw_string(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + hashes) != Some(&'"') {
        return None;
    }
    let mut end = at + hashes + 1;
    while end < chars.len() {
        let closing = &chars[end + 1..(end + 1 + hashes).min(chars.len())];
        if chars[end] == '"' && closing.len() == hashes && closing.iter().all(|c| *c == '#') {
            break;
        }
        end += 1;
    }
    Some(end + 1 + hashes)
}
