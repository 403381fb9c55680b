//! `sortie scenarios`.

use crate::scenario::{self, embedded};

use super::{Failed, say};

/// Lists the ready scenarios.
pub(super) fn list() -> Result<(), Failed> {
    let mut text = String::new();
    for (name, _) in embedded::SCENARIOS {
        let about = match scenario::open(name, &[]) {
            Ok(loaded) => {
                let document = loaded.document;
                if document.summary.is_empty() {
                    document.name
                } else {
                    format!("{}. {}", document.name, document.summary)
                }
            }
            Err(report) => report.summary(),
        };
        let about = format!("    {}\n", about.replace('\n', " "));
        text.push_str(&format!("{name}\n{}", super::width().prose(&about)));
    }
    text.push_str(
        "\nRun one with `sortie run NAME`, or start your own with\n`sortie new my.toml --from NAME`.\n",
    );
    say(&text)
}
