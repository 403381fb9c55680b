//! Lists of the events of an exercise: what stands in them for whom, and in what form.

use std::fs;

use super::work_folder::Place;

/// An exercise with everything in it that a list can tell.
pub const NIGHT: &str = r#"schema = 1
[scenario]
name = "A night of results"
summary = "A small country counts, and somebody does not want it to."
timezone = "Europe/Vilnius"
start = "2026-10-01"
end = "2026-10-15"
seed = 3
[[election]]
id = "general"
day = "2026-10-11"
polls_open = "07:00"
polls_close = "20:00"
[[phase]]
id = "night"
name = "Results night"
from = "general.polls_close"
to = "general.polls_close + 8h"
[[asset]]
id = "results"
name = "Results site"
owner = "Commission"
[[asset]]
id = "register"
name = "Voter register"
owner = "Ministry"
[[milestone]]
id = "published"
name = "Results are published"
asset = "results"
level = "90%"
from = "general.polls_close"
to = "general.polls_close + 6h"
[[incident]]
id = "ddos"
name = "Flood of requests"
severity = { high = 1 }
detection = { delay = "10min", missed = "30%" }
impact = "80%"
stage = [{ name = "contain", crew = { network = 1 }, effort = "40min" }]
[[incident]]
id = "noise"
name = "False positive on a scanner"
severity = "low"
false_alarm = true
stage = [{ name = "triage", crew = { network = 1 }, effort = "20min" }]
[[incident]]
id = "deface"
name = "Secret defacement tool"
severity = "critical"
detection = "15min"
impact = "100%"
stage = [{ name = "contain", crew = { network = 1 }, effort = "1h" }, { name = "recover", crew = { network = 1 }, effort = "2h" }]
[[threat]]
id = "botnet"
incident = "ddos"
targets = ["results", "register"]
rate = "2/day"
[[threat]]
id = "scanner"
incident = "noise"
targets = ["register"]
rate = "2/day"
[[team]]
id = "cert"
name = "National CERT"
experts = [{ skills = ["network"], count = 2 }]
[[dispatch.rule]]
teams = ["cert"]
[[objective]]
id = "inform"
name = "Inform the public"
capability = "Public information"
[[objective]]
id = "decide"
name = "Decide under pressure"
[[inject]]
id = "slow"
name = "The page is slow"
at = "general.polls_close + 20min"
message = "=HYPERLINK(\"x\") is what a reader sends, and the page is slow.\nAnother line, with äöü, ąčę and a very long sentence that goes on and on until it has to be folded in a calendar."
from = "A reader"
audience = "Commission"
method = "mail"
objective = ["inform", "Keep one voice"]
expect = "Say when the next figures come"
note = "CONTROLLERNOTE wait ten minutes"
attachments = ["page.png"]
[[inject]]
id = "winner"
name = "SECRETNAME another winner"
at = "general.polls_close + 45min"
incident = { kind = "deface", targets = ["results"], severity = "critical" }
message = "Your results page names another winner."
from = "A news agency"
audience = "Commission"
method = "phone"
objective = "decide"
expect = "EXPECTEDACTION switch to the mirror"
[[inject]]
id = "power"
name = "SECRETPOWER"
at = "general.polls_close + 2h"
chance = "60%"
outage = { asset = "register", for = "1h" }
[[inject]]
id = "team-away"
at = "general.polls_close + 3h"
team_lost = { team = "cert", for = "30min" }
message = "The CERT's line is dead."
"#;

/// Words that players must never find.
const SECRETS: [&str; 8] = [
    "SECRETNAME",
    "SECRETPOWER",
    "CONTROLLERNOTE",
    "EXPECTEDACTION",
    "False positive",
    "Secret defacement tool is",
    "replication",
    "onset",
];

/// A folder with that exercise.
pub fn night() -> Place {
    let place = Place::new();
    fs::write(place.path("my.toml"), NIGHT).expect("a file");
    place
}

const STRETCH: &str = "--history 0 --from general.polls_open --to general.polls_close+8h";

fn out(place: &Place, line: &str) -> String {
    let output = place.run(line);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{line}: {err}");
    String::from_utf8(output.stdout).expect("text")
}

