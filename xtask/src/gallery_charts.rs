//! What is in the gallery: commands, and the charts of their results.

/// A command and its charts.
pub struct Command {
    /// What tells it from the others.
    pub name: &'static str,
    /// The heading over its charts.
    pub title: &'static str,
    /// The command line after `sortie`.
    pub words: &'static [&'static str],
    /// Its charts, in order.
    pub charts: &'static [Shown],
}

/// A chart of the gallery.
pub struct Shown {
    /// The name of its picture.
    pub name: &'static str,
    /// The name of its file among the charts of the results, without ending.
    pub file: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it shows.
    pub shows: &'static str,
    /// How to read it.
    pub read: &'static str,
}

const RUN: &[Shown] = &[
    Shown {
        name: "response-times",
        file: "response-times",
        title: "How fast help comes",
        shows: "The share of detected incidents with hands on, by time since detection and severity.",
        read: "Each line rises to the right on a logarithmic clock: higher and further left is faster. \
               The mark is the median; dashed lines are deadlines, and the table says how many incidents \
               kept them. Incidents without hands on at the end are censored, not dropped (Kaplan–Meier).",
    },
    Shown {
        name: "containment-times",
        file: "containment-times",
        title: "How fast incidents are contained",
        shows: "The share of detected incidents that are contained, by time since detection and severity.",
        read: "Read it as the chart above.",
    },
    Shown {
        name: "misses",
        file: "misses",
        title: "What was missed, and for what",
        shows: "For milestones and deadlines the share that was missed, with the part of the chief cause.",
        read: "The dark part of a bar is the chief cause, which stands beside it; the whisker is the 95% \
               interval of the whole bar. What was never missed is counted below.",
    },
    Shown {
        name: "infrastructure",
        file: "infrastructure",
        title: "Where service is lost",
        shows: "Assets with what they need, and the ways on which milestones came to be missed.",
        read: "An asset stands to the right of those it needs; the number and the colour are the service \
               it loses. Wide lines are ways of misses, from a framed asset on. Of a large \
               infrastructure those assets are drawn that say most; the note gives their part of the \
               loss.",
    },
    Shown {
        name: "exceedance",
        file: "exceedance",
        title: "What one history may lose",
        shows: "In what share of histories more than so much service is lost.",
        read: "A point of the line: this share of histories (upright axis) loses more than this (axis \
               below). The line is the range of what may happen; the whiskers say how well the marked \
               values are known.",
    },
    Shown {
        name: "convergence",
        file: "convergence",
        title: "How far an estimate has settled",
        shows: "The mean service loss of the first histories, for more and more of them.",
        read: "The line should end level and the band narrow: then more histories would change little. \
               The band is the 95% interval of the mean of so many histories.",
    },
    Shown {
        name: "stages",
        file: "stages",
        title: "Where the time goes",
        shows: "The steps from the beginning of an incident to its end, one after the other.",
        read: "Each bar begins where the one above ends; the darkest takes longest. The ends are medians, \
               so half of the incidents are faster; they are not the same incidents at every step.",
    },
    Shown {
        name: "who-answered",
        file: "who-answered",
        title: "Who answered",
        shows: "Deployments by team and expert hours by nation, the most first.",
        read: "Bars are means per replication, whiskers 95% intervals of the mean. Who did nothing is \
               left out.",
    },
    Shown {
        name: "waits",
        file: "waits",
        title: "What requests wait for",
        shows: "The mean wait of requests from being made to hands on, in parts, team by team.",
        read: "The parts of a bar follow each other in time: approval, queue, getting ready, travel, \
               working hours. The whisker is the 95% interval of the whole wait.",
    },
    Shown {
        name: "group-load",
        file: "group-load",
        title: "Which experts carry the work",
        shows: "The share of their time on duty that groups of experts are at work, the busiest first.",
        read: "Colours tell nations apart. A group with a long bar is a bottleneck, if requests wait in \
               a queue as well.",
    },
    Shown {
        name: "election-calendar",
        file: "election-calendar",
        title: "What happens when",
        shows: "Incidents week by week and by severity, over phases, election days and turns of duty.",
        read: "Bars are means per replication; a last week that is cut short is scaled to seven days. \
               Strips below the bars are phases and who is on duty on the same calendar.",
    },
    Shown {
        name: "roster",
        file: "roster",
        title: "Who is on duty when",
        shows: "The seats of a roster over the calendar, nation by nation.",
        read: "A row is a seat. Hatched ends are the next shift that learns alongside; shaded stretches \
               are freezes without changeovers.",
    },
    Shown {
        name: "effectiveness",
        file: "effectiveness",
        title: "How effective those on duty are",
        shows: "Proficiency, knowledge of the place and fatigue of those on duty, day by day.",
        read: "100% is a proficient expert who knows the place and is rested. A fall at a changeover is \
               knowledge that leaves. The pale range goes from the least to the greatest replication.",
    },
    Shown {
        name: "timeline",
        file: "timeline",
        title: "One history, incident by incident",
        shows: "The gravest incidents of replication 0, from onset over detection and waiting to recovery.",
        read: "One possible history, not an average. Hatched: nobody knows yet; yellow: waiting for \
               hands; green: at work.",
    },
];

