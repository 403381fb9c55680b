//! The charts of a run, from its study.

use jiff::ToSpan;

use crate::chart::{
    AnswerBar, AssetNode, CalendarBin, CalendarPhase, Caption, ChartError, CurvePoint, DayMark,
    DutySpan, DutyStrip, ElectionCalendar, InfrastructureGraph, Link, LinkKind, ResponseCurve,
    ResponseCurves, Svg, TargetLine, Timeline, TimelineRow, Tone, WhoAnswered,
};
use crate::outcome::{GRAVEST_FIRST, IncidentRecord, Measure};
use crate::scenario::document::{Document, Moment, Need, Severity, Staff};
use crate::scenario::time::{Instant, Span};
use crate::study::Study;
use crate::study::curves::{Band, reached};
use crate::study::summary::{Estimate, Summary};
use crate::world::World;

use super::words::{decimal, duration, duration_estimate};

/// Rows that a timeline can hold and stay legible.
const TIMELINE_ROWS: usize = 60;

/// A chart with its file name (without ending) and title.
#[derive(Clone, Debug)]
pub struct Figure {
    /// File name without ending.
    pub file: &'static str,
    /// What it shows.
    pub title: String,
    /// The drawing.
    pub drawing: Svg,
}

/// Draws all charts of a run. `history` holds the incidents of replication 0.
///
/// # Errors
/// If the drawing backend fails.
pub fn draw(
    world: &World,
    study: &Study,
    summary: &Summary,
    history: &[IncidentRecord],
) -> Result<Vec<Figure>, ChartError> {
    let figure = |file, caption: &Caption, drawing| Figure {
        file,
        title: caption.title.clone(),
        drawing,
    };
    let response = response_curves(world, study, summary);
    let calendar = election_calendar(world, study, summary);
    let graph = infrastructure(world, summary);
    let answered = who_answered(world, summary);
    let timeline = timeline(world, summary, history);
    Ok(vec![
        figure("response-times", &response.caption, response.draw()?),
        figure("election-calendar", &calendar.caption, calendar.draw()?),
        figure("infrastructure", &graph.caption, graph.draw()?),
        figure("who-answered", &answered.caption, answered.draw()?),
        figure("timeline", &timeline.caption, timeline.draw()?),
    ])
}

fn caption(document: &Document, summary: &Summary, title: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: format!(
            "{} · {} to {}",
            document.name,
            document.calendar.local(Instant::START).strftime("%-d %B %Y"),
            document
                .calendar
                .local(document.end - Span::MINUTE)
                .strftime("%-d %B %Y")
        ),
        statistic: String::new(),
        interval: String::new(),
        replications: summary.replications,
        note: String::new(),
        source: format!(
            "Sortie {} · scenario {} ({}) · seed {}",
            summary.sortie,
            summary.scenario,
            summary.scenario_hash.get(..12).unwrap_or_default(),
            summary.seed
        ),
    }
}

/// How fast help comes, by severity.
pub fn response_curves(world: &World, study: &Study, summary: &Summary) -> ResponseCurves {
    let document = &world.document;
    let mut sections = true;
    let mut curves = Vec::new();
    for severity in GRAVEST_FIRST {
        let Some(curve) = reached(study, Measure::Response, severity) else {
            continue;
        };
        sections &= curve.band == Band::Sections;
        let median = summary
            .duration(Measure::Response, Some(severity))
            .and_then(|row| row.median)
            .map_or_else(|| "not reached".to_owned(), |median| duration_estimate(&median));
        curves.push(ResponseCurve {
            tone: Tone::Severity(severity),
            label: severity.name().to_owned(),
            n: curve.n,
            median,
            points: curve
                .points
                .iter()
                .map(|point| CurvePoint {
                    hours: point.hours,
                    share: point.share,
                    low: point.low,
                    high: point.high,
                })
                .collect(),
        });
    }
    let mut targets: Vec<TargetLine> = Vec::new();
    for target in &document.targets {
        let headline = target.from == Moment::Detected && target.to == Moment::HandsOn;
        let hours = target.within.hours();
        if headline && targets.iter().all(|other| other.hours != hours) {
            targets.push(TargetLine {
                hours,
                label: format!("target {}", short(hours)),
            });
        }
    }
    let band = if sections {
        "Bands: 95% pointwise, log–log scale, from the spread of 20 sections of replications"
    } else {
        "Bands: 95% pointwise, Greenwood, log–log scale"
    };
    ResponseCurves {
        caption: Caption {
            statistic: "Share = 1 − Kaplan–Meier; incidents without hands on at the end are censored".to_owned(),
            interval: band.to_owned(),
            ..caption(document, summary, "How fast help comes")
        },
        reached: "Share of detected incidents with hands on".to_owned(),
        clock: "Time since detection".to_owned(),
        curves,
        targets,
    }
}

