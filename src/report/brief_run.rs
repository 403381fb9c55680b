//! The brief report of a run: what was asked, the answer, what it rests on and what to do.

use crate::outcome::{Measure, Scalar};
use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};
use crate::study::estimate::Estimate;
use crate::study::summary::{MilestoneSummary, Summary, TeamSummary};

use super::album::Album;
use super::causes_text::{chief_cause, chief_reason};
use super::findings::{About, Finding, findings};
use super::head::Head;
use super::language::{Language, say};
use super::manifest::Manifest;
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Figure, Grid, Page};
use super::page_parts::{
    again, cautions, figure, heading, intervals, kept, model, or_none, page, picture, reached,
    sentences,
};
use super::template::Asked;
use super::words::{bare, grouped, printed, printed_duration, printed_share};

/// The charts that it shows.
pub(super) const CHARTS: [&str; 2] = ["response-times", "exceedance"];
/// Most milestones, and most teams, with a row of their own.
const MOST_ROWS: usize = 6;
/// Most milestones that are worth a word on what to do.
const MOST_ACTIONS: usize = 3;
/// Sentences of the answer.
const ANSWER: usize = 3;

/// The brief report of a run.
pub(super) fn brief(
    (document, summary, album): (&Document, &Summary, &Album),
    asked: &Asked<'_>,
) -> Page {
    let language = asked.cover.language;
    let found = findings(summary, language);
    let mut blocks = vec![
        heading(say!(language, "brief.question")),
        Block::Paragraph(question(document, summary, asked.manifest, language)),
        heading(say!(language, "brief.answer")),
        Block::Answer(answer(&found, language)),
        heading(say!(language, "brief.held")),
        milestones(summary, MOST_ROWS, language),
        heading(say!(language, "brief.who-came")),
    ];
    blocks.extend(who_came(summary, &found, language));
    let figures = figures(summary, album, &found, asked);
    if !figures.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    blocks.push(heading(say!(language, "brief.actions")));
    blocks.extend(actions(summary, language));
    blocks.push(heading(say!(language, "brief.limits")));
    blocks.push(Block::List(limits(summary, language)));
    blocks.extend(again(asked));
    let title = say!(language, "brief.title", name = &summary.name);
    page(asked.cover, &title, "summary.json", blocks)
}

/// What was asked of a run.
pub(super) fn question(
    document: &Document,
    summary: &Summary,
    manifest: &Manifest,
    language: Language,
) -> Prose {
    let day = |at: Instant| language.date(document.calendar.local(at).date());
    let under = manifest.policy.as_deref().map(|id| {
        let mut policies = document.policies.iter();
        let name = policies.find(|it| it.id == id).map_or(id, |it| &it.name);
        let id_said = Prose::code(id);
        if name == id {
            say!(language, "run.under", id = id_said)
        } else {
            say!(language, "run.under-named", id = id_said, name = name)
        }
    });
    let changed = (!manifest.overlays.is_empty()).then(|| say!(language, "run.changed"));
    say!(
        language,
        "run.question",
        name = Prose::strong(&summary.name),
        from = day(Instant::START),
        to = day(document.end - Span::MINUTE),
        count = Number::new(grouped(summary.replications), "replications"),
        under = under,
        changed = changed
    )
}

/// Three sentences: did it hold, how fast was help there, what was lost; others where one of
/// these can't be said.
pub(super) fn answer(found: &[Finding], language: Language) -> Prose {
    let wanted = [About::Milestones, About::Times, About::Loss];
    let first = |about: About| found.iter().position(|it| it.about == about);
    let mut chosen: Vec<usize> = wanted.into_iter().filter_map(first).collect();
    for ix in 0..found.len() {
        if chosen.len() < ANSWER && !chosen.contains(&ix) {
            chosen.push(ix);
        }
    }
    chosen.sort_unstable();
    if chosen.is_empty() {
        return say!(language, "run.nothing");
    }
    sentences(chosen.into_iter().map(|ix| found[ix].said.clone()))
}

