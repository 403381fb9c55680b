//! A document as a tree: what it says and in which order, not how it looks.

use std::fmt;
use std::str::FromStr;

use crate::report::language::Language;

use super::prose::Prose;

/// Who may read a document: the Traffic Light Protocol, version 2.0 (FIRST, 2022).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tlp {
    /// Anybody.
    Clear,
    /// The community.
    Green,
    /// The organisation and its clients, as far as they need it.
    Amber,
    /// The organisation alone, as far as it needs it.
    AmberStrict,
    /// Those it was given to, nobody else.
    Red,
}

impl Tlp {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Clear,
        Self::Green,
        Self::Amber,
        Self::AmberStrict,
        Self::Red,
    ];

    /// As it is asked for: `amber+strict`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::AmberStrict => "amber+strict",
            Self::Red => "red",
        }
    }

    /// As the protocol wants it to be shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }
}

impl FromStr for Tlp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.to_lowercase();
        let plain = lower.strip_prefix("tlp:").unwrap_or(&lower);
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.name() == plain)
            .ok_or_else(|| "it is `clear`, `green`, `amber`, `amber+strict` or `red`".to_owned())
    }
}

impl fmt::Display for Tlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a document is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageFormat {
    /// One HTML file that needs nothing else.
    #[default]
    Html,
    /// Markdown.
    Markdown,
    /// The HTML file as a browser prints it, made fit for screen readers.
    Pdf,
}

impl PageFormat {
    /// How the names of its files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Pdf => "pdf",
        }
    }
}

/// What stands at the head of a document beside what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Its title; `None` for one after the scenario's name.
    pub title: Option<String>,
    /// Who hands it on.
    pub organisation: Option<String>,
    /// Who may read it.
    pub tlp: Option<Tlp>,
    /// The language that it is written in.
    pub language: Language,
}

/// A document.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its title.
    pub(crate) title: String,
    /// Who hands it on.
    pub(crate) organisation: Option<String>,
    /// Who may read it.
    pub(crate) tlp: Option<Tlp>,
    /// The language that it is in.
    pub(crate) language: Language,
    /// The file that its numbers stand in.
    pub(crate) numbers: String,
    /// What it says.
    pub(crate) blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// A heading; the title has level 1.
    Heading {
        /// From 2.
        level: u8,
        /// What it says.
        text: Prose,
    },
    /// What the sections are, each of which can be gone to: all headings from level 2 to
    /// another.
    Contents {
        /// Its heading.
        title: Prose,
        /// The last level.
        to: u8,
    },
    /// A paragraph.
    Paragraph(Prose),
    /// What must be read if nothing else is.
    Answer(Prose),
    /// A list.
    List(Vec<Prose>),
    /// A table.
    Table(Grid),
    /// Figures that stand beside each other where there is room.
    Figures(Vec<Figure>),
    /// What goes without saying for some readers.
    Note(Prose),
    /// A command.
    Command(String),
    /// Cards to cut out.
    Cards(Vec<Card>),
}

/// A card to cut out.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// Its title.
    pub title: Prose,
    /// What stands at its head, by name.
    pub facts: Vec<(Prose, Prose)>,
    /// What it says.
    pub text: Vec<Prose>,
}

/// A table. The first cell of each row is its header.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid {
    /// What it shows.
    pub caption: Prose,
    /// The headers of its columns.
    pub head: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Prose>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its header.
    pub header: String,
    /// Its cells are numbers.
    pub is_number: bool,
}

impl Column {
    /// A column of words.
    pub(crate) fn words(header: impl Into<String>) -> Self {
        Self {
            header: header.into(),
            is_number: false,
        }
    }

    /// A column of numbers.
    pub(crate) fn numbers(header: impl Into<String>) -> Self {
        Self {
            header: header.into(),
            is_number: true,
        }
    }
}

/// A figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// Its file among the charts of the results, without ending.
    pub file: String,
    /// The drawing, as SVG.
    pub drawing: String,
    /// What it shows, and what is to be seen.
    pub caption: Prose,
    /// The same for those who don't see it.
    pub alternative: String,
    /// What it draws.
    pub data: Grid,
}
