//! The map: how arguments support and attack each other, and which are met in the same sources.
//! One picture, or one a topic where there are too many for one; and the same in words.

mod label;
mod layout;
mod overview;
mod plan;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use self::layout::{Curve, Line, Placed, Rect, place, small};
use super::View;
use super::page::{ArgumentRef, TopicView, Way};
use super::paging::{Pager, pager_of};
use crate::dossier::Direction;
use crate::index::{Relations, Tie};

pub use overview::TopicLinks;
use overview::overview;
pub use plan::{MAP, MapPart, MapPlan};

/// The variables of `map.html`.
#[derive(Debug, Clone, Serialize)]
pub struct MapPage {
    /// The picture; none where nothing is joined to anything, and nothing to be joined.
    pub drawing: Option<MapDrawing>,
    /// The kinds of lines in it: `supports`, `attacks`, `shares`.
    pub kinds: Vec<&'static str>,
    /// The topics of its boxes, each with the letter that its numbers begin with.
    pub topics: Vec<MapTopic>,
    /// The fewest sources that arguments share which are joined for that.
    pub shared_min: usize,
    /// Whether some boxes are arguments of another topic or page.
    pub outside: bool,
    /// How many relations of these arguments the picture has no room for.
    pub undrawn: usize,
    /// How many arguments of this topic nothing joins to any other, and which are not drawn.
    pub alone: usize,
    /// The same in words, an entry an argument.
    pub rows: Vec<MapRow>,
    /// Where the boxes are topics: what leads from each to each.
    pub topic_links: Vec<TopicLinks>,
    /// How many more pairs of topics are joined.
    pub more_links: usize,
    /// The maps of the topics; none where one picture shows everything.
    pub views: Vec<Way>,
    /// The way to the other pages of this topic's map.
    pub pager: Pager,
}

/// A topic in the key of a map.
#[derive(Debug, Clone, Serialize)]
pub struct MapTopic {
    /// The topic.
    pub topic: TopicView,
    /// What the numbers of its arguments begin with: `B`.
    pub letter: String,
}

/// A picture, in pixels. It is mirrored already where the dossier is written from right to left.
#[derive(Debug, Clone, Serialize)]
pub struct MapDrawing {
    /// How wide it is.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// What joins the boxes; drawn first, so that boxes stand on it.
    pub lines: Vec<MapLine>,
    /// The boxes, from the start of the picture to its end, then downwards.
    pub boxes: Vec<MapBox>,
}

/// A box: a link to an argument or, on the overview, to a topic's map.
#[derive(Debug, Clone, Serialize)]
pub struct MapBox {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// Where its bar in the topic's colour begins.
    pub bar_x: f64,
    /// Where its words start.
    pub text_x: f64,
    /// The argument's number, or the topic's letter.
    pub number: String,
    /// All its words.
    pub label: String,
    /// The same in lines that fit, each with the place of its base line; the number stands before
    /// the first.
    pub text: Vec<MapText>,
    /// The colour of its topic, 1 to 8.
    pub color: usize,
    /// Where it leads.
    pub path: String,
    /// Whether it belongs to another topic or page.
    pub outside: bool,
}

/// A line of words in a box.
#[derive(Debug, Clone, Serialize)]
pub struct MapText {
    /// Its base line.
    pub y: f64,
    /// The words.
    pub words: String,
}

/// What joins two boxes.
#[derive(Debug, Clone, Serialize)]
pub struct MapLine {
    /// `supports`, `attacks` or `shares`.
    pub kind: &'static str,
    /// The path, as SVG has it.
    pub d: String,
    /// Whether both support, or attack, each other.
    pub mutual: bool,
}

/// An argument, and what it is joined to.
#[derive(Debug, Clone, Serialize)]
pub struct MapRow {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// What it supports.
    pub supports: Vec<Arc<ArgumentRef>>,
    /// What it attacks.
    pub attacks: Vec<Arc<ArgumentRef>>,
    /// What supports it, and is in no entry of its own here.
    pub supported_by: Vec<Arc<ArgumentRef>>,
    /// What attacks it, and is in no entry of its own here.
    pub attacked_by: Vec<Arc<ArgumentRef>>,
    /// What is met in almost the same sources, and is in no entry before.
    pub ties: Vec<MapTie>,
    /// How many more relations its own page tells.
    pub more: usize,
}

