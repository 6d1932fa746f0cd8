//! Which files name something, so that they would be wrong without it.

use std::sync::Arc;

use crate::schema::YAML_BYTES_MAX;
use crate::world::World;

/// The files below `content/` in which a name stands as a word of its own: `source#passage`, or
/// the id of an argument. Words of prose that are the same count, too.
pub fn naming(world: &dyn World, name: &str) -> Vec<Arc<str>> {
    let inner = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let names = |path: &Arc<str>| {
        let bytes = world.read(path, YAML_BYTES_MAX).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        text.match_indices(name).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            !before.is_some_and(inner) && !after.is_some_and(inner)
        })
    };
    world.list("content").value.into_iter().filter(names).collect()
}
