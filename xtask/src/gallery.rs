//! `cargo xtask gallery`: a picture of every kind of chart, with what it shows and how to read it.

use std::fs;
use std::path::PathBuf;

use crate::gallery_charts::{COMMANDS, Shown};
use crate::pictures;
use crate::program::{Results, root, said};

/// The page.
const PAGE: &str = "docs/gallery.md";

/// The folder of its pictures, from the page.
const FIGURES: &str = "figures/gallery";

/// What stands around the part that is made.
const BEGIN: &str = "<!-- charts: made by `cargo xtask gallery` -->\n";
const END: &str = "<!-- end of charts -->\n";

/// Writes the list of the page and its pictures.
///
/// # Errors
/// If something can't be run, read or written, or a chart is not listed.
pub fn write() -> Result<String, String> {
    let files = files()?;
    for (name, bytes) in &files {
        let path = root().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| said(folder, &error))?;
        }
        fs::write(&path, bytes).map_err(|error| said(&path, &error))?;
    }
    Ok(format!("wrote {PAGE} and {} pictures", files.len() - 1))
}

/// Writes the list of the page alone.
///
/// # Errors
/// If the page can't be read or written.
pub fn write_list() -> Result<String, String> {
    let path = root().join(PAGE);
    fs::write(&path, page()?).map_err(|error| said(&path, &error))?;
    Ok(format!("wrote {PAGE}"))
}

/// Compares page and pictures with what would be written.
///
/// # Errors
/// If they differ, or as for [`write()`].
pub fn check() -> Result<String, String> {
    let stale: Vec<String> = files()?
        .into_iter()
        .filter(|(name, bytes)| fs::read(root().join(name)).ok().as_ref() != Some(bytes))
        .map(|(name, _)| name.display().to_string())
        .collect();
    if stale.is_empty() {
        Ok(format!("{PAGE} and its pictures are as they should be"))
    } else {
        Err(format!(
            "not what would be written; run `cargo xtask gallery`:\n  {}",
            stale.join("\n  ")
        ))
    }
}

/// The page and its pictures: paths below the repository's folder, and bytes.
fn files() -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let mut files = vec![(PathBuf::from(PAGE), page()?.into_bytes())];
    for command in &COMMANDS {
        let results = Results::of(&format!("gallery-{}", command.name), command.words)?;
        for Shown { name, file, .. } in command.charts {
            let png = pictures::png(&results.chart(file)?)?;
            files.push((PathBuf::from(format!("docs/{FIGURES}/{name}.png")), png));
        }
        let kinds: Vec<&str> = command.charts.iter().map(|it| kind(it.file)).collect();
        for file in results.charts()? {
            if !kinds.contains(&kind(&file)) {
                return Err(format!(
                    "`sortie {}` draws {file}, a kind of chart that is not in the gallery",
                    command.words.join(" ")
                ));
            }
        }
    }
    Ok(files)
}

/// What charts of one kind have in common: their names up to that of a measure.
fn kind(file: &str) -> &str {
    const OF_MEASURES: [&str; 6] = [
        "differences-",
        "curves-",
        "average-",
        "choice-",
        "acceptability-",
        "flip-points-",
    ];
    let of_measures = OF_MEASURES.iter().find(|kind| file.starts_with(*kind));
    of_measures
        .copied()
        .unwrap_or_else(|| file.split('.').next().unwrap_or(file))
}

/// The page with the list made anew.
fn page() -> Result<String, String> {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).map_err(|error| said(&path, &error))?;
    let missing = || format!("{PAGE} lacks the lines around the list of charts");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{BEGIN}\n{}{END}{after}", list()))
}

/// The list of charts.
fn list() -> String {
    let mut text = String::new();
    for command in &COMMANDS {
        text.push_str(&format!(
            "## {}\n\n```\nsortie {}\n```\n\n",
            command.title,
            command.words.join(" ")
        ));
        for Shown {
            name,
            file,
            title,
            shows,
            read,
        } in command.charts
        {
            text.push_str(&format!(
                "### {title}\n\n`charts/{file}.svg`. {shows}\n\n![{title}: {shows}]({FIGURES}/{name}.png)\n\n\
                 **How to read it.** {read}\n\n"
            ));
        }
    }
    text
}
