//! Which targets cover which incidents, resolved: an incident is held against those that cover
//! it, and looks at no others.

use std::collections::BTreeMap;

use crate::scenario::document::{AssetIx, Document, KindIx, Severity, TargetIx};

const SEVERITIES: usize = Severity::ALL.len();

/// Targets by what they name. Assets with the same tags form a class.
#[derive(Clone, Debug)]
pub struct Targets {
    class: Vec<u32>,
    false_alarm: Vec<bool>,
    /// By severity: those that name neither kinds nor tags.
    any: Lists,
    /// By kind and severity: those that name kinds alone.
    by_kind: Lists,
    /// By class and severity: those that name tags alone.
    by_class: Lists,
    /// By class, kind and severity: those that name both; empty if none does.
    by_both: Lists,
}

impl Targets {
    pub(super) fn compile(document: &Document) -> Self {
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
        let (mut any, mut by_kind, mut by_class, mut by_both) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (ix, target) in document.targets.iter().enumerate() {
            let target_ix = TargetIx::from(ix);
            let named: Vec<usize> = if target.tags.is_empty() {
                Vec::new()
            } else {
                let has = |class: &usize| tags[*class].iter().any(|tag| target.tags.contains(tag));
                (0..tags.len()).filter(has).collect()
            };
            for severity in Severity::ALL {
                if !target.severity.contains(severity) {
                    continue;
                }
                let at = severity.ix();
                match (target.kinds.is_empty(), target.tags.is_empty()) {
                    (true, true) => any.push((at, target_ix)),
                    (false, true) => by_kind.extend(
                        distinct(&target.kinds).map(|kind| (kind * SEVERITIES + at, target_ix)),
                    ),
                    (true, false) => by_class.extend(
                        named
                            .iter()
                            .map(|class| (class * SEVERITIES + at, target_ix)),
                    ),
                    (false, false) => by_both.extend(named.iter().flat_map(|class| {
                        distinct(&target.kinds)
                            .map(move |kind| ((class * kinds + kind) * SEVERITIES + at, target_ix))
                    })),
                }
            }
        }
        let classes = tags.len();
        let places = if by_both.is_empty() {
            0
        } else {
            classes * kinds * SEVERITIES
        };
        Self {
            any: Lists::new(SEVERITIES, any),
            by_kind: Lists::new(kinds * SEVERITIES, by_kind),
            by_class: Lists::new(classes * SEVERITIES, by_class),
            by_both: Lists::new(places, by_both),
            false_alarm: document.kinds.iter().map(|kind| kind.false_alarm).collect(),
            class,
        }
    }

    /// The targets that cover incidents of a kind and severity on an asset, each once.
    #[inline]
    pub fn covering(
        &self,
        asset: AssetIx,
        kind: KindIx,
        severity: Severity,
    ) -> impl Iterator<Item = TargetIx> + use<'_> {
        let class = self.class[asset.ix()] as usize;
        let kinds = self.false_alarm.len();
        let at = severity.ix();
        let lists = [
            self.any.of(at),
            self.by_kind.of(kind.ix() * SEVERITIES + at),
            self.by_class.of(class * SEVERITIES + at),
            self.by_both
                .of((class * kinds + kind.ix()) * SEVERITIES + at),
        ];
        let never = self.false_alarm[kind.ix()];
        let lists = lists.into_iter().filter(move |_| !never);
        lists.flatten().copied()
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
