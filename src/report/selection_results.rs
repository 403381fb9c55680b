//! The files of a selection: what was chosen, with which promise, and who was out when.

use crate::chart::{Caption, Elimination, EliminationBar};
use crate::scenario::document::Document;
use crate::study::estimate::Estimate;
use crate::study::select::{Candidate, Selected};
use crate::text;

use super::album::{Album, Drawing};
use super::captions::source;
use super::frame;
use super::named_bytes::NamedBytes;
use super::page::tree::Page;
use super::redraw::Redraw;
use super::results_error::ResultsError;
use super::selection_points;
use super::table::Table;
use super::tallies::Source;
use super::template::{Asked, Template};
use super::verdict_words::{distance, value};
use super::words::{decimal, grouped};
use super::{brief_selection, full};
use crate::text::Width;

impl Redraw for Selected {
    fn album(&self, wanted: &Drawing) -> Album {
        let figure = figure(self);
        let mut album = Album::new(wanted);
        album.add("elimination", &figure);
        album
    }

    /// `selection.json`, `.md` and `.csv`; over assumptions `points.csv`, too.
    fn summaries(&self, _: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
        let json = text::json(serde_json::to_string_pretty(self)?) + "\n";
        let wrong = |error: csv::Error| ResultsError::Export(error.into());
        let mut files = vec![
            ("selection.json".to_owned(), json.into_bytes()),
            ("selection.md".to_owned(), markdown(self).into_bytes()),
            ("selection.csv".to_owned(), csv(self).map_err(wrong)?),
        ];
        if let Some(over) = &self.over_assumptions {
            let points = selection_points::csv(self, over).map_err(wrong)?;
            files.push(("points.csv".to_owned(), points));
        }
        Ok(files)
    }

    fn plain(&self, width: Width) -> String {
        plain(self, width)
    }

    fn pictures(&self, template: Template) -> Option<Drawing> {
        (template != Template::Aar).then(Drawing::default)
    }

    fn page(&self, asked: &Asked<'_>, album: &Album) -> Option<Page> {
        match asked.template {
            Template::Brief => Some(brief_selection::brief((self, album), asked)),
            Template::Full => Some(full::selection::full((self, album), asked)),
            Template::Aar => None,
        }
    }
}

/// The selection that was read back.
pub(super) fn open(source: &Source<'_>, _: &Document) -> Result<Box<dyn Redraw>, ResultsError> {
    let selected: Selected = source.kept()?;
    Ok(Box::new(selected))
}

/// What was chosen and what is promised.
fn verdict(selected: &Selected) -> String {
    let percent = decimal(selected.confidence * 100.0, 1);
    let percent = percent.trim_end_matches(".0");
    let apart = distance(selected.unit, selected.indifference);
    let what = &selected.words;
    let level = list(&selected.level);
    let (average, best) = match &selected.over_assumptions {
        Some(_) => (
            ", on average over what is assumed",
            "the best on that average",
        ),
        None => ("", "the best"),
    };
    match &selected.chosen {
        None => format!(
            "No choice yet by the {what}{average}: {level} are still in. The promise was to be right with at least \
             {percent}%, up to {apart}."
        ),
        Some(chosen) => {
            let mut text = format!(
                "`{chosen}` is chosen by the {what}{average}. With a probability of at least {percent}% it \
                 is {best}, if the best is ahead of all others by {apart} or more; where others come closer, it \
                 is most likely one of those within {apart}."
            );
            if !selected.level.is_empty() {
                let come = if selected.level.len() == 1 {
                    "comes"
                } else {
                    "come"
                };
                text.push_str(&format!(
                    " {level} {come} out level with it: nothing that is measured here tells them apart."
                ));
            }
            text
        }
    }
}

/// `` `a`, `b` and `c` ``.
fn list(ids: &[String]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    match ids.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What was spent, and what equal shares would have cost.
fn spent(selected: &Selected) -> String {
    let percent =
        selected.replications as f64 * 100.0 / selected.replications_if_equal.max(1) as f64;
    format!(
        "{} replications in all, {}% of what it would have taken to run every policy to the end, seed {}.",
        grouped(selected.replications),
        decimal(percent, 0),
        selected.seed
    )
}

fn table(selected: &Selected) -> Table {
    let mut table = Table::new(&[
        "policy",
        "mean",
        "replications",
        "out after",
        "ruled out by",
    ]);
    for policy in &selected.policies {
        table.row(vec![
            policy.id.clone(),
            mean(selected, policy),
            grouped(policy.replications),
            policy.out_after.map_or_else(
                || in_words(selected, policy).to_owned(),
                |stage| grouped(stage * selected.replications_per_observation),
            ),
            policy.out_by.clone().unwrap_or_else(|| "–".to_owned()),
        ]);
    }
    table
}

fn mean(selected: &Selected, policy: &Candidate) -> String {
    let bare = Estimate {
        estimate: policy.mean,
        low: None,
        high: None,
    };
    value(selected.unit, &bare)
}

fn in_words(selected: &Selected, policy: &Candidate) -> &'static str {
    if selected.chosen.as_ref() == Some(&policy.id) {
        "chosen"
    } else if selected.chosen.is_some() {
        "level"
    } else {
        "still in"
    }
}

