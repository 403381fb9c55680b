//! What a study says of teams: waits by cause, groups of experts, rosters, interruptions, and
//! how they are told in a trace.

use sortie::inside::outcome::Rows;
use sortie::inside::report::figures;
use sortie::inside::study::summary::Summary;

use crate::harness::{TEN_DAYS, count, incidents_of, study_of, summary_of, trace_of, world};

/// Strikes as (kind, severity, hour, effort), then the rest.
fn scenario(strikes: &[(&str, &str, f64, &str)], rest: &str) -> String {
    let mut text = format!(
        "{TEN_DAYS}\n[travel]\nroutes = [{{ from = \"base\", to = \"town\", time = \"4h\" }}]\n\
         [[site]]\nid = \"base\"\n[[site]]\nid = \"town\"\n[[asset]]\nid = \"hall\"\nsite = \"town\"\n"
    );
    for (kind, severity, hour, effort) in strikes {
        text += &format!(
            "[[incident]]\nid = \"{kind}\"\nseverity = \"{severity}\"\nimpact = \"50%\"\n\
             stage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"{effort}\", where = \"onsite\" }}]\n\
             [[threat]]\nid = \"t-{kind}\"\nincident = \"{kind}\"\ntargets = \"hall\"\nat = [\"start + {}min\"]\n",
            (hour * 60.0).round()
        );
    }
    text + rest
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn a_wait_is_split_where_it_changes_its_cause() {
    // On a Tuesday. The first is approved at 03:00, before the office opens; the second waits
    // for the one expert until 16:01, and for the office from 20:01 on, for the expert is at
    // the place but must be called out.
    let text = scenario(
        &[("first", "low", 0.0, "1min"), ("fault", "high", 6.0, "1h")],
        "[[team]]\nid = \"cert\"\nsite = \"base\"\nnotice = \"4h\"\nhours = \"office\"\n\
         experts = [{ skills = [\"analyst\"] }]\n[dispatch]\n[[dispatch.rule]]\nteams = [{ team = \"cert\", approval = \"3h\" }]\n",
    );
    let summary = summary_of(&text, 1);
    let [row] = &summary.waits[..] else {
        panic!("one team had hands on: {:?}", summary.waits);
    };
    let record = incidents_of(&text, 0);
    let at = |hours: Option<f64>| hours.expect("it came to that");
    let sum = |from: fn(&sortie::inside::outcome::IncidentRecord) -> Option<f64>,
               to: fn(&sortie::inside::outcome::IncidentRecord) -> Option<f64>| {
        let each = record.iter().map(|row| at(to(row)) - at(from(row)));
        each.sum::<f64>() / record.len() as f64
    };
    assert_eq!((row.n, row.team.as_str()), (2, "cert"));
    assert!(close(row.approval, 3.0));
    assert!(close(row.queue, sum(|r| r.queued_h, |r| r.assigned_h)));
    assert!(close(row.mobilisation, 4.0));
    assert!(close(row.travel, sum(|r| r.mobilised_h, |r| r.on_site_h)));
    assert!(close(
        row.opening_hours,
        sum(|r| r.on_site_h, |r| r.hands_on_h)
    ));
    assert!(row.queue > 0.0 && row.opening_hours > 0.0);
    let parts: f64 = row.parts().iter().sum();
    assert!(close(parts, row.in_all.estimate));
}

#[test]
fn a_request_waits_once_however_often_its_crew_is_taken_away() {
    let text = scenario(
        &[
            ("slow", "low", 1.0, "10h"),
            ("grave", "critical", 8.0, "5h"),
        ],
        "[[team]]\nid = \"cert\"\nsite = \"base\"\nexperts = [{ skills = [\"analyst\"] }]\n\
         [dispatch]\npreempt = \"restart\"\n[[dispatch.rule]]\nteams = [\"cert\"]\n",
    );
    // Four hours there; interrupted after three hours of work, begun anew at 13:00 (the
    // expert is there already).
    let summary = summary_of(&text, 1);
    assert_eq!(summary.waits[0].n, 2);
    assert!(close(count(&summary, "preemptions"), 1.0));
    assert!(close(count(&summary, "rework_hours"), 3.0));
    // The crew was sent to it twice.
    assert!(close(summary.teams[0].deployments.estimate, 3.0));
    let rows = incidents_of(&text, 0);
    assert_eq!((rows[0].preemptions, rows[1].preemptions), (1, 0));
    assert!(close(rows[0].rework_h, 3.0));
    assert_eq!(rows[0].work.len(), 2);
    // What nobody asks for is not counted.
    assert!(!summary.counts.iter().any(|row| row.name == "refusals"));
}

#[test]
fn a_trace_forgets_what_a_diverted_crew_was_foretold_to_do() {
    let text = scenario(
        &[("slow", "low", 1.0, "2h"), ("grave", "critical", 2.0, "5h")],
        "[[team]]\nid = \"cert\"\nsite = \"base\"\nexperts = [{ skills = [\"analyst\"] }]\n\
         [dispatch]\npreempt = \"resume\"\n[[dispatch.rule]]\nteams = [\"cert\"]\n",
    );
    let trace = trace_of(&text);
    let of = |incident, event: &str| -> Vec<i64> {
        let mine = trace
            .iter()
            .filter(|entry| entry.incident == Some(incident) && entry.event == event);
        mine.map(|entry| entry.ms / 3_600_000).collect()
    };
    assert_eq!(of(0, "assigned"), [1, 11]);
    assert_eq!(of(0, "stopped"), [2]);
    // Not at 5, when the first crew would have been there.
    assert_eq!(of(0, "hands_on"), [11]);
    assert_eq!(of(1, "hands_on"), [6]);
    assert!(trace.iter().all(|entry| !entry.event.is_empty()));
    assert!(trace.windows(2).all(|pair| pair[0].ms <= pair[1].ms));
}

#[test]
fn an_owner_who_gives_up_is_told_of_and_never_had_hands_on() {
    let text = scenario(
        &[("long", "low", 1.0, "9d"), ("fault", "high", 2.0, "3h")],
        "[[team]]\nid = \"cert\"\nexperts = [{ skills = [\"analyst\"] }]\n\
         [dispatch]\n[[dispatch.rule]]\nteams = [\"cert\"]\ngive_up_after = \"8h\"\nalone = \"50%\"\n",
    );
    let summary = summary_of(&text, 1);
    assert!(close(count(&summary, "given_up"), 1.0));
    let response = summary
        .durations
        .iter()
        .find(|row| {
            row.measure == sortie::inside::outcome::Measure::Response
                && row.severity == Some("high")
        })
        .expect("an incident of that severity");
    assert_eq!((response.n, response.censored), (1, 1));
    let rows = incidents_of(&text, 0);
    assert_eq!((rows[1].state, rows[1].hands_on_h), ("closed", None));
    assert!(close(
        rows[1].recovered_h.expect("by the owner"),
        2.0 + 8.0 + 6.0
    ));
    let trace = trace_of(&text);
    let notes = |event: &str| -> Vec<&str> {
        let those = trace.iter().filter(|entry| entry.event == event);
        those.map(|entry| entry.note.as_str()).collect()
    };
    assert_eq!(notes("gave_up"), ["the owner copes alone"]);
    assert!(notes("finished").contains(&"contain, by the owner alone"));
}

/// Two nations that take turns of five days, the second learning alongside for two.
fn roster() -> String {
    let nation = |id: &str| {
        format!(
            "[[nation]]\nid = \"{id}\"\nmembership = [{{ role = \"participant\" }}]\n\
             experts = [{{ skills = [\"analyst\"], count = 2 }}, {{ skills = [\"network\"] }}]\n"
        )
    };
    scenario(
        &[("fault", "high", 1.0, "6h")],
        &format!(
            "{}{}[[roster]]\nid = \"r\"\nnations = [\"AA\", \"BB\"]\nseats = {{ analyst = 2, network = 1 }}\n\
             shifts = [{{ from = \"2019-01-01\", nation = \"AA\" }}, {{ from = \"2019-01-06\", nation = \"BB\" }}]\n\
             overlap = \"2d\"\nlearning = {{ start = \"50%\", time = \"5d\", forget = \"1000d\" }}\n\
             [[team]]\nid = \"eu\"\nnotice = \"1h\"\nroster = \"r\"\n[dispatch]\n[[dispatch.rule]]\nteams = [\"eu\"]\n",
            nation("AA"),
            nation("BB")
        ),
    )
}

#[test]
fn a_roster_tells_its_cost_and_its_effectiveness() {
    let summary = summary_of(&roster(), 2);
    let [row] = &summary.rosters[..] else {
        panic!("one team has a roster");
    };
    assert!(close(row.expert_days, 30.0));
    assert!(close(row.overlap_days, 6.0));
    // Measured at each midnight: five days of the first, then five that begin with two days'
    // learning.
    let familiarity = |days: f64| 1.0 - 0.5 * libm::exp(-days / 5.0);
    let mean = (0..5).map(|day| familiarity(f64::from(day))).sum::<f64>()
        + (2..7).map(|day| familiarity(f64::from(day))).sum::<f64>();
    let effectiveness = row.effectiveness.expect("it varies");
    assert!((effectiveness.estimate - mean / 10.0).abs() < 1e-9);
    let lowest = row.lowest.as_ref().expect("it varies");
    assert!(close(lowest.mean.estimate, 0.5));
}

#[test]
fn groups_share_the_hours_of_their_team() {
    let summary = summary_of(&roster(), 3);
    assert_eq!(summary.groups.len(), 4);
    let hours: f64 = summary
        .groups
        .iter()
        .map(|group| group.expert_hours.estimate)
        .sum();
    let team = summary.teams[0].expert_hours.expect("it is counted");
    assert!(close(hours, team.estimate) && hours > 0.0);
    let first = &summary.groups[0];
    // Two experts on duty for five days.
    assert!(close(
        first.utilisation.estimate,
        first.expert_hours.estimate / 240.0
    ));
}

#[test]
fn charts_with_nothing_to_show_are_left_out() {
    let files = |text: &str| -> Vec<String> {
        let world = world(text);
        let study = study_of(&world, 2);
        let summary = Summary::new(&world, &study, "");
        let drawn = figures::draw(&world, &study, &summary, &Rows::default());
        assert!(drawn.undrawn.is_empty());
        drawn
            .pictures
            .into_iter()
            .map(|picture| picture.file)
            .collect()
    };
    let plain = files(&crate::harness::simple(&[1.0]));
    let full = files(&roster());
    for file in ["roster", "effectiveness", "group-load", "waits"] {
        assert!(!plain.iter().any(|name| name == file), "{file}");
        assert!(full.iter().any(|name| name == file), "{file}");
    }
}
