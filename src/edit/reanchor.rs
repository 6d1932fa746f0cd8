//! After a seed has changed: the passages that have no place, and edits that give them theirs.
//!
//! An edit comes only where one text alone is near, and near enough. All else is told.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Draft, Edit, Refusal};
use crate::anchor::{Astray, anchor, astray};
use crate::diagnostic::{Diagnostic, Reported, Severity};
use crate::dossier::Source;
use crate::load::{Memory, load};
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
    let dossier = load(world, &mut Memory::default()).drain_into(&mut found);
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let sources = dossier.as_ref().map_or(&[][..], |dossier| &dossier.sources);
    let each: Vec<Reported<Reanchoring>> =
        sources.par_iter().map(|source| reanchor_source(world, source)).collect();
    let mut all = Reanchoring::default();
    for one in each {
        let one = one.drain_into(&mut found);
        all.passages += one.passages;
        all.files.extend(one.files);
        all.mended.extend(one.mended);
    }
    Reported { value: all, diagnostics: found }
}

fn reanchor_source(world: &dyn World, source: &Source) -> Reported<Reanchoring> {
    let mut quotes = vec![];
    let anchored = anchor(source).drain_into(&mut quotes);
    quotes.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let mut value =
        Reanchoring { passages: source.passages.len(), ..Reanchoring::default() };
    // Why a passage is left as it is.
    let mut left: BTreeMap<usize, String> = BTreeMap::new();
    let (sure, unsure): (Vec<Astray>, Vec<Astray>) =
        astray(source, &anchored).into_iter().partition(|a| a.doubt.is_none());
    left.extend(unsure.iter().filter_map(|a| Some((a.index, a.doubt?.to_string()))));
    if !sure.is_empty() {
        match edited(world, source, &sure, &mut left) {
            Ok(file) => value.files.extend(file),
            Err(refusal) => {
                left.extend(sure.iter().map(|a| (a.index, refusal.to_string())));
            }
        }
    }
    let mut found = vec![];
    for diagnostic in quotes {
        let place = diagnostic.at.as_ref().map(|(place, _)| place);
        let passage = source.passages.iter().position(|p| Some(&p.quote.place) == place);
        match passage.map(|index| left.get(&index)) {
            // A mended quote needs no advice.
            Some(None) => value.mended.push(Diagnostic { help: None, ..diagnostic }),
            Some(Some(why)) => {
                found.push(diagnostic.note(format!("left as it is: {why}")));
            }
            None => {
                found
                    .push(diagnostic.note("left as it is: only passages are reanchored"));
            }
        }
    }
    Reported { value, diagnostics: found }
}

/// The file with all passages whose new quotes are found in their places; the others are `left`.
fn edited(
    world: &dyn World,
    source: &Source,
    sure: &[Astray],
    left: &mut BTreeMap<usize, String>,
) -> Result<Option<Reanchored>, Refusal> {
    let draft = Draft::open(world, &source.id)?;
    let mut quotes = vec![];
    for Astray { index, nearest, .. } in sure {
        match draft.requoted(*index, nearest) {
            Ok(quote) => quotes.push((*index, quote, nearest.clone())),
            Err(refusal) => drop(left.insert(*index, refusal.to_string())),
        }
    }
    if quotes.is_empty() {
        return Ok(None);
    }
    let edit = draft.requote(&quotes)?;
    Ok(Some(Reanchored { edit, passages: quotes.len() }))
}