fn json(place: &Place, more: &str) -> serde_json::Value {
    let text = out(
        place,
        &format!("msel my.toml {STRETCH} --format json {more}"),
    );
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn rows_are_what_is_scripted_and_what_one_history_brings() {
    let place = night();
    let list = json(&place, "--compress 180min");
    let events = list["events"].as_array().expect("a list");
    let of = |id: &str| {
        let mut all = events.iter();
        all.find(|it| it["id"] == id)
            .unwrap_or_else(|| panic!("{id}"))
    };
    let winner = of("winner");
    assert_eq!(winner["scenario_time"], "2026-10-11T20:45:00");
    // 13 h 45 min of 21 h, in 180 minutes.
    assert_eq!(winner["scheduled_s"], (13 * 60 + 45) * 60 * 180 / (21 * 60));
    assert_eq!(winner["objectives"], "Decide under pressure");
    assert_eq!(
        of("slow")["objectives"],
        "Inform the public; Keep one voice"
    );
    assert_eq!(of("slow")["capabilities"], "Public information");
    assert_eq!(
        of("polls-general-close")["linked"],
        "election general polls close (936000000 ms)"
    );
    assert!(of("milestone-published-begins")["seen"].is_object());
    // Each moment of an incident stands at its time in the trace.
    let trace = out(&place, "trace my.toml --format jsonl");
    let entries: Vec<serde_json::Value> = trace
        .lines()
        .map(|it| serde_json::from_str(it).expect("JSON"))
        .collect();
    let mut checked = 0;
    for event in events.iter().filter(|it| it["moment"] == "detected") {
        assert!(
            entries.iter().any(|it| it["event"] == "detected"
                && it["incident"] == event["incident"]
                && it["ms"] == event["ms"]),
            "{event}"
        );
        checked += 1;
    }
    assert!(checked > 0);
    let number = events.iter().find(|it| it["id"] == "winner").expect("it")["linked"]
        .as_str()
        .expect("a link");
    assert!(number.starts_with("inject winner, incident "), "{number}");
    let times: Vec<i64> = events.iter().filter_map(|it| it["ms"].as_i64()).collect();
    assert!(times.is_sorted());
}

#[test]
fn players_see_nothing_before_its_time() {
    let place = night();
    for format in ["csv", "md", "ics", "json"] {
        for history in 0..6 {
            let line = format!(
                "msel my.toml --history {history} --audience players --format {format} \
                 --from general.day-3d --to general.day+2d"
            );
            let text = out(&place, &line).replace("\r\n ", "");
            for secret in SECRETS {
                assert!(!text.contains(secret), "{format}: {secret}\n{text}");
            }
        }
    }
    // An incident that nobody notices is in the list of controllers alone.
    let mut missed = 0;
    for history in 0..6 {
        let all = format!("--history {history} --from start --to end");
        let list = |more: &str| {
            let line = format!("msel my.toml {all} --format json {more}");
            serde_json::from_str::<serde_json::Value>(&out(&place, &line)).expect("JSON")
        };
        let controllers = list("");
        let events = controllers["events"].as_array().expect("a list");
        let noticed: Vec<i64> = events
            .iter()
            .filter(|it| it["moment"] == "detected")
            .filter_map(|it| it["incident"].as_i64())
            .collect();
        for event in events {
            if let Some(number) = event["incident"].as_i64()
                && !noticed.contains(&number)
            {
                assert!(event["seen"].is_null(), "{event}");
                missed += 1;
            }
            if event["status"] == "Deferred" || event["moment"] == "onset" {
                assert!(event["seen"].is_null(), "{event}");
            }
        }
        let seen = events.iter().filter(|it| it["seen"].is_object()).count();
        let players = list("--audience players");
        assert_eq!(players["events"].as_array().expect("a list").len(), seen);
        assert!(players.get("seed").is_none() && players.get("replication").is_none());
    }
    assert!(missed > 0, "no history has an incident that nobody notices");
}

#[test]
fn a_workbook_has_two_sheets_with_dates_and_no_formula() {
    use calamine::{Data, Reader, Xlsx};
    let place = night();
    let line = format!("msel my.toml {STRETCH} --startex 2026-03-05T09:00 --contact Ona");
    out(&place, &format!("{line} --out a.xlsx"));
    out(&place, &format!("{line} --out b.xlsx"));
    let bytes = fs::read(place.path("a.xlsx")).expect("a file");
    assert_eq!(bytes, fs::read(place.path("b.xlsx")).expect("a file"));
    let refused = place.fails(&format!("{line} --out a.xlsx"), 2);
    assert!(refused.contains("--force"), "{refused}");
    out(&place, &format!("{line} --out a.xlsx --force"));
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Controllers", "Players"]);
    let sheet = book.worksheet_range("Controllers").expect("a sheet");
    let text = |row: usize, column: usize| sheet.get((row, column)).map(ToString::to_string);
    assert_eq!(text(0, 2).as_deref(), Some("A night of results"));
    assert_eq!(text(1, 2).as_deref(), Some("Ona"));
    let header = sheet
        .rows()
        .position(|row| matches!(&row[0], Data::String(it) if it == "Inject #"))
        .expect("a header");
    let names: Vec<String> = sheet
        .rows()
        .nth(header)
        .expect("it")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        names[..4],
        ["Inject #", "Phase/Move", "Scheduled Time", "Scenario Time"]
    );
    assert_eq!(
        names[21..],
        ["Linked Sim Event", "Attachments", "Sortie Action"]
    );
    for row in sheet.rows().skip(header + 1) {
        assert!(matches!(row[2], Data::DateTime(_)) && matches!(row[3], Data::DateTime(_)));
    }
    let formulas = book.worksheet_formula("Controllers").expect("a sheet");
    assert!(formulas.cells().all(|(.., formula)| formula.is_empty()));
    let slow = sheet
        .rows()
        .find(|row| matches!(&row[0], Data::String(it) if it == "slow"))
        .expect("a row");
    assert!(slow[6].to_string().starts_with("=HYPERLINK"));
    let players = book.worksheet_range("Players").expect("a sheet");
    for cell in players.cells() {
        for secret in SECRETS {
            assert!(!cell.2.to_string().contains(secret), "{cell:?}");
        }
    }
}

