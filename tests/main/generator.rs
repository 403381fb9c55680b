//! Random scenarios. A [`Recipe`] is what is drawn; a [`Scenario`] is a recipe and how it is
//! written down, so that a relation between two histories is a change of one field.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::harness::TEN_DAYS;

/// A random scenario: a chain of assets, two kinds of which one leads to the other, two teams
/// (one on a roster), rules by severity and stage.
#[derive(Clone, Debug)]
pub struct Recipe {
    pub assets: usize,
    pub count: u32,
    pub need: usize,
    pub rate: f64,
    pub effort: u32,
    pub detection: u32,
    pub chance: u32,
    pub experts: u32,
    pub crew: u32,
    pub approval: u32,
    pub notice: u32,
    pub order: usize,
    pub choose: usize,
    pub place: usize,
    pub missed: u32,
    pub more: More,
}

#[allow(clippy::struct_excessive_bools, reason = "each is on or off by itself")]
/// How duty changes hands, how people tire and learn, what else dispatch may do.
#[derive(Clone, Debug)]
pub struct More {
    pub period: u32,
    pub stagger: bool,
    pub overlap: u32,
    pub rule: usize,
    pub rework: u32,
    pub handover: u32,
    pub learning: bool,
    pub fatigue: bool,
    pub hours: usize,
    pub preempt: usize,
    pub reserve: bool,
    pub refusal: u32,
    pub widen: bool,
    pub patience: u32,
    pub freeze: bool,
}

/// `order` of dispatch, by [`Recipe::order`].
pub const ORDERS: [&str; 4] = ["fifo", "severity", "impact", "deadline"];

/// The first of the hours in [`More::hours`] that follow no clock.
pub const HOURS_WITHOUT_CLOCK: usize = 3;

fn more() -> impl Strategy<Value = More> {
    (
        (2..15_u32, any::<bool>(), 0..3_u32, 0..3_usize, 0..40_u32),
        (
            0..12_u32,
            any::<bool>(),
            any::<bool>(),
            0..6_usize,
            0..3_usize,
        ),
        (
            any::<bool>(),
            0..40_u32,
            any::<bool>(),
            0..30_u32,
            any::<bool>(),
        ),
    )
        .prop_map(
            |(
                (period, stagger, overlap, rule, rework),
                (handover, learning, fatigue, hours, preempt),
                (reserve, refusal, widen, patience, freeze),
            )| More {
                period,
                stagger,
                overlap,
                rule,
                rework,
                handover,
                learning,
                fatigue,
                hours,
                preempt,
                reserve,
                refusal,
                widen,
                patience,
                freeze,
            },
        )
}

/// All recipes.
pub fn recipe() -> impl Strategy<Value = Recipe> {
    (
        (1..5_usize, 1..6_u32, 0..4_usize, 0.5..8.0_f64, 1..20_u32),
        (1..12_u32, 0..60_u32, 1..5_u32, 1..3_u32, 0..24_u32),
        (0..6_u32, 0..4_usize, 0..4_usize, 0..3_usize, 0..50_u32),
        more(),
    )
        .prop_map(
            |(
                (assets, count, need, rate, effort),
                (detection, chance, experts, crew, approval),
                (notice, order, choose, place, missed),
                more,
            )| {
                Recipe {
                    assets,
                    count,
                    need,
                    rate,
                    effort,
                    detection,
                    chance,
                    experts,
                    crew,
                    approval,
                    notice,
                    order,
                    choose,
                    place,
                    missed,
                    more,
                }
            },
        )
}

/// What its things are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// As they always are.
    Usual,
    /// New names for all whose name keys no draw.
    NewForUnkeyed,
    /// New names for all.
    New,
}

/// The order of its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocks {
    /// As they always are.
    Usual,
    /// The last first, but for nations.
    Backwards,
}

/// The threat, the kind with a consequence, and the asset that it strikes: their names key
/// draws.
const KEYED: [&str; 3] = ["actor", "flood", "a0"];

