//! What was lost: of all services in one election period, and of each asset.

use crate::outcome::Scalar;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::Grid;
use crate::report::page_parts::or_none;
use crate::report::words::{decimal, printed};
use crate::scenario::document::Document;
use crate::study::summary::Summary;

use super::tallies::spread_cells;

/// Most assets with a row of their own.
const MOST_ASSETS: usize = 20;

/// The assets that lose service, those that lose most first.
pub(super) fn by_asset(document: &Document, summary: &Summary, language: Language) -> Grid {
    let mut counts = summary.counts.iter();
    let all_ix = counts.position(|it| it.name == Scalar::ServiceLoss.name());
    let all = all_ix.map_or(0.0, |ix| summary.counts[ix].mean.estimate);
    let loss = |ix: usize| summary.assets[ix].service_loss_hours.estimate;
    let mut order: Vec<usize> = (0..summary.assets.len())
        .filter(|ix| loss(*ix) > 0.0)
        .collect();
    order.sort_by(|a, b| loss(*b).total_cmp(&loss(*a)));
    let found = order.len();
    order.truncate(MOST_ASSETS);
    let shown = order.len();
    let rows = order.into_iter().map(|ix| {
        let at = format!("assets.{ix}.service_loss_hours");
        let id = &summary.assets[ix].id;
        let spread = format!("{}:{id}", Scalar::ServiceLoss.name());
        let mut histories = summary.histories.iter();
        let [range, ..] = spread_cells(summary, histories.position(|it| it.id == spread), language);
        let part = all_ix.filter(|_| all > 0.0).map(|all_ix| {
            let from = format!("{at}.estimate / counts.{all_ix}.estimate");
            let part = decimal(100.0 * loss(ix) / all, 1);
            Prose::unit(Number::times(part, from, 100.0), "%")
        });
        vec![
            Prose::from(&document.assets[ix].name),
            printed(&summary.assets[ix].service_loss_hours).at(&at),
            or_none(part),
            range,
        ]
    });
    let rows = rows.collect();
    let caption = if shown < found {
        say!(
            language,
            "results.most-lost",
            shown = shown.to_string(),
            file = Prose::code("summary.json")
        )
    } else {
        say!(language, "results.lost")
    };
    Head::new(language)
        .words("simulated.asset")
        .numbers("results.loss")
        .numbers("results.part")
        .numbers("results.nine-of-ten")
        .grid(caption, rows)
}

/// The asset that loses most: the first of its table.
pub(super) fn most_lost(by_asset: &Grid, language: Language) -> Prose {
    let first = by_asset.rows.first().and_then(|row| match &row[..] {
        [asset, _, part, ..] => Some((asset.clone(), part.clone())),
        _ => None,
    });
    let said =
        first.map(|(asset, part)| say!(language, "figures.most-lost", asset = asset, part = part));
    said.into()
}
