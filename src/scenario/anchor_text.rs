//! Anchors that stand outside of a scenario, such as on a command line.

use toml::de::DeTable;

use super::document::Document;
use super::reader::Cx;
use super::schema;
use super::time::Instant;

/// The instant of an anchor in a scenario: `municipal.polls_close + 2h`, `2019-05-12T20:00`.
///
/// # Errors
/// What is wrong with it, and what to write instead, in lines.
pub(crate) fn anchor(document: &Document, text: &str) -> Result<Instant, String> {
    let written = toml::Value::String(text.to_owned()).to_string();
    let whole = format!("at = {written}\n{}", document.text);
    let (root, _) = DeTable::parse_recoverable(&whole);
    let mut cx = Cx::new(&whole, root.get_ref(), None);
    cx.collect_ids();
    let limits = cx.read_limits();
    let scenario = cx
        .top("scenario")
        .and_then(|field| cx.block(field, &schema::SCENARIO));
    cx.read_zone(scenario.as_ref());
    cx.read_election_times();
    cx.read_clock(scenario.as_ref(), &limits);
    let said = cx.diagnostics.len();
    let instant = cx.top("at").and_then(|field| cx.instant(field));
    instant.ok_or_else(|| {
        let Some(mistake) = cx.diagnostics.get(said) else {
            return "it is no point in time".to_owned();
        };
        let mut lines = vec![mistake.message.clone()];
        lines.extend(mistake.help.iter().map(|help| format!("  {help}")));
        lines.join("\n")
    })
}
