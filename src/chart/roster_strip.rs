//! Who is on duty when: a roster's seats over the calendar, nation by nation.

use super::axis;
use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, DayMark, first_days, left_out};
use super::flags::Flags;
use super::frame::{Frame, MARGIN, SMALL, TEXT, room_for};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen};
use super::palette::{GREY, INK, LINE, SHADE, WHITE, area, line_of_area, readable_on, thin};
use super::scale::{Scale, highest};
use super::seating::{Seated, Stint, seat};
use super::typeface;

/// The seats of rosters over the scenario's calendar.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RosterStrip {
    /// The words around the figure.
    pub caption: Caption,
    /// Left end of the axis, hours since the scenario's start.
    pub from: f64,
    /// Right end of the axis, hours since the scenario's start.
    pub to: f64,
    /// Calendar ticks: hours and words ("Jan", "1 Mar" …).
    pub ticks: Vec<(f64, String)>,
    /// Election days.
    pub elections: Vec<DayMark>,
    /// The nations that stints refer to: name and short name.
    pub nations: Vec<(String, String)>,
    /// One band for each roster.
    pub bands: Vec<RosterBand>,
}

/// A roster's seats.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RosterBand {
    /// The team's name.
    pub label: String,
    /// What kind of roster it is, in a few words.
    pub note: String,
    /// Seats; at least as many rows are drawn.
    pub seats: u32,
    /// Who sits there, in order of [`Stint::from`].
    pub stints: Vec<Stint>,
    /// Changeovers: hours and words ("15 Feb"), in order of time.
    pub changeovers: Vec<(f64, String)>,
    /// Windows without changeovers: begin and end.
    pub freezes: Vec<(f64, f64)>,
}

/// A row's height with few seats, and a band's with many.
const ROW: f64 = 19.0;
const MOST_HEIGHT: f64 = 170.0;
const LEAST_HEIGHT: f64 = 36.0;
/// Room under a band for the dates of changeovers, and before the next.
const DATES: f64 = 21.0;
const GAP: f64 = 16.0;
/// Most rows that are drawn one by one.
const MOST_ROWS: u32 = 256;
/// Rosters that a page holds.
const MOST_BANDS: usize = 24;

impl RosterStrip {
    fn entries(&self) -> Vec<(Swatch, String)> {
        let mut entries: Vec<(Swatch, String)> = Vec::new();
        let stints = || self.bands.iter().flat_map(|band| &band.stints);
        for (n, (name, _)) in self.nations.iter().enumerate() {
            if stints().any(|stint| stint.nation == n) {
                entries.push((Swatch::Box(area(n)), name.clone()));
            }
        }
        if self
            .bands
            .iter()
            .any(|band| band.has_gaps(self.from, self.to))
        {
            entries.push((Swatch::Framed(SHADE), "nobody".to_owned()));
        }
        if stints().any(|stint| stint.alongside < stint.from) {
            let words = "next shift learns alongside".to_owned();
            entries.push((Swatch::Hatched(INK), words));
        }
        if self.bands.iter().any(|band| !band.freezes.is_empty()) {
            let words = "freeze: no changeovers".to_owned();
            entries.push((Swatch::Box(thin(INK, FREEZE)), words));
        }
        entries
    }

    fn draw_legend(&self, canvas: &mut Canvas, at: (f64, f64), right: f64) -> f64 {
        legend::row(canvas, at, right, "On duty from", &self.entries())
    }

    /// Height of the legend's rows, measured on a sheet of its own.
    fn legend_height(&self, right: f64) -> f64 {
        let mut sheet = Canvas::new(right + MARGIN + 14.0, 10.0);
        self.draw_legend(&mut sheet, (MARGIN, 0.0), right + 14.0) + 24.0
    }
}

/// How much ink shades a freeze.
const FREEZE: f64 = 0.16;

impl RosterBand {
    /// Whether some seat is empty for some time.
    fn has_gaps(&self, from: f64, to: f64) -> bool {
        let taken: f64 = self
            .stints
            .iter()
            .map(|stint| {
                (stint.to.min(to) - stint.from.max(from)).max(0.0) * f64::from(stint.experts)
            })
            .sum();
        taken < (to - from) * f64::from(self.seats) - 1e-6
    }

    fn rows(&self) -> u32 {
        self.seats.clamp(1, MOST_ROWS)
    }

    fn height(&self) -> f64 {
        (f64::from(self.rows()) * ROW).clamp(LEAST_HEIGHT, MOST_HEIGHT)
    }

