//! What people read: tables, pages, figures and the folder that holds them.

pub mod figures;
pub mod results;
mod staffing_figures;
pub mod summary_text;
pub mod table;
pub mod words;
