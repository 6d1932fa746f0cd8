//! What the run before made, so that what would be the same is not made again.
//!
//! Nothing is kept but what is made of the whole of something, beside all that it is made of. So
//! there is nothing to bring up to date: it holds, or it is made anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::routes::{Route, Routes, routes};
use crate::anchor::{self, AnchoredSource};
use crate::card::{self, Cards};
use crate::cite::Citations;
use crate::diagnostic::{Diagnostic, Reported};
use crate::dossier::{At, Dossier, Language, Source};
use crate::id::Id;
use crate::index::{self, Index};
use crate::load;
use crate::locale::{Locale, locale};
use crate::theme::{Templates, Theme, built_in};
use crate::view::{Edition, Plan, References, SiteView, Sizes};

/// What earlier runs made of parts of a dossier. It holds one run's, whatever came before.
#[derive(Default)]
pub struct Memory {
    pub(super) files: load::Memory,
    pub(super) texts: anchor::Memory,
    pub(super) citations: Option<Citations>,
    locale: Last<Words, Arc<Locale>>,
    theme: Last<Look, Option<Arc<Templates>>>,
    index: index::Memory,
    sizes: Sizes,
    made: Option<Made>,
    routes: Last<Paths, Arc<Routes>>,
    cards: Last<(Same<Templates>, bool), Option<Arc<Cards>>>,
}

/// The last value that was made of a key.
struct Last<K, V>(Option<(K, V, Vec<Diagnostic>)>);

impl<K, V> Default for Last<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: PartialEq, V: Clone> Last<K, V> {
    /// What is made of a key: as it was, where the key is the same.
    fn recall(&mut self, key: K, make: impl FnOnce() -> Reported<V>) -> Reported<V> {
        if let Some((known, value, found)) = &self.0
            && *known == key
        {
            return Reported { value: value.clone(), diagnostics: found.clone() };
        }
        let Reported { value, diagnostics } = make();
        self.0 = Some((key, value.clone(), diagnostics.clone()));
        Reported { value, diagnostics }
    }
}

/// The dossier's own templates and assets, by their names.
type Overrides = BTreeMap<String, Arc<[u8]>>;

/// What the words of the interface are made of.
#[derive(PartialEq)]
struct Words {
    language: Language,
    overrides: Overrides,
}

/// What the templates of a theme are made of.
#[derive(PartialEq)]
struct Look {
    name: Option<At<String>>,
    style: Vec<(String, At<String>)>,
    words: Words,
}

/// What the paths of a site are made of.
#[derive(PartialEq)]
struct Paths {
    more: Vec<(&'static str, Route)>,
    assets: Same<Templates>,
    pages: Same<()>,
}

/// A value that is the same only as itself.
struct Same<T>(Arc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A dossier with its cross references.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) dossier: Arc<Dossier>,
    pub(super) texts: Arc<[Arc<AnchoredSource>]>,
    pub(super) index: Arc<Index>,
    pub(super) plan: Arc<Plan>,
    pub(super) locale: Arc<Locale>,
    /// How things are named on the pages of the site.
    pub(super) references: References,
    /// Another one where there are other pages, whatever stands on them.
    pages: Arc<()>,
}

impl Made {
    /// Whether a dossier with this index and plan has the same pages.
    fn has_pages_of(&self, dossier: &Dossier, index: &Index, plan: &Plan) -> bool {
        let same = |now: &[Arc<Source>], old: &[Arc<Source>]| {
            let same = |(now, old): (&Arc<Source>, &Arc<Source>)| {
                Arc::ptr_eq(now, old) || now.id == old.id
            };
            now.len() == old.len() && now.iter().zip(old).all(same)
        };
        let old = &*self.dossier;
        same(&dossier.sources, &old.sources)
            && same_ids(&dossier.arguments, &old.arguments, |argument| &argument.id)
            && same_ids(&dossier.pages, &old.pages, |page| &page.id)
            && same_ids(&index.people, &self.index.people, |person| &person.id)
            && dossier.events.len() == old.events.len()
            && plan.has_pages_of(&self.plan)
    }
}

