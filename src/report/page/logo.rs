//! A logo of who hands a document on: a picture that stands in the document itself.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::text;

/// Most bytes of a logo.
const LARGEST: u64 = 1 << 20;

/// Most pixels along a side of a logo.
const WIDEST: u32 = 8_192;

/// The first bytes of a PNG file.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The first bytes of a JPEG file.
const JPEG: &[u8] = b"\xff\xd8\xff";

/// A picture that was looked at and may stand in a document.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Logo {
    address: String,
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start: String = self.address.chars().take(40).collect();
        f.debug_struct("Logo").field("address", &start).finish()
    }
}

impl Logo {
    /// Reads a picture: PNG, JPEG or SVG, by what is in the file.
    ///
    /// # Errors
    /// If it can't be read, is larger than 1 MB, is no such picture, or is one that may run or
    /// load something; in words, with what to do on further lines.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let unread = |error: std::io::Error| format!("it can't be read: {}", text::said(&error));
        let about = std::fs::metadata(path).map_err(unread)?;
        if !about.is_file() {
            return Err("it is no file".to_owned());
        }
        let large = || {
            Err(
                "it is larger than 1 MB\n  make it smaller: it is shown as high as two lines"
                    .to_owned(),
            )
        };
        if about.len() > LARGEST {
            return large();
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(unread)?;
        file.take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(unread)?;
        if bytes.len() as u64 > LARGEST {
            return large();
        }
        let kind = Self::kind(&bytes)?;
        Ok(Self {
            address: format!("data:{kind};base64,{}", STANDARD.encode(&bytes)),
        })
    }

    /// The picture as an address.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    fn kind(bytes: &[u8]) -> Result<&'static str, String> {
        let broken = |what: &str| {
            let cure = "open it in a program for pictures, and save it again";
            Err(format!("it begins as {what}, and is broken\n  {cure}"))
        };
        if bytes.starts_with(PNG) {
            return if is_png(bytes) {
                Ok("image/png")
            } else {
                broken("PNG")
            };
        }
        if bytes.starts_with(JPEG) {
            return if is_jpeg(bytes) {
                Ok("image/jpeg")
            } else {
                broken("JPEG")
            };
        }
        let other = || {
            Err("it is no picture that is known here\n  give a PNG, JPEG or SVG file".to_owned())
        };
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains("<svg") => match fault(text) {
                None => Ok("image/svg+xml"),
                Some(why) => Err(format!(
                    "{why}\n  export it as plain SVG from a program for drawings, or give a PNG file"
                )),
            },
            _ => other(),
        }
    }
}

/// Whether a PNG file can be read to its end.
fn is_png(bytes: &[u8]) -> bool {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_limits(png::Limits { bytes: 64 << 20 });
    let Ok(mut reader) = decoder.read_info() else {
        return false;
    };
    let (width, height) = (reader.info().width, reader.info().height);
    if width.max(height) > WIDEST {
        return false;
    }
    while let Ok(row) = reader.next_row() {
        if row.is_none() {
            return true;
        }
    }
    false
}

/// Whether a JPEG file has its segments up to the picture, a size, and an end (ITU-T T.81, B.1.1).
fn is_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut is_sized = false;
    loop {
        let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) else {
            return false;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        match marker {
            // The size, in any of the ways to code a picture.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let Some(&[tall, high, wide, low]) = bytes.get(at + 5..at + 9) else {
                    return false;
                };
                let [height, width] = [[tall, high], [wide, low]].map(u16::from_be_bytes);
                is_sized = width > 0 && height > 0 && u32::from(width.max(height)) <= WIDEST;
            }
            // The picture itself begins.
            0xda => break,
            _ => {}
        }
        if length < 2 {
            return false;
        }
        at += 2 + length;
    }
    is_sized && bytes[at..].windows(2).any(|it| it == [0xff, 0xd9])
}

