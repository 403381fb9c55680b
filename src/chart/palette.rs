//! Colours that colour-blind readers can tell apart.
//!
//! Categories use the palette of Okabe and Ito, "Color Universal Design" (2008), as in
//! Wong, "Points of view: Color blindness", Nature Methods 8:441 (2011). Quantities use
//! cividis: Nuñez, Anderton and Renslow, "Optimizing colormaps with consideration for color
//! vision deficiency", `PLoS` ONE 13(7):e0199239 (2018).

use plotters::style::RGBAColor;

use super::look::Theme;

/// What something is drawn in: a part that it plays, which each theme gives its colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Paint {
    hue: Hue,
    alpha: f64,
    tone: Mix,
}

/// What a paint is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hue {
    Ink,
    Grey,
    Line,
    Grid,
    Shade,
    Block,
    OtherBlock,
    Paper,
    Orange,
    Sky,
    Green,
    PaleGreen,
    Yellow,
    Blue,
    LightGreen,
    Vermilion,
    Purple,
    /// The n-th of several wide areas, from 0 to 6.
    Area(usize),
    /// The full colour of such an area.
    LineOfArea(usize),
    /// A quantity, from 0 to 1.
    Quantity(f64),
}

/// What becomes of a hue.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mix {
    /// Itself.
    Full,
    /// Mixed with paper.
    Paled,
    /// Words on it.
    OnFull,
    /// Words on it where it is paled.
    OnPaled,
}

const fn paint(hue: Hue) -> Paint {
    Paint {
        hue,
        alpha: 1.0,
        tone: Mix::Full,
    }
}

/// Words and axes.
pub(super) const INK: Paint = paint(Hue::Ink);
/// Lesser words.
pub(super) const GREY: Paint = paint(Hue::Grey);
/// Axis lines and outlines.
pub(super) const LINE: Paint = paint(Hue::Line);
/// Grid lines.
pub(super) const GRID: Paint = paint(Hue::Grid);
/// Quiet areas.
pub(super) const SHADE: Paint = paint(Hue::Shade);
/// Blocks on a strip.
pub(super) const BLOCK: Paint = paint(Hue::Block);
/// Every other block where they follow each other.
pub(super) const OTHER_BLOCK: Paint = paint(Hue::OtherBlock);
/// Paper.
pub(super) const WHITE: Paint = paint(Hue::Paper);

/// Okabe and Ito's orange.
pub(super) const ORANGE: Paint = paint(Hue::Orange);
/// Okabe and Ito's sky blue.
pub(super) const SKY: Paint = paint(Hue::Sky);
/// Okabe and Ito's bluish green.
pub(super) const GREEN: Paint = paint(Hue::Green);
/// The bluish green, mixed half with paper, for wide areas.
pub(super) const PALE_GREEN: Paint = paint(Hue::PaleGreen);
/// Okabe and Ito's yellow.
pub(super) const YELLOW: Paint = paint(Hue::Yellow);
/// Okabe and Ito's blue.
pub(super) const BLUE: Paint = paint(Hue::Blue);
/// A third of that green on white.
pub(super) const LIGHT_GREEN: Paint = paint(Hue::LightGreen);
/// Okabe and Ito's vermilion.
pub(super) const VERMILION: Paint = paint(Hue::Vermilion);
/// Okabe and Ito's reddish purple.
pub(super) const PURPLE: Paint = paint(Hue::Purple);

/// The n-th of several wide areas that carry words: Okabe and Ito's colours, mixed with paper,
/// in an order that keeps neighbours apart; from the eighth on darker than paper would make
/// them. After fourteen they begin anew, and words alone tell them apart.
pub(super) const fn area(n: usize) -> Paint {
    match n % 14 {
        light @ 0..7 => paint(Hue::Area(light)),
        dark => line_of_area(dark),
    }
}

/// The full colour that belongs to [`area`], for thin lines.
pub(super) const fn line_of_area(n: usize) -> Paint {
    paint(Hue::LineOfArea(n % 7))
}

/// The same colour, thinner.
pub(super) const fn thin(color: Paint, alpha: f64) -> Paint {
    Paint { alpha, ..color }
}

/// The same colour, mixed with paper, so that it needs no transparency.
pub(super) const fn paled(color: Paint) -> Paint {
    Paint {
        tone: Mix::Paled,
        ..color
    }
}

/// A quantity's colour: more is darker on light paper, and brighter on dark paper.
pub(super) const fn quantity(share: f64) -> Paint {
    paint(Hue::Quantity(share))
}

