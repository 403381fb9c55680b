//! The items of each module, read from the sources: what is defined there and what a `use` brings.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenTree;
use syn::{Attribute, Item, UseTree, Visibility};

/// A path from the crate's root.
pub type Way = Vec<String>;

/// What stands in a module.
#[derive(Default)]
pub struct Module {
    pub items: Vec<Item>,
    pub imports: Vec<Import>,
    /// Names that a macro makes.
    pub made: BTreeSet<String>,
}

/// A name that a `use` brings.
pub struct Import {
    pub name: String,
    pub path: Way,
    pub public: bool,
}

/// Puts the items of a module, and of the modules inside it, in their places.
pub fn fill(modules: &mut BTreeMap<Way, Module>, way: &[String], items: Vec<Item>) {
    let mut module = Module::default();
    let mut macros: BTreeMap<String, Made> = BTreeMap::new();
    for mut item in items {
        match &mut item {
            Item::Use(item) => {
                imports(&item.tree, &[], is_public(&item.vis), &mut module.imports);
                continue;
            }
            Item::Macro(item) if item.ident.is_some() => {
                let name = item
                    .ident
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string);
                let body = item.mac.tokens.clone().into_iter().collect::<Vec<_>>();
                let mut made = Made::default();
                made.look(&body);
                macros.insert(name, made);
                continue;
            }
            Item::Macro(item) => {
                let name = words(&item.mac.path).join("::");
                let Some(made) = macros.get(&name) else {
                    continue;
                };
                module.made.extend(made.names.iter().cloned());
                for token in item.mac.tokens.clone() {
                    if let TokenTree::Ident(ident) = token
                        && made.as_called
                    {
                        module.made.insert(ident.to_string());
                    }
                }
                continue;
            }
            Item::Mod(item) if !skipped(&item.attrs) => {
                if let Some((_, items)) = item.content.take() {
                    fill(modules, &joined(way, &item.ident.to_string()), items);
                }
            }
            _ => {}
        }
        module.items.push(item);
    }
    modules.insert(way.to_vec(), module);
}

/// What the body of a macro defines.
#[derive(Default)]
struct Made {
    /// In so many words.
    names: BTreeSet<String>,
    /// By the names that it is called with.
    as_called: bool,
}

impl Made {
    fn look(&mut self, tokens: &[TokenTree]) {
        for (at, token) in tokens.iter().enumerate() {
            match (token, tokens.get(at + 1)) {
                (TokenTree::Group(group), _) => {
                    self.look(&group.stream().into_iter().collect::<Vec<_>>());
                }
                (TokenTree::Ident(word), Some(next))
                    if ["struct", "enum", "static"].contains(&word.to_string().as_str()) =>
                {
                    match next {
                        TokenTree::Ident(name) => {
                            self.names.insert(name.to_string());
                        }
                        TokenTree::Punct(sign) if sign.as_char() == '$' => self.as_called = true,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

/// The names that a `use` brings.
fn imports(tree: &UseTree, before: &[String], public: bool, out: &mut Vec<Import>) {
    let mut import = |ident: &str, name: String| {
        let path = if ident == "self" {
            before.to_vec()
        } else {
            joined(before, ident)
        };
        out.push(Import { name, path, public });
    };
    match tree {
        UseTree::Path(path) => {
            let path_to = joined(before, &path.ident.to_string());
            imports(&path.tree, &path_to, public, out);
        }
        UseTree::Name(name) => {
            let ident = name.ident.to_string();
            let last = before.last().filter(|_| ident == "self").unwrap_or(&ident);
            import(&ident, last.clone());
        }
        UseTree::Rename(name) => import(&name.ident.to_string(), name.rename.to_string()),
        UseTree::Glob(_) => assert!(!public, "a public `use` of all is read by nobody"),
        UseTree::Group(group) => {
            for tree in &group.items {
                imports(tree, before, public, out);
            }
        }
    }
}

/// The name of an item and whether it is public; `None` for what has no name or is no part of
/// the surface.
pub fn named(item: &Item) -> Option<(String, bool)> {
    let (ident, vis, attrs) = match item {
        Item::Const(i) => (&i.ident, &i.vis, &i.attrs),
        Item::Enum(i) => (&i.ident, &i.vis, &i.attrs),
        Item::Fn(i) => (&i.sig.ident, &i.vis, &i.attrs),
        Item::Mod(i) => (&i.ident, &i.vis, &i.attrs),
        Item::Static(i) => (&i.ident, &i.vis, &i.attrs),
        Item::Struct(i) => (&i.ident, &i.vis, &i.attrs),
        Item::Trait(i) => (&i.ident, &i.vis, &i.attrs),
        Item::Type(i) => (&i.ident, &i.vis, &i.attrs),
        _ => return None,
    };
    (!skipped(attrs)).then(|| (ident.to_string(), is_public(vis)))
}

/// Whether something is a hidden door or a test.
fn skipped(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let list = attr.meta.require_list();
        let inner = list.map_or_else(|_| String::new(), |list| list.tokens.to_string());
        (attr.path().is_ident("doc") && inner == "hidden")
            || (attr.path().is_ident("cfg") && inner == "test")
    })
}

pub const fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

pub fn words(path: &syn::Path) -> Way {
    let segments = path.segments.iter();
    segments.map(|segment| segment.ident.to_string()).collect()
}

pub fn joined(way: &[String], last: &str) -> Way {
    let mut way = way.to_vec();
    way.push(last.to_owned());
    way
}
