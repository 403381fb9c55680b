//! A scenario compiled for speed: dense indices, graphs, schedules; immutable, shared by all
//! replications.

mod duty;
pub(crate) mod experts;
pub(crate) mod hours;
mod interval_index;
pub(crate) mod marks;
pub(crate) mod matching;
pub(crate) mod pool;
pub(crate) mod rates;
pub(crate) mod rules;
pub(crate) mod targets;
pub(crate) mod travel;

use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::scenario::document::{
    Arrivals, AssetIx, Document, Fallback, MilestoneIx, Need, SiteIx, TeamIx, identity,
};

use crate::scenario::time::Span;

use marks::Marks;
use pool::Pool;
use rates::Steps;
use rules::RuleBook;
use targets::Targets;
use travel::TravelTimes;

/// Everything a replication reads and never changes.
#[derive(Clone, Debug)]
pub struct World {
    /// The checked scenario.
    pub document: Document,
    /// Assets by index.
    pub assets: Vec<AssetNode>,
    /// Assets so that each comes after all it needs.
    pub order: Vec<AssetIx>,
    /// Dependency graph: an edge from each asset to each asset that needs it.
    pub needs: DiGraph<AssetIx, ()>,
    /// Attack graph: an edge from each asset to each asset that can be attacked from it.
    pub reach: DiGraph<AssetIx, ()>,
    /// Instances of all assets together.
    pub instances: usize,
    /// What is counted of the incidents open on an instance.
    pub marks: Marks,
    /// Kinds by index.
    pub kinds: Vec<KindPlan>,
    /// Threats by index.
    pub threats: Vec<ThreatPlan>,
    /// Criticality curves, shared by assets that matter in the same phases.
    pub curves: Vec<Steps>,
    /// Experts of each team.
    pub pools: Vec<Pool>,
    /// Who may answer what.
    pub rules: RuleBook,
    /// Which targets cover what.
    pub targets: Targets,
    /// How long journeys take.
    pub travel: TravelTimes,
    /// Time between two measurements of the teams' effectiveness: a day, or more where that
    /// would make over [`MOST_GAUGES`]. The first is at the start.
    pub effectiveness_every: Span,
}

/// Most measurements of effectiveness in a replication.
pub(crate) const MOST_GAUGES: i64 = 400;

/// An asset as the event loop sees it.
#[derive(Clone, Debug)]
pub struct AssetNode {
    /// Identity that keys consequences on it.
    pub identity: u64,
    /// Number of instances.
    pub count: u32,
    /// The number of its first instance, counted over all assets.
    pub first: usize,
    /// Position in [`World::order`].
    pub rank: u32,
    /// What it needs.
    pub needs: Vec<Need>,
    /// Who needs it.
    pub dependents: Vec<AssetIx>,
    /// What can be attacked from it.
    pub reached: Vec<AssetIx>,
    /// What carries on.
    pub fallback: Option<Fallback>,
    /// Where it stands.
    pub site: Option<SiteIx>,
    /// Criticality of the group.
    pub criticality: f64,
    /// Its curve in [`World::curves`].
    pub curve: u32,
    /// Milestones that watch it.
    pub milestones: Vec<MilestoneIx>,
}

/// A kind of incident as the event loop sees it.
#[derive(Clone, Debug)]
pub struct KindPlan {
    /// Cumulative severity mix.
    pub severity: [f64; 4],
    /// Share of the asset's own level that is lost, by severity.
    pub impact: [f64; 4],
    /// Every one of them is noticed the moment it begins.
    pub noticed_at_once: bool,
    /// The stage whose end contains it.
    pub contained_at: u8,
    /// The stage whose end eradicates it.
    pub eradicated_at: u8,
    /// The stage whose end restores service.
    pub restores_at: u8,
    /// The last stage that is worked on.
    pub last: u8,
    /// Identity of each consequence rule.
    pub consequences: Vec<u64>,
    /// Expected work from each stage to the one that restores service, ms; 0 from there on.
    pub expected_work: Vec<f64>,
}

/// A threat as the event loop sees it.
#[derive(Clone, Debug)]
pub struct ThreatPlan {
    /// Identity that keys its draws.
    pub identity: u64,
    /// Cumulative mix of its kinds.
    pub kinds: Vec<f64>,
    /// Cumulative weights of its targets.
    pub targets: Vec<f64>,
    /// Arrival rate per millisecond, for Poisson threats.
    pub rate: Option<Steps>,
}

