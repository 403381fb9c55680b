//! Anchors, daylight saving and calendar months, through scenario text.

use sortie::scenario::document::{Action, Document};
use sortie::scenario::load;
use sortie::scenario::time::{Instant, Span};

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
name = "Rota"
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
    let loaded = load(&text, "rota.toml", "rota", None).unwrap_or_else(|r| panic!("{r}"));
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
