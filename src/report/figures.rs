//! The charts of a run, from its study.

use crate::chart::{
    AnswerBar, AssetNode, Caption, CurvePoint, InfrastructureGraph, Link, LinkKind, ResponseCurve,
    ResponseCurves, TargetLine, Tone, Way, WhoAnswered,
};
use crate::outcome::{GRAVEST_FIRST, Measure, Rows};
use crate::scenario::document::{Document, Need, Severity};
use crate::study::Study;
use crate::study::curves::{Band, Curve, Point, reached};
use crate::study::estimate::Estimate;
use crate::study::summary::Summary;
use crate::world::World;

use super::album::{Album, Drawing};
use super::calendar_figures::{election_calendar, timeline};
use super::captions::{caption, finding};
use super::chart_findings;
use super::convergence_figure;
use super::exceedance_figure;
use super::misses_figure;
use super::staffing_figures;
use super::stages_figure;
use super::words::{decimal, duration, duration_estimate};

/// Draws all charts of a run. `history` holds the incidents of replication 0.
pub fn draw(world: &World, study: &Study, summary: &Summary, history: &Rows) -> Album {
    draw_as(world, study, summary, history, &Drawing::default())
}

/// The same, of those charts that are wanted, as they are.
pub(super) fn draw_as(
    world: &World,
    study: &Study,
    summary: &Summary,
    history: &Rows,
    wanted: &Drawing,
) -> Album {
    let response = curves(world, study, summary, &RESPONSE);
    let containment = curves(world, study, summary, &CONTAINMENT);
    let calendar = election_calendar(world, study, summary);
    let graph = infrastructure(world, summary);
    let answered = who_answered(world, summary);
    let timeline = timeline(world, summary, history, &wanted.window);
    let mut album = Album::new(wanted);
    album.add("response-times", &response);
    album.add("containment-times", &containment);
    album.add("election-calendar", &calendar);
    album.add("infrastructure", &graph);
    album.add("who-answered", &answered);
    album.add("timeline", &timeline);
    // What a scenario does not have is left out.
    if let Some(chart) = misses_figure::misses(world, summary) {
        album.add("misses", &chart);
    }
    if let Some(chart) = exceedance_figure::service_loss(world, study, summary) {
        album.add("exceedance", &chart);
    }
    if let Some(chart) = stages_figure::stages(world, summary) {
        album.add("stages", &chart);
    }
    if let Some(chart) = convergence_figure::convergence(world, study, summary) {
        album.add("convergence", &chart);
    }
    if let Some(chart) = staffing_figures::roster_strip(world, summary) {
        album.add("roster", &chart);
    }
    if let Some(chart) = staffing_figures::effectiveness(world, study, summary) {
        album.add("effectiveness", &chart);
    }
    if let Some(chart) = staffing_figures::group_load(world, summary) {
        album.add("group-load", &chart);
    }
    if let Some(chart) = staffing_figures::wait_bars(world, summary) {
        album.add("waits", &chart);
    }
    album
}

/// A curve as a chart draws it.
pub(super) fn points(curve: &Curve) -> Vec<CurvePoint> {
    let of = |point: &Point| {
        let (low, high) = point.limits.unwrap_or((f64::NAN, f64::NAN));
        CurvePoint {
            hours: point.hours,
            share: point.share,
            low,
            high,
        }
    };
    curve.points.iter().map(of).collect()
}

/// A curve chart of a measure: its title and words, and the moments of its clock.
struct CurveWords {
    measure: Measure,
    title: &'static str,
    reached: &'static str,
    /// The same as a part of a sentence.
    have: &'static str,
    censored: &'static str,
}

const RESPONSE: CurveWords = CurveWords {
    measure: Measure::Response,
    title: "How fast help comes",
    reached: "Share of detected incidents with hands on",
    have: "have help",
    censored: "without hands on",
};

const CONTAINMENT: CurveWords = CurveWords {
    measure: Measure::Containment,
    title: "How fast incidents are contained",
    reached: "Share of detected incidents contained",
    have: "are contained",
    censored: "not contained",
};

