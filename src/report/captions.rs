//! The words around every chart.

use crate::chart::Caption;
use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};
use crate::study::summary::Summary;

pub(super) fn caption(document: &Document, summary: &Summary, title: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: format!(
            "{} · {} to {}",
            document.title(),
            document
                .calendar
                .local(Instant::START)
                .strftime("%-d %B %Y"),
            document
                .calendar
                .local(document.end - Span::MINUTE)
                .strftime("%-d %B %Y")
        ),
        statistic: String::new(),
        interval: String::new(),
        replications: summary.replications,
        note: String::new(),
        source: source(&summary.scenario, &summary.scenario_hash, summary.seed),
    }
}

/// A caption whose title states what the chart shows; what it measures comes below.
pub(super) fn finding(caption: Caption, found: Option<String>) -> Caption {
    match found {
        Some(found) => Caption {
            subtitle: format!("{} · {}", caption.title, caption.subtitle),
            title: found,
            ..caption
        },
        None => caption,
    }
}

/// What a chart was made of: this version, the scenario and the start of its hash, the seed.
pub(super) fn source(scenario: &str, hash: &str, seed: u64) -> String {
    format!(
        "Sortie {} · scenario {scenario} ({}) · seed {seed}",
        env!("CARGO_PKG_VERSION"),
        hash.get(..12).unwrap_or_default()
    )
}
