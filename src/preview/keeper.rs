//! Keeps the site as the files are: looks, makes anew, and hands out what it made.
//!
//! Whoever asks gets what a look found that began after they asked, so that no answer is older
//! than the question. Where the system knows which files were touched, a look is at those; and
//! now and then it is at all, for what the system is not told of.
#![expect(
    clippy::disallowed_methods,
    reason = "tells how long an edit took, and how long a look"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::shown::Shown;
use super::telling::{self, Edit};
use super::watch::{Touched, Watch, Watched};
use super::{Options, Tell};
use crate::load::SEED_BYTES_MAX;
use crate::pipeline::{self, Memory};
use crate::world::{DiskWorld, HeldWorld, Refreshed};

/// How long a request waits for the site, before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(30);

/// An editor that saves writes several times; it is given this long to go on.
const QUIET: Duration = Duration::from_millis(5);

/// How often that may be.
const HINTS_MAX: usize = 20;

/// The time between two looks at all files that nobody asked for, at least; and in lengths of such
/// a look, so that looking takes the machine a small part of its time.
const WATCHING: (Duration, u32) = (Duration::from_secs(2), 50);
const POLLING: (Duration, u32) = (Duration::from_millis(250), 10);

enum Message {
    /// Something may have changed.
    Hint,
    /// Somebody waits for what is there now.
    Ask(oneshot::Sender<Arc<Shown>>),
}

/// Where to ask for the site as it is.
#[derive(Clone)]
pub(super) struct Desk {
    to: Sender<Message>,
    shown: watch::Receiver<Option<Arc<Shown>>>,
}

impl Desk {
    /// Begins to keep a dossier.
    pub(super) fn open(options: &Options, tell: Tell) -> std::io::Result<Self> {
        let (to, from) = channel();
        let (show, shown) = watch::channel(None);
        let hint = {
            let to = to.clone();
            move || drop(to.send(Message::Hint))
        };
        let keeper = Keeper {
            root: options.root.clone(),
            world: HeldWorld::default(),
            memory: Memory::default(),
            watch: Watch::new(options.poll, hint),
            present: true,
            look: Duration::ZERO,
            looked: Instant::now(),
            color: options.color,
            tell,
            show,
        };
        std::thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || keeper.run(&from))?;
        Ok(Self { to, shown })
    }

    /// The site as the files are at this moment; `None` when it can't be had in time.
    pub(super) async fn ask(&self) -> Option<Arc<Shown>> {
        let (reply, answer) = oneshot::channel();
        self.to.send(Message::Ask(reply)).ok()?;
        tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()
    }

    /// The path of the cover, once there is one.
    pub(super) async fn first(&self) -> String {
        let mut shown = self.shown.clone();
        let shown = shown.wait_for(Option::is_some).await;
        let shown = shown.ok().and_then(|shown| shown.clone());
        shown.map_or_else(|| "/".to_owned(), |shown| shown.base().to_owned())
    }

    /// What is shown from now on.
    pub(super) fn follow(&self) -> watch::Receiver<Option<Arc<Shown>>> {
        self.shown.clone()
    }
}

/// What a look is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Every file.
    AtAll,
    /// Those that were touched, where it is certain which; else every file.
    AtTouched,
}

struct Keeper {
    root: PathBuf,
    world: HeldWorld,
    memory: Memory,
    watch: Watch,
    /// Whether the directory was there at the last look.
    present: bool,
    /// How long the last look at all files took, and when it was.
    look: Duration,
    looked: Instant,
    color: bool,
    tell: Tell,
    show: watch::Sender<Option<Arc<Shown>>>,
}

