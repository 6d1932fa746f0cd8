//! Which addresses answered, and when, so that they are not asked again each time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Seconds of a day.
pub const SECONDS_A_DAY: u64 = 24 * 60 * 60;

/// What answered, by address, with the second in which it did (Unix time).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    now: u64,
    days_max: u64,
    answered: BTreeMap<String, u64>,
}

impl Memory {
    /// Remembers nothing yet. `now` is in Unix seconds; an answer holds for `days_max` days.
    pub fn new(now: u64, days_max: u64) -> Self {
        Self { now, days_max, answered: BTreeMap::new() }
    }

    /// Remembers what an earlier one wrote down. What can't be read is as good as forgotten.
    #[must_use]
    pub fn read(mut self, json: &str) -> Self {
        let value: Value = serde_json::from_str(json).unwrap_or_default();
        let answered = value["answered"].as_object().into_iter().flatten();
        let answered = answered.filter_map(|(url, at)| Some((url.clone(), at.as_u64()?)));
        self.answered = answered.filter(|(_, at)| self.holds(*at)).collect();
        self
    }

    /// Writes down what answered lately.
    pub fn write(&self) -> String {
        let about = "Which addresses answered `throughline check --links`, and when (Unix time). It can be deleted.";
        format!("{:#}\n", json!({ "about": about, "answered": self.answered }))
    }

    /// Whether an address answered lately.
    pub fn knows(&self, address: &str) -> bool {
        self.answered.get(address).is_some_and(|at| self.holds(*at))
    }

    /// An address answers now.
    pub fn answered(&mut self, address: &str) {
        self.answered.insert(address.to_owned(), self.now);
    }

    /// An answer of the future is one of a clock that was wrong.
    fn holds(&self, at: u64) -> bool {
        at <= self.now && self.now - at < self.days_max * SECONDS_A_DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_for_some_days() {
        let now = 1_000_000_000;
        let mut memory = Memory::new(now, 7);
        memory.answered("https://a.org/");
        let written = memory.write();
        let later = |seconds| {
            Memory::new(now + seconds, 7).read(&written).knows("https://a.org/")
        };
        assert!(later(0) && later(7 * SECONDS_A_DAY - 1));
        assert!(!later(7 * SECONDS_A_DAY));
        assert!(!Memory::new(now - 1, 7).read(&written).knows("https://a.org/"));
        assert!(!Memory::new(now, 0).read(&written).knows("https://a.org/"));
        assert!(!Memory::new(now, 7).read("nonsense").knows("https://a.org/"));
    }
}
