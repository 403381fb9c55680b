//! The brief report of a run: what was asked, the answer, what it rests on and what to do.

use crate::outcome::{Measure, Scalar};
use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};
use crate::study::summary::{MilestoneSummary, Summary, TeamSummary};

use super::album::Album;
use super::brief::{
    again, cautions, figure, heading, intervals, model, of_twenty, page, picture, sentences,
};
use super::causes_text::{chief_cause, chief_reason};
use super::findings::{About, Finding, findings};
use super::manifest::Manifest;
use super::page::prose::{Number, Prose, prose};
use super::page::tree::{Block, Column, Cover, Figure, Grid, Page};
use super::words::{bare, first_upper, grouped, printed, printed_duration, printed_share};

/// Most milestones, and most teams, with a row of their own.
const MOST_ROWS: usize = 6;
/// Most milestones that are worth a word on what to do.
const MOST_ACTIONS: usize = 3;
/// Sentences of the answer.
const ANSWER: usize = 3;

/// The brief report of a run.
pub(super) fn brief(
    (document, summary, album): (&Document, &Summary, &Album),
    manifest: &Manifest,
    cover: &Cover,
) -> Page {
    let found = findings(summary);
    let mut blocks = vec![
        heading("The question"),
        Block::Paragraph(question(document, summary, manifest)),
        heading("The answer"),
        Block::Answer(answer(&found)),
        heading("Did voting, counting and publication hold?"),
    ];
    blocks.extend(milestones(summary));
    blocks.push(heading("Who came, and when?"));
    blocks.extend(who_came(summary, &found));
    let figures = figures(summary, album, &found);
    if !figures.is_empty() {
        blocks.push(Block::Figures(figures));
    }
    blocks.push(heading("What to do"));
    blocks.extend(actions(summary));
    blocks.push(heading("Limits"));
    let mut limits = vec![model(), intervals(summary.replications)];
    if summary.durations.iter().any(|it| it.censored > 0) {
        limits.push(
            "Incidents that were still open when the scenario ends are counted as open, not left \
             out; what they would have taken is not known."
                .into(),
        );
    }
    limits.extend(cautions(&summary.warnings, "warnings", "summary.md"));
    blocks.push(Block::List(limits));
    blocks.extend(again(manifest));
    page(cover, &summary.name, "summary.json", blocks)
}

fn question(document: &Document, summary: &Summary, manifest: &Manifest) -> Prose {
    let day = |at: Instant| {
        document
            .calendar
            .local(at)
            .strftime("%-d %B %Y")
            .to_string()
    };
    let under = manifest.policy.as_deref().map(|id| {
        let mut policies = document.policies.iter();
        let name = policies.find(|it| it.id == id).map_or(id, |it| &it.name);
        if name == id {
            prose![", under the policy ", Prose::code(id)]
        } else {
            prose![", under the policy ", Prose::code(id), " (", name, ")"]
        }
    });
    let changed = (!manifest.overlays.is_empty()).then_some(
        " Values of the scenario were changed for it; the command at the end says which.",
    );
    prose![
        "Would voting, counting and publication hold in “",
        Prose::strong(&summary.name),
        "”, and who would come when something happens? The election period from ",
        format!(
            "{} to {}",
            day(Instant::START),
            day(document.end - Span::MINUTE)
        ),
        " was simulated ",
        Number::new(grouped(summary.replications), "replications"),
        " times",
        under,
        ", each time with other incidents drawn from the same rates.",
        changed.unwrap_or_default()
    ]
}

/// Three sentences: did it hold, how fast was help there, what was lost; others where one of
/// these can't be said.
fn answer(found: &[Finding]) -> Prose {
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
        return "Nothing happened in any of the simulated election periods.".into();
    }
    sentences(chosen.into_iter().map(|ix| found[ix].said.clone()))
}

