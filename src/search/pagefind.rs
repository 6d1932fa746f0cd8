//! The index by Pagefind, in process: records in, files out. Nothing is read from a disk, and
//! nothing is asked of a network.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::iter::repeat;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use rayon::prelude::*;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::format::{FormatError, Hits, Words, unpacked};
use super::merge::{Files, Frequent, Merged, PLACES_KEPT, merge};
use super::{DIRECTORY, SearchFiles};
use crate::diagnostic::{Code, Diagnostic};
use crate::view::{
    Entry, SearchRecord, SearchSection, View, primary, search_entries, search_record,
};

/// What Pagefind takes for the place of an anchor, for a weight …, in the words of a record.
const TOKEN: &str = "___";

/// A character without width: Pagefind leaves it out, and takes no word that begins with it for
/// a token of its own.
const NO_TOKEN: &str = "\u{200b}___";

/// A space that is none: `search.js` shows nothing in its place.
const NO_SPACE: &str = "\u{2060} ";

/// Languages in which a short word loses its vowel before a name; `search.js` knows them, too.
const ELIDING: [&str; 4] = ["ca", "fr", "it", "oc"];

/// Languages in whose words Pagefind finds no endings, and whose texts it parts itself.
const UNSPACED: [&str; 3] = ["ja", "th", "zh"];

/// The place of a record's title among its words; `search.js` knows it.
const ABOUT: &str = "about";

/// What makes of a language the name of its index with all places of all words; `search.js` knows
/// it.
const WHOLE: &str = "-x-whole";

/// How many records are indexed together: Pagefind needs some 200 kB of memory for one.
const RECORDS: usize = 500;

/// Says what language each index is of, and where it begins.
const ENTRY: &str = "pagefind-entry.json";

pub(super) fn files(view: &View<'_>) -> Result<SearchFiles, Diagnostic> {
    let files = made(view).map_err(|error| {
        let message = format!("the search index failed: {error}");
        Diagnostic::error(Code::SEARCH_FAILED, message)
            .help("write `search: false` into content/dossier.yaml to go without it")
    })?;
    let files = files.into_iter();
    Ok(files.map(|(path, bytes)| (format!("{DIRECTORY}{path}"), bytes.into())).collect())
}

