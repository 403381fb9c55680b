//! The folder of results: nothing is lost that Sortie did not write, and nothing that it did.

use std::fs;
use std::path::{Path, PathBuf};

use sortie::inside::disk::{Disk, FolderLock, Step};
use sortie::inside::report::album::{ChartFiles, Undrawn};
use sortie::inside::report::manifest::Manifest;
use sortie::inside::report::results::ResultsError;
use sortie::inside::report::results_folder::{Published, ResultsFolder, Wanted};

use crate::work_folder::{Place, chunk, edit_card};

const POLICY: &str = "\n[[policy]]\nid = \"slow\"\nset = { \"team.cert.notice\" = \"12h\" }\n";
const LOG: &str = "occurred,detected\n2024-03-01 10:00,1 h\n2024-03-02 10:00,2 h\n";

#[test]
fn force_takes_neither_an_input_nor_the_folder_one_is_in() {
    let place = Place::with_more(POLICY);
    fs::create_dir_all(place.path("d/sub")).expect("a folder");
    fs::copy(place.path("my.toml"), place.path("d/m.toml")).expect("a copy");
    fs::write(place.path("d/thesis.txt"), "precious").expect("a file");
    fs::write(place.path("d/r.csv"), LOG).expect("a file");
    place.fine("run my.toml -n 4 --quiet --shard 1/1 --out d/part");
    let before = place.files("d");
    for line in [
        "run d/m.toml -n 4 --out d --force",
        "run d/m.toml -n 4 --out ./d/. --force",
        "run d/m.toml -n 4 --out d",
        "run my.toml -n 4 --out . --force",
        "run d/m.toml -n 4 --shard 1/2 --out d --force",
        "compare d/m.toml -n 4 --out d --force",
        "sweep d/m.toml -n 4 --vary team.cert.notice=1h,2h --out d --force",
        "calibrate d/r.csv --out d --force",
        "merge d/part --out d --force",
    ] {
        let said = place.fails(line, 2);
        assert!(said.contains("it was left alone"), "{line}: {said}");
    }
    assert!(before == place.files("d"), "something is gone");
    #[cfg(unix)]
    {
        // By whatever way the folder or the input is reached.
        std::os::unix::fs::symlink(place.path("d"), place.path("link")).expect("a link");
        std::os::unix::fs::symlink(place.path("d/m.toml"), place.path("l.toml")).expect("a link");
        place.fails("run l.toml -n 4 --out link --force", 2);
        let output = place
            .sortie("run ../m.toml -n 4 --out .. --force")
            .current_dir(place.path("d/sub"))
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("the folder that you are in"), "{said}");
        assert!(before == place.files("d"), "something is gone");
    }
}