/// A recipe, and how it is written down.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub recipe: Recipe,
    /// The first day; everything else is counted from it.
    pub start: Date,
    pub timezone: &'static str,
    /// All times are so many times as long, all rates so many times as low.
    pub scale: i32,
    pub names: Names,
    /// Put before every id, but those of the setting: places, phase and election.
    pub prefix: &'static str,
    pub blocks: Blocks,
    /// Whether the threat strikes all assets, or the first alone.
    pub everywhere: bool,
    /// An asset more, that needs the first one, and that nobody needs or strikes.
    pub spare: bool,
    /// Criticality of each asset.
    pub criticality: Vec<f64>,
}

impl From<Recipe> for Scenario {
    fn from(recipe: Recipe) -> Self {
        Self {
            criticality: vec![1.0; recipe.assets],
            recipe,
            start: date(2019, 3, 20),
            timezone: "Europe/Vilnius",
            scale: 1,
            names: Names::Usual,
            prefix: "",
            blocks: Blocks::Usual,
            everywhere: true,
            spare: false,
        }
    }
}

impl Scenario {
    /// Its text.
    pub fn text(&self) -> String {
        write(&[self])
    }

    /// The id of a thing.
    pub fn id(&self, usual: &str) -> String {
        let prefix = self.prefix;
        match self.names {
            Names::NewForUnkeyed if KEYED.contains(&usual) => format!("{prefix}{usual}"),
            Names::NewForUnkeyed | Names::New => format!("{prefix}{}-x", mirrored(usual)),
            Names::Usual => format!("{prefix}{usual}"),
        }
    }

    /// The id of a thing that belongs to the setting.
    fn setting_id(&self, usual: &str) -> String {
        match self.names {
            Names::Usual => usual.to_owned(),
            _ => format!("{}-x", mirrored(usual)),
        }
    }

    fn time(&self, hours: impl Into<f64>) -> String {
        format!("\"{}h\"", hours.into() * f64::from(self.scale))
    }

    fn days(&self, days: u32) -> String {
        format!("\"{} days\"", i64::from(days) * i64::from(self.scale))
    }

    fn day(&self, days: i32) -> String {
        format!("\"{}\"", self.start + (days * self.scale).days())
    }

    fn noon(&self, days: i32) -> String {
        let noon = self.start.at(0, 0, 0, 0) + ((24 * days + 12) * self.scale).hours();
        format!("\"{}\"", noon.strftime("%Y-%m-%dT%H:%M"))
    }

    fn setting(&self) -> (String, Vec<String>) {
        let head = format!(
            "schema = 1\n[scenario]\nname = \"Random\"\ntimezone = \"{}\"\nstart = {}\nend = {}\nwarm_up = {}\n",
            self.timezone,
            self.day(0),
            self.day(61),
            self.time(72.0),
        );
        let blocks = vec![
            format!(
                "[[site]]\nid = \"{}\"\nlat = 54.7\nlon = 25.3\n",
                self.setting_id("here")
            ),
            format!(
                "[[site]]\nid = \"{}\"\nlat = 52.2\nlon = 21.0\n",
                self.setting_id("there")
            ),
            format!(
                "[travel]\nspeed = \"{} km/h\"\noverhead = {}\n",
                80.0 / f64::from(self.scale),
                self.time(2.0)
            ),
            format!(
                "[[phase]]\nid = \"{}\"\nfrom = {}\nto = {}\nthreat = 3\ncriticality = 2\n",
                self.setting_id("hot"),
                self.day(12),
                self.day(21)
            ),
            format!(
                "[[election]]\nid = \"{}\"\nday = {}\n",
                self.setting_id("vote"),
                self.day(32)
            ),
        ];
        (head, blocks)
    }

