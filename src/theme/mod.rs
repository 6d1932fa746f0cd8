//! From views to pages: Tera templates and hashed assets.
//!
//! Every file of the built-in theme can be replaced, one by one, by a file of the same name in
//! the dossier's `templates/`. A replacement may build on the original under the name
//! `theme/…`.

mod assets;
mod report;
mod style;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

pub use assets::{Asset, Assets};

use crate::card::{Colors, is_font};
use crate::diagnostic::{Code, Diagnostic, Place, Reported, did_you_mean};
use crate::dossier::{At, Dossier};
use crate::locale::Locale;
use crate::text::printable;
use crate::view::{PageView, SiteView};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Under this name a replaced template can still be reached.
const ORIGINAL: &str = "theme/";

/// A theme with its templates read.
pub struct Templates {
    tera: Tera,
    assets: Assets,
    colors: Colors,
}

/// A theme, with what its pages are told of the site.
pub struct Theme {
    templates: Arc<Templates>,
    site: Value,
}

impl Templates {
    /// Reads the built-in theme with the dossier's own files in place of some of it.
    pub fn new(dossier: &Dossier, locale: Arc<Locale>) -> Reported<Option<Self>> {
        let mut found = Vec::new();
        let Dossier { about, overrides, .. } = dossier;
        let built_in = built_in();
        let mut assets: BTreeMap<&str, &[u8]> = BTreeMap::new();
        let mut templates = Vec::new();
        for (name, bytes) in &built_in {
            if let Some(name) = name.strip_prefix("assets/") {
                assets.insert(name, bytes);
            } else if name.ends_with(".html") {
                templates.push((format!("{ORIGINAL}{name}"), text(name, bytes)));
            }
        }
        for (name, bytes) in overrides {
            if let Some(name) = name.strip_prefix("assets/") {
                assets.insert(name, bytes);
            } else if name.ends_with(".html") {
                templates.push((name.clone(), text(name, bytes)));
            } else if !is_language(name) && !is_font(name) {
                found.push(unknown(name, &built_in));
            }
        }
        let mut contents = Vec::new();
        for (name, text) in templates {
            match text {
                Ok(text) => contents.push((name, text)),
                Err(diagnostic) => found.push(diagnostic),
            }
        }
        found.extend(unused(overrides, &built_in, &contents));
        let theme = chosen(about.theme.as_ref(), &mut assets).drain_into(&mut found);
        let sheets = ["style.css", &theme.clone().unwrap_or_default()]
            .map(|name| String::from_utf8_lossy(assets.get(name).unwrap_or(&&b""[..])));
        let sheets = sheets.concat();
        let own = style::declarations(&about.style, &sheets).drain_into(&mut found);
        let colors = style::light(&about.style, &sheets);
        let assets = Assets::new(&assets);
        let mut tera = engine(&assets, locale);
        tera.global_context().insert("theme", &ThemeView { sheet: theme, style: own });
        if let Err(error) = tera.add_raw_templates(contents) {
            found.extend(report::all(&error, overrides));
            return Reported { value: None, diagnostics: found };
        }
        Reported { value: Some(Self { tera, assets, colors }), diagnostics: found }
    }
}

impl Theme {
    /// A theme for a site.
    pub fn new(templates: Arc<Templates>, site: &SiteView) -> Self {
        Self { templates, site: Value::from_serializable(site) }
    }

    /// What it is made of, besides the site.
    pub fn templates(&self) -> &Arc<Templates> {
        &self.templates
    }

    /// The colours of cards.
    pub fn colors(&self) -> Colors {
        self.templates.colors
    }

    /// What pages are shown with.
    pub fn assets(&self) -> &Assets {
        &self.templates.assets
    }

    /// Renders a page.
    ///
    /// # Errors
    /// Names the template, the line and the variable that failed.
    pub fn render<T: Serialize>(
        &self,
        template: &str,
        page: &PageView,
        it: &T,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut context = Context::new();
        context.insert_value("site", self.site.clone());
        context.insert("page", page);
        context.insert("it", it);
        let mut html = Vec::with_capacity(32 << 10);
        match self.templates.tera.render_to(template, &context, &mut html) {
            Ok(()) => Ok(html),
            Err(error) => Err(report::one(&error, template)
                .note(format!("while rendering {} with {template}", page.path))),
        }
    }
}

/// The global `theme`: the look that the dossier asks for.
#[derive(Debug, Serialize)]
struct ThemeView {
    /// The style sheet that comes after the one of all themes.
    sheet: Option<String>,
    /// The dossier's own declarations of custom properties.
    style: String,
}

