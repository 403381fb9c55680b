//! All that was found in records.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::arrivals::{self, Arrivals};
use super::durations::{self, DurationFound, Verdict};
use super::fate::Fates;
use super::kinds::{ALL, UNNAMED};
use super::record::{Bounds, Ended, Record, Records};
use super::resolution::{Resolution, resolutions};
use super::step::Step;
use super::steps;
use super::watch::Watch;
use super::window;
use super::{CalibrateError, shown};
use crate::scenario::document::Severity;
use crate::stats::fit::{Known, Resampler};

/// How records are to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Zone of local times and weekdays.
    pub zone: TimeZone,
    /// Start of the records, ms since 1970: what began before is left out. The first onset if
    /// not given.
    pub from: Option<f64>,
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
    /// Its name as the records write it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Incidents.
    pub n: usize,
    /// Of these, false alarms. Where they are not all, durations are those of the others.
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
    /// Rows with something about an incident in them.
    pub rows: usize,
    /// Rows that could not be used.
    pub bad: usize,
    /// What became of all rows and files.
    pub fates: Fates,
    /// What was guessed in reading the records.
    pub guesses: Vec<String>,
    /// What looks wrong in them.
    pub cautions: Vec<String>,
    /// First onset, local date.
    pub from: String,
    /// End of the records, local.
    pub until: String,
    /// True if nobody said when the records end.
    pub until_guessed: bool,
    /// Time zone.
    pub zone: String,
    /// How exactly each column of moments is kept, where there are enough to tell.
    #[serde(default)]
    pub kept: Vec<Resolution>,
    /// Bootstrap samples asked for.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Kinds: all together first, if there are several.
    pub kinds: Vec<KindFound>,
}

impl Calibration {
    /// The found of a step to take for a kind: its own, or that of all kinds where its own rows
    /// are too few. False alarms take nothing from incidents that were real.
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
                let all = self.kinds.first().filter(|_| !kind.only_false_alarms())?;
                of(all).filter(usable).map(|found| (found, false))
            })
    }
}

impl KindFound {
    /// True if it is a kind of false alarm.
    pub const fn only_false_alarms(&self) -> bool {
        self.n > 0 && self.false_alarms == self.n
    }
}

/// A record with what is known of its steps.
type Good = (Record, [Option<Known>; 4]);

/// Finds all that records say; the fate of each row is written into them.
///
/// # Errors
/// If no row says anything.
pub fn calibrate(records: &mut Records, options: &Options) -> Result<Calibration, CalibrateError> {
    calibrate_watched(records, options, &Watch::default())
}

