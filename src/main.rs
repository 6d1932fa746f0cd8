//! The program `throughline`: see [`throughline::commands`].

use std::process::ExitCode;

/// A build makes and drops millions of small texts on all cores: a third of its time with the
/// allocator of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    throughline::commands::run()
}
