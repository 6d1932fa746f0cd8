//! A seed: its bytes, its hash, its text.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::SEED_BYTES_MAX;
use super::content::unreadable;
use crate::diagnostic::{Code, Diagnostic, Place, Reported, did_you_mean};
use crate::dossier::At;
use crate::text::{DecodeError, Format, Seed, control_characters, decode};
use crate::world::World;

/// Reads the seed that a source names.
pub(super) fn seed(
    world: &dyn World,
    named: &At<String>,
    encoding: Option<&At<String>>,
    pinned: Option<&At<String>>,
    seeds: &[Arc<str>],
) -> Reported<Option<Seed>> {
    let mut found = Vec::new();
    let value = read(world, named, encoding, pinned, seeds, &mut found);
    Reported { value, diagnostics: found }
}

fn read(
    world: &dyn World,
    named: &At<String>,
    encoding: Option<&At<String>>,
    pinned: Option<&At<String>>,
    seeds: &[Arc<str>],
    found: &mut Vec<Diagnostic>,
) -> Option<Seed> {
    let name = named.value.trim();
    let path: Arc<str> = format!("seeds/{name}").into();
    // The listing holds regular files below seeds/ only, so no path leads elsewhere.
    if seeds.binary_search_by(|seed| (**seed).cmp(&*path)).is_err()
        && !seeds.contains(&path)
    {
        let known = seeds.iter().filter_map(|seed| seed.strip_prefix("seeds/"));
        let near = did_you_mean(name.strip_prefix("seeds/").unwrap_or(name), known);
        found.push(
            Diagnostic::error(Code::UNKNOWN_SEED, format!("there is no seed `{name}`"))
                .at(named.place.clone(), "not under seeds/")
                .help(near.unwrap_or_else(|| "put the file into seeds/".to_owned())),
        );
        return None;
    }
    let Some(format) = Format::of(name) else {
        found.push(
            Diagnostic::error(
                Code::UNKNOWN_SEED_KIND,
                "this seed is neither .txt nor .md",
            )
            .at(named.place.clone(), "")
            .help("turn it into text first, and keep the original elsewhere"),
        );
        return None;
    };
    let bytes = match world.read(&path, SEED_BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(error) => {
            found.push(unreadable(&path, &error));
            return None;
        }
    };
    let sha256 = Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    found.extend(pinned.and_then(|pinned| changed(pinned, &sha256, &path)));
    let decoded = match decode(&bytes, encoding.map(|e| e.value.trim())) {
        Ok(decoded) => decoded,
        Err(error) => {
            found.push(undecodable(&error, &path, encoding));
            return None;
        }
    };
    drop(bytes);
    let text: Arc<str> = decoded.text.into();
    if decoded.guessed || decoded.damaged {
        found.push(doubtful(decoded.encoding, decoded.damaged, named, &path, &text));
    }
    if text.trim().is_empty() {
        found.push(
            Diagnostic::error(Code::EMPTY_SEED, "this seed holds no text")
                .at(Place::file(path), "")
                .also(named.place.clone(), "named here")
                .help("put the text into it, or remove the source"),
        );
        return None;
    }
    if let Some((count, first)) = control_characters(&text) {
        let message = match count {
            1 => "this seed holds a control character".to_owned(),
            count => format!("this seed holds {count} control characters"),
        };
        found.push(
            Diagnostic::warning(Code::CONTROL_CHARACTERS, message)
                .at(Place::span(&path, first..first + 1), "the first one")
                .help("nothing needs doing: they are shown as pictures, such as ␀"),
        );
    }
    Some(Seed { path: name.into(), text, encoding: decoded.encoding, sha256, format })
}

fn changed(pinned: &At<String>, sha256: &str, path: &Arc<str>) -> Option<Diagnostic> {
    let same = pinned.value.trim().eq_ignore_ascii_case(sha256);
    (!same).then(|| {
        Diagnostic::error(
            Code::SEED_CHANGED,
            format!("{path} has changed since it was pinned"),
        )
        .at(pinned.place.clone(), "the hash that it had")
        .help(format!("look at what changed; if it is right, paste\nsha256: {sha256}"))
    })
}

fn undecodable(
    error: &DecodeError,
    path: &Arc<str>,
    encoding: Option<&At<String>>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::BAD_ENCODING, error.to_string());
    match (error, encoding) {
        (DecodeError::UnknownEncoding(_), Some(encoding)) => diagnostic
            .at(encoding.place.clone(), "")
            .help("write a name such as windows-1251, koi8-r, gb18030 or shift_jis"),
        _ => diagnostic
            .at(Place::file(Arc::clone(path)), "")
            .help("turn it into text first, and keep the original elsewhere"),
    }
}

fn doubtful(
    encoding: &str,
    damaged: bool,
    named: &At<String>,
    path: &Arc<str>,
    text: &str,
) -> Diagnostic {
    let (message, span) = if damaged {
        let at = text.find('\u{fffd}').unwrap_or(0);
        let message = format!(
            "some bytes of this seed are not valid {encoding}; they are shown as �"
        );
        (message, at..at + 3)
    } else {
        (format!("this seed is not UTF-8; it was read as {encoding}"), 0..0)
    };
    let diagnostic = Diagnostic::warning(Code::GUESSED_ENCODING, message)
        .at(named.place.clone(), "")
        .help(format!("if that is right, add\nencoding: {encoding}"));
    if damaged {
        diagnostic.also(
            Place::span(path, span.start..span.end.min(text.len())),
            "the first one",
        )
    } else {
        diagnostic
    }
}
