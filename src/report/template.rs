//! Which report is written, and of what.

use crate::scenario::document::Document;

use super::language::Language;
use super::manifest::Manifest;
use super::page::Making;
use super::page::tree::{Cover, PageFormat};

/// A report that can be written of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Template {
    /// A page or two for those who decide.
    #[default]
    Brief,
    /// All that the results say, what they rest on and how they were made.
    Full,
    /// The After-Action Report and Improvement Plan of HSEEP, ready for a debrief.
    Aar,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Brief, Self::Full, Self::Aar];

    /// As it is asked for: `brief`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Full => "full",
            Self::Aar => "aar",
        }
    }

    /// The name of its file in a folder of results: `brief.html`, `full.lt.md`.
    pub(crate) fn file(self, language: Language, format: PageFormat) -> String {
        let (name, ending) = (self.name(), format.ending());
        match language {
            Language::ENGLISH => format!("{name}.{ending}"),
            other => format!("{name}.{other}.{ending}"),
        }
    }
}

/// What a report is written as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form<'a> {
    /// Which report.
    pub template: Template,
    /// What stands at its head, and its language.
    pub cover: &'a Cover,
    /// What file it becomes, with which logo.
    pub making: &'a Making,
}

/// A report that is asked for of results.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Which.
    pub template: Template,
    /// Where the results come from.
    pub manifest: &'a Manifest,
    /// The scenario that they are of.
    pub document: &'a Document,
    /// What stands at its head, and its language.
    pub cover: &'a Cover,
    /// How many figures stand before it in the same document.
    pub figures: usize,
}
