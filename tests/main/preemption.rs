//! Crews taken from less grave work: from whom, for whom, and what becomes of the work.

use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::{Counts, Simulation};

use crate::harness::{TEN_DAYS, incidents_of, same_hours, trace_of, world};
use crate::refusals::{TEAMS, recovered, scenario};

fn counts_of(text: &str) -> Counts {
    let world = world(text);
    let counts = Simulation::new(&world).run(world.document.seed, 0, &mut Unwatched);
    counts.expect("it ends")
}

/// Hours at which somebody first set to work on each incident.
fn begun(text: &str) -> Vec<Option<f64>> {
    let rows = incidents_of(text, 0);
    rows.iter().map(|row| row.hands_on_h).collect()
}

fn preemptions(text: &str) -> Vec<u16> {
    let rows = incidents_of(text, 0);
    rows.iter().map(|row| row.preemptions).collect()
}

fn are(found: &[Option<f64>], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (one, expected) in found.iter().zip(expected) {
        assert!(same_hours(*one, *expected), "{found:?} is not {expected:?}");
    }
}

/// A rule that sends one kind to some teams.
fn rule(kind: &str, teams: &str) -> String {
    format!("[[dispatch.rule]]\nkinds = [\"{kind}\"]\nteams = [{teams}]\n")
}

/// Each team works on one incident when two come at once at hour 4, the first for the first
/// team and the other for the second, which takes its crew from mild work.
fn two_at_once(first_team: &str, running: &str, blocked_crew: &str, more: &str) -> String {
    let kinds = [
        ("running", running, "20h", "0%"),
        ("mild", "low", "20h", "0%"),
        ("blocked", "high", "2h", "0%"),
        ("grave", "high", "2h", "0%"),
    ];
    let strikes = [
        ("running", 1.0),
        ("mild", 1.0),
        ("blocked", 4.0),
        ("grave", 4.0),
    ];
    let rest = format!(
        "[[team]]\nid = \"first\"\n{first_team}\n\
         [[team]]\nid = \"second\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
         [dispatch]\npreempt = \"resume\"\n{more}\n{}{}{}{}",
        rule("running", "\"first\""),
        rule("mild", "\"second\""),
        rule("blocked", "\"first\""),
        rule("grave", "\"second\""),
    );
    let text = scenario(&kinds, &strikes, &rest);
    let (head, tail) = text.split_once("id = \"blocked\"").expect("the kind");
    let tail = tail.replacen("{ analyst = 1 }", blocked_crew, 1);
    format!("{head}id = \"blocked\"{tail}")
}

#[test]
fn who_can_take_no_crew_does_not_keep_the_next_from_taking_one() {
    let one = "experts = [{ skills = [\"analyst\"] }]";
    let lost = "[[inject]]\nid = \"flu\"\nat = \"start + 2h\"\nteam_lost = { team = \"first\", for = \"50h\" }";
    let analyst = "{ analyst = 1 }";
    let reserve = "reserve = { team = \"first\", experts = 1 }";
    let two = "experts = [{ skills = [\"analyst\"] }, { skills = [\"lawyer\"] }]";
    for (why, text) in [
        ("lost", two_at_once(one, "low", analyst, lost)),
        ("as grave", two_at_once(one, "high", analyst, "")),
        // The lawyer is kept back, and the analyst at work is none.
        (
            "reserve",
            two_at_once(two, "low", "{ lawyer = 1 }", reserve),
        ),
    ] {
        assert_eq!(preemptions(&text), [0, 1, 0, 0], "{why}");
        assert!(same_hours(begun(&text)[3], 4.0), "{why}");
    }
}

#[test]
fn a_crew_is_taken_from_the_first_team_of_the_rule_that_may_and_can_give_one() {
    let text = |running: &str, first: &str, more: &str| {
        let kinds = [
            ("running", running, "20h", "0%"),
            ("mild", "low", "20h", "0%"),
            ("grave", "high", "2h", "0%"),
        ];
        let strikes = [("running", 1.0), ("mild", 1.0), ("grave", 4.0)];
        let rest = format!(
            "{TEAMS}[dispatch]\npreempt = \"resume\"\n{more}\n{}{}{}",
            rule("running", "\"first\""),
            rule("mild", "\"second\""),
            rule("grave", &format!("{first}, \"second\"")),
        );
        scenario(&kinds, &strikes, &rest)
    };
    let lost = "[[inject]]\nid = \"flu\"\nat = \"start + 2h\"\nteam_lost = { team = \"first\", for = \"50h\" }";
    let refuses = "{ team = \"first\", refusal = \"100%\" }";
    assert_eq!(preemptions(&text("low", "\"first\"", "")), [1, 0, 0]);
    assert_eq!(preemptions(&text("high", "\"first\"", "")), [0, 1, 0]);
    assert_eq!(preemptions(&text("low", "\"first\"", lost)), [0, 1, 0]);
    assert_eq!(preemptions(&text("low", refuses, "")), [0, 1, 0]);
}

