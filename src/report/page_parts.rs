//! What reports of all results have in common.

use crate::study::estimate::Estimate;
use crate::study::summary::MilestoneSummary;

use super::album::{Album, Picture};
use super::language::{Language, say};
use super::page::prose::{Inline, Number, Prose};
use super::page::tree::{Block, Cover, Figure, Grid, Page};
use super::template::Asked;
use super::words::{grouped, printed_duration, printed_share};

/// Most cautions that a page has room for.
const MOST_CAUTIONS: usize = 3;

/// A page with its head. `title` is for want of a title on the cover.
pub(super) fn page(cover: &Cover, title: &Prose, numbers: &str, blocks: Vec<Block>) -> Page {
    let language = cover.language;
    let own = cover.title.clone();
    Page {
        title: own.unwrap_or_else(|| language.plain(title)),
        organisation: cover.organisation.clone(),
        tlp: cover.tlp,
        language,
        numbers: numbers.to_owned(),
        blocks,
    }
}

/// A heading of a section.
pub(super) fn heading(text: impl Into<Prose>) -> Block {
    Block::Heading {
        level: 2,
        text: text.into(),
    }
}

/// A dash where there is no value.
pub(super) fn none() -> Prose {
    "–".into()
}

/// Words, or a dash where there are none.
pub(super) fn or_none(words: impl Into<Prose>) -> Prose {
    let words = words.into();
    if words.is_empty() { none() } else { words }
}

/// Sentences one after the other.
pub(super) fn sentences(all: impl IntoIterator<Item = Prose>) -> Prose {
    Prose::join(all, " ")
}

/// A share of election periods as one says it: `about 8 of 20`, `all but 3 of 1 000`. `kept`
/// of `all` periods have it, and `share`, `kept` and `all` say where these numbers stand.
fn of_twenty(
    share: &Estimate,
    (kept, all): (u64, u64),
    places: [&str; 3],
    language: Language,
) -> Prose {
    let [share_at, kept_at, all_at] = places;
    let count = |number: u64, from: &str| Number::new(grouped(number), from);
    let twentieths = (share.estimate * 20.0).round();
    let all_number = count(all, all_at);
    if kept == all {
        say!(language, "share.always", all = all_number)
    } else if kept == 0 {
        say!(language, "share.never", all = all_number)
    } else if twentieths >= 20.0 {
        let missed = count(all - kept, &format!("{all_at} - {kept_at}"));
        say!(language, "share.all-but", missed = missed, all = all_number)
    } else if twentieths < 1.0 {
        let kept = count(kept, kept_at);
        say!(language, "share.rarely", kept = kept, all = all_number)
    } else {
        let from = format!("{share_at}.estimate");
        let twentieths = Number::times(twentieths.to_string(), from, 20.0);
        say!(language, "share.of-twenty", twentieths = twentieths)
    }
}

/// How often a milestone was kept: its share, and the same in words.
pub(super) fn kept(
    (ix, milestone): (usize, &MilestoneSummary),
    replications: u64,
    language: Language,
) -> (Prose, Prose) {
    let at = format!("milestones.{ix}");
    let places = [
        &format!("{at}.share"),
        &format!("{at}.kept"),
        "replications",
    ];
    let counts = (milestone.kept, replications);
    (
        printed_share(&milestone.share).at(places[0]),
        of_twenty(&milestone.share, counts, places, language),
    )
}

/// A time that may not be reached before the end.
pub(super) fn reached(time: Option<&Estimate>, place: &str, language: Language) -> Prose {
    time.map_or_else(
        || say!(language, "run.times.never"),
        |it| printed_duration(it).at(place),
    )
}

/// What the intervals of a page mean, in plain words.
pub(super) fn intervals(replications: u64, language: Language) -> Prose {
    let count = Number::new(grouped(replications), "replications");
    say!(language, "limit.intervals", count = count)
}

/// What every model must say of itself.
pub(super) fn model(language: Language) -> Prose {
    say!(language, "limit.model")
}

/// The first of some cautions, which stand in a list of the results, and how many there are.
pub(super) fn cautions(
    all: &[String],
    list: &str,
    rest_in: &str,
    language: Language,
) -> Vec<Prose> {
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
        let count = Number::new(all.len().to_string(), format!("count({list})"));
        let file = Prose::code(rest_in);
        shown.push(say!(language, "limit.more", count = count, file = file));
    }
    shown
}

/// How to make the results and the report again.
pub(super) fn again(asked: &Asked<'_>) -> Vec<Block> {
    let (manifest, language) = (asked.manifest, asked.cover.language);
    let template = asked.template.name();
    let mut command = format!("sortie report RESULT_DIR --template {template}");
    if language != Language::ENGLISH {
        command.push_str(&format!(" --lang {language}"));
    }
    vec![
        heading(say!(language, "brief.again")),
        Block::Command(manifest.command.clone()),
        Block::Note(say!(
            language,
            "again.from",
            scenario = Prose::code(&manifest.scenario),
            hash = Prose::code(&manifest.scenario_hash),
            seed = Number::new(manifest.seed.to_string(), "seed"),
            version = &manifest.version,
            command = Prose::code(command)
        )),
    ]
}

/// A chart of an album as a figure. Its own title may state numbers whose place is not known, so
/// it has one of the page.
pub(super) fn figure(
    picture: &Picture,
    (number, title): (usize, &Prose),
    finding: &Prose,
    data: Grid,
    language: Language,
) -> Figure {
    let (title, said) = (language.plain(title), language.plain(finding));
    let alternative = say!(
        language,
        "figure.alternative",
        title = &title,
        finding = said
    );
    let alternative = language.plain(&alternative);
    Figure {
        file: picture.file.clone(),
        // It says more than the title of the drawing.
        drawing: picture.drawing.said(&alternative).text().to_owned(),
        caption: say!(
            language,
            "figure.caption",
            number = number.to_string(),
            title = title,
            finding = finding.clone()
        ),
        alternative,
        data,
    }
}

/// A chart by the name of its file.
pub(super) fn picture<'a>(album: &'a Album, file: &str) -> Option<&'a Picture> {
    album.pictures.iter().find(|it| it.file == file)
}
