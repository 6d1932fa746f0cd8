//! One change to a YAML text: made in the text, made in the values, and the two compared.

use std::borrow::Cow;

use super::Refusal;
use super::splice::{Splice, Step};
use super::written::Written;
use crate::schema::Value;

/// What is to be different.
#[derive(Debug, Clone)]
pub(super) enum Change<'a> {
    /// A key of the map at a path gets a value; a new key comes after those before it in `order`.
    Set { path: Vec<Step>, key: Cow<'a, str>, value: Written, order: &'a [&'a str] },
    /// An item comes into the list at a path.
    Insert { path: Vec<Step>, index: usize, item: Written },
    /// A key goes out of the map at a path.
    RemoveKey { path: Vec<Step>, key: Cow<'a, str> },
    /// An item goes out of the list at a path.
    RemoveItem { path: Vec<Step>, index: usize },
}

impl Change<'_> {
    /// The text with the change, which is read again and differs in nothing else.
    pub(super) fn apply(&self, text: &str) -> Result<String, Refusal> {
        let before = Value::read(text).map_err(Refusal::Yaml)?;
        let mut expected = before;
        self.expect(&mut expected).ok_or(Refusal::Style)?;
        let splice = Splice::new(text)?;
        let mut refused = Refusal::Style;
        for change in [self.clone(), self.double()] {
            match change.splice(&splice) {
                Ok(after) if alike(&expected, &Value::read(&after)) => return Ok(after),
                Ok(_) => {}
                Err(refusal) => refused = refusal,
            }
        }
        Err(refused)
    }

    fn splice(&self, splice: &Splice<'_>) -> Result<String, Refusal> {
        match self {
            Self::Set { path, key, value, order } => splice.set(path, key, value, order),
            Self::Insert { path, index, item } => splice.insert(path, *index, item),
            Self::RemoveKey { path, key } => splice.remove_key(path, key),
            Self::RemoveItem { path, index } => splice.remove_item(path, *index),
        }
    }

    /// The same change with its texts in double quotation marks, where a style that was taken
    /// over does not fit.
    fn double(&self) -> Self {
        let mut change = self.clone();
        match &mut change {
            Self::Set { value: written, .. } | Self::Insert { item: written, .. } => {
                *written = written.double();
            }
            Self::RemoveKey { .. } | Self::RemoveItem { .. } => {}
        }
        change
    }

    /// Makes the change in the values; `None` where they have no such place.
    fn expect(&self, root: &mut Value) -> Option<()> {
        match self {
            Self::Set { path, key, value, .. } => {
                let Value::Map(entries) = at(root, path)? else { return None };
                match entries.iter_mut().find(|(name, _)| name == key) {
                    Some((_, old)) => *old = value.value(),
                    None => entries.push((key.to_string(), value.value())),
                }
            }
            Self::Insert { path, index, item } => {
                let Value::List(items) = at(root, path)? else { return None };
                (*index <= items.len()).then(|| items.insert(*index, item.value()))?;
            }
            Self::RemoveKey { path, key } => {
                let Value::Map(entries) = at(root, path)? else { return None };
                let index = entries.iter().position(|(name, _)| name == key)?;
                entries.remove(index);
            }
            Self::RemoveItem { path, index } => {
                let Value::List(items) = at(root, path)? else { return None };
                (*index < items.len()).then(|| items.remove(*index))?;
            }
        }
        Some(())
    }
}

fn at<'v>(root: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(root, |value, step| match (value, step) {
        (Value::Map(entries), Step::Key(key)) => {
            entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
        }
        (Value::List(items), Step::Item(index)) => items.get_mut(*index),
        _ => None,
    })
}

/// Whether the values are the expected ones; the order of a map's keys means nothing.
fn alike(expected: &Value, read: &Result<Value, String>) -> bool {
    read.as_ref().is_ok_and(|read| same(expected, read))
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| {
                    b.iter().any(|(name, other)| name == key && same(value, other))
                })
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        // `credibility: 3` and `credibility: "3"` say the same.
        (Value::Text(text), Value::Number(number))
        | (Value::Number(number), Value::Text(text)) => text == number,
        (a, b) => a == b,
    }
}
