//! What reports of a sweep are made of: what was varied, what each factor does, tables.

use crate::scenario::document::Document;
use crate::study::estimate::Estimate;
use crate::study::measures::Better;
use crate::study::sweep::{
    Extreme, FactorEffect, FactorSummary, Kind, MeasureSummary, Method, SweepSummary, TurnSummary,
    rounded_date,
};

use super::effect_size::Size;
use super::head::Head;
use super::language::{Language, say};
use super::page::prose::{Number, Prose, prose};
use super::page::tree::Grid;
use super::page_parts::{none, or_none};
use super::sweep_words::{values_of, weight};
use super::verdict_words::value_at;
use super::words::{decimal, duration_at, first_upper, grouped};

/// A measure of a sweep, its place among all, and how it is called.
#[derive(Clone, Debug)]
pub(super) struct Told<'a> {
    pub measure: &'a MeasureSummary,
    pub at: usize,
    /// For its place within a sentence.
    pub called: String,
}

/// What a factor does to a measure, and where that stands.
#[derive(Clone, Debug)]
pub(super) struct Effect<'a> {
    pub factor: &'a FactorSummary,
    found: &'a FactorEffect,
    at: String,
}

/// The measures that vary between the points, in their order.
pub(super) fn telling<'a>(
    summary: &'a SweepSummary,
    document: &Document,
    language: Language,
) -> Vec<Told<'a>> {
    let all = summary.measures.iter().enumerate();
    let varies = |it: &MeasureSummary| it.mean.is_some() && it.least != it.greatest;
    let told = all.filter(|(_, it)| varies(it)).map(|(at, measure)| Told {
        measure,
        at,
        called: language.measure_called((&measure.name, &measure.words), document),
    });
    told.collect()
}

/// What each factor does to a measure, the largest effect first.
pub(super) fn effects<'a>(summary: &'a SweepSummary, told: &Told<'a>) -> Vec<Effect<'a>> {
    let pairs = summary.factors.iter().zip(&told.measure.factors);
    let mut all: Vec<Effect<'a>> = pairs
        .enumerate()
        .map(|(ix, (factor, effect))| Effect {
            factor,
            found: effect,
            at: format!("measures.{}.factors.{ix}", told.at),
        })
        .collect();
    let size = |it: &Effect<'_>| match it.found.mu_star {
        Some(size) => size.estimate,
        None => weight(it.found),
    };
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    all
}

