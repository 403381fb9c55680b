//! Mutated scenarios: refused with a report, or accepted and the same when written anew.

use std::fs;
use std::path::Path;

use sortie::inside::scenario::document::Document;
use sortie::inside::scenario::{self, Loaded, Report, apply_overlays, value_at};
use sortie::inside::study;
use sortie::inside::world::World;

use crate::dice::Dice;
use crate::mutate::{mutate, mutate_gently};
use crate::seeds::Seeds;
use crate::{Fate, Verdict};

/// What keeps a history short, whatever the scenario says.
const SHORT: [(&str, &str); 2] = [("limits.incidents", "300"), ("limits.open", "300")];

/// Longest report, in bytes, for one of these inputs.
const LONGEST_REPORT: usize = 200_000;

pub(crate) fn try_one(dice: &mut Dice, seeds: &Seeds, scratch: &Path, show: bool) -> Verdict {
    // Bad ones are refused as they are, and small ones survive more of their mutations.
    let mut bytes = match dice.below(10) {
        0 => dice.pick(&seeds.scenarios).clone(),
        1..6 => dice.pick(&seeds.good).clone(),
        _ => seeds.good[0].clone(),
    };
    if dice.once_in(2) {
        mutate(dice, &mut bytes, &seeds.scenarios);
    } else {
        mutate_gently(dice, &mut bytes);
    }
    if show {
        println!("{}", String::from_utf8_lossy(&bytes));
    }
    let with_policies = dice.once_in(4);
    let loaded = match String::from_utf8(bytes) {
        Ok(text) if with_policies => scenario::check(&text, "x.toml", "x", None),
        Ok(text) => scenario::load(&text, "x.toml", "x", None),
        Err(error) => {
            fs::create_dir_all(scratch).map_err(|error| error.to_string())?;
            let file = scratch.join("x.toml");
            fs::write(&file, error.into_bytes()).map_err(|error| error.to_string())?;
            scenario::load_file(&file, &[])
        }
    };
    match loaded {
        Ok(loaded) => accepted(&loaded, show).map(|()| Fate::Accepted),
        Err(report) => refused(&report).map(|()| Fate::Refused),
    }
}

/// A refusal says why, at a length that somebody reads.
fn refused(report: &Report) -> Result<(), String> {
    if !report.has_errors() {
        return Err("refused without an error".to_owned());
    }
    let shown = report.render(scenario::Style::Plain);
    if shown.len() > LONGEST_REPORT {
        return Err(format!("a report of {} bytes", shown.len()));
    }
    if shown
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err("a report with control characters".to_owned());
    }
    Ok(())
}

fn accepted(loaded: &Loaded, show: bool) -> Result<(), String> {
    let document = &loaded.document;
    if document.end.millis() <= 0 {
        return Err(format!("accepted, with an end at {:?}", document.end));
    }
    // Written anew by the program, it is the same scenario.
    let text: &str = &document.text;
    let name = value_at(text, "scenario.name").ok_or("accepted, without a name")?;
    let same = [("scenario.name".to_owned(), name)];
    let written = apply_overlays(text, &same).map_err(|report| format!("not written: {report}"))?;
    let again = scenario::load(&written, "x.toml", &document.id, None)
        .map_err(|report| format!("accepted, but not when written anew: {report}"))?;
    let comparable = |document: &Document| format!("{:?}", document.without_text());
    let (before, after) = (comparable(document), comparable(&again.document));
    if before != after {
        let at = before
            .bytes()
            .zip(after.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let from = at.saturating_sub(60);
        let cut = |text: &str| text.chars().skip(from).take(140).collect::<String>();
        return Err(format!(
            "another scenario when written anew: {} / {}",
            cut(&before),
            cut(&after)
        ));
    }
    // And computes the same, or fails in the same way.
    let short = SHORT.map(|(path, value)| (path.to_owned(), value.to_owned()));
    let mut results = Vec::new();
    for text in [text, &written] {
        let text = apply_overlays(text, &short).map_err(|report| format!("not set: {report}"))?;
        let loaded = scenario::load(&text, "x.toml", &document.id, None)
            .map_err(|report| format!("not shortened: {report}"))?;
        let world = World::compile(loaded.document);
        let found = study::run(&world, 2, world.document.seed, 1, |_| {});
        results.push(match found {
            Ok(study) => format!("{:?}", study.pooled),
            Err(error) => error.to_string(),
        });
    }
    if show {
        println!("{}", results[0].chars().take(300).collect::<String>());
    }
    if results[0] == results[1] {
        Ok(())
    } else {
        Err("other results when written anew".to_owned())
    }
}
