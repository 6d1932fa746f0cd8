//! What was touched, by Linux' inotify(7).
//!
//! The kernel puts an event into the queue before the call that touched a file returns. So whoever
//! reads the queue to its end knows of all that was done before, if every directory is watched
//! and the queue did not overflow. Where that is in doubt, anything may have been touched:
//!
//! - a directory came, went, or may be read no longer, the dossier's own was replaced, or the
//!   queue overflowed: until the directories that are there are watched anew;
//! - a file system may be written without this system (one of a network, or of a host), or a
//!   directory is on another device than the dossier: always.
//!
//! Whoever writes through a map of memory is told of when they let it go, and not before. What is
//! written under another name of the same file is for [`crate::world`] to know.

use std::collections::{BTreeSet, HashMap};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::str::Utf8Error;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::fs::statfs;
use rustix::io::Errno;

use super::{Hint, Touched};
use crate::world::{DirectoryKey, DiskWorld};

/// What is told of. Closing comes after the last write through a map of memory.
const TOLD: WatchFlags = WatchFlags::MODIFY
    .union(WatchFlags::CLOSE_WRITE)
    .union(WatchFlags::ATTRIB)
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::ONLYDIR)
    .union(WatchFlags::DONT_FOLLOW);

/// File systems that nobody writes but through this system, by their numbers in statfs(2): ext,
/// XFS, Btrfs, F2FS, bcachefs, ZFS, tmpfs, ramfs, overlayfs, FAT, exFAT, NTFS.
const OWN_FILE_SYSTEMS: [u32; 12] = [
    0xef53,
    0x5846_5342,
    0x9123_683e,
    0xf2f5_2010,
    0xca45_1a4e,
    0x2fc1_2fc1,
    0x0102_1994,
    0x8584_58f6,
    0x794c_7630,
    0x4d44,
    0x2011_bab0,
    0x7366_746e,
];

/// A queue of events.
pub(super) struct System {
    queue: Arc<OwnedFd>,
    /// Lets the thread go on that waits for events.
    read: SyncSender<()>,
    /// The directories that are watched, by their numbers in the queue, with their paths below
    /// the dossier's.
    watched: HashMap<i32, String>,
    /// The dossier's directory, if all below it are watched.
    certain: Option<DirectoryKey>,
    /// Whether nobody writes without this system.
    own: bool,
    /// What was touched since somebody asked.
    touched: BTreeSet<String>,
}

