//! stub
use super::Exit;
use super::terminal::Terminal;
use clap::Args;
use std::path::PathBuf;
/// stub
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The directory to make; it must not exist, or be empty
    dir: PathBuf,
}
pub(super) fn run(_: &NewArgs, _: &Terminal) -> anyhow::Result<Exit> {
    Ok(Exit::Success)
}
