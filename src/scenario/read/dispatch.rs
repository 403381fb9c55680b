//! `[dispatch]` and `[[target]]`: who goes next, and how soon it should be.

use super::super::code::Code;
use super::super::dist::Dist;
use super::super::document::{
    Candidate, Dispatch, KindIx, Moment, QueueOrder, Rule, Severity, SeveritySet, Target,
    TeamChoice, TeamIx,
};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::selector::Trait;
use super::super::time::Span;

impl<'t> Cx<'t> {
    /// `[dispatch]`.
    pub fn read_dispatch(&mut self) -> Dispatch {
        let mut dispatch = Dispatch {
            order: QueueOrder::Fifo,
            choose: TeamChoice::Preference,
            preempt: None,
            reserves: Vec::new(),
            prepositions: Vec::new(),
            rules: Vec::new(),
        };
        let Some(block) = self
            .top("dispatch")
            .and_then(|f| self.block(f, &schema::DISPATCH))
        else {
            return dispatch;
        };
        let orders = ["fifo", "severity", "impact", "deadline"];
        match self.choice(block.get("order"), &orders, 2) {
            Some(1) => dispatch.order = QueueOrder::Severity,
            _ => dispatch.order = QueueOrder::Fifo,
        }
        let choices = ["preference", "nearest", "least_busy", "most_effective"];
        match self.choice(block.get("choose"), &choices, 2) {
            Some(1) => dispatch.choose = TeamChoice::Nearest,
            _ => dispatch.choose = TeamChoice::Preference,
        }
        let list = block.get("rule");
        dispatch.rules = self.read_all(list, Thing::Rule, &schema::RULE, |cx, block, ix| {
            cx.read_rule(block, ix)
        });
        dispatch
    }

    /// One of some words, of which only the first few are supported yet.
    fn choice(
        &mut self,
        field: Option<Field<'t>>,
        words: &[&'static str],
        supported: usize,
    ) -> Option<usize> {
        let field = field?;
        let ix = self.word(field, words)?;
        if ix >= supported {
            self.not_yet(
                field.place(),
                &format!("`{} = \"{}\"`", field.key, words[ix]),
            );
            return None;
        }
        Some(ix)
    }

    /// Severities; none named means all.
    fn severities(&mut self, field: Option<Field<'t>>) -> SeveritySet {
        let mut set = 0;
        for entry in self.one_or_many(field) {
            if let Some(severity) = self.severity(entry) {
                set |= 1 << severity as u8;
            }
        }
        if set == 0 {
            SeveritySet::ALL
        } else {
            SeveritySet(set)
        }
    }

    fn kinds(&mut self, field: Option<Field<'t>>) -> Vec<KindIx> {
        let kinds = self.refers(field, Thing::Kind);
        kinds.into_iter().map(KindIx::from).collect()
    }

    fn read_rule(&mut self, block: &Block<'t>, ix: usize) -> Rule {
        let id = block.get("id").and_then(|field| field.value.as_str());
        let teams = self.candidates(block);
        Rule {
            asked_at_once: teams.len(),
            widen_after: Span::ZERO,
            give_up_after: None,
            alone: 1.0,
            id: id.map_or_else(|| format!("rule-{}", ix + 1), str::to_owned),
            severity: self.severities(block.get("severity")),
            kinds: self.kinds(block.get("kinds")),
            tags: self.traits(block.get("tags"), Trait::Tag),
            owners: self.traits(block.get("owners"), Trait::Owner),
            countries: self.traits(block.get("countries"), Trait::Country),
            stages: self.texts(block.get("stages")),
            teams,
        }
    }

    fn candidates(&mut self, block: &Block<'t>) -> Vec<Candidate> {
        let errors = self.errors();
        let entries = self.one_or_many(block.get("teams"));
        if entries.is_empty() && self.errors() == errors {
            let message = "a rule needs at least one team";
            self.report(Code::NoTeam, block.place_of("teams"), message)
                .help("like teams = [\"own-it\", { team = \"eu-crrt\", approval = \"12h\" }]");
        }
        let mut found: Vec<Candidate> = Vec::new();
        for entry in entries {
            let (team, approval) = if entry.value.is_table() {
                let Some(block) = self.block(entry, &schema::CANDIDATE) else {
                    continue;
                };
                let team = block.get("team").and_then(|f| self.refer(f, Thing::Team));
                (team, self.dist(block.get("approval")))
            } else {
                (self.refer(entry, Thing::Team), Dist::ZERO)
            };
            let Some(team) = team.map(TeamIx::from) else {
                continue;
            };
            if found.iter().any(|candidate| candidate.team == team) {
                let message = "this team is in the list already";
                self.report(Code::RepeatedReference, entry.place(), message)
                    .help("once is enough: take it out");
                continue;
            }
            found.push(Candidate {
                team,
                approval,
                refusal: 0.0,
            });
        }
        found
    }

    /// `[[target]]`.
    pub fn read_targets(&mut self) -> Vec<Target> {
        let list = self.top("target");
        self.read_all(list, Thing::Target, &schema::TARGET, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let from = cx.moment(block, "from", Moment::Detected);
            let to = cx.moment(block, "to", Moment::HandsOn);
            if to <= from {
                let key = if block.has("to") { "to" } else { "from" };
                let message = format!("`{}` doesn't come after `{}`", to.name(), from.name());
                cx.report(Code::TargetOrder, block.place_of(key), message)
                    .help(format!(
                        "the moments of an incident in order: {}",
                        Moment::ALL.map(Moment::name).join(", ")
                    ));
            }
            let team = block.get("team").and_then(|f| cx.refer(f, Thing::Team));
            if team.is_some() && to > Moment::HandsOn {
                let message = format!(
                    "`{}` is a moment of the incident, not of one team's work",
                    to.name()
                );
                cx.report(Code::TargetTeam, block.place_of("to"), message)
                    .help("stop at `hands_on` or before, or take `team` out");
            }
            Target {
                name: cx.name_of(block, &id),
                from,
                to,
                within: cx.positive_span(block.get("within"), Span::HOUR),
                severity: cx.severities(block.get("severity")),
                kinds: cx.kinds(block.get("kinds")),
                tags: cx.traits(block.get("tags"), Trait::Tag),
                team: team.map(TeamIx::from),
                id,
            }
        })
    }

    fn moment(&mut self, block: &Block<'t>, key: &str, default: Moment) -> Moment {
        let names = Moment::ALL.map(Moment::name);
        let ix = block.get(key).and_then(|field| self.word(field, &names));
        ix.map_or(default, |ix| Moment::ALL[ix])
    }
}

/// The probability-weighted severities that can occur, as a set.
pub fn possible(severity: &[f64; 4]) -> SeveritySet {
    let set = Severity::ALL
        .iter()
        .filter(|s| severity[s.ix()] > 0.0)
        .fold(0, |set, s| set | 1 << *s as u8);
    SeveritySet(set)
}
