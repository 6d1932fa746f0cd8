//! The index by Pagefind, in process: records in, files out. Nothing is read from a disk, and
//! nothing is asked of a network.

use std::collections::BTreeMap;
use std::sync::Arc;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;

use super::{DIRECTORY, SearchFiles};
use crate::diagnostic::{Code, Diagnostic};
use crate::view::{SearchRecord, View, primary, search_entries, search_record};

/// What Pagefind takes for the place of an anchor, for a weight …, in the words of a record.
const TOKEN: &str = "___";

/// A character without width: Pagefind leaves it out, and takes no word that begins with it for
/// a token of its own.
const NO_TOKEN: &str = "\u{200b}___";

pub(super) fn files(view: &View<'_>) -> Result<SearchFiles, Diagnostic> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| failed(&error))?;
    runtime.block_on(made(view)).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::SEARCH_FAILED, format!("the search index failed: {error}"))
        .help("write `search: false` into content/dossier.yaml to go without it")
}

async fn made(view: &View<'_>) -> anyhow::Result<SearchFiles> {
    let config = PagefindServiceConfig::builder().keep_index_url(true).build();
    let mut index = PagefindIndex::new(Some(config))?;
    for entry in search_entries(view) {
        let record = search_record(view, entry);
        let words = words(&record);
        let SearchRecord { path, title, by, language, filters, .. } = record;
        let meta = [("title", title), ("by", by)].into_iter();
        let meta = meta.filter(|(_, words)| !words.is_empty());
        let meta: BTreeMap<String, String> =
            meta.map(|(name, words)| (name.to_owned(), words)).collect();
        let language = primary(&language).to_owned();
        index
            .add_custom_record(path, words, language, Some(meta), Some(filters), None)
            .await?;
    }
    let mut files = BTreeMap::new();
    for file in index.get_files().await? {
        let path = file.filename.to_string_lossy().replace('\\', "/");
        if needed(&path) {
            files.insert(format!("{DIRECTORY}{path}"), file.contents.into());
        }
    }
    // For languages whose endings Pagefind does not know.
    let entry: Option<&Arc<[u8]>> = files.get(&format!("{DIRECTORY}pagefind-entry.json"));
    let entry = entry.map(|json| String::from_utf8_lossy(json));
    if entry.is_some_and(|json| !json.contains("\"wasm\":null")) {
        files.remove(&format!("{DIRECTORY}wasm.unknown.pagefind"));
    }
    Ok(files)
}

/// The words of a record, with the places of its sections between them.
fn words(record: &SearchRecord) -> String {
    let mut words = String::new();
    for section in &record.sections {
        if let Some(id) = &section.id {
            words.push_str(&format!(" {TOKEN}PAGEFIND_ANCHOR{TOKEN}p:0:{id} "));
        }
        // Three underscores may end a word as well as begin it.
        words.push_str(&section.words.replace(TOKEN, NO_TOKEN));
        words.push('\n');
    }
    words
}

/// Whether the page to search on may fetch a file: Pagefind's own interfaces are not used.
fn needed(path: &str) -> bool {
    let parts =
        ["fragment/", "index/", "filter/", "wasm.", "pagefind.", "pagefind-entry."];
    parts.iter().any(|part| path.starts_with(part))
}