impl Effect<'_> {
    /// Whether it is shown to do anything to the measure.
    pub(super) fn is_shown(&self) -> bool {
        let effect = self.found;
        let apart = |it: &Estimate| {
            it.low.is_some_and(|low| low > 0.0) || it.high.is_some_and(|high| high < 0.0)
        };
        let gap = effect.gap.as_ref().is_some_and(|it| apart(&it.difference));
        let screened = effect.mu_star.as_ref().is_some_and(apart);
        gap || screened
            || !effect.turns.is_empty()
            || (effect.gap.is_none() && effect.swing.as_ref().is_some_and(apart))
    }

    /// The factor by its name.
    pub(super) fn name(&self) -> Prose {
        Prose::strong(first_upper(&self.factor.label))
    }

    /// A value of the factor: as it was written, or about what it was.
    fn level(&self, point: usize, language: Language) -> Prose {
        let Some(found) = self.found.curve.get(point) else {
            return none();
        };
        if let Some(text) = &found.text {
            return Prose::code(text);
        }
        let place = format!("{}.curve.{point}.at", self.at);
        let number = |decimals: u32| {
            let text = decimal(found.at, decimals).replace('-', "−");
            Number::new(text, place.clone())
        };
        let value = match self.factor.kind {
            Kind::Hours => duration_at(found.at, place.clone()),
            Kind::Percent => Prose::unit(number(1), "%"),
            Kind::Date => rounded_date(found.at).into(),
            Kind::Shift => Prose::unit(number(0), " d"),
            Kind::Times => prose!["× ", number(2)],
            Kind::PerWeek => say!(language, "sweep.per-week", value = number(1)),
            Kind::Months => say!(language, "sweep.months", value = number(1)),
            Kind::Speed => prose![number(1), " km/h"],
            Kind::Whole | Kind::Number | Kind::Choice => number(1).into(),
        };
        say!(language, "sweep.about", value = value)
    }

    fn last(&self) -> usize {
        self.found.curve.len().saturating_sub(1)
    }

    /// What it does to the measure, in a sentence or more; nothing that is not shown.
    pub(super) fn said(&self, told: &Told<'_>, language: Language) -> Prose {
        let mut said = self.between_ends(told, language);
        for (ix, turn) in self.found.turns.iter().enumerate() {
            said.push(" ");
            said.push(self.turn((ix, turn), told, language));
        }
        said
    }

    fn between_ends(&self, told: &Told<'_>, language: Language) -> Prose {
        let (unit, measure) = (told.measure.unit, &told.called);
        if let Some(size) = &self.found.mu_star {
            return self.screened(size, told, language);
        }
        if let Some(gap) = &self.found.gap {
            let size = Size::of(&gap.difference, unit, format!("{}.gap.difference", self.at));
            let (least, greatest) = (
                self.level(gap.least, language),
                self.level(gap.greatest, language),
            );
            return match (gap.difference.low, gap.difference.high) {
                _ if gap.difference.estimate <= 0.0 => self.same(measure, language),
                (Some(low), Some(_)) if low > 0.0 => say!(
                    language,
                    "sweep.gap",
                    factor = self.name(),
                    measure = measure,
                    size = size.with_limits(language),
                    least = least,
                    greatest = greatest
                ),
                (Some(low), Some(high)) => say!(
                    language,
                    "sweep.gap-not-shown",
                    factor = self.name(),
                    measure = measure,
                    least = least,
                    greatest = greatest,
                    low = size.limit(low, "low"),
                    high = size.limit_with_unit(high, "high")
                ),
                _ => self.too_few(measure, language),
            };
        }
        let Some(swing) = &self.found.swing else {
            return self.too_few(measure, language);
        };
        let size = Size::of(swing, unit, format!("{}.swing", self.at));
        let (Some(low), Some(high)) = (swing.low, swing.high) else {
            return self.too_few(measure, language);
        };
        let (from, to) = (self.level(0, language), self.level(self.last(), language));
        if low <= 0.0 && high >= 0.0 {
            // A width that is rounding alone is none.
            let about = told.measure.mean.map_or(0.0, f64::abs);
            if high - low <= 1e-9 * about {
                return self.same(measure, language);
            }
            return say!(
                language,
                "sweep.not-shown",
                factor = self.name(),
                measure = measure,
                from = from,
                to = to,
                low = size.limit(low, "low"),
                high = size.limit_with_unit(high, "high")
            );
        }
        let arguments = [
            ("factor", self.name()),
            ("measure", measure.into()),
            ("from", from),
            ("to", to),
            ("size", size.with_limits(language)),
        ];
        let key = if swing.estimate > 0.0 {
            "sweep.raises"
        } else {
            "sweep.lowers"
        };
        language.say(key, &arguments)
    }

    fn same(&self, measure: &str, language: Language) -> Prose {
        let factor = self.name();
        say!(language, "sweep.same", factor = factor, measure = measure)
    }

    fn too_few(&self, measure: &str, language: Language) -> Prose {
        let factor = self.name();
        say!(
            language,
            "sweep.too-few",
            factor = factor,
            measure = measure
        )
    }

    /// What a screening says.
    fn screened(&self, size: &Estimate, told: &Told<'_>, language: Language) -> Prose {
        if size.estimate <= 0.0 {
            return self.same(&told.called, language);
        }
        let at = format!("{}.mu_star", self.at);
        let mut said = say!(
            language,
            "sweep.moves",
            factor = self.name(),
            measure = &told.called,
            size = Size::of(size, told.measure.unit, at).with_limits(language)
        );
        let steps = self.found.steps.filter(|it| it.up > 0 && it.down > 0);
        if let Some(steps) = steps {
            let count = |count: usize, of: &str| {
                Number::new(grouped(count as u64), format!("{}.steps.{of}", self.at))
            };
            said.push(" ");
            said.push(say!(
                language,
                "sweep.both-ways",
                all = count(steps.all, "all"),
                up = count(steps.up, "up"),
                down = count(steps.down, "down")
            ));
        }
        said
    }

    /// Where its curve turns.
    fn turn(
        &self,
        (ix, turn): (usize, &TurnSummary),
        told: &Told<'_>,
        language: Language,
    ) -> Prose {
        let at = format!("{}.turns.{ix}", self.at);
        let unit = told.measure.unit;
        let further = |found: &Estimate, of: &str| {
            Size::of(found, unit, format!("{at}.{of}")).with_limits(language)
        };
        let arguments = [
            ("measure", Prose::from(&told.called)),
            ("at", self.level(turn.point, language)),
            (
                "value",
                value_at(unit, &turn.response, &format!("{at}.response")),
            ),
            ("start", self.level(0, language)),
            ("first", further(&turn.first, "first")),
            ("end", self.level(self.last(), language)),
            ("last", further(&turn.last, "last")),
        ];
        let key = match turn.extreme {
            Extreme::Least => "sweep.least",
            Extreme::Greatest => "sweep.greatest",
        };
        language.say(key, &arguments)
    }

    /// With which value the measure is shown to be best, and against which.
    pub(super) fn best(&self, better: Better, language: Language) -> Option<(Prose, Prose)> {
        let lower = match better {
            Better::Lower => true,
            Better::Higher => false,
            Better::Neither => return None,
        };
        if !self.is_shown() || self.found.mu_star.is_some() {
            return None;
        }
        let level = |point: usize| self.level(point, language);
        if let Some(gap) = &self.found.gap {
            let (least, greatest) = (level(gap.least), level(gap.greatest));
            return Some(if lower {
                (least, greatest)
            } else {
                (greatest, least)
            });
        }
        // A curve that turns has no better end.
        let swing = self.found.swing.filter(|_| self.found.turns.is_empty())?;
        Some(if (swing.estimate < 0.0) == lower {
            (level(self.last()), level(0))
        } else {
            (level(0), level(self.last()))
        })
    }

    /// What it does, in cells.
    fn cells(&self, told: &Told<'_>, with_shares: bool, language: Language) -> Vec<Prose> {
        let unit = told.measure.unit;
        let change = |found: &Option<Estimate>, of: &str| {
            or_none(
                found
                    .as_ref()
                    .map(|it| Size::of(it, unit, format!("{}.{of}", self.at)).signed(language)),
            )
        };
        let (effect, name) = (self.found, first_upper(&self.factor.label));
        if effect.mu_star.is_some() {
            let plain = |found: &Option<Estimate>, of: &str| {
                or_none(found.as_ref().map(|it| {
                    Size::of(it, unit, format!("{}.{of}", self.at)).with_limits(language)
                }))
            };
            return vec![
                name.into(),
                plain(&effect.mu_star, "mu_star"),
                change(&effect.mu, "mu"),
                plain(&effect.sigma, "sigma"),
            ];
        }
        let mut cells = vec![name.into()];
        if let Some(gap) = &effect.gap {
            let found = Some(gap.difference);
            cells.push(self.level(gap.least, language));
            cells.push(self.level(gap.greatest, language));
            cells.push(change(&found, "gap.difference"));
        } else {
            cells.push(self.level(0, language));
            cells.push(self.level(self.last(), language));
            cells.push(change(&effect.swing, "swing"));
        }
        if with_shares {
            cells.push(or_none(self.share(effect.main.as_ref(), "main", language)));
            cells.push(or_none(self.share(
                effect.total.as_ref(),
                "total",
                language,
            )));
        }
        cells
    }

    /// A share of the variance as it was estimated, which may lie below 0 or above 1.
    fn share(&self, found: Option<&Estimate>, of: &str, language: Language) -> Option<Prose> {
        let found = found?;
        let number = |share: f64, limit: &str| {
            let text = decimal(share * 100.0, 0).replace('-', "−");
            Number::times(text, format!("{}.{of}.{limit}", self.at), 100.0)
        };
        let value = Prose::unit(number(found.estimate, "estimate"), "%");
        Some(match (found.low, found.high) {
            (Some(low), Some(high)) => say!(
                language,
                "difference.interval",
                value = value,
                low = number(low, "low"),
                high = number(high, "high")
            ),
            _ => value,
        })
    }
}

