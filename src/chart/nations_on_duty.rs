//! Who serves when it matters, by nation: a row for each way in which policies staff a team.

use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out, plain};
use super::frame::{Frame, SMALL, TEXT, room_for, row_name, stripe};
use super::mark::{Area, Lettering, Pen, Tag};
use super::palette::{BLUE, GREY, INK, LINE, SKY};
use super::scale::highest;

/// Experts on duty by nation, under some policies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NationsOnDuty {
    /// The words around the figure.
    pub caption: Caption,
    /// Names of the nations, a column each.
    pub nations: Vec<String>,
    /// Rows from the top.
    pub rows: Vec<NationRow>,
}

/// Policies under which the same serve.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NationRow {
    /// Their names.
    pub label: String,
    /// Experts on duty of each nation.
    pub experts: Vec<f64>,
    /// Whether the baseline is among them.
    pub is_baseline: bool,
}

const ROW: f64 = 30.0;
const HEAD: f64 = 26.0;
/// The narrowest column that a bar and its number have room in.
const NARROWEST: f64 = 88.0;
const NUMBER: f64 = 34.0;

impl NationsOnDuty {
    /// How many columns have room; the last of them is for all others, if not all have.
    fn columns(&self, room: f64) -> Vec<(String, Vec<f64>)> {
        let all = self.nations.len();
        let fitting = ((room / NARROWEST).floor() as usize).max(1);
        let own = if all <= fitting { all } else { fitting - 1 };
        let value = |row: &NationRow, n: usize| row.experts.get(n).copied().unwrap_or(0.0);
        let mut columns: Vec<(String, Vec<f64>)> = (0..own)
            .map(|n| {
                let values = self.rows.iter().map(|row| value(row, n));
                (self.nations[n].clone(), values.collect())
            })
            .collect();
        if own < all {
            let others = self
                .rows
                .iter()
                .map(|row| (own..all).map(|n| value(row, n)).sum());
            columns.push((format!("{} others", all - own), others.collect()));
        }
        columns
    }
}

impl Figure for NationsOnDuty {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let each = self.nations.iter().zip(&row.experts);
            let each = each.filter(|(_, experts)| **experts > 0.0);
            let said: Vec<String> = each
                .map(|(nation, experts)| format!("{nation} {}", plain(*experts, 1)))
                .collect();
            format!("{}: {}", row.label, said.join(", "))
        });
        format!("Experts on duty by nation. {}.", listed(rows))
    }

    fn sheet(&self, page: f64) -> Canvas {
        let shown = &self.rows[..self.rows.len().min(MOST_ROWS)];
        let caption =
            self.caption
                .clone()
                .noting(&left_out(shown.len(), self.rows.len(), "policies"));
        let count = shown.len().max(2) as f64;
        let mut frame = Frame::new(&caption, None, page, HEAD + count * ROW + 10.0);
        let body = frame.body;
        let names = Lettering::new(TEXT, INK);
        let widest = highest(shown.iter().map(|row| names.width(&row.label)));
        let gutter = widest.clamp(80.0, room_for(page, 320.0));
        let left = body.left + gutter + 14.0;
        let columns = self.columns(body.right - left);
        let width = (body.right - left) / columns.len().max(1) as f64;
        let top = body.top + HEAD;
        let canvas = &mut frame.canvas;
        stripe(canvas, Area { top, ..body }, shown.len(), ROW);
        for (k, row) in shown.iter().enumerate() {
            let y = top + (k as f64 + 0.5) * ROW;
            row_name(canvas, (left - 12.0, y), &row.label, gutter);
        }
        let most = highest(
            columns
                .iter()
                .flat_map(|(_, values)| values.iter().copied()),
        );
        let head = Lettering::new(SMALL, GREY);
        let number = Lettering::new(SMALL, INK);
        for (n, (nation, values)) in columns.iter().enumerate() {
            let x = left + n as f64 * width;
            canvas.text(
                (x, body.top + HEAD - 9.0),
                &head.cut(nation, width - 8.0),
                head,
            );
            canvas.line((x, top), (x, top + count * ROW), Pen::solid(LINE, 1.0));
            for (k, (value, row)) in values.iter().zip(shown).enumerate() {
                let y = top + (k as f64 + 0.5) * ROW;
                let share = if most > 0.0 { value / most } else { 0.0 };
                let long = share.clamp(0.0, 1.0) * (width - NUMBER - 8.0).max(4.0);
                let bar = Area {
                    left: x,
                    right: x + long,
                    top: y - ROW * 0.26,
                    bottom: y + ROW * 0.26,
                };
                let words = if *value > 0.0 {
                    plain(*value, 1)
                } else {
                    "–".to_owned()
                };
                let said = format!("{}, {nation}: {words}", row.label);
                canvas.tagged(Tag::new(&row.label, "bar").saying(said), |canvas| {
                    if long > 0.0 {
                        canvas.fill(bar, if row.is_baseline { BLUE } else { SKY });
                    }
                });
                canvas.text_centered((x + long + 5.0, y), &words, number);
            }
        }
        if shown.is_empty() || columns.is_empty() {
            frame.say_empty(body, "no nation serves");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new(["policies", "nation", "experts"]);
        for row in &self.rows {
            for (nation, experts) in self.nations.iter().zip(&row.experts) {
                data.row([(&row.label).into(), nation.into(), (*experts).into()]);
            }
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::PAGE_WIDTH;
    use super::*;

    fn figure(rows: usize, nations: usize, name: &str) -> NationsOnDuty {
        let row = |k: usize| NationRow {
            label: format!("{name} {k}"),
            experts: (0..nations).map(|n| ((k * n) % 7) as f64 * 3.4).collect(),
            is_baseline: k == 0,
        };
        NationsOnDuty {
            caption: Caption::default(),
            nations: (0..nations).map(|n| format!("{name} {n}")).collect(),
            rows: (0..rows).map(row).collect(),
        }
    }

    #[test]
    fn no_label_leaves_the_page_or_lies_on_another() {
        let long = "A land with a name that goes on and on ".repeat(8);
        for figure in [
            figure(0, 0, ""),
            figure(1, 1, "Croatia"),
            figure(18, 6, "Romania"),
            figure(30, 27, "Netherlands"),
            figure(120, 3, &long),
        ] {
            for page in [PAGE_WIDTH, 490.0] {
                let faults = figure.sheet(page).faults();
                assert!(faults.is_empty(), "{faults:?}");
            }
        }
    }
}
