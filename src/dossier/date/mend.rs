//! What somebody meant who wrote a date in another way than EDTF.
//!
//! Knows the habits of people and programs. It only ever suggests what the grammar in
//! `parse` accepts, and must not choose between two readings.

use super::words::{MONTHS, SEASONS};
use super::{DateError, parse};

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Suggests the EDTF for a text that is not EDTF, if it can be told.
pub(super) fn suggestion(text: &str) -> Option<DateError> {
    let same = |write: &String| write != text && parse::extent(write).is_ok();
    let readings = match spellings(text.trim()).into_iter().flatten().find(same) {
        Some(write) => vec![write],
        None => readings(text.trim()),
    };
    // A day that the calendar lacks is better explained than called unreadable.
    if let Some(error) = readings.iter().find_map(|edtf| parse::extent(edtf).err()) {
        return Some(error);
    }
    let text = text.to_owned();
    match <[String; 2]>::try_from(readings) {
        Ok([first, second]) => Some(DateError::Ambiguous { text, first, second }),
        Err(mut readings) => {
            readings.pop().map(|write| DateError::Instead { text, write })
        }
    }
}

/// Respells what is almost EDTF: the drafts before 2019, ISO 8601 beyond EDTF.
fn spellings(text: &str) -> [Option<String>; 7] {
    let drafted = text
        .replace("unknown", "")
        .replace("open", "..")
        .replace("?~", "%")
        .replace("~?", "%")
        .replace(['u', 'x'], "X")
        .to_ascii_uppercase();
    [
        Some(text.to_owned()),
        Some(drafted),
        Some(text.replace('?', "X")),
        text.strip_prefix('Y').map(str::to_owned),
        Some(text.trim_end_matches("-00").to_owned()),
        with_seconds(text),
        without_times(text),
    ]
}

/// Completes `2025-02-25 10:00` and drops the fractions of a second.
fn with_seconds(text: &str) -> Option<String> {
    let (day, time) = text.split_once(['T', 't', ' '])?;
    let (clock, rest) = time.trim().split_at_checked(5)?;
    let (seconds, rest) = match rest.split_at_checked(3) {
        Some((seconds, rest)) if seconds.starts_with(':') => (seconds, rest),
        _ => (":00", rest),
    };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    Some(format!("{day}T{clock}{seconds}{}", zone.to_ascii_uppercase()))
}

/// Takes the times of day from the ends of an interval.
fn without_times(text: &str) -> Option<String> {
    let (start, end) = text.split_once('/')?;
    let day = |end: &str| end.split('T').next().unwrap_or_default().to_owned();
    Some(format!("{}/{}", day(start), day(end)))
}

/// Reads a date or a span as people write them; two readings where both are plausible.
fn readings(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let span = text.strip_prefix("from ").unwrap_or(&text);
    match span.split_once(" to ").or_else(|| span.split_once(" - ")) {
        Some((start, end)) => {
            match (&readings_of_point(start)[..], &readings_of_point(end)[..]) {
                ([start], [end]) => vec![format!("{start}/{end}")],
                _ => Vec::new(),
            }
        }
        None => readings_of_point(&text),
    }
}

fn readings_of_point(text: &str) -> Vec<String> {
    let Some(Parts { numbers, month, season, decade, circa, uncertain }) = parts(text)
    else {
        return Vec::new();
    };
    let qualifier = match (circa, uncertain) {
        (true, true) => "%",
        (true, false) => "~",
        (false, true) => "?",
        (false, false) => "",
    };
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let dates = match (month, season, decade, &numbers[..]) {
        (None, None, Some(decade), []) => years_of_decade(&decade),
        (None, Some(season), None, [year]) if is_year(year) => {
            vec![format!("{year}-{season}")]
        }
        (Some(month), None, None, [year]) if is_year(year) => vec![ymd(&[year, &month])],
        (Some(month), None, None, [year, day] | [day, year])
            if is_year(year) && is_short(day) =>
        {
            vec![ymd(&[year, &month, day])]
        }
        (None, None, None, numbers) => readings_of_numbers(numbers),
        _ => Vec::new(),
    };
    // Both ends of a span are as sure as the whole.
    let ends = format!("{qualifier}/");
    dates.into_iter().map(|date| date.replace('/', &ends) + qualifier).collect()
}

