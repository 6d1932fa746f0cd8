//! `throughline check --links`: asks whether addresses of other sites still answer.
#![expect(
    clippy::disallowed_methods,
    reason = "keeps what answered, and needs the date for it"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::terminal::Terminal;
use crate::diagnostic::Diagnostic;
use crate::dossier::Dossier;
use crate::inspect::mentions::mentions;
use crate::links::{Client, Memory, check};
use crate::world::DiskWorld;

/// What answered, in the dossier's directory. Git ignores it.
const MEMORY: &str = ".throughline/links.json";

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The time between two questions to one host.
const REST: Duration = Duration::from_secs(1);

/// Asks, and tells what rotted. An answer holds for `days_max` days.
pub(super) fn ask(
    world: &DiskWorld,
    dossier: &Dossier,
    days_max: u64,
    terminal: &Terminal,
) -> Vec<Diagnostic> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = since.map_or(0, |since| since.as_secs());
    let path = world.root().join(MEMORY);
    let mut memory = Memory::new(now, days_max);
    if let Ok(text) = fs::read_to_string(&path) {
        memory = memory.read(&text);
    }
    let client = Client::new(PATIENCE, REST);
    let summary = check(
        &mentions(world, dossier),
        &|address| client.ask(address),
        REST,
        &mut memory,
    );
    let unsure = match summary.unsure.len() {
        0 => String::new(),
        n => format!(", and {n} would not say:"),
    };
    terminal.error(&format!(
        "links: {} addresses of other sites; {} answered lately and were not asked; {} \
         rotted{unsure}",
        summary.addresses, summary.remembered, summary.rotten
    ));
    for (address, why) in &summary.unsure {
        terminal.error(&format!("  {address} ({why})"));
    }
    if let Err(error) = keep(&path, &memory.write()) {
        terminal.error(&format!("can't keep {}: {error}", path.display()));
    }
    summary.diagnostics
}

/// Writes the file beside its place first, so that it is never half there.
fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let beside = path.with_extension("json.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}
