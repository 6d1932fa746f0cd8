//! What templates see: plain views of the dossier, one type a template.
//!
//! Views are made on demand, page by page, from what [`View`] holds for all of them. No
//! template engine here, and no file.

mod argument;
mod card;
mod compare;
mod cover;
mod data;
mod edition;
mod excerpt;
mod filter;
mod found;
mod lists;
mod map;
mod mark;
mod matrix;
mod original;
mod page;
mod paging;
mod person;
mod plan;
mod print;
mod references;
mod search;
mod sizes;
mod source;
mod timeline;
mod voices;

pub use argument::{
    ArgumentPage, RelatedView, SharedArgument, SpeakerOnArgument, argument_page,
    surroundings,
};
pub use card::{
    CARD_HEIGHT, CARD_WIDTH, CardLink, CardOf, CardStance, CardText, CardView, card_view,
    has_card,
};
pub use compare::{
    COMPARE, CompareLink, ComparePage, ComparePart, ComparePlan, ComparedArgument,
    ComparedSource, Comparison, ComparisonsPage, compare_names, compare_page,
    compare_title, comparisons_page,
};
pub use cover::{CoverPage, JudgmentView, LikelihoodView, PassageLink, cover_page};
pub use data::{DATA, DataFileView, DataPage, data_page};
pub use edition::Edition;
pub use excerpt::{Share, share};
pub use filter::{Facet, FacetValue, Filters};
pub use found::{MetaView, argument_json, citation_meta, dossier_json, source_json};
pub use lists::{
    ARGUMENTS, ArgumentRow, ArgumentsPage, ProsePage, SourceRow, SourcesPage, TopicGroup,
    arguments_page, prose_page, sources_page,
};
pub use map::{
    MAP, MapBox, MapDrawing, MapLine, MapPage, MapPart, MapPlan, MapRow, MapText, MapTie,
    MapTopic, TopicLinks, map_page, map_title,
};
pub use mark::{Mark, Marker, lanes, marks_by_block};
pub use matrix::{
    ArgumentPassages, ListedPassage, MATRIX, MatrixCell, MatrixGroup, MatrixPage,
    MatrixPart, MatrixPlan, MatrixRow, OverviewCell, OverviewColumn, OverviewGroup,
    OverviewRow, OverviewTable, PassagesPage, StanceTotal, matrix_page, matrix_title,
    passages_page,
};
pub use page::*;
pub use paging::{Pager, list_path, pages_of};
pub use person::{
    PEOPLE, PeoplePage, PersonOnArgument, PersonPage, PersonRow, PersonStance,
    people_page, person_page,
};
pub use plan::{Plan, SourceOrder};
pub use print::{
    PRINT, PRINT_BYTES_MAX, PrintPage, PrintedArgument, PrintedPage, PrintedPerson,
    PrintedSource, PrintedStance, PrintedTopic, fits_print, print_page,
};
pub use references::References;
pub use search::{
    Entry, SEARCH, SearchEntry, SearchPage, SearchRecord, SearchSection, can_be_searched,
    primary, search_entries, search_page, search_record,
};
pub use sizes::Sizes;
pub use source::{
    ArgumentInSource, BlockView, CitationView, GradeView, NoteView, Occurrence,
    SourceCard, SourcePage, ThreadView, TickView, source_page, source_summary,
};
pub use timeline::{
    AxisView, EventView, FirstView, Stretch, TIMELINE, TimelineEntry, TimelineGroup,
    TimelineJump, TimelinePage, timeline_page, timeline_rows,
};
pub use voices::{StanceVoices, VoiceView, VoicesPage, voices_page, voices_path};

use std::sync::Arc;

use crate::anchor::{AnchoredPassage, AnchoredSource};
use crate::dossier::{Date, Dossier, Passage, Prose, Rights};
use crate::index::{Index, IndexedPassage, IndexedTopic, Target};
use crate::locale::Locale;
use crate::text::{ProseLink, prose};

/// How many underlines can be told apart; a seventh passage over the same words shares one.
const LANES: usize = 6;

