//! Links to other sites, asked for on a server of this process; nothing else is ever asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use throughline::links::{Answer, Client};

use crate::server::{Asked, serve};
use crate::support::Disk;

type Log = Arc<Mutex<Vec<Asked>>>;

/// A server with a page of each kind; gives its address, and what it is asked.
fn server() -> (String, Log) {
    let log: Log = Arc::default();
    let kept = Arc::clone(&log);
    let address = serve(move |asked| {
        kept.lock().unwrap().push(asked.clone());
        let found = |to: &str| (302, format!("Location: {to}"), vec![]);
        match (&*asked.method, &*asked.path) {
            (_, "/fine" | "/fine?q=1" | "/") | ("GET", "/no-heads") => {
                (200, String::new(), b"here".to_vec())
            }
            ("HEAD", "/no-heads") => (405, String::new(), vec![]),
            (_, "/gone") => (410, String::new(), vec![]),
            (_, "/moved") => found("/fine"),
            (_, "/to-home") => found("/"),
            (_, "/circle") => found("/circle"),
            (_, "/forbidden") => (403, String::new(), vec![]),
            (_, "/slow") => {
                std::thread::sleep(Duration::from_millis(1500));
                (200, String::new(), vec![])
            }
            _ => (404, String::new(), vec![]),
        }
    });
    (format!("http://{address}"), log)
}

#[test]
fn answers_are_told_apart() {
    let (server, log) = server();
    let client = Client::new(Duration::from_millis(500), Duration::ZERO);
    let ask = |path: &str| match client.ask(&format!("{server}{path}")) {
        Answer::Fine => "fine".to_owned(),
        Answer::Rotten(why) => why,
        Answer::Unsure(why) => format!("unsure: {why}"),
    };
    assert_eq!(ask("/fine"), "fine");
    assert_eq!(log.lock().unwrap().len(), 1, "a head is enough");
    let asked = log.lock().unwrap()[0].clone();
    assert_eq!(asked.method, "HEAD");
    assert!(asked.agent.starts_with("Throughline "), "{asked:?}");
    for (path, answer) in [
        ("/fine?q=1", "fine"),
        ("/no-heads", "fine"),
        ("/moved", "fine"),
        ("/", "fine"),
        ("/nowhere", "404 Not Found"),
        ("/gone", "410 Gone"),
        ("/to-home", "it leads to the site's home page now"),
        ("/circle", "it leads round in a circle"),
        ("/slow", "it does not answer in time"),
        ("/forbidden", "unsure: 403 Forbidden"),
    ] {
        assert_eq!(ask(path), answer, "{path}");
    }
    // A port that nobody listens on.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let answer = client.ask(&format!("http://{free}/"));
    assert!(
        matches!(&answer, Answer::Rotten(why) if why.contains("refused")),
        "{answer:?}"
    );
}

#[test]
fn a_check_asks_when_told_to_and_remembers() {
    let (server, log) = server();
    let disk = Disk::dossier();
    let source = disk.read("content/sources/a.yaml");
    disk.put(
        "content/sources/a.yaml",
        format!("{source}url: {server}/gone\narchive_url: {server}/fine\nnote: See [it]({server}/forbidden).\n"),
    );
    let ran = disk.run(&["check"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    assert_eq!(log.lock().unwrap().len(), 0, "nothing is asked unless told to");
    assert_eq!(disk.run(&["build"]).code, Some(0));
    assert_eq!(log.lock().unwrap().len(), 0);

    let ran = disk.run(&["check", "--links"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains("warning[rotten-link]: this address has rotted: 410 Gone"),
        "{ran:?}"
    );
    assert!(ran.err.contains(" --> content/sources/a.yaml:5:6\n"), "{ran:?}");
    assert!(
        ran.err.contains(&format!(
            "readers still have the copy that you name: {server}/fine"
        ))
    );
    let summary = format!(
        "links: 3 addresses of other sites; 0 answered lately and were not asked; 1 rotted, \
         and 1 would not say:\n  {server}/forbidden (403 Forbidden)\n"
    );
    assert!(ran.err.contains(&summary), "{ran:?}");
    let paths = || -> Vec<String> {
        std::mem::take(&mut *log.lock().unwrap())
            .into_iter()
            .map(|asked| asked.path)
            .collect()
    };
    assert_eq!(paths(), ["/fine", "/forbidden", "/forbidden", "/gone", "/gone"]);

    assert_eq!(disk.run(&["check", "--links", "--deny-warnings"]).code, Some(1));
    assert_eq!(
        paths(),
        ["/forbidden", "/forbidden", "/gone", "/gone"],
        "what answered is not asked again"
    );
    disk.run(&["check", "--links", "--links-days", "0"]);
    assert_eq!(paths().len(), 5);
    // What is remembered is no part of the site.
    assert!(disk.read(".throughline/links.json").contains("/fine"));
    assert_eq!(disk.run(&["build"]).code, Some(0));
    assert!(!disk.files("site").keys().any(|path| path.contains("links.json")));
}
