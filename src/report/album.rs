//! Charts of results, and those that could not be drawn.
//!
//! A chart is a picture of what stands in the tables: if one can't be drawn, results are still
//! whole, and what is missing is named with its reason.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::chart::{Caption, ChartError, Svg};

use super::named_bytes::NamedBytes;

/// Pixels of a PNG per unit of its drawing.
const PNG_SCALE: f32 = 2.0;

/// A chart.
#[derive(Clone, Debug)]
pub struct Picture {
    /// File name without ending.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// The drawing.
    pub drawing: Svg,
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
    /// Those that were drawn, in order.
    pub pictures: Vec<Picture>,
    /// Those that were not.
    pub undrawn: Vec<Undrawn>,
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
    /// Adds a chart under the name of its file (without ending), or that it could not be drawn.
    pub fn add(
        &mut self,
        file: impl Into<String>,
        caption: &Caption,
        drawing: Result<Svg, ChartError>,
    ) {
        let file = file.into();
        match drawing {
            Ok(drawing) => self.pictures.push(Picture {
                file,
                title: caption.title.clone(),
                drawing,
            }),
            Err(error) => {
                for ending in ["svg", "png"] {
                    self.undrawn.push(Undrawn {
                        file: name(&file, ending),
                        why: error.to_string(),
                    });
                }
            }
        }
    }

    /// File names (without ending) and titles of those that were drawn.
    pub fn titles(&self) -> Vec<(String, String)> {
        let pictures = self.pictures.iter();
        pictures
            .map(|picture| (picture.file.clone(), picture.title.clone()))
            .collect()
    }

    /// Each chart as SVG and PNG. One that can't be turned into pixels stays as SVG.
    ///
    /// Charts are turned into pixels in parallel, on the threads of the pool that calls.
    pub fn files(&self) -> ChartFiles {
        let mut made = ChartFiles {
            files: Vec::new(),
            undrawn: self.undrawn.clone(),
        };
        let pictures = self.pictures.par_iter();
        let rendered: Vec<_> = pictures
            .map(|picture| picture.drawing.png(PNG_SCALE))
            .collect();
        for (Picture { file, drawing, .. }, png) in self.pictures.iter().zip(rendered) {
            let text = drawing.text().as_bytes().to_vec();
            made.files.push((name(file, "svg"), text));
            let file = name(file, "png");
            match png {
                Ok(pixels) => made.files.push((file, pixels)),
                Err(error) => made.undrawn.push(Undrawn {
                    file,
                    why: error.to_string(),
                }),
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
    use crate::chart::WaitBars;

    #[test]
    fn what_can_not_be_drawn_leaves_the_others_alone() {
        let caption = Caption {
            title: "Title".to_owned(),
            subtitle: String::new(),
            statistic: String::new(),
            interval: String::new(),
            replications: 1,
            note: String::new(),
            source: String::new(),
        };
        let mut album = Album::default();
        album.add("a", &caption, Err(ChartError::Typeface));
        let chart = WaitBars {
            caption: caption.clone(),
            parts: Vec::new(),
            teams: Vec::new(),
        };
        album.add("b", &caption, chart.draw());
        assert_eq!(album.titles(), [("b".to_owned(), "Title".to_owned())]);
        let made = album.files();
        let names: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["charts/b.svg", "charts/b.png"]);
        let missing: Vec<&str> = made.undrawn.iter().map(|it| it.file.as_str()).collect();
        assert_eq!(missing, ["charts/a.svg", "charts/a.png"]);
        assert!(made.undrawn[0].why.contains("typeface"));
    }
}
