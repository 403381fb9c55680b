//! What may happen in one history, not only in the mean: spreads, exceedance, findings.

use std::fs;

use sortie::inside::study::summary::{HistorySpread, Summary};

use crate::harness::{TEN_DAYS, run, simple, summary_of};

fn spread<'a>(summary: &'a Summary, id: &str) -> &'a HistorySpread {
    let found = summary.histories.iter().find(|it| it.id == id);
    found.expect("a spread of that id")
}

/// Harmless faults that come as a Poisson process, a hundred in ten days in the mean.
fn arrivals() -> String {
    format!(
        "{TEN_DAYS}\n[[asset]]\nid = \"site\"\ncount = 5000\n[[incident]]\nid = \"fault\"\n\
         severity = \"low\"\n[[incident.stage]]\nname = \"contain\"\ncrew = {{ analyst = 1 }}\n\
         effort = \"1min\"\n[[threat]]\nid = \"chance\"\nincident = \"fault\"\ntargets = \"site\"\n\
         rate = \"10/day\"\n[[team]]\nid = \"cert\"\nunlimited = true\n[[dispatch.rule]]\n\
         teams = [\"cert\"]\n"
    )
}

#[test]
fn quantiles_of_a_poisson_count_are_those_of_its_distribution() {
    let summary = summary_of(&arrivals(), 4_000);
    let row = spread(&summary, "incidents");
    // The Poisson distribution of mean 100: the least k with P(N <= k) >= p.
    let known = |p: f64| {
        let (mut k, mut term) = (0.0, libm::exp(-100.0));
        let mut sum = term;
        while sum < p {
            k += 1.0;
            term *= 100.0 / k;
            sum += term;
        }
        k
    };
    for (p, found) in [
        (0.05, row.p5),
        (0.10, row.p10),
        (0.50, row.p50),
        (0.90, row.p90),
        (0.95, row.p95),
    ] {
        let (low, high) = (found.low.expect("low"), found.high.expect("high"));
        assert!(
            low <= known(p) && known(p) <= high,
            "{p}: {found:?}, {}",
            known(p)
        );
        assert!(high - low < 4.0, "{found:?}");
    }
    // The exact mean of the highest 5% is 121.17 (summed from the top); one standard error of the
    // estimate from 4,000 histories is about 0.37.
    let found = row.mean_of_highest_5;
    assert!((found - 121.17).abs() < 3.0 * 0.37, "{found}");
}

#[test]
fn what_is_equal_in_all_histories_comes_out_as_it_went_in() {
    let summary = summary_of(&simple(&[10.0, 50.0, 90.0]), 30);
    for id in ["incidents", "service_loss_hours"] {
        let row = spread(&summary, id);
        let mean = summary.counts.iter().find(|it| it.name == id);
        let mean = mean.expect("a count").mean.estimate;
        for found in [row.p5, row.p10, row.p50, row.p90, row.p95] {
            assert!((found.estimate - mean).abs() < 1e-9, "{id}: {found:?}");
            assert_eq!(found.low, found.high);
        }
        assert!((row.mean_of_highest_5 - mean).abs() < 1e-9);
    }
    // The same for each asset and team, and for mean times: nobody waits longer than others.
    let row = |measure: &str| {
        let mut rows = summary.durations.iter();
        let row = rows.find(|it| it.measure.name() == measure && it.severity.is_none());
        row.and_then(|it| it.mean).expect("a mean").estimate
    };
    let team = &summary.teams[0];
    let asset = &summary.assets[0];
    for (id, mean) in [
        (
            format!("service_loss_hours:{}", asset.id),
            asset.service_loss_hours.estimate,
        ),
        (
            format!("expert_hours:{}", team.id),
            team.expert_hours.expect("heads that are counted").estimate,
        ),
        ("mean_recovery_hours".to_owned(), row("recovery")),
    ] {
        let found = spread(&summary, &id);
        assert!(mean > 0.0 && found.n == 30, "{id}: {found:?}");
        for part in [found.p5, found.p50, found.p95] {
            assert!(
                (part.estimate - mean).abs() < 1e-3,
                "{id}: {found:?}, {mean}"
            );
        }
    }
    // Nobody waits for somebody at work: nothing is spread.
    assert!(
        summary
            .histories
            .iter()
            .all(|it| it.id != "mean_response_hours")
    );
}

