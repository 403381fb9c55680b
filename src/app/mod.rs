//! The application: what each command does, as library calls.
//!
//! A request of checked values goes in, and a typed outcome or a typed error comes out. Progress
//! is told to a caller's watch, and a flag cancels. Nothing here prints, reads arguments or knows a
//! terminal: a command line, a board and a package for another language call the same functions.

pub mod scenario;
