//! Ctrl-C: the first one ends the work at the next good moment, the second one at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::failure::INTERRUPTED;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Becomes true with Ctrl-C, or with a batch queue's request to end. To be called before the
/// work begins; where signals can't be watched, Ctrl-C simply ends the program.
pub(super) fn watch() -> &'static AtomicBool {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
    &ASKED
}
