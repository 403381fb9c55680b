//! What a comparison says in sentences.

use crate::study::compare::Stopped;
use crate::study::comparison::{Best, Comparison, MeasureResult, Verdict};
use crate::text;

use super::comparison_parts::named as named_in;
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::verdict_words::{NumberFormat, distance_at, sentence, worth_at};
use super::words::grouped;

/// What was done, in a sentence or two.
pub(super) fn opening(comparison: &Comparison) -> String {
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

/// What must be known before the numbers, a sentence each.
pub(super) fn first_lines(comparison: &Comparison) -> Vec<String> {
    let mut lines = comparison.exposure.confounders.clone();
    for policy in &comparison.same_as_baseline {
        lines.push(format!(
            "{} is the baseline under another name: the scenario is the same under both, so it \
             appears once.",
            named(&policy.id, &policy.name)
        ));
    }
    let same = &comparison.nothing_differs;
    if same.len() == comparison.measures.len() {
        lines.push("Nothing differs: every measure is the same in every replication.".to_owned());
        return lines;
    }
    if !same.is_empty() {
        let names: Vec<String> = same.iter().map(|name| format!("`{name}`")).collect();
        lines.push(format!(
            "Nothing differs in {}: all are the same there in every replication.",
            and(&names)
        ));
    }
    if let Some(headline) = comparison.headline()
        && comparison.measures.first().map(|it| &it.name) != Some(&headline.name)
    {
        lines.push(format!(
            "The headline is the {}: the first measure in which policies differ.",
            headline.words
        ));
    }
    lines
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
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
    /// Practically the same.
    Near,
    /// Neither, or not shown.
    Dot,
}

/// What the signs mean.
pub(super) const SIGNS: &str =
    "+ for the better, − for the worse, ≈ practically the same, · neither or not shown.";

impl Sign {
    const fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Better => Self::Plus,
            Verdict::Worse => Self::Minus,
            Verdict::PracticallyTheSame | Verdict::Same => Self::Near,
            Verdict::Different | Verdict::NotShown => Self::Dot,
        }
    }

    /// `+`, `−`, `≈` or `·`.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "−",
            Self::Near => "≈",
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
    let (mut open, mut near, mut same) = (0, 0, 0);
    for (rank, measure) in comparison.telling().enumerate() {
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
        if rank == 0 || verdict.is_shown() {
            let line = sentence(measure, &difference);
            said.lines.push((Sign::of(verdict), line));
            continue;
        }
        match verdict {
            Verdict::Same => same += 1,
            Verdict::PracticallyTheSame => near += 1,
            _ => open += 1,
        }
    }
    if said.lines.is_empty() {
        let line = "changes nothing in these measures".to_owned();
        said.lines.push((Sign::Near, line));
    }
    let parts = [
        (open, "no difference shown in ", ""),
        (near, "", " practically the same"),
        (same, "", " exactly the same"),
    ];
    let mut words: Vec<String> = Vec::new();
    for (count, before, after) in parts.into_iter().filter(|(count, ..)| *count > 0) {
        let many = match (words.is_empty(), count) {
            (true, 1) => "1 other measure".to_owned(),
            (true, count) => format!("{count} other measures"),
            (false, count) => count.to_string(),
        };
        words.push(format!("{before}{many}{after}"));
    }
    said.rest = words.join("; ");
    said
}

/// `` `annual` (A year) ``.
pub(super) fn named(id: &str, name: &str) -> String {
    if name == id {
        format!("`{id}`")
    } else {
        format!("`{id}` ({})", text::markdown(name))
    }
}

/// Who may be the best by the headline measure, in a sentence or two.
pub(crate) fn ranking(comparison: &Comparison) -> Option<String> {
    Some(ranking_at(comparison, Naming::Ids, Language::ENGLISH)?.marked())
}

/// How policies are called in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By their ids, all of them.
    Ids,
    /// By their names; more than so many are counted.
    Names(usize),
}

