//! `throughline deploy`: the workflow with which GitHub builds a dossier and publishes it.
//!
//! Writes one file, and never over another that was there, unless told to.
#![expect(clippy::disallowed_methods, reason = "writes a workflow beside a dossier")]

#[cfg(test)]
mod tests;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use super::terminal::Terminal;
use super::{Exit, open};
use crate::world::find_repository;

/// Where GitHub looks for it, from the repository's root.
pub(super) const WORKFLOW: &str = ".github/workflows/publish.yml";

/// The workflow; words between `@` stand for what differs.
const TEMPLATE: &str = include_str!("publish.yml");

/// How a runner gets the program: a release by its checksum, or its source. `action.yml` has the
/// same script.
const INSTALL: &str = include_str!("install.sh");

/// The arguments of `deploy`, as typed.
#[derive(Debug, Args)]
pub(super) struct DeployArgs {
    /// Where to publish
    #[arg(value_enum)]
    host: Host,
    /// The dossier's directory; the current one, or the nearest above it that holds
    /// content/dossier.yaml
    dir: Option<PathBuf>,
    /// The repository on GitHub whose releases of Throughline are used
    #[arg(long, value_name = "OWNER/NAME", value_parser = repository)]
    from: Option<String>,
    /// Write over a workflow that is there
    #[arg(long)]
    force: bool,
}

/// Where a site can be published.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Host {
    /// GitHub Pages, by a workflow
    GithubPages,
}

/// A name such as `owner/name`.
fn repository(name: &str) -> Result<String, String> {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    match name.split_once('/') {
        Some((owner, rest)) if part(owner) && part(rest) => Ok(name.to_owned()),
        _ => Err("write it as owner/name".to_owned()),
    }
}

/// The repository that this program was released from, as far as it knows.
pub(super) fn own_repository() -> &'static str {
    let manifest = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
    option_env!("THROUGHLINE_REPOSITORY").unwrap_or(manifest)
}

pub(super) fn run(args: &DeployArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let Host::GithubPages = args.host;
    let world = open(args.dir.as_deref())?;
    let dossier = world.root();
    if !dossier.join("content/dossier.yaml").is_file() {
        bail!(
            "{} is no dossier: it has no content/dossier.yaml; make one with `throughline \
             new DIR`",
            dossier.display()
        );
    }
    let found = find_repository(dossier);
    let root = found.as_deref().unwrap_or(dossier);
    let below = below(root, dossier)?;
    let from = args.from.as_deref().unwrap_or(own_repository());
    let path = root.join(WORKFLOW);
    let text = workflow(&below, from);
    let verb = put(&path, &text, args.force)?;
    let mut said = format!("{verb} {}\n\nNext:\n", path.display());
    if from.is_empty() {
        said.push_str(
            "  write into THROUGHLINE_REPOSITORY, in that file, where Throughline's releases \
             are (owner/name)\n",
        );
    }
    if found.is_none() {
        said.push_str("  git init -b main   for it is in no git repository yet\n");
    }
    said.push_str(
        "  commit it, and push it to GitHub\n  on GitHub: Settings → Pages → Build and \
         deployment → Source: GitHub Actions\n",
    );
    terminal.result(said.as_bytes())?;
    Ok(Exit::Success)
}

/// The dossier's directory from the repository's root, with `/` between its parts.
fn below(root: &Path, dossier: &Path) -> anyhow::Result<String> {
    let below = dossier.strip_prefix(root).unwrap_or(Path::new(""));
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    let path = parts.map(|parts| parts.join("/"));
    match path {
        Some(path) if path.is_empty() => Ok(".".to_owned()),
        // What GitHub's own syntax has a meaning for can't be written down safely.
        Some(path)
            if !path.contains(|c: char| c.is_control()) && !path.contains("${{") =>
        {
            Ok(path)
        }
        _ => bail!("{} can't be named in a workflow; rename it", below.display()),
    }
}

/// The workflow for a dossier in a directory of its repository.
pub(super) fn workflow(dossier: &str, from: &str) -> String {
    let quoted = |words: &str| format!("'{}'", words.replace('\'', "''"));
    let indented = |line: &str| match line {
        "" => String::new(),
        line => format!("          {line}"),
    };
    let install: Vec<String> = INSTALL.lines().map(indented).collect();
    TEMPLATE
        .replace("@INSTALL@", &install.join("\n"))
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@REPOSITORY@", &quoted(from))
        .replace("@DOSSIER@", &quoted(dossier))
}

/// Writes a file, and says what was done.
fn put(path: &Path, text: &str, force: bool) -> anyhow::Result<&'static str> {
    let there = fs::symlink_metadata(path).is_ok();
    if there && fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok("nothing to do: this is there already:");
    }
    if there && !force {
        bail!(
            "{} is there already, and was left as it is; --force writes over it",
            path.display()
        );
    }
    let written = || -> std::io::Result<()> {
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        if there {
            fs::remove_file(path)?;
        }
        fs::File::create_new(path)?.write_all(text.as_bytes())
    };
    written().with_context(|| format!("can't write {}", path.display()))?;
    Ok(if there { "wrote anew" } else { "wrote" })
}
