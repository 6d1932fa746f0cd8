//! Style sheets and scripts, under names that change with their content, so that no browser
//! shows an old one.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The assets of a theme.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    by_name: BTreeMap<String, Asset>,
}

/// A file that pages are shown with.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its address below the site's root, with a part of its hash.
    pub path: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

impl Assets {
    pub(super) fn new(files: &BTreeMap<&str, &[u8]>) -> Self {
        let asset = |(name, bytes): (&&str, &&[u8])| {
            let hash = &blake3::hash(bytes).to_hex()[..10];
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
            let dot = if ending.is_empty() { "" } else { "." };
            let path = format!("assets/{stem}.{hash}{dot}{ending}");
            ((*name).to_owned(), Asset { path, bytes: Arc::from(*bytes) })
        };
        Self { by_name: files.iter().map(asset).collect() }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Asset> {
        self.by_name.values()
    }

    /// Their addresses by their names.
    pub(super) fn paths(&self) -> BTreeMap<String, String> {
        self.by_name
            .iter()
            .map(|(name, asset)| (name.clone(), asset.path.clone()))
            .collect()
    }
}
