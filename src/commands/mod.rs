//! The command line: arguments as typed, and what each sub-command does with them.

mod build;
mod check;
mod deploy;
mod explain;
#[cfg(feature = "links")]
mod links;
mod new;
mod reanchor;
mod schema;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::diagnostic::print::Format;
use crate::world::{DiskWorld, find_dossier};

/// What the program's end means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Success = 0,
    /// The dossier has errors, or warnings that were denied.
    Dossier = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// The system would not let it: a full disk, a missing permission.
    System = 3,
}

/// Throughline makes a website of a briefing dossier: who says what, in which exact words.
#[derive(Debug, Parser)]
#[command(
    name = "throughline",
    // With the commit, which pages and data files leave out: they are the same for every build.
    version = env!("THROUGHLINE_BUILT_AS"),
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit codes: 0 all is well; 1 the dossier has errors, or warnings that \
    were denied; 2 the command line makes no sense; 3 the system would not let it (a full disk, \
    a missing permission)."
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    Build(build::BuildArgs),
    /// Tell what is wrong with a dossier, and write nothing
    Check(check::CheckArgs),
    /// Write the workflow with which a host builds and publishes the site
    Deploy(deploy::DeployArgs),
    /// Explain a diagnostic, or list them all
    Explain(explain::ExplainArgs),
    /// Make a new dossier: small, complete, and commented
    New(new::NewArgs),
    /// Find the words of passages again after a seed has changed
    Reanchor(reanchor::ReanchorArgs),
    /// Print the JSON Schema of a kind of file
    Schema(schema::SchemaArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// Runs the program on the arguments that it was given.
pub fn run() -> ExitCode {
    let args = Args::parse();
    let terminal = terminal::Terminal::new(args.color);
    let exit = match args.command {
        Command::Build(args) => build::run(&args, &terminal),
        Command::Check(args) => check::run(&args, &terminal),
        Command::Deploy(args) => deploy::run(&args, &terminal),
        Command::Explain(args) => explain::run(&args, &terminal),
        Command::New(args) => new::run(&args, &terminal),
        Command::Reanchor(args) => reanchor::run(&args, &terminal),
        Command::Schema(args) => schema::run(&args, &terminal),
        Command::Completions { shell } => completions(shell, &terminal),
        Command::Man => manual(&terminal),
    };
    let exit = exit.unwrap_or_else(|error| {
        terminal.error(&format!("error: {error:#}"));
        Exit::System
    });
    ExitCode::from(exit as u8)
}

/// The whole command line, for completions, the manual and the docs.
pub fn command() -> clap::Command {
    Args::command()
}

fn completions(
    shell: clap_complete::Shell,
    terminal: &terminal::Terminal,
) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "throughline", &mut script);
    terminal.result(&script)?;
    Ok(Exit::Success)
}

/// One page for the program and all its sub-commands.
fn manual(terminal: &terminal::Terminal) -> anyhow::Result<Exit> {
    let mut roff = Vec::new();
    let mut command = command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut roff)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let page = clap_mangen::Man::new(sub.clone());
        page.render_name_section(&mut roff)?;
        page.render_synopsis_section(&mut roff)?;
        page.render_options_section(&mut roff)?;
    }
    terminal.result(&roff)?;
    Ok(Exit::Success)
}

/// Opens the dossier that is meant: the directory named, or the nearest one from here upwards.
fn open(dir: Option<&Path>) -> anyhow::Result<DiskWorld> {
    let root: PathBuf = match dir {
        Some(dir) => dir.to_owned(),
        None => find_dossier(Path::new(".")).unwrap_or_else(|| PathBuf::from(".")),
    };
    DiskWorld::open(&root).with_context(|| format!("can't open {}", root.display()))
}

fn parse_format(name: &str) -> Result<Format, String> {
    let known = Format::ALL.map(Format::as_str).join(", ");
    Format::parse(name).ok_or_else(|| format!("write one of {known}"))
}
