//! An exercise: what people decide changes a history, and its journal makes it again.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::run;

/// One grave incident at a known time, two teams and a fallback. Nothing is drawn.
const ONE: &str = r#"
schema = 1
scenario = { name = "One", timezone = "UTC", start = "2027-01-01", end = "2027-01-05" }
site = [{ id = "here" }, { id = "there" }]
travel = { routes = [{ from = "here", to = "there", time = "4h" }] }
asset = [
    { id = "page", site = "there", fallback = { capacity = "50%", after = "2h" } },
    { id = "mail", site = "here" },
]
incident = [{ id = "fault", severity = "high", detection = "30min", impact = "100%", stage = [
    { name = "contain", crew = { analyst = 1 }, effort = "6h", where = "onsite" },
] }]
team = [
    { id = "near", site = "here", experts = [{ skills = ["analyst"] }] },
    { id = "far", site = "there", notice = "1h", experts = [{ skills = ["analyst"] }] },
    { id = "day", site = "there", hours = "office", experts = [{ skills = ["analyst"], count = 2 }] },
]
inject = [
    { id = "first", at = "start + 10h", incident = { kind = "fault", targets = "page" } },
    { id = "second", at = "start + 11h", incident = { kind = "fault", targets = "mail" } },
    { id = "third", at = "start + 12h", incident = { kind = "fault", targets = "page" } },
    { id = "word", at = "start + 20h", message = "The press calls.", audience = "press office" },
]
dispatch = { rule = [
    { teams = ["near"], widen_after = "2d", widen_to = ["far"] },
] }
"#;

struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("my.toml"), text).expect("a file");
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Plays acts; what could not be done is in the answer.
    fn play(&self, acts: &[Value]) -> String {
        self.play_with(acts, &["my.toml", "--history", "0", "--journal", "j"])
    }

    fn play_with(&self, acts: &[Value], args: &[&str]) -> String {
        let lines: Vec<String> = acts.iter().map(Value::to_string).collect();
        fs::write(self.path().join("acts"), lines.join("\n")).expect("a file");
        let all = [&["play", "--acts", "acts"], args].concat();
        run(self.path(), &all).2
    }

    fn said(&self, args: &[&str]) -> String {
        let (code, out, errors) = run(self.path(), args);
        assert_eq!(code, 0, "{args:?}: {errors}");
        out
    }

    /// The history, as hours since the start, event, number of the incident, and the team.
    fn replay(&self) -> Vec<(f64, String, Option<u64>, String)> {
        let text = self.said(&["replay", "j", "--format", "jsonl"]);
        let entries = text.lines().map(|line| {
            let entry: Value = serde_json::from_str(line).expect("an entry");
            (
                entry["ms"].as_f64().expect("a time") / 3_600_000.0,
                entry["event"].as_str().expect("a word").to_owned(),
                entry["incident"].as_u64(),
                entry["team"].as_str().unwrap_or_default().to_owned(),
            )
        });
        entries.collect()
    }

    /// When an event comes first for an incident, and who is in it.
    fn first(&self, event: &str, incident: u64) -> Option<(f64, String)> {
        let mut entries = self.replay().into_iter();
        let found = entries.find(|it| it.1 == event && it.2 == Some(incident))?;
        Some((found.0, found.3))
    }
}

/// Decides after so long.
fn decide(after: &str, order: &Value) -> Value {
    json!({ "act": "decide", "role": "player", "who": "Ada", "why": "to see", "after": after, "order": order })
}

/// Who came, and when.
#[allow(clippy::unnecessary_wraps, reason = "as it is looked up")]
fn at(hours: f64, team: &str) -> Who {
    Some((hours, team.to_owned()))
}

type Who = Option<(f64, String)>;

#[test]
fn without_decisions_an_exercise_is_the_trace() {
    for scenario in ["election-night", "minimal"] {
        let room = Room::new("");
        let note = json!({ "act": "note", "text": "nothing decided", "after": "1h" });
        let said = room.play_with(&[note], &[scenario, "--history", "5", "--journal", "j"]);
        assert_eq!(said, "");
        for format in ["text", "jsonl"] {
            let replayed = room.said(&["replay", "j", "--format", format]);
            let traced = room.said(&["trace", scenario, "--replication", "5", "--format", format]);
            assert!(replayed == traced && traced.lines().count() > 10);
        }
    }
}

