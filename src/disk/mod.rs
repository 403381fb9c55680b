//! Files that must survive a kill or a power cut, and files that may be somebody else's.
//!
//! [`Disk`] does what changes a folder, in an order that a test can look at: a file that counts
//! is written under another name, synced, renamed, and its folder is synced. [`FolderLock`] lets
//! one program at a time into a folder. [`read_regular`] reads a file without following a link
//! or waiting on a pipe. [`safe_name`] tells names that stay below a folder.

mod foreign;
mod lock;
mod order;

pub use foreign::safe_name;
pub(crate) use foreign::{free_bytes, is_real_folder, read_regular, writable};
pub use lock::FolderLock;
pub(crate) use lock::LockError;
pub(crate) use order::TEMPORARY;
pub use order::{Disk, Step};