    /// `lines` are the pixels at which election days stand: words keep clear of them.
    fn draw(
        &self,
        canvas: &mut Canvas,
        band: Area,
        time: Scale,
        nations: &[(String, String)],
        lines: &[f64],
    ) {
        canvas.fill(band, SHADE);
        let seated = seat(&self.stints, self.rows() as usize);
        let row = band.height() / f64::from(self.rows());
        let blocks: Vec<(Seated, Area)> = seated
            .into_iter()
            .filter(|seated| seated.stint.to > time.first() && seated.stint.from < time.last())
            .map(|seated| {
                let area = Area {
                    left: time.place(seated.stint.from),
                    right: time.place(seated.stint.to),
                    top: band.top + seated.rows.start as f64 * row,
                    bottom: band.top + seated.rows.end as f64 * row,
                };
                (seated, area)
            })
            .collect();
        for (seated, place) in &blocks {
            canvas.fill(*place, area(seated.stint.nation));
        }
        // The next shift, over the end of the one before.
        for (seated, place) in &blocks {
            let learning = time.place(seated.stint.alongside);
            if learning < place.left {
                let overlap = Area {
                    left: learning,
                    right: place.left,
                    ..*place
                };
                canvas.fill(overlap, thin(WHITE, 0.55));
                let pen = Pen::solid(line_of_area(seated.stint.nation), 1.3);
                canvas.hatch(overlap, 5.0, pen);
            }
        }
        for (from, to) in &self.freezes {
            if *to > time.first() && *from < time.last() {
                let frozen = Area {
                    left: time.place(*from),
                    right: time.place(*to),
                    top: band.top - 5.0,
                    bottom: band.bottom + 5.0,
                };
                canvas.fill(frozen, thin(INK, FREEZE));
            }
        }
        for (seated, place) in &blocks {
            canvas.outline(*place, Pen::solid(WHITE, 1.0));
            // Seats, faintly, where they can be told apart.
            for seat in 1..seated.rows.len() {
                let y = place.top + seat as f64 * row;
                if row >= 8.0 {
                    let pen = Pen::solid(thin(WHITE, 0.45), 0.8);
                    canvas.line((place.left, y), (place.right, y), pen);
                }
            }
        }
        for (seated, place) in &blocks {
            if seated.stint.from > time.first() {
                let (top, bottom) = ((place.left, place.top), (place.left, place.bottom));
                canvas.line(top, bottom, Pen::solid(INK, 1.6));
            }
        }
        for x in lines {
            let (top, bottom) = ((*x, band.top), (*x, band.bottom));
            canvas.line(top, bottom, Pen::dashed(INK, 1.2, &[4.0, 3.0]));
        }
        for (seated, place) in &blocks {
            // Words keep clear of the next shift's hatching.
            let end = blocks
                .iter()
                .filter(|(next, other)| {
                    (other.left - place.right).abs() < 0.01
                        && next.rows.start < seated.rows.end
                        && seated.rows.start < next.rows.end
                })
                .map(|(next, _)| time.place(next.stint.alongside))
                .fold(place.right, f64::min);
            let room = Area {
                right: end.max(place.left),
                ..*place
            };
            write(canvas, room.widest_between(lines), seated, nations);
        }
        canvas.outline(band, Pen::solid(LINE, 1.0));
        self.draw_changeovers(canvas, band, time);
    }

    fn draw_changeovers(&self, canvas: &mut Canvas, band: Area, time: Scale) {
        let lettering = Lettering::new(SMALL, INK);
        let mut free_from = band.left - 30.0;
        for (at, words) in &self.changeovers {
            if !time.holds(*at) {
                continue;
            }
            let x = time.place(*at);
            for (from, to) in [(band.top - 5.0, band.top), (band.bottom, band.bottom + 5.0)] {
                canvas.line((x, from), (x, to), Pen::solid(INK, 1.6));
            }
            let half = lettering.width(words) / 2.0;
            if x - half >= free_from && x + half <= band.right + 14.0 {
                // Paper keeps the lines of election days out of the words.
                let paper = Area {
                    left: x - half - 2.0,
                    right: x + half + 2.0,
                    top: band.bottom + 6.0,
                    bottom: band.bottom + 20.0,
                };
                canvas.fill(paper, WHITE);
                canvas.text((x, band.bottom + 17.0), words, lettering.middle());
                free_from = x + half + 8.0;
            }
        }
    }
}