#[test]
fn who_is_asked_and_when_is_for_the_players() {
    let room = Room::new(ONE);
    // As the rule says: four hours on the way, and the second waits.
    assert_eq!(room.play(&[]), "");
    assert_eq!(room.first("hands_on", 0), at(14.5, "near"));
    assert_eq!(
        room.first("hands_on", 1).map(|it| it.1).as_deref(),
        Some("near")
    );

    let room = Room::new(ONE);
    let ask = json!({ "do": "ask", "incident": "I-2", "team": "far" });
    assert_eq!(room.play(&[decide("12h", &ask)]), "");
    // Asked at noon: an hour of notice, four on the way.
    assert_eq!(room.first("hands_on", 1), at(17.0, "far"));

    let room = Room::new(ONE);
    let withhold = decide("10h 30min", &json!({ "do": "withhold", "incident": "I-1" }));
    let said = room.play(&[withhold]);
    // A crew had been picked at once.
    assert!(
        said.contains("a crew has been sent to this incident already"),
        "{said}"
    );

    let room = Room::new(ONE);
    let acts = [
        decide("11h 30min", &json!({ "do": "withhold", "incident": "I-2" })),
        decide("13h 30min", &json!({ "do": "request", "incident": "I-2" })),
    ];
    assert_eq!(room.play(&acts), "");
    let queued = room.replay().into_iter();
    let queued: Vec<f64> = queued
        .filter(|it| it.1 == "queued" && it.2 == Some(1))
        .map(|it| it.0)
        .collect();
    assert_eq!(queued, [11.5, 25.0]);
}

#[test]
fn the_players_put_an_incident_first_and_choose_who_goes() {
    // Three wait for one team: the last is put first.
    let room = Room::new(ONE);
    assert_eq!(room.play(&[]), "");
    let (second, third) = (room.first("assigned", 1), room.first("assigned", 2));
    assert!(second < third);
    let room = Room::new(ONE);
    let first = json!({ "do": "first", "incident": "I-3" });
    assert_eq!(room.play(&[decide("13h", &first)]), "");
    assert!(room.first("assigned", 2) < room.first("assigned", 1));

    let room = Room::new(ONE);
    let send = json!({ "do": "send", "incident": "I-3", "team": "far" });
    assert_eq!(room.play(&[decide("13h", &send)]), "");
    assert_eq!(room.first("hands_on", 2), at(14.0, "far"));
}

#[test]
fn assets_and_fallbacks_are_switched_by_decision() {
    let level = |acts: &[Value]| -> Vec<(f64, String)> {
        let room = Room::new(ONE);
        assert_eq!(room.play(acts), "");
        let text = room.said(&["replay", "j", "--format", "jsonl"]);
        let entries = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let of = |entry: &Value| entry["event"] == "service" && entry["asset"] == "page";
        let levels = entries.filter(of).map(|entry| {
            let hours = entry["ms"].as_f64().expect("a time") / 3_600_000.0;
            (hours, entry["note"].as_str().expect("words").to_owned())
        });
        levels.take(2).collect()
    };
    let down = |hours: f64| (hours, "100.0% → 0.0%".to_owned());
    let half = |hours: f64| (hours, "0.0% → 50.0%".to_owned());
    assert_eq!(level(&[]), [down(10.0), half(12.0)]);
    // Made ready in time, it takes over at once.
    let invoke = decide("5h", &json!({ "do": "invoke", "asset": "page" }));
    assert_eq!(level(&[invoke])[0], (10.0, "100.0% → 50.0%".to_owned()));
    let invoke = decide("9h", &json!({ "do": "invoke", "asset": "page" }));
    assert_eq!(level(&[invoke]), [down(10.0), half(11.0)]);
    let end = decide("13h", &json!({ "do": "end_fallback", "asset": "page" }));
    let levels = level(&[end]);
    assert_eq!(levels, [down(10.0), half(12.0)]);
    // What is off can't be attacked.
    let room = Room::new(ONE);
    let off = decide("9h", &json!({ "do": "switch_off", "asset": "page" }));
    let on = decide("2h", &json!({ "do": "switch_on", "asset": "page" }));
    assert_eq!(room.play(&[off, on]), "");
    let events: Vec<String> = room.replay().into_iter().map(|it| it.1).collect();
    assert_eq!(events.iter().filter(|it| *it == "deflected").count(), 1);
    assert_eq!(events.iter().filter(|it| *it == "occurred").count(), 2);
}

