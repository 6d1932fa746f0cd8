//! How programs save a file, call by call, as `strace` shows it of Vim 9 and VS Code.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A way to save.
pub(super) type Save = fn(&Path, &str);

/// Every way, by its name.
pub(super) const WAYS: [(&str, Save); 8] = [
    ("written in place", in_place),
    ("renamed into place", renamed),
    ("saved by vim, which copies the backup", vim_copying),
    ("saved by vim, which renames to the backup", vim_renaming),
    ("saved by VS Code", vs_code),
    ("saved by VS Code, atomically", vs_code_atomically),
    ("written twice", twice),
    ("written with its old time", at_the_old_time),
];

fn in_place(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
}

fn beside(file: &Path, name: &str) -> PathBuf {
    let own = file.file_name().unwrap().to_str().unwrap();
    file.with_file_name(name.replace('*', own))
}

fn renamed(file: &Path, text: &str) {
    let new = beside(file, "*.tmp");
    fs::write(&new, text).unwrap();
    fs::rename(&new, file).unwrap();
}

/// What `:write` puts into a file that is there or not.
fn vim_writes(file: &Path, text: &str) {
    let open = File::options().write(true).create(true).truncate(false).open(file);
    let mut open = open.unwrap();
    open.set_len(0).unwrap();
    open.write_all(text.as_bytes()).unwrap();
    open.sync_all().unwrap();
    let permissions = open.metadata().unwrap().permissions();
    open.set_permissions(permissions).unwrap();
}

/// `backupcopy=yes`, and what `auto` does where the file has several names.
fn vim_copying(file: &Path, text: &str) {
    let (swap, backup) = (beside(file, ".*.swp"), beside(file, "*~"));
    fs::write(&swap, "b0VIM 9.0").unwrap();
    fs::copy(file, &backup).unwrap();
    vim_writes(file, text);
    fs::remove_file(&backup).unwrap();
    fs::remove_file(&swap).unwrap();
}

/// `backupcopy=auto`; with `no`, all but the file 4913.
fn vim_renaming(file: &Path, text: &str) {
    let (swap, backup) = (beside(file, ".*.swp"), beside(file, "*~"));
    fs::write(&swap, "b0VIM 9.0").unwrap();
    let probe = beside(file, "4913");
    File::create_new(&probe).unwrap();
    fs::remove_file(&probe).unwrap();
    fs::rename(file, &backup).unwrap();
    vim_writes(file, text);
    fs::remove_file(&backup).unwrap();
    fs::remove_file(&swap).unwrap();
}

/// Cuts the file to nothing, then writes.
fn vs_code(file: &Path, text: &str) {
    let mut open = File::options().write(true).create(true).truncate(true).open(file);
    let open = open.as_mut().unwrap();
    let (first, rest) = text.as_bytes().split_at(text.len() / 2);
    open.write_all(first).unwrap();
    open.write_all(rest).unwrap();
    open.sync_data().unwrap();
}

/// With `files.experimental.atomicWrite`, or for its own settings.
fn vs_code_atomically(file: &Path, text: &str) {
    let new = beside(file, "*.vsctmp");
    vs_code(&new, text);
    fs::rename(&new, file).unwrap();
}

/// Twice within a millisecond, with as many bytes.
fn twice(file: &Path, text: &str) {
    fs::write(file, text.replace(|c: char| c.is_ascii_digit(), "7")).unwrap();
    fs::write(file, text).unwrap();
}

/// By something that puts the time back.
fn at_the_old_time(file: &Path, text: &str) {
    let time = fs::metadata(file).and_then(|data| data.modified());
    fs::write(file, text).unwrap();
    let open = File::options().write(true).open(file).unwrap();
    open.set_modified(time.unwrap()).unwrap();
}
