//! The columns of a row that says what one replication came to.
//!
//! Names do not depend on what happened, only on the ids in the scenario, so files of the same
//! scenario have the same columns: `MEASURE` for the whole, `MEASURE:ID` for a part of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::world::World;
use crate::world::experts::Group;

use super::collector::GRAVEST_FIRST;
use super::history_measure::{HistoryMeasure, MEANS};
use super::measure::Measure;
use super::replication_column::{Form, ReplicationColumn};
use super::tally::Scalar;
use super::wait::Wait;

/// How a deadline came out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    Met,
    Missed,
    Undecided,
}

/// What is told of the durations of a replication.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clock {
    Started,
    Open,
    EndedHours,
}

/// What is told of the worst incident.
#[derive(Clone, Copy, Debug)]
pub(super) enum Worst {
    Number,
    Kind,
    Asset,
    Severity,
    Lifetime,
    Open,
}

/// Where the cells of a column come from. Numbers are indices in the world.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    Replication,
    Scalar(Scalar),
    Clock(Measure, Clock),
    /// The place of a [`HistoryMeasure`].
    Mean(usize),
    Deadlines(usize, Severity, Fate),
    Kept(usize),
    /// What a milestone's miss goes back to.
    MissedBy(usize),
    /// What the missed deadlines of a target go back to.
    LateBy(usize),
    Loss(usize),
    Kind(usize),
    Deployments(usize),
    TeamHours(usize),
    /// The same in every replication.
    Always(f64),
    Requests(usize),
    Wait(usize, Wait),
    Effectiveness(usize),
    Course(usize),
    GroupHours(usize, usize),
    Assignments(usize),
    NationHours(usize),
    Worst(Worst),
}

/// Columns with their sources.
#[derive(Default)]
struct Columns(Vec<(ReplicationColumn, Source)>);

impl Columns {
    fn add(
        &mut self,
        name: impl Into<String>,
        unit: &'static str,
        what: impl Into<String>,
        (form, source): (Form, Source),
    ) {
        let column = ReplicationColumn::new(name.into(), unit, what.into(), form);
        self.0.push((column, source));
    }
}

/// The columns of a world.
pub(crate) fn columns(world: &World) -> Vec<ReplicationColumn> {
    let all = with_sources(world).into_iter();
    all.map(|(column, _)| column).collect()
}

/// The columns of several worlds, each once: those of the first, then what others have besides.
pub(crate) fn union<'a>(worlds: impl IntoIterator<Item = &'a World>) -> Vec<ReplicationColumn> {
    let mut all: Vec<ReplicationColumn> = Vec::new();
    let mut known = BTreeSet::new();
    for world in worlds {
        for column in columns(world) {
            if known.insert(column.name.clone()) {
                all.push(column);
            }
        }
    }
    all
}

/// The columns of a world, and where their cells come from.
pub(super) fn with_sources(world: &World) -> Vec<(ReplicationColumn, Source)> {
    let mut all = Columns::default();
    all.add(
        "replication",
        "",
        "replication, from 0",
        (Form::Whole, Source::Replication),
    );
    for scalar in Scalar::ALL {
        let (unit, form) = match scalar {
            Scalar::Rework => ("h", Form::Number),
            Scalar::ServiceLoss => ("weighted h", Form::Number),
            _ => ("", Form::Whole),
        };
        let what = match scalar {
            Scalar::OfSeverity(severity) => format!("incidents, {}", severity.name()),
            _ => scalar.words().trim_start_matches("… ").to_owned(),
        };
        all.add(scalar.name(), unit, what, (form, Source::Scalar(scalar)));
    }
    durations(world, &mut all);
    deadlines(world, &mut all);
    places_and_kinds(world, &mut all);
    for team in 0..world.pools.len() {
        of_team(world, team, &mut all);
    }
    for (ix, nation) in world.document.nations.iter().enumerate() {
        let (id, name) = (&nation.id, &nation.name);
        all.add(
            format!("nation_assignments:{id}"),
            "",
            format!("experts sent by {name}"),
            (Form::Whole, Source::Assignments(ix)),
        );
        all.add(
            format!("nation_expert_hours:{id}"),
            "h",
            format!("expert hours of {name}, from assignment to the end of work"),
            (Form::Number, Source::NationHours(ix)),
        );
    }
    worst(&mut all);
    all.0
}

