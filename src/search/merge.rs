//! Several of Pagefind's indexes of one language made one, in Pagefind's own format (1.6).
//!
//! Pagefind holds all words of an index in memory several times over, so a large dossier is
//! indexed in parts. One index of all parts, in smaller chunks and with short names, is also
//! what a browser fetches least of.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::iter::Peekable;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use minicbor::{Decode, Encode};

/// What every file begins with once it is unpacked.
const SIGNATURE: &[u8] = b"pagefind_dcd";

/// How many places of words a chunk of the index has, about. A browser fetches a chunk for each
/// word that is looked for.
const CHUNK_PLACES: usize = 10_000;

/// Why indexes can't be made one: Pagefind has written something else than it wrote before.
#[derive(Debug, thiserror::Error)]
pub(super) enum MergeError {
    /// A file of an index is missing.
    #[error("there is no {0}")]
    Missing(String),
    /// It can't be unpacked, or packed.
    #[error(transparent)]
    Packing(#[from] std::io::Error),
    /// What is in it is not what was expected.
    #[error(transparent)]
    Reading(#[from] minicbor::decode::Error),
    /// It can't be written.
    #[error(transparent)]
    Writing(#[from] minicbor::encode::Error<std::convert::Infallible>),
    /// There are more pages than an index can number.
    #[error(transparent)]
    TooMany(#[from] std::num::TryFromIntError),
}

type Result<T> = std::result::Result<T, MergeError>;

/// A word of more places than this takes so many bytes (some 60 kB) that a browser leaves it out
/// where other words are looked for, too.
const FREQUENT_PLACES: usize = 30_000;

/// Words, each with its number of places.
type Frequent = Vec<(String, usize)>;

/// What came of merging.
#[derive(Debug)]
pub(super) struct Merged {
    /// The name of the index's beginning.
    pub(super) hash: String,
    /// How many pages it has.
    pub(super) pages: u32,
    /// The words that are in so many places that they tell hardly anything, with how many.
    pub(super) frequent: Frequent,
}

/// Files by their paths below the directory of the index.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// What leads to everything else.
#[derive(Encode, Decode, Default)]
struct Meta {
    #[n(0)]
    version: String,
    #[n(1)]
    pages: Vec<Page>,
    #[n(2)]
    chunks: Vec<Chunk>,
    #[n(3)]
    filters: Vec<Filter>,
    #[n(4)]
    sorts: Vec<Sort>,
    #[n(5)]
    fields: Vec<String>,
}

#[derive(Encode, Decode)]
struct Page {
    #[n(0)]
    fragment: String,
    #[n(1)]
    words: u32,
    #[n(2)]
    group: String,
}

#[derive(Encode, Decode)]
struct Chunk {
    #[n(0)]
    from: String,
    #[n(1)]
    to: String,
    #[n(2)]
    hash: String,
}

#[derive(Encode, Decode)]
struct Filter {
    #[n(0)]
    name: String,
    #[n(1)]
    hash: String,
}

#[derive(Encode, Decode)]
struct Sort {
    #[n(0)]
    name: String,
    #[n(1)]
    pages: Vec<u32>,
}

#[derive(Encode, Decode)]
struct Words {
    #[n(0)]
    words: Vec<Word>,
}

#[derive(Encode, Decode)]
struct Word {
    #[n(0)]
    stem: String,
    #[n(1)]
    pages: Vec<Hits>,
    /// The same word with other diacritics.
    #[n(2)]
    variants: Vec<Variant>,
}

#[derive(Encode, Decode)]
struct Variant {
    #[n(0)]
    form: String,
    #[n(1)]
    pages: Vec<Hits>,
}

/// Where a word stands on a page.
#[derive(Encode, Decode)]
struct Hits {
    /// In a file, how much greater it is than that of the page before.
    #[n(0)]
    page: u32,
    #[n(1)]
    places: Vec<i32>,
    #[n(2)]
    meta_places: Vec<i32>,
}

#[derive(Encode, Decode)]
struct FilterValues {
    #[n(0)]
    name: String,
    #[n(1)]
    values: Vec<FilterValue>,
}

#[derive(Encode, Decode)]
struct FilterValue {
    #[n(0)]
    value: String,
    #[n(1)]
    pages: Vec<u32>,
}

/// A part of an index.
struct Part {
    meta: Meta,
    files: Files,
    /// The number of its first page.
    first: u32,
}

/// Makes one index of its parts, and adds its files to `into`. The parts' meta fields must be the
/// same.
pub(super) fn merge(
    language: &str,
    parts: Vec<Files>,
    into: &mut Files,
) -> Result<Merged> {
    let mut merged = Meta::default();
    let mut pages = 0;
    let mut hasher = blake3::Hasher::new();
    let mut opened = Vec::new();
    for mut files in parts {
        let path = files.keys().find(|path| path.ends_with(".pf_meta")).cloned();
        let path =
            path.ok_or_else(|| MergeError::Missing("pagefind.….pf_meta".to_owned()))?;
        let meta: Meta = unpacked(&files.remove(&path).unwrap_or_default())?;
        for page in &meta.pages {
            hasher.update(page.fragment.as_bytes());
        }
        let count = u32::try_from(meta.pages.len())?;
        merged.version.clone_from(&meta.version);
        merged.fields.clone_from(&meta.fields);
        opened.push(Part { meta, files, first: pages });
        pages += count;
    }
    // Names in a row take much less than hashes do; the hash of all tells builds apart.
    let build = &hasher.finalize().to_hex()[..6];
    for Part { meta, files, .. } in &mut opened {
        for Page { fragment, words, .. } in meta.pages.drain(..) {
            let name = format!("{language}_{build}-{}", merged.pages.len());
            let path = format!("fragment/{fragment}.pf_fragment");
            let bytes = files.remove(&path).ok_or(MergeError::Missing(path))?;
            into.insert(format!("fragment/{name}.pf_fragment"), bytes);
            merged.pages.push(Page { fragment: name, words, group: String::new() });
        }
    }
    merged.filters = merge_filters(language, &opened, into)?;
    let (chunks, frequent) = merge_words(language, &opened, into)?;
    merged.chunks = chunks;
    let (bytes, hash) = packed(language, &merged)?;
    into.insert(format!("pagefind.{hash}.pf_meta"), bytes);
    Ok(Merged { hash, pages, frequent })
}

fn merge_filters(
    language: &str,
    parts: &[Part],
    into: &mut Files,
) -> Result<Vec<Filter>> {
    let mut all: BTreeMap<String, BTreeMap<String, Vec<u32>>> = BTreeMap::new();
    for Part { meta, files, first } in parts {
        for Filter { hash, .. } in &meta.filters {
            let values: FilterValues = file(files, "filter", hash)?;
            let merged = all.entry(values.name).or_default();
            for FilterValue { value, pages } in values.values {
                let pages = pages.into_iter().map(|page| page + first);
                merged.entry(value).or_default().extend(pages);
            }
        }
    }
    let mut filters = Vec::new();
    for (name, values) in all {
        let values = values.into_iter();
        let values = values.map(|(value, pages)| FilterValue { value, pages }).collect();
        let (bytes, hash) =
            packed(language, &FilterValues { name: name.clone(), values })?;
        into.insert(format!("filter/{hash}.pf_filter"), bytes);
        filters.push(Filter { name, hash });
    }
    Ok(filters)
}

/// Merges the words of all parts, in their order, and cuts them into chunks. Returns those that
/// are frequent, too.
fn merge_words(
    language: &str,
    parts: &[Part],
    into: &mut Files,
) -> Result<(Vec<Chunk>, Frequent)> {
    let mut streams: Vec<_> =
        parts.iter().map(|part| words_of(part).peekable()).collect();
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut frequent = Vec::new();
    let (mut words, mut places) = (Vec::new(), 0);
    loop {
        let next = next_word(&mut streams)?;
        let full = places >= CHUNK_PLACES || next.is_none();
        if full && !words.is_empty() {
            let (from, to) = (first_and_last(&words), Words { words });
            let (bytes, hash) = packed(language, &to)?;
            into.insert(format!("index/{hash}.pf_index"), bytes);
            chunks.push(Chunk { from: from.0, to: from.1, hash });
            (words, places) = (Vec::new(), 0);
        }
        let Some(mut word) = next else { break };
        let before = places;
        let variants = word.variants.iter_mut().map(|variant| &mut variant.pages);
        for pages in std::iter::once(&mut word.pages).chain(variants) {
            places += pages.iter().map(|hits| hits.places.len() + 1).sum::<usize>();
            let mut last = 0;
            for hits in pages {
                let page = hits.page;
                hits.page -= last;
                last = page;
            }
        }
        if places - before > FREQUENT_PLACES {
            frequent.push((word.stem.clone(), places - before));
        }
        words.push(word);
    }
    cut_borders(&mut chunks);
    Ok((chunks, frequent))
}

/// Leaves no more letters at the borders of chunks than tell each from the next.
///
/// Pagefind asks for the chunk whose borders a word lies between as it is typed, besides that of
/// its stem: “before” beside “befor”. Where there is none, it takes any that may do. So each chunk
/// reaches up to the next.
fn cut_borders(chunks: &mut [Chunk]) {
    for n in 1..chunks.len() {
        let (last, first) = (&chunks[n - 1].to, &chunks[n].from);
        let same = last.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
        let short = |word: &str| word.chars().take(same + 1).collect::<String>();
        let (mut to, from) = (short(last), short(first));
        // What begins with the whole of the last word may be in the next chunk.
        if !from.starts_with(&to) {
            to.push(char::MAX);
        }
        if to >= chunks[n - 1].from {
            chunks[n - 1].to = to;
        }
        chunks[n].from = from;
    }
}

fn first_and_last(words: &[Word]) -> (String, String) {
    let word =
        |word: Option<&Word>| word.map(|word| word.stem.clone()).unwrap_or_default();
    (word(words.first()), word(words.last()))
}

/// The words of a part, in their order, with the numbers of its pages in the whole.
fn words_of(part: &Part) -> impl Iterator<Item = Result<Word>> {
    let number = |mut word: Word| {
        let variants = word.variants.iter_mut().map(|variant| &mut variant.pages);
        for pages in std::iter::once(&mut word.pages).chain(variants) {
            let mut page = part.first;
            for hits in pages {
                page += hits.page;
                hits.page = page;
            }
        }
        word
    };
    part.meta.chunks.iter().flat_map(move |chunk| {
        let (words, failure) = match file::<Words>(&part.files, "index", &chunk.hash) {
            Ok(chunk) => (chunk.words, None),
            Err(error) => (vec![], Some(Err(error))),
        };
        failure.into_iter().chain(words.into_iter().map(move |word| Ok(number(word))))
    })
}

/// The first word that any of the parts has next, with all its pages.
fn next_word<I: Iterator<Item = Result<Word>>>(
    streams: &mut [Peekable<I>],
) -> Result<Option<Word>> {
    let heads = streams.iter_mut().filter_map(|stream| stream.peek());
    let first = heads.filter_map(|head| head.as_ref().ok()).map(|head| &head.stem).min();
    let first = first.cloned();
    let mut merged: Option<Word> = None;
    for stream in streams {
        let same = |head: &Result<Word>| {
            head.as_ref().map_or(true, |head| Some(&head.stem) == first.as_ref())
        };
        let Some(word) = stream.next_if(same).transpose()? else { continue };
        let Some(whole) = &mut merged else {
            merged = Some(word);
            continue;
        };
        whole.pages.extend(word.pages);
        for variant in word.variants {
            match whole.variants.iter_mut().find(|known| known.form == variant.form) {
                Some(known) => known.pages.extend(variant.pages),
                None => whole.variants.push(variant),
            }
        }
    }
    Ok(merged)
}

fn file<T: for<'b> Decode<'b, ()>>(files: &Files, kind: &str, hash: &str) -> Result<T> {
    let path = format!("{kind}/{hash}.pf_{kind}");
    unpacked(files.get(&path).ok_or(MergeError::Missing(path))?)
}

fn unpacked<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain)?;
    let cbor = plain.strip_prefix(SIGNATURE).unwrap_or(&plain);
    Ok(minicbor::decode(cbor)?)
}

/// The bytes of a file, and the name that they give it.
fn packed<T: Encode<()>>(language: &str, value: &T) -> Result<(Vec<u8>, String)> {
    let cbor = minicbor::to_vec(value)?;
    let hash = format!("{language}_{}", &blake3::hash(&cbor).to_hex()[..8]);
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(SIGNATURE)?;
    packed.write_all(&cbor)?;
    Ok((packed.finish()?, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(pages: &[(u32, &[i32])]) -> Vec<Hits> {
        let hits = pages.iter().map(|(page, places)| Hits {
            page: *page,
            places: places.to_vec(),
            meta_places: vec![],
        });
        hits.collect()
    }

    fn word(stem: &str, pages: &[(u32, &[i32])]) -> Word {
        Word { stem: stem.to_owned(), pages: hits(pages), variants: vec![] }
    }

    /// An index as Pagefind writes it: the number of a page is how much greater it is than that
    /// of the page before.
    fn part(pages: &[&str], filter: (&str, &[u32]), chunks: Vec<Vec<Word>>) -> Files {
        let mut files = Files::new();
        let mut meta = Meta { version: "1".to_owned(), ..Meta::default() };
        for name in pages {
            let path = format!("fragment/{name}.pf_fragment");
            files.insert(path, name.as_bytes().to_vec());
            let (fragment, group) = ((*name).to_owned(), String::new());
            meta.pages.push(Page { fragment, words: 3, group });
        }
        let (value, pages) = filter;
        let values = vec![FilterValue { value: value.to_owned(), pages: pages.to_vec() }];
        let name = "kind".to_owned();
        let filter = FilterValues { name: name.clone(), values };
        let (bytes, hash) = packed("en", &filter).unwrap();
        files.insert(format!("filter/{hash}.pf_filter"), bytes);
        meta.filters.push(Filter { name, hash });
        for words in chunks {
            let (from, to) = first_and_last(&words);
            let (bytes, hash) = packed("en", &Words { words }).unwrap();
            files.insert(format!("index/{hash}.pf_index"), bytes);
            meta.chunks.push(Chunk { from, to, hash });
        }
        let (bytes, hash) = packed("en", &meta).unwrap();
        files.insert(format!("pagefind.{hash}.pf_meta"), bytes);
        files
    }

    type Expected<'a> = (&'a str, &'a [(u32, &'a [i32])]);

    /// A word, and its places on each page by number.
    type Found = (String, Vec<(u32, Vec<i32>)>);

    /// The words of an index.
    fn read(files: &Files, hash: &str) -> (Meta, Vec<Found>) {
        let meta: Meta = unpacked(&files[&format!("pagefind.{hash}.pf_meta")]).unwrap();
        let part = Part { meta, files: files.clone(), first: 0 };
        let words = words_of(&part).map(|word| {
            let Word { stem, pages, .. } = word.unwrap();
            (stem, pages.into_iter().map(|hits| (hits.page, hits.places)).collect())
        });
        let words = words.collect();
        (part.meta, words)
    }

    #[test]
    fn several_parts_become_one_index_of_all_their_words() {
        let one = part(
            &["a", "b", "c"],
            ("source", &[0, 2]),
            vec![
                vec![word("boat", &[(0, &[1]), (2, &[4, 5])])],
                vec![word("ferry", &[(1, &[2])]), word("toll", &[(1, &[3])])],
            ],
        );
        let two = part(
            &["d"],
            ("source", &[0]),
            vec![vec![word("anchor", &[(0, &[7])]), word("toll", &[(0, &[8])])]],
        );
        let mut variant = word("toll", &[(1, &[9])]);
        variant.variants =
            vec![Variant { form: "tóll".to_owned(), pages: hits(&[(1, &[9])]) }];
        let three = part(&["e", "f"], ("person", &[1]), vec![vec![variant]]);

        let mut files = Files::new();
        let Merged { hash, pages, frequent } =
            merge("en", vec![one, two, three], &mut files).unwrap();
        assert!(frequent.is_empty());
        assert_eq!(pages, 6);
        let (meta, words) = read(&files, &hash);
        let expected: [Expected<'_>; 4] = [
            ("anchor", &[(3, &[7])]),
            ("boat", &[(0, &[1]), (2, &[4, 5])]),
            ("ferry", &[(1, &[2])]),
            ("toll", &[(1, &[3]), (3, &[8]), (5, &[9])]),
        ];
        let expected = expected.map(|(stem, pages)| {
            let pages = pages.iter().map(|(page, places)| (*page, places.to_vec()));
            (stem.to_owned(), pages.collect::<Vec<_>>())
        });
        assert_eq!(words, expected);

        // Each page has its own fragment, whose bytes are those that it had.
        let fragments = meta.pages.iter().map(|page| &page.fragment);
        let fragments =
            fragments.map(|name| &files[&format!("fragment/{name}.pf_fragment")]);
        let all: Vec<u8> = fragments.flatten().copied().collect();
        assert_eq!(all, b"abcdef");
        let filter: FilterValues = file(&files, "filter", &meta.filters[0].hash).unwrap();
        let values: Vec<(&str, &[u32])> =
            filter.values.iter().map(|one| (&*one.value, &*one.pages)).collect();
        assert_eq!(values, [("person", &[5][..]), ("source", &[0, 2, 3][..])]);
        // The variant counts from the beginning of the whole, too.
        let chunk: Words = file(&files, "index", &meta.chunks[0].hash).unwrap();
        let toll = chunk.words.iter().find(|word| word.stem == "toll").unwrap();
        assert_eq!(toll.variants[0].pages[0].page, 5);
    }

    #[test]
    fn chunks_are_cut_between_words_and_told_apart_by_few_letters() {
        let places: Vec<i32> = (0..i32::try_from(CHUNK_PLACES).unwrap()).collect();
        let words =
            ["abacus", "abalone", "zebra"].map(|stem| word(stem, &[(0, &places)]));
        let one = part(&["a"], ("source", &[0]), vec![words.into()]);
        let mut files = Files::new();
        let Merged { hash, .. } = merge("en", vec![one], &mut files).unwrap();
        let (meta, words) = read(&files, &hash);
        assert_eq!(words.len(), 3);
        let chunks: Vec<(&str, &str)> =
            meta.chunks.iter().map(|chunk| (&*chunk.from, &*chunk.to)).collect();
        assert_eq!(
            chunks,
            [("abacus", "abac\u{10ffff}"), ("abal", "a\u{10ffff}"), ("z", "zebra")]
        );
    }

    #[test]
    fn a_word_is_looked_for_in_the_chunk_of_its_stem_alone() {
        let chunk = |from: &str, to: &str| Chunk {
            from: from.to_owned(),
            to: to.to_owned(),
            hash: String::new(),
        };
        let mut chunks =
            [chunk("battery", "be"), chunk("becaus", "befor"), chunk("begin", "believ")];
        cut_borders(&mut chunks);
        // As Pagefind looks: the first chunk that a word lies between the borders of.
        let found = |word: &str| {
            chunks.iter().position(|chunk| *chunk.from <= *word && *word <= *chunk.to)
        };
        let words = ["be", "because", "before", "befor", "beginning", "believ"];
        assert_eq!(words.map(found), [0, 1, 1, 1, 2, 2].map(Some));
    }

    #[test]
    fn a_word_of_very_many_places_in_all_parts_together_is_frequent() {
        let places: Vec<i32> = (0..i32::try_from(FREQUENT_PLACES / 2).unwrap()).collect();
        let each = |with: &[i32]| {
            let words = vec![word("of", &[(0, &places)]), word("rare", &[(0, with)])];
            part(&["a"], ("source", &[0]), vec![words])
        };
        let parts = vec![each(&places), each(&[1])];
        let merged = merge("en", parts, &mut Files::new()).unwrap();
        assert_eq!(merged.frequent, [("of".to_owned(), FREQUENT_PLACES + 2)]);
    }

    #[test]
    fn a_part_that_lacks_a_file_is_told() {
        let mut files = part(&["a"], ("source", &[0]), vec![]);
        files.remove("fragment/a.pf_fragment");
        let error = merge("en", vec![files], &mut Files::new()).unwrap_err();
        assert_eq!(error.to_string(), "there is no fragment/a.pf_fragment");
    }
}