fn same_ids<T>(now: &[T], old: &[T], id: fn(&T) -> &Id) -> bool {
    now.iter().map(id).eq(old.iter().map(id))
}

impl Memory {
    /// The words of the interface.
    pub(super) fn locale(&mut self, dossier: &Dossier) -> Reported<Arc<Locale>> {
        let (language, overrides) = (&dossier.about.language, &dossier.overrides);
        self.locale.recall(Words::of(dossier), || {
            let Reported { value, diagnostics } =
                locale(language, &built_in(), overrides);
            Reported { value: Arc::new(value), diagnostics }
        })
    }

    /// The cross references of a dossier.
    pub(super) fn made(
        &mut self,
        dossier: Dossier,
        texts: Vec<Arc<AnchoredSource>>,
        locale: &Arc<Locale>,
    ) -> Reported<Made> {
        let Reported { value: index, diagnostics } =
            index::index(&dossier, &texts, &mut self.index);
        let plan = Plan::new(&dossier, &texts, &index, &mut self.sizes);
        let same = |made: &&Made| made.has_pages_of(&dossier, &index, &plan);
        let pages = self.made.as_ref().filter(same).map(|made| Arc::clone(&made.pages));
        let before = self.made.as_ref().filter(|made| {
            Arc::ptr_eq(&made.locale, locale)
                && made.dossier.about.language == dossier.about.language
        });
        let before = before.map(|made| (&made.references, &*made.dossier));
        let references = References::new(&dossier, &index, locale, Edition::Site, before);
        let made = Made {
            dossier: Arc::new(dossier),
            texts: texts.into(),
            index: Arc::new(index),
            plan: Arc::new(plan),
            locale: Arc::clone(locale),
            references,
            pages: pages.unwrap_or_default(),
        };
        self.made = Some(made.clone());
        Reported { value: made, diagnostics }
    }

    /// The theme that a dossier asks for.
    pub(super) fn theme(
        &mut self,
        dossier: &Dossier,
        site: &SiteView,
        locale: &Arc<Locale>,
    ) -> Reported<Option<Theme>> {
        let look = Look {
            name: dossier.about.theme.clone(),
            style: dossier.about.style.clone(),
            words: Words::of(dossier),
        };
        let Reported { value, diagnostics } = self.theme.recall(look, || {
            let Reported { value, diagnostics } =
                Templates::new(dossier, Arc::clone(locale));
            Reported { value: value.map(Arc::new), diagnostics }
        });
        let value = value.map(|templates| Theme::new(templates, site));
        Reported { value, diagnostics }
    }

    /// What draws cards, where there are any: they need the site's whole address.
    pub(super) fn cards(
        &mut self,
        dossier: &Dossier,
        theme: &Theme,
        system_fonts: bool,
    ) -> Reported<Option<Arc<Cards>>> {
        let about = &dossier.about;
        let any = card::AVAILABLE && about.cards && about.base_url.is_some();
        // A theme is another one where the dossier's own files are others.
        self.cards.recall((Same(Arc::clone(theme.templates())), any), || {
            if !any {
                return Reported::clean(None);
            }
            let Reported { value, diagnostics } =
                Cards::new(dossier, theme.colors(), system_fonts);
            Reported { value: Some(Arc::new(value)), diagnostics }
        })
    }

    /// Which paths there are, besides those that few ask for.
    pub(super) fn routes(
        &mut self,
        made: &Made,
        theme: &Theme,
        more: &[(&'static str, Route)],
    ) -> Arc<Routes> {
        let Made { dossier, index, plan, pages, .. } = made;
        let assets = Same(Arc::clone(theme.templates()));
        let pages = Same(Arc::clone(pages));
        let routes = || routes(dossier, index, plan, theme, more).into();
        let routes = || Reported::clean(routes());
        let paths = Paths { more: more.to_owned(), assets, pages };
        self.routes.recall(paths, routes).value
    }
}

impl Words {
    fn of(dossier: &Dossier) -> Self {
        let language = dossier.about.language.clone();
        Self { language, overrides: dossier.overrides.clone() }
    }
}