/// What the numbers of a run do not say.
pub(super) fn limits(summary: &Summary, language: Language) -> Vec<Prose> {
    let mut limits = vec![model(language), intervals(summary.replications, language)];
    if summary.durations.iter().any(|it| it.censored > 0) {
        limits.push(say!(language, "limit.censored"));
    }
    limits.extend(cautions(
        &summary.warnings,
        "warnings",
        "summary.md",
        language,
    ));
    limits
}

/// The milestones, those missed most first, with a row for so many.
pub(super) fn milestones(summary: &Summary, most: usize, language: Language) -> Block {
    if summary.milestones.is_empty() {
        return Block::Paragraph(say!(language, "run.no-milestones"));
    }
    let mut order: Vec<(usize, &MilestoneSummary)> =
        summary.milestones.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| it.kept);
    let all = order.len();
    let shown = all.min(most);
    let rows = order[..shown].iter().map(|(ix, it)| {
        let at = format!("milestones.{ix}");
        let (share, words) = kept((*ix, it), summary.replications, language);
        let was_missed = it.kept < summary.replications;
        let unknown = || was_missed.then(|| say!(language, "cause.unknown"));
        let why = chief_cause(it, &at, language).or_else(unknown);
        vec![Prose::from(&it.name), share, words, why.into()]
    });
    let caption = if shown < all {
        say!(
            language,
            "run.milestones.some",
            shown = shown.to_string(),
            all = Number::new(all.to_string(), "count(milestones)"),
            file = Prose::code("summary.md")
        )
    } else {
        say!(language, "run.milestones.all")
    };
    Block::Table(
        Head::new(language)
            .words("run.milestones.milestone")
            .numbers("run.milestones.kept")
            .words("run.milestones.words")
            .words("run.milestones.why")
            .grid(caption, rows.collect()),
    )
}

fn who_came(summary: &Summary, found: &[Finding], language: Language) -> Vec<Block> {
    let said = |about: About| found.iter().filter(move |it| it.about == about);
    let words: Vec<Prose> = said(About::Teams)
        .chain(said(About::Times).take(2))
        .chain(said(About::Waits))
        .map(|it| it.said.clone())
        .collect();
    let mut blocks = Vec::new();
    if !words.is_empty() {
        blocks.push(Block::Paragraph(sentences(words)));
    }
    blocks.push(teams(summary, MOST_ROWS, language));
    blocks
}

/// The teams, those sent most often first, with a row for so many.
pub(super) fn teams(summary: &Summary, most: usize, language: Language) -> Block {
    let mut teams: Vec<(usize, &TeamSummary)> = summary
        .teams
        .iter()
        .enumerate()
        .filter(|(_, it)| it.deployments.estimate > 0.0)
        .collect();
    teams.sort_by(|(_, a), (_, b)| b.deployments.estimate.total_cmp(&a.deployments.estimate));
    if teams.is_empty() {
        return Block::Paragraph(say!(language, "run.no-team"));
    }
    let all = teams.len();
    teams.truncate(most);
    let rows = teams.iter().map(|(ix, team)| {
        let mut waits = summary.waits.iter().enumerate();
        let wait = waits
            .find(|(_, it)| it.team == team.id)
            .map(|(ix, it)| printed_duration(&it.in_all).at(&format!("waits.{ix}.in_all")));
        let busy = team
            .utilisation
            .map(|it| printed_share(&it).at(&format!("teams.{ix}.utilisation")));
        vec![
            Prose::from(&team.name),
            printed(&team.deployments).at(&format!("teams.{ix}.deployments")),
            or_none(wait),
            or_none(busy),
        ]
    });
    let rows = rows.collect();
    let caption = if teams.len() < all {
        say!(language, "run.teams.some", shown = most.to_string())
    } else {
        say!(language, "run.teams.all")
    };
    Block::Table(
        Head::new(language)
            .words("run.teams.team")
            .numbers("run.teams.answered")
            .numbers("run.teams.wait")
            .numbers("run.teams.busy")
            .grid(caption, rows),
    )
}