#[test]
fn force_replaces_what_was_written_and_names_what_is_left() {
    let place = Place::new();
    place.fine("run minimal -n 4 --quiet --out r --records");
    fs::write(place.path("r/charts/mine.txt"), "mine").expect("a file");
    fs::create_dir(place.path("r/notes")).expect("a folder");
    fs::write(place.path("r/notes/a.txt"), "mine").expect("a file");
    let said = place.fine("run ep-2019 -n 2 --out r --force");
    assert!(
        said.contains("left in r, not written by Sortie: \"charts/mine.txt\", \"notes/\""),
        "{said}"
    );
    let after = place.files("r");
    assert!(after.contains_key("notes/a.txt") && after.contains_key("charts/mine.txt"));
    // An earlier result without a successor goes.
    assert!(!after.contains_key("incidents.parquet"));
    // What is ours by its name alone is not ours.
    fs::create_dir(place.path("s")).expect("a folder");
    fs::write(place.path("s/summary.md"), "my summary").expect("a file");
    let said = place.fails("run minimal -n 4 --out s --force", 2);
    assert!(
        said.contains("`summary.md`, where a result belongs"),
        "{said}"
    );
    let said = place.fails("report r --out s", 2);
    assert!(
        said.contains("`summary.md`, where a result belongs"),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(place.path("s/summary.md")).expect("kept"),
        "my summary"
    );
    // A manifest that lists what lies elsewhere is none of ours.
    fs::write(place.path("x"), "x").expect("a file");
    let text = fs::read_to_string(place.path("r/manifest.json")).expect("a manifest");
    let text = text.replace("\"incidents.csv\"", "\"../x\"");
    fs::write(place.path("r/manifest.json"), text).expect("a manifest");
    place.fails("run ep-2019 -n 2 --out r --force", 2);
    assert!(place.path("x").exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_or_refused_before_the_work() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    fs::create_dir_all(place.path("far/results")).expect("a folder");
    symlink("far/results", place.path("link")).expect("a link");
    symlink("nowhere", place.path("dead")).expect("a link");
    for line in [
        "run minimal -n 4 --quiet --out link",
        "run minimal -n 4 --quiet --out link/.",
        "run minimal -n 4 --quiet --out far/results/",
    ] {
        place.fine(line);
        assert!(place.path("link").is_symlink());
        assert!(place.path("far/results/summary.md").exists());
        assert_eq!(
            fs::read_dir(place.path("far")).expect("a folder").count(),
            1
        );
    }
    let said = place.fails("run minimal -n 9000000 --out dead", 2);
    assert!(
        said.contains("dead is a link to nowhere, which is not there"),
        "{said}"
    );
    let said = place.fails("run minimal -n 9000000 --out /proc/sortie", 1);
    assert!(said.contains("cannot write /proc/sortie"), "{said}");
    // Nothing is written through a link inside of the folder.
    fs::create_dir_all(place.path("elsewhere")).expect("a folder");
    fs::create_dir_all(place.path("r")).expect("a folder");
    symlink("../elsewhere", place.path("r/charts")).expect("a link");
    place.fails("run minimal -n 4 --out r --force", 2);
    assert_eq!(
        fs::read_dir(place.path("elsewhere"))
            .expect("a folder")
            .count(),
        0
    );
}

#[test]
fn a_second_writer_changes_nothing() {
    let place = Place::with_more("");
    place.fine("run my.toml -n 4 --quiet --out r");
    place.fine("run my.toml -n 4 --quiet --shard 1/1 --out part");
    fs::write(place.path("r.csv"), LOG).expect("a file");
    let lock = FolderLock::take(&place.path("r.partial")).expect("free");
    // What the first is putting together.
    fs::create_dir(place.path("r.partial/.sortie-results")).expect("a folder");
    fs::write(place.path("r.partial/.sortie-results/a"), "half").expect("a file");
    let before = (place.files("r"), place.files("r.partial"));
    for line in [
        "run my.toml -n 4 --out r --force",
        "run my.toml -n 4 --out r --resume",
        "sweep my.toml -n 4 --vary team.cert.notice=1h,2h --out r --force",
        "merge part --out r --force",
        "calibrate r.csv --out r --force",
        "plot r",
        "report r",
    ] {
        let said = place.fails(line, 1);
        assert!(
            said.contains("another run is at work in r.partial"),
            "{line}: {said}"
        );
        assert!(
            before == (place.files("r"), place.files("r.partial")),
            "{line}"
        );
    }
    drop(lock);
    place.fine("run my.toml -n 4 --quiet --out r");
    assert!(before.0 == place.files("r"));
    assert!(!place.path("r.partial").exists());
}

#[test]
fn a_foreign_part_leads_nowhere_else() {
    let place = Place::new();
    let make = |out: &str| {
        place.fine(&format!("run minimal -n 8 --quiet --shard 1/1 --out {out}"));
        place.path(out)
    };
    let refused = |part: &str, why: &str| {
        let said = place.fails(&format!("merge {part}"), 2);
        assert!(said.contains(why), "{part}: {said}");
        assert!(!place.path("output").exists() && !place.path("x").exists());
    };
    edit_card(&make("a"), |card| {
        card.study.scenario = "../../x".to_owned();
    });
    refused("a", "can't be an id");
    edit_card(&make("b"), |card| {
        card.study.policy = Some("/tmp".to_owned());
    });
    refused("b", "can't be an id");
    edit_card(&make("c"), |card| card.command = "rm -rf ~".to_owned());
    refused("c", "a command that is none of Sortie's");
    edit_card(&make("d"), |card| card.command.push_str("\u{1b}[2J"));
    refused("d", "a command that is none of Sortie's");
    let card = make("e").join("study.json");
    let text = fs::read_to_string(&card).expect("a card");
    fs::write(&card, text.replace("run minimal", "run maximal")).expect("a card");
    refused("e", "its checksum does not fit");
    edit_card(&make("f"), |card| card.study.replications = u64::MAX);
    let said = place.fails("merge f", 2);
    assert!(
        said.contains("are more than the limit") || said.contains("not what was run"),
        "{said}"
    );
    // The bytes of a chunk are followed by nothing.
    let path = make("g").join("chunks/00000000.part");
    let mut bytes = fs::read(&path).expect("a chunk");
    bytes.push(0);
    fs::write(&path, bytes).expect("a chunk");
    refused("g", "a partial result is damaged");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_a_foreign_part_are_not_followed() {
    let place = Place::new();
    place.fine("run minimal -n 8 --quiet --shard 1/1 --out whole");
    for (at, file) in ["study.json", "scenario.toml", "chunks/00000003.part"]
        .iter()
        .enumerate()
    {
        for pipe in [false, true] {
            let part = format!("part{at}{pipe}");
            place.fine(&format!(
                "run minimal -n 8 --quiet --shard 1/1 --out {part}"
            ));
            let path = place.path(&part).join(file);
            fs::remove_file(&path).expect("a file");
            if pipe {
                let made = std::process::Command::new("mkfifo").arg(&path).status();
                assert!(made.expect("mkfifo").success());
            } else {
                std::os::unix::fs::symlink(place.path("whole").join(file), &path).expect("a link");
            }
            let output = place.run(&format!("merge {part} --out joined"));
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                matches!(output.status.code(), Some(1 | 2)),
                "{file}: {said}"
            );
            assert!(
                said.contains("link") || said.contains("regular"),
                "{file}: {said}"
            );
            assert!(!place.path("joined").exists());
        }
    }
}

#[test]
fn what_was_found_is_no_larger_than_it_can_be() {
    use sortie::inside::study::chunk::Chunk;
    use sortie::inside::study::{Identity, partial};
    let place = Place::new();
    place.fine("run minimal -n 8 --quiet --out r");
    let manifest: Manifest =
        serde_json::from_slice(&fs::read(place.path("r/manifest.json")).expect("a manifest"))
            .expect("a manifest");
    let identity = Identity {
        version: manifest.version.clone(),
        kind: manifest.kind.clone(),
        scenario: manifest.scenario.clone(),
        policy: None,
        overlays: Vec::new(),
        scenario_hash: manifest.scenario_hash.clone(),
        samples_hash: None,
        seed: manifest.seed,
        replications: manifest.replications,
        points: None,
        settings: Vec::new(),
    };
    let chunk = Chunk {
        index: 0,
        first: 0,
        count: 8,
        section: 0,
    };
    let path = place.path("r/tallies.bin");
    let sound: serde_bytes::ByteBuf = partial::open(
        &fs::read(&path).expect("a file"),
        &identity.fingerprint(),
        chunk,
    )
    .expect("sound");
    let put = |deflated: Vec<u8>| {
        let payload = serde_bytes::ByteBuf::from(deflated);
        let bytes = partial::seal(&identity.fingerprint(), chunk, &payload).expect("bytes");
        fs::write(&path, bytes).expect("a file");
    };
    put(sound.to_vec());
    place.fine("report r --quiet");
    // A byte behind the end, and a list of zeros that would take a gigabyte.
    let mut longer = sound.to_vec();
    longer.push(0);
    put(longer);
    place.fails("report r", 2);
    put(zeros(100 << 20));
    let said = place.fails("report r", 2);
    assert!(said.contains("can't read"), "{said}");
}

/// Deflated zeros: blocks of one literal and copies of it, `length` bytes in all, nearly.
fn zeros(length: usize) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = vec![0; 1 << 20];
    for _ in 0..length >> 20 {
        encoder.write_all(&block).expect("memory");
    }
    encoder.finish().expect("memory")
}

