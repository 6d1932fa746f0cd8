//! What the run before made, so that what would be the same is not made again.
//!
//! Nothing is kept but what is made of the whole of something, beside all that it is made of. So
//! there is nothing to bring up to date: it holds, or it is made anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::anchor::{self, AnchoredSource};
use crate::cite::Citations;
use crate::diagnostic::{Diagnostic, Reported};
use crate::dossier::{At, Dossier, Language};
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
}

impl Words {
    fn of(dossier: &Dossier) -> Self {
        let language = dossier.about.language.clone();
        Self { language, overrides: dossier.overrides.clone() }
    }
}
