//! The preview: what it serves is what a clean build makes, whatever was edited and however it
//! was saved; and no client gets more than a page of the site.

mod edits;
mod marking;
mod saving;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use throughline::diagnostic::has_errors;
use throughline::pipeline;
use throughline::preview::{self, Limits, Options};
use throughline::world::DiskWorld;

use crate::support::Disk;

/// A preview that runs until the tests end.
struct Preview {
    address: SocketAddr,
    base: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Preview {
    fn of(root: &Path) -> Self {
        Self::with(root, Limits::default(), false)
    }

    fn with(root: &Path, limits: Limits, poll: bool) -> Self {
        let host = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let root = root.to_owned();
        Self::start(Options { root, host, poll, edit: true, color: false, limits })
    }

    fn start(options: Options) -> Self {
        let listener = TcpListener::bind((options.host, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let lines = Arc::clone(&told);
        let (to, ready) = channel();
        std::thread::spawn(move || {
            let tell = Arc::new(move |line: &str| {
                lines.lock().unwrap().push(line.to_owned());
            });
            let ready = move |url: &str| to.send(url.to_owned()).unwrap();
            preview::serve(&options, listener, tell, ready).unwrap();
        });
        let url = ready.recv().unwrap();
        let base = url.split_once(&address.to_string()).unwrap().1.to_owned();
        Self { address, base, told }
    }

    /// Sends bytes as they are, and gives all that comes back.
    fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        all
    }

    fn ask(&self, path: &str, headers: &str) -> Answer {
        let address = self.address;
        let asked = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n"
        );
        Answer::of(&self.raw(asked.as_bytes()))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(path, "")
    }

    /// What a browser gets.
    fn page(&self, path: &str) -> String {
        self.ask(path, "Accept: text/html\r\n").text()
    }

    /// The states of a page, as they come.
    fn events(&self, page: &str) -> impl Iterator<Item = Value> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let address = self.address;
        write!(
            stream,
            "GET /_throughline/events?page={page} HTTP/1.1\r\nHost: {address}\r\n\r\n"
        )
        .unwrap();
        let lines = BufReader::new(stream).lines().map(Result::unwrap);
        lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
    }

    fn told(&self) -> String {
        self.told.lock().unwrap().join("\n")
    }

    /// Fails unless the site is served as a clean build makes it. Of a large site only some
    /// pages are compared, which `numbers` draws.
    fn is_clean_build(&self, root: &Path, numbers: &mut Numbers, what: &str) {
        let world = DiskWorld::open(root).unwrap();
        let made = pipeline::site(&world, &pipeline::Options::default());
        if has_errors(&made.diagnostics) {
            let status = self.get(&self.base).status;
            assert!([200, 404, 500].contains(&status), "{status} after {what}");
            return;
        }
        let mut paths = made.value.unwrap().paths();
        while paths.len() > 12 {
            paths.swap_remove(numbers.below(paths.len()));
        }
        self.is_clean_build_of(root, paths, what);
    }

    /// The same of these paths.
    fn is_clean_build_of(&self, root: &Path, paths: Vec<String>, what: &str) {
        let world = DiskWorld::open(root).unwrap();
        let site = pipeline::site(&world, &pipeline::Options::default()).value.unwrap();
        let renderer = site.renderer();
        for path in paths {
            let built = renderer.render(&path).unwrap().unwrap().into_bytes();
            let served = self.get(&format!("{}{path}", self.base));
            assert_eq!(served.status, 200, "{path} after {what}");
            assert!(served.body == built, "{path} is stale after {what}");
        }
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn of(all: &[u8]) -> Self {
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(all[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: all[end + 4..].to_vec() }
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// Pseudo-random numbers that are the same on every machine (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

#[test]
fn what_is_written_while_the_site_is_made_is_served_in_the_end() {
    let disk = Disk::dossier();
    let preview = Preview::of(&disk.path(""));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..300 {
                disk.put("content/dossier.yaml", format!("title: Title {n:04}\n"));
            }
        });
        for _ in 0..10 {
            preview.get("/index.html");
        }
    });
    let root = disk.path("");
    preview.is_clean_build(&root, &mut Numbers(1), "300 edits");
    assert!(preview.get("/index.html").text().contains("Title 0299"));
}

