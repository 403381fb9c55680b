//! The full report of a run.

use crate::outcome::Measure;
use crate::report::album::Album;
use crate::report::brief_run;
use crate::report::draft::Draft;
use crate::report::findings::{About, Finding, findings};
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::{Block, Page};
use crate::report::page_parts::{again, intervals, page, sentences};
use crate::report::template::Asked;
use crate::report::words::{printed_duration, printed_share};
use crate::scenario::document::Document;
use crate::study::summary::{DurationSummary, Summary};

use super::assets::assets;
use super::assumptions::assumptions;
use super::calendar::{calendar, elections};
use super::glossary::glossary;
use super::key_figures::key_figures;
use super::method::{drivers, method};
use super::people::people;
use super::rules::rules;
use super::{losses, reasons, staffing, tallies};

/// The full report of a run.
pub(in crate::report) fn full(results: (&Document, &Summary, &Album), asked: &Asked<'_>) -> Page {
    let (document, summary, album) = results;
    let language = asked.cover.language;
    let found = findings(summary, language);
    let mut draft = Draft::new(language, asked.figures);
    draft.section(say!(language, "brief.question"));
    draft.say(brief_run::question(
        document,
        summary,
        asked.manifest,
        language,
    ));
    draft.section(say!(language, "brief.answer"));
    draft.add([Block::Answer(brief_run::answer(&found, language))]);
    draft.add([Block::Contents {
        title: say!(language, "full.contents"),
        to: 2,
    }]);
    draft.section(say!(language, "key.heading"));
    draft.table(key_figures(summary, language));
    draft.note(intervals(summary.replications, language));
    simulated(&mut draft, document);
    results_by_measure(&mut draft, results, &found);
    milestones(&mut draft, summary, album, &found);
    drivers(&mut draft);
    draft.section(say!(language, "brief.actions"));
    draft.add(brief_run::actions(summary, language));
    assumptions(&mut draft, document);
    draft.section(say!(language, "brief.limits"));
    draft.list(brief_run::limits(summary, language));
    method(&mut draft);
    glossary(&mut draft);
    draft.add(again(asked));
    let title = say!(language, "full.title", name = &summary.name);
    page(asked.cover, &title, "summary.json", draft.into_blocks())
}

/// Adds what was simulated.
pub(super) fn simulated(draft: &mut Draft, document: &Document) {
    draft.section(say!(draft.language, "simulated.heading"));
    draft.say(Prose::from(document.summary.trim()));
    calendar(draft, document);
    assets(draft, document);
    people(draft, document);
    rules(draft, document);
}

/// What was found about something.
fn about(found: &[Finding], about: About) -> Prose {
    let own = found.iter().filter(|it| it.about == about);
    sentences(own.map(|it| it.said.clone()))
}

fn results_by_measure(
    draft: &mut Draft,
    (document, summary, album): (&Document, &Summary, &Album),
    found: &[Finding],
) {
    let language = draft.language;
    draft.section(say!(language, "results.heading"));
    draft.part(say!(language, "results.happened"));
    draft.figure(
        (album, "election-calendar"),
        &say!(language, "figures.calendar"),
        &about(found, About::Incidents),
        elections(document, language),
    );
    draft.table(tallies::counts(summary, language));
    draft.part(say!(language, "results.took"));
    draft.figure(
        (album, "response-times"),
        &say!(language, "run.times.title"),
        &about(found, About::Times),
        tallies::durations(summary, Measure::Response, language),
    );
    draft.figure(
        (album, "containment-times"),
        &say!(language, "figures.containment"),
        &contained(summary, language),
        tallies::durations(summary, Measure::Containment, language),
    );
    draft.figure(
        (album, "stages"),
        &say!(language, "figures.stages"),
        &tallies::stages_said(summary, language),
        tallies::stages(summary, language),
    );
    for measure in Measure::ALL {
        draft.table(tallies::durations(summary, measure, language));
    }
    draft.part(say!(language, "results.loss-heading"));
    let finding = about(found, About::Loss);
    match brief_run::losses(summary, language) {
        None => draft.say(finding),
        Some(data) => {
            let title = say!(language, "run.loss.title");
            draft.figure((album, "exceedance"), &title, &finding, data);
        }
    }
    if let Some((finding, data)) = tallies::settled(summary, language) {
        let title = say!(language, "figures.convergence");
        draft.figure((album, "convergence"), &title, &finding, data);
    }
    let by_asset = losses::by_asset(document, summary, language);
    draft.figure(
        (album, "infrastructure"),
        &say!(language, "figures.infrastructure"),
        &losses::most_lost(&by_asset, language),
        by_asset.clone(),
    );
    draft.table(by_asset);
    if !summary.targets.is_empty() {
        draft.part(say!(language, "results.deadlines"));
        draft.say(about(found, About::Targets));
        draft.table(tallies::targets(summary, language));
        draft.table(reasons::targets(summary, language));
    }
    came(draft, summary, album, found);
}

