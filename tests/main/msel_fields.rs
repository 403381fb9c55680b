//! What an inject may say beside what it does, and where its id is told.

use std::fs;

use super::harness::{TEN_DAYS, incidents_of, trace_of};
use super::work_folder::Place;

const SCRIPT: &str = r#"
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
stage = [{ name = "contain", crew = { analyst = 1 }, effort = "2h" }]
[[team]]
id = "cert"
experts = [{ skills = ["analyst"] }]
[[dispatch.rule]]
teams = ["cert"]
[[objective]]
id = "inform"
name = "Inform the public"
capability = "Public information"
[[inject]]
id = "call"
at = "start + 1d"
message = "The page is slow."
objective = "inform"
[[inject]]
id = "breach"
at = "start + 2d"
incident = { kind = "fault", targets = ["site"] }
message = "Somebody else is in."
from = "A reader"
method = "phone"
audience = "commission"
objective = ["inform", "Keep one voice"]
expect = "Call the host"
note = "Wait ten minutes."
attachments = ["page.png", "log 1.txt"]
"#;

#[test]
fn every_line_about_an_inject_names_it() {
    let entries = trace_of(&format!("{TEN_DAYS}{SCRIPT}"));
    let found: Vec<(&str, &str)> = entries
        .iter()
        .filter(|it| it.event.starts_with("inject"))
        .map(|it| (it.inject.as_deref().expect("an id"), it.note.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "call",
                "call: “The page is slow.” · objective: Inform the public"
            ),
            (
                "breach",
                "breach: an incident · told: “Somebody else is in.” · from: A reader · \
                 to: commission · by: phone · objective: Inform the public; Keep one voice · \
                 expected: Call the host · note: Wait ten minutes. · attached: page.png, log 1.txt"
            ),
        ]
    );
    let line = entries.iter().find(|it| it.inject.is_some()).expect("one");
    assert!(line.text().contains(" call · call: “"), "{}", line.text());
    let origins: Vec<String> = incidents_of(&format!("{TEN_DAYS}{SCRIPT}"), 0)
        .into_iter()
        .map(|it| it.origin)
        .collect();
    assert_eq!(origins, ["inject:breach"]);
}

#[test]
fn words_of_an_exercise_change_no_history() {
    let plain = SCRIPT
        .split("[[inject]]")
        .map(|block| {
            let kept = ["id =", "at =", "incident =", "message = \"The page"];
            let is_inject = block.contains("at = \"start");
            let lines = block
                .lines()
                .filter(|line| !is_inject || kept.iter().any(|it| line.starts_with(it)));
            lines.collect::<Vec<&str>>().join("\n")
        })
        .collect::<Vec<String>>()
        .join("\n[[inject]]\n");
    let of = |text: &str| incidents_of(&format!("{TEN_DAYS}{text}"), 3);
    assert_eq!(of(SCRIPT), of(&plain));
}

#[test]
fn a_scenario_with_them_is_checked_without_a_word() {
    let place = Place::new();
    fs::write(place.path("my.toml"), format!("{TEN_DAYS}{SCRIPT}")).expect("a file");
    let said = place.fine("check my.toml");
    assert!(!said.contains("S0"), "{said}");
    let said = place.fails("check my.toml --set inject.call.objective=inforn", 2);
    assert!(
        said.contains("S0415") && said.contains("`inform`"),
        "{said}"
    );
}
