//! Anchors, daylight saving and calendar months, through scenario text.

use sortie::inside::scenario::document::{Action, Document};
use sortie::inside::scenario::time::{Instant, Span};
use sortie::inside::scenario::{apply_overlays, load, parse_overlay};

/// A scenario in Vilnius with one inject, whose anchor a test chooses.
fn with_inject(at: &str) -> (Document, Vec<&'static str>) {
    let text = format!(
        r#"
schema = 1
[scenario]
name = "Clock"
timezone = "Europe/Vilnius"
start = "2019-01-01"
end = "run-off.day + 1 year"
[[election]]
id = "municipal"
day = "2019-03-03"
polls_close = "21:30"
[[election]]
id = "run-off"
day = 2019-03-17
run_off_of = "municipal"
[[inject]]
id = "call"
at = "{at}"
message = "Hello."
"#
    );
    let loaded = load(&text, "clock.toml", "clock", None).unwrap_or_else(|r| panic!("{r}"));
    let codes = loaded
        .warnings
        .codes()
        .iter()
        .map(|code| code.as_str())
        .collect();
    (loaded.document, codes)
}

fn local(at: &str) -> String {
    let (document, warnings) = with_inject(at);
    assert_eq!(warnings, Vec::<&str>::new(), "{at}");
    assert!(matches!(document.injects[0].action, Action::Message(_)));
    document.calendar.minute(document.injects[0].at)
}

#[test]
fn anchors_mean_what_they_say() {
    for (anchor, time) in [
        ("2019-03-03", "2019-03-03 00:00"),
        ("2019-03-03T20:15", "2019-03-03 20:15"),
        ("2019-03-03 20:15", "2019-03-03 20:15"),
        ("start", "2019-01-01 00:00"),
        ("start + 90min", "2019-01-01 01:30"),
        ("end - 1 week", "2020-03-10 00:00"),
        ("municipal.day", "2019-03-03 00:00"),
        ("municipal.polls_open", "2019-03-03 07:00"),
        ("municipal.polls_close", "2019-03-03 21:30"),
        ("municipal.polls_close+2h", "2019-03-03 23:30"),
        ("municipal.day - 1d + 8h", "2019-03-02 08:00"),
        ("municipal.day - 1 month", "2019-02-03 00:00"),
        ("run-off.day - 2 weeks - 1h", "2019-03-02 23:00"),
        ("2019-01-31 + 1 month", "2019-02-28 00:00"),
        ("2019-12-31 + 2 months", "2020-02-29 00:00"),
        ("start + 1.5d", "2019-01-02 12:00"),
    ] {
        assert_eq!(local(anchor), time, "{anchor}");
    }
}

#[test]
fn days_step_along_the_calendar_and_hours_along_the_clock() {
    // On 31 March 2019 clocks in Vilnius went from 03:00 to 04:00: a day of 23 hours.
    assert_eq!(local("2019-03-30T12:00 + 1d"), "2019-03-31 12:00");
    assert_eq!(local("2019-03-30T12:00 + 24h"), "2019-03-31 13:00");
    // On 27 October they went back: a day of 25.
    assert_eq!(local("2019-10-26T12:00 + 1d"), "2019-10-27 12:00");
    assert_eq!(local("2019-10-26T12:00 + 24h"), "2019-10-27 11:00");
}

#[test]
fn a_skipped_hour_is_a_warning() {
    for (anchor, taken) in [
        ("2019-03-31T03:00", "2019-03-31 04:00"),
        ("2019-03-31T03:30", "2019-03-31 04:30"),
        ("2019-03-30T03:30 + 1d", "2019-03-31 04:30"),
    ] {
        let (document, warnings) = with_inject(anchor);
        assert_eq!(warnings, ["S0309"], "{anchor}");
        assert_eq!(document.calendar.minute(document.injects[0].at), taken);
    }
    assert_eq!(local("2019-03-31T02:59"), "2019-03-31 02:59");
    assert_eq!(local("2019-03-31T04:00"), "2019-03-31 04:00");
    let (document, warnings) = with_inject("2019-10-27T03:30");
    assert_eq!(warnings, ["S0310"]);
    // The first of the two, still in summer time, three hours ahead of UTC.
    let utc = document.calendar.origin().as_millisecond() + document.injects[0].at.0;
    assert_eq!(utc % 86_400_000, 30 * 60_000);
}

