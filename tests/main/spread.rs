//! Consequences: spread, escalation, what prevents them, and runaways.

use crate::harness::{TEN_DAYS, count, incidents_of, same_hours, simple, summary_of, world};
use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::{Failure, Simulation};

fn with_consequence(consequence: &str) -> String {
    simple(&[10.0]).replace(
        "effort = \"2h\"",
        &format!("effort = \"2h\"\n[[incident.consequence]]\n{consequence}"),
    ) + "\n[[incident]]\nid = \"leak\"\nseverity = \"low\"\n[[incident.stage]]\nname = \"contain\"\n\
         crew = { analyst = 1 }\neffort = \"1h\"\n[[asset]]\nid = \"user\"\nneeds = [\"site\"]\n\
         [[asset]]\nid = \"near\"\ncount = 3\n"
}

#[test]
fn a_consequence_follows_after_its_delay() {
    let text = with_consequence(
        "incident = \"leak\"\non = \"self\"\nchance = \"100%\"\nafter = \"90min\"",
    );
    let rows = incidents_of(&text, 0);
    assert_eq!(rows[1].kind, "leak");
    assert_eq!(rows[1].origin, "incident:0");
    assert!(same_hours(Some(rows[1].onset_h), 11.5));
}

#[test]
fn containment_prevents_what_would_have_followed() {
    // Contained at 12: what was due at 12 or later does not happen.
    for (after, follows) in [("119min", true), ("2h", false), ("3h", false)] {
        let text = with_consequence(&format!(
            "incident = \"leak\"\non = \"self\"\nchance = \"100%\"\nafter = \"{after}\""
        ));
        let summary = summary_of(&text, 1);
        assert_eq!(count(&summary, "incidents") > 1.5, follows, "{after}");
        assert_eq!(count(&summary, "averted") > 0.5, !follows, "{after}");
    }
}

#[test]
fn it_strikes_dependents_neighbours_or_a_selection() {
    let on = |on: &str| -> Vec<(String, u32)> {
        let text = with_consequence(&format!(
            "incident = \"leak\"\non = {on}\nchance = \"100%\"\nafter = \"1h\""
        ))
        .replacen("id = \"site\"", "id = \"site\"\nreaches = [\"near\"]", 1);
        incidents_of(&text, 0)
            .iter()
            .skip(1)
            .map(|row| (row.asset.clone(), row.instance))
            .collect()
    };
    assert_eq!(on("\"dependents\""), [("user".to_owned(), 0)]);
    let near: Vec<(String, u32)> = (0..3).map(|ix| ("near".to_owned(), ix)).collect();
    assert_eq!(on("\"reached\""), near);
    assert_eq!(on("{ ids = [\"user\"] }"), [("user".to_owned(), 0)]);
}

#[test]
fn chance_is_per_edge() {
    let text = with_consequence(
        "incident = \"leak\"\non = { ids = [\"near\"] }\nchance = \"25%\"\nafter = \"1h\"",
    )
    .replacen("count = 3", "count = 400", 1);
    let summary = summary_of(&text, 50);
    let mean = count(&summary, "secondary");
    // 50 × 400 edges: standard error of the mean per replication.
    assert!(
        (mean - 100.0).abs() < 4.0 * (400.0 * 0.25 * 0.75 / 50.0_f64).sqrt(),
        "{mean}"
    );
}

#[test]
fn a_runaway_ends_in_a_named_limit() {
    // Each fault makes two more on other assets, for ever.
    let text = format!(
        "{}\n[limits]\nincidents = 500\n",
        simple(&[1.0])
            .replace("id = \"site\"", "id = \"site\"\ncount = 3000\nreaches = [\"site\"]")
            .replace(
                "effort = \"2h\"",
                "effort = \"2h\"\n[[incident.consequence]]\nincident = \"fault\"\non = \"reached\"\nchance = \"0.1%\"\nafter = \"1min\"",
            )
    );
    let world = world(&text);
    let failure = Simulation::new(&world)
        .run(7, 0, &mut Unwatched)
        .expect_err("it runs away");
    assert!(
        matches!(failure, Failure::TooManyIncidents { limit: 500, .. }),
        "{failure:?}"
    );
    let open = format!(
        "{}\nopen = 50\n",
        text.replace("incidents = 500", "incidents = 100000")
    );
    let world = crate::harness::world(&open);
    let failure = Simulation::new(&world)
        .run(7, 0, &mut Unwatched)
        .expect_err("it runs away");
    assert!(
        matches!(failure, Failure::TooManyOpen { limit: 50, .. }),
        "{failure:?}"
    );
    assert!(TEN_DAYS.contains("schema"));
}
