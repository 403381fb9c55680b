//! What all figures have in common.

use super::canvas::Canvas;
use super::data::Data;
use super::error::ChartError;
use super::figure_text::Caption;
use super::look::Look;
use super::svg::{Svg, Words};

/// A figure: its words, its marks and the numbers behind them.
pub(crate) trait Figure {
    /// The words around it.
    fn caption(&self) -> &Caption;

    /// What it draws, and the numbers that matter most, for those who do not see it.
    fn shows(&self) -> String;

    /// Sets all marks on a sheet so many pixels wide.
    fn sheet(&self, page: f64) -> Canvas;

    /// The numbers behind it.
    fn data(&self) -> Data;

    /// The figure in its usual look.
    #[cfg(test)]
    fn draw(&self) -> Result<Svg, ChartError>
    where
        Self: Sized,
    {
        draw(self, &Look::default(), "chart")
    }
}

/// Draws a figure; `name` tells it from others on a page.
///
/// # Errors
///
/// If the typeface or the drawing backend fails; no data make it fail.
pub(crate) fn draw(figure: &dyn Figure, look: &Look, name: &str) -> Result<Svg, ChartError> {
    let caption = figure.caption();
    let parts = [&figure.shows(), &caption.subtitle, &caption.statistic];
    let mut description = String::new();
    for part in parts.map(|part| part.trim()) {
        if part.is_empty() {
            continue;
        }
        if !description.is_empty() {
            description.push(' ');
        }
        description.push_str(part);
        if !part.ends_with(['.', '!', '?', ';', ':']) {
            description.push('.');
        }
    }
    let words = Words {
        name,
        title: &caption.title,
        description: &description,
    };
    figure.sheet(look.width()).finish(look.theme, &words)
}
