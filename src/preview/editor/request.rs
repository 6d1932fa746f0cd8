//! What a page asks for, read from JSON; what makes no sense is refused with the reason.

use serde_json::Value;

use crate::dossier::Stance;
use crate::edit::{Apart, Coding, Metadata, NewArgument, Point, Selection};
use crate::id::Id;

/// A request.
pub(super) struct Asked {
    pub(super) source: Id,
    /// The version of the source's file that the page was made from.
    pub(super) version: String,
    /// The SHA-256 of the seed that the page was made from.
    pub(super) seed: String,
    pub(super) action: Action,
}

/// Words that were selected.
pub(super) struct Selected {
    pub(super) at: Selection,
    /// The words as they were seen.
    pub(super) words: String,
}

/// A passage's coding; the arguments that are to be made are named in it already.
pub(super) struct Coded {
    pub(super) coding: Coding,
    pub(super) new: Vec<NewArgument>,
}

/// A passage, by the name that the page of its source has for it.
pub(super) enum Named {
    /// One that stands in the text, by its id.
    Id(String),
    /// One that has lost its place, by its index in the file's list.
    Index(usize),
}

pub(super) enum Action {
    Mark { selected: Selected, coded: Coded },
    Change { passage: String, coded: Coded, cited: bool },
    Respan { passage: Named, selected: Selected },
    Delete { passage: Named, cited: bool },
    Reanchor { index: usize, candidate: usize, words: String },
    SetApart { apart: Apart, selected: Selected },
    UnsetApart { apart: Apart, index: usize },
    Metadata { values: Vec<(String, Option<Metadata>)> },
    Undo,
    Redo,
}

impl Action {
    /// Whether it names a passage by its place in the file's list.
    pub(super) fn counts(&self) -> bool {
        matches!(
            self,
            Self::Reanchor { .. }
                | Self::Respan { passage: Named::Index(_), .. }
                | Self::Delete { passage: Named::Index(_), .. }
        )
    }
}

type Read<T> = Result<T, String>;

/// Reads a request.
pub(super) fn read(json: &Value) -> Read<Asked> {
    let action = match text(json, "do")? {
        "mark" => Action::Mark { selected: selected(json)?, coded: coded(json)? },
        "change" => Action::Change {
            passage: owned(json, "passage")?,
            coded: coded(json)?,
            cited: json["cited"] == Value::Bool(true),
        },
        "respan" => Action::Respan { passage: named(json)?, selected: selected(json)? },
        "delete" => Action::Delete {
            passage: named(json)?,
            cited: json["cited"] == Value::Bool(true),
        },
        "reanchor" => Action::Reanchor {
            index: number(&json["index"], "index")?,
            candidate: number(&json["candidate"], "candidate")?,
            words: owned(json, "words")?,
        },
        "set-apart" => {
            Action::SetApart { apart: apart(json)?, selected: selected(json)? }
        }
        "unset-apart" => Action::UnsetApart {
            apart: apart(json)?,
            index: number(&json["index"], "index")?,
        },
        "metadata" => Action::Metadata { values: metadata(json)? },
        "undo" => Action::Undo,
        "redo" => Action::Redo,
        other => {
            return Err(format!("there is nothing to `do` that is called `{other}`"));
        }
    };
    Ok(Asked {
        source: id(text(json, "source")?)?,
        version: owned(json, "version")?,
        seed: owned(json, "seed")?,
        action,
    })
}

fn text<'j>(json: &'j Value, key: &str) -> Read<&'j str> {
    json[key].as_str().ok_or_else(|| format!("`{key}` must be a text"))
}

fn owned(json: &Value, key: &str) -> Read<String> {
    text(json, key).map(str::to_owned)
}

fn number(json: &Value, key: &str) -> Read<usize> {
    let number = json.as_u64().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| format!("`{key}` must be a number"))
}

fn named(json: &Value) -> Read<Named> {
    match &json["index"] {
        Value::Null => owned(json, "passage").map(Named::Id),
        index => number(index, "index").map(Named::Index),
    }
}

/// A text that may be missing or blank, which is the same.
fn words(json: &Value, key: &str) -> Read<Option<String>> {
    match &json[key] {
        Value::Null => Ok(None),
        Value::String(words) if words.trim().is_empty() => Ok(None),
        Value::String(words) => Ok(Some(words.trim().replace("\r\n", "\n"))),
        _ => Err(format!("`{key}` must be a text")),
    }
}

fn id(text: &str) -> Read<Id> {
    Id::new(text).map_err(|error| error.to_string())
}

fn selected(json: &Value) -> Read<Selected> {
    let point = |key: &str| match json[key].as_array().map(Vec::as_slice) {
        Some([block, offset]) => {
            Ok(Point { block: number(block, key)?, offset: number(offset, key)? })
        }
        _ => Err(format!("`{key}` must be [block, offset]")),
    };
    let at = Selection { from: point("from")?, to: point("to")? };
    Ok(Selected { at, words: owned(json, "words")? })
}

