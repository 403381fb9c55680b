//! A comparison in sentences and tables: on the terminal, as `comparison.md`, and as the tidy
//! `comparison.csv`.

use crate::study::compare::Stopped;
use crate::study::comparison::{Best, Comparison, MeasureResult, Verdict};
use crate::study::measures::Better;
use crate::text;

use super::difference_words::{distance, sentence, signed, value};
use super::page;
use super::skewed_differences;
use super::table::Table;
use super::words::{decimal, grouped};
use crate::text::Width;

/// What was done, in a sentence or two.
fn opening(comparison: &Comparison) -> String {
    let policies = comparison.policies.len() - 1;
    let many = if policies == 1 { "policy" } else { "policies" };
    let why = match comparison.stopped {
        Stopped::Done => "",
        Stopped::Precise => ", until the precision was reached",
        Stopped::Capped => ", the most allowed",
        Stopped::TimeUp => ", until time was up",
    };
    format!(
        "{policies} {many} against {}, on the same incidents: {} replications of each{why}, seed {}.",
        baseline(comparison),
        grouped(comparison.replications),
        comparison.seed
    )
}

/// The baseline in words.
fn baseline(comparison: &Comparison) -> String {
    let id = &comparison.baseline;
    named(id, comparison.name_of(id))
}

/// What a policy does, in sentences without their subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// Who: `` `annual` (A year) ``, or several of which the same can be said.
    pub who: Vec<String>,
    /// What is shown, the headline measure first, whether it is shown or not.
    pub lines: Vec<(Sign, String)>,
    /// What is said of the rest together; may be empty.
    pub rest: String,
}

/// The sign before a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// For the better.
    Plus,
    /// For the worse.
    Minus,
    /// Neither, or not shown.
    Dot,
}

impl Sign {
    const fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Better => Self::Plus,
            Verdict::Worse => Self::Minus,
            Verdict::Different | Verdict::NotShown | Verdict::Same => Self::Dot,
        }
    }

    /// `+`, `−` or `·`.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "−",
            Self::Dot => "·",
        }
    }
}

/// What all policies do; those of which the same is said stand together.
pub(crate) fn sentences(comparison: &Comparison) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for policy in comparison.policies.iter().skip(1) {
        let said = say(comparison, &policy.id, &policy.name);
        match all
            .iter_mut()
            .find(|other| other.lines == said.lines && other.rest == said.rest)
        {
            Some(other) => other.who.extend(said.who),
            None => all.push(said),
        }
    }
    all
}

fn say(comparison: &Comparison, id: &str, name: &str) -> Said {
    let mut said = Said {
        who: vec![named(id, name)],
        lines: Vec::new(),
        rest: String::new(),
    };
    let (mut same, mut open) = (0, 0);
    for (rank, measure) in comparison.measures.iter().enumerate() {
        let row = measure.rows.iter().find(|row| row.policy == id);
        let Some(difference) = row.and_then(|row| row.difference) else {
            if rank == 0 {
                let line = format!("has no value for the {}", measure.words);
                said.lines.push((Sign::Dot, line));
            } else {
                open += 1;
            }
            continue;
        };
        let verdict = difference.verdict;
        if rank == 0 || !matches!(verdict, Verdict::Same | Verdict::NotShown) {
            let line = sentence(measure, &difference);
            said.lines.push((Sign::of(verdict), line));
        } else if verdict == Verdict::Same {
            same += 1;
        } else {
            open += 1;
        }
    }
    let many = |count: usize| match count {
        1 => "1 other measure".to_owned(),
        count => format!("{count} other measures"),
    };
    said.rest = match (open, same) {
        (0, 0) => String::new(),
        (0, same) => format!("{} exactly the same", many(same)),
        (open, 0) => format!("no difference shown in {}", many(open)),
        (open, same) => format!(
            "no difference shown in {}; {same} exactly the same",
            many(open)
        ),
    };
    said
}

/// `` `annual` (A year) ``.
fn named(id: &str, name: &str) -> String {
    if name == id {
        format!("`{id}`")
    } else {
        format!("`{id}` ({})", text::markdown(name))
    }
}

/// Who may be the best by the headline measure, in a sentence.
pub(crate) fn ranking(comparison: &Comparison) -> Option<String> {
    let measure = comparison.measures.first()?;
    let best: Vec<String> = measure
        .rows
        .iter()
        .filter(|row| row.best.is_some_and(|best| best.may_be_best))
        .map(|row| format!("`{}`", row.policy))
        .collect();
    let ranked = measure.rows.iter().filter(|row| row.best.is_some()).count();
    let tied = measure
        .rows
        .iter()
        .filter_map(|row| row.best)
        .all(|best| !best.may_be_best || is_tied(best));
    let what = &measure.words;
    let others = match ranked - best.len() {
        1 => "other is".to_owned(),
        others => format!("other {others} are"),
    };
    match best.as_slice() {
        [] => None,
        [only] => Some(format!(
            "The best of all {ranked} by the {what} is {only}, with 95% confidence."
        )),
        _ if best.len() == ranked && tied => {
            Some(format!("All {ranked} come out the same by the {what}."))
        }
        [first @ .., last] if tied => Some(format!(
            "The best by the {what}, with 95% confidence, are {} and {last}: they come out the same. \
             The {others} behind.",
            first.join(", ")
        )),
        _ if best.len() == ranked => Some(format!(
            "Any of the {ranked} may be the best by the {what}: more replications would tell more."
        )),
        [first @ .., last] => Some(format!(
            "The best by the {what} is one of {} or {last}; the {others} shown to be behind, with \
             95% confidence.",
            first.join(", ")
        )),
    }
}

