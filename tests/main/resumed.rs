//! Comparisons, selections and sweeps that are cut short and gone on with end in the bytes of
//! those that were not.

use std::fs;
use std::process::Command;

use crate::work_folder::{Place, chunk};

const POLICIES: &str = r#"

[[policy]]
id  = "slow"
set = { "team.cert.notice" = "12h" }

[[policy]]
id  = "slower"
set = { "team.cert.notice" = "24h" }
"#;

/// Every kind of work whose chunks are kept.
const LINES: [&str; 6] = [
    "compare my.toml -n 130 -m response,response:p90,loss",
    "compare my.toml --precision 40% -m response,response:p90",
    "compare my.toml -n 400 --select-best -m response --indifference 30min",
    "sweep my.toml --vary team.cert.notice=0h,3h,9h -n 200 -m response,response:median",
    "sweep my.toml --vary team.cert.notice=0h..9h --vary threat.botnet.rate=1/week..6/week \
     --design morris --points 2 -n 30 -m response",
    "run my.toml -n 300",
];

fn place() -> Place {
    Place::with_more(POLICIES)
}

/// Lets a line keep all it does, and fail when its results are to be put in place: no file
/// may grow beyond 8 blocks, which the charts do.
#[cfg(unix)]
fn with_all_kept(place: &Place, line: &str, out: &str) {
    let program = assert_cmd::cargo::cargo_bin("sortie");
    let output = Command::new("sh")
        .args([
            "-c",
            &format!(
                "trap '' XFSZ; ulimit -f 24; exec {} {line} --quiet --resume --out {out}",
                program.display()
            ),
        ])
        .current_dir(place.path(""))
        .output()
        .expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{line}: {err}");
    assert!(err.contains("what was worked out is kept"), "{err}");
    assert!(
        !place.path(out).exists() && place.kept(&format!("{out}.partial")) > 2,
        "{line}"
    );
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_gone_on_with_to_the_same_bytes() {
    let place = place();
    for (number, line) in LINES.iter().enumerate() {
        let (whole, out) = (format!("whole{number}"), format!("out{number}"));
        place.fine(&format!("{line} --quiet --out {whole} --threads 1"));
        with_all_kept(&place, line, &out);
        let parts = format!("{out}.partial");
        let all = place.kept(&parts);
        // A third is missing, one is torn, one altered, one another's.
        for index in (0..all as u64).step_by(3) {
            fs::remove_file(place.path(&chunk(&parts, index))).expect("a chunk");
        }
        let read = |index| fs::read(place.path(&chunk(&parts, index))).expect("a chunk");
        let write = |index, bytes: &[u8]| fs::write(place.path(&chunk(&parts, index)), bytes);
        let (torn, mut altered) = (read(1), read(2));
        write(1, &torn[..torn.len() - 40]).expect("torn");
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        write(2, &altered).expect("altered");
        write(3, &torn).expect("another chunk's");

        let again = place.fails(&format!("{line} --quiet --out {out}"), 2);
        assert!(
            again.contains("chunks of this very") && again.contains("--force"),
            "{again}"
        );
        let said = place.fine(&format!("{line} --resume --out {out}"));
        assert!(
            said.contains("3 damaged partial results were worked out again"),
            "{line}: {said}"
        );
        place.same(&whole, &out);
        assert!(!place.path(&parts).exists(), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn partial_results_of_other_work_are_refused_with_the_reason() {
    let place = place();
    let compare = LINES[0];
    let sweep = LINES[3];
    with_all_kept(&place, compare, "c");
    with_all_kept(&place, sweep, "s");
    let refused = |line: &str, out: &str, why: &str| {
        let before = place.files(&format!("{out}.partial"));
        let err = place.fails(&format!("{line} --resume --quiet --out {out}"), 2);
        assert!(err.contains(why), "{why} in {err}");
        assert!(err.contains("finish that one: sortie "), "{err}");
        assert!(before == place.files(&format!("{out}.partial")), "{line}");
    };
    refused(&format!("{compare} --seed 7"), "c", "it has seed 1, not 7");
    refused(&compare.replace("130", "140"), "c", "of 130 replications");
    refused(
        &compare.replace(",loss", ""),
        "c",
        "asked for --measure response,response:p90,loss, not --measure response,response:p90",
    );
    refused(
        &format!("{compare} --policies slow"),
        "c",
        "--policies as-it-is,slow,slower, not --policies as-it-is,slow\n",
    );
    refused(
        &format!("{compare} --precision 2%"),
        "c",
        "asked for nothing more, not --precision 0.02",
    );
    refused(
        &format!("{compare} --set threat.botnet.rate=5/week"),
        "c",
        "overlays",
    );
    refused(sweep, "c", "it is a `compare`, not a `sweep`");
    refused(
        &sweep.replace("9h", "8h"),
        "s",
        "asked for --vary team.cert.notice=0h,3h,9h, not --vary team.cert.notice=0h,3h,8h",
    );
    let card = place.path("s.partial/study.json");
    let text = fs::read_to_string(&card).expect("a card");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(&card, text.replace(&version, "\"version\": \"0.0.7\"")).expect("a card");
    refused(sweep, "s", "it was made by Sortie 0.0.7");
    let err = place.fails("merge c.partial --out joined", 2);
    assert!(err.contains("partial results of a `compare`"), "{err}");
    place.fine(&format!("{sweep} --force --quiet --out s"));
    assert!(!place.path("s.partial").exists());
}

/// Interrupts a line once it has kept some chunks, and goes on with the command that it tells.
/// On a busy machine it may come to its end before; then it is tried again.
#[cfg(unix)]
fn interrupt_and_go_on(line: &str) {
    assert!(
        (0..10).any(|_| interrupt(line)),
        "it ends before it can be interrupted"
    );
}

/// One try; false if the line came to its end.
#[cfg(unix)]
fn interrupt(line: &str) -> bool {
    let place = place();
    let Some(err) = place.interrupted(&format!("{line} --resume --out r"), "r", 3) else {
        return false;
    };
    assert!(
        place.kept("r.partial") >= 3 && !place.path("r").exists(),
        "{err}"
    );
    let again = err
        .lines()
        .find_map(|line| line.trim().strip_prefix("go on with: sortie "));
    let again = again.expect("a command").replace('\'', "");
    assert!(again.ends_with(" --out r --resume"), "{again}");
    place.fine(&format!("{again} --quiet"));
    place.fine(&format!("{line} --quiet --out whole"));
    place.same("whole", "r");
    true
}

#[cfg(unix)]
#[test]
fn an_interrupted_comparison_says_how_to_go_on() {
    interrupt_and_go_on("compare my.toml -n 5000 -m response,loss --policies slow");
}

#[cfg(unix)]
#[test]
fn an_interrupted_selection_says_how_to_go_on() {
    interrupt_and_go_on(
        "compare my.toml --select-best -m response --indifference 1s -n 5000 --policies slow \
         --set team.cert.notice=12h",
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_sweep_says_how_to_go_on() {
    interrupt_and_go_on("sweep my.toml --vary team.cert.notice=0h,3h -n 5000 -m response");
}
