//! How figures are drawn: on which paper, and how wide.

/// Width of a figure that goes across a page, in pixels.
pub(super) const PAGE_WIDTH: f64 = 960.0;
/// The narrowest sheet on which figures can be laid out, in pixels.
const NARROWEST: f64 = 480.0;

/// Paper and colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// White paper and colours that colour-blind readers can tell apart.
    #[default]
    Light,
    /// Dark paper, for a screen in a dark room.
    Dark,
    /// Black on white with greys that a copier keeps apart.
    Print,
}

/// How a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    /// Paper and colours.
    pub(super) theme: Theme,
    /// Width of the sheet in pixels, of which the least letters take 12.5.
    width: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: Theme::Light,
            width: PAGE_WIDTH,
        }
    }
}

impl Look {
    /// On a sheet of the usual width.
    pub(crate) fn on(theme: Theme) -> Self {
        Self {
            theme,
            ..Self::default()
        }
    }

    /// On a sheet of a width in pixels, as far as figures can be laid out on it: from 480 to 960.
    pub(crate) fn new(theme: Theme, width: f64) -> Self {
        let width = if width.is_finite() {
            width.clamp(NARROWEST, PAGE_WIDTH)
        } else {
            PAGE_WIDTH
        };
        Self { theme, width }
    }

    /// Width of the sheet in pixels.
    pub(super) const fn width(&self) -> f64 {
        self.width
    }
}