fn durations(world: &World, all: &mut Columns) {
    for measure in Measure::ALL {
        let (name, words) = (measure.name(), measure.words());
        let mut add = |part: &str, unit, what: &str, form, clock| {
            let what = format!("{words}: {what}; false alarms left out");
            let source = Source::Clock(measure, clock);
            all.add(format!("{name}_{part}"), unit, what, (form, source));
        };
        add(
            "started",
            "",
            "incidents whose clock started",
            Form::Whole,
            Clock::Started,
        );
        add(
            "open",
            "",
            "of these, still running at the end (censored)",
            Form::Whole,
            Clock::Open,
        );
        add(
            "ended_hours",
            "h",
            "sum over those that ended",
            Form::Number,
            Clock::EndedHours,
        );
    }
    for (place, measure) in MEANS.into_iter().enumerate() {
        let mean = HistoryMeasure::Mean(measure);
        let what = format!(
            "mean {}, longer ones count as {}, of incidents that could be watched for so long",
            measure.words(),
            measure.horizon(&world.document)
        );
        all.add(
            mean.id(world),
            "h",
            what,
            (Form::Number, Source::Mean(place)),
        );
    }
}

fn deadlines(world: &World, all: &mut Columns) {
    for (ix, target) in world.document.targets.iter().enumerate() {
        for severity in GRAVEST_FIRST {
            if !target.severity.contains(severity) {
                continue;
            }
            for (fate, name, words) in [
                (Fate::Met, "met", "in time"),
                (Fate::Missed, "missed", "too late"),
                (
                    Fate::Undecided,
                    "undecided",
                    "the end came before the deadline",
                ),
            ] {
                let severity_name = severity.name();
                all.add(
                    format!("target_{name}:{}:{severity_name}", target.id),
                    "",
                    format!("{}, {severity_name} incidents: {words}", target.name),
                    (Form::Whole, Source::Deadlines(ix, severity, fate)),
                );
            }
        }
    }
    for (ix, target) in world.document.targets.iter().enumerate() {
        all.add(
            format!("late_by:{}", target.id),
            "",
            format!(
                "{}, too late: what the incidents go back to, what took longest and how many, as \
                 FROM/HELD_UP_BY=COUNT, joined by semicolons",
                target.name
            ),
            (Form::Text, Source::LateBy(ix)),
        );
    }
    for (ix, milestone) in world.document.milestones.iter().enumerate() {
        all.add(
            format!("kept:{}", milestone.id),
            "",
            format!("milestone kept: {}", milestone.name),
            (Form::Flag, Source::Kept(ix)),
        );
        all.add(
            format!("missed_by:{}", milestone.id),
            "",
            format!(
                "{}, missed: what it goes back to, the kind of incident (nothing for an outage) and \
                 the asset that it befell, as FROM/KIND/ASSET; unknown where it could not be told",
                milestone.name
            ),
            (Form::Text, Source::MissedBy(ix)),
        );
    }
}

fn places_and_kinds(world: &World, all: &mut Columns) {
    for (ix, asset) in world.document.assets.iter().enumerate() {
        all.add(
            format!("service_loss_hours:{}", asset.id),
            "weighted h",
            format!("weighted service loss of {}", asset.id),
            (Form::Number, Source::Loss(ix)),
        );
    }
    for (ix, kind) in world.document.kinds.iter().enumerate() {
        all.add(
            format!("incidents:{}", kind.id),
            "",
            format!("incidents of the kind {}", kind.id),
            (Form::Whole, Source::Kind(ix)),
        );
    }
}

