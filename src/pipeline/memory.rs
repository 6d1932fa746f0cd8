//! What the run before made, so that what would be the same is not made again.
//!
//! Nothing is kept but what is made of the whole of something, beside all that it is made of. So
//! there is nothing to bring up to date: it holds, or it is made anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::routes::Route;
use crate::anchor::{self, AnchoredSource};
use crate::card::{self, Cards};
use crate::cite::Citations;
use crate::diagnostic::{Diagnostic, Reported};
use crate::dossier::{At, Dossier, Language};
use crate::index::{Index, Material, index, is_same};
use crate::load;
use crate::locale::{Locale, locale};
use crate::theme::{Theme, built_in};
use crate::view::{Before, Edition, Plan, References, SiteView};

/// What earlier runs made of parts of a dossier. It holds one run's, whatever came before.
#[derive(Default)]
pub struct Memory {
    pub(super) files: load::Memory,
    pub(super) texts: anchor::Memory,
    pub(super) citations: Option<Citations>,
    locale: Last<Words, Arc<Locale>>,
    theme: Last<Look, Option<Arc<Theme>>>,
    made: Option<Made>,
    routes: Last<Paths, Arc<Routes>>,
    cards: Last<(Same<Theme>, bool), Option<Arc<Cards>>>,
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

/// What a theme is made of.
#[derive(PartialEq)]
struct Look {
    name: Option<At<String>>,
    style: Vec<(String, At<String>)>,
    site: SiteView,
    words: Words,
}

/// What the paths of a site are made of, besides an index and a plan.
#[derive(PartialEq)]
struct Paths {
    address: Option<String>,
    more: More,
    assets: Same<Theme>,
    pages: Same<()>,
}

/// The document for paper, the feed and the search, as far as a site has them.
pub(super) type More = [Option<&'static str>; 3];

/// What stands at each path.
pub(super) type Routes = BTreeMap<String, Route>;

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
    /// What was told when the index was made.
    found: Vec<Diagnostic>,
    /// Another one where other pages are planned, whatever stands on them.
    pages: Arc<()>,
}

impl Made {
    fn material(&self) -> Material<'_> {
        Material { dossier: &self.dossier, texts: &self.texts }
    }
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
        let now = Material { dossier: &dossier, texts: &texts };
        let before = self.made.take();
        let same =
            before.as_ref().filter(|made| is_same(made.material(), now, &made.found));
        let again = same.and_then(|made| {
            let plan = made.plan.again(made.material(), now, &made.index)?;
            Some((Arc::new(plan), Arc::clone(&made.pages)))
        });
        let (index, found) = match same {
            Some(made) => (Arc::clone(&made.index), made.found.clone()),
            None => {
                let Reported { value, diagnostics } = index(&dossier, &texts);
                (Arc::new(value), diagnostics)
            }
        };
        let (plan, pages) = again.unwrap_or_else(|| {
            (Plan::new(&dossier, &texts, &index).into(), Arc::new(()))
        });
        let known = before.as_ref().map(|made| Before {
            references: &made.references,
            dossier: &made.dossier,
            same_words: Arc::ptr_eq(&made.locale, locale)
                && made.dossier.about.language == dossier.about.language,
            same_index: same.is_some(),
        });
        let references = References::new(&dossier, &index, locale, Edition::Site, known);
        let made = Made {
            dossier: Arc::new(dossier),
            texts: texts.into(),
            index,
            plan,
            locale: Arc::clone(locale),
            references,
            found: found.clone(),
            pages,
        };
        self.made = Some(made.clone());
        Reported { value: made, diagnostics: found }
    }

    /// The theme that a dossier asks for.
    pub(super) fn theme(
        &mut self,
        dossier: &Dossier,
        site: &SiteView,
        locale: &Arc<Locale>,
    ) -> Reported<Option<Arc<Theme>>> {
        let look = Look {
            name: dossier.about.theme.clone(),
            style: dossier.about.style.clone(),
            site: site.clone(),
            words: Words::of(dossier),
        };
        self.theme.recall(look, || {
            let Reported { value, diagnostics } =
                Theme::new(dossier, site, Arc::clone(locale));
            Reported { value: value.map(Arc::new), diagnostics }
        })
    }

    /// What draws cards, where there are any: they need the site's whole address.
    pub(super) fn cards(
        &mut self,
        dossier: &Dossier,
        theme: &Arc<Theme>,
        system_fonts: bool,
    ) -> Reported<Option<Arc<Cards>>> {
        let about = &dossier.about;
        let any = card::AVAILABLE && about.cards && about.base_url.is_some();
        // A theme is another one where the dossier's own files are others.
        self.cards.recall((Same(Arc::clone(theme)), any), || {
            if !any {
                return Reported::clean(None);
            }
            let Reported { value, diagnostics } =
                Cards::new(dossier, theme.colors, system_fonts);
            Reported { value: Some(Arc::new(value)), diagnostics }
        })
    }

    /// Which paths there are.
    pub(super) fn routes(
        &mut self,
        made: &Made,
        theme: &Arc<Theme>,
        more: More,
        routes: impl FnOnce() -> Routes,
    ) -> Arc<Routes> {
        let paths = Paths {
            address: made.dossier.about.base_url.clone(),
            more,
            assets: Same(Arc::clone(theme)),
            pages: Same(Arc::clone(&made.pages)),
        };
        let routes = || Reported::clean(Arc::new(routes()));
        self.routes.recall(paths, routes).value
    }
}

impl Words {
    fn of(dossier: &Dossier) -> Self {
        let language = dossier.about.language.clone();
        Self { language, overrides: dossier.overrides.clone() }
    }
}
