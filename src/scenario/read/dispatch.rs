//! `[dispatch]` and `[[target]]`: who goes next, and how soon it should be.

use super::super::asset_trait::Trait;
use super::super::code::Code;
use super::super::document::{
    Dispatch, KindIx, Moment, Preempt, QueueOrder, Severity, SeveritySet, Target, Team, TeamChoice,
    TeamIx,
};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Span;

const ORDERS: [(&str, QueueOrder); 4] = [
    ("fifo", QueueOrder::Fifo),
    ("severity", QueueOrder::Severity),
    ("impact", QueueOrder::Impact),
    ("deadline", QueueOrder::Deadline),
];

const CHOICES: [(&str, TeamChoice); 4] = [
    ("preference", TeamChoice::Preference),
    ("nearest", TeamChoice::Nearest),
    ("least_busy", TeamChoice::LeastBusy),
    ("most_effective", TeamChoice::MostEffective),
];

const PREEMPTS: [(&str, Preempt); 2] = [("resume", Preempt::Resume), ("restart", Preempt::Restart)];

impl<'t> Cx<'t> {
    /// `[dispatch]`.
    pub(crate) fn read_dispatch(&mut self, teams: &[Team]) -> Dispatch {
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
        dispatch.order = self.choice(block.get("order"), &ORDERS);
        dispatch.choose = self.choice(block.get("choose"), &CHOICES);
        let preempt = block.get("preempt");
        dispatch.preempt = preempt
            .and_then(|field| self.word(field, &PREEMPTS.map(|(name, _)| name)))
            .map(|ix| PREEMPTS[ix].1);
        dispatch.reserves = self.read_reserves(&block, teams);
        dispatch.prepositions = self.read_prepositions(&block);
        let list = block.get("rule");
        dispatch.rules = self.read_all(list, Thing::Rule, &schema::RULE, |cx, block, ix| {
            cx.read_rule(block, ix)
        });
        dispatch
    }

    /// One of some words, the first unless another is written.
    fn choice<T: Copy>(&mut self, field: Option<Field<'t>>, words: &[(&'static str, T)]) -> T {
        let names: Vec<&'static str> = words.iter().map(|(name, _)| *name).collect();
        let chosen = field.and_then(|field| self.word(field, &names));
        words[chosen.unwrap_or(0)].1
    }

    /// Severities; none named means all.
    pub(super) fn severities(&mut self, field: Option<Field<'t>>) -> SeveritySet {
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

    pub(super) fn kinds(&mut self, field: Option<Field<'t>>) -> Vec<KindIx> {
        let kinds = self.refers(field, Thing::Kind);
        kinds.into_iter().map(KindIx::from).collect()
    }

    /// `[[target]]`.
    pub(crate) fn read_targets(&mut self) -> Vec<Target> {
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
pub(crate) fn possible(severity: &[f64; 4]) -> SeveritySet {
    let set = Severity::ALL
        .iter()
        .filter(|s| severity[s.ix()] > 0.0)
        .fold(0, |set, s| set | 1 << *s as u8);
    SeveritySet(set)
}
