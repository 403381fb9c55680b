//! `sortie::app` as a program uses it: requests in, outcomes or typed errors out, progress and
//! cancellation passed in.

use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use sortie::app::{
    self, AppError, CalibrateRequest, CompareRequest, ComparisonBasis, ErrorKind, Event,
    MergeRequest, Output, Progress, RecordSource, RunRequest, ScenarioSource, StudyRequest,
    Threads, Unit,
};

use crate::work_folder::Place;

static NEVER: AtomicBool = AtomicBool::new(false);

const POLICY: &str = r#"

[[policy]]
id  = "slow"
set = { "team.cert.notice" = "12h" }
"#;

/// A run of `minimal` into a folder.
fn request(folder: PathBuf, replications: u64) -> RunRequest {
    RunRequest {
        replications: NonZeroU64::new(replications),
        output: Output::to(folder),
        ..RunRequest::new("minimal")
    }
}

#[test]
fn a_run_tells_how_far_it_is_and_writes_what_the_command_writes() {
    let place = Place::new();
    let mut seen: Vec<Progress> = Vec::new();
    let mut ended = 0;
    let mut watch = |event: Event<'_>| match event {
        Event::Progress(progress) => seen.push(progress),
        Event::Ended => ended += 1,
        Event::Warnings(_) | Event::Note(_) => {}
    };
    let done = app::run(&request(place.path("a"), 200), &NEVER, &mut watch).expect("results");
    assert_eq!(ended, 1);
    assert!(seen.is_sorted_by_key(|it| it.done));
    let last = seen.last().expect("progress");
    assert_eq!(
        (last.unit, last.done, last.all),
        (Unit::Replications, 200, Some(200))
    );
    assert_eq!(done.folder, place.path("a"));
    assert_eq!(done.results.summary.replications, 200);
    assert!(done.undrawn().is_empty() && done.published.left.is_empty());
    assert!(done.published.manifest.lists("summary.md"));
    place.fine("run minimal -n 200 --out b --quiet");
    place.same("a", "b");
}

#[test]
fn a_run_that_is_cancelled_goes_on_where_it_stopped() {
    let place = Place::new();
    app::run(
        &request(place.path("whole"), 300),
        &NEVER,
        &mut |_: Event<'_>| {},
    )
    .expect("results");

    let stop = AtomicBool::new(false);
    let mut cut = request(place.path("cut"), 300);
    cut.output.resume = true;
    cut.threads = Threads::new(1);
    let mut cancel = |event: Event<'_>| {
        if let Event::Progress(progress) = event {
            stop.store(progress.done >= 20, Ordering::Relaxed);
        }
    };
    let error = app::run(&cut, &stop, &mut cancel).expect_err("it is cancelled");
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    let AppError::Interrupted {
        remains: Some(remains),
    } = &error
    else {
        panic!("{error}");
    };
    assert!(remains.chunks > 0 && remains.folder.exists(), "{remains:?}");
    assert!(remains.command.ends_with("--resume"), "{remains:?}");
    assert!(!place.path("cut").exists());

    let mut found = 0;
    let mut watch = |event: Event<'_>| {
        if let Event::Progress(progress) = event {
            found = progress.found;
        }
    };
    app::run(&cut, &NEVER, &mut watch).expect("results");
    assert!(found >= 20, "{found} replications were taken up");
    place.same("whole", "cut");
    assert!(!remains.folder.exists());
}

