//! The ready scenarios, and opening a scenario by name or by path.

use std::io::Read;
use std::path::Path;

use super::code::Code;
use super::diagnostic::{Diagnostic, choices, nearest};
use super::distribution::said;
use super::load::{LARGEST, Loaded, load_as};
use super::overlay::{Overlay, apply_overlays};
use super::report::Report;

/// The ready scenarios: name and text.
pub const SCENARIOS: [(&str, &str); 3] = [
    (
        "lithuania-2019",
        include_str!("../../scenarios/lithuania-2019.toml"),
    ),
    ("ep-2019", include_str!("../../scenarios/ep-2019.toml")),
    ("minimal", include_str!("../../scenarios/minimal.toml")),
];

/// The text of a ready scenario.
pub fn text(name: &str) -> Option<&'static str> {
    let found = SCENARIOS.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

/// Opens a ready scenario by its name, or a file by its path.
///
/// # Errors
/// A report of every mistake in the overlays or in the scenario; or that there is neither a
/// scenario nor a file of that name.
pub fn open(name_or_path: &str, overlays: &[Overlay]) -> Result<Loaded, Report> {
    if let Some(text) = text(name_or_path) {
        return load_changed(text, name_or_path, name_or_path, None, overlays);
    }
    let path = Path::new(name_or_path);
    let looks_like_name = !name_or_path.contains(['/', '\\', '.']);
    if looks_like_name && !path.exists() {
        let names = || SCENARIOS.iter().map(|(name, _)| *name);
        let message = format!("there is neither a ready scenario nor a file `{name_or_path}`");
        let mut diagnostic = Diagnostic::nowhere(Code::UnknownScenario, message);
        diagnostic
            .suggest(nearest(name_or_path, names()))
            .help(format!("ready scenarios are {}", choices(names(), "and")));
        return Err(Report::of(name_or_path, "", diagnostic));
    }
    load_file(path, overlays)
}

/// Opens a file.
///
/// # Errors
/// A report of every mistake in the overlays or in the file, or that it can't be read.
pub fn load_file(path: &Path, overlays: &[Overlay]) -> Result<Loaded, Report> {
    let source = path.display().to_string();
    let text = read(path).map_err(|reason| {
        let message = format!("{source} can't be read: {reason}");
        let mut diagnostic = Diagnostic::nowhere(Code::Unreadable, message);
        let names = SCENARIOS.iter().map(|(name, _)| *name);
        diagnostic.help(format!(
            "give the path of a scenario, or the name of a ready one: {}",
            choices(names, "or")
        ));
        Report::of(&source, "", diagnostic)
    })?;
    let id = path
        .file_stem()
        .map_or("scenario".into(), |stem| stem.to_string_lossy());
    let base = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let base = base.unwrap_or(Path::new("."));
    load_changed(&text, &source, &id, Some(base), overlays)
}

fn load_changed(
    text: &str,
    source: &str,
    id: &str,
    base: Option<&Path>,
    overlays: &[Overlay],
) -> Result<Loaded, Report> {
    let text = apply_overlays(text, overlays)?;
    let shown = if overlays.is_empty() {
        source.to_owned()
    } else {
        format!("{source} (with --set)")
    };
    load_as(&text, source, &shown, id, base)
}

/// The text of a file; one byte more than the largest scenario is enough to refuse it.
fn read(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| said(&error))?;
    let mut text = String::new();
    file.take(LARGEST as u64 + 1)
        .read_to_string(&mut text)
        .map_err(|error| said(&error))?;
    Ok(text)
}
