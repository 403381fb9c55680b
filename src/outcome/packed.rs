//! A row in few bytes: whole numbers in as many bytes as they need, moments as the time since the
//! onset. A million incidents of one replication would take four times as much room plainly.

use serde::{Deserialize, Serialize};

use crate::scenario::document::{AssetIx, InjectIx, KindIx, Severity, ThreatIx};
use crate::scenario::time::Instant;
use crate::sim::incident::State;
use crate::sim::origin::Origin;

use super::row::Row;

/// Moments kept besides the onset: the others of an incident's life, and when its owner gave up.
const LATER: usize = 11;

/// What is written of a row. Its replication and its work are known to whoever keeps it.
#[derive(Serialize, Deserialize)]
struct Packed {
    incident: u32,
    kind: u32,
    asset: u32,
    instance: u32,
    severity: Severity,
    /// Which of the four origins, and its number.
    origin: (u8, u32),
    state: u8,
    onset: i64,
    /// Which of the later moments have come, one bit each, and whether anything disturbed the
    /// work. Of each that has come, the milliseconds since the onset follow, then what disturbed.
    come: u16,
}

/// What a row may have waited for, in the order of their numbers.
const STATES: [State; 6] = [
    State::Hidden,
    State::Waiting,
    State::Worked,
    State::Unanswered,
    State::Alone,
    State::Closed,
];

/// The bit after those of the moments: crews were taken or changed, or work was added.
const DISTURBED: u16 = 1 << LATER;

const ROOM: &str = "a vector takes all bytes";
const OWN: &str = "bytes that were packed here";

/// Writes a row behind others.
pub(super) fn pack(row: &Row, into: Vec<u8>) -> Vec<u8> {
    let [onset, moments @ ..] = row.moments;
    let later = || moments.iter().chain([&row.gave_up]);
    let come = (0..)
        .zip(later())
        .fold(0, |come, (bit, at)| come | u16::from(at.happened()) << bit);
    let disturbed = (row.preemptions, row.handovers, row.rework.to_bits());
    let come = come | (u16::from(disturbed != (0, 0, 0)) * DISTURBED);
    let packed = Packed {
        incident: row.incident,
        kind: row.kind.0,
        asset: row.asset.0,
        instance: row.instance,
        severity: row.severity,
        origin: match row.origin {
            Origin::Threat(threat) => (0, threat.0),
            Origin::Offspring(threat) => (1, threat.0),
            Origin::Inject(inject) => (2, inject.0),
            Origin::Consequence(parent) => (3, parent),
        },
        state: row.state as u8,
        onset: onset.0,
        come,
    };
    let mut bytes = postcard::to_extend(&packed, into).expect(ROOM);
    for at in later().filter_map(|at| at.known()) {
        bytes = postcard::to_extend(&(at - onset).0, bytes).expect(ROOM);
    }
    if come & DISTURBED != 0 {
        bytes = postcard::to_extend(&disturbed, bytes).expect(ROOM);
    }
    bytes
}

/// Reads the first of some rows, of a replication.
pub(super) fn unpack(bytes: &[u8], replication: u64) -> Row {
    let (packed, mut rest): (Packed, _) = postcard::take_from_bytes(bytes).expect(OWN);
    let onset = Instant(packed.onset);
    let mut later = [Instant::NEVER; LATER];
    for (bit, moment) in later.iter_mut().enumerate() {
        if packed.come & (1 << bit) != 0 {
            let offset: i64;
            (offset, rest) = postcard::take_from_bytes(rest).expect(OWN);
            *moment = Instant(onset.0 + offset);
        }
    }
    let (preemptions, handovers, rework) = if packed.come & DISTURBED == 0 {
        (0, 0, 0)
    } else {
        postcard::from_bytes(rest).expect(OWN)
    };
    let [moments @ .., gave_up] = later;
    let mut all = [onset; LATER];
    all[1..].copy_from_slice(&moments);
    let number = packed.origin.1;
    Row {
        replication,
        incident: packed.incident,
        kind: KindIx(packed.kind),
        asset: AssetIx(packed.asset),
        instance: packed.instance,
        severity: packed.severity,
        origin: match packed.origin.0 {
            0 => Origin::Threat(ThreatIx(number)),
            1 => Origin::Offspring(ThreatIx(number)),
            2 => Origin::Inject(InjectIx(number)),
            _ => Origin::Consequence(number),
        },
        state: STATES[usize::from(packed.state)],
        preemptions,
        handovers,
        rework: f64::from_bits(rework),
        moments: all,
        gave_up,
        stints: 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let mut row = Row {
            replication: 7,
            incident: u32::MAX,
            kind: KindIx(3),
            asset: AssetIx(70_000),
            instance: 5,
            severity: Severity::Critical,
            origin: Origin::Consequence(12),
            state: State::Closed,
            preemptions: 2,
            handovers: u16::MAX,
            rework: 0.1,
            moments: [Instant(1_000); LATER],
            gave_up: Instant::NEVER,
            stints: 0..0,
        };
        row.moments[4] = Instant(400_000_000_000_000);
        row.moments[10] = Instant::NEVER;
        for state in STATES {
            row.state = state;
            let bytes = pack(&row, Vec::new());
            assert!(bytes.len() < 100);
            assert_eq!(unpack(&bytes, 7), row);
        }
        (row.preemptions, row.handovers, row.rework) = (0, 0, 0.0);
        row.gave_up = Instant(2_000);
        row.origin = Origin::Inject(InjectIx(9));
        assert_eq!(unpack(&pack(&row, Vec::new()), 7), row);
    }
}
