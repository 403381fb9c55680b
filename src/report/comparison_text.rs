//! A comparison in sentences and tables: on the terminal and as `comparison.md`.

use crate::study::comparison::{Comparison, MeasureResult, Verdict};
use crate::study::measures::Better;
use crate::text;

use super::comparison_words::{SIGNS, first_lines, opening, ranking, sentences, standing};
use super::exposure_text;
use super::frame;
use super::skewed_differences;
use super::table::Table;
use super::verdict_words::{distance, relative, signed, value, worth};
use super::words::decimal;
use crate::text::Width;

/// The table of a measure, and the policies left out of it because nothing differs under them.
fn table(measure: &MeasureResult) -> (Table, Vec<&str>) {
    let mut same = Vec::new();
    let ranked = measure.better != Better::Neither;
    let mut head = vec![
        "policy",
        "value (95%)",
        "difference (95% together)",
        "relative",
        "saved",
    ];
    if ranked {
        head.extend(["best?", "behind at most"]);
    }
    let mut table = Table::new(&head);
    for row in &measure.rows {
        if row.difference.is_some_and(|it| it.verdict == Verdict::Same) {
            same.push(row.policy.as_str());
            continue;
        }
        let dash = || "–".to_owned();
        let mut cells = vec![
            row.policy.clone(),
            row.value
                .as_ref()
                .map_or_else(dash, |it| value(measure.unit, it)),
            row.difference
                .as_ref()
                .map_or_else(dash, |it| signed(measure.unit, it)),
            row.difference
                .and_then(|it| it.relative)
                .map_or_else(dash, relative),
            row.difference
                .and_then(|it| it.variance_saved)
                .map_or_else(dash, times),
        ];
        if ranked {
            cells.push(
                row.best
                    .map_or_else(dash, |best| standing(measure, best).to_owned()),
            );
            cells.push(
                row.best
                    .map_or_else(dash, |best| distance(measure.unit, best.behind)),
            );
        }
        table.row(cells);
    }
    (table, same)
}

/// What is left out of a table.
fn left_out(same: &[&str]) -> String {
    match same {
        [] => String::new(),
        names => format!(
            "The same as the baseline in every replication: {}.\n",
            names.join(", ")
        ),
    }
}

/// `12×`: how many times fewer replications pairing needed.
fn times(saved: f64) -> String {
    match saved {
        many if many >= 9999.5 => ">9999×".to_owned(),
        many if many >= 9.95 => format!("{}×", decimal(many, 0)),
        few => format!("{}×", decimal(few, 1)),
    }
}

/// A measure's title: words, note, and which way is better.
fn title(measure: &MeasureResult) -> String {
    let mut title = measure.words.clone();
    if let Some(first) = title.get(..1) {
        title = format!("{}{}", first.to_uppercase(), &title[1..]);
    }
    if !measure.note.is_empty() {
        title.push_str(&format!(" ({})", measure.note));
    }
    title
}

/// What is worth acting on by a measure, in a sentence.
fn worth_acting_on(measure: &MeasureResult) -> Option<String> {
    let worth = measure.worthwhile?;
    let size = self::worth(measure.unit, worth);
    Some(if worth.given {
        format!("Worth acting on: {size} or more.")
    } else {
        format!("Worth acting on: {size} or more, 1% of the baseline's; --worthwhile sets another.")
    })
}

/// How to read the tables.
fn legend(comparison: &Comparison) -> String {
    format!(
        "Value: mean over replications with its own 95% interval (Student t; medians and quantiles over \
         all incidents, by sectioning). Difference: policy minus baseline, replication by replication, \
         with limits such that all {} differences here hold together with 95% (Bonferroni); relative: as a \
         share of the baseline's value. Practically the same: shown to be less than what is worth acting \
         on, by two one-sided tests (Schuirmann), all together at 5%. Saved: how \
         many times more replications independent runs would have needed. Best? and behind: multiple \
         comparisons with the best, together with 95% for each measure (Hsu). An incident still open at \
         the end is never dropped: a mean counts only incidents that could be watched for the whole \
         cut-off, quantiles are Kaplan–Meier.",
        comparison.comparisons
    )
}

