//! Rosters that do not simply rotate: permanent, on call, staggered, frozen, listed, and with
//! nations that come and go.

use crate::harness::{incidents_of, same_hours, world};
use sortie::inside::world::World;

/// Four nations with two analysts and two forensic experts each, half a year, one election.
fn scenario(membership: &str, roster: &str) -> String {
    let mut nations = String::new();
    for id in ["NL", "LT", "PL", "RO"] {
        let role = if id == "NL" && !membership.is_empty() {
            format!("membership = {membership}")
        } else {
            "role = \"participant\"".to_owned()
        };
        nations += &format!("[[nation]]\nid = \"{id}\"\n{role}\n");
        nations += "experts = [{ skills = [\"analyst\"], count = 2 }, { skills = [\"forensics\"], count = 2 }]\n";
    }
    let crew = if roster.contains("forensics") {
        "forensics"
    } else {
        "analyst"
    };
    format!(
        r#"
schema = 1
[scenario]
name = "Rosters"
timezone = "Europe/Vilnius"
start = "2019-01-01"
end = "2019-07-01"
[[election]]
id = "vote"
day = "2019-03-03"
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
[[incident.stage]]
name = "contain"
crew = {{ {crew} = 1 }}
effort = "2d"
[[threat]]
id = "script"
incident = "fault"
targets = "site"
at = ["2019-02-27T12:00", "2019-03-02"]
{nations}
[[roster]]
id = "crrt"
nations = ["NL", "LT", "PL", "RO"]
{roster}
[[team]]
id = "rrt"
roster = "crrt"
[[dispatch.rule]]
teams = ["rrt"]
"#
    )
}

fn nation(world: &World, expert: usize) -> &str {
    let nation = world.pools[0].experts[expert].nation.expect("a nation");
    &world.document.nations[nation.ix()].id
}

/// Each shift as a line: when it begins, whose turn it is, and who serves.
fn shifts(text: &str) -> Vec<String> {
    let world = world(text);
    let line = |shift: &sortie::inside::world::experts::Shift| {
        let mut people: Vec<&str> = shift.on_duty.iter().map(|e| nation(&world, e)).collect();
        people.sort_unstable();
        let turn = shift.rotating.map_or("-", |nation| {
            world.document.nations[nation.ix()].id.as_str()
        });
        let begins = world.document.calendar.minute(shift.from);
        let begins = begins.trim_end_matches(" 00:00");
        format!("{begins} {turn}: {}", people.join(" "))
    };
    world.pools[0].shifts.iter().map(line).collect()
}

#[test]
fn a_permanent_team_never_changes_hands() {
    let text = scenario(
        "",
        "mode = \"permanent\"\nperiod = \"1 month\"\nlead = \"RO\"\nseats = { analyst = 3, forensics = 2 }",
    );
    assert_eq!(shifts(&text), ["2019-01-01 NL: NL NL NL NL RO"]);
}

#[test]
fn everyone_of_use_is_on_call_at_once() {
    let text = scenario("", "mode = \"on-call\"\nseats = { forensics = 1 }");
    assert_eq!(shifts(&text), ["2019-01-01 -: LT LT NL NL PL PL RO RO"]);
    // Two faults overlap, and one seat would have made the second wait.
    let rows = incidents_of(&text, 0);
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(same_hours(row.hands_on_h, row.onset_h));
    }
}

#[test]
fn on_call_nations_come_and_go_on_their_dates() {
    let membership = "[{ role = \"participant\", from = \"2019-02-01\", to = \"2019-03-01\" }, { role = \"lead\", from = \"2019-03-01\", to = \"2019-04-01\" }]";
    let text = scenario(membership, "mode = \"on-call\"\nseats = { forensics = 1 }");
    let expected = [
        "2019-01-01 -: LT LT PL PL RO RO",
        "2019-02-01 -: LT LT NL NL PL PL RO RO",
        "2019-04-01 -: LT LT PL PL RO RO",
    ];
    assert_eq!(shifts(&text), expected);
}

#[test]
fn staggered_seats_change_hands_group_by_group() {
    let seats = "seats = { analyst = 2, forensics = 2 }";
    let text = scenario("", &format!("period = \"2 months\"\nstagger = 2\n{seats}"));
    let expected = [
        "2019-01-01 NL: NL NL NL NL",
        "2019-02-01 LT: LT LT NL NL",
        "2019-03-01 PL: LT LT PL PL",
        "2019-04-01 RO: PL PL RO RO",
        "2019-05-01 NL: NL NL RO RO",
        "2019-06-01 LT: LT LT NL NL",
    ];
    assert_eq!(shifts(&text), expected);
}