impl Keeper {
    fn run(mut self, from: &Receiver<Message>) {
        self.refresh_or_tell(Look::AtAll);
        loop {
            let mut waiting = Vec::new();
            match from.recv_timeout(self.rest()) {
                Ok(Message::Ask(reply)) => waiting.push(reply),
                Ok(Message::Hint) => self.wait_for_quiet(from, &mut waiting),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            for message in from.try_iter() {
                if let Message::Ask(reply) = message {
                    waiting.push(reply);
                }
            }
            self.refresh_or_tell(Look::AtTouched);
            let shown = self.show.borrow().clone();
            for reply in waiting {
                drop(shown.clone().map(|shown| reply.send(shown)));
            }
            if self.rest().is_zero() {
                self.refresh_or_tell(Look::AtAll);
            }
        }
    }

    /// Lets those who write come to an end, unless somebody asks.
    fn wait_for_quiet(
        &mut self,
        from: &Receiver<Message>,
        waiting: &mut Vec<oneshot::Sender<Arc<Shown>>>,
    ) {
        for _ in 0..HINTS_MAX {
            self.watch.read();
            match from.recv_timeout(QUIET) {
                Ok(Message::Hint) => {}
                Ok(Message::Ask(reply)) => return waiting.push(reply),
                Err(_) => return,
            }
        }
    }

    /// The time until all files are to be looked at.
    fn rest(&self) -> Duration {
        let (least, lengths) = if self.watch.is_polling() { POLLING } else { WATCHING };
        least.max(self.look * lengths).saturating_sub(self.looked.elapsed())
    }

    /// The same as `refresh`; a fault of the program itself is told, and the preview goes on.
    fn refresh_or_tell(&mut self, look: Look) {
        let refresh = AssertUnwindSafe(|| self.refresh(look));
        if catch_unwind(refresh).is_err() {
            self.looked = Instant::now();
            self.memory = Memory::default();
            (self.tell)(
                "this edit made the program fail: please report it; the pages stay as they were",
            );
        }
    }

    /// Looks at files, and makes the site anew where one has changed.
    fn refresh(&mut self, look: Look) {
        let began = Instant::now();
        let refreshed = self.look(look);
        let before = self.show.borrow().clone();
        if before.is_some() && refreshed.changes.is_empty() && !refreshed.listing {
            return;
        }
        let options =
            pipeline::Options { system_fonts: true, ..pipeline::Options::default() };
        let made = pipeline::site_again(&self.world, &options, &mut self.memory);
        let shown = Shown::new(made, before.as_deref(), &self.world);
        let edit = Edit { changes: &refreshed.changes, took: began.elapsed() };
        telling::edit(
            &self.tell,
            self.color,
            &edit,
            before.as_deref(),
            &shown,
            &self.world,
        );
        let old = self.show.send_replace(Some(Arc::new(shown)));
        // Letting go of a large site takes a while, for which nobody need wait.
        rayon::spawn(move || drop((old, before)));
    }

    fn look(&mut self, look: Look) -> Refreshed {
        let disk = match DiskWorld::open(&self.root) {
            Ok(disk) => disk,
            Err(error) => {
                self.looked = Instant::now();
                if std::mem::replace(&mut self.present, false) {
                    (self.tell)(&telling::gone(&self.root, &error));
                }
                return self.world.clear();
            }
        };
        let came_back = !std::mem::replace(&mut self.present, true);
        if came_back {
            (self.tell)(&telling::back(&self.root));
        }
        let touched = self.watch.touched(&disk);
        if let (Look::AtTouched, false, Touched::Only(paths)) =
            (look, came_back, &touched)
            && let Some(refreshed) = self.world.refresh_only(&disk, paths, SEED_BYTES_MAX)
        {
            return refreshed;
        }
        let began = Instant::now();
        // What is written before the system watches must be seen by this look.
        if let Watched::Fault(why) = self.watch.follow(&disk) {
            (self.tell)(&telling::polling(&why));
        }
        let refreshed = self.world.refresh(&disk, SEED_BYTES_MAX);
        self.look = began.elapsed();
        self.looked = Instant::now();
        refreshed
    }
}
