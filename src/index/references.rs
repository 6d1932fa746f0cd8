//! What names lead to: wikilinks, and the passages of judgments and events.

use super::memory::Own;
use super::{Index, Names};
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean, nearest};
use crate::dossier::{At, Dossier, PassageRef, Prose};
use crate::id::Id;

/// What a wikilink leads to: an index into the dossier's or the index's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A source.
    Source(usize),
    /// An argument.
    Argument(usize),
    /// A passage.
    Passage(usize),
    /// A prose page.
    Page(usize),
}

/// Why a name leads nowhere.
enum Fault {
    Unknown,
    Ambiguous,
}

pub(super) fn names(dossier: &Dossier) -> Names {
    let arguments = dossier.arguments.iter().enumerate();
    let pages = dossier.pages.iter().enumerate();
    Names {
        sources: dossier.sources.iter().map(|source| source.id.clone()).collect(),
        arguments: arguments.map(|(n, a)| (a.id.clone(), n)).collect(),
        pages: pages.map(|(n, p)| (p.id.clone(), n)).collect(),
    }
}

impl Names {
    fn source(&self, id: &Id) -> Option<usize> {
        self.sources.binary_search(id).ok()
    }
}

impl Index {
    /// What a wikilink's target names: `argument-id`, `source-id`, `page-id` or
    /// `source-id#passage-id`.
    pub fn target(&self, name: &str) -> Option<Target> {
        self.find(name).ok()
    }

    fn find(&self, name: &str) -> Result<Target, Fault> {
        if let Some((source, passage)) = name.split_once('#') {
            return self
                .passage(source.trim(), passage.trim())
                .map(Target::Passage)
                .ok_or(Fault::Unknown);
        }
        // A file's name and a link to it may differ in how their accents are encoded.
        let Ok(name) = &Id::new(name) else { return Err(Fault::Unknown) };
        let hits = [
            self.names.arguments.get(name).map(|n| Target::Argument(*n)),
            self.names.source(name).map(Target::Source),
            self.names.pages.get(name).map(|n| Target::Page(*n)),
        ];
        let mut hits = hits.into_iter().flatten();
        match (hits.next(), hits.next()) {
            (Some(target), None) => Ok(target),
            (Some(_), Some(_)) => Err(Fault::Ambiguous),
            (None, _) => Err(Fault::Unknown),
        }
    }

    fn passage(&self, source: &str, passage: &str) -> Option<usize> {
        let source = self.names.source(&Id::new(source).ok()?)?;
        let id = Id::new(passage).ok()?;
        let mut own = self.by_source[source].clone();
        own.find(|number| self.passages[*number].id == id)
    }
}

/// Resolves judgments and events, and checks all prose.
pub(super) fn resolve(
    dossier: &Dossier,
    own: &[&Own],
    index: &mut Index,
    found: &mut Vec<Diagnostic>,
) {
    let passages =
        |index: &Index, refs: &[At<PassageRef>], found: &mut Vec<Diagnostic>| {
            refs.iter()
                .filter_map(|r| passage(dossier, index, r, found))
                .collect::<Vec<usize>>()
        };
    for judgment in &dossier.judgments {
        let basis = passages(index, &judgment.basis, found);
        let against = passages(index, &judgment.against, found);
        index.judgments.push((basis, against));
    }
    for event in &dossier.events {
        let speaking = passages(index, &event.passages, found);
        index.events.push(speaking);
    }
    for prose in all_prose(dossier, own) {
        check(dossier, index, prose, found);
    }
}

fn all_prose<'a>(
    dossier: &'a Dossier,
    own: &'a [&Own],
) -> impl Iterator<Item = &'a Prose> {
    let linking = dossier.sources.iter().zip(own).filter(|(_, own)| own.links);
    let sources = linking.flat_map(|(source, _)| {
        source.note.iter().chain(source.passages.iter().filter_map(|p| p.note.as_deref()))
    });
    let arguments =
        dossier.arguments.iter().filter_map(|argument| argument.analysis.as_ref());
    let judgments = dossier.judgments.iter().map(|judgment| &judgment.text);
    let pages = dossier.pages.iter().map(|page| &page.body);
    sources.chain(arguments).chain(judgments).chain(pages)
}

fn passage(
    dossier: &Dossier,
    index: &Index,
    named: &At<PassageRef>,
    found: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let PassageRef { source, passage } = &named.value;
    let target = index.passage(source, passage);
    if target.is_none() {
        let name = format!("{source}#{passage}");
        found.extend(unknown(dossier, index, &name, named.place.clone()));
    }
    target
}

fn check(dossier: &Dossier, index: &Index, prose: &Prose, found: &mut Vec<Diagnostic>) {
    for At { value: name, place } in &prose.links {
        match index.find(name) {
            Ok(_) => {}
            Err(Fault::Unknown) => {
                found.extend(unknown(dossier, index, name, place.clone()));
            }
            Err(Fault::Ambiguous) => found.push(
                Diagnostic::error(
                    Code::AMBIGUOUS_REFERENCE,
                    format!("`[[{name}]]` names more than one thing"),
                )
                .at(place.clone(), "")
                .help("rename the source, the argument or the page"),
            ),
        }
    }
}

/// The error about a name; none where its source or argument is broken, or the passage is there
/// but its quote is not found: that has been told.
fn unknown(
    dossier: &Dossier,
    index: &Index,
    name: &str,
    place: Place,
) -> Option<Diagnostic> {
    let (first, passage) =
        name.split_once('#').map_or((name, None), |(s, p)| (s.trim(), Some(p.trim())));
    let id = Id::new(first).ok();
    if id.as_ref().is_some_and(|id| dossier.broken.contains(id.as_str())) {
        return None;
    }
    let source = id.and_then(|id| index.names.source(&id));
    let near = match (source, passage) {
        (Some(source), Some(passage)) => {
            let entries = &dossier.sources[source].passages;
            let given = || entries.iter().filter_map(|entry| entry.id.as_ref());
            if given().any(|id| id.value.as_str() == passage) {
                return None;
            }
            let ids = index.passages_of(source).iter().map(|p| p.id.as_str());
            nearest(passage, ids)
                .map(|near| format!("did you mean `{first}#{near}`?"))
                .or_else(|| {
                    Some(format!(
                        "give the passage an `id: {passage}` in {}",
                        dossier.sources[source].file
                    ))
                })
        }
        _ => {
            let sources = dossier.sources.iter().map(|s| s.id.as_str());
            let others = dossier.arguments.iter().map(|a| a.id.as_str());
            let others = others.chain(dossier.pages.iter().map(|p| p.id.as_str()));
            let candidates = sources.chain(others.take(if passage.is_some() {
                0
            } else {
                usize::MAX
            }));
            did_you_mean(first, candidates)
        }
    };
    let what = if passage.is_some() { "passage" } else { "source, argument or page" };
    Some(
        Diagnostic::error(
            Code::UNKNOWN_REFERENCE,
            format!("there is no {what} `{name}`"),
        )
        .at(place, "")
        .help_if(near),
    )
}
