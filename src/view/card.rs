//! What the card of a page says: the picture that is shown where somebody shares the page.
//!
//! Titles, names, claims and counts only: never a word of a seed.

use serde::Serialize;

use super::argument::stance_counts;
use super::{View, distinct};
use crate::dossier::{Language, Stance};

/// The width of a card, in pixels.
pub const CARD_WIDTH: i32 = 1200;
/// Its height.
pub const CARD_HEIGHT: i32 = 630;

/// How many sources, or people, may have cards of their own; where there are more, all of them
/// have the cover's, so that cards do not become most of a site.
const CARDS_MAX: usize = 1000;

/// The picture of a page, as its head names it.
#[derive(Debug, Clone, Serialize)]
pub struct CardLink {
    /// Its address below the site's root.
    pub path: String,
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    /// What it says, in words.
    pub alt: String,
}

/// What a card is of. Numbers are indices into the dossier's or the index's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardOf {
    /// The dossier.
    Cover,
    /// An argument.
    Argument(usize),
    /// A source.
    Source(usize),
    /// Somebody who speaks.
    Person(usize),
}

/// Words with the language that they are in, which says where they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardText {
    /// The words.
    pub words: String,
    /// Their language.
    pub language: Language,
}

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardView {
    /// The dossier's title.
    pub dossier: CardText,
    /// The number of an argument.
    pub number: Option<String>,
    /// Its topic.
    pub topic: Option<CardText>,
    /// The claim, the title or the name; on the cover's card none, since it is the dossier's.
    pub title: Option<CardText>,
    /// Right below the title.
    pub subtitle: Option<CardText>,
    /// At the foot.
    pub foot: Option<CardText>,
    /// Who takes which stance.
    pub stances: Vec<CardStance>,
    /// The colour of the topic, 1 to 8; 0 for none.
    pub color: usize,
}

/// How often a stance is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardStance {
    /// The stance, which is the style of its line.
    pub stance: Stance,
    /// Its word.
    pub label: CardText,
    /// In how many passages of how many sources, in words.
    pub counts: CardText,
    /// Its share of the passages, in thousandths.
    pub share: u16,
}

/// Whether something has a card of its own.
pub fn has_card(view: &View<'_>, of: CardOf) -> bool {
    match of {
        CardOf::Cover | CardOf::Argument(_) => true,
        CardOf::Source(_) => view.dossier.sources.len() <= CARDS_MAX,
        CardOf::Person(_) => view.index.people.len() <= CARDS_MAX,
    }
}

/// What a card says.
pub fn card_view(view: &View<'_>, of: CardOf) -> CardView {
    let about = &view.dossier.about;
    let own = |words: String| CardText { words, language: about.language.clone() };
    let counted = |key: &str, n: usize| counted(view, key, n);
    let empty = CardView {
        dossier: own(about.title.clone()),
        number: None,
        topic: None,
        title: None,
        subtitle: None,
        foot: None,
        stances: vec![],
        color: 0,
    };
    match of {
        CardOf::Cover => {
            let all = [
                counted("count_sources", view.dossier.sources.len()),
                counted("count_arguments", view.dossier.arguments.len()),
                counted("count_passages", view.index.passages.len()),
            ];
            let subtitle = about.subtitle.clone().map(own);
            CardView { subtitle, foot: Some(own(all.join(" · "))), ..empty }
        }
        CardOf::Argument(n) => {
            let argument = view.argument(n);
            CardView {
                number: Some(argument.number.clone()),
                topic: Some(own(argument.topic.label.clone())),
                title: Some(own(argument.claim.clone())),
                stances: stances(view, n),
                color: argument.topic.color,
                ..empty
            }
        }
        CardOf::Source(n) => {
            let source = &view.dossier.sources[n];
            let language = source.language_in(about).clone();
            let by = view.source(n).by(view.locale);
            CardView {
                title: Some(CardText { words: source.title.clone(), language }),
                foot: Some(own(by)).filter(|by| !by.words.is_empty()),
                ..empty
            }
        }
        CardOf::Person(n) => {
            let person = view.person(n);
            let passages = &view.index.people[n].passages;
            let sources = passages.iter().map(|p| view.index.passages[*p].source);
            let sources = counted("count_sources", distinct(sources.collect()));
            let passages = counted("count_passages", passages.len());
            let values = [("passages", &*passages), ("sources", &*sources)];
            CardView {
                title: Some(own(person.name.clone())),
                subtitle: person.role.clone().map(own),
                foot: Some(own(view.locale.say("passages_in_sources", &values))),
                ..empty
            }
        }
    }
}

/// How many of something there are, in words.
fn counted(view: &View<'_>, key: &str, n: usize) -> String {
    view.locale.phrase(key, Some(n), &[]).unwrap_or_default().into_owned()
}

fn stances(view: &View<'_>, argument: usize) -> Vec<CardStance> {
    let own =
        |words: String| CardText { words, language: view.dossier.about.language.clone() };
    let counts = stance_counts(view, &view.index.occurrences[argument]);
    let rows = counts.into_iter().filter_map(|count| {
        let stance = Stance::ALL.into_iter().find(|s| s.as_str() == count.stance.name)?;
        let passages = counted(view, "count_passages", count.passages);
        let sources = counted(view, "count_sources", count.sources);
        let values = [("passages", &*passages), ("sources", &*sources)];
        Some(CardStance {
            stance,
            label: own(view.locale.word(count.stance.name).to_owned()),
            counts: own(view.locale.say("passages_in_sources", &values)),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 1000"
            )]
            share: (count.percent * 10.0).round() as u16,
        })
    });
    rows.collect()
}
