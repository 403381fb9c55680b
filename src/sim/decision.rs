//! What players decide: inputs of a history beside its world, seed and replication.
//!
//! A decision falls at its time after all else that happens at that instant, so whoever decides
//! has seen the instant. Draws are keyed, so a decision changes only what it causes. It names an
//! incident by its lineage, which is the same in every history in which the incident happens.

use thiserror::Error;

use crate::scenario::document::{AssetIx, SiteIx, TeamIx};
use crate::scenario::time::Instant;

/// An incident, whatever else happens in the history: the identity of its consequences. It is
/// drawn from nothing but where the incident comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lineage(pub u64);

/// Something decided, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decision {
    /// When it is decided.
    pub at: Instant,
    /// What.
    pub order: Order,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// A team that the incident's rule names is asked now, before the rule would ask it.
    Ask {
        /// For which incident.
        incident: Lineage,
        /// Whom.
        team: TeamIx,
    },
    /// Nobody is asked for now; whoever has been asked is told to stay.
    Withhold(Lineage),
    /// What was withheld is asked for, as the rule says.
    Request(Lineage),
    /// From now on a team is asked only when the players ask it, or again by rule.
    OnCall {
        /// Which team.
        team: TeamIx,
        /// Only when the players ask.
        only: bool,
    },
    /// This team goes, and no other.
    Send {
        /// To which incident.
        incident: Lineage,
        /// Who.
        team: TeamIx,
    },
    /// An incident goes before all others in the queues, or after them.
    Rank {
        /// Which.
        incident: Lineage,
        /// Where it goes.
        rank: Rank,
    },
    /// The free experts of a team travel to a site, and stay there until an instant unless they
    /// are needed elsewhere.
    SendAhead {
        /// Which team.
        team: TeamIx,
        /// Where.
        site: SiteIx,
        /// Until when.
        until: Instant,
    },
    /// Changes of duty of a team that fall before an instant wait until then.
    HoldChangeover {
        /// Which team.
        team: TeamIx,
        /// Until when.
        until: Instant,
    },
    /// The next change of duty of a team comes now.
    AdvanceChangeover(TeamIx),
    /// An asset is switched off, and can't be attacked until it is on again.
    SwitchOff(AssetIx),
    /// An asset that was switched off by a decision is on again.
    SwitchOn(AssetIx),
    /// The fallback of an asset is made ready: it takes over as soon as it is needed, once its
    /// switch-over time has passed from now.
    Invoke(AssetIx),
    /// The fallback of an asset gives back, and is not used until it is invoked.
    EndFallback(AssetIx),
    /// So many experts of a team who are off duty, or whose hours these are not, come to serve
    /// until the end.
    CallIn {
        /// Which team.
        team: TeamIx,
        /// How many.
        experts: u32,
    },
}

/// Where an incident goes in the queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Before all others.
    First,
    /// After all others.
    Last,
}

/// Why an order came to nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such incident in this history.
    #[error("there is no such incident")]
    NoIncident,
    /// Nobody knows of it yet.
    #[error("nobody has noticed this incident yet")]
    Hidden,
    /// It is over.
    #[error("this incident is over")]
    Over,
    /// A crew is sent already.
    #[error("a crew has been sent to this incident already")]
    CrewSent,
    /// The owner copes alone.
    #[error("the owner copes with this incident alone")]
    OwnerAlone,
    /// The rule in force does not name the team.
    #[error("the dispatch rule for this incident does not name this team, or it lacks the skills")]
    NotNamed,
    /// It has been asked.
    #[error("this team has been asked already")]
    AskedAlready,
    /// Nothing was withheld.
    #[error("help for this incident is not withheld")]
    NotWithheld,
    /// It is withheld already.
    #[error("help for this incident is withheld already")]
    WithheldAlready,
    /// It does not wait.
    #[error("this incident does not wait for a crew")]
    NotWaiting,
    /// Nobody of the team is free.
    #[error("nobody of this team is free")]
    NobodyFree,
    /// Its people are not known one by one.
    #[error("this team has as many people as it takes: nobody can be sent ahead or called in")]
    Unlimited,
    /// It has no roster.
    #[error("no change of duty is to come for this team")]
    NoChangeover,
    /// The instant has passed.
    #[error("that time has passed")]
    Past,
    /// It is off already.
    #[error("this asset is switched off already")]
    OffAlready,
    /// It was not switched off by a decision.
    #[error("this asset was not switched off by a decision")]
    NotSwitchedOff,
    /// It has no fallback.
    #[error("this asset has no fallback")]
    NoFallback,
    /// All are serving.
    #[error("this team has not so many experts who could be called in")]
    TooFew,
}
