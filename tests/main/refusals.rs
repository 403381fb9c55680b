//! Asking for help: refusal, more teams asked, owners who give up; orders of the queue;
//! choices among teams; reserves; teams in position; crews taken away.

use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::Simulation;

use crate::harness::{TEN_DAYS, incidents_of, same_hours, trace_of, world};

/// Kinds of one stage as (id, severity, effort, impact), strikes as (kind, hour), the rest.
pub fn scenario(kinds: &[(&str, &str, &str, &str)], strikes: &[(&str, f64)], rest: &str) -> String {
    let mut text = format!("{TEN_DAYS}\n[[asset]]\nid = \"site\"\n");
    for (id, severity, effort, impact) in kinds {
        text += &format!(
            "[[incident]]\nid = \"{id}\"\nseverity = \"{severity}\"\nimpact = \"{impact}\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"{effort}\" }}]\n"
        );
    }
    for (number, (kind, hour)) in strikes.iter().enumerate() {
        text += &format!(
            "[[threat]]\nid = \"t{number}\"\nincident = \"{kind}\"\ntargets = \"site\"\nat = [\"start + {}min\"]\n",
            (hour * 60.0).round()
        );
    }
    text + rest
}

pub const FAULT: (&str, &str, &str, &str) = ("fault", "high", "4h", "100%");
pub const TEAMS: &str = r#"
[[team]]
id = "first"
experts = [{ skills = ["analyst"] }]
[[team]]
id = "second"
experts = [{ skills = ["analyst"] }]
"#;

pub fn recovered(text: &str) -> Vec<Option<f64>> {
    incidents_of(text, 0)
        .iter()
        .map(|row| row.recovered_h)
        .collect()
}

#[test]
fn who_refuses_is_passed_over() {
    let rule =
        "[[dispatch.rule]]\nteams = [{ team = \"first\", refusal = \"100%\" }, \"second\"]\n";
    let text = scenario(&[FAULT], &[("fault", 1.0)], &format!("{TEAMS}{rule}"));
    assert_eq!(incidents_of(&text, 0)[0].first_team, "second");
    // When all refuse nobody answers, and that is said.
    let rule = "[[dispatch.rule]]\nrefusal = \"100%\"\nteams = [\"first\", { team = \"second\", approval = \"3h\" }]\n";
    let text = scenario(&[FAULT], &[("fault", 1.0)], &format!("{TEAMS}{rule}"));
    assert_eq!(incidents_of(&text, 0)[0].state, "unanswered");
}

#[test]
fn refusals_come_as_often_as_their_chance_says() {
    let strikes: Vec<(&str, f64)> = (0..200).map(|n| ("fault", f64::from(n))).collect();
    let rule = "[[dispatch.rule]]\nrefusal = \"30%\"\nteams = [\"first\"]\n";
    let kind = ("fault", "high", "1min", "0%");
    let text = scenario(&[kind], &strikes, &format!("{TEAMS}{rule}"));
    let world = world(&text);
    let mut refusals = 0;
    for replication in 0..20 {
        let counts = Simulation::new(&world).run(3, replication, &mut Unwatched);
        refusals += counts.expect("it ends").refusals;
    }
    // 4,000 requests: 1,200 refusals, standard error 29.
    assert!((refusals as f64 - 1200.0).abs() < 3.0 * 29.0, "{refusals}");
}

#[test]
fn more_teams_are_asked_when_nobody_has_been_sent() {
    // The first team is busy until hour 5; the second is asked four hours after the request.
    let rule = "[[dispatch.rule]]\nteams = [\"first\"]\nwiden_after = \"2h\"\nwiden_to = [{ team = \"second\", approval = \"30min\" }]\n";
    let text = scenario(
        &[FAULT],
        &[("fault", 1.0), ("fault", 1.5)],
        &format!("{TEAMS}{rule}"),
    );
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[1].first_team, "second");
    assert!(same_hours(rows[1].hands_on_h, 4.0));
    // Whoever has a crew by then asks nobody.
    let entries = trace_of(&text);
    assert_eq!(
        entries
            .iter()
            .filter(|entry| entry.event == "widened")
            .count(),
        1
    );
}

