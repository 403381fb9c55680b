//! What can go wrong while drawing.

/// Why a figure could not be drawn or rendered.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The bundled typeface could not be read.
    #[error("the bundled typeface could not be read")]
    Typeface,
    /// The drawing backend refused a stroke.
    #[error("the drawing failed: {0}")]
    Drawing(String),
    /// The drawing could not be turned into pixels.
    #[error("the picture could not be rendered: {0}")]
    Rendering(String),
    /// The picture would be larger than anyone can use.
    #[error("a picture of {width} × {height} pixels is too large; choose a smaller scale")]
    TooLarge {
        /// Width asked for, in pixels.
        width: u64,
        /// Height asked for, in pixels.
        height: u64,
    },
    /// The scale is not a positive number.
    #[error("a picture's scale must be a positive number, not {0}")]
    Scale(f32),
}
