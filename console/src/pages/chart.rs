//! Charts as SVG, and the same numbers as a table. Series differ by pattern, dash and mark, not by colour alone, so that they can be
//! told apart in print. Nothing but numbers and words goes in; nothing in a chart needs a script or a style of its own.

use std::fmt::Write as _;

use maud::{Markup, html};

/// Numbers over labels, with what says what they are.
pub(super) struct Chart {
    /// Names it in the page.
    pub(super) id: &'static str,
    /// What it shows.
    pub(super) title: String,
    /// How to read it, for who does not see it.
    pub(super) description: String,
    /// What the labels are.
    pub(super) heading: &'static str,
    /// In what the values are measured, such as `%`; shown behind each.
    pub(super) unit: &'static str,
    pub(super) labels: Vec<String>,
    pub(super) series: Vec<Series>,
}

/// A value for each label; none where there is nothing to measure.
pub(super) struct Series {
    pub(super) name: String,
    /// By which pattern, dash and mark it is known, in every chart.
    pub(super) kind: usize,
    pub(super) values: Vec<Option<f64>>,
}

/// How the bars of one label stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bars {
    Stacked,
    Beside,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 44.0;
/// Which part of its place the bars of a label fill.
const FILL: f64 = 0.7;
/// A line of the grid for each quarter.
const GRID: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// What a line of text needs.
const LINE: f64 = 15.0;
/// How many series can be told apart.
pub(super) const KINDS: usize = 11;
const DASHES: [&str; KINDS] = ["none", "9 4", "2 4", "12 4 2 4", "5 2", "1 2", "14 3", "8 3 2 3 2 3", "3 6", "6 6", "18 4"];

/// Bars, upright.
pub(super) fn bars(chart: &Chart, bars: Bars) -> Markup {
    let top = nice(chart.highest(bars));
    figure(
        chart,
        top,
        &html! {
            @for Bar { place, series, value, x, y, width, height } in chart.laid_out(bars, top) {
                rect .bar x=(px(x)) y=(px(y)) width=(px(width)) height=(px(height)) fill=(chart.fill(series.kind)) {
                    title { (chart.said(place, series, value)) }
                }
                @match bars {
                    Bars::Beside => { (amount(value, x + width / 2.0, y - 3.0)) }
                    Bars::Stacked if height > LINE => { (amount(value, x + width / 2.0, y + height / 2.0 + 4.0)) }
                    Bars::Stacked => {}
                }
            }
        },
    )
}

fn amount(value: f64, x: f64, y: f64) -> Markup {
    html! { text .value x=(px(x)) y=(px(y)) text-anchor="middle" { (number(value)) } }
}

/// Lines, from label to label; interrupted where there is no value.
pub(super) fn lines(chart: &Chart, top: f64) -> Markup {
    figure(
        chart,
        top,
        &html! {
            @for series in &chart.series {
                @let points: Vec<_> = (0..chart.labels.len()).map(|place| series.at(place).map(|value| (chart.middle(place), height_of(value, top), place, value))).collect();
                @for stretch in points.split(Option::is_none) {
                    @let path = stretch.iter().flatten().fold(String::new(), |mut path, (x, y, ..)| { let _ = write!(path, "{},{} ", px(*x), px(*y)); path });
                    polyline .line points=(path.trim_end()) fill="none" stroke-dasharray=(dash(series.kind)) {}
                }
                @for (x, y, place, value) in points.into_iter().flatten() {
                    g {
                        title { (chart.said(place, series, value)) }
                        (mark(series.kind, x, y))
                    }
                }
            }
        },
    )
}

/// The numbers of a chart as a table, folded: it says what the chart says. A label without a number has no row.
pub(super) fn table(chart: &Chart, summary: &str) -> Markup {
    let is_told = |place: &usize| chart.series.iter().any(|series| series.at(*place).is_some());
    html! {
        details id=(format!("{}-numbers", chart.id)) {
            summary { (summary) }
            div .wide { table {
                caption { (chart.title) }
                thead { tr {
                    th scope="col" { (chart.heading) }
                    @for series in &chart.series { th scope="col" .number { (series.name) } }
                } }
                tbody {
                    @for (place, label) in chart.labels.iter().enumerate().filter(|(place, _)| is_told(place)) {
                        tr {
                            th scope="row" { (label) }
                            @for series in &chart.series { td .number { (series.at(place).map_or_else(|| "–".to_owned(), |value| chart.shown(value))) } }
                        }
                    }
                }
            } }
        }
    }
}

