//! `reserve` and `preposition` of `[dispatch]`: who is kept back, and who waits where.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::document::{
    MAX_EXPERTS, Preposition, Reserve, Severity, SiteIx, Staff, Team, TeamIx,
};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, TextSpan};
use super::super::schema;

/// Most times of waiting in a scenario.
const MOST_PREPOSITIONS: usize = 1000;

impl<'t> Cx<'t> {
    /// `reserve`: one, or a list of them.
    pub(super) fn read_reserves(&mut self, dispatch: &Block<'t>, teams: &[Team]) -> Vec<Reserve> {
        let mut found: Vec<Reserve> = Vec::new();
        let mut places: BTreeMap<TeamIx, TextSpan> = BTreeMap::new();
        for block in self.one_or_more(dispatch.get("reserve"), &schema::RESERVE) {
            let team = block.get("team").and_then(|f| self.refer(f, Thing::Team));
            let experts = block
                .get("experts")
                .and_then(|f| self.whole(f, 1..=MAX_EXPERTS as u64, Code::CountRange));
            let severity = block.get("severity").and_then(|f| self.severity(f));
            let severity = severity.unwrap_or(Severity::Critical);
            let (Some(team), Some(experts)) = (team, experts) else {
                continue;
            };
            let place = block.place_of("team");
            if matches!(teams[team].staff, Staff::Unlimited { .. }) {
                let message = format!(
                    "`{}` is unlimited: nobody can be kept back of it",
                    teams[team].id
                );
                self.report(Code::NeedsExperts, place, message)
                    .help("take the reserve out, or give the team `experts`");
                continue;
            }
            let team = TeamIx::from(team);
            if let Some(earlier) = places.get(&team) {
                let message = format!("`{}` has two reserves", teams[team.ix()].id);
                self.report(Code::ReserveTwice, place, message)
                    .also(earlier.clone(), "the other one")
                    .help("keep one of them: the larger, or the one for graver incidents");
                continue;
            }
            if severity == Severity::Low {
                let message = "this reserve may go for every incident: it keeps nobody back";
                self.report(Code::ReserveForAll, block.place_of("severity"), message)
                    .help("name the least severity that is worth it, like \"critical\"");
            }
            let experts = experts as u32;
            found.push(Reserve {
                team,
                experts,
                severity,
            });
            places.insert(team, place);
        }
        found
    }

    /// `preposition`: one, or a list of them.
    pub(super) fn read_prepositions(&mut self, dispatch: &Block<'t>) -> Vec<Preposition> {
        let mut found: Vec<(Preposition, TextSpan)> = Vec::new();
        let blocks = self.one_or_more(dispatch.get("preposition"), &schema::PREPOSITION);
        if blocks.len() > MOST_PREPOSITIONS {
            let message = format!(
                "{} times of waiting; at most {MOST_PREPOSITIONS} can be",
                blocks.len()
            );
            self.report(Code::TooMany, dispatch.place_of("preposition"), message)
                .help("a team that always waits at one place has its `site` there");
            return Vec::new();
        }
        for block in blocks {
            let team = block.get("team").and_then(|f| self.refer(f, Thing::Team));
            let site = block.get("site").and_then(|f| self.refer(f, Thing::Site));
            let Some(window) = self.interval(&block) else {
                continue;
            };
            self.never(window, "the time of waiting", &block);
            let (Some(team), Some(site)) = (team, site) else {
                continue;
            };
            let place = block.place_of("from");
            let there = Preposition {
                team: TeamIx::from(team),
                site: SiteIx::from(site),
                from: window.from,
                to: window.to,
            };
            let meets = |it: &Preposition| {
                it.team == there.team && it.from < there.to && there.from < it.to
            };
            if let Some((_, earlier)) = found.iter().find(|(it, _)| meets(it)) {
                let message = "this team waits somewhere else at that time";
                self.report(Code::PrepositionOverlap, place.clone(), message)
                    .also(earlier.clone(), "the other time begins here")
                    .help("end one where the other begins: `to` is the first instant after it");
            }
            found.push((there, place));
        }
        found.into_iter().map(|(there, _)| there).collect()
    }
}
