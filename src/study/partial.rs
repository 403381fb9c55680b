//! The result of one chunk on disk, sealed so that damage shows.
//!
//! ```text
//! 8 bytes   "SORTIEP" and the version of this layout
//! 32 bytes  fingerprint of the study (what, which seed, how many …)
//! 8 + 8     first replication and their number, little-endian
//! 8         length of the payload
//! …         the payload, in the Postcard format
//! 32 bytes  SHA-256 of all before
//! ```
//!
//! Numbers come back as they went in, floating-point ones bit for bit. A file that was torn,
//! changed, or put here from another study is told by its seal and its fingerprint.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::chunk::Chunk;

/// The first bytes; the last of them is the version of the layout.
const MAGIC: &[u8; 8] = b"SORTIEP\x03";
const HEAD: usize = 8 + 32 + 8 + 8 + 8;
const SEAL: usize = 32;

/// SHA-256 over everything that the bytes of a study depend on.
pub(crate) type Fingerprint = [u8; 32];

/// What is wrong with a partial result.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Damage {
    /// Not as long as it says, or too short to say so.
    #[error("it was torn: it ends too early")]
    Torn,
    /// Not what was written.
    #[error("it was altered: its checksum does not fit")]
    Altered,
    /// Sound, but another study's or chunk's.
    #[error("it belongs to another run")]
    Foreign,
    /// Not a file that a chunk can have.
    #[error("it is no regular file of a size that it can have")]
    Irregular,
    /// Sound, but another program's.
    #[error("it is of a version that this one can't read")]
    Unreadable,
}

/// Seals the result of a chunk.
///
/// # Errors
/// If the result can't be put into bytes.
pub fn seal<P: Serialize>(
    study: &Fingerprint,
    chunk: Chunk,
    payload: &P,
) -> Result<Vec<u8>, postcard::Error> {
    let mut bytes = Vec::with_capacity(1 << 14);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(study);
    bytes.extend_from_slice(&chunk.first.to_le_bytes());
    bytes.extend_from_slice(&chunk.count.to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    let mut bytes = postcard::to_extend(payload, bytes)?;
    let length = (bytes.len() - HEAD) as u64;
    bytes[HEAD - 8..HEAD].copy_from_slice(&length.to_le_bytes());
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    Ok(bytes)
}

/// Opens the sealed result of a chunk.
///
/// # Errors
/// What is wrong with it.
pub fn open<P: DeserializeOwned>(
    bytes: &[u8],
    study: &Fingerprint,
    chunk: Chunk,
) -> Result<P, Damage> {
    let number = |at: usize| {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[at..at + 8]);
        u64::from_le_bytes(word)
    };
    if bytes.len() < HEAD + SEAL {
        return Err(Damage::Torn);
    }
    if bytes[..8] != MAGIC[..] {
        return Err(if bytes.starts_with(&MAGIC[..7]) {
            Damage::Unreadable
        } else {
            Damage::Altered
        });
    }
    let (sealed, seal) = bytes.split_at(bytes.len() - SEAL);
    match number(HEAD - 8).cmp(&((sealed.len() - HEAD) as u64)) {
        std::cmp::Ordering::Greater => return Err(Damage::Torn),
        std::cmp::Ordering::Less => return Err(Damage::Altered),
        std::cmp::Ordering::Equal => {}
    }
    if Sha256::digest(sealed).as_slice() != seal {
        return Err(Damage::Altered);
    }
    if sealed[8..40] != study[..] || number(40) != chunk.first || number(48) != chunk.count {
        return Err(Damage::Foreign);
    }
    match postcard::take_from_bytes(&sealed[HEAD..]) {
        Ok((payload, [])) => Ok(payload),
        Ok(_) | Err(_) => Err(Damage::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: Chunk = Chunk {
        index: 3,
        first: 18,
        count: 6,
        section: 0,
    };

    type Payload = (Vec<f64>, u128, String);

    fn sealed() -> Vec<u8> {
        let payload = (vec![0.1 + 0.2, -0.0, f64::MIN_POSITIVE], u128::MAX, "ž");
        seal(&[7; 32], CHUNK, &payload).expect("bytes")
    }

    fn read(bytes: &[u8]) -> Result<Payload, Damage> {
        open(bytes, &[7; 32], CHUNK)
    }

    #[test]
    fn numbers_come_back_bit_for_bit() {
        let (floats, whole, text) = read(&sealed()).expect("sound");
        let bits: Vec<u64> = floats.iter().map(|x| x.to_bits()).collect();
        let want: Vec<u64> = [0.1 + 0.2, -0.0, f64::MIN_POSITIVE]
            .map(f64::to_bits)
            .into();
        assert_eq!((bits, whole, text.as_str()), (want, u128::MAX, "ž"));
    }

    #[test]
    fn every_torn_file_is_told() {
        let bytes = sealed();
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length}");
        }
        assert!(read(&[&bytes[..], b"x"].concat()).is_err());
    }

    #[test]
    fn every_changed_bit_is_told() {
        let bytes = sealed();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(read(&changed).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn another_study_or_chunk_is_told() {
        let bytes = sealed();
        assert_eq!(
            open::<Payload>(&bytes, &[8; 32], CHUNK),
            Err(Damage::Foreign)
        );
        let next = Chunk { first: 24, ..CHUNK };
        assert_eq!(
            open::<Payload>(&bytes, &[7; 32], next),
            Err(Damage::Foreign)
        );
        assert_eq!(open::<u8>(&bytes, &[7; 32], CHUNK), Err(Damage::Unreadable));
    }
}
