//! Every row and every file of records has a fate, and it is said.

use std::fs;

use sortie::inside::calibrate::Calibration;

use crate::calibrate::{calibrated_rows, read};

fn rate(found: &Calibration) -> f64 {
    found.kinds[0]
        .arrivals
        .as_ref()
        .expect("arrivals")
        .rate
        .estimate
}

#[test]
fn empty_rows_are_no_incidents() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "occurred,detected\n2024-03-01 10:00,1 h\n2024-03-08 10:00,1 h\n,\n , \n";
    fs::write(folder.path().join("r.csv"), text).expect("records");
    let ran = calibrated_rows(folder.path(), "r.csv", &["--until", "2024-03-14"]);
    assert!(
        ran.1
            .contains("2 rows: 2 incidents, 0 not used. Besides: 2 empty rows"),
        "{}",
        ran.1
    );
    assert!(ran.1.contains("1.000/week"), "{}", ran.1);
    assert!(
        ran.2.contains("4,,empty,all its cells are empty"),
        "{}",
        ran.2
    );
}

#[test]
fn rows_that_contradict_themselves_still_began() {
    let mut text = "occurred,detected,contained\n".to_owned();
    for day in 1..=28 {
        let detected = if day % 4 == 0 { "09:57" } else { "11:00" };
        text.push_str(&format!(
            "2024-02-{day:02} 10:00,2024-02-{day:02} {detected},2024-02-{day:02} 12:00\n"
        ));
    }
    let (records, found) = read(&text);
    assert_eq!(
        (found.fates.whole, found.fates.arrivals_alone, found.bad),
        (21, 7, 0)
    );
    assert!((rate(&found) - 7.0).abs() < 1e-9, "{}", rate(&found));
    assert_eq!(found.kinds[0].steps[0].1.n, 21);
    assert_eq!(records.rows[4].word(), "arrival alone");
    assert_eq!(
        records.rows[4].reason(),
        "`detected` lies before `occurred`"
    );
    // A row whose onset can't be read is lost to the rate, and that is said.
    let (_, found) = read("occurred,detected\n2024-03-01,1 h\n2024-03-02,1 h\nsoon,1 h\n");
    assert!(
        found.cautions[0].contains("1 of 3 rows"),
        "{:?}",
        found.cautions
    );
}

#[test]
fn the_last_onset_counts_also_at_midnight() {
    let (_, found) = read("occurred\n2024-03-01 00:00\n2024-03-02 00:00\n");
    assert!((rate(&found) - 7.0).abs() < 1e-9);
    let arrivals = found.kinds[0].arrivals.as_ref().expect("arrivals");
    assert_eq!((arrivals.n, arrivals.dated, arrivals.days), (2, 2, 2));
    assert!(!arrivals.cautions.join("\n").contains("no day of onset"));
    // An end that the user names excludes it, and the row says so.
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("r.csv"),
        "occurred\n2024-03-01 00:00\n2024-03-02 00:00\n",
    )
    .expect("records");
    let ran = calibrated_rows(folder.path(), "r.csv", &["--until", "2024-03-01"]);
    assert!(ran.1.contains("line 3: begins after the end"), "{}", ran.1);
}

#[test]
fn kinds_of_any_script_stay_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "occurred,detected,kind\n".to_owned();
    for (ix, kind) in [
        "ДДоС",
        "Фішинг",
        "C",
        "C++",
        "all",
        "",
        "ddos",
        "Phishing",
        "phishing",
    ]
    .iter()
    .enumerate()
    {
        text.push_str(&format!("2024-03-{:02},1 h,{kind}\n", ix + 1));
    }
    fs::write(folder.path().join("r.csv"), &text).expect("records");
    let ran = calibrated_rows(folder.path(), "r.csv", &[]);
    assert_eq!(ran.0, 0, "{}", ran.1);
    let json = fs::read_to_string(folder.path().join("out/calibration.json")).expect("figures");
    let found: serde_json::Value = serde_json::from_str(&json).expect("figures");
    let kinds = found["kinds"].as_array().expect("kinds");
    let mut ids: Vec<(&str, u64)> = kinds
        .iter()
        .map(|kind| {
            (
                kind["id"].as_str().expect("an id"),
                kind["n"].as_u64().expect("n"),
            )
        })
        .collect();
    assert_eq!(ids.remove(0), ("all", 9));
    ids.sort_unstable();
    assert_eq!(
        ids,
        [
            ("all-2", 1),
            ("c", 1),
            ("c-2", 1),
            ("ddos", 1),
            ("ddos-2", 1),
            ("fishing", 1),
            ("phishing", 2),
            ("unnamed", 1)
        ]
    );
    assert!(ran.1.contains("`C++` is called `c-2`"), "{}", ran.1);
    assert!(
        ran.1
            .contains("`phishing` and `Phishing` are taken as one kind"),
        "{}",
        ran.1
    );
    let toml = fs::read_to_string(folder.path().join("out/calibrated.toml")).expect("blocks");
    assert!(toml.contains("Фішинг"), "{toml}");
}

