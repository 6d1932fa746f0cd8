//! What was made of sources that are the very same values now.

use std::sync::Arc;

use super::Source;

/// For each source, what was made of it `before`, if it is the very same value. Both are in the
/// order of their ids.
pub fn again<T>(
    sources: &[Arc<Source>],
    before: impl IntoIterator<Item = T>,
    source_of: impl Fn(&T) -> &Arc<Source>,
) -> Vec<Option<T>> {
    let mut before = before.into_iter().peekable();
    let mut known = |source: &Arc<Source>| {
        let same = |known: &T| Arc::ptr_eq(source_of(known), source);
        before.next_if(same).or_else(|| {
            while before.next_if(|known| source_of(known).id < source.id).is_some() {}
            before.next_if(same)
        })
    };
    sources.iter().map(&mut known).collect()
}
