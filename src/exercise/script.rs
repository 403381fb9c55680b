//! What has become of the injects.

use serde::Serialize;

use crate::scenario::document::{
    Action, AssetIx, Document, Handout, Inject, InjectIx, KindIx, Severity,
};
use crate::scenario::time::{Instant, Span};

use super::act::{ActError, AddedIncident, InjectAct};
use super::orders::OrderError;

/// What has become of an inject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// It happens when the script says.
    Planned,
    /// It waits for the facilitator.
    Held,
    /// It happened by hand.
    Released,
    /// It does not happen.
    Skipped,
}

/// An inject as it is played.
#[derive(Clone, Debug)]
struct Played {
    standing: Standing,
    /// When it happens; never while it is held.
    at: Instant,
    /// When the script says.
    planned: Instant,
    /// How long it takes something away.
    length: Option<Span>,
}

/// The script as it is played.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    document: Document,
    played: Vec<Played>,
    /// Messages that were changed, by inject.
    edits: Vec<(usize, String)>,
}

impl Script {
    /// The script of a scenario as it is written.
    pub(crate) fn new(document: Document) -> Self {
        let played = |inject: &Inject| Played {
            standing: Standing::Planned,
            at: inject.at,
            planned: inject.at,
            length: length(inject),
        };
        Self {
            played: document.injects.iter().map(played).collect(),
            document,
            edits: Vec::new(),
        }
    }

    /// The scenario with the script as it is played.
    pub(crate) const fn document(&self) -> &Document {
        &self.document
    }

    /// What has become of an inject.
    pub(crate) fn standing(&self, inject: InjectIx) -> Standing {
        self.played[inject.ix()].standing
    }

    /// When it happens or happened; never while it is held, or if it is skipped.
    pub(crate) fn at(&self, inject: InjectIx) -> Instant {
        self.played[inject.ix()].at
    }

    /// When the scenario says.
    pub(crate) fn planned(&self, inject: InjectIx) -> Instant {
        self.played[inject.ix()].planned
    }

    /// Something becomes of an inject. What is released or added happens at the instant after.
    ///
    /// # Errors
    /// If there is no such inject, or it is too late.
    pub(crate) fn act(&mut self, act: &InjectAct, now: Instant) -> Result<(), ActError> {
        let next = Instant(now.millis() + 1);
        match act {
            InjectAct::Add {
                inject,
                message,
                audience,
                incident,
            } => return self.add(inject, message, audience, incident.as_ref(), next),
            InjectAct::Release { inject } => {
                let ix = self.to_come(inject, now)?;
                self.put(ix, Standing::Released, next);
            }
            InjectAct::Hold { inject } => {
                let ix = self.to_come(inject, now)?;
                self.put(ix, Standing::Held, Instant::NEVER);
            }
            InjectAct::Skip { inject } => {
                let ix = self.to_come(inject, now)?;
                self.put(ix, Standing::Skipped, Instant::NEVER);
            }
            InjectAct::Resume { inject } => {
                let ix = self.to_come(inject, now)?;
                let planned = self.played[ix].planned;
                if planned <= now {
                    return Err(ActError::TimePassed(inject.clone()));
                }
                self.put(ix, Standing::Planned, planned);
            }
            InjectAct::Edit { inject, message } => {
                let ix = self.to_come(inject, now)?;
                self.edits.retain(|(edited, _)| *edited != ix);
                self.edits.push((ix, message.clone()));
            }
        }
        self.rewrite();
        Ok(())
    }

    fn find(&self, id: &str) -> Result<usize, ActError> {
        let mut injects = self.document.injects.iter();
        let found = injects.position(|inject| inject.id == id);
        found.ok_or_else(|| ActError::NoInject(id.to_owned()))
    }

    /// An inject that has not happened.
    fn to_come(&self, id: &str, now: Instant) -> Result<usize, ActError> {
        let ix = self.find(id)?;
        if self.played[ix].at <= now {
            return Err(ActError::InjectHappened(id.to_owned()));
        }
        Ok(ix)
    }

    fn put(&mut self, ix: usize, standing: Standing, at: Instant) {
        let played = &mut self.played[ix];
        played.standing = standing;
        played.at = at;
    }

    /// Brings the scenario up to what was decided about its injects.
    fn rewrite(&mut self) {
        for (inject, played) in self.document.injects.iter_mut().zip(&self.played) {
            inject.at = played.at;
            if let Action::Outage { until, .. } | Action::TeamLost { until, .. } =
                &mut inject.action
            {
                // What it takes away comes back after as long as ever.
                let length = played.length.unwrap_or(Span::ZERO);
                *until = Instant(played.at.millis().saturating_add(length.0));
            }
        }
        for (ix, message) in &self.edits {
            let inject = &mut self.document.injects[*ix];
            match &mut inject.action {
                Action::Message(text) => text.clone_from(message),
                Action::Incident { .. } | Action::Outage { .. } | Action::TeamLost { .. } => {
                    inject.handout.message.clone_from(message);
                }
            }
        }
    }

    fn add(
        &mut self,
        id: &str,
        message: &str,
        audience: &str,
        incident: Option<&AddedIncident>,
        at: Instant,
    ) -> Result<(), ActError> {
        if self.find(id).is_ok() {
            return Err(ActError::InjectExists(id.to_owned()));
        }
        let unknown = |what, id: &String| OrderError::Unknown(what, id.clone());
        let action = match incident {
            None => Action::Message(message.to_owned()),
            Some(AddedIncident {
                kind,
                asset,
                severity,
            }) => {
                let mut kinds = self.document.kinds.iter();
                let found = kinds.position(|it| it.id == *kind);
                let mut assets = self.document.assets.iter();
                let target = assets.position(|it| it.id == *asset);
                let named = |name: &String| {
                    let mut all = Severity::ALL.into_iter();
                    let found = all.find(|it| it.name() == name);
                    found.ok_or_else(|| unknown("severity", name))
                };
                Action::Incident {
                    kind: KindIx::from(found.ok_or_else(|| unknown("kind", kind))?),
                    targets: vec![AssetIx::from(
                        target.ok_or_else(|| unknown("asset", asset))?,
                    )],
                    severity: severity.as_ref().map(named).transpose()?,
                }
            }
        };
        self.document.injects.push(Inject {
            id: id.to_owned(),
            name: message.to_owned(),
            at,
            chance: 1.0,
            action,
            audience: audience.to_owned(),
            aims: Vec::new(),
            expect: String::new(),
            handout: Handout {
                message: message.to_owned(),
                ..Handout::default()
            },
        });
        self.played.push(Played {
            standing: Standing::Released,
            at,
            planned: at,
            length: None,
        });
        Ok(())
    }
}

/// How long an inject takes something away.
fn length(inject: &Inject) -> Option<Span> {
    match &inject.action {
        Action::Outage { until, .. } | Action::TeamLost { until, .. } => Some(*until - inject.at),
        Action::Incident { .. } | Action::Message(_) => None,
    }
}
