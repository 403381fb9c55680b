//! A calibration in words: the table for the terminal, the page, and every row.

use crate::calibrate::{Calibration, DurationFound, KindFound, Records, Step, Verdict};
use crate::text;

use super::calibration_fates::{about, fates, guesses, unused};
use super::calibration_toml::{Extract, bounds, figures, hours, interval, rate, sample, share};
use super::frame;
use super::table::Table;
use super::words::decimal;
use crate::stats::fit::FitState;
use crate::text::Width;

/// What a step came to, in a few words.
fn verdict(found: &DurationFound) -> [String; 3] {
    match &found.verdict {
        Verdict::Fitted {
            lifetime,
            parameters,
            ..
        } => {
            let word = |name: &str| {
                let parameter = parameters.iter().find(|it| it.name == name);
                parameter.map_or_else(String::new, |it| interval(it, " h"))
            };
            let missed = parameters.iter().find(|it| it.name == "missed");
            let missed =
                missed.map_or_else(String::new, |it| format!(", {} missed", share(it.estimate)));
            [
                lifetime.kind().name().to_owned() + &missed,
                word("median"),
                word("p90"),
            ]
        }
        Verdict::Constant { hours } => [
            "constant".to_owned(),
            format!("{} h", figures(*hours)),
            String::new(),
        ],
        Verdict::NotIdentified { low, high } => [
            "not identified".to_owned(),
            bounds(*low, *high),
            String::new(),
        ],
        Verdict::None { reason } => [
            format!("not fitted: {reason}"),
            String::new(),
            String::new(),
        ],
    }
}

fn table(found: &Calibration) -> Table {
    let mut table = Table::new(&[
        "kind",
        "what",
        "n",
        "open",
        "family",
        "median (95%)",
        "90% point (95%)",
    ]);
    for kind in &found.kinds {
        if let Some(arrivals) = &kind.arrivals {
            let scatter = arrivals.variance.as_ref().map_or_else(
                || "Poisson".to_owned(),
                |it| format!("over-dispersed, variance {}", figures(it.estimate)),
            );
            table.row(vec![
                kind.id.clone(),
                "arrivals".to_owned(),
                arrivals.n.to_string(),
                String::new(),
                scatter,
                interval(&arrivals.rate, "/week"),
                String::new(),
            ]);
        }
        for (step, found) in &kind.steps {
            let [family, median, p90] = verdict(found);
            table.row(vec![
                kind.id.clone(),
                step.from_to().to_owned(),
                found.n.to_string(),
                found.open.to_string(),
                family,
                median,
                p90,
            ]);
        }
    }
    table
}

/// For a terminal of a width; `extract` is what `calibrated.toml` holds.
pub(crate) fn plain(
    found: &Calibration,
    records: &Records,
    extract: &Extract,
    width: Width,
) -> String {
    let mut text = about(found);
    text.push_str(&fates(found, records));
    text.push('\n');
    let head = width.prose(&text) + &table(found).plain(width);
    let mut text = String::new();
    let mut scarce = 0;
    let mut say = |kind: &str, what: &str, cautions: &[String]| {
        for caution in cautions {
            if caution.contains("few") {
                scarce += 1;
            } else {
                text.push_str(&format!("{kind}, {what}: {caution}.\n"));
            }
        }
    };
    for kind in &found.kinds {
        for (step, found) in &kind.steps {
            say(&kind.id, step.name(), &found.cautions);
        }
        if let Some(arrivals) = &kind.arrivals {
            say(&kind.id, "arrivals", &arrivals.cautions);
        }
    }
    for (kind, reason) in &extract.without {
        text.push_str(&format!("{kind}: no block written: {reason}.\n"));
    }
    if scarce > 0 {
        text.push_str(&format!(
            "{scarce} of these rest on few incidents; calibration.md says which.\n"
        ));
    }
    head + &width.prose(&text)
}

