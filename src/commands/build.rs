//! `throughline build`: a dossier into a site on disk.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::terminal::{Progress, Terminal, exit};
use super::{Exit, open};
use crate::diagnostic::print::{Format, merged};
use crate::diagnostic::{Code, Diagnostic, Reported};
use crate::pipeline::{self, Options, Site};
use crate::world::{DiskWorld, World};
use crate::write::{Written, write};

/// The arguments of `build`, as typed.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// The dossier's directory; the current one, or the nearest above it that holds
    /// content/dossier.yaml
    dir: Option<PathBuf>,
    /// Where to write the site; `site` in the dossier's directory unless set
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will be published, in place of `base_url` in content/dossier.yaml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Where the site will be published, where content/dossier.yaml does not say
    #[arg(long, value_name = "URL", value_parser = base_url, conflicts_with = "base_url")]
    default_base_url: Option<String>,
    /// Write nothing when there are warnings
    #[arg(long)]
    deny_warnings: bool,
}

fn base_url(url: &str) -> Result<String, String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(rest)
            if !rest.is_empty()
                && !rest.contains(|c: char| c.is_whitespace() || "<>\"".contains(c)) =>
        {
            Ok(url.to_owned())
        }
        _ => {
            Err("write the whole address, beginning with https:// or http://".to_owned())
        }
    }
}

pub(super) fn run(args: &BuildArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let world = open(args.dir.as_deref())?;
    let options = Options {
        base_url: args.base_url.clone(),
        default_base_url: args.default_base_url.clone(),
        without_search: false,
        system_fonts: true,
    };
    let mut found = Vec::new();
    let site = pipeline::site(&world, &options).drain_into(&mut found);
    let out = match &args.out {
        // As the person sees it, from where they stand.
        Some(out) => {
            std::path::absolute(out).context("can't make out the current directory")?
        }
        None => world.root().join("site"),
    };
    let mut written = None;
    if let (Some(site), Exit::Success) = (&site, exit(&found, args.deny_warnings)) {
        let put = put(&world, site, &out, terminal);
        found.extend(merged(put.diagnostics));
        written = put.value;
    }
    terminal.diagnostics(&world, site.as_ref(), &found, Format::Human)?;
    if written.is_none() {
        terminal
            .error("nothing was written: the last site, if there is one, is as it was");
    }
    if let Some(written) = written {
        let seconds = world.elapsed().as_secs_f64();
        let shown = match (&args.out, &args.dir) {
            (Some(out), _) => out.clone(),
            (None, Some(dir)) => dir.join("site"),
            (None, None) => from_here(world.root()).join("site"),
        };
        terminal.result(
            format!(
                "wrote {} pages ({} files, {}) in {seconds:.2} s to {}\n",
                written.pages,
                written.files,
                size(written.bytes),
                shown.display()
            )
            .as_bytes(),
        )?;
    }
    let exit = exit(&found, args.deny_warnings);
    // The process ends here: taking a large dossier apart piece by piece would only cost time.
    std::mem::forget(site);
    Ok(exit)
}

/// The way up to a directory that the current one is in; empty for itself.
fn from_here(above: &Path) -> PathBuf {
    let below = std::path::absolute(".").ok();
    let below = below.as_deref().and_then(|here| here.strip_prefix(above).ok());
    below.map_or_else(|| above.to_owned(), |below| below.iter().map(|_| "..").collect())
}

/// Renders every page and writes the site.
fn put(
    world: &DiskWorld,
    site: &Site,
    out: &Path,
    terminal: &Terminal,
) -> Reported<Option<Written>> {
    let root = world.root();
    let inputs = [root.join("content"), root.join("seeds"), root.join("templates")];
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let paths = site.paths();
    let renderer = site.renderer();
    let render = |path: &str| {
        renderer.render(path).unwrap_or_else(|| {
            Err(Diagnostic::error(Code::WRITE_FAILED, format!("there is no page {path}")))
        })
    };
    let progress = Progress::new(world, paths.len(), terminal);
    let written = write(out, &inputs, root, &paths, &render, &|| progress.step());
    progress.finish();
    written
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.0} kB", (bytes as f64 / 1e3).ceil()),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