#[test]
fn instants_count_from_the_start() {
    let (document, _) = with_inject("start + 2h");
    assert_eq!(
        document.injects[0].at,
        Instant::START + Span(2 * Span::HOUR.0)
    );
    // 181 days to 1 July, one of them an hour short.
    let (document, _) = with_inject("2019-07-01");
    assert_eq!(
        document.injects[0].at,
        Instant(181 * Span::DAY.0 - Span::HOUR.0)
    );
}

#[test]
fn what_lies_outside_never_happens() {
    let text = "schema = 1\n[scenario]\nname = \"x\"\ntimezone = \"UTC\"\nstart = \"2019-01-01\"\n\
                end = \"2019-02-01\"\n[[inject]]\nid = \"late\"\nat = \"2019-02-01\"\n\
                message = \"m\"\n[[inject]]\nid = \"last\"\nat = \"end - 1ms\"\nmessage = \"m\"\n";
    let loaded = load(text, "x.toml", "x", None).unwrap_or_else(|r| panic!("{r}"));
    let ids: Vec<&str> = loaded
        .document
        .injects
        .iter()
        .map(|i| i.id.as_str())
        .collect();
    assert_eq!(ids, ["last"]);
}

/// Shifts of a roster of two nations: days and nations.
fn shifts(first_day: &str, period: &str) -> Vec<(String, String, u32)> {
    let first = if first_day.is_empty() {
        String::new()
    } else {
        format!("first_day = \"{first_day}\"")
    };
    let text = format!(
        r#"
schema = 1
[scenario]
name = "Roster"
timezone = "Europe/Vilnius"
start = "2019-01-01"
end = "2019-07-12"
[[nation]]
id = "LT"
role = "lead"
experts = [{{ skills = ["analyst"] }}]
[[nation]]
id = "NL"
role = "participant"
experts = [{{ skills = ["analyst"] }}]
[[team]]
id = "crrt"
roster = "crrt"
[[roster]]
id = "crrt"
nations = ["LT", "NL"]
seats = {{ analyst = 1 }}
period = "{period}"
{first}
"#
    );
    let loaded = load(&text, "roster.toml", "roster", None).unwrap_or_else(|r| panic!("{r}"));
    let document = loaded.document;
    let shown = document.rosters[0].shifts.iter().map(|shift| {
        (
            document.calendar.minute(shift.from),
            document.nations[shift.rotating.ix()].id.clone(),
            shift.number,
        )
    });
    shown.collect()
}

fn row(day: &str, nation: &str, number: u32) -> (String, String, u32) {
    (format!("{day} 00:00"), nation.to_owned(), number)
}

#[test]
fn shifts_begin_with_the_one_in_force() {
    assert_eq!(
        shifts("2018-01-01", "6 months"),
        [row("2019-01-01", "LT", 2), row("2019-07-01", "NL", 3)]
    );
    assert_eq!(
        shifts("2018-11-15", "3 months"),
        [
            row("2018-11-15", "LT", 0),
            row("2019-02-15", "NL", 1),
            row("2019-05-15", "LT", 2),
        ]
    );
    // Before the first day there is no shift.
    assert_eq!(shifts("2019-05-01", "1 year"), [row("2019-05-01", "LT", 0)]);
    // By default the roster begins with the scenario.
    assert_eq!(shifts("", "1 year"), [row("2019-01-01", "LT", 0)]);
}

#[test]
fn months_are_counted_from_the_first_day_and_do_not_drift() {
    let days: Vec<String> = shifts("2018-12-31", "1 month")
        .into_iter()
        .map(|s| s.0)
        .collect();
    let wanted = [
        "2018-12-31",
        "2019-01-31",
        "2019-02-28",
        "2019-03-31",
        "2019-04-30",
    ];
    assert_eq!(days[..5], wanted.map(|day| format!("{day} 00:00")));
    let days: Vec<String> = shifts("2019-03-18", "14 days")
        .into_iter()
        .map(|s| s.0)
        .collect();
    assert_eq!(days[..2], ["2019-03-18 00:00", "2019-04-01 00:00"]);
}

