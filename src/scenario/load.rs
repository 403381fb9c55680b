//! From text to a checked document: the order in which a scenario is read.

use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::document::Document;
use super::reader::{Block, Cx};
use super::report::Report;
use super::schema;
use super::time::Instant;
use super::worthwhile::MeasureIds;
use crate::text;

/// Largest scenario, in bytes: larger ones are most likely no scenario at all.
pub const LARGEST: usize = 16 << 20;

/// Syntax errors shown of one file: after the first few the parser only guesses.
const MOST_SYNTAX: usize = 5;

/// A scenario that can be run, and what its author should know.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The checked document.
    pub document: Document,
    /// Warnings alone; may be empty.
    pub warnings: Report,
}

/// Reads and checks a scenario.
///
/// `source` is the file as named to the user, `id` the short id of the document (the file's
/// stem), `base` the folder in which files named by `samples_file` lie.
///
/// # Errors
/// A report of all mistakes, warnings too, if one of them is an error.
///
/// # Examples
/// ```
/// let text = r#"
/// schema = 1
/// [scenario]
/// name = "Quiet"
/// timezone = "Europe/Vilnius"
/// start = "2019-01-01"
/// end = "2019-07-12"
/// "#;
/// let loaded = sortie::inside::scenario::load(text, "quiet.toml", "quiet", None)?;
/// assert_eq!(loaded.document.name, "Quiet");
///
/// let report = sortie::inside::scenario::load("schema = 2", "new.toml", "new", None).unwrap_err();
/// assert_eq!(report.codes()[0].as_str(), "S0005");
/// # Ok::<(), sortie::inside::scenario::Report>(())
/// ```
pub fn load(text: &str, source: &str, id: &str, base: Option<&Path>) -> Result<Loaded, Report> {
    load_as(text, source, source, id, base)
}

/// Like [`load`], with a name of its own for reports: a text with overlays has other lines
/// than its file.
pub(super) fn load_as(
    text: &str,
    source: &str,
    shown: &str,
    id: &str,
    base: Option<&Path>,
) -> Result<Loaded, Report> {
    if text.len() > LARGEST {
        return Err(too_large(shown));
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let diagnostics = errors.iter().take(MOST_SYNTAX);
        let diagnostics = diagnostics.map(|it| syntax_error(text, it)).collect();
        return Err(Report::new(shown, text, diagnostics));
    }
    let mut cx = Cx::new(text, root.get_ref(), base);
    let document = if cx.schema_fits() {
        Some(read_document(&mut cx, source, id))
    } else {
        None
    };
    let report = Report::new(shown, text, std::mem::take(&mut cx.diagnostics));
    match document {
        Some(document) if !report.has_errors() => Ok(Loaded {
            document,
            warnings: report,
        }),
        _ => Err(report),
    }
}

/// That a scenario is larger than any.
pub(super) fn too_large(shown: &str) -> Report {
    let message = format!("{shown} is larger than {} MiB", LARGEST >> 20);
    let mut diagnostic = Diagnostic::nowhere(Code::TooLarge, message);
    diagnostic.help("is it a scenario? put long lists of samples into a `samples_file`");
    Report::of(shown, "", diagnostic)
}

fn syntax_error(text: &str, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().replace('\n', "; ");
    let place = error.span().unwrap_or(0..0);
    if message == "duplicate key"
        && let Some(diagnostic) = written_twice(text, place.clone())
    {
        return diagnostic;
    }
    let odd = text.get(place.start..).and_then(|rest| rest.chars().next());
    let mut diagnostic = Diagnostic::new(
        Code::Syntax,
        place,
        format!("this is not valid TOML: {message}"),
    );
    if let Some(odd) = odd.filter(|c| text::is_odd_space(*c)) {
        diagnostic.help(format!(
            "this space is U+{:04X}, not the one of the keyboard: write a plain space",
            u32::from(odd)
        ));
    }
    diagnostic.help("texts, dates and quantities stand in quotes; https://toml.io shows the rest");
    diagnostic
}

/// How a line begins what stands under a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// `key = …`
    Value,
    /// `[key]`
    Table,
    /// `[[key]]`
    List,
}

