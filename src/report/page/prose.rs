//! Words with the numbers in them, each of which knows where it stands in the results.

/// A number in print.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// As it is printed, without its unit; may begin with `<` or `>`.
    pub text: String,
    /// Where it stands in the file of the results: a path such as `milestones.3.share.low`, or
    /// paths with ` + `, ` - ` and ` / ` between them, worked out from left to right. Empty for
    /// one of the scenario, which stands in no file of results.
    /// `count(PATH)` is the length of a list, `count(LIST.*.KEY)` the number of its entries with
    /// a value there that is not false.
    pub from: String,
    /// What is printed is that value times this: 100 for per cent, 60 for minutes of hours.
    pub times: f64,
}

impl Number {
    /// A value as it stands at a place.
    pub(crate) fn new(text: impl Into<String>, from: impl Into<String>) -> Self {
        Self::times(text, from, 1.0)
    }

    /// A number of the scenario, which stands in no file of results.
    pub(crate) fn of_scenario(text: impl Into<String>) -> Self {
        Self::new(text, "")
    }

    /// A value at a place, in another unit.
    pub(crate) fn times(text: impl Into<String>, from: impl Into<String>, times: f64) -> Self {
        Self {
            text: text.into(),
            from: from.into(),
            times,
        }
    }
}

/// A stretch of words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Inline {
    /// Words, with whatever names planners gave.
    Text(String),
    /// The same, to stand out.
    Strong(String),
    /// An id, a command, a hash.
    Code(String),
    /// A number.
    Number(Number),
    /// The sign of a unit after a number, with the space before it, as in English: ` h`, `%`.
    Unit(&'static str),
    /// A whole sentence of the results, in which ids stand between backticks.
    Quoted {
        /// The sentence.
        text: String,
        /// Where it stands.
        from: String,
    },
}

/// A sentence in which ids stand between backticks, as its parts: those that are ids are `true`.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let all = text.split('`').enumerate();
    all.map(|(ix, part)| (ix % 2 == 1, part))
        .filter(|(_, part)| !part.is_empty())
}

/// Words within a line or paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Prose(pub Vec<Inline>);

impl Prose {
    /// Adds more words.
    pub(crate) fn push(&mut self, more: impl Into<Self>) {
        self.0.extend(more.into().0);
    }

    /// An id or a command.
    pub(crate) fn code(text: impl AsRef<str>) -> Self {
        Self(vec![Inline::Code(text.as_ref().to_owned())])
    }

    /// Words that stand out.
    pub(crate) fn strong(text: impl Into<String>) -> Self {
        Self(vec![Inline::Strong(text.into())])
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As text alone.
    pub(crate) fn plain(&self) -> String {
        self.each(str::to_owned)
    }

    /// As text in which ids stand between backticks.
    pub(crate) fn marked(&self) -> String {
        self.each(|code| format!("`{code}`"))
    }

    fn each(&self, code: impl Fn(&str) -> String) -> String {
        let mut all = String::new();
        for piece in &self.0 {
            match piece {
                Inline::Text(text) | Inline::Strong(text) | Inline::Quoted { text, .. } => {
                    all.push_str(text);
                }
                Inline::Code(text) => all.push_str(&code(text)),
                Inline::Number(number) => all.push_str(&number.text),
                Inline::Unit(sign) => all.push_str(sign),
            }
        }
        all
    }

    /// A number with the sign of its unit.
    pub(crate) fn unit(number: Number, sign: &'static str) -> Self {
        let mut all = Self::from(number);
        if !sign.is_empty() {
            all.0.push(Inline::Unit(sign));
        }
        all
    }

    /// The first number in it.
    pub(crate) fn first_number(&self) -> Option<&Number> {
        self.0.iter().find_map(|piece| match piece {
            Inline::Number(number) => Some(number),
            _ => None,
        })
    }

    /// Some words after each other, with others between them.
    pub(crate) fn join(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut all = Self::default();
        for part in parts {
            if !all.is_empty() {
                all.push(between);
            }
            all.push(part);
        }
        all
    }

    /// `a`, `a and b`, `a, b and c`, with other words before the last.
    pub(crate) fn list(mut parts: Vec<Self>, before_last: &str) -> Self {
        let last = parts.pop().unwrap_or_default();
        let mut all = Self::join(parts, ", ");
        if !all.is_empty() {
            all.push(before_last);
        }
        all.push(last);
        all
    }
}

impl From<&str> for Prose {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for Prose {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

impl From<String> for Prose {
    fn from(text: String) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        Self(vec![Inline::Text(text)])
    }
}

impl From<Number> for Prose {
    fn from(number: Number) -> Self {
        Self(vec![Inline::Number(number)])
    }
}

impl From<Option<Prose>> for Prose {
    fn from(prose: Option<Prose>) -> Self {
        prose.unwrap_or_default()
    }
}

/// Words after each other: texts, numbers and other words.
macro_rules! prose {
    ($($piece:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "there may be no words")]
        let mut all = $crate::report::page::prose::Prose::default();
        $(all.push($crate::report::page::prose::Prose::from($piece));)*
        all
    }};
}
pub(crate) use prose;
