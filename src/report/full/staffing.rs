//! Who came: nations, waits, groups of experts, duty.

use crate::outcome::Wait;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::{Column, Grid};
use crate::report::page_parts::{none, or_none};
use crate::report::words::{
    bare, duration_at, first_upper, grouped, printed, printed_duration, printed_share,
};
use crate::study::summary::Summary;

/// Most groups of experts with a row of their own.
const MOST_GROUPS: usize = 20;

/// Who sent experts.
pub(super) fn nations(summary: &Summary, language: Language) -> Grid {
    let all = summary.nations.iter().enumerate();
    let sent = all.filter(|(_, it)| it.assignments.estimate > 0.0);
    let rows = sent.map(|(ix, it)| {
        let at = format!("nations.{ix}");
        vec![
            Prose::from(&it.name),
            printed(&it.assignments).at(&format!("{at}.assignments")),
            printed(&it.expert_hours).at(&format!("{at}.expert_hours")),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("results.nation")
        .numbers("results.sent")
        .numbers("results.expert-hours")
        .grid(say!(language, "results.nations"), rows)
}

/// What requests waited for, without what nobody waits for.
pub(in crate::report) fn waits(summary: &Summary, language: Language) -> Grid {
    let is_used = |wait: Wait| {
        let mut rows = summary.waits.iter();
        rows.any(|row| row.parts()[wait as usize] > 0.0)
    };
    let used: Vec<Wait> = Wait::ALL.into_iter().filter(|it| is_used(*it)).collect();
    let rows = summary.waits.iter().enumerate().map(|(ix, row)| {
        let at = format!("waits.{ix}");
        let mut cells = vec![
            Prose::from(&row.name),
            Number::new(grouped(row.n), format!("{at}.n")).into(),
        ];
        cells.extend(used.iter().map(|wait| match row.parts()[*wait as usize] {
            part if part > 0.0 => duration_at(part, format!("{at}.{}", wait.name())),
            _ => none(),
        }));
        cells.push(printed_duration(&row.in_all).at(&format!("{at}.in_all")));
        cells
    });
    let rows = rows.collect();
    let head = Head::new(language)
        .words("simulated.team")
        .numbers("results.requests");
    let names = used.iter().map(|it| language.word("wait", it.name()));
    head.columns(names.map(|it| Column::numbers(first_upper(&it))))
        .numbers("results.wait-in-all")
        .grid(say!(language, "results.waits"), rows)
}

/// Experts alike, those with most work first.
pub(super) fn groups(summary: &Summary, language: Language) -> Grid {
    let mut all: Vec<_> = summary.groups.iter().enumerate().collect();
    all.sort_by(|(_, a), (_, b)| b.utilisation.estimate.total_cmp(&a.utilisation.estimate));
    all.truncate(MOST_GROUPS);
    let rows = all.into_iter().map(|(ix, it)| {
        let at = format!("groups.{ix}");
        let experts = Number::new(it.experts.to_string(), format!("{at}.experts"));
        vec![
            Prose::from(it.words()),
            Prose::from(&it.name),
            experts.into(),
            printed(&it.expert_hours).at(&format!("{at}.expert_hours")),
            printed_share(&it.utilisation).at(&format!("{at}.utilisation")),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("results.group")
        .words("simulated.team")
        .numbers("simulated.experts")
        .numbers("results.expert-hours")
        .numbers("run.teams.busy")
        .grid(say!(language, "results.groups"), rows)
}

/// What rosters cost, and how effective those on duty are.
pub(super) fn rosters(summary: &Summary, language: Language) -> Grid {
    let rows = summary.rosters.iter().enumerate().map(|(ix, it)| {
        let at = format!("rosters.{ix}");
        let days = Number::new(bare(it.expert_days), format!("{at}.expert_days"));
        let share = it.effectiveness.as_ref();
        let lowest = it.lowest.as_ref();
        vec![
            Prose::from(&it.name),
            days.into(),
            or_none(share.map(|it| printed_share(it).at(&format!("{at}.effectiveness")))),
            or_none(lowest.map(|it| printed_share(&it.mean).value_at(&format!("{at}.lowest")))),
            or_none(lowest.map(|it| Prose::from(&it.on))),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.team")
        .numbers("results.expert-days")
        .numbers("results.effectiveness")
        .numbers("results.lowest")
        .words("results.lowest-on")
        .grid(say!(language, "results.rosters"), rows)
}
