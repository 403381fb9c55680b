//! `[[dispatch.rule]]`: who may answer what, who is asked later, and when the owner gives up.

use super::super::asset_trait::Trait;
use super::super::code::Code;
use super::super::distribution::Dist;
use super::super::document::{Candidate, Rule, TeamIx};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Span;

/// Rate of work of an owner alone, unless said otherwise. Source: an assumption.
const ALONE: f64 = 0.5;

impl<'t> Cx<'t> {
    /// One rule, the `ix`th of the file.
    pub(super) fn read_rule(&mut self, block: &Block<'t>, ix: usize) -> Rule {
        let id = block.get("id").and_then(|field| field.value.as_str());
        let refusal = self.share(block.get("refusal"), 0.0);
        let mut teams = Vec::new();
        self.candidates(block, "teams", refusal, &mut teams);
        let asked_at_once = teams.len();
        for (key, other) in [("widen_after", "widen_to"), ("widen_to", "widen_after")] {
            if block.has(key) && !block.has(other) {
                self.missing_part(block, other, &format!("a rule with `{key}`"));
            }
        }
        if block.has("widen_to") {
            self.candidates(block, "widen_to", refusal, &mut teams);
        }
        let give_up_after = block.get("give_up_after").map(|f| self.dist(Some(f)));
        let alone = self.alone(block);
        Rule {
            id: id.map_or_else(|| format!("rule-{}", ix + 1), str::to_owned),
            severity: self.severities(block.get("severity")),
            kinds: self.kinds(block.get("kinds")),
            tags: self.traits(block.get("tags"), Trait::Tag),
            owners: self.traits(block.get("owners"), Trait::Owner),
            countries: self.traits(block.get("countries"), Trait::Country),
            stages: self.texts(block.get("stages")),
            teams,
            asked_at_once,
            widen_after: self.span(block.get("widen_after"), Span::ZERO),
            give_up_after,
            alone,
        }
    }

    /// `alone`: the rate of an owner who has given up.
    fn alone(&mut self, block: &Block<'t>) -> f64 {
        let Some(field) = block.get("alone") else {
            return ALONE;
        };
        let errors = self.errors();
        let alone = self.share(Some(field), ALONE);
        if alone <= 0.0 && self.errors() == errors {
            let message = "an owner alone who does nothing would never be done";
            self.report(Code::NotPositive, field.place(), message)
                .help("write a share above zero, or take `give_up_after` out");
            return ALONE;
        }
        if !block.has("give_up_after") {
            let message = "`alone` has no effect here: the owner never gives up";
            self.report(Code::DispatchNoEffect, field.place(), message)
                .help("write `give_up_after` too, or take it out");
        }
        alone
    }

    /// Adds the teams that a key lists to those found before.
    fn candidates(
        &mut self,
        block: &Block<'t>,
        key: &'static str,
        refusal: f64,
        found: &mut Vec<Candidate>,
    ) {
        let errors = self.errors();
        let entries = self.one_or_many(block.get(key));
        if entries.is_empty() && self.errors() == errors {
            let message = "a rule needs at least one team";
            self.report(Code::NoTeam, block.place_of(key), message)
                .help(format!(
                    "like {key} = [\"own-it\", {{ team = \"eu-crrt\", approval = \"12h\" }}]"
                ));
        }
        for entry in entries {
            let Some(candidate) = self.candidate(entry, refusal) else {
                continue;
            };
            if found.iter().any(|it| it.team == candidate.team) {
                let message = if key == "teams" {
                    "this team is in the list already"
                } else {
                    "this team is asked already"
                };
                self.report(Code::RepeatedReference, entry.place(), message)
                    .help("once is enough: take it out");
                continue;
            }
            found.push(candidate);
        }
    }

    /// A team's id, or `{ team, approval, refusal }`.
    fn candidate(&mut self, entry: Field<'t>, refusal: f64) -> Option<Candidate> {
        if !entry.value.is_table() {
            return Some(Candidate {
                team: TeamIx::from(self.refer(entry, Thing::Team)?),
                approval: Dist::ZERO,
                refusal,
            });
        }
        let block = self.block(entry, &schema::CANDIDATE)?;
        let team = block.get("team").and_then(|f| self.refer(f, Thing::Team));
        let approval = self.dist(block.get("approval"));
        let refusal = self.share(block.get("refusal"), refusal);
        Some(Candidate {
            team: TeamIx::from(team?),
            approval,
            refusal,
        })
    }
}
