//! What reports of a study of assumptions are made of: policies on average over what is assumed,
//! how often each is best, and on what that depends.

use crate::scenario::document::Document;
use crate::study::comparison::Verdict;
use crate::study::measures::{Better, Unit};
use crate::study::uncertain::UncertainSummary;
use crate::study::uncertain::summary::{DifferenceUnder, Flip, MeasureUnder, RowUnder, Spread};

use super::comparison_parts::policy_name;
use super::head::Head;
use super::language::{Language, say};
use super::page::prose::{Inline, Number, Prose, prose};
use super::page::tree::Grid;
use super::page_parts::or_none;
use super::verdict_words::{NumberFormat, distance_at, value_at};
use super::words::{first_upper, percent};

/// A measure of a study of assumptions, its place among all, and how it is called.
#[derive(Clone, Debug)]
pub(super) struct Under<'a> {
    pub summary: &'a UncertainSummary,
    pub measure: &'a MeasureUnder,
    pub at: usize,
    /// For its place within a sentence.
    pub called: String,
}

/// Every measure that tells something: all of a single policy, else those in which policies
/// differ at any point; the headline first.
pub(super) fn telling<'a>(
    summary: &'a UncertainSummary,
    document: &Document,
    language: Language,
) -> Vec<Under<'a>> {
    let alone = summary.policies.len() == 1;
    let headline = summary.headline().map(|it| it.name.as_str());
    let all = summary.measures.iter().enumerate();
    let mut told: Vec<Under<'a>> = all
        .filter(|(_, it)| alone || it.differs())
        .map(|(at, measure)| Under {
            summary,
            measure,
            at,
            called: language.measure_called((&measure.name, &measure.words), document),
        })
        .collect();
    told.sort_by_key(|it| headline != Some(it.measure.name.as_str()));
    told
}

/// A share in whole per cent that stands at a place.
pub(super) fn percent_at(share: f64, place: impl Into<String>) -> Prose {
    let said = percent(share);
    Prose::unit(Number::times(said.trim_end_matches('%'), place, 100.0), "%")
}

/// A policy by its name.
pub(super) fn named(summary: &UncertainSummary, id: &str, language: Language) -> Prose {
    let name = policy_name(id, summary.name_of(id), language);
    say!(language, "compare.named", name = name)
}

/// An assumption by its name.
pub(super) fn assumption(summary: &UncertainSummary, id: &str, language: Language) -> Prose {
    let known = summary.assumptions.iter().find(|it| it.id == id);
    let name = known.map_or(id, |it| it.name.as_str());
    say!(language, "compare.named", name = name)
}

/// Words of the results, which stand there in English.
fn quoted(text: &str, from: String) -> Prose {
    Prose(vec![Inline::Quoted {
        text: text.to_owned(),
        from,
    }])
}

impl<'a> Under<'a> {
    fn rows(&self) -> impl Iterator<Item = (String, &'a RowUnder)> {
        let (rows, at) = (self.measure.rows.iter(), self.at);
        rows.enumerate()
            .map(move |(ix, row)| (format!("measures.{at}.rows.{ix}"), row))
    }

    /// Those whose average difference has a verdict, the largest first.
    pub(super) fn of_verdict(
        &self,
        verdict: Verdict,
    ) -> Vec<(String, &'a RowUnder, DifferenceUnder)> {
        let mut found: Vec<_> = self
            .rows()
            .filter_map(|(at, row)| Some((at, row, row.difference?)))
            .filter(|(.., it)| it.verdict == verdict)
            .collect();
        let size = |it: &DifferenceUnder| it.spread.mean.estimate.abs();
        found.sort_by(|a, b| size(&b.2).total_cmp(&size(&a.2)));
        found
    }

    /// The first policy's value, and how much of its variance is not luck.
    pub(super) fn value_said(&self, language: Language) -> Option<Prose> {
        let (at, row) = self.rows().next()?;
        let value = row.value?;
        Some(say!(
            language,
            "uncertain.value",
            measure = &self.called,
            policy = named(self.summary, &row.policy, language),
            value = value_at(self.measure.unit, &value.mean, &format!("{at}.value.mean")),
            share = percent_at(
                value.assumptions_share,
                format!("{at}.value.assumptions_share")
            )
        ))
    }

