//! What a program that uses the crate can name or reach, read from the sources.
//!
//! From `lib.rs` on, every public name is followed to where it is defined, with its public
//! fields, variants and methods. Types in their signatures are followed too: a user holds them
//! without a name for them; of such a type its methods count, not its fields and variants. Left
//! out are `#[doc(hidden)]` doors, tests and implementations of traits. What a macro makes counts
//! by its name alone.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Fields, ImplItem, Item, TraitItem};

use crate::item_tree::{Module, Way, fill, is_public, joined, named, words};
use crate::sources::{self, Source};

/// A module and a name in it.
type Def = (Way, String);

/// The crate, as its sources spell it.
pub struct Crate {
    modules: BTreeMap<Way, Module>,
    /// The blocks of methods of each type, each by its module and its place there.
    methods: BTreeMap<Def, Vec<(Way, usize)>>,
}

/// Where a path leads.
enum Found {
    Module(Way),
    Item(Def),
}

/// What can be named or reached: each path with its kind.
#[derive(Debug, Default)]
pub struct Surface {
    pub named: BTreeSet<(String, &'static str)>,
    pub reached: BTreeSet<(String, &'static str)>,
}

impl Crate {
    /// The crate whose test this is.
    pub fn read() -> Self {
        let mut files = sources::all();
        files.push(Source {
            name: "lib.rs".to_owned(),
            path: Vec::new(),
        });
        let texts = files.into_iter().map(|file| (file.read(), file.path));
        Self::of(texts)
    }

    /// The crate of some texts, each with its module.
    pub fn of(texts: impl Iterator<Item = (String, Way)>) -> Self {
        let mut modules = BTreeMap::new();
        for (text, path) in texts {
            let file = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", path.join("/")));
            fill(&mut modules, &path, file.items);
        }
        let mut house = Self {
            modules,
            methods: BTreeMap::new(),
        };
        house.methods = house.blocks_of_methods();
        house
    }

    fn blocks_of_methods(&self) -> BTreeMap<Def, Vec<(Way, usize)>> {
        let mut methods: BTreeMap<Def, Vec<(Way, usize)>> = BTreeMap::new();
        for (way, module) in &self.modules {
            for (at, item) in module.items.iter().enumerate() {
                if let Item::Impl(block) = item
                    && block.trait_.is_none()
                    && let syn::Type::Path(path) = &*block.self_ty
                {
                    for found in self.resolve(way, &words(&path.path), 0) {
                        if let Found::Item(def) = found {
                            methods.entry(def).or_default().push((way.clone(), at));
                        }
                    }
                }
            }
        }
        methods
    }

    /// All that a user can name or reach.
    pub fn surface(&self) -> Surface {
        let mut names: BTreeMap<Def, BTreeSet<String>> = BTreeMap::new();
        let mut surface = Surface::default();
        self.walk(&[], &[], &mut names, &mut surface);
        let mut labels: BTreeMap<Def, (String, bool)> = BTreeMap::new();
        for (def, names) in &names {
            let short = |name: &&String| (name.matches("::").count(), name.len());
            let Some(first) = names.iter().min_by_key(short) else {
                continue;
            };
            labels.insert(def.clone(), (first.clone(), true));
            for other in names.iter().filter(|name| *name != first) {
                let line = format!("{other} = {first}");
                surface.named.insert((line, "another name"));
            }
        }
        let mut open: Vec<Def> = labels.keys().cloned().collect();
        while let Some(def) = open.pop() {
            let (label, named) = labels[&def].clone();
            let mut members = Members::new(self, label);
            members.take(&def);
            if named {
                surface.named.extend(members.lines);
            } else {
                let data = |kind: &str| kind == "field" || kind == "variant";
                let methods = members.lines.into_iter().filter(|(_, kind)| !data(kind));
                surface.reached.extend(methods);
            }
            for def in members.types {
                if !labels.contains_key(&def) {
                    let mut path = def.0.clone();
                    path.push(def.1.clone());
                    labels.insert(def.clone(), (path.join("::"), false));
                    open.push(def);
                }
            }
        }
        surface
    }

    /// Notes the public names of a module, whose own name is `name`.
    fn walk(
        &self,
        way: &[String],
        name: &[String],
        names: &mut BTreeMap<Def, BTreeSet<String>>,
        surface: &mut Surface,
    ) {
        let Some(module) = self.modules.get(way) else {
            return;
        };
        let called = |last: &str| {
            let mut full = name.to_vec();
            full.push(last.to_owned());
            full
        };
        let mut note = |def: Def, name: &[String]| {
            names.entry(def).or_default().insert(name.join("::"));
        };
        let mut inner = Vec::new();
        for item in &module.items {
            let Some((ident, public)) = named(item).filter(|(_, public)| *public) else {
                continue;
            };
            debug_assert!(public);
            if let Item::Mod(_) = item {
                inner.push((joined(way, &ident), called(&ident)));
            } else {
                note((way.to_vec(), ident.clone()), &called(&ident));
            }
        }
        for import in module.imports.iter().filter(|import| import.public) {
            let full = called(&import.name);
            let found = self.resolve(way, &import.path, 0);
            if found.is_empty() {
                let line = format!("{} = {}", full.join("::"), import.path.join("::"));
                surface.named.insert((line, "of another crate"));
            }
            for found in found {
                match found {
                    // A module beside the item of its name, which alone can be exported.
                    Found::Module(to) if self.hidden_module(&to) => {}
                    Found::Module(to) => inner.push((to, full.clone())),
                    Found::Item(def) => note(def, &full),
                }
            }
        }
        for (way, name) in inner {
            surface.named.insert((name.join("::"), "mod"));
            self.walk(&way, &name, names, surface);
        }
    }

    /// Whether a module is not public where it stands.
    fn hidden_module(&self, way: &[String]) -> bool {
        let Some((last, parent)) = way.split_last() else {
            return true;
        };
        !self.modules.get(parent).is_some_and(|module| {
            let mut items = module.items.iter().filter_map(named);
            items.any(|(name, public)| public && name == *last)
        })
    }

    /// Where a path leads from a module, by whatever it may mean there.
    fn resolve(&self, here: &[String], words: &[String], depth: usize) -> Vec<Found> {
        let Some((last, first)) = words.split_last() else {
            return Vec::new();
        };
        if depth > 16 {
            return Vec::new();
        }
        let mut way = here.to_vec();
        for (at, word) in first.iter().enumerate() {
            match word.as_str() {
                "crate" => way.clear(),
                "self" => {}
                "super" => {
                    way.pop();
                }
                word => {
                    let child = joined(&way, word);
                    if self.modules.contains_key(&child) {
                        way = child;
                        continue;
                    }
                    let found = self.imported(&way, word, depth);
                    let module = found.into_iter().find_map(|found| match found {
                        Found::Module(way) => Some(way),
                        Found::Item(_) => None,
                    });
                    match module {
                        Some(module) => way = module,
                        // `Enum::Variant`, `Type::Inner`: the type is what counts.
                        None => return self.resolve(&way, &words[at..=at], depth + 1),
                    }
                }
            }
        }
        let mut found = self.imported(&way, last, depth);
        let child = joined(&way, last);
        if self.modules.contains_key(&child) {
            found.push(Found::Module(child));
        }
        if let Some(module) = self.modules.get(&way) {
            let mut items = module.items.iter().filter_map(named);
            let here = items.any(|(name, _)| name == *last) || module.made.contains(last);
            let is_mod = |item: &Item| matches!(item, Item::Mod(m) if m.ident == *last);
            if here && !module.items.iter().any(is_mod) {
                found.push(Found::Item((way, last.clone())));
            }
        }
        found
    }

    /// Where the imports of a name lead.
    fn imported(&self, way: &[String], name: &str, depth: usize) -> Vec<Found> {
        let imports = self.modules.get(way).map_or(&[][..], |m| &m.imports);
        let mut found = Vec::new();
        for import in imports.iter().filter(|import| import.name == name) {
            found.extend(self.resolve(way, &import.path, depth + 1));
        }
        found
    }
}

/// The public members of one definition, and the types that they name.
struct Members<'a> {
    house: &'a Crate,
    label: String,
    here: Way,
    lines: Vec<(String, &'static str)>,
    types: BTreeSet<Def>,
}

impl<'a> Members<'a> {
    fn new(house: &'a Crate, label: String) -> Self {
        Self {
            house,
            label,
            here: Vec::new(),
            lines: Vec::new(),
            types: BTreeSet::new(),
        }
    }

    fn line(&mut self, member: &str, kind: &'static str) {
        self.lines.push((format!("{}{member}", self.label), kind));
    }

    fn fields(&mut self, fields: &Fields, all: bool) {
        for (at, field) in fields.iter().enumerate() {
            let public = is_public(&field.vis);
            if public || all {
                self.visit_type(&field.ty);
            }
            if public {
                let index = at.to_string();
                let name = field.ident.as_ref().map_or(index, ToString::to_string);
                self.line(&format!(".{name}"), "field");
            }
        }
    }

    fn take(&mut self, def: &Def) {
        let (way, name) = def;
        self.here.clone_from(way);
        let Some(module) = self.house.modules.get(way) else {
            return;
        };
        if module.made.contains(name) {
            self.line("", "made by a macro");
        }
        for item in &module.items {
            if named(item).is_some_and(|(ident, _)| ident == *name) {
                self.item(item);
            }
        }
        for (way, at) in self.house.methods.get(def).into_iter().flatten() {
            if let Item::Impl(block) = &self.house.modules[way].items[*at] {
                self.here.clone_from(way);
                self.methods(&block.items);
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) => {
                self.line("", "struct");
                self.visit_generics(&item.generics);
                self.fields(&item.fields, false);
            }
            Item::Enum(item) => {
                self.line("", "enum");
                for variant in &item.variants {
                    self.line(&format!("::{}", variant.ident), "variant");
                    self.fields(&variant.fields, true);
                }
            }
            Item::Trait(item) => {
                self.line("", "trait");
                for inner in &item.items {
                    if let TraitItem::Fn(method) = inner {
                        self.line(&format!("::{}", method.sig.ident), "fn");
                        self.visit_signature(&method.sig);
                    }
                }
            }
            Item::Fn(item) => {
                self.line("", "fn");
                self.visit_signature(&item.sig);
            }
            Item::Const(item) => {
                self.line("", "const");
                self.visit_type(&item.ty);
            }
            Item::Static(item) => {
                self.line("", "static");
                self.visit_type(&item.ty);
            }
            Item::Type(item) => {
                self.line("", "type");
                self.visit_type(&item.ty);
            }
            _ => {}
        }
    }

    fn methods(&mut self, items: &[ImplItem]) {
        for item in items {
            match item {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    self.line(&format!("::{}", method.sig.ident), "fn");
                    self.visit_signature(&method.sig);
                }
                ImplItem::Const(value) if is_public(&value.vis) => {
                    self.line(&format!("::{}", value.ident), "const");
                    self.visit_type(&value.ty);
                }
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Members<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        for found in self.house.resolve(&self.here, &words(path), 0) {
            if let Found::Item(def) = found {
                self.types.insert(def);
            }
        }
        visit::visit_path(self, path);
    }
}

#[test]
fn what_is_behind_the_front_door_is_found() {
    let texts = [
        (
            "",
            "pub mod door; mod room; #[doc(hidden)] pub mod inside { pub use crate::room::Hid; }
              pub use room::cellar::{Jar, Lid as Cover};",
        ),
        (
            "door",
            "pub use super::room::open; pub use super::room::cellar::Jar; mod own {}",
        ),
        (
            "room",
            "pub mod cellar; pub struct Hid; pub(crate) fn shut() {}
                  pub fn open(key: &Key) -> Vec<cellar::Wine> { todo!() } pub struct Key(u8);
                  impl Key { pub fn cut() {} fn hide() {} }",
        ),
        (
            "room::cellar",
            "make! { Wine } pub struct Jar { pub full: bool, lid: Lid }
                  macro_rules! unused { () => {} } pub enum Lid { Cork }
                  impl crate::room::cellar::Jar { pub const N: u8 = 1; pub(crate) fn f() {} }
                  macro_rules! shape { ($n:ident) => { pub struct $n; } } shape! { Wine }
                  #[cfg(test)] mod tests { pub fn tested() {} }",
        ),
    ];
    let texts = texts.into_iter().map(|(way, text)| {
        let way = way.split("::").filter(|part| !part.is_empty());
        (text.to_owned(), way.map(str::to_owned).collect())
    });
    let surface = Crate::of(texts).surface();
    let lines = |set: &BTreeSet<(String, &str)>| -> Vec<String> {
        set.iter()
            .map(|(name, kind)| format!("{name} {kind}"))
            .collect()
    };
    assert_eq!(
        lines(&surface.named),
        [
            "Cover enum",
            "Cover::Cork variant",
            "Jar struct",
            "Jar.full field",
            "Jar::N const",
            "door mod",
            "door::Jar = Jar another name",
            "door::open fn",
        ]
    );
    assert_eq!(
        lines(&surface.reached),
        [
            "room::Key struct",
            "room::Key::cut fn",
            "room::cellar::Wine made by a macro",
        ]
    );
}