/// How many colours topics have, before they come round again.
const COLORS: usize = 8;

/// How many different numbers there are.
fn distinct(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len()
}

/// What all pages are made of.
pub struct View<'a> {
    /// The model.
    pub dossier: &'a Dossier,
    /// The sources' texts and passages, in the order of [`Dossier::sources`].
    pub texts: &'a [Arc<AnchoredSource>],
    /// The cross references.
    pub index: &'a Index,
    /// The words of the interface.
    pub locale: &'a Locale,
    /// What stands on which page.
    plan: &'a Plan,
    /// What they are for.
    edition: Edition,
    /// Each source, as it is named everywhere.
    sources: Arc<[Arc<SourceRef>]>,
    /// Each argument.
    arguments: Arc<[Arc<ArgumentRef>]>,
    /// Each person.
    people: Arc<[Arc<PersonRef>]>,
    /// Each source's place by date.
    rank: Arc<[usize]>,
}

impl<'a> View<'a> {
    /// Shows in an edition what `references` were made of.
    pub fn new(
        dossier: &'a Dossier,
        texts: &'a [Arc<AnchoredSource>],
        index: &'a Index,
        locale: &'a Locale,
        plan: &'a Plan,
        (edition, references): (Edition, References),
    ) -> Self {
        let References { sources, arguments, people, rank } = references;
        Self {
            dossier,
            texts,
            index,
            locale,
            plan,
            edition,
            sources,
            arguments,
            people,
            rank,
        }
    }

    /// A source as it is named everywhere.
    pub fn source(&self, source: usize) -> &Arc<SourceRef> {
        &self.sources[source]
    }

    /// An argument as it is named everywhere.
    pub fn argument(&self, argument: usize) -> &Arc<ArgumentRef> {
        &self.arguments[argument]
    }

    /// A person as they are named everywhere.
    pub fn person(&self, person: usize) -> &Arc<PersonRef> {
        &self.people[person]
    }

    /// In how many sources an argument occurs.
    pub fn sources_of(&self, argument: usize) -> usize {
        self.index.sources_of[argument]
    }

