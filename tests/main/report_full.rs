//! The full report: what was simulated, every result, what is assumed and how it was made.

use std::collections::BTreeMap;
use std::fs;

use crate::report_checks::{NAMES, json, numbers, place, text};
use crate::work_folder::Place;

/// What a scenario assumes, in comments of every sort, and strings that only look so.
const ASSUMED: &str = r#"
# Of the owner: ASSUMPTION. The rest of this remark is known.
[[policy]]   # its place: ASSUMPTION
id   = "spare" # no remark
name = "Spare # ASSUMPTION of nothing"
set  = { "team.cert.notice" = "3h" }   # ASSUMPTION <b>bold</b> | "quoted"
"#;

#[test]
fn it_says_all_that_a_run_and_a_comparison_found() {
    let place = place();
    place.fine("report one --template full --format md -q");
    place.fine("report both --template full --format md -q");
    insta::assert_snapshot!("full_run", text(&place, "one/full.md"));
    let both = text(&place, "both/full.md");
    for part in [
        "## The policies",
        "## Results by measure",
        "## Who serves",
        "## Glossary",
    ] {
        assert!(both.contains(part), "{part}");
    }
    let listed = json(&place, "one/manifest.json")["files"].to_string();
    assert!(listed.contains("\"full.md\""), "{listed}");
}

#[test]
fn every_number_is_that_of_the_results_in_both_languages() {
    let place = place();
    for (folder, file) in [("one", "summary.json"), ("both", "comparison.json")] {
        let results = json(&place, &format!("{folder}/{file}"));
        let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (language, page) in [("en", "full.html"), ("lt", "full.lt.html")] {
            place.fine(&format!(
                "report {folder} --template full --lang {language} -q"
            ));
            let page = text(&place, &format!("{folder}/{page}"));
            let checked = numbers(&page, &|_| results.clone());
            assert!(checked > 100, "{folder}: {checked}");
            assert!(page.contains(&format!("<html lang=\"{language}\">")));
            let mut all: Vec<String> = page
                .split("data-from=\"")
                .skip(1)
                .map(|it| it.split_once('"').expect("a place").0.to_owned())
                .collect();
            all.sort();
            places.insert(language, all);
        }
        assert_eq!(places["en"], places["lt"], "{folder}");
    }
}

#[test]
fn its_contents_lead_to_every_section() {
    let place = place();
    for folder in ["one", "both"] {
        place.fine(&format!("report {folder} --template full -q"));
        let page = text(&place, &format!("{folder}/full.html"));
        let (_, rest) = page
            .split_once("<nav class=\"contents\"")
            .expect("contents");
        let (contents, _) = rest.split_once("</nav>").expect("its end");
        let links: Vec<&str> = contents
            .split("href=\"#")
            .skip(1)
            .map(|it| it.split_once('"').expect("its end").0)
            .collect();
        assert!(links.len() > 9, "{folder}: {links:?}");
        for link in &links {
            assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
        }
        assert_eq!(page.matches("<h2").count(), links.len() + 1, "{folder}");
        // Each figure stands once, numbered from 1.
        let figures = page.matches("<figcaption>").count();
        for number in 1..=figures {
            assert!(
                page.contains(&format!("<strong>Figure {number}. ")),
                "{number}"
            );
        }
    }
}

#[test]
fn every_assumption_of_the_scenario_is_listed_with_its_line() {
    let place = Place::with_more(&format!("{NAMES}{ASSUMED}"));
    place.fine("run my.toml -n 20 -q -o one");
    place.fine("report one --template full -q");
    place.fine("report one --template full --format md -q");
    let scenario = fs::read_to_string(place.path("one/scenario.toml")).expect("a scenario");
    let line = |words: &str| {
        let mut lines = scenario.lines();
        lines.position(|it| it.contains(words)).expect(words) + 1
    };
    let report = text(&place, "one/full.md");
    for (words, row) in [
        ("# Of the owner", "| – | Of the owner: ASSUMPTION. |"),
        (
            "its place: ASSUMPTION",
            "| `policy.spare` | its place: ASSUMPTION |",
        ),
        (
            "\"3h\" }   #",
            "| `policy.spare`: `set = { \"team.cert.notice\" = \"3h\" }` | ASSUMPTION &lt;b&gt;bold&lt;/b&gt; \\| \"quoted\" |",
        ),
    ] {
        let wanted = format!("| {} {row}", line(words));
        assert!(report.contains(&wanted), "{wanted}\n{report}");
    }
    assert!(!report.contains("of nothing |"), "a string is no remark");
    assert!(report.contains("in 3 places"));
    assert!(text(&place, "one/full.html").contains("ASSUMPTION &lt;b&gt;bold&lt;/b&gt;"));
}

#[test]
fn what_there_is_none_of_is_said_in_words() {
    let place = Place::new();
    let empty = "schema = 1\n[scenario]\nname = \"Quiet\"\ntimezone = \"Europe/Vilnius\"\n\
                 start = \"2019-01-01\"\nend = \"2019-02-01\"\n";
    fs::write(place.path("quiet.toml"), empty).expect("a file");
    place.fine("run quiet.toml -n 1 -q -o quiet");
    for template in ["full", "aar"] {
        for language in ["en", "lt"] {
            place.fine(&format!(
                "report quiet --template {template} --lang {language} -q"
            ));
        }
    }
    let page = text(&place, "quiet/full.html");
    assert!(page.contains("names no milestone"), "{page}");
    assert!(page.contains("No comment of the scenario calls anything an assumption"));
    assert!(!page.contains("<tbody>\n</tbody>"), "a table without rows");
}

#[test]
fn several_folders_are_one_document() {
    let place = place();
    fs::rename(place.path("both"), place.path("both (2)")).expect("a new name");
    let sortie = |line: &[&str]| {
        let mut command = place.sortie("report one");
        let output = command.args(line).output().expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), err)
    };
    let all = ["both (2)", "--template", "full", "--out", "all.html", "-q"];
    let (code, err) = sortie(&all);
    assert_eq!(code, Some(0), "{err}");
    let page = text(&place, "all.html");
    let results = |file: &str| {
        let (folder, file) = file.rsplit_once('/').expect("a folder");
        json(
            &place,
            &format!("{}/{file}", folder.replace("%20%282%29", " (2)")),
        )
    };
    let checked = numbers(&page, &results);
    assert!(checked > 250, "{checked}");
    for from in [
        "\"one/summary.json#replications\"",
        "\"both%20%282%29/comparison.json#replications\"",
        "\"one/summary.json#replications - one/summary.json#milestones.",
        "\"count(both%20%282%29/comparison.json#policies)\"",
    ] {
        assert!(page.contains(from), "{from}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(page.matches("<nav").count(), 1);
    let figures = page.matches("<figcaption>").count();
    for number in 1..=figures {
        let caption = format!("<strong>Figure {number}. ");
        assert_eq!(page.matches(&caption).count(), 1, "{caption}");
    }
    assert_eq!(
        place.names().iter().filter(|it| *it == "all.html").count(),
        1
    );
    // It belongs to no folder, so it needs a file; and none is named twice.
    let (code, err) = sortie(&["both (2)", "--template", "full"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("--out"), "{err}");
    let (code, err) = sortie(&["one", "--template", "full", "--out", "all.html"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("named twice"), "{err}");
    let (code, err) = sortie(&["nowhere", "--template", "full", "--out", "all.html"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("there is no folder nowhere"), "{err}");
    assert_eq!(text(&place, "all.html"), page);
}
