//! The two editions of a dossier: a site of many pages, and one document to print. Both are made
//! of the same views; they differ in where a link leads, and in what is numbered how.

use crate::id::Id;

/// What views are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// A page for everything. Passages are numbered on each source's page.
    Site,
    /// One page for all. Sources are numbered by date, and passages by source: `3.12`.
    Print,
}

impl Edition {
    /// Where something stands: on its own page, or at its own fragment. `directory` is empty or
    /// ends with `/`. An id holds no `/`, so no two fragments are the same.
    pub(super) fn path(self, directory: &str, id: &Id) -> String {
        let id = id.as_url();
        match self {
            Self::Site => format!("{directory}{id}.html"),
            Self::Print => format!("#{directory}{id}"),
        }
    }

    /// Where a prose page stands.
    pub(super) fn page_path(self, id: &Id) -> String {
        match self {
            Self::Site => self.path("", id),
            Self::Print => self.path("pages/", id),
        }
    }

    /// Where a part of a source's text stands, below the path of the source.
    pub(super) fn within(self, source: &str, fragment: &str) -> String {
        match self {
            Self::Site => format!("{source}#{fragment}"),
            Self::Print => format!("{source}/{fragment}"),
        }
    }

    /// What the ids of all elements of a source's text begin with.
    pub(super) fn prefix(self, source: &Id) -> String {
        match self {
            Self::Site => String::new(),
            Self::Print => format!("sources/{source}/"),
        }
    }

    /// The way to the site's root, which is `root` on a page of its own.
    pub(super) fn root(self, root: &str) -> &str {
        match self {
            Self::Site => root,
            Self::Print => "",
        }
    }

    /// The level of the heading that words stand below: 1 on a page of their own, and `level`
    /// in the one document.
    pub(super) fn below(self, level: u8) -> u8 {
        match self {
            Self::Site => 1,
            Self::Print => level,
        }
    }
}
