//! Rosters: whose turn it is, who is on duty, and what a changeover does to running work.

use crate::harness::{incidents_of, same_hours, trace_of, world};

/// Two nations that take turns month by month, from February; one seat.
fn roster(period: &str, first_day: &str, strikes: &str) -> String {
    format!(
        r#"
schema = 1
[scenario]
name = "Duty"
timezone = "Europe/Vilnius"
start = "2019-01-01"
end = "2019-07-01"
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
[[incident.stage]]
name = "contain"
crew = {{ analyst = 1 }}
effort = "2d"
[[threat]]
id = "script"
incident = "fault"
targets = "site"
at = [{strikes}]
[[nation]]
id = "NL"
name = "Netherlands"
role = "participant"
experts = [{{ skills = ["analyst"], count = 1 }}]
[[nation]]
id = "LT"
name = "Lithuania"
role = "participant"
experts = [{{ skills = ["analyst"], count = 1, proficiency = 0.5 }}]
[[roster]]
id = "crrt"
nations = ["NL", "LT"]
seats = {{ analyst = 1 }}
period = "{period}"
first_day = "{first_day}"
[[team]]
id = "rrt"
roster = "crrt"
[[dispatch.rule]]
teams = ["rrt"]
"#
    )
}

#[test]
fn nations_take_turns_by_calendar_months_at_local_midnight() {
    let text = roster("1 month", "2018-12-31", "\"2019-01-10\"");
    let world = world(&text);
    let starts: Vec<(String, String)> = world.pools[0]
        .shifts
        .iter()
        .map(|shift| {
            let nation = shift.rotating.expect("a nation").ix();
            (
                world.document.calendar.minute(shift.from),
                world.document.nations[nation].id.clone(),
            )
        })
        .collect();
    let expected = [
        ("2018-12-31 00:00", "NL"),
        ("2019-01-31 00:00", "LT"),
        // February has no 31st; March has one again: months count from the first day.
        ("2019-02-28 00:00", "NL"),
        ("2019-03-31 00:00", "LT"),
        ("2019-04-30 00:00", "NL"),
        ("2019-05-31 00:00", "LT"),
        ("2019-06-30 00:00", "NL"),
    ];
    let starts: Vec<(&str, &str)> = starts
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(starts, expected);
}

#[test]
fn before_the_first_day_nobody_is_on_duty_and_incidents_wait() {
    let rows = incidents_of(&roster("3 months", "2019-02-01", "\"2019-01-20\""), 0);
    let wait = rows[0].hands_on_h.expect("it is answered") - rows[0].onset_h;
    assert!((wait - 12.0 * 24.0).abs() < 1e-9);
}

#[test]
fn the_outgoing_finish_and_the_incoming_are_free_at_once() {
    // A fault a day before the changeover, and another an hour after it.
    let strikes = "\"2019-01-31\", \"2019-02-01T01:00\"";
    let rows = incidents_of(&roster("1 month", "2019-01-01", strikes), 0);
    // The Dutch expert works on past midnight; the Lithuanian, at half the pace, starts.
    assert!(same_hours(rows[0].contained_h, rows[0].onset_h + 48.0));
    assert!(same_hours(rows[1].hands_on_h, rows[1].onset_h));
    assert!(same_hours(rows[1].contained_h, rows[1].onset_h + 96.0));
}

#[test]
fn the_lead_and_the_partners_fill_what_the_rotating_nation_cannot() {
    let text = roster("1 month", "2019-01-01", "\"2019-01-10\"").replace(
        "seats = { analyst = 1 }",
        "seats = { analyst = 2, lawyer = 1 }\nlead = \"LT\"",
    );
    let world = world(&text);
    let shift = &world.pools[0].shifts[0];
    assert_eq!(shift.on_duty.len(), 2);
    assert_eq!(shift.vacant.len(), 1);
    assert_eq!(world.document.skills[shift.vacant[0].0.ix()], "lawyer");
}

#[test]
fn duty_is_spread_evenly_over_a_nations_experts() {
    let text = roster("1 month", "2019-01-01", "\"2019-01-10\"")
        .replace("nations = [\"NL\", \"LT\"]", "nations = [\"NL\"]")
        .replacen("count = 1", "count = 3", 1);
    let world = world(&text);
    let pool = &world.pools[0];
    let mut served = vec![0; pool.experts.len()];
    for shift in &pool.shifts {
        for expert in shift.on_duty.iter() {
            served[expert] += 1;
        }
    }
    assert_eq!(served, [2, 2, 2]);
}

#[test]
fn observers_do_not_serve_and_members_serve_within_their_dates() {
    let text = roster("1 month", "2019-01-01", "\"2019-01-10\"").replacen(
        "role = \"participant\"",
        "membership = [{ role = \"participant\", from = \"2018-06-25\", to = \"2019-03-01\" }, { role = \"observer\", from = \"2019-03-01\" }]",
        1,
    );
    let world = world(&text);
    let of: Vec<Vec<&str>> = world.pools[0]
        .shifts
        .iter()
        .map(|shift| {
            shift
                .on_duty
                .iter()
                .map(|expert| {
                    let nation = world.pools[0].experts[expert].nation.expect("a nation");
                    world.document.nations[nation.ix()].id.as_str()
                })
                .collect()
        })
        .collect();
    // In March and May it would be the Netherlands' turn: an observer by then.
    assert_eq!(of, [["NL"], ["LT"], ["LT"], ["LT"], ["LT"], ["LT"]]);
}

#[test]
fn a_changeover_is_told_in_the_trace() {
    let trace = trace_of(&roster("1 month", "2019-01-01", "\"2019-01-10\""));
    let changes: Vec<&str> = trace
        .iter()
        .filter(|entry| entry.event == "shift_change")
        .map(|entry| entry.at.as_str())
        .collect();
    assert_eq!(changes.len(), 5);
    assert_eq!(changes[0], "2019-02-01T00:00:00.000");
    // Summer time began on 31 March: still midnight for people.
    assert_eq!(changes[2], "2019-04-01T00:00:00.000");
}
