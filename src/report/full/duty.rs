//! Who is on duty when it matters, under each policy.

use crate::report::draft::Draft;
use crate::report::exposure_text::groups;
use crate::report::head::Head;
use crate::report::language::say;
use crate::report::page::prose::{Number, Prose, prose};
use crate::report::page::tree::Column;
use crate::report::page_parts::or_none;
use crate::report::words::decimal;
use crate::study::comparison::Comparison;

/// Fewest experts that are named.
const FEWEST: f64 = 0.05;

/// Adds who of each team is on duty in each window, policies under which the same serve together.
pub(super) fn duty(draft: &mut Draft, comparison: &Comparison) {
    let language = draft.language;
    let exposure = &comparison.exposure;
    for team in exposure.teams() {
        let groups = groups(comparison, team);
        let letters: Vec<String> = ('A'..='Z').map(String::from).take(groups.len()).collect();
        draft.part(say!(language, "duty.team", team = Prose::code(team)));
        let who = groups.iter().zip(&letters).map(|(group, letter)| {
            let ids = group.iter().map(Prose::code);
            prose![Prose::strong(letter), ": ", Prose::join(ids, ", ")]
        });
        draft.list(who.collect());
        let windows = exposure.windows.iter().enumerate();
        let rows = windows.map(|(number, window)| {
            let mut cells = vec![Prose::from(&window.name), Prose::from(&window.from)];
            cells.extend(groups.iter().take(letters.len()).map(|group| {
                let is_it = |it: &&crate::study::exposure::Duty| {
                    it.policy == group[0] && it.team == team && it.window == number
                };
                let at = exposure.duties.iter().position(|it| is_it(&it));
                or_none(at.map(|at| on_duty(comparison, at)))
            }));
            cells
        });
        let grid = Head::new(language)
            .words("duty.window")
            .words("simulated.from")
            .columns(letters.iter().map(Column::words))
            .grid(say!(language, "duty.caption"), rows.collect());
        draft.table(grid);
    }
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
