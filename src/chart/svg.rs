//! A finished drawing as SVG text.

use std::fmt::Write as _;

use super::look::Theme;
use super::palette::WHITE;
use crate::text;

/// What a drawing says to those who do not see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    /// What tells it from other drawings on a page.
    pub name: &'a str,
    /// What it says.
    pub title: &'a str,
    /// What it shows.
    pub description: &'a str,
}

impl Words<'_> {
    /// The attributes of a drawing and its first elements. Names are unique on a page, also where
    /// drawings of one name say something else.
    fn written(&self) -> (String, String) {
        let id: String = self
            .name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        // FNV-1a, 32 bits.
        let mark = self.title.bytes().chain(self.description.bytes());
        let mark = mark.fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let id = format!("{id}-{mark:08x}");
        let mut attributes = format!("aria-labelledby=\"{id}-title\"");
        let mut elements = format!("<title id=\"{id}-title\">{}</title>", text::xml(self.title));
        if !self.description.is_empty() {
            let _ = write!(attributes, " aria-describedby=\"{id}-desc\"");
            let _ = write!(
                elements,
                "\n<desc id=\"{id}-desc\">{}</desc>",
                text::xml(self.description)
            );
        }
        (attributes, elements)
    }
}

/// A finished drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg {
    pub(super) text: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Svg {
    /// Puts together what plotters wrote on the fine grid: `grid` steps to a pixel, `body` its
    /// elements.
    pub(super) fn new(body: &str, (width, height): (u32, u32), grid: f64, words: &Words) -> Self {
        let mut text = String::with_capacity(body.len() + 1_000);
        let (attributes, elements) = words.written();
        let steps = |pixels: u32| (f64::from(pixels) * grid) as u32;
        let _ = write!(
            text,
            "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
             xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" {attributes} \
             stroke-linejoin=\"round\">\n{elements}\n{body}</svg>\n",
            steps(width),
            steps(height),
        );
        Self {
            text,
            width,
            height,
        }
    }

    /// The same drawing as large as fits into a frame of pixels, and with `fill` in the midst of
    /// paper that fills it.
    pub(crate) fn fitted(&self, (width, height): (u32, u32), fill: bool, theme: Theme) -> Self {
        let own = (f64::from(self.width), f64::from(self.height));
        let scale = (f64::from(width) / own.0).min(f64::from(height) / own.1);
        let fit = |length: f64| (length * scale).round().max(1.0) as u32;
        let mut drawing = self.clone();
        (drawing.width, drawing.height) = if fill {
            (width, height)
        } else {
            (fit(own.0), fit(own.1))
        };
        let head = self.text.find("viewBox=").unwrap_or(0);
        let end = self.text.find('>').unwrap_or(0);
        let old = &self.text[head..end];
        let mut rest = old.splitn(3, '"');
        let (_, view, after) = (rest.next(), rest.next(), rest.next());
        let sides: Vec<f64> = view
            .unwrap_or_default()
            .split(' ')
            .filter_map(|side| side.parse().ok())
            .collect();
        let [_, _, wide, high] = sides[..] else {
            return drawing;
        };
        let paper = WHITE.resolve(theme);
        let (mut room, mut sheet) = ((0.0, 0.0), String::new());
        if fill {
            let per_pixel = wide / (own.0 * scale);
            room = (
                ((f64::from(width) * per_pixel - wide) / 2.0).max(0.0),
                ((f64::from(height) * per_pixel - high) / 2.0).max(0.0),
            );
            sheet = format!(
                "\n<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" \
                 fill=\"#{:02X}{:02X}{:02X}\" stroke=\"none\"/>",
                -room.0,
                -room.1,
                wide + 2.0 * room.0,
                high + 2.0 * room.1,
                paper.0,
                paper.1,
                paper.2
            );
        }
        drawing.text = format!(
            "<svg width=\"{}\" height=\"{}\" viewBox=\"{:.0} {:.0} {:.0} {:.0}\"{}>{sheet}{}",
            drawing.width,
            drawing.height,
            -room.0,
            -room.1,
            wide + 2.0 * room.0,
            high + 2.0 * room.1,
            after.unwrap_or_default(),
            self.text.get(end + 1..).unwrap_or_default(),
        );
        drawing
    }

    /// The drawing as SVG text, complete as a file and fit to stand inside an HTML page.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Width in CSS pixels.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height in CSS pixels.
    pub const fn height(&self) -> u32 {
        self.height
    }
}
