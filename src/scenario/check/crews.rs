//! Crews that no team of a rule can ever field.

use std::collections::{BTreeMap, BTreeSet};

use super::super::code::Code;
use super::super::document::{Document, ExpertGroup, Mode, Place, Role, Roster, Staff, Stage};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::super::time::Instant;
use super::flow;
use super::rules::{Courses, Work};

/// Why a team can't do a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lacks {
    /// It never works remotely, and the stage is remote.
    Remote,
    /// Its experts can't cover the crew.
    Experts,
}

/// Whether a team can ever do a stage of a kind.
fn lacks(document: &Document, team: usize, stage: &Stage) -> Option<Lacks> {
    let team = &document.teams[team];
    if stage.place == Place::Remote && team.remote <= 0.0 {
        return Some(Lacks::Remote);
    }
    let able = match &team.staff {
        Staff::Unlimited { .. } => true,
        Staff::Standing(groups) => {
            let groups: Vec<&ExpertGroup> = groups.iter().map(|(group, _)| group).collect();
            flow::covers(&stage.crew, &groups, None)
        }
        Staff::Roster(roster) => {
            let roster = &document.rosters[roster.ix()];
            // The nations that take part are seldom different from shift to shift.
            let mut tried: BTreeSet<Vec<usize>> = BTreeSet::new();
            (0..roster.shifts.len()).any(|shift| {
                let Some((from, to)) = roster.span(shift, document.end) else {
                    return false;
                };
                let nations = fielding(document, roster, from, to);
                if tried.contains(&nations) {
                    return false;
                }
                let groups = groups_of(document, &nations);
                tried.insert(nations);
                if roster.mode == Mode::OnCall {
                    let useful = on_call(roster, groups);
                    flow::covers(&stage.crew, &useful, None)
                } else {
                    flow::covers(&stage.crew, &groups, Some(&roster.seats))
                }
            })
        }
    };
    (!able).then_some(Lacks::Experts)
}

/// The nations of a roster that may field experts at some time of an interval.
pub(super) fn fielding(
    document: &Document,
    roster: &Roster,
    from: Instant,
    to: Instant,
) -> Vec<usize> {
    let mut nations: Vec<usize> = roster.nations.iter().map(|nation| nation.ix()).collect();
    nations.extend(roster.lead.map(super::super::document::NationIx::ix));
    nations.sort_unstable();
    nations.dedup();
    nations.retain(|nation| takes_part(document, *nation, from, to));
    nations
}

/// The experts whom some seat of a roster could use.
fn on_call<'d>(roster: &Roster, mut groups: Vec<&'d ExpertGroup>) -> Vec<&'d ExpertGroup> {
    let useful = |skill| roster.seats.iter().any(|(seat, _)| seat == skill);
    groups.retain(|group| group.skills.iter().any(useful));
    groups
}

/// True if a nation is lead or participant at some time of an interval.
pub(super) fn takes_part(document: &Document, nation: usize, from: Instant, to: Instant) -> bool {
    let memberships = document.nations[nation].membership.iter();
    memberships
        .filter(|m| m.role != Role::Observer)
        .any(|m| m.from < to && from < m.to)
}

/// The experts of some nations.
pub(super) fn groups_of<'d>(document: &'d Document, nations: &[usize]) -> Vec<&'d ExpertGroup> {
    let nations = nations.iter().map(|nation| &document.nations[*nation]);
    nations.flat_map(|nation| &nation.experts).collect()
}

/// Answers of [`lacks`] that were found already.
struct Memory<'d> {
    document: &'d Document,
    known: BTreeMap<(usize, usize, usize), Option<Lacks>>,
}

impl<'d> Memory<'d> {
    const fn new(document: &'d Document) -> Self {
        Self {
            document,
            known: BTreeMap::new(),
        }
    }

    fn lacks(&mut self, team: usize, kind: usize, stage: usize) -> Option<Lacks> {
        let document = self.document;
        *self
            .known
            .entry((team, kind, stage))
            .or_insert_with(|| lacks(document, team, &document.kinds[kind].stages[stage]))
    }
}

/// True if the staff of a team was read without mistakes.
fn staff_known(cx: &Cx<'_>, document: &Document, team: usize) -> bool {
    if cx.is_broken(Thing::Team, team) {
        return false;
    }
    let Staff::Roster(roster) = document.teams[team].staff else {
        return true;
    };
    let nation_broken = |nation: usize| cx.is_broken(Thing::Nation, nation);
    let it = &document.rosters[roster.ix()];
    !cx.is_broken(Thing::Roster, roster.ix())
        && cx.clock_known()
        && !it
            .nations
            .iter()
            .chain(&it.lead)
            .any(|n| nation_broken(n.ix()))
}

pub(super) fn check(cx: &mut Cx<'_>, document: &Document, courses: &Courses) {
    let mut memory = Memory::new(document);
    let mut reported: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    for work in courses.work.keys() {
        let Work {
            rule, kind, stage, ..
        } = *work;
        if reported.contains(&(rule, kind, stage))
            || cx.is_broken(Thing::Rule, rule)
            || cx.is_broken(Thing::Kind, kind)
        {
            continue;
        }
        let teams: Vec<usize> = document.dispatch.rules[rule]
            .teams
            .iter()
            .map(|candidate| candidate.team.ix())
            .collect();
        if !teams.iter().all(|team| staff_known(cx, document, *team)) {
            continue;
        }
        let reasons: Vec<Option<Lacks>> = teams
            .iter()
            .map(|team| memory.lacks(*team, kind, stage))
            .collect();
        if reasons.iter().any(Option::is_none) {
            continue;
        }
        reported.insert((rule, kind, stage));
        let remote = reasons.iter().all(|reason| *reason == Some(Lacks::Remote));
        report(cx, document, *work, remote);
    }
}

fn report(cx: &mut Cx<'_>, document: &Document, work: Work, remote: bool) {
    let rule = &document.dispatch.rules[work.rule];
    let kind = &document.kinds[work.kind];
    let stage = &kind.stages[work.stage];
    let path = |key| [Step::Key("stage"), Step::Nth(work.stage), Step::Key(key)];
    let place = cx.find_in(
        Thing::Kind,
        work.kind,
        &path(if remote { "where" } else { "crew" }),
    );
    let teams = cx.find_in(Thing::Rule, work.rule, &[Step::Key("teams")]);
    let (message, help) = if remote {
        (
            format!(
                "`{}` of `{}` is remote work, but no team of the rule `{}` works remotely",
                stage.name, kind.id, rule.id
            ),
            "raise the `remote` of a team above \"0%\", or change `where`",
        )
    } else {
        (
            format!(
                "no team of the rule `{}` can ever field the crew of `{}` of `{}`",
                rule.id, stage.name, kind.id
            ),
            "each expert fills one place in a crew: add experts or another team, or ask for a \
             smaller crew",
        )
    };
    let wanted = stage.crew.iter();
    let wanted: Vec<String> = wanted
        .map(|(skill, count)| format!("{count} {}", document.skills[skill.ix()]))
        .collect();
    let report = cx.report(Code::ImpossibleCrew, place, message);
    if !remote {
        report.label(format!("asks for {}", wanted.join(" and ")));
    }
    report.also(teams, "these are the teams").help(help);
}