/// Elements that run, or show what is not of SVG.
const REFUSED: [&str; 8] = [
    "script",
    "foreignObject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "handler",
];

/// Entities that XML has without defining them.
const KNOWN: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// What is wrong with a drawing, in words; nothing if it neither runs nor loads anything.
fn fault(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    let broken = || Some("it is broken as SVG".to_owned());
    let mut depth = 0_usize;
    let mut seen = false;
    // What a style element says, as far as it was read.
    let mut style: Option<String> = None;
    loop {
        let Ok(event) = reader.read_event() else {
            return broken();
        };
        match event {
            Event::Start(tag) | Event::Empty(tag) if !seen && local(&tag) != "svg" => {
                return broken();
            }
            Event::Start(tag) => {
                seen = true;
                depth += 1;
                if local(&tag) == "style" {
                    style = Some(String::new());
                }
                if let Some(why) = refused(&tag) {
                    return Some(why);
                }
            }
            Event::Empty(tag) => {
                seen = true;
                if let Some(why) = refused(&tag) {
                    return Some(why);
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if style.take().is_some_and(|it| loads(&it)) {
                    return Some("its style loads something from elsewhere".to_owned());
                }
            }
            Event::DocType(_) => {
                return Some("it has a document type, which may define entities".to_owned());
            }
            Event::PI(_) => {
                return Some(
                    "it has an instruction for programs, such as a style sheet".to_owned(),
                );
            }
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().ok().flatten();
                let said = name.as_ref().to_owned();
                if letter.is_none() && !KNOWN.contains(&said.as_str()) {
                    return Some(format!("it uses the entity `&{};`", text::line(&said)));
                }
                if let Some(style) = &mut style {
                    style.extend(letter);
                }
            }
            Event::Text(words) => {
                if let Some(style) = &mut style {
                    style.push_str(words.as_ref());
                }
            }
            Event::CData(words) => {
                if let Some(style) = &mut style {
                    style.push_str(words.as_ref());
                }
            }
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) => {}
        }
    }
    if depth > 0 || !seen { broken() } else { None }
}

fn local(tag: &BytesStart) -> String {
    tag.local_name().as_ref().to_owned()
}

/// Why an element is refused.
fn refused(tag: &BytesStart) -> Option<String> {
    let name = local(tag);
    if REFUSED.iter().any(|it| it.eq_ignore_ascii_case(&name)) {
        return Some(format!("it has an element `{}`", text::line(&name)));
    }
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else {
            return Some("it is broken as SVG".to_owned());
        };
        let key = attribute.key.local_name().as_ref().to_lowercase();
        let Ok(value) = attribute.normalized_value(XmlVersion::Explicit1_0) else {
            return Some("it uses an entity".to_owned());
        };
        if key.starts_with("on") {
            return Some(format!(
                "it has an attribute `{}`, which runs something",
                text::line(&key)
            ));
        }
        // What programs keep for themselves is no style, and names of namespaces are no addresses.
        let is_own = attribute.key.prefix().is_none() && key != "xmlns";
        let value = value.trim();
        let is_address = matches!(key.as_str(), "href" | "src" | "base");
        let stays = value.starts_with('#')
            || value.starts_with("data:image/png;base64,")
            || value.starts_with("data:image/jpeg;base64,");
        if (is_address && !stays) || (is_own && loads(value)) {
            let key = text::line(&key);
            return Some(format!(
                "its attribute `{key}` loads something from elsewhere"
            ));
        }
    }
    None
}

/// Whether a style takes something from elsewhere than the drawing itself.
fn loads(style: &str) -> bool {
    let letters = style.chars().filter(|c| !c.is_whitespace());
    let style: String = letters.collect::<String>().to_lowercase();
    let stays = |address: &str| address.trim_start_matches(['"', '\'']).starts_with('#');
    // A backslash may stand for any letter.
    style.contains('\\')
        || style.contains("@import")
        || style.split("url(").skip(1).any(|it| !stays(it))
}
