//! Who answers what: the course of every possible incident through the dispatch rules.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::document::{Asset, Document, Rule, Severity, SiteIx};
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::possible::Possible;

/// Rules tried after which the search is given up.
const PATIENCE: usize = 20_000_000;

/// One stage of work that a rule is in force for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Work {
    pub rule: usize,
    pub kind: usize,
    pub stage: usize,
    /// The first stage under this rule: the team is picked there and stays.
    pub since: usize,
    pub site: Option<SiteIx>,
}

/// What the rules do with all possible incidents.
#[derive(Default)]
pub(super) struct Courses {
    /// Every combination that occurs, once, with an asset as an example.
    pub work: BTreeMap<Work, usize>,
    /// By rule: it matches some stage of some possible incident.
    matches: Vec<bool>,
    /// By rule: it is the first to match some stage.
    first: Vec<bool>,
    /// By rule: it is in force for some stage.
    in_force: Vec<bool>,
    /// By kind: an incident that no rule answers.
    unanswered: Vec<Option<(Severity, usize)>>,
    complete: bool,
}

/// Assets that every rule treats alike: those of the same tags, owner and site.
pub(super) struct Classes {
    /// By class.
    members: Vec<Vec<usize>>,
    /// By class: one of its assets.
    pub example: Vec<usize>,
    /// By asset.
    pub class: Vec<usize>,
}

impl Classes {
    pub(super) fn of(document: &Document) -> Self {
        type Seen<'d> = (&'d [String], &'d str, Option<SiteIx>);
        let mut known: BTreeMap<Seen<'_>, Vec<usize>> = BTreeMap::new();
        for (ix, asset) in document.assets.iter().enumerate() {
            let seen = (asset.tags.as_slice(), asset.owner.as_str(), asset.site);
            known.entry(seen).or_default().push(ix);
        }
        let members: Vec<Vec<usize>> = known.into_values().collect();
        let mut class = vec![0; document.assets.len()];
        for (ix, assets) in members.iter().enumerate() {
            for asset in assets {
                class[*asset] = ix;
            }
        }
        Self {
            example: members.iter().map(|assets| assets[0]).collect(),
            members,
            class,
        }
    }
}

/// Follows every possible incident through the rules.
pub(super) fn check(document: &Document, possible: &Possible) -> Courses {
    let rules = &document.dispatch.rules;
    let mut courses = Courses {
        matches: vec![false; rules.len()],
        first: vec![false; rules.len()],
        in_force: vec![false; rules.len()],
        unanswered: vec![None; document.kinds.len()],
        complete: true,
        ..Courses::default()
    };
    let classes = Classes::of(document);
    let mut steps = 0_usize;
    for (kind, it) in document.kinds.iter().enumerate() {
        for members in &classes.members {
            let Some(asset) = members.iter().copied().find(|a| possible.on(kind, *a)) else {
                continue;
            };
            for severity in Severity::ALL {
                if possible.severities[kind].contains(severity) {
                    courses.follow(document, kind, severity, asset);
                    steps += it.stages.len() * rules.len();
                }
            }
            if steps > PATIENCE {
                courses.complete = false;
                return courses;
            }
        }
    }
    courses
}

/// The rule in force for each stage of an incident, and the stage since which it is, up to
/// the first stage that no rule answers.
pub(super) fn course(
    document: &Document,
    kind: usize,
    severity: Severity,
    asset: usize,
) -> Vec<(usize, usize)> {
    let rules = &document.dispatch.rules;
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (nth, stage) in document.kinds[kind].stages.iter().enumerate() {
        let mut matching = rules.iter();
        let first =
            matching.position(|it| covers(document, it, kind, severity, asset, &stage.name));
        let Some(now) = in_force(rules, found.last().copied(), first, nth) else {
            break;
        };
        found.push(now);
    }
    found
}

/// The rule in force for a stage, by that for the stage before and the first that matches.
///
/// The incident stays with its team unless another rule asks for this stage by name:
/// docs/scenario.md, "Meanings that matter to an author".
fn in_force(
    rules: &[Rule],
    current: Option<(usize, usize)>,
    first: Option<usize>,
    nth: usize,
) -> Option<(usize, usize)> {
    match (current, first) {
        (None, Some(rule)) => Some((rule, nth)),
        (Some((held, _)), Some(rule)) if rule != held && !rules[rule].stages.is_empty() => {
            Some((rule, nth))
        }
        (current, _) => current,
    }
}