/// Words on a colour: dark or light, whichever reads better.
pub(super) const fn readable_on(paper: Paint) -> Paint {
    let tone = match paper.tone {
        Mix::Paled | Mix::OnPaled => Mix::OnPaled,
        Mix::Full | Mix::OnFull => Mix::OnFull,
    };
    Paint {
        hue: paper.hue,
        alpha: 1.0,
        tone,
    }
}

impl Paint {
    /// Its colour.
    pub(super) fn resolve(self, theme: Theme) -> RGBAColor {
        let full = self.hue.of(theme);
        let paper = Hue::Paper.of(theme);
        let (red, green, blue) = match self.tone {
            Mix::Full => full,
            Mix::Paled => mixed(full, paper),
            Mix::OnFull => readable(full, theme),
            Mix::OnPaled => readable(mixed(full, paper), theme),
        };
        RGBAColor(red, green, blue, self.alpha)
    }
}

/// A colour's parts.
type Rgb = (u8, u8, u8);

impl Hue {
    fn of(self, theme: Theme) -> Rgb {
        if let Self::Quantity(share) = self {
            return quantity_of(share, theme);
        }
        match theme {
            Theme::Light => self.light(),
            Theme::Dark => self.dark(),
            Theme::Print => {
                let grey = self.print();
                (grey, grey, grey)
            }
        }
    }

    const fn light(self) -> Rgb {
        match self {
            Self::Ink => (0x22, 0x26, 0x2b),
            Self::Grey => (0x5a, 0x61, 0x6a),
            Self::Line => (0x9a, 0xa1, 0xaa),
            Self::Grid => (0xe4, 0xe7, 0xeb),
            Self::Shade => (0xf3, 0xf5, 0xf7),
            Self::Block => (0xd3, 0xd8, 0xde),
            Self::OtherBlock => (0xe6, 0xea, 0xee),
            Self::Paper | Self::Quantity(_) => (0xff, 0xff, 0xff),
            Self::Orange => (0xe6, 0x9f, 0x00),
            Self::Sky => (0x56, 0xb4, 0xe9),
            Self::Green => (0x00, 0x9e, 0x73),
            Self::PaleGreen => (0x7f, 0xce, 0xb9),
            Self::Yellow => (0xf0, 0xe4, 0x42),
            Self::Blue => (0x00, 0x72, 0xb2),
            Self::LightGreen => (0xb2, 0xe2, 0xd5),
            Self::Vermilion => (0xd5, 0x5e, 0x00),
            Self::Purple => (0xcc, 0x79, 0xa7),
            Self::Area(n) => [
                (0x8c, 0xcb, 0xf0),
                (0xf1, 0xc5, 0x66),
                (0x7f, 0xce, 0xb9),
                (0xe2, 0xb1, 0xcc),
                (0xf6, 0xee, 0x8e),
                (0xe9, 0x9e, 0x6b),
                (0x8f, 0xb4, 0xd6),
            ][n % 7],
            Self::LineOfArea(n) => [
                (0x2b, 0x86, 0xbd),
                (0xb9, 0x7d, 0x00),
                (0x00, 0x9e, 0x73),
                (0xa8, 0x4f, 0x80),
                (0x9a, 0x8c, 0x00),
                (0xd5, 0x5e, 0x00),
                (0x00, 0x72, 0xb2),
            ][n % 7],
        }
    }

    /// The same hues, as light as dark paper needs them: each has a contrast of 3 to 1 at least
    /// (WCAG 2.2, 1.4.11), words one of 7 to 1.
    const fn dark(self) -> Rgb {
        match self {
            Self::Ink => (0xe8, 0xeb, 0xef),
            Self::Grey => (0xaf, 0xb7, 0xc1),
            Self::Line => (0x7d, 0x86, 0x91),
            Self::Grid => (0x2c, 0x33, 0x3b),
            Self::Shade => (0x1d, 0x22, 0x29),
            Self::Block => (0x3d, 0x46, 0x50),
            Self::OtherBlock => (0x2d, 0x34, 0x3d),
            Self::Paper | Self::Quantity(_) => (0x14, 0x18, 0x1d),
            Self::Orange => (0xf0, 0xb4, 0x29),
            Self::Sky => (0x8f, 0xd3, 0xf7),
            Self::Green => (0x1f, 0xbd, 0x8f),
            Self::PaleGreen => (0x3c, 0x8f, 0x7a),
            Self::Yellow => (0xf0, 0xe4, 0x42),
            Self::Blue => (0x3b, 0x95, 0xd6),
            Self::LightGreen => (0x1e, 0x5b, 0x4b),
            Self::Vermilion => (0xf2, 0x7d, 0x2a),
            Self::Purple => (0xdb, 0x93, 0xba),
            Self::Area(n) => [
                (0x2f, 0x6f, 0x99),
                (0x8f, 0x66, 0x12),
                (0x1f, 0x78, 0x63),
                (0x8a, 0x4a, 0x6e),
                (0x7f, 0x76, 0x1c),
                (0x9a, 0x4f, 0x1c),
                (0x35, 0x5c, 0x85),
            ][n % 7],
            Self::LineOfArea(n) => [
                (0x6c, 0xbd, 0xeb),
                (0xe0, 0xaa, 0x2e),
                (0x1f, 0xbd, 0x8f),
                (0xd9, 0x83, 0xb3),
                (0xd0, 0xc2, 0x33),
                (0xf2, 0x7d, 0x2a),
                (0x5b, 0xa4, 0xdb),
            ][n % 7],
        }
    }

