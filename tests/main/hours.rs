//! Working hours: who can be sent, what stops, and what goes on.

use crate::harness::{incidents_of, world};

/// One incident of some work at a local time, in spring 2019.
fn scenario(at: &str, effort: &str, team: &str) -> String {
    format!(
        r#"
schema = 1
[scenario]
name = "Hours"
timezone = "Europe/Vilnius"
start = "2019-03-25"
end = "2019-05-01"
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "{effort}" }}]
[[threat]]
id = "script"
incident = "fault"
targets = "site"
at = ["{at}"]
[[team]]
id = "own"
{team}
[[dispatch.rule]]
teams = ["own"]
"#
    )
}

const ONE: &str = "experts = [{ skills = [\"analyst\"] }]";
const TWO: &str = "experts = [{ skills = [\"analyst\"], count = 2 }]";

/// Local times of hands on and recovery.
fn times(text: &str) -> (String, String) {
    let row = &incidents_of(text, 0)[0];
    let calendar = world(text).document.calendar;
    let local = |hours: Option<f64>| {
        let millis = (hours.expect("a time") * 3_600_000.0).round() as i64;
        calendar.minute(sortie::inside::scenario::time::Instant(millis))
    };
    (local(row.hands_on_h), local(row.recovered_h))
}

fn assert_times(text: &str, hands_on: &str, recovered: &str) {
    assert_eq!(times(text), (hands_on.to_owned(), recovered.to_owned()));
}

#[test]
fn an_office_answers_in_office_hours_and_pauses_at_night() {
    let team = format!("{ONE}\nhours = \"office\"");
    // Monday evening: hands on at eight on Tuesday, nine hours a day.
    assert_times(
        &scenario("2019-03-25T18:00", "12h", &team),
        "2019-03-26 08:00",
        "2019-03-27 11:00",
    );
    // Friday afternoon: an hour, the weekend (the clocks go forward on it), the rest.
    assert_times(
        &scenario("2019-03-29T16:00", "3h", &team),
        "2019-03-29 16:00",
        "2019-04-01 10:00",
    );
}

#[test]
fn unlimited_staff_keeps_hours_too() {
    let team =
        "unlimited = true\nhours = { days = [\"sat\", \"sun\"], from = \"10:00\", to = \"16:00\" }";
    assert_times(
        &scenario("2019-03-26T12:00", "8h", team),
        "2019-03-30 10:00",
        "2019-03-31 12:00",
    );
}

#[test]
fn hours_can_run_past_midnight() {
    let team = format!("{ONE}\nhours = {{ days = [\"mon\"], from = \"22:00\", to = \"06:00\" }}");
    assert_times(
        &scenario("2019-03-25T12:00", "10h", &team),
        "2019-03-25 22:00",
        "2019-04-02 00:00",
    );
}

#[test]
fn who_has_begun_may_finish() {
    let team =
        format!("{ONE}\nhours = {{ from = \"08:00\", to = \"17:00\", on_change = \"finish\" }}");
    assert_times(
        &scenario("2019-03-25T16:00", "5h", &team),
        "2019-03-25 16:00",
        "2019-03-25 21:00",
    );
}

#[test]
fn twelve_on_and_twelve_off_in_two_watches_is_always_somebody() {
    let cycle = "hours = { on = \"12h\", off = \"12h\", first = \"08:00\", groups = 2 }";
    let team = format!("{TWO}\n{cycle}");
    // The day watch starts and pauses for the night, whoever else is there.
    assert_times(
        &scenario("2019-03-25T18:00", "4h", &team),
        "2019-03-25 18:00",
        "2019-03-26 10:00",
    );
    // The night watch is there at night.
    assert_times(
        &scenario("2019-03-25T21:00", "4h", &team),
        "2019-03-25 21:00",
        "2019-03-26 01:00",
    );
    // With relief the work goes on, and grows by what has to be told.
    let cycle = cycle.replace(
        " }",
        ", on_change = \"transfer\", rework = \"50%\", handover = \"0h\" }",
    );
    let team = format!("{TWO}\n{cycle}");
    assert_times(
        &scenario("2019-03-25T18:00", "4h", &team),
        "2019-03-25 18:00",
        "2019-03-25 23:00",
    );
}

#[test]
fn watches_follow_the_clock_on_the_wall() {
    let team = format!("{ONE}\nhours = {{ on = \"12h\", off = \"12h\", first = \"08:00\" }}");
    // The night of 30 March is an hour shorter, but eight o'clock is eight o'clock.
    assert_times(
        &scenario("2019-03-30T19:00", "2h", &team),
        "2019-03-30 19:00",
        "2019-03-31 09:00",
    );
}

#[test]
fn who_is_off_cannot_be_sent_and_a_colleague_can() {
    // Two teams: the office is asked first, the watch goes at night.
    let text = scenario(
        "2019-03-25T22:00",
        "1h",
        &format!("{ONE}\nhours = \"office\""),
    )
    .replace("teams = [\"own\"]", "teams = [\"own\", \"night\"]")
        + "[[team]]\nid = \"night\"\nexperts = [{ skills = [\"analyst\"] }]\n";
    assert_eq!(incidents_of(&text, 0)[0].first_team, "night");
    let day = text.replace("T22:00", "T11:00");
    assert_eq!(incidents_of(&day, 0)[0].first_team, "own");
}

#[test]
fn hours_that_never_come_are_no_error_and_work_waits() {
    let text = scenario(
        "2019-04-30T20:00",
        "1h",
        &format!("{ONE}\nhours = \"office\""),
    );
    let row = &incidents_of(&text, 0)[0];
    assert_eq!((row.hands_on_h, row.state), (None, "waiting"));
}

#[test]
fn a_watch_that_ends_with_the_handover_is_relieved_in_turn() {
    // Three watches of eight hours, and handovers as long, with nothing lost: one works from
    // 0 to 16, the next from 8 to 24, the third from 16 on, and there is no pause.
    let cycle = "hours = { on = \"8h\", off = \"16h\", groups = 3, on_change = \"transfer\", \
                 rework = \"0%\", handover = { time = \"8h\", share = \"50%\" } }";
    let team = format!("{}\n{cycle}", TWO.replace('2', "3"));
    assert_times(
        &scenario("2019-03-26T00:00", "30h", &team),
        "2019-03-26 00:00",
        "2019-03-27 06:00",
    );
}