#[test]
fn calendars_fold_and_escape() {
    let place = night();
    let ics = out(
        &place,
        &format!("msel my.toml {STRETCH} --format ics --startex 2026-03-05T09:00"),
    );
    assert!(
        ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && ics.ends_with("END:VCALENDAR\r\n")
    );
    for line in ics.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
    }
    let whole = ics.replace("\r\n ", "");
    assert!(whole.contains("Another line\\, with äöü\\, ąčę"), "{whole}");
    // 09:00 in Vilnius in March is 07:00 UTC; polls open at STARTEX.
    assert!(
        whole.contains("DTSTART:20260305T070000Z\r\nSUMMARY:Polls open"),
        "{whole}"
    );
    let uids: Vec<&str> = whole.lines().filter(|it| it.starts_with("UID:")).collect();
    let unique: std::collections::BTreeSet<&&str> = uids.iter().collect();
    assert!(uids.len() > 5 && unique.len() == uids.len());
    assert_eq!(
        ics,
        out(
            &place,
            &format!("msel my.toml {STRETCH} --format ics --startex 2026-03-05T09:00")
        )
    );
    let plain = out(&place, &format!("msel my.toml {STRETCH} --format ics"));
    assert!(plain.contains("DTSTART:20261011T040000Z"), "{plain}");
}

