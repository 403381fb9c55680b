//! Colours that colour-blind readers can tell apart.
//!
//! Categories use the palette of Okabe and Ito, "Color Universal Design" (2008), as in
//! Wong, "Points of view: Color blindness", Nature Methods 8:441 (2011). Quantities use
//! cividis: Nuñez, Anderton and Renslow, "Optimizing colormaps with consideration for color
//! vision deficiency", `PLoS` ONE 13(7):e0199239 (2018).

use plotters::style::RGBAColor;

const fn rgb(r: u8, g: u8, b: u8) -> RGBAColor {
    RGBAColor(r, g, b, 1.0)
}

/// Words and axes.
pub(super) const INK: RGBAColor = rgb(0x22, 0x26, 0x2b);
/// Lesser words.
pub(super) const GREY: RGBAColor = rgb(0x5a, 0x61, 0x6a);
/// Axis lines and outlines.
pub(super) const LINE: RGBAColor = rgb(0x9a, 0xa1, 0xaa);
/// Grid lines.
pub(super) const GRID: RGBAColor = rgb(0xe4, 0xe7, 0xeb);
/// Quiet areas.
pub(super) const SHADE: RGBAColor = rgb(0xf3, 0xf5, 0xf7);
/// Blocks on a strip.
pub(super) const BLOCK: RGBAColor = rgb(0xd3, 0xd8, 0xde);
/// Every other block where they follow each other.
pub(super) const OTHER_BLOCK: RGBAColor = rgb(0xe6, 0xea, 0xee);
/// Paper.
pub(super) const WHITE: RGBAColor = rgb(0xff, 0xff, 0xff);

/// Okabe and Ito's orange.
pub(super) const ORANGE: RGBAColor = rgb(0xe6, 0x9f, 0x00);
/// Okabe and Ito's sky blue.
pub(super) const SKY: RGBAColor = rgb(0x56, 0xb4, 0xe9);
/// Okabe and Ito's bluish green.
pub(super) const GREEN: RGBAColor = rgb(0x00, 0x9e, 0x73);
/// The bluish green, mixed half with paper, for wide areas.
pub(super) const PALE_GREEN: RGBAColor = rgb(0x7f, 0xce, 0xb9);
/// Okabe and Ito's yellow.
pub(super) const YELLOW: RGBAColor = rgb(0xf0, 0xe4, 0x42);
/// Okabe and Ito's blue.
pub(super) const BLUE: RGBAColor = rgb(0x00, 0x72, 0xb2);
/// A third of that green on white.
pub(super) const LIGHT_GREEN: RGBAColor = rgb(0xb2, 0xe2, 0xd5);
/// Okabe and Ito's vermilion.
pub(super) const VERMILION: RGBAColor = rgb(0xd5, 0x5e, 0x00);
/// Okabe and Ito's reddish purple.
pub(super) const PURPLE: RGBAColor = rgb(0xcc, 0x79, 0xa7);

/// The n-th of several wide areas that carry words: Okabe and Ito's colours, mixed with paper,
/// in an order that keeps neighbours apart; from the eighth on darker than paper would make
/// them. After fourteen they begin anew, and words alone tell them apart.
pub(super) const fn area(n: usize) -> RGBAColor {
    const AREAS: [RGBAColor; 7] = [
        rgb(0x8c, 0xcb, 0xf0),
        rgb(0xf1, 0xc5, 0x66),
        rgb(0x7f, 0xce, 0xb9),
        rgb(0xe2, 0xb1, 0xcc),
        rgb(0xf6, 0xee, 0x8e),
        rgb(0xe9, 0x9e, 0x6b),
        rgb(0x8f, 0xb4, 0xd6),
    ];
    match n % 14 {
        light @ 0..7 => AREAS[light],
        dark => line_of_area(dark),
    }
}

/// The full colour that belongs to [`area`], for thin lines.
pub(super) const fn line_of_area(n: usize) -> RGBAColor {
    [
        rgb(0x2b, 0x86, 0xbd),
        rgb(0xb9, 0x7d, 0x00),
        GREEN,
        rgb(0xa8, 0x4f, 0x80),
        rgb(0x9a, 0x8c, 0x00),
        VERMILION,
        BLUE,
    ][n % 7]
}

/// The same colour, thinner.
pub(super) const fn thin(color: RGBAColor, alpha: f64) -> RGBAColor {
    RGBAColor(color.0, color.1, color.2, alpha)
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
/// is darker; the bright end is paled towards the paper, so that little stays quiet.
pub(super) fn quantity(share: f64) -> RGBAColor {
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let place = (1.0 - share) * 9.0;
    let i = (place as usize).min(8);
    let part = place - i as f64;
    let pale = 0.8 * (1.0 - share) * (1.0 - share) * (1.0 - share);
    let (from, to) = (CIVIDIS[i], CIVIDIS[i + 1]);
    let mix = |a: u8, b: u8| {
        let pure = f64::from(a) + (f64::from(b) - f64::from(a)) * part;
        (pure + (255.0 - pure) * pale + 0.5) as u8
    };
    rgb(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Black or white, whichever reads better on `paper` (WCAG 2.1's relative luminance, with
/// its piecewise curve replaced by a square, which is near enough for a choice of two).
pub(super) fn readable_on(paper: RGBAColor) -> RGBAColor {
    let part = |value: u8| (f64::from(value) / 255.0) * (f64::from(value) / 255.0);
    let luminance = 0.2126 * part(paper.0) + 0.7152 * part(paper.1) + 0.0722 * part(paper.2);
    if luminance > 0.22 { INK } else { WHITE }
}
