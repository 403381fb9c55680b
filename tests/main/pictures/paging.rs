//! What does not fit on a page is left out with a word.

use sortie::inside::chart::{
    AnswerBar, Elimination, EliminationBar, Forest, ForestRow, Sense, WhoAnswered,
};

use super::{Run, tied};
use crate::drawn::Drawn;

#[test]
fn what_does_not_fit_on_a_page_is_left_out_with_a_word() {
    let target = |k| format!("[[target]]\nid = \"t{k}\"\nwithin = \"{k}min\"\n");
    let targets = (1..=900).map(target).collect::<Vec<String>>().concat();
    let text = tied();
    let (before, after) = text.split_once("[[target]]").expect("targets");
    let (_, after) = after.split_once("[[dispatch.rule]]").expect("their end");
    let run = Run::of(&format!("{before}{targets}[[dispatch.rule]]{after}"), 1);
    let said = run.chart("response-times").said().replace('\n', " ");
    let (_, shown) = said.split_once("Drawn are the first ").expect("a word");
    let (shown, rest) = shown.split_once(" of ").expect("a number");
    let shown: usize = shown.parse().expect("a number");
    assert!(
        rest.starts_with("900 targets; the tables hold them all"),
        "{rest}"
    );
    assert!((3..=8).contains(&shown));
    assert!(said.contains(&format!("target {shown} min")) && !said.contains("target 20 min"));

    let many = 5_000;
    let bar = |k: usize| AnswerBar {
        label: format!("team {k}"),
        mean: k as f64,
        ..AnswerBar::default()
    };
    let answered = WhoAnswered {
        teams: (0..many).map(bar).collect(),
        nations: (0..many).map(bar).collect(),
        ..WhoAnswered::default()
    };
    let row = |k: usize| ForestRow {
        label: format!("policy {k}"),
        estimate: Some(k as f64),
        own: None,
        together: None,
        words: String::new(),
        sense: Sense::Open,
    };
    let forest = Forest {
        worthwhile: None,
        rows: (0..many).map(row).collect(),
        ..Forest::default()
    };
    let bar = |k: usize| EliminationBar {
        label: format!("policy {k}"),
        length: k as f64,
        ..EliminationBar::default()
    };
    let elimination = Elimination {
        bars: (0..many).map(bar).collect(),
        ..Elimination::default()
    };
    for (drawing, words) in [
        (answered.draw(), "5\u{a0}000 teams"),
        (forest.draw(), "5\u{a0}000 policies"),
        (elimination.draw(), "5\u{a0}000 policies"),
    ] {
        let drawing = drawing.expect("a drawing");
        assert!(drawing.png(0.1).is_ok());
        let said = Drawn::read(drawing.text()).said();
        assert!(said.contains(words), "{words}");
        assert!(!said.contains("95% for itself"), "none is drawn");
    }
}
