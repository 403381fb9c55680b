//! What is written and has no effect.

use super::super::code::Code;
use super::super::document::{Aim, Document, Role, Severity, SeveritySet, Staff, Target};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::possible::Possible;

/// Comparisons after which a warning isn't worth its time.
const PATIENCE: usize = 100_000_000;

pub(super) fn warn(cx: &mut Cx<'_>, document: &Document, possible: &Possible) {
    if document.threats.is_empty() && document.injects.is_empty() {
        let place = cx.find(&[Step::Key("scenario")]);
        cx.report(
            Code::NothingHappens,
            place,
            "nothing happens in this scenario",
        )
        .help("add a [[threat]] or an [[inject]]");
    } else {
        kinds(cx, document, possible);
        targets(cx, document, possible);
    }
    teams_and_rosters(cx, document);
    nations(cx, document);
    sites(cx, document);
    objectives(cx, document);
}

fn kinds(cx: &mut Cx<'_>, document: &Document, possible: &Possible) {
    for (ix, kind) in document.kinds.iter().enumerate() {
        if !possible.happens(ix) {
            let place = cx.find_id(Thing::Kind, ix);
            let message = format!("incidents of the kind `{}` never happen", kind.id);
            cx.report(Code::UnusedKind, place, message)
                .help("name it in a threat, an inject or a consequence, or take it out");
        }
    }
}

fn targets(cx: &mut Cx<'_>, document: &Document, possible: &Possible) {
    let named = named(document);
    let work = document.targets.len() * document.kinds.len() * document.assets.len();
    if work > PATIENCE {
        return;
    }
    for (ix, target) in document.targets.iter().enumerate() {
        let place = cx.find_id(Thing::Target, ix);
        if !document.kinds.is_empty() && !falls_under(document, possible, target) {
            let message = format!(
                "no incident that can happen falls under the target `{}`",
                target.id
            );
            cx.report(Code::TargetNothing, place, message)
                .help("an incident must match every key of a target, and any value within a key");
        } else if let Some(team) = target.team
            && !named[team.ix()]
        {
            let message = format!(
                "no rule ever calls `{}`, so nothing falls under the target `{}`",
                document.teams[team.ix()].id,
                target.id
            );
            cx.report(Code::TargetNothing, place, message)
                .help("name the team in a [[dispatch.rule]]");
        }
    }
}

fn falls_under(document: &Document, possible: &Possible, target: &Target) -> bool {
    let overlap = |set: SeveritySet| {
        Severity::ALL
            .iter()
            .any(|severity| set.contains(*severity) && target.severity.contains(*severity))
    };
    (0..document.kinds.len()).any(|kind| {
        let wanted = target.kinds.is_empty() || target.kinds.iter().any(|k| k.ix() == kind);
        wanted
            && overlap(possible.severities[kind])
            && document.assets.iter().enumerate().any(|(ix, asset)| {
                possible.on(kind, ix)
                    && (target.tags.is_empty()
                        || target.tags.iter().any(|tag| asset.tags.contains(tag)))
            })
    })
}

/// By team: some rule names it.
fn named(document: &Document) -> Vec<bool> {
    let mut named = vec![false; document.teams.len()];
    for candidate in document.dispatch.rules.iter().flat_map(|rule| &rule.teams) {
        named[candidate.team.ix()] = true;
    }
    named
}

fn teams_and_rosters(cx: &mut Cx<'_>, document: &Document) {
    let mut used = vec![false; document.rosters.len()];
    for (ix, (team, named)) in document.teams.iter().zip(named(document)).enumerate() {
        if let Staff::Roster(roster) = team.staff {
            used[roster.ix()] = true;
        }
        if !named {
            let place = cx.find_id(Thing::Team, ix);
            let message = format!("no rule names the team `{}`", team.id);
            cx.report(Code::UnusedTeam, place, message)
                .help("it would never be called: name it in a [[dispatch.rule]]");
        }
    }
    for (ix, roster) in document.rosters.iter().enumerate() {
        if !used[ix] {
            let place = cx.find_id(Thing::Roster, ix);
            let message = format!("no team uses the roster `{}`", roster.id);
            cx.report(Code::UnusedRoster, place, message)
                .help(format!("write roster = \"{}\" in a [[team]]", roster.id));
        }
    }
}

/// A nation with experts to offer that nobody asks. One without experts, or one that only
/// watches, is a fact and no mistake.
fn nations(cx: &mut Cx<'_>, document: &Document) {
    let mut asked = vec![false; document.nations.len()];
    for roster in &document.rosters {
        for nation in roster.nations.iter().chain(&roster.lead) {
            asked[nation.ix()] = true;
        }
    }
    for (ix, nation) in document.nations.iter().enumerate() {
        let mut roles = nation.membership.iter().map(|m| m.role);
        let offers = !nation.experts.is_empty() && roles.any(|role| role != Role::Observer);
        if offers && !asked[ix] {
            let place = cx.find_id(Thing::Nation, ix);
            let message = format!(
                "no roster names the nation `{}`: its experts stay at home",
                nation.id
            );
            cx.report(Code::UnusedNation, place, message)
                .help("name it in the `nations` of a [[roster]], or as its `lead`");
        }
    }
}

fn sites(cx: &mut Cx<'_>, document: &Document) {
    let mut used = vec![false; document.sites.len()];
    let assets = document.assets.iter().filter_map(|asset| asset.site);
    let teams = document.teams.iter().filter_map(|team| team.site);
    let nations = document.nations.iter().filter_map(|nation| nation.site);
    let waiting = document.dispatch.prepositions.iter().map(|it| it.site);
    for site in assets.chain(teams).chain(nations).chain(waiting) {
        used[site.ix()] = true;
    }
    for (ix, site) in document.sites.iter().enumerate() {
        if !used[ix] {
            let place = cx.find_id(Thing::Site, ix);
            let message = format!("nothing and nobody is at the site `{}`", site.id);
            cx.report(Code::UnusedSite, place, message)
                .help("name it as the `site` of an asset, a team or a nation, or take it out");
        }
    }
}

fn objectives(cx: &mut Cx<'_>, document: &Document) {
    let mut used = vec![false; document.objectives.len()];
    for aim in document.injects.iter().flat_map(|inject| &inject.aims) {
        if let Aim::Objective(ix) = aim {
            used[ix.ix()] = true;
        }
    }
    for (ix, objective) in document.objectives.iter().enumerate() {
        if !used[ix] {
            let place = cx.find_id(Thing::Objective, ix);
            let message = format!("no inject exercises the objective `{}`", objective.id);
            cx.report(Code::UnusedObjective, place, message)
                .help("name it as the `objective` of an [[inject]], or take it out");
        }
    }
}
