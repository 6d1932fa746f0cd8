//! The English names that dates are often written with, where EDTF is meant.

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

/// A month in English, for messages.
pub(super) fn month_in_words(year: i64, month: u8) -> String {
    let year = match year {
        1000.. => year.to_string(),
        1..1000 => format!("AD {year}"),
        _ => format!("{} BC", 1 - year),
    };
    format!("{} {year}", MONTHS[usize::from(month) - 1])
}
