//! Mutations of text and bytes.

use crate::dice::Dice;

/// Numbers at the edge of something.
pub(crate) const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "3",
    "7",
    "60",
    "127",
    "128",
    "129",
    "255",
    "256",
    "1000",
    "65535",
    "65536",
    "1000000",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e15",
    "1e16",
    "1e300",
    "1e-300",
    "-0.0",
    "0.1",
    "0.5",
    "1.5",
    "nan",
    "inf",
    "-inf",
    "0x10",
    "1_000",
    "1__0",
    "007",
    "1.",
    ".5",
    "+3",
    "99999999999999999999",
];

/// Values and pieces that mean something somewhere.
const WORDS: &[&str] = &[
    "\"1ms\"",
    "\"0s\"",
    "\"1min\"",
    "\"2h\"",
    "\"1d\"",
    "\"365000d\"",
    "\"365001d\"",
    "\"1 month\"",
    "\"3 months\"",
    "\"1 year\"",
    "\"0%\"",
    "\"0.001%\"",
    "\"50%\"",
    "\"100%\"",
    "\"101%\"",
    "\"-1h\"",
    "\"1000/s\"",
    "\"1/week\"",
    "\"0/day\"",
    "\"1e15/h\"",
    "\"80 km/h\"",
    "\"all\"",
    "\"self\"",
    "\"reached\"",
    "\"dependents\"",
    "\"healthy\"",
    "\"fifo\"",
    "\"severity\"",
    "\"impact\"",
    "\"deadline\"",
    "\"nearest\"",
    "\"least_busy\"",
    "\"most_effective\"",
    "\"resume\"",
    "\"restart\"",
    "\"low\"",
    "\"critical\"",
    "\"start\"",
    "\"end\"",
    "\"start + 1h\"",
    "\"end - 1ms\"",
    "\"vote.day\"",
    "\"vote.day - 1d + 1 month\"",
    "\"2019-03-31\"",
    "\"2019-03-31T03:30\"",
    "\"9999-12-31\"",
    "\"0001-01-01\"",
    "\"9000-12-31\"",
    "\"2024-02-29\"",
    "\"24:00\"",
    "\"23:59\"",
    "\"00:00\"",
    "\"Asia/Beirut\"",
    "\"Pacific/Apia\"",
    "\"UTC\"",
    "\"Europe/Vilnius\"",
    "\"Nowhere/Town\"",
    "true",
    "false",
    "[]",
    "{}",
    "\"\"",
    "\" \"",
    "[[]]",
    "[\"a\", \"a\"]",
    "2019-03-31",
    "07:32:00",
    "1979-05-27T07:32:00Z",
    "{ mean = \"1h\" }",
    "{ median = \"1h\", p90 = \"2h\" }",
    "{ median = \"1ms\", p90 = \"365000d\" }",
    "{ weibull = { scale = \"1h\", shape = 0.05 } }",
    "{ gamma = { mean = \"1h\", shape = 0.001 } }",
    "{ uniform = { low = \"1h\", high = \"1h\" } }",
    "{ samples = [\"1h\", \"2h\"] }",
    "{ samples_file = \"x.csv\" }",
    "{ low = \"1h\", likely = \"1h\", high = \"1h\" }",
    "'''",
    "\"\"\"",
    "#",
    "=",
    ",",
    ";",
    "\t",
    "|",
    "\"",
    "[",
    "]",
    "{",
    "}",
    ".",
    "\\u0000",
    "\\",
];

/// Text that programs stumble over.
pub(crate) const ODD: &[&str] = &[
    "\u{feff}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{2066}",
    "\u{a0}",
    "\u{2028}",
    "\r",
    "\r\n",
    "\u{85}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ŽŠĘ",
    "العربية",
    "日本語",
    "🗳️",
    "\u{fffd}",
    "\u{200d}",
    "１２",
    "−5",
    "½",
    "٣",
    "<script>",
    "&amp;",
    "`x`",
    "| a |",
    "=cmd()",
    "$(x)",
    "%s%n",
    "../x",
    "\u{7f}",
    "\u{ad}",
];