    /// Which policies are shown to be better on average, or that none is; and which worse.
    pub(super) fn verdicts_said(&self, most: usize, language: Language) -> Vec<Prose> {
        let list = |verdict: Verdict| {
            let all = self.of_verdict(verdict);
            let left = all.len().saturating_sub(most);
            let said = all.iter().take(most).map(|(at, row, it)| {
                let share = match verdict {
                    Verdict::Worse => percent_at(it.worse, format!("{at}.difference.worse")),
                    _ => percent_at(it.better, format!("{at}.difference.better")),
                };
                say!(
                    language,
                    "uncertain.by-how-much",
                    policy = named(self.summary, &row.policy, language),
                    difference = self.difference(it, at, language),
                    share = share
                )
            });
            let mut said: Vec<Prose> = said.collect();
            if left > 0 {
                let count = format!(
                    "count(measures.{}.rows.*.difference.verdict={}) - {most}",
                    self.at,
                    verdict.name()
                );
                let count = Number::new(left.to_string(), count);
                said.push(say!(language, "uncertain.more", count = count));
            }
            said
        };
        let (better, worse) = (list(Verdict::Better), list(Verdict::Worse));
        let mut said = Vec::new();
        said.push(if better.is_empty() {
            let measure = &self.called;
            say!(language, "uncertain.none-better", measure = measure)
        } else {
            let better = Prose::join(better, "; ");
            say!(
                language,
                "uncertain.better",
                measure = &self.called,
                policies = better
            )
        });
        if !worse.is_empty() {
            let worse = Prose::join(worse, "; ");
            said.push(say!(language, "uncertain.worse", policies = worse));
        }
        said
    }

    /// Who is the best at most points, and who is never far from the best.
    pub(super) fn choice_said(&self, language: Language) -> Option<Prose> {
        let ranked = || {
            self.rows()
                .filter_map(|(at, row)| Some((at, row, row.choice?)))
        };
        // Which of several is the best says little where the baseline is as good.
        let baseline = ranked().find(|(_, row, _)| row.policy == self.summary.baseline);
        if let (Some((at, _, choice)), Some(worth)) = (baseline, self.measure.worthwhile)
            && choice.regret < worth
        {
            let unit = self.measure.unit;
            let worth_at = format!("measures.{}.worthwhile", self.at);
            return Some(say!(
                language,
                "uncertain.near-best",
                regret = distance_at(unit, choice.regret, format!("{at}.choice.regret")),
                worth = distance_at(unit, worth, worth_at)
            ));
        }
        let likeliest = ranked().max_by(|a, b| a.2.best.total_cmp(&b.2.best))?;
        let safest = ranked().min_by(|a, b| a.2.worst_regret.total_cmp(&b.2.worst_regret))?;
        let best = percent_at(likeliest.2.best, format!("{}.choice.best", likeliest.0));
        let regret = distance_at(
            self.measure.unit,
            safest.2.worst_regret,
            format!("{}.choice.worst_regret", safest.0),
        );
        let policy = |row: &RowUnder| named(self.summary, &row.policy, language);
        Some(if likeliest.1.policy == safest.1.policy {
            say!(
                language,
                "uncertain.likeliest-safest",
                policy = policy(likeliest.1),
                share = best,
                regret = regret
            )
        } else {
            say!(
                language,
                "uncertain.likeliest",
                policy = policy(likeliest.1),
                share = best,
                other = policy(safest.1),
                regret = regret
            )
        })
    }