fn of_team(world: &World, team: usize, all: &mut Columns) {
    let document = &world.document;
    let (spec, pool) = (&document.teams[team], &world.pools[team]);
    let (id, name) = (&spec.id, &spec.name);
    let (from, to) = (document.warm_up, document.end);
    let mut add = |column: &str, unit, what: &str, form, source| {
        let (column, what) = (format!("{column}:{id}"), format!("{name}: {what}"));
        all.add(column, unit, what, (form, source));
    };
    let number = Form::Number;
    add(
        "deployments",
        "",
        "requests answered",
        Form::Whole,
        Source::Deployments(team),
    );
    if pool.unlimited.is_none() {
        add(
            "expert_hours",
            "h",
            "expert hours from assignment to the end of work",
            number,
            Source::TeamHours(team),
        );
        let duty = Source::Always(pool.duty(from, to).hours());
        add(
            "duty_hours",
            "h",
            "expert hours on duty after the warm-up",
            number,
            duty,
        );
        let alongside = Source::Always(pool.alongside(from, to).hours());
        add(
            "overlap_hours",
            "h",
            "expert hours of learning alongside after the warm-up",
            number,
            alongside,
        );
    }
    add(
        "requests",
        "",
        "requests on which it had hands on",
        Form::Whole,
        Source::Requests(team),
    );
    for (wait, column, what) in [
        (Wait::Approval, "approval_hours", "requested to queued"),
        (Wait::Queue, "queue_hours", "queued to assigned"),
        (
            Wait::Mobilisation,
            "mobilisation_hours",
            "assigned to mobilised",
        ),
        (
            Wait::Travel,
            "travel_hours",
            "mobilised to on site or connected",
        ),
        (
            Wait::OpeningHours,
            "opening_wait_hours",
            "on site to hands on",
        ),
    ] {
        let what = format!("{what}, summed over these requests");
        add(column, "h", &what, number, Source::Wait(team, wait));
    }
    if pool.varies() {
        let what = "mean effectiveness of those on duty after the warm-up";
        add(
            "effectiveness",
            "share",
            what,
            number,
            Source::Effectiveness(team),
        );
        let every = world.effectiveness_every;
        let what = format!(
            "effectiveness of those on duty, measured every {every} from the start, of these after the \
             warm-up; NaN where nobody is on duty"
        );
        let course = Source::Course(team);
        add("effectiveness_course", "share", &what, Form::List, course);
    }
    groups(world, team, all);
}

/// Groups of experts alike, where a team has several.
fn groups(world: &World, team: usize, all: &mut Columns) {
    let document = &world.document;
    let pool = &world.pools[team];
    if pool.groups.len() < 2 {
        return;
    }
    let mut seen = BTreeMap::new();
    for (nth, group) in pool.groups.iter().enumerate() {
        let mut id = format!("{}:{}", document.teams[team].id, group_id(world, group));
        let times = seen.entry(id.clone()).or_insert(0_u32);
        *times += 1;
        if *times > 1 {
            id.push_str(&format!("#{times}"));
        }
        let experts = pool.group(nth);
        let duty = pool.duty_of(experts, document.warm_up, document.end);
        let number = Form::Number;
        all.add(
            format!("group_expert_hours:{id}"),
            "h",
            "expert hours of this group, from assignment to the end of work",
            (number, Source::GroupHours(team, nth)),
        );
        all.add(
            format!("group_duty_hours:{id}"),
            "h",
            "expert hours of this group on duty after the warm-up",
            (number, Source::Always(duty.hours())),
        );
        all.add(
            format!("group_experts:{id}"),
            "experts",
            "experts of this group",
            (Form::Whole, Source::Always(f64::from(experts.len()))),
        );
    }
}

/// `lt:network+forensics`; without a nation, the skills alone.
fn group_id(world: &World, group: &Group) -> String {
    let document = &world.document;
    let skills = document.skills.iter().enumerate();
    let skills: Vec<&str> = skills
        .filter(|(skill, _)| group.skills & (1 << skill) != 0)
        .map(|(_, name)| name.as_str())
        .collect();
    let nation = group.nation.map(|nation| &document.nations[nation.ix()].id);
    let parts = nation.into_iter().cloned().chain([skills.join("+")]);
    parts.collect::<Vec<_>>().join(":")
}

fn worst(all: &mut Columns) {
    let mut add = |name: &str, unit, what: &str, form, worst| {
        all.add(
            format!("worst_{name}"),
            unit,
            what,
            (form, Source::Worst(worst)),
        );
    };
    add(
        "incident",
        "",
        "number of the gravest incident, of several the one that took longest from onset to recovery; \
         false alarms left out",
        Form::Whole,
        Worst::Number,
    );
    add("kind", "", "id of its kind", Form::Text, Worst::Kind);
    add("asset", "", "id of its asset", Form::Text, Worst::Asset);
    add("severity", "", "its severity", Form::Text, Worst::Severity);
    add(
        "lifetime_hours",
        "h",
        "from its onset to its recovery, or to the end",
        Form::Number,
        Worst::Lifetime,
    );
    add(
        "open",
        "",
        "it had not recovered by the end (its lifetime is censored)",
        Form::Flag,
        Worst::Open,
    );
}

/// Milliseconds as hours.
pub(super) fn hours(ms: f64) -> f64 {
    ms / Span::HOUR.0 as f64
}
