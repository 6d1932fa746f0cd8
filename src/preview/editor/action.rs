//! What is done to which file, and the writing of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::answer::{Outcome, Refused};
use super::history::{History, Step};
use super::request::{Action, Asked, Coded, Named, Selected};
use crate::diagnostic::Reported;
use crate::dossier::Span;
use crate::edit::{Draft, Edit, Refusal, create_argument, naming};
use crate::index::passage_ids;
use crate::world::{DiskWorld, ReadError, World};
use crate::write::write_edit;

/// Does what is asked for, and keeps it to be taken back.
pub(super) fn run(
    world: &DiskWorld,
    root: &Path,
    asked: &Asked,
    history: &mut History,
) -> Outcome {
    match &asked.action {
        Action::Undo => undo(world, root, asked, history),
        Action::Redo => redo(world, root, asked, history),
        _ => edit(world, root, asked, history),
    }
}

fn edit(world: &DiskWorld, root: &Path, asked: &Asked, history: &mut History) -> Outcome {
    let made = new_arguments(world, &asked.action)?;
    let world = WithNew { world, made: &made };
    let draft = Draft::open(&world, &asked.source)?;
    let stale = draft.source().seed.sha256 != asked.seed;
    if stale && draft.version() == asked.version {
        let seed = &draft.source().seed.path;
        return Err(Refused::message(format!(
            "seeds/{seed} has changed in the meantime: nothing was written. Load the page again"
        )));
    }
    // A passage that is named by its place in a list is another in another version.
    let made_for_it = draft.version() == asked.version || !asked.action.counts();
    let edit =
        if made_for_it { made_of(&draft, &asked.action) } else { Err(Refusal::Passage) };
    let edit = draft.based_on(&asked.version, edit)?;
    let files = left_without(&draft, &asked.action)?;
    if !files.is_empty() {
        return Err(Refused::cited(&files));
    }
    let before = places(&draft);
    let file = Arc::clone(&edit.path);
    let mut edits = made.clone();
    edits.push(edit);
    write_all(root, &edits)?;
    history.add(Step { source: asked.source.to_string(), edits });
    let passage = written(&world, asked, &before);
    let made: Vec<&str> = made.iter().map(|edit| stem(&edit.path)).collect();
    Ok(json!({ "file": &*file, "passage": passage, "made": made }))
}

/// The edit of the source's file.
fn made_of(draft: &Draft<'_>, action: &Action) -> Result<Edit, Refusal> {
    let span = |Selected { at, words }: &Selected| draft.selected(*at, words);
    match action {
        Action::Mark { selected, coded } => {
            draft.add_passage(&span(selected)?, &coded.coding)
        }
        Action::Change { passage, coded, .. } => {
            draft.change_passage(draft.passage(passage)?, &coded.coding)
        }
        Action::Respan { passage, selected } => {
            draft.respan_passage(index(draft, passage)?, &span(selected)?)
        }
        Action::Delete { passage, .. } => draft.delete_passage(index(draft, passage)?),
        Action::Reanchor { index, candidate, words } => {
            let lost = draft.lost().into_iter().find(|lost| lost.index == *index);
            let mut candidates = lost.ok_or(Refusal::Passage)?.candidates.into_iter();
            let chosen = candidates.nth(*candidate).ok_or(Refusal::Passage)?;
            if chosen.words != *words {
                return Err(Refusal::OtherWords);
            }
            draft.reanchor_passage(*index, &chosen.parts)
        }
        Action::SetApart { apart, selected } => draft.set_apart(*apart, &span(selected)?),
        Action::UnsetApart { apart, index } => draft.unset_apart(*apart, *index),
        Action::Metadata { values } => {
            let values = values.iter().map(|(key, value)| (&**key, value.as_ref()));
            draft.set_all(&values.collect::<Vec<_>>())
        }
        Action::Undo | Action::Redo => Err(Refusal::Passage),
    }
}

/// The entry of a passage. One that stands in its place has an id, and is named by that.
fn index(draft: &Draft<'_>, passage: &Named) -> Result<usize, Refusal> {
    match passage {
        Named::Id(id) => draft.passage(id),
        Named::Index(index) => {
            let placed = draft.anchored().passages.iter().any(|p| p.index == *index);
            if placed { Err(Refusal::Passage) } else { Ok(*index) }
        }
    }
}

/// The files that name the passage which goes, or gets another id, where that has not been said to
/// be meant.
fn left_without(draft: &Draft<'_>, action: &Action) -> Result<Vec<Arc<str>>, Refusal> {
    let index = match action {
        Action::Delete { passage, cited: false } => index(draft, passage)?,
        Action::Change { passage, coded, cited: false } => {
            let index = draft.passage(passage)?;
            let entry = &draft.source().passages[index];
            let stays = match &coded.coding.id {
                Some(id) => id.as_str() == passage,
                None => entry.id.is_none(),
            };
            if stays {
                return Ok(vec![]);
            }
            index
        }
        _ => return Ok(vec![]),
    };
    Ok(draft.citing(index))
}

