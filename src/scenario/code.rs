//! Every mistake the loader can point at, listed once: its stable code, whether it stops a
//! scenario, and what it is in a few words. The long explanations are the sections of
//! `docs/errors.md`, which [`explain`](fn@super::explain) opens.

use std::fmt;

/// Whether a mistake stops the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The scenario can't be run.
    Error,
    /// The scenario can be run, but probably not as meant.
    Warning,
}

impl Level {
    /// `error` or `warning`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $level:ident $title:literal)*) => {
        /// A kind of mistake. Codes are stable: one is never given to another mistake.
        #[allow(rustdoc::broken_intra_doc_links, reason = "titles name TOML tables")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {$(
            #[doc = concat!($code, ": ", $title, ".")]
            $name,
        )*}

        impl Code {
            /// Every code in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// `S0101`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Whether it stops the scenario.
            pub const fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)* }
            }

            /// What it is, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    // The file as a whole.
    Syntax "S0001" Error "the file is not valid TOML"
    Unreadable "S0002" Error "the file can't be read"
    TooLarge "S0003" Error "the file is too large"
    SchemaMissing "S0004" Error "the file doesn't say which version of the format it uses"
    SchemaUnsupported "S0005" Error "a version of the format that this program doesn't know"
    UnknownScenario "S0007" Error "no ready scenario and no file of that name"

    // Keys and their types.
    MissingKey "S0101" Error "a required key is missing"
    UnknownKey "S0102" Error "a key that the format doesn't know"
    WrongType "S0103" Error "a value of the wrong type"
    EmptyText "S0104" Error "an empty text where something must be said"
    EmptyList "S0105" Error "an empty list where at least one entry is needed"
    UnknownWord "S0106" Error "a word that is not one of the choices"
    WholeNumber "S0107" Error "a whole number is needed"
    UnfitCharacter "S0108" Error "a character that no name can have"

    // Numbers and units.
    BareNumber "S0201" Error "a bare number where a unit is needed"
    UnknownUnit "S0202" Error "a unit that is not known here"
    BadQuantity "S0203" Error "a quantity that can't be read"
    Negative "S0204" Error "a negative quantity"
    NotFinite "S0205" Error "not a finite number"
    TooBig "S0206" Error "a number that is too big"
    ShareRange "S0207" Error "a share outside 0% to 100%"
    CountRange "S0208" Error "a count outside its range"
    CoordinateRange "S0209" Error "a latitude or longitude out of range"
    NotPositive "S0210" Error "must be above zero"
    CalendarUnit "S0211" Error "months or years where an exact duration is needed"
    TooMany "S0212" Error "more than the simulator can hold"
    OutOfRange "S0213" Error "a number outside the range of its key"
    WrongUnit "S0214" Error "a difference in the unit of another measure"

    // Dates, anchors and the horizon.
    BadDate "S0301" Error "a date or time that can't be read"
    UnknownZone "S0302" Error "a time zone that is not known"
    BadAnchor "S0303" Error "an anchor that can't be read"
    UnknownElection "S0304" Error "an election that is not in the scenario"
    EndBeforeStart "S0305" Error "the end is not after the start"
    HorizonLimit "S0306" Error "the scenario is longer than its limit"
    ReplicationsLimit "S0307" Error "more replications than the limit allows"
    LimitZero "S0308" Error "a limit of zero"
    LocalGap "S0309" Warning "a local time that daylight saving skips"
    LocalFold "S0310" Warning "a local time that happens twice"
    IntervalReversed "S0311" Error "an interval that ends before it begins"
    MilestoneOutside "S0312" Error "a milestone outside the horizon"
    NeverInHorizon "S0313" Warning "something that lies outside the horizon"
    PollsOrder "S0314" Error "polls close before they open"
    RunOffOrder "S0315" Error "a run-off before its first round"
    WarmUpTooLong "S0316" Error "the warm-up leaves nothing to count"

    // Ids and references.
    BadId "S0401" Error "an id with characters that ids can't have"
    DuplicateId "S0402" Error "an id that is used twice"
    UnknownAsset "S0403" Error "an asset that is not in the scenario"
    UnknownSite "S0404" Error "a site that is not in the scenario"
    UnknownPhase "S0405" Error "a phase that is not in the scenario"
    UnknownKind "S0406" Error "a kind of incident that is not in the scenario"
    UnknownTeam "S0407" Error "a team that is not in the scenario"
    UnknownNation "S0408" Error "a nation that is not in the scenario"
    UnknownRoster "S0409" Error "a roster that is not in the scenario"
    UnknownSkill "S0410" Error "a skill that nobody has"
    UnknownTag "S0411" Warning "a tag, owner, country or kind that no asset has"
    RepeatedReference "S0412" Warning "the same thing named twice in one list"
    OddSkill "S0413" Warning "a skill that only unlimited teams have, and nearly one that experts have"
    UnknownMeasure "S0414" Error "a measure that the scenario does not have"
    UnknownObjective "S0415" Error "an objective that is not in the scenario"
    UnusedKind "S0420" Warning "a kind of incident that never happens"
    UnusedTeam "S0421" Warning "a team that no rule names"
    UnusedRoster "S0422" Warning "a roster that no team uses"
    UnusedNation "S0423" Warning "a nation that fields nobody"
    UnusedSite "S0424" Warning "a site where nothing is"
    UnusedObjective "S0425" Warning "an objective that no inject exercises"

    // Infrastructure.
    SelfNeed "S0501" Error "an asset that needs itself"
    NeedCycle "S0502" Error "assets that need each other in a circle"
    AtLeastTooMany "S0503" Error "more needed than there are"
    BadNeed "S0504" Error "a need that can't be read"
    ShareOfSingle "S0505" Warning "a share of an asset that stands alone"
    SelectsNothing "S0506" Error "a selector that selects no asset"
    TravelUnknown "S0507" Error "a journey whose length nothing tells"
    RouteToItself "S0508" Error "a route from a site to itself"
    RouteTwice "S0509" Error "a route given twice"
    ReachesItself "S0510" Warning "an asset that reaches itself"
    Unexposed "S0511" Error "targets that are never chosen"

    // Kinds of incident and distributions.
    NoStages "S0601" Error "a kind of incident without stages of work"
    NoCrew "S0602" Error "a stage of work without a crew"
    DuplicateStage "S0603" Error "two stages of the same name"
    UnknownStage "S0604" Error "a stage that the incident doesn't have"
    Weights "S0605" Error "weights that can't be scaled to probabilities"
    P90BelowMedian "S0606" Error "a 90% point that is not above the median"
    TriangularOrder "S0607" Error "low, likely and high out of order"
    EmptySamples "S0608" Error "a distribution without samples"
    SamplesFile "S0609" Error "a file of samples that can't be read"
    BadSample "S0610" Error "a sample that is not a duration"
    BadDistribution "S0611" Error "a distribution that can't be read"
    FalseAlarmConsequence "S0612" Error "a false alarm with consequences"
    FalseAlarmImpact "S0613" Warning "a false alarm with an impact"
    ConsequenceLoop "S0614" Warning "incidents that breed without bound"
    BadRsit "S0615" Error "an RSIT class that can't be read"
    UnknownRsit "S0616" Warning "an RSIT class that the taxonomy doesn't have"
    BadAttack "S0617" Error "an ATT&CK technique that can't be read"
    BadDisarm "S0618" Error "a DISARM technique that can't be read"
    MaxTooLow "S0619" Warning "a maximum that cuts off every value"
    Runaway "S0620" Warning "consequences that multiply in spite of response"

    // Threats and injects.
    RateAndAt "S0701" Error "a threat with both a rate and fixed times"
    NoArrivals "S0702" Error "a threat with neither a rate nor fixed times"
    RateZero "S0703" Warning "a threat that never strikes"
    Branching "S0704" Error "clusters that grow without end"
    NeedsRate "S0705" Error "a key that only means something with a rate"
    BadHours "S0706" Error "hours of the day that can't be read"
    HoursOverlap "S0707" Error "hours of the day given twice"
    NoAction "S0710" Error "an inject that does nothing"
    TwoActions "S0711" Error "an inject that does two things"
    UntilOrFor "S0712" Error "an outage needs one end"
    NothingHappens "S0713" Warning "a scenario in which nothing happens"
    IncidentsLimit "S0714" Warning "more incidents expected than a limit allows"
    BadAttachment "S0715" Error "an attachment that is not the name of a file"

    // Nations, teams and rosters.
    NoStaff "S0801" Error "a team without staff"
    TwoStaffs "S0802" Error "a team with two kinds of staff"
    NoRole "S0803" Error "a nation without a role"
    TwoRoles "S0804" Error "a nation with both a role and memberships"
    MembershipOverlap "S0805" Error "memberships that overlap"
    NeverParticipant "S0806" Warning "a nation in a roster that never takes part"
    EmptySeat "S0807" Warning "a seat that nobody can fill"
    FirstDayLate "S0808" Error "a roster that begins after the end"
    TooManyExperts "S0809" Error "too many experts in one team"
    BadPeriod "S0810" Error "a period of a roster that can't be read"
    SharedRoster "S0811" Warning "two teams with one roster"
    RosterEmpty "S0812" Warning "a roster that nobody can serve in"
    StaggerTooMany "S0813" Error "more groups than seats"
    BadFreeze "S0814" Error "a freeze that can't be read"
    FreezeCovers "S0815" Warning "a freeze that leaves no day for a changeover"
    ShiftsOrder "S0816" Error "shifts out of order"
    ShiftNation "S0817" Error "a shift of a nation that is not in the roster"
    RosterNoEffect "S0818" Warning "a key of a roster or a team that has no effect"
    HoursMixed "S0819" Error "working hours of two kinds in one"
    TurnTooShort "S0820" Error "a turn of duty that is too short"
    NeedsExperts "S0821" Error "a key that only means something with named experts"
    OverlapTooLong "S0822" Error "an overlap longer than the time between changeovers"
    NobodyTakesOver "S0823" Warning "work handed over when nobody is there"
    EmptyWatch "S0824" Warning "a watch that has nobody in it"
    BeginsLate "S0825" Warning "a roster in which nobody serves at first"

    // Dispatch and targets.
    NoTeam "S0901" Error "a rule that names no team"
    RuleNever "S0902" Warning "a rule that can never match"
    RuleShadowed "S0903" Warning "a rule that earlier rules leave nothing to"
    ImpossibleCrew "S0904" Error "a crew that no team of the rule can ever field"
    Unanswered "S0905" Warning "incidents that no rule answers"
    TargetOrder "S0906" Error "a target whose clock stops before it starts"
    TargetNothing "S0907" Warning "a target that no incident can fall under"
    TargetTeam "S0908" Error "a target of a team that stops at a moment of the incident's"
    ReserveTwice "S0909" Error "a team with two reserves"
    ReserveForAll "S0910" Warning "a reserve that may go for every incident"
    PrepositionOverlap "S0911" Error "a team that waits at two places at once"
    DispatchNoEffect "S0912" Warning "something in [dispatch] that has no effect"
    ReserveTooLarge "S0913" Warning "a reserve that leaves nobody for lesser incidents"
    NeverTogether "S0914" Warning "a crew that is never on watch together"
    Overload "S0915" Warning "more work than the teams it goes to can do"

    // Overlays.
    OverlayPath "S1001" Error "an overlay whose path leads nowhere"
    OverlayForm "S1002" Error "an overlay that is not path=value"
    OverlayBlock "S1003" Error "an overlay that names a block, not a key"
    UnknownPolicy "S1004" Error "a policy that is not in the scenario"
    FixedKey "S1005" Error "a key that a policy or a sweep can't change"
    UncertainForm "S1006" Error "an uncertain assumption that does not say what it may be"
    UncertainValue "S1007" Error "an uncertain assumption that its scenario can't take"
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