#[cfg(unix)]
#[test]
fn as_many_bytes_at_the_old_time_are_noticed() {
    let disk = Disk::dossier();
    let preview = Preview::of(&disk.path(""));
    let path = disk.path("content/dossier.yaml");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    for n in 0..20 {
        disk.put("content/dossier.yaml", format!("title: Title {n:04}\n"));
        let open = fs::File::options().write(true).open(&path).unwrap();
        open.set_modified(time).unwrap();
        let page = preview.get("/index.html").text();
        assert!(page.contains(&format!("Title {n:04}")), "edit {n}");
    }
}

#[test]
fn an_open_page_is_told_without_asking() {
    for poll in [false, true] {
        let disk = Disk::dossier();
        let preview = Preview::with(&disk.path(""), Limits::default(), poll);
        let mut states = preview.events("sources/a.html");
        let first = states.next().unwrap();
        assert_eq!(first["faults"], Value::Array(vec![]));
        disk.put("seeds/a.txt", "The fox jumps high.\n");
        let next = states.next().unwrap();
        assert_ne!(next["bytes"], first["bytes"]);
        assert_ne!(next["content"], first["content"]);
        disk.put("templates/assets/text.css", "p { margin: 0 }\n");
        let styled = states.next().unwrap();
        assert_ne!(styled["bytes"], next["bytes"]);
        assert_eq!(
            styled["content"], next["content"],
            "nothing but a style sheet changed"
        );
        let told = preview.told();
        assert!(told.contains("seeds/a.txt changed: 2 pages, no problems ("), "{told}");
    }
}

#[test]
fn a_broken_source_keeps_its_page_and_takes_no_other_down() {
    let disk = Disk::dossier();
    disk.put("seeds/b.txt", "The dog sleeps.\n");
    let b = "seed: b.txt\ntitle: B\npassages:\n  - { quote: The dog, arguments: { c: supports } }\n";
    disk.put("content/sources/b.yaml", b);
    let preview = Preview::of(&disk.path(""));
    let good = preview.get("/sources/b.html").text();
    let mut states = preview.events("sources/b.html");
    assert_eq!(states.next().unwrap()["faults"], Value::Array(vec![]));

    // A quote that is not there; then YAML that is none. Both keep the page as it was.
    for broken in [b.replace("The dog,", "The cat,"), format!("{b}x: [\n")] {
        disk.put("content/sources/b.yaml", &broken);
        disk.put("seeds/a.txt", format!("The fox jumps. {}\n", broken.len()));
        assert_eq!(preview.get("/sources/b.html").text(), good);
        let other = preview.get("/sources/a.html").text();
        assert!(other.contains(&broken.len().to_string()), "another page is current");
        let page = preview.page("/sources/b.html");
        assert!(page.contains("content/sources/b.yaml:"), "the page names the place");
    }
    let faults =
        states.find(|state| state["faults"][0]["code"] == "yaml-syntax").unwrap();
    assert!(faults["faults"][0]["text"].as_str().unwrap().contains("x: ["));
    assert!(preview.told().contains("error[yaml-syntax]"), "{}", preview.told());

    disk.put("content/sources/b.yaml", b.replace("title: B", "title: Mended"));
    assert!(preview.get("/sources/b.html").text().contains("Mended"));
    assert!(states.any(|state| state["faults"] == Value::Array(vec![])));
}

#[test]
fn a_broken_template_keeps_all_pages_and_is_shown() {
    let disk = Disk::dossier();
    let preview = Preview::of(&disk.path(""));
    let good = preview.get("/sources/a.html").text();
    disk.put("templates/source.html", "{% if %}");
    assert_eq!(preview.get("/sources/a.html").text(), good);
    assert!(preview.page("/sources/a.html").contains("templates/source.html"));
    // A fault that shows only when the page is made.
    disk.put("templates/source.html", "<body>{{ it.nothing.there }}</body>");
    assert_eq!(preview.get("/sources/a.html").text(), good);
    assert!(preview.page("/sources/a.html").contains("templates/source.html:1"));
    fs::remove_file(disk.path("templates/source.html")).unwrap();
    let page = preview.page("/sources/a.html");
    assert!(page.contains("\"faults\":[]"), "{page}");
}

