//! What brief reports of all results have in common.

use crate::study::estimate::Estimate;

use super::album::{Album, Picture};
use super::manifest::Manifest;
use super::page::prose::{Inline, Number, Prose, prose};
use super::page::tree::{Block, Cover, Figure, Grid, Page};
use super::words::grouped;

/// Most cautions that a page has room for.
const MOST_CAUTIONS: usize = 3;

/// A page with its head.
pub(super) fn page(cover: &Cover, name: &str, numbers: &'static str, blocks: Vec<Block>) -> Page {
    let title = cover.title.clone();
    Page {
        title: title.unwrap_or_else(|| format!("{name}: a brief report")),
        organisation: cover.organisation.clone(),
        tlp: cover.tlp,
        language: "en",
        numbers,
        blocks,
    }
}

/// A heading of a section.
pub(super) fn heading(text: &str) -> Block {
    Block::Heading {
        level: 2,
        text: text.into(),
    }
}

/// Sentences one after the other.
pub(super) fn sentences(all: impl IntoIterator<Item = Prose>) -> Prose {
    Prose::join(all, " ")
}

/// A share of election periods as one says it: `about 8 of 20`, `all but 3 of 1 000`. `kept`
/// of `all` periods have it, and `share`, `kept` and `all` say where these numbers stand.
pub(super) fn of_twenty(share: &Estimate, kept: u64, all: u64, places: [&str; 3]) -> Prose {
    let [share_at, kept_at, all_at] = places;
    let count = |number: u64, from: &str| Number::new(grouped(number), from);
    let twentieths = (share.estimate * 20.0).round();
    if kept == all {
        prose!["in all ", count(all, all_at), " simulated"]
    } else if kept == 0 {
        prose!["in none of the ", count(all, all_at), " simulated"]
    } else if twentieths >= 20.0 {
        let missed = format!("{all_at} - {kept_at}");
        prose![
            "in all but ",
            count(all - kept, &missed),
            " of the ",
            count(all, all_at),
            " simulated"
        ]
    } else if twentieths < 1.0 {
        prose![
            "in ",
            count(kept, kept_at),
            " of the ",
            count(all, all_at),
            " simulated"
        ]
    } else {
        prose![
            "in about ",
            Number::times(twentieths.to_string(), format!("{share_at}.estimate"), 20.0),
            " of 20 such election periods"
        ]
    }
}

/// What the intervals of a page mean, in plain words.
pub(super) fn intervals(replications: u64) -> Prose {
    prose![
        "A range in brackets says how well the number before it is known from the ",
        Number::new(grouped(replications), "replications"),
        " simulated election periods: 19 of 20 such ranges hold the true value of the model. It is \
         not the range of what a single election period may bring."
    ]
}

/// What every model must say of itself.
pub(super) fn model() -> Prose {
    "The numbers are those of a model. What its scenario assumes of attacks, teams and rules is \
     not tested by simulating more, and no range here contains it."
        .into()
}

/// The first of some cautions, which stand in a list of the results, and how many there are.
pub(super) fn cautions(all: &[String], list: &str, rest_in: &str) -> Vec<Prose> {
    let first = all.iter().take(MOST_CAUTIONS).enumerate();
    let mut shown: Vec<Prose> = first
        .map(|(ix, it)| {
            Prose(vec![Inline::Quoted {
                text: it.clone(),
                from: format!("{list}.{ix}"),
            }])
        })
        .collect();
    if all.len() > MOST_CAUTIONS {
        shown.push(prose![
            "There are ",
            Number::new(all.len().to_string(), format!("count({list})")),
            " such cautions in all; the others stand in ",
            Prose::code(rest_in),
            "."
        ]);
    }
    shown
}

/// How to make the results and the report again.
pub(super) fn again(manifest: &Manifest) -> Vec<Block> {
    let seed = Number::new(manifest.seed.to_string(), "seed");
    vec![
        heading("How to make it again"),
        Block::Command(manifest.command.clone()),
        Block::Note(prose![
            "Scenario ",
            Prose::code(&manifest.scenario),
            ", SHA-256 of its text ",
            Prose::code(&manifest.scenario_hash),
            ", seed ",
            seed,
            ", Sortie ",
            &manifest.version,
            ". The same version gives the same numbers. ",
            Prose::code("sortie report RESULT_DIR --template brief"),
            " writes this page."
        ]),
    ]
}

/// A chart of an album as a figure. Its own title may state numbers whose place is not known, so
/// it has one of the page.
pub(super) fn figure(
    picture: &Picture,
    (number, title): (usize, &str),
    finding: &Prose,
    data: Grid,
) -> Figure {
    let said = finding.plain();
    Figure {
        file: picture.file.clone(),
        drawing: picture.drawing.text().to_owned(),
        caption: prose![
            Prose::strong(format!("Figure {number}. {title}.")),
            " ",
            finding.clone()
        ],
        alternative: format!("{title}. {said} The numbers stand in the table below the figure."),
        data,
    }
}

/// A chart by the name of its file.
pub(super) fn picture<'a>(album: &'a Album, file: &str) -> Option<&'a Picture> {
    album.pictures.iter().find(|it| it.file == file)
}