const COMPARE: &[Shown] = &[
    Shown {
        name: "overview",
        file: "overview",
        title: "What each policy does to each measure",
        shows: "Policies by measures, in units of what is worth acting on.",
        read: "Full colours: shown to be better or worse by at least what is worth acting on; pale: \
               perhaps by less; ≈ practically the same; ? not shown.",
    },
    Shown {
        name: "nations",
        file: "nations-eu-crrt",
        title: "Which nations serve when it matters",
        shows: "Experts on duty by nation, mean over election days and milestones, under each policy.",
        read: "From the rosters alone. Policies under which the same serve share a row; the dark bars are \
               those of the baseline. Where rows differ, a policy changes the people with the rule.",
    },
    Shown {
        name: "differences",
        file: "differences-recovery-grave",
        title: "By how much each policy differs",
        shows: "The difference of each policy to the baseline in one measure, with intervals.",
        read: "The thick line is the 95% interval of one difference, the thin one holds for all \
               differences together. An interval that does not reach 0 shows a difference; the green \
               band is less than what is worth acting on. Policies that never differ are named below.",
    },
    Shown {
        name: "curves-by-policy",
        file: "curves-recovery",
        title: "How fast incidents are over, by policy",
        shows: "The share of incidents that are over, by time since detection and policy.",
        read: "Read it as the curves of a run. Differences on the same incidents are surer than bands suggest: \
               look at the differences before you call lines the same.",
    },
    Shown {
        name: "single-histories",
        file: "single-histories",
        title: "How single histories differ",
        shows: "The differences of single histories under each policy, on the same incidents.",
        read: "A shape is as wide as there are histories with that difference. It says how much luck is \
               left where the policy is chosen well.",
    },
];

const SELECT: &[Shown] = &[Shown {
    name: "elimination",
    file: "elimination",
    title: "Who was in a selection for how long",
    shows: "For how many replications each policy was in the running.",
    read: "A short bar is a policy that was shown early not to be the best. The chosen one is blue.",
}];

const SWEEP: &[Shown] = &[
    Shown {
        name: "factor-curves",
        file: "curves.response",
        title: "How a result answers to a value",
        shows: "A measure by the value of each factor.",
        read: "Pale dots are single points of the design, the line their mean. The dashed line is what \
               the scenario says.",
    },
    Shown {
        name: "tornado",
        file: "tornado.response",
        title: "Which value moves it most",
        shows: "For each factor the range of a measure, and its share of the variance.",
        read: "The widest bar is the factor that matters most. Below a name stands the change from its \
               low to its high end. The share alone and the share in all differ where factors work \
               together.",
    },
];

const GRID: &[Shown] = &[
    Shown {
        name: "heat-map",
        file: "heat-map.response",
        title: "Two values together",
        shows: "A measure at every combination of the values of two factors.",
        read: "The stronger the colour, the worse, in every heat map; the half-width of the interval \
               stands below a value.",
    },
    Shown {
        name: "grid-curves",
        file: "curves.response",
        title: "The same, factor by factor",
        shows: "The mean over the values of the other factor.",
        read: "Read it as the curves above.",
    },
    Shown {
        name: "grid-tornado",
        file: "tornado.response",
        title: "The same as a tornado",
        shows: "The range of the measure over the values of each factor.",
        read: "Read it as the tornado above.",
    },
];

const SCREENING: &[Shown] = &[Shown {
    name: "screening",
    file: "screening.response",
    title: "Which of many values matter at all",
    shows: "The mean size of the effect of each factor, and its spread.",
    read: "A short bar: the factor hardly matters, whatever the others are. A diamond far to the \
           right: its effect bends, or depends on other factors.",
}];

/// What the gallery is made of.
pub const COMMANDS: [Command; 6] = [
    Command {
        name: "run",
        title: "Of a run",
        words: &["run", "lithuania-2019"],
        charts: RUN,
    },
    Command {
        name: "compare",
        title: "Of a comparison",
        words: &["compare", "lithuania-2019", "-n", "200"],
        charts: COMPARE,
    },
    Command {
        name: "select",
        title: "Of a selection",
        words: &[
            "compare",
            "lithuania-2019",
            "--select-best",
            "--measure",
            "recovery:grave",
            "--indifference",
            "2h",
            "-n",
            "1000",
        ],
        charts: SELECT,
    },
    Command {
        name: "sweep",
        title: "Of a sweep",
        words: &[
            "sweep",
            "minimal",
            "--vary",
            "team.cert.notice=0h..12h",
            "--vary",
            "threat.botnet.rate=1/week..6/week",
            "--points",
            "32",
            "-n",
            "100",
            "-m",
            "response",
        ],
        charts: SWEEP,
    },
    Command {
        name: "grid",
        title: "Of a grid of two values",
        words: &[
            "sweep",
            "minimal",
            "--vary",
            "team.cert.notice=0h,3h,6h,12h",
            "--vary",
            "threat.botnet.rate=1/week,3/week,6/week",
            "-n",
            "200",
            "-m",
            "response",
        ],
        charts: GRID,
    },
    Command {
        name: "screening",
        title: "Of a screening",
        words: &[
            "sweep",
            "minimal",
            "--vary",
            "team.cert.notice=0h..12h",
            "--vary",
            "threat.botnet.rate=1/week..6/week",
            "--design",
            "morris",
            "--points",
            "8",
            "-n",
            "100",
            "-m",
            "response",
        ],
        charts: SCREENING,
    },
];