#[test]
fn a_dossier_that_is_broken_from_the_start_shows_why() {
    let disk = Disk::dossier();
    disk.put("content/sources/a.yaml", "seed: a.txt\n");
    let preview = Preview::of(&disk.path(""));
    let answer = preview.ask("/sources/a.html", "Accept: text/html\r\n");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("missing-key"), "{}", answer.text());
    assert_eq!(preview.get("/index.html").status, 200);
}

#[test]
fn a_directory_that_goes_away_is_waited_for() {
    let disk = Disk::new();
    let dossier = Disk::dossier();
    fs::rename(dossier.path("content"), disk.path("content")).unwrap();
    fs::rename(dossier.path("seeds"), disk.path("seeds")).unwrap();
    let (at, away) = (disk.path("at"), disk.path("away"));
    fs::create_dir(&at).unwrap();
    for name in ["content", "seeds"] {
        fs::rename(disk.path(name), at.join(name)).unwrap();
    }
    let preview = Preview::of(&at);
    let good = preview.get("/index.html").text();
    fs::rename(&at, &away).unwrap();
    assert_eq!(preview.get("/index.html").text(), good);
    assert!(preview.told().contains("can't be opened (no such file or directory)"));
    fs::rename(&away, &at).unwrap();
    disk.put("at/content/dossier.yaml", "title: Back again\n");
    assert!(preview.get("/index.html").text().contains("Back again"));
    assert!(preview.told().contains("is back"));
}

#[test]
fn the_site_is_where_its_address_says() {
    let disk = Disk::dossier();
    disk.put(
        "content/dossier.yaml",
        "title: T\nbase_url: https://example.org/some/project/\n",
    );
    let preview = Preview::of(&disk.path(""));
    assert_eq!(preview.base, "/some/project/");
    for (asked, to) in [
        ("/", "/some/project/"),
        ("/some/project", "/some/project/"),
        ("/some/project/sources?x=1", "/some/project/sources/?x=1"),
    ] {
        let answer = preview.get(asked);
        assert_eq!(answer.status, 307, "{asked}");
        assert!(answer.head.contains(&format!("location: {to}\r\n")), "{}", answer.head);
    }
    assert_eq!(preview.get("/some/project/").status, 200);
    assert_eq!(preview.get("/some/project/sources/").status, 200);
    let nowhere = preview.get("/sources/a.html");
    assert_eq!(nowhere.status, 404);
    assert_eq!(nowhere.body, preview.get("/some/project/404.html").body);
}

