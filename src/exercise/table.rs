//! The table in the room: an exercise, its journal and its clock, and one act after the other.

use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;

use thiserror::Error;

use crate::scenario::time::Instant;
use crate::sim::failure::Failure;

use super::act::{Act, ActError, ClockAct, Done, InjectAct, Role};
use super::clock::Clock;
use super::journal::{Journal, JournalError};
use super::play::{Exercise, Header};

/// Clicks that are remembered, so that one that comes twice counts once.
const CLICKS: usize = 1_000;

/// Most letters of the name of a click.
const LONGEST_KEY: usize = 64;

/// While the clock runs, how often the journal notes how far it has come.
const TICK: Duration = Duration::from_secs(10);

/// What somebody wants to do.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Names the click.
    pub key: String,
    /// In which role.
    pub role: Role,
    /// Who, as they call themselves.
    pub who: String,
    /// Why.
    pub why: String,
    /// What.
    pub act: Act,
}

/// Why it was not done.
#[derive(Debug, Error)]
pub(crate) enum TableError {
    /// It can't be done.
    #[error(transparent)]
    Act(#[from] ActError),
    /// It can't be kept.
    #[error("it could not be written to the journal, so it was not done: {0}")]
    Journal(#[from] JournalError),
}

/// The wall: how much time has passed on it, and what it shows.
#[derive(Clone, Debug)]
pub(crate) struct Wall {
    /// Since some instant, never less than before.
    pub passed: Duration,
    /// RFC 3339 in UTC.
    pub stamp: String,
}

/// An exercise that is being played.
#[derive(Debug)]
pub(crate) struct Table {
    exercise: Exercise,
    journal: Journal,
    clock: Clock,
    clicks: VecDeque<(String, u64)>,
    /// When the journal last noted how far the clock has come.
    noted: Duration,
    /// The next thing that happens, as far as it is known.
    next: Option<Instant>,
}

impl Table {
    /// Begins an exercise.
    ///
    /// # Errors
    /// If its journal can't be kept.
    pub(crate) fn begin(path: &Path, exercise: Exercise) -> Result<Self, JournalError> {
        let journal = Journal::begin(path, exercise.header())?;
        Ok(Self::new(exercise, journal))
    }

    /// Goes on with an exercise. Says whether the journal's last line had broken off.
    ///
    /// # Errors
    /// If its journal can't be read or kept.
    pub(crate) fn resume(path: &Path) -> Result<(Self, bool), JournalError> {
        let (journal, kept) = Journal::go_on(path)?;
        Ok((Self::new(kept.exercise, journal), kept.torn))
    }

    fn new(exercise: Exercise, journal: Journal) -> Self {
        let clicks = exercise.done().iter().filter(|done| !done.key.is_empty());
        let clicks = clicks.map(|done| (done.key.clone(), done.number));
        let mut clicks: VecDeque<(String, u64)> = clicks.collect();
        clicks.drain(..clicks.len().saturating_sub(CLICKS));
        Self {
            clock: Clock::standing(exercise.come_to(), exercise.to()),
            exercise,
            journal,
            clicks,
            noted: Duration::ZERO,
            next: None,
        }
    }

    /// What it plays.
    pub(crate) const fn header(&self) -> &Header {
        self.exercise.header()
    }

    /// The exercise as far as it has come.
    pub(crate) const fn exercise(&self) -> &Exercise {
        &self.exercise
    }

    /// The clock as last read.
    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The wall shows so much. True if something may have happened since the last look.
    ///
    /// # Errors
    /// If the journal can't be kept, or a limit of the scenario is passed.
    pub(crate) fn look(&mut self, wall: &Wall) -> Result<bool, TableError> {
        let ran = self.clock.speed().is_some();
        self.clock.read(wall.passed);
        if !ran {
            return Ok(false);
        }
        if wall.passed.saturating_sub(self.noted) >= TICK {
            self.noted = wall.passed;
            self.keep(&wall.stamp, Role::Facilitator, Act::Tick)?;
        }
        let now = self.clock.now();
        let due = match self.next {
            Some(next) => next <= now,
            None => true,
        };
        if due {
            let next = self.exercise.next_event(now).map_err(ActError::from)?;
            self.next = Some(next.unwrap_or(Instant::NEVER));
        }
        Ok(due || self.clock.speed().is_none())
    }

    fn keep(&mut self, stamp: &str, role: Role, act: Act) -> Result<(), TableError> {
        let done = Done {
            number: self.exercise.done().len() as u64 + 1,
            at: self.clock.now().millis(),
            wall: stamp.to_owned(),
            role,
            who: String::new(),
            why: String::new(),
            key: String::new(),
            act,
        };
        self.journal.keep(&done)?;
        self.exercise.act(done)?;
        Ok(())
    }

    /// Does something, and keeps it: it is on the disk when this returns. A click that comes again
    /// gets the number that it got before.
    ///
    /// # Errors
    /// If it can't be done or kept; then nothing has changed.
    pub(crate) fn act(&mut self, attempt: Attempt, wall: &Wall) -> Result<u64, TableError> {
        if attempt.key.len() > LONGEST_KEY {
            let message = format!("the key of a click has at most {LONGEST_KEY} letters");
            return Err(ActError::Words(message).into());
        }
        if attempt.act == Act::Tick {
            // The clock's own.
            return Err(ActError::NotInThisRole(attempt.role).into());
        }
        let before = self.clicks.iter().find(|(key, _)| *key == attempt.key);
        if let Some((_, number)) = before.filter(|_| !attempt.key.is_empty()) {
            return Ok(*number);
        }
        self.clock.read(wall.passed);
        let now = self.clock.now();
        let at = match &attempt.act {
            Act::Clock {
                change: ClockAct::Step { by },
            } => self.step(*by, now)?,
            _ => now,
        };
        let act = match attempt.act {
            Act::Decide { order } => Act::Decide {
                order: self.exercise.with_id(order, at)?,
            },
            act => act,
        };
        let number = self.exercise.done().len() as u64 + 1;
        let done = Done {
            number,
            at: at.millis(),
            wall: wall.stamp.clone(),
            role: attempt.role,
            who: attempt.who,
            why: attempt.why,
            key: attempt.key.clone(),
            act,
        };
        let mut next = self.exercise.clone();
        next.act(done.clone())?;
        self.journal.keep(&done)?;
        self.exercise = next;
        self.next = None;
        match &done.act {
            Act::Clock { change } => match change {
                ClockAct::Run { speed } => {
                    self.noted = wall.passed;
                    self.clock.run(*speed);
                }
                ClockAct::Pause | ClockAct::End => self.clock.pause(),
                ClockAct::Step { .. } => self.clock.reach(at),
            },
            Act::Inject {
                step: InjectAct::Release { .. } | InjectAct::Add { .. },
            } => self.clock.reach(self.exercise.come_to()),
            _ => {}
        }
        if !attempt.key.is_empty() {
            self.clicks.push_back((attempt.key, number));
        }
        if self.clicks.len() > CLICKS {
            self.clicks.pop_front();
        }
        Ok(number)
    }

    /// Where a step goes.
    fn step(&self, by: Option<i64>, now: Instant) -> Result<Instant, ActError> {
        let to = match by {
            Some(by) if by > 0 => Instant(now.millis().saturating_add(by)),
            Some(_) => return Err(ActError::NothingToCome),
            None => {
                let next = self.exercise.next_event(now)?;
                next.ok_or(ActError::NothingToCome)?
            }
        };
        let to = to.min(self.exercise.to());
        if to <= now {
            return Err(ActError::NothingToCome);
        }
        Ok(to)
    }

    /// What each seat may know now.
    ///
    /// # Errors
    /// When a limit of the scenario is passed.
    pub(crate) fn views(
        &self,
        seats: &[super::view::Seat],
    ) -> Result<Vec<super::view::View>, Failure> {
        super::view::views(&self.exercise, self.clock.now(), seats)
    }
}
