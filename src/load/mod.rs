//! From files to the model: everything a dossier says, read and checked for itself.
//!
//! Whether its parts fit together is not asked here.

mod content;
mod lists;
mod lowering;
mod memory;
mod page;
mod seed;
mod source;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, Reported};
use crate::dossier::{About, Argument, Dossier, Excerpts, Language, Source, Topic};
use crate::id::Id;
use crate::schema::{DossierFile, Kind, YAML_BYTES_MAX};
use crate::text::Format;
use crate::world::{ReadError, World};

pub(crate) use content::text_of;
use content::{content_files, read_yaml};
use lowering::Lowering;
use memory::Known;
pub use memory::Memory;

/// The file that makes a directory a dossier.
pub const DOSSIER_FILE: &str = "content/dossier.yaml";

/// The most that a seed may have: 256 MiB.
pub const SEED_BYTES_MAX: u64 = 256 << 20;

/// The most that a template or an asset may have: 4 MiB.
const TEMPLATE_BYTES_MAX: u64 = 4 << 20;

/// The size that a font of the dossier's own may have: those of Chinese have some 25 MiB.
const FONT_BYTES_MAX: u64 = 64 << 20;

/// Reads a dossier; `None` when there is none. What `memory` holds of files that are as they were
/// is not read again.
pub fn load(world: &dyn World, memory: &mut Memory) -> Reported<Option<Dossier>> {
    let mut found = Vec::new();
    let about = about(world).drain_into(&mut found);
    let seeds = world.list("seeds").drain_into(&mut found);
    let listed = world.list("content").drain_into(&mut found);
    let files = memory.files(listed).drain_into(&mut found);
    let mut broken = BTreeSet::new();
    let unless_set = about.as_ref().map(|about| about.excerpts).unwrap_or_default();
    memory.sources_unless_set(unless_set);

    let read = |id: &Id, path: &Arc<str>| {
        let Reported { value, diagnostics } =
            source::source(world, id, path, &seeds, unless_set);
        Reported { value: value.map(Arc::new), diagnostics }
    };
    let seed =
        |source: &Arc<Source>| Some(Arc::from(format!("seeds/{}", source.seed.path)));
    let sources = memory.sources.recall(world, &files.sources, read, seed);
    let mut sources = keep(&files.sources, sources, &mut broken, &mut found);
    let read = |id: &Id, path: &Arc<str>| lists::argument(world, id, path);
    let arguments = memory.arguments.recall(world, &files.arguments, read, |_| None);
    let mut arguments = keep(&files.arguments, arguments, &mut broken, &mut found);
    let read = |id: &Id, path: &Arc<str>| page::page(world, id, path);
    let pages = memory.pages.recall(world, &files.pages, read, |_| None);
    let mut pages = keep(&files.pages, pages, &mut broken, &mut found);
    pages.sort_by(|a, b| {
        (a.order.is_none(), a.order, &a.id).cmp(&(b.order.is_none(), b.order, &b.id))
    });
    sources.sort_by(|a: &Arc<Source>, b| a.id.cmp(&b.id));

    let judgments = lists::judgments(world).drain_into(&mut found);
    let events = lists::events(world).drain_into(&mut found);
    let people = lists::people(world).drain_into(&mut found);
    let overrides = overrides(world).drain_into(&mut found);
    let used = || seeds_in_use(&sources, &seeds, &broken);
    found.extend(memory.used(&sources, &seeds, !broken.is_empty(), used));

    let Some(mut about) = about else {
        return Reported { value: None, diagnostics: found };
    };
    order_by_topic(&mut about, &mut arguments);
    let dossier = Dossier {
        about,
        sources,
        arguments,
        judgments,
        events,
        people,
        pages,
        broken,
        overrides,
    };
    Reported { value: Some(dossier), diagnostics: found }
}

/// The file of the source with this id.
pub fn source_file(world: &dyn World, id: &Id) -> Option<Arc<str>> {
    let files = content_files(&world.list("content").value).value.sources;
    files.into_iter().find(|(known, _)| known == id).map(|(_, path)| path)
}

/// Reads one source alone; `None` when it can't be read.
pub fn source(world: &dyn World, id: &Id, path: &Arc<str>) -> Reported<Option<Source>> {
    let seeds = world.list("seeds").value;
    // Rights are of no matter to where words stand.
    source::source(world, id, path, &seeds, Excerpts::default())
}

/// Keeps what could be read, and remembers the ids of the rest.
fn keep<T: Clone>(
    files: &[(Id, Arc<str>)],
    read: &[Known<T>],
    broken: &mut BTreeSet<String>,
    found: &mut Vec<Diagnostic>,
) -> Vec<T> {
    let mut kept = Vec::with_capacity(read.len());
    for ((id, _), known) in files.iter().zip(read) {
        match known.reported().drain_into(found) {
            Some(value) => kept.push(value),
            None => {
                broken.insert(id.to_string());
            }
        }
    }
    kept
}

