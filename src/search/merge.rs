//! Several of Pagefind's indexes of one language made one, in Pagefind's own format (1.6).
//!
//! Pagefind holds all words of an index in memory several times over, so a large dossier is
//! indexed in parts. One index of all parts, in smaller chunks and with short names, is also
//! what a browser fetches least of.

use std::collections::BTreeMap;
use std::iter::Peekable;

use minicbor::Decode;

use super::format::{
    Chunk, Filter, FilterValue, FilterValues, FormatError, Hits, Meta, Page, Result,
    Word, Words, packed, unpacked,
};

/// How many places of words a chunk of the index has, about. A browser fetches a chunk for each
/// word that is looked for.
const CHUNK_PLACES: usize = 10_000;

/// How many places of a word are kept, those in front on each page: a browser fetches some 40 kB
/// for them, and ten times as much for all that “the” has.
pub(super) const PLACES_KEPT: usize = 25_000;

/// A browser that is asked for several words has to know of those that have more places.
const FREQUENT_PLACES: usize = PLACES_KEPT / 2;

/// A word that has very many places.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frequent {
    pub(super) stem: String,
    /// How many places it has, and on how many pages.
    pub(super) places: usize,
    pub(super) pages: usize,
}

/// What came of merging.
#[derive(Debug)]
pub(super) struct Merged {
    /// The name of the index's beginning.
    pub(super) hash: String,
    /// The name of another beginning, which leads to all places of all words.
    pub(super) whole: String,
    /// How many pages it has.
    pub(super) pages: u32,
    /// The words that have very many places.
    pub(super) frequent: Vec<Frequent>,
}

/// Files by their paths below the directory of the index.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

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
            path.ok_or_else(|| FormatError::Missing("pagefind.….pf_meta".to_owned()))?;
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
            let bytes = files.remove(&path).ok_or(FormatError::Missing(path))?;
            into.insert(format!("fragment/{name}.pf_fragment"), bytes);
            merged.pages.push(Page { fragment: name, words, group: String::new() });
        }
    }
    merged.filters = merge_filters(language, &opened, into)?;
    let (chunks, frequent) = merge_words(language, &opened, into)?;
    let mut written = |chunks| -> Result<String> {
        merged.chunks = chunks;
        let (bytes, hash) = packed(language, &merged)?;
        into.insert(format!("pagefind.{hash}.pf_meta"), bytes);
        Ok(hash)
    };
    let (hash, whole) = (written(chunks.thin)?, written(chunks.whole)?);
    Ok(Merged { hash, whole, pages, frequent })
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
) -> Result<(Chunks, Vec<Frequent>)> {
    let mut streams: Vec<_> =
        parts.iter().map(|part| words_of(part).peekable()).collect();
    let (mut chunks, mut frequent) = (Chunks::default(), Vec::new());
    let (mut words, mut places) = (Vec::new(), 0);
    while let Some(mut word) = next_word(&mut streams)? {
        let of_word = places_of(&word.pages);
        if of_word > FREQUENT_PLACES {
            let (stem, pages) = (word.stem.clone(), word.pages.len());
            frequent.push(Frequent { stem, places: of_word, pages });
        }
        if places + of_word > CHUNK_PLACES && !words.is_empty() {
            chunks.push(language, std::mem::take(&mut words), into)?;
            places = 0;
        }
        for pages in all_pages(&mut word) {
            let mut last = 0;
            for hits in pages {
                (hits.page, last) = (hits.page - last, hits.page);
            }
        }
        places += of_word;
        words.push(word);
    }
    if !words.is_empty() {
        chunks.push(language, words, into)?;
    }
    cut_borders(&mut chunks.thin);
    cut_borders(&mut chunks.whole);
    Ok((chunks, frequent))
}

/// The chunks of an index.
#[derive(Default)]
struct Chunks {
    /// With the places that are kept.
    thin: Vec<Chunk>,
    /// With all places.
    whole: Vec<Chunk>,
}

