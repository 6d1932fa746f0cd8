//! The search index of a site: files that a browser fetches a few of, to find words in all pages.
//!
//! It is made of records that hold what pages show, and of nothing else. Without the feature
//! `search` there is none, and no page to search on.

#[cfg(feature = "search")]
mod format;
#[cfg(feature = "search")]
mod merge;
#[cfg(feature = "search")]
mod pagefind;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::view::View;

/// Whether the program was built with a search.
pub const AVAILABLE: bool = cfg!(feature = "search");

/// The directory of the index, below the site's root.
pub const DIRECTORY: &str = "pagefind/";

/// The files of the index by their paths below the site's root.
pub type SearchFiles = BTreeMap<String, Arc<[u8]>>;

/// Makes the index of everything that the pages of a site show.
///
/// # Errors
/// When Pagefind fails.
#[cfg(feature = "search")]
pub fn search_files(view: &View<'_>) -> Result<SearchFiles, Diagnostic> {
    pagefind::files(view)
}

/// The index of a program that was built without a search: no files.
///
/// # Errors
/// Never.
#[cfg(not(feature = "search"))]
pub fn search_files(_: &View<'_>) -> Result<SearchFiles, Diagnostic> {
    Ok(SearchFiles::new())
}
