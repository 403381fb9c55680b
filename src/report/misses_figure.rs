//! The chart of missed milestones and deadlines, and what for.

use crate::chart::{MissPanel, MissRow, Misses};
use crate::study::causes::MissCause;
use crate::study::estimate::Estimate;
use crate::study::summary::Summary;
use crate::world::World;

use super::captions::caption;
use super::causes_text::chief_holdup;
use super::words::{first_upper, grouped, percent};

/// The chart; none where nothing was missed.
pub(super) fn misses(world: &World, summary: &Summary) -> Option<Misses> {
    let milestones: Vec<MissRow> = summary
        .missed_milestones()
        .into_iter()
        .map(|(_, it)| {
            let missed = 1.0 - it.share.estimate;
            let chief = it.missed_by.first();
            MissRow {
                label: it.name.clone(),
                missed,
                interval: complement(&it.share),
                chief: chief.map_or(0.0, |cause| cause.share.estimate),
                words: said(missed, chief.map(of_milestone)),
            }
        })
        .collect();
    let mut targets: Vec<MissRow> = summary
        .targets
        .iter()
        .filter(|it| it.missed > 0)
        .filter_map(|it| {
            let share = it.share.as_ref()?;
            let missed = 1.0 - share.estimate;
            let (words, part) = chief_holdup(&it.missed_by)?;
            Some(MissRow {
                label: it.name.clone(),
                missed,
                interval: complement(share),
                chief: part,
                words: said(missed, Some(words)),
            })
        })
        .collect();
    // The sort is stable: of equals the first in the scenario stays first.
    targets.sort_by(|a, b| b.missed.total_cmp(&a.missed));
    let kept = summary.milestones.len() - milestones.len();
    let mut figure = caption(&world.document, summary, &title(&milestones, &targets)?);
    "Each miss has one cause: what it began with, or for deadlines what took longest"
        .clone_into(&mut figure.statistic);
    figure.note = match kept {
        0 => String::new(),
        1 => "One milestone was never missed".to_owned(),
        many => format!("{} milestones were never missed", grouped(many as u64)),
    };
    let panels = [
        ("Share of histories that missed the milestone", milestones),
        ("Share of deadlines that were missed", targets),
    ];
    Some(Misses {
        caption: figure,
        panels: panels
            .into_iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(measure, rows)| MissPanel {
                measure: measure.to_owned(),
                rows,
            })
            .collect(),
    })
}

/// What is missed most often, and what for.
fn title(milestones: &[MissRow], targets: &[MissRow]) -> Option<String> {
    let (worst, of) = match (milestones.first(), targets.first()) {
        (Some(it), _) => (it, "histories"),
        (None, Some(it)) => (it, "deadlines"),
        (None, None) => return None,
    };
    Some(format!(
        "{} is missed most, in {} of {of}",
        first_upper(&worst.label),
        percent(worst.missed)
    ))
}

/// `61%: C9 Voter lists do not answer`.
fn said(missed: f64, chief: Option<&str>) -> String {
    let share = percent(missed);
    chief.map_or_else(|| share.clone(), |words| format!("{share}: {words}"))
}

fn of_milestone(cause: &MissCause) -> &str {
    cause.source.as_ref().map_or("not told", |it| &it.name)
}

fn complement(share: &Estimate) -> Option<(f64, f64)> {
    Some((1.0 - share.high?, 1.0 - share.low?))
}
