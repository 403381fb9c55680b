//! `--worthwhile`: the smallest difference in a measure that is worth acting on.

use crate::scenario::document::Document;
use crate::scenario::suggestion::nearest;
use crate::scenario::worthwhile::{MeasureIds, plain_name};
use crate::study::measures;

use super::command_line::quote;
use super::error::AppError;

/// Reads `MEASURE=SIZE`s: names of measures, or of families of them, and sizes in the unit of
/// each.
///
/// # Errors
/// If one is not of this form, no measure has the name, or the size is of another unit.
pub(super) fn read(
    written: &[String],
    document: &Document,
) -> Result<Vec<(String, f64)>, AppError> {
    if written.is_empty() {
        return Ok(Vec::new());
    }
    let known = MeasureIds::of(document).names();
    let one = |text: &String| {
        let wrong = |why: String| AppError::Usage(format!("--worthwhile {}: {why}", quote(text)));
        let Some((name, size)) = text.split_once('=') else {
            let why = "it is not of the form MEASURE=SIZE\n  write a measure and a size, like recovery=30min";
            return Err(wrong(why.to_owned()));
        };
        let name = plain_name(name.trim());
        let Some((_, unit)) = known.iter().find(|(known, _)| known == name) else {
            let near = nearest(name, known.iter().map(|(known, _)| known.as_str()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(wrong(format!(
                "there is no measure `{name}`{near}\n  {}",
                measures::known(document)
            )));
        };
        let size = unit.size(size.trim()).ok_or_else(|| {
            wrong(format!(
                "`{name}` is measured in {}\n  {}",
                unit.words(),
                unit.help()
            ))
        })?;
        Ok((name.to_owned(), size))
    };
    written.iter().map(one).collect()
}

/// The same as words of a command line, each with a blank before it.
pub(super) fn words(written: &[String]) -> String {
    written.iter().fold(String::new(), |words, text| {
        words + " --worthwhile " + &quote(text)
    })
}
