//! What Throughline promises, tested from outside: one binary, one module a concern.
//!
//! `cases` holds readable Markdown files; a case is added there without writing Rust.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::format_collect,
    clippy::single_range_in_vec_init,
    clippy::type_complexity,
    clippy::format_push_string,
    reason = "tests make and read their own files, and a test that fails panics"
)]

#[cfg(feature = "cards")]
mod cards;
mod cases;
mod citations;
mod command;
mod compare;
mod data;
mod deploy;
mod edit;
mod found;
mod hostile;
mod html;
mod index;
mod inspect;
mod languages;
mod layers;
mod leaks;
#[cfg(feature = "links")]
mod links;
mod lists;
mod map;
#[cfg(feature = "serve")]
mod preview;
mod print;
mod properties;
mod reanchor;
mod release;
mod remembered;
mod search;
mod server;
mod support;
mod themes;
