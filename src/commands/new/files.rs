//! The files of a new dossier, embedded in the program.

use crate::schema::Kind;

/// Files that stand under the same paths in `dossier/` beside this one.
macro_rules! embedded {
    ($($path:literal)+) => {
        &[$(($path, include_str!(concat!("dossier/", $path)))),+]
    };
}

/// The files that everybody sees.
const VISIBLE: &[(&str, &str)] = embedded! {
    "README.md"
    "content/dossier.yaml"
    "content/judgments.yaml"
    "content/events.yaml"
    "content/people.yaml"
    "content/sources/council-notice.yaml"
    "content/sources/parents-letter.yaml"
    "content/sources/traders-letter.yaml"
    "content/arguments/shops-lose.yaml"
    "content/arguments/street-safer.yaml"
    "content/arguments/traffic-moves.yaml"
    "content/arguments/walkers-spend-more.yaml"
    "content/pages/brief.md"
    "content/pages/method.md"
    "seeds/council-notice.md"
    "seeds/parents-letter.txt"
    "seeds/traders-letter.txt"
};

/// The files whose names begin with a dot in a dossier, and not here, where they would take effect.
const HIDDEN: &[(&str, &str)] = &[
    (".gitattributes", include_str!("dossier/gitattributes")),
    (".gitignore", include_str!("dossier/gitignore")),
    (".vscode/extensions.json", include_str!("dossier/vscode/extensions.json")),
    (".vscode/settings.json", include_str!("dossier/vscode/settings.json")),
];

/// Every file of a new dossier: its path, with `/` between its parts, and its text.
pub(super) fn files() -> Vec<(String, String)> {
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    let schema = |kind: Kind| {
        let path = format!(".throughline/schemas/{}.json", kind.name());
        (path, format!("{:#}\n", kind.schema()))
    };
    let embedded = VISIBLE.iter().chain(HIDDEN).map(owned);
    embedded.chain(Kind::ALL.map(schema)).collect()
}
