//! No two files know each other, directly or through others.
//!
//! A file knows another if a path in it leads there: in a `use` or in code, from `crate`,
//! `super` or `self`, or from a name that a `use` of the file brings. What a module only hands
//! on is counted where it is defined. Left out are tests, and the files of one concept: a
//! module and what lies in its own folder may know each other. What needs no path, such as a
//! method of a type that was handed in, is not seen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::sources::{self, Source, tokens};

/// Circles that are meant, by the folder or file that all their files lie in, and why.
const MEANT: [(&str, &str); 1] = [(
    "sim/",
    "the methods of one state, in the order of an incident's life: they call each other",
)];

#[test]
fn no_files_know_each_other_in_a_circle() {
    let house = House::new(sources::all());
    let mut wrong = Vec::new();
    for (files, steps) in house.circles() {
        if !MEANT
            .iter()
            .any(|(folder, _)| files.iter().all(|file| file.starts_with(folder)))
        {
            wrong.push(format!(
                "{} files\n    {}",
                files.len(),
                steps.join("\n    ")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "files know each other in circles:\n  {}",
        wrong.join("\n  ")
    );
}

/// A path from the crate's root.
type Way = Vec<String>;

/// The files and what they know.
struct House {
    files: Vec<Source>,
    modules: BTreeMap<Way, usize>,
    contents: Vec<Contents>,
}

/// What stands in a file.
#[derive(Default)]
struct Contents {
    /// The names that its `use`s bring, each with where it leads.
    names: BTreeMap<String, Way>,
    /// All paths that lead somewhere in the crate, each with its line.
    paths: Vec<(usize, Way)>,
}

impl House {
    fn new(files: Vec<Source>) -> Self {
        let texts: Vec<String> = files.iter().map(Source::read).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Self::of(files, &texts)
    }

    fn of(files: Vec<Source>, texts: &[&str]) -> Self {
        let modules: BTreeMap<Way, usize> = files
            .iter()
            .enumerate()
            .map(|(at, file)| (file.path.clone(), at))
            .collect();
        let contents = files
            .iter()
            .zip(texts)
            .map(|(file, text)| Reader::new(text, &file.path, &modules).read())
            .collect();
        Self {
            files,
            modules,
            contents,
        }
    }

    /// The file where a path leads, through the `use`s of the modules on the way.
    fn file_of(&self, way: &[String], patience: u8) -> Option<usize> {
        let mut depth = 0;
        while depth < way.len() && self.modules.contains_key(&way[..=depth]) {
            depth += 1;
        }
        let file = *self.modules.get(&way[..depth])?;
        let Some(name) = way.get(depth) else {
            return Some(file);
        };
        let Some(leads) = self.contents[file].names.get(name) else {
            return Some(file);
        };
        if patience == 0 {
            return Some(file);
        }
        let mut on = leads.clone();
        on.extend_from_slice(&way[depth + 1..]);
        self.file_of(&on, patience - 1)
    }

    /// Which file knows which, and from which line on.
    fn edges(&self) -> BTreeMap<(usize, usize), usize> {
        let mut edges = BTreeMap::new();
        for (from, contents) in self.contents.iter().enumerate() {
            for (line, way) in &contents.paths {
                let Some(to) = self.file_of(way, 8) else {
                    continue;
                };
                let (a, b) = (&self.files[from].path, &self.files[to].path);
                if !a.starts_with(b) && !b.starts_with(a) {
                    edges.entry((from, to)).or_insert(*line);
                }
            }
        }
        edges
    }

    /// The files of each circle, and the steps of a shortest one.
    fn circles(&self) -> Vec<(Vec<&str>, Vec<String>)> {
        let edges = self.edges();
        let mut graph = DiGraph::<(), ()>::new();
        let nodes: Vec<NodeIndex> = self.files.iter().map(|_| graph.add_node(())).collect();
        for (from, to) in edges.keys() {
            graph.add_edge(nodes[*from], nodes[*to], ());
        }
        let name = |at: usize| self.files[at].name.as_str();
        tarjan_scc(&graph)
            .into_iter()
            .filter(|files| files.len() > 1)
            .map(|files| {
                let files: BTreeSet<usize> = files.iter().map(|node| node.index()).collect();
                let steps = shortest(&edges, &files)
                    .into_iter()
                    .map(|(from, to)| {
                        let line = edges[&(from, to)];
                        format!("src/{}:{line} knows {}", name(from), name(to))
                    })
                    .collect();
                (files.into_iter().map(name).collect(), steps)
            })
            .collect()
    }
}

/// The steps of a shortest circle among `files`.
fn shortest(
    edges: &BTreeMap<(usize, usize), usize>,
    files: &BTreeSet<usize>,
) -> Vec<(usize, usize)> {
    let around = |start: usize| {
        let mut came: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for (_, to) in edges.keys().filter(|(from, _)| *from == at) {
                if files.contains(to) && !came.contains_key(to) {
                    came.insert(*to, at);
                    queue.push_back(*to);
                }
            }
        }
        let mut steps = Vec::new();
        let mut to = start;
        while let Some(from) = came.get(&to) {
            steps.insert(0, (*from, to));
            to = *from;
            if to == start {
                break;
            }
        }
        steps
    };
    files
        .iter()
        .map(|file| around(*file))
        .min_by_key(Vec::len)
        .unwrap_or_default()
}

/// Reads the paths of one source.
struct Reader<'a> {
    tokens: Vec<(usize, String)>,
    path: &'a [String],
    modules: &'a BTreeMap<Way, usize>,
    found: Contents,
}

impl<'a> Reader<'a> {
    fn new(text: &str, path: &'a [String], modules: &'a BTreeMap<Way, usize>) -> Self {
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
    fn read(mut self) -> Contents {
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

/// The reader of this test, tested.
mod reader {
    use super::*;

    /// The circles of sources, each as its files.
    fn circles(sources: &[(&str, &str)]) -> Vec<Vec<String>> {
        let files = sources
            .iter()
            .map(|(name, _)| {
                let stem = name.trim_end_matches(".rs");
                let mut path: Way = stem.split('/').map(str::to_owned).collect();
                if path.last().is_some_and(|last| last == "mod") {
                    path.pop();
                }
                Source {
                    name: (*name).to_owned(),
                    path,
                }
            })
            .collect();
        let texts: Vec<&str> = sources.iter().map(|(_, text)| *text).collect();
        House::of(files, &texts)
            .circles()
            .into_iter()
            .map(|(files, _)| files.into_iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn follows_every_spelling_of_a_path() {
        for (one, other) in [
            ("use crate::x::b::B;", "use super::a::{self, A};"),
            ("use super::{c::C, b};", "fn f() { crate::x::a::g() }"),
            ("use super::super::x::b::B as O;", "use crate::{x::a, y};"),
            (
                "pub(in crate::x) fn f(_: super::b::B) {}",
                "use super::a::*;",
            ),
            // By a name that another `use` brought.
            ("use crate::x; fn f() { x::b::g() }", "use super::a;"),
            (
                "use crate::x as house; fn f() { house::b::g() }",
                "use super::a;",
            ),
            ("mod inner { use super::super::b; }", "use super::a;"),
            // By what a module only hands on.
            ("use super::B;", "use super::a;"),
            ("use crate::x::Other;", "use crate::x::a;"),
        ] {
            let module = "pub mod a; mod b; mod c; pub use b::{B, D as Other};";
            let sources = [
                ("x/mod.rs", module),
                ("x/a.rs", one),
                ("x/b.rs", other),
                ("x/c.rs", "use super::a;"),
            ];
            let found = circles(&sources);
            assert_eq!(found.len(), 1, "{one} {other}");
            assert!(found[0].contains(&"x/b.rs".to_owned()), "{one} {other}");
        }
    }

    #[test]
    fn names_all_files_of_a_long_circle() {
        let sources = [
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::c::C;"),
            ("c.rs", "use crate::a::A; use crate::d::D;"),
            ("d.rs", "use std::fmt;"),
        ];
        assert_eq!(circles(&sources), [["a.rs", "b.rs", "c.rs"]]);
    }

    #[test]
    fn leaves_out_families_and_tests() {
        for (one, other) in [
            (
                "use super::b;",
                "#[cfg(test)] mod tests { use super::super::a; }",
            ),
            ("use super::b;", "#[cfg(test)] use super::{a, c}; fn f() {}"),
            ("use super::b;", "// use super::a;"),
            ("use super::b;", "const A: &str = \"super::a\";"),
            ("use super::b::B;", "pub(in crate::x::a) struct B;"),
        ] {
            let module = "mod a; mod b; use a::A; use b::B;";
            let sources = [("x/mod.rs", module), ("x/a.rs", one), ("x/b.rs", other)];
            assert!(circles(&sources).is_empty(), "{one} {other}");
        }
        let family = [
            ("x.rs", "mod a; use a::A;"),
            ("x/a.rs", "use super::X; use crate::x::Y; use super::a::b;"),
            ("x/a/b.rs", "use super::super::X;"),
        ];
        assert!(circles(&family).is_empty());
    }
}
