//! Dates in English, for people to read.
//!
//! Knows how each kind of date is said, without losing what its author was unsure of. It
//! must not know EDTF's spelling or HTML.

use std::fmt;

use super::{Date, Day, Extent, Point, Time, When};

/// The names of the months in English, January first.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of the seasons in English, from EDTF's 21 to 24.
pub(super) const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.extent {
            Extent::Point(point) => write!(f, "{point}"),
            Extent::Between(start, end) => write!(f, "from {start} to {end}"),
            Extent::Since { start, open: true } => write!(f, "since {start}"),
            Extent::Since { start, open: false } => {
                write!(f, "from {start} (end unknown)")
            }
            Extent::Until { end, open: true } => write!(f, "until {end}"),
            Extent::Until { end, open: false } => {
                write!(f, "until {end} (start unknown)")
            }
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.approximate { "about " } else { "" };
        let uncertain = if self.uncertain { " (uncertain)" } else { "" };
        write!(f, "{about}{}{uncertain}", self.when)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Instant { day, time } => write!(f, "{}, {time}", Self::Day(day)),
            Self::Day(Day { year, month, day }) => {
                write!(f, "{day} {}", month_in_words(year, month))
            }
            Self::Month { year, month } => f.write_str(&month_in_words(year, month)),
            Self::Year(year) => f.write_str(&year_in_words(year)),
            Self::Years { first, last } if first >= 1000 => {
                // “The 2000s” alone may be ten years or a hundred.
                let which = match last - first {
                    99 => " (century)",
                    _ if first % 100 == 0 => " (decade)",
                    _ => "",
                };
                write!(f, "the {first}s{which}")
            }
            Self::Years { first, last } => {
                write!(f, "{} to {}", year_in_words(first), year_in_words(last))
            }
            Self::Season { year, season } => {
                let season = SEASONS[usize::from(season)];
                write!(f, "{season} {}", year_in_words(year))
            }
            Self::SomeDayOfMonth { year, month } => {
                write!(f, "some day in {}", month_in_words(year, month))
            }
            Self::SomeDayOfYear(year) => {
                write!(f, "some day in {}", year_in_words(year))
            }
            Self::SomeMonth(year) => write!(f, "some month in {}", year_in_words(year)),
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        match self.zone_minutes {
            None => Ok(()),
            Some(0) => f.write_str(" UTC"),
            Some(zone) => {
                let sign = if zone < 0 { '\u{2212}' } else { '+' };
                let zone = zone.unsigned_abs();
                write!(f, " UTC{sign}{:02}:{:02}", zone / 60, zone % 60)
            }
        }
    }
}

/// Names a year as people do: there is no year 0 in words.
fn year_in_words(year: i64) -> String {
    match year {
        1000.. => year.to_string(),
        1..1000 => format!("AD {year}"),
        _ => format!("{} BC", 1 - year),
    }
}

pub(super) fn month_in_words(year: i64, month: u8) -> String {
    format!("{} {}", MONTHS[usize::from(month) - 1], year_in_words(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_in_words() {
        for (text, words) in [
            ("2025-02-25", "25 February 2025"),
            ("2025-02-25~", "about 25 February 2025"),
            ("2025-02-25?", "25 February 2025 (uncertain)"),
            ("2025-02-25%", "about 25 February 2025 (uncertain)"),
            ("2025-02", "February 2025"),
            ("2025", "2025"),
            ("2025~", "about 2025"),
            ("1985-04-12T23:20:30", "12 April 1985, 23:20"),
            ("1985-04-12T23:20:30Z", "12 April 1985, 23:20 UTC"),
            ("1985-04-12T23:20:30-04", "12 April 1985, 23:20 UTC\u{2212}04:00"),
            ("1985-04-12T23:20:30+05:30", "12 April 1985, 23:20 UTC+05:30"),
            ("Y170000002", "170000002"),
            ("Y-170000002", "170000003 BC"),
            ("-0043-03-15", "15 March 44 BC"),
            ("0000", "1 BC"),
            ("0476-09-04", "4 September AD 476"),
            ("201X", "the 2010s"),
            ("201X~", "about the 2010s"),
            ("200X", "the 2000s (decade)"),
            ("20XX", "the 2000s (century)"),
            ("085X", "AD 850 to AD 859"),
            ("-005X", "60 BC to 51 BC"),
            ("2004-XX", "some month in 2004"),
            ("1985-04-XX", "some day in April 1985"),
            ("1985-XX-XX", "some day in 1985"),
            ("2025-21", "spring 2025"),
            ("2025-24?", "winter 2025 (uncertain)"),
            ("2024-05-01/2024-06", "from 1 May 2024 to June 2024"),
            ("1984~/2004-06?", "from about 1984 to June 2004 (uncertain)"),
            ("2024-05/..", "since May 2024"),
            ("2024-05/", "from May 2024 (end unknown)"),
            ("../2024-05-01", "until 1 May 2024"),
            ("/2024-05-01", "until 1 May 2024 (start unknown)"),
        ] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), words, "{text}");
        }
    }
}
