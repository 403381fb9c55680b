//! Damaged folders of results: refused, or read back to the same summary.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use sortie::inside::report::kept::Kept;
use sortie::inside::scenario;
use sortie::inside::study::merge::Parts;
use sortie::inside::study::{Job, Run};
use sortie::inside::world::World;

use crate::dice::Dice;
use crate::mutate::{mutate, mutate_bytes};
use crate::options::copy;
use crate::seeds::{Seeds, TINY, files};
use crate::{Fate, Verdict};

pub(crate) fn try_one(dice: &mut Dice, seeds: &Seeds, scratch: &Path, show: bool) -> Verdict {
    if dice.once_in(4) {
        return merged(dice, seeds, scratch, show);
    }
    let name = *dice.pick(&["run", "compare", "sweep"]);
    let pristine = seeds.results.join(name);
    let damaged = scratch.join("damaged");
    copy(&pristine, &damaged).map_err(|error| error.to_string())?;
    damage(dice, seeds, &damaged, show)?;
    let kept = match Kept::open(&damaged) {
        Ok(kept) => kept,
        Err(error) => {
            let told = error.to_string();
            return if told.is_empty() || told.len() > 20_000 {
                Err(format!("a refusal of {} bytes", told.len()))
            } else {
                Ok(Fate::Refused)
            };
        }
    };
    // Written again, it is what the first writer wrote; or the other one, if both files that
    // tell a run are its own.
    let other = seeds.results.join("other");
    let manifest = |folder: &Path| fs::read(folder.join("manifest.json")).ok();
    let pristine = if manifest(&damaged) == manifest(&other) {
        other
    } else {
        pristine
    };
    let again = scratch.join("again");
    let written = kept
        .report(Some(&again))
        .map_err(|error| format!("not written: {error}"))?;
    for file in written {
        let below = file
            .strip_prefix(&again)
            .map_err(|error| error.to_string())?;
        let before = fs::read(pristine.join(below)).unwrap_or_default();
        let after = fs::read(&file).map_err(|error| error.to_string())?;
        if before != after {
            return Err(format!(
                "{name}: another {} than was written",
                below.display()
            ));
        }
    }
    if dice.once_in(50) {
        kept.plot(Some(&again), &sortie::app::Drawing::default())
            .map_err(|error| format!("not drawn: {error}"))?;
    }
    Ok(Fate::Accepted)
}

/// Damages one file of a folder, or two.
fn damage(dice: &mut Dice, seeds: &Seeds, folder: &Path, show: bool) -> Result<(), String> {
    for _ in 0..=usize::from(dice.once_in(4)) {
        let files = all_files(folder);
        if files.is_empty() {
            return Ok(());
        }
        let file = dice.pick(&files).clone();
        let mut bytes = fs::read(&file).unwrap_or_default();
        let how = dice.below(12);
        let done = match how {
            0 => fs::remove_file(&file),
            1 => fs::write(&file, ""),
            2 => {
                // Another run's.
                let other = seeds.results.join("other");
                let name = file.file_name().unwrap_or_default();
                fs::read(other.join(name))
                    .and_then(|bytes| fs::write(&file, bytes))
                    .or(Ok(()))
            }
            3 => fs::remove_file(&file).and_then(|()| fs::create_dir(&file)),
            4..8 => {
                mutate_bytes(dice, &mut bytes);
                fs::write(&file, bytes)
            }
            _ => {
                mutate(dice, &mut bytes, &[]);
                fs::write(&file, bytes)
            }
        };
        if show {
            println!("{}: {how}", file.display());
        }
        done.map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// All files of a folder and of those below it.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = files(folder);
    let mut below: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| {
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect()
        })
        .unwrap_or_default();
    below.retain(|path| path.is_dir());
    below.sort();
    found.extend(below.iter().flat_map(|below| all_files(below)));
    found
}

/// Parts of a run, one of them damaged: joined to what the whole run gives, or refused.
fn merged(dice: &mut Dice, seeds: &Seeds, scratch: &Path, show: bool) -> Verdict {
    let parts = ["part1", "part2"].map(|part| scratch.join(part));
    for part in &parts {
        let name = part.file_name().unwrap_or_default();
        copy(&seeds.results.join(name), part).map_err(|error| error.to_string())?;
    }
    let which = dice.below(2);
    damage(dice, seeds, &parts[which], show)?;
    let Ok(found) = Parts::look(&parts) else {
        return Ok(Fate::Refused);
    };
    let loaded = scenario::load(TINY, "tiny.toml", "tiny", None).map_err(|it| it.to_string())?;
    let world = World::compile(loaded.document);
    let stop = AtomicBool::new(false);
    let run = Run {
        world: &world,
        seed: world.document.seed,
        replications: 200,
        records: None,
    };
    let joined = run.study(Job::joining(1, &stop, &found), |_| {}, &mut |_| Ok(()));
    let Ok(study) = joined else {
        return Ok(Fate::Refused);
    };
    let whole = sortie::inside::study::run(&world, 200, world.document.seed, 1, |_| {})
        .map_err(|error| error.to_string())?;
    if format!("{:?}", study.pooled) == format!("{:?}", whole.pooled) {
        Ok(Fate::Accepted)
    } else {
        Err("parts joined to something else than the whole".to_owned())
    }
}