/// True for one of several that lead in every replication alike.
fn is_tied(best: Best) -> bool {
    best.may_be_best && best.behind <= 0.0 && best.ahead <= 0.0
}

/// The table of a measure, and the policies left out of it because nothing differs under them.
fn table(measure: &MeasureResult) -> (Table, Vec<&str>) {
    let mut same = Vec::new();
    let ranked = measure.better != Better::Neither;
    let mut head = vec![
        "policy",
        "value (95%)",
        "difference (95% together)",
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
                .and_then(|it| it.variance_saved)
                .map_or_else(dash, times),
        ];
        if ranked {
            cells.push(match row.best {
                Some(best) if is_tied(best) => "tied best".to_owned(),
                Some(best) if best.may_be_best && best.behind <= 0.0 => "the best".to_owned(),
                Some(best) if best.may_be_best => "maybe".to_owned(),
                Some(_) => "no".to_owned(),
                None => dash(),
            });
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

/// How to read the tables.
fn legend(comparison: &Comparison) -> String {
    format!(
        "Value: mean over replications with its own 95% interval (Student t; medians and quantiles over \
         all incidents, by sectioning). Difference: policy minus baseline, replication by replication, \
         with limits such that all {} differences here hold together with 95% (Bonferroni). Saved: how \
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
    let mut text = String::new();
    if let Some(measure) = comparison.measures.first() {
        let (table, same) = table(measure);
        head.push_str(&width.prose(&format!("\n{}\n", title(measure))));
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
    text.push_str("+ for the better, − for the worse, · neither or not shown.\n");
    text.push_str(&format!("\n{}\n", legend(comparison)));
    text.push_str(&page::notes(&comparison.warnings));
    head + &width.prose(&text)
}

/// The comparison as a Markdown page, with its charts (file and title).
pub(crate) fn markdown(comparison: &Comparison, charts: &[(String, String)]) -> String {
    let mut text = format!(
        "# {}: policies compared\n\n{}\n\n",
        text::markdown(&comparison.name),
        opening(comparison)
    );
    for said in sentences(comparison) {
        text.push_str(&format!("- {}\n", said.who.join(", ")));
        for (sign, line) in &said.lines {
            text.push_str(&format!("  - **{}** {line}\n", sign.sign()));
        }
        if !said.rest.is_empty() {
            text.push_str(&format!("  - {}\n", said.rest));
        }
    }
    text.push_str("\n**+** for the better, **−** for the worse, **·** neither or not shown.\n");
    if let Some(ranking) = ranking(comparison) {
        text.push_str(&format!("\n{ranking}\n"));
    }
    text.push_str(&page::keep_in_mind(&comparison.warnings));
    text.push_str(&page::pictures(charts));
    text.push_str(&format!("\n## In numbers\n\n{}\n", legend(comparison)));
    for measure in &comparison.measures {
        let (table, same) = table(measure);
        text.push_str(&format!(
            "\n### {}\n\n`{}`\n\n{}",
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

/// The comparison as CSV: a row for each measure and policy.
///
/// # Errors
/// If a row can't be written.
pub(crate) fn csv(comparison: &Comparison) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "measure",
        "unit",
        "better",
        "policy",
        "baseline",
        "replications",
        "n",
        "value",
        "value_low",
        "value_high",
        "pairs",
        "difference",
        "difference_low",
        "difference_high",
        "bca_low",
        "bca_high",
        "together_low",
        "together_high",
        "p_value",
        "p_holm",
        "variance_saved",
        "verdict",
        "may_be_best",
        "ahead_at_most",
        "behind_at_most",
    ])?;
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for measure in &comparison.measures {
        for row in &measure.rows {
            let difference = row.difference.as_ref();
            writer.write_record([
                measure.name.clone(),
                measure.unit.name().to_owned(),
                measure.better.name().to_owned(),
                row.policy.clone(),
                comparison.baseline.clone(),
                comparison.replications.to_string(),
                row.n.to_string(),
                number(row.value.map(|it| it.estimate)),
                number(row.value.and_then(|it| it.low)),
                number(row.value.and_then(|it| it.high)),
                difference.map_or_else(String::new, |it| it.n.to_string()),
                number(difference.map(|it| it.own.estimate)),
                number(difference.and_then(|it| it.own.low)),
                number(difference.and_then(|it| it.own.high)),
                number(difference.and_then(|it| it.bca_low)),
                number(difference.and_then(|it| it.bca_high)),
                number(difference.and_then(|it| it.together_low)),
                number(difference.and_then(|it| it.together_high)),
                number(difference.and_then(|it| it.p_value)),
                number(difference.and_then(|it| it.p_holm)),
                number(difference.and_then(|it| it.variance_saved)),
                difference.map_or_else(String::new, |it| it.verdict.name().to_owned()),
                row.best
                    .map_or_else(String::new, |it| it.may_be_best.to_string()),
                number(row.best.map(|it| it.ahead)),
                number(row.best.map(|it| it.behind)),
            ])?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}
