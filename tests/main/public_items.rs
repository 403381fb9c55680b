//! What a program that uses the crate can name or reach, held to a reviewed list.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::public_surface::{Crate, Surface};

/// Writes the list instead of holding to it.
const UPDATE: &str = "UPDATE_PUBLIC_ITEMS";

#[test]
fn public_items_are_those_of_the_reviewed_list() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/public_items.txt");
    let now = listing(&Crate::read().surface());
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&file, &now).expect("the list can be written");
    }
    let reviewed = fs::read_to_string(&file).unwrap_or_default();
    let difference = difference(&reviewed, &now);
    assert!(
        difference.is_empty(),
        "public items are others than those of tests/public_items.txt (- gone, + new):\n{difference}\n\
         Is each meant for users of the crate? If not, make it pub(crate). If so, update the list:\n  \
         {UPDATE}=1 cargo test --test main public_items\n\
         and read the difference before you commit it.\n"
    );
}

/// The list as its file holds it.
fn listing(surface: &Surface) -> String {
    let mut text = String::new();
    for (head, lines) in [
        ("Public items that have a name", &surface.named),
        (
            "Types without a public name that a signature or a field leads to, with their methods",
            &surface.reached,
        ),
    ] {
        // Writing to a string never fails.
        let _ = writeln!(text, "# {head}: {}\n", lines.len());
        for (name, kind) in lines {
            let _ = writeln!(text, "{name}  {kind}");
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// The lines that only one of two lists has.
fn difference(reviewed: &str, now: &str) -> String {
    let old: BTreeSet<&str> = reviewed.lines().collect();
    let new: BTreeSet<&str> = now.lines().collect();
    let gone = old.difference(&new).map(|line| (*line, '-'));
    let fresh = new.difference(&old).map(|line| (*line, '+'));
    let all: BTreeSet<(&str, char)> = gone.chain(fresh).collect();
    let mut text = String::new();
    for (line, sign) in all {
        let _ = writeln!(text, "  {sign} {line}");
    }
    text
}
