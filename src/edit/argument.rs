//! A new argument: a file of its own.

use std::sync::Arc;

use super::scalar::Style;
use super::written::{Layout, Written};
use super::{Edit, Refusal};
use crate::id::Id;
use crate::schema::Value;
use crate::world::World;

/// An argument that is to be made.
#[derive(Debug, Clone)]
pub struct NewArgument {
    /// Its id, which names its file.
    pub id: Id,
    /// One neutral sentence.
    pub claim: String,
    /// A few words for margins and matrices.
    pub label: Option<String>,
    /// The topic that it belongs to.
    pub topic: Option<Id>,
}

/// Makes an argument: `content/arguments/<id>.yaml`.
///
/// # Errors
/// When the id is taken, or the claim is blank.
pub fn create_argument(
    world: &dyn World,
    argument: &NewArgument,
) -> Result<Edit, Refusal> {
    let id = &argument.id;
    if ids(world).any(|taken| taken == id.file_key()) || id.as_str() == "index" {
        return Err(Refusal::ArgumentTaken(id.to_string()));
    }
    if argument.claim.trim().is_empty() {
        return Err(Refusal::Error("an argument needs a claim: one sentence".to_owned()));
    }
    let label = argument.label.as_deref().filter(|label| !label.trim().is_empty());
    let topic = argument.topic.as_ref().map(Id::as_str);
    let entries = [("claim", Some(&*argument.claim)), ("label", label), ("topic", topic)];
    let layout = Layout { flow: false, column: 0, list_indent: 2, line_end: "\n" };
    let write = |style: Style| {
        let lines = entries.iter().filter_map(|(key, text)| {
            let text = Written::Text(text.as_ref()?.trim().to_owned(), style);
            Some(format!("{key}:{}\n", text.after_key(layout)))
        });
        lines.collect::<String>()
    };
    let whole = |text: &String| match Value::read(text) {
        Ok(Value::Map(read)) => entries.iter().all(|(key, text)| {
            let read = read.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            read == text.map(|text| Value::Text(text.trim().to_owned())).as_ref()
        }),
        _ => false,
    };
    let text = [Style::Words, Style::Double].into_iter().map(write).find(whole);
    Ok(Edit {
        path: Arc::from(format!("content/arguments/{id}.yaml")),
        before: None,
        after: Some(text.ok_or(Refusal::Style)?.into_bytes()),
    })
}

/// The ids of all arguments, as file systems compare them.
pub(super) fn ids(world: &dyn World) -> impl Iterator<Item = String> {
    let files = world.list("content/arguments").value.into_iter();
    files.filter_map(|path| {
        let name = path.rsplit('/').next()?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Some(Id::new(stem).ok()?.file_key())
    })
}