/// Values of one kind, by which another of that kind is replaced.
const KINDS: &[&[&str]] = &[
    &[
        "0s", "1ms", "1s", "1min", "90min", "2h", "1d", "36h", "10d", "365d", "365000d",
    ],
    &["0%", "0.1%", "10%", "50%", "99%", "100%"],
    &["0/day", "1/week", "5/day", "3/h", "0.5/year", "1000/s"],
    &[
        "start",
        "end",
        "start + 1d",
        "end - 1h",
        "2019-03-03",
        "2019-03-31T03:30",
        "vote.day - 2d",
        "vote.polls_close",
    ],
    &["low", "medium", "high", "critical"],
    &["fifo", "severity", "impact", "deadline"],
    &["preference", "nearest", "least_busy", "most_effective"],
    &["remote", "onsite", "either"],
    &["finish", "transfer", "pause"],
    &[
        "UTC",
        "Europe/Vilnius",
        "Asia/Beirut",
        "America/Havana",
        "Pacific/Apia",
        "Australia/Lord_Howe",
    ],
];

/// Numbers that are fine in most places.
const PLAIN: &[&str] = &["0", "1", "2", "3", "5", "10", "100", "0.5", "0.01", "1.0"];

/// Mutates a text or file in a way that often leaves it in order.
pub(crate) fn mutate_gently(dice: &mut Dice, bytes: &mut Vec<u8>) {
    for _ in 0..=dice.below(3) {
        match dice.below(6) {
            0 => lines(dice, bytes),
            1 => number(dice, bytes, PLAIN),
            2 => number(dice, bytes, NUMBERS),
            _ => alike(dice, bytes),
        }
    }
}

/// Puts another value of the same kind in place of a text in quotes.
fn alike(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let quotes: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'"').collect();
    let quoted: Vec<(std::ops::Range<usize>, &[&str])> = quotes
        .chunks_exact(2)
        .filter_map(|pair| {
            let range = pair[0] + 1..pair[1];
            let text = std::str::from_utf8(&bytes[range.clone()]).ok()?;
            Some((range, kind_of(text)?))
        })
        .collect();
    if quoted.is_empty() {
        return number(dice, bytes, PLAIN);
    }
    let (range, kind) = dice.pick(&quoted).clone();
    let new = dice.pick(kind);
    bytes.splice(range, new.bytes());
}

/// The values among which a text belongs.
fn kind_of(text: &str) -> Option<&'static [&'static str]> {
    let digit = text.starts_with(|c: char| c.is_ascii_digit());
    let anchor =
        ["start", "end"].iter().any(|base| text.starts_with(base)) || text.contains(".day");
    let date = digit && text.len() >= 10 && text.as_bytes()[4] == b'-';
    let ix = if digit && text.ends_with('%') {
        1
    } else if digit && text.contains('/') {
        2
    } else if anchor || date {
        3
    } else if digit && text.ends_with(['s', 'n', 'h', 'd']) {
        0
    } else {
        return KINDS[4..].iter().find(|kind| kind.contains(&text)).copied();
    };
    Some(KINDS[ix])
}

/// Mutates a text or file in a few places; `others` lends pieces.
pub(crate) fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    let times = 1 + dice.below(3);
    for _ in 0..times {
        match dice.below(20) {
            0..2 => flip(dice, bytes),
            2 => cut(dice, bytes),
            3 => repeat(dice, bytes),
            4 => truncate(dice, bytes),
            5..8 => lines(dice, bytes),
            8..12 => number(dice, bytes, NUMBERS),
            12..15 => value(dice, bytes),
            15..17 => swap_words(dice, bytes),
            17 => insert(dice, bytes, ODD),
            18 => splice(dice, bytes, others),
            _ => encode(dice, bytes),
        }
    }
}

/// Mutates bytes that are no text.
pub(crate) fn mutate_bytes(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let times = 1 + dice.below(4);
    for _ in 0..times {
        match dice.below(6) {
            0..3 => flip(dice, bytes),
            3 => cut(dice, bytes),
            4 => repeat(dice, bytes),
            _ => truncate(dice, bytes),
        }
    }
}

fn place(dice: &mut Dice, bytes: &[u8]) -> usize {
    dice.below(bytes.len() + 1)
}

