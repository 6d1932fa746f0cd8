//! Throughline turns a folder of source documents plus YAML metadata into a briefing dossier: a
//! static website with a page for every source, in which the passages that matter are marked in
//! place, and a cross-reference index of the arguments that recur across the sources.
//!
//! The program is one pure function, [`pipeline::site`]. Read the modules in this order:
//!
//! 1. [`dossier`] is the model, and [`world`] the only door to files and the clock.
//! 2. [`text`] makes text of bytes, blocks of text, and finds the way back to the seed.
//! 3. [`schema`] is the YAML as it is written; [`load`] makes the model of it.
//! 4. [`anchor`] finds every quote in its source: what this program exists for.
//! 5. [`index`] knows which argument occurs where, in which order, said by whom.
//!    [`edit`] changes the files of an author.
//! 6. [`view`] is what templates see, in the words of a [`locale`]; [`exchange`] what other
//!    programs read; [`cite`] sets citations, [`search`] makes the index of all words, [`card`] draws the
//!    pictures of those who share a page.
//! 7. [`theme`] renders pages, [`pipeline`] puts it all together, [`mod@write`] puts it on disk;
//!    [`mod@inspect`] looks at it as a visitor would, [`links`] at what it leads to; `preview`
//!    serves it, and follows every edit.
//! 8. [`diagnostic`] is how every one of them tells what is wrong, where, and what to write.
//!
//! ARCHITECTURE.md has the map and the invariants.

pub mod anchor;
pub mod card;
pub mod cite;
pub mod commands;
pub mod diagnostic;
pub mod dossier;
pub mod edit;
pub mod exchange;
pub mod id;
pub mod index;
pub mod inspect;
pub mod links;
pub mod load;
pub mod locale;
pub mod pipeline;
#[cfg(feature = "serve")]
pub mod preview;
pub mod schema;
pub mod search;
pub mod text;
pub mod theme;
pub mod view;
pub mod world;
pub mod write;

/// The program's name and version, as pages and data files give it.
pub const GENERATOR: &str = concat!("Throughline ", env!("CARGO_PKG_VERSION"));
