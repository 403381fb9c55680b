//! Every scenario in the docs is checked and run.

use std::fs;
use std::path::Path;

use crate::harness::summary_of;

/// Fenced blocks that are whole scenarios.
fn scenarios(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current: Option<String> = None;
    for line in page.lines() {
        match &mut current {
            None if line.trim() == "```toml scenario" => current = Some(String::new()),
            None => {}
            Some(_) if line.trim() == "```" => found.extend(current.take()),
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    found
}

#[test]
fn scenarios_in_the_docs_run() {
    let pages = [
        (include_str!("../../README.md"), 1),
        (include_str!("../../docs/scenario.md"), 2),
    ];
    for (page, expected) in pages {
        let found = scenarios(page);
        assert_eq!(found.len(), expected);
        for text in found {
            assert_eq!(summary_of(&text, 20).replications, 20);
        }
    }
}

#[test]
fn the_seven_line_scenario_waits_as_the_page_says() {
    // 25% load, mean work 6 h: 2 h in the long run; a month from empty, so a little less.
    let text = scenarios(include_str!("../../docs/scenario.md")).swap_remove(0);
    let summary = summary_of(&text, 2000);
    let row = summary
        .duration(sortie::inside::outcome::Measure::Response, None)
        .expect("incidents");
    let mean = row.mean.expect("a mean").estimate;
    assert!((1.8..2.1).contains(&mean), "{mean}");
}

#[test]
fn the_committed_sample_is_what_this_version_makes() {
    use sha2::{Digest, Sha256};
    use sortie::inside::export::incidents;
    use sortie::inside::world::World;

    let document = sortie::inside::scenario::open("lithuania-2019", &[])
        .expect("the reference scenario")
        .document;
    let hash: Vec<String> = Sha256::digest(document.text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let manifest = include_str!("../../output/sample/manifest.json");
    // If this fails, make it again: cargo run --release -- run --out output/sample
    assert!(
        manifest.contains(&hash.concat()),
        "the scenario has changed"
    );
    let world = World::compile(document);
    let rows = incidents::record(&world, 2019, 0).expect("a replication");
    let mut csv = Vec::new();
    incidents::write(&rows, &mut csv).expect("rows");
    let committed = include_str!("../../output/sample/incidents.csv");
    assert!(
        String::from_utf8_lossy(&csv) == committed,
        "the results have changed"
    );
}

#[test]
fn the_page_on_lithuania_is_of_this_scenario() {
    use sortie::inside::study::identity::scenario_hash;

    let page = include_str!("../../docs/lithuania-2019.md");
    let document = sortie::inside::scenario::open("lithuania-2019", &[])
        .expect("the reference scenario")
        .document;
    assert!(
        page.contains(&scenario_hash(&document)),
        "the scenario has changed: run `cargo xtask docs`"
    );
    let mut rest = page;
    for gap in include_str!("../../docs/lithuania-2019.template.md").split("{{") {
        let words = gap.split_once("}}").map_or(gap, |(_, words)| words);
        let Some((_, behind)) = rest.split_once(words) else {
            panic!("the template says what the page does not: run `cargo xtask docs`\n{words}");
        };
        rest = behind;
    }
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for figure in page.split("](figures/").skip(1) {
        let name = figure.split(')').next().expect("a link ends");
        assert!(docs.join("figures").join(name).is_file(), "no {name}");
    }
}

/// The words in backticks of a page that name files or folders of the repository.
fn paths(page: &str) -> Vec<String> {
    const ROOTS: [&str; 7] = [
        "src/",
        "tests/",
        "docs/",
        "benches/",
        "scenarios/",
        "examples/",
        "xtask/",
    ];
    page.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| ROOTS.iter().any(|root| word.starts_with(root)))
        .filter(|word| !word.contains([' ', '*', '<', '…']))
        .map(str::to_owned)
        .collect()
}

#[test]
fn guides_name_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for page in [
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/decisions.md",
    ] {
        let text = fs::read_to_string(root.join(page)).expect("a page");
        for path in paths(&text) {
            assert!(root.join(&path).exists(), "{page} names `{path}`");
            named += 1;
        }
    }
    assert!(named > 40, "{named}");
}