    /// An average difference with the limits that hold for all together.
    fn difference(&self, it: &DifferenceUnder, row: &str, language: Language) -> Prose {
        let (unit, mean) = (self.measure.unit, it.spread.mean);
        let (low, high) = (it.together_low, it.together_high);
        let is_none = |value: Option<f64>| value.is_some_and(|it| it.abs() <= 0.0);
        if mean.estimate.abs() <= 0.0 && is_none(low) && is_none(high) {
            return say!(language, "difference.same");
        }
        let ends = (low.unwrap_or(mean.estimate), high.unwrap_or(mean.estimate));
        let largest = [mean.estimate, ends.0, ends.1]
            .into_iter()
            .fold(0.0, |most: f64, value| most.max(value.abs()));
        let format = NumberFormat::new(unit, largest, (ends.1 - ends.0) / 2.0);
        let number =
            |value: f64, of: &str| format.at(value, format!("{row}.difference.{of}"), false);
        let plus = if mean.estimate > 0.0 { "+" } else { "" };
        let value = prose![
            plus,
            Prose::unit(
                number(mean.estimate, "spread.mean.estimate"),
                format.short_apart()
            )
        ];
        match (low, high) {
            (Some(low), Some(high)) => say!(
                language,
                "difference.interval",
                value = value,
                low = number(low, "together_low"),
                high = number(high, "together_high")
            ),
            _ => value,
        }
    }

    /// The policies by this measure: on average, by points, and against the best.
    pub(super) fn table(&self, language: Language) -> Grid {
        let unit = self.measure.unit;
        let has_better = self.measure.better != Better::Neither;
        let ranked = self.measure.rows.iter().any(|it| it.choice.is_some());
        let rows = self.rows().map(|(at, row)| {
            let value = row
                .value
                .map(|it| value_at(unit, &it.mean, &format!("{at}.value.mean")));
            let difference = row.difference.as_ref();
            let mut cells = vec![
                policy_name(&row.policy, self.summary.name_of(&row.policy), language).into(),
                or_none(value),
                or_none(difference.map(|it| self.difference(it, &at, language))),
            ];
            if has_better {
                let share = |value: Option<f64>, of: &str| {
                    or_none(value.map(|it| percent_at(it, format!("{at}.difference.{of}"))))
                };
                cells.push(share(difference.map(|it| it.better), "better"));
                cells.push(share(difference.map(|it| it.same), "same"));
                cells.push(share(difference.map(|it| it.worse), "worse"));
            }
            if ranked {
                let choice = row.choice.as_ref();
                let best = choice.map(|it| percent_at(it.best, format!("{at}.choice.best")));
                let far =
                    |size: f64, of: &str| distance_at(unit, size, format!("{at}.choice.{of}"));
                cells.push(or_none(best));
                cells.push(or_none(choice.map(|it| far(it.regret, "regret"))));
                cells.push(or_none(
                    choice.map(|it| far(it.worst_regret, "worst_regret")),
                ));
            }
            cells
        });
        let rows = rows.collect();
        let mut head = Head::new(language)
            .words("compare.overview.policy")
            .numbers("uncertain.average")
            .numbers("uncertain.difference");
        if has_better {
            head = head
                .numbers("uncertain.points-better")
                .numbers("uncertain.points-same")
                .numbers("uncertain.points-worse");
        }
        if ranked {
            head = head
                .numbers("uncertain.best")
                .numbers("uncertain.regret")
                .numbers("uncertain.worst-regret");
        }
        let measure = first_upper(&self.called);
        head.grid(say!(language, "uncertain.caption", measure = measure), rows)
    }

    /// On which assumptions it depends whether a policy is better than the baseline.
    pub(super) fn flips(&self, most: usize, language: Language) -> Vec<Prose> {
        let flips = self.measure.flips.iter().enumerate().take(most);
        flips.map(|(ix, it)| self.flip(ix, it, language)).collect()
    }

    fn flip(&self, ix: usize, flip: &Flip, language: Language) -> Prose {
        let at = format!("measures.{}.flips.{ix}", self.at);
        let near = flip.at.as_ref().map(|it| {
            let value = quoted(it, format!("{at}.at"));
            say!(language, "uncertain.flip-near", value = value)
        });
        say!(
            language,
            "uncertain.flip",
            policy = named(self.summary, &flip.policy, language),
            assumption = assumption(self.summary, &flip.assumption, language),
            better = quoted(&flip.better, format!("{at}.better")),
            worse = quoted(&flip.worse, format!("{at}.worse")),
            near = near
        )
    }

