//! `sortie shards`.

use clap::{Args, Parser};

use crate::app::command_line::{quote, quote_path};
use crate::app::{self, StudyRequest};
use crate::study::Shard;

use super::progress::Terminal;
use super::{Cli, Command, Failed, say};

/// Arguments of `sortie shards`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
    sortie shards 16 -- compare lithuania-2019 --policies all -n 20000 > jobs.sh\n  \
    sortie shards 64 -- sweep my.toml --vary team.cert.notice=0h..12h | parallel\n\n\
    In a job array write --shard auto instead (docs/scale.md).")]
pub(super) struct ShardsArgs {
    /// How many parts
    #[arg(value_name = "PARTS", allow_negative_numbers = true, value_parser = super::number::between::<u64>(1, 1_000_000))]
    parts: u64,
    /// The command to cut: `run`, `compare` or `sweep` with its options
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Prints the commands that work out the parts of a study, one a line, and as a comment the one that
/// joins them.
pub(super) fn shards(args: &ShardsArgs) -> Result<(), Failed> {
    let of = Shard::new(1, args.parts).map_err(|error| Failed::usage(error.to_string()))?;
    let own = |word: &String| word != "sortie";
    let words: Vec<String> = match args.command.split_first() {
        Some((first, rest)) if !own(first) => rest.to_vec(),
        _ => args.command.clone(),
    };
    let (study, resume) = read(&words)?;
    let folders = app::shard_folders(&study, of, &mut Terminal::new(false))?;
    // Each part has a folder of its own.
    let words = without_out(&words);
    if read(&words)?.0.output().out.is_some() {
        let message = "the folder of the results is not found among the words of the command\n  write it as \
                       --out DIR";
        return Err(Failed::usage(message));
    }
    let line = words
        .iter()
        .fold("sortie".to_owned(), |line, word| line + " " + &quote(word));
    let resume = if resume { "" } else { " --resume" };
    let mut text = String::new();
    for (shard, folder) in &folders.parts {
        text.push_str(&format!(
            "{line} --shard {shard}{resume} --out {}\n",
            quote_path(folder)
        ));
    }
    let results = quote_path(&folders.results);
    say(&format!(
        "{text}# sortie merge {results}.shard-*-of-{} --out {results}\n",
        args.parts
    ))
}

/// Reads the command as the program would, and whether it goes on with what was begun.
fn read(words: &[String]) -> Result<(StudyRequest, bool), Failed> {
    let line = ["sortie"].into_iter().map(str::to_owned);
    let cli =
        Cli::try_parse_from(line.chain(words.iter().cloned())).unwrap_or_else(|error| error.exit());
    let (request, study) = match cli.command {
        Command::Run(args) => (args.request(), args.study),
        Command::Compare(args) => (args.request()?.cut()?, args.study),
        Command::Sweep(args) => (args.request()?, args.study),
        _ => {
            let message = "only `run`, `compare` and `sweep` can be cut into parts\n  write it like \
                           sortie shards 16 -- compare lithuania-2019 --policies all";
            return Err(Failed::usage(message));
        }
    };
    if study.has_shard() {
        let message = "--shard is what this command adds\n  leave it out of the command to cut";
        return Err(Failed::usage(message));
    }
    Ok((request, study.output().resume))
}

/// The words of a command without the folder of its results.
fn without_out(words: &[String]) -> Vec<String> {
    let mut left = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let joined = word.strip_prefix("-o").is_some_and(|dir| !dir.is_empty());
        if word == "--out" || word == "-o" {
            words.next();
        } else if !joined && !word.starts_with("--out=") {
            left.push(word.clone());
        }
    }
    left
}