#[test]
fn teams_are_sent_ahead_and_called_in() {
    let room = Room::new(ONE);
    let ahead = json!({ "do": "send_ahead", "team": "near", "site": "there", "hours": 48 });
    assert_eq!(room.play(&[decide("2h", &ahead)]), "");
    assert_eq!(room.first("hands_on", 0), at(10.5, "near"));

    // The second of January 2027 is a Saturday: nobody of the day team is there.
    let text = ONE.replace("widen_to = [\"far\"]", "widen_to = [\"day\"]");
    let ask = |after| {
        decide(
            after,
            &json!({ "do": "ask", "incident": "I-3", "team": "day" }),
        )
    };
    let text = text
        .replace("start + 10h", "start + 30h")
        .replace("start + 12h", "start + 31h")
        .replace("start + 11h", "start + 32h");
    let room = Room::new(&text);
    assert_eq!(room.play(&[ask("33h")]), "");
    let (without, _) = room.first("assigned", 2).expect("sent");
    assert!(without > 40.0, "{without}");
    let room = Room::new(&text);
    let call = json!({ "do": "call_in", "team": "day", "experts": 1 });
    assert_eq!(room.play(&[decide("31h", &call), ask("2h")]), "");
    let (hours, team) = room.first("assigned", 2).expect("sent");
    assert!((hours - 33.0).abs() < 1e-9, "{hours} {team}");
    assert_eq!(team, "day");
}

#[test]
fn duty_is_held_and_advanced() {
    let changes = |acts: &[Value]| -> Vec<f64> {
        let room = Room::new("");
        let said = room.play_with(
            acts,
            &["lithuania-2019", "--history", "0", "--journal", "j"],
        );
        assert_eq!(said, "");
        let entries = room.replay().into_iter();
        entries
            .filter(|it| it.1 == "shift_change")
            .map(|it| it.0)
            .collect()
    };
    let planned = changes(&[]);
    let first = planned[0];
    let hold = json!({ "do": "hold_changeover", "team": "eu-crrt", "hours": first });
    let held = changes(&[decide("240h", &hold)]);
    assert_eq!((held.len(), held[0]), (planned.len(), first + 240.0));
    let advance = json!({ "do": "advance_changeover", "team": "eu-crrt" });
    let advanced = changes(&[decide("240h", &advance)]);
    assert_eq!((advanced.len(), advanced[0]), (planned.len(), 240.0));
    assert_eq!(advanced[1..], planned[1..]);
}

#[test]
fn injects_are_released_held_changed_and_added() {
    let room = Room::new(ONE);
    let inject = |after: &str, step: Value| {
        let mut act = json!({ "act": "inject", "after": after });
        for (key, value) in step.as_object().expect("an object") {
            act[key] = value.clone();
        }
        act
    };
    let acts = [
        inject("1h", json!({ "step": "hold", "inject": "first" })),
        inject("1h", json!({ "step": "skip", "inject": "second" })),
        inject(
            "1h",
            json!({ "step": "edit", "inject": "word", "message": "The radio calls." }),
        ),
        inject("10h", json!({ "step": "release", "inject": "word" })),
        inject(
            "1h",
            json!({ "step": "add", "inject": "own", "message": "Mail is down.",
            "incident": { "kind": "fault", "asset": "mail", "severity": "low" } }),
        ),
        inject(
            "1h",
            json!({ "step": "edit", "inject": "word", "message": "Too late." }),
        ),
        inject("1h", json!({ "step": "release", "inject": "first" })),
        inject("1h", json!({ "step": "release", "inject": "nothing" })),
    ];
    let said = room.play(&acts);
    let expected = [
        "acts:6: inject `word` has happened",
        "acts:8: there is no inject `nothing`",
    ];
    for words in expected {
        assert!(said.contains(words), "{said}");
    }
    let text = room.said(&["replay", "j", "--format", "text"]);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(" inject "))
        .collect();
    let has = |ix: usize, words: &[&str]| {
        let line = lines.get(ix).copied().unwrap_or_default();
        assert!(words.iter().all(|word| line.contains(word)), "{line}");
    };
    has(0, &["2027-01-01 12:00:00", "third"]);
    has(1, &["2027-01-01 13:00:00", "The radio calls."]);
    has(2, &["2027-01-01 14:00:00", "own"]);
    has(3, &["2027-01-01 16:00:00", "first"]);
    assert_eq!(lines.len(), 4, "{text}");
}

