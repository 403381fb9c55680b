//! What a scenario holds, counted.

use sortie::inside::report::table::Table;
use sortie::inside::report::words::{decimal, grouped};
use sortie::inside::scenario::document::{Document, Nation, Role, Staff};

use crate::page::{Fillings, texts};

/// Counts, for the page.
pub fn fill(document: &Document, page: &mut Fillings) {
    let instances: u64 = document.assets.iter().map(|it| u64::from(it.count)).sum();
    let needs: usize = document.assets.iter().map(|it| it.needs.len()).sum();
    let reaches: usize = document.assets.iter().map(|it| it.reaches.len()).sum();
    let fallbacks = document.assets.iter().filter(|it| it.fallback.is_some());
    let has = |role: Role| {
        let holds = |nation: &&Nation| nation.membership.iter().any(|member| member.role == role);
        document.nations.iter().filter(holds).count()
    };
    let experts: u64 = document
        .nations
        .iter()
        .flat_map(|nation| &nation.experts)
        .map(|group| u64::from(group.count))
        .sum();
    let mut table = Table::new(&["what", "how many", "of these"]);
    let mut row = |what: &str, many: usize, more: String| {
        table.row(vec![what.to_owned(), grouped(many as u64), more]);
    };
    row("days", days(document), String::new());
    let run_offs = document
        .elections
        .iter()
        .filter(|it| it.run_off_of.is_some());
    row(
        "elections",
        document.elections.len(),
        format!("{} run-offs", run_offs.count()),
    );
    row("phases", document.phases.len(), String::new());
    row(
        "milestones: what must hold, and when",
        document.milestones.len(),
        String::new(),
    );
    row(
        "assets",
        document.assets.len(),
        format!(
            "{} instances, {} with a fallback",
            grouped(instances),
            fallbacks.count()
        ),
    );
    row(
        "dependencies (a choice of several counts once)",
        needs,
        String::new(),
    );
    row(
        "ways from one asset to attack another",
        reaches,
        String::new(),
    );
    row(
        "kinds of incident",
        document.kinds.len(),
        format!(
            "{} stages of work, {} consequences",
            document
                .kinds
                .iter()
                .map(|it| it.stages.len())
                .sum::<usize>(),
            document
                .kinds
                .iter()
                .map(|it| it.consequences.len())
                .sum::<usize>()
        ),
    );
    row("threats", document.threats.len(), String::new());
    row("scripted happenings", document.injects.len(), String::new());
    row(
        "nations",
        document.nations.len(),
        format!(
            "{} lead, {} more take part, {} observe; {experts} experts offered",
            has(Role::Lead),
            has(Role::Participant),
            has(Role::Observer)
        ),
    );
    let named = |staff: &Staff| matches!(staff, Staff::Unlimited { .. });
    let unlimited = document.teams.iter().filter(|it| named(&it.staff)).count();
    row(
        "teams",
        document.teams.len(),
        format!("{unlimited} stand for the staff of many bodies, without a number"),
    );
    row(
        "rules of dispatch",
        document.dispatch.rules.len(),
        String::new(),
    );
    row("targets", document.targets.len(), String::new());
    row("policies", document.policies.len(), String::new());
    page.put("census", texts(&table));
    page.put("policies.all", document.policies.len().to_string());
}

/// Length of the scenario in days.
fn days(document: &Document) -> usize {
    let hours = document.end.hours();
    decimal(hours / 24.0, 0).parse().unwrap_or_default()
}
