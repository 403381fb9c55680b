//! Doors for the tests, benches and checks of this repository, which look inside. They are no
//! part of the public surface, and change without notice.

#![allow(missing_docs, reason = "each item is documented where it is defined")]

pub mod calibrate {
    pub use crate::calibrate::{
        Calibration, ColumnMap, DateFormat, DurationFound, Options, Reading, Records, Step,
        Verdict, Watch, Weekday, calibrate, calibrate_watched, moment, moment_begin, read_csv,
        read_path, read_table, read_veris,
    };
}

pub mod chart {
    pub use crate::chart::{
        AnswerBar, Caption, ChartError, CurvePoint, Elimination, EliminationBar, FittedCurve,
        Forest, ForestRow, GoodnessOfFit, ObservedPart, ResponseCurve, ResponseCurves, Sense,
        TargetLine, Tone, Tornado, TornadoBar, WhoAnswered,
    };
}

pub mod disk {
    pub use crate::disk::{Disk, FolderLock, Step, safe_name};
}

pub mod export {

    pub mod incidents {
        pub use crate::export::incidents::{record, rows, write};
    }

    pub mod parquet {
        pub use crate::export::parquet::{Encoder, RecordFile};
    }
}

pub mod outcome {
    pub use crate::outcome::{Collector, IncidentRecord, Measure, Recorder, Rows, Scalar, Tally};

    pub mod trace {
        pub use crate::outcome::trace::{Entry, trace};
    }
}

pub mod report {

    pub mod album {
        pub use crate::report::album::{ChartFiles, Undrawn};
    }

    pub mod calibration_figures {
        pub use crate::report::calibration_figures::draw;
    }

    pub mod calibration_text {
        pub use crate::report::calibration_text::markdown;
    }

    pub mod calibration_toml {
        pub use crate::report::calibration_toml::{Extract, write};
    }

    pub mod verdict_words {
        pub use crate::report::verdict_words::signed;
    }

    pub mod figures {
        pub use crate::report::figures::draw;
    }

    pub mod kept {
        pub use crate::report::kept::Kept;
    }

    pub mod manifest {
        pub use crate::report::manifest::Manifest;
    }

    pub mod results {
        pub use crate::report::results::ResultsError;
    }

    pub mod results_folder {
        pub use crate::report::results_folder::{Published, ResultsFolder, Wanted};
    }

    pub mod summary_csv {
        pub use crate::report::summary_csv::table;
    }

    pub mod summary_text {
        pub use crate::report::summary_text::plain;
    }

    pub mod table {
        pub use crate::report::table::Table;
    }

    pub mod words {
        pub use crate::report::words::{
            decimal, duration, duration_estimate, estimate, grouped, share,
        };
    }
}

pub mod scenario {
    pub use crate::scenario::{
        LARGEST, Loaded, Overlay, Report, Style, apply_overlays, check, check_opened, explain,
        fixed, load, load_file, open, open_with, parse_overlay, value_at,
    };

    pub mod bounds {
        pub use crate::scenario::bounds::{ALL, Bound};
    }

    pub mod code {
        pub use crate::scenario::code::{Code, Level};
    }

    pub mod distribution {
        pub use crate::scenario::distribution::{Dist, Family};
    }

    pub mod document {
        pub use crate::scenario::document::{
            Action, Arrivals, Changeover, Document, Fatigue, Hours, Learning, Moment, Nation,
            OnChange, Pattern, Preempt, QueueOrder, Role, Severity, Staff, Target, TeamChoice,
        };
    }

    pub mod embedded {
        pub use crate::scenario::embedded::{SCENARIOS, text};
    }

    pub mod time {
        pub use crate::scenario::time::{Instant, Span};
    }

    pub mod worthwhile {
        pub use crate::scenario::worthwhile::size_for;
    }
}

pub mod sim {

    pub mod agenda {
        pub use crate::sim::agenda::{Agenda, Class};
    }

    pub mod incident {
        pub use crate::sim::incident::{Incident, State};
        pub use crate::sim::response::Work;
    }

    pub mod observe {
        pub use crate::sim::decision::{Lineage, Order, Rank, Refusal};
        pub use crate::sim::observe::{Observer, TraceEvent, Unwatched};
    }

    pub mod run {
        pub use crate::sim::counts::Counts;
        pub use crate::sim::failure::Failure;
        pub use crate::sim::run::Simulation;
    }

    pub mod sample {
        pub use crate::sim::sample::{exponential, millis};
    }
}

pub mod stats {
    pub use crate::stats::{
        DurationHistogram, Moments, Observation, Paired, Selection, SurvivalCurve, bca, bonferroni,
        clopper_pearson, components, garwood, holm, normal_cdf, normal_quantile,
        perfect_information, quantile, sectioned, skewness, t_quantile, t_tail_error, wilson,
    };

    pub mod fit {
        pub use crate::stats::fit::{Known, Lifetime, LifetimeKind, best, fit_all, fit_one};
    }
}

pub mod study {
    pub use crate::study::{Identity, Job, Run, RunManifest, Shard, Study, run};

    pub mod chunk {
        pub use crate::study::chunk::{Chunk, Plan};
    }

    pub mod compare {
        pub use crate::study::compare::{Alternative, Stopping, compare, contrast, places};
    }

    pub mod comparison {
        pub use crate::study::comparison::{Difference, Verdict};
    }

    pub mod estimate {
        pub use crate::study::estimate::{CONFIDENCE, Estimate};
    }

    pub mod identity {
        pub use crate::study::identity::scenario_hash;
    }

    pub mod job {
        pub use crate::study::job::Job;
    }

    pub mod measures {
        pub use crate::study::measures::{Unit, all, choose};
    }

    pub mod merge {
        pub use crate::study::merge::Parts;
    }

    pub mod partial {
        pub use crate::study::partial::{open, seal};
    }

    pub mod summary {
        pub use crate::study::summary::{HistorySpread, Summary};
    }

    pub mod sweep {
        pub use crate::scenario::factor::{Factor, FactorError, Kind};
    }

    pub mod verify {
        pub use crate::study::verify::{System, check, systems};
    }
}

pub mod text {
    pub use crate::text::{Encoding, TextError, Width, decode, is_unfit, unfit};
}

pub mod world {
    pub use crate::world::World;

    pub mod experts {
        pub use crate::world::experts::{ExpertSet, Shift};
    }
}