/// What the words of a date give: numbers in their order, and the rest by its meaning.
#[derive(Default)]
struct Parts {
    numbers: Vec<String>,
    month: Option<String>,
    season: Option<usize>,
    decade: Option<String>,
    circa: bool,
    uncertain: bool,
}

/// Takes a text apart, or returns `None` at the first word that it does not know.
fn parts(text: &str) -> Option<Parts> {
    // A sign belongs to a year that only EDTF can write.
    if text.starts_with('-') {
        return None;
    }
    let bare = text.trim_matches(['?', '~', '%']);
    let mut parts = Parts {
        circa: text.contains(['~', '%']),
        uncertain: text.contains(['?', '%']),
        ..Parts::default()
    };
    // The mark in `2025-02-2?` may stand for a digit.
    if bare != text && bare.rsplit('-').next().is_some_and(|last| last.len() == 1) {
        return None;
    }
    for chunk in bare.split_whitespace() {
        // Whatever follows the time of day (a zone, “pm”) says nothing of the day.
        let timed = chunk.contains(':');
        let day = chunk.split_once('t').map_or("", |(day, _)| day);
        let chunk = if timed { day } else { chunk };
        for word in chunk.split(['-', '/', '.', ',']).filter(|word| !word.is_empty()) {
            parts.take(word)?;
        }
        if timed {
            break;
        }
    }
    Some(parts)
}

impl Parts {
    fn take(&mut self, word: &str) -> Option<()> {
        let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
        match (&word[..word.len() - letters.len()], letters) {
            ("", "c" | "ca" | "circa" | "about" | "around" | "approximately") => {
                self.circa = true;
                Some(())
            }
            ("", "the" | "of" | "in" | "on") => Some(()),
            ("", name) => self.take_name(name),
            (number, "" | "st" | "nd" | "rd" | "th") => {
                self.numbers.push(number.to_owned());
                Some(())
            }
            (years, "s") if is_year(years) && years.ends_with('0') => {
                set(&mut self.decade, years.to_owned())
            }
            _ => None,
        }
    }

    fn take_name(&mut self, word: &str) -> Option<()> {
        let position = |names: &[&str]| {
            names.iter().position(|name| {
                word.len() >= 3 && name.to_ascii_lowercase().starts_with(word)
            })
        };
        match (position(&MONTHS), position(&SEASONS)) {
            (Some(index), _) => set(&mut self.month, (index + 1).to_string()),
            (None, Some(index)) => set(&mut self.season, index + 21),
            (None, None) if word == "fall" => set(&mut self.season, 23),
            (None, None) => position(&WEEKDAYS).map(drop),
        }
    }
}

/// Fills what is empty; two months or seasons are not one date.
fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

fn readings_of_numbers(numbers: &[&str]) -> Vec<String> {
    match *numbers {
        [day] if day.len() == 8 => vec![ymd(&[&day[..4], &day[4..6], &day[6..]])],
        [year] if is_year(year) => vec![year.to_owned()],
        [first, last] if is_year(first) && is_year(last) => {
            vec![format!("{first}/{last}")]
        }
        [month, year] if is_month(month) && is_year(year) => vec![ymd(&[year, month])],
        [year, short] if is_year(year) && is_short(short) => {
            let month = is_month(short).then(|| ymd(&[year, short]));
            let span = (short.len() == 2 && *short > year[2..])
                .then(|| format!("{year}/{}{short}", &year[..2]));
            month.into_iter().chain(span).collect()
        }
        [year, month, day] if is_year(year) && is_month(month) && is_short(day) => {
            vec![ymd(&[year, month, day])]
        }
        [a, b, year] if is_short(a) && is_short(b) && is_year(year) => {
            let day_first = is_month(b).then(|| ymd(&[year, b, a]));
            let month_first = is_month(a).then(|| ymd(&[year, a, b]));
            let mut dates: Vec<String> =
                day_first.into_iter().chain(month_first).collect();
            dates.dedup();
            dates
        }
        _ => Vec::new(),
    }
}

/// Reads `2010s`; `1900s` is ten years to some and a hundred to others.
fn years_of_decade(decade: &str) -> Vec<String> {
    let mut years = vec![format!("{}X", &decade[..3])];
    years.extend(decade.strip_suffix("00").map(|century| format!("{century}XX")));
    years
}

fn ymd(parts: &[&str]) -> String {
    parts.iter().map(|part| format!("{part:0>2}")).collect::<Vec<_>>().join("-")
}