/// As [`calibrate`], for somebody who watches it and may ask it to stop.
///
/// # Errors
/// If no row says anything, or it was asked to stop.
pub fn calibrate_watched(
    records: &mut Records,
    options: &Options,
    watch: &Watch,
) -> Result<Calibration, CalibrateError> {
    if records.records.is_empty() {
        let first = records.rows.iter().find_map(|row| {
            let reason = row.bad.as_ref()?;
            Some(format!("\n  {}: {reason}", row.place()))
        });
        return Err(CalibrateError(format!(
            "no row can be read{}",
            first.unwrap_or_else(|| ": there are none".to_owned())
        )));
    }
    let until = options.until.or_else(|| last_moment(&records.records));
    let until = until.unwrap_or(0.0);
    let kept = resolutions(&records.records, &options.zone);
    // A moment that only the records name as their last is within them; one that the user names
    // as their end is not.
    let after = |at: &Bounds| match options.until {
        Some(end) => at.low >= end,
        None => at.low > until,
    };
    let early = |at: &Bounds| options.from.is_some_and(|from| at.low < from);
    let mut good: Vec<Good> = Vec::new();
    let mut outside = 0;
    for record in &records.records {
        let fate = &mut records.rows[record.row];
        if record.occurred.as_ref().is_some_and(early) {
            fate.bad = Some("begins before the start of the records (--from)".to_owned());
            outside += 1;
            continue;
        }
        if record.occurred.as_ref().is_some_and(after) {
            fate.bad = Some("begins after the end of the records (--until)".to_owned());
            outside += 1;
            continue;
        }
        let known = match steps::durations(record, records.has, until, &kept, fate) {
            Ok(known) => known,
            // When it began is one thing, how long it took another.
            Err(reason) if record.occurred.is_some() => {
                fate.steps = Default::default();
                fate.contradiction = Some(reason);
                [None; 4]
            }
            Err(reason) => {
                fate.steps = Default::default();
                fate.bad = Some(reason);
                continue;
            }
        };
        fate.arrival = match record.occurred {
            None => "no day of onset".to_owned(),
            Some(at) if at.high - at.low > 25.0 * 3_600_000.0 => {
                "counted, day of onset not known".to_owned()
            }
            Some(_) => "counted".to_owned(),
        };
        if record.false_alarm {
            fate.notes
                .push("false alarm: a kind of its own, with its own times".to_owned());
        }
        good.push((record.clone(), known));
    }
    if good.is_empty() {
        return Err(CalibrateError(
            "no row is left: each contradicts itself, or begins before --from or after --until; \
             choose an earlier --from or a later --until"
                .to_owned(),
        ));
    }
    let first = good
        .iter()
        .filter_map(|(record, _)| record.occurred)
        .filter(|at| at.high - at.low <= 25.0 * 3_600_000.0)
        .map(|at| at.low)
        .fold(f64::INFINITY, f64::min);
    // The day of the last onset belongs to the period, also where it begins with that onset.
    let last_onset = good
        .iter()
        .filter_map(|(record, _)| record.occurred)
        .map(|at| at.low)
        .fold(f64::NEG_INFINITY, f64::max);
    let period_end = if last_onset >= until {
        last_onset + 1.0
    } else {
        until
    };
    let start = options.from.unwrap_or(first);
    let groups = groups(&good, options.pool);
    let steps = Step::ALL
        .iter()
        .filter(|step| records.has[step.ix()])
        .count();
    let draws = options.draws.max(1) as u64;
    let each = draws * (steps as u64 + 1);
    watch.begin(each * groups.len() as u64);
    let mut kinds = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let frame = Frame {
            has: records.has,
            period: (start, period_end),
            options,
            watch,
            begun: each * number as u64,
        };
        kinds.push(kind(group, &frame));
        if watch.stopped() {
            return Err(CalibrateError("interrupted".to_owned()));
        }
    }
    for kind in &mut kinds {
        let name = records.kinds.name(&kind.id);
        kind.name = name.filter(|name| *name != kind.id).map(shown);
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
    let fates = Fates::of(&records.rows);
    let mut guesses = records.guesses.clone();
    guesses.extend_from_slice(records.kinds.said());
    let mut cautions = records.cautions.clone();
    cautions.extend(window::far_out(&records.records, &records.rows));
    if fates.bad > outside {
        cautions.push(lost(&fates, outside));
    }
    Ok(Calibration {
        source: records.source.clone(),
        rows: fates.rows(),
        bad: fates.bad,
        fates,
        guesses,
        cautions,
        from: if start.is_finite() {
            local(start)
        } else {
            "unknown".to_owned()
        },
        until: local(until),
        until_guessed: options.until.is_none(),
        zone: options.zone.iana_name().unwrap_or("UTC").to_owned(),
        kept: kept.into_iter().filter(|it| it.millis > 0).collect(),
        draws: options.draws,
        seed: options.seed,
        kinds,
    })
}

/// What rows that can't be used take from the rate.
fn lost(fates: &Fates, outside: usize) -> String {
    let bad = fates.bad - outside;
    let all = bad + fates.incidents();
    let share = bad as f64 / all as f64 * 100.0;
    format!(
        "{bad} of {all} rows that may be incidents are not in the rate, which may be up to {share:.0}% \
         too low for it"
    )
}

/// Records of one kind, under the id that it gets.
struct Group<'a> {
    id: String,
    records: Vec<&'a Good>,
}

/// All records together first, if they are of several kinds; then each kind. False alarms are a
/// kind of their own: their times are not those of what was real.
fn groups(good: &[Good], pool: bool) -> Vec<Group<'_>> {
    let key = |record: &Record| {
        let name = if pool {
            String::new()
        } else {
            record.kind.clone()
        };
        (name, record.false_alarm)
    };
    let mut keys: Vec<(String, bool)> = good.iter().map(|(record, _)| key(record)).collect();
    keys.sort_unstable();
    keys.dedup();
    let all = || good.iter().collect();
    if let [(name, _)] = &keys[..] {
        let id = if name.is_empty() { ALL } else { name };
        return vec![Group {
            id: id.to_owned(),
            records: all(),
        }];
    }
    let mut groups = vec![Group {
        id: ALL.to_owned(),
        records: all(),
    }];
    for wanted in &keys {
        let (name, false_alarm) = wanted;
        let both = keys.contains(&(name.clone(), !false_alarm));
        let mut id = match (&name[..], pool) {
            ("", true) => "real",
            ("", false) => UNNAMED,
            (name, _) => name,
        }
        .to_owned();
        if *false_alarm && both {
            id = if pool {
                "false-alarm".to_owned()
            } else {
                format!("{id}-false-alarm")
            };
        }
        while groups.iter().any(|group| group.id == id) {
            id.push_str("-2");
        }
        let records = good.iter().filter(|(record, _)| key(record) == *wanted);
        groups.push(Group {
            id,
            records: records.collect(),
        });
    }
    groups
}