/// An argument that is met in almost the same sources as another.
#[derive(Debug, Clone, Serialize)]
pub struct MapTie {
    /// The argument.
    pub argument: Arc<ArgumentRef>,
    /// How many sources both are met in.
    pub shared: usize,
    /// How many at least one is met in.
    pub of: usize,
}

/// The most arguments of other pages that a page draws.
const OUTSIDE_MAX: usize = 24;

/// The most relations that a page draws.
const LINES_MAX: usize = 120;

/// The most arguments of one kind that an entry names.
const NAMED_MAX: usize = 40;

/// How wide a box is, and its words.
const BOX_WIDTH: f64 = 166.0;
const TEXT_WIDTH: f64 = 144.0;

/// The height of a line of words, and the most lines of a box.
const LINE_HEIGHT: f64 = 17.0;
const LINES: usize = 3;

/// What is drawn in a box.
struct Subject {
    number: String,
    label: String,
    path: String,
    color: usize,
    outside: bool,
}

/// What joins two boxes, by their places among the subjects.
#[derive(Clone, Copy)]
struct Join {
    from: usize,
    to: usize,
    kind: &'static str,
    mutual: bool,
}

/// A page of the map.
pub fn map_page(view: &View<'_>, part: MapPart) -> MapPage {
    match part {
        MapPart::Overview => overview(view),
        MapPart::Sheet(number, page) => sheet(view, number, page),
    }
}

/// The title of a page of the map, without its number.
pub fn map_title(view: &View<'_>, part: MapPart) -> String {
    let map = view.locale.word("map").to_owned();
    match part {
        MapPart::Sheet(number, _) if view.map().overview => {
            let topic = view.map().parts[number].topic.unwrap_or(number);
            let topic = view.topic(topic, &view.index.topics[topic]);
            view.locale.say("matrix_of", &[("matrix", &map), ("what", &topic.label)])
        }
        _ => map,
    }
}

/// The arguments of a page, those that they lead to, and what joins them.
fn sheet(view: &View<'_>, number: usize, page: usize) -> MapPage {
    let part = &view.map().parts[number];
    let own = part.on(page);
    let outside = outside(view, &own);
    let drawn: Vec<usize> = own.iter().chain(&outside).copied().collect();
    let place_of: BTreeMap<usize, usize> =
        drawn.iter().enumerate().map(|(place, argument)| (*argument, place)).collect();
    let (joins, undrawn) = joins(view, &own, &place_of);
    let subjects = drawn.iter().enumerate().map(|(place, argument)| {
        let ArgumentRef { number, label, path, topic, .. } = &**view.argument(*argument);
        Subject {
            number: number.clone(),
            label: label.clone(),
            path: path.clone(),
            color: topic.color,
            outside: place >= own.len(),
        }
    });
    let subjects: Vec<Subject> = subjects.collect();
    let rows = own.iter().map(|argument| row(view, *argument, &own));
    MapPage {
        outside: !outside.is_empty(),
        undrawn,
        alone: part.alone,
        rows: rows.filter(|row| !row.is_empty()).collect(),
        pager: pager_of(&part.path, page, part.pages()),
        ..picture(view, &subjects, &joins, Some((number, page)))
    }
}

/// A page with its picture, and nothing in words.
fn picture(
    view: &View<'_>,
    subjects: &[Subject],
    joins: &[Join],
    at: Option<(usize, usize)>,
) -> MapPage {
    let map = view.map();
    let overview = map.overview.then(|| Way {
        label: view.locale.word("map_overview").to_owned(),
        path: MAP.to_owned(),
        current: at.is_none(),
    });
    let topics = map.parts.iter().enumerate().filter(|_| map.overview);
    let topics = topics.filter_map(|(number, part)| {
        let topic = part.topic?;
        Some(Way {
            label: view.topic(topic, &view.index.topics[topic]).label,
            path: part.path.clone(),
            current: at == Some((number, 0)),
        })
    });
    let kinds = ["supports", "attacks", "shares"].into_iter();
    MapPage {
        drawing: (!subjects.is_empty()).then(|| drawing(view, subjects, joins)),
        kinds: kinds.filter(|kind| joins.iter().any(|join| join.kind == *kind)).collect(),
        topics: topics_of(view, subjects),
        shared_min: Tie::SHARED_MIN,
        outside: false,
        undrawn: 0,
        alone: 0,
        rows: vec![],
        topic_links: vec![],
        more_links: 0,
        views: overview.into_iter().chain(topics).collect(),
        pager: pager_of(MAP, 0, 1),
    }
}

