//! What was simulated: the infrastructure.

use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::Grid;
use crate::report::page_parts::or_none;
use crate::scenario::document::{Asset, Document, Fallback};

use super::values::{count, few, number, percent, span};
use super::{MOST_ROWS, SCENARIO};

/// Most assets with a row of their own.
const MOST_ASSETS: usize = 25;
/// Most kinds of asset that are named of an owner.
const MOST_KINDS: usize = 6;

/// Adds the assets of a scenario.
pub(super) fn assets(draft: &mut Draft, document: &Document) {
    let language = draft.language;
    draft.part(say!(language, "simulated.assets"));
    let instances: usize = document.assets.iter().map(|it| it.count as usize).sum();
    let needs: usize = document.assets.iter().map(|it| it.needs.len()).sum();
    draft.say(say!(
        language,
        "simulated.assets-in-all",
        assets = count(document.assets.len()),
        instances = count(instances),
        needs = count(needs)
    ));
    draft.first_rows(by_owner(document, language), MOST_ROWS, SCENARIO);
    draft.first_rows(most_critical(document, language), MOST_ASSETS, SCENARIO);
}

fn by_owner(document: &Document, language: Language) -> Grid {
    let mut owners: Vec<(&str, Vec<&Asset>)> = Vec::new();
    for asset in &document.assets {
        match owners.iter_mut().find(|it| it.0 == asset.owner) {
            Some((_, own)) => own.push(asset),
            None => owners.push((&asset.owner, vec![asset])),
        }
    }
    owners.sort_by_key(|it| std::cmp::Reverse(it.1.len()));
    let rows = owners.into_iter().map(|(owner, own)| {
        let mut kinds: Vec<&str> = Vec::new();
        for asset in &own {
            if !asset.kind.is_empty() && !kinds.contains(&asset.kind.as_str()) {
                kinds.push(&asset.kind);
            }
        }
        let kinds = kinds.into_iter().map(Prose::from).collect();
        let instances: usize = own.iter().map(|it| it.count as usize).sum();
        let most = own.iter().map(|it| it.criticality).fold(0.0, f64::max);
        vec![
            if owner.is_empty() {
                say!(language, "simulated.no-owner")
            } else {
                owner.into()
            },
            count(own.len()),
            count(instances),
            number(most),
            few(kinds, MOST_KINDS),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.owner")
        .numbers("simulated.asset-count")
        .numbers("simulated.instances")
        .numbers("simulated.most-critical")
        .words("simulated.asset-kinds")
        .grid(say!(language, "simulated.by-owner"), rows)
}

fn most_critical(document: &Document, language: Language) -> Grid {
    let mut all: Vec<&Asset> = document.assets.iter().collect();
    all.sort_by(|a, b| b.criticality.total_cmp(&a.criticality));
    let rows = all.into_iter().map(|it| {
        vec![
            Prose::from(&it.name),
            or_none(&it.kind),
            or_none(&it.owner),
            number(it.criticality),
            or_none(it.fallback.map(|it| fallback(it, language))),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.asset")
        .words("simulated.kind")
        .words("simulated.owner")
        .numbers("simulated.criticality")
        .words("simulated.fallback")
        .grid(say!(language, "simulated.by-criticality"), rows)
}

fn fallback(fallback: Fallback, language: Language) -> Prose {
    say!(
        language,
        "simulated.fallback-after",
        level = percent(fallback.capacity),
        after = span(fallback.after)
    )
}
