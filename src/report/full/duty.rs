//! Who is on duty when it matters, under each policy.

use crate::report::album::Album;
use crate::report::draft::Draft;
use crate::report::exposure_text::{Alike, groups, letters};
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::nations_figure::{self, most_moved};
use crate::report::page::prose::{Number, Prose, prose};
use crate::report::page::tree::{Column, Grid};
use crate::report::page_parts::or_none;
use crate::report::words::decimal;
use crate::scenario::document::Document;
use crate::study::comparison::Comparison;

/// Fewest experts that are named.
const FEWEST: f64 = 0.05;

/// Most columns of policies in a table: more have no room on paper.
const MOST_COLUMNS: usize = 5;

/// Adds who of each team is on duty in each window, policies under which the same serve together.
pub(super) fn duty(
    draft: &mut Draft,
    (document, comparison, album): (&Document, &Comparison, &Album),
) {
    let language = draft.language;
    let exposure = &comparison.exposure;
    for team in exposure.teams() {
        let groups = groups(comparison, team);
        let letters = letters(groups.len());
        draft.part(say!(language, "duty.team", team = Prose::code(team)));
        let who = groups.iter().zip(&letters).map(|(group, letter)| {
            let ids = group.iter().map(Prose::code);
            prose![Prose::strong(letter), ": ", Prose::join(ids, ", ")]
        });
        draft.list(who.collect());
        if let Some(nation) = most_moved(comparison, document, team) {
            draft.figure(
                (album, &nations_figure::file(team)),
                &say!(language, "figures.nations"),
                &say!(language, "figures.nations-finding", nation = nation),
                on_average(comparison, (&groups, &letters), team, language),
            );
        }
        let parts = groups.chunks(MOST_COLUMNS);
        for (groups, letters) in parts.zip(letters.chunks(MOST_COLUMNS)) {
            draft.table(by_window(comparison, (groups, letters), team, language));
        }
    }
}

/// Who is on duty in each window, with a column for some of the groups of policies.
fn by_window(
    comparison: &Comparison,
    (groups, letters): (&[Alike<'_>], &[String]),
    team: &str,
    language: Language,
) -> Grid {
    let windows = comparison.exposure.windows.iter().enumerate();
    let rows = windows.map(|(number, window)| {
        let mut cells = vec![Prose::from(&window.name), Prose::from(&window.from)];
        cells.extend(groups.iter().map(|group| {
            let at = place(comparison, group[0], team, number);
            or_none(at.map(|at| on_duty(comparison, at)))
        }));
        cells
    });
    Head::new(language)
        .words("duty.window")
        .words("simulated.from")
        .columns(letters.iter().map(Column::words))
        .grid(say!(language, "duty.caption"), rows.collect())
}

/// Where the duty of a policy's team in a window stands.
fn place(comparison: &Comparison, policy: &str, team: &str, window: usize) -> Option<usize> {
    let mut all = comparison.exposure.duties.iter();
    all.position(|it| it.policy == policy && it.team == team && it.window == window)
}

/// The nations on duty under each group of policies, mean over the windows that matter.
fn on_average(
    comparison: &Comparison,
    (groups, letters): (&[Alike<'_>], &[String]),
    team: &str,
    language: Language,
) -> Grid {
    let windows = nations_figure::windows(comparison);
    let rows = groups.iter().zip(letters).map(|(group, letter)| {
        let mut nations: Vec<(&str, f64, Vec<String>)> = Vec::new();
        for window in &windows {
            let Some(at) = place(comparison, group[0], team, *window) else {
                continue;
            };
            let duties = comparison.exposure.duties[at].nations.iter().enumerate();
            for (ix, (nation, experts)) in duties {
                let from = format!("exposure.duties.{at}.nations.{ix}.1");
                match nations.iter_mut().find(|it| it.0 == nation) {
                    Some(known) => {
                        known.1 += experts;
                        known.2.push(from);
                    }
                    None => nations.push((nation, *experts, vec![from])),
                }
            }
        }
        let count = windows.len().max(1);
        let said = nations.iter().filter_map(|(nation, sum, from)| {
            let mean = sum / count as f64;
            let from = format!("{} / {count}", from.join(" + "));
            (mean >= FEWEST).then(|| prose![*nation, " ", Number::new(decimal(mean, 1), from)])
        });
        vec![letter.into(), or_none(Prose::join(said, ", "))]
    });
    Head::new(language)
        .words("duty.policies")
        .words("duty.nations")
        .grid(say!(language, "duty.mean"), rows.collect())
}

/// The nations on duty, with their experts.
fn on_duty(comparison: &Comparison, at: usize) -> Prose {
    let nations = comparison.exposure.duties[at].nations.iter().enumerate();
    let some = nations.filter(|(_, (_, experts))| *experts >= FEWEST);
    let said = some.map(|(ix, (nation, experts))| {
        let whole = (experts - experts.round()).abs() < FEWEST;
        let from = format!("exposure.duties.{at}.nations.{ix}.1");
        let number = Number::new(decimal(*experts, u32::from(!whole)), from);
        prose![nation, " ", number]
    });
    or_none(Prose::join(said, ", "))
}
