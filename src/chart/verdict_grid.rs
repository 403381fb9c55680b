//! What each policy does to each measure, in one picture: a cell for each, in units of what is
//! worth acting on.

use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out};
use super::forest::Sense;
use super::frame::{Frame, MARGIN, SMALL, TEXT, room_for, row_name};
use super::legend::{self, Swatch};
use super::look::PAGE_WIDTH;
use super::mark::{Area, Lettering, Pen};
use super::palette::{
    BLUE, GREY, INK, LINE, Paint, SHADE, VERMILION, WHITE, paled, readable_on, thin,
};
use super::typeface;

/// Policies by measures. Blue is better, vermilion worse, full where the difference is shown
/// to be worth acting on; a sign and a number say the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct VerdictGrid {
    /// The words around the figure.
    pub caption: Caption,
    /// Measures from the left.
    pub columns: Vec<VerdictColumn>,
    /// Policies from the top.
    pub rows: Vec<VerdictRow>,
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VerdictColumn {
    /// In words.
    pub label: String,
    /// What is worth acting on, e.g. "30 min"; may be empty.
    pub unit: String,
}

/// A policy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VerdictRow {
    /// Who.
    pub label: String,
    /// By measure; `None` where there is no difference to tell.
    pub cells: Vec<Option<VerdictCell>>,
}

/// What a policy does to a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct VerdictCell {
    /// What is shown.
    pub sense: Sense,
    /// Shown to be as much as what is worth acting on.
    pub worthwhile: bool,
    /// The difference in units of what is worth acting on; above 0 is better, or more where
    /// neither is. `None` if nothing says what is worth acting on.
    pub times: Option<f64>,
}

/// Measures that a page has room for.
const MOST_COLUMNS: usize = 10;
const ROW: f64 = 30.0;
/// Room for the names of policies.
const NAME_ROOM: f64 = 215.0;
const NAMES: Lettering = Lettering::new(TEXT, INK);
const HEAD: Lettering = Lettering::new(SMALL, INK);
const UNIT: Lettering = Lettering::new(SMALL, GREY);
/// Lines of a measure's words.
const MOST_LINES: usize = 8;
const LINE_HEIGHT: f64 = SMALL * 1.25;
const LEGEND: f64 = 52.0;
/// Half the paper between two cells.
const GAP: f64 = 1.0;

impl VerdictGrid {
    /// What the colours and signs mean, of those that are there; gives the height of the last row.
    fn draw_legend(&self, canvas: &mut Canvas, at: (f64, f64), right: f64) -> f64 {
        let cells = || self.rows.iter().flat_map(|row| row.cells.iter().flatten());
        let any = |sense: Sense, worthwhile: bool| {
            cells().any(|cell| cell.sense == sense && cell.worthwhile == worthwhile)
        };
        let entries = [
            (Sense::Better, true, "+ better, by what is worth acting on"),
            (Sense::Better, false, "+ better, perhaps by less"),
            (Sense::Worse, true, "− worse, by what is worth acting on"),
            (Sense::Worse, false, "− worse, perhaps by less"),
            (Sense::Different, true, "differs by what is worth acting on"),
            (Sense::Different, false, "differs, perhaps by less"),
            (Sense::Near, false, "≈ practically the same"),
            (Sense::Same, false, "= the same in every replication"),
            (Sense::Open, false, "? not shown"),
        ];
        let entries: Vec<(Swatch, String)> = entries
            .into_iter()
            .filter(|(sense, worthwhile, _)| any(*sense, *worthwhile))
            .map(|(sense, worthwhile, words)| {
                let swatch = Swatch::Framed(color(sense, worthwhile));
                (swatch, words.to_owned())
            })
            .collect();
        legend::row(canvas, at, right, "", &entries)
    }
}

/// A measure's words in lines; a last line that more would follow says so.
fn head(label: &str, room: f64) -> Vec<String> {
    let mut lines = typeface::wrap(label, SMALL, false, room);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines.iter().map(|line| HEAD.cut(line, room)).collect()
}

/// What one unit of a measure is, in at most two lines: `× 35 min`.
fn unit(unit: &str, room: f64) -> Vec<String> {
    if unit.is_empty() {
        return Vec::new();
    }
    let mut lines = typeface::wrap(&format!("× {unit}"), SMALL, false, room);
    lines.truncate(2);
    lines.iter().map(|line| UNIT.cut(line, room)).collect()
}

fn color(sense: Sense, worthwhile: bool) -> Paint {
    let full = match sense {
        Sense::Better => BLUE,
        Sense::Worse => VERMILION,
        Sense::Different => GREY,
        Sense::Near => return SHADE,
        Sense::Same | Sense::Open => return WHITE,
    };
    if worthwhile { full } else { paled(full) }
}

