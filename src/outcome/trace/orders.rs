//! What players decided, in words.

use crate::scenario::document::TeamIx;
use crate::sim::decision::{Order, Rank};
use crate::world::World;

use super::subjects::experts;

/// An order as a sentence without its end.
pub(crate) fn order_words(world: &World, order: &Order) -> String {
    let document = &world.document;
    let team = |team: TeamIx| &document.teams[team.ix()].id;
    let minute = |at| document.calendar.minute(at);
    match *order {
        Order::Ask { team: asked, .. } => format!("ask {}", team(asked)),
        Order::Withhold(_) => "ask nobody for now".to_owned(),
        Order::Request(_) => "ask whom the rule names".to_owned(),
        Order::OnCall { team: of, only } => {
            let who = if only { "the players" } else { "the rules" };
            format!("{} is asked by {who} from now on", team(of))
        }
        Order::Send { team: sent, .. } => format!("{} goes, and no other", team(sent)),
        Order::Rank { rank, .. } => match rank {
            Rank::First => "first in the queues".to_owned(),
            Rank::Last => "last in the queues".to_owned(),
        },
        Order::SendAhead {
            team: sent,
            site,
            until,
        } => format!(
            "{} goes to {} ahead, until {}",
            team(sent),
            document.sites[site.ix()].id,
            minute(until)
        ),
        Order::HoldChangeover { team: of, until } => {
            format!(
                "duty of {} does not change until {}",
                team(of),
                minute(until)
            )
        }
        Order::AdvanceChangeover(of) => format!("duty of {} changes now", team(of)),
        Order::SwitchOff(asset) => format!("switch {} off", document.assets[asset.ix()].id),
        Order::SwitchOn(asset) => format!("switch {} on", document.assets[asset.ix()].id),
        Order::Invoke(asset) => {
            let asset = &document.assets[asset.ix()].id;
            format!("make the fallback of {asset} ready")
        }
        Order::EndFallback(asset) => {
            let asset = &document.assets[asset.ix()].id;
            format!("end the fallback of {asset}")
        }
        Order::CallIn {
            team: of,
            experts: count,
        } => format!("call in {} of {}", experts(count), team(of)),
    }
}
