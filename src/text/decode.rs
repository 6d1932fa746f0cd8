//! Bytes to text, in whatever encoding they come.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text without a byte order mark, line ends as they are.
    pub text: String,
    /// The encoding that it was read in, by its WHATWG name.
    pub encoding: &'static str,
    /// Whether the encoding was recognised by the bytes alone.
    pub guessed: bool,
    /// Whether some bytes were not valid in it, and became U+FFFD.
    pub damaged: bool,
}

/// Why a file has no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are some other format.
    #[error("this is {0}, not text")]
    Binary(&'static str),
    /// The encoding that was asked for does not exist.
    #[error("`{0}` is not an encoding of the WHATWG standard")]
    UnknownEncoding(String),
}

/// Reads bytes as text.
///
/// In this order: the encoding asked for, a byte order mark, UTF-16 by the position of its zero
/// bytes, UTF-8, and last a guess by the statistics of the bytes.
///
/// # Errors
/// When the bytes are no text, or the encoding asked for is unknown.
pub fn decode(bytes: &[u8], asked: Option<&str>) -> Result<Decoded, DecodeError> {
    if let Some(label) = asked {
        let encoding = Encoding::for_label(label.as_bytes())
            .ok_or_else(|| DecodeError::UnknownEncoding(label.to_owned()))?;
        return Ok(read(bytes, encoding, false));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(read(bytes, encoding, false));
    }
    if let Some(format) = binary_format(bytes) {
        return Err(DecodeError::Binary(format));
    }
    if memchr::memchr(0, bytes).is_some() {
        if let Some(encoding) = utf_16_by_zeros(bytes) {
            return Ok(read(bytes, encoding, true));
        }
        if looks_binary(bytes) {
            return Err(DecodeError::Binary("binary data"));
        }
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok(read(bytes, UTF_8, false));
    }
    if looks_binary(bytes) {
        return Err(DecodeError::Binary("binary data"));
    }
    let mut detector =
        chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    Ok(read(bytes, encoding, true))
}

fn read(bytes: &[u8], encoding: &'static Encoding, guessed: bool) -> Decoded {
    let (text, used, damaged) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), encoding: used.name(), guessed, damaged }
}

fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    let formats: [(&[u8], &str); 8] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive (or a Word, Excel or EPUB file)"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\x7fELF", "a program"),
    ];
    formats.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// UTF-16 without a mark, in which most of the text is below U+0100: every other byte is zero.
fn utf_16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.chunks_exact(2).take(4096);
    let total = pairs.len();
    let (even, odd) = pairs.fold((0, 0), |(even, odd), pair| {
        (even + usize::from(pair[0] == 0), odd + usize::from(pair[1] == 0))
    });
    let (many, few) = (total * 3 / 10, total / 20);
    match () {
        () if total == 0 || !bytes.len().is_multiple_of(2) => None,
        () if odd > many && even <= few => Some(UTF_16LE),
        () if even > many && odd <= few => Some(UTF_16BE),
        () => None,
    }
}

/// More than one control character in fifty, line ends and tabs aside.
fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(65_536)];
    let controls = sample
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    controls * 50 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, &'static str, bool) {
        decode(bytes, None).map(|d| (d.text, d.encoding, d.guessed)).unwrap_or_default()
    }

    #[test]
    fn encodings_are_recognised() {
        let utf_16: Vec<u8> =
            "Plain words here".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(b"\xef\xbb\xbfa"), ("a".into(), "UTF-8", false));
        assert_eq!(text("ü".as_bytes()), ("ü".into(), "UTF-8", false));
        assert_eq!(text(&utf_16), ("Plain words here".into(), "UTF-16LE", true));
        assert_eq!(text(b"\xfe\xff\0a"), ("a".into(), "UTF-16BE", false));
        let (words, encoding, guessed) =
            text(b"caf\xe9 \x96 d\xe9j\xe0 vu, na\xefve \x93so\x94");
        assert_eq!(
            (words.as_str(), encoding, guessed),
            ("café – déjà vu, naïve “so”", "windows-1252", true)
        );
        let (russian, ..) = text(
            &encoding_rs::WINDOWS_1251.encode("Россия и Китай остаются партнёрами").0,
        );
        assert_eq!(russian, "Россия и Китай остаются партнёрами");
    }

    #[test]
    fn binary_is_refused_and_stray_nuls_are_not() {
        assert_eq!(decode(b"%PDF-1.7 ...", None), Err(DecodeError::Binary("a PDF")));
        assert!(
            decode(&(0..=255).cycle().take(4000).collect::<Vec<u8>>(), None).is_err()
        );
        let long = format!("{}\0{}", "words ".repeat(20), "words ".repeat(20));
        assert_eq!(text(long.as_bytes()).0, long);
        assert!(decode(b"x", Some("latin-99")).is_err());
    }
}