/// The files of the arguments that are to be made.
fn new_arguments(world: &DiskWorld, action: &Action) -> Result<Vec<Edit>, Refusal> {
    let (Action::Mark { coded, .. } | Action::Change { coded, .. }) = action else {
        return Ok(vec![]);
    };
    let Coded { new, .. } = coded;
    new.iter().map(|argument| create_argument(world, argument)).collect()
}

/// Writes all edits; those before one that can't be written are taken back.
fn write_all(root: &Path, edits: &[Edit]) -> Result<(), Refusal> {
    for (n, edit) in edits.iter().enumerate() {
        if let Err(refusal) = write_edit(root, edit) {
            for done in edits[..n].iter().rev() {
                // What somebody has changed since is theirs.
                let _ = write_edit(root, &done.clone().undone());
            }
            return Err(refusal);
        }
    }
    Ok(())
}

/// The parts of all passages, in the order of the file.
fn places(draft: &Draft<'_>) -> Vec<Vec<Span>> {
    let mut places = vec![vec![]; draft.source().passages.len()];
    for passage in &draft.anchored().passages {
        places[passage.index].clone_from(&passage.parts);
    }
    places
}

/// The id that the passage of a request has on the page from now on.
fn written(world: &dyn World, asked: &Asked, before: &[Vec<Span>]) -> Option<String> {
    let draft = Draft::open(world, &asked.source).ok()?;
    let after = places(&draft);
    let other = || after.iter().zip(before).position(|(after, before)| after != before);
    let index = match &asked.action {
        Action::Mark { .. } => other().unwrap_or(before.len()),
        Action::Respan { .. } | Action::Reanchor { .. } => other()?,
        Action::Change { passage, coded, .. } => match &coded.coding.id {
            Some(id) => draft.passage(id.as_str()).ok()?,
            None => draft.passage(passage).ok()?,
        },
        _ => return None,
    };
    let at =
        draft.anchored().passages.iter().position(|passage| passage.index == index)?;
    let ids = passage_ids(draft.source(), draft.anchored());
    ids.get(at).map(ToString::to_string)
}

fn undo(world: &DiskWorld, root: &Path, asked: &Asked, history: &mut History) -> Outcome {
    let Some(mut step) = history.last(asked.source.as_str()) else {
        return Err(Refused::message("there is nothing to take back in this source"));
    };
    let Some((main, made)) = step.edits.split_last() else {
        return Err(Refused::message("there is nothing to take back in this source"));
    };
    if let Err(refusal) = write_edit(root, &main.clone().undone()) {
        history.done(step);
        return Err(refusal.into());
    }
    // An argument that was made for the passage goes with it, unless it is in use since.
    let gone: Vec<bool> = made
        .iter()
        .map(|edit| {
            let used =
                naming(world, stem(&edit.path)).iter().any(|path| *path != edit.path);
            !used && write_edit(root, &edit.clone().undone()).is_ok()
        })
        .collect();
    let file = Arc::clone(&main.path);
    let mut gone = gone.into_iter();
    step.edits.retain(|_| gone.next().unwrap_or(true));
    history.undone(step);
    Ok(json!({ "file": &*file, "passage": null }))
}

fn redo(world: &DiskWorld, root: &Path, asked: &Asked, history: &mut History) -> Outcome {
    let Some(step) = history.last_undone(asked.source.as_str()) else {
        return Err(Refused::message("there is nothing to do again in this source"));
    };
    let file = step.edits.last().map(|edit| Arc::clone(&edit.path));
    let before = Draft::open(world, &asked.source).map(|draft| places(&draft));
    if let Err(refusal) = write_all(root, &step.edits) {
        history.undone(step);
        return Err(refusal.into());
    }
    history.done(step);
    let after = Draft::open(world, &asked.source).ok();
    let passage = before.ok().zip(after).and_then(|(before, draft)| {
        let after = places(&draft);
        let index = (0..after.len()).find(|n| after.get(*n) != before.get(*n))?;
        let at = draft.anchored().passages.iter().position(|p| p.index == index)?;
        Some(passage_ids(draft.source(), draft.anchored()).get(at)?.to_string())
    });
    Ok(json!({ "file": file.as_deref(), "passage": passage }))
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The dossier with the arguments that are to be made.
struct WithNew<'w> {
    world: &'w DiskWorld,
    made: &'w [Edit],
}

impl World for WithNew<'_> {
    fn list(&self, directory: &str) -> Reported<Vec<Arc<str>>> {
        let mut listed = self.world.list(directory);
        let below = format!("{directory}/");
        let new = self.made.iter().map(|edit| &edit.path);
        let new = new.filter(|path| path.starts_with(&below));
        listed.value.extend(new.cloned());
        listed.value.sort_unstable();
        listed.value.dedup();
        listed
    }

    fn read(&self, path: &str, bytes_max: u64) -> Result<Vec<u8>, ReadError> {
        let new = self.made.iter().find(|edit| *edit.path == *path);
        match new.and_then(|edit| edit.after.clone()) {
            Some(bytes) => Ok(bytes),
            None => self.world.read(path, bytes_max),
        }
    }

    fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }
}