impl Chunks {
    fn push(&mut self, language: &str, words: Vec<Word>, into: &mut Files) -> Result<()> {
        let (from, to) = first_and_last(&words);
        let mut written = |words: &Words| -> Result<Chunk> {
            let (bytes, hash) = packed(language, words)?;
            into.insert(format!("index/{hash}.pf_index"), bytes);
            Ok(Chunk { from: from.clone(), to: to.clone(), hash })
        };
        let mut chunk = Words { words };
        let whole = written(&chunk)?;
        let mut thinned = false;
        for pages in chunk.words.iter_mut().flat_map(all_pages) {
            thinned |= thin(pages);
        }
        self.thin.push(if thinned { written(&chunk)? } else { whole.clone() });
        self.whole.push(whole);
        Ok(())
    }
}

/// The pages of a word, and those of each of its variants.
fn all_pages(word: &mut Word) -> impl Iterator<Item = &mut [Hits]> {
    let variants = word.variants.iter_mut().map(|variant| &mut *variant.pages);
    std::iter::once(&mut *word.pages).chain(variants)
}

/// How many places there are on pages, the pages counted as well.
fn places_of(pages: &[Hits]) -> usize {
    pages.iter().map(|hits| hits.count() + 1).sum()
}

/// Keeps as many places of each page, at least one, as there may be in all. Says whether there were
/// more.
fn thin(pages: &mut [Hits]) -> bool {
    if places_of(pages) <= PLACES_KEPT {
        return false;
    }
    let kept = |each: usize| -> usize {
        pages.iter().map(|hits| hits.count().min(each) + 1).sum()
    };
    let mut each = pages.iter().map(Hits::count).max().unwrap_or_default();
    while each > 1 && kept(each) > PLACES_KEPT {
        each -= 1;
    }
    for hits in pages {
        hits.keep(each);
    }
    true
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
    unpacked(files.get(&path).ok_or(FormatError::Missing(path))?)
}

#[cfg(test)]
mod tests {
    use super::super::format::Variant;
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
        let Merged { hash, whole, pages, frequent } =
            merge("en", vec![one, two, three], &mut files).unwrap();
        assert!(frequent.is_empty());
        assert_eq!(hash, whole);
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
    fn of_a_word_of_very_many_places_those_in_front_of_each_page_are_kept() {
        let many = vec![1; PLACES_KEPT - 4];
        // Its weight does not count as a place.
        let weighed: Vec<i32> = [-25].into_iter().chain(many.clone()).collect();
        let words = |places: &[i32]| {
            let of = word("of", &[(0, places), (1, &[7, 8])]);
            part(
                &["a", "b"],
                ("source", &[0]),
                vec![vec![of, word("rare", &[(0, &[3])])]],
            )
        };
        let mut files = Files::new();
        let parts = vec![words(&many), words(&weighed)];
        let Merged { hash, whole, frequent, .. } =
            merge("en", parts, &mut files).unwrap();
        let (stem, places) = ("of".to_owned(), 2 * PLACES_KEPT);
        assert_eq!(frequent, [Frequent { stem, places, pages: 4 }]);
        let (_, words) = read(&files, &hash);
        let half = PLACES_KEPT / 2 - 4;
        let (many, weighed) = (many[..half].to_vec(), weighed[..=half].to_vec());
        let kept = [(0, many), (1, vec![7, 8]), (2, weighed), (3, vec![7, 8])];
        assert_eq!(words[0].1, kept);
        assert_eq!(words[1].1, [(0, vec![3]), (2, vec![3])]);
        let (_, whole) = read(&files, &whole);
        let all: usize = whole[0].1.iter().map(|(_, places)| places.len()).sum();
        assert_eq!(all, 2 * (PLACES_KEPT - 4) + 1 + 4);
        assert_eq!(whole[1].1, words[1].1);
    }

    #[test]
    fn a_part_that_lacks_a_file_is_told() {
        let mut files = part(&["a"], ("source", &[0]), vec![]);
        files.remove("fragment/a.pf_fragment");
        let error = merge("en", vec![files], &mut Files::new()).unwrap_err();
        assert_eq!(error.to_string(), "there is no fragment/a.pf_fragment");
    }
}
