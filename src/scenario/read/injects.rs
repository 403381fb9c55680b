//! `[[inject]]`: what the script says happens.

use super::super::code::Code;
use super::super::document::{Action, Asset, AssetIx, Inject, KindIx, Site, TeamIx};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Instant;

/// What an inject can do. Beside one of these, `message` is what players are told of it.
pub(super) const ACTIONS: [&str; 3] = ["incident", "outage", "team_lost"];

impl<'t> Cx<'t> {
    /// `[[inject]]`. Those outside the horizon are in the list too.
    pub(crate) fn read_injects(&mut self, assets: &[Asset], sites: &[Site]) -> Vec<Inject> {
        let list = self.top("inject");
        self.read_all(list, Thing::Inject, &schema::INJECT, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let at = block.get("at").and_then(|field| cx.instant(field));
            if let Some(at) = at
                && cx.clock_known()
                && (at < Instant::START || at >= cx.end)
            {
                let message = "this inject lies outside the scenario: it never happens";
                cx.report(Code::NeverInHorizon, block.place_of("at"), message)
                    .help("move it, or the scenario's `start` and `end`");
            }
            let action = cx.read_action(block, at, assets, sites);
            Inject {
                name: cx.name_of(block, &id),
                at: at.unwrap_or(Instant::START),
                chance: cx.share(block.get("chance"), 1.0),
                action: action.unwrap_or_else(|| Action::Message(String::new())),
                audience: cx.prose(block.get("audience")),
                aims: cx.aims(block.get("objective")),
                expect: cx.prose(block.get("expect")),
                handout: cx.handout(block),
                id,
            }
        })
    }

    fn read_action(
        &mut self,
        block: &Block<'t>,
        at: Option<Instant>,
        assets: &[Asset],
        sites: &[Site],
    ) -> Option<Action> {
        let given: Vec<Field<'t>> = ACTIONS.iter().filter_map(|key| block.get(key)).collect();
        let field = match (given.as_slice(), block.get("message")) {
            ([one], _) => *one,
            ([], Some(message)) => message,
            ([], None) => {
                let message = "an inject needs one of `incident`, `outage`, `team_lost`, `message`";
                self.report(Code::NoAction, block.place.clone(), message)
                    .help("the least is message = \"what the players are told\"");
                return None;
            }
            ([first, second, ..], _) => {
                let message = "an inject does one thing";
                self.report(Code::TwoActions, second.place(), message)
                    .label(format!("`{}` as well", second.key))
                    .also(first.place(), format!("`{}` is here", first.key))
                    .help("write two injects at the same time");
                return None;
            }
        };
        match field.key {
            "incident" => self.inject_incident(field, assets, sites),
            "outage" => {
                let block = self.block(field, &schema::OUTAGE)?;
                let asset = block.get("asset").and_then(|f| self.refer(f, Thing::Asset));
                let until = self.until(&block, at);
                let planned = self.flag(block.get("planned"), false);
                Some(Action::Outage {
                    asset: AssetIx::from(asset?),
                    until: until?,
                    planned,
                })
            }
            "team_lost" => {
                let block = self.block(field, &schema::TEAM_LOST)?;
                let team = block.get("team").and_then(|f| self.refer(f, Thing::Team));
                let until = self.until(&block, at);
                Some(Action::TeamLost {
                    team: TeamIx::from(team?),
                    until: until?,
                })
            }
            _ => Some(Action::Message(self.text(field)?.to_owned())),
        }
    }

    fn inject_incident(
        &mut self,
        field: Field<'t>,
        assets: &[Asset],
        sites: &[Site],
    ) -> Option<Action> {
        let block = self.block(field, &schema::INJECT_INCIDENT)?;
        let kind = block.get("kind").and_then(|f| self.refer(f, Thing::Kind));
        let targets = block.get("targets").map(|f| self.targets(f, assets, sites));
        let severity = block.get("severity").and_then(|field| self.severity(field));
        Some(Action::Incident {
            kind: KindIx::from(kind?),
            targets: targets?,
            severity,
        })
    }

    /// The end of an outage: `until` an anchor, or `for` a while.
    fn until(&mut self, block: &Block<'t>, at: Option<Instant>) -> Option<Instant> {
        match (block.get("until"), block.get("for")) {
            (Some(until), None) => {
                let until = self.instant(until)?;
                let at = at?;
                if until <= at {
                    let message = "this ends before it begins";
                    self.report(Code::IntervalReversed, block.place_of("until"), message)
                        .help("`until` must be later than the inject's `at`");
                    return None;
                }
                Some(until)
            }
            (None, Some(_)) => {
                let length = self.positive_span(block.get("for"), super::super::time::Span(1));
                Some(at? + length)
            }
            _ => {
                let message = "this needs one end: `until` or `for`";
                self.report(Code::UntilOrFor, block.place.clone(), message)
                    .help("write for = \"12h\", or until = an anchor");
                None
            }
        }
    }
}
