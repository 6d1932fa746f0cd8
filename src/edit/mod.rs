//! Changes to the files of a dossier, made for the author: a passage, an argument, a heading,
//! metadata. Comments, order, quotation marks and blank lines of a file stay as they are.
//!
//! Text in, text out: nothing here writes. [`Draft`] has a function for every action. Each
//! result is read again by the program's own reader, and refused where anything but what was
//! meant would be different: in the values of the file, in the places of other passages, or by
//! an error that was not there before.

mod argument;
mod astray;
mod change;
mod citing;
mod draft;
mod look;
mod metadata;
mod passage;
mod quote;
mod reanchor;
mod scalar;
mod selection;
mod splice;
mod tree;
mod with;
mod written;

use std::sync::Arc;

pub use argument::{NewArgument, create_argument};
pub use astray::{Candidate, Lost};
pub use citing::naming;
pub use draft::Draft;
pub use metadata::{Apart, Metadata, apart};
pub use passage::Coding;
pub use reanchor::{Reanchored, Reanchoring, reanchor};
pub use selection::{Point, Selection};

/// What an action makes of one file. It is written by [`mod@crate::write`], all of it or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, relative to the dossier's directory.
    pub path: Arc<str>,
    /// Its bytes before; `None` where there was no such file.
    pub before: Option<Vec<u8>>,
    /// Its bytes after; `None` where it is to go.
    pub after: Option<Vec<u8>>,
}

impl Edit {
    /// The edit that takes this one back, byte for byte.
    #[must_use]
    pub fn undone(self) -> Self {
        Self { path: self.path, before: self.after, after: self.before }
    }
}

/// Which bytes a file has: the same version, the same bytes (BLAKE3, in hexadecimal).
pub fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Why an edit is not made. The file is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such source, or its file can't be read: what is wrong with it.
    #[error("{0}; mend this first: `throughline check` shows where")]
    Source(String),
    /// There is no such passage.
    #[error("there is no such passage in this source any more")]
    Passage,
    /// A passage is to have an id that another of the source has.
    #[error("another passage of this source has the id `{0}`: choose another")]
    PassageTaken(String),
    /// There is no such argument.
    #[error("there is no argument `{0}`: make it first")]
    Argument(String),
    /// An argument is to be made whose id is taken.
    #[error("there is an argument `{0}` already: choose another id")]
    ArgumentTaken(String),
    /// No words are selected.
    #[error("no words are selected")]
    NoWords,
    /// The words are in a text that is not published whole, or not in the text at all.
    #[error("these words are not in the published text")]
    Unpublished,
    /// The words that a reader saw are not those of the text at that place.
    #[error(
        "the text has other words at this place than the page: load the page again, and select \
         them anew"
    )]
    OtherWords,
    /// Not even a long context tells the words from the same words elsewhere.
    #[error(
        "these words can't be told from the same words elsewhere: select more of them"
    )]
    Ambiguous,
    /// There is no such key, or it can't be changed here.
    #[error("`{0}` can't be changed here: edit the file by hand")]
    Key(String),
    /// The file is not YAML.
    #[error("this is not valid YAML: {0}")]
    Yaml(String),
    /// The file is written so that more than what is meant would change.
    #[error(
        "this file is written in a way in which the edit would change more than it should: edit \
         it by hand"
    )]
    Style,
    /// With the edit the dossier would have this error.
    #[error("{0}")]
    Error(String),
    /// Other passages would be lost or moved.
    #[error("with this edit another passage would no longer be found in its place")]
    Others,
    /// The file has changed since it was read: both versions.
    #[error("{path} has changed in the meantime: nothing was written")]
    Changed {
        /// The file.
        path: Arc<str>,
        /// Its text as it stands; `None` where there is none any more.
        theirs: Option<String>,
        /// Its text with the edit.
        ours: Option<String>,
    },
    /// The system would not let it be written.
    #[error("{path} can't be written: {words}")]
    System {
        /// The file.
        path: Arc<str>,
        /// The system's words.
        words: String,
    },
}