#[test]
fn a_staggered_roster_of_long_ago_is_mixed_at_the_start() {
    let roster = "period = \"2 months\"\nfirst_day = \"2018-01-01\"\nstagger = 2\nseats = { analyst = 2, forensics = 2 }";
    let lines = shifts(&scenario("", roster));
    // The 12th changeover since the first day is the Dutch one, the 11th the Romanian.
    assert_eq!(lines[0], "2019-01-01 NL: NL NL RO RO");
    assert_eq!(lines[1], "2019-02-01 LT: LT LT NL NL");
    assert_eq!(lines.len(), 6);
}

#[test]
fn those_whose_seats_do_not_change_hands_stay() {
    let roster = "period = \"2 months\"\nstagger = 2\nseats = { analyst = 2, forensics = 2 }";
    let world = world(&scenario("", roster));
    for pair in world.pools[0].shifts.windows(2) {
        assert_eq!(pair[0].on_duty.and(pair[1].on_duty).len(), 2);
    }
}

fn begins(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| &line[..10]).collect()
}

#[test]
fn a_freeze_postpones_or_advances_changeovers() {
    let seats = "seats = { analyst = 1 }\nperiod = \"1 month\"";
    let frozen = |freeze: &str| {
        let text = scenario("", &format!("{seats}\nfreeze = {{ {freeze} }}"));
        shifts(&text)
    };
    // Election day is 3 March: from 17 February, and up to the end of 5 March.
    let late = frozen("before = \"14d\", after = \"2d\", rule = \"postpone\"");
    let expected = [
        "2019-01-01",
        "2019-02-01",
        "2019-03-06",
        "2019-04-01",
        "2019-05-01",
        "2019-06-01",
    ];
    assert_eq!(begins(&late), expected);
    assert_eq!(late[2], "2019-03-06 PL: PL");
    let early = frozen("before = \"14d\", after = \"2d\", rule = \"advance\"");
    assert_eq!(begins(&early)[2], "2019-02-17");
    assert_eq!(begins(&early)[3], "2019-04-01");
    // On the edge of a window a changeover stays.
    assert_eq!(begins(&frozen("before = \"2d\""))[2], "2019-03-01");
    assert_eq!(begins(&frozen("before = \"3d\""))[2], "2019-03-04");
}

#[test]
fn changeovers_that_fall_together_are_one() {
    let seats = "seats = { analyst = 1 }\nperiod = \"1 month\"";
    let text = scenario(
        "",
        &format!("{seats}\nfreeze = {{ before = \"40d\", after = \"40d\" }}"),
    );
    // Those of 1 February, March and April are postponed to 13 April: the last one counts.
    let expected = [
        "2019-01-01 NL: NL",
        "2019-04-13 RO: RO",
        "2019-05-01 NL: NL",
    ];
    assert_eq!(shifts(&text)[..3], expected);
    // Those who served in February 2019 began on 1 January, or before the scenario.
    let text = text.replace("start = \"2019-01-01\"", "start = \"2019-02-20\"");
    let text = text.replace("period =", "first_day = \"2018-12-01\"\nperiod =");
    assert_eq!(shifts(&text)[0], "2019-01-01 LT: LT");
}

#[test]
fn a_freeze_over_the_whole_scenario_leaves_the_first_on_duty() {
    let text = scenario(
        "",
        "seats = { analyst = 1 }\nperiod = \"1 month\"\nfreeze = { before = \"3 months\", after = \"150d\" }",
    );
    assert_eq!(shifts(&text), ["2019-01-01 NL: NL"]);
}

#[test]
fn shifts_can_be_listed_with_dates() {
    let list = r#"[
  { from = "2018-01-01", nation = "RO" },
  { from = "2018-06-01", nation = "PL" },
  { from = "vote.day + 8h", nation = "LT" },
  { from = "2019-04-01", nation = "LT" },
  { from = "2020-01-01", nation = "NL" },
]"#;
    let text = scenario("", &format!("seats = {{ analyst = 1 }}\nshifts = {list}"));
    let expected = [
        "2018-06-01 PL: PL",
        "2019-03-03 08:00 LT: LT",
        "2019-04-01 LT: LT",
    ];
    assert_eq!(shifts(&text), expected);
}