fn is_year(text: &str) -> bool {
    text.len() == 4
}

fn is_short(text: &str) -> bool {
    text.len() <= 2
}

fn is_month(text: &str) -> bool {
    is_short(text) && text.parse().is_ok_and(|month| (1..=12).contains(&month))
}

#[cfg(test)]
mod tests {
    use super::super::{Date, DateError};

    #[test]
    fn suggests_the_edtf_for_common_mistakes() {
        for (text, edtf) in [
            ("201x", "201X"),
            ("199u", "199X"),
            ("19uu", "19XX"),
            ("1985-04-uu", "1985-04-XX"),
            ("199?", "199X"),
            ("1984?~", "1984%"),
            ("2004-06/unknown", "2004-06/"),
            ("2004/open", "2004/.."),
            ("y170000002", "Y170000002"),
            ("Y2010", "2010"),
            ("2025-", "2025"),
            ("2025..2026", "2025/2026"),
            ("~2025", "2025~"),
            ("?2025", "2025?"),
            ("c. 1914-1918", "1914~/1918~"),
            (" 2025 ", "2025"),
            ("2025-02-00", "2025-02"),
            ("2025-00-00", "2025"),
            ("25/02/2025", "2025-02-25"),
            ("02/25/2025", "2025-02-25"),
            ("25.2.2025", "2025-02-25"),
            ("2025/02/25", "2025-02-25"),
            ("2025-2-5", "2025-02-05"),
            ("20250225", "2025-02-25"),
            ("02/2025", "2025-02"),
            ("2025-2", "2025-02"),
            ("2024/25", "2024/2025"),
            ("25 Feb 2025", "2025-02-25"),
            ("25 Feb. 2025?", "2025-02-25?"),
            ("25th of February, 2025", "2025-02-25"),
            ("Tuesday, February 25, 2025", "2025-02-25"),
            ("Tue, 25 Feb 2025 10:00:00 +0000", "2025-02-25"),
            ("25 February 2025, 10:00", "2025-02-25"),
            ("February 2025", "2025-02"),
            ("Sept 2025", "2025-09"),
            ("c. 2025", "2025~"),
            ("ca.1850", "1850~"),
            ("circa May 1850?", "1850-05%"),
            ("spring 2025", "2025-21"),
            ("Fall 2025", "2025-23"),
            ("2010s", "201X"),
            ("the 1980s", "198X"),
            ("1914-1918", "1914/1918"),
            ("1914\u{2013}1918", "1914/1918"),
            ("from 1 May 2024 to June 2024", "2024-05-01/2024-06"),
            ("2025-02-25 10:00", "2025-02-25T10:00:00"),
            ("2025-02-25T10:00+01:00", "2025-02-25T10:00:00+01:00"),
            ("2025-02-25T10:00:00.000Z", "2025-02-25T10:00:00Z"),
            ("2025-02-25t10:00:00z", "2025-02-25T10:00:00Z"),
            ("2025-2-5T10:00", "2025-02-05"),
            ("2025-02-25T10:00:00/2025-02-26T10:00:00", "2025-02-25/2025-02-26"),
        ] {
            let expected = DateError::Instead { text: text.into(), write: edtf.into() };
            assert_eq!(text.parse::<Date>(), Err(expected), "{text}");
        }
        for (text, first, second) in [
            ("1900s", "190X", "19XX"),
            ("2011/12", "2011-12", "2011/2012"),
            ("3 / 2 / 2025", "2025-02-03", "2025-03-02"),
        ] {
            let (first, second) = (first.into(), second.into());
            let expected = DateError::Ambiguous { text: text.into(), first, second };
            assert_eq!(text.parse::<Date>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn leaves_the_unreadable_alone() {
        for text in [
            "25/02/25",
            "XXXX",
            "2XXX",
            "2004-1X",
            "2004-XX-05",
            "201X-05",
            "-0000",
            "44",
            "2004-06-11?T10:00:00",
            "Y170000002-21",
            "2025-02-25/26",
            "a/b/c",
            "12345",
            "-2025-2-5",
            "{2025}",
            "May/June 2025",
            "2025-02-2?",
            "2025the",
            "Y1234567890123456",
            "é2025",
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert!(matches!(error, DateError::Unreadable { .. }), "{text}: {error}");
        }
    }
}