/// `calibration.md`; charts are given by file and title.
pub fn markdown(
    found: &Calibration,
    records: &Records,
    extract: &Extract,
    charts: &[(String, String)],
) -> String {
    let mut text = format!("# Calibration\n\n{}\n", about(found));
    text.push_str(
        "`calibrated.toml` holds the blocks for a scenario, `rows.csv` what was made of every \
         row, `calibration.json` all figures. `docs/calibrate.md` describes the method.\n\n",
    );
    text.push_str(&table(found).markdown());
    text.push_str(&guesses(found));
    for kind in &found.kinds {
        text.push_str(&format!("\n## {}\n\n", text::markdown(&kind.id)));
        if let Some(name) = &kind.name {
            let name = text::markdown(name);
            text.push_str(&format!("The records call it \u{201c}{name}\u{201d}. "));
        }
        text.push_str(&format!("{} incidents", kind.n));
        if kind.false_alarms > 0 {
            text.push_str(&if kind.only_false_alarms() {
                ", all false alarms".to_owned()
            } else {
                format!(
                    ", of which {} false alarms; the durations are those of the others",
                    kind.false_alarms
                )
            });
        }
        text.push_str(".\n");
        arrivals(&mut text, kind);
        for (step, found) in &kind.steps {
            duration(&mut text, *step, found);
        }
        if let Some((_, reason)) = extract.without.iter().find(|(id, _)| *id == kind.id) {
            text.push_str(&format!("\nNo block written: {reason}.\n"));
        }
    }
    if !charts.is_empty() {
        text.push_str("\n## Charts\n\n");
        for (file, title) in charts {
            text.push_str(&format!("{}\n", frame::picture(file, title)));
        }
    }
    text.push_str(&unused(records));
    text
}

fn arrivals(text: &mut String, kind: &KindFound) {
    let Some(found) = &kind.arrivals else {
        text.push_str("\nNo day of onset is known, hence no rate.\n");
        return;
    };
    text.push_str(&format!(
        "\n### Arrivals\n\n{} incidents in {} days from {} to {}: {}.",
        found.n,
        found.days,
        found.from,
        found.to,
        rate(found)
    ));
    if let Some(aic) = found.aic.1 {
        text.push_str(&format!(
            " AIC of weekly counts: Poisson {}, negative binomial {}.",
            decimal(found.aic.0, 1),
            decimal(aic, 1)
        ));
    } else {
        text.push_str(" Weekly counts scatter no more than a Poisson process's.");
    }
    if found.trend.is_some() {
        text.push_str(" The scatter is that around the trend.");
    }
    text.push('\n');
    if !found.weekdays.is_empty() {
        let mut table = Table::new(&["weekday", "incidents", "days", "multiplier (95%)"]);
        for day in &found.weekdays {
            table.row(vec![
                day.day.clone(),
                day.count.to_string(),
                day.days.to_string(),
                interval(&day.multiplier, ""),
            ]);
        }
        text.push_str(&format!(
            "\n{}\nThe profile is {}: its AIC is {} {} that of a flat week.\n",
            table.markdown(),
            if found.profile { "taken" } else { "not taken" },
            decimal(found.weekday_aic.1.abs(), 1),
            if found.profile { "below" } else { "above" },
        ));
    }
    for caution in &found.cautions {
        text.push_str(&format!("\nCaution: {caution}.\n"));
    }
}

fn duration(text: &mut String, step: Step, found: &DurationFound) {
    text.push_str(&format!("\n### {}\n\n{}.\n", step.name(), sample(found)));
    match &found.verdict {
        Verdict::Fitted {
            parameters, gap, ..
        } => {
            let words: Vec<String> = parameters.iter().map(hours).collect();
            text.push_str(&format!(
                "\n{}. Largest gap between the fit and the data's own curve: {} points.\n\n",
                words.join("; "),
                decimal(gap * 100.0, 1)
            ));
            let mut table = Table::new(&["family", "AIC", "above the least", "note"]);
            let ranking = found.ranking();
            let least = ranking.first().map_or(0.0, |it| it.1);
            for (family, aic, state) in ranking {
                table.row(vec![
                    family.name().to_owned(),
                    decimal(aic, 2),
                    decimal(aic - least, 2),
                    match state {
                        FitState::Found => String::new(),
                        _ => format!("no candidate: {}", state.words()),
                    },
                ]);
            }
            text.push_str(&table.markdown());
        }
        Verdict::Constant { hours } => {
            text.push_str(&format!("\nAll the same: {} h.\n", figures(*hours)));
        }
        Verdict::NotIdentified { low, high } => text.push_str(&format!(
            "\nNot identified: the data do not tell the distribution within {}.\n",
            bounds(*low, *high)
        )),
        Verdict::None { reason } => text.push_str(&format!("\nNot fitted: {reason}.\n")),
    }
    for caution in &found.cautions {
        text.push_str(&format!("\nCaution: {caution}.\n"));
    }
}