#[test]
fn the_gravest_takes_the_crew_though_it_came_later() {
    let kinds = [
        ("mild", "low", "20h", "0%"),
        ("worse", "medium", "2h", "0%"),
        ("worst", "critical", "2h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("worse", 4.0), ("worst", 4.0)];
    let rest = format!(
        "{TEAMS}[dispatch]\npreempt = \"resume\"\n{}",
        rule("mild", "\"first\"")
    ) + &rule("worse", "\"first\"")
        + &rule("worst", "\"first\"");
    let text = scenario(&kinds, &strikes, &rest);
    // At 6 the mild one, which came first, has the crew for no time at all.
    assert_eq!(preemptions(&text), [2, 0, 0]);
    are(&begun(&text), &[1.0, 6.0, 4.0]);
    let text = text.replace("[dispatch]", "[dispatch]\norder = \"severity\"");
    assert_eq!(preemptions(&text), [1, 0, 0]);
    are(&begun(&text), &[1.0, 6.0, 4.0]);
}

#[test]
fn work_that_is_interrupted_keeps_its_place_in_the_queue() {
    let kinds = [
        ("mild", "low", "10h", "0%"),
        ("grave", "critical", "2h", "0%"),
    ];
    // Two more mild ones wait when the first loses its crew at 3.
    let strikes = [("mild", 1.0), ("mild", 2.0), ("mild", 2.5), ("grave", 3.0)];
    let rest = format!(
        "{TEAMS}[dispatch]\npreempt = \"resume\"\n[[dispatch.rule]]\nteams = [\"first\"]\n"
    );
    // From 5 on the first has eight hours left.
    let ends = recovered(&scenario(&kinds, &strikes, &rest));
    are(&ends, &[13.0, 23.0, 33.0, 5.0]);
    // Two teams: their crews are taken at 3 and 4, while a third mild one waits for both.
    let rest = rest.replace("teams = [\"first\"]", "teams = [\"first\", \"second\"]");
    let strikes = [
        ("mild", 1.0),
        ("mild", 1.5),
        ("mild", 2.0),
        ("grave", 3.0),
        ("grave", 4.0),
    ];
    // At 5 the first goes on with eight hours left, at 6 the second with seven and a half; the
    // third, which has waited all the time, is last.
    let ends = recovered(&scenario(&kinds, &strikes, &rest));
    are(&ends, &[13.0, 13.5, 23.0, 5.0, 6.0]);
}

#[test]
fn interrupted_work_waits_for_those_alone_who_may_take_it() {
    let kinds = [
        ("mild", "low", "10h", "0%"),
        ("other", "medium", "9h", "0%"),
        ("later", "medium", "2h", "0%"),
        ("grave", "critical", "30h", "0%"),
    ];
    let strikes = [
        ("mild", 1.0),
        ("other", 1.0),
        ("grave", 5.0),
        ("later", 6.0),
    ];
    // The second team has refused the mild one, so when it is free at 10 its next is served.
    let rest = format!("{TEAMS}[dispatch]\npreempt = \"resume\"\n")
        + &rule(
            "mild",
            "\"first\", { team = \"second\", refusal = \"100%\" }",
        )
        + &rule("other", "\"second\"")
        + &rule("later", "\"second\"")
        + &rule("grave", "\"first\"");
    let text = scenario(&kinds, &strikes, &rest);
    are(&begun(&text), &[1.0, 1.0, 5.0, 10.0]);
    assert!(same_hours(recovered(&text)[0], 35.0 + 6.0));
    // Once its approval has come, at 3, it may: the mild one goes on at once, and from 6 to 8
    // the later one has its crew.
    let text = text
        .replace("refusal = \"100%\"", "approval = \"2h\"")
        .replace("\"9h\"", "\"1h\"");
    assert!(same_hours(recovered(&text)[0], 13.0));
}

#[test]
fn whoever_had_a_crew_is_neither_widened_nor_given_up() {
    let kinds = [
        ("mild", "low", "10h", "0%"),
        ("grave", "critical", "4h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("grave", 4.0)];
    let rest = format!(
        "{TEAMS}[dispatch]\npreempt = \"resume\"\n[[dispatch.rule]]\nteams = [\"first\"]\n"
    ) + "widen_after = \"5h\"\nwiden_to = [\"second\"]\ngive_up_after = \"6h\"\n";
    let text = scenario(&kinds, &strikes, &rest);
    // The mild one waits from 4 to 8, so at 6 and 7, when it would be widened and given up.
    are(&recovered(&text), &[15.0, 8.0]);
    let told = trace_of(&text);
    assert!(
        !told
            .iter()
            .any(|entry| ["widened", "gave_up"].contains(&&*entry.event))
    );
}

#[test]
fn what_is_added_by_a_restart_counts_from_the_end_of_the_warm_up_on() {
    let kinds = [
        ("mild", "low", "10h", "0%"),
        ("grave", "critical", "2h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("grave", 3.0)];
    let rest = format!(
        "{TEAMS}[dispatch]\npreempt = \"restart\"\n[[dispatch.rule]]\nteams = [\"first\"]\n"
    );
    let text = scenario(&kinds, &strikes, &rest);
    let hour = 3_600_000.0;
    for (warm_up, rework, preemptions) in [("0h", 2.0, 1), ("3h", 2.0, 1), ("181min", 0.0, 0)] {
        let text = text.replace("seed = 7", &format!("seed = 7\nwarm_up = \"{warm_up}\""));
        let counts = counts_of(&text);
        assert!((counts.rework - rework * hour).abs() < 1e-6, "{warm_up}");
        assert_eq!(counts.preemptions, preemptions, "{warm_up}");
        are(&recovered(&text), &[15.0, 5.0]);
    }
    let rows = incidents_of(&text, 0);
    assert!((rows[0].rework_h - 2.0).abs() < 1e-9 && rows[1].rework_h.abs() < 1e-9);
}

#[test]
fn a_pause_at_the_end_of_a_shift_restarts_nothing() {
    // A nation a day; two days of work from the middle of the first.
    let text = format!(
        "{TEN_DAYS}\n[[asset]]\nid = \"site\"\n[[incident]]\nid = \"fault\"\nseverity = \"low\"\n\
         stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"30h\" }}]\n\
         [[threat]]\nid = \"script\"\nincident = \"fault\"\ntargets = \"site\"\nat = [\"start + 12h\"]\n\
         [[nation]]\nid = \"NL\"\nrole = \"participant\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
         [[nation]]\nid = \"LT\"\nrole = \"participant\"\nexperts = [{{ skills = [\"analyst\"] }}]\n\
         [[roster]]\nid = \"crrt\"\nnations = [\"NL\", \"LT\"]\nseats = {{ analyst = 1 }}\n\
         period = \"1 day\"\nfirst_day = \"2019-01-01\"\non_change = \"pause\"\n\
         [[team]]\nid = \"rrt\"\nroster = \"crrt\"\n\
         [dispatch]\npreempt = \"restart\"\n[[dispatch.rule]]\nteams = [\"rrt\"]\n"
    );
    // It changes hands at 24 and is done at 42.
    are(&recovered(&text), &[42.0]);
    let counts = counts_of(&text);
    assert_eq!((counts.pauses, counts.preemptions), (1, 0));
    assert!(counts.rework.abs() < 1e-9);
    let warm = text.replace("seed = 7", "seed = 7\nwarm_up = \"25h\"");
    assert_eq!(counts_of(&warm).pauses, 0);
}

const COAST: &str = r#"
[[site]]
id = "capital"
[[site]]
id = "coast"
[travel]
routes = [{ from = "capital", to = "coast", time = "3h" }]
[[team]]
id = "home"
site = "capital"
remote = "50%"
return_after = "12h"
experts = [{ skills = ["analyst"] }]
[dispatch]
preempt = "resume"
[[dispatch.rule]]
teams = ["home"]
"#;

#[test]
fn a_crew_taken_away_stays_where_it_was_at_work_and_nowhere_else() {
    let text = |at_work: &str, grave: f64| {
        let kinds = [
            ("mild", "low", "20h", "0%"),
            ("grave", "critical", "2h", "0%"),
        ];
        let text = scenario(&kinds, &[("mild", 10.0), ("grave", grave)], COAST);
        text.replace("id = \"site\"\n", "id = \"site\"\nsite = \"coast\"\n")
            .replace("\"20h\"", &format!("\"20h\", where = \"{at_work}\""))
            .replace("\"2h\"", "\"2h\", where = \"onsite\"")
    };
    // From afar; on the way; there.
    are(&begun(&text("remote", 11.0))[1..], &[14.0]);
    are(&begun(&text("onsite", 11.0))[1..], &[14.0]);
    are(&begun(&text("onsite", 14.0))[1..], &[14.0]);
}

#[test]
fn a_crew_called_off_in_a_later_stage_leaves_the_first_moments_as_they_were() {
    let kinds = [
        ("mild", "low", "2h", "0%"),
        ("grave", "critical", "2h", "0%"),
    ];
    let rest = format!("{TEAMS}[dispatch]\npreempt = \"resume\"\n")
        .replace("id = \"second\"", "id = \"second\"\nnotice = \"2h\"")
        + "[[dispatch.rule]]\nkinds = [\"mild\"]\nstages = [\"contain\"]\nteams = [\"first\"]\n\
           [[dispatch.rule]]\nstages = [\"contain\", \"recover\"]\nteams = [\"second\"]\n";
    let text = scenario(&kinds, &[("mild", 1.0), ("grave", 4.0)], &rest).replacen(
        "effort = \"2h\" }]",
        "effort = \"2h\" }, { name = \"recover\", crew = { analyst = 1 }, effort = \"3h\" }]",
        1,
    );
    // The second team's crew, called at 3, is called off at 4 and works on the grave one from
    // 6 to 8; it is called anew for the mild one, and there at 10.
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[0].preemptions, 1);
    assert!(same_hours(rows[0].assigned_h, 1.0));
    assert!(same_hours(rows[0].hands_on_h, 1.0));
    assert!(same_hours(rows[1].recovered_h, 8.0));
    assert!(
        same_hours(rows[0].recovered_h, 13.0),
        "{:?}",
        rows[0].recovered_h
    );
}
