//! Each module imports only from modules to its left, and the leaves from none.
//!
//! The sources are read as text, without comments and strings: what counts is every path
//! that starts at the crate's root, whether in a `use`, in code or in a test, spelled with
//! `crate` or with enough `super`s.

use std::collections::BTreeSet;

use crate::sources::{self, tokens};

/// The way through the house, from left to right.
const ORDER: [&str; 16] = [
    "scenario",
    "world",
    "sim",
    "outcome",
    "study",
    "workbook",
    "calibrate",
    "chart",
    "export",
    "msel",
    "exercise",
    "report",
    "app",
    "board",
    "cli",
    "inside",
];

/// What everybody may import and what itself imports nothing.
const LEAVES: [&str; 3] = ["stats", "text", "disk"];

#[test]
fn nobody_imports_from_the_right() {
    let files = sources::all();
    let modules: BTreeSet<String> = files.iter().map(|file| file.path[0].clone()).collect();
    let mut wrong = Vec::new();
    for module in &modules {
        if rank(module).is_none() && !is_leaf(module) {
            wrong.push(format!(
                "src/{module} has no place in the order: put it into ORDER here"
            ));
        }
    }
    for file in &files {
        for (line, name) in roots(&file.read(), &file.path) {
            if modules.contains(&name) && !may_import(&file.path[0], &name) {
                let from = &file.path[0];
                wrong.push(format!("src/{}:{line}: {from} imports {name}", file.name));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "modules import only to their left ({}; {} import none):\n  {}",
        ORDER.join(" → "),
        LEAVES.join(" and "),
        wrong.join("\n  ")
    );
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == module)
}

fn may_import(from: &str, name: &str) -> bool {
    from == name || (!is_leaf(from) && (is_leaf(name) || rank(name) < rank(from)))
}

fn is_leaf(module: &str) -> bool {
    LEAVES.contains(&module)
}

/// The names that `text`, the source of the module `path`, takes from the crate's root, each
/// with its line.
fn roots(text: &str, path: &[String]) -> Vec<(usize, String)> {
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).map_or("", |(_, word)| word.as_str());
    // For every open brace: does it hold an inline module? A `super` there means less.
    let mut braces: Vec<bool> = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match word(at) {
            "{" => braces.push(at >= 2 && word(at - 2) == "mod"),
            "}" => {
                braces.pop();
            }
            start @ ("crate" | "super" | "self") if word(at.wrapping_sub(1)) != "::" => {
                let mut depth = path.len() + braces.iter().filter(|inline| **inline).count();
                if start == "crate" {
                    depth = 0;
                } else if start == "super" {
                    depth = depth.saturating_sub(1);
                }
                at += 1;
                while word(at) == "::" && word(at + 1) == "super" {
                    depth = depth.saturating_sub(1);
                    at += 2;
                }
                if depth == 0 && word(at) == "::" {
                    names_after(&tokens, at + 1, &mut found);
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The first names of the paths at `at`: one name, or those of a braced group.
fn names_after(tokens: &[(usize, String)], at: usize, found: &mut Vec<(usize, String)>) {
    let Some((_, first)) = tokens.get(at) else {
        return;
    };
    if first != "{" {
        found.push(tokens[at].clone());
        return;
    }
    let mut depth = 0;
    let mut fresh = false;
    for token in &tokens[at..] {
        match token.1.as_str() {
            "{" => {
                depth += 1;
                fresh = depth == 1;
            }
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            "," => fresh = depth == 1,
            _ => {
                if fresh {
                    found.push(token.clone());
                }
                fresh = false;
            }
        }
    }
}

/// The reader of this test, tested.
mod reader {
    use super::*;

    fn names(text: &str, path: &[&str]) -> Vec<String> {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        roots(text, &path)
            .into_iter()
            .map(|(_, name)| name)
            .collect()
    }

    #[test]
    fn sees_every_spelling_of_a_path_from_the_root() {
        let text = "
            use crate::scenario::{Dist, study};
            use crate::{stats::{self, x}, world, r#sim as s};
            fn f(x: &crate::outcome::Record) -> super::super::study::Run {
                crate :: chart :: draw(x)
            }
            pub(in crate::report) fn g() { $crate::export!() }
            mod tests { use super::super::draws; use super::super::super::cli; }
        ";
        assert_eq!(
            names(text, &["sim", "agenda"]),
            [
                "scenario", "stats", "world", "sim", "outcome", "study", "chart", "report",
                "export", "cli"
            ]
        );
        assert_eq!(names("use super::study::Run;", &["sim"]), ["study"]);
        assert_eq!(names("use self::super::study::Run;", &["sim"]), ["study"]);
    }

    #[test]
    fn is_blind_to_comments_and_strings() {
        let text = r##"
            //! crate::study
            /// [`crate::study`]
            // use crate::study;
            /* crate::study /* crate::study */ crate::study */
            const A: &str = "crate::study \" crate::study";
            const B: &str = r#"crate::study " crate::study"#;
            const C: &[u8] = br"\";
            const D: (char, char, char, &'static str) = ('"', '\'', '\u{1f}', "");
            fn f<'a>(x: &'a str) { super::agenda::g(x); self::h(x) }
            use crate::sim;
        "##;
        assert_eq!(
            roots(text, &["sim".to_owned(), "run".to_owned()]),
            [(11, "sim".to_owned())]
        );
    }

    #[test]
    fn a_leaf_imports_nobody_and_nobody_imports_to_the_right() {
        assert!(may_import("sim", "sim"));
        assert!(may_import("sim", "world"));
        assert!(may_import("scenario", "stats"));
        assert!(may_import("scenario", "text"));
        assert!(may_import("stats", "stats"));
        assert!(!may_import("sim", "study"));
        assert!(!may_import("stats", "scenario"));
        assert!(!may_import("text", "stats"));
        assert!(!may_import("text", "scenario"));
        assert!(may_import("study", "disk") && !may_import("disk", "stats"));
    }
}
