//! `sortie plot`.

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::app::{self, ChartFormat, Drawing, Grouping, RedrawRequest, Sheet, Theme, Window};

use super::finished::whole;
use super::shared_args::RedrawArgs;
use super::{Failed, say};

/// Arguments of `sortie plot`.
#[derive(Clone, Debug, Args)]
#[command(mut_arg("out", |arg| arg.help(
    "Put the charts below this folder [default: the folder of the results]"
)))]
pub(super) struct PlotArgs {
    #[command(flatten)]
    again: RedrawArgs,
    /// Draw only the chart of this name, or all whose names begin with it, such as
    /// `response-times` or `differences` [default: all]
    #[arg(long, value_name = "NAME")]
    chart: Vec<String>,
    /// What each chart is written as; may be given twice [default: svg and png]
    #[arg(long, value_name = "FORMAT")]
    format: Vec<Format>,
    /// How large: `A4` for a page, `A4-half` for half its width (both with letters of 6.5 points at
    /// least), or width and height in pixels such as 1200x800
    #[arg(long, value_name = "SIZE")]
    size: Option<Sheet>,
    /// Paper and colours
    #[arg(long, value_name = "THEME", default_value = "light")]
    theme: Paper,
    /// First day of the timeline of a run, such as 2019-05-20
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Date>,
    /// Its last day
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<Date>,
    /// All incidents in the timeline of a run, instead of those that fit on a page
    #[arg(long)]
    full: bool,
    /// What rows stand together in the timeline of a run
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    /// Write the numbers behind each chart beside it, as CSV
    #[arg(long)]
    data: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A drawing that is sharp at every size
    Svg,
    /// A picture of pixels
    Png,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    /// Incidents on one asset
    Asset,
    /// Incidents that the same team came to first
    Team,
    /// Incidents of one kind
    Kind,
    /// Incidents of one severity
    Severity,
}

/// A day as people write it for a computer.
fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "it is a day such as 2019-05-20".to_owned())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Paper {
    /// White, with colours that colour-blind readers can tell apart
    Light,
    /// Dark, for a screen
    Dark,
    /// Black on white, with greys that a copier keeps apart
    Print,
}

impl PlotArgs {
    fn drawing(&self) -> Drawing {
        let mut drawing = Drawing {
            charts: self.chart.clone(),
            sheet: self.size.unwrap_or_default(),
            theme: match self.theme {
                Paper::Light => Theme::Light,
                Paper::Dark => Theme::Dark,
                Paper::Print => Theme::Print,
            },
            data: self.data,
            window: Window {
                from: self.from,
                to: self.to,
                full: self.full,
                by: self.by.map(|by| match by {
                    By::Asset => Grouping::Asset,
                    By::Team => Grouping::Team,
                    By::Kind => Grouping::Kind,
                    By::Severity => Grouping::Severity,
                }),
            },
            ..Drawing::default()
        };
        if !self.format.is_empty() {
            let formats = self.format.iter();
            drawing.formats = formats
                .map(|format| match format {
                    Format::Svg => ChartFormat::Svg,
                    Format::Png => ChartFormat::Png,
                })
                .collect();
            drawing.formats.dedup();
        }
        drawing
    }
}

/// Draws the charts of results again, without running again.
pub(super) fn plot(args: &PlotArgs) -> Result<(), Failed> {
    let request = RedrawRequest {
        drawing: args.drawing(),
        ..args.again.request()
    };
    let redrawn = app::redraw(&request)?;
    if !args.again.quiet {
        let mut text = String::new();
        for file in &redrawn.files {
            text.push_str(&format!("{}\n", file.display()));
        }
        say(&text)?;
    }
    whole(&redrawn.undrawn, &redrawn.folder)
}