impl World {
    /// Compiles a checked document.
    pub fn compile(document: Document) -> Self {
        let needs = graph(
            &document,
            |asset| asset.needs.iter().flat_map(Need::assets).copied().collect(),
            true,
        );
        let reach = graph(&document, |asset| asset.reaches.clone(), false);
        let order: Vec<AssetIx> = match toposort(&needs, None) {
            Ok(nodes) => nodes.into_iter().map(|node| needs[node]).collect(),
            // A checked document has no cycle; keep file order rather than panic.
            Err(_) => (0..document.assets.len()).map(AssetIx::from).collect(),
        };
        let mut rank = vec![0; document.assets.len()];
        for (position, asset) in order.iter().enumerate() {
            rank[asset.ix()] = position as u32;
        }
        let mut curves: Vec<Steps> = Vec::new();
        let mut instances = 0;
        let assets: Vec<AssetNode> = document
            .assets
            .iter()
            .enumerate()
            .map(|(ix, asset)| {
                let curve = rates::criticality(&document, &asset.matters_in);
                let curve = curves
                    .iter()
                    .position(|other| *other == curve)
                    .unwrap_or_else(|| {
                        curves.push(curve);
                        curves.len() - 1
                    });
                let first = instances;
                instances += asset.count as usize;
                AssetNode {
                    identity: identity(&asset.id),
                    count: asset.count,
                    first,
                    rank: rank[ix],
                    needs: asset.needs.clone(),
                    dependents: neighbours(&needs, ix),
                    reached: neighbours(&reach, ix),
                    fallback: asset.fallback,
                    site: asset.site,
                    criticality: asset.criticality,
                    curve: curve as u32,
                    milestones: (0..document.milestones.len())
                        .map(MilestoneIx::from)
                        .filter(|m| document.milestones[m.ix()].asset.ix() == ix)
                        .collect(),
                }
            })
            .collect();
        let kinds = document.kinds.iter().map(KindPlan::compile).collect();
        let threats = document
            .threats
            .iter()
            .map(|threat| ThreatPlan::compile(&document, threat))
            .collect();
        let pools: Vec<Pool> = (0..document.teams.len())
            .map(|team| Pool::compile(&document, TeamIx::from(team)))
            .collect();
        let rules = RuleBook::compile(&document, &pools);
        let travel = TravelTimes::compile(&document);
        let effectiveness_every = Span::DAY.max(Span(document.end.0.div_euclid(MOST_GAUGES) + 1));
        Self {
            marks: Marks::compile(&document),
            targets: Targets::compile(&document),
            document,
            assets,
            instances,
            order,
            needs,
            reach,
            kinds,
            threats,
            curves,
            pools,
            rules,
            travel,
            effectiveness_every,
        }
    }
}

impl World {
    /// The number of an instance, counted over all assets.
    #[inline]
    pub fn place(&self, asset: AssetIx, instance: u32) -> usize {
        self.assets[asset.ix()].first + instance as usize
    }
}

fn graph(
    document: &Document,
    edges: impl Fn(&crate::scenario::document::Asset) -> Vec<AssetIx>,
    reversed: bool,
) -> DiGraph<AssetIx, ()> {
    let mut graph = DiGraph::new();
    for ix in 0..document.assets.len() {
        graph.add_node(AssetIx::from(ix));
    }
    for (ix, asset) in document.assets.iter().enumerate() {
        for other in edges(asset) {
            let (a, b) = (NodeIndex::new(ix), NodeIndex::new(other.ix()));
            if reversed {
                graph.update_edge(b, a, ());
            } else {
                graph.update_edge(a, b, ());
            }
        }
    }
    graph
}

/// Out-neighbours in ascending order (petgraph lists them newest first).
fn neighbours(graph: &DiGraph<AssetIx, ()>, ix: usize) -> Vec<AssetIx> {
    let mut list: Vec<AssetIx> = graph
        .neighbors(NodeIndex::new(ix))
        .map(|node| graph[node])
        .collect();
    list.sort_unstable();
    list
}

/// Running sums of weights; falls back to equal weights when all are zero.
fn cumulative(weights: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let flat = weights.clone().all(|weight| weight <= 0.0);
    weights
        .scan(0.0, |sum, weight| {
            *sum += if flat { 1.0 } else { weight };
            Some(*sum)
        })
        .collect()
}

impl KindPlan {
    fn compile(kind: &crate::scenario::document::Kind) -> Self {
        let last = if kind.false_alarm {
            0
        } else {
            kind.stages.len() - 1
        };
        let named = |name: &str| {
            kind.stages
                .iter()
                .position(|stage| stage.name == name)
                .unwrap_or(last)
                .min(last) as u8
        };
        let mut severity = kind.severity;
        for ix in 1..4 {
            severity[ix] += severity[ix - 1];
        }
        let base = identity(&kind.id);
        let restores_at = (kind.restores_at as usize).min(last);
        let mut expected_work = vec![0.0; kind.stages.len()];
        let mut sum = 0.0;
        for stage in (0..=restores_at).rev() {
            sum += kind.stages[stage].effort.mean();
            expected_work[stage] = sum;
        }
        Self {
            severity,
            impact: kind.impact,
            noticed_at_once: kind.missed <= 0.0 && kind.detection.is_zero(),
            contained_at: named("contain"),
            eradicated_at: named("eradicate").max(named("contain")),
            restores_at: restores_at as u8,
            last: last as u8,
            consequences: (0..kind.consequences.len() as u64)
                .map(|rule| base.wrapping_add(rule))
                .collect(),
            expected_work,
        }
    }
}

impl ThreatPlan {
    fn compile(document: &Document, threat: &crate::scenario::document::Threat) -> Self {
        let assets = threat
            .targets
            .iter()
            .map(|asset| &document.assets[asset.ix()]);
        let healthy =
            matches!(&threat.arrivals, Arrivals::Poisson(process) if process.while_healthy);
        let targets = if healthy {
            cumulative(assets.clone().map(|asset| f64::from(asset.count)))
        } else {
            cumulative(assets.clone().map(|asset| asset.exposure))
        };
        let instances = if healthy {
            assets.map(|asset| f64::from(asset.count)).sum()
        } else {
            1.0
        };
        Self {
            identity: identity(&threat.id),
            kinds: cumulative(threat.kinds.iter().map(|(_, share)| *share)),
            targets,
            rate: match &threat.arrivals {
                Arrivals::Poisson(process) => {
                    Some(rates::arrival_rate(document, process, instances))
                }
                Arrivals::At(_) => None,
            },
        }
    }
}