fn draw_cell(canvas: &mut Canvas, area: Area, cell: Option<VerdictCell>) {
    let Some(cell) = cell else {
        canvas.hatch(area, 6.0, Pen::solid(LINE, 0.8));
        return;
    };
    let paper = color(cell.sense, cell.worthwhile);
    canvas.fill(area, paper);
    if matches!(cell.sense, Sense::Open | Sense::Same) {
        canvas.outline(area, Pen::solid(thin(LINE, 0.7), 1.0));
    }
    let ink = match cell.sense {
        Sense::Near | Sense::Same | Sense::Open => GREY,
        _ => readable_on(paper),
    };
    let size = if cell.sense == Sense::Better || cell.sense == Sense::Worse {
        Lettering::new(TEXT, ink).bold()
    } else {
        Lettering::new(TEXT, ink)
    };
    let words = cell.words();
    canvas.text_centered(
        area.center(),
        &size.cut(&words, area.width() - 4.0),
        size.middle(),
    );
}

impl VerdictCell {
    /// `+2.1`, `−0.8`, `≈ 0.1`, `? −3`, `=`.
    fn words(self) -> String {
        let number = self.times.map(|times| {
            let size = times.abs();
            let digits = match size {
                many if many >= 9999.5 => ">9999".to_owned(),
                little if little < 0.05 => "0".to_owned(),
                some if some >= 9.95 => format!("{some:.0}"),
                few => format!("{few:.1}"),
            };
            let sign = match times {
                little if little.abs() < 0.05 => "",
                times if times < 0.0 => "−",
                _ => "+",
            };
            format!("{sign}{digits}")
        });
        let sign = match self.sense {
            Sense::Better => "+",
            Sense::Worse => "−",
            Sense::Different => "≠",
            Sense::Near => "≈",
            Sense::Same => return "=".to_owned(),
            Sense::Open => "?",
        };
        match (self.sense, number) {
            (_, None) => sign.to_owned(),
            (Sense::Better | Sense::Worse | Sense::Different, Some(number)) if number != "0" => {
                number
            }
            (_, Some(number)) => format!("{sign} {number}"),
        }
    }
}