/// Two figures: how fast help comes, and what an election period may lose.
fn figures(summary: &Summary, album: &Album, found: &[Finding], asked: &Asked<'_>) -> Vec<Figure> {
    let language = asked.cover.language;
    let first = |about: About| {
        let mut all = found.iter().filter(|it| it.about == about);
        all.next().map(|it| it.said.clone()).unwrap_or_default()
    };
    let mut figures = Vec::new();
    if let Some(chart) = picture(album, CHARTS[0])
        && let Some(data) = response_times(summary, language)
    {
        let title = say!(language, "run.times.title");
        let titled = (asked.figures + figures.len() + 1, &title);
        figures.push(figure(chart, titled, &first(About::Times), data, language));
    }
    if let Some(chart) = picture(album, CHARTS[1])
        && let Some(data) = losses(summary, language)
    {
        let title = say!(language, "run.loss.title");
        let titled = (asked.figures + figures.len() + 1, &title);
        figures.push(figure(chart, titled, &first(About::Loss), data, language));
    }
    figures
}

/// How fast help comes, by severity.
pub(super) fn response_times(summary: &Summary, language: Language) -> Option<Grid> {
    let rows: Vec<Vec<Prose>> = summary
        .durations
        .iter()
        .enumerate()
        .filter(|(_, it)| it.measure == Measure::Response)
        .map(|(ix, it)| {
            let at = format!("durations.{ix}");
            let time = |value: Option<&Estimate>, of: &str| {
                reached(value, &format!("{at}.{of}"), language)
            };
            vec![
                language
                    .word("severity", it.severity.unwrap_or("all"))
                    .into(),
                Number::new(grouped(it.n), format!("{at}.n")).into(),
                time(it.median.as_ref(), "median"),
                time(it.p90.as_ref(), "p90"),
                Number::new(grouped(it.censored), format!("{at}.censored")).into(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Head::new(language)
            .words("run.times.severity")
            .numbers("run.times.incidents")
            .numbers("run.times.half")
            .numbers("run.times.most")
            .numbers("run.times.open")
            .grid(say!(language, "run.times.caption"), rows)
    })
}

/// What an election period may lose.
pub(super) fn losses(summary: &Summary, language: Language) -> Option<Grid> {
    let mut all = summary.histories.iter();
    let ix = all.position(|it| it.id == Scalar::ServiceLoss.name())?;
    let row = &summary.histories[ix];
    let quantiles = [
        ("p5", &row.p5),
        ("p10", &row.p10),
        ("p50", &row.p50),
        ("p90", &row.p90),
        ("p95", &row.p95),
    ];
    let rows = quantiles.into_iter().map(|(name, value)| {
        let from = format!("histories.{ix}.{name}.estimate");
        vec![
            Prose::from(language.word("run.loss", name)),
            Number::new(bare(value.estimate), from).into(),
        ]
    });
    Some(
        Head::new(language)
            .words("run.loss.whose")
            .numbers("run.loss.more")
            .grid(say!(language, "run.loss.caption"), rows.collect()),
    )
}

/// Where to look first: the chief causes of what was missed most.
pub(super) fn actions(summary: &Summary, language: Language) -> Vec<Block> {
    let causes = summary.missed_milestones().into_iter();
    let mut items: Vec<Prose> = causes
        .filter_map(|(ix, it)| {
            let why = chief_cause(it, &format!("milestones.{ix}"), language)?;
            Some((it, why))
        })
        .take(MOST_ACTIONS)
        .map(|(it, why)| {
            let milestone = Prose::strong(&it.name);
            say!(
                language,
                "run.action.milestone",
                milestone = milestone,
                why = why
            )
        })
        .collect();
    let mut late: Vec<_> = summary
        .targets
        .iter()
        .enumerate()
        .filter_map(|(ix, it)| Some((ix, it, it.share?.estimate)))
        .filter(|(_, it, _)| it.missed > 0)
        .collect();
    late.sort_by(|a, b| a.2.total_cmp(&b.2));
    if let Some((ix, target, _)) = late.first()
        && let Some(reason) = chief_reason(target, &format!("targets.{ix}"), language)
    {
        items.push(say!(
            language,
            "run.action.target",
            cure = language.word("cure", reason.held_up_by),
            target = Prose::strong(&target.name),
            why = reason.said
        ));
    }
    if items.is_empty() {
        return vec![Block::Paragraph(say!(language, "run.action.none"))];
    }
    vec![
        Block::List(items),
        Block::Note(say!(language, "run.action.note")),
    ]
}
