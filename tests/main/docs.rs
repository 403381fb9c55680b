//! Every scenario in the docs is checked and run.

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
        .duration(sortie::outcome::Measure::Response, None)
        .expect("incidents");
    let mean = row.mean.expect("a mean").estimate;
    assert!((1.8..2.1).contains(&mean), "{mean}");
}