    fn assets(&self) -> Vec<String> {
        let r = &self.recipe;
        let here = self.setting_id("here");
        let tag = self.id("ours");
        let asset = |ix: usize| {
            let id = |ix: usize| self.id(&format!("a{ix}"));
            let need = if ix == 0 {
                String::new()
            } else {
                let before = id(ix - 1);
                match r.need {
                    0 => format!("needs = [\"{before}\"]\n"),
                    1 => format!("needs = [{{ soft = \"{before}\", weight = \"40%\" }}]\n"),
                    2 => format!("needs = [{{ any = [\"{before}\", \"{}\"] }}]\n", id(0)),
                    _ => format!(
                        "needs = [{{ at_least = 1, of = [\"{before}\"] }}]\nfallback = {{ capacity = \"30%\", after = {} }}\n",
                        self.time(2.0)
                    ),
                }
            };
            let reaches = if ix > 0 {
                format!("reaches = [\"{}\"]\n", id(0))
            } else {
                String::new()
            };
            format!(
                "[[asset]]\nid = \"{}\"\nsite = \"{here}\"\ntags = [\"{tag}\"]\ncount = {}\ncriticality = {}\n{need}{reaches}",
                id(ix),
                if ix == 0 { r.count } else { 1 },
                self.criticality[ix],
            )
        };
        let mut assets: Vec<String> = (0..r.assets).map(asset).collect();
        if self.spare {
            assets.push(format!(
                "[[asset]]\nid = \"{}\"\nsite = \"{here}\"\nneeds = [\"{}\"]\n",
                self.id("spare"),
                self.id("a0")
            ));
        }
        assets
    }

    fn incidents(&self) -> Vec<String> {
        let r = &self.recipe;
        let place = ["remote", "onsite", "either"][r.place];
        let skill = self.id("analyst");
        let targets: Vec<String> = (0..if self.everywhere { r.assets } else { 1 })
            .map(|ix| format!("\"{}\"", self.id(&format!("a{ix}"))))
            .collect();
        vec![
            format!(
                "[[incident]]\nid = \"{}\"\nseverity = {{ low = 1, high = 1, critical = 1 }}\n\
                 detection = {{ delay = {{ mean = {} }}, missed = \"{}%\" }}\nimpact = \"70%\"\n\
                 [[incident.stage]]\nname = \"triage\"\ncrew = {{ {skill} = 1 }}\neffort = {}\nwhere = \"{place}\"\n\
                 [[incident.stage]]\nname = \"contain\"\ncrew = {{ {skill} = {} }}\neffort = {{ mean = {} }}\nwhere = \"{place}\"\n\
                 [[incident.stage]]\nname = \"recover\"\ncrew = {{ {skill} = 1 }}\neffort = {}\n\
                 [[incident.consequence]]\nincident = \"{}\"\non = \"reached\"\nchance = \"{}%\"\nafter = {{ mean = {} }}\n",
                self.id("flood"),
                self.time(r.detection),
                r.missed,
                self.time(0.5),
                r.crew,
                self.time(r.effort),
                self.time(1.0),
                self.id("leak"),
                r.chance,
                self.time(5.0),
            ),
            format!(
                "[[incident]]\nid = \"{}\"\nseverity = \"medium\"\nimpact = \"20%\"\n\
                 [[incident.stage]]\nname = \"contain\"\ncrew = {{ {skill} = 1 }}\neffort = {}\n",
                self.id("leak"),
                self.time(3.0),
            ),
            format!(
                "[[threat]]\nid = \"{}\"\nincident = \"{}\"\ntargets = {{ ids = [{}] }}\nrate = \"{}/week\"\nclustering = {{ branching = \"20%\", decay = {} }}\n",
                self.id("actor"),
                self.id("flood"),
                targets.join(", "),
                (r.rate * 1000.0).round() / 1000.0 / f64::from(self.scale),
                self.time(3.0),
            ),
        ]
    }

    fn roster(&self) -> String {
        let (r, m) = (&self.recipe, &self.recipe.more);
        let experts = r.experts.max(r.crew);
        // A part of the seats has a part of the period, and no overlap may be longer.
        let period = m.period.max(2 * m.overlap + 1);
        let transfer = format!(
            "rework = \"{}%\"\nhandover = {}\n",
            m.rework,
            self.time(m.handover)
        );
        let lines = [
            (m.rule == 1, transfer),
            (m.stagger && experts > 1, "stagger = 2\n".to_owned()),
            (
                m.overlap > 0,
                format!("overlap = {}\n", self.days(m.overlap)),
            ),
            (
                m.learning,
                format!(
                    "learning = {{ start = \"50%\", time = {}, forget = {} }}\n",
                    self.time(9.0 * 24.0),
                    self.time(40.0 * 24.0)
                ),
            ),
            (
                m.fatigue,
                format!(
                    "fatigue = {{ loss = \"30%\", time = {} }}\n",
                    self.time(20.0)
                ),
            ),
            (
                m.freeze,
                format!(
                    "freeze = {{ before = {}, after = {} }}\n",
                    self.days(5),
                    self.days(1)
                ),
            ),
        ];
        let lines: String = lines
            .into_iter()
            .filter_map(|(given, line)| given.then_some(line))
            .collect();
        format!(
            "[[roster]]\nid = \"{}\"\nnations = [\"{}\", \"{}\"]\nseats = {{ {} = {experts} }}\nperiod = {}\nfirst_day = {}\non_change = \"{}\"\n{lines}",
            self.id("turns"),
            self.id("PL"),
            self.id("LT"),
            self.id("analyst"),
            self.days(period),
            self.day(-10),
            ["finish", "transfer", "pause"][m.rule],
        )
    }

