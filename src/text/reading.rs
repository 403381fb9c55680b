//! From the bytes of a file to text.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::encoding::{Encoding, looks_wide, without_mark};

/// Largest text file, in bytes, if nobody names a limit: more than any file of records that
/// was seen, less than what would exhaust a small machine.
pub(super) const LARGEST: u64 = 256 << 20;

/// Why a file can't be read as text. The words follow "FILE can't be read: ".
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The system can't read it.
    #[error("{}", said(.0))]
    Io(#[source] io::Error),
    /// It is larger than a limit, in bytes.
    #[error("it is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// It is in another encoding than was expected; the byte order mark or the place of its
    /// zero bytes says so.
    #[error("it is in {found}, not in {expected}: save it as UTF-8")]
    Encoded {
        /// The encoding it seems to be in.
        found: &'static str,
        /// The encoding it was read in.
        expected: Encoding,
    },
    /// Bytes that the encoding doesn't have.
    #[error("line {line} has a byte that {expected} doesn't have (0x{byte:02X}): save it as UTF-8")]
    Malformed {
        /// Line of the first of them, from 1.
        line: usize,
        /// The first of them.
        byte: u8,
        /// The encoding it was read in.
        expected: Encoding,
    },
    /// A NUL character: no text has one.
    #[error("line {line} has a NUL character (U+0000): it is no text file, or a damaged one")]
    Nul {
        /// Line of the first of them, from 1.
        line: usize,
    },
}

impl TextError {
    /// Whether naming the encoding could help: for commands that have an option for it.
    pub const fn wants_encoding(&self) -> bool {
        matches!(self, Self::Encoded { .. } | Self::Malformed { .. })
    }
}

/// Reads a text file of at most 256 MiB. See [`decode`].
///
/// # Errors
/// What [`decode`] refuses, and a file that the system can't read.
pub(crate) fn read(
    path: impl AsRef<Path>,
    encoding: Option<Encoding>,
) -> Result<String, TextError> {
    read_at_most(path, LARGEST, encoding)
}

/// Reads a text file of at most `most` bytes; of a larger one no more is read than shows it.
///
/// # Errors
/// What [`decode`] refuses, a larger file, and one that the system can't read.
pub(crate) fn read_at_most(
    path: impl AsRef<Path>,
    most: u64,
    encoding: Option<Encoding>,
) -> Result<String, TextError> {
    let file = File::open(path).map_err(TextError::Io)?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(TextError::Io)?;
    if bytes.len() as u64 > most {
        return Err(TextError::TooLarge(most));
    }
    decode(&bytes, encoding)
}

/// The text of some bytes: without a byte order mark, with `\n` as the only line end.
///
/// `None` reads UTF-8 and tells which other encoding the bytes seem to be in.
///
/// # Errors
/// Bytes in another encoding, and NUL characters.
///
/// # Examples
/// ```
/// use sortie::inside::text::{Encoding, decode};
///
/// assert_eq!(decode(b"\xef\xbb\xbfa\r\nb\rc\n", None)?, "a\nb\nc\n");
/// assert_eq!(decode(b"\xe9", Some(Encoding::Latin1))?, "é");
/// let wrong = decode(b"\xff\xfea\0", None).unwrap_err();
/// assert!(wrong.to_string().ends_with("save it as UTF-8"));
/// # Ok::<(), sortie::inside::text::TextError>(())
/// ```
pub fn decode(bytes: &[u8], encoding: Option<Encoding>) -> Result<String, TextError> {
    let expected = encoding.unwrap_or(Encoding::Utf8);
    let (bytes, marked) = without_mark(bytes);
    if let Some(found) = marked
        && found != expected.title()
    {
        return Err(TextError::Encoded { found, expected });
    }
    if matches!(expected, Encoding::Utf8 | Encoding::Latin1)
        && let Some(found) = looks_wide(bytes)
    {
        return Err(TextError::Encoded { found, expected });
    }
    let text = match expected {
        Encoding::Utf8 => utf8(bytes)?,
        Encoding::Utf16Le => wide(bytes, encoding_rs::UTF_16LE, expected)?,
        Encoding::Utf16Be => wide(bytes, encoding_rs::UTF_16BE, expected)?,
        Encoding::Latin1 => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    };
    if let Some(at) = text.find('\0') {
        let line = lines_before(text[..at].bytes()) + 1;
        return Err(TextError::Nul { line });
    }
    Ok(one_line_end(text))
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, TextError> {
    std::str::from_utf8(bytes)
        .map(Cow::Borrowed)
        .map_err(|error| {
            let (good, bad) = bytes.split_at(error.valid_up_to());
            TextError::Malformed {
                line: lines_before(good.iter().copied()) + 1,
                byte: bad.first().copied().unwrap_or(0),
                expected: Encoding::Utf8,
            }
        })
}

fn wide<'a>(
    bytes: &'a [u8],
    codec: &'static encoding_rs::Encoding,
    expected: Encoding,
) -> Result<Cow<'a, str>, TextError> {
    if let Some(text) = codec.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(text);
    }
    // Half of a pair, or an odd number of bytes: the place is that of the first replacement.
    let (text, _) = codec.decode_without_bom_handling(bytes);
    let good = text.split('\u{fffd}').next().unwrap_or_default();
    let at = good.encode_utf16().count() * 2;
    Err(TextError::Malformed {
        line: lines_before(good.bytes()) + 1,
        byte: bytes.get(at).copied().unwrap_or(0),
        expected,
    })
}