    /// What it is worth to know each assumption before choosing.
    pub(super) fn knowing(&self, language: Language) -> Option<Grid> {
        let knowing = self.measure.knowing.as_ref().filter(|it| it.all > 0.0)?;
        let at = format!("measures.{}.knowing", self.at);
        let far = |size: f64, of: &str| distance_at(self.measure.unit, size, format!("{at}.{of}"));
        let mut rows: Vec<Vec<Prose>> = Vec::new();
        for (ix, one) in knowing.each.iter().enumerate() {
            let summary = self.summary;
            let known = summary
                .assumptions
                .iter()
                .find(|it| it.id == one.assumption);
            let size = |value: Option<f64>, of: &str| {
                or_none(value.map(|it| far(it, &format!("each.{ix}.{of}"))))
            };
            rows.push(vec![
                known.map_or(one.assumption.as_str(), |it| &it.name).into(),
                size(one.value, "value"),
                size(one.error, "error"),
            ]);
        }
        rows.push(vec![
            say!(language, "uncertain.knowing-all"),
            far(knowing.all, "all"),
            or_none(""),
        ]);
        let caption = say!(
            language,
            "uncertain.knowing-caption",
            policy = named(self.summary, &knowing.choice, language)
        );
        Some(
            Head::new(language)
                .words("uncertain.assumption")
                .numbers("uncertain.knowing-worth")
                .numbers("uncertain.knowing-error")
                .grid(caption, rows),
        )
    }
}

/// All measures of a single policy: value, and how much of what varies is luck.
pub(super) fn alone(told: &[Under<'_>], language: Language) -> Grid {
    let rows = told.iter().filter_map(|it| {
        let (at, row) = it.rows().next()?;
        let value: Spread = row.value?;
        let unit = it.measure.unit;
        let sd = |size: f64, of: &str| spread(unit, size, format!("{at}.value.{of}"));
        let share = format!("{at}.value.assumptions_share");
        Some(vec![
            first_upper(&it.called).into(),
            value_at(unit, &value.mean, &format!("{at}.value.mean")),
            ends(unit, (&value, &at), language),
            sd(value.luck_sd, "luck_sd"),
            sd(value.assumptions_sd, "assumptions_sd"),
            percent_at(value.assumptions_share, share),
        ])
    });
    let rows = rows.collect();
    Head::new(language)
        .words("compare.measures.measure")
        .numbers("uncertain.average")
        .numbers("uncertain.ends")
        .numbers("uncertain.luck")
        .numbers("uncertain.assumptions")
        .numbers("uncertain.share")
        .grid(say!(language, "uncertain.alone-caption"), rows)
}

/// A standard deviation.
fn spread(unit: Unit, size: f64, place: String) -> Prose {
    distance_at(unit, size, place)
}

/// The expected value at 9 of 10 points.
fn ends(unit: Unit, (value, row): (&Spread, &str), language: Language) -> Prose {
    let format = NumberFormat::between(unit, value.p5, value.p95);
    let number = |limit: f64, of: &str| format.at(limit, format!("{row}.value.{of}"), false);
    say!(
        language,
        "results.from-to",
        low = number(value.p5, "p5"),
        high = Prose::unit(number(value.p95, "p95"), format.sign())
    )
}

/// What was varied, and why it is not known.
pub(super) fn varied(summary: &UncertainSummary, language: Language) -> Grid {
    let rows = summary.assumptions.iter().enumerate().map(|(ix, it)| {
        let paths = it.paths.iter().map(Prose::code);
        vec![
            it.name.as_str().into(),
            quoted(&it.may_be, format!("assumptions.{ix}.may_be")),
            or_none(it.reason.as_str()),
            Prose::join(paths, ", "),
        ]
    });
    Head::new(language)
        .words("uncertain.assumption")
        .words("uncertain.may-be")
        .words("uncertain.why")
        .words("sweep.path")
        .grid(say!(language, "uncertain.varied-caption"), rows.collect())
}