#[test]
fn words_of_false_alarms_are_known_or_told() {
    let row = |day: usize, word: &str| format!("2024-03-{day:02} 10:00,1 h,{word}\n");
    let table = |words: &[&str]| {
        let mut text = "occurred,detected,false_alarm\n".to_owned();
        for (ix, word) in words.iter().enumerate() {
            text.push_str(&row(ix + 1, word));
        }
        text
    };
    let (_, found) = read(&table(&[
        "False positive",
        "Y",
        "yes",
        "TRUE",
        "1",
        "FP",
        "false-alarm",
        "no",
        "False",
        "",
        "0",
        "true positive",
        "N",
    ]));
    assert_eq!((found.kinds[0].false_alarms, found.kinds[0].n), (7, 13));
    // A tick alone in its column says yes; among words it says nothing.
    assert_eq!(read(&table(&["x", "", "x"])).1.kinds[0].false_alarms, 2);
    let mixed = table(&["x", "no", "maybe", "no", "yes"]);
    let (records, found) = read(&mixed);
    assert_eq!((found.kinds[0].false_alarms, found.kinds[0].n), (1, 5));
    assert_eq!(
        found.kinds[0].steps[0].1.n, 2,
        "times of unclear rows are left out"
    );
    for (row, word) in [(1, "x"), (3, "maybe")] {
        let note = &records.rows[row].notes[0];
        assert!(
            note.contains(&format!("`{word}` says neither yes nor no")),
            "{note}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("r.csv"), &mixed).expect("records");
    let ran = calibrated_rows(folder.path(), "r.csv", &[]);
    assert!(
        ran.1.contains("`maybe` says neither yes nor no"),
        "{}",
        ran.1
    );
    let ran = calibrated_rows(folder.path(), "r.csv", &["--false-alarm-words", "Maybe, X"]);
    assert!(!ran.1.contains("neither"), "{}", ran.1);
    let json = fs::read_to_string(folder.path().join("out/calibration.json")).expect("figures");
    assert!(json.contains("\"false_alarms\": 2"), "{json}");
}

/// Thirty tickets, a row for each of five updates.
fn updates(id: &str) -> String {
    let mut text = format!("{id},Opened,Closed,Note\n");
    for ticket in 0..30 {
        let day = ticket % 28 + 1;
        for update in 0..5 {
            let closed = if update == 4 {
                format!("2024-03-{day:02} 12:{ticket:02}")
            } else {
                String::new()
            };
            text.push_str(&format!(
                "T{ticket},2024-03-{day:02} 10:{ticket:02},{closed},u{update}\n"
            ));
        }
    }
    text
}

#[test]
fn rows_of_one_ticket_are_one_incident() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("t.csv"), updates("Ticket")).expect("records");
    let map = ["--map", "occurred=Opened,recovered=Closed"];
    let ran = calibrated_rows(at, "t.csv", &map);
    assert_eq!(ran.0, 0, "{}", ran.1);
    assert!(
        ran.1
            .contains("150 rows: 30 incidents, 120 more of the same incidents"),
        "{}",
        ran.1
    );
    assert!(ran.1.contains("by their id in `Ticket`"), "{}", ran.1);
    assert!(
        ran.2.contains("3,,same incident,the incident of line 2"),
        "{}",
        ran.2
    );
    // The end that the last update knows is that of the incident.
    assert!(ran.2.contains("2,,yes,,counted,,,,2 h,"), "{}", ran.2);
    // A column of another name is asked for.
    let all_closed = updates("Ref").replace(",,u", ",2024-04-02 12:00,u");
    fs::write(at.join("r.csv"), all_closed).expect("records");
    let ran = calibrated_rows(at, "r.csv", &["--map", "occurred=Opened"]);
    assert!(
        ran.1.contains("120 of 150 rows repeat an earlier one"),
        "{}",
        ran.1
    );
    assert!(ran.1.contains("--map 'id=Ref'"), "{}", ran.1);
    let ran = calibrated_rows(at, "r.csv", &["--map", "occurred=Opened,id=Ref"]);
    assert!(ran.1.contains("150 rows: 30 incidents"), "{}", ran.1);
    // What calls itself an id and is none joins nothing.
    let (_, found) =
        read("id,occurred\n7,2024-03-01 10:00\n7,2024-03-02 10:00\n8,2024-03-03 10:00\n");
    assert_eq!(found.fates.incidents(), 3);
    assert!(
        found
            .guesses
            .join("\n")
            .contains("`id` is not taken as the id")
    );
}

#[test]
fn updates_that_differ_are_joined_by_a_rule_that_is_told() {
    let text = "id,occurred,detected,recovered,severity\n\
                a,2024-03-01 10:00,2024-03-01 12:00,2024-03-02 10:00,low\n\
                a,2024-03-01 10:00,2024-03-01 11:00,2024-03-05 11:00,high\n";
    let (records, found) = read(text);
    assert_eq!(found.fates.incidents(), 1);
    assert_eq!(
        (
            records.rows[1].steps[0].as_str(),
            records.rows[1].steps[3].as_str()
        ),
        ("1 h", "96 h")
    );
    assert_eq!(found.kinds[0].severities, [("high".to_owned(), 1)]);
    let note = records.rows[1].notes.join("\n");
    assert!(
        note.contains("line 3 differs in detected: the earlier holds, in recovered: the later"),
        "{note}"
    );
}

