//! The page that tells people of the data files.

use serde::Serialize;

use super::View;
use super::page::Link;

/// Where it is.
pub const DATA: &str = "data/index.html";

/// The variables of `data.html`.
#[derive(Debug, Clone, Serialize)]
pub struct DataPage {
    /// The files, those for most people first.
    pub files: Vec<DataFileView>,
}

/// A file for other programs.
#[derive(Debug, Clone, Serialize)]
pub struct DataFileView {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// What is in it, and what to use it for.
    pub about: String,
    /// The standard that it follows; the path is an address of another site.
    pub standard: Link,
    /// How large it is, in words.
    pub size: String,
}

/// The page of files, each with its name, its standard's name and address, and its bytes.
pub fn data_page(
    view: &View<'_>,
    files: impl IntoIterator<Item = (&'static str, (&'static str, &'static str), u64)>,
) -> DataPage {
    let file = |(name, (label, path), bytes): (&str, (&str, &str), u64)| DataFileView {
        name: name.to_owned(),
        path: format!("data/{name}"),
        about: view.locale.word(&format!("data_{}", name.replace('.', "_"))).to_owned(),
        standard: Link { label: label.to_owned(), path: path.to_owned() },
        size: size(view, bytes),
    };
    DataPage { files: files.into_iter().map(file).collect() }
}

/// A size, rounded up, in kilobytes of 1,000 bytes or in megabytes.
fn size(view: &View<'_>, bytes: u64) -> String {
    let (key, n) = match bytes.div_ceil(1_000) {
        kilobytes @ 0..10_000 => ("size_kilobytes", kilobytes),
        kilobytes => ("size_megabytes", kilobytes.div_ceil(1_000)),
    };
    view.locale.say(key, &[("n", &n.to_string())])
}