/// What every factor does to a measure.
pub(super) fn table(summary: &SweepSummary, told: &Told<'_>, language: Language) -> Grid {
    let effects = effects(summary, told);
    let with_shares = effects.iter().any(|it| it.found.total.is_some());
    let rows = effects
        .iter()
        .map(|it| it.cells(told, with_shares, language))
        .collect();
    let caption = say!(language, "sweep.caption", measure = &told.called);
    let head = Head::new(language).words("sweep.factor");
    if summary.design.method == Method::Morris {
        let head = head.numbers("sweep.mu-star").numbers("sweep.mu");
        return head.numbers("sweep.sigma").grid(caption, rows);
    }
    let head = head.words("sweep.from").words("sweep.to");
    let head = head.numbers("sweep.change");
    let head = if with_shares {
        head.numbers("sweep.alone").numbers("sweep.in-all")
    } else {
        head
    };
    head.grid(caption, rows)
}

/// The mean of a measure by value of every factor.
pub(super) fn curves(summary: &SweepSummary, told: &Told<'_>, language: Language) -> Grid {
    let mut rows = Vec::new();
    for it in effects(summary, told) {
        for (ix, point) in it.found.curve.iter().enumerate() {
            let at = format!("{}.curve.{ix}", it.at);
            rows.push(vec![
                first_upper(&it.factor.label).into(),
                it.level(ix, language),
                value_at(told.measure.unit, &point.response, &at),
                Number::new(grouped(point.points as u64), format!("{at}.points")).into(),
            ]);
        }
    }
    Head::new(language)
        .words("sweep.factor")
        .words("sweep.value")
        .numbers("sweep.response")
        .numbers("sweep.points")
        .grid(
            say!(language, "sweep.curves-caption", measure = &told.called),
            rows,
        )
}

/// What was varied, from where to where.
pub(super) fn varied(summary: &SweepSummary, language: Language) -> Grid {
    let rows = summary.factors.iter().map(|it| {
        let own = it.own_text.as_ref();
        vec![
            first_upper(&it.label).into(),
            Prose::code(&it.path),
            Prose::code(values_of(it)),
            own.map_or_else(|| say!(language, "sweep.default"), Prose::code),
        ]
    });
    Head::new(language)
        .words("sweep.factor")
        .words("sweep.path")
        .words("sweep.values")
        .words("sweep.own")
        .grid(say!(language, "sweep.varied-caption"), rows.collect())
}
