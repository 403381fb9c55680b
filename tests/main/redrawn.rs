//! Results of comparisons, selections and sweeps are drawn again to the same bytes.

use std::fs;

use crate::work_folder::Place;

const POLICIES: &str = r#"

[[policy]]
id  = "slow"
set = { "team.cert.notice" = "12h" }

[[policy]]
id  = "busy"
set = { "threat.botnet.rate" = "9/week" }
"#;

/// Every kind of results but a run's, with a line that its summary prints.
const LINES: [(&str, &str); 6] = [
    (
        "compare my.toml -n 60 -m response,response:grave:p90,loss --set team.cert.notice=1h",
        "as-it-is",
    ),
    (
        "compare my.toml -n 200 --precision 40% --baseline slow --horizon 3d -m response",
        "slow",
    ),
    (
        "compare my.toml -n 400 --select-best -m response --indifference 30min",
        "is chosen by",
    ),
    (
        "sweep my.toml --policy busy --vary team.cert.notice=0h,3h,9h -n 40 -m response,loss",
        "team.cert.notice",
    ),
    (
        "sweep my.toml --vary team.cert.notice=0h..9h --vary threat.botnet.rate=1/week..6/week \
         --points 4 -n 20 -m response",
        "threat.botnet.rate",
    ),
    (
        "sweep my.toml --vary team.cert.notice=0h..9h --vary threat.botnet.rate=1/week..6/week \
         --design morris --points 2 -n 20 -m response",
        "threat.botnet.rate",
    ),
];

fn place() -> Place {
    Place::with_more(POLICIES)
}

#[test]
fn every_file_comes_back_byte_for_byte() {
    let place = place();
    for (number, (line, _)) in LINES.iter().enumerate() {
        place.fine(&format!("{line} --quiet --out out{number}"));
    }
    // The scenario is needed no more.
    fs::remove_file(place.path("my.toml")).expect("a file");
    for (number, (line, says)) in LINES.iter().enumerate() {
        let folder = format!("out{number}");
        let before = place.files(&folder);
        for name in before.keys() {
            let is_kept = ["manifest.json", "scenario.toml", "tallies.bin"];
            if !is_kept.contains(&name.as_str()) {
                fs::write(place.path(&folder).join(name), "spoilt").expect("a file");
            }
        }
        place.fine(&format!("plot {folder} --quiet"));
        let said = place.run(&format!("report {folder}"));
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(said.contains(says), "{line}: {said}");
        assert!(before == place.files(&folder), "{line}: not as it was");
        let kept = before["tallies.bin"].len();
        let all: usize = before.values().map(Vec::len).sum();
        assert!(kept * 5 < all, "{line}: {kept} of {all} bytes");
        place.fine(&format!("plot {folder} --quiet --out elsewhere{number}"));
        let mut drawn = place.files(&format!("elsewhere{number}"));
        assert!(drawn.remove("manifest.json").is_some());
        assert!(!drawn.is_empty() && drawn.iter().all(|(name, bytes)| before[name] == *bytes));
    }
}

#[test]
fn what_was_changed_is_refused_with_the_command_that_makes_it() {
    let place = place();
    place.fine(&format!("{} --quiet --out out", LINES[0].0));
    place.fine(&format!("{} --quiet --out other", LINES[3].0));
    let spoil = |file: &str, to: &[u8], wanted: &str| {
        let path = place.path(file);
        let before = fs::read(&path).expect("a file");
        fs::write(&path, to).expect("a file");
        let all = place.files("out");
        for command in ["plot", "report"] {
            let err = place.fails(&format!("{command} out"), 2);
            assert!(err.contains(wanted), "{wanted} in {err}");
            assert!(err.contains("make it again: sortie compare"), "{err}");
        }
        assert!(all == place.files("out"), "something was written");
        fs::write(&path, before).expect("a file");
    };
    let sound = fs::read(place.path("out/tallies.bin")).expect("a file");
    let torn = &sound[..sound.len() / 2];
    spoil("out/tallies.bin", torn, "ends too early");
    let mut altered = sound.clone();
    altered[sound.len() / 2] ^= 1;
    spoil("out/tallies.bin", &altered, "altered");
    let foreign = fs::read(place.path("other/tallies.bin")).expect("a file");
    spoil("out/tallies.bin", &foreign, "another run");
    spoil("out/scenario.toml", b"schema = 1", "not what was run");
    let manifest = fs::read_to_string(place.path("out/manifest.json")).expect("a file");
    let later = manifest.replace(env!("CARGO_PKG_VERSION"), "0.0.7");
    spoil("out/manifest.json", later.as_bytes(), "Sortie 0.0.7");
    place.fine("report out --quiet");
}