/// What the number of an argument begins with.
fn letter(number: &str) -> &str {
    number.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The topics of what is drawn, in order.
fn topics_of(view: &View<'_>, subjects: &[Subject]) -> Vec<MapTopic> {
    let topics = view.index.topics.iter().enumerate().filter_map(|(group, topic)| {
        let letter = letter(&view.index.numbers[*topic.arguments.first()?]);
        let shown =
            subjects.iter().any(|subject| self::letter(&subject.number) == letter);
        shown.then(|| MapTopic {
            topic: view.topic(group, topic),
            letter: letter.to_owned(),
        })
    });
    topics.collect()
}

/// What other arguments a page leads to: those with most relations to its own, in order.
fn outside(view: &View<'_>, own: &[usize]) -> Vec<usize> {
    let mut leads: BTreeMap<usize, usize> = BTreeMap::new();
    for argument in own {
        for other in plan::neighbours(&view.index.relations[*argument]) {
            if own.binary_search(&other).is_err() {
                *leads.entry(other).or_default() += 1;
            }
        }
    }
    let mut others: Vec<(usize, usize)> = leads.into_iter().collect();
    others.sort_by_key(|(argument, times)| (std::cmp::Reverse(*times), *argument));
    others.truncate(OUTSIDE_MAX);
    let mut others: Vec<usize> =
        others.into_iter().map(|(argument, _)| argument).collect();
    others.sort_unstable();
    others
}

/// What joins the arguments of a page to each other and to what it leads to, and how many
/// relations there are more.
fn joins(
    view: &View<'_>,
    own: &[usize],
    place_of: &BTreeMap<usize, usize>,
) -> (Vec<Join>, usize) {
    let mut joins: Vec<Join> = vec![];
    let mut undrawn = 0;
    let mut join = |from: usize, to: usize, kind: &'static str| {
        let places = (place_of.get(&from), place_of.get(&to));
        let drawn = match places {
            (Some(from), Some(to)) => {
                add(&mut joins, Join { from: *from, to: *to, kind, mutual: false })
            }
            _ => false,
        };
        undrawn += usize::from(!drawn);
    };
    for argument in own {
        let relations = &view.index.relations[*argument];
        let Relations { supports, attacks, supported_by, attacked_by } = relations;
        for to in supports {
            join(*argument, *to, "supports");
        }
        for to in attacks {
            join(*argument, *to, "attacks");
        }
        // Those of the page are told from the other end.
        let other = |from: &&usize| own.binary_search(from).is_err();
        for from in supported_by.iter().filter(other) {
            join(*from, *argument, "supports");
        }
        for from in attacked_by.iter().filter(other) {
            join(*from, *argument, "attacks");
        }
    }
    for Tie { arguments: (a, b), .. } in view.index.ties() {
        if let (Some(from), Some(to)) = (place_of.get(a), place_of.get(b)) {
            joins.push(Join { from: *from, to: *to, kind: "shares", mutual: true });
        }
    }
    (joins, undrawn)
}

/// Adds a relation, if there is room: where it is the way back of one, that leads both ways.
fn add(joins: &mut Vec<Join>, join: Join) -> bool {
    let back = (join.to, join.from, join.kind);
    if let Some(back) = joins.iter_mut().find(|j| (j.from, j.to, j.kind) == back) {
        back.mutual = true;
        return true;
    }
    let room = joins.len() < LINES_MAX;
    joins.extend(room.then_some(join));
    room
}

