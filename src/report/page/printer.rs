//! A browser that prints pages as PDF, without a window.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::disk::read_regular;
use crate::text;

use super::error::PageError;

/// Most bytes of a print.
const LARGEST: u64 = 256 << 20;

/// How often a browser is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(20);

/// Most letters of what a browser says of itself.
const SAID: usize = 200;

/// Names of browsers on the search path.
const NAMES: [&str; 10] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "chrome.exe",
    "msedge.exe",
];

/// Where macOS has browsers, below `/Applications` or the same folder at home.
const ON_MACOS: [&str; 3] = [
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// Where Windows has browsers, below a folder of programs.
const ON_WINDOWS: [&str; 3] = [
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
];

/// What makes a browser print without asking, telling or loading anything. What a version does
/// not know, it passes over.
const MANNERS: [&str; 16] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    // Nothing on a network has an address, also not through a proxy.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-proxy-server",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
];

/// What prints a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printer {
    /// The browser, as a path or a name on the search path; `None` for one that is found.
    pub browser: Option<PathBuf>,
    /// How long it may take; then it is ended.
    pub limit: Duration,
}

impl Default for Printer {
    fn default() -> Self {
        Self {
            browser: None,
            limit: Duration::from_secs(60),
        }
    }
}

impl Printer {
    /// The path of the browser.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn find(&self) -> Result<PathBuf, PageError> {
        if let Some(named) = &self.browser {
            return program(named).ok_or_else(|| PageError::NotThere(named.clone()));
        }
        let on_path = NAMES
            .iter()
            .find_map(|name| on_search_path(Path::new(name)));
        on_path
            .or_else(|| usual_places().into_iter().find(|it| it.is_file()))
            .ok_or(PageError::NoBrowser)
    }

    /// A page as a PDF of a browser.
    ///
    /// # Errors
    /// If it can't be started, takes too long, or leaves no PDF.
    pub(super) fn print(&self, browser: &Path, html: &str) -> Result<Vec<u8>, PageError> {
        let place = tempfile::Builder::new().prefix("sortie-print-").tempdir();
        let place = place.map_err(PageError::Place)?;
        let [page, print, said] =
            ["report.html", "report.pdf", "said.txt"].map(|it| place.path().join(it));
        fs::write(&page, html).map_err(PageError::Place)?;
        let hearing = File::create(&said).map_err(PageError::Place)?;
        let mut command = Command::new(browser);
        command.args(MANNERS);
        if is_root() {
            // It refuses to start as root with its sandbox.
            command.arg("--no-sandbox");
        }
        let child = command
            .arg(option("--user-data-dir=", &place.path().join("profile")))
            .arg(option("--print-to-pdf=", &print))
            .arg(address(&page))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(hearing)
            .spawn();
        let mut child = child.map_err(|source| PageError::Start {
            browser: browser.to_owned(),
            source,
        })?;
        let unprinted = |why: String| PageError::Unprinted {
            browser: browser.to_owned(),
            why: format!("{why}{}", last_words(&said)),
        };
        let status = match wait(&mut child, self.limit) {
            Ok(Some(status)) => status,
            Ok(None) => {
                return Err(PageError::Slow {
                    browser: browser.to_owned(),
                    limit: self.limit,
                });
            }
            Err(error) => return Err(unprinted(text::said(&error))),
        };
        if !status.success() {
            return Err(unprinted(format!("it ended with {status}")));
        }
        match read_regular(&print, LARGEST) {
            Ok(bytes) if bytes.starts_with(b"%PDF-") => Ok(bytes),
            Ok(_) => Err(unprinted("it wrote something else than a PDF".to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(unprinted("it wrote no file".to_owned()))
            }
            Err(error) => Err(unprinted(text::said(&error))),
        }
    }
}

/// Waits until a child ends; ends it after some time, and gives nothing then.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(GLANCE);
    }
}

/// The last line that a browser said, to follow other words.
fn last_words(said: &Path) -> String {
    let bytes = read_regular(said, LARGEST).unwrap_or_default();
    let words = String::from_utf8_lossy(&bytes);
    // Where there is no desktop, it complains of that all the time.
    let telling = |line: &&str| !line.is_empty() && !line.contains(":ERROR:dbus");
    let last = words.lines().map(str::trim).rfind(telling);
    last.map_or_else(String::new, |last| {
        let short: String = last.chars().take(SAID).collect();
        format!("; it says: {}", text::line(&short))
    })
}

/// A browser that was named: by its name on the search path, or by its path.
fn program(named: &Path) -> Option<PathBuf> {
    let is_name = named.components().count() == 1 && !named.is_absolute();
    let found = is_name.then(|| on_search_path(named)).flatten();
    // With a folder in front it is not looked for on the search path again.
    found.or_else(|| std::path::absolute(named).ok().filter(|it| it.is_file()))
}

fn on_search_path(name: &Path) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    // A relative folder would be one of the folder that we happen to be in.
    let mut folders = env::split_paths(&folders).filter(|it| it.is_absolute());
    folders.find_map(|folder| Some(folder.join(name)).filter(|it| it.is_file()))
}

fn usual_places() -> Vec<PathBuf> {
    let below = |roots: &[Option<OsString>], ways: &[&str]| -> Vec<PathBuf> {
        let roots = roots.iter().flatten().map(Path::new);
        let all = roots.flat_map(|root| ways.iter().map(|way| root.join(way)));
        all.filter(|it| it.is_absolute()).collect()
    };
    if cfg!(windows) {
        let roots = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].map(env::var_os);
        return below(&roots, &ON_WINDOWS);
    }
    if cfg!(target_os = "macos") {
        let home =
            env::var_os("HOME").map(|it| Path::new(&it).join("Applications").into_os_string());
        return below(&[Some("/Applications".into()), home], &ON_MACOS);
    }
    Vec::new()
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

/// The address of a file: what has a meaning in an address is escaped (RFC 8089, RFC 3986).
fn address(path: &Path) -> String {
    let path = path
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/");
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", text::percent(path.as_bytes(), b"/:-_."))
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
const fn is_root() -> bool {
    false
}
