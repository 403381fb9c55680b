//! The debrief of an exercise: what was decided and what it was worth, with what only people can
//! say left to fill in. The order follows the After-Action Report of HSEEP (template IP01, 2013).

use std::path::Path;

use crate::exercise::act::{Act, ClockAct, Done, Finding, InjectAct, Rating};
use crate::exercise::hindsight::{Hindsight, Worth};
use crate::exercise::orders::IncidentId;
use crate::exercise::outlook::{Difference, Ending, spoken};
use crate::exercise::play::Exercise;
use crate::exercise::script::Standing;
use crate::exercise::view::who;
use crate::outcome::trace::order_words;
use crate::scenario::document::{Aim, InjectIx};
use crate::scenario::time::Instant;

use super::draft::Draft;
use super::head::Head;
use super::language::{Language, say};
use super::page::prose::Prose;
use super::page::tree::{Block, Cover, Page};
use super::page::{self, Making};
use super::page_parts;
use super::{page_file, results_error::ResultsError};

/// Writes the debrief of an exercise into a file.
///
/// # Errors
/// If something that is no report lies there, or it can't be written.
pub(crate) fn write(
    exercise: &Exercise,
    hindsight: &Hindsight,
    cover: &Cover,
    making: &Making,
    out: &Path,
) -> Result<(), ResultsError> {
    let page = debrief(exercise, hindsight, cover);
    let bytes = page::write(&page, making, false)?;
    page_file::write(out, &bytes)
}

fn debrief(exercise: &Exercise, hindsight: &Hindsight, cover: &Cover) -> Page {
    let language = cover.language;
    let document = &exercise.world().document;
    let mut debrief = Debrief {
        exercise,
        hindsight,
        language,
        draft: Draft::new(language, 0),
    };
    debrief.answer();
    debrief.draft.add([Block::Contents {
        title: say!(language, "full.contents"),
        to: 2,
    }]);
    debrief.overview();
    debrief.otherwise();
    debrief.decisions();
    debrief.timeline();
    debrief.objectives();
    debrief.plan();
    debrief.entries();
    debrief.method();
    let title = say!(language, "debrief.title", name = document.title());
    page_parts::page(cover, &title, "JOURNAL", debrief.draft.into_blocks())
}

struct Debrief<'a> {
    exercise: &'a Exercise,
    hindsight: &'a Hindsight,
    language: Language,
    draft: Draft,
}

