//! What an author writes about hours, changeovers, learning, reserves and asking, and what the
//! document makes of it.

use sortie::inside::scenario::document::{
    Changeover, Document, Fatigue, Hours, Learning, OnChange, Pattern, Preempt, QueueOrder,
    Severity, TeamChoice,
};
use sortie::inside::scenario::time::{Instant, Span};
use sortie::inside::scenario::{apply_overlays, load, parse_overlay};

const BASE: &str = r#"
schema = 1
[scenario]
name = "Keys"
timezone = "Europe/Vilnius"
start = "2019-01-01"
end = "2020-01-01"

[[election]]
id = "vote"
day = "2019-06-30"

[[site]]
id = "vilnius"
lat = 54.7
lon = 25.3

[[asset]]
id = "site"
site = "vilnius"

[[incident]]
id = "flood"
severity = { low = 1, high = 1, critical = 1 }
impact = { high = "50%" }
stage = [{ name = "contain", crew = { analyst = 1 }, effort = "2h" }]

[[threat]]
id = "botnet"
incident = "flood"
targets = "site"
rate = "1/week"

[[team]]
id = "crrt"
roster = "crrt"

[[team]]
id = "cert"
experts = [{ skills = ["analyst"], count = 3 }]

[[nation]]
id = "LT"
role = "lead"
experts = [{ skills = ["analyst"], count = 2 }]

[[nation]]
id = "NL"
role = "participant"
experts = [{ skills = ["analyst"], count = 2 }]

[[roster]]
id = "crrt"
nations = ["LT", "NL"]
seats = { analyst = 2 }
period = "3 months"

[dispatch]
order = "severity"

[[dispatch.rule]]
teams = ["crrt", "cert"]
"#;

/// The document with some values set, of which nothing may be said but `S0818`.
fn document(settings: &[&str]) -> Document {
    let overlays: Vec<_> = settings
        .iter()
        .map(|text| parse_overlay(text).expect("path=value"))
        .collect();
    let text = apply_overlays(BASE, &overlays).unwrap_or_else(|report| panic!("{report}"));
    let loaded = load(&text, "keys.toml", "keys", None);
    let loaded = loaded.unwrap_or_else(|report| panic!("{report}"));
    let told = loaded.warnings.codes();
    assert!(told.iter().all(|code| code.as_str() == "S0818"), "{told:?}");
    loaded.document
}

fn hours(setting: &str) -> Hours {
    document(&[&format!("team.cert.hours={setting}")]).teams[1].hours
}

fn clock(hours: i64) -> Span {
    Span(hours * Span::HOUR.0)
}

#[test]
fn hours_are_a_word_a_week_or_turns() {
    let office = [true, true, true, true, true, false, false];
    assert_eq!(document(&[]).teams[1].hours, Hours::ALWAYS);
    assert_eq!(hours("24x7"), Hours::ALWAYS);
    let weekly = |days, from, to| Pattern::Weekly {
        days,
        from: clock(from),
        to: clock(to),
    };
    assert_eq!(hours("office").pattern, weekly(office, 8, 17));
    // Past midnight, and the same from day to day.
    let night = "{ days = [\"sat\"], from = \"20:00\", to = \"04:00\", on_change = \"finish\" }";
    let mut saturday = [false; 7];
    saturday[5] = true;
    assert_eq!(hours(night).pattern, weekly(saturday, 20, 28));
    assert_eq!(hours(night).changeover, Changeover::FINISH);
    let day = "{ from = \"08:00\", to = \"08:00\" }";
    assert_eq!(hours(day).pattern, weekly(office, 8, 32));
    let all = "[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]";
    let always = format!("{{ days = {all}, from = \"08:00\", to = \"08:00\" }}");
    assert_eq!(hours(&always), Hours::ALWAYS);
    let turns = "{ on = \"12h\", off = \"24h\", first = \"07:30\", groups = 3, on_change = \"transfer\", handover = { time = \"1h\", share = \"60%\" } }";
    let expected = Hours {
        pattern: Pattern::Cycle {
            on: clock(12),
            off: clock(24),
            first: Span(15 * Span::HOUR.0 / 2),
            groups: 3,
        },
        changeover: Changeover {
            rule: OnChange::Transfer,
            rework: 0.15,
            handover: clock(1),
            together: 0.6,
        },
    };
    assert_eq!(hours(turns), expected);
}

