//! Reads drawings back: what stands where, and which values that is on the axes.

/// Drawings are written on a grid of this many steps a pixel.
const GRID: f64 = 16.0;

/// A line of text, where its anchor is.
#[derive(Clone, Debug)]
pub struct Words {
    pub x: f64,
    pub y: f64,
    pub middle: bool,
    pub text: String,
}

/// A filled rectangle.
#[derive(Clone, Debug)]
pub struct Bar {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub color: String,
}

/// A line through points.
#[derive(Clone, Debug)]
pub struct Line {
    pub points: Vec<(f64, f64)>,
    pub color: String,
}

/// What is on a drawing, in pixels.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    pub words: Vec<Words>,
    pub bars: Vec<Bar>,
    pub lines: Vec<Line>,
    /// Filled shapes: marks and bands.
    pub shapes: Vec<Line>,
}

impl Drawn {
    /// Reads an SVG as Sortie writes it.
    pub fn read(svg: &str) -> Self {
        let mut drawn = Self::default();
        for element in svg.split('<').skip(1) {
            let (tag, inside) = element.split_once('>').unwrap_or((element, ""));
            let number = |name: &str| {
                let value = attribute(tag, name).unwrap_or("0");
                value.parse::<f64>().expect("a number") / GRID
            };
            let color = |name: &str| attribute(tag, name).unwrap_or_default().to_owned();
            if tag.starts_with("text ") {
                drawn.words.push(Words {
                    x: number("x"),
                    // From the baseline to the top.
                    y: number("y") - 0.76 * number("font-size"),
                    middle: attribute(tag, "text-anchor") == Some("middle"),
                    text: unescaped(inside.trim()),
                });
            } else if tag.starts_with("rect ") {
                drawn.bars.push(Bar {
                    left: number("x"),
                    top: number("y"),
                    right: number("x") + number("width"),
                    bottom: number("y") + number("height"),
                    color: color("fill"),
                });
            } else if tag.starts_with("polyline ") {
                drawn.lines.push(Line {
                    points: points(tag),
                    color: color("stroke"),
                });
            } else if tag.starts_with("polygon ") {
                drawn.shapes.push(Line {
                    points: points(tag),
                    color: color("fill"),
                });
            } else if tag.starts_with("circle ") {
                drawn.shapes.push(Line {
                    points: vec![(number("cx"), number("cy"))],
                    color: color("fill"),
                });
            }
        }
        drawn
    }

    /// All words, a line each.
    pub fn said(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|words| words.text.as_str()).collect();
        words.join("\n")
    }

    /// The words that begin so.
    pub fn find(&self, begin: &str) -> &Words {
        let mut words = self.words.iter();
        let found = words.find(|words| words.text.starts_with(begin));
        found.unwrap_or_else(|| panic!("{begin:?} in\n{}", self.said()))
    }

    /// Bars of a colour from the top, then from the left.
    pub fn bars_of(&self, color: &str) -> Vec<&Bar> {
        let mut bars: Vec<&Bar> = self.bars.iter().filter(|bar| bar.color == color).collect();
        bars.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
        bars
    }

    /// The horizontal axis below a height: a tick's value by its words, in order of place.
    pub fn axis(&self, below: f64, value: impl Fn(&str) -> Option<f64>) -> Axis {
        let ticks = || {
            let middle = self.words.iter().filter(|words| words.middle);
            middle.filter_map(|words| Some((words, value(&words.text)?)))
        };
        let rows = ticks().map(|(words, _)| words.y).filter(|y| *y > below);
        let row = rows.fold(f64::INFINITY, f64::min);
        let mut ticks: Vec<(f64, f64)> = ticks()
            .filter(|(words, _)| (words.y - row).abs() < 0.1)
            .map(|(words, value)| (words.x, value))
            .collect();
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(ticks.len() > 1, "ticks in\n{}", self.said());
        Axis { ticks }
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let begin = format!(" {name}=\"");
    let from = tag.find(&begin)? + begin.len();
    tag[from..].split('"').next()
}

fn points(tag: &str) -> Vec<(f64, f64)> {
    let pairs = attribute(tag, "points").unwrap_or_default().split(' ');
    pairs
        .filter_map(|pair| pair.split_once(','))
        .map(|(x, y)| {
            let number = |text: &str| text.parse::<f64>().expect("a number") / GRID;
            (number(x), number(y))
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// An axis as its ticks tell it.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Pixels and values.
    ticks: Vec<(f64, f64)>,
}

impl Axis {
    /// The value at a pixel of an even axis.
    pub fn value(&self, x: f64) -> f64 {
        let (first, last) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        first.1 + (x - first.0) / (last.0 - first.0) * (last.1 - first.1)
    }

    /// The pixel of a value on a logarithmic axis; 0 is a place of its own.
    pub fn log_place(&self, value: f64) -> f64 {
        if value <= 0.0 {
            let zero = self.ticks.iter().find(|tick| tick.1 <= 0.0);
            return zero.expect("a place for 0").0;
        }
        let mut ticks = self.ticks.iter().filter(|tick| tick.1 > 0.0);
        let first = ticks.next().expect("a tick");
        let last = ticks.next_back().expect("ticks");
        let share = libm::log(value / first.1) / libm::log(last.1 / first.1);
        first.0 + share * (last.0 - first.0)
    }

    /// The first tick that is not 0.
    pub fn first(&self) -> (f64, f64) {
        let mut ticks = self.ticks.iter().filter(|tick| tick.1 > 0.0);
        *ticks.next().expect("a tick")
    }

    /// The pixel of the last tick.
    pub fn end(&self) -> f64 {
        self.ticks[self.ticks.len() - 1].0
    }

    /// Whether 0 stands apart.
    pub fn has_zero(&self) -> bool {
        self.ticks.iter().any(|tick| tick.1 <= 0.0)
    }
}

/// A plain number, with thousands set apart, or a percentage as its number.
pub fn plain(words: &str) -> Option<f64> {
    let digits: String = words
        .trim_end_matches('%')
        .chars()
        .filter(|c| *c != '\u{a0}')
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    digits.parse().ok()
}

/// A tick of a logarithmic axis of time, in hours: `15 min`, `3 d`, or `0`.
pub fn time(words: &str) -> Option<f64> {
    if words == "0" {
        return Some(0.0);
    }
    let (number, unit) = words.split_once(' ')?;
    let number: f64 = number.parse().ok()?;
    let hours = match unit {
        "s" => 1.0 / 3600.0,
        "min" => 1.0 / 60.0,
        "h" => 1.0,
        "d" => 24.0,
        "y" => 8766.0,
        _ => return None,
    };
    Some(number * hours)
}