impl System {
    /// Watches nothing yet.
    pub(super) fn new(hint: &Hint) -> Result<Self, String> {
        let queue = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC);
        let queue = Arc::new(queue.map_err(|error| {
            match error {
                Errno::MFILE => "the system's limit of watchers is reached (raise \
                             fs.inotify.max_user_instances)"
                    .to_owned(),
                error => words(error),
            }
        })?);
        // One sign is enough, however often the queue is read.
        let (read, is_read) = sync_channel(1);
        let hint = Hint::clone(hint);
        let waiting = Arc::clone(&queue);
        std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || wait(&waiting, &is_read, &hint))
            .map_err(|error| crate::world::system_words(&error))?;
        let (watched, touched) = (HashMap::new(), BTreeSet::new());
        Ok(Self { queue, read, watched, certain: None, own: false, touched })
    }

    /// Reads the queue to its end.
    pub(super) fn read(&mut self) {
        let mut buffer = [MaybeUninit::uninit(); 16 << 10];
        let mut events = Reader::new(&*self.queue, &mut buffer);
        loop {
            match events.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| name.to_str());
                    match meaning(&self.watched, event.wd(), event.events(), name) {
                        Meaning::Nothing => {}
                        Meaning::File(path) => drop(self.touched.insert(path)),
                        Meaning::Anything => self.certain = None,
                    }
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(_) => {
                    self.certain = None;
                    break;
                }
            }
        }
        // Full means that the thread is to go on already.
        let _ = self.read.try_send(());
    }

    /// What was touched since this was last asked.
    pub(super) fn touched(&mut self, disk: &DiskWorld) -> Touched {
        self.read();
        let paths = std::mem::take(&mut self.touched);
        if self.certain.is_some() && self.certain != disk.key() {
            self.certain = None;
        }
        if self.own && self.certain.is_some() {
            Touched::Only(paths)
        } else {
            Touched::Anything
        }
    }

    /// Watches the directories that are there now, unless it does.
    pub(super) fn follow(&mut self, disk: &DiskWorld) -> Result<(), String> {
        if self.certain.is_some() {
            return Ok(());
        }
        let before = std::mem::take(&mut self.watched);
        let watched = &mut self.watched;
        let root = disk.key();
        let device = root.as_ref().map(DirectoryKey::device);
        let mut own = writes_here_only(disk);
        let mut complete = root.is_some();
        let followed = disk.visit_directories(|directory| {
            own &= Some(directory.device()) == device;
            match inotify::add_watch(&*self.queue, &directory.path, TOLD) {
                Ok(number) => drop(watched.insert(number, directory.below.clone())),
                // It went away: its own directory tells, or the next look.
                Err(Errno::NOENT | Errno::NOTDIR) => {
                    complete &= !directory.below.is_empty();
                }
                // What may not be read can't be watched.
                Err(Errno::ACCESS) => own = false,
                Err(Errno::NOSPC) => {
                    return Err("the system's limit of watches is reached (raise \
                                fs.inotify.max_user_watches)"
                        .to_owned());
                }
                Err(error) => return Err(words(error)),
            }
            Ok(())
        });
        let mut old: Vec<i32> = before.into_keys().collect();
        old.retain(|number| !self.watched.contains_key(number));
        old.sort_unstable();
        for number in old {
            let _ = inotify::remove_watch(&*self.queue, number);
        }
        followed?;
        self.own = own;
        self.certain = root.filter(|_| complete);
        Ok(())
    }
}

/// Tells of events, each time that there are some after the queue was read.
fn wait(queue: &OwnedFd, is_read: &Receiver<()>, hint: &Hint) {
    loop {
        match poll(&mut [PollFd::new(queue, PollFlags::IN)], None) {
            Err(Errno::INTR) => continue,
            Err(_) => return,
            Ok(_) => hint(),
        }
        if is_read.recv().is_err() {
            return;
        }
    }
}

/// What an event stands for.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Nothing,
    File(String),
    Anything,
}

fn meaning(
    watched: &HashMap<i32, String>,
    number: i32,
    event: ReadFlags,
    name: Option<Result<&str, Utf8Error>>,
) -> Meaning {
    if event.contains(ReadFlags::QUEUE_OVERFLOW) {
        return Meaning::Anything;
    }
    // What is watched no longer is told of no longer, but for what was in the queue.
    let Some(below) = watched.get(&number) else { return Meaning::Nothing };
    let path = match name {
        // The directory itself, since whoever makes something in it says so by its name; or a
        // name that is not Unicode.
        None | Some(Err(_)) => return Meaning::Anything,
        Some(Ok(name)) if below.is_empty() => name.to_owned(),
        Some(Ok(name)) => format!("{below}/{name}"),
    };
    if !DiskWorld::may_list(&path) {
        Meaning::Nothing
    } else if below.is_empty() || event.contains(ReadFlags::ISDIR) {
        Meaning::Anything
    } else {
        Meaning::File(path)
    }
}

/// Whether nobody writes into a dossier's directory but through this system.
fn writes_here_only(disk: &DiskWorld) -> bool {
    statfs(disk.root()).is_ok_and(|system| {
        u32::try_from(system.f_type).is_ok_and(|kind| OWN_FILE_SYSTEMS.contains(&kind))
    })
}

