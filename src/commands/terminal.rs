//! What is said, and where: results to standard output, all else to standard error.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Color, Exit};
use crate::diagnostic::print::{Format, Printer, summary};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::load::text_of;
use crate::pipeline::Site;
use crate::world::World;

/// The two streams, and whether they take colours. Its methods are the only way to print, so
/// that what goes where is decided in one place.
pub(super) struct Terminal {
    color: bool,
}

#[expect(clippy::unused_self, reason = "who may print holds a terminal")]
impl Terminal {
    pub(super) fn new(color: Color) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&stderr()) != anstream::ColorChoice::Never
            }
        };
        Self { color }
    }

    /// Whether standard error is watched by somebody.
    pub(super) fn is_watched(&self) -> bool {
        stderr().is_terminal()
    }

    /// Writes a result to standard output. A reader that has gone away is no fault.
    pub(super) fn result(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut out = stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Writes a line to standard error; when that fails there is nobody to tell.
    pub(super) fn error(&self, words: &str) {
        let _ = writeln!(stderr().lock(), "{words}");
    }

    /// Prints problems in a format: for people to standard error, for programs to standard
    /// output.
    pub(super) fn diagnostics(
        &self,
        world: &dyn World,
        site: Option<&Site>,
        diagnostics: &[Diagnostic],
        format: Format,
    ) -> std::io::Result<()> {
        let printed = self.printed(world, site, diagnostics, format);
        if format != Format::Human {
            return self.result(printed.as_bytes());
        }
        if !diagnostics.is_empty() {
            self.error(&format!("{printed}\n{}", summary(diagnostics)));
        }
        Ok(())
    }

    /// Problems in a format.
    pub(super) fn printed(
        &self,
        world: &dyn World,
        site: Option<&Site>,
        diagnostics: &[Diagnostic],
        format: Format,
    ) -> String {
        // What reads these formats stands at the repository's root.
        let prefix = match format {
            Format::Github | Format::Sarif => world.prefix(),
            Format::Human | Format::Json => String::new(),
        };
        let text_of = |path: &str| -> Option<Arc<str>> {
            let path = path.strip_prefix(&prefix).unwrap_or(path);
            site.and_then(|site| site.seed_text(path)).or_else(|| text_of(world, path))
        };
        let printer = Printer { format, color: self.color, text_of: &text_of };
        let moved: Vec<Diagnostic> =
            diagnostics.iter().map(|d| d.clone().below(&prefix)).collect();
        printer.print(&moved)
    }
}

/// What problems mean for the program's end.
pub(super) fn exit(diagnostics: &[Diagnostic], deny_warnings: bool) -> Exit {
    let system = [Code::WRITE_FAILED, Code::OUTPUT_NOT_OURS, Code::OUTPUT_UNSAFE];
    let errors = || diagnostics.iter().filter(|d| d.severity == Severity::Error);
    match () {
        () if errors().next().is_some() && errors().all(|d| system.contains(&d.code)) => {
            Exit::System
        }
        () if errors().next().is_some() => Exit::Dossier,
        () if deny_warnings && !diagnostics.is_empty() => Exit::Dossier,
        () => Exit::Success,
    }
}

/// A bar that shows only to somebody, and only when it takes longer than half a second.
pub(super) struct Progress<'a> {
    world: &'a dyn World,
    bar: indicatif::ProgressBar,
    shown: AtomicBool,
    watched: bool,
}

const PATIENCE: Duration = Duration::from_millis(500);

impl<'a> Progress<'a> {
    pub(super) fn new(world: &'a dyn World, total: usize, terminal: &Terminal) -> Self {
        let bar = indicatif::ProgressBar::with_draw_target(
            Some(total as u64),
            indicatif::ProgressDrawTarget::hidden(),
        );
        Self { world, bar, shown: AtomicBool::new(false), watched: terminal.is_watched() }
    }

    /// One more is done. May be called from several threads.
    pub(super) fn step(&self) {
        if !self.watched {
            return;
        }
        self.bar.inc(1);
        if self.world.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
