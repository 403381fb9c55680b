//! `sortie histories`.

use clap::Args;

use crate::app::{self, Histories, HistoriesRequest, Threads};
use crate::report::words::{bare, duration};
use crate::study::histories::History;

use super::progress::Terminal;
use super::{Failed, Source, interrupt, say};

/// Arguments of `sortie histories`.
#[derive(Clone, Debug, Args)]
pub(super) struct HistoriesArgs {
    #[command(flatten)]
    source: Source,
    /// Replications to look at
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: u64,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// Share of histories, in per cent, that lose no more service than the severe one
    #[arg(long, value_name = "PERCENT", default_value_t = 95, allow_negative_numbers = true, value_parser = super::number::between::<u8>(1, 100))]
    severe: u8,
    /// How many histories that differ most from each other, the typical one among them
    #[arg(long, value_name = "N", default_value_t = 5, allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 100))]
    varied: u16,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
}

/// Finds histories worth a look and prints a few words on each, with the command that traces it.
pub(super) fn histories(args: &HistoriesArgs) -> Result<(), Failed> {
    let request = HistoriesRequest {
        source: args.source.request(),
        replications: args.replications,
        seed: args.seed,
        severe: f64::from(args.severe) / 100.0,
        varied: usize::from(args.varied),
        threads: args.threads.map_or(Threads::ALL, Threads::new),
    };
    let mut watch = Terminal::new(true);
    let found = app::histories(&request, interrupt::watch(), &mut watch)?;
    let choice = &found.choice;
    let mut text = String::new();
    let mut show = |what: &str, place: usize| {
        let history = &found.all[place];
        text.push_str(&format!("{what}: replication {}\n", history.replication));
        text.push_str(&super::width().prose(&format!("  {}\n", words(&found, history))));
        text.push_str(&format!("  {} {}\n", found.command, history.replication));
    };
    show("Typical, nearest to the medians", choice.typical);
    show(
        &format!("Severe, {}% lose no more", args.severe),
        choice.severe,
    );
    show("Instructive, most different decisions", choice.instructive);
    for (nth, place) in choice.varied.iter().enumerate().skip(1) {
        show(
            &format!("Different, {nth} of {}", choice.varied.len() - 1),
            *place,
        );
    }
    say(&text)
}

/// What happened in one, in a sentence or two.
fn words(found: &Histories, history: &History) -> String {
    const MOST: usize = 3;
    let names = history.missed.iter().take(MOST);
    let names: Vec<String> = names
        .map(|ix| format!("“{}”", found.milestones[*ix]))
        .collect();
    let more = history.missed.len().saturating_sub(MOST);
    let missed = match (history.missed.len(), more) {
        (0, _) if found.milestones.is_empty() => String::new(),
        (0, _) => "; every milestone kept".to_owned(),
        (all, 0) => format!("; {all} missed: {}", names.join(", ")),
        (all, more) => format!("; {all} missed: {} and {more} more", names.join(", ")),
    };
    let response = history.response.map_or_else(String::new, |it| {
        format!(", at work after {} in the mean", duration(it))
    });
    format!(
        "{} incidents, {} grave (high or critical), {} caused by others; {} deployments{response}; \
         {} weighted hours of service lost{missed}.",
        bare(history.incidents),
        bare(history.grave),
        bare(history.secondary),
        bare(history.deployments),
        bare(history.loss)
    )
}