/// Publishes two small files and a manifest on a disk; `name` tells one publication from
/// another.
fn publish(folder: &Path, name: &str, disk: Disk) -> Result<Published, ResultsError> {
    let wanted = Wanted {
        folder,
        scenario: "s",
        force: true,
        inputs: &[],
    };
    let place = ResultsFolder::claim_on(&wanted, disk)?;
    let file = |path: &str| (path.to_owned(), name.as_bytes().to_vec());
    let made = ChartFiles {
        files: vec![file("summary.md"), file(&format!("charts/{name}.svg"))],
        undrawn: vec![Undrawn {
            file: "charts/x.png".to_owned(),
            why: "too large".to_owned(),
        }],
    };
    let manifest = Manifest {
        command: format!("sortie run {name}"),
        ..Manifest::new("s")
    };
    place.publish_files(made, manifest)
}

/// Which publication lies in a folder; it must be whole.
fn published(folder: &Path) -> String {
    let manifest = Manifest::read(folder).expect("a manifest");
    for file in &manifest.files {
        let text = fs::read_to_string(folder.join(file)).expect("a file");
        assert_eq!(format!("sortie run {text}"), manifest.command, "{file}");
    }
    assert_eq!(manifest.files.len(), 2);
    assert_eq!(manifest.undrawn.len(), 1);
    let charts = fs::read_dir(folder.join("charts"))
        .expect("a folder")
        .count();
    assert_eq!(charts, 1, "a chart of other results");
    manifest
        .command
        .trim_start_matches("sortie run ")
        .to_owned()
}

