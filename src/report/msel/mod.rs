//! Pages of an exercise to print: cards to hand out, and the facilitator's guide.

mod cards;
mod guide;

use crate::msel::{Msel, Row};

use super::language::Language;
use super::page::error::PageError;
use super::page::tree::{Block, Page};
use super::page::{self, Making};

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MselPage {
    /// Cards to hand out.
    Cards,
    /// The facilitator's guide.
    Guide,
}

/// A page as an HTML file.
///
/// # Errors
/// If the frame of the page has a mistake.
pub(crate) fn page(msel: &Msel, which: MselPage, language: Language) -> Result<Vec<u8>, PageError> {
    let (title, blocks): (String, Vec<Block>) = match which {
        MselPage::Cards => cards::cards(msel, language),
        MselPage::Guide => guide::guide(msel, language),
    };
    let page = Page {
        title,
        organisation: None,
        tlp: None,
        language,
        numbers: String::new(),
        blocks,
    };
    page::write(&page, &Making::default(), false)
}

/// When a row is due in the room: on the wall clock, or since STARTEX.
fn scheduled(msel: &Msel, row: &Row) -> String {
    msel.wall(row).map_or_else(
        || {
            let minutes = row.scheduled.0 / 60_000;
            format!("+{}:{:02}", minutes / 60, minutes % 60)
        },
        |local| local.strftime("%H:%M").to_string(),
    )
}