impl Figure for VerdictGrid {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let cells = row.cells.iter().zip(&self.columns);
            let cells = cells.filter_map(|(cell, column)| {
                let cell = cell.filter(|it| matches!(it.sense, Sense::Better | Sense::Worse))?;
                Some(format!("{} {}", column.label, cell.words()))
            });
            let cells: Vec<String> = cells.collect();
            format!(
                "{}: {}",
                row.label,
                if cells.is_empty() {
                    "nothing shown".to_owned()
                } else {
                    cells.join(", ")
                }
            )
        });
        format!("A grid of policies by measures. {}.", listed(rows))
    }

    fn sheet(&self, page: f64) -> Canvas {
        let rows = &self.rows[..self.rows.len().min(MOST_ROWS)];
        let most = if page < PAGE_WIDTH * 0.75 {
            MOST_COLUMNS / 2
        } else {
            MOST_COLUMNS
        };
        let columns = &self.columns[..self.columns.len().min(most)];
        let caption = self
            .caption
            .clone()
            .noting(&left_out(rows.len(), self.rows.len(), "policies"))
            .noting(&left_out(columns.len(), self.columns.len(), "measures"));
        let names = rows
            .iter()
            .map(|row| NAMES.width(&row.label))
            .fold(0.0, f64::max)
            .clamp(80.0, room_for(page, NAME_ROOM));
        let margins = 2.0 * MARGIN;
        let width = ((page - margins - names - 14.0) / columns.len().max(1) as f64).min(150.0);
        let heads: Vec<Vec<String>> = columns
            .iter()
            .map(|column| head(&column.label, width - 4.0))
            .collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let units: Vec<Vec<String>> = columns
            .iter()
            .map(|column| unit(&column.unit, width - 4.0))
            .collect();
        let under = units.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let key = self.draw_legend(&mut Canvas::new(page, 1.0), (MARGIN, 0.0), page - MARGIN);
        let top = LEGEND.max(key + 32.0) + (lines + under) * LINE_HEIGHT + 12.0;
        let count = rows.len().max(1) as f64;
        let mut frame = Frame::new(&caption, None, page, top + count * ROW + 6.0);
        let body = frame.body;
        let canvas = &mut frame.canvas;
        self.draw_legend(canvas, (body.left, body.top + 10.0), body.right);
        let plot = Area {
            left: body.left + names + 14.0,
            right: body.left + names + 14.0 + width * columns.len() as f64,
            top: body.top + top,
            bottom: body.top + top + count * ROW,
        };
        for (k, (unit, head)) in units.iter().zip(&heads).enumerate() {
            let x = plot.left + (k as f64 + 0.5) * width;
            let all = head.iter().map(|words| (words, HEAD));
            let all = all.chain(unit.iter().map(|words| (words, UNIT)));
            let count = (head.len() + unit.len()) as f64;
            let first = plot.top - 8.0 - (count - 1.0) * LINE_HEIGHT;
            for (line, (words, lettering)) in all.enumerate() {
                let y = first + line as f64 * LINE_HEIGHT;
                canvas.text((x, y), words, lettering.middle());
            }
        }
        for (k, row) in rows.iter().enumerate() {
            let y = plot.top + k as f64 * ROW;
            row_name(canvas, (plot.left - 10.0, y + ROW / 2.0), &row.label, names);
            for (column, cell) in row.cells.iter().take(columns.len()).enumerate() {
                let area = Area {
                    left: plot.left + column as f64 * width + GAP,
                    right: plot.left + (column + 1) as f64 * width - GAP,
                    top: y + GAP,
                    bottom: y + ROW - GAP,
                };
                draw_cell(canvas, area, *cell);
            }
        }
        if rows.is_empty() || columns.is_empty() {
            frame.say_empty(plot, "nothing differs");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "policy",
            "measure",
            "worth_acting_on",
            "times_that",
            "what_is_shown",
            "shown_to_be_that_much",
        ]);
        for row in &self.rows {
            for (cell, column) in row.cells.iter().zip(&self.columns) {
                let times = cell.and_then(|it| it.times);
                let shown = cell.map_or("no difference to tell", |it| it.sense.words());
                let worthwhile = match cell {
                    Some(it) if it.worthwhile => "yes",
                    Some(_) => "no",
                    None => "",
                };
                data.row([
                    (&row.label).into(),
                    (&column.label).into(),
                    (&column.unit).into(),
                    times.into(),
                    shown.into(),
                    worthwhile.into(),
                ]);
            }
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::PAGE_WIDTH;
    use super::*;

    fn bare(sense: Sense, worthwhile: bool, times: f64) -> VerdictCell {
        VerdictCell {
            sense,
            worthwhile,
            times: Some(times),
        }
    }

    fn sample() -> VerdictGrid {
        let column = |label: &str, unit: &str| VerdictColumn {
            label: label.to_owned(),
            unit: unit.to_owned(),
        };
        let row = |label: &str, cells: Vec<Option<VerdictCell>>| VerdictRow {
            label: label.to_owned(),
            cells,
        };
        VerdictGrid {
            caption: Caption {
                title: "What each policy does to each measure".to_owned(),
                ..Caption::default()
            },
            columns: vec![
                column(
                    "Mean recovery time of high and critical incidents",
                    "30 min",
                ),
                column("Weighted service loss", "34 weighted h"),
                column("Number of handovers of running work", ""),
            ],
            rows: vec![
                row(
                    "Three months",
                    vec![
                        Some(bare(Sense::Better, true, 1.24)),
                        Some(bare(Sense::Near, false, -0.02)),
                        Some(bare(Sense::Different, false, 12.3)),
                    ],
                ),
                row(
                    "Three months, with an overlap of fourteen days before each handover",
                    vec![
                        Some(bare(Sense::Worse, false, -0.8)),
                        Some(bare(Sense::Open, false, 0.3)),
                        None,
                    ],
                ),
                row("Renamed", vec![Some(bare(Sense::Same, false, 0.0)); 3]),
            ],
        }
    }

    #[test]
    fn signs_and_numbers_say_what_colours_do() {
        let drawing = sample().draw().expect("a drawing");
        for words in [
            "+1.2",
            "−0.8",
            "≈ 0",
            "? +0.3",
            "+12",
            "× 30 min",
            "+ better, by what is worth acting on",
            "= the same in every replication",
            "fourteen days before",
        ] {
            assert!(drawing.text().contains(words), "{words}");
        }
        let unused = "+ better, perhaps by less";
        assert!(!drawing.text().contains(unused), "not in the legend");
        assert!(drawing.png(0.5).is_ok());
    }

    #[test]
    fn no_words_touch() {
        let nothing: Vec<String> = Vec::new();
        assert_eq!(sample().sheet(PAGE_WIDTH).faults(), nothing);
        assert_eq!(VerdictGrid::default().sheet(PAGE_WIDTH).faults(), nothing);
    }

    #[test]
    fn it_is_drawn_whatever_it_holds() {
        let mut grid = sample();
        for absurd in [f64::NAN, f64::INFINITY, -1e308, 1e-300, 0.0] {
            grid.rows[0].cells[0] = Some(bare(Sense::Better, true, absurd));
            assert!(grid.draw().is_ok(), "{absurd}");
        }
        grid.columns = vec![grid.columns[0].clone(); 40];
        grid.rows = vec![grid.rows[1].clone(); 200];
        let drawing = grid.draw().expect("a drawing");
        let words = drawing.text();
        assert!(words.contains("measures") && words.contains("policies"));
        grid.rows.clear();
        let drawing = grid.draw().expect("a drawing");
        assert!(drawing.text().contains("nothing differs"));
    }
}
