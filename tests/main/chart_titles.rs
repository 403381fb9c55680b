//! The title of a chart states what it shows; what it measures stands below.

use std::fs;

use crate::harness::{run, simple};

#[test]
fn titles_state_what_a_run_found() {
    let folder = tempfile::tempdir().expect("a folder");
    // One fault in the first week, one in the three days that are left: 7/3 a week.
    let text = simple(&[10.0, 200.0])
        + "\n[[team]]\nid = \"idle\"\nname = \"Nobody asks them\"\n\
           experts = [{ skills = [\"analyst\"], count = 1 }]\n";
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let (code, _, err) = run(folder.path(), &["run", "my.toml", "-n", "5", "--out", "o"]);
    assert_eq!(code, 0, "{err}");
    let chart = |name: &str| {
        fs::read_to_string(folder.path().join("o/charts").join(name)).expect("a chart")
    };
    let times = chart("response-times.svg");
    for words in [
        "Half of the incidents of high severity have help at once",
        "How fast help comes · Test",
    ] {
        assert!(times.contains(words), "{words}");
    }
    let calendar = chart("election-calendar.svg");
    for words in [
        "Most incidents begin in the week from 8 January, 2.33 of them",
        "The last week has 3 days",
    ] {
        assert!(calendar.contains(words), "{words}");
    }
    let answered = chart("who-answered.svg");
    assert!(answered.contains("cert answers 100% of all requests"));
    assert!(!answered.contains("Nobody asks them"));
    assert!(chart("infrastructure.svg").contains("“site” loses the most"));
}
