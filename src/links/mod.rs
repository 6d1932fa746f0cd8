//! Whether the addresses of other sites still answer, and what has rotted.
//!
//! Asked on request only, and politely: of one host one question at a time, with a rest between
//! them; several hosts at once; what answered lately is not asked again. Knows no client and no
//! disk: it is given a function that asks, and the times of earlier answers.

#[cfg(feature = "links")]
mod client;
mod memory;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

#[cfg(feature = "links")]
pub use client::Client;
pub use memory::{Memory, SECONDS_A_DAY};

use crate::diagnostic::{Code, Diagnostic};
use crate::inspect::mentions::Mention;

/// How many hosts are asked at once.
const HOSTS_AT_ONCE: usize = 12;

/// What an address answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is there.
    Fine,
    /// It is not, with the reason in a few words.
    Rotten(String),
    /// The server would not say: it wants a password, or no robots, or is out of order just now.
    Unsure(String),
}

/// Asks for one address.
pub type Ask<'a> = dyn Fn(&str) -> Answer + Sync + 'a;

/// What asking came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many addresses there are.
    pub addresses: usize,
    /// How many of them answered lately, and were not asked.
    pub remembered: usize,
    /// How many have rotted.
    pub rotten: usize,
    /// Those that would not say, each with its reason.
    pub unsure: Vec<(String, String)>,
    /// What rotted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Asks for every address of other sites among these. `rest` is the time between two questions
/// to one host. `memory` knows what answered lately, and is told what answers now.
pub fn check(
    mentions: &[Mention],
    ask: &Ask<'_>,
    rest: Duration,
    memory: &mut Memory,
) -> Summary {
    let mut places: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
    for mention in mentions {
        if mention.address.starts_with("http://")
            || mention.address.starts_with("https://")
        {
            // What stands behind `#` is the page's business, and not the server's.
            let address = mention.address.split('#').next().unwrap_or_default();
            places.entry(address).or_default().push(mention);
        }
    }
    let (remembered, open): (Vec<&str>, Vec<&str>) =
        places.keys().partition(|address| memory.knows(address));
    let answers = ask_all(&open, ask, rest);
    let mut summary = Summary {
        addresses: places.len(),
        remembered: remembered.len(),
        ..Summary::default()
    };
    for (address, answer) in &answers {
        match answer {
            Answer::Fine => memory.answered(address),
            Answer::Unsure(why) => {
                summary.unsure.push(((*address).to_owned(), why.clone()));
            }
            Answer::Rotten(why) => {
                summary.rotten += 1;
                let mut told = BTreeSet::new();
                let mentions = places[address].iter();
                let new = mentions.filter(|mention| told.insert(&mention.place));
                summary
                    .diagnostics
                    .extend(new.map(|mention| rotten(mention, address, why)));
            }
        }
    }
    summary
}

fn rotten(mention: &Mention, address: &str, why: &str) -> Diagnostic {
    let help = match &mention.archived {
        Some(copy) => format!("readers still have the copy that you name: {copy}"),
        None if is_copy(address) => "look for another copy".to_owned(),
        None if mention.in_prose => {
            format!("look for a copy at https://web.archive.org/web/*/{address}")
        }
        None => format!(
            "look for a copy at https://web.archive.org/web/*/{address}, and name it with \
             `archive_url:`"
        ),
    };
    Diagnostic::warning(Code::ROTTEN_LINK, format!("this address has rotted: {why}"))
        .at(mention.place.clone(), "")
        .help(help)
}

/// Whether an address is a copy's in an archive.
fn is_copy(address: &str) -> bool {
    [
        "web.archive.org/",
        "archive.org/",
        "archive.ph/",
        "archive.today/",
        "archive.is/",
        "perma.cc/",
    ]
    .iter()
    .any(|archive| address.contains(&format!("://{archive}")))
}