#[test]
fn changeovers_learning_and_fatigue_have_the_defaults_of_the_page() {
    let roster = &document(&[]).rosters[0];
    assert_eq!(roster.changeover, Changeover::FINISH);
    assert_eq!((roster.learning, roster.fatigue), (None, None));
    let roster = &document(&[
        "roster.crrt.on_change=transfer",
        "roster.crrt.handover=4h",
        "roster.crrt.learning={}",
        "roster.crrt.fatigue.loss=30%",
    ])
    .rosters[0];
    let days = |days: i64| (days * Span::DAY.0) as f64;
    let changeover = Changeover {
        rule: OnChange::Transfer,
        rework: 0.15,
        handover: clock(4),
        together: 0.5,
    };
    assert_eq!(roster.changeover, changeover);
    let learning = Learning {
        start: 0.7,
        time: days(21),
        forget: days(483),
    };
    assert_eq!(roster.learning, Some(learning));
    let fatigue = Fatigue {
        loss: 0.3,
        time: days(1),
    };
    assert_eq!(roster.fatigue, Some(fatigue));
    // Rework without a transfer has no effect.
    let roster = &document(&["roster.crrt.on_change=pause", "roster.crrt.rework=20%"]).rosters[0];
    assert_eq!(roster.changeover, Changeover::PAUSE);
}

/// The local days on which shifts begin, and on which those who come begin to learn.
fn days(document: &Document) -> Vec<(String, String)> {
    let day = |at: Instant| document.calendar.local(at).date().to_string();
    let shifts = document.rosters[0].shifts.iter();
    shifts
        .map(|shift| (day(shift.from), day(shift.alongside)))
        .collect()
}

#[test]
fn those_who_come_learn_before_each_changeover_but_the_first_day() {
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = list.iter().map(|(a, b)| ((*a).into(), (*b).into()));
        owned.collect()
    };
    let learning = "roster.crrt.learning.start=70%";
    let found = days(&document(&[learning, "roster.crrt.overlap=14 days"]));
    let expected = [
        ("2019-01-01", "2019-01-01"),
        // Across the beginning of summer time.
        ("2019-04-01", "2019-03-18"),
        ("2019-07-01", "2019-06-17"),
        ("2019-10-01", "2019-09-17"),
    ];
    assert_eq!(found, pairs(&expected));
    // A freeze moves the changeover of July to the middle of September; the overlap of the next
    // one begins no earlier.
    let found = days(&document(&[
        learning,
        "roster.crrt.overlap=1 month",
        "roster.crrt.freeze={ before = \"7d\", after = \"79d\" }",
    ]));
    let expected = [
        ("2019-01-01", "2019-01-01"),
        ("2019-04-01", "2019-03-01"),
        ("2019-09-18", "2019-08-18"),
        ("2019-10-01", "2019-09-18"),
    ];
    assert_eq!(found, pairs(&expected));
    // Every half of the seats by itself.
    let found = days(&document(&[
        learning,
        "roster.crrt.overlap=7d",
        "roster.crrt.stagger=2",
    ]));
    assert_eq!(found.len(), 8);
    assert_eq!(found[1], ("2019-02-15".into(), "2019-02-08".into()));
    // Begun before the scenario has.
    let found = days(&document(&[
        learning,
        "roster.crrt.overlap=7d",
        "roster.crrt.first_day=2018-10-02",
    ]));
    assert_eq!(found[0], ("2018-10-02".into(), "2018-10-02".into()));
    assert_eq!(found[1], ("2019-01-02".into(), "2018-12-26".into()));
}

#[test]
fn dispatch_is_read_in_full() {
    let document = document(&[
        "dispatch.order=impact",
        "dispatch.choose=most_effective",
        "dispatch.preempt=restart",
        "dispatch.reserve={ team = \"cert\", experts = 2 }",
        "dispatch.reserve.severity=high",
        "dispatch.preposition=[{ team = \"cert\", site = \"vilnius\", from = \"vote.day - 2d\", to = \"vote.day\" }]",
        "dispatch.preposition.cert.to=vote.day + 1d",
        "dispatch.rule.rule-1.teams=[\"crrt\"]",
        "dispatch.rule.rule-1.refusal=10%",
        "dispatch.rule.rule-1.widen_after=4h",
        "dispatch.rule.rule-1.widen_to=[\"cert\"]",
        "dispatch.rule.rule-1.widen_to.cert.refusal=0%",
        "dispatch.rule.rule-1.give_up_after=2d",
    ]);
    let dispatch = &document.dispatch;
    assert_eq!(dispatch.order, QueueOrder::Impact);
    assert_eq!(dispatch.choose, TeamChoice::MostEffective);
    assert_eq!(dispatch.preempt, Some(Preempt::Restart));
    let reserve = dispatch.reserves[0];
    assert_eq!(
        (reserve.team.ix(), reserve.experts, reserve.severity),
        (1, 2, Severity::High)
    );
    let post = dispatch.prepositions[0];
    assert_eq!((post.to - post.from).0, 3 * Span::DAY.0);
    let rule = &dispatch.rules[0];
    let teams: Vec<(usize, f64)> = rule
        .teams
        .iter()
        .map(|it| (it.team.ix(), it.refusal))
        .collect();
    assert_eq!(teams, [(0, 0.1), (1, 0.0)]);
    assert_eq!((rule.asked_at_once, rule.widen_after), (1, clock(4)));
    assert!(rule.give_up_after.is_some());
    assert_eq!(rule.alone.to_bits(), 0.5_f64.to_bits());
}
