//! A finished drawing as pixels.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::error::ChartError;
use super::svg::Svg;

/// Pixels a picture may have at most: 200 million, or 800 MB while it is rendered.
const MOST_PIXELS: u64 = 200_000_000;

impl Svg {
    /// The drawing as a PNG file with `scale` pixels for each CSS pixel; 2 suits print and
    /// sharp screens.
    ///
    /// # Errors
    ///
    /// If `scale` is not a positive number, the picture would have more than 200 million
    /// pixels, or rendering fails.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, ChartError> {
        if !(scale.is_finite() && scale > 0.0) {
            return Err(ChartError::Scale(scale));
        }
        let pixels = |length: u32| (f64::from(length) * f64::from(scale)).ceil().max(1.0);
        let (width, height) = (pixels(self.width), pixels(self.height));
        if width * height > MOST_PIXELS as f64 {
            return Err(ChartError::TooLarge {
                width: width as u64,
                height: height as u64,
            });
        }
        let options = Options {
            fontdb: fonts(),
            font_family: "DejaVu Sans".to_owned(),
            ..Options::default()
        };
        let tree = Tree::from_str(&self.text, &options).map_err(rendering)?;
        let mut sheet = Pixmap::new(width as u32, height as u32).ok_or(ChartError::TooLarge {
            width: width as u64,
            height: height as u64,
        })?;
        resvg::render(
            &tree,
            Transform::from_scale(scale, scale),
            &mut sheet.as_mut(),
        );
        if sheet.pixels().iter().all(PremultipliedColorU8::is_opaque) {
            opaque_png(&sheet).map_err(rendering)
        } else {
            sheet.encode_png().map_err(rendering)
        }
    }
}

/// A PNG file of a picture that nothing shines through: three channels, no filter and light
/// compression. Drawings are flat areas; on the ten charts of the sample the usual settings
/// took four times as long for files that were a quarter smaller.
fn opaque_png(sheet: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut colours = vec![0; sheet.pixels().len() * 3];
    for (colour, pixel) in colours.chunks_exact_mut(3).zip(sheet.pixels()) {
        colour.copy_from_slice(&[pixel.red(), pixel.green(), pixel.blue()]);
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, sheet.width(), sheet.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.write_header()?.write_image_data(&colours)?;
    Ok(file)
}

fn rendering(error: impl std::fmt::Display) -> ChartError {
    ChartError::Rendering(error.to_string())
}

/// The bundled typeface only: what is installed on a machine never shows in a picture.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    Arc::clone(FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(dejavu::sans::regular().to_vec());
        fonts.load_font_data(dejavu::sans::bold().to_vec());
        fonts.set_sans_serif_family("DejaVu Sans");
        Arc::new(fonts)
    }))
}
