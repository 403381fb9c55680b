//! The encodings that a file can be read in, and how one is recognised.

use std::fmt;
use std::str::FromStr;

/// How the characters of a file are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8: what every file should be in.
    Utf8,
    /// UTF-16, the low byte first: what Windows programs call "Unicode".
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, which holds all of ISO 8859-1 (Latin-1) and is what files that call
    /// themselves so are mostly in (WHATWG Encoding Standard, section 4.2).
    Latin1,
}

impl Encoding {
    /// All of them, UTF-8 first.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Latin1];

    /// The name to write, `utf-16le`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Latin1 => "latin-1",
        }
    }

    /// The name to read, `UTF-16 (little-endian)`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (little-endian)",
            Self::Utf16Be => "UTF-16 (big-endian)",
            Self::Latin1 => "Latin-1 (Windows-1252)",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// A word that names no encoding known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no encoding `{0}` here; there are utf-8, utf-16le, utf-16be and latin-1")]
pub struct UnknownEncoding(String);

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    /// Reads a name in the spellings that people and programs use for it.
    fn from_str(word: &str) -> Result<Self, UnknownEncoding> {
        let plain = word.trim().to_lowercase().replace(['-', '_', ' '], "");
        match plain.as_str() {
            "utf8" | "utf8sig" => Ok(Self::Utf8),
            "utf16" | "utf16le" | "unicode" => Ok(Self::Utf16Le),
            "utf16be" => Ok(Self::Utf16Be),
            "latin1" | "iso88591" | "windows1252" | "cp1252" | "ansi" => Ok(Self::Latin1),
            _ => Err(UnknownEncoding(
                super::plain_spaces(word).escape_debug().to_string(),
            )),
        }
    }
}

/// The bytes behind a byte order mark, and the encoding that it names.
pub(super) fn without_mark(bytes: &[u8]) -> (&[u8], Option<&'static str>) {
    const UTF_32: &str = "UTF-32";
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (rest, Some(Encoding::Utf8.title())),
        [0xff, 0xfe, 0, 0, rest @ ..] | [0, 0, 0xfe, 0xff, rest @ ..] => (rest, Some(UTF_32)),
        [0xff, 0xfe, rest @ ..] => (rest, Some(Encoding::Utf16Le.title())),
        [0xfe, 0xff, rest @ ..] => (rest, Some(Encoding::Utf16Be.title())),
        _ => (bytes, None),
    }
}

/// UTF-16 without a mark: at least a third of the first bytes are zero, all of them at odd
/// places or all at even ones, as in any text that is mostly Latin letters, digits and signs.
pub(super) fn looks_wide(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| {
        let halves = head.iter().skip(odd).step_by(2);
        halves.filter(|byte| **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (0, low) if low * 3 >= head.len() && low > 0 => Some(Encoding::Utf16Le.title()),
        (high, 0) if high * 3 >= head.len() && high > 0 => Some(Encoding::Utf16Be.title()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for encoding in Encoding::ALL {
            assert_eq!(encoding.name().parse(), Ok(encoding));
        }
        assert_eq!("ISO-8859-1".parse(), Ok(Encoding::Latin1));
        assert_eq!("UTF_16 LE".parse(), Ok(Encoding::Utf16Le));
        let wrong = "koi8".parse::<Encoding>().unwrap_err().to_string();
        for encoding in Encoding::ALL {
            assert!(wrong.contains(encoding.name()), "{wrong}");
        }
    }
}
