//! Files of results before they are written.

/// A file of results: its name, with `/` between folders, and its bytes.
pub(crate) type NamedBytes = (String, Vec<u8>);