/// Title, grid, labels and legend around what is drawn.
fn figure(chart: &Chart, top: f64, drawn: &Markup) -> Markup {
    let id = chart.id;
    html! {
        figure .chart id=(id) {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby=(format!("{id}-title {id}-desc")) {
                title id=(format!("{id}-title")) { (chart.title) }
                desc id=(format!("{id}-desc")) { (chart.description) }
                (patterns(chart))
                @for part in GRID {
                    @let y = px(height_of(part, 1.0));
                    line .grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(y) y2=(y) {}
                    text .scale x=(LEFT - 6.0) y=(y) text-anchor="end" dominant-baseline="middle" { (chart.shown(part * top)) }
                }
                @for (place, label) in chart.labels.iter().enumerate() {
                    @let x = px(chart.middle(place));
                    text .label y=(HEIGHT - BOTTOM + 3.0) text-anchor="middle" {
                        @for line in label.split_inclusive(", ") { tspan x=(x) dy=(LINE) { (line) } }
                    }
                }
                (drawn)
            }
            figcaption {
                ul .chart-legend {
                    @for series in &chart.series {
                        @let kind = series.kind;
                        li {
                            svg .swatch viewBox="0 0 34 14" width="34" height="14" aria-hidden="true" {
                                rect .bar x="1" y="1" width="12" height="12" fill=(chart.fill(kind)) {}
                                polyline .line points="16,7 34,7" fill="none" stroke-dasharray=(dash(kind)) {}
                                (mark(kind, 25.0, 7.0))
                            }
                            " " (series.name)
                        }
                    }
                }
            }
        }
    }
}

/// Hatching, by the kind of a series.
fn patterns(chart: &Chart) -> Markup {
    let id = |kind: usize| format!("{}-{kind}", chart.id);
    html! {
        defs {
            @for kind in chart.series.iter().map(|series| series.kind % KINDS) {
                pattern id=(id(kind)) class=(format!("hatch k{kind}")) width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect .ground width="6" height="6" {}
                    @match kind {
                        0 => {}
                        1 => { path .stroke d="M0 6 6 0" {} }
                        2 => { circle .dot cx="3" cy="3" r="1.3" {} }
                        3 => { path .stroke d="M0 3H6" {} }
                        4 => { path .stroke d="M0 0 6 6M0 6 6 0" {} }
                        5 => { path .stroke d="M3 0V6" {} }
                        6 => { path .stroke d="M0 0 6 6" {} }
                        7 => { path .stroke d="M0 3H6M3 0V6" {} }
                        8 => { circle .stroke cx="3" cy="3" r="1.8" {} }
                        _ => {}
                    }
                }
            }
        }
    }
}

/// A sign at a point, by the kind of a series.
fn mark(kind: usize, x: f64, y: f64) -> Markup {
    let path = match kind % KINDS {
        0 => return html! { circle .mark cx=(px(x)) cy=(px(y)) r="4" {} },
        1 => format!("M{} {}h8v8h-8z", px(x - 4.0), px(y - 4.0)),
        2 => format!("M{} {}l4.5 8h-9z", px(x), px(y - 5.0)),
        3 => format!("M{} {}l5 5-5 5-5-5z", px(x), px(y - 5.0)),
        4 => format!("M{} {}v10m-5-5h10", px(x), px(y - 5.0)),
        5 => format!("M{} {}l4.5-8h-9z", px(x), px(y + 5.0)),
        6 => format!("M{} {}h9", px(x - 4.5), px(y)),
        7 => format!("M{} {}v9", px(x), px(y - 4.5)),
        8 => format!("M{} {}h4v10h-4z", px(x - 2.0), px(y - 5.0)),
        9 => format!("M{} {}h10v4h-10z", px(x - 5.0), px(y - 2.0)),
        _ => format!("M{} {}l8 8m0-8-8 8", px(x - 4.0), px(y - 4.0)),
    };
    html! { path .mark d=(path) {} }
}

fn dash(kind: usize) -> &'static str {
    DASHES.into_iter().cycle().nth(kind % KINDS).unwrap_or("none")
}

/// Where a bar stands.
struct Bar<'a> {
    place: usize,
    series: &'a Series,
    value: f64,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Chart {
    fn step(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / float(self.labels.len().max(1))
    }

    fn middle(&self, place: usize) -> f64 {
        LEFT + self.step() * (float(place) + 0.5)
    }

    fn fill(&self, kind: usize) -> String {
        format!("url(#{}-{})", self.id, kind % KINDS)
    }

    fn highest(&self, bars: Bars) -> f64 {
        let of_label = |place: usize| {
            let values = self.series.iter().filter_map(|series| series.at(place));
            if bars == Bars::Stacked { values.sum() } else { values.fold(0.0, f64::max) }
        };
        (0..self.labels.len()).map(of_label).fold(0.0, f64::max)
    }

    /// A bar for each value that is more than nothing: beside each other, or each on those of the series before.
    fn laid_out(&self, bars: Bars, top: f64) -> Vec<Bar<'_>> {
        let whole = self.step() * FILL;
        let width = if bars == Bars::Beside { whole / float(self.series.len().max(1)) } else { whole };
        let mut laid_out = Vec::new();
        for place in 0..self.labels.len() {
            let left = self.middle(place) - whole / 2.0;
            let mut below = 0.0;
            for (beside, series) in self.series.iter().enumerate() {
                let Some(value) = series.at(place).filter(|value| *value > 0.0) else { continue };
                let x = if bars == Bars::Beside { left + width * float(beside) } else { left };
                let y = height_of(below + value, top);
                laid_out.push(Bar { place, series, value, x, y, width, height: height_of(below, top) - y });
                if bars == Bars::Stacked {
                    below += value;
                }
            }
        }
        laid_out
    }

    /// What is said of a value.
    fn said(&self, place: usize, series: &Series, value: f64) -> String {
        let label = self.labels.get(place).map_or("", String::as_str);
        format!("{label}, {}: {}", series.name, self.shown(value))
    }

    fn shown(&self, value: f64) -> String {
        format!("{}{}", number(value), self.unit)
    }
}