/// Draws subjects, and what joins them.
fn drawing(view: &View<'_>, subjects: &[Subject], joins: &[Join]) -> MapDrawing {
    let texts: Vec<Vec<String>> = subjects
        .iter()
        .map(|subject| {
            let number = label::width(&subject.number) * 1.1 + 6.0;
            label::lines(&subject.label, TEXT_WIDTH, number, LINES)
        })
        .collect();
    let heights: Vec<f64> = texts
        .iter()
        .map(|lines| LINE_HEIGHT * f64::from(small(lines.len())) + 14.0)
        .collect();
    let lines: Vec<Line> = joins
        .iter()
        .map(|join| Line { from: join.from, to: join.to, firm: join.kind != "shares" })
        .collect();
    let mut placed = place(BOX_WIDTH, &heights, &lines);
    let mirrored = view.dossier.about.language.direction() == Direction::RightToLeft;
    // In the order in which they are read, which is that of the focus.
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    let along = |n: &usize| (whole(placed.boxes[*n].x), whole(placed.boxes[*n].y));
    order.sort_by_key(along);
    if mirrored {
        mirror(&mut placed);
    }
    let boxes = order.into_iter().map(|n| {
        let Rect { x, y, width, height } = placed.boxes[n];
        let text = texts[n].iter().enumerate().map(|(line, words)| MapText {
            y: y + 20.0 + LINE_HEIGHT * f64::from(small(line)),
            words: words.clone(),
        });
        let Subject { number, label, path, color, outside } = &subjects[n];
        MapBox {
            x,
            y,
            width,
            height,
            bar_x: if mirrored { x + width - 5.0 } else { x },
            text_x: if mirrored { x + width - 13.0 } else { x + 13.0 },
            number: number.clone(),
            label: label.clone(),
            text: text.collect(),
            color: *color,
            path: path.clone(),
            outside: *outside,
        }
    });
    let lines = joins.iter().zip(&placed.curves).map(|(join, curve)| MapLine {
        kind: join.kind,
        d: svg_path(curve),
        mutual: join.mutual,
    });
    MapDrawing {
        lines: lines.collect(),
        boxes: boxes.collect(),
        width: placed.width,
        height: placed.height,
    }
}

/// A place in whole pixels, to be sorted by.
#[expect(clippy::cast_possible_truncation, reason = "pictures have some thousand pixels")]
fn whole(at: f64) -> i64 {
    at.round() as i64
}

/// Turns a picture around, for those who read from right to left.
fn mirror(placed: &mut Placed) {
    for place in &mut placed.boxes {
        place.x = placed.width - place.x - place.width;
    }
    for point in placed.curves.iter_mut().flat_map(|curve| &mut curve.0) {
        point.0 = placed.width - point.0;
    }
}

fn svg_path(curve: &Curve) -> String {
    let mut path = String::new();
    for (number, (x, y)) in curve.0.iter().enumerate() {
        let command = match number {
            0 => "M",
            1 => " C",
            _ => " ",
        };
        write!(path, "{command}{x:.0} {y:.0}").expect("a string takes everything");
    }
    path
}

/// What an argument is joined to, in words. `own` are those that have an entry, in order.
fn row(view: &View<'_>, argument: usize, own: &[usize]) -> MapRow {
    let relations = &view.index.relations[argument];
    let Relations { supports, attacks, supported_by, attacked_by } = relations;
    let mut more = 0;
    let mut named = |others: Vec<usize>| -> Vec<Arc<ArgumentRef>> {
        more += others.len().saturating_sub(NAMED_MAX);
        others.into_iter().take(NAMED_MAX).map(|n| view.argument(n).clone()).collect()
    };
    let other = |others: &[usize]| -> Vec<usize> {
        let elsewhere = |n: &usize| own.binary_search(n).is_err();
        others.iter().copied().filter(elsewhere).collect()
    };
    let ties = view.index.ties().iter().filter_map(|tie| {
        let (a, b) = tie.arguments;
        let told = a == argument || b == argument && own.binary_search(&a).is_err();
        told.then(|| MapTie {
            argument: view.argument(if a == argument { b } else { a }).clone(),
            shared: tie.shared,
            of: tie.of,
        })
    });
    MapRow {
        argument: view.argument(argument).clone(),
        supports: named(supports.clone()),
        attacks: named(attacks.clone()),
        supported_by: named(other(supported_by)),
        attacked_by: named(other(attacked_by)),
        ties: ties.collect(),
        more,
    }
}

impl MapRow {
    fn is_empty(&self) -> bool {
        let Self { supports, attacks, supported_by, attacked_by, ties, .. } = self;
        let relations = [supports, attacks, supported_by, attacked_by];
        relations.iter().all(|others| others.is_empty()) && ties.is_empty()
    }
}
