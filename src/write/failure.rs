//! What the system refused, as the author of a dossier is told.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};
use crate::world::system_words;

/// An operation on a path that the system refused.
#[derive(Debug)]
pub(super) struct Failure {
    verb: &'static str,
    path: PathBuf,
    error: io::Error,
}

impl Failure {
    pub(super) fn new(verb: &'static str, path: &Path, error: io::Error) -> Self {
        Self { verb, path: path.to_owned(), error }
    }

    /// As an error: nothing was changed.
    pub(super) fn boxed(self) -> Box<Diagnostic> {
        let message = self.message();
        let full = matches!(
            self.error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        );
        let mounted = matches!(
            self.error.kind(),
            io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices
        );
        let diagnostic = Diagnostic::error(Code::WRITE_FAILED, message).note(
            "nothing was replaced: the last site, if there was one, is still whole",
        );
        Box::new(if full {
            diagnostic.help("free some space, then build again")
        } else if mounted {
            diagnostic.help(
                "a mount point can't be replaced: name a directory inside it with `--out`",
            )
        } else {
            diagnostic
        })
    }

    /// As a warning: the new site stands.
    pub(super) fn warning(&self) -> Diagnostic {
        Diagnostic::warning(Code::WRITE_FAILED, self.message())
            .note("the new site was written and is whole")
    }

    fn message(&self) -> String {
        format!(
            "can't {} {}: {}",
            self.verb,
            self.path.display(),
            system_words(&self.error)
        )
    }
}

/// Gives an error of the system its verb and path.
pub(super) trait Context<T> {
    fn context(self, verb: &'static str, path: &Path) -> Result<T, Failure>;
}

impl<T> Context<T> for io::Result<T> {
    fn context(self, verb: &'static str, path: &Path) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(verb, path, error))
    }
}
