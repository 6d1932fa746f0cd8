//! Which page has which card, and where it is.
//!
//! The name of a card holds a hash of what it shows, which is known without drawing it. So its
//! path is made of what its page says at that moment, and nothing is remembered.

use rayon::prelude::*;

use super::routes::Route;
use super::{Content, Renderer, Site};
use crate::card::{self, Card};
use crate::view::{
    CARD_HEIGHT, CARD_WIDTH, CardLink, CardOf, Edition, View, card_view, has_card,
};

/// A card and where it is.
struct Placed {
    path: String,
    /// The same as an address has it.
    address: String,
    card: Card,
}

impl Site {
    /// The paths of all cards.
    pub(super) fn card_paths(&self) -> Vec<String> {
        if self.cards.is_none() {
            return vec![];
        }
        let view = self.view(Edition::Site);
        let routes: Vec<&Route> = self.routes.values().collect();
        let own = routes.into_par_iter().filter_map(|route| own(&view, route));
        own.filter_map(|of| Some(self.placed(&view, of)?.path)).collect()
    }

    /// The card of something; that of the dossier, where it has none of its own.
    fn placed(&self, view: &View<'_>, of: CardOf) -> Option<Placed> {
        let of = if has_card(view, of) { of } else { CardOf::Cover };
        let card = self.cards.as_ref()?.card(&card_view(view, of))?;
        let (dossier, people) = (&self.made.dossier, &self.made.index.people);
        let (directory, id) = match of {
            CardOf::Cover => ("", None),
            CardOf::Argument(n) => ("arguments/", Some(&dossier.arguments[n].id)),
            CardOf::Source(n) => ("sources/", Some(&dossier.sources[n].id)),
            CardOf::Person(n) => ("people/", Some(&people[n].id)),
        };
        let at = |name: &str| {
            format!("{}{directory}{name}.{}.png", card::DIRECTORY, card.hash)
        };
        let path = at(id.map_or("index", |id| id.as_str()));
        let address = id.map_or_else(|| path.clone(), |id| at(&id.as_url()));
        Some(Placed { path, address, card })
    }
}

impl Renderer<'_> {
    /// The card that the head of a page names.
    pub(super) fn card(&self, route: &Route) -> Option<CardLink> {
        let Placed { address, card, .. } = self.site.placed(&self.view, of(route)?)?;
        Some(CardLink {
            path: address,
            width: CARD_WIDTH,
            height: CARD_HEIGHT,
            alt: card.alt,
        })
    }

    /// The card at a path; `None` where there is none, or another one by now.
    pub(super) fn drawn(&self, path: &str) -> Option<Content<'_>> {
        let cards = self.site.cards.as_ref()?;
        let name = path.strip_prefix(card::DIRECTORY)?.strip_suffix(".png")?;
        let (page, _) = name.rsplit_once('.')?;
        let route = self.site.routes.get(&format!("{page}.html"))?;
        let placed = self.site.placed(&self.view, own(&self.view, route)?)?;
        (placed.path == path)
            .then(|| Content::Drawn(Box::new(move || cards.draw(&placed.card))))
    }
}

/// What the card of a page is of, if it is no other page's as well.
fn own(view: &View<'_>, route: &Route) -> Option<CardOf> {
    let of = match route {
        Route::Cover | Route::Source(_) | Route::Argument(_, 0) | Route::Person(_, 0) => {
            of(route)?
        }
        _ => return None,
    };
    has_card(view, of).then_some(of)
}

/// What the card of a page is of; `None` for what is no page to share.
fn of(route: &Route) -> Option<CardOf> {
    match route {
        Route::Argument(n, _) | Route::Voices(n, _) => Some(CardOf::Argument(*n)),
        Route::Source(n) => Some(CardOf::Source(*n)),
        Route::Person(n, _) => Some(CardOf::Person(*n)),
        Route::NotFound
        | Route::Data(_)
        | Route::Feed
        | Route::Asset(_)
        | Route::Empty
        | Route::Compare(crate::view::ComparePart::Names) => None,
        _ => Some(CardOf::Cover),
    }
}
