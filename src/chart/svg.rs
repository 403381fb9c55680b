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
    /// The part of the fine grid that it shows: left, top, width and height.
    view: [i64; 4],
    /// What names it to those who do not see it.
    attributes: String,
    /// Where its elements begin in the text.
    inner: usize,
}

impl Svg {
    /// Puts together what plotters wrote on the fine grid: `grid` steps to a pixel, `body` its
    /// elements.
    pub(super) fn new(body: &str, (width, height): (u32, u32), grid: f64, words: &Words) -> Self {
        let (attributes, elements) = words.written();
        let steps = |pixels: u32| (f64::from(pixels) * grid) as i64;
        let drawing = Self {
            text: format!("\n{elements}\n{body}</svg>\n"),
            width,
            height,
            view: [0, 0, steps(width), steps(height)],
            attributes,
            inner: 0,
        };
        drawing.headed((width, height), drawing.view, &drawing.attributes, "")
    }

    /// Its elements, after `first`, under another head.
    fn headed(
        &self,
        (width, height): (u32, u32),
        view: [i64; 4],
        attributes: &str,
        first: &str,
    ) -> Self {
        let [left, top, wide, high] = view;
        let mut text = format!(
            "<svg width=\"{width}\" height=\"{height}\" viewBox=\"{left} {top} {wide} {high}\" \
             xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" {attributes} \
             stroke-linejoin=\"round\">{first}"
        );
        let inner = text.len() - first.len();
        text.push_str(&self.text[self.inner..]);
        Self {
            text,
            width,
            height,
            view,
            attributes: attributes.to_owned(),
            inner,
        }
    }

    /// The same drawing as large as fits into a frame of pixels, and with `fill` in the midst of
    /// paper that fills it.
    pub(crate) fn fitted(&self, (width, height): (u32, u32), fill: bool, theme: Theme) -> Self {
        let own = (f64::from(self.width), f64::from(self.height));
        let scale = (f64::from(width) / own.0).min(f64::from(height) / own.1);
        if !fill {
            let fit = |length: f64| (length * scale).round().max(1.0) as u32;
            let size = (fit(own.0), fit(own.1));
            return self.headed(size, self.view, &self.attributes, "");
        }
        let [left, top, wide, high] = self.view;
        let per_pixel = wide as f64 / (own.0 * scale);
        let room = |side: u32, own: i64| {
            let room = (f64::from(side) * per_pixel - own as f64) / 2.0;
            room.max(0.0).round() as i64
        };
        let (beside, above) = (room(width, wide), room(height, high));
        let view = [
            left - beside,
            top - above,
            wide + 2 * beside,
            high + 2 * above,
        ];
        let paper = WHITE.resolve(theme);
        let sheet = format!(
            "\n<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
             fill=\"#{:02X}{:02X}{:02X}\" stroke=\"none\"/>",
            view[0], view[1], view[2], view[3], paper.0, paper.1, paper.2
        );
        self.headed((width, height), view, &self.attributes, &sheet)
    }

    /// The same drawing with other words for those who do not see it.
    pub(crate) fn said(&self, words: &str) -> Self {
        let attributes = format!("aria-label=\"{}\"", text::xml(words));
        self.headed((self.width, self.height), self.view, &attributes, "")
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
