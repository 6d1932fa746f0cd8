//! Rebuilds when a template or a script of the editor is added or removed, which `include_dir` alone does not notice, and
//! finds the commit that the program is made from, for `throughline --version`.
#![expect(clippy::disallowed_methods, reason = "runs before there is a World")]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=src/preview/editor/client");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=THROUGHLINE_COMMIT");
    println!("cargo::rerun-if-env-changed=THROUGHLINE_REPOSITORY");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let version = match commit() {
        Some(commit) => format!("{version} ({})", &commit[..12.min(commit.len())]),
        None => version,
    };
    println!("cargo::rustc-env=THROUGHLINE_BUILT_AS={version}");
}

/// The commit: as told, as the package says, or as git says. A debug build does not ask git, or
/// it would be compiled anew after every commit.
fn commit() -> Option<String> {
    let told = env::var("THROUGHLINE_COMMIT").ok();
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let found = told.or_else(packaged).or_else(|| release.then(checked_out).flatten())?;
    let hex = found.len() >= 7 && found.chars().all(|c| c.is_ascii_hexdigit());
    hex.then_some(found)
}

/// What `cargo package` writes beside the manifest.
fn packaged() -> Option<String> {
    let info = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = info.split_once("\"sha1\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}

/// What git says, if the repository is this package's own.
fn checked_out() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| said.trim().to_owned())
    };
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
    git(&["rev-parse", "HEAD"])
}
