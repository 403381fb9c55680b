//! What can stand on the calendar.

/// An entry of the event calendar, in 8 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A threat strikes.
    Strike { threat: u32 },
    /// A consequence or an excited arrival begins.
    Begin { pending: u32 },
    /// An inject strikes.
    Inject { inject: u32 },
    /// What an inject took away comes back.
    Return { inject: u32 },
    /// An incident is noticed.
    Detect { slot: u32 },
    /// A request is approved.
    Approve {
        candidate: u8,
        request: u8,
        slot: u32,
    },
    /// More teams may be asked.
    Widen { request: u8, slot: u32 },
    /// The owner's patience ends.
    GiveUp { request: u8, slot: u32 },
    /// A stage of work ends.
    Finish { serial: u16, slot: u32 },
    /// Relief is there, or takes over.
    Relief { serial: u16, slot: u32 },
    /// A roster's next shift begins to learn alongside.
    Overlap { team: u16, shift: u32 },
    /// A roster's duty changes hands.
    Shift { team: u16, shift: u32 },
    /// A team's hours change.
    Hours { team: u16 },
    /// Effectiveness is measured.
    MeasureEffectiveness,
    /// A fallback may take over.
    Standby { asset: u16, instance: u32 },
    /// A milestone's interval begins.
    MilestoneBegins { milestone: u32 },
    /// A milestone's interval ends.
    MilestoneEnds { milestone: u32 },
    /// Players decide.
    Decide { decision: u32 },
    /// Those who were sent ahead are there.
    Arrive { decision: u32 },
}