/// Why there is no index.
#[derive(Debug, thiserror::Error)]
enum IndexError {
    /// Pagefind says why, as a text: the type of its errors is its own affair.
    #[error("{0}")]
    Pagefind(String),
    /// Its parts do not make a whole.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// What leads to its files can't be read.
    #[error(transparent)]
    Entry(#[from] serde_json::Error),
    /// It can't be waited for.
    #[error(transparent)]
    Runtime(#[from] std::io::Error),
}

fn made(view: &View<'_>) -> Result<Files, IndexError> {
    let mut by_language: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in search_entries(view) {
        let language = primary(entry.language(view)).to_owned();
        by_language.entry(language).or_default().push(entry);
    }
    let parts: Vec<(&str, &[Entry])> = by_language
        .iter()
        .flat_map(|(language, all)| {
            all.chunks(RECORDS).map(|some| (language.as_str(), some))
        })
        .collect();
    let parts: Vec<(&str, Files)> = parts
        .into_par_iter()
        .map(|(language, entries)| {
            let records = entries.iter().map(|entry| search_record(view, *entry));
            Ok((language, indexed(language, records)?))
        })
        .collect::<Result<_, IndexError>>()?;
    let mut of_language: BTreeMap<&str, Vec<Files>> = BTreeMap::new();
    let (mut files, mut entry) = (Files::new(), Value::Null);
    for (language, mut part) in parts {
        let own: Value = serde_json::from_slice(&part.remove(ENTRY).unwrap_or_default())?;
        if entry.is_null() {
            entry = own;
        } else {
            entry["languages"][language] = own["languages"][language].clone();
        }
        // What is the same in all parts: the script, and what knows the endings of words.
        let same = |path: &String| path.starts_with("wasm.") || path == "pagefind.js";
        let shared: Vec<String> =
            part.keys().filter(|path| same(path)).cloned().collect();
        for path in shared {
            let bytes = part.remove(&path).unwrap_or_default();
            files.insert(path, bytes);
        }
        of_language.entry(language).or_default().push(part);
    }
    let mut endings = true;
    for (language, parts) in of_language {
        let Merged { hash, whole, pages, frequent } = merge(language, parts, &mut files)?;
        let about = &mut entry["languages"][language];
        about["hash"] = json!(hash);
        about["page_count"] = json!(pages);
        endings &= !about["wasm"].is_null();
        if hash != whole {
            let mut about = about.clone();
            about["hash"] = json!(whole);
            entry["languages"][format!("{language}{WHOLE}")] = about;
        }
        if !frequent.is_empty() {
            let entries = &by_language[language];
            let [places, everywhere] = told(&frequent, &forms(view, language, entries)?);
            let about = &mut entry["languages"][language];
            // Pagefind passes over what it does not know; `search.js` reads it.
            about["frequent"] = places;
            about["everywhere"] = everywhere;
            about["kept"] = json!(PLACES_KEPT);
        }
    }
    if endings {
        files.remove("wasm.unknown.pagefind");
    }
    files.insert(ENTRY.to_owned(), entry.to_string().into_bytes());
    Ok(files)
}

/// Indexes some records of one language.
fn indexed(
    language: &str,
    records: impl Iterator<Item = SearchRecord>,
) -> Result<Files, IndexError> {
    let failed = |error| IndexError::Pagefind(format!("{error:#}"));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let config = PagefindServiceConfig::builder().keep_index_url(true).build();
        let mut index = PagefindIndex::new(Some(config)).map_err(failed)?;
        for record in records {
            let words = words(&record);
            let SearchRecord { path, title, by, filters, .. } = record;
            // All have the same fields, also where one is empty.
            let meta = [("title".to_owned(), title), ("by".to_owned(), by)];
            let (language, meta) = (language.to_owned(), Some(BTreeMap::from(meta)));
            index
                .add_custom_record(path, words, language, meta, Some(filters), None)
                .await
                .map_err(failed)?;
        }
        let files = index.get_files().await.map_err(failed)?.into_iter().map(|file| {
            (file.filename.to_string_lossy().replace('\\', "/"), file.contents)
        });
        Ok(files.filter(|(path, _)| needed(path)).collect())
    })
}

/// Words as they are asked for, by their stem.
type Forms = BTreeMap<String, Vec<String>>;

/// What a browser that is asked for several words has to know: how many places the frequent ones
/// have, and which of them are in nearly every text, so that they tell none apart.
fn told(frequent: &[Frequent], forms: &Forms) -> [Value; 2] {
    let written = |one: &Frequent| {
        forms.get(&one.stem).cloned().unwrap_or_else(|| vec![one.stem.clone()])
    };
    let places =
        frequent.iter().flat_map(|one| written(one).into_iter().zip(repeat(one.places)));
    let most = frequent.iter().map(|one| one.pages).max().unwrap_or_default();
    let everywhere = frequent.iter().filter(|one| one.pages * 10 >= most * 9);
    [places.collect(), everywhere.flat_map(written).collect()]
}

