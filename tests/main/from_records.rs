//! Exact values that no summary has, read off the incidents themselves.

use sortie::inside::outcome::IncidentRecord;

use crate::harness::{TEN_DAYS, incidents_of, trace_of};

const ERLANG_A: &str = include_str!("../oracles/erlang-a.toml");

/// Mean and standard error over replications of something read off the incidents of each.
fn mean(text: &str, replications: u64, of: impl Fn(&[IncidentRecord]) -> f64) -> (f64, f64) {
    let values: Vec<f64> = (0..replications)
        .map(|replication| of(&incidents_of(text, replication)))
        .collect();
    let n = replications as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

fn assert_near((mean, error): (f64, f64), exact: f64) {
    let z = (mean - exact) / error;
    assert!(z.abs() < 3.5, "{mean} ± {error}, exact {exact}");
    assert!(error < exact / 20.0, "{mean} ± {error} is too vague");
}

#[test]
fn the_wait_of_the_served_and_the_impatient_is_palms() {
    // In the M/M/3+M, patience is exponential: the share that gives up is the mean wait of all
    // over the mean patience of 2 h.
    let text = ERLANG_A.replace("2020-01-01", "2019-04-01");
    let found = mean(&text, 12, |rows| {
        let settled = rows.iter().filter(|row| row.onset_h > 240.0);
        let waits: Vec<f64> = settled
            .filter_map(|row| Some(row.assigned_h.or(row.gave_up_h)? - row.queued_h?))
            .collect();
        waits.iter().sum::<f64>() / waits.len() as f64
    });
    assert_near(found, 0.187_267_653 * 2.0);
}

#[test]
fn the_share_of_time_with_all_servers_busy_is_erlangs() {
    // M/M/4/4 with 3 erlangs: those who find all busy give up at once.
    let text = ERLANG_A
        .replace("count = 3", "count = 4")
        .replace(
            "give_up_after = { mean = \"2h\" }",
            "give_up_after = \"0s\"",
        )
        .replace("2020-01-01", "2019-04-01");
    let hours = 24.0 * 90.0;
    let found = mean(&text, 12, |rows| {
        let mut changes: Vec<(f64, i32)> = Vec::new();
        for row in rows {
            if let Some(from) = row.assigned_h {
                changes.push((from, 1));
                changes.push((row.recovered_h.unwrap_or(hours), -1));
            }
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (mut busy, mut full, mut before) = (0, 0.0, 240.0);
        for (at, by) in changes {
            if busy == 4 && at > before {
                full += at - f64::max(before, 240.0);
            }
            before = f64::max(at, before);
            busy += by;
        }
        full / (hours - 240.0)
    });
    assert_near(found, 0.206_106_87);
}

#[test]
fn the_first_failure_of_two_machines_comes_when_it_should() {
    // Two machines that fail once in 20 h in the mean and are repaired in 4 h by a crew each:
    // both are down for the first time after (3 λ + μ) / 2 λ² = 80 h in the mean.
    let text = format!(
        "{}{}",
        TEN_DAYS.replace("2019-01-11", "2019-05-01"),
        r#"
[[asset]]
id = "machine"
count = 2
[[incident]]
id = "failure"
severity = "high"
stage = [{ name = "contain", crew = { fitter = 1 }, effort = { mean = "4h" } }]
[[threat]]
id = "wear"
incident = "failure"
targets = "machine"
rate = "0.05/h"
while = "healthy"
[[team]]
id = "shop"
experts = [{ skills = ["fitter"], count = 2 }]
[[dispatch.rule]]
teams = ["shop"]
"#
    );
    let found = mean(&text, 700, |rows| {
        let mut up = [0.0; 2];
        for row in rows {
            let (this, other) = (row.instance as usize, 1 - row.instance as usize);
            if up[other] > row.onset_h {
                return row.onset_h;
            }
            up[this] = row.recovered_h.unwrap_or(f64::INFINITY);
        }
        panic!("four months are enough")
    });
    let (rate, repair) = (0.05, 0.25);
    assert_near(found, (3.0 * rate + repair) / (2.0 * rate * rate));
}

#[test]
fn records_say_when_an_owner_gave_up() {
    let text = ERLANG_A.replace("2020-01-01", "2019-01-15");
    let rows = incidents_of(&text, 0);
    let told: Vec<(u32, i64)> = trace_of(&text)
        .iter()
        .filter(|entry| entry.event == "gave_up")
        .map(|entry| (entry.incident.expect("an incident"), entry.ms))
        .collect();
    let mut recorded: Vec<(u32, i64)> = rows
        .iter()
        .filter_map(|row| Some((row.incident, (row.gave_up_h? * 3_600_000.0).round() as i64)))
        .collect();
    recorded.sort_by_key(|(number, at)| (*at, *number));
    assert!(told.len() > 20);
    assert_eq!(recorded, told);
    // Nobody's hands were ever on it; the owner has recovered it, or is still at it.
    for row in rows.iter().filter(|row| row.gave_up_h.is_some()) {
        assert!(row.hands_on_h.is_none() && row.queued_h <= row.gave_up_h);
        assert!(row.recovered_h.is_none_or(|at| Some(at) >= row.gave_up_h));
    }
}
