//! What might have been otherwise: a fixed set of changes of a scenario, each of which a planner
//! could bring about or ask for.

use crate::scenario::distribution::Dist;
use crate::scenario::document::{Action, AssetIx, Document, InjectIx, Kind, Need};
use crate::scenario::time::Span;

/// A change of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counterfactual {
    /// An inject does not happen.
    WithoutInject(InjectIx),
    /// An asset's fallback was rehearsed: it takes over at once.
    FallbackRehearsed(AssetIx),
    /// Whoever must consent to a request has done so beforehand: nobody waits, nobody refuses.
    ConsentGiven,
    /// Everything is noticed at once.
    NoticedAtOnce,
    /// Crews are ready to go at once.
    CrewsReady,
}

impl Counterfactual {
    /// All that would change something in a scenario. A fallback counts if a milestone's asset,
    /// or what it needs, has one that takes time.
    pub(super) fn all(document: &Document) -> Vec<Self> {
        let happens = |it: &usize| !matches!(document.injects[*it].action, Action::Message(_));
        let injects = (0..document.injects.len()).filter(happens);
        let mut all: Vec<Self> = injects.map(|it| Self::WithoutInject(it.into())).collect();
        let watched = needed(document);
        let slow = |it: &usize| {
            let fallback = document.assets[*it].fallback;
            watched[*it] && fallback.is_some_and(|it| it.after > Span::ZERO)
        };
        let slow = (0..document.assets.len()).filter(slow);
        all.extend(slow.map(|it| Self::FallbackRehearsed(it.into())));
        let mut candidates = document.dispatch.rules.iter().flat_map(|rule| &rule.teams);
        if candidates.any(|it| !it.approval.is_zero() || it.refusal > 0.0) {
            all.push(Self::ConsentGiven);
        }
        let unseen = |it: &Kind| !it.detection.is_zero();
        if document
            .kinds
            .iter()
            .any(|it| unseen(it) || it.missed > 0.0)
        {
            all.push(Self::NoticedAtOnce);
        }
        if document.teams.iter().any(|team| !team.notice.is_zero()) {
            all.push(Self::CrewsReady);
        }
        all
    }

    /// The scenario with the change. Draws are keyed by ids, so the rest of every history stays
    /// as it was but for what follows from the change.
    pub(super) fn applied(self, document: &Document) -> Document {
        let mut document = document.clone();
        match self {
            Self::WithoutInject(inject) => {
                document.injects.remove(inject.ix());
            }
            Self::FallbackRehearsed(asset) => {
                if let Some(fallback) = &mut document.assets[asset.ix()].fallback {
                    fallback.after = Span::ZERO;
                }
            }
            Self::ConsentGiven => {
                let rules = document.dispatch.rules.iter_mut();
                for candidate in rules.flat_map(|rule| &mut rule.teams) {
                    candidate.approval = Dist::ZERO;
                    candidate.refusal = 0.0;
                }
            }
            Self::NoticedAtOnce => {
                for kind in &mut document.kinds {
                    kind.detection = Dist::ZERO;
                    kind.missed = 0.0;
                }
            }
            Self::CrewsReady => {
                for team in &mut document.teams {
                    team.notice = Dist::ZERO;
                }
            }
        }
        document
    }

    /// Name in files: `without inject.c9`.
    pub fn id(self, document: &Document) -> String {
        match self {
            Self::WithoutInject(it) => format!("without inject.{}", document.injects[it.ix()].id),
            Self::FallbackRehearsed(it) => {
                format!(
                    "fallback of asset.{} rehearsed",
                    document.assets[it.ix()].id
                )
            }
            Self::ConsentGiven => "consent given".to_owned(),
            Self::NoticedAtOnce => "noticed at once".to_owned(),
            Self::CrewsReady => "crews ready".to_owned(),
        }
    }

    /// In words, as a part of a sentence.
    pub fn words(self, document: &Document) -> String {
        match self {
            Self::WithoutInject(it) => format!("without “{}”", document.injects[it.ix()].name),
            Self::FallbackRehearsed(it) => format!(
                "with the fallback of “{}” ready at once",
                document.assets[it.ix()].name
            ),
            Self::ConsentGiven => "with consent given beforehand".to_owned(),
            Self::NoticedAtOnce => "with everything noticed at once".to_owned(),
            Self::CrewsReady => "with crews ready to go at once".to_owned(),
        }
    }
}

/// Assets that some milestone's asset needs, itself among them.
fn needed(document: &Document) -> Vec<bool> {
    let mut needed = vec![false; document.assets.len()];
    let mut next: Vec<AssetIx> = document.milestones.iter().map(|it| it.asset).collect();
    while let Some(asset) = next.pop() {
        if !std::mem::replace(&mut needed[asset.ix()], true) {
            let needs = &document.assets[asset.ix()].needs;
            next.extend(needs.iter().flat_map(Need::assets));
        }
    }
    needed
}