#[test]
fn whoever_is_not_meant_is_turned_away() {
    let disk = Disk::dossier();
    let preview = Preview::of(&disk.path(""));
    let own = format!("Host: {}\r\n", preview.address);
    let huge = format!("{own}X: {}\r\n", "a".repeat(40_000));
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    let many = own.clone() + &many;
    let foreign = format!("{own}Origin: http://evil.example\r\n");
    let null = format!("{own}Origin: null\r\n");
    let same = format!(
        "{own}Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
        preview.address
    );
    let cross = format!("{own}Sec-Fetch-Site: cross-site\r\n");
    let image = format!("{cross}Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n");
    let frame = format!("{cross}Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n");
    let link = format!("{cross}Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n");
    let neighbour = format!("{own}Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n");
    let body = format!("{own}Content-Length: 4\r\n\r\nabcd");
    let chunks = format!("{own}Transfer-Encoding: chunked\r\n\r\n0\r\n");
    for (line, headers, status) in [
        ("GET / HTTP/1.1", own.as_str(), 200),
        ("HEAD / HTTP/1.1", &own, 200),
        ("GET / HTTP/1.1", "Host: localhost:1\r\n", 200),
        ("GET / HTTP/1.1", "Host: evil.example\r\n", 421),
        ("GET / HTTP/1.1", "Host: 192.168.0.1\r\n", 421),
        ("GET / HTTP/1.1", "", 400),
        ("GET / HTTP/1.0", "", 400),
        ("GET / HTTP/1.1", "Host: localhost\r\nHost: localhost\r\n", 400),
        ("GET http://evil.example/ HTTP/1.1", &own, 421),
        ("GET / HTTP/1.1", &foreign, 403),
        ("GET / HTTP/1.1", &null, 403),
        ("GET / HTTP/1.1", &same, 200),
        ("GET / HTTP/1.1", &image, 403),
        ("GET / HTTP/1.1", &frame, 403),
        ("GET / HTTP/1.1", &link, 200),
        ("GET / HTTP/1.1", &neighbour, 403),
        ("GET /_throughline/events?page=index.html HTTP/1.1", &foreign, 403),
        ("POST / HTTP/1.1", &own, 405),
        ("DELETE /index.html HTTP/1.1", &own, 405),
        ("OPTIONS * HTTP/1.1", &own, 405),
        ("CONNECT evil.example:80 HTTP/1.1", &own, 421),
        ("GET / HTTP/1.1", &body, 413),
        ("GET / HTTP/1.1", &chunks, 413),
        ("GET / HTTP/1.1", &huge, 431),
        ("GET / HTTP/1.1", &many, 431),
        ("GET /../Cargo.toml HTTP/1.1", &own, 404),
        ("GET /../../../../etc/passwd HTTP/1.1", &own, 404),
        ("GET /%2e%2e/content/dossier.yaml HTTP/1.1", &own, 404),
        ("GET /sources/..%2f..%2fseeds/a.txt HTTP/1.1", &own, 404),
        ("GET /sources/%00 HTTP/1.1", &own, 404),
        ("GET /%ff HTTP/1.1", &own, 404),
        ("GET //evil.example/ HTTP/1.1", &own, 404),
        ("GET /seeds/a.txt HTTP/1.1", &own, 404),
        ("GET /\\..\\x HTTP/1.1", &own, 404),
        ("nonsense", "", 400),
        ("\u{16}\u{3}\u{1}", "", 400),
    ] {
        let asked = format!("{line}\r\nConnection: close\r\n{headers}\r\n");
        let all = preview.raw(asked.as_bytes());
        // A refusal may cross with what is still being sent, and be lost.
        if all.is_empty() && status == 431 {
            continue;
        }
        let answer = Answer::of(&all);
        assert_eq!(answer.status, status, "{line} {headers:.80}\n{}", answer.head);
        assert!(!answer.text().contains("root:"), "{line}");
    }
    assert_eq!(preview.get("/").status, 200, "it is none the worse for it");
}

#[test]
fn slow_clients_hold_nobody_up() {
    let disk = Disk::dossier();
    let limits = Limits {
        connections: 20,
        head: Duration::from_millis(100),
        stalled: Duration::from_millis(100),
        ..Limits::default()
    };
    let preview = Preview::with(&disk.path(""), limits, false);
    // More than there may be, of which each sends half of a head.
    let slow: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(preview.address).unwrap();
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: loc");
            stream
        })
        .collect();
    assert_eq!(preview.get("/").status, 200);
    // All of them are ended, and so is one that says nothing, also after an answer.
    for mut stream in slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    let mut idle = TcpStream::connect(preview.address).unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = idle.read_to_end(&mut answer);
    assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
    // One that asks again and again and reads nothing is ended by the time it may stall.
    let mut deaf = TcpStream::connect(preview.address).unwrap();
    while deaf.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").is_ok() {}
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_port_in_use_is_told_with_one_that_is_free() {
    let disk = Disk::dossier();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = disk.run(&["serve", "--port", &port]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.contains(&format!("error: port {port} is in use; port ")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("is free: throughline serve --port "), "{}", ran.err);
    let ran = disk.run(&["serve", "--host", "203.0.113.7"]);
    assert!(ran.err.contains("203.0.113.7 is no address of this machine"), "{}", ran.err);
    let ran = disk.run(&["serve", "nowhere"]);
    assert!(ran.err.contains("can't open nowhere"), "{}", ran.err);
}
