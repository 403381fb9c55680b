//! Charts of results, and those that could not be drawn.
//!
//! A chart is a picture of what stands in the tables: if one can't be drawn, results are still
//! whole, and what is missing is named with its reason.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::chart::{self, Figure, Svg};

use super::chart_csv;
pub use super::drawing::{ChartFormat, Drawing, Grouping, Sheet, Window};
use super::named_bytes::NamedBytes;

/// A chart.
#[derive(Clone, Debug)]
pub struct Picture {
    /// File name without ending.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// The drawing.
    pub drawing: Svg,
    /// The numbers behind it as CSV, if they are wanted.
    data: Option<Vec<u8>>,
}

/// A file of a chart that results are without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undrawn {
    /// Its name, with `/` between folders.
    pub file: String,
    /// Why it could not be drawn.
    pub why: String,
}

/// The charts of some results.
#[derive(Clone, Debug, Default)]
pub struct Album {
    /// Which are drawn, and how.
    wanted: Drawing,
    /// Those that were drawn, in order.
    pub pictures: Vec<Picture>,
    /// Those that were not.
    pub undrawn: Vec<Undrawn>,
    /// The names of all there are, drawn or not.
    names: Vec<String>,
}

/// Charts as files.
#[derive(Clone, Debug, Default)]
pub struct ChartFiles {
    /// Those that could be made.
    pub files: Vec<NamedBytes>,
    /// Those that could not.
    pub undrawn: Vec<Undrawn>,
}

impl Album {
    /// An album without charts, for those that are wanted.
    pub(crate) fn new(wanted: &Drawing) -> Self {
        Self {
            wanted: wanted.clone(),
            ..Self::default()
        }
    }

    /// Draws a chart under the name of its file (without ending), if it is wanted. One that could
    /// not be drawn is named.
    pub(crate) fn add(&mut self, file: impl Into<String>, figure: &dyn Figure) {
        let file = file.into();
        let is_wanted = self.wanted.has(&file);
        self.names.push(file.clone());
        if !is_wanted {
            return;
        }
        match chart::draw(figure, &self.wanted.look(), &file) {
            Ok(drawing) => self.pictures.push(Picture {
                title: figure.caption().title.clone(),
                drawing: self.wanted.sized(drawing),
                data: self.wanted.data.then(|| chart_csv::table(&figure.data())),
                file,
            }),
            Err(error) => self.missing(&file, &error.to_string()),
        }
    }

    fn missing(&mut self, file: &str, why: &str) {
        for format in &self.wanted.formats {
            self.undrawn.push(Undrawn {
                file: name(file, format.ending()),
                why: why.to_owned(),
            });
        }
    }

    /// Whether a file of charts is among those that are wanted.
    pub(crate) fn covers(&self, file: &str) -> bool {
        let formats = self.wanted.formats.iter();
        let mut files = formats.flat_map(|format| {
            let names = self.names.iter().filter(|it| self.wanted.has(it));
            names.map(|it| name(it, format.ending()))
        });
        files.any(|it| it == file)
    }

    /// The names of all charts there are, drawn or not.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// File names (without ending) and titles of those that were drawn.
    pub fn titles(&self) -> Vec<(String, String)> {
        let pictures = self.pictures.iter();
        pictures
            .map(|picture| (picture.file.clone(), picture.title.clone()))
            .collect()
    }

    /// Each chart in each format that is wanted, and its numbers. One that can't be turned into
    /// pixels stays as SVG.
    ///
    /// Charts are turned into pixels in parallel, on the threads of the pool that calls.
    pub fn files(&self) -> ChartFiles {
        let mut made = ChartFiles {
            files: Vec::new(),
            undrawn: self.undrawn.clone(),
        };
        let wants = |format| self.wanted.formats.contains(&format);
        let pictures = self.pictures.par_iter();
        let rendered: Vec<_> = pictures
            .map(|picture| {
                let scale = self.wanted.pixels();
                wants(ChartFormat::Png).then(|| picture.drawing.png(scale))
            })
            .collect();
        for (picture, png) in self.pictures.iter().zip(rendered) {
            let Picture { file, drawing, .. } = picture;
            if wants(ChartFormat::Svg) {
                let text = drawing.text().as_bytes().to_vec();
                made.files.push((name(file, "svg"), text));
            }
            let pixels = name(file, "png");
            match png {
                Some(Ok(bytes)) => made.files.push((pixels, bytes)),
                Some(Err(error)) => made.undrawn.push(Undrawn {
                    file: pixels,
                    why: error.to_string(),
                }),
                None => {}
            }
            if let Some(data) = &picture.data {
                made.files.push((name(file, "csv"), data.clone()));
            }
        }
        made
    }
}

fn name(file: &str, ending: &str) -> String {
    format!("charts/{file}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Caption, WaitBars};

    #[test]
    fn what_can_not_be_drawn_leaves_the_others_alone() {
        let caption = Caption {
            title: "Title".to_owned(),
            ..Caption::default()
        };
        let mut album = Album::default();
        album.missing("a", "no typeface");
        let chart = WaitBars {
            caption,
            parts: Vec::new(),
            teams: Vec::new(),
        };
        album.add("b", &chart);
        assert_eq!(album.titles(), [("b".to_owned(), "Title".to_owned())]);
        let made = album.files();
        let names: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["charts/b.svg", "charts/b.png"]);
        let missing: Vec<&str> = made.undrawn.iter().map(|it| it.file.as_str()).collect();
        assert_eq!(missing, ["charts/a.svg", "charts/a.png"]);
        assert!(made.undrawn[0].why.contains("typeface"));
    }
}
