//! The axis of the timeline: one scale where that serves, several where one would press most
//! entries into a corner.
//!
//! A stretch of time has a scale of its own, and the room that its entries need. Between two
//! stretches the axis is broken, and shown to be.

use std::collections::BTreeMap;

use crate::dossier::{Date, Day};

/// The most stretches.
const STRETCHES_MAX: usize = 6;

/// The least share of the axis that a stretch has, in percent.
const SHARE_MIN: f64 = 8.0;

/// What a break takes of the axis, in percent.
const BREAK: f64 = 3.0;

/// How much denser one stretch must be than the next for the two to have scales of their own.
const DENSER: f64 = 6.0;

/// A stretch of fewer entries is no denser than any other, …
const DENSE_MIN: usize = 5;

/// … and so is one with less than this part of all entries.
const DENSE_PART: usize = 10;

/// A gap is left out if it is more than this share of what would be drawn, …
const GAP_SHARE: f64 = 0.15;

/// … and this many times as long as half of the distances between neighbours.
const GAP_TIMES: f64 = 10.0;

/// The days between which the timeline is drawn, as day numbers, and where they stand.
#[derive(Debug)]
pub(super) struct Axis {
    pub(super) parts: Vec<Part>,
}

/// A stretch of time on one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    /// The days, as numbers; and as days.
    from: f64,
    to: f64,
    pub(super) first: Day,
    pub(super) last: Day,
    entries: usize,
    /// Where it begins and how wide it is, in percent.
    pub(super) start: f64,
    pub(super) width: f64,
}

impl Axis {
    /// The axis of some dates, which are in order.
    pub(super) fn over<'a>(dates: impl Iterator<Item = &'a Date>) -> Self {
        let spans: Vec<(Day, Day)> = dates.filter_map(bounds).collect();
        let mut parts = thin(split(joined(&spans), &spans));
        place(&mut parts);
        Self { parts }
    }

    /// Where a date begins and how wide it is, in percent.
    pub(super) fn place(&self, date: &Date) -> (f64, f64) {
        let start = date.earliest().map_or(0.0, |day| self.percent(number(day)));
        let end = date.latest().map_or(100.0, |day| self.percent(number(day)));
        let width = (end - start).max(0.5);
        (start.min(100.0 - width).max(0.0), width)
    }

    fn percent(&self, day: f64) -> f64 {
        let part = self.parts.iter().find(|part| day <= part.to).or(self.parts.last());
        let Some(part) = part else { return 0.0 };
        let length = (part.to - part.from).max(1.0);
        let within = ((day - part.from) / length).clamp(0.0, 1.0);
        ((part.start + part.width * within) * 100.0).round() / 100.0
    }
}

/// The days that a date is known to lie between; where one end is open, the other.
fn bounds(date: &Date) -> Option<(Day, Day)> {
    let (first, last) = (date.earliest(), date.latest());
    Some((first.or(last)?, last.or(first)?))
}

fn part(first: Day, last: Day, entries: usize) -> Part {
    let (from, to) = (number(first), number(last));
    Part { from, to, first, last, entries, start: 0.0, width: 100.0 }
}

/// Stretches without a long gap in them.
fn joined(spans: &[(Day, Day)]) -> Vec<Part> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    // What touches what comes before it stands with it.
    let mut parts: Vec<Part> = Vec::new();
    for (first, last) in &sorted {
        match parts.last_mut() {
            Some(p) if number(*first) <= p.to => {
                p.entries += 1;
                if *last > p.last {
                    (p.to, p.last) = (number(*last), *last);
                }
            }
            _ => parts.push(part(*first, *last, 1)),
        }
    }
    let mut steps: Vec<f64> =
        sorted.windows(2).map(|two| number(two[1].0) - number(two[0].0)).collect();
    steps.sort_by(f64::total_cmp);
    let typical = steps.get(steps.len() / 2).copied().unwrap_or(0.0).max(1.0);
    let mut drawn = match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => last.to - first.from,
        _ => 0.0,
    };
    let mut gaps: Vec<(f64, usize)> =
        parts.windows(2).map(|two| two[1].from - two[0].to).zip(0..).collect();
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut left_out: Vec<usize> = Vec::new();
    for (gap, at) in gaps.into_iter().take(STRETCHES_MAX - 1) {
        if gap > drawn * GAP_SHARE && gap > typical * GAP_TIMES {
            left_out.push(at);
            drawn -= gap;
        }
    }
    let mut kept: Vec<Part> = Vec::new();
    for (n, one) in parts.into_iter().enumerate() {
        match kept.last_mut() {
            Some(last) if !left_out.contains(&(n - 1)) => *last = both(*last, one),
            _ => kept.push(one),
        }
    }
    kept
}

