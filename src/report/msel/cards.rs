//! Cards to print, cut and hand out: one for each inject that players are told something by.

use crate::msel::{Msel, Row};
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::{Block, Card};

use super::scheduled;

/// The title of the page, and the cards in order of time.
pub(super) fn cards(msel: &Msel, language: Language) -> (String, Vec<Block>) {
    let title = say!(language, "msel.cards-title", name = &msel.header.exercise).plain();
    let told = msel.for_players().filter(|(row, _)| row.is_scripted());
    let cards: Vec<Card> = told
        .enumerate()
        .map(|(ix, (row, seen))| Card {
            title: say!(
                language,
                "msel.card",
                number = (ix + 1).to_string(),
                title = &seen.title
            ),
            facts: facts(msel, row, language),
            text: seen.text.lines().map(Prose::from).collect(),
        })
        .collect();
    let mut blocks = vec![Block::Note(say!(language, "msel.cards-how"))];
    if cards.is_empty() {
        blocks.push(Block::Paragraph(say!(language, "msel.cards-none")));
    } else {
        blocks.push(Block::Cards(cards));
    }
    (title, blocks)
}

/// What stands at the head of a card.
fn facts(msel: &Msel, row: &Row, language: Language) -> Vec<(Prose, Prose)> {
    let when = format!(
        "{} ({})",
        scheduled(msel, row),
        msel.calendar.minute(row.at)
    );
    let attached = row.attachments.join(", ");
    let all = [
        (say!(language, "msel.when"), when),
        (say!(language, "msel.from"), row.from.clone()),
        (say!(language, "msel.to"), row.to.clone()),
        (say!(language, "msel.method"), row.method.clone()),
        (say!(language, "msel.attached"), attached),
    ];
    let all = all.into_iter().filter(|(_, said)| !said.is_empty());
    all.map(|(word, said)| (word, Prose::from(said))).collect()
}