fn about(world: &dyn World) -> Reported<Option<About>> {
    let path = Arc::from(DOSSIER_FILE);
    if world.read(DOSSIER_FILE, YAML_BYTES_MAX) == Err(ReadError::NotFound) {
        let diagnostic =
            Diagnostic::error(Code::NO_DOSSIER, "there is no content/dossier.yaml here")
                .help("run the command in a dossier, or make one: throughline new DIR");
        return Reported { value: None, diagnostics: vec![diagnostic] };
    }
    let reported = read_yaml(world, Kind::Dossier, &path, |file: DossierFile, lower| {
        let title = lower.words("title", &file.title);
        let language = lower.parse(Code::BAD_LANGUAGE, file.language.as_ref());
        let base_url = lower.url(file.base_url.as_ref());
        let topics = topics(&file, lower);
        let rights = file.rights.as_ref().and_then(|word| source::rights(word, lower));
        let unless_set = Excerpts::default();
        let excerpts = Excerpts {
            rights: rights.unwrap_or_default(),
            context_words: file
                .context_words
                .map_or(unless_set.context_words, usize::from),
        };
        let citation_style = lower.name(file.citation_style);
        let theme = lower.name(file.theme);
        let style = file.style.0.into_iter();
        let style = style.map(|(name, value)| (name, lower.at(value))).collect();
        let navigation = file
            .navigation
            .map(|items| items.into_iter().map(|item| lower.at(item)).collect());
        Some(About {
            title: title.unwrap_or_default(),
            subtitle: file.subtitle,
            description: file.description,
            language: language.unwrap_or_else(english),
            base_url: base_url.map(|url| url.trim_end_matches('/').to_owned()),
            authors: file.authors.0,
            license: file.license,
            theme,
            style,
            citation_style,
            search: file.search.unwrap_or(true),
            cards: file.cards.unwrap_or(true),
            topics,
            navigation,
            excerpts,
        })
    });
    // A file that can't be read must not hide what is wrong with the others.
    let about = reported.value.unwrap_or_else(|| About {
        title: String::new(),
        subtitle: None,
        description: None,
        language: english(),
        base_url: None,
        authors: vec![],
        license: None,
        theme: None,
        style: vec![],
        citation_style: None,
        search: true,
        cards: true,
        topics: vec![],
        navigation: None,
        excerpts: Excerpts::default(),
    });
    Reported { value: Some(about), diagnostics: reported.diagnostics }
}

/// The language of a dossier that names none.
fn english() -> Language {
    "en".parse().expect("`en` is a language")
}

fn topics(file: &DossierFile, lower: &mut Lowering<'_>) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for entry in &file.topics {
        let Some(id) = lower.id(&entry.id) else { continue };
        if topics.iter().any(|topic| topic.id.file_key() == id.value.file_key()) {
            let message = format!("the topic `{}` stands twice", id.value);
            lower.found.push(
                Diagnostic::error(Code::ID_CLASH, message)
                    .at(id.place, "again here")
                    .help("keep one of the two"),
            );
            continue;
        }
        let label = entry.label.clone().unwrap_or_else(|| id.value.to_string());
        topics.push(Topic { id: id.value, label });
    }
    topics
}

/// Sorts arguments by topic; topics that `dossier.yaml` does not list follow in their own order.
fn order_by_topic(about: &mut About, arguments: &mut [Argument]) {
    if about.topics.is_empty() {
        let named: BTreeSet<&Id> =
            arguments.iter().filter_map(|a| Some(&a.topic.as_ref()?.value)).collect();
        about.topics = named
            .into_iter()
            .map(|id| Topic { id: id.clone(), label: id.to_string() })
            .collect();
    }
    let rank: HashMap<&Id, usize> =
        about.topics.iter().enumerate().map(|(rank, topic)| (&topic.id, rank)).collect();
    let key = |argument: &Argument| {
        let topic = argument.topic.as_ref();
        topic.and_then(|topic| rank.get(&topic.value)).copied().unwrap_or(usize::MAX)
    };
    arguments.sort_by(|a, b| (key(a), &a.id).cmp(&(key(b), &b.id)));
}

fn overrides(world: &dyn World) -> Reported<BTreeMap<String, Arc<[u8]>>> {
    let mut found = Vec::new();
    let mut overrides = BTreeMap::new();
    for path in world.list("templates").drain_into(&mut found) {
        let name = path.strip_prefix("templates/").unwrap_or(&path);
        let font = name.starts_with("fonts/");
        let bytes_max = if font { FONT_BYTES_MAX } else { TEMPLATE_BYTES_MAX };
        match world.read(&path, bytes_max) {
            Ok(bytes) => {
                overrides.insert(name.to_owned(), bytes.into());
            }
            Err(error) => found.push(content::unreadable(&path, &error)),
        }
    }
    Reported { value: overrides, diagnostics: found }
}

/// Seeds that two sources use, that none uses, and that can't be text.
fn seeds_in_use(
    sources: &[Arc<Source>],
    seeds: &[Arc<str>],
    broken: &BTreeSet<String>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut users: HashMap<&str, &Source> = HashMap::new();
    for source in sources {
        if let Some(first) = users.insert(&source.seed.path, source) {
            found.push(
                Diagnostic::error(
                    Code::SEED_TWICE,
                    format!("two sources use seeds/{}", source.seed.path),
                )
                .at(Place::file(Arc::clone(&source.file)), "")
                .also(Place::file(Arc::clone(&first.file)), "used here, too")
                .help("keep one source; its passages can serve several arguments"),
            );
        }
    }
    // A broken source may be the one that uses the seed.
    if !broken.is_empty() {
        return found;
    }
    for seed in seeds {
        let name = seed.strip_prefix("seeds/").unwrap_or(seed);
        if users.contains_key(name) {
            continue;
        }
        let diagnostic = if Format::of(name).is_none() {
            Diagnostic::warning(
                Code::UNKNOWN_SEED_KIND,
                "this seed is neither .txt nor .md",
            )
            .help("turn it into text, or move it out of seeds/")
        } else {
            let stem = name.rsplit('/').next().unwrap_or(name);
            let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
            Diagnostic::warning(Code::UNUSED_SEED, "no source uses this seed").help(
                format!(
                    "write content/sources/{stem}.yaml, beginning with\nseed: {}\ntitle: …",
                    crate::anchor::yaml_quoted(name)
                ),
            )
        };
        found.push(diagnostic.at(Place::file(Arc::clone(seed)), ""));
    }
    found
}