/// Line ends of any kind in some bytes.
fn lines_before(bytes: impl Iterator<Item = u8>) -> usize {
    let mut lines = 0;
    let mut before = 0;
    for byte in bytes {
        lines += usize::from(byte == b'\r' || (byte == b'\n' && before != b'\r'));
        before = byte;
    }
    lines
}

/// `\r\n` (Windows) and a lone `\r` (old Macintosh) as `\n`.
fn one_line_end(text: Cow<'_, str>) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.into_owned()
    }
}

/// What the system says of a file, in the same words everywhere.
pub(crate) fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// What the system says of a file or folder that can't be written, in the same words
/// everywhere.
pub(crate) fn said_of_writing(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "the folder that it belongs to is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "writing there is not permitted".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidFilename => "the name is too long, or has characters that the \
                                           file system refuses"
            .to_owned(),
        // What we say ourselves has no number; what the system says has one.
        io::ErrorKind::NotADirectory if error.raw_os_error().is_some() => {
            "a part of its path is a file, not a folder".to_owned()
        }
        io::ErrorKind::NotADirectory => "it is a file, not a folder".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide_bytes(text: &str, big: bool) -> Vec<u8> {
        let order = if big {
            u16::to_be_bytes
        } else {
            u16::to_le_bytes
        };
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_line_end_becomes_one() {
        for bytes in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "a\r\nb\n\rc"] {
            assert_eq!(decode(bytes.as_bytes(), None).unwrap(), "a\nb\n\nc");
        }
    }

    #[test]
    fn every_encoding_is_read_when_named_with_its_mark_or_without() {
        let text = "día,\u{20ac}\nž\u{1f5f3}\n";
        for big in [false, true] {
            let encoding = if big {
                Encoding::Utf16Be
            } else {
                Encoding::Utf16Le
            };
            let marked = wide_bytes(&format!("\u{feff}{text}"), big);
            assert_eq!(decode(&marked, Some(encoding)).unwrap(), text);
            assert_eq!(decode(&marked[2..], Some(encoding)).unwrap(), text);
        }
        let latin = decode(b"d\xeda,\x80\r\n", Some(Encoding::Latin1)).unwrap();
        assert_eq!(latin, "día,\u{20ac}\n");
    }

    #[test]
    fn another_encoding_is_told_with_a_mark_and_without() {
        for big in [false, true] {
            let title = if big { "UTF-16 (big" } else { "UTF-16 (little" };
            for text in ["\u{feff}a,b\n", "schema = 1\n"] {
                let said = decode(&wide_bytes(text, big), None).unwrap_err();
                assert!(said.wants_encoding());
                let said = said.to_string();
                assert!(
                    said.contains(title) && said.contains("save it as UTF-8"),
                    "{said}"
                );
            }
        }
        let said = decode(b"a\r\nb\rd\xeda", None).unwrap_err().to_string();
        assert!(
            said.starts_with("line 3 has a byte that UTF-8 doesn't have (0xED)"),
            "{said}"
        );
        let said = decode(b"\xef\xbb\xbfa", Some(Encoding::Latin1)).unwrap_err();
        assert!(said.to_string().contains("it is in UTF-8, not in Latin-1"));
        let said = decode(b"\0\0\xfe\xff\0\0\0a", None).unwrap_err();
        assert!(said.to_string().contains("UTF-32"));
    }

    #[test]
    fn zero_bytes_and_halves_of_pairs_are_refused_with_their_line() {
        let said = decode(b"a\rb\r\nc\0d,e,f,g", None).unwrap_err();
        assert!(matches!(said, TextError::Nul { line: 3 }), "{said}");
        let half = [b"a\0\n\0".as_slice(), &[0x00, 0xd8], b"b\0"].concat();
        let said = decode(&half, Some(Encoding::Utf16Le)).unwrap_err();
        assert!(
            matches!(
                said,
                TextError::Malformed {
                    line: 2,
                    byte: 0,
                    ..
                }
            ),
            "{said}"
        );
        let said = decode(b"a\0b", Some(Encoding::Utf16Le)).unwrap_err();
        assert!(
            matches!(
                said,
                TextError::Malformed {
                    line: 1,
                    byte: b'b',
                    ..
                }
            ),
            "{said}"
        );
    }

    #[test]
    fn an_empty_file_is_an_empty_text() {
        assert_eq!(decode(b"", None).unwrap(), "");
        assert_eq!(decode(b"\xef\xbb\xbf", None).unwrap(), "");
    }

    #[test]
    fn a_larger_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, vec![b'a'; 2 << 20]).unwrap();
        let said = read_at_most(&path, 1 << 20, None).unwrap_err().to_string();
        assert_eq!(said, "it is larger than 1 MiB");
        assert_eq!(read(&path, None).unwrap().len(), 2 << 20);
        let said = read(folder.path(), None).unwrap_err().to_string();
        assert_eq!(said, "it is a folder");
    }
}