/// Writes on a block whose experts they are: name and number, the short name, or nothing.
fn write(canvas: &mut Canvas, room: Area, seated: &Seated, nations: &[(String, String)]) {
    let Some((name, short)) = nations.get(seated.stint.nation) else {
        return;
    };
    let ink = readable_on(area(seated.stint.nation));
    let size = SMALL.min(room.height() - 3.0);
    if size < 9.0 {
        return;
    }
    let lettering = Lettering::new(size, ink);
    let count = seated.rows.len();
    let words = [
        format!("{name} · {count}"),
        name.clone(),
        format!("{short} · {count}"),
        short.clone(),
    ];
    let fits = |words: &&String| lettering.width(words) + 8.0 <= room.width();
    if let Some(words) = words.iter().find(fits) {
        let (x, middle) = room.center();
        let row = room.height() / count as f64;
        // On a seat rather than between two.
        let y = if count.is_multiple_of(2) && row >= SMALL + 2.0 {
            middle - row / 2.0
        } else {
            middle
        };
        canvas.text_centered((x, y), words, lettering.middle());
    }
}

impl Figure for RosterStrip {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let bands = self.bands.iter().map(|band| {
            format!(
                "{}, {} seats, {} changeovers",
                band.label,
                band.seats,
                band.changeovers.len()
            )
        });
        format!(
            "Strips over the calendar with a block for each stint of a nation’s experts. {}.",
            listed(bands)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let (name, note) = (
            Lettering::new(TEXT, INK).bold(),
            Lettering::new(SMALL, GREY),
        );
        let shown = &self.bands[..self.bands.len().min(MOST_BANDS)];
        let widest = highest(
            shown
                .iter()
                .flat_map(|band| [name.width(&band.label), note.width(&band.note)]),
        );
        let left = MARGIN + (widest + 14.0).clamp(40.0, room_for(page, 200.0));
        let right = page - MARGIN - 14.0;
        let time = Scale::linear((self.from, self.to), (left, right));
        let (days, days_left) = first_days(&self.elections);
        let elections = days.iter();
        let elections = elections.map(|mark| (mark.at, mark.label.as_str()));
        let flags = Flags::place(elections, time, MARGIN, page - MARGIN);
        let head = self.legend_height(right) + flags.height() + 8.0;
        let caption = self
            .caption
            .clone()
            .noting(&left_out(shown.len(), self.bands.len(), "rosters"))
            .noting(&days_left);
        let bands: f64 = shown.iter().map(|band| band.height() + DATES + GAP).sum();
        let mut frame = Frame::new(&caption, None, page, head + bands.max(60.0) + 26.0);
        let body = frame.body;
        let plot = Area {
            left,
            right,
            top: body.top + head,
            bottom: body.bottom - 26.0,
        };
        let canvas = &mut frame.canvas;
        self.draw_legend(canvas, (body.left, body.top + 8.0), body.right);
        axis::bottom(canvas, plot, time, &self.ticks, true);
        flags.draw(canvas, plot, plot.top);
        let lines: Vec<f64> = flags.lines().collect();
        let mut top = plot.top;
        for band in shown {
            let area = Area {
                left,
                right,
                top,
                bottom: top + band.height(),
            };
            let room = left - MARGIN - 12.0;
            let mut named = typeface::wrap(&band.label, TEXT, true, room);
            // Two lines fit beside the lowest of bands.
            if named.len() > 2 {
                named = vec![named[0].clone(), name.cut(&named[1..].join(" "), room)];
            }
            let (_, middle) = area.center();
            let mut y = middle - 8.0 * named.len() as f64 + 4.0;
            for line in &named {
                canvas.text((MARGIN, y), line, name);
                y += 17.0;
            }
            canvas.text((MARGIN, y), &note.cut(&band.note, room), note);
            band.draw(canvas, area, time, &self.nations, &lines);
            top = area.bottom + DATES + GAP;
        }
        if self.bands.is_empty() {
            frame.say_empty(plot, "no rosters");
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "roster",
            "nation",
            "experts",
            "from_hour",
            "to_hour",
            "alongside_from_hour",
        ]);
        for band in &self.bands {
            for stint in &band.stints {
                let nation = self
                    .nations
                    .get(stint.nation)
                    .map_or("", |it| it.0.as_str());
                data.row([
                    (&band.label).into(),
                    nation.into(),
                    f64::from(stint.experts).into(),
                    stint.from.into(),
                    stint.to.into(),
                    stint.alongside.into(),
                ]);
            }
        }
        data
    }
}