/// How it was done.
fn method(selected: &Selected) -> String {
    let (place, points) = match &selected.over_assumptions {
        Some(_) => (
            " at a point of its own",
            " At a point every assumption is drawn at random from what it may be, independently of the \
             others and of other points, as the procedure needs independent observations.",
        ),
        None => ("", ""),
    };
    format!(
        "Procedure KN of Kim & Nelson (2001) on common random numbers: an observation is the mean of {} \
         replications{place}, the first stage has {} of every policy, and after each further one whoever is \
         shown to be behind is out and is run no more. A mean is that of the observations until a policy was \
         out.{points}",
        selected.replications_per_observation, selected.first_stage
    )
}

/// The selection for a terminal of a width.
fn plain(selected: &Selected, width: Width) -> String {
    let verdict = text::from_markdown(&verdict(selected));
    let mut opening = format!("{}\n\n{verdict}\n\n", selected.name);
    if let Some(over) = &selected.over_assumptions {
        let varied = text::from_markdown(&selection_points::varied(selected, over));
        opening.push_str(&format!("{varied}\n\n"));
    }
    let mut notes = format!("\n{}\n\n{}\n", spent(selected), method(selected));
    notes.push_str(&frame::notes(&selected.warnings));
    width.prose(&opening) + &table(selected).plain(width) + &width.prose(&notes)
}

fn markdown(selected: &Selected) -> String {
    let mut text = format!(
        "# {}: the best policy\n\n{}\n\n{}\n",
        text::markdown(&selected.name),
        verdict(selected),
        spent(selected)
    );
    if let Some(over) = &selected.over_assumptions {
        let varied = selection_points::varied(selected, over);
        text.push_str(&format!("\n{varied}\n"));
    }
    for warning in &selected.warnings {
        text.push_str(&format!("\n- {warning}\n"));
    }
    let points = selected.over_assumptions.as_ref();
    text.push_str(&format!(
        "\n![Who was in for how long](charts/elimination.svg)\n\n{}\n{}{}\n\nScenario {}, Sortie {}.\n",
        table(selected).markdown(),
        points.map_or_else(String::new, selection_points::markdown),
        method(selected),
        text::code(&selected.scenario),
        selected.sortie
    ));
    text
}

fn csv(selected: &Selected) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "measure",
        "unit",
        "policy",
        "mean",
        "replications",
        "out_after_observations",
        "out_by",
        "state",
    ])?;
    for policy in &selected.policies {
        let state = if policy.out_after.is_some() {
            "out"
        } else {
            in_words(selected, policy)
        };
        writer.write_record([
            selected.measure.clone(),
            selected.unit.name().to_owned(),
            policy.id.clone(),
            policy.mean.to_string(),
            policy.replications.to_string(),
            policy
                .out_after
                .map_or_else(String::new, |stage| stage.to_string()),
            policy.out_by.clone().unwrap_or_default(),
            state.to_owned(),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

fn figure(selected: &Selected) -> Elimination {
    let bars = selected
        .policies
        .iter()
        .map(|policy| EliminationBar {
            label: policy.name.clone(),
            length: policy.out_after.map_or(policy.replications, |stage| {
                stage * selected.replications_per_observation
            }) as f64,
            inside: policy.out_after.is_none(),
            words: match policy.out_after {
                None => format!("{}, {}", in_words(selected, policy), mean(selected, policy)),
                Some(_) => format!("out, {}", mean(selected, policy)),
            },
        })
        .collect();
    let percent = decimal(selected.confidence * 100.0, 1);
    let average = match &selected.over_assumptions {
        Some(_) => ", average over assumptions",
        None => "",
    };
    // That of the first who took part, as the scenario is.
    let hash = selected
        .policies
        .first()
        .map_or("", |policy| policy.scenario_hash.as_str());
    Elimination {
        caption: Caption {
            title: "Who was in for how long".to_owned(),
            subtitle: format!("{} · {}{average}", selected.name, selected.words),
            statistic: method(selected),
            interval: format!(
                "Promise: the best with {}%, up to {}",
                percent.trim_end_matches(".0"),
                distance(selected.unit, selected.indifference)
            ),
            replications: 0,
            note: spent(selected),
            source: format!(
                "{} · common random numbers",
                source(&selected.scenario, hash, selected.seed)
            ),
        },
        measure: "Replications until a policy was out".to_owned(),
        bars,
    }
}
