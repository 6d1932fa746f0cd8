//! Which files there are, and how one is read.

use std::collections::HashMap;
use std::sync::Arc;

use super::lowering::Lowering;
use crate::diagnostic::{Code, Diagnostic, Place, Reported};
use crate::id::{Id, IdError};
use crate::schema::{self, Kind, YAML_BYTES_MAX};
use crate::text::decode;
use crate::world::{ReadError, World};

/// Files by what they are about.
#[derive(Default)]
pub(super) struct ContentFiles {
    pub(super) sources: Vec<(Id, Arc<str>)>,
    pub(super) arguments: Vec<(Id, Arc<str>)>,
    pub(super) pages: Vec<(Id, Arc<str>)>,
}

/// Names that the site uses itself, so that no page may have them.
const PAGES_TAKEN: [&str; 13] = [
    "index",
    "404",
    "matrix",
    "timeline",
    "search",
    "print",
    "map",
    "compare",
    "sources",
    "arguments",
    "people",
    "data",
    "assets",
];

/// Sorts what is in `content/`. A file that belongs nowhere is told, so that none is passed over.
pub(super) fn content_files(paths: &[Arc<str>]) -> Reported<ContentFiles> {
    let mut found = Vec::new();
    let mut files = ContentFiles::default();
    for path in paths {
        let below = path.strip_prefix("content/").unwrap_or(path);
        let yaml = below.ends_with(".yaml") || below.ends_with(".yml");
        let directory = below.split_once('/').map_or("", |(directory, _)| directory);
        let (list, taken): (_, &[&str]) = match directory {
            "" if ["dossier.yaml", "judgments.yaml", "events.yaml", "people.yaml"]
                .contains(&below) =>
            {
                continue;
            }
            "sources" if yaml => (&mut files.sources, &["index"]),
            "arguments" if yaml => (&mut files.arguments, &["index"]),
            "pages" if below.ends_with(".md") => (&mut files.pages, &PAGES_TAKEN),
            _ => {
                found.push(stray(path));
                continue;
            }
        };
        let name = below.rsplit('/').next().unwrap_or(below);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        match Id::new(stem) {
            Ok(id) if taken.contains(&id.file_key().as_str()) => {
                found.push(bad_name(path, &IdError::Reserved(stem.to_owned())));
            }
            Ok(id) => list.push((id, Arc::clone(path))),
            Err(error) => found.push(bad_name(path, &error)),
        }
    }
    for list in [&mut files.sources, &mut files.arguments, &mut files.pages] {
        found.extend(without_clashes(list));
    }
    Reported { value: files, diagnostics: found }
}

fn stray(path: &Arc<str>) -> Diagnostic {
    let help = if path.ends_with(".yml") {
        "name it .yaml"
    } else {
        "content/ holds dossier.yaml, judgments.yaml, events.yaml, people.yaml, \
         sources/*.yaml, arguments/*.yaml and pages/*.md"
    };
    Diagnostic::warning(Code::BAD_FILE_NAME, "this file belongs to no part of a dossier")
        .at(Place::file(Arc::clone(path)), "")
        .help(help)
}

fn bad_name(path: &Arc<str>, error: &IdError) -> Diagnostic {
    Diagnostic::error(Code::BAD_ID, format!("this file's name can't be an id: {error}"))
        .at(Place::file(Arc::clone(path)), "")
        .help("rename the file")
}

/// Keeps the first of ids that some file system takes for one.
fn without_clashes(list: &mut Vec<(Id, Arc<str>)>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: HashMap<String, Arc<str>> = HashMap::new();
    list.retain(|(id, path)| match seen.get(&id.file_key()) {
        None => {
            seen.insert(id.file_key(), Arc::clone(path));
            true
        }
        Some(first) => {
            let message =
                format!("the id `{id}` is taken: some file systems see one name");
            found.push(
                Diagnostic::error(Code::ID_CLASH, message)
                    .at(Place::file(Arc::clone(path)), "")
                    .also(Place::file(Arc::clone(first)), "by this file")
                    .help("rename one of the two"),
            );
            false
        }
    });
    found
}

pub(super) fn unreadable(path: &Arc<str>, error: &ReadError) -> Diagnostic {
    let code = match error {
        ReadError::TooLarge { .. } => Code::FILE_TOO_LARGE,
        _ => Code::UNREADABLE_FILE,
    };
    Diagnostic::error(code, format!("this can't be read: {error}"))
        .at(Place::file(Arc::clone(path)), "")
}

/// The text of a file that the author wrote: UTF-8, or UTF-16 with a byte order mark.
pub(super) fn read_text(
    world: &dyn World,
    path: &Arc<str>,
) -> Result<String, Diagnostic> {
    let bytes =
        world.read(path, YAML_BYTES_MAX).map_err(|error| unreadable(path, &error))?;
    let wrong = |words: String| {
        Diagnostic::error(Code::BAD_ENCODING, words)
            .at(Place::file(Arc::clone(path)), "")
            .help("save the file as UTF-8")
    };
    match decode(&bytes, None) {
        Ok(decoded) if decoded.guessed || decoded.damaged => {
            let message =
                format!("this is not UTF-8 (it looks like {})", decoded.encoding);
            Err(wrong(message))
        }
        Ok(decoded) => Ok(decoded.text),
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// The text of any file, as diagnostics count its bytes.
pub(crate) fn text_of(world: &dyn World, path: &str) -> Option<Arc<str>> {
    let bytes = world.read(path, super::SEED_BYTES_MAX).ok()?;
    Some(decode(&bytes, None).ok()?.text.into())
}

/// Reads a YAML file and lowers it to the model.
pub(super) fn read_yaml<F: schema::Read, T>(
    world: &dyn World,
    kind: Kind,
    path: &Arc<str>,
    lower: impl FnOnce(F, &mut Lowering<'_>) -> Option<T>,
) -> Reported<Option<T>> {
    match read_text(world, path) {
        Ok(text) => lower_yaml(kind, path, &text, 0, lower),
        Err(diagnostic) => Reported { value: None, diagnostics: vec![diagnostic] },
    }
}

/// Lowers a YAML text, which begins at `offset` of its file.
pub(super) fn lower_yaml<F: schema::Read, T>(
    kind: Kind,
    path: &Arc<str>,
    text: &str,
    offset: usize,
    lower: impl FnOnce(F, &mut Lowering<'_>) -> Option<T>,
) -> Reported<Option<T>> {
    let mut lowering = Lowering { path, text, offset, found: vec![] };
    let file = schema::read(kind, path, text, offset).drain_into(&mut lowering.found);
    let value = file.and_then(|file| lower(file, &mut lowering));
    Reported { value, diagnostics: lowering.found }
}