/// `4 h`, `72 h`, `30 min`, `7 d`.
fn short(hours: f64) -> String {
    // Deadlines are spoken of in hours up to three days.
    if (1.0..=72.0).contains(&hours) {
        return format!("{} h", decimal(hours, 1).trim_end_matches(".0"));
    }
    duration(hours).replace(".0 ", " ")
}

fn calendar_ticks(document: &Document) -> Vec<(f64, String)> {
    let calendar = &document.calendar;
    let days = document.end.hours() / 24.0;
    let first = calendar.local(Instant::START).date();
    let mut ticks = Vec::new();
    let mut add = |date: jiff::civil::Date, label: String| {
        if let Ok(stamp) = calendar.zone().to_timestamp(date.at(0, 0, 0, 0)) {
            let at = calendar.instant(stamp);
            if at >= Instant::START && at <= document.end {
                ticks.push((at.hours(), label));
            }
        }
    };
    if days > 70.0 {
        let months = (days / 30.4).ceil() as i64 + 1;
        let step = (months / 14 + 1).max(1);
        let start = first.first_of_month();
        for month in (0..=months).step_by(step as usize) {
            if let Ok(date) = start.checked_add(month.months()) {
                let label = if date.month() == 1 || month == 0 {
                    date.strftime("%b %Y").to_string()
                } else {
                    date.strftime("%b").to_string()
                };
                add(date, label);
            }
        }
    } else {
        let step = (days / 10.0).ceil().max(1.0) as i64;
        for day in (0..=days as i64).step_by(step as usize) {
            if let Ok(date) = first.checked_add(day.days()) {
                add(date, date.strftime("%-d %b").to_string());
            }
        }
    }
    ticks
}

/// Election days; elections on the same day share a mark.
fn election_marks(document: &Document) -> Vec<DayMark> {
    let mut days: Vec<(Instant, f64, Vec<&str>)> = Vec::new();
    for election in &document.elections {
        match days.iter_mut().find(|(day, ..)| *day == election.day) {
            Some((_, _, names)) => names.push(&election.name),
            None => days.push((election.day, election.polls_open.hours(), vec![&election.name])),
        }
    }
    days.iter()
        .map(|(day, at, names)| DayMark {
            at: *at,
            label: format!("{}, {}", names.join(" + "), document.calendar.day(*day)),
        })
        .collect()
}

/// What happens when.
pub fn election_calendar(world: &World, study: &Study, summary: &Summary) -> ElectionCalendar {
    let document = &world.document;
    let week = Span::WEEK.hours();
    let replications = study.replications.max(1) as f64;
    let end = document.end.hours();
    let bins = study
        .pooled
        .weeks
        .iter()
        .enumerate()
        .map(|(ix, counts)| CalendarBin {
            from: ix as f64 * week,
            to: ((ix + 1) as f64 * week).min(end),
            mean: counts.map(|count| count as f64 / replications),
        })
        .collect();
    let duty = document
        .teams
        .iter()
        .zip(&world.pools)
        .filter(|(team, _)| matches!(team.staff, Staff::Roster(_)))
        .map(|(team, pool)| DutyStrip {
            label: team.name.clone(),
            shifts: pool
                .shifts
                .iter()
                .enumerate()
                .map(|(ix, shift)| DutySpan {
                    from: shift.from.hours().max(0.0),
                    to: pool
                        .shifts
                        .get(ix + 1)
                        .map_or(end, |next| next.from.hours())
                        .clamp(0.0, end),
                    label: shift.rotating.map_or_else(
                        || "nobody".to_owned(),
                        |nation| document.nations[nation.ix()].name.clone(),
                    ),
                })
                .filter(|span| span.to > span.from)
                .collect(),
        })
        .collect();
    ElectionCalendar {
        caption: Caption {
            statistic: "Mean number of incidents per week of the scenario, false alarms left out".to_owned(),
            ..caption(document, summary, "Incidents over the election calendar")
        },
        from: 0.0,
        to: end,
        ticks: calendar_ticks(document),
        bins,
        per: "Incidents per week".to_owned(),
        phases: document
            .phases
            .iter()
            .map(|phase| CalendarPhase {
                from: phase.from.hours(),
                to: phase.to.hours(),
                label: phase.name.clone(),
            })
            .collect(),
        elections: election_marks(document),
        duty,
    }
}

