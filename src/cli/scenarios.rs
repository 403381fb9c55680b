//! `sortie scenarios`.

use crate::app;

use super::{Failed, say};

/// Lists the ready scenarios.
pub(super) fn list() -> Result<(), Failed> {
    let mut text = String::new();
    for ready in app::scenarios()? {
        let about = if ready.summary.is_empty() {
            ready.name
        } else {
            format!("{}. {}", ready.name, ready.summary)
        };
        let about = format!("    {}\n", about.replace('\n', " "));
        text.push_str(&format!("{}\n{}", ready.id, super::width().prose(&about)));
    }
    text.push_str(
        "\nRun one with `sortie run NAME`, or start your own with\n`sortie new my.toml --from NAME`.\n",
    );
    say(&text)
}