/// The same as words.
pub(super) fn ranking_at(
    comparison: &Comparison,
    naming: Naming,
    language: Language,
) -> Option<Prose> {
    let measure = comparison.headline()?;
    let at = headline_at(comparison);
    let rows = || measure.rows.iter().enumerate();
    let best: Vec<(usize, &str)> = rows()
        .filter(|(_, row)| row.best.is_some_and(|best| best.may_be_best))
        .map(|(ix, row)| (ix, row.policy.as_str()))
        .collect();
    let ranked = measure.rows.iter().filter(|row| row.best.is_some()).count();
    let tied = measure
        .rows
        .iter()
        .filter_map(|row| row.best)
        .all(|best| !best.may_be_best || is_tied(best));
    let what = language.measure(measure);
    let ranked_number = Number::new(ranked.to_string(), format!("count({at}.rows.*.best)"));
    let behind = {
        let from = format!("count({at}.rows.*.best) - count({at}.rows.*.best.may_be_best)");
        Number::new((ranked - best.len()).to_string(), from)
    };
    let name = |id: &str| match naming {
        Naming::Ids => Prose::code(id),
        Naming::Names(_) => named_in(comparison, id, language),
    };
    let named = |which: &[(usize, &str)], join: fn(Language, Vec<Prose>) -> Prose| {
        if matches!(naming, Naming::Names(most) if which.len() > most) {
            let from = format!("count({at}.rows.*.best.may_be_best)");
            let count = Number::new(which.len().to_string(), from);
            return say!(language, "rank.policies", count = count);
        }
        let names = which.iter().map(|(_, id)| name(id));
        join(language, names.collect())
    };
    let near = near_each_other(measure, &at, language);
    match best.as_slice() {
        [] => None,
        [(ix, _)] => Some(single((measure, &at), *ix, ranked_number, &name, language)),
        _ if best.len() == ranked && tied => Some(say!(
            language,
            "rank.all-same",
            ranked = ranked_number,
            measure = what
        )),
        best if tied => Some(say!(
            language,
            "rank.tied",
            measure = what,
            best = named(best, Language::and),
            others = say!(language, "rank.others-behind", count = behind)
        )),
        _ if best.len() == ranked => Some(match near {
            Some(near) => say!(
                language,
                "rank.any",
                ranked = ranked_number,
                measure = what,
                near = near
            ),
            None => say!(
                language,
                "rank.any-open",
                ranked = ranked_number,
                measure = what
            ),
        }),
        // Few are behind: these are named.
        best if matches!(naming, Naming::Names(most) if best.len() > most && ranked - best.len() <= most) =>
        {
            let rows = rows().filter(|(_, row)| row.best.is_some_and(|it| !it.may_be_best));
            let names = rows.map(|(_, row)| name(&row.policy)).collect();
            let from = format!("count({at}.rows.*.best.may_be_best)");
            Some(say!(
                language,
                "rank.most",
                measure = what,
                best = Number::new(best.len().to_string(), from),
                ranked = ranked_number,
                behind = language.and(names),
                near = near.unwrap_or_else(|| ".".into())
            ))
        }
        best => Some(say!(
            language,
            "rank.one-of",
            measure = what,
            best = named(best, Language::or),
            others = say!(language, "rank.others", count = behind),
            near = near.unwrap_or_else(|| ".".into())
        )),
    }
}

/// Where the headline measure stands in the comparison.
fn headline_at(comparison: &Comparison) -> String {
    let mut measures = comparison.measures.iter();
    let ix = measures.position(|it| it.name == comparison.headline);
    format!("measures.{}", ix.unwrap_or(0))
}

/// What is said of a policy that alone may be the best: the measure and where it stands, its row.
fn single(
    (measure, at): (&MeasureResult, &str),
    row: usize,
    ranked: Number,
    name: &dyn Fn(&str) -> Prose,
    language: Language,
) -> Prose {
    let what = language.measure(measure);
    let policy = name(&measure.rows[row].policy);
    let (Some(best), Some(worth)) = (measure.rows[row].best, measure.worthwhile) else {
        return say!(
            language,
            "rank.single",
            ranked = ranked,
            measure = what,
            policy = policy
        );
    };
    let close: Vec<Prose> = measure
        .rows
        .iter()
        .filter(|row| {
            row.best
                .is_some_and(|it| !it.may_be_best && it.behind < worth.size)
        })
        .map(|row| name(&row.policy))
        .collect();
    let close =
        (!close.is_empty()).then(|| say!(language, "rank.close", policies = language.and(close)));
    let place = |of: &str| format!("{at}.rows.{row}.best.{of}");
    let worth_said = worth_at(measure.unit, worth, at);
    if leads(measure, best) {
        say!(
            language,
            "rank.leads",
            ranked = ranked,
            measure = what,
            policy = policy,
            lead = distance_at(measure.unit, best.lead, place("lead")),
            worth = worth_said
        )
    } else if best.ahead < worth.size {
        say!(
            language,
            "rank.narrow",
            policy = policy,
            measure = what,
            ahead = distance_at(measure.unit, best.ahead, place("ahead")),
            worth = worth_said,
            close = close
        )
    } else {
        let format = NumberFormat::between(measure.unit, best.lead, best.ahead);
        let ahead = format.at(best.ahead, place("ahead"), false);
        say!(
            language,
            "rank.unsure",
            policy = policy,
            measure = what,
            worth = worth_said,
            lead = format.at(best.lead, place("lead"), false),
            ahead = Prose::unit(ahead, format.apart_sign()),
            close = close
        )
    }
}

/// What is said of several that may be the best, if none of them loses what is worth acting on.
fn near_each_other(measure: &MeasureResult, at: &str, language: Language) -> Option<Prose> {
    let worth = measure.worthwhile?;
    let mut candidates = measure.rows.iter().filter_map(|row| row.best);
    candidates
        .all(|best| !best.may_be_best || best.behind < worth.size)
        .then(|| {
            let worth = worth_at(measure.unit, worth, at);
            say!(language, "rank.near", worth = worth)
        })
}

/// True for a policy that is shown to be ahead of every other by what is worth acting on.
fn leads(measure: &MeasureResult, best: Best) -> bool {
    measure
        .worthwhile
        .is_none_or(|worth| best.lead >= worth.size)
}

/// True for one of several that lead in every replication alike.
fn is_tied(best: Best) -> bool {
    best.may_be_best && best.behind <= 0.0 && best.ahead <= 0.0
}

/// Whether a policy is the best, for a table.
pub(super) fn standing(measure: &MeasureResult, best: Best) -> &'static str {
    if is_tied(best) {
        "tied best"
    } else if best.may_be_best && best.behind <= 0.0 {
        if leads(measure, best) {
            "the best"
        } else {
            "narrowly best"
        }
    } else if best.may_be_best {
        "maybe"
    } else if measure
        .worthwhile
        .is_some_and(|worth| best.behind < worth.size)
    {
        "near"
    } else {
        "no"
    }
}