#[test]
fn presets_have_the_columns_and_times_of_their_targets() {
    let place = night();
    let first = |preset: &str| {
        let line = format!("msel my.toml {STRETCH} --preset {preset} --format csv");
        let text = out(&place, &line);
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(|it| it.expect("a row")).collect();
        rows
    };
    let blueprint = first("blueprint");
    assert_eq!(
        blueprint[0].iter().collect::<Vec<&str>>(),
        [
            "Event Number",
            "Designated Scenario Time",
            "Event Type",
            "Inject Mode",
            "From",
            "To",
            "Message",
            "Expected Participant Response",
            "Exercise Objective",
            "Notes"
        ]
    );
    assert!(
        blueprint
            .iter()
            .skip(1)
            .all(|it| ["Inject", "Information"].contains(&&it[2]))
    );
    assert!(blueprint.iter().all(|it| !it[6].is_empty()));
    let conducttr = first("conducttr");
    assert_eq!(
        conducttr[0].iter().collect::<Vec<&str>>(),
        [
            "Number",
            "Time",
            "From",
            "Faction",
            "To",
            "Team",
            "Method",
            "Subject",
            "Message",
            "Expected Action",
            "Tab"
        ]
    );
    let winner = conducttr
        .iter()
        .find(|it| &it[0] == "winner")
        .expect("a row");
    assert_eq!(&winner[1], "'+ 0 13:45:00");
    let slow = conducttr.iter().find(|it| &it[0] == "slow").expect("a row");
    assert!(slow[8].starts_with("'=HYPERLINK"), "{slow:?}");
    let table = first("openaev");
    assert!(table.iter().any(|it| &it[1] == "D+0 H+13 M+45"));
    assert_eq!(&first("hseep")[0][0], "Event #");

    let scenario = json(&place, "--preset openaev");
    assert_eq!(scenario["export_version"], 1);
    for key in [
        "scenario_name",
        "scenario_description",
        "scenario_subtitle",
        "scenario_category",
        "scenario_main_focus",
        "scenario_message_header",
        "scenario_message_footer",
        "scenario_mail_from",
    ] {
        assert!(scenario["scenario_information"][key].is_string(), "{key}");
    }
    let injects = scenario["scenario_injects"].as_array().expect("a list");
    let teams: Vec<&str> = scenario["scenario_teams"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["team_id"].as_str())
        .collect();
    for inject in injects {
        assert!(
            inject["inject_depends_duration"].is_u64() && inject["inject_depends_on"].is_array()
        );
        assert!(inject["inject_injector_contract"]["injector_contract_id"].is_string());
        for team in inject["inject_teams"].as_array().expect("a list") {
            assert!(teams.contains(&team.as_str().expect("an id")));
        }
    }
    let winner = injects
        .iter()
        .find(|it| it["inject_title"] == "SECRETNAME another winner")
        .expect("it");
    assert_eq!(winner["inject_depends_duration"], (13 * 60 + 45) * 60);
    let refused = place.fails(
        &format!("msel my.toml {STRETCH} --preset blueprint --format ics"),
        2,
    );
    assert!(
        refused.contains("--preset blueprint is for tables"),
        "{refused}"
    );
}

#[test]
fn cards_and_guide_are_pages_of_their_own() {
    let place = night();
    let cards = out(&place, &format!("msel my.toml {STRETCH} --format cards"));
    assert_eq!(cards.matches("<article class=\"handout\">").count(), 3);
    for secret in SECRETS.iter().filter(|it| **it != "replication") {
        assert!(!cards.contains(secret), "{secret}");
    }
    let guide = out(
        &place,
        &format!("msel my.toml {STRETCH} --format guide --lang lt"),
    );
    assert!(guide.contains("EXPECTEDACTION") && guide.contains("CONTROLLERNOTE"));
    assert!(guide.contains("<html lang=\"lt\">") && guide.contains("Eigos lapas"));
    place.fine(&format!(
        "msel my.toml {STRETCH} --format guide --out guide.html"
    ));
}

#[test]
fn what_can_not_be_made_is_said() {
    let place = night();
    for (line, said) in [
        (
            "--from general.polls_closed",
            "an election has no `polls_closed`",
        ),
        (
            "--from general.polls_close --to general.polls_open",
            "must be later than --from",
        ),
        ("--from 2026-09-01", "must lie within the scenario"),
        ("--format csv --audience all", "csv holds one list"),
        ("--format xlsx", "--out msel.xlsx"),
        (
            "--out list.pdf",
            "--format xlsx, csv, md, ics, json, cards or guide",
        ),
        ("--compress 0min", "--compress"),
    ] {
        let err = place.fails(&format!("msel my.toml --history 0 {line}"), 2);
        assert!(err.contains(said), "{line}: {err}");
    }
}