/// The comparison for a terminal of a width: the headline measure in full, everything in
/// sentences.
pub(crate) fn plain(comparison: &Comparison, width: Width) -> String {
    let opening = text::from_markdown(&opening(comparison));
    let mut head = width.prose(&format!("{}\n\n{opening}\n", comparison.name));
    for line in first_lines(comparison) {
        head.push_str(&width.prose(&format!("{}\n", text::from_markdown(&line))));
    }
    let mut text = String::new();
    if let Some(measure) = comparison.headline() {
        let (table, same) = table(measure);
        head.push_str(&width.prose(&format!("\n{}\n", title(measure))));
        if let Some(line) = worth_acting_on(measure) {
            head.push_str(&width.prose(&format!("{line}\n")));
        }
        head.push_str(&table.plain(width));
        text.push_str(&left_out(&same));
    }
    text.push('\n');
    for said in sentences(comparison) {
        text.push_str(&format!("{}\n", text::from_markdown(&said.who.join(", "))));
        for (sign, line) in &said.lines {
            text.push_str(&format!("  {} {line}\n", sign.sign()));
        }
        if !said.rest.is_empty() {
            text.push_str(&format!("    {}\n", said.rest));
        }
    }
    if let Some(ranking) = ranking(comparison) {
        text.push_str(&format!("\n{}\n", text::from_markdown(&ranking)));
    }
    text.push_str(&format!("{SIGNS}\n"));
    text.push_str(&format!("\n{}\n", legend(comparison)));
    text.push_str(&frame::notes(&comparison.warnings));
    head + &width.prose(&text)
}

/// The comparison as a Markdown page, with its charts (file and title).
pub(crate) fn markdown(comparison: &Comparison, charts: &[(String, String)]) -> String {
    let mut text = format!(
        "# {}: policies compared\n\n{}\n\n",
        text::markdown(&comparison.name),
        opening(comparison)
    );
    for line in first_lines(comparison) {
        text.push_str(&format!("{line}\n\n"));
    }
    for said in sentences(comparison) {
        text.push_str(&format!("- {}\n", said.who.join(", ")));
        for (sign, line) in &said.lines {
            text.push_str(&format!("  - **{}** {line}\n", sign.sign()));
        }
        if !said.rest.is_empty() {
            text.push_str(&format!("  - {}\n", said.rest));
        }
    }
    text.push_str(
        "\n**+** for the better, **−** for the worse, **≈** practically the same, **·** neither or \
         not shown.\n",
    );
    if let Some(ranking) = ranking(comparison) {
        text.push_str(&format!("\n{ranking}\n"));
    }
    text.push_str(&frame::keep_in_mind(&comparison.warnings));
    text.push_str(&frame::pictures(charts));
    text.push_str(&format!("\n## In numbers\n\n{}\n", legend(comparison)));
    for measure in comparison.telling() {
        let (table, same) = table(measure);
        let worth = worth_acting_on(measure).map_or_else(String::new, |line| format!(" {line}"));
        text.push_str(&format!(
            "\n### {}\n\n`{}`.{worth}\n\n{}",
            text::markdown(&title(measure)),
            measure.name,
            table.markdown()
        ));
        if !same.is_empty() {
            text.push_str(&format!("\n{}", left_out(&same)));
        }
        if let Some(table) = skewed_differences::table(measure) {
            text.push_str(&format!(
                "\nSkewed differences (BCa limits allow for it, Student's do not):\n\n{}",
                table.markdown()
            ));
        }
    }
    text.push_str(&exposure_text::markdown(comparison));
    text.push_str("\n## Who took part\n\n");
    let mut table = Table::new(&["policy", "name", "scenario text, SHA-256"]);
    for policy in &comparison.policies {
        table.row(vec![
            policy.id.clone(),
            policy.name.clone(),
            format!("`{}`", policy.scenario_hash.get(..16).unwrap_or_default()),
        ]);
    }
    text.push_str(&table.markdown());
    text.push_str(&format!(
        "\nScenario {}, Sortie {}.\n",
        text::code(&comparison.scenario),
        comparison.sortie
    ));
    text
}