fn both(a: Part, b: Part) -> Part {
    Part { entries: a.entries + b.entries, ..part(a.first, a.last.max(b.last), 0) }
}

/// Cuts stretches at the turn of a year after which entries come much more or less densely.
fn split(parts: Vec<Part>, spans: &[(Day, Day)]) -> Vec<Part> {
    let mut years: BTreeMap<i64, usize> = BTreeMap::new();
    for (first, _) in spans {
        *years.entry(first.year).or_default() += 1;
    }
    let many = DENSE_MIN.max(spans.len() / DENSE_PART);
    parts.into_iter().flat_map(|part| split_one(part, &years, many)).collect()
}

/// `many` is how many entries one of two stretches must have for them to be told apart.
fn split_one(whole: Part, years: &BTreeMap<i64, usize>, many: usize) -> Vec<Part> {
    let mut cut: Vec<Part> = Vec::new();
    let mut begin = whole.first;
    for (year, entries) in years.range(whole.first.year..=whole.last.year) {
        // The years before this one in which nothing begins are thin ones.
        if *year > begin.year {
            let end = Day { year: year - 1, month: 12, day: 31 };
            cut.push(part(begin, end, 0));
            begin = Day { year: *year, month: 1, day: 1 };
        }
        let end = Day { year: *year, month: 12, day: 31 }.min(whole.last);
        cut.push(part(begin, end, *entries));
        begin = Day { year: year + 1, month: 1, day: 1 };
    }
    if begin <= whole.last {
        cut.push(part(begin, whole.last, 0));
    }
    let mut kept: Vec<Part> = Vec::new();
    for one in cut {
        let apart = |last: Part| {
            let denser = if density(last) > density(one) { last } else { one };
            denser.entries >= many && ratio(last, one) >= DENSER
        };
        match kept.last_mut() {
            Some(last) if !apart(*last) => *last = both(*last, one),
            _ => kept.push(one),
        }
    }
    kept
}

/// How many entries begin in a year of a stretch, about.
#[expect(clippy::cast_precision_loss, reason = "a scale needs no more")]
fn density(part: Part) -> f64 {
    (part.entries as f64 + 0.5) / ((part.to - part.from) / 365.0).max(1.0)
}

/// How many times as densely entries begin in one of two stretches as in the other.
fn ratio(a: Part, b: Part) -> f64 {
    let (a, b) = (density(a), density(b));
    (a / b).max(b / a)
}

/// Joins the stretches that are most alike, until there are few.
fn thin(mut parts: Vec<Part>) -> Vec<Part> {
    while parts.len() > STRETCHES_MAX {
        let ratios = parts.windows(2).map(|two| ratio(two[0], two[1]));
        let least = ratios.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((at, _)) = least else { break };
        let next = parts.remove(at + 1);
        parts[at] = both(parts[at], next);
    }
    parts
}

/// Gives every stretch its room: as much as it has entries, but none too little to be seen.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more")]
fn place(parts: &mut [Part]) {
    let count = parts.len() as f64;
    let room = 100.0 - BREAK * (count - 1.0).max(0.0);
    let free = room - SHARE_MIN * count;
    let entries: usize = parts.iter().map(|part| part.entries).sum();
    let mut start = 0.0;
    for part in &mut *parts {
        let share = part.entries as f64 / (entries.max(1) as f64);
        part.start = start;
        part.width = SHARE_MIN + free * share;
        start += part.width + BREAK;
    }
    if let [only] = parts {
        (only.start, only.width) = (0.0, 100.0);
    }
}

