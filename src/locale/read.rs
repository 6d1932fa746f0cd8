//! Which files the words come from, and what is wrong in the dossier's own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use icu_plurals::{PluralCategory, PluralRules};

use super::{Locale, Phrase, next_name};
use crate::diagnostic::{Code, Diagnostic, Place, Reported, did_you_mean};
use crate::dossier::Language;
use crate::schema::{Pairs, PhraseEntry, read_phrases};

/// The directory of the languages, in the theme and below the dossier's `templates/`.
pub(super) const DIRECTORY: &str = "languages/";

const FORMS: [(&str, PluralCategory); 6] = [
    ("zero", PluralCategory::Zero),
    ("one", PluralCategory::One),
    ("two", PluralCategory::Two),
    ("few", PluralCategory::Few),
    ("many", PluralCategory::Many),
    ("other", PluralCategory::Other),
];

/// The words of the interface in a language: English, then the language, then its variant,
/// each of the built-in files before the dossier's own.
///
/// # Panics
/// Never: the library has plural rules for every language.
pub fn locale(
    language: &Language,
    built_in: &BTreeMap<&str, &[u8]>,
    overrides: &BTreeMap<String, Arc<[u8]>>,
) -> Reported<Locale> {
    let tag = language.as_str();
    let primary = tag.split('-').next().unwrap_or(tag);
    let mut names = vec!["en", primary, tag];
    names.dedup();
    let mut phrases = HashMap::new();
    let mut found = Vec::new();
    let mut spoken = "en";
    for name in names {
        let file = format!("{DIRECTORY}{name}.yaml");
        if let Some(text) = built_in.get(file.as_str()) {
            let path = Arc::from(file.as_str());
            let text = String::from_utf8_lossy(text);
            phrases.extend(read(&path, &text, None).drain_into(&mut found));
            spoken = name;
        }
        if let Some(bytes) = overrides.get(&file) {
            let path: Arc<str> = format!("templates/{file}").into();
            match std::str::from_utf8(
                bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
            ) {
                Ok(text) => {
                    let read = read(&path, text, Some(&phrases)).drain_into(&mut found);
                    phrases.extend(read);
                }
                Err(_) => found.push(
                    Diagnostic::error(Code::BAD_ENCODING, "this file is not UTF-8")
                        .at(Place::file(path), "")
                        .help("save the file as UTF-8"),
                ),
            }
            spoken = name;
        }
    }
    if spoken == "en" && primary != "en" {
        let message = format!(
            "there are no words for pages in {language} yet, so theirs are English"
        );
        found.push(Diagnostic::warning(Code::NO_INTERFACE_WORDS, message).help(format!(
            "write templates/{DIRECTORY}{primary}.yaml; docs/templates.md says how"
        )));
    }
    let preferences = spoken
        .parse::<icu_locale_core::Locale>()
        .unwrap_or(icu_locale_core::Locale::UNKNOWN);
    let rules = PluralRules::try_new_cardinal(preferences.into())
        .expect("the library has rules for every language, if only the common ones");
    Reported {
        value: Locale { phrases, rules, english: spoken == "en" },
        diagnostics: found,
    }
}

/// Reads a file. With `known`, the keys must be among those, and the names in braces too.
fn read(
    path: &Arc<str>,
    text: &str,
    known: Option<&HashMap<String, Phrase>>,
) -> Reported<Vec<(String, Phrase)>> {
    let mut found = Vec::new();
    let entries = match read_phrases(path, text).drain_into(&mut found) {
        Some(Pairs(entries)) => entries,
        None => vec![],
    };
    let mut phrases = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = Place::span(path, Pairs::key_span(&entry, text));
        let (key, value) = entry;
        let phrase = match phrase(value.value) {
            Ok(phrase) => phrase,
            Err((message, help)) => {
                let diagnostic = Diagnostic::error(Code::BAD_VALUE, message);
                found.push(diagnostic.at(place, "").help(help));
                continue;
            }
        };
        let wrong = known.and_then(|known| fault(&key, &phrase, known));
        match wrong {
            Some(diagnostic) => found.push(diagnostic.at(place, "")),
            None => phrases.push((key, phrase)),
        }
    }
    Reported { value: phrases, diagnostics: found }
}

/// What a key has; or what is wrong with it, and what to write.
fn phrase(entry: PhraseEntry) -> Result<Phrase, (String, String)> {
    let pairs = match entry {
        PhraseEntry::Text(text) => return Ok(Phrase::Text(text)),
        PhraseEntry::Forms(Pairs(pairs)) => pairs,
    };
    let names = || FORMS.map(|(name, _)| name).join(", ");
    let mut forms = Vec::with_capacity(pairs.len());
    for (name, text) in pairs {
        let Some((_, category)) = FORMS.iter().find(|(known, _)| *known == name) else {
            let message = format!("there is no plural form `{name}`");
            return Err((message, format!("the forms are {}", names())));
        };
        forms.push((*category, text.value));
    }
    if !forms.iter().any(|(category, _)| *category == PluralCategory::Other) {
        let help = "add `other`, which numbers take that no other form is for";
        return Err(("the plural form `other` is missing".to_owned(), help.to_owned()));
    }
    Ok(Phrase::Forms(forms))
}

/// What is wrong with a phrase beside the one that it replaces.
fn fault(
    key: &str,
    phrase: &Phrase,
    known: &HashMap<String, Phrase>,
) -> Option<Diagnostic> {
    let Some(original) = known.get(key) else {
        let message = format!("pages have no words under the key `{key}`");
        let keys: BTreeSet<&str> = known.keys().map(String::as_str).collect();
        let near = did_you_mean(key, keys);
        return Some(Diagnostic::warning(Code::UNKNOWN_KEY, message).help(
            near.unwrap_or_else(|| {
                "docs/templates.md says where the keys are".to_owned()
            }),
        ));
    };
    let may = names(original);
    let stranger = names(phrase).into_iter().find(|name| !may.contains(name))?;
    let help = match &may[..] {
        [] => "there are no values here: leave the braces out".to_owned(),
        _ => format!("write {{{}}}", may.join("}, {")),
    };
    let message = format!("`{key}` has no value `{stranger}`");
    Some(Diagnostic::error(Code::BAD_VALUE, message).help(help))
}

/// The names in braces.
pub(super) fn names(phrase: &Phrase) -> Vec<&str> {
    let texts: Vec<&str> = match phrase {
        Phrase::Text(text) => vec![text],
        Phrase::Forms(forms) => forms.iter().map(|(_, text)| text.as_str()).collect(),
    };
    let mut names = Vec::new();
    for mut text in texts {
        while let Some((_, name, after)) = next_name(text) {
            if !names.contains(&name) {
                names.push(name);
            }
            text = after;
        }
    }
    names.sort_unstable();
    names
}