/// The share of incidents that reached the end of a measure, by severity.
fn curves(world: &World, study: &Study, summary: &Summary, words: &CurveWords) -> ResponseCurves {
    let document = &world.document;
    let mut sections = true;
    let mut curves = Vec::new();
    let mut severities = Vec::new();
    for severity in GRAVEST_FIRST {
        let Some(curve) = reached(study, words.measure, severity) else {
            continue;
        };
        sections &= curve.band == Band::Sections;
        let median = summary
            .duration(words.measure, Some(severity))
            .and_then(|row| row.median);
        curves.push(ResponseCurve {
            tone: Tone::Severity(severity),
            label: severity.name().to_owned(),
            n: curve.n,
            median: median
                .as_ref()
                .map_or_else(|| "not reached".to_owned(), duration_estimate),
            median_at: median.map(|median| median.estimate),
            points: points(&curve),
        });
        severities.push(severity);
    }
    let (targets, note) = target_lines(document, summary, words.measure, &severities);
    let band = if sections {
        "Bands: 95% pointwise, log–log scale, from the spread of 20 sections of replications"
    } else {
        "Bands: 95% pointwise, Greenwood, log–log scale"
    };
    ResponseCurves {
        caption: Caption {
            statistic: format!(
                "Share = 1 − Kaplan–Meier; incidents {} at the end are censored",
                words.censored
            ),
            interval: band.to_owned(),
            note,
            ..finding(
                caption(document, summary, words.title),
                chart_findings::times(summary, words.measure, words.have),
            )
        },
        reached: words.reached.to_owned(),
        clock: "Time since detection".to_owned(),
        curves,
        targets,
    }
}

/// The deadlines on a measure's clock that are for all incidents of a severity, with the shares
/// in time that the summary gives, and a word on those that are for some of them.
fn target_lines(
    document: &Document,
    summary: &Summary,
    measure: Measure,
    severities: &[Severity],
) -> (Vec<TargetLine>, String) {
    let mut lines: Vec<TargetLine> = Vec::new();
    let mut partial = 0_usize;
    for (target, found) in document.targets.iter().zip(&summary.targets) {
        if (target.from, target.to) != measure.moments() || target.team.is_some() {
            continue;
        }
        if !target.kinds.is_empty() || !target.tags.is_empty() {
            partial += 1;
            continue;
        }
        let shares = severities.iter().map(|severity| {
            let mut rows = found.by_severity.iter();
            let share = rows.find(|row| row.severity == severity.name())?.share?;
            Some((share, share))
        });
        let hours = target.within.hours();
        match lines
            .iter_mut()
            .find(|other| other.hours.to_bits() == hours.to_bits())
        {
            // Those of one length are one line: each severity has one share by then.
            Some(other) => {
                for (known, share) in other.shares.iter_mut().zip(shares) {
                    *known = known.or(share);
                }
            }
            None => lines.push(TargetLine {
                hours,
                label: format!("target {}", short(hours)),
                shares: shares.collect(),
            }),
        }
    }
    let mut note = if lines.is_empty() {
        String::new()
    } else {
        "Targets: share in time of the incidents whose deadline passed before the end".to_owned()
    };
    if partial > 0 {
        let apart = format!(
            "{} for some kinds or assets only {} in the summary",
            if partial == 1 {
                "A target".to_owned()
            } else {
                format!("{partial} targets")
            },
            if partial == 1 { "is" } else { "are" }
        );
        note = if note.is_empty() {
            apart
        } else {
            format!("{note}. {apart}")
        };
    }
    (lines, note)
}

/// `4 h`, `72 h`, `30 min`, `7 d`.
fn short(hours: f64) -> String {
    // Deadlines are spoken of in hours up to three days.
    if (1.0..=72.0).contains(&hours) {
        return format!("{} h", decimal(hours, 1).trim_end_matches(".0"));
    }
    duration(hours).replace(".0 ", " ")
}

