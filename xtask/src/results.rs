//! The scenario as it is: what happens, how fast help comes, what holds.

use serde_json::Value;
use sortie::inside::report::table::Table;
use sortie::inside::report::words::{
    duration, duration_estimate, estimate as numbers, grouped, share,
};

use crate::page::Fillings;
use crate::program::Results;
use crate::value::{entry, estimate, number, text, whole};

/// Replications of a run.
pub const REPLICATIONS: &str = "1000";

/// Runs the scenario, under a policy if one is named.
///
/// # Errors
/// If it can't be run.
pub fn run(seed: &str, policy: Option<&str>) -> Result<Results, String> {
    let mut words = vec!["run", "lithuania-2019", "--replications", REPLICATIONS];
    words.extend(["--seed", seed]);
    if let Some(policy) = policy {
        words.extend(["--policy", policy]);
    }
    Results::of(policy.unwrap_or("as-it-is"), &words)
}

/// Puts the numbers of a run on the page.
///
/// # Errors
/// If something is not in the results.
pub fn fill(summary: &Value, page: &mut Fillings) -> Result<(), String> {
    page.put(
        "run.replications",
        grouped(whole(&summary["replications"])?),
    );
    page.put("run.seed", whole(&summary["seed"])?.to_string());
    page.put("hash", text(&summary["scenario_hash"])?);
    page.put("counts", counts(summary)?);
    page.put("times", times(summary)?);
    page.put("targets", held(&summary["targets"], "target", "in time")?);
    page.put(
        "milestones",
        held(&summary["milestones"], "milestone", "kept in")?,
    );
    page.put("waits", waits(summary)?);
    let (median, p90) = high(summary)?;
    page.put("high.median", duration(median));
    page.put("high.p90", duration(p90));
    let team = entry(&summary["teams"], "id", "eu-crrt")?;
    page.put(
        "team.deployments",
        numbers(&estimate(&team["deployments"])?),
    );
    page.put("team.utilisation", share(&estimate(&team["utilisation"])?));
    let wait = entry(&summary["waits"], "team", "eu-crrt")?;
    page.put("team.wait", duration_estimate(&estimate(&wait["in_all"])?));
    page.put("team.approval", duration(number(&wait["approval"])?));
    page.put(
        "team.mobilisation",
        duration(number(&wait["mobilisation"])?),
    );
    page.put("team.travel", duration(number(&wait["travel"])?));
    Ok(())
}

fn counts(summary: &Value) -> Result<String, String> {
    let mut table = Table::new(&["in each simulated half-year", "mean (95% interval)"]);
    for (name, words) in [
        ("incidents", "incidents"),
        ("incidents_critical", "… critical"),
        ("incidents_high", "… high"),
        ("incidents_medium", "… medium"),
        ("incidents_low", "… low"),
        ("false_alarms", "false alarms among them"),
        ("secondary", "caused by others"),
        ("undetected", "never noticed"),
        ("service_loss_hours", "weighted service loss (h)"),
    ] {
        let value = estimate(entry(&summary["counts"], "name", name)?)?;
        table.row(vec![words.to_owned(), numbers(&value)]);
    }
    Ok(table.markdown())
}

fn times(summary: &Value) -> Result<String, String> {
    let mut table = Table::new(&[
        "from detection to",
        "severity",
        "median",
        "90% within",
        "mean",
    ]);
    let rows = summary["durations"].as_array().into_iter().flatten();
    for row in rows {
        let words = match text(&row["measure"])? {
            "response" => "hands on (response)",
            "containment" => "contained",
            "recovery" => "recovered",
            _ => continue,
        };
        let time = |key: &str| {
            estimate(&row[key])
                .map_or_else(|_| "not reached".to_owned(), |it| duration_estimate(&it))
        };
        table.row(vec![
            words.to_owned(),
            row["severity"].as_str().unwrap_or("all").to_owned(),
            time("median"),
            time("p90"),
            time("mean"),
        ]);
    }
    Ok(table.markdown())
}

/// Median and 90% quantile of the response to high incidents, in hours.
fn high(summary: &Value) -> Result<(f64, f64), String> {
    let rows = summary["durations"].as_array().into_iter().flatten();
    let mut rows = rows.filter(|row| row["measure"] == "response");
    let row = rows.find(|row| row["severity"] == "high");
    let row = row.ok_or("no response to high incidents")?;
    let of = |key: &str| number(&row[key]["estimate"]);
    Ok((of("median")?, of("p90")?))
}

/// Milestones that are kept in less than `share` of the replications, in order.
///
/// # Errors
/// If something is not in the results.
pub fn failing(summary: &Value, share: f64) -> Result<Vec<&str>, String> {
    let mut found = Vec::new();
    for row in summary["milestones"].as_array().into_iter().flatten() {
        if number(&row["share"]["estimate"])? < share {
            found.push(text(&row["id"])?);
        }
    }
    Ok(found)
}

fn held(list: &Value, what: &str, how: &str) -> Result<String, String> {
    let mut table = Table::new(&[what, how]);
    for row in list.as_array().into_iter().flatten() {
        let held = share(&estimate(&row["share"])?);
        table.row(vec![text(&row["name"])?.to_owned(), held]);
    }
    Ok(table.markdown())
}

fn waits(summary: &Value) -> Result<String, String> {
    let mut table = Table::new(&[
        "team, mean of a request",
        "approval",
        "queue",
        "mobilisation",
        "journey",
        "in all, to hands on",
    ]);
    for (id, name) in [
        ("nksc", "National Cyber Security Centre"),
        ("vrk-it", "the commission's own"),
        ("mun-it", "municipal staff"),
        ("eu-crrt", "rapid response team"),
    ] {
        let row = entry(&summary["waits"], "team", id)?;
        let mut cells = vec![name.to_owned()];
        for key in ["approval", "queue", "mobilisation", "travel"] {
            let hours = number(&row[key])?;
            let none = hours <= 0.0;
            cells.push(if none {
                "–".to_owned()
            } else {
                duration(hours)
            });
        }
        cells.push(duration_estimate(&estimate(&row["in_all"])?));
        table.row(cells);
    }
    Ok(table.markdown())
}
