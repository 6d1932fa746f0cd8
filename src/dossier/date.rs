//! Dates in the Extended Date/Time Format (EDTF), levels 0 and 1: ISO 8601-2:2019 and
//! the Library of Congress specification of 4 February 2019.
//!
//! Knows what a date says and how it sorts. It must not know how a language says it, the
//! clock, the YAML a date came from, or HTML beyond the value of `<time datetime>`.

use std::str::FromStr;

mod mend;
mod parse;
mod words;

/// A date as its author knows it: a day, a month, a year, a season, a span between two of
/// them, and how sure it is.
///
/// `FromStr` reads EDTF levels 0 and 1, takes qualifiers on the ends of an interval too,
/// and fails with a [`DateError`] that says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date {
    text: String,
    extent: Extent,
}

/// A day of the proleptic Gregorian calendar; the year 0 is 1 BC, as in ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The year; at most fifteen digits either side of zero.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// Why a text is not an EDTF date, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text is empty.
    #[error("the date is empty: write one such as 2025-02-25, or leave the line out")]
    Empty,
    /// The text is not EDTF but can be read in one way only.
    #[error("`{text}` is not an EDTF date: write {write}")]
    Instead {
        /// What the user wrote.
        text: String,
        /// The same date in EDTF.
        write: String,
    },
    /// The text is not EDTF and can be read in two ways.
    #[error("`{text}` can be read in two ways: write {first} or {second}")]
    Ambiguous {
        /// What the user wrote.
        text: String,
        /// One reading in EDTF.
        first: String,
        /// The other reading in EDTF.
        second: String,
    },
    /// The month is neither a month nor a season.
    #[error(
        "`{text}` has no such month: months are 01 to 12 and seasons 21 to 24; \
         write a span of years as in 1939/1945"
    )]
    NoSuchMonth {
        /// What the user wrote.
        text: String,
    },
    /// The month has fewer days.
    #[error("`{text}` is not a day: {month} has {days} days")]
    NoSuchDay {
        /// What the user wrote.
        text: String,
        /// The month in words, with its year.
        month: String,
        /// How many days the month has.
        days: u8,
    },
    /// The time of day or its zone is out of range.
    #[error(
        "`{text}` has no such time: hours are 00 to 23, minutes and seconds 00 to 59, \
         zones Z or up to 14 hours either way as in +01:00"
    )]
    NoSuchTime {
        /// What the user wrote.
        text: String,
    },
    /// An interval starts after it ends.
    #[error("`{text}` ends before it starts: write {write}")]
    Backwards {
        /// What the user wrote.
        text: String,
        /// The interval the other way round.
        write: String,
    },
    /// An interval has neither end.
    #[error("`{text}` has neither end: write at least one, or leave the line out")]
    NoEnds {
        /// What the user wrote.
        text: String,
    },
    /// The text cannot be read as a date.
    #[error(
        "cannot read `{text}` as an EDTF date: write a day as in 2025-02-25, a month as \
         in 2025-02 or a year as in 2025, then ~ if it is approximate or ? if uncertain"
    )]
    Unreadable {
        /// What the user wrote.
        text: String,
    },
}

/// How far a date reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// One time.
    Point(Point),
    /// From one time to another.
    Between(Point, Point),
    /// `a/..` if the end is open, `a/` if it is unknown.
    Since {
        /// Where it starts.
        start: Point,
        /// Whether it goes on.
        open: bool,
    },
    /// `../b` if the start is open, `/b` if it is unknown.
    Until {
        /// Where it ends.
        end: Point,
        /// Whether it has always been.
        open: bool,
    },
}

/// A time, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// The time.
    pub when: When,
    /// Whether it is given as about right (`~`).
    pub approximate: bool,
    /// Whether it is given as doubtful (`?`).
    pub uncertain: bool,
}

