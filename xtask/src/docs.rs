//! `cargo xtask docs`: a page whose every number is made, not typed.

use std::fs;
use std::path::PathBuf;

use sortie::inside::scenario;

use crate::early::Early;
use crate::page::Fillings;
use crate::policies::Policies;
use crate::program::{Results, root, said};
use crate::screening::Screening;
use crate::uncertain::Uncertain;
use crate::{census, claims, evidence, pictures, results};

/// The page with gaps for numbers.
const TEMPLATE: &str = "docs/lithuania-2019.template.md";

/// The page.
const PAGE: &str = "docs/lithuania-2019.md";

/// The folder of its figures.
const FIGURES: &str = "docs/figures/lithuania-2019";

/// Writes page and figures.
///
/// # Errors
/// If something can't be run, read or written, or the numbers belie the words.
pub fn write() -> Result<String, String> {
    let files = files()?;
    for (name, bytes) in &files {
        let path = root().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| said(folder, &error))?;
        }
        fs::write(&path, bytes).map_err(|error| said(&path, &error))?;
    }
    Ok(format!("wrote {PAGE} and {} figures", files.len() - 1))
}

/// Compares page and figures with what would be written.
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
        Ok(format!("{PAGE} and its figures are as they should be"))
    } else {
        Err(format!(
            "not what would be written; run `cargo xtask docs`:\n  {}",
            stale.join("\n  ")
        ))
    }
}

/// The page and its figures: paths below the repository's folder, and bytes.
fn files() -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let template = root().join(TEMPLATE);
    let template = fs::read_to_string(&template).map_err(|error| said(&template, &error))?;
    let document = scenario::open("lithuania-2019", &[])
        .map_err(|report| report.render(scenario::Style::for_stderr()))?
        .document;
    let seed = document.seed.to_string();

    let mut page = Fillings::default();
    census::fill(&document, &mut page);
    evidence::fill(&document.text, &mut page)?;
    let run = results::run(&seed, None)?;
    let summary = run.json("summary.json")?;
    results::fill(&summary, &mut page)?;
    let early = Early::read(&document)?;
    early.fill(&mut page);
    let policies = Policies::run(&seed, &document, &summary)?;
    policies.fill(&mut page)?;
    let uncertain = Uncertain::run(&seed)?;
    uncertain.fill(&mut page, &policies)?;
    let screening = Screening::run(&seed)?;
    screening.fill(&mut page)?;
    claims::check(&screening, &policies, &early, &summary, &mut page)?;
    let wrong = uncertain.wrong()?;
    if !wrong.is_empty() {
        return Err(format!(
            "sentences of the page do not hold:\n  {}",
            wrong.join("\n  ")
        ));
    }

    let figures: [(&str, &Results, &str); 6] = [
        ("calendar", &run, "election-calendar"),
        ("response", &run, "response-times"),
        ("roster", &run, "roster"),
        ("screening", &screening.results, "screening.recovery-grave"),
        ("policies", &policies.results, "differences-recovery-grave"),
        ("uncertain", &uncertain.results, "choice-recovery-grave"),
    ];
    let text = page.fill(&template)?;
    let mut files = vec![(PathBuf::from(PAGE), text.into_bytes())];
    for (name, results, chart) in figures {
        let png = pictures::png(&results.chart(chart)?)?;
        files.push((PathBuf::from(format!("{FIGURES}/{name}.png")), png));
    }
    Ok(files)
}