    /// Greys for a copier: black words, and steps that stay apart.
    const fn print(self) -> u8 {
        match self {
            Self::Ink | Self::Vermilion => 0x00,
            Self::Grey | Self::Green => 0x40,
            Self::Orange => 0x50,
            Self::Purple => 0x68,
            Self::Line => 0x78,
            Self::Blue => 0x80,
            Self::Sky | Self::LightGreen => 0xb4,
            Self::PaleGreen => 0xbe,
            Self::Block => 0xcc,
            Self::Grid => 0xdc,
            Self::OtherBlock => 0xe4,
            Self::Yellow => 0xf0,
            Self::Shade => 0xf5,
            Self::Paper | Self::Quantity(_) => 0xff,
            Self::Area(n) => [0xd8, 0xa8, 0xee, 0xbc, 0xf8, 0x98, 0xc8][n % 7],
            Self::LineOfArea(n) => [0x50, 0x30, 0x60, 0x40, 0x70, 0x20, 0x58][n % 7],
        }
    }
}

fn mixed(color: Rgb, paper: Rgb) -> Rgb {
    let mix = |part: u8, paper: u8| (f64::from(part) * 0.3 + f64::from(paper) * 0.7 + 0.5) as u8;
    (
        mix(color.0, paper.0),
        mix(color.1, paper.1),
        mix(color.2, paper.2),
    )
}

/// Cividis, sampled at ten even places.
const CIVIDIS: [(u8, u8, u8); 10] = [
    (0, 34, 78),
    (18, 53, 112),
    (59, 73, 108),
    (87, 93, 109),
    (112, 113, 115),
    (138, 134, 120),
    (165, 156, 116),
    (195, 179, 105),
    (225, 204, 85),
    (254, 232, 56),
];

/// A quantity's colour: cividis from its bright end at 0 to its dark end at 1, so that more
/// is darker; the bright end is paled towards the paper, so that little stays quiet. On dark
/// paper more is brighter, and in print grey.
fn quantity_of(share: f64, theme: Theme) -> Rgb {
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    if theme == Theme::Print {
        let grey = (f64::from(0xf8_u8) - f64::from(0xe0_u8) * share + 0.5) as u8;
        return (grey, grey, grey);
    }
    let place = if theme == Theme::Dark {
        0.6 + share * 8.4
    } else {
        (1.0 - share) * 9.0
    };
    let i = (place as usize).min(8);
    let part = place - i as f64;
    let pale = if theme == Theme::Dark {
        0.0
    } else {
        0.8 * (1.0 - share) * (1.0 - share) * (1.0 - share)
    };
    let (from, to) = (CIVIDIS[i], CIVIDIS[i + 1]);
    let mix = |a: u8, b: u8| {
        let pure = f64::from(a) + (f64::from(b) - f64::from(a)) * part;
        (pure + (255.0 - pure) * pale + 0.5) as u8
    };
    (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Dark or light, whichever reads better on `paper` (WCAG 2.1's relative luminance, with
/// its piecewise curve replaced by a square, which is near enough for a choice of two).
fn readable(paper: Rgb, theme: Theme) -> Rgb {
    let part = |value: u8| (f64::from(value) / 255.0) * (f64::from(value) / 255.0);
    let luminance = 0.2126 * part(paper.0) + 0.7152 * part(paper.1) + 0.0722 * part(paper.2);
    if luminance <= 0.22 {
        (0xff, 0xff, 0xff)
    } else if theme == Theme::Dark {
        Hue::Paper.dark()
    } else {
        Hue::Ink.of(theme)
    }
}
