//! Decisions as they are written: by ids, which any later version reads.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::scenario::document::{AssetIx, Document, SiteIx, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::sim::decision::{Lineage, Order, Rank};

/// An incident, as sixteen hexadecimal digits of its lineage.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct IncidentId(pub String);

impl IncidentId {
    /// The id of an incident.
    pub(crate) fn of(lineage: Lineage) -> Self {
        Self(format!("{:016x}", lineage.0))
    }

    fn lineage(&self) -> Result<Lineage, OrderError> {
        let fits = self.0.len() == 16;
        let number = u64::from_str_radix(&self.0, 16).ok().filter(|_| fits);
        let unknown = || OrderError::Unknown("incident", self.0.clone());
        number.map(Lineage).ok_or_else(unknown)
    }
}

/// What is decided, by ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub(crate) enum OrderWords {
    /// A team is asked now.
    Ask {
        /// For which incident.
        incident: IncidentId,
        /// Which team.
        team: String,
    },
    /// Nobody is asked for now.
    Withhold {
        /// For which incident.
        incident: IncidentId,
    },
    /// What was withheld is asked for.
    Request {
        /// For which incident.
        incident: IncidentId,
    },
    /// A team is asked only by the players from now on.
    OnCall {
        /// Which team.
        team: String,
    },
    /// A team is asked as the rules say from now on.
    ByRule {
        /// Which team.
        team: String,
    },
    /// This team goes, and no other.
    Send {
        /// To which incident.
        incident: IncidentId,
        /// Which team.
        team: String,
    },
    /// An incident goes first in the queues.
    First {
        /// Which.
        incident: IncidentId,
    },
    /// An incident goes last in the queues.
    Last {
        /// Which.
        incident: IncidentId,
    },
    /// The free experts of a team go to a site ahead.
    SendAhead {
        /// Which team.
        team: String,
        /// Which site.
        site: String,
        /// For how many hours they stay.
        hours: f64,
    },
    /// Duty does not change for a while.
    HoldChangeover {
        /// Which team.
        team: String,
        /// For how many hours.
        hours: f64,
    },
    /// Duty changes now.
    AdvanceChangeover {
        /// Which team.
        team: String,
    },
    /// An asset is switched off.
    SwitchOff {
        /// Which.
        asset: String,
    },
    /// An asset is switched on.
    SwitchOn {
        /// Which.
        asset: String,
    },
    /// A fallback is made ready.
    Invoke {
        /// Of which asset.
        asset: String,
    },
    /// A fallback is not used.
    EndFallback {
        /// Of which asset.
        asset: String,
    },
    /// Experts come who are off duty.
    CallIn {
        /// Which team.
        team: String,
        /// How many.
        experts: u32,
    },
}

/// Why an order can't be understood.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum OrderError {
    /// There is no such thing in the scenario.
    #[error("there is no {0} `{1}` in this scenario")]
    Unknown(&'static str, String),
    /// A time that is none.
    #[error("a time in hours is above 0 and at most 10,000")]
    Hours,
}

impl OrderWords {
    /// The order in a scenario, given at an instant.
    ///
    /// # Errors
    /// If it names what the scenario does not have.
    pub(crate) fn resolve(&self, document: &Document, at: Instant) -> Result<Order, OrderError> {
        let find = |what: &'static str, ids: Vec<&String>, id: &String| {
            let unknown = || OrderError::Unknown(what, id.clone());
            ids.into_iter().position(|it| it == id).ok_or_else(unknown)
        };
        let team = |id: &String| -> Result<TeamIx, OrderError> {
            let ids = document.teams.iter().map(|it| &it.id).collect();
            Ok(TeamIx::from(find("team", ids, id)?))
        };
        let asset = |id: &String| -> Result<AssetIx, OrderError> {
            let ids = document.assets.iter().map(|it| &it.id).collect();
            Ok(AssetIx::from(find("asset", ids, id)?))
        };
        let site = |id: &String| -> Result<SiteIx, OrderError> {
            let ids = document.sites.iter().map(|it| &it.id).collect();
            Ok(SiteIx::from(find("site", ids, id)?))
        };
        let later = |hours: f64| {
            let fits = hours > 0.0 && hours <= 10_000.0;
            let span = Span::from_millis_f64(hours * Span::HOUR.0 as f64);
            if fits {
                Ok(at + span)
            } else {
                Err(OrderError::Hours)
            }
        };
        Ok(match self {
            Self::Ask { incident, team: of } => Order::Ask {
                incident: incident.lineage()?,
                team: team(of)?,
            },
            Self::Withhold { incident } => Order::Withhold(incident.lineage()?),
            Self::Request { incident } => Order::Request(incident.lineage()?),
            Self::OnCall { team: of } => Order::OnCall {
                team: team(of)?,
                only: true,
            },
            Self::ByRule { team: of } => Order::OnCall {
                team: team(of)?,
                only: false,
            },
            Self::Send { incident, team: of } => Order::Send {
                incident: incident.lineage()?,
                team: team(of)?,
            },
            Self::First { incident } => Order::Rank {
                incident: incident.lineage()?,
                rank: Rank::First,
            },
            Self::Last { incident } => Order::Rank {
                incident: incident.lineage()?,
                rank: Rank::Last,
            },
            Self::SendAhead {
                team: of,
                site: to,
                hours,
            } => Order::SendAhead {
                team: team(of)?,
                site: site(to)?,
                until: later(*hours)?,
            },
            Self::HoldChangeover { team: of, hours } => Order::HoldChangeover {
                team: team(of)?,
                until: later(*hours)?,
            },
            Self::AdvanceChangeover { team: of } => Order::AdvanceChangeover(team(of)?),
            Self::SwitchOff { asset: of } => Order::SwitchOff(asset(of)?),
            Self::SwitchOn { asset: of } => Order::SwitchOn(asset(of)?),
            Self::Invoke { asset: of } => Order::Invoke(asset(of)?),
            Self::EndFallback { asset: of } => Order::EndFallback(asset(of)?),
            Self::CallIn { team: of, experts } => Order::CallIn {
                team: team(of)?,
                experts: *experts,
            },
        })
    }

    /// The same about another incident.
    pub(crate) fn about(mut self, id: IncidentId) -> Self {
        match &mut self {
            Self::Ask { incident, .. }
            | Self::Withhold { incident }
            | Self::Request { incident }
            | Self::Send { incident, .. }
            | Self::First { incident }
            | Self::Last { incident } => *incident = id,
            _ => {}
        }
        self
    }

    /// The incident that it is about.
    pub(crate) const fn incident(&self) -> Option<&IncidentId> {
        match self {
            Self::Ask { incident, .. }
            | Self::Withhold { incident }
            | Self::Request { incident }
            | Self::Send { incident, .. }
            | Self::First { incident }
            | Self::Last { incident } => Some(incident),
            _ => None,
        }
    }
}
