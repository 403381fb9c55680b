//! A task of a job array finds its part in the environment that its scheduler sets.

use std::collections::BTreeMap;

use sortie::app::{ARRAY_VARIABLES, PartChoice};

use crate::work_folder::Place;

/// The part that `--shard CHOICE` means where variables are set, `NAME=VALUE` each; or why none.
fn found(choice: &str, set: &str) -> String {
    let set: BTreeMap<&str, &str> = set
        .split_whitespace()
        .map(|pair| pair.split_once('=').expect("a pair"))
        .collect();
    assert!(
        set.keys().all(|name| ARRAY_VARIABLES.contains(name)),
        "{set:?}"
    );
    let choice: PartChoice = choice.parse().expect("a choice");
    match choice.find(|name| set.get(name).map(|value| (*value).to_owned())) {
        Ok(shard) => shard.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_scheduler_is_read_as_it_counts() {
    let slurm = |id: &str, rest: &str| {
        let rest = rest.split_whitespace();
        let rest = rest.map(|pair| format!(" SLURM_ARRAY_TASK_{pair}"));
        format!("SLURM_ARRAY_TASK_ID={id}{}", rest.collect::<String>())
    };
    for (choice, set, part) in [
        ("3/16", String::new(), "3/16"),
        ("3/16", "JOB_COMPLETION_INDEX=7".to_owned(), "3/16"),
        ("auto", slurm("1", "MIN=1 MAX=16 COUNT=16 STEP=1"), "1/16"),
        ("auto", slurm("16", "MIN=1 MAX=16 COUNT=16"), "16/16"),
        ("auto", slurm("0", "MIN=0 MAX=15 COUNT=16"), "1/16"),
        ("auto/16", slurm("15", "MIN=0 MAX=15 COUNT=16"), "16/16"),
        ("auto/16", "PBS_ARRAY_INDEX=16".to_owned(), "16/16"),
        ("auto/16", "PBS_ARRAYID=1".to_owned(), "1/16"),
        (
            "auto/16",
            "PBS_ARRAYID=2 PBS_ARRAY_INDEX=2".to_owned(),
            "2/16",
        ),
        (
            "auto",
            "LSB_JOBINDEX=5 LSB_JOBINDEX_END=16".to_owned(),
            "5/16",
        ),
        (
            "auto/16",
            "LSB_JOBINDEX=5 LSB_JOBINDEX_END=5".to_owned(),
            "5/16",
        ),
        ("auto/16", "JOB_COMPLETION_INDEX=0".to_owned(), "1/16"),
        ("auto/16", "JOB_COMPLETION_INDEX=15".to_owned(), "16/16"),
        ("auto/16", "AWS_BATCH_JOB_ARRAY_INDEX=0".to_owned(), "1/16"),
        (
            "auto",
            "AWS_BATCH_JOB_ARRAY_INDEX=3 AWS_BATCH_JOB_ARRAY_SIZE=4".to_owned(),
            "4/4",
        ),
        // LSF sets 0 where a job is in no array.
        (
            "auto/4",
            "LSB_JOBINDEX=0 JOB_COMPLETION_INDEX=1".to_owned(),
            "2/4",
        ),
    ] {
        assert_eq!(found(choice, &set), part, "{choice} with {set}");
    }
}

#[test]
fn what_does_not_name_a_part_is_refused_with_the_reason() {
    let slurm = "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=";
    for (choice, set, words) in [
        ("auto", String::new(), "this is no task of a job array"),
        (
            "auto/4",
            "LSB_JOBINDEX=0".to_owned(),
            "this is no task of a job array",
        ),
        (
            "auto",
            "SLURM_ARRAY_TASK_ID=1 JOB_COMPLETION_INDEX=1".to_owned(),
            "SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are set",
        ),
        (
            "auto",
            "PBS_ARRAY_INDEX=1".to_owned(),
            "write how many, like --shard auto/16",
        ),
        (
            "auto",
            "JOB_COMPLETION_INDEX=1".to_owned(),
            "write how many, like --shard auto/16",
        ),
        (
            "auto",
            "SLURM_ARRAY_TASK_ID=1".to_owned(),
            "write how many, like --shard auto/16",
        ),
        (
            "auto/4",
            "JOB_COMPLETION_INDEX=4".to_owned(),
            "4 parts are counted from 0 to 3",
        ),
        (
            "auto/4",
            "PBS_ARRAY_INDEX=0".to_owned(),
            "4 parts are counted from 1 to 4",
        ),
        (
            "auto/4",
            "PBS_ARRAY_INDEX=5".to_owned(),
            "4 parts are counted from 1 to 4",
        ),
        (
            "auto/4",
            "PBS_ARRAY_INDEX=-1".to_owned(),
            "`-1`, which is no whole number",
        ),
        (
            "auto/4",
            "PBS_ARRAY_INDEX=two".to_owned(),
            "`two`, which is no whole number",
        ),
        // A failed task that is submitted again by itself.
        (
            "auto",
            format!("{slurm}7 SLURM_ARRAY_TASK_COUNT=1"),
            "the first is 7",
        ),
        (
            "auto",
            format!("{slurm}1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3"),
            "3 tasks lie between 1 and 7",
        ),
        (
            "auto",
            format!("{slurm}1 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_STEP=2"),
            "they go in steps of 2",
        ),
        (
            "auto/16",
            format!("{slurm}1 SLURM_ARRAY_TASK_COUNT=8"),
            "SLURM_ARRAY_TASK_COUNT says that there are 8 tasks",
        ),
        (
            "auto",
            "LSB_JOBINDEX=5 LSB_JOBINDEX_END=9 LSB_JOBINDEX_STEP=2".to_owned(),
            "LSB_JOBINDEX_STEP is 2",
        ),
        (
            "auto",
            "AWS_BATCH_JOB_ARRAY_INDEX=1 AWS_BATCH_JOB_ARRAY_SIZE=9000000".to_owned(),
            "1 to 1 000 000 parts",
        ),
    ] {
        let said = found(choice, &set);
        assert!(said.contains(words), "{choice} with {set}: {said}");
    }
    for text in [
        "",
        "auto/",
        "auto/0",
        "auto/x",
        "auto16",
        "auto/2000000",
        "1/auto",
        "AUTO",
    ] {
        assert!(text.parse::<PartChoice>().is_err(), "{text}");
    }
}

#[test]
fn tasks_of_an_array_make_the_bytes_of_one_run() {
    let place = Place::new();
    let line = "sweep minimal --vary team.cert.notice=0h,9h -n 20 -m response --quiet";
    place.fine(&format!("{line} --out one"));
    for task in 0..3 {
        let mut command = place.sortie(&format!("{line} --shard auto/3 --out part{task}"));
        for name in ARRAY_VARIABLES {
            command.env_remove(name);
        }
        command.env("JOB_COMPLETION_INDEX", task.to_string());
        assert!(command.status().expect("it runs").success());
    }
    place.fine("merge part0 part1 part2 --quiet --out joined");
    place.same("one", "joined");
}