/// A key that is begun twice in the same table, in one of the ways that people mix.
fn written_twice(text: &str, place: Range<usize>) -> Option<Diagnostic> {
    let key = text.get(place.clone())?;
    let line_start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let here = spelling(text[line_start..].lines().next()?, key)?;
    let mut at = 0;
    let mut first = None;
    for line in text[..line_start].split_inclusive('\n') {
        if let Some(found) = spelling(line, key) {
            let from = at + line.find(key).unwrap_or(0);
            first = Some((found, from..from + key.len()));
        }
        at += line.len();
    }
    let (before, first) = first?;
    let (message, help) = match (before, here) {
        (Spelling::Value, Spelling::List) => (
            format!("a list begun with `{key} = [...]` can't go on with `[[{key}]]`"),
            format!(
                "use one of the two: all of it in `{key} = [...]`, or each entry under a `[[{key}]]` of its own"
            ),
        ),
        (Spelling::Value, Spelling::Table) => (
            format!(
                "`{key}` has its value in `{key} = ...`, and can't have a header `[{key}]` too"
            ),
            "use one of the two".to_owned(),
        ),
        (Spelling::Table, Spelling::List) => (
            format!("`[{key}]` is a single table, and can't go on with `[[{key}]]`"),
            format!("where there are several, write `[[{key}]]` over each of them"),
        ),
        (Spelling::List, Spelling::Table) => (
            format!("`[[{key}]]` is a list, and can't go on with `[{key}]`"),
            format!("write `[[{key}]]` over each entry"),
        ),
        (Spelling::Table, Spelling::Table) => (
            format!("`[{key}]` stands twice"),
            "write all its keys under one header".to_owned(),
        ),
        _ => (
            format!("`{key}` is written twice"),
            "keep one of the two".to_owned(),
        ),
    };
    let message = format!("this is not valid TOML: {message}");
    let mut diagnostic = Diagnostic::new(Code::Syntax, place, message);
    diagnostic.also(first, "it begins here").help(help);
    Some(diagnostic)
}

/// How a line begins a key, if it does.
fn spelling(line: &str, key: &str) -> Option<Spelling> {
    let line = line.trim();
    let named = |header: &str, ends: &str| {
        let (name, _) = header.split_once(ends)?;
        let last = name.rsplit('.').next()?.trim();
        (last == key).then_some(())
    };
    if let Some(header) = line.strip_prefix("[[") {
        return named(header, "]]").map(|()| Spelling::List);
    }
    if let Some(header) = line.strip_prefix('[') {
        return named(header, "]").map(|()| Spelling::Table);
    }
    let rest = line.strip_prefix(key)?.trim_start();
    rest.starts_with('=').then_some(Spelling::Value)
}

/// Reads every block; what is faulty is replaced by a placeholder.
fn read_document(cx: &mut Cx<'_>, source: &str, id: &str) -> Document {
    let root = Block {
        keys: &schema::ROOT,
        table: cx.root,
        place: 0..0,
    };
    cx.check_keys(&root);
    cx.check_characters();
    cx.collect_ids();
    let limits = cx.read_limits();
    let scenario = cx
        .top("scenario")
        .and_then(|f| cx.block(f, &schema::SCENARIO));
    cx.read_zone(scenario.as_ref());
    cx.read_election_times();
    cx.read_clock(scenario.as_ref(), &limits);
    let header = cx.read_header(scenario.as_ref(), &limits);

    let elections = cx.read_elections();
    let phases = cx.read_phases();
    let milestones = cx.read_milestones();
    let sites = cx.read_sites();
    let travel = cx.read_travel();
    let assets = cx.read_assets();
    cx.note_traits(&assets, &sites);
    let kinds = cx.read_kinds(&assets, &sites);
    let threats = cx.read_threats(&assets, &sites);
    let objectives = cx.read_objectives();
    let injects = cx.read_injects(&assets, &sites);
    let nations = cx.read_nations();
    let teams = cx.read_teams();
    let rosters = cx.read_rosters();
    let dispatch = cx.read_dispatch(&teams);
    let targets = cx.read_targets();
    let policies = cx.read_policies();
    let uncertain = cx.read_uncertain();

    let mut document = Document {
        id: id.to_owned(),
        source: source.to_owned(),
        text: cx.text.into(),
        name: header.name,
        summary: header.summary,
        calendar: cx.calendar.clone(),
        end: cx.end,
        warm_up: header.warm_up,
        seed: header.seed,
        replications: header.replications,
        limits,
        skills: cx.skills.clone(),
        elections,
        phases,
        milestones,
        sites,
        travel,
        assets,
        kinds,
        threats,
        objectives,
        injects,
        nations,
        teams,
        rosters,
        dispatch,
        targets,
        worthwhile: Vec::new(),
        policies,
        uncertain,
        policy: None,
    };
    document.worthwhile = cx.read_worthwhile(&MeasureIds::of(&document));
    super::check::all(cx, &document);
    // Their mistakes are told; what lies outside the horizon never happens.
    let end = document.end;
    let inside = |at: Instant| at >= Instant::START && at < end;
    document.injects.retain(|inject| inside(inject.at));
    document
}