fn milestones(summary: &Summary) -> Vec<Block> {
    if summary.milestones.is_empty() {
        return vec![Block::Paragraph(
            "The scenario names no milestone, so this can't be said. Its [[milestone]] blocks say what \
             must hold, and when."
                .into(),
        )];
    }
    let mut order: Vec<(usize, &MilestoneSummary)> =
        summary.milestones.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| it.kept);
    let all = order.len();
    let shown = all.min(MOST_ROWS);
    let rows = order[..shown].iter().map(|(ix, it)| {
        let at = format!("milestones.{ix}");
        let places = [
            &format!("{at}.share"),
            &format!("{at}.kept"),
            "replications",
        ];
        let share = printed_share(&it.share).at(places[0]);
        let words = of_twenty(&it.share, it.kept, summary.replications, places);
        let why = chief_cause(it, &at).unwrap_or_else(|| {
            let was_missed = it.kept < summary.replications;
            if was_missed { "could not be told" } else { "" }.into()
        });
        vec![Prose::from(&it.name), share, words, why]
    });
    let number = |count: usize, from: &str| Number::new(count.to_string(), from);
    let count = number(all, "count(milestones)");
    let caption = if shown < all {
        prose![
            format!("The {shown} milestones that were missed most often, of "),
            count,
            "; the others stand in ",
            Prose::code("summary.md")
        ]
    } else {
        "Every milestone, the most often missed first".into()
    };
    vec![Block::Table(Grid {
        caption,
        head: vec![
            Column::words("Milestone"),
            Column::numbers("Kept (95% interval)"),
            Column::words("That is"),
            Column::words("Why it was missed"),
        ],
        rows: rows.collect(),
    })]
}

fn who_came(summary: &Summary, found: &[Finding]) -> Vec<Block> {
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
    let mut teams: Vec<(usize, &TeamSummary)> = summary
        .teams
        .iter()
        .enumerate()
        .filter(|(_, it)| it.deployments.estimate > 0.0)
        .collect();
    teams.sort_by(|(_, a), (_, b)| b.deployments.estimate.total_cmp(&a.deployments.estimate));
    if teams.is_empty() {
        blocks.push(Block::Paragraph("No team was sent anywhere.".into()));
        return blocks;
    }
    let all = teams.len();
    teams.truncate(MOST_ROWS);
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
            wait.unwrap_or_else(|| "–".into()),
            busy.unwrap_or_else(|| "–".into()),
        ]
    });
    let rows = rows.collect();
    let caption = if teams.len() < all {
        format!("The {MOST_ROWS} teams that were sent most often")
    } else {
        "Every team that was sent, the most often sent first".to_owned()
    };
    blocks.push(Block::Table(Grid {
        caption: caption.into(),
        head: vec![
            Column::words("Team"),
            Column::numbers("Requests answered, mean of an election period"),
            Column::numbers("From request to somebody at work, mean"),
            Column::numbers("At work, of the time on duty"),
        ],
        rows,
    }));
    blocks
}

/// Two figures: how fast help comes, and what an election period may lose.
fn figures(summary: &Summary, album: &Album, found: &[Finding]) -> Vec<Figure> {
    let first = |about: About| {
        let mut all = found.iter().filter(|it| it.about == about);
        all.next().map(|it| it.said.clone()).unwrap_or_default()
    };
    let mut figures = Vec::new();
    if let Some(chart) = picture(album, "response-times")
        && let Some(data) = response_times(summary)
    {
        let number = figures.len() + 1;
        let titled = (number, "How fast help comes");
        figures.push(figure(chart, titled, &first(About::Times), data));
    }
    if let Some(chart) = picture(album, "exceedance")
        && let Some(data) = losses(summary)
    {
        let number = figures.len() + 1;
        let titled = (number, "What an election period may lose");
        figures.push(figure(chart, titled, &first(About::Loss), data));
    }
    figures
}