/// What all kinds are fitted with.
struct Frame<'a> {
    has: [bool; 4],
    period: (f64, f64),
    options: &'a Options,
    watch: &'a Watch,
    /// Bootstrap samples of the kinds before.
    begun: u64,
}

fn kind(group: &Group<'_>, frame: &Frame<'_>) -> KindFound {
    let Frame {
        has,
        period,
        options,
        watch,
        begun,
    } = frame;
    let name = &group.id;
    let chosen = &group.records;
    let draws = options.draws.max(1) as u64;
    let onsets: Vec<Option<Bounds>> = chosen.iter().map(|(record, _)| record.occurred).collect();
    let samples = |what: &str| Resampler::new(options.seed, &format!("{name}/{what}"));
    let arrivals = period.0.is_finite().then(|| {
        let task = arrivals::Task {
            onsets: &onsets,
            period: *period,
            from_given: options.from.is_some(),
            zone: &options.zone,
            draws: options.draws,
            samples: samples("arrivals"),
            watch,
        };
        arrivals::find(&task)
    });
    watch.reach(begun + draws);
    let false_alarms = chosen
        .iter()
        .filter(|(record, _)| record.false_alarm)
        .count();
    let all_false = false_alarms == chosen.len();
    // Durations of false alarms are their own; among others they do not count.
    let counted = || {
        let all = chosen.iter();
        all.filter(|(record, _)| record.false_alarm == all_false)
    };
    let mut steps = Vec::new();
    for step in Step::ALL.into_iter().filter(|step| has[step.ix()]) {
        let all: Vec<&&Good> = counted()
            .filter(|(_, known)| known[step.ix()].is_some())
            .collect();
        let data: Vec<Known> = all
            .iter()
            .filter_map(|(_, known)| known[step.ix()])
            .collect();
        let limits = limits(&all, step, period.1);
        let task = durations::Task {
            data: &data,
            limits: &limits,
            may_miss: step == Step::Detection,
            draws: options.draws,
            samples: samples(step.name()),
            watch,
        };
        steps.push((step, durations::find(&task)));
        watch.reach(begun + draws * (steps.len() as u64 + 1));
        if watch.stopped() {
            break;
        }
    }
    let severities = Severity::ALL
        .into_iter()
        .map(|severity| {
            let of = counted().filter(|(record, _)| record.severity == Some(severity));
            (severity.name().to_owned(), of.count() as u64)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let mut arrivals = arrivals.flatten();
    let hidden = steps.first().and_then(|(_, found)| found.truncation);
    if let (Some(found), Some(hidden)) = (&mut arrivals, hidden) {
        let n = found.n as f64;
        // What is not in the log yet is missing from its last weeks.
        if found
            .trend
            .as_ref()
            .is_some_and(|trend| trend.per_year < 1.0)
        {
            found
                .cautions
                .retain(|caution| !caution.starts_with("the rate falls"));
        }
        found.cautions.push(format!(
            "about {} incidents had begun and were not in the log by its end, most of them late: \
             with them the rate is {} a week",
            hidden.hidden.round(),
            ((found.rate.estimate * (n + hidden.hidden) / n) * 100.0).round() / 100.0
        ));
    }
    KindFound {
        id: name.clone(),
        name: None,
        n: chosen.len(),
        false_alarms,
        severities,
        arrivals,
        steps,
    }
}

/// How long each detection could take at most to be on record by the end of the records, hours:
/// empty unless every record's moment of onset is known and every one was detected. A log that
/// keeps what is still hidden shows some of it.
fn limits(all: &[&&Good], step: Step, until: f64) -> Vec<f64> {
    if step != Step::Detection {
        return Vec::new();
    }
    let limit = |(record, known): &&&Good| {
        let at = record
            .occurred
            .filter(|at| at.high - at.low <= 25.0 * 3_600_000.0)?;
        let known = known[step.ix()].filter(Known::ended)?;
        let limit = (until - at.low) / 3_600_000.0;
        Some(limit.max(known.longest() * (1.0 + 1e-9)))
    };
    all.iter()
        .map(limit)
        .collect::<Option<Vec<f64>>>()
        .unwrap_or_default()
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
