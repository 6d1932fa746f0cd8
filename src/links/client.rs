//! Asks over HTTP. The only file that speaks to a network.

use std::time::Duration;

use ureq::config::Config;
use ureq::http::StatusCode;
use ureq::{Agent, Error, ResponseExt as _};

use super::Answer;

const NO_HOST: &str = "there is no such host";

/// Asks as a program that says what it is.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    rest: Duration,
}

impl Client {
    /// One that waits so long for an answer, and rests so long before it asks a second time.
    pub fn new(patience: Duration, rest: Duration) -> Self {
        let config = Config::builder()
            .timeout_global(Some(patience))
            .http_status_as_error(false)
            .max_redirects(10)
            .user_agent(format!("{} (looks whether links still work)", crate::GENERATOR))
            .build();
        Self { agent: Agent::new_with_config(config), rest }
    }

    /// Asks whether an address is there: for its head, and for the whole where a server does
    /// not know heads. One that is out of order is asked twice.
    pub fn ask(&self, address: &str) -> Answer {
        match self.once(address, true) {
            Answer::Fine => Answer::Fine,
            // Who is not there needs no second question.
            Answer::Rotten(why) if why == NO_HOST => Answer::Rotten(why),
            _ => {
                std::thread::sleep(self.rest);
                self.once(address, false)
            }
        }
    }

    fn once(&self, address: &str, head: bool) -> Answer {
        let answer = if head {
            self.agent.head(address).call()
        } else {
            self.agent.get(address).call()
        };
        match answer {
            // The body, if there is one, is not read.
            Ok(answer) => {
                let end = answer.get_uri();
                judge(answer.status(), address, end.path(), end.query().is_some())
            }
            Err(error) => fault(&error),
        }
    }
}

/// What an answer means, whose redirections ended at a path.
fn judge(status: StatusCode, address: &str, end: &str, query: bool) -> Answer {
    let words = || {
        status.canonical_reason().map_or_else(
            || status.as_u16().to_string(),
            |reason| format!("{} {reason}", status.as_u16()),
        )
    };
    match status.as_u16() {
        200..=299 => {
            let begin = address.splitn(4, '/').nth(3).unwrap_or_default();
            let home = |path: &str| matches!(path.trim_matches('/'), "" | "index.html");
            if home(end) && !query && !home(begin) {
                Answer::Rotten("it leads to the site's home page now".to_owned())
            } else {
                Answer::Fine
            }
        }
        404 | 410 => Answer::Rotten(words()),
        // A password, a country, a guard against robots, a server that is out of order.
        _ => Answer::Unsure(words()),
    }
}

fn fault(error: &Error) -> Answer {
    let words = match error {
        Error::HostNotFound => NO_HOST,
        Error::Timeout(_) => "it does not answer in time",
        Error::TooManyRedirects => "it leads round in a circle",
        Error::ConnectionFailed => "it can't be reached",
        Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            "it does not answer in time"
        }
        Error::Io(error) => {
            return Answer::Rotten(format!(
                "it can't be reached: {}",
                crate::world::system_words(error)
            ));
        }
        // A certificate that has run out is no proof that the page is gone.
        error => return Answer::Unsure(error.to_string()),
    };
    Answer::Rotten(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_judged() {
        let judge = |status: u16, begin: &str, end: &str| {
            judge(StatusCode::from_u16(status).unwrap(), begin, end, false)
        };
        assert_eq!(judge(200, "https://a.org/x", "/y"), Answer::Fine);
        assert_eq!(judge(200, "https://a.org", "/"), Answer::Fine);
        assert_eq!(judge(200, "https://a.org/", "/"), Answer::Fine);
        assert!(matches!(judge(200, "https://a.org/x", "/"), Answer::Rotten(_)));
        assert_eq!(
            judge(404, "https://a.org/x", "/x"),
            Answer::Rotten("404 Not Found".into())
        );
        assert_eq!(
            judge(410, "https://a.org/x", "/x"),
            Answer::Rotten("410 Gone".into())
        );
        for status in [401, 403, 429, 500, 503, 999] {
            assert!(matches!(judge(status, "https://a.org/x", "/x"), Answer::Unsure(_)));
        }
    }
}
