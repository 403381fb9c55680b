//! Reads drawings back: what stands where, and which values that is on the axes.

/// Drawings are written on a grid of this many steps a pixel.
const GRID: f64 = 16.0;

/// Colour of grid lines.
const GRID_LINE: &str = "#E4E7EB";

/// Colour of words, whiskers and edges.
pub const INK: &str = "#22262B";

/// A line of text, where its anchor is.
#[derive(Clone, Debug)]
pub struct Words {
    pub x: f64,
    /// The top.
    pub y: f64,
    /// Half-way up a capital letter.
    pub center: f64,
    pub anchor: Anchor,
    pub text: String,
}

/// Which part of a line of text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A filled rectangle.
#[derive(Clone, Debug)]
pub struct Bar {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub color: String,
    pub opacity: f64,
}

impl Bar {
    /// Half-way between its top and its bottom.
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// A line through points, or the outline of a shape.
#[derive(Clone, Debug)]
pub struct Line {
    pub points: Vec<(f64, f64)>,
    pub color: String,
    pub opacity: f64,
    /// Width of the pen; 0 for a shape.
    pub width: f64,
}

impl Line {
    /// The least and the greatest pixel along the page.
    pub fn ends(&self) -> (f64, f64) {
        extent(self.points.iter().map(|point| point.0))
    }

    /// Top and bottom of a shape at a pixel along the page; `None` beside it.
    pub fn upright_at(&self, x: f64) -> Option<(f64, f64)> {
        let next = self.points.iter().cycle().skip(1);
        let crossed = self.points.iter().zip(next).filter_map(|(a, b)| {
            let inside = (a.0.min(b.0)..=a.0.max(b.0)).contains(&x) && (a.0 - b.0).abs() > 1e-9;
            inside.then(|| a.1 + (x - a.0) / (b.0 - a.0) * (b.1 - a.1))
        });
        let (top, bottom) = extent(crossed);
        (top <= bottom).then_some((top, bottom))
    }

    /// Whether all of it is at one height.
    fn is_level(&self) -> bool {
        let (top, bottom) = extent(self.points.iter().map(|point| point.1));
        bottom - top < 0.1
    }
}

/// The least and the greatest of values.
pub fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
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
            let opacity = || number("opacity") * GRID;
            if tag.starts_with("text ") {
                drawn.words.push(Words {
                    x: number("x"),
                    // From the baseline to the top.
                    y: number("y") - 0.76 * number("font-size"),
                    center: number("y") - 0.3645 * number("font-size"),
                    anchor: match attribute(tag, "text-anchor") {
                        Some("middle") => Anchor::Middle,
                        Some("end") => Anchor::End,
                        _ => Anchor::Start,
                    },
                    text: unescaped(inside.trim()),
                });
            } else if tag.starts_with("rect ") {
                drawn.bars.push(Bar {
                    left: number("x"),
                    top: number("y"),
                    right: number("x") + number("width"),
                    bottom: number("y") + number("height"),
                    color: color("fill"),
                    opacity: opacity(),
                });
            } else if tag.starts_with("polyline ") {
                drawn.lines.push(Line {
                    points: points(tag),
                    color: color("stroke"),
                    opacity: opacity(),
                    width: number("stroke-width"),
                });
            } else if tag.starts_with("polygon ") {
                drawn.shapes.push(Line {
                    points: points(tag),
                    color: color("fill"),
                    opacity: opacity(),
                    width: 0.0,
                });
            } else if tag.starts_with("circle ") {
                drawn.shapes.push(Line {
                    points: vec![(number("cx"), number("cy"))],
                    color: color("fill"),
                    opacity: opacity(),
                    width: 0.0,
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
        // A title may begin with the name of a row.
        let whole = self.words.iter().find(|words| words.text == begin);
        let begun = || {
            self.words
                .iter()
                .find(|words| words.text.starts_with(begin))
        };
        whole
            .or_else(begun)
            .unwrap_or_else(|| panic!("{begin:?} in\n{}", self.said()))
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
            let middle = self.words.iter();
            let middle = middle.filter(|words| words.anchor == Anchor::Middle);
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

    /// The upright axis whose words end left of a pixel and whose ticks lie between two heights:
    /// a tick's value by its words, from the top.
    pub fn upright(
        &self,
        left: f64,
        between: (f64, f64),
        value: impl Fn(&str) -> Option<f64>,
    ) -> Axis {
        let here = |words: &&Words| {
            words.anchor == Anchor::End
                && words.x < left
                && (between.0 - 1.0..=between.1 + 1.0).contains(&words.center)
        };
        let words = self.words.iter().filter(here);
        // Those of other axes end further to the left.
        let last = words.clone().map(|words| words.x).fold(0.0, f64::max);
        let grid = |y: f64| {
            let lines = self.lines.iter();
            let lines = lines.filter(|line| line.color == GRID_LINE && line.is_level());
            lines
                .map(|line| line.points[0].1)
                .min_by(|a, b| (a - y).abs().total_cmp(&(b - y).abs()))
                .filter(|at| (at - y).abs() < 1.0)
        };
        let mut ticks: Vec<(f64, f64)> = words
            .filter(|words| (words.x - last).abs() < 0.1)
            .filter_map(|words| Some((grid(words.center)?, value(&words.text)?)))
            .collect();
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(ticks.len() > 1, "ticks in\n{}", self.said());
        Axis { ticks }
    }

    /// Level lines of a colour at a height, from the left.
    pub fn level(&self, color: &str, y: f64) -> Vec<&Line> {
        let lines = self.lines.iter().filter(|line| line.color == color);
        let mut level: Vec<&Line> = lines
            .filter(|line| line.is_level() && (line.points[0].1 - y).abs() < 0.2)
            .collect();
        level.sort_by(|a, b| a.ends().0.total_cmp(&b.ends().0));
        level
    }

    /// The words whose middle is at a height, from the left.
    pub fn beside(&self, y: f64) -> Vec<&str> {
        let words = self.words.iter();
        let mut beside: Vec<&Words> = words.filter(|it| (it.center - y).abs() < 1.0).collect();
        beside.sort_by(|a, b| a.x.total_cmp(&b.x));
        beside.iter().map(|words| words.text.as_str()).collect()
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
    /// The pixel of a value on an even axis.
    pub fn place(&self, value: f64) -> f64 {
        let (first, last) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        first.0 + (value - first.1) / (last.1 - first.1) * (last.0 - first.0)
    }

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

    /// The value at a pixel of a logarithmic axis, right of the place of 0.
    pub fn log_value(&self, x: f64) -> f64 {
        let (first, last) = (self.first(), self.ticks[self.ticks.len() - 1]);
        first.1 * libm::pow(last.1 / first.1, (x - first.0) / (last.0 - first.0))
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

/// A day of January, February or March, in hours since the year began.
pub fn day(words: &str) -> Option<f64> {
    let (day, month) = words.split_once(' ')?;
    let before = match month {
        "Jan" => 0.0,
        "Feb" => 31.0,
        "Mar" => 59.0,
        _ => return None,
    };
    Some((before + day.parse::<f64>().ok()? - 1.0) * 24.0)
}
