//! What people read: tables, pages, figures and the folder that holds them.

pub mod comparison_curves;
pub mod comparison_figures;
pub mod comparison_results;
pub mod comparison_text;
pub mod difference_words;
pub mod figures;
pub mod results;
pub mod selection_results;
pub mod summary_text;
mod table;
pub mod words;