/// A time, as exact as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A time of a day.
    Instant {
        /// The day.
        day: Day,
        /// The time.
        time: Time,
    },
    /// A day.
    Day(Day),
    /// A month, 1 to 12.
    Month {
        /// The year.
        year: i64,
        /// The month.
        month: u8,
    },
    /// A year.
    Year(i64),
    /// `201X` and `20XX`: one of the years from the first to the last.
    Years {
        /// The first.
        first: i64,
        /// The last.
        last: i64,
    },
    /// A season: 0 for spring to 3 for winter.
    Season {
        /// The year.
        year: i64,
        /// The season.
        season: u8,
    },
    /// `1985-04-XX`: a day in a month.
    SomeDayOfMonth {
        /// The year.
        year: i64,
        /// The month.
        month: u8,
    },
    /// `1985-XX-XX`: a day in a year.
    SomeDayOfYear(i64),
    /// `1985-XX`: a month in a year.
    SomeMonth(i64),
}

/// A time of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// Minutes east of UTC; `None` where the text gives no zone.
    pub zone_minutes: Option<i16>,
}

impl Date {
    /// Returns the date in EDTF, exactly as the user wrote it.
    pub fn as_edtf(&self) -> &str {
        &self.text
    }

    /// Returns how far the date reaches.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// Returns the first day the date may mean, or `None` if its start is open or unknown.
    ///
    /// A qualifier does not widen it. Seasons are the northern meteorological ones: spring
    /// starts on 1 March, and winter runs from December into the next year's February.
    pub fn earliest(&self) -> Option<Day> {
        match self.extent {
            Extent::Point(point)
            | Extent::Between(point, _)
            | Extent::Since { start: point, .. } => Some(point.when.first()),
            Extent::Until { .. } => None,
        }
    }

    /// Returns the last day the date may mean, or `None` if its end is open or unknown.
    pub fn latest(&self) -> Option<Day> {
        match self.extent {
            Extent::Point(point)
            | Extent::Between(_, point)
            | Extent::Until { end: point, .. } => Some(point.when.last()),
            Extent::Since { .. } => None,
        }
    }

    /// Says whether no part of the date is marked approximate or uncertain.
    pub fn is_certain(&self) -> bool {
        match self.extent {
            Extent::Point(point)
            | Extent::Since { start: point, .. }
            | Extent::Until { end: point, .. } => point.is_certain(),
            Extent::Between(start, end) => start.is_certain() && end.is_certain(),
        }
    }

    /// Returns a key for a total order: by the earliest day, then the latest, then the
    /// text. A missing start comes first of all, a missing end last.
    pub fn sort_key(&self) -> impl Ord + '_ {
        let latest = self.latest();
        (self.earliest(), latest.is_none(), latest, self.as_edtf())
    }

    /// Returns the value for the `datetime` attribute of HTML's `<time>`: `YYYY-MM-DD`,
    /// `YYYY-MM` or `YYYY`, or `None` for intervals, seasons, decades and years outside 1
    /// to 9999.
    ///
    /// HTML cannot say “about”: see [`Date::is_certain`].
    pub fn machine(&self) -> Option<String> {
        let Extent::Point(Point { when, .. }) = self.extent else { return None };
        let Day { year, month, day } = when.first();
        if !(1..=9999).contains(&year) {
            return None;
        }
        match when {
            When::Instant { .. } | When::Day(_) => {
                Some(format!("{year:04}-{month:02}-{day:02}"))
            }
            When::Month { .. } | When::SomeDayOfMonth { .. } => {
                Some(format!("{year:04}-{month:02}"))
            }
            When::Year(_) | When::SomeDayOfYear(_) | When::SomeMonth(_) => {
                Some(format!("{year:04}"))
            }
            When::Years { .. } | When::Season { .. } => None,
        }
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        match parse::extent(text) {
            Ok(extent) => Ok(Self { text: text.to_owned(), extent }),
            Err(error @ DateError::Unreadable { .. }) => {
                Err(mend::suggestion(text).unwrap_or(error))
            }
            Err(error) => Err(error),
        }
    }
}

impl Point {
    fn is_certain(self) -> bool {
        !self.approximate && !self.uncertain
    }
}

