//! The grammar of EDTF levels 0 and 1.
//!
//! Knows what is valid, and which rule of the calendar a text breaks. It must not guess
//! what else a text may mean: that is for `mend`.

use super::words::month_in_words;
use super::{DateError, Day, Extent, Point, Time, When, days_in_month};

/// Reads a whole EDTF text.
///
/// # Errors
/// Fails with the rule that the text breaks, or [`DateError::Unreadable`].
pub(super) fn extent(text: &str) -> Result<Extent, DateError> {
    if text.trim().is_empty() {
        return Err(DateError::Empty);
    }
    let Some((start, end)) = text.split_once('/') else {
        return point(text).map(Extent::Point);
    };
    match (start, end) {
        ("" | "..", "" | "..") => Err(DateError::NoEnds { text: text.to_owned() }),
        (_, "" | "..") => {
            Ok(Extent::Since { start: point_of_interval(start)?, open: end == ".." })
        }
        ("" | "..", _) => {
            Ok(Extent::Until { end: point_of_interval(end)?, open: start == ".." })
        }
        _ => {
            let (first, last) = (point_of_interval(start)?, point_of_interval(end)?);
            if first.when.first() > last.when.last() {
                let write = format!("{end}/{start}");
                return Err(DateError::Backwards { text: text.to_owned(), write });
            }
            Ok(Extent::Between(first, last))
        }
    }
}

/// Reads one end of an interval; EDTF gives intervals no times of day.
fn point_of_interval(text: &str) -> Result<Point, DateError> {
    match point(text)? {
        Point { when: When::Instant { .. }, .. } => Err(unreadable(text)),
        point => Ok(point),
    }
}

fn point(text: &str) -> Result<Point, DateError> {
    let (body, approximate, uncertain) = match text.as_bytes().last() {
        Some(b'~') => (&text[..text.len() - 1], true, false),
        Some(b'?') => (&text[..text.len() - 1], false, true),
        Some(b'%') => (&text[..text.len() - 1], true, true),
        _ => (text, false, false),
    };
    let qualified = approximate || uncertain;
    let when = match body.split_once('T') {
        Some((day, time)) if !qualified => instant(text, day, time)?,
        Some(_) => return Err(unreadable(text)),
        None => when(body)?,
    };
    Ok(Point { when, approximate, uncertain })
}

fn when(text: &str) -> Result<When, DateError> {
    if let Some(year) = text.strip_prefix('Y') {
        return long_year(year).map(When::Year).ok_or_else(|| unreadable(text));
    }
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, text),
    };
    let parts: Vec<&str> = unsigned.split('-').collect();
    if let [years] = parts[..]
        && let Some(years) = unspecified_years(years, negative)
    {
        return Ok(years);
    }
    let year = number(parts[0], 4)
        .filter(|year| !(negative && *year == 0))
        .map(|year| if negative { -year } else { year })
        .ok_or_else(|| unreadable(text))?;
    match parts[1..] {
        [] => Ok(When::Year(year)),
        ["XX"] => Ok(When::SomeMonth(year)),
        ["XX", "XX"] => Ok(When::SomeDayOfYear(year)),
        [month] => match two_digits(text, month)? {
            month @ 1..=12 => Ok(When::Month { year, month }),
            code @ 21..=24 => Ok(When::Season { year, season: code - 21 }),
            _ => Err(DateError::NoSuchMonth { text: text.to_owned() }),
        },
        [month, day] => {
            let month = two_digits(text, month)?;
            if month > 12 {
                return Err(DateError::NoSuchMonth { text: text.to_owned() });
            }
            if day == "XX" {
                return Ok(When::SomeDayOfMonth { year, month });
            }
            let day = two_digits(text, day)?;
            let days = days_in_month(year, month);
            if day > days {
                let month = month_in_words(year, month);
                return Err(DateError::NoSuchDay { text: text.to_owned(), month, days });
            }
            Ok(When::Day(Day { year, month, day }))
        }
        _ => Err(unreadable(text)),
    }
}

/// Reads what follows `Y`: a year of five to fifteen digits, so that it fits with room to
/// count from it.
fn long_year(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let fits = (5..=15).contains(&digits.len()) && !digits.starts_with('0');
    let year = number(digits, digits.len()).filter(|_| fits)?;
    Some(if digits.len() < text.len() { -year } else { year })
}

/// Reads `201X` and `20XX`; level 1 has no more unspecified digits than two.
fn unspecified_years(text: &str, negative: bool) -> Option<When> {
    let digits = text.trim_end_matches('X');
    let width = match text.len() - digits.len() {
        1 => 10,
        2 => 100,
        _ => return None,
    };
    let near = number(digits, if width == 10 { 3 } else { 2 })? * width;
    let far = near + width - 1;
    let (first, last) = if negative { (-far, -near) } else { (near, far) };
    Some(When::Years { first, last })
}

fn instant(text: &str, day: &str, time: &str) -> Result<When, DateError> {
    let When::Day(day) = when(day)? else { return Err(unreadable(text)) };
    let (clock, zone) = time.split_at_checked(8).ok_or_else(|| unreadable(text))?;
    let [hour, minute, second] = clock_digits(clock).ok_or_else(|| unreadable(text))?;
    let zone_minutes = match (zone, zone.split_at_checked(1)) {
        ("", _) => None,
        ("Z", _) => Some(0),
        (_, Some((sign @ ("+" | "-"), offset))) => {
            let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
            let (hours, minutes) = number(hours, 2)
                .zip(number(minutes, 2))
                .ok_or_else(|| unreadable(text))?;
            let offset = i16::try_from(hours * 60 + minutes).ok();
            match offset.filter(|offset| *offset <= 14 * 60 && minutes < 60) {
                Some(offset) => Some(if sign == "-" { -offset } else { offset }),
                None => return Err(DateError::NoSuchTime { text: text.to_owned() }),
            }
        }
        _ => return Err(unreadable(text)),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(DateError::NoSuchTime { text: text.to_owned() });
    }
    Ok(When::Instant { day, time: Time { hour, minute, zone_minutes } })
}

/// Reads `hh:mm:ss` without judging it.
fn clock_digits(text: &str) -> Option<[u8; 3]> {
    let mut parts = text.split(':').map(|part| u8::try_from(number(part, 2)?).ok());
    let clock = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(clock)
}

/// Reads a month or a day of the month; `00` is neither.
fn two_digits(text: &str, part: &str) -> Result<u8, DateError> {
    number(part, 2)
        .filter(|number| *number > 0)
        .and_then(|number| u8::try_from(number).ok())
        .ok_or_else(|| unreadable(text))
}

/// Reads a number of exactly so many ASCII digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn unreadable(text: &str) -> DateError {
    DateError::Unreadable { text: text.to_owned() }
}