/// An inject's local time in a zone, by an election on a day; warnings beside it.
fn anchored(zone: &str, day: &str, at: &str) -> (String, Vec<&'static str>) {
    let year = &day[..4];
    let next = year.parse::<u32>().expect("a year") + 1;
    let text = format!(
        "schema = 1\nscenario = {{ name = \"x\", timezone = \"{zone}\", start = \"{year}-01-01\", \
         end = \"{next}-02-01\" }}\nelection = [{{ id = \"vote\", day = \"{day}\" }}]\n\
         inject = [{{ id = \"call\", at = \"{at}\", message = \"m\" }}]\n"
    );
    let loaded = load(&text, "x.toml", "x", None).unwrap_or_else(|r| panic!("{r}"));
    let document = loaded.document;
    let codes = loaded.warnings.codes();
    (
        document.calendar.minute(document.injects[0].at),
        codes.iter().map(|code| code.as_str()).collect(),
    )
}

#[test]
fn steps_count_from_the_date_where_midnight_does_not_exist() {
    // Zone, a day without a midnight, the day before, the day after, the first moment.
    for (zone, day, before, after, first) in [
        (
            "Asia/Beirut",
            "2024-03-31",
            "2024-03-30",
            "2024-04-01",
            "01:00",
        ),
        (
            "Africa/Cairo",
            "2024-04-26",
            "2024-04-25",
            "2024-04-27",
            "01:00",
        ),
        (
            "America/Havana",
            "2024-03-10",
            "2024-03-09",
            "2024-03-11",
            "01:00",
        ),
        (
            "America/Asuncion",
            "2023-10-01",
            "2023-09-30",
            "2023-10-02",
            "01:00",
        ),
        (
            "America/Sao_Paulo",
            "2018-11-04",
            "2018-11-03",
            "2018-11-05",
            "01:00",
        ),
        (
            "America/Toronto",
            "1919-03-31",
            "1919-03-30",
            "1919-04-01",
            "00:30",
        ),
    ] {
        let begins = format!("{day} {first}");
        let midnight = |day: &str| format!("{day} 00:00");
        for (at, time) in [
            ("vote.day", begins.clone()),
            ("vote.day - 1d", midnight(before)),
            ("vote.day + 1d", midnight(after)),
            ("vote.day + 1d - 1d", begins.clone()),
            ("vote.day - 1d + 1d + 1d", midnight(after)),
            (&format!("{before} + 2d"), midnight(after)),
            (&format!("{before} + 1d + 1d"), midnight(after)),
            (&format!("{before} + 1d"), begins.clone()),
            (day, begins.clone()),
            ("vote.polls_close - 1d", format!("{before} 20:00")),
        ] {
            // A day has a first moment; nobody wrote a time that clocks skip.
            assert_eq!(anchored(zone, day, at), (time, vec![]), "{zone}: {at}");
        }
        // Hours go on from the first moment; days after them go on by the clock.
        let (hour, minute) = first.split_once(':').expect("a time");
        let later = format!("{:02}:{minute}", hour.parse::<u32>().expect("an hour") + 2);
        let at = |at: &str| anchored(zone, day, at).0;
        assert_eq!(at("vote.day + 2h"), format!("{day} {later}"), "{zone}");
        assert_eq!(
            at("vote.day + 2h + 1d"),
            format!("{after} {later}"),
            "{zone}"
        );
        // A midnight that somebody wrote is still a warning.
        let written = format!("{day}T00:00");
        assert_eq!(anchored(zone, day, &written).1, ["S0309"], "{zone}");
    }
}

#[test]
fn a_scenario_may_begin_and_end_on_such_a_day() {
    let text = |at: &str| {
        format!(
            "schema = 1\nscenario = {{ name = \"x\", timezone = \"Asia/Beirut\", start = \
             \"2024-03-31\", end = \"2025-03-30\" }}\ninject = [{{ id = \"call\", at = \"{at}\", \
             message = \"m\" }}]\n"
        )
    };
    for (at, time) in [
        ("start", "2024-03-31 01:00"),
        ("start + 1d", "2024-04-01 00:00"),
        ("end - 1d", "2025-03-29 00:00"),
        ("end - 11 months", "2024-04-30 00:00"),
    ] {
        let loaded = load(&text(at), "x.toml", "x", None).unwrap_or_else(|r| panic!("{r}"));
        let document = loaded.document;
        assert_eq!(
            document.calendar.minute(document.injects[0].at),
            time,
            "{at}"
        );
    }
}

