//! Which targets cover which incidents, resolved: an incident is held against those that cover
//! it, and looks at no others.

use std::collections::BTreeMap;

use crate::scenario::document::{AssetIx, Document, KindIx, Severity, Target, TargetIx};

/// Entries that lists may have which name every class and kind.
const SPELLED_OUT: usize = 1 << 18;

const SEVERITIES: usize = Severity::ALL.len();

/// The targets that an incident as a whole is held against, and those that a team's work on it
/// is.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Of no team in particular.
    pub of_incidents: Covering,
    /// Of one team each.
    pub of_work: Covering,
}

impl Targets {
    pub(super) fn compile(document: &Document) -> Self {
        Self {
            of_incidents: Covering::compile(document, |target| target.team.is_none()),
            of_work: Covering::compile(document, |target| target.team.is_some()),
        }
    }
}

/// Targets by what they name. Assets with the same tags form a class.
#[derive(Clone, Debug)]
pub struct Covering {
    class: Vec<u32>,
    false_alarm: Vec<bool>,
    /// By severity: those that name neither kinds nor tags. (This list and the next two are
    /// empty where all targets are spelled out in the last.)
    any: Lists,
    /// By kind and severity: those that name kinds alone.
    by_kind: Lists,
    /// By class and severity: those that name tags alone.
    by_class: Lists,
    /// By class, kind and severity: those that name both.
    by_both: Lists,
}

impl Covering {
    /// Of the targets that are asked for.
    fn compile(document: &Document, asked: impl Fn(&Target) -> bool) -> Self {
        let mut numbers: BTreeMap<&[String], u32> = BTreeMap::new();
        let class: Vec<u32> = document
            .assets
            .iter()
            .map(|asset| {
                let next = numbers.len() as u32;
                *numbers.entry(&asset.tags).or_insert(next)
            })
            .collect();
        let mut tags = vec![&[][..]; numbers.len()];
        for (of, class) in &numbers {
            tags[*class as usize] = of;
        }
        let kinds = document.kinds.len();
        let classes = tags.len();
        let targets = document.targets.iter().enumerate();
        let targets: Vec<(usize, &Target)> = targets.filter(|(_, target)| asked(target)).collect();
        // Few targets are listed for each class and kind, so that one list has them all.
        let places = classes * kinds * SEVERITIES;
        let spelled_out = places.saturating_mul(targets.len()) <= SPELLED_OUT;
        let (mut any, mut by_kind, mut by_class, mut by_both) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (ix, target) in targets {
            let target_ix = TargetIx::from(ix);
            let has = |class: &usize| {
                let tags = tags[*class];
                target.tags.is_empty() || tags.iter().any(|tag| target.tags.contains(tag))
            };
            let named_kinds: Vec<usize> = if target.kinds.is_empty() {
                (0..kinds).collect()
            } else {
                distinct(&target.kinds).collect()
            };
            for severity in Severity::ALL {
                if !target.severity.contains(severity) {
                    continue;
                }
                let at = |place: usize| (place * SEVERITIES + severity.ix(), target_ix);
                match (target.kinds.is_empty(), target.tags.is_empty()) {
                    (true, true) if !spelled_out => any.push(at(0)),
                    (false, true) if !spelled_out => {
                        by_kind.extend(named_kinds.iter().map(|kind| at(*kind)));
                    }
                    (true, false) if !spelled_out => {
                        by_class.extend((0..classes).filter(has).map(at));
                    }
                    _ => by_both.extend((0..classes).filter(has).flat_map(|class| {
                        let named = named_kinds.iter();
                        named.map(move |kind| at(class * kinds + kind))
                    })),
                }
            }
        }
        Self {
            any: Lists::new(SEVERITIES, any),
            by_kind: Lists::new(kinds * SEVERITIES, by_kind),
            by_class: Lists::new(classes * SEVERITIES, by_class),
            by_both: Lists::new(places, by_both),
            false_alarm: document.kinds.iter().map(|kind| kind.false_alarm).collect(),
            class,
        }
    }

    /// True if there are no targets.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.any, &self.by_kind, &self.by_class, &self.by_both];
        lists.iter().all(|list| list.all.is_empty())
    }

    /// The targets that cover incidents of a kind and severity on an asset, each once, in four
    /// lists.
    #[inline]
    pub fn of(&self, asset: AssetIx, kind: KindIx, severity: Severity) -> [&[TargetIx]; 4] {
        if self.false_alarm[kind.ix()] {
            return [&[]; 4];
        }
        let class = self.class[asset.ix()] as usize;
        let kinds = self.false_alarm.len();
        let at = severity.ix();
        [
            self.any.of(at),
            self.by_kind.of(kind.ix() * SEVERITIES + at),
            self.by_class.of(class * SEVERITIES + at),
            self.by_both
                .of((class * kinds + kind.ix()) * SEVERITIES + at),
        ]
    }
}

fn distinct(kinds: &[KindIx]) -> impl Iterator<Item = usize> + '_ {
    let first = |ix: &usize| !kinds[..*ix].contains(&kinds[*ix]);
    (0..kinds.len()).filter(first).map(|ix| kinds[ix].ix())
}

/// A list for each of so many places, one after the other.
#[derive(Clone, Debug)]
struct Lists {
    starts: Vec<u32>,
    all: Vec<TargetIx>,
}

impl Lists {
    fn new(places: usize, mut of: Vec<(usize, TargetIx)>) -> Self {
        if of.is_empty() {
            return Self {
                starts: Vec::new(),
                all: Vec::new(),
            };
        }
        of.sort_unstable();
        let mut starts = Vec::with_capacity(places + 1);
        for place in 0..=places {
            starts.push(of.partition_point(|(other, _)| *other < place) as u32);
        }
        Self {
            starts,
            all: of.into_iter().map(|(_, target)| target).collect(),
        }
    }

    #[inline]
    fn of(&self, place: usize) -> &[TargetIx] {
        match self.starts.get(place..place + 2) {
            Some([from, to]) => &self.all[*from as usize..*to as usize],
            _ => &[],
        }
    }
}
