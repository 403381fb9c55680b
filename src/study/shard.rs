//! One part of a study that is run in several places.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most parts that a study is cut into.
const MOST: u64 = 1_000_000;

/// Part `part` of `of`, counted from 1: written `3/16`.
///
/// # Examples
/// ```
/// use sortie::inside::study::Shard;
///
/// let shard: Shard = "3/16".parse().unwrap();
/// assert_eq!((shard.part(), shard.of()), (3, 16));
/// assert!("17/16".parse::<Shard>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    part: u64,
    of: u64,
}

/// A text that names no part.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadShard {
    /// Not two numbers.
    #[error("`{0}` is not of the form PART/PARTS, like 3/16, nor `auto` or `auto/16`")]
    Form(String),
    /// No such part.
    #[error("there is no part {part} of {of}: parts are counted from 1 to {of}")]
    Range {
        /// Which was wanted.
        part: u64,
        /// Of how many.
        of: u64,
    },
    /// Too many parts.
    #[error("a study is cut into 1 to 1 000 000 parts, not {0}")]
    Many(u64),
}

impl Shard {
    /// Part `part`, from 1, of `of`.
    ///
    /// # Errors
    /// If there is no such part, or there are too many.
    pub fn new(part: u64, of: u64) -> Result<Self, BadShard> {
        if !(1..=MOST).contains(&of) {
            return Err(BadShard::Many(of));
        }
        if !(1..=of).contains(&part) {
            return Err(BadShard::Range { part, of });
        }
        Ok(Self { part, of })
    }

    /// The whole in one part.
    pub const WHOLE: Self = Self { part: 1, of: 1 };

    /// Which part, from 1.
    pub const fn part(self) -> u64 {
        self.part
    }

    /// Of how many.
    pub const fn of(self) -> u64 {
        self.of
    }

    /// All parts of the same cut.
    pub fn others(self) -> impl Iterator<Item = Self> {
        (1..=self.of).map(move |part| Self { part, ..self })
    }
}

impl FromStr for Shard {
    type Err = BadShard;

    fn from_str(text: &str) -> Result<Self, BadShard> {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let parts = text.split_once('/');
        let (Some(part), Some(of)) = (
            parts.and_then(|(part, _)| number(part)),
            parts.and_then(|(_, of)| number(of)),
        ) else {
            return Err(BadShard::Form(text.to_owned()));
        };
        Self::new(part, of)
    }
}

impl TryFrom<String> for Shard {
    type Error = BadShard;

    fn try_from(text: String) -> Result<Self, BadShard> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_that_exist_are_read() {
        assert_eq!(
            "3/16".parse::<Shard>().map(|s| s.to_string()),
            Ok("3/16".into())
        );
        for text in [
            "",
            "3",
            "3/",
            "/16",
            "a/b",
            "-1/4",
            "1.5/4",
            "0/4",
            "5/4",
            "1/0",
            "1/9999999",
        ] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
