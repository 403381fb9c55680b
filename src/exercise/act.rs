//! What people in the room do: the entries of a journal.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::sim::decision::Refusal;
use crate::sim::failure::Failure;

use super::orders::{OrderError, OrderWords};

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Runs the exercise, and knows all.
    Facilitator,
    /// Decides, and knows what players may know.
    Player,
    /// Watches and notes.
    Evaluator,
    /// The big screen: for all in the room, and does nothing.
    Screen,
}

impl Role {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [
        Self::Facilitator,
        Self::Player,
        Self::Evaluator,
        Self::Screen,
    ];

    /// Its name in addresses and journals.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Facilitator => "facilitator",
            Self::Player => "player",
            Self::Evaluator => "evaluator",
            Self::Screen => "screen",
        }
    }
}

/// What becomes of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to")]
pub(crate) enum ClockAct {
    /// It runs, so many times as fast as the clock on the wall.
    Run {
        /// Scenario time for each unit of wall time, above 0.
        speed: f64,
    },
    /// It stands.
    Pause,
    /// It goes to the next thing that anybody could see, or so many ms on.
    Step {
        /// How far, ms; to the next event if missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<i64>,
    },
    /// The exercise is over.
    End,
}

/// What becomes of an inject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub(crate) enum InjectAct {
    /// It happens now.
    Release {
        /// Which.
        inject: String,
    },
    /// It waits until it is released.
    Hold {
        /// Which.
        inject: String,
    },
    /// It happens when the script says, after it was held or skipped.
    Resume {
        /// Which.
        inject: String,
    },
    /// It does not happen.
    Skip {
        /// Which.
        inject: String,
    },
    /// What the players are told is another text.
    Edit {
        /// Which.
        inject: String,
        /// The text.
        message: String,
    },
    /// One of the facilitator's own happens now.
    Add {
        /// Its id.
        inject: String,
        /// What the players are told.
        message: String,
        /// For whom, if not for all.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        audience: String,
        /// The incident that begins, if one does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<AddedIncident>,
    },
}

/// An incident that a facilitator adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AddedIncident {
    /// Id of the kind.
    pub kind: String,
    /// Id of the asset.
    pub asset: String,
    /// How grave, if not drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
}

/// How players performed, as HSEEP rates it (2020 doctrine, Exercise Evaluation Guides).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rating {
    /// Performed without challenges.
    P,
    /// Performed with some challenges.
    S,
    /// Performed with major challenges.
    M,
    /// Unable to be performed.
    U,
    /// Not rated: nobody has evidence.
    #[default]
    NotRated,
}

/// What an observation says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Finding {
    /// Something that went well.
    Strength,
    /// Something to improve.
    Improve,
    /// Neither.
    #[default]
    Neutral,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub(crate) enum Act {
    /// The clock.
    Clock {
        /// What becomes of it.
        #[serde(flatten)]
        change: ClockAct,
    },
    /// A decision of the players.
    Decide {
        /// What is ordered.
        order: OrderWords,
    },
    /// An inject.
    Inject {
        /// What becomes of it.
        #[serde(flatten)]
        step: InjectAct,
    },
    /// Something said or seen, to be kept.
    Note {
        /// The words.
        text: String,
    },
    /// What an evaluator saw.
    Observe {
        /// The words.
        text: String,
        /// The objective that it is about.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        objective: String,
        /// What it is about: an inject, or the number of an entry.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        about: String,
        /// What it says.
        #[serde(default)]
        finding: Finding,
        /// How the players performed.
        #[serde(default)]
        rating: Rating,
    },
    /// The clock was running: how far it had come.
    Tick,
}

/// An entry of a journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Done {
    /// Counted from 1.
    pub number: u64,
    /// Scenario time, ms since its start.
    pub at: i64,
    /// Wall time, RFC 3339 in UTC.
    pub wall: String,
    /// In which role.
    pub role: Role,
    /// Who, as they call themselves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Names the click, so that one that comes again counts once, after a crash, too.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// Why something can't be done. The exercise goes on as if nobody had tried.
#[derive(Clone, Debug, Error, PartialEq)]
pub(crate) enum ActError {
    /// It names what the scenario does not have.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The history does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such inject.
    #[error("there is no inject `{0}`")]
    NoInject(String),
    /// There is one of this id.
    #[error("there is an inject `{0}` already")]
    InjectExists(String),
    /// It has happened.
    #[error("inject `{0}` has happened: what players have been told can't be changed")]
    InjectHappened(String),
    /// Its time has passed.
    #[error("the time of inject `{0}` has passed: release it instead")]
    TimePassed(String),
    /// Not in this role.
    #[error("{} can't do this", .0.name())]
    NotInThisRole(Role),
    /// The exercise has ended.
    #[error("the exercise has ended")]
    Ended,
    /// It lies before what has been done.
    #[error("this lies before what has been done already")]
    Past,
    /// The speed is none.
    #[error("the clock runs 0.01 to 100,000 times as fast as the one on the wall")]
    Speed,
    /// A step that goes nowhere.
    #[error("nothing is left to step to")]
    NothingToCome,
    /// Words that can't be kept.
    #[error("{0}")]
    Words(String),
    /// The history can't go on.
    #[error("the simulated history has failed: {0}")]
    Failed(#[from] Failure),
}
