//! What people read: tables, pages, figures and the folder that holds them.

pub mod figures;
pub mod kept;
pub mod results;
mod summary_csv;
pub mod summary_text;
mod table;
pub mod words;
