//! A study of assumptions in sentences and tables: on the terminal, and as `uncertainty.md`.

use crate::study::comparison::Verdict;
use crate::study::measures::{Better, Unit};
use crate::study::uncertain::UncertainSummary;
use crate::study::uncertain::summary::{DifferenceUnder, MeasureUnder, RowUnder, Spread};
use crate::text::{self, Width};

use super::acceptability_text;
use super::frame;
use super::knowing_text;
use super::table::Table;
use super::verdict_words::{NumberFormat, distance, value};
use super::words::{first_upper, grouped, percent, plural};

/// Most flips that are listed on a terminal.
const FLIPS: usize = 8;

/// What was done, in a sentence or two.
fn opening(summary: &UncertainSummary) -> String {
    let others = summary.policies.len() - 1;
    let who = match others {
        0 => named(summary, &summary.baseline),
        1 => format!("1 policy against {}", named(summary, &summary.baseline)),
        many => format!(
            "{many} policies against {}",
            named(summary, &summary.baseline)
        ),
    };
    let same = if others > 0 {
        " the same for every policy,"
    } else {
        ""
    };
    format!(
        "{}, over {} at {} points,{same} with {} replications at each: seed {}.",
        first_upper(&who),
        plural(summary.assumptions.len(), "uncertain assumption"),
        grouped(summary.points as u64),
        grouped(summary.replications),
        summary.seed
    )
}

fn named(summary: &UncertainSummary, id: &str) -> String {
    super::comparison_words::named(id, summary.name_of(id))
}

/// `−21 min (−40 to −2)`: an average difference with its own limits, or with those for all.
pub(super) fn difference(unit: Unit, it: &DifferenceUnder, together: bool) -> String {
    let mean = it.spread.mean;
    let (low, high) = if together {
        (it.together_low, it.together_high)
    } else {
        (mean.low, mean.high)
    };
    let (low_at, high_at) = (low.unwrap_or(mean.estimate), high.unwrap_or(mean.estimate));
    let largest = [mean.estimate, low_at, high_at]
        .into_iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    let format = NumberFormat::new(unit, largest, (high_at - low_at) / 2.0);
    let plus = if mean.estimate > 0.0 { "+" } else { "" };
    let said = match unit {
        Unit::Share => format!("{plus}{} pp", format.number(mean.estimate)),
        _ => format!("{plus}{}", format.value(mean.estimate)),
    };
    match (low, high) {
        (Some(low), Some(high)) => {
            format!("{said} ({} to {})", format.number(low), format.number(high))
        }
        _ => said,
    }
}

/// The answer, in at most a few sentences: the headline measure.
fn findings(summary: &UncertainSummary) -> Vec<String> {
    let mut said = Vec::new();
    let Some(measure) = summary.headline() else {
        return said;
    };
    let what = &measure.words;
    if let Some(spread) = measure.rows.first().and_then(|row| row.value) {
        said.push(format!(
            "The {what} under `{}` is {} on average over what is assumed. Of the variance of one \
             election period {} is due to the assumptions, the rest is luck.",
            summary.baseline,
            value(measure.unit, &spread.mean),
            percent(spread.assumptions_share)
        ));
    }
    if summary.policies.len() > 1 && !measure.differs() {
        said.push("No policy changes any of these measures at any point.".to_owned());
    } else if summary.policies.len() > 1 {
        said.extend(verdicts(summary, measure));
        said.extend(choice(summary, measure));
        said.extend(knowing_text::sentence(summary, measure));
        said.extend(acceptability_text::sentence(summary, measure));
    }
    said
}

/// The least that a difference may be, by its limits for all together.
fn smallest(it: &DifferenceUnder) -> f64 {
    match (it.together_low, it.together_high) {
        (Some(low), Some(high)) => low.abs().min(high.abs()),
        _ => it.spread.mean.estimate.abs(),
    }
}

/// Which policies are better or worse on average.
fn verdicts(summary: &UncertainSummary, measure: &MeasureUnder) -> Vec<String> {
    let which = |verdict: Verdict| -> Vec<&RowUnder> {
        let rows = measure.rows.iter();
        rows.filter(|row| row.difference.is_some_and(|it| it.verdict == verdict))
            .collect()
    };
    let short_of = |it: &DifferenceUnder| match measure.worthwhile {
        Some(worth) if it.spread.mean.estimate.abs() < worth => {
            format!(
                ", less than the {} that are worth acting on",
                distance(measure.unit, worth)
            )
        }
        Some(worth) if smallest(it) < worth => {
            format!(
                ", perhaps less than the {} that are worth acting on",
                distance(measure.unit, worth)
            )
        }
        _ => String::new(),
    };
    let list = |rows: &[&RowUnder]| {
        let said: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                let it = row.difference.as_ref()?;
                Some(format!(
                    "`{}` by {}{} ({} of the points)",
                    row.policy,
                    distance(measure.unit, it.spread.mean.estimate.abs()),
                    short_of(it),
                    percent(if it.verdict == Verdict::Better {
                        it.better
                    } else {
                        it.worse
                    })
                ))
            })
            .collect();
        said.join(", ")
    };
    let mut said = Vec::new();
    let (better, worse) = (which(Verdict::Better), which(Verdict::Worse));
    if better.is_empty() {
        said.push(format!(
            "No policy is shown to be better than `{}` on average.",
            summary.baseline
        ));
    } else {
        said.push(format!("Better on average: {}.", list(&better)));
    }
    if !worse.is_empty() {
        said.push(format!("Worse on average: {}.", list(&worse)));
    }
    let same = which(Verdict::PracticallyTheSame);
    if !same.is_empty() {
        let ids: Vec<String> = same.iter().map(|row| format!("`{}`", row.policy)).collect();
        let size = measure.worthwhile.map_or_else(String::new, |size| {
            format!(" (within {})", distance(measure.unit, size))
        });
        said.push(format!("Practically the same{size}: {}.", ids.join(", ")));
    }
    said
}

