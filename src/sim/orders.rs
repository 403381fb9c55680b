//! Decisions to come, and what those that have been taken still order.

use crate::scenario::document::{AssetIx, TeamIx};
use crate::scenario::time::Instant;
use crate::world::experts::ExpertSet;

use super::decision::{Decision, Lineage, Refusal};

/// What players have decided about one incident.
#[derive(Clone, Debug)]
pub(super) struct IncidentOrders {
    pub incident: Lineage,
    /// Nobody is to be asked.
    pub withheld: bool,
    /// Nobody else is to go.
    pub only: Option<TeamIx>,
    /// Teams asked by decision.
    pub asked: Vec<TeamIx>,
}

/// People on their way to a site, ahead of anything that happens there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party {
    /// The decision that sent them.
    pub decision: u32,
    pub experts: ExpertSet,
    pub since: Instant,
}

/// Decisions and what they order; nothing in a study.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    /// All decisions, those to come among them.
    pub decisions: Vec<Decision>,
    /// Those that came to nothing.
    pub refused: Vec<(u32, Refusal)>,
    pub incidents: Vec<IncidentOrders>,
    /// Teams that are asked only when the players ask.
    pub on_call: Vec<TeamIx>,
    /// Until when changes of duty wait.
    pub held: Vec<(TeamIx, Instant)>,
    /// Shifts that began before their time.
    pub advanced: Vec<(TeamIx, u32)>,
    /// Assets that are switched off.
    pub off: Vec<AssetIx>,
    pub parties: Vec<Party>,
}

impl Orders {
    /// Back to the start: all decisions are to come.
    pub(super) fn reset(&mut self) {
        self.refused.clear();
        self.incidents.clear();
        self.on_call.clear();
        self.held.clear();
        self.advanced.clear();
        self.off.clear();
        self.parties.clear();
    }

    /// True if nobody ever decides: a study.
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }

    /// What was decided about an incident.
    pub(super) fn about(&self, incident: Lineage) -> Option<&IncidentOrders> {
        self.incidents.iter().find(|it| it.incident == incident)
    }

    /// The same, to add to it.
    pub(super) fn about_mut(&mut self, incident: Lineage) -> &mut IncidentOrders {
        let known = self.incidents.iter().position(|it| it.incident == incident);
        let ix = known.unwrap_or_else(|| {
            self.incidents.push(IncidentOrders {
                incident,
                withheld: false,
                only: None,
                asked: Vec::new(),
            });
            self.incidents.len() - 1
        });
        &mut self.incidents[ix]
    }

    /// True if a team is asked for an incident only by the players, who have not.
    pub(super) fn waits_for_players(&self, incident: Lineage, team: TeamIx) -> bool {
        let asked = |it: &IncidentOrders| it.asked.contains(&team);
        self.on_call.contains(&team) && !self.about(incident).is_some_and(asked)
    }

    /// Until when a team's changes of duty wait.
    pub(super) fn held_until(&self, team: TeamIx) -> Option<Instant> {
        let held = self.held.iter().rev().find(|(held, _)| *held == team);
        held.map(|(_, until)| *until)
    }
}