#[test]
fn an_owner_who_gives_up_copes_alone_at_a_rate() {
    let rule = "[[dispatch.rule]]\nteams = [\"first\"]\ngive_up_after = \"2h\"\nalone = \"50%\"\n";
    let text = scenario(
        &[FAULT],
        &[("fault", 1.0), ("fault", 1.5)],
        &format!("{TEAMS}{rule}"),
    );
    let rows = incidents_of(&text, 0);
    // Alone from 3.5: four hours of work take eight.
    assert_eq!(rows[1].hands_on_h, None);
    assert!(same_hours(rows[1].recovered_h, 11.5));
    // Patience that lasts until the crew is free is not tried.
    let patient = text.replace("give_up_after = \"2h\"", "give_up_after = \"3h 30min\"");
    assert!(same_hours(incidents_of(&patient, 0)[1].hands_on_h, 5.0));
}

#[test]
fn work_that_averts_most_loss_per_hour_goes_first() {
    // While one is worked on, three come: index = impact / work = 0.1, 0.5, 0.25.
    let kinds = [
        ("running", "low", "4h", "10%"),
        ("long", "low", "10h", "100%"),
        ("short", "low", "2h", "100%"),
        ("mild", "low", "2h", "50%"),
    ];
    let strikes = [
        ("running", 1.0),
        ("long", 1.1),
        ("mild", 1.2),
        ("short", 1.3),
    ];
    let rest =
        format!("{TEAMS}[dispatch]\norder = \"impact\"\n[[dispatch.rule]]\nteams = [\"first\"]\n");
    let rows = recovered(&scenario(&kinds, &strikes, &rest));
    assert!(same_hours(rows[3], 7.0), "{rows:?}");
    assert!(same_hours(rows[2], 9.0));
    assert!(same_hours(rows[1], 19.0));
}

#[test]
fn the_tightest_deadline_goes_first() {
    let kinds = [
        ("slow", "low", "4h", "0%"),
        ("soon", "medium", "2h", "0%"),
        ("never", "high", "2h", "0%"),
    ];
    let strikes = [("slow", 1.0), ("never", 1.1), ("slow", 1.2), ("soon", 2.0)];
    let rest = format!(
        "{TEAMS}[dispatch]\norder = \"deadline\"\n[[dispatch.rule]]\nteams = [\"first\"]\n\
         [[target]]\nid = \"a\"\nwithin = \"30h\"\nseverity = [\"low\", \"medium\"]\n\
         [[target]]\nid = \"b\"\nwithin = \"8h\"\nseverity = \"medium\"\n"
    );
    let rows = recovered(&scenario(&kinds, &strikes, &rest));
    // Due at 10 h, at 31.2 h, never.
    assert!(same_hours(rows[3], 7.0), "{rows:?}");
    assert!(same_hours(rows[2], 11.0));
    assert!(same_hours(rows[1], 13.0));
}

#[test]
fn the_least_busy_or_the_most_effective_team_can_be_chosen() {
    let teams = r#"
[[team]]
id = "large"
experts = [{ skills = ["analyst"], count = 4, proficiency = 0.8 }]
[[team]]
id = "small"
experts = [{ skills = ["analyst"], count = 2 }]
"#;
    let strikes = [("fault", 1.0), ("fault", 1.1), ("fault", 1.2)];
    let chosen = |choose: &str| -> Vec<String> {
        let rest = format!(
            "{teams}[dispatch]\nchoose = \"{choose}\"\n[[dispatch.rule]]\nteams = [\"large\", \"small\"]\n"
        );
        let rows = incidents_of(&scenario(&[FAULT], &strikes, &rest), 0);
        rows.iter().map(|row| row.first_team.clone()).collect()
    };
    // Shares busy: 0 and 0; then 1/4 and 0; then 1/4 and 1/2.
    assert_eq!(chosen("least_busy"), ["large", "small", "large"]);
    // The better ones as long as there are any.
    assert_eq!(chosen("most_effective"), ["small", "small", "large"]);
}

