//! What is over is let go of: a limit on what is open at once holds however long a history is.

use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::{Failure, Simulation};

use crate::harness::{simple, world};
use crate::refusals::{FAULT, TEAMS, scenario};

/// Runs seven rounds, 30 hours apart, under a limit of open incidents.
fn rounds(text: &str, open: u32) -> Result<(), Failure> {
    let mut all = String::new();
    for line in text.lines() {
        if let Some(at) = line.strip_prefix("at = [\"start + ") {
            let minutes = at.trim_end_matches("min\"]");
            let minutes: u32 = minutes.parse().expect("minutes");
            let at: Vec<String> = (0..7)
                .map(|round| format!("\"start + {}min\"", minutes + round * 1800))
                .collect();
            all += &format!("at = [{}]\n", at.join(", "));
        } else {
            all += line;
            all += "\n";
        }
    }
    let world = world(&format!("{all}\n[limits]\nopen = {open}\n"));
    let run = Simulation::new(&world).run(world.document.seed, 0, &mut Unwatched);
    run.map(|_| ())
}

/// So many are in memory at once and no more.
fn peak(what: &str, text: &str, open: u32) {
    assert_eq!(rounds(text, open), Ok(()), "{what}");
    let limit = u64::from(open - 1);
    if limit > 0 {
        assert!(
            matches!(rounds(text, open - 1), Err(Failure::TooManyOpen { limit: passed, .. }) if passed == limit),
            "{what}"
        );
    }
}

#[test]
fn incidents_are_forgotten_once_they_are_closed_and_nothing_refers_to_them() {
    let one = [("fault", 1.0)];
    let two = [("fault", 1.0), ("fault", 1.5)];
    let asked = |strikes: &[(&str, f64)], rule: &str| {
        scenario(
            &[FAULT],
            strikes,
            &format!("{TEAMS}[[dispatch.rule]]\n{rule}\n"),
        )
    };
    peak("plain", &asked(&one, "teams = [\"first\"]"), 1);
    for approval in ["1h", "8h"] {
        // The answer comes while the other team is at work, or when the incident is over.
        let rule =
            format!("teams = [\"first\", {{ team = \"second\", approval = \"{approval}\" }}]");
        peak("approval", &asked(&one, &rule), 1);
        peak("approval", &asked(&two, &rule), 2);
        let rule =
            format!("teams = [\"first\"]\nwiden_after = \"{approval}\"\nwiden_to = [\"second\"]");
        peak("widening", &asked(&one, &rule), 1);
        peak("widening", &asked(&two, &rule), 2);
        let rule = format!("teams = [\"first\"]\ngive_up_after = \"{approval}\"");
        peak("patience", &asked(&one, &rule), 1);
        peak("patience", &asked(&two, &rule), 2);
    }
    let kinds = [("mild", "low", "10h", "0%"), ("grave", "high", "2h", "0%")];
    let rest = format!(
        "{TEAMS}[dispatch]\npreempt = \"resume\"\n[[dispatch.rule]]\nteams = [\"first\"]\n"
    );
    let strikes = [("mild", 1.0), ("grave", 3.0)];
    peak("an end foretold", &scenario(&kinds, &strikes, &rest), 2);
    let late = simple(&[1.0]).replace("impact = \"100%\"", "detection = \"3h\"");
    peak("detection", &late, 1);
    for (after, until, open) in [
        ("8h", "contained", 1),
        ("1h", "recovered", 2),
        ("8h", "recovered", 1),
    ] {
        let consequence = format!(
            "consequence = [{{ incident = \"leak\", on = \"self\", after = \"{after}\", until = \"{until}\" }}]\n\
             [[incident.stage]]"
        );
        let leak = "\n[[incident]]\nid = \"leak\"\nseverity = \"low\"\nstage = [{ name = \"contain\", crew = { analyst = 1 }, effort = \"1h\" }]\n";
        let text = simple(&[1.0]).replace("[[incident.stage]]", &consequence) + leak;
        peak("a consequence", &text, open);
    }
}

#[test]
fn a_closed_incident_counts_as_open_while_something_pending_refers_to_it() {
    let rule = "[[dispatch.rule]]\nteams = [\"first\", { team = \"second\", approval = \"8h\" }]\n";
    // Over at 5, but the second team's answer is due at 9.
    for (second, fine) in [(8.9, false), (9.1, true)] {
        let strikes = [("fault", 1.0), ("fault", second)];
        let text = scenario(&[FAULT], &strikes, &format!("{TEAMS}{rule}"));
        assert_eq!(rounds(&text, 1).is_ok(), fine, "{second}");
    }
}

#[test]
fn a_failure_says_when_and_which_limit() {
    let run = |limits: &str| {
        let text =
            simple(&[1.0, 30.0, 61.5, 90.0]).replace("[[dispatch.rule]]\nteams = [\"cert\"]\n", "");
        let world = world(&format!("{text}\n[limits]\n{limits}\n"));
        Simulation::new(&world).run(1, 0, &mut Unwatched)
    };
    let (limit, at_hours, deflected) = (2, 61, 0);
    assert_eq!(
        run("incidents = 2"),
        Err(Failure::TooManyIncidents {
            limit,
            deflected,
            at_hours
        })
    );
    assert_eq!(
        run("open = 2"),
        Err(Failure::TooManyOpen { limit, at_hours })
    );
    assert!(run("open = 4\nincidents = 4").is_ok());
}