/// A day's place in time, in days; months are taken as equally long, which no eye can tell.
#[expect(clippy::cast_precision_loss, reason = "years are far below 2^52")]
fn number(day: Day) -> f64 {
    day.year as f64 * 365.25 + f64::from(day.month - 1) * 30.44 + f64::from(day.day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn axis(dates: &[String]) -> (Axis, Vec<Date>) {
        let mut dates: Vec<Date> = dates.iter().map(|d| d.parse().unwrap()).collect();
        dates.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        (Axis::over(dates.iter()), dates)
    }

    fn years(axis: &Axis) -> Vec<(i64, i64)> {
        axis.parts.iter().map(|part| (part.first.year, part.last.year)).collect()
    }

    fn february() -> Vec<String> {
        (1..=28).map(|day| format!("2025-02-{day:02}")).collect()
    }

    #[test]
    fn one_event_of_long_ago_does_not_press_the_rest_together() {
        let mut dates = february();
        dates.push("1969".to_owned());
        let (axis, dates) = axis(&dates);
        assert_eq!(years(&axis), [(1969, 1969), (2025, 2025)]);
        let first = axis.place(&dates[1]).0;
        let last = axis.place(&dates[28]).0;
        assert!(last - first > 80.0, "February has most of the axis: {first} to {last}");
        assert!(axis.place(&dates[0]).1 > 5.0, "and 1969 can be seen");
    }

    #[test]
    fn thin_years_beside_a_dense_one_have_a_scale_of_their_own() {
        let mut dates = february();
        dates.extend((2015..=2025).map(|year| year.to_string()));
        let (axis, _) = axis(&dates);
        assert_eq!(years(&axis), [(2015, 2024), (2025, 2025)]);
    }

    #[test]
    fn a_few_entries_are_not_dense() {
        let mut dates = february();
        dates.extend(["1969".to_owned(), "197X".to_owned()]);
        let (axis, _) = axis(&dates);
        assert_eq!(years(&axis), [(1969, 1979), (2025, 2025)]);
    }

    #[test]
    fn what_is_spread_evenly_has_one_scale() {
        for dates in [
            vec!["2020".to_owned(), "2021".to_owned(), "2022".to_owned()],
            vec!["2020-01-01".to_owned(), "2024-01-01".to_owned()],
            february(),
            vec!["2020".to_owned()],
            (1950..2020).step_by(5).map(|year| format!("{year}-05-01")).collect(),
        ] {
            let (axis, dates) = axis(&dates);
            assert!(axis.parts.len() == 1, "{dates:?}: {:?}", years(&axis));
            assert!(axis.place(&dates[0]).0 < 0.01);
        }
        assert!(axis(&[]).0.parts.is_empty());
    }

    proptest! {
        #[test]
        fn later_is_never_further_left(days in prop::collection::vec(
            (-500..2100_i64, 1..=12_u8, 1..=28_u8), 1..60,
        )) {
            let text = |(year, month, day): &(i64, u8, u8)| match *year {
                0.. => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("-{:04}-{month:02}-{day:02}", -year),
            };
            let (axis, dates) = axis(&days.iter().map(text).collect::<Vec<_>>());
            prop_assert!(axis.parts.len() <= STRETCHES_MAX);
            let mut before = 0.0;
            for date in &dates {
                let (start, width) = axis.place(date);
                prop_assert!(start >= before - 0.51, "{start} after {before}");
                prop_assert!(start + width <= 100.01);
                before = start;
            }
            let end = axis.parts.last().map_or(0.0, |part| part.start + part.width);
            prop_assert!((end - 100.0).abs() < 0.01);
        }
    }
}
