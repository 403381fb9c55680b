//! What `[dispatch]` and working hours say without effect, or with one that nobody means.

use super::super::code::Code;
use super::super::document::{Document, OnChange, Pattern, QueueOrder, Severity, SeveritySet};
use super::super::finder::Step;
use super::super::ids::Thing;
use super::super::reader::Cx;
use super::possible::Possible;
use super::watches::{Watches, greatest_duty, relieved, together};

pub(super) fn warn(cx: &mut Cx<'_>, document: &Document, possible: &Possible) {
    if !document.threats.is_empty() || !document.injects.is_empty() {
        order(cx, document, possible);
        preemption(cx, document, possible);
    }
    refusals(cx, document);
    reserves(cx, document);
    for team in 0..document.teams.len() {
        relief(cx, document, team);
        empty_watch(cx, document, team);
    }
}

fn order(cx: &mut Cx<'_>, document: &Document, possible: &Possible) {
    let (reason, help) = match document.dispatch.order {
        QueueOrder::Deadline if document.targets.is_empty() => (
            "there is no [[target]], so all that wait are served as they came",
            "write a [[target]], or another order",
        ),
        QueueOrder::Impact
            if !document.kinds.iter().enumerate().any(|(ix, kind)| {
                possible.happens(ix) && kind.impact.iter().any(|loss| *loss > 0.0)
            }) =>
        {
            (
                "no incident takes any service away, so all that wait are served as they came",
                "give a kind of incident an `impact`, or write another order",
            )
        }
        _ => return,
    };
    let place = cx.find(&[Step::Key("dispatch"), Step::Key("order")]);
    let message = format!("this order has no effect: {reason}");
    cx.report(Code::DispatchNoEffect, place, message).help(help);
}

fn preemption(cx: &mut Cx<'_>, document: &Document, possible: &Possible) {
    if document.dispatch.preempt.is_none() {
        return;
    }
    let kinds = (0..document.kinds.len()).filter(|kind| possible.happens(*kind));
    let all = kinds.fold(0, |set, kind| set | possible.severities[kind].0);
    let all = SeveritySet(all);
    let count = Severity::ALL.iter().filter(|it| all.contains(**it)).count();
    if count < 2 {
        let place = cx.find(&[Step::Key("dispatch"), Step::Key("preempt")]);
        let message = "`preempt` has no effect: all incidents are of one severity";
        cx.report(Code::DispatchNoEffect, place, message)
            .help("only a graver incident takes crews from another: take it out");
    }
}

fn refusals(cx: &mut Cx<'_>, document: &Document) {
    for (ix, rule) in document.dispatch.rules.iter().enumerate() {
        let Some(never) = rule.teams.iter().position(|team| team.refusal >= 1.0) else {
            continue;
        };
        let key = if never < rule.asked_at_once {
            "teams"
        } else {
            "widen_to"
        };
        let id = &document.teams[rule.teams[never].team.ix()].id;
        let place = cx.find_name(Thing::Rule, ix, key, id);
        let message = format!("`{id}` refuses every request of the rule `{}`", rule.id);
        cx.report(Code::DispatchNoEffect, place, message)
            .help("take the team out of the rule, or write a `refusal` below \"100%\"");
    }
}

/// A reserve that leaves nobody for lesser incidents.
fn reserves(cx: &mut Cx<'_>, document: &Document) {
    for (ix, reserve) in document.dispatch.reserves.iter().enumerate() {
        let team = reserve.team.ix();
        let watches = together(document.teams[team].hours.pattern);
        let Some(most) = greatest_duty(document, team, &watches) else {
            continue;
        };
        // What may go for every incident keeps nobody back, and has its own warning.
        if reserve.experts < most || reserve.severity == Severity::Low {
            continue;
        }
        let path = [
            Step::Key("dispatch"),
            Step::Key("reserve"),
            Step::Nth(ix),
            Step::Key("experts"),
        ];
        let place = cx.find(&path);
        let id = &document.teams[reserve.team.ix()].id;
        let message = format!(
            "this reserve is all of `{id}`, which never has more than {most} on duty at once"
        );
        cx.report(Code::ReserveTooLarge, place, message)
            .help(format!(
                "incidents that are less than {} would never get anybody of it: keep fewer back",
                reserve.severity.name()
            ));
    }
}

/// Work that is to be taken over when nobody is there.
fn relief(cx: &mut Cx<'_>, document: &Document, ix: usize) {
    let team = &document.teams[ix];
    if team.hours.changeover.rule != OnChange::Transfer || relieved(team.hours.pattern) {
        return;
    }
    let path = [Step::Key("hours"), Step::Key("on_change")];
    let place = cx.find_in(Thing::Team, ix, &path);
    let message = format!(
        "nobody of `{}` is on duty when these hours end, so nobody takes work over",
        team.id
    );
    cx.report(Code::NobodyTakesOver, place, message)
        .label("those at work finish what they do")
        .help("write \"finish\" or \"pause\", or `groups` of which one comes when another goes");
}

/// Watches that the experts of a team are too few for.
fn empty_watch(cx: &mut Cx<'_>, document: &Document, ix: usize) {
    let team = &document.teams[ix];
    let Pattern::Cycle { groups, .. } = team.hours.pattern else {
        return;
    };
    let nobody = |watches: &[Watches]| greatest_duty(document, ix, watches) == Some(0);
    // A team without anybody at all has its own warning.
    if nobody(&[Watches::EVERYBODY]) || !Watches::each(groups).any(|only| nobody(&[only])) {
        return;
    }
    let path = [Step::Key("hours"), Step::Key("groups")];
    let place = cx.find_in(Thing::Team, ix, &path);
    let message = format!("some watch of `{}` has nobody in it", team.id);
    cx.report(Code::EmptyWatch, place, message).help(
        "experts are dealt to watches one by one, those of each nation by themselves: write \
         fewer `groups`, or add experts",
    );
}