#[test]
fn what_cannot_be_done_is_refused_and_the_exercise_goes_on() {
    let room = Room::new(ONE);
    let acts = [
        decide(
            "11h",
            &json!({ "do": "ask", "incident": "I-9", "team": "far" }),
        ),
        decide(
            "",
            &json!({ "do": "ask", "incident": "I-1", "team": "nobody" }),
        ),
        decide("", &json!({ "do": "switch_on", "asset": "page" })),
        decide("", &json!({ "do": "advance_changeover", "team": "near" })),
        decide(
            "",
            &json!({ "do": "call_in", "team": "near", "experts": 5 }),
        ),
        json!({ "act": "clock", "to": "pause", "role": "player" }),
        json!({ "act": "clock", "to": "run", "speed": 0.0 }),
        json!({ "act": "note", "text": "\u{202e}turned" }),
        json!({ "act": "note", "text": "still here", "role": "evaluator", "who": "Eve" }),
        json!({ "act": "clock", "to": "end" }),
        decide("", &json!({ "do": "switch_off", "asset": "page" })),
    ];
    let said = room.play(&acts);
    let expected = [
        "acts:1: there is no such incident",
        "acts:2: there is no team `nobody` in this scenario",
        "acts:3: this asset was not switched off by a decision",
        "acts:4: no change of duty is to come for this team",
        "acts:5: this team has not so many experts who could be called in",
        "acts:6: player can't do this",
        "acts:7: the clock runs 0.01 to 100,000 times as fast",
        "acts:8: leave out",
        "acts:11: the exercise has ended",
    ];
    for words in expected {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(
        !said.contains("acts:9") && !said.contains("acts:10"),
        "{said}"
    );
}

#[test]
fn a_journal_is_gone_on_with_and_only_its_own() {
    let whole = Room::new(ONE);
    let acts = [
        decide("11h 30min", &json!({ "do": "withhold", "incident": "I-2" })),
        decide(
            "1h",
            &json!({ "do": "send_ahead", "team": "far", "site": "here", "hours": 20 }),
        ),
        decide("1h", &json!({ "do": "request", "incident": "I-2" })),
    ];
    assert_eq!(whole.play(&acts), "");
    let expected = whole.said(&["replay", "j", "--format", "jsonl"]);

    let room = Room::new(ONE);
    assert_eq!(room.play(&acts[..2]), "");
    // The machine dies in the middle of a line.
    let path = room.path().join("j");
    let mut bytes = fs::read(&path).expect("a journal");
    let length = bytes.len();
    bytes.extend_from_slice(b"0123456789abcdef {\"number\":3,\"at\":46");
    fs::write(&path, &bytes).expect("a file");
    let (code, _, said) = run(room.path(), &["replay", "j"]);
    assert!(
        code == 0 && said.contains("the last line broke off"),
        "{said}"
    );
    assert_eq!(room.play_with(&acts[2..], &["--resume", "j"]), "");
    assert!(room.said(&["replay", "j", "--format", "jsonl"]) == expected);
    let resumed = fs::read(&path).expect("a journal");
    assert!(resumed.starts_with(&bytes[..length]));

    // It is not begun again, nor gone on with on another scenario.
    let again = room.play(&acts);
    assert!(
        again.contains("j exists: go on with it with --resume"),
        "{again}"
    );
    fs::write(room.path().join("other.toml"), ONE.replace("6h", "7h")).expect("a file");
    let other = room.play_with(&[], &["other.toml", "--resume", "j"]);
    assert!(other.contains("plays another scenario"), "{other}");
    assert_eq!(room.play_with(&[], &["my.toml", "--resume", "j"]), "");

    // A changed line, another version, no journal.
    let text = String::from_utf8(resumed).expect("text");
    let refused = |name: &str, text: &str| {
        fs::write(room.path().join(name), text).expect("a file");
        let (code, _, said) = run(room.path(), &["replay", name]);
        assert_eq!(code, 2);
        said
    };
    let changed = refused("changed", &text.replacen("withhold", "request", 1));
    assert!(
        changed.contains("changed:3: this line was changed or damaged"),
        "{changed}"
    );
    let none = refused("none", "hello\nworld\n");
    assert!(none.contains("none is no journal of an exercise"), "{none}");
    let empty = refused("empty", "");
    assert!(
        empty.contains("empty is no journal of an exercise"),
        "{empty}"
    );
}

#[test]
fn times_of_an_exercise_are_local_times_or_moments_of_an_election() {
    let room = Room::new("");
    let play = |args: &[&str]| {
        let all = [&["election-night", "--history", "0"], args].concat();
        room.play_with(
            &[json!({ "act": "clock", "to": "step", "by": 60_000 })],
            &all,
        )
    };
    assert_eq!(
        play(&["--journal", "a", "--from", "vote.polls_close - 2h"]),
        ""
    );
    assert_eq!(play(&["--journal", "b", "--from", "2027-10-10T18:00"]), "");
    let header = |name: &str| {
        let text = fs::read_to_string(room.path().join(name)).expect("a journal");
        let line = text
            .lines()
            .next()
            .expect("a line")
            .split_once(' ')
            .expect("two parts")
            .1;
        serde_json::from_str::<Value>(line).expect("JSON")["from"].clone()
    };
    assert_eq!(header("a"), header("b"));
    for (args, words) in [
        (["--journal", "c", "--from", "tomorrow"], "this is no time"),
        (
            ["--journal", "c", "--from", "2031-01-01"],
            "this lies outside the scenario",
        ),
        (
            ["--journal", "c", "--to", "start"],
            "--to must be later than --from",
        ),
    ] {
        let said = play(&args);
        assert!(said.contains(words), "{said}");
        assert!(!room.path().join("c").exists());
    }
}

#[test]
fn a_debrief_says_what_was_decided_and_what_it_was_worth() {
    let room = Room::new(ONE);
    let observed = json!({ "act": "observe", "role": "evaluator", "who": "Eve", "objective": "Ask in time",
        "finding": "improve", "rating": "m", "text": "Nobody spoke for an hour." });
    let acts = [
        decide(
            "12h",
            &json!({ "do": "ask", "incident": "I-2", "team": "far" }),
        ),
        json!({ "act": "inject", "after": "1h", "step": "skip", "inject": "word" }),
        observed,
        json!({ "act": "clock", "after": "1h", "to": "end" }),
    ];
    assert_eq!(room.play(&acts), "");
    room.said(&[
        "debrief",
        "j",
        "--format",
        "md",
        "--futures",
        "20",
        "--histories",
        "10",
    ]);
    let text = fs::read_to_string(room.path().join("j.debrief.md")).expect("a debrief");
    let row = |words: &[&str]| {
        let mut lines = text.lines();
        let found = lines.find(|line| words.iter().all(|word| line.contains(word)));
        found
            .unwrap_or_else(|| panic!("{words:?}\n{text}"))
            .to_owned()
    };
    // Asked at noon, the far team is there at 17:00; else the second waits until 20:30.
    let decision = row(&["| 2027-01-01 12:00 | Ada (player) |", "ask far", "to see"]);
    assert!(decision.contains("saved"), "{decision}");
    row(&["word", "2027-01-01 20:00", "skipped"]);
    row(&["Ask in time", "| M | 1 |"]);
    row(&["Eve (evaluator)", "to improve", "Nobody spoke for an hour."]);
    // What is to improve stands in the plan, with room for who and when.
    row(&["| Nobody spoke for an hour. | \u{a0} |"]);
    let undecided = row(&["| No decision |"]);
    assert_ne!(row(&["| As played |"])[14..], undecided[15..]);
    for (args, words) in [
        (
            &[
                "debrief",
                "j",
                "--lang",
                "lt",
                "--futures",
                "2",
                "--histories",
                "1",
            ][..],
            "pratybų aptarimas",
        ),
        (
            &[
                "debrief",
                "j",
                "--futures",
                "2",
                "--histories",
                "1",
                "--out",
                "en.html",
            ][..],
            "debrief of the exercise",
        ),
    ] {
        let path = room.said(args);
        let page = fs::read_to_string(room.path().join(path.trim())).expect("a page");
        assert!(page.contains(words));
    }
    // It does not take the place of what is not its own.
    let (code, _, said) = run(room.path(), &["debrief", "j", "--out", "my.toml"]);
    assert!(code == 2 && said.contains("my.toml"), "{said}");
}

#[test]
fn the_acts_in_the_guide_are_acts() {
    let guide = include_str!("../../docs/tabletop.md");
    let (_, rest) = guide.split_once("```json\n").expect("a list of acts");
    let (acts, _) = rest.split_once("```").expect("its end");
    let acts: Vec<Value> = acts
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(acts.len(), 4);
    let room = Room::new("");
    let said = room.play_with(
        &acts,
        &["election-night", "--history", "7", "--journal", "j"],
    );
    assert!(!said.contains("of the acts:"), "{said}");
    room.said(&["replay", "j"]);
}