/// Who is the best most often, and who is never far from it.
fn choice(_: &UncertainSummary, measure: &MeasureUnder) -> Option<String> {
    let rows = || {
        measure
            .rows
            .iter()
            .filter_map(|row| Some((row, row.choice?)))
    };
    let likeliest = rows().max_by(|a, b| a.1.best.total_cmp(&b.1.best))?;
    let safest = rows().min_by(|a, b| a.1.worst_regret.total_cmp(&b.1.worst_regret))?;
    let far = |regret: f64| distance(measure.unit, regret);
    Some(if likeliest.0.policy == safest.0.policy {
        format!(
            "`{}` is the best at {} of the points, and at the worst of them {} behind the best: less \
             than any other.",
            likeliest.0.policy,
            percent(likeliest.1.best),
            far(likeliest.1.worst_regret)
        )
    } else {
        format!(
            "`{}` is the best most often, at {} of the points, but up to {} behind the best at others; \
             `{}` is never more than {} behind.",
            likeliest.0.policy,
            percent(likeliest.1.best),
            far(likeliest.1.worst_regret),
            safest.0.policy,
            far(safest.1.worst_regret)
        )
    })
}

/// A measure's title.
fn title(measure: &MeasureUnder) -> String {
    let title = first_upper(&measure.words);
    match measure.note.as_str() {
        "" => title,
        note => format!("{title} ({note})"),
    }
}

/// The table of a measure.
fn table(measure: &MeasureUnder) -> Table {
    let ranked = measure.knowing.is_some();
    let compared = measure.rows.len() > 1;
    let mut head = vec!["policy", "value (95%)"];
    if compared {
        head.push("difference (95%)");
    } else {
        head.extend(["luck, sd", "assumptions, sd"]);
    }
    if compared && measure.better != Better::Neither {
        head.extend(["better", "same", "worse"]);
    }
    if ranked {
        head.extend(["best", "mean regret", "worst regret"]);
    }
    let mut table = Table::new(&head);
    let dash = || "–".to_owned();
    for row in &measure.rows {
        let mut cells = vec![
            row.policy.clone(),
            row.value
                .map_or_else(dash, |it| value(measure.unit, &it.mean)),
        ];
        if compared {
            cells.push(
                row.difference
                    .as_ref()
                    .map_or_else(dash, |it| difference(measure.unit, it, false)),
            );
        } else {
            let sd = |of: fn(&Spread) -> f64| {
                row.value
                    .map_or_else(dash, |it| distance(measure.unit, of(&it)))
            };
            cells.extend([sd(|it| it.luck_sd), sd(|it| it.assumptions_sd)]);
        }
        if compared && measure.better != Better::Neither {
            let share = |of: fn(&DifferenceUnder) -> f64| {
                row.difference
                    .as_ref()
                    .map_or_else(dash, |it| percent(of(it)))
            };
            cells.extend([
                share(|it| it.better),
                share(|it| it.same),
                share(|it| it.worse),
            ]);
        }
        if ranked {
            match row.choice {
                Some(choice) => cells.extend([
                    percent(choice.best),
                    distance(measure.unit, choice.regret),
                    distance(measure.unit, choice.worst_regret),
                ]),
                None => cells.extend([dash(), dash(), dash()]),
            }
        }
        table.row(cells);
    }
    table
}

/// What depends on which assumption, in lines.
fn flips(summary: &UncertainSummary, measure: &MeasureUnder) -> Vec<String> {
    let name = |id: &str| {
        let known = summary.assumptions.iter().find(|it| it.id == id);
        text::markdown(known.map_or(id, |it| it.name.as_str()))
    };
    let line = |flip: &crate::study::uncertain::summary::Flip| {
        let at = flip
            .at
            .as_ref()
            .map_or_else(String::new, |at| format!("; it changes near {at}"));
        format!(
            "`{}` depends on “{}”: better with {}, worse with {}{at}",
            flip.policy,
            name(&flip.assumption),
            text::markdown(&flip.better),
            text::markdown(&flip.worse)
        )
    };
    measure.flips.iter().map(line).collect()
}