#[test]
fn a_nation_that_leaves_loses_its_seats_at_that_moment() {
    let membership = "[{ role = \"participant\", to = \"2019-02-15\" }, { role = \"observer\", from = \"2019-02-15\" }]";
    let seats = "seats = { analyst = 2, forensics = 1 }\nperiod = \"3 months\"";
    let text = scenario(membership, seats);
    let expected = [
        "2019-01-01 NL: NL NL NL",
        "2019-02-15 LT: LT LT LT",
        "2019-04-01 LT: LT LT LT",
    ];
    assert_eq!(shifts(&text), expected);
    // Who stays keeps the seat: only the Dutch analysts are replaced.
    let text = scenario(membership, "seats = { analyst = 3 }\nperiod = \"3 months\"");
    let expected = ["2019-01-01 NL: LT NL NL", "2019-02-15 LT: LT LT PL"];
    assert_eq!(shifts(&text)[..2], expected);
}

#[test]
fn a_change_of_role_among_those_who_serve_changes_nothing() {
    let membership = "[{ role = \"participant\", to = \"2019-02-15\" }, { role = \"lead\", from = \"2019-02-15\" }]";
    let text = scenario(membership, "seats = { analyst = 2 }\nperiod = \"6 months\"");
    assert_eq!(shifts(&text), ["2019-01-01 NL: NL NL"]);
}

#[test]
fn a_nation_that_joins_waits_for_the_next_changeover() {
    let membership = "[{ role = \"participant\", from = \"2019-02-15\" }]";
    let seats = "lead = \"NL\"\nseats = { analyst = 3 }\nperiod = \"3 months\"";
    let text = scenario(membership, seats);
    let expected = ["2019-01-01 NL: LT LT PL", "2019-04-01 LT: LT LT NL"];
    assert_eq!(shifts(&text), expected);
}

#[test]
fn a_team_whose_last_nation_leaves_is_empty_and_work_waits() {
    let membership = "[{ role = \"participant\", to = \"2019-03-01\" }, { role = \"participant\", from = \"2019-03-10\" }]";
    let text = scenario(
        membership,
        "seats = { forensics = 1 }\nperiod = \"15 days\"",
    )
    .replace(
        "nations = [\"NL\", \"LT\", \"PL\", \"RO\"]",
        "nations = [\"NL\"]",
    );
    let lines = shifts(&text);
    let at = |day: &str| {
        lines
            .iter()
            .position(|line| line.starts_with(day))
            .expect(day)
    };
    assert_eq!(lines[at("2019-03-01")], "2019-03-01 -: ");
    assert_eq!(lines[at("2019-03-01") + 1], "2019-03-02 NL: ");
    assert_eq!(lines[at("2019-03-17")], "2019-03-17 NL: NL");
    let rows = incidents_of(&text, 0);
    // The first is finished by the Dutch, who are at work when their nation leaves.
    assert!(same_hours(rows[0].contained_h, rows[0].onset_h + 48.0));
    // The second waits until they come back: 15 days.
    assert!(same_hours(
        rows[1].hands_on_h,
        rows[1].onset_h + 15.0 * 24.0
    ));
}

#[test]
fn changeovers_are_at_local_midnight_on_either_side_of_a_change_of_clocks() {
    let text = scenario(
        "",
        "seats = { analyst = 1 }\nperiod = \"1 week\"\nfirst_day = \"2019-03-31\"",
    )
    .replace("Europe/Vilnius", "America/Sao_Paulo");
    let world = world(&text);
    let pool = &world.pools[0];
    // Nobody before the first day; from then on each shift is exactly a week here.
    assert!(pool.shifts[0].on_duty.is_empty());
    let hours = |ix: usize| (pool.shifts[ix + 1].from - pool.shifts[ix].from).hours();
    assert!((hours(1) - 168.0).abs() < 1e-9);
    // In Vilnius summer time began on 31 March at 3 o'clock: an hour less.
    let text = text.replace("America/Sao_Paulo", "Europe/Vilnius");
    let world = self::world(&text);
    let pool = &world.pools[0];
    assert!(((pool.shifts[2].from - pool.shifts[1].from).hours() - 167.0).abs() < 1e-9);
}

#[test]
fn where_clocks_skip_midnight_the_day_begins_an_hour_late() {
    // In São Paulo summer time began at midnight of 4 November 2018.
    let text = scenario(
        "",
        "seats = { analyst = 1 }\nperiod = \"1 month\"\nfirst_day = \"2018-10-04\"",
    )
    .replace("Europe/Vilnius", "America/Sao_Paulo")
    .replace("start = \"2019-01-01\"", "start = \"2018-10-01\"");
    assert_eq!(shifts(&text)[2], "2018-11-04 01:00 LT: LT");
}
