//! What a scenario assumes: what its comments call so, and what it says may be otherwise.

use crate::report::comments::assumed;
use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::say;
use crate::report::page::prose::{Number, Prose};
use crate::report::page_parts::none;
use crate::scenario::document::Document;

use super::SCENARIO;
use super::values::count;

/// Most letters of a line of the scenario that are shown.
const LONGEST: usize = 90;

/// Adds every assumption of a scenario.
pub(in crate::report) fn assumptions(draft: &mut Draft, document: &Document) {
    let language = draft.language;
    draft.section(say!(language, "assumptions.heading"));
    let file = || Prose::code(SCENARIO);
    let all = assumed(&document.text);
    if all.is_empty() {
        draft.say(say!(language, "assumptions.none", file = file()));
    } else {
        draft.say(say!(
            language,
            "assumptions.intro",
            count = count(all.len()),
            file = file()
        ));
    }
    let rows = all.into_iter().map(|it| {
        let place = match (it.block.as_str(), shortened(&it.code)) {
            ("", code) if code.is_empty() => none(),
            ("", code) => Prose::code(code),
            // The head of a block says no more than its name.
            (block, code) if code.is_empty() || code.starts_with('[') => Prose::code(block),
            (block, code) => {
                let mut both = Prose::code(block);
                both.push(": ");
                both.push(Prose::code(code));
                both
            }
        };
        let line = Number::of_scenario(it.line.to_string());
        vec![line.into(), place, it.said.into()]
    });
    let rows = rows.collect();
    let grid = Head::new(language)
        .words("assumptions.line")
        .words("assumptions.of")
        .words("assumptions.said")
        .grid(say!(language, "assumptions.caption"), rows);
    draft.table(grid);
    let rows = document.uncertain.iter().map(|it| {
        let paths = it.paths.iter().map(Prose::code);
        vec![
            Prose::from(&it.name),
            Prose::join(paths, ", "),
            Prose::from(&it.reason),
        ]
    });
    let rows = rows.collect();
    let grid = Head::new(language)
        .words("assumptions.uncertain")
        .words("assumptions.path")
        .words("assumptions.reason")
        .grid(say!(language, "assumptions.uncertain-caption"), rows);
    draft.table(grid);
}

fn shortened(code: &str) -> String {
    let line = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let mut short: String = line.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
