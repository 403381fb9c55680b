//! Reports of sweeps, selections and studies of assumptions.

use std::collections::BTreeMap;

use crate::report_checks::{NAMES, json, numbers, text};
use crate::work_folder::Place;

/// What is assumed.
const UNCERTAIN: &str = r#"
[[uncertain]]
id = "notice"
name = "Time to <b>get ready</b>"
path = "team.cert.notice"
range = "0h..9h"
reason = "nobody has measured it"
"#;

/// Studies of every sort: what follows `my.toml`, their files of results, and what a brief report
/// says of each.
const STUDIES: [(&str, &str, &str, &str); 7] = [
    (
        "curve",
        "sweep my.toml --vary team.cert.notice=0h,3h,9h -n 30 -m response,loss,recovery:critical",
        "sweep.json",
        "raises the",
    ),
    (
        "sobol",
        "sweep my.toml --vary team.cert.notice=0h..9h --vary threat.botnet.rate=1/week..6/week \
         --design sobol --points 8 -n 20 -m response",
        "sweep.json",
        "Part of the variance",
    ),
    (
        "morris",
        "sweep my.toml --vary team.cert.notice=0h..9h --vary threat.botnet.rate=1/week..6/week \
         --design morris --points 3 -n 20 -m response",
        "sweep.json",
        "moves the",
    ),
    (
        "both",
        "compare my.toml --uncertain all --points 48 -n 4 -m response,milestones",
        "uncertainty.json",
        "of the variance of one election period",
    ),
    (
        "alone",
        "run my.toml --uncertain all --points 48 -n 4",
        "uncertainty.json",
        "what makes one election period differ",
    ),
    (
        "chosen",
        "compare my.toml -n 400 --select-best -m response --indifference 1h",
        "selection.json",
        "With a probability of at least",
    ),
    (
        "average",
        "compare my.toml -n 2 --select-best --uncertain all -m response --indifference 5h",
        "selection.json",
        "on average over what is assumed",
    ),
];

fn place() -> Place {
    let place = Place::with_more(&format!("{NAMES}{UNCERTAIN}"));
    for (name, line, ..) in STUDIES {
        place.fine(&format!("{line} -q -o {name}"));
    }
    place
}

/// Where the numbers of a page stand.
fn places(page: &str) -> Vec<String> {
    let all = page.split("data-from=\"").skip(1);
    let mut all: Vec<String> = all
        .map(|it| it.split_once('"').expect("a place").0.to_owned())
        .collect();
    all.sort();
    all
}

#[test]
fn studies_of_every_sort_have_a_brief_and_a_full_report() {
    let place = place();
    for (name, _, file, says) in STUDIES {
        let results = json(&place, &format!("{name}/{file}"));
        for (template, least) in [("brief", 8), ("full", 12)] {
            let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for (language, ending) in [("en", "html"), ("lt", "lt.html")] {
                let line = format!("report {name} --template {template} --lang {language} -q");
                place.fine(&line);
                let page = text(&place, &format!("{name}/{template}.{ending}"));
                let checked = numbers(&page, &|_| results.clone());
                assert!(checked >= least, "{line}: {checked}");
                assert!(!page.contains("<img src=x") && !page.contains("<b>get ready"));
                let figures = page.matches("<figcaption>").count();
                assert_eq!(figures > 0, name != "alone", "{line}");
                found.insert(language, places(&page));
            }
            assert_eq!(found["en"], found["lt"], "{name}, {template}");
            place.fine(&format!(
                "report {name} --template {template} --format md -q"
            ));
            let page = text(&place, &format!("{name}/{template}.md"));
            let plain = page.replace("**", "");
            assert!(plain.contains(says), "{name}, {template}:\n{page}");
        }
        // What was written beside the summary is the full report.
        let full = text(&place, &format!("{name}/full.html"));
        assert!(
            text(&place, &format!("{name}/report.html")) == full,
            "{name}"
        );
        let listed = json(&place, &format!("{name}/manifest.json"))["files"].to_string();
        assert!(listed.contains("\"report.html\""), "{listed}");
    }
}

#[test]
fn what_a_study_shows_is_said_and_nothing_else() {
    let place = place();
    let brief = |name: &str| {
        place.fine(&format!("report {name} --template brief --format md -q"));
        text(&place, &format!("{name}/brief.md")).replace("**", "")
    };
    let curve = brief("curve");
    let results = json(&place, "curve/sweep.json");
    let swing = &results["measures"][0]["factors"][0]["swing"];
    assert!(swing["low"].as_f64().expect("a limit") > 0.0);
    assert!(curve.contains("from `0h` to `9h` raises the mean response"));
    assert!(
        curve.contains("`0h` is shown to be better than `9h`"),
        "{curve}"
    );
    // What changes nothing is said to, and is not advised.
    place.fine(
        "sweep my.toml --vary team.cert.notice=0h,3h --vary milestone.results-shown.level=50%,99% \
         -n 20 -m response -q -o level",
    );
    let level = brief("level");
    let open = "Not shown to change the mean response time of all incidents: Level of ";
    assert!(level.contains(open), "{level}");
    let advice = level.lines().filter(|it| it.starts_with("- "));
    let advised = advice.filter(|it| it.contains("Level of")).count();
    assert_eq!(advised, 0, "{level}");
    // Who is chosen is named, with the promise; a comparison says by how much.
    let chosen = brief("chosen");
    let results = json(&place, "chosen/selection.json");
    assert!(results["chosen"].is_string(), "{results}");
    assert!(
        chosen.contains("is chosen by the mean response time"),
        "{chosen}"
    );
    assert!(chosen.contains("out after") && chosen.contains("`sortie compare`"));
    // Better on average, with limits that hold together.
    let both = brief("both");
    assert!(
        both.contains("is shown to be better on average") || both.contains("Keep the baseline")
    );
    assert!(
        both.contains("over luck and over those assumptions"),
        "{both}"
    );
}

#[test]
fn studies_of_all_sorts_stand_in_one_document_but_none_is_debriefed() {
    let place = place();
    place.fine("run my.toml -n 20 -q -o one");
    place.fine("report one curve both alone chosen --template full --out all.html --lang lt -q");
    let page = text(&place, "all.html");
    let results = |file: &str| json(&place, file);
    assert!(numbers(&page, &results) > 200);
    for from in [
        "\"one/summary.json#replications\"",
        "curve/sweep.json#measures.0.factors.0.swing.low",
        "both/uncertainty.json#measures.",
        "chosen/selection.json#policies.0.mean",
    ] {
        assert!(page.contains(from), "{from}");
    }
    for (name, ..) in STUDIES {
        let said = place.fails(&format!("report {name} --template aar"), 2);
        assert!(said.contains("--template brief and full"), "{said}");
        assert!(!place.path(&format!("{name}/aar.html")).exists());
    }
}