impl When {
    fn first(self) -> Day {
        let (year, month) = match self {
            Self::Instant { day, .. } | Self::Day(day) => return day,
            Self::Month { year, month } | Self::SomeDayOfMonth { year, month } => {
                (year, month)
            }
            Self::Year(year) | Self::SomeDayOfYear(year) | Self::SomeMonth(year) => {
                (year, 1)
            }
            Self::Years { first, .. } => (first, 1),
            Self::Season { year, season } => (year, 3 * season + 3),
        };
        Day { year, month, day: 1 }
    }

    fn last(self) -> Day {
        let (year, month) = match self {
            Self::Instant { day, .. } | Self::Day(day) => return day,
            Self::Month { year, month } | Self::SomeDayOfMonth { year, month } => {
                (year, month)
            }
            Self::Year(year) | Self::SomeDayOfYear(year) | Self::SomeMonth(year) => {
                (year, 12)
            }
            Self::Years { last, .. } => (last, 12),
            Self::Season { year, season: 3 } => (year + 1, 2),
            Self::Season { year, season } => (year, 3 * season + 5),
        };
        Day { year, month, day: days_in_month(year, month) }
    }
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn bounds_every_date() {
        let day = |year, month, day| Some(Day { year, month, day });
        for (text, earliest, latest) in [
            ("2024-02", day(2024, 2, 1), day(2024, 2, 29)),
            ("1900-02-XX", day(1900, 2, 1), day(1900, 2, 28)),
            ("2025~", day(2025, 1, 1), day(2025, 12, 31)),
            ("1985-XX-XX", day(1985, 1, 1), day(1985, 12, 31)),
            ("20XX", day(2000, 1, 1), day(2099, 12, 31)),
            ("-005X", day(-59, 1, 1), day(-50, 12, 31)),
            ("-0004-02", day(-4, 2, 1), day(-4, 2, 29)),
            ("2025-21", day(2025, 3, 1), day(2025, 5, 31)),
            ("2025-23", day(2025, 9, 1), day(2025, 11, 30)),
            ("2023-24", day(2023, 12, 1), day(2024, 2, 29)),
            ("1985-04-12T23:20:30Z", day(1985, 4, 12), day(1985, 4, 12)),
            ("2004-06/2006", day(2004, 6, 1), day(2006, 12, 31)),
            ("2004-06/..", day(2004, 6, 1), None),
            ("/2006", None, day(2006, 12, 31)),
        ] {
            assert_eq!(date(text).earliest(), earliest, "{text}");
            assert_eq!(date(text).latest(), latest, "{text}");
        }
    }

    #[test]
    fn gives_html_only_what_html_can_say() {
        for (text, machine) in [
            ("2025-02-25", Some("2025-02-25")),
            ("2025-02-25T10:00:00Z", Some("2025-02-25")),
            ("2025-02~", Some("2025-02")),
            ("1985-04-XX", Some("1985-04")),
            ("0476", Some("0476")),
            ("2004-XX", Some("2004")),
            ("0000", None),
            ("-0043", None),
            ("Y12345", None),
            ("201X", None),
            ("2025-21", None),
            ("2024/2025", None),
            ("2024/..", None),
        ] {
            assert_eq!(date(text).machine().as_deref(), machine, "{text}");
        }
    }

    #[test]
    fn knows_what_is_certain() {
        for text in ["2025", "2025-02-25T10:00:00Z", "201X", "2024/2025", "2024/"] {
            assert!(date(text).is_certain(), "{text}");
        }
        for text in ["2025?", "2025-02~", "2025-21%", "2024~/2025", "2024/2025?", "../2?"]
        {
            assert!(text.parse::<Date>().is_err() || !date(text).is_certain(), "{text}");
        }
    }

    #[test]
    fn sorts_by_start_then_end_then_text() {
        let sorted = [
            "../1900",
            "-0043",
            "1985",
            "2025-02",
            "2025-02/2025-03",
            "2025-02/..",
            "2025-02-25",
            "2025-02-25?",
            "2025-02-26",
            "Y12345",
        ];
        let mut dates: Vec<Date> = sorted.iter().rev().map(|text| date(text)).collect();
        dates.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        assert_eq!(dates.iter().map(Date::as_edtf).collect::<Vec<_>>(), sorted);
    }

