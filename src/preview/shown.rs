//! What is shown at one moment: a site, the last one without an error, and what is wrong.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use serde_json::{Value, json};

use crate::diagnostic::print::{Format, Printer};
use crate::diagnostic::{Diagnostic, Reported, Severity, has_errors};
use crate::dossier::{Source, again};
use crate::load::text_of;
use crate::pipeline::Site;
use crate::world::{HeldWorld, World};

/// The most that pages which were rendered may take before they are forgotten.
const RENDERED_BYTES_MAX: usize = 64 << 20;

/// The most problems that a page shows.
const FAULTS_MAX: usize = 30;

/// A site, and the files that its sources were read from.
pub(super) struct Made {
    pub(super) site: Site,
    /// In the order of the sources.
    files: Vec<Option<Arc<[u8]>>>,
}

impl Made {
    fn new(site: Site, before: Option<&Self>, world: &HeldWorld) -> Self {
        let before = before
            .into_iter()
            .flat_map(|before| before.site.dossier().sources.iter().zip(&before.files));
        let sources = &site.dossier().sources;
        let known = again(sources, before, |(source, _)| source);
        let read = |(known, source): (Option<(_, &Option<_>)>, &Arc<Source>)| match known
        {
            Some((_, bytes)) => bytes.clone(),
            None => world.bytes(&source.file),
        };
        Self { files: known.into_iter().zip(sources).map(read).collect(), site }
    }

    /// The bytes that a source's file had.
    pub(super) fn file(&self, source: usize) -> Option<&[u8]> {
        self.files[source].as_deref()
    }
}

/// A site as the files were at one look.
pub(super) struct Shown {
    made: Option<Arc<Made>>,
    /// The last site without an error; it is `made` where that has none.
    good: Option<Arc<Made>>,
    /// The good one before, where the dossier has templates of its own: whether those can be
    /// rendered is known only when they are.
    older: Option<Arc<Made>>,
    /// Whether a page could not be rendered.
    failed: AtomicBool,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The errors as a page shows them.
    faults: Vec<Value>,
    /// Pages whose own files have errors: they stay as they were.
    faulty: BTreeSet<String>,
    base: String,
    rendered: Mutex<HashMap<String, Rendered>>,
}

/// A page or another file of the site.
#[derive(Clone)]
pub(super) struct Rendered {
    pub(super) bytes: Bytes,
    /// The site that the page is of; `None` where it is of none.
    pub(super) of: Option<Arc<Made>>,
    /// What is wrong with the page itself: it could not be rendered.
    pub(super) fault: Option<Value>,
    /// Whether the bytes are neither the page nor an earlier one.
    pub(super) missing: bool,
}

impl Shown {
    pub(super) fn new(
        made: Reported<Option<Site>>,
        before: Option<&Self>,
        world: &HeldWorld,
    ) -> Self {
        let Reported { value, diagnostics } = made;
        let earlier = before.and_then(|before| before.made.as_deref());
        let made = value.map(|site| Arc::new(Made::new(site, earlier, world)));
        let site = made.as_deref().map(|made| &made.site);
        let broken = has_errors(&diagnostics);
        let good = match before {
            _ if !broken => made.clone(),
            Some(before) => before.good.clone(),
            None => None,
        };
        let has_templates = site.is_some_and(|site| !site.dossier().overrides.is_empty());
        let older = before.and_then(|before| {
            if before.failed.load(Ordering::Relaxed) {
                before.older.clone()
            } else {
                before.good.clone().filter(|_| has_templates)
            }
        });
        let printed = |found: &Diagnostic| printed(found, site, world);
        let errors = || diagnostics.iter().filter(|d| d.severity == Severity::Error);
        let mut faults: Vec<Value> = errors().take(FAULTS_MAX).map(printed).collect();
        let more = errors().count().saturating_sub(FAULTS_MAX);
        if more > 0 {
            faults.push(json!({ "title": format!("and {more} more"), "text": "" }));
        }
        let sites = [site, good.as_deref().map(|good| &good.site)];
        let faulty = errors()
            .filter_map(|error| page_of(&error.at.as_ref()?.0.path, sites))
            .collect();
        let of = made.as_ref().filter(|_| !broken).or(good.as_ref()).or(made.as_ref());
        let base = of.map_or_else(|| "/".to_owned(), |made| base(&made.site));
        let rendered = Mutex::default();
        let failed = AtomicBool::new(false);
        Self { made, good, older, failed, diagnostics, faults, faulty, base, rendered }
    }

    /// The site, with whatever is wrong.
    pub(super) fn site(&self) -> Option<&Site> {
        self.made.as_deref().map(|made| &made.site)
    }

    /// The path below which the site is, with `/` at both ends.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The errors as the page shows them that could not be rendered for `own`.
    pub(super) fn faults(&self, own: Option<&Value>) -> Vec<Value> {
        own.into_iter().chain(&self.faults).cloned().collect()
    }