/// The style sheet of the theme that the dossier asks for; those of the others are taken out.
fn chosen(
    theme: Option<&At<String>>,
    assets: &mut BTreeMap<&str, &[u8]>,
) -> Reported<Option<String>> {
    let sheets: Vec<String> = assets
        .keys()
        .filter(|name| name.starts_with("theme-") && name.ends_with(".css"))
        .map(|name| (*name).to_owned())
        .collect();
    let sheet = |theme: &At<String>| format!("theme-{}.css", theme.value);
    let asked = theme.filter(|theme| theme.value != "paper");
    let wanted = asked.map(sheet).filter(|wanted| sheets.contains(wanted));
    assets.retain(|name, _| {
        wanted.as_deref() == Some(*name) || !sheets.iter().any(|sheet| sheet == name)
    });
    let unknown = asked.filter(|_| wanted.is_none()).map(|theme| {
        let names = sheets
            .iter()
            .filter_map(|sheet| sheet.strip_prefix("theme-")?.strip_suffix(".css"));
        let names: Vec<&str> = ["paper"].into_iter().chain(names).collect();
        let message = format!("there is no theme `{}`", theme.value);
        Diagnostic::error(Code::UNKNOWN_THEME, message)
            .at(theme.place.clone(), "")
            .help(format!("the themes are {}", names.join(", ")))
    });
    Reported { value: wanted, diagnostics: unknown.into_iter().collect() }
}

fn engine(assets: &Assets, locale: Arc<Locale>) -> Tera {
    let mut tera = Tera::default();
    tera.set_escape_fn(|text, html| tera::escape_html(&printable(text), html));
    tera.set_fallback_prefixes([ORIGINAL]).expect("no template has been added yet");
    let paths = assets.paths();
    tera.register_function("asset", move |arguments: Kwargs, _: &State<'_>| {
        let name: String = arguments.must_get("name")?;
        paths.get(&name).cloned().ok_or_else(|| {
            tera::Error::message(format!(
                "there is no asset `{name}` in templates/assets/"
            ))
        })
    });
    let ready: HashMap<String, Value> =
        locale.plain().map(|(key, text)| (key.to_owned(), Value::from(text))).collect();
    tera.register_function("say", move |arguments: Kwargs, _: &State<'_>| {
        match ready.get(arguments.must_get::<&str>("key")?) {
            Some(words) => Ok(words.clone()),
            None => say(&locale, &arguments).map(Value::from),
        }
    });
    tera
}

/// The words of the interface under `key`; `n` chooses the plural form, and all arguments go to
/// where their names stand in braces.
fn say(locale: &Locale, arguments: &Kwargs) -> tera::TeraResult<String> {
    let key: &str = arguments.must_get("key")?;
    let n: Option<usize> = arguments.get("n")?;
    let mut values = Vec::new();
    for (name, value) in arguments.iter() {
        if let Some(name) = name.as_str().filter(|name| !["key", "n"].contains(name)) {
            values.push((name, value.to_string()));
        }
    }
    let values: Vec<(&str, &str)> =
        values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let words = locale.phrase(key, n, &values).map(Cow::into_owned);
    words.ok_or_else(|| {
        tera::Error::message(format!("there are no words under the key `{key}`"))
    })
}

/// Whether a file holds words of the interface.
fn is_language(name: &str) -> bool {
    name.strip_prefix("languages/").is_some_and(|name| name.ends_with(".yaml"))
}

/// The built-in theme's files by name.
pub fn built_in() -> BTreeMap<&'static str, &'static [u8]> {
    fn collect(dir: &Dir<'static>, files: &mut BTreeMap<&'static str, &'static [u8]>) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => collect(dir, files),
                DirEntry::File(file) => {
                    files
                        .extend(file.path().to_str().map(|name| (name, file.contents())));
                }
            }
        }
    }
    let mut files = BTreeMap::new();
    collect(&BUILT_IN, &mut files);
    files
}

fn text(name: &str, bytes: &[u8]) -> Result<String, Diagnostic> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    String::from_utf8(bytes.to_vec()).map_err(|_| {
        Diagnostic::error(Code::BAD_ENCODING, "this template is not UTF-8")
            .at(Place::file(format!("templates/{name}")), "")
            .help("save the file as UTF-8")
    })
}

fn unknown(name: &str, built_in: &BTreeMap<&str, &[u8]>) -> Diagnostic {
    let near = did_you_mean(name, built_in.keys().copied());
    Diagnostic::warning(Code::UNKNOWN_TEMPLATE, "this file is no template and no asset")
        .at(Place::file(format!("templates/{name}")), "")
        .help(near.unwrap_or_else(|| {
            "templates end in .html; fonts of cards belong into templates/fonts/, other files into \
             templates/assets/"
                .to_owned()
        }))
}

/// The dossier's own templates that replace nothing and that nothing uses.
fn unused(
    overrides: &BTreeMap<String, Arc<[u8]>>,
    built_in: &BTreeMap<&str, &[u8]>,
    contents: &[(String, String)],
) -> Vec<Diagnostic> {
    overrides
        .keys()
        .filter(|name| name.ends_with(".html") && !name.starts_with("assets/"))
        .filter(|name| !built_in.contains_key(name.as_str()))
        .filter(|name| {
            let used = |text: &str| {
                text.contains(&format!("\"{name}\""))
                    || text.contains(&format!("'{name}'"))
            };
            let defines = contents
                .iter()
                .any(|(n, text)| n == *name && text.contains("{% component"));
            !defines && !contents.iter().any(|(_, text)| used(text))
        })
        .map(|name| unknown(name, built_in))
        .collect()
}
