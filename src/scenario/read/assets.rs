//! `[[asset]]`: infrastructure, what it needs and what can be attacked from it.

use toml::de::DeValue;

use super::super::code::Code;
use super::super::document::{Asset, AssetIx, Fallback, Need, PhaseIx, SiteIx};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Span;

/// Most instances of a counted asset.
const MOST: u64 = 1_000_000;

/// Forms of a need that is a table: the keys it has.
const FORMS: &[&[&str]] = &[
    &["soft", "weight"],
    &["any"],
    &["at_least", "of"],
    &["share_of"],
];

impl<'t> Cx<'t> {
    /// `[[asset]]`.
    pub(crate) fn read_assets(&mut self) -> Vec<Asset> {
        let list = self.top("asset");
        let counts = self.read_counts();
        self.read_all(list, Thing::Asset, &schema::ASSET, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let site = block.get("site").and_then(|f| cx.refer(f, Thing::Site));
            let needs = match block.get("needs") {
                None => Vec::new(),
                Some(field) => cx.read_needs(field, ix, &counts),
            };
            let reaches = cx.refers(block.get("reaches"), Thing::Asset);
            // The instances of a counted asset can reach each other; one alone is there already.
            let alone = counts[ix].unwrap_or(1) == 1;
            if alone && reaches.contains(&ix) {
                let message = "an asset reaches itself without saying so";
                cx.report(Code::ReachesItself, block.place_of("reaches"), message)
                    .help("take it out; a consequence `on = \"self\"` strikes the same asset");
            }
            let matters_in = cx.refers(block.get("matters_in"), Thing::Phase);
            let fallback = block
                .get("fallback")
                .and_then(|field| cx.read_fallback(field));
            Asset {
                name: cx.name_of(block, &id),
                kind: cx.text_or_empty(block.get("kind")),
                owner: cx.text_or_empty(block.get("owner")),
                site: site.map(SiteIx::from),
                tags: cx.texts(block.get("tags")),
                criticality: cx.factor(block.get("criticality"), 1.0),
                exposure: cx.factor(block.get("exposure"), 1.0),
                count: counts[ix].unwrap_or(1),
                needs,
                reaches: reaches
                    .into_iter()
                    .filter(|reached| !alone || *reached != ix)
                    .map(AssetIx::from)
                    .collect(),
                fallback,
                matters_in: matters_in.into_iter().map(PhaseIx::from).collect(),
                id,
            }
        })
    }

    /// The instances of every asset, so that needs can look forward. `None` while faulty.
    fn read_counts(&mut self) -> Vec<Option<u32>> {
        let root = self.root;
        let Some(list) = root.get("asset").and_then(|list| list.get_ref().as_array()) else {
            return Vec::new();
        };
        let read = |entry: &'t toml::Spanned<DeValue<'t>>| match entry.get_ref().get("count") {
            None => Some(1),
            Some(count) => {
                let field = Field::new("count", count);
                let count = self.whole(field, 1..=MOST, Code::CountRange);
                count.map(|count| count as u32)
            }
        };
        list.iter().map(read).collect()
    }

    fn read_fallback(&mut self, field: Field<'t>) -> Option<Fallback> {
        let block = self.block(field, &schema::FALLBACK)?;
        Some(Fallback {
            capacity: self.share(block.get("capacity"), 0.0),
            after: self.span(block.get("after"), Span::ZERO),
        })
    }

    fn read_needs(&mut self, field: Field<'t>, own: usize, counts: &[Option<u32>]) -> Vec<Need> {
        let entries = self.one_or_many(Some(field));
        let needs = entries.into_iter().filter_map(|entry| {
            if entry.value.is_str() {
                return self.need_of(entry, own).map(Need::Hard);
            }
            let block = self.block(entry, &schema::NEED)?;
            self.read_need(&block, entry, own, counts)
        });
        needs.collect()
    }

    /// An asset that is needed; not the one that needs it.
    fn need_of(&mut self, field: Field<'t>, own: usize) -> Option<AssetIx> {
        let ix = self.refer(field, Thing::Asset)?;
        if ix == own {
            self.report(Code::SelfNeed, field.place(), "an asset can't need itself")
                .help("take it out");
            return None;
        }
        Some(AssetIx::from(ix))
    }

    fn needs_of(&mut self, field: Option<Field<'t>>, own: usize) -> Option<Vec<AssetIx>> {
        let field = field?;
        let entries = self.list(field)?;
        if entries.is_empty() {
            let message = format!("`{}` names no asset", field.key);
            self.report(Code::EmptyList, field.place(), message)
                .help("name at least one");
            return None;
        }
        let length = entries.len();
        let found: Vec<AssetIx> = entries
            .into_iter()
            .filter_map(|entry| self.need_of(entry, own))
            .collect();
        (found.len() == length).then_some(found)
    }

    fn read_need(
        &mut self,
        block: &Block<'t>,
        field: Field<'t>,
        own: usize,
        counts: &[Option<u32>],
    ) -> Option<Need> {
        let form = FORMS
            .iter()
            .find(|keys| block.table.len() == keys.len() && keys.iter().all(|key| block.has(key)));
        let Some(form) = form else {
            self.report(Code::BadNeed, field.place(), "this need can't be read")
                .help(
                    "write \"a\", { soft = \"a\", weight = \"30%\" }, { any = [\"a\", \"b\"] }, \
                 { at_least = 2, of = [\"a\", \"b\", \"c\"] } or { share_of = \"a\" }",
                );
            return None;
        };
        match form[0] {
            "soft" => Some(Need::Soft {
                asset: self.need_of(block.get("soft")?, own)?,
                weight: self.share(block.get("weight"), 0.0),
            }),
            "any" => Some(Need::Any(self.needs_of(block.get("any"), own)?)),
            "at_least" => self.read_at_least(block, own, counts),
            _ => {
                let field = block.get("share_of")?;
                let asset = self.need_of(field, own)?;
                if counts[asset.ix()] == Some(1) {
                    let message = "this asset stands alone: there is nothing to take a share of";
                    self.report(Code::ShareOfSingle, field.place(), message)
                        .help("name it without `share_of`, or give it a `count`");
                }
                Some(Need::ShareOf(asset))
            }
        }
    }

    fn read_at_least(
        &mut self,
        block: &Block<'t>,
        own: usize,
        counts: &[Option<u32>],
    ) -> Option<Need> {
        let field = block.get("at_least")?;
        let k = self.whole(field, 1..=MOST, Code::CountRange);
        let of = self.needs_of(block.get("of"), own);
        let (k, of) = (k?, of?);
        let counted = of.iter().map(|asset| counts[asset.ix()].map(u64::from));
        let instances = counted.sum::<Option<u64>>()?;
        if k > instances {
            let message = format!("{k} are needed, but there are only {instances}");
            self.report(Code::AtLeastTooMany, field.place(), message)
                .also(block.place_of("of"), format!("{instances} in all"))
                .help(format!("write at most {instances}, or name more assets"));
            return None;
        }
        Some(Need::AtLeast { k: k as u32, of })
    }
}
