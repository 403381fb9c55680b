//! The ready scenarios, and opening a scenario by name or by path.

use std::path::{Path, PathBuf};

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::load::{LARGEST, Loaded, load_as, too_large};
use super::overlay::{Overlay, apply_overlays};
use super::report::Report;
use super::suggestion::{choices, nearest};
use super::{full_check, policy};
use crate::text::{TextError, is_unfit, read_at_most};

/// The ready scenarios: name and text.
pub const SCENARIOS: [(&str, &str); 8] = [
    (
        "lithuania-2019",
        include_str!("../../scenarios/lithuania-2019.toml"),
    ),
    ("ep-2019", include_str!("../../scenarios/ep-2019.toml")),
    (
        "election-night",
        include_str!("../../scenarios/election-night.toml"),
    ),
    ("minimal", include_str!("../../scenarios/minimal.toml")),
    (
        "ukraine-2014",
        include_str!("../../scenarios/hindcasts/ukraine-2014.toml"),
    ),
    (
        "bulgaria-2015",
        include_str!("../../scenarios/hindcasts/bulgaria-2015.toml"),
    ),
    (
        "czechia-2017",
        include_str!("../../scenarios/hindcasts/czechia-2017.toml"),
    ),
    (
        "north-macedonia-2020",
        include_str!("../../scenarios/hindcasts/north-macedonia-2020.toml"),
    ),
];

/// The text of a ready scenario.
pub fn text(name: &str) -> Option<&'static str> {
    let found = SCENARIOS.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

/// The text of a scenario, with what is known of where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioText {
    text: String,
    source: String,
    id: String,
    base: Option<PathBuf>,
}

/// Opens a ready scenario by its name, or a file by its path.
///
/// # Errors
/// A report of every mistake in the overlays or in the scenario; or that there is neither a
/// scenario nor a file of that name.
pub fn open(name_or_path: &str, overlays: &[Overlay]) -> Result<Loaded, Report> {
    open_with(name_or_path, None, overlays)
}

/// Like [`open()`], with one of the scenario's policies applied before the overlays.
///
/// # Errors
/// The same, and that there is no such policy.
pub fn open_with(
    name_or_path: &str,
    policy: Option<&str>,
    overlays: &[Overlay],
) -> Result<Loaded, Report> {
    find(name_or_path)?.load(policy, overlays)
}

/// Opens a scenario with overlays and checks it with all its policies.
///
/// # Errors
/// The same as those of [`open()`], and every mistake that a policy makes.
pub fn check_opened(name_or_path: &str, overlays: &[Overlay]) -> Result<Loaded, Report> {
    let found = find(name_or_path)?;
    let text = apply_overlays(&found.text, overlays)?;
    let shown = found.shown(None, overlays);
    full_check::check(&text, &shown, &found.id, found.base.as_deref())
}

/// Finds the text of a ready scenario by its name, or of a file by its path.
///
/// # Errors
/// A report that there is neither a scenario nor a file of that name, or that the file can't
/// be read.
pub(crate) fn find(name_or_path: &str) -> Result<ScenarioText, Report> {
    if let Some(text) = text(name_or_path) {
        return Ok(ScenarioText {
            text: text.to_owned(),
            source: name_or_path.to_owned(),
            id: name_or_path.to_owned(),
            base: None,
        });
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
    find_file(path)
}

/// Opens a file.
///
/// # Errors
/// A report of every mistake in the overlays or in the file, or that it can't be read.
pub fn load_file(path: &Path, overlays: &[Overlay]) -> Result<Loaded, Report> {
    find_file(path)?.load(None, overlays)
}

fn find_file(path: &Path) -> Result<ScenarioText, Report> {
    let source = path.display().to_string();
    let text = read_at_most(path, LARGEST as u64, None).map_err(|reason| {
        if matches!(reason, TextError::TooLarge(_)) {
            return too_large(&source);
        }
        let message = format!("{source} can't be read: {reason}");
        let mut diagnostic = Diagnostic::nowhere(Code::Unreadable, message);
        if matches!(reason, TextError::Io(_)) {
            let names = SCENARIOS.iter().map(|(name, _)| *name);
            diagnostic.help(format!(
                "give the path of a scenario, or the name of a ready one: {}",
                choices(names, "or")
            ));
        }
        Report::of(&source, "", diagnostic)
    })?;
    let id = path
        .file_stem()
        .map_or("scenario".into(), |stem| stem.to_string_lossy())
        .replace(is_unfit, "_");
    let base = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    Ok(ScenarioText {
        text,
        source,
        id,
        base: Some(base.unwrap_or(Path::new(".")).to_owned()),
    })
}

impl ScenarioText {
    /// A text that came from no file. `id` names the scenario, and its folder of results.
    pub(crate) fn new(text: impl Into<String>, id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            text: text.into(),
            source: id.clone(),
            id: id.replace(is_unfit, "_"),
            base: None,
        }
    }

    /// A text that was laid down in a folder, as the scenario of an id. The files that it names lie in
    /// another folder, from which they are copied again.
    pub(crate) fn laid_down(text: String, id: &str, samples: &Path) -> Self {
        Self {
            text,
            source: samples.join("scenario.toml").display().to_string(),
            id: id.to_owned(),
            base: Some(samples.to_owned()),
        }
    }

    /// The text itself.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Reads and checks the text with one of its policies and with overlays applied, in this
    /// order.
    ///
    /// # Errors
    /// A report of every mistake, and that there is no such policy.
    pub(crate) fn load(
        &self,
        policy: Option<&str>,
        overlays: &[Overlay],
    ) -> Result<Loaded, Report> {
        let chosen = match policy {
            Some(id) => policy::find(&self.text, &self.source, id)?,
            None => None,
        };
        let text = match &chosen {
            Some(chosen) => policy::apply(&self.text, chosen)
                .map_err(|wrong| Report::new(&*self.source, &*self.text, wrong))?,
            None => self.text.clone(),
        };
        let text = apply_overlays(&text, overlays)?;
        let shown = self.shown(policy, overlays);
        let base = self.base.as_deref();
        let mut loaded = load_as(&text, &self.source, &shown, &self.id, base)?;
        if chosen.is_some() {
            loaded.warnings.leave_out(&policy::SET_ASIDE);
        }
        loaded.document.policy = chosen.map(|chosen| chosen.id);
        Ok(loaded)
    }

    /// The scenario with some of its assumptions changed. A policy that is applied to it comes
    /// after them: what it sets is decided and no longer assumed.
    ///
    /// # Errors
    /// A report of every path that leads nowhere.
    pub(crate) fn assuming(&self, changes: &[Overlay]) -> Result<Self, Report> {
        Ok(Self {
            text: apply_overlays(&self.text, changes)?,
            ..self.clone()
        })
    }

    /// The name for reports: a text that was changed has other lines than its file.
    fn shown(&self, policy: Option<&str>, overlays: &[Overlay]) -> String {
        let source = &self.source;
        match (policy, overlays.is_empty()) {
            (None, true) => source.clone(),
            (None, false) => format!("{source} (with --set)"),
            (Some(policy), true) => format!("{source} (with --policy {policy})"),
            (Some(policy), false) => format!("{source} (with --policy {policy} and --set)"),
        }
    }
}