    /// The style sheets of the site.
    pub(super) fn sheets(&self) -> Vec<&str> {
        let made = self.made.as_deref().or(self.good.as_deref());
        let assets = made.into_iter().flat_map(|made| made.site.assets());
        assets.filter(|path| path.ends_with(".css")).collect()
    }

    /// The file at a path of the site; `None` when there is none. May take a while.
    pub(super) fn render(&self, path: &str) -> Option<Rendered> {
        let held = || self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rendered) = held().get(path) {
            return Some(rendered.clone());
        }
        let rendered = self.render_anew(path)?;
        let mut held = held();
        let bytes: usize = held.values().map(|rendered| rendered.bytes.len()).sum();
        if bytes + rendered.bytes.len() > RENDERED_BYTES_MAX {
            held.clear();
        }
        held.insert(path.to_owned(), rendered.clone());
        Some(rendered)
    }

    fn render_anew(&self, path: &str) -> Option<Rendered> {
        let now = self.made.as_ref();
        let good = self.good.as_ref();
        // The last good page stays where its own files have errors, and where it is gone with
        // them, or can't be rendered.
        let kept = |at: &&Arc<Made>| at.site.has(path) && self.faulty.contains(path);
        let sites = [good.filter(kept), now, good, self.older.as_ref()];
        let mut fault = None;
        for made in sites.into_iter().flatten() {
            let site = &made.site;
            match site.renderer().render(path) {
                None => {}
                Some(Ok(content)) => {
                    let bytes = Bytes::from(content.into_bytes());
                    let of = Some(Arc::clone(made));
                    return Some(Rendered { bytes, of, fault, missing: false });
                }
                Some(Err(failure)) => {
                    self.failed.store(true, Ordering::Relaxed);
                    let text_of = |path: &str| site.template_text(path);
                    fault.get_or_insert(print(&failure, &text_of));
                }
            }
        }
        let never = now.is_none() && good.is_none();
        let own = self.faulty.contains(path) || never;
        (fault.is_some() || own).then(|| Rendered {
            bytes: Bytes::from_static(BARE.as_bytes()),
            of: None,
            fault,
            missing: true,
        })
    }
}

/// What stands below the errors where there is no page.
const BARE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>No page yet</title></head>\
    <body><p>This page can't be shown until the dossier is mended.</p></body></html>\n";

/// The path of the address where a site is published.
fn base(site: &Site) -> String {
    let base = site.dossier().about.base_url.as_deref().unwrap_or_default();
    let below = base.split_once("://").map_or("", |(_, rest)| rest);
    let below = below.split(['?', '#']).next().unwrap_or_default();
    match below.split_once('/') {
        Some((_, path)) if !path.trim_matches('/').is_empty() => {
            let path = percent_encoding::percent_decode_str(path.trim_matches('/'));
            format!("/{}/", path.decode_utf8_lossy())
        }
        _ => "/".to_owned(),
    }
}

/// The page that a file of the dossier is the source of.
fn page_of(path: &str, sites: [Option<&Site>; 2]) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match path.split('/').take(2).collect::<Vec<_>>()[..] {
        ["content", "sources"] => Some(format!("sources/{stem}.html")),
        ["content", "arguments"] => Some(format!("arguments/{stem}.html")),
        ["content", "pages"] => Some(format!("{stem}.html")),
        ["seeds", _] => {
            let name = path.strip_prefix("seeds/")?;
            let sources = sites.into_iter().flatten().flat_map(|s| &s.dossier().sources);
            let mut users = sources.filter(|source| *source.seed.path == *name);
            users.next().map(|source| format!("sources/{}.html", source.id))
        }
        _ => None,
    }
}

fn printed(found: &Diagnostic, site: Option<&Site>, world: &dyn World) -> Value {
    let seed = |path: &str| site.and_then(|site| site.seed_text(path));
    print(found, &|path| seed(path).or_else(|| text_of(world, path)))
}

fn print(found: &Diagnostic, text_of: &dyn Fn(&str) -> Option<Arc<str>>) -> Value {
    let printer = |format| Printer { format, color: false, text_of };
    let found = std::slice::from_ref(found);
    let data: Value =
        serde_json::from_str(&printer(Format::Json).print(found)).unwrap_or_default();
    let data = &data["diagnostics"][0];
    let place = match (data["path"].as_str(), data["line"].as_u64()) {
        (Some(path), Some(line)) => format!("{path}:{line}"),
        (Some(path), None) => path.to_owned(),
        _ => String::new(),
    };
    // The first line is the title, which a page sets by itself.
    let text = printer(Format::Human).print(found);
    let text = text.split_once('\n').map_or("", |(_, rest)| rest).trim_end();
    json!({
        "title": data["message"],
        "place": place,
        "code": data["code"],
        "text": text,
    })
}
