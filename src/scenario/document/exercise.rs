//! What an exercise is for, and what its injects hand out.

use super::{Document, ObjectiveIx};

/// `[[objective]]`: what an exercise is for.
#[derive(Clone, Debug)]
pub struct Objective {
    /// Its id.
    pub id: String,
    /// What players shall show, in words.
    pub name: String,
    /// The capability that it belongs to; empty if none is named.
    pub capability: String,
}

/// What an inject exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// An objective with a block of its own.
    Objective(ObjectiveIx),
    /// An objective in words.
    Words(String),
}

/// What is told and handed out with an inject, beside what it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handout {
    /// What players are told, where the inject does something else, too; empty if nothing.
    pub message: String,
    /// Who says so.
    pub from: String,
    /// How it reaches the players: mail, phone, media, social, radio, in person.
    pub method: String,
    /// What the facilitator must know.
    pub note: String,
    /// Names of files that are handed out.
    pub attachments: Vec<String>,
}

impl Document {
    /// Objectives of an inject in words, joined by `; `.
    pub fn objectives_of(&self, aims: &[Aim]) -> String {
        let words = aims.iter().map(|aim| match aim {
            Aim::Objective(ix) => self.objectives[ix.ix()].name.as_str(),
            Aim::Words(words) => words,
        });
        words.collect::<Vec<&str>>().join("; ")
    }

    /// The capabilities of an inject's objectives, each once, joined by `; `.
    pub fn capabilities_of(&self, aims: &[Aim]) -> String {
        let mut all: Vec<&str> = Vec::new();
        for aim in aims {
            if let Aim::Objective(ix) = aim {
                let capability = self.objectives[ix.ix()].capability.as_str();
                if !capability.is_empty() && !all.contains(&capability) {
                    all.push(capability);
                }
            }
        }
        all.join("; ")
    }
}
