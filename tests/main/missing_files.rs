//! What commands say of a folder or file that isn't there, or is no such thing: what is wrong,
//! where, and what to write instead, in words of our own.

use std::fs;

use crate::work_folder::Place;

#[test]
fn every_command_says_in_plain_words_that_nothing_is_there() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).expect("a folder");
    fs::write(place.path("file"), "x").expect("a file");
    for (line, said) in [
        (
            "plot gone",
            "there is no folder gone\n  give the folder that `sortie run`",
        ),
        (
            "report gone",
            "there is no folder gone\n  give the folder that `sortie run`",
        ),
        (
            "plot file",
            "file holds no results of a run, comparison or sweep: it is a file",
        ),
        (
            "report file/x",
            "a part of its path is a file, not a folder",
        ),
        (
            "report empty",
            "its manifest.json is missing\n  give the folder that",
        ),
        (
            "merge gone --out o",
            "there is no folder gone\n  give the folders that a command with --shard wrote",
        ),
        ("merge empty --out o", "empty holds no part of a study"),
        (
            "run gone.toml",
            "gone.toml can't be read: there is no such file",
        ),
        ("check empty/gone.toml", "there is no such file"),
        (
            "check file/gone.toml",
            "a part of its path is a file, not a folder",
        ),
        (
            "policies gone",
            "there is neither a ready scenario nor a file `gone`",
        ),
        (
            "calibrate gone.csv --out o",
            "gone.csv: it can't be read: there is no such file",
        ),
        (
            "trace minimal --verify gone",
            "cannot read gone: there is no such file",
        ),
        (
            "new gone/my.toml",
            "cannot write gone/my.toml: the folder that it belongs to is not there",
        ),
        (
            "new file/my.toml",
            "cannot write file/my.toml: a part of its path is a file, not a folder",
        ),
        (
            "run minimal -n 2 --out file/x",
            "a part of its path is a file, not a folder",
        ),
    ] {
        let output = place.run(line);
        let found = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{line}");
        assert!(found.contains(said), "{line}: {found}");
        assert!(!found.contains("os error"), "{line}: {found}");
    }
}
