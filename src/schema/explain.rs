//! Every fault of a file at once: its tree held against its JSON Schema.

use serde_json::{Map, Value};
use serde_yaml::Spanned;

use super::node::Node;
use super::span_of;
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::dossier::Span;

/// Tells all faults of `tree`. `place` makes a place of a span in `text`.
pub(super) fn explain(
    schema: &Value,
    tree: &Spanned<Node>,
    text: &str,
    place: &dyn Fn(Span) -> Place,
) -> Vec<Diagnostic> {
    let mut explainer = Explainer { root: schema, text, place, found: vec![] };
    explainer.value(schema, tree, "this file", None);
    explainer.found
}

struct Explainer<'a> {
    root: &'a Value,
    text: &'a str,
    place: &'a dyn Fn(Span) -> Place,
    found: Vec<Diagnostic>,
}

impl<'a> Explainer<'a> {
    /// Holds one value against its schema. `key` is where it is named, for values that have no
    /// place of their own.
    fn value(
        &mut self,
        schema: &'a Value,
        node: &Spanned<Node>,
        name: &str,
        key: Option<&Span>,
    ) {
        let example = schema["examples"][0].as_str();
        let schema = self.resolve(schema);
        let Some(schema) = self.choose(schema, &node.value) else {
            let wanted = match example {
                Some(example) => format!("`{}: {example}`", name.trim_matches('`')),
                None => wanted(schema, self.root),
            };
            self.wrong_type(&wanted, node, name, key);
            return;
        };
        match &node.value {
            Node::Map(entries) => self.map(schema, node, entries, name),
            Node::List(items) => {
                let item_schema = &schema["items"];
                for item in items {
                    self.value(item_schema, item, &format!("an entry of {name}"), key);
                }
            }
            _ => {}
        }
    }

    fn map(
        &mut self,
        schema: &'a Value,
        node: &Spanned<Node>,
        entries: &[(Spanned<String>, Spanned<Node>)],
        name: &str,
    ) {
        let none = Map::new();
        let properties = schema["properties"].as_object();
        for (index, (key, value)) in entries.iter().enumerate() {
            let key_span = span_of(key.referenced, self.text);
            if let Some((first, _)) =
                entries[..index].iter().find(|(k, _)| k.value == key.value)
            {
                let first = span_of(first.referenced, self.text);
                self.found.push(
                    Diagnostic::error(
                        Code::DUPLICATE_KEY,
                        format!("the key `{}` stands twice", key.value),
                    )
                    .at((self.place)(key_span.clone()), "again here")
                    .also((self.place)(first), "first here")
                    .help("keep one of the two"),
                );
            }
            let known = properties.and_then(|p| p.get(&key.value));
            let known = known.or_else(|| {
                Some(&schema["additionalProperties"]).filter(|s| s.is_object())
            });
            match known {
                Some(schema) => {
                    self.value(
                        schema,
                        value,
                        &format!("`{}`", key.value),
                        Some(&key_span),
                    );
                }
                None => {
                    self.unknown_key(properties.unwrap_or(&none), key, key_span, name);
                }
            }
        }
        let required = schema["required"].as_array();
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if !entries.iter().any(|(k, _)| k.value == key) {
                let at = entries.first().map_or(node.referenced, |(k, _)| k.referenced);
                let about = properties.and_then(|p| p[key]["description"].as_str());
                self.found.push(
                    Diagnostic::error(
                        Code::MISSING_KEY,
                        format!("the key `{key}` is missing"),
                    )
                    .at(
                        (self.place)(span_of(at, self.text)),
                        format!("{name} has no `{key}`"),
                    )
                    .help(format!(
                        "add `{key}: …`{}",
                        about.map(|a| format!("  # {}", one_line(a))).unwrap_or_default()
                    )),
                );
            }
        }
    }

    fn unknown_key(
        &mut self,
        properties: &Map<String, Value>,
        key: &Spanned<String>,
        span: Span,
        name: &str,
    ) {
        let known = properties.keys().map(String::as_str);
        let help = did_you_mean(&key.value, known.clone()).unwrap_or_else(|| {
            format!("the keys of {name} are {}", known.collect::<Vec<_>>().join(", "))
        });
        let message = format!("there is no key `{}`", key.value);
        self.found.push(
            Diagnostic::error(Code::UNKNOWN_KEY, message)
                .at((self.place)(span), "not known here")
                .help(help),
        );
    }

    fn wrong_type(
        &mut self,
        wanted: &str,
        node: &Spanned<Node>,
        name: &str,
        key: Option<&Span>,
    ) {
        let mut span = span_of(node.referenced, self.text);
        if span.is_empty() {
            span = key.cloned().unwrap_or(span);
        }
        if matches!(node.value, Node::Null) {
            let help = match key {
                Some(_) if name.contains(':') => {
                    "put a space behind the colon".to_owned()
                }
                Some(_) => format!("write {wanted}, or remove the key"),
                None => format!("write {wanted}"),
            };
            self.found.push(
                Diagnostic::error(Code::MISSING_KEY, format!("{name} is empty"))
                    .at((self.place)(span), "nothing stands here")
                    .help(help),
            );
            return;
        }
        self.found.push(
            Diagnostic::error(
                Code::WRONG_TYPE,
                format!("{name} can't be {}", node.value.name()),
            )
            .at((self.place)(span), format!("{} stands here", node.value.name()))
            .help(match (&node.value, wanted) {
                (Node::List(_), "a text") => {
                    "write a text; where it begins with `[`, put it into quotation marks"
                        .to_owned()
                }
                _ => format!("write {wanted}"),
            }),
        );
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        while let Some(name) = schema["$ref"].as_str() {
            schema =
                self.root.pointer(name.trim_start_matches('#')).unwrap_or(&Value::Null);
        }
        schema
    }

    /// The schema, or that of its alternatives, whose type the node has.
    fn choose(&self, schema: &'a Value, node: &Node) -> Option<&'a Value> {
        if let Some(choices) = schema["anyOf"].as_array() {
            return choices
                .iter()
                .find_map(|choice| self.choose(self.resolve(choice), node));
        }
        let fits = |name: &str| match node {
            Node::Text => name == "string",
            Node::Number => ["string", "number", "integer"].contains(&name),
            Node::Boolean => ["string", "boolean"].contains(&name),
            Node::Null => name == "null",
            Node::List(_) => name == "array",
            Node::Map(_) => name == "object",
        };
        types(schema).iter().any(|name| fits(name)).then_some(schema)
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

/// What a schema wants, in words.
fn wanted(schema: &Value, root: &Value) -> String {
    if let Some(choices) = schema["anyOf"].as_array() {
        let words =
            choices.iter().map(|choice| wanted(choice, root)).filter(|w| !w.is_empty());
        return words.collect::<Vec<_>>().join(" or ");
    }
    if let Some(name) = schema["$ref"].as_str() {
        return wanted(
            root.pointer(name.trim_start_matches('#')).unwrap_or(&Value::Null),
            root,
        );
    }
    let types = types(schema);
    let words = match () {
        () if types.contains(&"string") => "a text",
        () if types.contains(&"array") => {
            "a list (`- …` on lines of their own, or `[…, …]`)"
        }
        () if types.contains(&"object") => "a map (`key: …` on lines of their own)",
        () if types.contains(&"integer") => "a whole number",
        () if types.contains(&"boolean") => "`true` or `false`",
        () => "",
    };
    words.to_owned()
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