fn response_times(summary: &Summary) -> Option<Grid> {
    let rows: Vec<Vec<Prose>> = summary
        .durations
        .iter()
        .enumerate()
        .filter(|(_, it)| it.measure == Measure::Response)
        .map(|(ix, it)| {
            let at = format!("durations.{ix}");
            let time = |value: Option<&crate::study::estimate::Estimate>, of: &str| {
                value.map_or_else(
                    || "not reached".into(),
                    |it| printed_duration(it).at(&format!("{at}.{of}")),
                )
            };
            vec![
                first_upper(it.severity.unwrap_or("all")).into(),
                Number::new(grouped(it.n), format!("{at}.n")).into(),
                time(it.median.as_ref(), "median"),
                time(it.p90.as_ref(), "p90"),
                Number::new(grouped(it.censored), format!("{at}.censored")).into(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: "From detection to somebody at work, over all simulated election periods".into(),
        head: vec![
            Column::words("Severity"),
            Column::numbers("Incidents"),
            Column::numbers("Half within"),
            Column::numbers("9 in 10 within"),
            Column::numbers("Nobody came by the end"),
        ],
        rows,
    })
}

fn losses(summary: &Summary) -> Option<Grid> {
    let mut all = summary.histories.iter();
    let ix = all.position(|it| it.id == Scalar::ServiceLoss.name())?;
    let row = &summary.histories[ix];
    let quantiles = [
        ("19 of 20", &row.p5, "p5"),
        ("9 of 10", &row.p10, "p10"),
        ("Half", &row.p50, "p50"),
        ("1 of 10", &row.p90, "p90"),
        ("1 of 20", &row.p95, "p95"),
    ];
    let rows = quantiles.into_iter().map(|(whose, value, of)| {
        let from = format!("histories.{ix}.{of}.estimate");
        vec![
            Prose::from(whose),
            Number::new(bare(value.estimate), from).into(),
        ]
    });
    Some(Grid {
        caption: "Weighted service loss of one election period, hours".into(),
        head: vec![
            Column::words("Of the simulated election periods"),
            Column::numbers("lose more than"),
        ],
        rows: rows.collect(),
    })
}

/// Where to look first: the chief causes of what was missed most.
fn actions(summary: &Summary) -> Vec<Block> {
    let mut items: Vec<Prose> = summary
        .missed_milestones()
        .into_iter()
        .filter_map(|(ix, it)| Some((it, chief_cause(it, &format!("milestones.{ix}"))?)))
        .take(MOST_ACTIONS)
        .map(|(it, why)| {
            prose![
                "See to what breaks “",
                Prose::strong(&it.name),
                "”: ",
                why,
                "."
            ]
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
        && let Some(reason) = chief_reason(target, &format!("targets.{ix}"))
    {
        items.push(prose![
            first_upper(cure(reason.held_up_by)),
            " for “",
            Prose::strong(&target.name),
            "”: ",
            reason.said,
            "."
        ]);
    }
    if items.is_empty() {
        return vec![Block::Paragraph(
            "No milestone and no deadline was missed for a cause that could be told, so nothing here \
             asks for a change."
                .into(),
        )];
    }
    vec![
        Block::List(items),
        Block::Note(prose![
            "These are places to look, not promises: that something began a miss does not say that \
             its absence would have kept it. ",
            Prose::code("sortie reasons"),
            " runs the same histories with one thing changed, ",
            Prose::code("sortie compare"),
            " compares policies."
        ]),
    ]
}

/// What may help against what took longest.
fn cure(held_up_by: &str) -> &'static str {
    match held_up_by {
        "detection" => "look at how it is noticed",
        "asking" => "look at which team is asked",
        "approval" => "look at who must consent, and how fast",
        "queue" => "look at how many crews there are",
        "mobilisation" => "look at how soon a crew is ready",
        "travel" => "look at where crews stand, and what can be done from afar",
        "opening_hours" => "look at working hours",
        _ => "look at how long the work itself takes",
    }
}
