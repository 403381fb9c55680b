//! Reports of several folders of results in one document.

use std::path::{Path, PathBuf};

use crate::text;

use super::draft::Draft;
use super::kept::Kept;
use super::language::say;
use super::page;
use super::page::prose::{Inline, Prose};
use super::page::tree::{Block, Cover, Figure, Grid, Page};
use super::page_file;
use super::page_parts;
use super::results_error::ResultsError;
use super::template::Form;

/// Where a number of one of them stands.
const NUMBERS: &str = "FOLDER/FILE#PATH";

/// Writes one document with a report of each folder, one after the other, into a file of its own.
/// Each number says which folder it is of: `one/summary.json#milestones.0.kept`.
///
/// # Errors
/// If there is no report of that sort of one of them, something that is no report lies at the
/// file, or it can't be written.
pub(crate) fn write(all: &[Kept], form: &Form<'_>, out: &Path) -> Result<PathBuf, ResultsError> {
    let page = together(all, form)?;
    let bytes = page::write(&page, form.making, false)?;
    page_file::write(out, &bytes)?;
    Ok(out.to_owned())
}

fn together(all: &[Kept], form: &Form<'_>) -> Result<Page, ResultsError> {
    let language = form.cover.language;
    let cover = Cover {
        title: None,
        ..form.cover.clone()
    };
    let own = Form {
        cover: &cover,
        ..*form
    };
    let mut figures = 0;
    let mut titles: Vec<Prose> = Vec::new();
    let mut draft = Draft::new(language, 0);
    draft.add([Block::Contents {
        title: say!(language, "full.contents"),
        to: 3,
    }]);
    for kept in all {
        let page = kept.draw(&own, figures)?;
        let file = format!("{}/{}", label(kept.folder()), page.numbers);
        draft.section(Prose::from(&page.title));
        titles.push(page.title.into());
        for mut block in page.blocks {
            if let Block::Figures(some) = &block {
                figures += some.len();
            }
            move_in(&mut block, &file);
            if !matches!(block, Block::Contents { .. }) {
                draft.add([block]);
            }
        }
    }
    let title = Prose::join(titles, "; ");
    Ok(page_parts::page(
        form.cover,
        &title,
        NUMBERS,
        draft.into_blocks(),
    ))
}

/// The name of a folder as it stands before a place: what would part places is encoded as in a
/// URL.
fn label(folder: &Path) -> String {
    let text = folder.display().to_string();
    text::percent(text.trim_end_matches('/').as_bytes(), b"/._-")
}

/// Makes a block one of a part of a document: a level deeper, its numbers with their file.
fn move_in(block: &mut Block, file: &str) {
    match block {
        Block::Heading { level, text } => {
            *level += 1;
            place(text, file);
        }
        Block::Paragraph(text) | Block::Answer(text) | Block::Note(text) => place(text, file),
        Block::List(items) => items.iter_mut().for_each(|it| place(it, file)),
        Block::Table(grid) => in_grid(grid, file),
        Block::Figures(figures) => figures.iter_mut().for_each(|it| in_figure(it, file)),
        Block::Contents { .. } | Block::Command(_) | Block::Cards(_) => {}
    }
}

fn in_figure(figure: &mut Figure, file: &str) {
    place(&mut figure.caption, file);
    in_grid(&mut figure.data, file);
}

fn in_grid(grid: &mut Grid, file: &str) {
    place(&mut grid.caption, file);
    let cells = grid.rows.iter_mut().flatten();
    cells.for_each(|it| place(it, file));
}

fn place(prose: &mut Prose, file: &str) {
    for piece in &mut prose.0 {
        match piece {
            Inline::Number(number) => number.from = placed(&number.from, file),
            Inline::Quoted { from, .. } => *from = placed(from, file),
            Inline::Text(_) | Inline::Strong(_) | Inline::Code(_) | Inline::Unit(_) => {}
        }
    }
}

/// A place, worked out of others perhaps, with the file before each path in it.
fn placed(from: &str, file: &str) -> String {
    let terms = from.split(' ').map(|term| {
        let is_sign = ["", "+", "-", "/"].contains(&term);
        if is_sign || term.parse::<f64>().is_ok() {
            term.to_owned()
        } else if let Some(list) = term.strip_prefix("count(") {
            format!("count({file}#{list}")
        } else {
            format!("{file}#{term}")
        }
    });
    terms.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_says_which_folder_it_is_in() {
        let file = format!("{}/summary.json", label(Path::new("my results (1)/a-b/")));
        assert_eq!(file, "my%20results%20%281%29/a-b/summary.json");
        assert_eq!(placed("seed", "x/s"), "x/s#seed");
        assert_eq!(
            placed("replications - count(a.*.b=c) / 4", "x/s"),
            "x/s#replications - count(x/s#a.*.b=c) / 4"
        );
        assert_eq!(placed("", "x/s"), "");
    }
}
