//! What the system tells of edits below the dossier's directory.
//!
//! Linux tells which files were touched before whoever touched them goes on: so `inotify` knows
//! all of them at any moment, or knows that it does not. Other systems tell sooner or later that
//! something was: `hints`.

// Its tests run on Linux, too.
#[cfg(any(test, not(target_os = "linux")))]
mod hints;
#[cfg(target_os = "linux")]
mod inotify;

use std::collections::BTreeSet;
use std::sync::Arc;

#[cfg(not(target_os = "linux"))]
use hints::System;
#[cfg(target_os = "linux")]
use inotify::System;

use crate::world::DiskWorld;

/// Is called when something may have changed.
type Hint = Arc<dyn Fn() + Send + Sync>;

/// The system's watch on a dossier's directories.
pub(super) struct Watch {
    /// `None` where it is to poll, or has to.
    system: Option<System>,
    polling: bool,
    hint: Hint,
}

/// Whether the system watches.
pub(super) enum Watched {
    /// As asked for.
    Well,
    /// It does not from now on, for this reason.
    Fault(String),
}

/// What was touched.
pub(super) enum Touched {
    /// These files, by their paths below the dossier's directory, and no other.
    Only(BTreeSet<String>),
    /// Anything, perhaps.
    Anything,
}

impl Watch {
    /// Watches nothing yet, and never will where it is to `poll`.
    pub(super) fn new(poll: bool, hint: impl Fn() + Send + Sync + 'static) -> Self {
        Self { system: None, polling: poll, hint: Arc::new(hint) }
    }

    /// Whether looks at intervals are all that there is.
    pub(super) fn is_polling(&self) -> bool {
        self.polling
    }

    /// Takes in what was touched, so that there is a hint at whatever is touched next.
    pub(super) fn read(&mut self) {
        if let Some(system) = &mut self.system {
            system.read();
        }
    }

    /// What was touched since this was last asked, up to this moment.
    pub(super) fn touched(&mut self, disk: &DiskWorld) -> Touched {
        self.system.as_mut().map_or(Touched::Anything, |system| system.touched(disk))
    }

    /// Watches the directories that are there now: others may stand in their place since. What
    /// was touched before may be forgotten.
    pub(super) fn follow(&mut self, disk: &DiskWorld) -> Watched {
        if self.polling {
            return Watched::Well;
        }
        match self.watch(disk) {
            Ok(()) => Watched::Well,
            Err(why) => {
                self.system = None;
                self.polling = true;
                Watched::Fault(why)
            }
        }
    }

    fn watch(&mut self, disk: &DiskWorld) -> Result<(), String> {
        let mut system = match self.system.take() {
            Some(system) => system,
            None => System::new(&self.hint)?,
        };
        system.follow(disk)?;
        self.system = Some(system);
        Ok(())
    }
}