impl Courses {
    fn follow(&mut self, document: &Document, kind: usize, severity: Severity, asset: usize) {
        let rules = &document.dispatch.rules;
        let site = document.assets[asset].site;
        let mut current: Option<(usize, usize)> = None;
        for (nth, stage) in document.kinds[kind].stages.iter().enumerate() {
            let mut first = None;
            for (ix, rule) in rules.iter().enumerate() {
                if covers(document, rule, kind, severity, asset, &stage.name) {
                    self.matches[ix] = true;
                    first = first.or(Some(ix));
                }
            }
            if let Some(rule) = first {
                self.first[rule] = true;
            }
            current = in_force(rules, current, first, nth);
            let Some((rule, since)) = current else {
                let open = &mut self.unanswered[kind];
                *open = open.or(Some((severity, asset)));
                return;
            };
            self.in_force[rule] = true;
            let work = Work {
                rule,
                kind,
                stage: nth,
                since,
                site,
            };
            self.work.entry(work).or_insert(asset);
        }
    }
}

/// True if a rule covers a stage of an incident.
fn covers(
    document: &Document,
    rule: &Rule,
    kind: usize,
    severity: Severity,
    asset: usize,
    stage: &str,
) -> bool {
    let asset: &Asset = &document.assets[asset];
    let country = asset
        .site
        .map_or("", |site| &document.sites[site.ix()].country);
    let any = |wanted: &[String], held: &str| {
        wanted.is_empty() || wanted.iter().any(|value| value == held)
    };
    rule.severity.contains(severity)
        && (rule.kinds.is_empty() || rule.kinds.iter().any(|wanted| wanted.ix() == kind))
        && (rule.tags.is_empty() || rule.tags.iter().any(|tag| asset.tags.contains(tag)))
        && any(&rule.owners, &asset.owner)
        && any(&rule.countries, country)
        && any(&rule.stages, stage)
}

/// True if a rule covers whatever another one covers.
fn includes(wide: &Rule, narrow: &Rule) -> bool {
    fn all<T: PartialEq>(wide: &[T], narrow: &[T]) -> bool {
        wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(|it| wide.contains(it)))
    }
    wide.severity.0 & narrow.severity.0 == narrow.severity.0
        && all(&wide.kinds, &narrow.kinds)
        && all(&wide.tags, &narrow.tags)
        && all(&wide.owners, &narrow.owners)
        && all(&wide.countries, &narrow.countries)
        && all(&wide.stages, &narrow.stages)
}

/// Warns of rules that are never in force, and of incidents that nobody answers.
pub(super) fn warn(cx: &mut Cx<'_>, document: &Document, courses: &Courses) {
    let nothing_happens = document.threats.is_empty() && document.injects.is_empty();
    if nothing_happens || !courses.complete {
        return;
    }
    for (ix, rule) in document.dispatch.rules.iter().enumerate() {
        if courses.in_force[ix] {
            continue;
        }
        let place = cx.find_id(Thing::Rule, ix);
        let id = &rule.id;
        if !courses.matches[ix] {
            let message = format!("the rule `{id}` matches no incident that can happen");
            cx.report(Code::RuleNever, place, message)
                .help("an incident must match every key of a rule, and any value within a key");
        } else if courses.first[ix] {
            let message = format!("the rule `{id}` never takes over");
            cx.report(Code::RuleShadowed, place, message).help(
                "an incident stays with its team unless the next rule names `stages`: name the \
                 stages that this rule is for",
            );
        } else if let Some(earlier) = document.dispatch.rules[..ix]
            .iter()
            .position(|earlier| includes(earlier, rule))
        {
            // Several rules that together leave nothing over may be meant: a last rule for
            // all the rest is a safety net, and good style.
            let by = document.dispatch.rules[earlier].id.clone();
            let other = cx.find_id(Thing::Rule, earlier);
            let message = format!("the rule `{by}` leaves nothing to the rule `{id}`");
            cx.report(Code::RuleShadowed, place, message)
                .also(other, "this one covers the same and comes first")
                .help("the first rule that matches holds: move the narrower one up");
        }
    }
    for (kind, open) in courses.unanswered.iter().enumerate() {
        let Some((severity, asset)) = open else {
            continue;
        };
        let (id, asset) = (&document.kinds[kind].id, &document.assets[*asset].id);
        let message = format!("no rule answers some incidents of the kind `{id}`");
        let place = cx.find_id(Thing::Kind, kind);
        cx.report(Code::Unanswered, place, message)
            .label(format!(
                "for one, of severity {} on `{asset}`",
                severity.name()
            ))
            .help("nobody would ever work on them: end with a [[dispatch.rule]] for all the rest");
    }
}
