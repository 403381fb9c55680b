//! Which charts are drawn, as what, and how.

use std::str::FromStr;

use jiff::civil::Date;

use crate::chart::{Look, Svg, Theme};

/// Pixels of a PNG per unit of its drawing.
const PNG_SCALE: f32 = 2.0;
/// Pixels of a PNG per unit of a drawing that has the size of paper: 300 to the inch.
const PRINT_SCALE: f32 = 3.125;
/// Units of a drawing in a millimetre: 96 to the inch.
const PER_MM: f64 = 96.0 / 25.4;
/// Within the margins of a page in A4, in millimetres.
const A4: (f64, f64) = (170.0, 247.0);
/// Half of it: a column, or one of two charts side by side.
const A4_HALF: (f64, f64) = (90.0, 247.0);
/// The widths of sheets on which the least letters of a chart have 6.5 points on those.
const A4_SHEET: f64 = 925.0;
const A4_HALF_SHEET: f64 = 490.0;
/// Sides of a picture in pixels.
const LEAST_SIDE: u32 = 100;
const MOST_SIDE: u32 = 10_000;

/// A kind of file that a chart is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartFormat {
    /// A drawing that is sharp at every size.
    Svg,
    /// A picture of pixels.
    Png,
}

impl ChartFormat {
    /// How the names of its files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// How large charts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    /// 960 pixels wide and as high as a chart needs; twice as many pixels in a PNG.
    #[default]
    Usual,
    /// Within the margins of a page in A4: 170 mm by 247 mm at most.
    A4,
    /// Half as wide, 90 mm, for a column or two charts side by side.
    A4Half,
    /// So many pixels wide and high, whatever the chart needs of them.
    Pixels(u32, u32),
}

impl FromStr for Sheet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "a4" => return Ok(Self::A4),
            "a4-half" => return Ok(Self::A4Half),
            _ => {}
        }
        let wrong = || "it is `A4`, `A4-half`, or width and height in pixels such as `1200x800`";
        let (width, height) = text.split_once(['x', 'X', '×']).ok_or_else(wrong)?;
        let side = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong().to_owned());
        let (width, height) = (side(width)?, side(height)?);
        let fits = |side: u32| (LEAST_SIDE..=MOST_SIDE).contains(&side);
        if fits(width) && fits(height) {
            Ok(Self::Pixels(width, height))
        } else {
            Err(format!(
                "width and height are from {LEAST_SIDE} to {MOST_SIDE} pixels"
            ))
        }
    }
}

/// What rows of a timeline stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Incidents on one asset.
    Asset,
    /// Incidents that the same team came to first.
    Team,
    /// Incidents of one kind.
    Kind,
    /// Incidents of one severity.
    Severity,
}

/// Which part of a history its timeline shows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// First day; `None` for the usual one.
    pub from: Option<Date>,
    /// Last day; `None` for the usual one.
    pub to: Option<Date>,
    /// All incidents of these days, instead of the gravest that fit on a page.
    pub full: bool,
    /// What rows stand together; `None` for all in order of time.
    pub by: Option<Grouping>,
}

/// Which charts are drawn, as what, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Charts by name or by the beginning of one; empty for all.
    pub charts: Vec<String>,
    /// What each is written as.
    pub formats: Vec<ChartFormat>,
    /// How large it is.
    pub sheet: Sheet,
    /// On which paper, in which colours.
    pub theme: Theme,
    /// With the numbers behind it.
    pub data: bool,
    /// What the timeline of a run shows.
    pub window: Window,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            charts: Vec::new(),
            formats: vec![ChartFormat::Svg, ChartFormat::Png],
            sheet: Sheet::Usual,
            theme: Theme::Light,
            data: false,
            window: Window::default(),
        }
    }
}

impl Drawing {
    /// The charts of some names, or beginnings of names, in their usual look.
    pub(super) fn only(charts: &[&str]) -> Self {
        Self {
            charts: charts.iter().map(|it| (*it).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Whether a chart is to be drawn.
    pub(super) fn has(&self, file: &str) -> bool {
        self.charts.is_empty() || self.charts.iter().any(|it| names(it, file))
    }

    /// The names that were asked for and are none of these charts'.
    pub(super) fn unknown(&self, files: &[String]) -> Vec<&str> {
        let charts = self.charts.iter().map(String::as_str);
        charts
            .filter(|it| !files.iter().any(|file| names(it, file)))
            .collect()
    }

    /// How a figure is drawn.
    pub(super) fn look(&self) -> Look {
        match self.sheet {
            Sheet::Usual => Look::on(self.theme),
            Sheet::A4 => Look::new(self.theme, A4_SHEET),
            Sheet::A4Half => Look::new(self.theme, A4_HALF_SHEET),
            Sheet::Pixels(width, _) => Look::new(self.theme, f64::from(width)),
        }
    }

    /// A drawing in its size.
    pub(super) fn sized(&self, drawing: Svg) -> Svg {
        let paper = |(width, height): (f64, f64)| {
            let units = |length: f64| (length * PER_MM).round() as u32;
            drawing.fitted((units(width), units(height)), false, self.theme)
        };
        match self.sheet {
            Sheet::Usual => drawing,
            Sheet::A4 => paper(A4),
            Sheet::A4Half => paper(A4_HALF),
            Sheet::Pixels(width, height) => drawing.fitted((width, height), true, self.theme),
        }
    }

    /// Pixels of a PNG per unit of its drawing.
    pub(super) const fn pixels(&self) -> f32 {
        match self.sheet {
            Sheet::Usual => PNG_SCALE,
            Sheet::A4 | Sheet::A4Half => PRINT_SCALE,
            Sheet::Pixels(..) => 1.0,
        }
    }
}

/// Whether a name that was asked for is a chart's, or the beginning of it.
fn names(asked: &str, file: &str) -> bool {
    !asked.is_empty() && file.to_lowercase().starts_with(&asked.to_lowercase())
}
