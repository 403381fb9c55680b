//! For whom a list is, what it is written as, and for which program.

use std::fmt;
use std::str::FromStr;

use super::MselError;

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {$($(#[$inner])* $variant,)*}

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As it is asked for.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let mut all = Self::ALL.iter();
                all.find(|it| it.name() == text).copied().ok_or_else(|| {
                    let names: Vec<&str> = Self::ALL.iter().map(|it| it.name()).collect();
                    format!("it is one of {}", names.join(", "))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

choices! {
    /// For whom a list is.
    Audience {
        /// Those who run the exercise: everything.
        Controllers = "controllers",
        /// Those who play: nothing before its time, and nothing that they can't know.
        Players = "players",
        /// Both: two sheets of a workbook, two parts of a text.
        All = "all",
    }
}

choices! {
    /// What a list is written as.
    MselFormat {
        /// A workbook.
        Xlsx = "xlsx",
        /// A table in text.
        Csv = "csv",
        /// Markdown.
        Md = "md",
        /// Events of a calendar (RFC 5545).
        Ics = "ics",
        /// JSON.
        Json = "json",
    }
}

choices! {
    /// For which program the columns, or the JSON, are.
    Preset {
        /// Every column: what Sortie reads again without loss.
        Full = "full",
        /// The workbook of the Homeland Security Exercise and Evaluation Program.
        Hseep = "hseep",
        /// The HSEEP template of CMU's Blueprint.
        Blueprint = "blueprint",
        /// OpenAEV: a scenario in JSON, or its table of injects.
        Openaev = "openaev",
        /// The master event list of Conducttr.
        Conducttr = "conducttr",
    }
}

impl Preset {
    /// Whether a preset goes with a format.
    pub(super) fn fits(self, format: MselFormat) -> Result<(), MselError> {
        let has_columns = matches!(format, MselFormat::Xlsx | MselFormat::Csv | MselFormat::Md);
        if self == Self::Full
            || has_columns
            || (self == Self::Openaev && format == MselFormat::Json)
        {
            return Ok(());
        }
        let or = if self == Self::Openaev {
            ", `json`"
        } else {
            ""
        };
        Err(MselError::Choice(format!(
            "--preset {self} is for tables, and {format} has no columns\n  write --format xlsx, \
             csv or md{or}, or leave --preset out"
        )))
    }
}
