//! What an author is told: one small file for each mistake under `tests/bad`, with the whole
//! report as a snapshot beside it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sortie::inside::scenario::code::{Code, Level};
use sortie::inside::scenario::{self, Report, Style};

/// Codes that no file alone can show: they are about opening files and about overlays, and
/// have tests of their own in `opening.rs` and `overlays.rs`.
const ELSEWHERE: [Code; 8] = [
    Code::Unreadable,
    Code::TooLarge,
    Code::UnknownScenario,
    Code::OverlayPath,
    Code::OverlayForm,
    Code::OverlayBlock,
    Code::UnknownPolicy,
    Code::Runaway,
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad")
}

/// The bad files by name, in order.
fn files() -> Vec<(String, String)> {
    let entries = fs::read_dir(folder()).expect("the folder of bad files");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(path).expect("a text"))
        })
        .collect();
    files.sort();
    files
}

fn report(name: &str, text: &str) -> Report {
    let source = format!("{name}.toml");
    match scenario::check(text, &source, name, Some(&folder())) {
        Ok(loaded) => loaded.warnings,
        Err(report) => report,
    }
}

#[test]
fn every_bad_file_is_explained() {
    insta::with_settings!({
        snapshot_path => "../bad/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for (name, text) in files() {
            let report = report(&name, &text);
            let code = &name[..5];
            let codes = report.codes();
            assert!(codes.iter().any(|found| found.as_str() == code), "{name}: {report}");
            insta::assert_snapshot!(name.as_str(), report.render(Style::Plain));
        }
    });
}

#[test]
fn every_code_has_a_bad_file() {
    let mut shown: BTreeSet<&str> = ELSEWHERE.iter().map(|code| code.as_str()).collect();
    let files = files();
    for (name, text) in &files {
        shown.extend(report(name, text).codes().iter().map(|code| code.as_str()));
    }
    let all: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(
        all.difference(&shown).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
    let errors = Code::ALL.iter().filter(|code| code.level() == Level::Error);
    assert!(errors.count() >= 45);
}

#[test]
fn an_error_stops_a_scenario_and_a_warning_does_not() {
    for (name, text) in files() {
        let loaded = scenario::check(&text, &name, &name, Some(&folder()));
        let code = Code::ALL.iter().find(|code| code.as_str() == &name[..5]);
        let level = code.expect("the code of the file's name").level();
        assert_eq!(loaded.is_err(), level == Level::Error, "{name}");
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text = r#"
schema = 1
[scenario]
name = "Many"
timezone = "Europe/Vilnus"
start = "2019-13-01"
end = "2019-07-12"
[[asset]]
id = "a"
needs = ["b"]
[[asset]]
id = "b"
needs = ["a", "c"]
[[incident]]
id = "flood"
severity = "grave"
[[team]]
id = "cert"
notice = 2
"#;
    let report = report("many", text);
    let codes: Vec<&str> = report.codes().iter().map(|code| code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "S0302", "S0301", "S0502", "S0403", "S0601", "S0106", "S0801", "S0201"
        ]
    );
    assert_eq!(report.summary(), "8 errors");
}

#[test]
fn programs_get_lines_and_columns_in_json() {
    let text = "schema = 1\n[scenario]\nname = \"Žalgiris\" # ąč\ntimezone = 7\n";
    let report = report("json", text);
    let entries: serde_json::Value = serde_json::from_str(&report.to_json()).expect("JSON");
    let wrong = entries.as_array().expect("a list").iter();
    let wrong = wrong
        .clone()
        .find(|entry| entry["code"] == "S0103")
        .expect("the wrong type");
    assert_eq!(wrong["file"], "json.toml");
    assert_eq!(wrong["severity"], "error");
    let place = ["line", "column", "end_line", "end_column"].map(|key| wrong[key].as_u64());
    assert_eq!(place, [Some(4), Some(12), Some(4), Some(13)]);
    assert!(
        wrong["message"]
            .as_str()
            .expect("a text")
            .contains("timezone")
    );
    // Columns count letters, not bytes.
    let report = self::report(
        "letters",
        "schema = 1\nscenario = { name = \"Žąč\", x = 1 }\n",
    );
    let entries: serde_json::Value = serde_json::from_str(&report.to_json()).expect("JSON");
    let mut entries = entries.as_array().expect("a list").iter();
    let wrong = entries.find(|entry| entry["code"] == "S0102");
    assert_eq!(wrong.expect("the unknown key")["column"], 28);
}

#[test]
fn colours_are_asked_for() {
    let report = report("plain", "schema = 2");
    assert!(!report.render(Style::Plain).contains('\u{1b}'));
    assert!(report.render(Style::Coloured).contains('\u{1b}'));
}
