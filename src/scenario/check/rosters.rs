//! Whether rosters can fill their seats.

use super::super::code::Code;
use super::super::document::{Document, Mode, Roster, Staff};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::read::people::MOST_EXPERTS;
use super::super::reader::Cx;
use super::super::time::{Instant, Span};
use super::fielding::{fielding, groups_of, takes_part};
use super::flow;

pub(super) fn check(cx: &mut Cx<'_>, document: &Document) {
    for (ix, roster) in document.rosters.iter().enumerate() {
        let mut nations: Vec<usize> = roster.nations.iter().map(|nation| nation.ix()).collect();
        nations.extend(roster.lead.map(super::super::document::NationIx::ix));
        nations.sort_unstable();
        nations.dedup();
        let broken = nations
            .iter()
            .any(|nation| cx.is_broken(Thing::Nation, *nation));
        if broken || cx.is_broken(Thing::Roster, ix) || !cx.clock_known() {
            continue;
        }
        if too_many(cx, document, ix, &nations) {
            cx.broken.insert((Thing::Roster, ix));
            continue;
        }
        never_taking_part(cx, document, ix, &nations);
        empty_seats(cx, document, ix, roster);
        begins_late(cx, document, ix, roster);
    }
    shared(cx, document);
}

/// Warns of a roster whose first turn begins after the start: until then nobody is on duty.
fn begins_late(cx: &mut Cx<'_>, document: &Document, ix: usize, roster: &Roster) {
    let Some(first) = roster.shifts.first().map(|shift| shift.from) else {
        return;
    };
    if first <= document.warm_up.max(Instant::START) {
        return;
    }
    let place = cx.find_in(Thing::Roster, ix, &[Step::Key("first_day")]);
    let message = format!(
        "nobody serves in this roster until {}: its first turn begins {} after the start",
        document.calendar.day(first),
        first - Instant::START
    );
    cx.report(Code::BeginsLate, place, message).help(
        "a turn may begin before the scenario does: write a first day at or before its start, unless \
         the team is founded on that day",
    );
}

fn too_many(cx: &mut Cx<'_>, document: &Document, ix: usize, nations: &[usize]) -> bool {
    let groups = groups_of(document, nations);
    let experts: u64 = groups.iter().map(|group| u64::from(group.count)).sum();
    if experts <= MOST_EXPERTS {
        return false;
    }
    let place = cx.find_in(Thing::Roster, ix, &[Step::Key("nations")]);
    let message =
        format!("the nations of this roster have {experts} experts; at most {MOST_EXPERTS} can be");
    cx.report(Code::TooManyExperts, place, message)
        .help("list the experts who could sit in a seat, not a whole service");
    true
}

/// Warns of each nation that never takes part.
fn never_taking_part(cx: &mut Cx<'_>, document: &Document, ix: usize, nations: &[usize]) {
    for nation in nations {
        if takes_part(document, *nation, Instant::START, document.end) {
            continue;
        }
        let id = &document.nations[*nation].id;
        let role = cx.find_id(Thing::Nation, *nation);
        let key = if document.rosters[ix]
            .nations
            .iter()
            .any(|n| n.ix() == *nation)
        {
            "nations"
        } else {
            "lead"
        };
        let place = cx.find_name(Thing::Roster, ix, key, id);
        let message = format!("`{id}` is in the roster, but never lead or participant meanwhile");
        cx.report(Code::NeverParticipant, place, message)
            .also(role, "its role or membership is here")
            .help("its turns come, but it fields nobody: change its role, or take it out");
    }
}

/// Warns once of the first shift with a seat that nobody can fill, or of a roster in which
/// nobody ever sits.
fn empty_seats(cx: &mut Cx<'_>, document: &Document, ix: usize, roster: &Roster) {
    let mut first: Option<(Instant, Vec<String>)> = None;
    let mut served = false;
    for from in compositions(document, roster) {
        let nations = fielding(document, roster, from, from + Span(1));
        let groups = groups_of(document, &nations);
        let filled = flow::covered(&roster.seats, &groups, None);
        served |= filled.iter().any(|count| *count > 0);
        let empty: Vec<String> = roster
            .seats
            .iter()
            .zip(filled)
            .filter(|((_, seats), filled)| filled < seats)
            .map(|((skill, seats), filled)| {
                format!(
                    "{} of {seats} for `{}`",
                    seats - filled,
                    document.skills[skill.ix()]
                )
            })
            .collect();
        if !empty.is_empty() && first.is_none() {
            first = Some((from, empty));
        }
        if served && first.is_some() {
            break;
        }
    }
    let place = cx.find_in(Thing::Roster, ix, &[Step::Key("seats")]);
    let Some((from, empty)) = first else { return };
    if !served {
        let message = format!("nobody ever serves in the roster `{}`", roster.id);
        cx.report(Code::RosterEmpty, place, message)
            .label("no nation that takes part has an expert for any of these")
            .help("give a nation of the roster such experts, while it is lead or participant");
        return;
    }
    let from = document.calendar.local(from).date();
    let message = format!(
        "seats that nobody can fill: {}, in the shift from {from} at the latest",
        empty.join(", ")
    );
    cx.report(Code::EmptySeat, place, message)
        .label("these seats stay empty")
        .help("give a nation that takes part such experts, or ask for fewer seats");
}

/// When the seats are filled within the horizon: at changeovers, and where nations leave.
fn compositions(document: &Document, roster: &Roster) -> Vec<Instant> {
    let shifts = 0..roster.shifts.len();
    let spans = shifts.filter_map(|shift| roster.span(shift, document.end));
    let mut instants: Vec<Instant> = spans.map(|(from, _)| from).collect();
    let Some(first) = instants.first().copied() else {
        return instants;
    };
    for nation in roster.nations.iter().chain(&roster.lead) {
        let terms = &document.nations[nation.ix()].membership;
        instants.extend(terms.iter().flat_map(|term| {
            // Whoever is on call serves from the day of joining.
            let joins = (roster.mode == Mode::OnCall).then_some(term.from);
            joins.into_iter().chain([term.to])
        }));
    }
    instants.retain(|at| first <= *at && *at < document.end);
    instants.sort_unstable();
    instants.dedup();
    instants
}

fn shared(cx: &mut Cx<'_>, document: &Document) {
    let mut teams = vec![None; document.rosters.len()];
    for (ix, team) in document.teams.iter().enumerate() {
        let Staff::Roster(roster) = team.staff else {
            continue;
        };
        if let Some(other) = teams[roster.ix()].replace(ix) {
            let path = [Step::Key("roster")];
            let place = cx.find_in(Thing::Team, ix, &path);
            let first = cx.find_in(Thing::Team, other, &path);
            let id = &document.rosters[roster.ix()].id;
            let message = format!("two teams draw their experts from the roster `{id}`");
            cx.report(Code::SharedRoster, place, message)
                .also(first, "the other team")
                .help("each team has its own copy of the experts: give each its own roster");
        }
    }
}
