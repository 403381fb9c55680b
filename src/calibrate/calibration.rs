//! All that was found in records.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::CalibrateError;
use super::arrivals::{self, Arrivals};
use super::durations::{self, DurationFound, Verdict};
use super::record::{Bounds, Ended, Record, Records};
use super::steps::{self, Step};
use crate::scenario::document::Severity;
use crate::stats::fit::Known;

/// The name of all kinds together.
pub const ALL: &str = "all";

/// How records are to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Zone of local times and weekdays.
    pub zone: TimeZone,
    /// End of the records, ms since 1970: what is open then is right-censored. The last moment
    /// in the records if not given.
    pub until: Option<f64>,
    /// Take all incidents as of one kind.
    pub pool: bool,
    /// Bootstrap samples.
    pub draws: usize,
    /// Root seed of the bootstrap.
    pub seed: u64,
}

/// What was found of a kind of incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindFound {
    /// Its id.
    pub id: String,
    /// Incidents.
    pub n: usize,
    /// Of these, false alarms; they count as arrivals alone.
    pub false_alarms: usize,
    /// Incidents of each severity.
    pub severities: Vec<(String, u64)>,
    /// Arrivals, if days of onset are known.
    pub arrivals: Option<Arrivals>,
    /// Durations by step, for steps that the records have.
    pub steps: Vec<(Step, DurationFound)>,
}

/// All that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Where the records come from.
    pub source: String,
    /// Rows.
    pub rows: usize,
    /// Rows that could not be used.
    pub bad: usize,
    /// First onset, local date.
    pub from: String,
    /// End of the records, local.
    pub until: String,
    /// True if nobody said when the records end.
    pub until_guessed: bool,
    /// Time zone.
    pub zone: String,
    /// Bootstrap samples asked for.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Kinds: all together first, if there are several.
    pub kinds: Vec<KindFound>,
}

impl Calibration {
    /// The found of a step to take for a kind: its own, or that of all kinds where its own rows
    /// are too few.
    pub fn step<'a>(
        &'a self,
        kind: &'a KindFound,
        step: Step,
    ) -> Option<(&'a DurationFound, bool)> {
        let of = |kind: &'a KindFound| {
            let found = kind.steps.iter().find(|(it, _)| *it == step);
            found.map(|(_, found)| found)
        };
        let usable = |found: &&DurationFound| !matches!(found.verdict, Verdict::None { .. });
        of(kind)
            .filter(usable)
            .map(|found| (found, true))
            .or_else(|| {
                let all = self.kinds.first()?;
                of(all).filter(usable).map(|found| (found, false))
            })
    }
}