impl Series {
    fn at(&self, place: usize) -> Option<f64> {
        self.values.get(place).copied().flatten()
    }
}

/// The end of a scale that reaches a value and is divided into quarters that people can read: whole ones, for nobody counts halves of cases.
fn nice(highest: f64) -> f64 {
    let least = highest.max(4.0);
    let power = 10_f64.powf(least.log10().floor());
    let ends = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 20.0].into_iter().map(|factor| (factor * power).round());
    ends.filter(|end| end % 4.0 < 0.5).find(|end| *end >= least).unwrap_or(least)
}

fn height_of(value: f64, top: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top
}

/// A coordinate: a tenth of a pixel is fine enough.
fn px(length: f64) -> String {
    format!("{length:.1}")
}

/// `7`, `7.5`.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[expect(clippy::cast_precision_loss, reason = "counts of labels and terms are small")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::panic)]

    use super::*;

    fn chart(series: &[&[Option<f64>]]) -> Chart {
        Chart {
            id: "c",
            title: "A & B".to_owned(),
            description: "what <it> says".to_owned(),
            heading: "day",
            unit: "%",
            labels: ["Mon", "Tue", "Wed"].map(str::to_owned).to_vec(),
            series: series
                .iter()
                .enumerate()
                .map(|(kind, values)| Series { name: format!("series of {}", values.len()), kind, values: values.to_vec() })
                .collect(),
        }
    }

    #[test]
    fn a_scale_ends_at_a_round_number_no_lower_than_its_values() {
        for (highest, end) in [
            (0.0, 4.0),
            (4.0, 4.0),
            (5.0, 8.0),
            (9.0, 20.0),
            (11.0, 20.0),
            (99.0, 100.0),
            (100.0, 100.0),
            (101.0, 200.0),
            (7_000.0, 8_000.0),
        ] {
            assert!((nice(highest) - end).abs() < 1e-9, "{highest}: {}", nice(highest));
            assert!(GRID.iter().all(|part| (part * nice(highest)).fract().abs() < 1e-9), "half a case on the scale to {end}");
        }
    }

    #[test]
    fn every_bar_stays_in_the_picture_and_stands_on_the_axis_or_another_bar() {
        let chart = chart(&[&[Some(1.0), None, Some(40.0)], &[Some(2.0), Some(0.0), Some(59.5)]]);
        let top = nice(chart.highest(Bars::Stacked));
        let stacked = chart.laid_out(Bars::Stacked, top);
        let [.., first, second] = &stacked[..] else { panic!("no bars") };
        assert!((first.y - (second.y + second.height)).abs() < 1e-9, "they do not lie on each other");
        assert!(second.y >= TOP && (first.y + first.height - (HEIGHT - BOTTOM)).abs() < 1e-9);
        let beside = chart.laid_out(Bars::Beside, top);
        assert!(beside.iter().all(|bar| bar.x >= LEFT && bar.x + bar.width <= WIDTH - RIGHT && bar.y >= TOP));
        // A value that is missing, and one that is nothing, draw no bar.
        assert_eq!(bars(&chart, Bars::Stacked).into_string().matches("<rect class=\"bar\"").count(), 4 + 2);
    }

    #[test]
    fn who_does_not_see_the_picture_is_told_it_in_words_and_a_table() {
        let chart = chart(&[&[Some(100.0), None, Some(33.3)], &[Some(50.0), Some(50.0), Some(50.0)]]);
        let drawn = lines(&chart, 100.0).into_string();
        for said in [r#"role="img" aria-labelledby="c-title c-desc""#, "A &amp; B", "what &lt;it&gt; says", "Wed, series of 3: 33.3%"] {
            assert!(drawn.contains(said), "{said}: {drawn}");
        }
        // The first line is interrupted, the second is not.
        assert_eq!(drawn.matches("points=\"").count(), 2 + 1 + 2, "{drawn}");
        assert!(!drawn.contains("style="), "the policy of our pages allows none");
        let table = table(&chart, "numbers").into_string();
        assert_eq!(table.matches("<tr>").count(), 4);
        assert!(table.contains("33.3%") && table.contains('–'), "{table}");
    }
}
