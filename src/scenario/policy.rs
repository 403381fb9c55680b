//! Policies: finding one in a text, applying it, and checking all of them.
//!
//! A policy is applied to the text of its own file, by the same paths as `--set`. Its
//! mistakes are pointed at where it is written, as far as they can be told apart from those
//! of the text it changes.

use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;

use super::code::{Code, Level};
use super::diagnostic::Diagnostic;
use super::document::{Policy, Setting};
use super::load::load_as;
use super::overlay;
use super::reader::Cx;
use super::report::Report;
use super::suggestion::{existing, nearest};

/// What a policy may leave without use: it takes nothing out of the text, so what it does
/// without stays there, and this is no mistake.
pub(super) const SET_ASIDE: [Code; 4] = [
    Code::UnusedTeam,
    Code::UnusedRoster,
    Code::UnusedNation,
    Code::UnusedSite,
];

/// What neither a policy nor a sweep can change, as it would change the study and not what is
/// studied: a path that is one of these or leads into one.
const FIXED: [&str; 7] = [
    "schema",
    "scenario.seed",
    "scenario.replications",
    "limits",
    "policy",
    "worthwhile",
    "uncertain",
];

/// Why a policy or a sweep can't change what stands at a path; `None` if it can.
///
/// # Examples
/// ```
/// use sortie::inside::scenario::fixed;
///
/// assert!(fixed("scenario.replications").is_some());
/// assert!(fixed("limits.open").is_some());
/// assert_eq!(fixed("team.cert.notice"), None);
/// ```
pub fn fixed(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    let path = parts.join(".");
    let within = |fixed: &&&str| {
        path.strip_prefix(**fixed)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    FIXED.iter().find(within).map(|fixed| match *fixed {
        "scenario.seed" => "write `seed` in [scenario], or give --seed: every policy and point meets the same incidents",
        "scenario.replications" => "write `replications` in [scenario], or give -n: it holds for every policy and point",
        "worthwhile" => "write it in [worthwhile], or give --worthwhile: it holds for every policy",
        "limits" => "write it in [limits], or give --set: it holds for every policy and point",
        _ => "change it in the scenario itself, or give --set",
    })
}

/// The errors of a text under a policy.
pub(super) fn mistakes(
    text: &str,
    policy: &Policy,
    id: &str,
    base: Option<&Path>,
) -> Vec<Diagnostic> {
    let named = |mut diagnostic: Diagnostic| {
        diagnostic.message = format!("policy `{}`: {}", policy.id, diagnostic.message);
        diagnostic
    };
    let changed = match apply(text, policy) {
        Ok(changed) => changed,
        Err(wrong) => return wrong.into_iter().map(named).collect(),
    };
    let Err(report) = load_as(&changed, id, id, id, base) else {
        return Vec::new();
    };
    let errors = report.diagnostics().iter();
    errors
        .filter(|diagnostic| diagnostic.level() == Level::Error)
        .map(|diagnostic| named(moved(diagnostic, &changed, policy)))
        .collect()
}

/// A mistake of a changed text, with its place in the policy.
fn moved(diagnostic: &Diagnostic, changed: &str, policy: &Policy) -> Diagnostic {
    let main = diagnostic.labels.first();
    let place = main.and_then(|label| {
        let mut settings = policy.set.iter();
        settings.find_map(|setting| written_at(setting, changed, &label.span))
    });
    let mut moved = Diagnostic::new(
        diagnostic.code,
        place.clone().unwrap_or_else(|| policy.at.clone()),
        diagnostic.message.clone(),
    );
    if let (Some(_), Some(label)) = (&place, main) {
        moved.label(label.text.clone());
    }
    for help in &diagnostic.help {
        moved.help(help.clone());
    }
    if place.is_none() {
        moved.help(format!(
            "`sortie check` with `--policy {}` shows the place in the changed text",
            policy.id
        ));
    }
    moved
}

/// The place in a policy of what stands at a place of the changed text, if a setting put it
/// there.
fn written_at(setting: &Setting, changed: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let key = setting.path.rsplit('.').next()?;
    for (from, value) in changed.match_indices(setting.value.as_str()) {
        if from > span.start {
            break;
        }
        if span.end > from + value.len() {
            continue;
        }
        let before = changed[..from].trim_end().strip_suffix('=');
        let before = before.map(|text| text.trim_end().trim_end_matches(['"', '\'']));
        if before.is_some_and(|text| text.ends_with(key)) {
            let shift = setting.value_at.start;
            return Some(shift + span.start - from..shift + span.end - from);
        }
    }
    None
}

/// Applies a policy to the text in which it stands.
///
/// A text that is not valid TOML comes back as it is, for [`super::load()`] to explain.
///
/// # Errors
/// A mistake for each path that leads nowhere, with its place in the text.
pub(super) fn apply(text: &str, policy: &Policy) -> Result<String, Vec<Diagnostic>> {
    let Some(mut sheet) = overlay::Sheet::new(text) else {
        return Ok(text.to_owned());
    };
    let mut wrong = Vec::new();
    for setting in &policy.set {
        let exact = setting.path_at.len() == setting.path.len();
        let place = setting.path_at.clone();
        let result = sheet.set(&setting.path, place.start, &setting.value);
        if let Err(mut diagnostic) = result {
            if !exact {
                for label in &mut diagnostic.labels {
                    label.span = place.clone();
                }
            }
            wrong.push(*diagnostic);
        }
    }
    if wrong.is_empty() {
        Ok(sheet.text())
    } else {
        Err(wrong)
    }
}

/// The policy of an id in a text.
///
/// # Errors
/// A report that there is none, or of what is wrong with the policies themselves.
pub(super) fn find(text: &str, shown: &str, id: &str) -> Result<Option<Policy>, Report> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Ok(None);
    }
    let mut cx = Cx::new(text, root.get_ref(), None);
    let mut policies = cx.read_policies();
    if let Some(ix) = policies.iter().position(|policy| policy.id == id) {
        if cx.errors() > 0 {
            return Err(Report::new(
                shown,
                text,
                std::mem::take(&mut cx.diagnostics),
            ));
        }
        return Ok(Some(policies.swap_remove(ix)));
    }
    let known = || policies.iter().map(|policy| policy.id.as_str());
    let message = format!("{shown} has no policy `{id}`");
    let mut diagnostic = Diagnostic::new(Code::UnknownPolicy, 0..id.len(), message);
    diagnostic
        .suggest(nearest(id, known()))
        .help(existing(known()));
    Err(Report::of("--policy", id, diagnostic))
}
