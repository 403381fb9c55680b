//! The after-action report: the headings that evaluators know, what was simulated filled in, and
//! what only people can say left to fill in.

use crate::report_checks::{json, numbers, place, text};

#[test]
fn it_has_the_parts_of_a_debrief() {
    let place = place();
    place.fine("report one --template aar --format md -q");
    place.fine("report both --template aar --format md --organisation Committee -q");
    insta::assert_snapshot!("aar_run", text(&place, "one/aar.md"));
    let both = text(&place, "both/aar.md");
    for part in [
        "| Sponsor | Committee |",
        "### Strengths",
        "### Areas for improvement",
        "Improvement Plan",
    ] {
        assert!(both.contains(part), "{part}");
    }
}

#[test]
fn what_only_people_can_say_is_left_to_fill_in() {
    let place = place();
    place.fine("report one --template aar --format md -q");
    let report = text(&place, "one/aar.md");
    for row in [
        "| Mission areas | **to fill in** |",
        "| Core capabilities | **to fill in** |",
        "| Sponsor | **to fill in** |",
        "| Point of contact | **to fill in** |",
    ] {
        assert!(report.contains(row), "{row}\n{report}");
    }
    let table = |heading: &str| {
        let (_, rest) = report.split_once(heading).expect(heading);
        let rows: Vec<&str> = rest
            .lines()
            .skip_while(|line| !line.starts_with('|'))
            .take_while(|line| line.starts_with('|'))
            .skip(2)
            .collect();
        rows.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()
    };
    // No objective is rated, and nobody is made responsible.
    let objectives = table("## Analysis of core capabilities");
    assert!(!objectives.is_empty());
    for row in objectives {
        assert!(row.ends_with("| not rated |"), "{row}");
    }
    let plan = table("Improvement Plan\n\nEach area");
    assert!(plan.len() > 1);
    for row in &plan {
        assert!(
            row.ends_with("| **to fill in** | **to fill in** | **to fill in** | **to fill in** | **to fill in** |"),
            "{row}"
        );
    }
}

#[test]
fn every_number_is_that_of_the_results() {
    let place = place();
    for (folder, file) in [("one", "summary.json"), ("both", "comparison.json")] {
        let results = json(&place, &format!("{folder}/{file}"));
        for (language, page) in [("en", "aar.html"), ("lt", "aar.lt.html")] {
            place.fine(&format!(
                "report {folder} --template aar --lang {language} -q"
            ));
            let page = text(&place, &format!("{folder}/{page}"));
            let checked = numbers(&page, &|_| results.clone());
            assert!(checked > 15, "{folder}: {checked}");
        }
    }
}
