//! Lists that are read from files, no longer than they can be.
//!
//! Some bytes of a file stand for much memory: an empty histogram of durations takes ten bytes
//! there and twenty kilobytes here. So the length of such lists is bounded while they are read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// Reads a list of at most `MOST` things.
///
/// # Errors
/// If it is longer, or can't be read.
pub(crate) fn at_most<'de, D, T, const MOST: usize>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Few<T, const MOST: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Few<T, MOST> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "at most {MOST} values")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut read = Vec::new();
            while let Some(value) = list.next_element()? {
                if read.len() == MOST {
                    return Err(A::Error::invalid_length(MOST + 1, &self));
                }
                read.push(value);
            }
            Ok(read)
        }
    }

    from.deserialize_seq(Few::<T, MOST>(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Serialize, serde::Deserialize)]
    struct Two(#[serde(deserialize_with = "at_most::<_, _, 2>")] Vec<u8>);

    #[test]
    fn a_longer_list_is_refused() {
        let read = |list: &[u8]| {
            let bytes = postcard::to_stdvec(&Two(list.to_vec())).expect("bytes");
            postcard::from_bytes::<Two>(&bytes).map(|it| it.0)
        };
        assert_eq!(read(&[1, 2]), Ok(vec![1, 2]));
        assert!(read(&[1, 2, 3]).is_err());
    }
}
