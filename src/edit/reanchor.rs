//! After a seed has changed: the passages that have no place, and edits that give them theirs.
//!
//! An edit comes only where one text alone is near, and near enough. All else is told.

use std::collections::BTreeMap;

use super::{Draft, Edit};
use crate::anchor::{anchor, astray};
use crate::diagnostic::{Diagnostic, Reported, Severity};
use crate::load::load;
use crate::world::World;

/// What can be done for the passages of one source.
#[derive(Debug, Clone)]
pub struct Reanchored {
    /// Its file with the words that the seed has now.
    pub edit: Edit,
    /// How many passages get them.
    pub passages: usize,
}

/// The dossier's passages and their places.
#[derive(Debug, Clone, Default)]
pub struct Reanchoring {
    /// All passages of the sources that could be read.
    pub passages: usize,
    /// A file each.
    pub files: Vec<Reanchored>,
    /// What was wrong with the passages that these edits mend.
    pub mended: Vec<Diagnostic>,
}

/// Looks for all passages that have no place. The diagnostics are those of quotes that stay
/// without one, each saying why, and the errors of files.
pub fn reanchor(world: &dyn World) -> Reported<Reanchoring> {
    let mut found = vec![];
    let mut all = Reanchoring::default();
    let dossier = load(world).drain_into(&mut found);
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    for source in dossier.iter().flat_map(|dossier| &dossier.sources) {
        let mut quotes = vec![];
        let anchored = anchor(source).drain_into(&mut quotes);
        quotes.retain(|diagnostic| diagnostic.severity == Severity::Error);
        all.passages += source.passages.len();
        let lost = astray(source, &anchored);
        let mut becomes: BTreeMap<usize, String> = BTreeMap::new();
        let draft =
            if lost.is_empty() { None } else { Some(Draft::open(world, &source.id)) };
        let mut chosen = vec![];
        for passage in lost {
            let quote = match (&draft, passage.place) {
                (_, Err(doubt)) => Err(doubt.to_string()),
                (Some(Ok(draft)), Ok(parts)) => draft
                    .requoted(passage.index, &parts)
                    .map(|quote| (passage.index, quote, parts))
                    .map_err(|refusal| refusal.to_string()),
                (Some(Err(refusal)), Ok(_)) => Err(refusal.to_string()),
                (None, Ok(_)) => continue,
            };
            match quote {
                Ok(quote) => chosen.push(quote),
                Err(why) => drop(becomes.insert(passage.index, why)),
            }
        }
        if let Some(Ok(draft)) = draft
            && !chosen.is_empty()
        {
            match draft.requote(&chosen) {
                Ok(edit) => {
                    let passages = chosen.len();
                    all.files.push(Reanchored { edit, passages });
                }
                Err(refusal) => {
                    let why = refusal.to_string();
                    let left = chosen.iter().map(|(index, ..)| (*index, why.clone()));
                    becomes.extend(left);
                }
            }
        }
        for diagnostic in quotes {
            let place = diagnostic.at.as_ref().map(|(place, _)| place);
            let index =
                source.passages.iter().position(|p| Some(&p.quote.place) == place);
            match index.map(|index| becomes.get(&index)) {
                // A mended quote needs no advice.
                Some(None) => all.mended.push(Diagnostic { help: None, ..diagnostic }),
                Some(Some(why)) => {
                    found.push(diagnostic.note(format!("left as it is: {why}")));
                }
                None => {
                    let why = "left as it is: only passages are reanchored";
                    found.push(diagnostic.note(why));
                }
            }
        }
    }
    Reported { value: all, diagnostics: found }
}
