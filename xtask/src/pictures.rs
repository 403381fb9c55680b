//! Charts as PNG files of a size for a page.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// Pixels for each unit of the drawing: sharp enough for a page, half the bytes of a print.
const SCALE: f32 = 1.25;

/// An SVG drawing as PNG, in the typeface that it was laid out for.
///
/// # Errors
/// If it can't be read or rendered.
pub fn png(drawing: &str) -> Result<Vec<u8>, String> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    let options = Options {
        fontdb: Arc::new(fonts),
        font_family: "DejaVu Sans".to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(drawing, &options).map_err(|error| error.to_string())?;
    let size = tree.size();
    let pixels = |length: f32| (length * SCALE).ceil().max(1.0) as u32;
    let mut sheet =
        Pixmap::new(pixels(size.width()), pixels(size.height())).ok_or("a chart without a size")?;
    let transform = Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, transform, &mut sheet.as_mut());
    sheet.encode_png().map_err(|error| error.to_string())
}