#[test]
fn steps_of_one_unit_add_up_before_they_are_taken() {
    for (at, time) in [
        ("2019-01-31 + 1 month + 1 month", "2019-03-31 00:00"),
        ("2019-01-31 + 1 month - 1 month", "2019-01-31 00:00"),
        ("2019-01-31 + 1 month + 1d", "2019-03-01 00:00"),
        ("2019-01-31 + 1d + 1 month", "2019-03-01 00:00"),
        ("2019-03-30T03:30 + 1d + 1d", "2019-04-01 03:30"),
        ("2019-03-30T03:30 + 2d - 1h", "2019-04-01 02:30"),
    ] {
        assert_eq!(local(at), time, "{at}");
    }
}

#[test]
fn a_day_that_the_calendar_skips_is_a_warning() {
    // Samoa went from 29 to 31 December 2011.
    let (time, codes) = anchored("Pacific/Apia", "2011-12-30", "vote.day + 12h");
    assert_eq!(time, "2011-12-31 12:00");
    // The day, the hours of the polls, and what is anchored to them.
    assert_eq!(codes, ["S0309"; 4]);
    let (time, codes) = anchored("Pacific/Apia", "2011-12-29", "vote.day + 1d + 1d");
    assert_eq!((time.as_str(), codes), ("2011-12-31 00:00", vec![]));
}

/// The report of a scenario that lies where time stamps run out.
fn refusal(start: &str, end: &str, settings: &[&str]) -> String {
    let text = format!(
        "schema = 1\nscenario = {{ name = \"x\", timezone = \"Europe/Vilnius\", start = \"{start}\", \
         end = \"{end}\" }}\nlimits = {{ horizon = \"73000d\" }}\n"
    );
    let overlays: Result<Vec<_>, _> = settings.iter().map(|it| parse_overlay(it)).collect();
    let changed = overlays.and_then(|overlays| apply_overlays(&text, &overlays));
    match changed.and_then(|text| load(&text, "x.toml", "x", None)) {
        Ok(loaded) => panic!("{start} to {end}, {settings:?}: {:?}", loaded.document.end),
        Err(report) => report.to_string(),
    }
}

#[test]
fn years_beyond_what_time_stamps_hold_are_errors() {
    for (start, end, settings, key) in [
        ("9000-06-01", "9999-12-31", &[][..], "9999-12-31"),
        (
            "2019-01-01",
            "2019-02-01",
            &["scenario.end=9999-12-31"],
            "9999-12-31",
        ),
        ("9998-01-01", "9998-03-01", &[], "9998-01-01"),
        ("0000-01-01", "0001-03-01", &[], "0000-01-01"),
        ("9000-12-01", "9001-01-01", &[], "9001-01-01"),
        ("9000-12-01", "9000-12-01 + 2 months", &[], "end"),
        ("9000-12-01", "9000-12-01T00:00 + 4800h", &[], "end"),
        (
            "2019-01-01 - 1000 years - 1000 years - 30 years",
            "2019-02-01",
            &[],
            "start",
        ),
        (
            "2019-01-01",
            "2019-02-01",
            &["scenario.start=9999-12-31"],
            "9999-12-31",
        ),
    ] {
        let report = refusal(start, end, settings);
        assert!(report.contains("error[S0301]"), "{report}");
        assert!(report.contains("0001 to 9000"), "no cure: {report}");
        assert!(report.contains(key) && report.contains("-->"), "{report}");
    }
    // The last year that can be.
    let text = "schema = 1\nscenario = { name = \"x\", timezone = \"Europe/Vilnius\", start = \
                \"9000-06-01\", end = \"9000-12-31\" }\n";
    let loaded = load(text, "x.toml", "x", None).unwrap_or_else(|r| panic!("{r}"));
    let document = loaded.document;
    assert_eq!(document.calendar.minute(document.end), "9000-12-31 00:00");
}

#[test]
fn a_policy_that_leads_beyond_is_an_error_too() {
    let text = "schema = 1\nscenario = { name = \"x\", timezone = \"UTC\", start = \"2019-01-01\", end = \
                \"2019-02-01\" }\npolicy = [{ id = \"late\", set = { \"scenario.end\" = \
                \"9999-12-31\" } }]\n";
    let Err(report) = sortie::inside::scenario::check(text, "x.toml", "x", None) else {
        panic!("a scenario that ends in 9999");
    };
    assert!(report.to_string().contains("S0301"), "{report}");
}
