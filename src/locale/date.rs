//! Dates in words, without losing what their author was unsure of.

use std::borrow::Cow;

use super::Locale;
use crate::dossier::{Date, Day, Extent, Point, Time, When};

const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

impl Locale {
    /// A date in words: “about 25 February 2025”.
    pub fn date(&self, date: &Date) -> String {
        let between = |key: &str, name: &str, point: Point| {
            self.say(key, &[(name, &self.point(point))])
        };
        match date.extent() {
            Extent::Point(point) => self.point(point),
            Extent::Between(start, end) => {
                let (start, end) = (self.point(start), self.point(end));
                self.say("date_between", &[("start", &start), ("end", &end)])
            }
            Extent::Since { start, open: true } => between("date_since", "start", start),
            Extent::Since { start, open: false } => {
                between("date_since_unknown", "start", start)
            }
            Extent::Until { end, open: true } => between("date_until", "end", end),
            Extent::Until { end, open: false } => {
                between("date_until_unknown", "end", end)
            }
        }
    }

    fn point(&self, point: Point) -> String {
        let mut words = self.when(point.when);
        if point.approximate {
            words = self.say("date_about", &[("date", &words)]);
        }
        if point.uncertain {
            words = self.say("date_uncertain", &[("date", &words)]);
        }
        words
    }

    fn when(&self, when: When) -> String {
        let some = |key: &str, words: String| self.say(key, &[("date", &words)]);
        match when {
            When::Instant { day, time } => {
                let date = self.when(When::Day(day));
                self.say("date_time", &[("date", &date), ("time", &time_of_day(time))])
            }
            When::Day(Day { year, month, day }) => {
                let (year, month) = (self.year(year), self.month_name(month));
                let day = day.to_string();
                self.say("date_day", &[("day", &day), ("month", &month), ("year", &year)])
            }
            When::Month { year, month } => self.month(year, month),
            When::Year(year) => self.year(year),
            When::Years { first, last } if first >= 1000 => {
                // “The 2000s” alone may be ten years or a hundred.
                let key = match last - first {
                    99 => "date_century",
                    _ if first % 100 == 0 => "date_decade",
                    _ => "date_years",
                };
                self.say(key, &[("year", &first.to_string())])
            }
            When::Years { first, last } => {
                let (first, last) = (self.year(first), self.year(last));
                self.say("date_year_range", &[("first", &first), ("last", &last)])
            }
            When::Season { year, season } => {
                let season = self.word(SEASONS[usize::from(season)]);
                self.say("date_season", &[("season", season), ("year", &self.year(year))])
            }
            When::SomeDayOfMonth { year, month } => {
                some("date_some_day", self.month(year, month))
            }
            When::SomeDayOfYear(year) => some("date_some_day", self.year(year)),
            When::SomeMonth(year) => some("date_some_month", self.year(year)),
        }
    }

    fn month_name(&self, month: u8) -> String {
        self.word(&format!("month_{month}")).to_owned()
    }

    /// A month without a day, which some languages say in another form.
    fn month(&self, year: i64, month: u8) -> String {
        let alone = self.phrase(&format!("alone_{month}"), None, &[]);
        let month = alone.map_or_else(|| self.month_name(month), Cow::into_owned);
        let year = self.year(year);
        self.say("date_month", &[("month", &month), ("year", &year)])
    }

    /// Names a year as people do: there is no year 0 in words.
    fn year(&self, year: i64) -> String {
        match year {
            1000.. => year.to_string(),
            1..1000 => self.say("date_ad", &[("year", &year.to_string())]),
            _ => self.say("date_bc", &[("year", &(1 - year).to_string())]),
        }
    }
}

fn time_of_day(Time { hour, minute, zone_minutes }: Time) -> String {
    let zone = match zone_minutes {
        None => String::new(),
        Some(0) => " UTC".to_owned(),
        Some(zone) => {
            let sign = if zone < 0 { '\u{2212}' } else { '+' };
            let zone = zone.unsigned_abs();
            format!(" UTC{sign}{:02}:{:02}", zone / 60, zone % 60)
        }
    };
    format!("{hour:02}:{minute:02}{zone}")
}