impl Debrief<'_> {
    fn local(&self, at: Instant) -> String {
        self.exercise.world().document.calendar.minute(at)
    }

    fn kept(&self, ending: &Ending) -> Prose {
        let kept = ending.kept.iter().filter(|it| **it).count();
        say!(
            self.language,
            "debrief.kept",
            kept = kept.to_string(),
            all = ending.kept.len().to_string()
        )
    }

    fn response(ending: &Ending) -> Prose {
        match ending.response {
            Some(hours) => spoken(hours).into(),
            None => page_parts::none(),
        }
    }

    fn answer(&mut self) {
        let language = self.language;
        let (played, undecided) = (&self.hindsight.played, &self.hindsight.undecided);
        let mut sentences = vec![say!(
            language,
            "debrief.answer-kept",
            kept = self.kept(played),
            undecided = self.kept(undecided)
        )];
        if let (Some(with), Some(without)) = (played.response, undecided.response) {
            let difference = without - with;
            let same = difference.abs() * 60.0 < 1.0;
            let than = match difference {
                _ if same => say!(language, "debrief.as-soon"),
                later if later < 0.0 => {
                    say!(language, "debrief.later", time = spoken(later))
                }
                sooner => say!(language, "debrief.sooner", time = spoken(sooner)),
            };
            let time = spoken(with);
            sentences.push(say!(
                language,
                "debrief.answer-response",
                time = time,
                than = than
            ));
        }
        if let Some(place) = self.hindsight.place {
            let share = 100.0 * place.worse as f64 / place.histories as f64;
            sentences.push(say!(
                language,
                "debrief.place",
                share = format!("{share:.0}"),
                histories = place.histories.to_string()
            ));
        }
        let answer = page_parts::sentences(sentences);
        self.draft.add([Block::Answer(answer)]);
    }

    fn overview(&mut self) {
        let language = self.language;
        let document = &self.exercise.world().document;
        self.draft.section(say!(language, "aar.overview"));
        let header = self.exercise.header();
        let last = self.exercise.come_to();
        let blank = || say!(language, "aar.blank");
        let wall = |done: Option<&Done>| done.map_or(String::new(), |it| it.wall.clone());
        let done = self.exercise.done();
        let dates = say!(
            language,
            "debrief.dates",
            from = wall(done.first()),
            to = wall(done.last()),
            begin = self.local(self.exercise.from()),
            end = self.local(last)
        );
        let history = say!(
            language,
            "debrief.history",
            number = header.replication.to_string(),
            seed = header.seed.to_string()
        );
        let rows = vec![
            vec![say!(language, "aar.name"), document.title().into()],
            vec![say!(language, "aar.dates"), dates],
            vec![
                say!(language, "aar.scenario"),
                document.summary.as_str().into(),
            ],
            vec![say!(language, "debrief.luck"), history],
            vec![say!(language, "aar.sponsor"), blank()],
            vec![say!(language, "aar.participants"), blank()],
            vec![say!(language, "aar.contact"), blank()],
        ];
        let head = Head::new(language).words("aar.field").words("aar.content");
        let grid = head.grid(say!(language, "aar.overview-caption"), rows);
        self.draft.table(grid);
    }

    fn otherwise(&mut self) {
        let language = self.language;
        self.draft.section(say!(language, "debrief.otherwise"));
        self.draft.say(say!(language, "debrief.otherwise-how"));
        let row = |what: Prose, ending: &Ending| {
            vec![
                what,
                Self::response(ending),
                self.kept(ending),
                format!("{:.1}", ending.loss).into(),
            ]
        };
        let mut rows = vec![
            row(say!(language, "debrief.as-played"), &self.hindsight.played),
            row(
                say!(language, "debrief.undecided"),
                &self.hindsight.undecided,
            ),
        ];
        for policy in &self.hindsight.policies {
            let what = say!(language, "debrief.policy", name = policy.what.as_str());
            rows.push(row(what, &policy.ending));
        }
        let head = Head::new(language)
            .words("debrief.what")
            .words("debrief.response")
            .words("debrief.milestones")
            .words("debrief.loss");
        let caption = say!(language, "debrief.otherwise-caption");
        self.draft.table(head.grid(caption, rows));
        for (policy, why) in &self.hindsight.unsaid {
            let note = say!(
                language,
                "debrief.unsaid",
                name = policy.as_str(),
                why = why.as_str()
            );
            self.draft.note(note);
        }
    }

    /// What an order says, in the words of a trace.
    fn order(&self, done: &Done) -> String {
        let world = self.exercise.world();
        let Act::Decide { order } = &done.act else {
            return String::new();
        };
        let at = Instant(done.at);
        let Ok(resolved) = order.resolve(&world.document, at) else {
            return String::new();
        };
        let words = order_words(world, &resolved);
        let Some(incident) = order.incident() else {
            return words;
        };
        let stand = self.exercise.stand(at).ok();
        let open = stand.map_or_else(Vec::new, |it| it.history.open_incidents(at));
        let about = open
            .iter()
            .find(|it| IncidentId::of(it.lineage) == *incident);
        about.map_or_else(String::new, |it| {
            let kind = &world.document.kinds[it.kind.ix()].name;
            let asset = &world.document.assets[it.asset.ix()].name;
            format!("{kind}, {asset}: {words}")
        })
    }

    fn worth(&self, difference: Option<Difference>) -> Prose {
        let language = self.language;
        let Some(it) = difference else {
            return page_parts::none();
        };
        match (it.low, it.high) {
            (Some(low), Some(high)) if high < 0.0 => say!(
                language,
                "debrief.saved",
                time = spoken(it.change),
                low = spoken(high),
                high = spoken(low)
            ),
            (Some(low), Some(high)) if low > 0.0 => say!(
                language,
                "debrief.cost",
                time = spoken(it.change),
                low = spoken(low),
                high = spoken(high)
            ),
            _ => say!(language, "debrief.not-shown"),
        }
    }

    /// The milestone that a decision moves most over futures.
    fn moved(&self, worth: &Worth) -> Prose {
        let milestones = self.exercise.world().document.milestones.iter();
        let most = milestones
            .zip(&worth.kept)
            .max_by_key(|(_, (without, with))| without.abs_diff(*with));
        match most {
            Some((milestone, (without, with))) if without != with => say!(
                self.language,
                "debrief.moved",
                name = milestone.name.as_str(),
                without = without.to_string(),
                with = with.to_string(),
                futures = worth.futures.to_string()
            ),
            _ => page_parts::none(),
        }
    }

    fn decisions(&mut self) {
        let language = self.language;
        self.draft.section(say!(language, "debrief.decisions"));
        if self.hindsight.decisions.is_empty() {
            self.draft.say(say!(language, "debrief.no-decisions"));
            return;
        }
        let futures = self.hindsight.decisions.first().map_or(0, |it| it.futures);
        self.draft.say(say!(
            language,
            "debrief.decisions-how",
            futures = futures.to_string()
        ));
        let done = self.exercise.done();
        let rows = self.hindsight.decisions.iter().filter_map(|worth| {
            let entry = done.iter().find(|it| it.number == worth.entry)?;
            let same = match (self.hindsight.played.response, worth.without.response) {
                (Some(with), Some(without)) if (without - with).abs() * 60.0 >= 1.0 => {
                    let key = without - with;
                    if key > 0.0 {
                        say!(language, "debrief.same-saved", time = spoken(key))
                    } else {
                        say!(language, "debrief.same-cost", time = spoken(key))
                    }
                }
                _ => say!(language, "debrief.same"),
            };
            Some(vec![
                entry.number.to_string().into(),
                self.local(Instant(entry.at)).into(),
                who(entry).into(),
                self.order(entry).into(),
                page_parts::or_none(entry.why.as_str()),
                same,
                self.worth(worth.response),
                self.moved(worth),
            ])
        });
        let rows = rows.collect();
        let head = Head::new(language)
            .words("debrief.entry")
            .words("debrief.when")
            .words("debrief.who")
            .words("debrief.decision")
            .words("debrief.why")
            .words("debrief.in-this-history")
            .words("debrief.in-futures")
            .words("debrief.over-milestones");
        let caption = say!(language, "debrief.decisions-caption");
        self.draft.table(head.grid(caption, rows));
    }

    fn timeline(&mut self) {
        let language = self.language;
        let script = self.exercise.script();
        let document = &self.exercise.world().document;
        let come_to = self.exercise.come_to();
        self.draft.section(say!(language, "debrief.timeline"));
        let rows = document.injects.iter().enumerate().map(|(ix, inject)| {
            let ix = InjectIx::from(ix);
            let at = script.at(ix);
            let happened = if at <= come_to {
                self.local(at).into()
            } else {
                match script.standing(ix) {
                    Standing::Planned | Standing::Released => say!(language, "debrief.not-yet"),
                    Standing::Held => say!(language, "debrief.held"),
                    Standing::Skipped => say!(language, "debrief.skipped"),
                }
            };
            vec![
                inject.id.as_str().into(),
                inject.name.as_str().into(),
                self.local(script.planned(ix)).into(),
                happened,
                page_parts::or_none(inject.expect.as_str()),
            ]
        });
        let rows = rows.collect();
        let head = Head::new(language)
            .words("debrief.inject")
            .words("debrief.name")
            .words("debrief.planned")
            .words("debrief.happened")
            .words("debrief.expected");
        let grid = head.grid(say!(language, "debrief.timeline-caption"), rows);
        self.draft.table(grid);
    }

    fn objectives(&mut self) {
        let language = self.language;
        let document = &self.exercise.world().document;
        let blocks = document.objectives.iter().map(|it| it.name.clone());
        let mut names: Vec<String> = blocks.collect();
        for aim in document.injects.iter().flat_map(|it| &it.aims) {
            if let Aim::Words(words) = aim
                && !names.contains(words)
            {
                names.push(words.clone());
            }
        }
        let observed: Vec<(&Done, &String, &str, Finding, Rating)> = self
            .exercise
            .done()
            .iter()
            .filter_map(|done| match &done.act {
                Act::Observe {
                    text,
                    objective,
                    finding,
                    rating,
                    ..
                } => Some((done, text, objective.as_str(), *finding, *rating)),
                _ => None,
            })
            .collect();
        for (_, _, objective, ..) in &observed {
            if !objective.is_empty() && !names.iter().any(|it| it == objective) {
                names.push((*objective).to_owned());
            }
        }
        self.draft.section(say!(language, "debrief.objectives"));
        let rows = names.iter().map(|name| {
            let mine = observed.iter().filter(|it| it.2 == name.as_str());
            let worst = mine.clone().map(|it| it.4);
            let worst = worst.filter(|it| *it != Rating::NotRated).max();
            let count = mine.count();
            vec![
                name.as_str().into(),
                self.rating(worst.unwrap_or_default()),
                count.to_string().into(),
            ]
        });
        let rows = rows.collect();
        let head = Head::new(language)
            .words("aar.objective")
            .words("aar.rating")
            .words("debrief.observations");
        let grid = head.grid(say!(language, "aar.objectives-caption"), rows);
        self.draft.table(grid);
        self.draft.note(say!(language, "aar.ratings"));
        let said = observed
            .iter()
            .map(|(done, text, objective, finding, rating)| {
                let kind = match finding {
                    Finding::Strength => say!(language, "debrief.strength"),
                    Finding::Improve => say!(language, "debrief.improve"),
                    Finding::Neutral => say!(language, "debrief.neutral"),
                };
                vec![
                    self.local(Instant(done.at)).into(),
                    who(done).into(),
                    page_parts::or_none(*objective),
                    kind,
                    text.as_str().into(),
                    self.rating(*rating),
                ]
            });
        let said = said.collect();
        let head = Head::new(language)
            .words("debrief.when")
            .words("debrief.who")
            .words("aar.objective")
            .words("debrief.finding")
            .words("debrief.observation")
            .words("aar.rating");
        let grid = head.grid(say!(language, "debrief.observations-caption"), said);
        self.draft.table(grid);
    }

    fn rating(&self, rating: Rating) -> Prose {
        match rating {
            Rating::P => "P".into(),
            Rating::S => "S".into(),
            Rating::M => "M".into(),
            Rating::U => "U".into(),
            Rating::NotRated => say!(self.language, "aar.not-rated"),
        }
    }

    fn plan(&mut self) {
        let language = self.language;
        let document = &self.exercise.world().document;
        self.draft.section(say!(language, "aar.plan"));
        self.draft.say(say!(language, "aar.plan-intro"));
        let mut areas: Vec<Prose> = Vec::new();
        let milestones = document.milestones.iter().zip(&self.hindsight.played.kept);
        for (milestone, _) in milestones.filter(|(_, kept)| !**kept) {
            let name = milestone.name.as_str();
            areas.push(say!(language, "debrief.missed", name = name));
        }
        for done in self.exercise.done() {
            if let Act::Observe {
                text,
                finding: Finding::Improve,
                ..
            } = &done.act
            {
                areas.push(text.as_str().into());
            }
        }
        if areas.is_empty() {
            areas.push(say!(language, "aar.blank"));
        }
        let blank = || Prose::from("\u{a0}");
        let rows = areas
            .into_iter()
            .map(|area| vec![area, blank(), blank(), blank(), blank()]);
        let rows = rows.collect();
        let head = Head::new(language)
            .words("aar.issue")
            .words("aar.corrective-action")
            .words("aar.element")
            .words("aar.responsible")
            .words("aar.end");
        let grid = head.grid(say!(language, "aar.plan-caption"), rows);
        self.draft.table(grid);
        self.draft.note(say!(language, "aar.elements"));
    }

    fn entries(&mut self) {
        let language = self.language;
        self.draft.section(say!(language, "debrief.entries"));
        let done = self.exercise.done().iter();
        let done = done.filter(|it| !matches!(it.act, Act::Tick));
        let rows = done.map(|it| {
            vec![
                it.number.to_string().into(),
                self.local(Instant(it.at)).into(),
                it.wall.as_str().into(),
                who(it).into(),
                self.act(it),
                page_parts::or_none(it.why.as_str()),
            ]
        });
        let rows = rows.collect();
        let head = Head::new(language)
            .words("debrief.entry")
            .words("debrief.when")
            .words("debrief.wall")
            .words("debrief.who")
            .words("debrief.act")
            .words("debrief.why");
        let grid = head.grid(say!(language, "debrief.entries-caption"), rows);
        self.draft.table(grid);
    }

    /// What was done, in words.
    fn act(&self, done: &Done) -> Prose {
        let language = self.language;
        match &done.act {
            Act::Clock { change } => match change {
                ClockAct::Run { speed } => {
                    say!(language, "debrief.clock-run", speed = format!("{speed}"))
                }
                ClockAct::Pause => say!(language, "debrief.clock-pause"),
                ClockAct::Step { .. } => {
                    let to = self.local(Instant(done.at));
                    say!(language, "debrief.clock-step", time = to)
                }
                ClockAct::End => say!(language, "debrief.clock-end"),
            },
            Act::Decide { .. } => {
                let order = self.order(done);
                say!(language, "debrief.decided", what = order)
            }
            Act::Inject { step } => match step {
                InjectAct::Release { inject } => {
                    say!(language, "debrief.inject-released", id = inject.as_str())
                }
                InjectAct::Hold { inject } => {
                    say!(language, "debrief.inject-held", id = inject.as_str())
                }
                InjectAct::Resume { inject } => {
                    say!(language, "debrief.inject-resumed", id = inject.as_str())
                }
                InjectAct::Skip { inject } => {
                    say!(language, "debrief.inject-skipped", id = inject.as_str())
                }
                InjectAct::Edit { inject, message } => say!(
                    language,
                    "debrief.inject-edited",
                    id = inject.as_str(),
                    text = message.as_str()
                ),
                InjectAct::Add {
                    inject, message, ..
                } => say!(
                    language,
                    "debrief.inject-added",
                    id = inject.as_str(),
                    text = message.as_str()
                ),
            },
            Act::Note { text } => say!(language, "debrief.noted", text = text.as_str()),
            Act::Observe { text, .. } => say!(language, "debrief.observed", text = text.as_str()),
            Act::Tick => Prose::default(),
        }
    }

    fn method(&mut self) {
        let language = self.language;
        self.draft.section(say!(language, "debrief.method"));
        self.draft.say(say!(language, "debrief.method-response"));
        self.draft.say(say!(language, "debrief.method-futures"));
        self.draft.say(say!(language, "debrief.method-limits"));
    }
}