#[test]
fn a_mean_of_one_history_is_of_what_could_be_watched_to_its_horizon() {
    // Ten days: means are cut at 2.5 days, so the fault of the last day is in none of them, and
    // the one whose team is busy for four days counts as 2.5.
    let text = simple(&[10.0, 20.0, 230.0]).replace("effort = \"2h\"", "effort = \"4d\"");
    let summary = summary_of(&text, 25);
    let found = spread(&summary, "mean_recovery_hours");
    assert!((found.p50.estimate - 60.0).abs() < 1e-9, "{found:?}");
}

#[test]
fn a_quantile_that_many_share_is_that_value_whatever_else_was_seen() {
    // Twenty minutes of notice for most; one in four meets a busy team and waits longer. Between
    // 20 and 20.3 minutes lies one bucket.
    let text = simple(&[10.0, 10.1, 50.0, 90.0, 130.0, 170.0])
        .replace("id = \"cert\"", "id = \"cert\"\nnotice = \"20min\"");
    let summary = summary_of(&text, 30);
    let row = summary
        .durations
        .iter()
        .find(|it| it.measure.name() == "response" && it.severity.is_none());
    let median = row.expect("responses").median.expect("a median");
    let third = 20.0 / 60.0;
    assert!((median.estimate - third).abs() < 1e-12, "{median:?}");
    assert!(median.low.expect("low") <= third && third <= median.high.expect("high"));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), &text).expect("a file");
    let (code, out, err) = run(folder.path(), &["run", "my.toml", "-n", "30"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("20.0 min (20.0–20.0)"), "{out}");
}

#[test]
fn limits_are_rounded_outwards() {
    use sortie::inside::report::words::{duration_estimate, estimate, share};
    use sortie::inside::study::estimate::Estimate;
    let of = |estimate: f64, low: f64, high: f64| Estimate {
        estimate,
        low: Some(low),
        high: Some(high),
    };
    assert_eq!(share(&of(0.5, 0.4996, 0.5004)), "50.0% (49.9–50.1)");
    assert_eq!(share(&of(1.0, 0.9, 1.0)), "100.0% (90.0–100.0)");
    assert_eq!(duration_estimate(&of(2.0, 1.98, 2.01)), "2.0 h (1.9–2.1)");
    assert_eq!(
        estimate(&of(1234.0, 1200.4, 1260.2)),
        "1\u{a0}234 (1\u{a0}200–1\u{a0}261)"
    );
    assert_eq!(estimate(&of(0.3, 0.1 + 0.2, 0.3)), "0.30");
}

#[test]
fn a_run_begins_with_its_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = simple(&[10.0, 50.0])
        + "\n[[milestone]]\nid = \"open\"\nname = \"Open on day five\"\nasset = \"site\"\n\
           from = \"start + 4d\"\nto = \"start + 5d\"\nlevel = \"90%\"\n[[milestone]]\nid = \"first\"\n\
           name = \"Open on day one\"\nasset = \"site\"\nfrom = \"start\"\nto = \"start + 1d\"\n\
           level = \"90%\"\n";
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let (code, out, err) = run(folder.path(), &["run", "my.toml", "-n", "30"]);
    assert_eq!(code, 0, "{err}");
    let findings: Vec<&str> = out.lines().filter(|line| line.starts_with("- ")).collect();
    assert!((3..=10).contains(&findings.len()), "{out}");
    assert!(
        findings[0].contains("“Open on day one” was missed in 30 of 30 histories"),
        "{out}"
    );
    assert_eq!(
        findings[1],
        "- The other milestone was kept in every history."
    );
    // The answer comes before every table, how it was made after them.
    let at = |words: &str| out.find(words).unwrap_or_else(|| panic!("{words}: {out}"));
    assert!(at("- ") < at("What happened") && at("What happened") < at("Intervals: 95%"));
    let page = fs::read_to_string(folder.path().join("output/my/summary.md")).expect("a page");
    assert!(page.find("was missed in 30 of 30") < page.find("## What happened"));
    // Every step of every exceedance curve is in a file.
    let table = fs::read_to_string(folder.path().join("output/my/exceedance.csv")).expect("a file");
    assert!(
        table.starts_with("measure,value,share_of_replications_above\nincidents,2,0\n"),
        "{table}"
    );
}