    #[test]
    fn explains_what_to_write_instead() {
        for (text, message) in [
            (
                "",
                "the date is empty: write one such as 2025-02-25, or leave the line out",
            ),
            ("2025-02-30", "`2025-02-30` is not a day: February 2025 has 28 days"),
            ("2025-04-31~", "`2025-04-31` is not a day: April 2025 has 30 days"),
            ("2008/1964", "`2008/1964` ends before it starts: write 1964/2008"),
            (
                "../..",
                "`../..` has neither end: write at least one, or leave the line out",
            ),
            ("/", "`/` has neither end: write at least one, or leave the line out"),
            (
                "03/02/2025",
                "`03/02/2025` can be read in two ways: write 2025-02-03 or 2025-03-02",
            ),
            ("30 Feb 2025", "`2025-02-30` is not a day: February 2025 has 28 days"),
        ] {
            assert_eq!(text.parse::<Date>().unwrap_err().to_string(), message, "{text}");
        }
        for (text, start) in [
            ("2025-13", "`2025-13` has no such month: months are 01 to 12 and"),
            ("2025-13-01", "`2025-13-01` has no such month: "),
            ("2025-02-25T25:00:00", "`2025-02-25T25:00:00` has no such time: hours"),
            ("2025-02-25T10:00:00+15", "`2025-02-25T10:00:00+15` has no such time"),
            ("last week", "cannot read `last week` as an EDTF date: write a day"),
        ] {
            let message = text.parse::<Date>().unwrap_err().to_string();
            assert!(message.starts_with(start), "{text}: {message}");
        }
    }

    fn point() -> impl Strategy<Value = String> {
        let body = prop_oneof![
            (-9999..=9999_i64, 1..=12_u8, 1..=28_u8)
                .prop_filter("no year -0", |(year, ..)| *year != 0)
                .prop_map(|(y, m, d)| format!("{}-{m:02}-{d:02}", four_digits(y))),
            (-9999..=9999_i64, prop_oneof![1..=12_u8, 21..=24_u8])
                .prop_map(|(y, m)| format!("{}-{m:02}", four_digits(y))),
            "Y-?[1-9][0-9]{4,14}",
            "[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|[0-9]{4}-XX|[0-9]{4}-(0[1-9]|XX)-XX",
        ];
        (body, "[?~%]?").prop_map(|(body, qualifier)| body + &qualifier)
    }

    fn four_digits(year: i64) -> String {
        format!("{}{:04}", if year < 0 { "-" } else { "" }, year.abs())
    }

    fn edtf() -> impl Strategy<Value = String> {
        prop_oneof![
            point(),
            point().prop_map(|start| start + "/.."),
            point().prop_map(|end| format!("/{end}")),
            "[0-9]{4}-0[1-9]-[12][0-8]T[01][0-9](:[0-5][0-9]){2}(Z|[+-]0[0-9](:30)?)?",
            (point(), point()).prop_map(|(a, b)| {
                let a_first = date(&a).earliest() <= date(&b).latest();
                if a_first { format!("{a}/{b}") } else { format!("{b}/{a}") }
            }),
        ]
    }

    fn anything() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,30}",
            "[0-9XYTZux:/.?~% +\\-]{0,26}",
            "[0-9]{1,4}[-/. ][0-9A-z]{1,9}[-/. ][0-9]{1,4}",
        ]
    }

    proptest! {
        #[test]
        fn never_panics(text in anything()) {
            match text.parse::<Date>() {
                Ok(date) => { let _ = (date.earliest(), date.latest()); }
                Err(DateError::Instead { write, .. }) => {
                    prop_assert!(write.parse::<Date>().is_ok());
                }
                Err(error) => prop_assert!(!error.to_string().ends_with('.')),
            }
        }

        #[test]
        fn valid_dates_keep_their_text_and_order(text in edtf()) {
            let date = date(&text);
            prop_assert_eq!(date.as_edtf(), &text);
            if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
                prop_assert!(earliest <= latest);
            }
            if let Some(machine) = date.machine() {
                let again: Date = machine.parse().expect("machine dates are EDTF");
                prop_assert_eq!(again.earliest(), date.earliest());
            }
        }
    }
}
