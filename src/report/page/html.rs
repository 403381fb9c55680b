//! A document as one HTML file that needs nothing else, and no network. Its script adds what
//! readers may do with tables and drawings; without it nothing is missing.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, Error, Value, context};
use sha2::{Digest, Sha256};

use crate::report::language::{Language, say};
use crate::text;

use super::csv;
use super::logo::Logo;
use super::prose::{Inline, Prose, parts};
use super::tree::{Block, Card, Figure, Grid, Page, Tlp};

/// What a file of ours begins with. It is XML, too.
pub(super) const MARK: &str = "<!DOCTYPE html>\n<!-- A report by Sortie";

/// What stands around a document.
const FRAME: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The document, for a screen or for a browser that prints it: a print has no use for the script.
///
/// # Errors
/// If the frame has a mistake.
pub(super) fn html(page: &Page, logo: Option<&Logo>, is_print: bool) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let fit = |text: &str| text.replace(text::is_unfit, " ");
    let script = (!is_print).then_some(SCRIPT);
    // The one script that may run is the one with these bytes.
    let allowed = script.map(|script| STANDARD.encode(Sha256::digest(script)));
    let frame = environment.render_named_str(
        "page.html",
        FRAME,
        context! {
            language => page.language.tag(),
            version => env!("CARGO_PKG_VERSION"),
            title => fit(&page.title),
            organisation => page.organisation.as_deref().map(fit),
            logo => logo.map(|logo| Value::from_safe_string(logo.address().to_owned())),
            tlp => page.tlp.map(Tlp::label),
            tlp_class => page.tlp.map(|tlp| tlp.name().replace('+', "-")),
            numbers => page.numbers.as_str(),
            style => Value::from_safe_string(STYLE.trim().to_owned()),
            made => Value::from_safe_string(inline(&made(page), page.language)),
            skip => page.language.words("page.skip"),
            controls => controls(page.language),
            script => script.map(|script| Value::from_safe_string(script.to_owned())),
            allowed => allowed.map(Value::from_safe_string),
            body => Value::from_safe_string(body(page)),
        },
    )?;
    Ok(format!("{MARK} {} -->\n{frame}", env!("CARGO_PKG_VERSION")))
}

/// What made it, and where its numbers come from.
fn made(page: &Page) -> Prose {
    let version = env!("CARGO_PKG_VERSION");
    if page.numbers.is_empty() {
        return say!(page.language, "page.made-alone", version = version);
    }
    say!(
        page.language,
        "page.made",
        version = version,
        numbers = Prose::code(&page.numbers)
    )
}

/// What the script says, by its name there.
fn controls(language: Language) -> Value {
    let all = [
        ("sort", "page.sort"),
        ("search", "page.search"),
        ("values", "page.values"),
        ("previous", "page.previous"),
        ("next", "page.next"),
        ("series", "page.series"),
    ];
    all.into_iter()
        .map(|(name, key)| (name, language.words(key)))
        .collect()
}

fn body(page: &Page) -> String {
    let mut out = String::new();
    let mut headings = 0_usize;
    for block in &page.blocks {
        match block {
            Block::Heading { level, text } => {
                headings += 1;
                let _ = writeln!(
                    out,
                    "<h{level} id=\"s{headings}\">{}</h{level}>",
                    inline(text, page.language)
                );
            }
            Block::Contents { title, to } => out.push_str(&contents(page, title, *to)),
            Block::Paragraph(text) => {
                let _ = writeln!(out, "<p>{}</p>", inline(text, page.language));
            }
            Block::Answer(text) => {
                let _ = writeln!(
                    out,
                    "<p class=\"answer\">{}</p>",
                    inline(text, page.language)
                );
            }
            Block::Note(text) => {
                let _ = writeln!(out, "<p class=\"note\">{}</p>", inline(text, page.language));
            }
            Block::List(items) => {
                out.push_str("<ul>\n");
                for item in items {
                    let _ = writeln!(out, "<li>{}</li>", inline(item, page.language));
                }
                out.push_str("</ul>\n");
            }
            Block::Table(grid) => out.push_str(&table(grid, page.language)),
            Block::Figures(figures) => {
                let alone = if figures.len() == 1 { " alone" } else { "" };
                let _ = writeln!(out, "<div class=\"figures{alone}\">");
                for it in figures {
                    out.push_str(&figure(it, page.language));
                }
                out.push_str("</div>\n");
            }
            Block::Cards(all) => out.push_str(&cards(all, page.language)),
            Block::Command(command) => {
                let _ = writeln!(
                    out,
                    "<pre tabindex=\"0\"><code>{}</code></pre>",
                    text::xml(command)
                );
            }
        }
    }
    out
}

