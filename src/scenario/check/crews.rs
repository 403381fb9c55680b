//! Crews that no team of a rule can ever field.

use std::collections::{BTreeMap, BTreeSet};

use super::super::code::Code;
use super::super::document::{Document, ExpertGroup, Mode, Roster, Staff, Stage, WorkPlace};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::fielding::{fielding, on_call};
use super::flow;
use super::rules::{Courses, Work};
use super::watches::{Group, Watches, groups_by_nation, together};

/// Why a team can't do a stage.
///
/// In order: of several teams the one that lacks the least is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lacks {
    /// It never works remotely, and the stage is remote.
    Remote,
    /// Its experts can't cover the crew.
    Experts,
    /// Its experts can cover the crew, but not those who are on watch together.
    Watch,
}

/// Whether a team can ever do a stage of a kind.
fn lacks(document: &Document, team: usize, stage: &Stage) -> Option<Lacks> {
    let spec = &document.teams[team];
    if stage.place == WorkPlace::Remote && spec.remote <= 0.0 {
        return Some(Lacks::Remote);
    }
    if !covers(document, team, stage, &[Watches::EVERYBODY]) {
        Some(Lacks::Experts)
    } else if !covers(document, team, stage, &together(spec.hours.pattern)) {
        Some(Lacks::Watch)
    } else {
        None
    }
}

/// Whether the experts of a team, on some of these watches, can ever cover a crew.
fn covers(document: &Document, team: usize, stage: &Stage, watches: &[Watches]) -> bool {
    let covered = |groups: &[Group<'_>], roster: Option<&Roster>| {
        watches.iter().any(|watches| {
            let mut experts = watches.experts(groups);
            let mut seats = None;
            match roster {
                Some(roster) if roster.mode == Mode::OnCall => experts = on_call(roster, experts),
                Some(roster) => seats = Some(roster.seats.as_slice()),
                None => {}
            }
            let experts: Vec<&ExpertGroup> = experts.iter().collect();
            flow::covers(&stage.crew, &experts, seats)
        })
    };
    match &document.teams[team].staff {
        Staff::Unlimited { .. } => true,
        Staff::Standing(groups) => {
            let groups: Vec<Group<'_>> = groups.iter().map(|(it, nation)| (*nation, it)).collect();
            covered(&groups, None)
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
                let groups = groups_by_nation(document, &nations);
                tried.insert(nations);
                covered(&groups, Some(roster))
            })
        }
    }
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
        let wanted = *reasons.iter().flatten().max().unwrap_or(&Lacks::Experts);
        report(cx, document, *work, wanted);
    }
}

fn report(cx: &mut Cx<'_>, document: &Document, work: Work, lacks: Lacks) {
    let rule = &document.dispatch.rules[work.rule].id;
    let kind = &document.kinds[work.kind];
    let stage = &kind.stages[work.stage];
    let (name, id) = (&stage.name, &kind.id);
    let (code, key, message, help) = match lacks {
        Lacks::Remote => (
            Code::ImpossibleCrew,
            "where",
            format!(
                "`{name}` of `{id}` is remote work, but no team of the rule `{rule}` works remotely"
            ),
            "raise the `remote` of a team above \"0%\", or change `where`",
        ),
        Lacks::Experts => (
            Code::ImpossibleCrew,
            "crew",
            format!("no team of the rule `{rule}` can ever field the crew of `{name}` of `{id}`"),
            "each expert fills one place in a crew: add experts or another team, or ask for a \
             smaller crew",
        ),
        Lacks::Watch => (
            Code::NeverTogether,
            "crew",
            format!(
                "the crew of `{name}` of `{id}` is never on watch together in any team of the \
                 rule `{rule}`"
            ),
            "experts are dealt to watches one by one: reorder them, write longer turns or fewer \
             `groups`, or ask for a smaller crew",
        ),
    };
    let path = [Step::Key("stage"), Step::Nth(work.stage), Step::Key(key)];
    let place = cx.find_in(Thing::Kind, work.kind, &path);
    let teams = cx.find_in(Thing::Rule, work.rule, &[Step::Key("teams")]);
    let wanted = stage.crew.iter();
    let wanted: Vec<String> = wanted
        .map(|(skill, count)| format!("{count} `{}`", document.skills[skill.ix()]))
        .collect();
    let report = cx.report(code, place, message);
    if lacks != Lacks::Remote {
        report.label(format!("asks for {}", wanted.join(" and ")));
    }
    report.also(teams, "these are the teams").help(help);
}