/// Adds who came, and what requests waited for.
fn came(draft: &mut Draft, summary: &Summary, album: &Album, found: &[Finding]) {
    let language = draft.language;
    draft.part(say!(language, "brief.who-came"));
    let teams = brief_run::teams(summary, usize::MAX, language);
    if let Block::Table(data) = &teams {
        draft.figure(
            (album, "who-answered"),
            &say!(language, "figures.who-answered"),
            &about(found, About::Teams),
            data.clone(),
        );
    }
    draft.add([teams]);
    draft.table(staffing::nations(summary, language));
    let waits = staffing::waits(summary, language);
    draft.figure(
        (album, "waits"),
        &say!(language, "figures.waits"),
        &longest_wait(summary, found, language),
        waits.clone(),
    );
    draft.table(waits);
    let groups = staffing::groups(summary, language);
    draft.figure(
        (album, "group-load"),
        &say!(language, "figures.group-load"),
        &busiest_group(summary, language),
        groups.clone(),
    );
    draft.table(groups);
    let rosters = staffing::rosters(summary, language);
    draft.figure(
        (album, "effectiveness"),
        &say!(language, "figures.effectiveness"),
        &least_effective(summary, language),
        rosters.clone(),
    );
    draft.table(rosters);
}

/// Whose requests wait longest.
fn longest_wait(summary: &Summary, found: &[Finding], language: Language) -> Prose {
    let said = about(found, About::Waits);
    if !said.is_empty() {
        return said;
    }
    let longest = summary.longest_wait().map(|(ix, ..)| {
        let row = &summary.waits[ix];
        say!(
            language,
            "figures.longest-wait",
            team = &row.name,
            time = printed_duration(&row.in_all).at(&format!("waits.{ix}.in_all"))
        )
    });
    longest.into()
}

/// How fast half of the incidents were contained.
fn contained(summary: &Summary, language: Language) -> Prose {
    let mut all = summary.durations.iter();
    let wanted = |it: &DurationSummary| it.measure == Measure::Containment && it.severity.is_none();
    let Some(ix) = all.position(wanted) else {
        return Prose::default();
    };
    let median = summary.durations[ix].median.as_ref();
    median.map_or_else(
        || say!(language, "figures.few-contained"),
        |it| {
            let time = printed_duration(it).at(&format!("durations.{ix}.median"));
            say!(language, "figures.contained", time = time)
        },
    )
}

/// The experts who were at work for most of their time.
fn busiest_group(summary: &Summary, language: Language) -> Prose {
    let groups = summary.groups.iter().enumerate();
    let most =
        groups.max_by(|(_, a), (_, b)| a.utilisation.estimate.total_cmp(&b.utilisation.estimate));
    let said = most.map(|(ix, it)| {
        say!(
            language,
            "figures.busiest-group",
            group = it.words(),
            team = &it.name,
            share = printed_share(&it.utilisation).at(&format!("groups.{ix}.utilisation"))
        )
    });
    said.into()
}

/// When a team was least effective.
fn least_effective(summary: &Summary, language: Language) -> Prose {
    let rows = summary.rosters.iter().enumerate();
    let lows = rows.filter_map(|(ix, it)| Some((ix, it, it.lowest.as_ref()?)));
    let least = lows.min_by(|(.., a), (.., b)| a.mean.estimate.total_cmp(&b.mean.estimate));
    let said = least.map(|(ix, it, low)| {
        say!(
            language,
            "figures.least-effective",
            team = &it.name,
            day = &low.on,
            share = printed_share(&low.mean).value_at(&format!("rosters.{ix}.lowest"))
        )
    });
    said.into()
}

/// Adds whether milestones were kept, and why not.
fn milestones(draft: &mut Draft, summary: &Summary, album: &Album, found: &[Finding]) {
    let language = draft.language;
    draft.section(say!(language, "results.milestones"));
    let causes = reasons::milestones(summary, language);
    draft.figure(
        (album, "misses"),
        &say!(language, "figures.misses"),
        &about(found, About::Milestones),
        causes.clone(),
    );
    draft.add([brief_run::milestones(summary, usize::MAX, language)]);
    draft.table(causes);
}
