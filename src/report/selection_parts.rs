//! What reports of a selection are made of: what was chosen, with which promise, who was out when.

use crate::study::estimate::Estimate;
use crate::study::select::{Candidate, OverAssumptions, Selected};

use super::comparison_parts::policy_name;
use super::head::Head;
use super::language::{Language, say};
use super::page::prose::{Inline, Number, Prose};
use super::page::tree::Grid;
use super::page_parts::{or_none, sentences};
use super::verdict_words::{distance_at, value_at};
use super::words::{decimal, grouped};

/// A selection, and how its measure is called within a sentence.
#[derive(Clone, Debug)]
pub(super) struct Chosen<'a> {
    pub selected: &'a Selected,
    pub called: String,
    pub language: Language,
}

impl Chosen<'_> {
    /// A policy by its name.
    pub(super) fn named(&self, id: &str) -> Prose {
        let known = self.selected.policies.iter().find(|it| it.id == id);
        let name = known.map_or(id, |it| it.name.as_str());
        let name = policy_name(id, name, self.language);
        say!(self.language, "compare.named", name = name)
    }

    fn names(&self, ids: &[String]) -> Prose {
        self.language
            .and(ids.iter().map(|id| self.named(id)).collect())
    }

    /// A difference that does not matter.
    pub(super) fn apart(&self) -> Prose {
        distance_at(
            self.selected.unit,
            self.selected.indifference,
            "indifference",
        )
    }

    /// The probability that is promised.
    pub(super) fn confidence(&self) -> Prose {
        let percent = decimal(self.selected.confidence * 100.0, 1);
        let percent = percent.trim_end_matches(".0");
        Prose::unit(Number::times(percent, "confidence", 100.0), "%")
    }

    /// What was chosen and what is promised.
    pub(super) fn answer(&self) -> Prose {
        let (selected, language) = (self.selected, self.language);
        let measure = &self.called;
        let average = selected
            .over_assumptions
            .as_ref()
            .map(|_| say!(language, "select.on-average"));
        let Some(chosen) = &selected.chosen else {
            return say!(
                language,
                "select.none",
                measure = measure,
                average = average,
                level = self.names(&selected.level),
                confidence = self.confidence(),
                apart = self.apart()
            );
        };
        let mut said = vec![say!(
            language,
            "select.chosen",
            policy = self.named(chosen),
            measure = measure,
            average = average,
            confidence = self.confidence(),
            apart = self.apart()
        )];
        if !selected.level.is_empty() {
            let level = self.names(&selected.level);
            said.push(say!(language, "select.level", policies = level));
        }
        sentences(said)
    }

    /// What was spent, and what it would have cost to run every policy to the end.
    pub(super) fn spent(&self) -> Prose {
        let it = self.selected;
        say!(
            self.language,
            "select.spent",
            all = Number::new(grouped(it.replications), "replications"),
            equal = Number::new(grouped(it.replications_if_equal), "replications_if_equal")
        )
    }

    /// Who took part, those that lasted longest first.
    pub(super) fn table(&self) -> Grid {
        let language = self.language;
        let mut order: Vec<(usize, &Candidate)> =
            self.selected.policies.iter().enumerate().collect();
        order.sort_by_key(|(_, it)| {
            let is_chosen = self.selected.chosen.as_ref() == Some(&it.id);
            let lasted = it.out_after.unwrap_or(u64::MAX);
            (!is_chosen, std::cmp::Reverse(lasted))
        });
        let rows = order.into_iter().map(|(ix, it)| self.row(ix, it)).collect();
        Head::new(language)
            .words("compare.overview.policy")
            .numbers("select.mean")
            .numbers("select.replications")
            .words("select.state")
            .words("select.out-by")
            .grid(
                say!(language, "select.caption", measure = &self.called),
                rows,
            )
    }

    fn row(&self, ix: usize, it: &Candidate) -> Vec<Prose> {
        let (selected, language) = (self.selected, self.language);
        let at = format!("policies.{ix}");
        let state = match it.out_after {
            Some(observations) => {
                let each = selected.replications_per_observation;
                let place = format!("{at}.out_after");
                let count = Number::times(grouped(observations * each), place, each as f64);
                say!(language, "select.out-after", count = count)
            }
            None if selected.chosen.as_ref() == Some(&it.id) => {
                say!(language, "select.is-chosen")
            }
            None if selected.chosen.is_some() => say!(language, "select.is-level"),
            None => say!(language, "select.is-in"),
        };
        vec![
            policy_name(&it.id, &it.name, language).into(),
            self.mean(it, &format!("{at}.mean")),
            Number::new(grouped(it.replications), format!("{at}.replications")).into(),
            state,
            or_none(it.out_by.as_ref().map(|by| self.named(by))),
        ]
    }

    /// The mean of a policy, which stands at a place without limits.
    fn mean(&self, it: &Candidate, place: &str) -> Prose {
        let bare = Estimate {
            estimate: it.mean,
            low: None,
            high: None,
        };
        let mut said = value_at(self.selected.unit, &bare, "");
        for piece in &mut said.0 {
            if let Inline::Number(number) = piece {
                place.clone_into(&mut number.from);
            }
        }
        said
    }

    /// What was varied, if anything was.
    pub(super) fn varied(&self, over: &OverAssumptions) -> Grid {
        let language = self.language;
        let rows = over.assumptions.iter().enumerate().map(|(ix, it)| {
            let from = format!("over_assumptions.assumptions.{ix}.may_be");
            let text = it.may_be.clone();
            vec![
                Prose::from(&it.name),
                Prose(vec![Inline::Quoted { text, from }]),
                or_none(it.reason.as_str()),
            ]
        });
        Head::new(language)
            .words("uncertain.assumption")
            .words("uncertain.may-be")
            .words("uncertain.why")
            .grid(say!(language, "uncertain.varied-caption"), rows.collect())
    }
}
