//! By which rules it was answered, and what had to hold.

use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::Grid;
use crate::report::page_parts::or_none;
use crate::scenario::document::{
    Dispatch, Document, Preempt, QueueOrder, Rule, Severity, SeveritySet, TeamChoice,
};

use super::values::{count, few, percent, span, when};
use super::{MOST_ROWS, SCENARIO};

/// Most names in a cell.
const MOST_NAMES: usize = 6;

/// Adds the rules of a scenario, its milestones and its targets.
pub(super) fn rules(draft: &mut Draft, document: &Document) {
    let language = draft.language;
    draft.part(say!(language, "simulated.rules"));
    draft.list(dispatch(document, language));
    draft.first_rows(who_is_asked(document, language), MOST_ROWS, SCENARIO);
    draft.part(say!(language, "simulated.aims"));
    draft.first_rows(milestones(document, language), MOST_ROWS, SCENARIO);
    draft.first_rows(targets(document, language), MOST_ROWS, SCENARIO);
}

fn dispatch(document: &Document, language: Language) -> Vec<Prose> {
    let dispatch: &Dispatch = &document.dispatch;
    let mut said = vec![
        match dispatch.order {
            QueueOrder::Fifo => say!(language, "simulated.order-fifo"),
            QueueOrder::Severity => say!(language, "simulated.order-severity"),
            QueueOrder::Impact => say!(language, "simulated.order-impact"),
            QueueOrder::Deadline => say!(language, "simulated.order-deadline"),
        },
        match dispatch.choose {
            TeamChoice::Preference => say!(language, "simulated.choose-preference"),
            TeamChoice::Nearest => say!(language, "simulated.choose-nearest"),
            TeamChoice::LeastBusy => say!(language, "simulated.choose-least-busy"),
            TeamChoice::MostEffective => say!(language, "simulated.choose-most-effective"),
        },
        match dispatch.preempt {
            None => say!(language, "simulated.no-preemption"),
            Some(Preempt::Resume) => say!(language, "simulated.preempt-resume"),
            Some(Preempt::Restart) => say!(language, "simulated.preempt-restart"),
        },
    ];
    for it in &dispatch.reserves {
        said.push(say!(
            language,
            "simulated.reserve",
            team = &document.teams[it.team.ix()].name,
            experts = count(it.experts as usize),
            severity = language.word("severity", it.severity.name())
        ));
    }
    for it in &dispatch.prepositions {
        said.push(say!(
            language,
            "simulated.preposition",
            team = &document.teams[it.team.ix()].name,
            place = &document.sites[it.site.ix()].name,
            from = when(document, it.from, language),
            to = when(document, it.to, language)
        ));
    }
    said
}

fn severities(set: SeveritySet, language: Language) -> Option<Prose> {
    if set == SeveritySet::ALL {
        return None;
    }
    let each = Severity::ALL.into_iter().filter(|it| set.contains(*it));
    let each = each.map(|it| Prose::from(language.word("severity", it.name())));
    Some(Prose::join(each, ", "))
}

fn who_is_asked(document: &Document, language: Language) -> Grid {
    let rows = document.dispatch.rules.iter().map(|it| {
        let teams = it.teams.iter().enumerate();
        let teams = teams.map(|(ix, team)| {
            let name = &document.teams[team.team.ix()].name;
            if ix < it.asked_at_once {
                Prose::from(name)
            } else {
                let after = span(it.widen_after);
                say!(
                    language,
                    "simulated.asked-later",
                    team = name,
                    after = after
                )
            }
        });
        vec![
            Prose::code(&it.id),
            covered(document, it, language),
            few(teams.collect(), MOST_NAMES),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.rule")
        .words("simulated.covers")
        .words("simulated.asked")
        .grid(say!(language, "simulated.rules-caption"), rows)
}

/// What a rule is for; of every sort of condition the first few.
fn covered(document: &Document, rule: &Rule, language: Language) -> Prose {
    let mut parts: Vec<Prose> = severities(rule.severity, language).into_iter().collect();
    let kinds = rule.kinds.iter();
    let kinds: Vec<Prose> = kinds
        .map(|kind| Prose::from(&document.kinds[kind.ix()].name))
        .collect();
    if !kinds.is_empty() {
        parts.push(few(kinds, MOST_NAMES));
    }
    for words in [&rule.tags, &rule.owners, &rule.countries, &rule.stages] {
        if !words.is_empty() {
            parts.push(few(words.iter().map(Prose::from).collect(), MOST_NAMES));
        }
    }
    if parts.is_empty() {
        return say!(language, "simulated.everything");
    }
    Prose::join(parts, "; ")
}

/// The milestones: which service must hold, at what level and when.
pub(in crate::report) fn milestones(document: &Document, language: Language) -> Grid {
    let rows = document.milestones.iter().map(|it| {
        vec![
            Prose::from(&it.name),
            Prose::from(&document.assets[it.asset.ix()].name),
            percent(it.level),
            when(document, it.from, language),
            when(document, it.to, language),
            or_none((it.tolerance.0 > 0).then(|| span(it.tolerance))),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.milestone")
        .words("simulated.service")
        .numbers("simulated.level")
        .words("simulated.from")
        .words("simulated.to")
        .numbers("simulated.tolerance")
        .grid(say!(language, "simulated.milestones"), rows)
}

/// The targets: deadlines between two moments.
pub(in crate::report) fn targets(document: &Document, language: Language) -> Grid {
    let rows = document.targets.iter().map(|it| {
        let all = || say!(language, "simulated.everything");
        vec![
            Prose::from(&it.name),
            severities(it.severity, language).unwrap_or_else(all),
            language.word("moment", it.from.name()).into(),
            language.word("moment", it.to.name()).into(),
            span(it.within),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.target")
        .words("simulated.covers")
        .words("simulated.clock-from")
        .words("simulated.clock-to")
        .numbers("simulated.within")
        .grid(say!(language, "simulated.targets-caption"), rows)
}
