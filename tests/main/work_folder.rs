//! A folder to run the program in, and to look at what it left.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sortie::inside::scenario::embedded;
use sortie::inside::study::RunManifest;

/// A folder to work in, and the program.
pub struct Place(pub tempfile::TempDir);

impl Place {
    /// A fresh one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// One with the scenario `minimal` and some more, as `my.toml`.
    pub fn with_more(text: &str) -> Self {
        let place = Self::new();
        let minimal = embedded::text("minimal").expect("a ready scenario");
        fs::write(place.path("my.toml"), format!("{minimal}{text}")).expect("a file");
        place
    }

    /// How many chunks are kept in a folder.
    pub fn kept(&self, folder: &str) -> usize {
        fs::read_dir(self.path(folder).join("chunks")).map_or(0, Iterator::count)
    }

    /// Starts a command line that writes to a folder of results, interrupts it (as Ctrl-C does)
    /// once it has kept so many chunks, and returns what it says on standard error; `None` if it
    /// came to its end before.
    #[cfg(unix)]
    pub fn interrupted(&self, line: &str, out: &str, chunks: usize) -> Option<String> {
        let child = self
            .sortie(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let begun = Instant::now();
        while self.kept(&format!("{out}.partial")) < chunks && !self.path(out).exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is kept");
            thread::sleep(Duration::from_millis(2));
        }
        let interrupt = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(interrupt.expect("kill").success());
        let output = child.wait_with_output().expect("an end");
        if output.status.success() {
            return None;
        }
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(130), "{err}");
        Some(err)
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// The program with a command line, not started yet.
    pub fn sortie(&self, line: &str) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("sortie"));
        command
            .args(line.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command line.
    pub fn run(&self, line: &str) -> Output {
        self.sortie(line).output().expect("it runs")
    }

    /// Runs what must go well, and returns what it says on standard error.
    pub fn fine(&self, line: &str) -> String {
        let output = self.run(line);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{line}: {err}");
        err
    }

    /// Runs what must fail with a code, and returns what it says.
    pub fn fails(&self, line: &str, code: i32) -> String {
        let output = self.run(line);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{line}: {err}");
        err
    }

    /// What `merge` says of lists of folders that must be refused, and that it leaves nothing.
    pub fn refused_merges(&self, lists: &[&str]) -> String {
        let mut said = String::new();
        for list in lists {
            let err = self.fails(&format!("merge {list} --out joined"), 2);
            said.push_str(&format!("$ sortie merge {list}\n{err}\n"));
        }
        assert!(!self.path("joined").exists() && !self.path("joined.partial").exists());
        said
    }

    /// Every file below a folder with its bytes.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        fn walk(root: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(root, &path, into);
                } else {
                    let name = path
                        .strip_prefix(root)
                        .expect("below")
                        .display()
                        .to_string();
                    into.insert(name, fs::read(&path).expect("a file"));
                }
            }
        }
        let mut found = BTreeMap::new();
        let root = self.path(folder);
        walk(&root, &root, &mut found);
        found
    }

    /// Two folders hold the same files.
    #[track_caller]
    pub fn same(&self, a: &str, b: &str) {
        let (a, b) = (self.files(a), self.files(b));
        assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
        for (name, bytes) in &a {
            assert!(*bytes == b[name], "{name} differs");
        }
    }

    /// What lies here.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// Changes the card of a folder of partial results, and seals it anew.
pub fn edit_card(folder: &Path, change: impl FnOnce(&mut RunManifest)) {
    let path = folder.join("study.json");
    let text = fs::read_to_string(&path).expect("a card");
    let mut card: RunManifest = serde_json::from_str(&text).expect("a card");
    change(&mut card);
    let text = serde_json::to_string(&card.sealed()).expect("a text");
    fs::write(&path, text).expect("a card");
}

/// The file of a chunk.
pub fn chunk(folder: &str, index: u64) -> String {
    format!("{folder}/chunks/{index:08}.part")
}