/// Cards that stand beside each other, and that no page break parts.
fn cards(all: &[Card], language: Language) -> String {
    let mut out = String::from("<div class=\"handouts\">\n");
    for card in all {
        let _ = writeln!(
            out,
            "<article class=\"handout\">\n<h2>{}</h2>\n<dl>",
            inline(&card.title, language)
        );
        for (name, said) in &card.facts {
            let _ = writeln!(
                out,
                "<div><dt>{}</dt><dd>{}</dd></div>",
                inline(name, language),
                inline(said, language)
            );
        }
        out.push_str("</dl>\n");
        for text in &card.text {
            let _ = writeln!(out, "<p>{}</p>", inline(text, language));
        }
        out.push_str("</article>\n");
    }
    out.push_str("</div>\n");
    out
}

/// Links to all headings from level 2 to another.
fn contents(page: &Page, title: &Prose, to: u8) -> String {
    let mut out = format!(
        "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ol>\n",
        inline(title, page.language)
    );
    let headings = page.blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text } => Some((*level, text)),
        _ => None,
    });
    for (ix, (level, text)) in headings.enumerate().filter(|(_, it)| it.0 <= to) {
        let _ = writeln!(
            out,
            "<li class=\"level{level}\"><a href=\"#s{}\">{}</a></li>",
            ix + 1,
            text::xml(&page.language.plain(text))
        );
    }
    out.push_str("</ol>\n</nav>\n");
    out
}

/// A figure: its drawing may be scrolled sideways where it would be too small to read.
fn figure(figure: &Figure, language: Language) -> String {
    let drawing = figure.drawing.trim();
    format!(
        "<figure>\n<div class=\"card\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">\n{drawing}\n</div>\n\
         <figcaption>{}</figcaption>\n<details>\n<summary>{}</summary>\n{}\
         <p><a download=\"{}.csv\" href=\"{}\">{}</a></p>\n</details>\n</figure>\n",
        text::xml(&language.plain(&say!(language, "page.figure", name = &figure.file))),
        inline(&figure.caption, language),
        text::xml(&language.words("page.numbers")),
        table(&figure.data, language),
        text::xml(&figure.file),
        csv::address(&figure.data, language),
        text::xml(&language.words("page.csv"))
    )
}

fn table(grid: &Grid, language: Language) -> String {
    let mut out = String::from("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"");
    out.push_str(&text::xml(&language.plain(&grid.caption)));
    let _ = write!(
        out,
        "\">\n<table>\n<caption>{}</caption>\n<thead><tr>",
        inline(&grid.caption, language)
    );
    for column in &grid.head {
        let class = class(column.is_number);
        let _ = write!(
            out,
            "<th scope=\"col\"{class}>{}</th>",
            text::xml(&column.header)
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &grid.rows {
        out.push_str("<tr>");
        for (column, cell) in grid.head.iter().zip(row) {
            let class = class(column.is_number);
            let cell = inline(cell, language);
            if std::ptr::eq(column, &raw const grid.head[0]) {
                let _ = write!(out, "<th scope=\"row\"{class}>{cell}</th>");
            } else {
                let _ = write!(out, "<td{class}>{cell}</td>");
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    out
}

const fn class(is_number: bool) -> &'static str {
    if is_number { " class=\"number\"" } else { "" }
}

fn inline(prose: &Prose, language: Language) -> String {
    let mut out = String::new();
    for piece in &prose.0 {
        let _ = match piece {
            Inline::Text(words) => write!(out, "{}", text::xml(words)),
            Inline::Strong(words) => write!(out, "<strong>{}</strong>", text::xml(words)),
            Inline::Code(words) => write!(out, "<code>{}</code>", text::xml(words)),
            Inline::Number(number) if number.from.is_empty() => {
                write!(out, "{}", text::xml(&language.number(&number.text)))
            }
            Inline::Number(number) => write!(
                out,
                "<span data-from=\"{}\" data-times=\"{}\">{}</span>",
                text::xml(&number.from),
                number.times,
                text::xml(&language.number(&number.text))
            ),
            Inline::Unit(sign) => write!(out, "{}", text::xml(&language.unit(sign))),
            Inline::Quoted { text, from } => {
                // Results say these in English.
                let lang = if language == Language::ENGLISH {
                    ""
                } else {
                    " lang=\"en\""
                };
                let _ = write!(out, "<span data-from=\"{}\"{lang}>", text::xml(from));
                for (is_code, part) in parts(text) {
                    let part = text::xml(part);
                    let _ = if is_code {
                        write!(out, "<code>{part}</code>")
                    } else {
                        write!(out, "{part}")
                    };
                }
                write!(out, "</span>")
            }
        };
    }
    out
}