fn range(dice: &mut Dice, bytes: &[u8], longest: usize) -> std::ops::Range<usize> {
    let from = place(dice, bytes);
    let to = (from + 1 + dice.below(longest)).min(bytes.len());
    from..to
}

fn flip(dice: &mut Dice, bytes: &mut [u8]) {
    if bytes.is_empty() {
        return;
    }
    let at = dice.below(bytes.len());
    bytes[at] = if dice.once_in(2) {
        bytes[at] ^ (1 << dice.below(8))
    } else {
        dice.byte()
    };
}

fn cut(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let range = range(dice, bytes, 40);
    bytes.drain(range);
}

fn repeat(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let range = range(dice, bytes, 60);
    let piece = bytes[range.clone()].to_vec();
    let times = if dice.once_in(20) { 200 } else { 1 };
    for _ in 0..times {
        bytes.splice(range.end..range.end, piece.iter().copied());
    }
}

fn truncate(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let at = place(dice, bytes);
    bytes.truncate(at);
}

/// Removes, doubles, swaps or moves whole lines.
fn lines(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return;
    }
    let (a, b) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(4) {
        0 => {
            lines.remove(a);
        }
        1 => {
            let line = lines[a].clone();
            lines.insert(b, line);
        }
        2 => lines.swap(a, b),
        _ => {
            let line = lines.remove(a);
            lines.insert(b.min(lines.len()), line);
        }
    }
    *bytes = lines.concat();
}

/// The runs of bytes that a test accepts.
fn runs(bytes: &[u8], accept: impl Fn(u8) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (accept(*byte), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                found.push(start..at);
                from = None;
            }
            _ => {}
        }
    }
    found.extend(from.map(|start| start..bytes.len()));
    found
}

/// Puts another number in place of one.
fn number(dice: &mut Dice, bytes: &mut Vec<u8>, numbers: &[&str]) {
    let runs = runs(bytes, |byte| byte.is_ascii_digit() || byte == b'.');
    if runs.is_empty() {
        return;
    }
    let range = dice.pick(&runs).clone();
    let new = dice.pick(numbers);
    bytes.splice(range, new.bytes());
}

/// Puts another value behind an equals sign, or in place of a text in quotes.
fn value(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let quoted: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'"').collect();
    let new = dice.pick(WORDS).bytes();
    if quoted.len() > 1 {
        let at = dice.below(quoted.len() - 1);
        bytes.splice(quoted[at]..=quoted[at + 1], new);
    } else {
        let at = place(dice, bytes);
        bytes.splice(at..at, new);
    }
}

/// Swaps two words.
fn swap_words(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let words = runs(bytes, |byte| {
        byte.is_ascii_alphanumeric() || b"-_%/:".contains(&byte)
    });
    if words.len() < 2 {
        return;
    }
    let near = dice.below(words.len());
    let far = if dice.once_in(2) {
        (near + 1 + dice.below(12)).min(words.len() - 1)
    } else {
        dice.below(words.len())
    };
    let (a, b) = (near.min(far), near.max(far));
    if a == b {
        return;
    }
    let (first, second) = (words[a].clone(), words[b].clone());
    let (one, other) = (
        bytes[first.clone()].to_vec(),
        bytes[second.clone()].to_vec(),
    );
    bytes.splice(second, one);
    bytes.splice(first, other);
}

fn insert(dice: &mut Dice, bytes: &mut Vec<u8>, pieces: &[&str]) {
    let at = if dice.once_in(4) {
        0
    } else {
        place(dice, bytes)
    };
    let piece = dice.pick(pieces).bytes();
    bytes.splice(at..at, piece);
}

/// Puts lines of another file into this one.
fn splice(dice: &mut Dice, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    if others.is_empty() {
        return;
    }
    let other = dice.pick(others);
    let range = range(dice, other, 400);
    let at = place(dice, bytes);
    bytes.splice(at..at, other[range].iter().copied());
}

/// Another encoding, or other ends of lines.
fn encode(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    *bytes = match dice.below(6) {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect(),
        2 => [0xfe, 0xff]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
            .collect(),
        3 => text.replace('\n', "\r\n").into_bytes(),
        4 => text.replace('\n', "\r").into_bytes(),
        _ => text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect(),
    };
}
