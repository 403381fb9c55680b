//! Names of measures and their units, for what a scenario says of them: the smallest
//! difference in each that is worth acting on.

use super::unit;

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureUnit {
    /// Hours.
    Hours,
    /// A share of 1.
    Share,
    /// A number of things.
    Count,
    /// Hours of full outage × criticality × phase weight.
    WeightedHours,
}

impl MeasureUnit {
    /// `hours`, `share`, `count` or `weighted_hours`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Share => "share",
            Self::Count => "count",
            Self::WeightedHours => "weighted_hours",
        }
    }

    /// What sizes of it are measured in, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Share => "per cent",
            Self::Count => "numbers",
            Self::WeightedHours => "weighted hours",
        }
    }

    /// What to write for a size of it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Hours | Self::WeightedHours => "write a time, like 30min or 2h",
            Self::Share => "write percentage points, like 1%",
            Self::Count => "write a number above 0, like 0.5",
        }
    }

    /// Reads the size of a difference: a time in hours, percentage points as a share, or a
    /// number. `None` if it is of another unit, or not above 0.
    pub fn size(self, text: &str) -> Option<f64> {
        let size = match self {
            Self::Hours | Self::WeightedHours => unit::duration(text).ok()? / 3.6e6,
            Self::Share => unit::share(text).ok()?,
            Self::Count => text.trim().parse::<f64>().ok()?,
        };
        (size.is_finite() && size > 0.0).then_some(size)
    }
}

/// Durations of incidents.
const DURATIONS: [&str; 5] = [
    "detection",
    "response",
    "containment",
    "recovery",
    "lifetime",
];

/// What a duration may be followed by: a group of severities, a statistic, or both.
const GROUPS: [&str; 6] = ["", ":grave", ":critical", ":high", ":medium", ":low"];
const STATISTICS: [&str; 3] = ["", ":median", ":p90"];

/// What each replication has one number of.
const COUNTS: [(&str, MeasureUnit); 15] = [
    ("incidents", MeasureUnit::Count),
    ("secondary", MeasureUnit::Count),
    ("undetected", MeasureUnit::Count),
    ("open", MeasureUnit::Count),
    ("unanswered", MeasureUnit::Count),
    ("averted", MeasureUnit::Count),
    ("deflected", MeasureUnit::Count),
    ("changeovers", MeasureUnit::Count),
    ("given-up", MeasureUnit::Count),
    ("refusals", MeasureUnit::Count),
    ("pre-emptions", MeasureUnit::Count),
    ("handovers", MeasureUnit::Count),
    ("pauses", MeasureUnit::Count),
    ("rework", MeasureUnit::Hours),
    ("loss", MeasureUnit::WeightedHours),
];

/// The ids of a scenario that measures are named after.
#[derive(Clone, Debug, Default)]
pub(crate) struct MeasureIds<'a> {
    /// Assets.
    pub assets: Vec<&'a str>,
    /// Teams.
    pub teams: Vec<&'a str>,
    /// Targets.
    pub targets: Vec<&'a str>,
    /// Milestones.
    pub milestones: Vec<&'a str>,
}

impl<'a> MeasureIds<'a> {
    /// Those of a document.
    pub(crate) fn of(document: &'a super::document::Document) -> Self {
        Self {
            assets: document.assets.iter().map(|it| it.id.as_str()).collect(),
            teams: document.teams.iter().map(|it| it.id.as_str()).collect(),
            targets: document.targets.iter().map(|it| it.id.as_str()).collect(),
            milestones: document
                .milestones
                .iter()
                .map(|it| it.id.as_str())
                .collect(),
        }
    }

    /// Every name that a smallest worthwhile difference can be given to, with its unit: all
    /// measures, and the families `target`, `milestone`, `deployments` and `expert-hours`.
    pub(crate) fn names(&self) -> Vec<(String, MeasureUnit)> {
        let mut all: Vec<(String, MeasureUnit)> = Vec::new();
        for duration in DURATIONS {
            for group in GROUPS {
                for statistic in STATISTICS {
                    all.push((format!("{duration}{group}{statistic}"), MeasureUnit::Hours));
                }
            }
        }
        all.extend(COUNTS.map(|(name, unit)| (name.to_owned(), unit)));
        let mut family = |name: &str, ids: &[&str], unit| {
            if name != "loss" {
                all.push((name.to_owned(), unit));
            }
            all.extend(ids.iter().map(|id| (format!("{name}:{id}"), unit)));
        };
        family("target", &self.targets, MeasureUnit::Share);
        family("milestone", &self.milestones, MeasureUnit::Share);
        family("loss", &self.assets, MeasureUnit::WeightedHours);
        family("deployments", &self.teams, MeasureUnit::Count);
        family("expert-hours", &self.teams, MeasureUnit::Hours);
        all.push(("milestones".to_owned(), MeasureUnit::Share));
        all
    }
}

/// A measure's name without what goes without saying: the mean.
pub(crate) fn plain_name(name: &str) -> &str {
    name.strip_suffix(":mean").unwrap_or(name)
}

/// The size among `sizes` that holds for a measure: that of the longest name that the
/// measure's begins with, part by part. Of two of the same name the later one counts.
///
/// # Examples
/// ```
/// use sortie::inside::scenario::worthwhile::size_for;
///
/// let sizes = [("recovery".to_owned(), 1.0), ("recovery:grave".to_owned(), 0.5)];
/// assert_eq!(size_for(&sizes, "recovery:grave:p90"), Some(0.5));
/// assert_eq!(size_for(&sizes, "recovery:low"), Some(1.0));
/// assert_eq!(size_for(&sizes, "loss"), None);
/// ```
pub fn size_for(sizes: &[(String, f64)], measure: &str) -> Option<f64> {
    let covers = |name: &str| {
        let rest = measure.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    };
    sizes
        .iter()
        .filter(|(name, _)| covers(name))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, size)| *size)
}
