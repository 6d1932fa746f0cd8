//! Pagefind's own format (1.6) of an index, as far as it is read and written here.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use minicbor::{Decode, Encode};

/// What every file begins with once it is unpacked.
const SIGNATURE: &[u8] = b"pagefind_dcd";

/// Why an index can't be read or written: Pagefind has written something else than it wrote
/// before.
#[derive(Debug, thiserror::Error)]
pub(super) enum FormatError {
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

pub(super) type Result<T> = std::result::Result<T, FormatError>;

/// What leads to everything else.
#[derive(Encode, Decode, Default)]
pub(super) struct Meta {
    #[n(0)]
    pub(super) version: String,
    #[n(1)]
    pub(super) pages: Vec<Page>,
    #[n(2)]
    pub(super) chunks: Vec<Chunk>,
    #[n(3)]
    pub(super) filters: Vec<Filter>,
    #[n(4)]
    pub(super) sorts: Vec<Sort>,
    #[n(5)]
    pub(super) fields: Vec<String>,
}

#[derive(Encode, Decode)]
pub(super) struct Page {
    #[n(0)]
    pub(super) fragment: String,
    #[n(1)]
    pub(super) words: u32,
    #[n(2)]
    pub(super) group: String,
}

#[derive(Clone, Encode, Decode)]
pub(super) struct Chunk {
    #[n(0)]
    pub(super) from: String,
    #[n(1)]
    pub(super) to: String,
    #[n(2)]
    pub(super) hash: String,
}

#[derive(Encode, Decode)]
pub(super) struct Filter {
    #[n(0)]
    pub(super) name: String,
    #[n(1)]
    pub(super) hash: String,
}

#[derive(Encode, Decode)]
pub(super) struct Sort {
    #[n(0)]
    pub(super) name: String,
    #[n(1)]
    pub(super) pages: Vec<u32>,
}

#[derive(Encode, Decode)]
pub(super) struct Words {
    #[n(0)]
    pub(super) words: Vec<Word>,
}

#[derive(Encode, Decode)]
pub(super) struct Word {
    #[n(0)]
    pub(super) stem: String,
    #[n(1)]
    pub(super) pages: Vec<Hits>,
    /// The same word with other diacritics.
    #[n(2)]
    pub(super) variants: Vec<Variant>,
}

#[derive(Encode, Decode)]
pub(super) struct Variant {
    #[n(0)]
    pub(super) form: String,
    #[n(1)]
    pub(super) pages: Vec<Hits>,
}

/// Where a word stands on a page.
#[derive(Encode, Decode)]
pub(super) struct Hits {
    /// In a file, how much greater it is than that of the page before.
    #[n(0)]
    pub(super) page: u32,
    /// How many words after the place before; after a number below nought, which is their weight,
    /// how many after the first word of the page.
    #[n(1)]
    pub(super) places: Vec<i32>,
    #[n(2)]
    pub(super) meta_places: Vec<i32>,
}

impl Hits {
    /// The places, as numbers of words from the first of the page.
    pub(super) fn places(&self) -> impl Iterator<Item = i32> {
        let mut at = 0;
        self.places.iter().filter_map(move |&place| {
            at = if place < 0 { 0 } else { at + place };
            (place >= 0).then_some(at)
        })
    }

    /// Keeps so many places in front.
    pub(super) fn keep(&mut self, most: usize) {
        let at = self.places.iter().enumerate().filter(|(_, place)| **place >= 0);
        let end = at.map(|(at, _)| at).nth(most).unwrap_or(self.places.len());
        self.places.truncate(end);
        // A weight of none.
        while self.places.last().is_some_and(|place| *place < 0) {
            self.places.pop();
        }
    }

    /// How many places there are.
    pub(super) fn count(&self) -> usize {
        self.places.iter().filter(|place| **place >= 0).count()
    }
}

#[derive(Encode, Decode)]
pub(super) struct FilterValues {
    #[n(0)]
    pub(super) name: String,
    #[n(1)]
    pub(super) values: Vec<FilterValue>,
}

#[derive(Encode, Decode)]
pub(super) struct FilterValue {
    #[n(0)]
    pub(super) value: String,
    #[n(1)]
    pub(super) pages: Vec<u32>,
}

pub(super) fn unpacked<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain)?;
    let cbor = plain.strip_prefix(SIGNATURE).unwrap_or(&plain);
    Ok(minicbor::decode(cbor)?)
}

/// The bytes of a file, and the name that they give it.
pub(super) fn packed<T: Encode<()>>(
    language: &str,
    value: &T,
) -> Result<(Vec<u8>, String)> {
    let cbor = minicbor::to_vec(value)?;
    let hash = format!("{language}_{}", &blake3::hash(&cbor).to_hex()[..8]);
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(SIGNATURE)?;
    packed.write_all(&cbor)?;
    Ok((packed.finish()?, hash))
}