/// The host of an address, with its port.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Asks for all addresses, a host's one after another.
fn ask_all<'a>(
    addresses: &[&'a str],
    ask: &Ask<'_>,
    rest: Duration,
) -> BTreeMap<&'a str, Answer> {
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in addresses {
        hosts.entry(host(address).to_lowercase()).or_default().push(address);
    }
    // The longest rows begin first, for they end last.
    let mut rows: Vec<Vec<&str>> = hosts.into_values().collect();
    rows.sort_by_key(Vec::len);
    let workers = rows.len().min(HOSTS_AT_ONCE);
    let rows = Mutex::new(rows);
    let answers = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let row = rows.lock().ok().and_then(|mut rows| rows.pop());
                    let Some(row) = row else { break };
                    for (n, address) in row.into_iter().enumerate() {
                        if n > 0 {
                            std::thread::sleep(rest);
                        }
                        let answer = ask(address);
                        if let Ok(mut answers) = answers.lock() {
                            answers.insert(address, answer);
                        }
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::diagnostic::Place;

    fn mention(address: &str, file: &str, archived: Option<&str>) -> Mention {
        Mention {
            address: address.to_owned(),
            place: Place::file(file),
            in_prose: false,
            archived: archived.map(str::to_owned),
        }
    }

    #[test]
    fn an_address_is_asked_for_once_and_told_wherever_it_stands() {
        let mentions = [
            mention("https://a.org/x#one", "1", None),
            mention("https://a.org/x", "2", Some("https://web.archive.org/x")),
            mention("https://a.org/y", "3", None),
            mention("http://B.org", "4", None),
            mention("mailto:a@b.org", "5", None),
            mention("sources/a.html", "6", None),
        ];
        let asked = Mutex::new(vec![]);
        let ask = |address: &str| {
            asked.lock().unwrap().push(address.to_owned());
            match address {
                "https://a.org/x" => Answer::Rotten("404 Not Found".into()),
                "http://B.org" => Answer::Unsure("403".into()),
                _ => Answer::Fine,
            }
        };
        let mut memory = Memory::new(1_000_000, 7);
        let summary = check(&mentions, &ask, Duration::ZERO, &mut memory);
        let mut all = asked.lock().unwrap().clone();
        all.sort();
        assert_eq!(all, ["http://B.org", "https://a.org/x", "https://a.org/y"]);
        assert_eq!(
            (summary.addresses, summary.remembered, summary.unsure.len()),
            (3, 0, 1)
        );
        let told: Vec<(&str, &str)> = summary
            .diagnostics
            .iter()
            .map(|d| (&*d.at.as_ref().unwrap().0.path, d.help.as_deref().unwrap()))
            .collect();
        assert_eq!(told[0].0, "1");
        assert!(
            told[0].1.contains("https://web.archive.org/web/*/https://a.org/x, and name")
        );
        assert_eq!(
            told[1],
            ("2", "readers still have the copy that you name: https://web.archive.org/x")
        );
        // What answered is not asked again; what did not is.
        asked.lock().unwrap().clear();
        let summary = check(&mentions, &ask, Duration::ZERO, &mut memory);
        assert_eq!((summary.remembered, asked.lock().unwrap().len()), (1, 2));
    }

    /// No two questions to one host overlap, and different hosts do not wait for each other.
    #[test]
    fn a_host_is_asked_one_thing_at_a_time() {
        let mentions: Vec<Mention> = (0..24)
            .map(|n| mention(&format!("https://h{}.org/{n}", n % 3), "f", None))
            .collect();
        let (busy, overlap) = (Mutex::new(BTreeSet::new()), AtomicBool::new(false));
        let together = std::sync::Barrier::new(3);
        let ask = |address: &str| {
            let host = host(address).to_owned();
            if !busy.lock().unwrap().insert(host.clone()) {
                overlap.store(true, Ordering::Relaxed);
            }
            // Three hosts meet here each time, or this would never end.
            together.wait();
            busy.lock().unwrap().remove(&host);
            Answer::Fine
        };
        let mut memory = Memory::new(1_000_000, 7);
        let summary = check(&mentions, &ask, Duration::from_millis(1), &mut memory);
        assert_eq!(summary.addresses, 24);
        assert!(!overlap.into_inner(), "a host was asked two things at once");
        assert_eq!(summary.diagnostics, []);
    }
}
