//! The one integration binary: a file per behaviour, so that only one thing is linked.

mod layering;
