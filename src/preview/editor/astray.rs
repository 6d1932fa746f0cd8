//! What a page is told of the passages of its source that have lost their place: of the files as
//! they are now, not of the last good site that lies underneath.

use serde_json::{Value, json};

use super::answer::Refused;
use crate::anchor::Side;
use crate::dossier::Rights;
use crate::edit::{Candidate, Draft, Lost, Refusal};
use crate::id::Id;
use crate::world::World;

/// The passages of a source that have no place, and its words as they are now, block by block.
pub(super) fn data(world: &dyn World, source: &Id) -> Result<Value, Refused> {
    let draft = Draft::open(world, source)?;
    if draft.source().rights != Rights::Full {
        return Err(Refusal::Unpublished.into());
    }
    let lost = draft.lost();
    let blocks = if lost.is_empty() { vec![] } else { draft.blocks() };
    let passages = lost.iter().map(|lost| passage(&draft, lost));
    Ok(json!({
        "version": draft.version(),
        "seed": draft.source().seed.sha256,
        "passages": passages.collect::<Vec<_>>(),
        "blocks": blocks,
        "language": draft.source().language.as_ref().map(ToString::to_string),
    }))
}

fn passage(draft: &Draft<'_>, lost: &Lost) -> Value {
    let entry = &draft.source().passages[lost.index];
    let arguments = entry.arguments.iter();
    let arguments = arguments.map(
        |(id, stance)| json!({ "id": id.value.as_str(), "stance": stance.as_str() }),
    );
    json!({
        "index": lost.index,
        "why": lost.why,
        "quote": entry.quote.words,
        "arguments": arguments.collect::<Vec<_>>(),
        "candidates": lost.candidates.iter().map(candidate).collect::<Vec<_>>(),
    })
}

fn candidate(candidate: &Candidate) -> Value {
    let changes = candidate.changes.as_ref().map(|changes| {
        let change = |(side, words): &(Side, String)| {
            let side = match side {
                Side::First => "removed",
                Side::Second => "added",
                Side::Both => "kept",
            };
            json!([side, words])
        };
        changes.iter().map(change).collect::<Vec<_>>()
    });
    json!({
        "words": candidate.words,
        "before": candidate.before,
        "after": candidate.after,
        "changes": changes,
        "same": candidate.same_percent,
    })
}
