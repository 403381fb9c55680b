//! A finished drawing as SVG text.

use std::fmt::Write as _;

use crate::text;

/// A finished drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg {
    pub(super) text: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Svg {
    /// Takes what plotters wrote on the fine grid, sets width and height back to pixels,
    /// and adds what plotters can't say: round joints, a title for screen readers, and `more`
    /// elements on top.
    pub(super) fn new(written: &str, more: &str, width: u32, height: u32, title: &str) -> Self {
        let mut text = String::with_capacity(written.len() + 300);
        let body = match (written.find("viewBox="), written.find('>')) {
            (Some(view_box), Some(end)) if view_box < end => {
                let _ = write!(
                    text,
                    "<svg width=\"{width}\" height=\"{height}\" {} role=\"img\" stroke-linejoin=\"round\">\n<title>{}</title>",
                    &written[view_box..end],
                    text::xml(title),
                );
                &written[end + 1..]
            }
            _ => written,
        };
        let end = body.rfind("</svg>").unwrap_or(body.len());
        text.push_str(&body[..end]);
        text.push_str(more);
        text.push_str(&body[end..]);
        Self {
            text,
            width,
            height,
        }
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
