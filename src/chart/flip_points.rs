//! On which assumptions a choice depends, and where it tips over.

use super::canvas::Canvas;
use super::data::{Data, listed};
use super::figure::Figure;
use super::figure_text::{Caption, MOST_ROWS, left_out};
use super::frame::{Frame, MARGIN, SMALL, TEXT, room_for};
use super::legend::{self, Swatch};
use super::mark::{Area, Lettering, Pen};
use super::palette::{BLOCK, BLUE, GREY, INK, VERMILION, WHITE};

/// A strip for each assumption on which it depends whether a policy is better than the baseline:
/// from the least value to the greatest, worse on one side, better on the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FlipPoints {
    /// The words around the figure.
    pub caption: Caption,
    /// Strips from the top.
    pub strips: Vec<FlipStrip>,
}

/// One policy and one assumption.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FlipStrip {
    /// The policy.
    pub policy: String,
    /// The assumption.
    pub assumption: String,
    /// The words of its least and its greatest value.
    pub ends: (String, String),
    /// Places from 0 to 1: where one sign is last shown, where it changes, where the other is
    /// first shown.
    pub places: (f64, f64, f64),
    /// The value at which it changes, in words.
    pub at: String,
    /// Whether the policy is better beyond it.
    pub rises: bool,
}

const ROW: f64 = 58.0;

impl Figure for FlipPoints {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn shows(&self) -> String {
        let strips = self.strips.iter().map(|strip| {
            let turns = if strip.rises { "better" } else { "worse" };
            format!(
                "{} turns {turns} beyond {} at {}",
                strip.policy, strip.assumption, strip.at
            )
        });
        format!(
            "A strip for each assumption that decides, from its least value to its greatest. {}.",
            listed(strips)
        )
    }

    fn sheet(&self, page: f64) -> Canvas {
        let strips = &self.strips[..self.strips.len().min(MOST_ROWS)];
        let caption =
            self.caption
                .clone()
                .noting(&left_out(strips.len(), self.strips.len(), "strips"));
        let entries = [
            (Swatch::Box(BLUE), "shown to be better".to_owned()),
            (Swatch::Hatched(VERMILION), "shown to be worse".to_owned()),
            (Swatch::Box(BLOCK), "neither is shown".to_owned()),
        ];
        let head = 34.0 + legend::depth(MARGIN, page - MARGIN, "", &entries);
        let height = head + strips.len().max(1) as f64 * ROW + 6.0;
        let mut frame = Frame::new(&caption, None, page, height);
        let body = frame.body;
        let (names, small) = (Lettering::new(TEXT, INK), Lettering::new(SMALL, GREY));
        let gutter = room_for(page, 300.0);
        let beside = room_for(page, 90.0);
        let (from, to) = (body.left + gutter + beside, body.right - beside);
        let canvas = &mut frame.canvas;
        legend::row(
            canvas,
            (body.left, body.top + 10.0),
            body.right,
            "",
            &entries,
        );
        for (k, strip) in strips.iter().enumerate() {
            let y = body.top + head + (k as f64 + 0.5) * ROW;
            canvas.text(
                (body.left, y - 2.0),
                &names.bold().cut(&strip.policy, gutter),
                names.bold(),
            );
            canvas.text(
                (body.left, y + 16.0),
                &small.cut(&strip.assumption, gutter),
                small,
            );
            let place = |share: f64| from + share.clamp(0.0, 1.0) * (to - from);
            let bar = |left: f64, right: f64| Area {
                left,
                right,
                top: y - 4.0,
                bottom: y + 14.0,
            };
            let (last, at, first) = strip.places;
            canvas.fill(bar(from, to), BLOCK);
            let sides = [
                (from, place(last), !strip.rises),
                (place(first), to, strip.rises),
            ];
            for (left, right, better) in sides {
                let area = bar(left, right.max(left + 2.0));
                if better {
                    canvas.fill(area, BLUE);
                } else {
                    canvas.fill(area, WHITE);
                    canvas.hatch(area, 5.0, Pen::solid(VERMILION, 1.4));
                    canvas.outline(area, Pen::solid(VERMILION, 1.4));
                }
            }
            let x = place(at);
            canvas.line((x, y - 9.0), (x, y + 18.0), Pen::solid(INK, 2.0));
            canvas.text(
                (x, y - 13.0),
                &strip.at,
                Lettering::new(SMALL, INK).bold().middle(),
            );
            canvas.text_centered(
                (from - 8.0, y + 5.0),
                &small.cut(&strip.ends.0, beside - 8.0),
                small.end(),
            );
            canvas.text_centered(
                (to + 8.0, y + 5.0),
                &small.cut(&strip.ends.1, beside - 8.0),
                small,
            );
        }
        if strips.is_empty() {
            frame.say_empty(
                body,
                "no assumption decides between policies, as far as is shown",
            );
        }
        frame.canvas
    }

    fn data(&self) -> Data {
        let mut data = Data::new([
            "policy",
            "assumption",
            "least",
            "greatest",
            "turns_at",
            "better_beyond",
            "last_shown",
            "changes",
            "first_shown",
        ]);
        for strip in &self.strips {
            data.row([
                (&strip.policy).into(),
                (&strip.assumption).into(),
                (&strip.ends.0).into(),
                (&strip.ends.1).into(),
                (&strip.at).into(),
                strip.rises.into(),
                strip.places.0.into(),
                strip.places.1.into(),
                strip.places.2.into(),
            ]);
        }
        data
    }
}