fn apart(json: &Value) -> Read<Apart> {
    match text(json, "as")? {
        "heading" => Ok(Apart::Heading),
        "furniture" => Ok(Apart::Furniture),
        other => Err(format!("`as` is heading or furniture, not `{other}`")),
    }
}

fn metadata(json: &Value) -> Read<Vec<(String, Option<Metadata>)>> {
    let values = json["values"].as_object().ok_or("`values` must be a map")?;
    values.iter().map(|(key, value)| Ok((key.clone(), field(value)?))).collect()
}

fn field(value: &Value) -> Read<Option<Metadata>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(Metadata::Text(text.clone()))),
        Value::Array(names) => {
            let names = names.iter().map(|name| name.as_str().map(str::to_owned));
            let names: Option<Vec<String>> = names.collect();
            names.map(|names| Some(Metadata::Names(names))).ok_or_else(not_metadata)
        }
        _ => Err(not_metadata()),
    }
}

fn not_metadata() -> String {
    "a value must be a text, a list of names, or null".to_owned()
}

fn coded(json: &Value) -> Read<Coded> {
    let json = &json["coding"];
    let listed = match &json["arguments"] {
        Value::Null => &[][..],
        Value::Array(arguments) => arguments,
        _ => return Err("`arguments` must be a list".to_owned()),
    };
    let mut coding = Coding {
        speaker: words(json, "speaker")?,
        id: words(json, "id")?.map(|text| id(&text)).transpose()?,
        translation: words(json, "translation")?,
        note: words(json, "note")?,
        arguments: vec![],
    };
    let mut new = vec![];
    for argument in listed {
        let stance: Stance =
            text(argument, "stance")?.parse().map_err(|error| format!("{error}"))?;
        let name = match words(argument, "claim")? {
            None => id(text(argument, "id")?)?,
            Some(claim) => {
                let made = new_argument(argument, claim)?;
                let name = made.id.clone();
                new.push(made);
                name
            }
        };
        if coding.arguments.iter().any(|(known, _)| *known == name) {
            return Err(format!("the argument `{name}` stands twice"));
        }
        coding.arguments.push((name, stance));
    }
    Ok(Coded { coding, new })
}

/// An argument that is to be made. Its id, where none is given, is made from its label or claim.
fn new_argument(json: &Value, claim: String) -> Read<NewArgument> {
    let label = words(json, "label")?;
    let id = match words(json, "id")? {
        Some(text) => id(&text)?,
        None => id_of(label.as_deref().unwrap_or(&claim))?,
    };
    let topic = words(json, "topic")?.map(|topic| self::id(&topic)).transpose()?;
    Ok(NewArgument { id, claim, label, topic })
}

/// The first words, in plain letters: `china-leads-russia`.
fn id_of(words: &str) -> Read<Id> {
    let made = Id::from_words(words);
    // Without the hash, which tells quotes apart; whoever makes an argument is told if it is taken.
    let text = made.as_str().rsplit_once('-').map_or(made.as_str(), |(text, _)| text);
    if text == "p" { Ok(made) } else { id(text) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(json: &Value) -> String {
        read(json).err().unwrap_or_default()
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_reason() {
        let base = json!({ "source": "a", "version": "v", "seed": "s" });
        for (more, why) in [
            (json!({}), "`do` must be a text"),
            (json!({ "do": "burn" }), "there is nothing to `do` that is called `burn`"),
            (json!({ "do": "mark" }), "`from` must be [block, offset]"),
            (json!({ "do": "mark", "from": [1, -1] }), "`from` must be a number"),
            (
                json!({ "do": "set-apart", "as": "x" }),
                "`as` is heading or furniture, not `x`",
            ),
            (json!({ "do": "delete" }), "`passage` must be a text"),
            (json!({ "do": "delete", "index": "0" }), "`index` must be a number"),
            (json!({ "do": "reanchor", "index": 0 }), "`candidate` must be a number"),
            (json!({ "do": "metadata", "values": { "title": 3 } }), &not_metadata()),
            (
                json!({ "do": "change", "passage": "p", "coding": { "arguments": [{}] } }),
                "`stance` must be a text",
            ),
            (json!({ "do": "undo", "source": "../a" }), "an id"),
        ] {
            let mut asked = base.clone();
            asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            assert!(fault(&asked).contains(why), "{asked}: {}", fault(&asked));
        }
        assert_eq!(fault(&json!([])), "`do` must be a text");
    }

    #[test]
    fn a_new_argument_gets_an_id_from_its_words() {
        let ids = ["China leads Russia, and knows it", "中国领先", "🦊", "…"];
        let ids = ids.map(|words| id_of(words).unwrap().to_string());
        assert_eq!(ids[0], "china-leads-russia-and");
        assert_eq!(ids[1], "zhong-guo-ling-xian");
        assert_eq!(ids[2], "fox-face");
        assert!(ids[3].starts_with("p-"), "{}", ids[3]);
    }
}