#[test]
fn wherever_a_publication_dies_there_are_old_or_new_results() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("r");
    let mut seen = (0, 0);
    for dies_at in 0.. {
        let _ = fs::remove_dir_all(&folder);
        let _ = fs::remove_dir_all(place.path().join("r.partial"));
        publish(&folder, "old", Disk::recorded(usize::MAX)).expect("published");
        fs::write(folder.join("notes.txt"), "mine").expect("a file");
        let done = publish(&folder, "new", Disk::recorded(dies_at));
        // What the next program does first.
        ResultsFolder::settle(&folder).expect("settled");
        let there = published(&folder);
        assert_eq!(
            fs::read_to_string(folder.join("notes.txt")).expect("mine"),
            "mine"
        );
        match there.as_str() {
            "old" => {
                seen.0 += 1;
                assert!(
                    done.is_err(),
                    "{dies_at}: it says that results are in place"
                );
            }
            "new" => seen.1 += 1,
            other => panic!("{other}"),
        }
        // And it can go on.
        publish(&folder, "next", Disk::recorded(usize::MAX)).expect("published");
        assert_eq!(published(&folder), "next");
        assert!(!place.path().join("r.partial").exists());
        if done.is_ok() && seen.1 > 3 {
            break;
        }
    }
    assert!(seen.0 > 10 && seen.1 > 3, "{seen:?}");
}

#[test]
fn everything_is_on_the_disk_before_what_counts_on_it() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("r");
    for name in ["first", "second"] {
        let disk = Disk::recorded(usize::MAX);
        publish(&folder, name, disk.clone()).expect("published");
        let steps = disk.steps();
        let at = |step: &Step| {
            let found = steps.iter().position(|it| it == step);
            found.unwrap_or_else(|| panic!("{step:?} is not in {steps:#?}"))
        };
        let home = place.path().join("r.partial");
        // Bytes, before the file or a folder above it gets the name that counts.
        for (index, step) in steps.iter().enumerate() {
            let Step::Rename(from, _) = step else {
                continue;
            };
            let written = steps[..index].iter().filter_map(|step| match step {
                Step::Write(path) if path.starts_with(from) => Some(path),
                _ => None,
            });
            for path in written {
                assert!(at(&Step::SyncFile(path.clone())) < index, "{path:?}");
            }
        }
        let staged = home.join(".sortie-results");
        if name == "first" {
            let moved = at(&Step::Rename(staged.clone(), folder.clone()));
            assert!(at(&Step::SyncFolder(staged.join("charts"))) < moved);
            assert!(at(&Step::SyncFolder(staged)) < moved);
            assert_eq!(steps[moved + 1], Step::SyncFolder(place.path().to_owned()));
            continue;
        }
        let manifest = folder.join("manifest.json");
        let planned = at(&Step::Rename(
            home.join(".sortie-.sortie-plan.json"),
            home.join(".sortie-plan.json"),
        ));
        assert!(at(&Step::SyncFolder(staged.clone())) < planned);
        assert_eq!(steps[planned + 1], Step::SyncFolder(home.clone()));
        assert!(planned + 1 < at(&Step::RemoveFile(manifest.clone())));
        let last = at(&Step::Rename(staged.join("manifest.json"), manifest));
        let chart = Step::Rename(
            staged.join("charts/second.svg"),
            folder.join("charts/second.svg"),
        );
        let synced = at(&Step::SyncFolder(folder.join("charts")));
        assert!(at(&chart) < synced && synced < last);
        assert_eq!(steps[last - 1], Step::SyncFolder(folder.clone()));
        assert_eq!(steps[last + 1], Step::SyncFolder(folder.clone()));
        assert!(last + 1 < at(&Step::RemoveFile(home.join(".sortie-plan.json"))));
    }
}

#[test]
fn partial_results_are_given_up_without_what_lies_beside_them() {
    let place = Place::new();
    place.fine("run minimal -n 8 --quiet --shard 1/1 --out r.partial");
    let mine: Vec<PathBuf> = ["r.partial/chunks/mine.txt", "r.partial/notes.txt"]
        .iter()
        .map(|name| place.path(name))
        .collect();
    for path in &mine {
        fs::write(path, "mine").expect("a file");
    }
    place.fine("run minimal -n 8 --seed 2 --quiet --out r --force");
    assert!(mine.iter().all(|path| path.exists()));
    assert!(!place.path(&chunk("r.partial", 0)).exists());
}
