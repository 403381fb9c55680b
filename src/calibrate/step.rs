//! The steps of an incident's life.

use serde::{Deserialize, Serialize};

/// A step of an incident's life, from the end of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// From onset until somebody notices.
    Detection,
    /// From detection until somebody has set to work.
    Response,
    /// From there until it is contained.
    Containment,
    /// From there until it has been recovered from.
    Recovery,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 4] = [
        Self::Detection,
        Self::Response,
        Self::Containment,
        Self::Recovery,
    ];

    /// Its place in [`ALL`](Self::ALL).
    pub const fn ix(self) -> usize {
        self as usize
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Response => "response",
            Self::Containment => "containment",
            Self::Recovery => "recovery",
        }
    }

    /// From where to where it is measured.
    pub const fn from_to(self) -> &'static str {
        match self {
            Self::Detection => "onset → detected",
            Self::Response => "detected → hands on",
            Self::Containment => "hands on → contained",
            Self::Recovery => "contained → recovered",
        }
    }

    /// The moment at which it ends.
    pub const fn moment(self) -> &'static str {
        match self {
            Self::Detection => "detected",
            Self::Response => "hands_on",
            Self::Containment => "contained",
            Self::Recovery => "recovered",
        }
    }
}
