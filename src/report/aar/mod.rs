//! The After-Action Report and Improvement Plan: the headings of the Homeland Security Exercise
//! and Evaluation Program (HSEEP, AAR/IP template IP01, April 2013), with what a simulation can
//! say filled in, and what only people can say left to fill in.

pub(super) mod comparison;
mod parts;
pub(super) mod run;
