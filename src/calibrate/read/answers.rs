//! Whether an incident was a false alarm, in the words of those who keep records.

use crate::calibrate::CalibrateError;

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A false alarm.
    Yes,
    /// A real incident.
    No,
    /// A cross or tick; it says yes where the column holds nothing else.
    Mark,
    /// Neither.
    Unclear,
}

const YES: [&str; 21] = [
    "true",
    "t",
    "yes",
    "y",
    "1",
    "ja",
    "j",
    "oui",
    "si",
    "sí",
    "sim",
    "da",
    "taip",
    "tak",
    "false positive",
    "false alarm",
    "fp",
    "benign",
    "noise",
    "not an incident",
    "no incident",
];
const NO: [&str; 19] = [
    "",
    "false",
    "f",
    "no",
    "n",
    "0",
    "nein",
    "non",
    "não",
    "ne",
    "nie",
    "true positive",
    "tp",
    "real",
    "genuine",
    "confirmed",
    "incident",
    "security incident",
    "real incident",
];
const MARKS: [&str; 6] = ["x", "✓", "✔", "☑", "✗", "✘"];

/// What a cell says.
pub(super) fn answer(text: &str) -> Answer {
    let word = text.to_lowercase().replace(['-', '_'], " ");
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    let word = word.as_str();
    // The column asks "a false alarm?": `false` alone denies it.
    if NO.contains(&word) {
        Answer::No
    } else if YES.contains(&word) {
        Answer::Yes
    } else if MARKS.contains(&word) {
        Answer::Mark
    } else {
        Answer::Unclear
    }
}

/// Words that mean a false alarm, as the user has them; all others then mean a real incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FalseAlarmWords(Vec<String>);

impl FalseAlarmWords {
    /// Reads words between commas.
    ///
    /// # Errors
    /// If there is none.
    pub fn parse(text: &str) -> Result<Self, CalibrateError> {
        let words = text.split(',').map(|word| word.trim().to_lowercase());
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err(CalibrateError(
                "--false-alarm-words: write the words that mean a false alarm, like 'Duplicate, \
                 Test'"
                    .to_owned(),
            ));
        }
        Ok(Self(words))
    }

    /// What a cell says, by these words if there are any.
    pub(super) fn answer(&self, text: &str) -> Answer {
        if self.0.is_empty() {
            answer(text)
        } else if self.0.contains(&text.trim().to_lowercase()) {
            Answer::Yes
        } else {
            Answer::No
        }
    }
}
