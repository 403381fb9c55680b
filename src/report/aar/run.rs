//! The after-action report of a run.

use crate::report::brief_run;
use crate::report::causes_text::{chief_cause, chief_reason};
use crate::report::draft::Draft;
use crate::report::findings::{About, findings};
use crate::report::full::key_figures::incidents_of_twenty;
use crate::report::full::staffing::waits;
use crate::report::full::values::{percent, span, when};
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose, prose};
use crate::report::page::tree::{Block, Page};
use crate::report::page_parts::{again, kept, page, sentences};
use crate::report::template::Asked;
use crate::report::words::{grouped, printed_share};
use crate::scenario::document::Document;
use crate::study::estimate::Estimate;
use crate::study::summary::{MilestoneSummary, Summary, TargetSummary};

use super::parts::{Area, STRENGTH, areas, objectives, overview, participants, plan};

/// The after-action report of a run.
pub(in crate::report) fn aar(
    (document, summary): (&Document, &Summary),
    asked: &Asked<'_>,
) -> Page {
    let language = asked.cover.language;
    let found = findings(summary, language);
    let mut draft = Draft::new(language, asked.figures);
    let scope = say!(
        language,
        "aar.scope-run",
        count = Number::new(grouped(summary.replications), "replications")
    );
    overview(&mut draft, document, asked, scope);
    draft.section(say!(language, "aar.summary"));
    draft.add([Block::Answer(brief_run::answer(&found, language))]);
    objectives(&mut draft, results(summary, language));
    draft.part(say!(language, "aar.strengths"));
    let strengths = strengths(summary, language);
    if strengths.is_empty() {
        draft.say(say!(language, "aar.no-strengths"));
    }
    draft.list(strengths);
    let to_improve = to_improve(document, summary, language);
    let reference = say!(language, "aar.timeline");
    let to_improve = areas(&mut draft, to_improve, reference, "summary.md");
    let grid = waits(summary, language);
    if !grid.rows.is_empty() {
        draft.part(say!(language, "aar.time"));
        let own = found.iter().filter(|it| it.about == About::Waits);
        draft.say(sentences(own.map(|it| it.said.clone())));
        draft.table(grid);
    }
    draft.section(say!(language, "brief.limits"));
    draft.list(brief_run::limits(summary, language));
    plan(&mut draft, &to_improve);
    participants(&mut draft, document);
    draft.add(again(asked));
    let title = say!(language, "aar.title", name = &summary.name);
    page(asked.cover, &title, "summary.json", draft.into_blocks())
}

/// How often a milestone was kept, in words.
fn how_kept(milestone: (usize, &MilestoneSummary), summary: &Summary, language: Language) -> Prose {
    let (share, words) = kept(milestone, summary.replications, language);
    say!(language, "aar.kept", share = share, words = words)
}

/// How often a target was met, in words.
fn met(ix: usize, share: &Estimate, language: Language) -> Prose {
    let at = format!("targets.{ix}.share");
    say!(
        language,
        "aar.met",
        share = printed_share(share).at(&at),
        words = incidents_of_twenty(share, &at, language)
    )
}

fn milestones(summary: &Summary) -> Vec<(usize, &MilestoneSummary)> {
    summary.milestones.iter().enumerate().collect()
}

fn targets(summary: &Summary) -> Vec<(usize, &TargetSummary, &Estimate)> {
    let all = summary.targets.iter().enumerate();
    all.filter_map(|(ix, it)| Some((ix, it, it.share.as_ref()?)))
        .collect()
}

/// Each objective, and what came of it.
fn results(summary: &Summary, language: Language) -> Vec<(Prose, Prose)> {
    let kept = milestones(summary)
        .into_iter()
        .map(|(ix, it)| (Prose::from(&it.name), how_kept((ix, it), summary, language)));
    let met = targets(summary)
        .into_iter()
        .map(|(ix, it, share)| (Prose::from(&it.name), met(ix, share, language)));
    kept.chain(met).collect()
}

fn strengths(summary: &Summary, language: Language) -> Vec<Prose> {
    let named = |name: &String, said: Prose| prose![Prose::strong(name), ": ", said];
    let milestones = milestones(summary).into_iter();
    let kept = milestones
        .filter(|(_, it)| it.share.estimate >= STRENGTH)
        .map(|(ix, it)| named(&it.name, how_kept((ix, it), summary, language)));
    let targets = targets(summary).into_iter();
    let met = targets
        .filter(|(.., share)| share.estimate >= STRENGTH)
        .map(|(ix, it, share)| named(&it.name, met(ix, share, language)));
    kept.chain(met).collect()
}

/// What was missed, the most often missed first: milestones, then targets.
fn to_improve(document: &Document, summary: &Summary, language: Language) -> Vec<Area> {
    let missed = summary.missed_milestones().into_iter();
    let mut found: Vec<Area> = missed
        .filter(|(_, it)| it.share.estimate < STRENGTH)
        .map(|it| missed_milestone(document, summary, it, language))
        .collect();
    let mut late = targets(summary);
    late.retain(|(.., share)| share.estimate < STRENGTH);
    late.sort_by(|a, b| a.2.estimate.total_cmp(&b.2.estimate));
    found.extend(
        late.into_iter()
            .map(|it| missed_target(document, it, language)),
    );
    found
}

fn missed_milestone(
    document: &Document,
    summary: &Summary,
    (ix, it): (usize, &MilestoneSummary),
    language: Language,
) -> Area {
    let at = format!("milestones.{ix}");
    let spec = &document.milestones[ix];
    let unknown = || say!(language, "cause.unknown");
    Area {
        name: Prose::from(&it.name),
        said: vec![
            say!(
                language,
                "aar.observation",
                said = how_kept((ix, it), summary, language)
            ),
            say!(
                language,
                "aar.reference-milestone",
                asset = &document.assets[spec.asset.ix()].name,
                level = percent(spec.level),
                from = when(document, spec.from, language),
                to = when(document, spec.to, language)
            ),
            say!(
                language,
                "aar.cause",
                why = chief_cause(it, &at, language).unwrap_or_else(unknown)
            ),
        ],
        action: Prose::default(),
    }
}

fn missed_target(
    document: &Document,
    (ix, it, share): (usize, &TargetSummary, &Estimate),
    language: Language,
) -> Area {
    let at = format!("targets.{ix}");
    let spec = &document.targets[ix];
    let reason = chief_reason(it, &at, language);
    let cure = reason.as_ref().map(|it| {
        say!(
            language,
            "aar.look",
            cure = language.word("cure", it.held_up_by)
        )
    });
    let why = reason.map_or_else(|| say!(language, "cause.unknown"), |it| it.said);
    Area {
        name: Prose::from(&it.name),
        said: vec![
            say!(language, "aar.observation", said = met(ix, share, language)),
            say!(
                language,
                "aar.reference-target",
                within = span(spec.within),
                from = language.word("moment", spec.from.name()),
                to = language.word("moment", spec.to.name())
            ),
            say!(language, "aar.cause", why = why),
        ],
        action: cure.unwrap_or_default(),
    }
}
