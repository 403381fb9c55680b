//! Who could help: teams, their experts and rosters.

use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Prose, prose};
use crate::report::page::tree::Grid;
use crate::report::page_parts::{none, or_none};
use crate::scenario::document::{Document, Mode, Pattern, Roster, Staff, Team};

use super::values::{count, few};
use super::{MOST_ROWS, SCENARIO};

/// Most changeovers that are named of a roster.
const MOST_SHIFTS: usize = 8;
/// Most skills that are named of a team.
const MOST_SKILLS: usize = 8;

/// Adds the teams of a scenario.
pub(super) fn people(draft: &mut Draft, document: &Document) {
    let language = draft.language;
    draft.part(say!(language, "simulated.teams"));
    draft.first_rows(teams(document, language), MOST_ROWS, SCENARIO);
    draft.first_rows(rosters(document, language), MOST_ROWS, SCENARIO);
}

/// The teams, with their experts.
pub(in crate::report) fn teams(document: &Document, language: Language) -> Grid {
    let rows = document.teams.iter().map(|it| {
        let base = it
            .site
            .map(|site| Prose::from(&document.sites[site.ix()].name));
        vec![
            Prose::from(&it.name),
            experts(document, it, language),
            few(skills(document, it), MOST_SKILLS),
            or_none(base),
            match it.hours.pattern {
                Pattern::Always => say!(language, "simulated.always"),
                Pattern::Weekly { .. } => say!(language, "simulated.weekly"),
                Pattern::Cycle { .. } => say!(language, "simulated.watches"),
            },
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.team")
        .words("simulated.experts")
        .words("simulated.skills")
        .words("simulated.base")
        .words("simulated.hours")
        .grid(say!(language, "simulated.teams-caption"), rows)
}

fn experts(document: &Document, team: &Team, language: Language) -> Prose {
    match &team.staff {
        Staff::Unlimited { .. } => say!(language, "simulated.unlimited"),
        Staff::Standing(groups) => {
            let experts: usize = groups.iter().map(|(group, _)| group.count as usize).sum();
            count(experts)
        }
        Staff::Roster(roster) => {
            let roster = &document.rosters[roster.ix()];
            say!(
                language,
                "simulated.seats-of",
                seats = count(seats(roster)),
                roster = Prose::code(&roster.id)
            )
        }
    }
}

fn seats(roster: &Roster) -> usize {
    roster.seats.iter().map(|(_, seats)| *seats as usize).sum()
}

fn skills(document: &Document, team: &Team) -> Vec<Prose> {
    let mut found: Vec<usize> = Vec::new();
    let mut add = |skill: usize| {
        if !found.contains(&skill) {
            found.push(skill);
        }
    };
    match &team.staff {
        Staff::Unlimited { .. } => return vec![none()],
        Staff::Standing(groups) => {
            let each = groups.iter().flat_map(|(group, _)| &group.skills);
            each.for_each(|skill| add(skill.ix()));
        }
        Staff::Roster(roster) => {
            let seats = &document.rosters[roster.ix()].seats;
            for (skill, _) in seats {
                add(skill.ix());
            }
        }
    }
    let names = found.into_iter().map(|ix| &document.skills[ix]);
    names.map(Prose::from).collect()
}

/// The rosters, with their nations and changeovers.
pub(in crate::report) fn rosters(document: &Document, language: Language) -> Grid {
    let nation = |ix: usize| Prose::from(&document.nations[ix].name);
    let rows = document.rosters.iter().map(|it| {
        let nations = it.nations.iter().map(|ix| nation(ix.ix()));
        let seats = it.seats.iter().map(|(skill, seats)| {
            prose![&document.skills[skill.ix()], " ", count(*seats as usize)]
        });
        let starts = (0..it.shifts.len()).filter_map(|shift| it.span(shift, document.end));
        let starts = starts.map(|(from, _)| {
            let day = document.calendar.local(from).date();
            Prose::from(language.date(day))
        });
        vec![
            Prose::code(&it.id),
            match it.mode {
                Mode::Rotating => say!(language, "simulated.rotating"),
                Mode::Permanent => say!(language, "simulated.permanent"),
                Mode::OnCall => say!(language, "simulated.on-call"),
            },
            Prose::join(nations, ", "),
            or_none(it.lead.map(|lead| nation(lead.ix()))),
            Prose::join(seats, ", "),
            few(starts.collect(), MOST_SHIFTS),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.roster")
        .words("simulated.mode")
        .words("simulated.nations")
        .words("simulated.lead")
        .words("simulated.seats")
        .words("simulated.shifts")
        .grid(say!(language, "simulated.rosters"), rows)
}