#[test]
fn a_year_that_was_mistyped_is_noticed() {
    let mut text = "occurred,detected\n".to_owned();
    for day in 1..=20 {
        text.push_str(&format!("2024-03-{day:02} 10:00,2024-03-{day:02} 11:00\n"));
    }
    let (_, found) = read(&text);
    assert!(found.cautions.is_empty(), "{:?}", found.cautions);
    for (from, to, word) in [
        (
            "2024-03-07 10:00,2024-03-07",
            "2024-03-07 10:00,2042-03-07",
            "after",
        ),
        ("2024-03-07 10:00", "2014-03-07 10:00", "before"),
    ] {
        let (_, found) = read(&text.replace(from, to));
        let said = found.cautions.join("\n");
        assert!(said.contains("line 8") && said.contains(word), "{said}");
        assert!(said.contains("is a year mistyped?"), "{said}");
    }
    // Placeholders are no dates.
    let (records, _) = read(&text.replace("2024-03-07 11:00", "9999-12-31 00:00"));
    assert!(
        records.rows[7]
            .bad
            .as_deref()
            .expect("a placeholder")
            .contains("write `open`")
    );
}

#[test]
fn a_quote_that_nothing_closes_loses_no_row_in_silence() {
    let text = "occurred,detected,note\n2024-03-01 10:00,1 h,fine\n2024-03-02 10:00,1 h,\"open\n\
                2024-03-03 10:00,1 h,x\n2024-03-04 10:00,1 h,y\n";
    let (records, found) = read(text);
    assert_eq!(found.fates.whole, 1);
    assert!(
        records.rows[2]
            .bad
            .as_deref()
            .expect("a quote")
            .contains("lines 3 to 5 are in it")
    );
    // One that a later quote closes is noticed by what it holds.
    let text = format!("{text}2024-03-05 10:00,1 h,z\"\n2024-03-06 10:00,1 h,\n");
    let (records, _) = read(&text);
    let said = format!("{:?}", records.rows);
    assert!(said.contains("is a quotation mark missing?"), "{said}");
}

#[test]
fn every_file_of_a_folder_has_a_fate() {
    let veris = |year: u32, month: &str, day: u32| {
        format!(
            r#"{{"action": {{"hacking": {{}}}}, "timeline": {{"incident": {{"year": {year}, "month": {month}, "day": {day}}}, "discovery": {{"unit": "Hours", "value": 2}}}}}}"#
        )
    };
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::create_dir_all(at.join("v/2020/.git")).expect("folders");
    let marked = format!("\u{feff}{}", veris(2020, "1", 3));
    for (name, text) in [
        ("v/a.json", marked),
        ("v/b.JSON", veris(2020, "2", 3)),
        ("v/2020/c.json", veris(2020, "3", 3)),
        ("v/d.json", veris(2020, "2", 30)),
        ("v/e.json", veris(2020, "\"May\"", 3)),
        ("v/f.json", "not JSON".to_owned()),
        ("v/g.json", "[]".to_owned()),
        ("v/readme.txt", "about".to_owned()),
    ] {
        fs::write(at.join(name), text).expect("a file");
    }
    fs::write(at.join("v/h.json"), b"\xff\xfe{\0}\0").expect("a file");
    let ran = calibrated_rows(at, "v", &["--until", "2021-01-01"]);
    assert_eq!(ran.0, 0, "{}", ran.1);
    assert!(
        ran.1.contains("7 rows: 3 incidents, 4 not used"),
        "{}",
        ran.1
    );
    for words in [
        "d.json: there is no day 2020-02-30",
        "e.json: timeline.incident.month: `\"May\"` is no whole number",
        "f.json: not JSON",
        "h.json: it can't be read: it is in UTF-16",
        "readme.txt: its name does not end with .json",
        "2020/.git: a hidden folder",
    ] {
        assert!(ran.1.contains(words), "{words}: {}", ran.1);
    }
    assert!(ran.2.contains("g.json,,empty"), "{}", ran.2);
    assert!(
        !ran.1.contains("Some("),
        "no text of the program's own: {}",
        ran.1
    );
}

#[test]
fn what_stands_in_records_does_not_reach_the_terminal_raw() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "occurred,detected\n\u{1b}[31m{}\n2024-03-01 10:00,1 h\n",
        "x".repeat(500_000)
    );
    fs::write(
        folder.path().join("r.csv"),
        text.replace("xxx\n", "xxx,1 h\n"),
    )
    .expect("records");
    let ran = calibrated_rows(folder.path(), "r.csv", &[]);
    assert_eq!(ran.0, 0, "{}", &ran.1[..ran.1.len().min(500)]);
    assert!(!ran.1.contains('\u{1b}') && !ran.2.contains('\u{1b}'));
    assert!(ran.1.len() < 5_000, "{}", ran.1.len());
}