/// The measures in which no policy differs, in a line; empty if there are none.
fn alike(summary: &UncertainSummary) -> String {
    let alike: Vec<&str> = summary
        .measures
        .iter()
        .filter(|measure| summary.policies.len() > 1 && !measure.differs())
        .map(|measure| measure.name.as_str())
        .collect();
    if alike.is_empty() {
        return String::new();
    }
    format!(
        "\nNo policy changes anything, at any point, in: {}.\n",
        alike.join(", ")
    )
}

/// How to read the tables.
fn legend(summary: &UncertainSummary) -> String {
    let alone = summary.policies.len() == 1;
    let mut text = format!(
        "Each point gives every assumption a value: {} independent Latin hypercubes of {} points. \
         Replications differ from point to point. Value and difference: averages over points \
         and replications, with 95% intervals from the designs' own averages, so they cover luck and \
         assumptions. ",
        summary.designs,
        summary.points / summary.designs.max(1)
    );
    if alone {
        text.push_str(
            "Luck, sd: the standard deviation of one election period if all assumptions were known. \
             Assumptions, sd: that of its expected value over the assumptions, with the error of each \
             point's mean taken out.",
        );
    } else {
        text.push_str(
            "Better, same, worse: shares of the points at which the expected difference is more than \
             what is worth acting on, or less; best: at which the policy is the best of all. Regret: how \
             far it falls short of the best at a point. All of these with the error of each \
             point's mean taken out. Verdicts on averages hold together for all policies in a measure \
             (Bonferroni).",
        );
    }
    text
}

/// The study for a terminal of a width.
pub(crate) fn plain(summary: &UncertainSummary, width: Width) -> String {
    let mut head = width.prose(&format!(
        "{}\n\n{}\n\n",
        summary.name,
        text::from_markdown(&opening(summary))
    ));
    for line in findings(summary) {
        head.push_str(&width.prose(&format!("- {}\n", text::from_markdown(&line))));
    }
    let shown: Vec<&MeasureUnder> = if summary.policies.len() == 1 {
        summary.measures.iter().collect()
    } else {
        summary.headline().into_iter().collect()
    };
    for measure in shown {
        head.push_str(&width.prose(&format!("\n{}\n", title(measure))));
        head.push_str(&table(measure).plain(width));
    }
    let mut rest = alike(summary);
    if let Some(measure) = summary.headline() {
        let lines = flips(summary, measure);
        if !lines.is_empty() {
            rest.push('\n');
        }
        for line in lines.iter().take(FLIPS) {
            rest.push_str(&format!("- {}\n", text::from_markdown(line)));
        }
        if lines.len() > FLIPS {
            rest.push_str(&format!(
                "and {} more in uncertainty.md\n",
                lines.len() - FLIPS
            ));
        }
    }
    rest.push_str(&format!("\n{}\n", legend(summary)));
    rest.push_str(&frame::notes(&summary.remarks));
    head + &width.prose(&rest)
}

/// The study as a Markdown page, with its charts (file and title).
pub(crate) fn markdown(summary: &UncertainSummary, charts: &[(String, String)]) -> String {
    let mut text = format!(
        "# {}: what holds, whatever is true\n\n{}\n\n",
        text::markdown(&summary.name),
        opening(summary)
    );
    for line in findings(summary) {
        text.push_str(&format!("- {line}\n"));
    }
    text.push_str(&frame::keep_in_mind(&summary.remarks));
    text.push_str(&frame::pictures(charts));
    text.push_str("\n## What was varied\n\n");
    let mut assumptions = Table::new(&[
        "assumption",
        "what it may be",
        "why it is not known",
        "paths",
    ]);
    for it in &summary.assumptions {
        let paths: Vec<String> = it.paths.iter().map(|path| format!("`{path}`")).collect();
        assumptions.row(vec![
            it.name.clone(),
            it.may_be.clone(),
            it.reason.clone(),
            paths.join(", "),
        ]);
    }
    text.push_str(&assumptions.markdown());
    text.push_str(&format!("\n## In numbers\n\n{}\n", legend(summary)));
    let alone = summary.policies.len() == 1;
    text.push_str(&alike(summary));
    for measure in summary.measures.iter().filter(|it| alone || it.differs()) {
        text.push_str(&format!(
            "\n### {}\n\n`{}`\n\n{}",
            text::markdown(&title(measure)),
            measure.name,
            table(measure).markdown()
        ));
        let lines = flips(summary, measure);
        if !lines.is_empty() {
            text.push('\n');
        }
        for line in lines {
            text.push_str(&format!("- {line}\n"));
        }
        if let Some(table) = acceptability_text::table(summary, measure) {
            text.push_str(&format!(
                "\n{}:\n\n{}",
                acceptability_text::worth(measure),
                table.markdown()
            ));
        }
        if let Some(table) = knowing_text::table(summary, measure) {
            text.push_str(&format!(
                "\nWhat it would be worth to know before choosing (with its standard error):\n\n{}",
                table.markdown()
            ));
        }
    }
    text.push_str(&format!(
        "\nScenario {}, Sortie {}.\n",
        text::code(&summary.scenario),
        summary.sortie
    ));
    text
}