    fn people(&self) -> Vec<String> {
        let r = &self.recipe;
        let experts = r.experts.max(r.crew);
        let (here, there) = (self.setting_id("here"), self.setting_id("there"));
        let staff = format!(
            "experts = [{{ skills = [\"{}\"], count = {experts} }}]\n",
            self.id("analyst")
        );
        let hours = match r.more.hours {
            0 => String::new(),
            1 => "hours = \"office\"\n".to_owned(),
            2 => {
                "hours = { from = \"20:00\", to = \"04:00\", on_change = \"finish\" }\n".to_owned()
            }
            3 => format!(
                "hours = {{ on = {}, off = {}, groups = 2 }}\n",
                self.time(7.0),
                self.time(6.0)
            ),
            4 => format!(
                "hours = {{ on = {0}, off = {0}, groups = 2, on_change = \"transfer\", rework = \"20%\", handover = {1} }}\n",
                self.time(12.0),
                self.time(0.5)
            ),
            _ => format!(
                "fatigue = {{ loss = \"20%\", time = {} }}\n",
                self.time(24.0)
            ),
        };
        vec![
            format!(
                "[[nation]]\nid = \"{}\"\nsite = \"{here}\"\nmembership = [{{ role = \"lead\", to = {} }}]\n{staff}",
                self.id("LT"),
                self.noon(43),
            ),
            format!(
                "[[nation]]\nid = \"{}\"\nsite = \"{there}\"\nrole = \"participant\"\n{staff}release = {}\n",
                self.id("PL"),
                self.time(1.0),
            ),
            self.roster(),
            format!(
                "[[team]]\nid = \"{}\"\nsite = \"{there}\"\nroster = \"{}\"\nnotice = {}\nremote = \"80%\"\n",
                self.id("rrt"),
                self.id("turns"),
                self.time(r.notice),
            ),
            format!(
                "[[team]]\nid = \"{}\"\nsite = \"{here}\"\n{staff}return_after = {}\n{hours}",
                self.id("own"),
                self.time(2.0),
            ),
            format!(
                "[[target]]\nid = \"{}\"\nwithin = {}\nseverity = [\"high\", \"critical\"]\n",
                self.id("soon"),
                self.time(4.0),
            ),
        ]
    }

    fn rules(&self) -> String {
        let (r, m) = (&self.recipe, &self.recipe.more);
        let (own, rrt, tag) = (self.id("own"), self.id("rrt"), self.id("ours"));
        let patience = if m.patience > 0 {
            format!(
                "give_up_after = {{ mean = {} }}\nalone = \"40%\"\n",
                self.time(m.patience)
            )
        } else {
            String::new()
        };
        let widen = if m.widen {
            format!("widen_after = {}\nwiden_to = [\"{rrt}\"]\n", self.time(3.0))
        } else {
            String::new()
        };
        format!(
            "[[dispatch.rule]]\ntags = [\"{tag}\"]\nstages = [\"contain\"]\nseverity = [\"high\", \"critical\"]\nrefusal = \"{}%\"\n{patience}\
             teams = [\"{own}\", {{ team = \"{rrt}\", approval = {} }}]\n\
             [[dispatch.rule]]\ntags = [\"{tag}\"]\nteams = [\"{own}\"]\n{widen}",
            m.refusal,
            self.time(r.approval),
        )
    }

    fn reserve(&self) -> String {
        format!(
            "{{ team = \"{}\", experts = 1, severity = \"high\" }}",
            self.id("own")
        )
    }

