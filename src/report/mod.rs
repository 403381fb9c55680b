//! What people read: tables, pages, figures and the folder that holds them.

pub mod calibration_figures;
pub mod calibration_text;
pub mod calibration_toml;
pub mod comparison_curves;
pub mod comparison_figures;
pub mod comparison_results;
pub mod comparison_text;
pub mod difference_words;
pub mod figures;
pub mod kept;
pub mod results;
mod run_results;
pub mod selection_results;
mod skewed_differences;
mod staffing_figures;
pub mod staging;
mod summary_csv;
pub mod summary_text;
pub mod sweep_csv;
pub mod sweep_figures;
pub mod sweep_results;
pub mod sweep_text;
pub mod table;
pub mod words;
