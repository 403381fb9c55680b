//! A folder to run the program in, and to look at what it left.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder to work in, and the program.
pub struct Place(pub tempfile::TempDir);

impl Place {
    /// A fresh one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
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

/// The file of a chunk.
pub fn chunk(folder: &str, index: u64) -> String {
    format!("{folder}/chunks/{index:08}.part")
}
