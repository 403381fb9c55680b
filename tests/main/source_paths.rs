//! The paths that a source names, in its `use`s and in its code, without its tests.

use std::collections::BTreeMap;

use crate::sources::tokens;

/// A path from the crate's root.
pub type Way = Vec<String>;

/// What stands in a file.
#[derive(Default)]
pub struct Contents {
    /// The names that its `use`s bring, each with where it leads.
    pub names: BTreeMap<String, Way>,
    /// All paths that lead somewhere in the crate, each with its line.
    pub paths: Vec<(usize, Way)>,
}

/// Reads the paths of one source.
pub struct Reader<'a> {
    tokens: Vec<(usize, String)>,
    path: &'a [String],
    modules: &'a BTreeMap<Way, usize>,
    found: Contents,
}

impl<'a> Reader<'a> {
    pub fn new(text: &str, path: &'a [String], modules: &'a BTreeMap<Way, usize>) -> Self {
        Self {
            tokens: without_tests(&tokens(text)),
            path,
            modules,
            found: Contents::default(),
        }
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(_, word)| word.as_str())
    }

    /// Twice: first the `use`s, which may stand behind what they serve.
    pub fn read(mut self) -> Contents {
        for code in [false, true] {
            // For every open brace, the inline module that it holds, if it holds one.
            let mut braces: Vec<Option<String>> = Vec::new();
            let mut at = 0;
            while at < self.tokens.len() {
                let here = || {
                    let mut here = self.path.to_vec();
                    here.extend(braces.iter().flatten().cloned());
                    here
                };
                match self.word(at) {
                    "{" => {
                        let inline = at >= 2 && self.word(at - 2) == "mod";
                        braces.push(inline.then(|| self.word(at - 1).to_owned()));
                    }
                    "}" => {
                        braces.pop();
                    }
                    "use" => {
                        let here = here();
                        at = self.tree(at + 1, &here, &[], code);
                        continue;
                    }
                    // `pub(in crate::report)` asks for nothing.
                    "pub" if self.word(at + 1) == "(" => at += 3,
                    _ if code && self.word(at + 1) == "::" => {
                        let here = here();
                        at = self.inline(at, &here);
                        continue;
                    }
                    _ => {}
                }
                at += 1;
            }
        }
        self.found
    }

    /// A path in code, from its first word on. Gives what stands behind it.
    fn inline(&mut self, at: usize, here: &[String]) -> usize {
        let line = self.tokens[at].0;
        let mut words = vec![self.word(at).to_owned()];
        let mut end = at + 1;
        while self.word(end) == "::" && is_word(self.word(end + 1)) {
            words.push(self.word(end + 1).to_owned());
            end += 2;
        }
        if let Some(way) = self.way(&words, here) {
            self.found.paths.push((line, way));
        }
        end
    }

    /// What a `use` names, at `at` behind `before`. Gives what stands behind it.
    fn tree(&mut self, mut at: usize, here: &[String], before: &[String], code: bool) -> usize {
        let line = self.tokens.get(at).map_or(0, |(line, _)| *line);
        let mut words = before.to_vec();
        loop {
            match self.word(at) {
                "::" => at += 1,
                "{" => {
                    at += 1;
                    while !matches!(self.word(at), "}" | "") {
                        at = self.tree(at, here, &words, code);
                        at += usize::from(self.word(at) == ",");
                    }
                    return at + 1;
                }
                "*" => {
                    self.bring(line, &words, None, here, code);
                    return at + 1;
                }
                word if is_word(word) => {
                    words.push(word.to_owned());
                    at += 1;
                    if self.word(at) == "::" {
                        continue;
                    }
                    let mut name = words[words.len() - 1].clone();
                    if name == "self" && words.len() > 1 {
                        words.pop();
                        name.clone_from(&words[words.len() - 1]);
                    }
                    if self.word(at) == "as" {
                        self.word(at + 1).clone_into(&mut name);
                        at += 2;
                    }
                    self.bring(line, &words, Some(name), here, code);
                    return at;
                }
                _ => return at,
            }
        }
    }

    fn bring(
        &mut self,
        line: usize,
        words: &[String],
        name: Option<String>,
        here: &[String],
        code: bool,
    ) {
        let Some(way) = self.way(words, here) else {
            return;
        };
        if code {
            self.found.paths.push((line, way));
        } else if let Some(name) = name
            && way.last() != here.last()
        {
            self.found.names.entry(name).or_insert(way);
        }
    }

    /// Where words lead from a module; `None` if out of the crate or to what is local.
    fn way(&self, words: &[String], here: &[String]) -> Option<Way> {
        let mut way = here.to_vec();
        let mut rest = words;
        match words[0].as_str() {
            "crate" => {
                way.clear();
                rest = &words[1..];
            }
            "self" => rest = &words[1..],
            "super" => {
                while rest.first().is_some_and(|word| word == "super") {
                    way.pop();
                    rest = &rest[1..];
                }
            }
            first => {
                way.push(first.to_owned());
                if !self.modules.contains_key(&way) {
                    way.clone_from(self.found.names.get(first)?);
                }
                rest = &words[1..];
            }
        }
        way.extend_from_slice(rest);
        Some(way)
    }
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Without what stands behind `#[cfg(test)]`.
fn without_tests(tokens: &[(usize, String)]) -> Vec<(usize, String)> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is_test = |at: usize| {
        tokens
            .get(at..at + TEST.len())
            .is_some_and(|words| words.iter().map(|(_, word)| word).eq(TEST))
    };
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_test(at) {
            at = after_item(tokens, at + TEST.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Behind the item at `at`: its semicolon, or the brace that closes it.
fn after_item(tokens: &[(usize, String)], mut at: usize) -> usize {
    let mut depth = 0_usize;
    let uses = tokens
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|(_, word)| !matches!(word.as_str(), "{" | ";"))
        .any(|(_, word)| word == "use");
    while let Some((_, word)) = tokens.get(at) {
        at += 1;
        match word.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && word == "}" && !uses {
                    break;
                }
            }
            ";" | "," if depth == 0 => break,
            _ => {}
        }
    }
    at
}