#[test]
fn a_reserve_is_kept_for_the_gravest() {
    let kinds = [
        ("mild", "medium", "4h", "0%"),
        ("grave", "critical", "4h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("mild", 1.1), ("grave", 1.2)];
    let rest = "[[team]]\nid = \"cert\"\nexperts = [{ skills = [\"analyst\"], count = 2 }]\n\
                [dispatch]\nreserve = { team = \"cert\", experts = 1 }\n[[dispatch.rule]]\nteams = [\"cert\"]\n";
    let rows = recovered(&scenario(&kinds, &strikes, rest));
    assert!(same_hours(rows[0], 5.0), "{rows:?}");
    assert!(same_hours(rows[2], 5.2));
    // The second waits until both are free, for one has to stay.
    assert!(same_hours(rows[1], 9.2));
}

#[test]
fn another_team_goes_where_the_first_keeps_its_reserve() {
    let kinds = [
        ("mild", "medium", "4h", "0%"),
        ("grave", "critical", "4h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("mild", 1.1), ("grave", 1.2)];
    let rest = "[[team]]\nid = \"cert\"\nexperts = [{ skills = [\"analyst\"], count = 2 }]\n\
                [[team]]\nid = \"others\"\nexperts = [{ skills = [\"analyst\"] }]\n\
                [dispatch]\nreserve = { team = \"cert\", experts = 1 }\n\
                [[dispatch.rule]]\nteams = [\"cert\", \"others\"]\n";
    let rows = incidents_of(&scenario(&kinds, &strikes, rest), 0);
    let teams: Vec<_> = rows.iter().map(|row| row.first_team.as_str()).collect();
    assert_eq!(teams, ["cert", "others", "cert"]);
}

#[test]
fn a_team_in_position_is_near() {
    let text = |at: f64| {
        let base = scenario(&[FAULT], &[("fault", at)], "");
        base.replace("id = \"site\"\n", "id = \"site\"\nsite = \"coast\"\n")
            .replace("effort = \"4h\"", "effort = \"4h\", where = \"onsite\"")
            + "[[site]]\nid = \"coast\"\n[[site]]\nid = \"capital\"\n\
               [travel]\nroutes = [{ from = \"capital\", to = \"coast\", time = \"5h\" }]\n\
               [[team]]\nid = \"cert\"\nsite = \"capital\"\nexperts = [{ skills = [\"analyst\"] }]\n\
               [dispatch]\npreposition = { team = \"cert\", site = \"coast\", from = \"start + 24h\", to = \"start + 48h\" }\n\
               [[dispatch.rule]]\nteams = [\"cert\"]\n"
    };
    for (at, hands_on) in [(23.0, 28.0), (24.0, 24.0), (47.0, 47.0), (48.0, 53.0)] {
        let rows = incidents_of(&text(at), 0);
        assert!(same_hours(rows[0].hands_on_h, hands_on), "{at}");
    }
}

/// Two mild ones at work, then a grave one.
fn preempted(rule: &str) -> String {
    let kinds = [
        ("mild", "low", "10h", "0%"),
        ("grave", "critical", "2h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("mild", 2.0), ("grave", 3.0)];
    let rest = format!(
        "[[team]]\nid = \"cert\"\nexperts = [{{ skills = [\"analyst\"], count = 2 }}]\n\
         [dispatch]\norder = \"severity\"\n{rule}\n[[dispatch.rule]]\nteams = [\"cert\"]\n"
    );
    scenario(&kinds, &strikes, &rest)
}

#[test]
fn a_grave_incident_takes_a_crew_from_the_least_grave_and_latest() {
    let ends = |rule: &str| recovered(&preempted(rule));
    let is = |rule: &str, expected: [f64; 3]| {
        let found = ends(rule);
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                same_hours(*found, expected),
                "{rule}: {found:?} is not {expected}"
            );
        }
    };
    is("", [11.0, 12.0, 13.0]);
    // The second is stopped at 3 after an hour, and goes on at 5 with nine hours left.
    is("preempt = \"resume\"", [11.0, 14.0, 5.0]);
    is("preempt = \"restart\"", [11.0, 15.0, 5.0]);
    let rows = incidents_of(&preempted("preempt = \"restart\""), 0);
    let preemptions: Vec<u16> = rows.iter().map(|row| row.preemptions).collect();
    assert_eq!(preemptions, [0, 1, 0]);
    assert!((rows[1].rework_h - 1.0).abs() < 1e-6);
}

#[test]
fn a_crew_diverted_on_its_way_has_not_had_hands_on() {
    let text = preempted("preempt = \"resume\"")
        .replace("count = 2 }]", "count = 2 }]\nnotice = \"90min\"");
    let rows = incidents_of(&text, 0);
    // The second crew, called at 2 and ready at 3.5, goes to the grave one at 3 instead, and
    // must be called anew; the mild one waits until it is back.
    assert!(
        same_hours(rows[2].hands_on_h, 4.5),
        "{:?}",
        rows[2].hands_on_h
    );
    assert!(
        same_hours(rows[1].hands_on_h, 8.0),
        "{:?}",
        rows[1].hands_on_h
    );
}

#[test]
fn a_crew_called_off_at_the_instant_it_was_sent_never_had_hands_on() {
    let kinds = [
        ("running", "critical", "4h", "0%"),
        ("mild", "low", "4h", "0%"),
        ("grave", "high", "2h", "0%"),
    ];
    // At 5 the mild one is first in line, and at once the grave one takes its crew.
    let strikes = [("running", 1.0), ("mild", 2.0), ("grave", 3.0)];
    let rest = format!(
        "{TEAMS}[dispatch]\norder = \"fifo\"\npreempt = \"resume\"\n[[dispatch.rule]]\nteams = [\"first\"]\n"
    );
    let text = scenario(&kinds, &strikes, &rest);
    let rows = incidents_of(&text, 0);
    assert!(same_hours(rows[2].hands_on_h, 5.0));
    assert!(
        same_hours(rows[1].hands_on_h, 7.0),
        "{:?}",
        rows[1].hands_on_h
    );
    let begun = trace_of(&text);
    let begun = begun.iter().filter(|entry| entry.event == "hands_on");
    assert_eq!(begun.count(), 3);
}

#[test]
fn who_is_kept_back_is_not_sent_in_place_of_a_victim() {
    // The mild one has the expert of two skills. The other is the reserve, so the worse one
    // takes that expert, though the reserve could do the work as well.
    let kinds = [
        ("mild", "low", "10h", "0%"),
        ("worse", "medium", "4h", "0%"),
        ("grave", "critical", "4h", "0%"),
    ];
    let strikes = [("mild", 1.0), ("worse", 2.0), ("grave", 3.0)];
    let rest = "[[team]]\nid = \"cert\"\nexperts = [{ skills = [\"analyst\"] }, { skills = [\"analyst\", \"forensic\"] }]\n\
                [dispatch]\npreempt = \"resume\"\nreserve = { team = \"cert\", experts = 1 }\n[[dispatch.rule]]\nteams = [\"cert\"]\n";
    let text = scenario(&kinds, &strikes, rest).replacen("{ analyst = 1 }", "{ forensic = 1 }", 1);
    let rows = incidents_of(&text, 0);
    let preemptions: Vec<u16> = rows.iter().map(|row| row.preemptions).collect();
    assert_eq!(preemptions, [1, 0, 0]);
    assert!(same_hours(rows[1].hands_on_h, 2.0));
    assert!(same_hours(rows[2].hands_on_h, 3.0));
    // The two-skilled is free again at 6 and has the reserve beside them at 7.
    assert!(
        same_hours(rows[0].recovered_h, 7.0 + 9.0),
        "{:?}",
        rows[0].recovered_h
    );
}