/// The words of the records of a language. Only Pagefind knows the stem of one, so a record of
/// them all is indexed.
fn forms(
    view: &View<'_>,
    language: &str,
    entries: &[Entry],
) -> Result<Forms, IndexError> {
    if UNSPACED.contains(&language) {
        return Ok(Forms::new());
    }
    let written = entries.par_iter().map(|entry| words(&search_record(view, *entry)));
    let written = written.fold(HashSet::new, |mut all, words| {
        for word in words.split_whitespace() {
            if !all.contains(word) {
                all.insert(word.to_owned());
            }
        }
        all
    });
    let written = written.reduce(HashSet::new, |mut all, some| {
        all.extend(some);
        all
    });
    let all: BTreeSet<String> = written.iter().map(|word| plain(word)).collect();
    let all: Vec<String> = all.into_iter().filter(|word| !word.is_empty()).collect();
    let record = SearchRecord {
        path: String::new(),
        title: String::new(),
        by: String::new(),
        language: view.dossier.about.language.clone(),
        sections: vec![SearchSection { id: None, words: all.join(" ") }],
        filters: BTreeMap::new(),
    };
    let mut forms = Forms::new();
    for (path, bytes) in indexed(language, std::iter::once(record))? {
        if !path.starts_with("index/") {
            continue;
        }
        for word in unpacked::<Words>(&bytes)?.words {
            let written = word.pages.iter().flat_map(Hits::places);
            let written = written.filter_map(|at| all.get(usize::try_from(at).ok()?));
            forms.entry(word.stem).or_default().extend(written.cloned());
        }
    }
    Ok(forms)
}

/// A word without case, accents and punctuation, as `search.js` looks it up.
fn plain(word: &str) -> String {
    let letters = word.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).collect()
}

/// The words of a record, with the places of its sections between them; last its title and what
/// is said below it, in which a phrase may stand as well.
fn words(record: &SearchRecord) -> String {
    let SearchRecord { title, by, language, sections, .. } = record;
    let language = primary(language);
    let about = format!("{title}\n{by}");
    let sections = sections.iter().map(|section| (section.id.as_deref(), &section.words));
    let mut words = String::new();
    for (id, section) in sections.chain([(Some(ABOUT), &about)]) {
        if let Some(id) = id {
            // Writing to a text can't fail.
            let _ = write!(words, " {TOKEN}PAGEFIND_ANCHOR{TOKEN}p:0:{id} ");
        }
        // Three underscores may end a word as well as begin it.
        words.push_str(&parted(section, language).replace(TOKEN, NO_TOKEN));
        words.push('\n');
    }
    words
}

/// Parts what a dash joins, or an apostrophe in a language that elides before names, so that
/// each is found: “fail—two”, “1914–1918”, “l’histoire”. Joins what a line's end hyphenates, and
/// writes ligatures out.
fn parted(text: &str, language: &str) -> String {
    let elides = ELIDING.contains(&language);
    // In scripts without spaces, words are found by Pagefind itself.
    let spaced = |c: char| {
        c.is_alphanumeric()
            && !matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..)
    };
    let mut parted = String::with_capacity(text.len());
    let mut before = [' ', ' '];
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let hyphenates = matches!(before[1], '-' | '‐') && before[0].is_alphabetic();
        if hyphenates && c.is_whitespace() {
            let here = &text[text.len() - rest.as_str().len() - c.len_utf8()..];
            let after = here.trim_start();
            let space = &here[..here.len() - after.len()];
            if space.contains('\n') && after.starts_with(char::is_lowercase) {
                rest = after.chars();
                continue;
            }
        }
        let joins = match before[1] {
            '–' | '—' | '―' => spaced(before[0]) && spaced(c),
            '\'' | '’' => elides && before[0].is_alphabetic() && c.is_alphabetic(),
            _ => false,
        };
        if joins {
            parted.push_str(NO_SPACE);
        }
        match c {
            'ﬀ'..='ﬆ' => parted.extend(std::iter::once(c).nfkd()),
            _ => parted.push(c),
        }
        before = [before[1], c];
    }
    parted
}

/// Whether the page to search on may fetch a file: Pagefind's own interfaces are not used.
fn needed(path: &str) -> bool {
    let parts =
        ["fragment/", "index/", "filter/", "wasm.", "pagefind.", "pagefind-entry."];
    parts.iter().any(|part| path.starts_with(part))
}
