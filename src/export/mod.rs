//! Files for other tools.

pub mod incidents;
