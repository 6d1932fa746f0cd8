//! A date for a citation style, which knows years, months and days, and one word for all doubt.
//!
//! What a style can't say is put into what it wrote: no date may look surer than it is known.

use hayagriva::types;

use crate::dossier::{Date, Day};

/// A date as a style takes it, and what to make of the year that it writes.
pub(super) struct StyleDate {
    pub(super) date: types::Date,
    pub(super) shown: Option<Shown>,
}

/// The year that a style writes, and what is to stand in its place.
pub(super) struct Shown {
    year: String,
    words: String,
}

impl Shown {
    /// A piece of a date with its year replaced; `None` where the year is not in it.
    pub(super) fn put_into(&self, text: &str) -> Option<String> {
        let at = text.find(&self.year)?;
        let (before, after) = (&text[..at], &text[at + self.year.len()..]);
        Some(format!("{before}{}{after}", self.words))
    }
}

/// A date for a style that says of itself when a date is in doubt, or does not.
///
/// `None` where the style could not write its year.
pub(super) fn style_date(date: &Date, tells_doubt: bool) -> Option<StyleDate> {
    let (earliest, latest) = (date.earliest(), date.latest());
    let known = earliest.or(latest)?;
    let year = i32::try_from(known.year).ok().filter(|year| (1..=9999).contains(year))?;
    let (month, day) = precision(earliest, latest);
    let doubt = !date.is_certain();
    let years = match (earliest, latest) {
        (Some(first), Some(last)) if first.year == last.year => year.to_string(),
        (Some(first), Some(last)) => format!("{}–{}", first.year, last.year),
        (Some(first), None) => format!("{}–", first.year),
        (None, Some(last)) => format!("–{}", last.year),
        (None, None) => return None,
    };
    let words = if doubt && !tells_doubt { format!("ca. {years}") } else { years };
    let shown =
        (words != year.to_string()).then(|| Shown { year: year.to_string(), words });
    let date = types::Date {
        year,
        month: month.map(|month| month - 1),
        day: day.map(|day| day - 1),
        approximate: doubt,
        season: None,
    };
    Some(StyleDate { date, shown })
}

/// The month and the day, as far as all days that the date may mean share them.
fn precision(earliest: Option<Day>, latest: Option<Day>) -> (Option<u8>, Option<u8>) {
    let (Some(first), Some(last)) = (earliest, latest) else { return (None, None) };
    if (first.year, first.month) != (last.year, last.month) {
        return (None, None);
    }
    (Some(first.month), (first.day == last.day).then_some(first.day))
}
