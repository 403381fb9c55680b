//! What the after-action reports of a run and of a comparison have in common.

use crate::report::draft::Draft;
use crate::report::full::people::{rosters, teams};
use crate::report::full::values::{count, few};
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Prose, prose};
use crate::report::page::tree::{Block, Grid};
use crate::report::template::Asked;
use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};

/// Least share that counts as a strength: 19 of 20.
pub(super) const STRENGTH: f64 = 0.95;
/// Most areas for improvement with a section of their own.
const MOST_AREAS: usize = 12;
/// Most names in a cell.
const MOST_NAMES: usize = 12;
/// Rows for people who took part in the debrief.
const BLANK_ROWS: usize = 3;

/// Something that is to be filled in by hand.
pub(super) fn blank(language: Language) -> Prose {
    say!(language, "aar.blank")
}

/// Begins a report: how to use it, and the overview of the exercise. `scope` says what was done.
pub(super) fn overview(draft: &mut Draft, document: &Document, asked: &Asked<'_>, scope: Prose) {
    let language = draft.language;
    draft.note(say!(language, "aar.use"));
    draft.section(say!(language, "aar.overview"));
    let day = |at: Instant| language.date(document.calendar.local(at).date());
    let names = |all: Vec<&String>| {
        let all: Vec<Prose> = all.into_iter().map(Prose::from).collect();
        if all.is_empty() {
            blank(language)
        } else {
            few(all, MOST_NAMES)
        }
    };
    let milestones = document.milestones.iter().map(|it| &it.name);
    let objectives = milestones.chain(document.targets.iter().map(|it| &it.name));
    let mut scenario = Prose::strong(&document.name);
    if !document.summary.trim().is_empty() {
        scenario.push(". ");
        scenario.push(document.summary.trim());
    }
    let dates = say!(
        language,
        "aar.dates-are",
        from = day(Instant::START),
        to = day(document.end - Span::MINUTE)
    );
    let sponsor = asked.cover.organisation.as_ref();
    let teams: Vec<&String> = document.teams.iter().map(|it| &it.name).collect();
    let nations: Vec<&String> = document.nations.iter().map(|it| &it.name).collect();
    let mut who = names(teams);
    if !nations.is_empty() {
        who = prose![who, "; ", names(nations)];
    }
    let rows = vec![
        vec![say!(language, "aar.name"), Prose::from(&document.name)],
        vec![say!(language, "aar.dates"), dates],
        vec![say!(language, "aar.scope"), scope],
        vec![say!(language, "aar.mission-areas"), blank(language)],
        vec![say!(language, "aar.capabilities"), blank(language)],
        vec![
            say!(language, "aar.objectives"),
            names(objectives.collect()),
        ],
        vec![
            say!(language, "aar.threat"),
            names(document.threats.iter().map(|it| &it.name).collect()),
        ],
        vec![say!(language, "aar.scenario"), scenario],
        vec![
            say!(language, "aar.sponsor"),
            sponsor.map_or_else(|| blank(language), Prose::from),
        ],
        vec![say!(language, "aar.participants"), who],
        vec![say!(language, "aar.contact"), blank(language)],
    ];
    let grid = Head::new(language)
        .words("aar.field")
        .words("aar.content")
        .grid(say!(language, "aar.overview-caption"), rows);
    draft.table(grid);
}

/// Begins the analysis: the table of objectives, each with what came of it.
pub(super) fn objectives(draft: &mut Draft, found: Vec<(Prose, Prose)>) {
    let language = draft.language;
    draft.section(say!(language, "aar.analysis"));
    if found.is_empty() {
        draft.say(say!(language, "aar.no-objectives"));
        return;
    }
    let rows = found.into_iter().map(|(objective, result)| {
        let rating = say!(language, "aar.not-rated");
        vec![objective, blank(language), result, rating]
    });
    let rows = rows.collect();
    let grid = Head::new(language)
        .words("aar.objective")
        .words("aar.capability")
        .words("aar.result")
        .words("aar.rating")
        .grid(say!(language, "aar.objectives-caption"), rows);
    draft.table(grid);
    draft.note(say!(language, "aar.ratings"));
}

/// An area for improvement.
#[derive(Debug)]
pub(super) struct Area {
    /// What it is.
    pub name: Prose,
    /// What was seen, what was asked, and what is known of the causes.
    pub said: Vec<Prose>,
    /// What is proposed; empty for what is to be filled in.
    pub action: Prose,
}

/// Adds the areas for improvement; gives those that have a section. `reference` says where to see
/// them in time, `file` where more stand.
pub(super) fn areas(
    draft: &mut Draft,
    mut areas: Vec<Area>,
    reference: Prose,
    file: &str,
) -> Vec<Area> {
    let language = draft.language;
    draft.part(say!(language, "aar.areas"));
    if areas.is_empty() {
        draft.say(say!(language, "aar.no-areas"));
        return areas;
    }
    draft.say(reference);
    let more = areas.len().saturating_sub(MOST_AREAS);
    areas.truncate(MOST_AREAS);
    for (ix, area) in areas.iter().enumerate() {
        let number = count(ix + 1);
        let text = say!(
            language,
            "aar.area",
            number = number,
            name = area.name.clone()
        );
        draft.add([Block::Heading { level: 4, text }]);
        draft.list(area.said.clone());
    }
    if more > 0 {
        let (count, file) = (count(more), Prose::code(file));
        draft.note(say!(language, "aar.more-areas", count = count, file = file));
    }
    areas
}

/// Adds the improvement plan: a row for each area, with what is left to decide.
pub(super) fn plan(draft: &mut Draft, areas: &[Area]) {
    let language = draft.language;
    draft.section(say!(language, "aar.plan"));
    draft.say(say!(language, "aar.plan-intro"));
    let row = |name: Prose, action: Prose| {
        let action = if action.is_empty() {
            blank(language)
        } else {
            action
        };
        let mut row = vec![name, blank(language), action];
        row.resize(8, blank(language));
        row
    };
    let mut rows: Vec<Vec<Prose>> = areas
        .iter()
        .map(|it| row(it.name.clone(), it.action.clone()))
        .collect();
    rows.push(row(blank(language), Prose::default()));
    let grid = Head::new(language)
        .words("aar.issue")
        .words("aar.capability")
        .words("aar.corrective-action")
        .words("aar.element")
        .words("aar.responsible")
        .words("aar.contact")
        .words("aar.start")
        .words("aar.end")
        .grid(say!(language, "aar.plan-caption"), rows);
    draft.table(grid);
    draft.note(say!(language, "aar.elements"));
}

/// Adds who took part: the simulated teams, and rows for the people of the debrief.
pub(super) fn participants(draft: &mut Draft, document: &Document) {
    let language = draft.language;
    draft.section(say!(language, "aar.appendix-participants"));
    draft.table(teams(document, language));
    draft.table(rosters(document, language));
    draft.table(people(language));
}

fn people(language: Language) -> Grid {
    let rows = vec![vec![blank(language); 3]; BLANK_ROWS];
    Head::new(language)
        .words("aar.person")
        .words("aar.organisation")
        .words("aar.role")
        .grid(say!(language, "aar.people"), rows)
}