/// What leans on what, and where service is lost.
pub fn infrastructure(world: &World, summary: &Summary) -> InfrastructureGraph {
    let document = &world.document;
    let mut links = Vec::new();
    for (from, asset) in document.assets.iter().enumerate() {
        for need in &asset.needs {
            let kind = match need {
                Need::Hard(_) | Need::ShareOf(_) => LinkKind::Hard,
                Need::Soft { .. } => LinkKind::Soft,
                Need::Any(_) | Need::AtLeast { .. } => LinkKind::Shared,
            };
            for to in crate::world::need_assets(need) {
                links.push(Link {
                    from,
                    to: to.ix(),
                    kind,
                });
            }
        }
    }
    InfrastructureGraph {
        caption: Caption {
            statistic: "Service loss = criticality × phase weight × (1 − service level), summed over the \
                        scenario's hours"
                .to_owned(),
            note: "An asset stands to the right of all it needs".to_owned(),
            ..caption(document, summary, "Where service is lost")
        },
        measure: "Weighted hours lost, mean per replication".to_owned(),
        nodes: document
            .assets
            .iter()
            .zip(&summary.assets)
            .map(|(asset, loss)| AssetNode {
                label: asset.id.clone(),
                loss: loss.service_loss_hours.estimate,
                layer: None,
            })
            .collect(),
        links,
    }
}

fn bar(label: &str, estimate: &Estimate) -> AnswerBar {
    AnswerBar {
        label: label.to_owned(),
        mean: estimate.estimate,
        low: estimate.low.unwrap_or(estimate.estimate),
        high: estimate.high.unwrap_or(estimate.estimate),
    }
}

/// Who carries the work.
pub fn who_answered(world: &World, summary: &Summary) -> WhoAnswered {
    WhoAnswered {
        caption: Caption {
            statistic: "Mean per replication".to_owned(),
            interval: "Whiskers: 95%, Student t over replications".to_owned(),
            note: "A deployment is a request for which a crew was sent; only experts whose nation the \
                   scenario names count in the lower panel"
                .to_owned(),
            ..caption(&world.document, summary, "Who answered")
        },
        team_measure: "Deployments per replication".to_owned(),
        teams: summary
            .teams
            .iter()
            .map(|team| bar(&team.name, &team.deployments))
            .collect(),
        nation_measure: "Expert hours per replication".to_owned(),
        nations: summary
            .nations
            .iter()
            .map(|nation| bar(&nation.name, &nation.expert_hours))
            .collect(),
    }
}

/// One history, incident by incident: the gravest, then the longest.
pub fn timeline(world: &World, summary: &Summary, history: &[IncidentRecord]) -> Timeline {
    let document = &world.document;
    let end = document.end.hours();
    let severity = |record: &IncidentRecord| {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.name() == record.severity)
            .unwrap_or(Severity::Low)
    };
    let mut real: Vec<&IncidentRecord> = history.iter().filter(|record| !record.false_alarm).collect();
    let total = real.len() as u64;
    let length = |record: &IncidentRecord| record.recovered_h.unwrap_or(end) - record.onset_h;
    real.sort_by(|a, b| {
        (severity(b), length(b))
            .partial_cmp(&(severity(a), length(a)))
            .unwrap_or(std::cmp::Ordering::Equal)
            .then(a.incident.cmp(&b.incident))
    });
    real.truncate(TIMELINE_ROWS);
    let rows = real
        .iter()
        .map(|record| TimelineRow {
            label: format!("{} · {}", record.kind, record.asset),
            group: String::new(),
            severity: severity(record),
            onset: record.onset_h,
            detected: record.detected_h,
            hands_on: record.hands_on_h,
            recovered: record.recovered_h,
            answered_by: if record.first_team.is_empty() {
                "nobody".to_owned()
            } else {
                record.teams.clone()
            },
        })
        .collect();
    Timeline {
        caption: Caption {
            replications: 0,
            note: "One possible history, replication 0; false alarms left out".to_owned(),
            ..caption(document, summary, "One history, incident by incident")
        },
        from: 0.0,
        to: end,
        ticks: calendar_ticks(document),
        elections: election_marks(document),
        rows,
        total,
        selection: "the gravest, then the longest".to_owned(),
    }
}