    fn preposition(&self) -> String {
        let vote = self.setting_id("vote");
        let hours = |days: i32| 24 * days * self.scale;
        format!(
            "{{ team = \"{}\", site = \"{}\", from = \"{vote}.day - {}h\", to = \"{vote}.day + {}h\" }}",
            self.id("rrt"),
            self.setting_id("here"),
            hours(2),
            hours(1),
        )
    }
}

/// Several scenarios in one: the setting and the manner of dispatch are those of the first.
pub fn write(scenarios: &[&Scenario]) -> String {
    let first = scenarios[0];
    let (head, mut blocks) = first.setting();
    for one in scenarios {
        blocks.extend(one.assets());
        blocks.extend(one.incidents());
        blocks.extend(one.people());
    }
    let list = |part: &dyn Fn(&Scenario) -> String| -> String {
        let parts: Vec<String> = scenarios.iter().map(|one| part(one)).collect();
        parts.join(", ")
    };
    let (recipe, more) = (&first.recipe, &first.recipe.more);
    let mut dispatch = format!(
        "[dispatch]\norder = \"{}\"\nchoose = \"{}\"\n{}preposition = [{}]\n",
        ORDERS[recipe.order],
        ["preference", "nearest", "least_busy", "most_effective"][recipe.choose],
        ["", "preempt = \"resume\"\n", "preempt = \"restart\"\n"][more.preempt],
        list(&Scenario::preposition),
    );
    if more.reserve {
        dispatch += &format!("reserve = [{}]\n", list(&Scenario::reserve));
    }
    for one in scenarios {
        dispatch += &one.rules();
    }
    blocks.push(dispatch);
    if first.blocks == Blocks::Backwards {
        // Nations keep their order: of experts equally fit, those of the first go first.
        let (nations, others): (Vec<String>, Vec<String>) = blocks
            .into_iter()
            .partition(|block| block.starts_with("[[nation]]"));
        blocks = others.into_iter().rev().chain(nations).collect();
    }
    head + &blocks.concat()
}

/// A for z, 0 for 9: the order of names is turned round.
fn mirrored(name: &str) -> String {
    let mirror = |letter: u8| match letter {
        b'a'..=b'z' => b'a' + b'z' - letter,
        b'A'..=b'Z' => b'A' + b'Z' - letter,
        b'0'..=b'9' => b'0' + b'9' - letter,
        _ => letter,
    };
    name.bytes()
        .map(|letter| char::from(mirror(letter)))
        .collect()
}

/// Work that one expert does in one stage, brought in order of arrival to one team: a plain
/// queue.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Times between the arrivals, minutes.
    pub gaps: Vec<u32>,
    /// How much work there is, hours.
    pub effort: (u32, u32),
    pub experts: u32,
}

/// All queues.
pub fn queue() -> impl Strategy<Value = Queue> {
    let gaps = prop::collection::vec(0..90_u32, 2..60);
    (gaps, 0..4_u32, 1..8_u32, 1..6_u32).prop_map(|(gaps, least, more, experts)| Queue {
        gaps,
        effort: (least, least + more),
        experts,
    })
}

impl Queue {
    /// Its text.
    pub fn text(&self) -> String {
        let at: Vec<String> = self
            .gaps
            .iter()
            .scan(0, |at, gap| {
                *at += gap;
                Some(format!("\"start + {at}min\""))
            })
            .collect();
        format!(
            "{TEN_DAYS}\n[[asset]]\nid = \"desk\"\n[[incident]]\nid = \"job\"\nseverity = {{ low = 1, high = 1 }}\n\
             [[incident.stage]]\nname = \"contain\"\ncrew = {{ clerk = 1 }}\neffort = {{ uniform = {{ low = \"{}h\", high = \"{}h\" }} }}\n\
             [[threat]]\nid = \"post\"\nincident = \"job\"\ntargets = \"desk\"\nat = [{}]\n\
             [[team]]\nid = \"clerks\"\nexperts = [{{ skills = [\"clerk\"], count = {} }}]\n\
             [dispatch]\norder = \"fifo\"\n[[dispatch.rule]]\nteams = [\"clerks\"]\n",
            self.effort.0,
            self.effort.1,
            at.join(", "),
            self.experts,
        )
    }
}
