//! One mistake in a scenario, as data: what, where, and what to write instead.

use std::ops::Range;

use super::code::{Code, Level};

/// A mistake that the loader points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake; it decides the level too.
    pub code: Code,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where, the main place first. Never empty for a mistake within a text.
    pub labels: Vec<Label>,
    /// What to write instead, or why.
    pub help: Vec<String>,
}

/// A place in the text with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What is there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A mistake at a place.
    pub fn new(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: vec![Label {
                span,
                text: String::new(),
            }],
            help: Vec::new(),
        }
    }

    /// A mistake without a place, such as a file that can't be read.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Whether it stops the scenario.
    pub const fn level(&self) -> Level {
        self.code.level()
    }

    /// Says what is at the main place.
    pub fn label(&mut self, text: impl Into<String>) -> &mut Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Points at a second place.
    pub fn also(&mut self, span: Range<usize>, text: impl Into<String>) -> &mut Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds what to write instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean" when there is something near enough.
    pub fn suggest(&mut self, near: Option<&str>) -> &mut Self {
        if let Some(near) = near {
            self.help.push(format!("did you mean `{near}`?"));
        }
        self
    }
}
