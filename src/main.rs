//! The program `throughline`: see [`throughline::commands`].

use std::process::ExitCode;

fn main() -> ExitCode {
    throughline::commands::run()
}