/// Finds all that records say; the fate of each row is written into them.
///
/// # Errors
/// If no row says anything.
pub fn calibrate(records: &mut Records, options: &Options) -> Result<Calibration, CalibrateError> {
    if records.records.is_empty() {
        let first = records.rows.iter().find_map(|row| {
            let reason = row.bad.as_ref()?;
            Some(format!("\n  line {}: {reason}", row.line))
        });
        return Err(CalibrateError(format!(
            "no row can be read{}",
            first.unwrap_or_else(|| ": there are none".to_owned())
        )));
    }
    let until = options.until.or_else(|| last_moment(&records.records));
    let until = until.unwrap_or(0.0);
    let mut good: Vec<(Record, [Option<Known>; 4])> = Vec::new();
    for record in &records.records {
        let fate = &mut records.rows[record.row];
        match steps::durations(record, records.has, until, fate) {
            Ok(known) => {
                if let Some(at) = record.occurred.filter(|at| at.low > until) {
                    let _: Bounds = at;
                    fate.bad = Some("begins after the end of the records (--until)".to_owned());
                    continue;
                }
                fate.arrival = match record.occurred {
                    None => "no day of onset".to_owned(),
                    Some(at) if at.high - at.low > 25.0 * 3_600_000.0 => {
                        "counted, day of onset not known".to_owned()
                    }
                    Some(_) => "counted".to_owned(),
                };
                if record.false_alarm {
                    fate.steps = Default::default();
                    fate.notes
                        .push("false alarm: counts as an arrival alone".to_owned());
                }
                good.push((record.clone(), known));
            }
            Err(reason) => {
                fate.bad = Some(reason);
                fate.steps = Default::default();
            }
        }
    }
    if good.is_empty() {
        return Err(CalibrateError(
            "every row contradicts itself or begins after --until; see the reasons with a later \
             --until"
                .to_owned(),
        ));
    }
    let first = good
        .iter()
        .filter_map(|(record, _)| record.occurred)
        .filter(|at| at.high - at.low <= 25.0 * 3_600_000.0)
        .map(|at| at.low)
        .fold(f64::INFINITY, f64::min);
    let mut names: Vec<String> = good.iter().map(|(record, _)| record.kind.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |name: Option<&str>| -> KindFound {
        let chosen: Vec<&(Record, [Option<Known>; 4])> = good
            .iter()
            .filter(|(record, _)| name.is_none_or(|name| record.kind == name))
            .collect();
        kind(
            name.unwrap_or(ALL),
            &chosen,
            records.has,
            (first, until),
            options,
        )
    };
    let mut kinds = Vec::new();
    if options.pool || names.len() == 1 {
        let mut all = of(None);
        if let [only] = &names[..]
            && !only.is_empty()
            && !options.pool
        {
            all.id.clone_from(only);
        }
        kinds.push(all);
    } else {
        kinds.push(of(None));
        kinds.extend(names.iter().map(|name| of(Some(name))));
        for kind in &mut kinds[1..] {
            if kind.id.is_empty() {
                "unnamed".clone_into(&mut kind.id);
            }
        }
    }
    let local = |ms: f64| {
        jiff::Timestamp::from_millisecond(ms as i64).map_or_else(
            |_| "unknown".to_owned(),
            |at| {
                options
                    .zone
                    .to_datetime(at)
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string()
            },
        )
    };
    Ok(Calibration {
        source: records.source.clone(),
        rows: records.rows.len(),
        bad: records.rows.iter().filter(|row| row.bad.is_some()).count(),
        from: if first.is_finite() {
            local(first)
        } else {
            "unknown".to_owned()
        },
        until: local(until),
        until_guessed: options.until.is_none(),
        zone: options.zone.iana_name().unwrap_or("UTC").to_owned(),
        draws: options.draws,
        seed: options.seed,
        kinds,
    })
}

fn kind(
    name: &str,
    chosen: &[&(Record, [Option<Known>; 4])],
    has: [bool; 4],
    period: (f64, f64),
    options: &Options,
) -> KindFound {
    let onsets: Vec<Option<Bounds>> = chosen.iter().map(|(record, _)| record.occurred).collect();
    let topic = |what: &str| format!("{name}/{what}");
    let arrivals = period.0.is_finite().then(|| {
        arrivals::find(
            &onsets,
            period,
            &options.zone,
            options.draws,
            options.seed,
            &topic("arrivals"),
        )
    });
    let real = || chosen.iter().filter(|(record, _)| !record.false_alarm);
    let steps = Step::ALL
        .into_iter()
        .filter(|step| has[step.ix()])
        .map(|step| {
            let data: Vec<Known> = real().filter_map(|(_, known)| known[step.ix()]).collect();
            let found = durations::find(&data, options.draws, options.seed, &topic(step.name()));
            (step, found)
        })
        .collect();
    let severities = Severity::ALL
        .into_iter()
        .map(|severity| {
            let of = real().filter(|(record, _)| record.severity == Some(severity));
            (severity.name().to_owned(), of.count() as u64)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    KindFound {
        id: name.to_owned(),
        n: chosen.len(),
        false_alarms: chosen.len() - real().count(),
        severities,
        arrivals: arrivals.flatten(),
        steps,
    }
}

/// The last moment that any record names.
fn last_moment(records: &[Record]) -> Option<f64> {
    let ends = records.iter().flat_map(|record| {
        let ends = record.ended.iter().filter_map(|end| match end {
            Ended::Moment(at) => Some(at.high),
            _ => None,
        });
        ends.chain(record.occurred.map(|at| at.high))
    });
    ends.max_by(f64::total_cmp)
}
