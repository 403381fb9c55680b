//! The shapes of the taxonomies that kinds of incident refer to.
//!
//! The Reference Security Incident Taxonomy (RSIT, version 1003) is maintained by ENISA and
//! TF-CSIRT: <https://github.com/enisaeu/Reference-Security-Incident-Taxonomy-Task-Force>.
//! ATT&CK is MITRE's (<https://attack.mitre.org>), DISARM the DISARM Foundation's
//! (<https://www.disarm.foundation>): their technique ids are `T` and four digits, with `.`
//! and three more for a sub-technique.

/// RSIT classes and their types, by machine tag.
const RSIT: &[(&str, &[&str])] = &[
    ("abusive-content", &["spam", "harmful-speech", "violence"]),
    (
        "malicious-code",
        &[
            "infected-system",
            "c2-server",
            "malware-distribution",
            "malware-configuration",
        ],
    ),
    (
        "information-gathering",
        &["scanner", "sniffing", "social-engineering"],
    ),
    (
        "intrusion-attempts",
        &["ids-alert", "brute-force", "exploit"],
    ),
    (
        "intrusions",
        &[
            "privileged-account-compromise",
            "unprivileged-account-compromise",
            "application-compromise",
            "system-compromise",
            "burglary",
        ],
    ),
    (
        "availability",
        &["dos", "ddos", "misconfiguration", "sabotage", "outage"],
    ),
    (
        "information-content-security",
        &[
            "unauthorised-information-access",
            "unauthorised-information-modification",
            "data-loss",
            "data-leak",
        ],
    ),
    (
        "fraud",
        &[
            "unauthorised-use-of-resources",
            "copyright",
            "masquerade",
            "phishing",
        ],
    ),
    (
        "vulnerable",
        &[
            "weak-crypto",
            "ddos-amplifier",
            "potentially-unwanted-accessible",
            "information-disclosure",
            "vulnerable-system",
        ],
    ),
    ("other", &["other", "undetermined"]),
    ("test", &["test"]),
];

/// How a text stands to RSIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rsit {
    Known,
    Malformed,
    UnknownClass,
    /// The class is known; these are its types.
    UnknownType(&'static [&'static str]),
}

/// Looks `class:type` up.
pub(super) fn rsit(text: &str) -> Rsit {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let (class, name) = match text.split_once(':') {
        Some((class, name)) => (class, Some(name)),
        None => (text, None),
    };
    if !word(class) || name.is_none_or(|name| !word(name)) {
        return Rsit::Malformed;
    }
    let Some((_, types)) = RSIT.iter().find(|(known, _)| *known == class) else {
        return Rsit::UnknownClass;
    };
    match name {
        Some(name) if !types.contains(&name) => Rsit::UnknownType(types),
        _ => Rsit::Known,
    }
}

/// The classes of RSIT.
pub(super) fn rsit_classes() -> impl Iterator<Item = &'static str> {
    RSIT.iter().map(|(class, _)| *class)
}

/// True for `T1498` and `T1498.001`.
pub(super) fn is_technique(text: &str) -> bool {
    let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let Some(number) = text.strip_prefix('T') else {
        return false;
    };
    match number.split_once('.') {
        Some((main, sub)) => digits(main, 4) && digits(sub, 3),
        None => digits(number, 4),
    }
}
