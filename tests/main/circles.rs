//! No two files know each other, directly or through others.
//!
//! A file knows another if a path in it leads there: in a `use` or in code, from `crate`,
//! `super` or `self`, or from a name that a `use` of the file brings. What a module only hands
//! on is counted where it is defined. Left out are tests, and the files of one concept: a
//! module and what lies in its own folder may know each other. What needs no path is not seen:
//! the methods of `Simulation`, which call each other across files, are one thing by design.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::source_paths::{Contents, Reader, Way};
use crate::sources::{self, Source};

#[test]
fn no_files_know_each_other_in_a_circle() {
    let house = House::new(sources::all());
    let wrong: Vec<String> = house
        .circles()
        .into_iter()
        .map(|(files, steps)| format!("{} files\n    {}", files.len(), steps.join("\n    ")))
        .collect();
    assert!(
        wrong.is_empty(),
        "files know each other in circles:\n  {}",
        wrong.join("\n  ")
    );
}

/// The files and what they know.
struct House {
    files: Vec<Source>,
    modules: BTreeMap<Way, usize>,
    contents: Vec<Contents>,
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