fn words(error: Errno) -> String {
    crate::world::system_words(&error.into())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "writes what is to be noticed")]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::mpsc::channel;

    use super::*;

    /// What was touched, in words.
    fn said(system: &mut System, root: &Path) -> String {
        match system.touched(&DiskWorld::open(root).unwrap()) {
            Touched::Anything => "anything".to_owned(),
            Touched::Only(paths) => paths.into_iter().collect::<Vec<_>>().join(" "),
        }
    }

    #[test]
    fn what_was_touched_is_known_or_known_not_to_be() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("above/dossier");
        let put = |path: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "words").unwrap();
        };
        put("content/sources/a.yaml");
        put("seeds/.hidden/a.txt");
        put("site/index.html");
        let (to, hints) = channel();
        let hint: Hint = Arc::new(move || to.send(()).unwrap());
        let mut system = System::new(&hint).unwrap();
        assert_eq!(said(&mut system, &root), "anything", "nothing is watched yet");
        let follow = |system: &mut System| {
            system.follow(&DiskWorld::open(&root).unwrap()).unwrap();
        };
        follow(&mut system);
        assert_eq!(said(&mut system, &root), "", "nothing was touched");

        put("content/sources/a.yaml");
        hints.recv().unwrap();
        assert_eq!(said(&mut system, &root), "content/sources/a.yaml");
        assert_eq!(said(&mut system, &root), "", "it was told once");
        put("content/sources/b.yaml");
        system.read();
        fs::rename(root.join("content/sources/b.yaml"), root.join("content/c.yaml"))
            .unwrap();
        let all = "content/c.yaml content/sources/b.yaml";
        assert_eq!(said(&mut system, &root), all);
        fs::remove_file(root.join("content/c.yaml")).unwrap();
        assert_eq!(said(&mut system, &root), "content/c.yaml");

        // What is for nothing.
        for path in ["site/more/b.html", "seeds/.hidden/b.txt", "seeds/.a.swp", "README"]
        {
            put(path);
        }
        assert_eq!(said(&mut system, &root), "");

        // Directories: until they are watched.
        let touches: [&dyn Fn(); 7] = [
            &|| put("content/pages/a.md"),
            &|| put("templates/cover.html"),
            &|| fs::rename(root.join("seeds"), directory.path().join("seeds")).unwrap(),
            &|| fs::rename(directory.path().join("seeds"), root.join("seeds")).unwrap(),
            &|| fs::remove_dir_all(root.join("content/pages")).unwrap(),
            &|| {
                fs::rename(&root, directory.path().join("old")).unwrap();
                put("content/sources/a.yaml");
            },
            &|| {
                // Nothing is told of what is above.
                let above = directory.path().join("above");
                fs::rename(&above, directory.path().join("aside")).unwrap();
                put("content/sources/a.yaml");
            },
        ];
        for touch in touches {
            touch();
            assert_eq!(said(&mut system, &root), "anything");
            assert_eq!(said(&mut system, &root), "anything", "still");
            follow(&mut system);
            assert_eq!(said(&mut system, &root), "");
            put("content/sources/a.yaml");
            assert_eq!(said(&mut system, &root), "content/sources/a.yaml");
        }
    }

    #[test]
    fn a_queue_that_overflows_may_have_held_anything() {
        let watched = HashMap::from([(1, "content".to_owned())]);
        let of = |number, event, name| meaning(&watched, number, event, name);
        let file = || Some(Ok("a.yaml"));
        let known = Meaning::File("content/a.yaml".to_owned());
        assert_eq!(of(1, ReadFlags::MODIFY, file()), known);
        assert_eq!(of(2, ReadFlags::MODIFY, file()), Meaning::Nothing);
        assert_eq!(of(-1, ReadFlags::QUEUE_OVERFLOW, None), Meaning::Anything);
        assert_eq!(
            of(1, ReadFlags::ATTRIB, Some(std::str::from_utf8(&"ü".as_bytes()[1..]))),
            Meaning::Anything
        );
        for own in [ReadFlags::MOVE_SELF, ReadFlags::UNMOUNT, ReadFlags::IGNORED] {
            assert_eq!(of(1, own, None), Meaning::Anything);
        }
    }
}
