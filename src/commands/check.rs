//! `throughline check`: everything that `build` does, but for the writing; and a look at the
//! rendered site as a visitor would meet it.

use std::path::PathBuf;

use clap::Args;

#[cfg(feature = "links")]
use super::links;
use super::terminal::{Terminal, exit};
use super::{Exit, open, parse_format};
use crate::diagnostic::has_errors;
use crate::diagnostic::print::Format;
use crate::inspect::inspect;
use crate::pipeline::{self, Options, Site};
use crate::view::{Share, share};

/// The arguments of `check`, as typed.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The dossier's directory; the current one, or the nearest above it that holds
    /// content/dossier.yaml
    dir: Option<PathBuf>,
    /// How to print: human (to standard error), or json, github or sarif (to standard output)
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    format: Format,
    /// Fail when there are warnings
    #[arg(long)]
    deny_warnings: bool,
    /// Also ask whether the addresses of other sites still answer
    #[cfg(feature = "links")]
    #[arg(long)]
    links: bool,
    /// For how many days an answer holds before it is asked for again
    #[cfg(feature = "links")]
    #[arg(long, value_name = "N", default_value_t = 7, requires = "links")]
    links_days: u64,
}

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let world = open(args.dir.as_deref())?;
    let mut found = Vec::new();
    let options = Options { system_fonts: true, ..Options::default() };
    let site = pipeline::site(&world, &options).drain_into(&mut found);
    if let Some(site) = site.as_ref().filter(|_| !has_errors(&found)) {
        inspect(&world, site).drain_into(&mut found);
        #[cfg(feature = "links")]
        if args.links {
            found.extend(links::ask(&world, site.dossier(), args.links_days, terminal));
        }
        if args.format == Format::Human {
            terminal.result(shares(site).as_bytes())?;
        }
        if args.format == Format::Human && found.is_empty() {
            let dossier = site.dossier();
            terminal.result(
                format!(
                    "no problems: {} sources, {} arguments, {} passages\n",
                    dossier.sources.len(),
                    dossier.arguments.len(),
                    site.index().passages.len()
                )
                .as_bytes(),
            )?;
        }
    }
    terminal.diagnostics(&world, site.as_ref(), &found, args.format)?;
    Ok(exit(&found, args.deny_warnings))
}

/// How much of each text is published, for those that are not published as a whole.
#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn shares(site: &Site) -> String {
    let sources = site.dossier().sources.iter().zip(site.texts());
    let parts: Vec<String> = sources
        .map(|(source, anchored)| (source, share(source, anchored)))
        .filter(|(_, Share { published, all })| published < all)
        .map(|(source, Share { published, all })| {
            let percent = published as f64 / all as f64 * 100.0;
            let redacted = if source.redact.is_empty() { "" } else { ", redacted" };
            format!(
                "{percent:5.1} %  {} ({}{redacted})\n",
                source.id,
                source.rights.as_str()
            )
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let others = site.dossier().sources.len() - parts.len();
    let rest =
        if others > 0 { format!("100.0 %  {others} others\n") } else { String::new() };
    format!("How much of each text is published:\n{}{rest}", parts.concat())
}