/// Dependencies, and where service is lost.
pub(crate) fn infrastructure(world: &World, summary: &Summary) -> InfrastructureGraph {
    let document = &world.document;
    let mut links = Vec::new();
    for (from, asset) in document.assets.iter().enumerate() {
        for need in &asset.needs {
            let kind = match need {
                Need::Hard(_) | Need::ShareOf(_) => LinkKind::Hard,
                Need::Soft { .. } => LinkKind::Soft,
                Need::Any(_) | Need::AtLeast { .. } => LinkKind::Shared,
            };
            for to in need.assets() {
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
            statistic:
                "Service loss = criticality × phase weight × (1 − service level), summed over the \
                        scenario's hours"
                    .to_owned(),
            ..finding(
                caption(document, summary, "Where service is lost"),
                chart_findings::most_lost(world, summary),
            )
        },
        measure: "Weighted hours lost, mean per replication".to_owned(),
        nodes: document
            .assets
            .iter()
            .zip(&summary.assets)
            .map(|(asset, loss)| AssetNode {
                label: asset.name.clone(),
                loss: loss.service_loss_hours.estimate,
                layer: None,
            })
            .collect(),
        links,
        ways: ways(document, summary),
    }
}

/// How milestones came to be missed, by assets: the ways that were taken most often.
fn ways(document: &Document, summary: &Summary) -> Vec<Way> {
    const MOST: usize = 12;
    let place = |id: &String| document.assets.iter().position(|asset| asset.id == *id);
    let mut ways: Vec<Way> = Vec::new();
    for cause in summary.milestones.iter().flat_map(|it| &it.missed_by) {
        let assets: Option<Vec<usize>> = cause.chain.iter().map(place).collect();
        let Some(assets) = assets.filter(|_| cause.source.is_some()) else {
            continue;
        };
        let weight = cause.missed as f64;
        match ways.iter_mut().find(|way| way.assets == assets) {
            Some(way) => way.weight += weight,
            None => ways.push(Way { assets, weight }),
        }
    }
    ways.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    ways.truncate(MOST);
    ways
}

fn bar(label: &str, estimate: &Estimate) -> AnswerBar {
    AnswerBar {
        label: label.to_owned(),
        mean: estimate.estimate,
        low: estimate.low.unwrap_or(estimate.estimate),
        high: estimate.high.unwrap_or(estimate.estimate),
    }
}

/// Bars from the greatest to the least, without those of nothing, of which the number is told.
fn busiest_first(bars: impl Iterator<Item = AnswerBar>) -> (Vec<AnswerBar>, usize) {
    let (mut some, none): (Vec<AnswerBar>, Vec<AnswerBar>) = bars.partition(|bar| bar.mean > 0.0);
    some.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    (some, none.len())
}

/// Who carries the work.
pub(crate) fn who_answered(world: &World, summary: &Summary) -> WhoAnswered {
    let mut experts = world.pools.iter().flat_map(|pool| &pool.experts);
    let nations = experts.any(|expert| expert.nation.is_some());
    let of_nations = if nations {
        "only experts whose nation the scenario names count in the lower panel"
    } else {
        "no expert has a nation, so there is nothing to show by nation"
    };
    let teams = summary.teams.iter();
    let (teams, idle) = busiest_first(teams.map(|team| bar(&team.name, &team.deployments)));
    let who = summary.nations.iter().filter(|_| nations);
    let (who, at_home) = busiest_first(who.map(|it| bar(&it.name, &it.expert_hours)));
    let left_out = match idle + at_home {
        0 => "",
        _ => "; who did nothing is left out",
    };
    WhoAnswered {
        caption: Caption {
            statistic: "Mean per replication".to_owned(),
            interval: "Whiskers: 95% interval of the mean (Student t over replications), not the range of \
                       histories"
                .to_owned(),
            note: format!("A deployment is a request for which a crew was sent; {of_nations}{left_out}"),
            ..finding(
                caption(&world.document, summary, "Who answered"),
                chart_findings::most_answered(summary),
            )
        },
        team_measure: "Deployments per replication".to_owned(),
        teams,
        nation_measure: "Expert hours per replication".to_owned(),
        nations: who,
    }
}
