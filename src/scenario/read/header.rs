//! `schema`, `[scenario]` and `[limits]`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::code::Code;
use super::super::document::Limits;
use super::super::reader::{Block, Cx};
use super::super::schema;
use super::super::time::{Calendar, Instant, Span};
use super::super::written_time::Point;

/// The version of the format that this program reads.
pub(crate) const SCHEMA: u64 = 1;

/// Longest scenario that limits can be raised to: two hundred years.
const LONGEST: Span = Span(200 * 365 * Span::DAY.0);

/// `[scenario]`, apart from its clock.
pub(crate) struct Header {
    pub name: String,
    pub summary: String,
    pub warm_up: Instant,
    pub seed: u64,
    pub replications: u64,
}

impl<'t> Cx<'t> {
    /// True if the file uses a version that this program reads.
    pub(crate) fn schema_fits(&mut self) -> bool {
        let Some(field) = self.top("schema") else {
            self.report(
                Code::SchemaMissing,
                0..0,
                "the file doesn't say which version of the format it uses",
            )
            .help("write `schema = 1` as the first line");
            return true;
        };
        let version = field.value.as_integer();
        let version = version.and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        if version == Some(SCHEMA) {
            return true;
        }
        self.report(
            Code::SchemaUnsupported,
            field.place(),
            "this program reads version 1 of the format only",
        )
        .help("write `schema = 1`, or use a program that reads this version");
        false
    }

    /// The time zone: all other times are read in it.
    pub(crate) fn read_zone(&mut self, scenario: Option<&Block<'t>>) -> bool {
        let Some(field) = scenario.and_then(|block| block.get("timezone")) else {
            return false;
        };
        let Some(name) = self.text(field) else {
            return false;
        };
        if let Ok(zone) = TimeZone::get(name) {
            self.zone = zone;
            true
        } else {
            let names: Vec<String> = jiff::tz::db().available().map(|n| n.to_string()).collect();
            let near = self
                .near(name, names.iter().map(String::as_str))
                .map(str::to_owned);
            let message = format!("there is no time zone `{name}`");
            self.report(Code::UnknownZone, field.place(), message)
                .suggest(near.as_deref())
                .help("write a name of the IANA list, like \"Europe/Vilnius\" or \"UTC\"");
            false
        }
    }

    /// Start and end: from here on anchors have instants.
    pub(crate) fn read_clock(&mut self, scenario: Option<&Block<'t>>, limits: &Limits) {
        let Some(block) = scenario else { return };
        (self.start, self.start_written) = self.moment_of(block, "start");
        if let Some(start) = self.start {
            self.calendar = Calendar::new(start, self.zone.clone());
        }
        (self.finish, self.finish_written) = self.moment_of(block, "end");
        let (Some(start), Some(finish)) = (self.start, self.finish) else {
            return;
        };
        let faulty = if finish <= start {
            self.report(
                Code::EndBeforeStart,
                block.place_of("end"),
                "the scenario ends before it has begun",
            )
            .label("the end")
            .also(block.place_of("start"), "the start")
            .help("`end` must be later than `start`");
            true
        } else {
            self.beyond_limit(start, finish, block, limits)
        };
        if faulty {
            self.finish = None;
            self.finish_written = None;
        } else {
            self.end = self.calendar.instant(finish);
        }
    }

    /// An end of the scenario, as a time stamp and as it is written.
    fn moment_of(&mut self, block: &Block<'t>, key: &str) -> (Option<Timestamp>, Option<Point>) {
        let Some((point, place)) = block.get(key).and_then(|field| self.point(field)) else {
            return (None, None);
        };
        let stamp = self.settle(point, place);
        (stamp, stamp.map(|_| point))
    }

    fn beyond_limit(
        &mut self,
        start: Timestamp,
        finish: Timestamp,
        block: &Block<'t>,
        limits: &Limits,
    ) -> bool {
        let length = Span(finish.as_millisecond() - start.as_millisecond());
        if length <= limits.horizon {
            return false;
        }
        self.report(
            Code::HorizonLimit,
            block.place_of("end"),
            format!(
                "the scenario lasts {length}, more than its limit of {}",
                limits.horizon
            ),
        )
        .help("end it earlier, or raise `horizon` in `[limits]`");
        true
    }

    /// The rest of `[scenario]`.
    pub(crate) fn read_header(&mut self, scenario: Option<&Block<'t>>, limits: &Limits) -> Header {
        let mut header = Header {
            name: String::new(),
            summary: String::new(),
            warm_up: Instant::START,
            seed: 1,
            replications: 1000.min(limits.replications),
        };
        let Some(block) = scenario else {
            return header;
        };
        if let Some(name) = block.get("name").and_then(|field| self.text(field)) {
            name.clone_into(&mut header.name);
        }
        header.summary = self.prose(block.get("summary"));
        header.warm_up = Instant::START + self.span(block.get("warm_up"), Span::ZERO);
        if self.clock_known() && header.warm_up >= self.end {
            self.report(
                Code::WarmUpTooLong,
                block.place_of("warm_up"),
                "the warm-up lasts as long as the scenario: nothing would be counted",
            )
            .help("shorten it, or end the scenario later");
        }
        if let Some(field) = block.get("seed") {
            let seed = self.whole(field, 0..=i64::MAX as u64, Code::Negative);
            header.seed = seed.unwrap_or(header.seed);
        }
        if let Some(field) = block.get("replications")
            && let Some(wanted) = self.whole(field, 1..=u64::MAX >> 1, Code::CountRange)
        {
            if wanted > limits.replications {
                let most = limits.replications;
                let message = format!("{wanted} replications are more than the limit of {most}");
                self.report(Code::ReplicationsLimit, field.place(), message)
                    .help("ask for fewer, or raise `replications` in `[limits]`");
            } else {
                header.replications = wanted;
            }
        }
        header
    }

    /// `[limits]`.
    pub(crate) fn read_limits(&mut self) -> Limits {
        let mut limits = Limits::default();
        let Some(block) = self
            .top("limits")
            .and_then(|f| self.block(f, &schema::LIMITS))
        else {
            return limits;
        };
        let mut events = None;
        for (key, value) in [
            ("incidents", &mut limits.incidents),
            ("open", &mut limits.open),
            ("events", events.get_or_insert(0)),
            ("replications", &mut limits.replications),
        ] {
            if let Some(field) = block.get(key)
                && let Some(limit) = self.whole(field, 0..=1_000_000_000_000, Code::Negative)
            {
                if limit == 0 {
                    self.limit_zero(&block, key);
                } else {
                    *value = limit;
                }
            }
        }
        limits.events = events
            .filter(|events| *events > 0)
            .unwrap_or_else(|| Limits::events_for(limits.incidents));
        if let Some(field) = block.get("horizon")
            && let Some(millis) = self.millis(field)
        {
            let horizon = Span::from_millis_f64(millis);
            if horizon == Span::ZERO {
                self.limit_zero(&block, "horizon");
            } else if horizon > LONGEST {
                let message = "a horizon can't be raised beyond 200 years";
                self.report(Code::TooBig, field.place(), message)
                    .help("write at most \"73000d\"");
            } else {
                limits.horizon = horizon;
            }
        }
        limits
    }

    fn limit_zero(&mut self, block: &Block<'t>, key: &str) {
        let message = format!("with a limit of zero `{key}` nothing could be run");
        self.report(Code::LimitZero, block.place_of(key), message)
            .help("leave the key out for the default");
    }
}
