//! `[[threat]]`: where incidents come from.

use toml::de::DeValue;

use super::super::bounds;
use super::super::code::Code;
use super::super::document::{
    Arrivals, Asset, Clustering, KindIx, Overdispersion, Poisson, Site, Threat,
};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::{Instant, Span};
use super::elections::Interval;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Keys that shape a rate.
const RATE_KEYS: [&str; 8] = [
    "from",
    "to",
    "follows_phases",
    "weekdays",
    "hours",
    "clustering",
    "overdispersion",
    "while",
];

/// Most periods of over-dispersion in a scenario.
const MOST_PERIODS: i64 = 1_000_000;

impl<'t> Cx<'t> {
    /// `[[threat]]`.
    pub(crate) fn read_threats(&mut self, assets: &[Asset], sites: &[Site]) -> Vec<Threat> {
        let list = self.top("threat");
        self.read_all(list, Thing::Threat, &schema::THREAT, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let kinds = match block.get("incident") {
                Some(field) => cx.weighted(field, Thing::Kind),
                None => Vec::new(),
            };
            let targets = match block.get("targets") {
                Some(field) => cx.targets(field, assets, sites),
                None => Vec::new(),
            };
            let arrivals = match (block.get("rate"), block.get("at")) {
                (Some(rate), None) => Arrivals::Poisson(cx.read_poisson(rate, block)),
                (None, Some(at)) => cx.read_times(at, block),
                (rate, at) => {
                    cx.which_arrivals(rate, at, block);
                    Arrivals::At(Vec::new())
                }
            };
            Threat {
                name: cx.name_of(block, &id),
                actor: cx.text_or_empty(block.get("actor")),
                kinds: kinds
                    .into_iter()
                    .map(|(ix, w)| (KindIx::from(ix), w))
                    .collect(),
                targets,
                arrivals,
                id,
            }
        })
    }

    fn which_arrivals(
        &mut self,
        rate: Option<Field<'t>>,
        at: Option<Field<'t>>,
        block: &Block<'t>,
    ) {
        if let (Some(rate), Some(at)) = (rate, at) {
            let message = "a threat has a rate or fixed times, not both";
            self.report(Code::RateAndAt, at.place(), message)
                .also(rate.place(), "the rate")
                .help("take one of them out, or write two threats");
        } else {
            let message = "a threat needs `rate` or `at`";
            self.report(Code::NoArrivals, block.place.clone(), message)
                .help("write rate = \"1.4/week\", or at = [\"2019-03-03T20:30\"]");
        }
    }

    fn read_times(&mut self, at: Field<'t>, block: &Block<'t>) -> Arrivals {
        for key in RATE_KEYS {
            if let Some(field) = block.get(key) {
                let message = format!("`{key}` only means something with a `rate`");
                self.report(Code::NeedsRate, field.place(), message)
                    .help("take it out, or write `rate` in place of `at`");
            }
        }
        let entries = self.one_or_many(Some(at));
        if entries.is_empty() && at.value.is_array() {
            let message = "`at` names no time";
            self.report(Code::EmptyList, at.place(), message)
                .help("like at = [\"2019-03-03T20:30\"]");
        }
        let mut times = Vec::new();
        for entry in entries {
            let Some(time) = self.instant(entry) else {
                continue;
            };
            if self.clock_known() && (time < Instant::START || time >= self.end) {
                let message = "this time lies outside the scenario: nothing happens then";
                self.report(Code::NeverInHorizon, entry.place(), message)
                    .help("move it, or the scenario's `start` and `end`");
            } else {
                times.push(time);
            }
        }
        times.sort_unstable();
        Arrivals::At(times)
    }

    fn read_poisson(&mut self, rate: Field<'t>, block: &Block<'t>) -> Poisson {
        let per_ms = self.rate(rate);
        if per_ms == Some(0.0) {
            let message = "with a rate of zero the threat never strikes";
            self.report(Code::RateZero, rate.place(), message)
                .help("raise the rate, or take the threat out");
        }
        let whole = Interval {
            from: Instant::START,
            to: self.end,
        };
        let from = block.get("from").map(|field| self.instant(field));
        let to = block.get("to").map(|field| self.instant(field));
        let interval = match (
            from.unwrap_or(Some(whole.from)),
            to.unwrap_or(Some(whole.to)),
        ) {
            (Some(from), Some(to)) if block.has("from") || block.has("to") => {
                // An open end is no mistake, wherever the other end lies.
                let outside = |it: Interval| Interval {
                    from: if block.has("from") {
                        it.from
                    } else {
                        it.from.min(it.to - Span(1))
                    },
                    to: if block.has("to") {
                        it.to
                    } else {
                        it.to.max(it.from + Span(1))
                    },
                };
                let it = outside(Interval { from, to });
                let it = self.ordered(it.from, it.to, block);
                it.filter(|it| !self.never(*it, "the threat", block))
            }
            _ => Some(whole),
        };
        let interval = interval.unwrap_or(Interval {
            from: Instant::START,
            to: Instant::START,
        });
        let weekdays = self.read_weekdays(block.get("weekdays"));
        let hours = self.read_hours(block.get("hours"));
        for (key, silent) in [
            ("weekdays", weekdays.iter().all(|m| *m <= 0.0)),
            ("hours", hours.iter().all(|m| *m <= 0.0)),
        ] {
            if silent {
                let message = format!("with all `{key}` at zero the threat never strikes");
                self.report(Code::RateZero, block.place_of(key), message)
                    .help("leave one of them above zero");
            }
        }
        let healthy = block
            .get("while")
            .map(|field| self.word(field, &["healthy"]));
        Poisson {
            rate: per_ms.unwrap_or(0.0),
            from: interval.from.max(Instant::START),
            to: interval.to.min(self.end),
            follows_phases: self.flag(block.get("follows_phases"), true),
            weekdays,
            hours,
            clustering: block
                .get("clustering")
                .and_then(|field| self.read_clustering(field)),
            overdispersion: block
                .get("overdispersion")
                .and_then(|field| self.read_overdispersion(field)),
            while_healthy: healthy.is_some(),
        }
    }

    fn read_weekdays(&mut self, field: Option<Field<'t>>) -> [f64; 7] {
        let Some(block) = field.and_then(|field| self.block(field, &schema::WEEKDAYS)) else {
            return [1.0; 7];
        };
        DAYS.map(|day| self.factor(block.get(day), 1.0))
    }

    /// `{ "00-08" = 0.5, "22-02" = 2 }`: local hours, the second one exclusive.
    fn read_hours(&mut self, field: Option<Field<'t>>) -> [f64; 24] {
        let mut hours = [1.0; 24];
        let Some(field) = field else {
            return hours;
        };
        let DeValue::Table(table) = field.value else {
            self.wrong_type(field, "a table of hours")
                .help("like { \"00-08\" = 0.5, \"08-18\" = 2 }");
            return hours;
        };
        let mut given = [false; 24];
        for (name, value) in table {
            let it = Field::new(name.get_ref(), value);
            if let Some(bound) = bounds::of("[[threat]]", "hours") {
                self.check_bound(bound, it);
            }
            let factor = self.factor(Some(it), 1.0);
            let Some((from, to)) = hour_range(name.get_ref()) else {
                let message = format!("`{}` is not a range of hours", name.get_ref());
                self.report(Code::BadHours, name.span(), message).help(
                    "write two hours from 00 to 24, like \"08-18\"; \"22-02\" goes over midnight",
                );
                continue;
            };
            let length = if to > from { to - from } else { to + 24 - from };
            let mut twice = false;
            for hour in (from..from + length).map(|hour| hour % 24) {
                twice |= given[hour];
                given[hour] = true;
                hours[hour] = factor;
            }
            if twice {
                let message = format!("`{}` overlaps hours given before", name.get_ref());
                self.report(Code::HoursOverlap, name.span(), message).help(
                    "the second hour of a range is not part of it: \"00-08\", then \"08-18\"",
                );
            }
        }
        hours
    }

    fn read_clustering(&mut self, field: Field<'t>) -> Option<Clustering> {
        let block = self.block(field, &schema::CLUSTERING)?;
        let branching = block.get("branching").and_then(|f| self.percentage(f));
        let decay = self.positive_span(block.get("decay"), Span::HOUR);
        let branching = branching?;
        if branching >= 1.0 {
            let message = "with a branching of 100% or more a cluster never ends";
            self.report(Code::Branching, block.place_of("branching"), message)
                .help("write less than \"100%\": each incident then leads to less than one more");
            return None;
        }
        Some(Clustering {
            branching,
            decay: decay.0 as f64,
        })
    }

    fn read_overdispersion(&mut self, field: Field<'t>) -> Option<Overdispersion> {
        let block = self.block(field, &schema::OVERDISPERSION)?;
        let variance = self.positive(block.get("variance"), 1.0);
        let every = self.positive_span(block.get("every"), Span::WEEK);
        let periods = self.end.0 / every.0.max(1);
        if self.clock_known() && every >= Span::MINUTE && periods > MOST_PERIODS {
            let message = format!(
                "the scenario holds {periods} periods of {every}; at most {MOST_PERIODS} can be"
            );
            self.report(Code::TooMany, block.place_of("every"), message)
                .help("write a longer period, like \"1 week\"");
        }
        Some(Overdispersion { variance, every })
    }
}

/// `08-18` as hours from 0 to 24.
fn hour_range(text: &str) -> Option<(usize, usize)> {
    let (from, to) = text.split_once('-')?;
    let hour = |text: &str| {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let hour: Option<usize> = if plain { text.parse().ok() } else { None };
        hour.filter(|hour| *hour <= 24)
    };
    let (from, to) = (hour(from.trim())?, hour(to.trim())?);
    (from < 24 && to > 0 || from != to)
        .then_some((from % 24, to))
        .filter(|(from, to)| from != to)
}