    fn matrix(&self) -> &'a MatrixPlan {
        self.plan.matrix(self.dossier, self.index)
    }

    fn map(&self) -> &'a MapPlan {
        self.plan.map(self.dossier, self.index)
    }

    fn date(&self, date: &Date) -> DateView {
        date_view(self.locale, date)
    }

    fn topic(&self, group: usize, topic: &IndexedTopic) -> TopicView {
        topic_view(self.dossier, self.locale, group, topic)
    }

    /// A passage with its place.
    pub fn anchored(&self, passage: &IndexedPassage) -> &'a AnchoredPassage {
        &self.texts[passage.source].passages[passage.anchored]
    }

    /// A passage as the author wrote it.
    pub fn entry(&self, passage: &IndexedPassage) -> &'a Passage {
        &self.dossier.sources[passage.source].passages[self.anchored(passage).index]
    }

    /// The address of a passage: its source's page, with the fragment where its text is shown.
    pub fn passage_path(&self, passage: usize) -> String {
        let passage = &self.index.passages[passage];
        let path = &self.sources[passage.source].path;
        match self.dossier.sources[passage.source].rights {
            Rights::Link => path.clone(),
            Rights::Full | Rights::Excerpts => {
                self.edition.within(path, &passage.id.as_url())
            }
        }
    }

    /// Where the page of an argument shows an occurrence: at the group of its source. In the one
    /// document, which has no such page, the passage itself.
    fn group_path(&self, argument: usize, position: usize) -> String {
        let passage = self.index.occurrences[argument][position].passage;
        match self.edition {
            Edition::Print => self.passage_path(passage),
            Edition::Site => {
                let first = &self.arguments[argument].path;
                let page = self.plan.argument_path(first, argument, position);
                format!("{page}#{}", self.group_fragment(passage))
            }
        }
    }

    /// The same on the page of a person.
    fn person_group_path(&self, person: usize, position: usize) -> String {
        let passage = self.plan.said[person][position];
        let page = self.plan.person_path(&self.people[person].path, person, position);
        format!("{page}#{}", self.group_fragment(passage))
    }

    /// The fragment of the group of a passage's source, as an address has it.
    fn group_fragment(&self, passage: usize) -> String {
        let source = self.index.passages[passage].source;
        format!("source-{}", self.dossier.sources[source].id.as_url())
    }

    /// The number of a source in the one document.
    fn source_number(&self, source: usize) -> usize {
        self.rank[source] + 1
    }

    /// The number of a passage's note, of which `index` come before it in its source.
    fn note_number(&self, source: usize, index: usize) -> String {
        match self.edition {
            Edition::Site => (index + 1).to_string(),
            Edition::Print => format!("{}.{}", self.source_number(source), index + 1),
        }
    }

    /// The number of a passage in the one document: its note's, or its source's where its text
    /// is not shown.
    fn printed_number(&self, passage: usize) -> String {
        let source = self.index.passages[passage].source;
        match self.dossier.sources[source].rights {
            Rights::Link => self.source_number(source).to_string(),
            Rights::Full | Rights::Excerpts => {
                self.note_number(source, passage - self.index.by_source[source].start)
            }
        }
    }

    /// A few words for a link to a passage: its first ones, or its source's title where they
    /// may not be shown.
    fn passage_label(&self, passage: usize) -> String {
        let passage = &self.index.passages[passage];
        let words = self.first_words(passage);
        if words.is_empty() {
            return self.sources[passage.source].title.clone();
        }
        // Words that begin with a quotation mark of their own need no second one.
        let opens = words.starts_with(|c: char| "\"'“„«‘‚‹「『".contains(c));
        if opens { words } else { self.locale.say("quoted", &[("words", &words)]) }
    }

    /// The first words of a passage; none where they may not be shown.
    fn first_words(&self, passage: &IndexedPassage) -> String {
        if self.dossier.sources[passage.source].rights == Rights::Link {
            return String::new();
        }
        let quote = &self.entry(passage).quote.words;
        let mut words: Vec<&str> = quote.split_whitespace().take(9).collect();
        let more = words.len() == 9;
        words.truncate(8);
        let short: String = words.join(" ").chars().take(80).collect();
        if more { format!("{short} …") } else { short }
    }

    /// Prose as HTML, on a page from which `root` leads to the site's root; in the one document
    /// it stands below a heading of the level `below`.
    fn prose(&self, text: &Prose, root: &str, below: u8) -> String {
        let root = self.edition.root(root);
        prose(&text.markdown, self.edition.below(below), root, &|name| {
            let other = |source: &SourceRef| {
                let language = &source.language;
                (!language.own).then(|| (language.tag.clone(), language.direction))
            };
            let (path, class, label, language, number) = match self.index.target(name)? {
                Target::Source(n) => (
                    self.sources[n].path.clone(),
                    "to-source",
                    self.sources[n].short.clone(),
                    // A short title is the author's words.
                    other(&self.sources[n])
                        .filter(|_| self.sources[n].short == self.sources[n].title),
                    Some(self.source_number(n).to_string()),
                ),
                Target::Argument(n) => (
                    self.arguments[n].path.clone(),
                    "to-argument",
                    self.arguments[n].label.clone(),
                    None,
                    Some(self.arguments[n].number.clone()),
                ),
                Target::Passage(n) => (
                    self.passage_path(n),
                    "to-passage",
                    self.passage_label(n),
                    other(&self.sources[self.index.passages[n].source]),
                    Some(self.printed_number(n)),
                ),
                Target::Page(n) => {
                    let page = &self.dossier.pages[n];
                    (
                        self.edition.page_path(&page.id),
                        "to-page",
                        page.title.clone(),
                        None,
                        None,
                    )
                }
            };
            // On paper, a number is what leads there.
            let number = number.filter(|_| self.edition == Edition::Print);
            Some(ProseLink {
                href: format!("{root}{path}"),
                class,
                label,
                language,
                number,
            })
        })
    }
}