#[test]
fn two_shards_merge_to_the_results_of_one_run() {
    let place = Place::new();
    let mut quiet = |_: Event<'_>| {};
    app::run(&request(place.path("whole"), 120), &NEVER, &mut quiet).expect("results");
    let mut folders = Vec::new();
    let mut replications = 0;
    for (shard, name) in [("1/2", "one"), ("2/2", "two")] {
        let shard = shard.parse().expect("a shard");
        let request = request(place.path(name), 120);
        let done =
            app::shard(&StudyRequest::Run(request), shard, &NEVER, &mut quiet).expect("a part");
        replications += done.part.end - done.part.start;
        folders.push(done.folder);
    }
    assert_eq!(replications, 120);

    let alone = MergeRequest {
        folders: folders[..1].to_vec(),
        output: Output::to(place.path("joined")),
        ..MergeRequest::default()
    };
    let error = app::merge(&alone, &NEVER, &mut quiet).expect_err("a part is missing");
    assert!(matches!(error, AppError::Merge(_)), "{error}");
    assert_eq!(error.kind(), ErrorKind::Request);

    let all = MergeRequest { folders, ..alone };
    app::merge(&all, &NEVER, &mut quiet).expect("results");
    place.same("whole", "joined");
}

#[test]
fn a_comparison_gives_what_its_command_writes() {
    let place = Place::with_more(POLICY);
    let scenario = place.path("my.toml").display().to_string();
    let mut units = Vec::new();
    let mut watch = |event: Event<'_>| {
        if let Event::Progress(progress) = event {
            units.push(progress.unit);
        }
    };
    let request = CompareRequest {
        replications: NonZeroU64::new(60),
        ..CompareRequest::new(ComparisonBasis {
            measures: vec!["response".to_owned()],
            output: Output::to(place.path("a")),
            ..ComparisonBasis::new(&scenario)
        })
    };
    let done = app::compare(&request, &NEVER, &mut watch).expect("results");
    assert!(units.iter().all(|unit| *unit == Unit::ReplicationsOfEach));
    let comparison = done.results.comparison();
    assert_eq!(comparison.replications, 60);
    place.fine(&format!(
        "compare {scenario} -m response -n 60 --quiet --out b"
    ));
    place.same("a", "b");

    let unknown = CompareRequest::new(ComparisonBasis {
        policies: vec!["slowly".to_owned(), "fast".to_owned()],
        ..request.basis
    });
    let error = app::compare(&unknown, &NEVER, &mut |_: Event<'_>| {}).expect_err("no policies");
    let AppError::Policies { unknown, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(unknown.len(), 2);
    assert_eq!(unknown[0].near.as_deref(), Some("slow"));
}

#[test]
fn errors_say_who_can_mend_them() {
    let place = Place::new();
    let mut quiet = |_: Event<'_>| {};
    let fails = |request: RunRequest, quiet: &mut dyn app::Watch| {
        app::run(&request, &NEVER, quiet).expect_err("it can't be run")
    };
    let mistaken = RunRequest {
        source: ScenarioSource {
            overlays: vec!["team.cert.notice=soon".to_owned()],
            ..ScenarioSource::new("minimal")
        },
        ..request(place.path("r"), 10)
    };
    let error = fails(mistaken, &mut quiet);
    assert!(matches!(error, AppError::Scenario { .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::Request);

    let many = fails(request(place.path("r"), u64::MAX), &mut quiet);
    assert!(
        matches!(
            many,
            AppError::Limit {
                asked: u64::MAX,
                ..
            }
        ),
        "{many}"
    );

    fs::create_dir(place.path("mine")).expect("a folder");
    fs::write(place.path("mine/thesis.tex"), "").expect("a file");
    let full = fails(request(place.path("mine"), 10), &mut quiet);
    assert!(matches!(full, AppError::Folder(_)), "{full}");
    assert_eq!(full.kind(), ErrorKind::Request);

    let nothing =
        app::redraw(&app::RedrawRequest::new(place.path("mine"))).expect_err("no results");
    assert!(matches!(nothing, AppError::NotRedrawn(_)), "{nothing}");
    assert_eq!(place.names(), ["mine"]);
}

#[test]
fn a_scenario_is_checked_explained_listed_and_copied() {
    let place = Place::with_more(POLICY);
    let mine = place.path("my.toml").display().to_string();
    let fine = app::check(&ScenarioSource::new(&mine)).expect("it is read");
    assert!(fine.runs() && fine.report.diagnostics().is_empty());
    let mistaken = ScenarioSource {
        overlays: vec!["team.cert.notice=soon".to_owned()],
        ..ScenarioSource::new(&mine)
    };
    let found = app::check(&mistaken).expect("it is read");
    assert!(!found.runs());
    let code = found.report.diagnostics()[0].code.as_str();
    let page = app::explain(code).expect("a page");
    assert!(page.starts_with(code), "{page}");
    assert_eq!(page, app::explain(&code[1..]).expect("the same"));
    let none = app::explain("S9999").expect_err("no such code");
    assert_eq!(none.kind(), ErrorKind::Request);

    let policies = app::policies(&mine).expect("policies");
    assert_eq!(policies.len(), 1);
    assert_eq!((&*policies[0].id, policies[0].set.len()), ("slow", 1));
    let ready = app::scenarios().expect("ready scenarios");
    assert!(ready.iter().any(|it| it.id == "minimal"));
    assert!(ready.iter().all(|it| !it.name.is_empty()));

    let copy = place.path("copy.toml");
    app::new_scenario(&copy, "minimal").expect("a copy");
    let copied = app::check(&ScenarioSource::new(copy.display().to_string()));
    assert!(copied.expect("it is read").runs());
    let again = app::new_scenario(&copy, "minimal").expect_err("it exists");
    assert_eq!(again.kind(), ErrorKind::Request);
}

#[test]
fn records_in_hand_give_what_their_file_gives() {
    let place = Place::new();
    let table = "occurred,contained,kind\n2024-01-02 08:00,2024-01-02 12:00,fault\n\
                 2024-02-03 09:00,2024-02-03 11:00,fault\n2024-03-04 10:00,2024-03-04 19:00,fault\n";
    fs::write(place.path("tickets.csv"), table).expect("a file");
    let in_hand = RecordSource::Content {
        name: "tickets.csv".to_owned(),
        bytes: table.as_bytes().to_vec(),
    };
    let mut found = Vec::new();
    for (records, out) in [(place.path("tickets.csv").into(), "a"), (in_hand, "b")] {
        let request = CalibrateRequest {
            bootstrap: 0,
            output: Output::to(place.path(out)),
            ..CalibrateRequest::new(records)
        };
        let done = app::calibrate(&request, &NEVER, &mut |_: Event<'_>| {}).expect("results");
        found.push(done.results.extract.text.clone());
    }
    assert!(found[0].contains("fault"), "{}", found[0]);
    assert_eq!(found[0], found[1]);

    let empty = RecordSource::Content {
        name: "none.csv".to_owned(),
        bytes: Vec::new(),
    };
    let error = app::calibrate(&CalibrateRequest::new(empty), &NEVER, &mut |_: Event<
        '_,
    >| {});
    let error = error.expect_err("no records");
    assert!(error.to_string().contains("none.csv"), "{error}");
}

#[test]
fn charts_are_drawn_on_no_more_threads_than_asked_for() {
    for count in [1, 3] {
        let found = Threads::new(count).install(rayon::current_num_threads);
        assert_eq!(found.expect("threads"), usize::from(count));
    }
}

#[test]
fn the_application_prints_nothing_and_knows_no_terminal() {
    let words = [
        "print!",
        "println!",
        "eprint",
        "stdout",
        "stderr",
        "clap",
        "indicatif",
        "std::process",
        "terminal_size",
        "std::env",
    ];
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app")];
    let mut read = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            let inner = fs::read_dir(&path).expect("a folder");
            files.extend(inner.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        read += 1;
        for word in words {
            assert!(!text.contains(word), "{}: `{word}`", path.display());
        }
    }
    assert!(read > 10);
}

#[test]
fn the_command_line_types_its_word_for_errors_in_one_place() {
    let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let mut places = Vec::new();
    for entry in fs::read_dir(cli).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a source");
        let name = path.file_name().expect("a name").display().to_string();
        let typed = text.matches("\"error: ").count();
        places.extend(std::iter::repeat_n(name, typed));
    }
    assert_eq!(places, ["failure.rs"]);
}
