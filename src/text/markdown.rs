//! `.md`: `CommonMark` by pulldown-cmark, made safe, with every word's place kept.
//!
//! Text is replaced by numbered placeholders, rendered (and, where the document holds raw HTML,
//! sanitised by ammonia) as a whole, and then cut at the placeholders again. So the libraries
//! do their work undisturbed, and the words keep their offsets.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::body::{Block, BlockKind, Body, Piece, is_phrasing};
use super::escape::printable;

/// Stand around the number of a text; private use, and taken out of raw HTML.
const OPEN: char = '\u{f0000}';
const CLOSE: char = '\u{f0001}';

/// Begins the ids of our own footnotes until the markup is safe: no raw HTML can hold it.
const FOOTNOTE: &str = "fn-\u{f0001}";

/// More raw tags than this in one block, and they are shown as text: a sanitiser's time grows
/// with the square of their depth.
const RAW_TAGS_MAX: usize = 2000;

/// The longest character reference, `&CounterClockwiseContourIntegral;`, has 33 bytes.
const REFERENCE_MAX: usize = 40;

/// Elements that make text of the tags in them. The sanitiser takes them out, but not before
/// it has parsed them.
const HIDING: [&str; 7] =
    ["iframe", "noembed", "noframes", "plaintext", "textarea", "title", "xmp"];

/// Whether an address in somebody else's text may become a link.
pub fn links_allowed(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

pub(super) fn body(text: &str) -> Body {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut blocks = Vec::new();
    let mut footnotes = Footnotes::default();
    let mut depth = 0_usize;
    let mut open: Option<BlockBuilder> = None;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if let Event::Start(_) = event {
            depth += 1;
        }
        let builder =
            open.get_or_insert_with(|| BlockBuilder::new(text, &event, range.clone()));
        builder.range.end = builder.range.end.max(range.end);
        let ends = matches!(event, Event::End(_));
        builder.take(event, range, depth, &mut footnotes);
        depth -= usize::from(ends);
        if depth == 0 {
            blocks.extend(open.take().and_then(BlockBuilder::finish));
        }
    }
    blocks.shrink_to_fit();
    Body { blocks, verbatim: false }
}

/// One top-level block while its events come in.
struct BlockBuilder<'a> {
    source: &'a str,
    kind: Option<BlockKind>,
    range: Range<usize>,
    events: Vec<Event<'a>>,
    texts: Vec<Piece>,
    /// Raw HTML that comes line by line, with its place, until it is whole.
    raw: Option<Range<usize>>,
    raw_tags: usize,
}

impl<'a> BlockBuilder<'a> {
    fn new(source: &'a str, first: &Event<'a>, range: Range<usize>) -> Self {
        let kind = match first {
            Event::Start(Tag::Paragraph) => Some(BlockKind::Paragraph { lines: false }),
            Event::Start(Tag::Heading { level, .. }) => {
                Some(BlockKind::Heading(level_of(*level)))
            }
            Event::Start(Tag::MetadataBlock(_)) if range.start == 0 => None,
            _ => Some(BlockKind::Other),
        };
        let (events, texts) = (Vec::new(), Vec::new());
        Self { source, kind, range, events, texts, raw: None, raw_tags: 0 }
    }

    fn take(
        &mut self,
        event: Event<'a>,
        range: Range<usize>,
        depth: usize,
        footnotes: &mut Footnotes<'a>,
    ) {
        let outer = depth == 1 && self.kind != Some(BlockKind::Other);
        if let Event::Html(_) | Event::InlineHtml(_) = event {
            match &mut self.raw {
                Some(raw) if raw.end == range.start => raw.end = range.end,
                _ => {
                    self.flush_raw();
                    self.raw = Some(range);
                }
            }
            return;
        }
        self.flush_raw();
        match event {
            // The template brings the paragraph's and the heading's own element.
            Event::Start(Tag::Paragraph | Tag::Heading { .. })
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_))
                if outer => {}
            Event::Text(words) => self.text(range, &words),
            Event::Code(words) => {
                self.markup("<code>");
                self.code(range, &words);
                self.markup("</code>");
            }
            Event::SoftBreak => self.text(range, "\n"),
            Event::HardBreak => {
                self.markup("<br>");
                self.text(range, "\n");
            }
            Event::FootnoteReference(name) => {
                let number = footnotes.number(name);
                let id = first(&mut footnotes.met, number, "-from");
                self.markup(&format!(
                    "<sup class=\"footnote\"{id}><a href=\"#fn-{number}\">{number}</a></sup>"
                ));
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                let number = footnotes.number(name);
                let id = first(&mut footnotes.defined, number, "");
                self.markup(&format!(
                    "<div class=\"footnote\"{id}><sup><a href=\"#fn-{number}-from\">{number}</a></sup> "
                ));
            }
            Event::End(TagEnd::FootnoteDefinition) => self.markup("</div>"),
            // A picture would be fetched from elsewhere, or is not there: its words are kept.
            Event::Start(Tag::Image { .. }) => self.markup("<span class=\"image\">"),
            Event::End(TagEnd::Image) => self.markup("</span>"),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                if links_allowed(dest_url) {
                    self.events.push(event);
                } else {
                    self.markup("<span class=\"link\">");
                }
            }
            Event::End(TagEnd::Link) => self.events.push(event),
            Event::Start(Tag::Heading { level, .. }) => {
                self.markup(&format!("<h{}>", level_of(level) + 1));
            }
            Event::End(TagEnd::Heading(level)) => {
                self.markup(&format!("</h{}>", level_of(level) + 1));
            }
            other => self.events.push(other),
        }
    }

    fn markup(&mut self, html: &str) {
        self.events.push(Event::InlineHtml(html.to_owned().into()));
    }

    fn text(&mut self, range: Range<usize>, words: &str) {
        let shown = (self.source[range.clone()] != *words).then(|| words.into());
        let placeholder = format!("{OPEN}{}{CLOSE}", self.texts.len());
        self.texts.push(Piece::Text { range, shown });
        self.events.push(Event::Text(placeholder.into()));
    }

    /// The words of a code span, in which a line end is a space.
    fn code(&mut self, range: Range<usize>, words: &str) {
        let source = &self.source[range.clone()];
        let ticks = source.len() - source.trim_start_matches('`').len();
        let inner = &source[ticks..source.len() - ticks];
        let spaces = inner.replace("\r\n", " ").replace(['\n', '\r'], " ");
        let Some(at) = spaces.find(words).filter(|at| *at < 2) else {
            self.text(range, words);
            return;
        };
        // A single space, or line end, at either end is no part of it.
        let mut start = range.start + ticks;
        if at == 1 {
            start += if inner.starts_with("\r\n") { 2 } else { 1 };
        }
        let mut shown = words;
        while let Some(line) = self.source[start..].find(['\n', '\r']) {
            if line >= shown.len() {
                break;
            }
            let end = start + line;
            let next = end + if self.source[end..].starts_with("\r\n") { 2 } else { 1 };
            self.verbatim(start..end);
            self.text(end..next, " ");
            shown = &shown[line + 1..];
            start = next;
        }
        self.verbatim(start..start + shown.len());
    }

    /// Raw HTML: tags are left to the sanitiser, the text between them keeps its place.
    fn flush_raw(&mut self) {
        let Some(Range { start, end }) = self.raw.take() else { return };
        let html = &self.source[start..end];
        let mut rest = html;
        while !rest.is_empty() {
            let at = start + (html.len() - rest.len());
            let length = tag_length(rest);
            if length > 0 {
                let tag: String = rest[..length]
                    .chars()
                    .filter(|c| ![OPEN, CLOSE].contains(c))
                    .collect();
                self.raw_tags += 1;
                if !is_tag(&tag, &HIDING) {
                    self.events.push(Event::InlineHtml(tag.clone().into()));
                }
                rest = &rest[length..];
                // What scripts and styles hold is neither tags nor text.
                for name in ["script", "style"] {
                    if is_tag(&tag, &[name]) && !tag.starts_with("</") {
                        let mut tags = rest.match_indices("</").map(|(at, _)| at);
                        let end = tags.find(|at| is_tag(&rest[*at..], &[name]));
                        rest = &rest[end.unwrap_or(rest.len())..];
                    }
                }
            } else {
                let mut tags = rest.match_indices('<').map(|(at, _)| at);
                let next = tags.find(|at| *at > 0).unwrap_or(rest.len());
                self.raw_text(at..at + next);
                rest = &rest[next..];
            }
        }
    }

    /// Text between raw tags, in which character references are still to be resolved.
    fn raw_text(&mut self, range: Range<usize>) {
        let source = self.source;
        let (mut from, mut at) = (range.start, range.start);
        while let Some(found) = source[at..range.end].find('&') {
            let start = at + found;
            let window = &source.as_bytes()[start..range.end.min(start + REFERENCE_MAX)];
            let end = memchr::memchr(b';', window).map(|length| start + length + 1);
            let words = end.and_then(|end| resolved(&source[start..end]));
            at = start + 1;
            if let (Some(words), Some(end)) = (words, end) {
                self.verbatim(from..start);
                self.text(start..end, &words);
                (from, at) = (end, end);
            }
        }
        self.verbatim(from..range.end);
    }

    fn verbatim(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.text(range.clone(), &self.source[range]);
        }
    }

    fn finish(mut self) -> Option<Block> {
        let mut kind = self.kind?;
        self.flush_raw();
        if self.raw_tags > RAW_TAGS_MAX {
            return Some(self.into_text());
        }
        balance_links(&mut self.events);
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, self.events.drain(..));
        if self.raw_tags > 0 {
            let safe = sanitise(&html);
            html = match kind {
                // A raw block ends a paragraph that it stands in, for every HTML parser.
                BlockKind::Heading(level) if !is_phrasing(&safe) => {
                    sanitise(&format!("<h{0}>{html}</h{0}>", level + 1))
                }
                BlockKind::Paragraph { .. } if !is_phrasing(&safe) => {
                    sanitise(&format!("<p>{html}</p>"))
                }
                _ => safe,
            };
            if !is_phrasing(&html) {
                kind = BlockKind::Other;
            }
        }
        let html = with_focusable_tables(&html.replace(FOOTNOTE, "fn-"));
        let pieces = pieces(&html, &self.texts);
        // Words that a table can't hold are put before it by every HTML parser.
        let starts = pieces.iter().filter_map(|piece| match piece {
            Piece::Text { range, .. } => Some(range.start),
            Piece::Markup(_) => None,
        });
        if !starts.is_sorted() {
            return Some(self.into_text());
        }
        // A rule or a picture is something without words; a comment is nothing.
        let something = kind == BlockKind::Other && html.contains('<');
        let block = Block { kind, range: self.range.clone(), pieces };
        (something || block.has_words(self.source, &self.range)).then_some(block)
    }
}

impl BlockBuilder<'_> {
    /// The block as it is written, markup and all.
    fn into_text(self) -> Block {
        let pieces = vec![Piece::text(self.range.clone())];
        Block { kind: BlockKind::Paragraph { lines: true }, range: self.range, pieces }
    }
}

/// A table that is wider than its column scrolls, so the keyboard must be able to get to it.
pub(super) fn with_focusable_tables(html: &str) -> String {
    html.replace("<table", "<table tabindex=\"0\"")
}

/// The end of a link that was refused must end the span that took its place.
fn balance_links(events: &mut [Event<'_>]) {
    let mut open = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::Link { .. }) => open.push(true),
            Event::InlineHtml(html) if **html == *"<span class=\"link\">" => {
                open.push(false);
            }
            Event::End(TagEnd::Link) if open.pop() == Some(false) => {
                *event = Event::InlineHtml("</span>".into());
            }
            _ => {}
        }
    }
}

/// The footnotes of a document: numbered as they are met, defined once, and led back from to where
/// they were first met.
#[derive(Default)]
struct Footnotes<'a> {
    numbers: HashMap<CowStr<'a>, usize>,
    met: HashSet<usize>,
    defined: HashSet<usize>,
}

impl<'a> Footnotes<'a> {
    fn number(&mut self, name: CowStr<'a>) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(name).or_insert(next)
    }
}

/// The id of the first of those with this number.
fn first(known: &mut HashSet<usize>, number: usize, end: &str) -> String {
    if known.insert(number) {
        format!(" id=\"{FOOTNOTE}{number}{end}\"")
    } else {
        String::new()
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    (level as u8).min(5)
}

/// What a character reference stands for, as the Markdown parser resolves it.
fn resolved(reference: &str) -> Option<String> {
    let texts = Parser::new(reference).filter_map(|event| match event {
        Event::Text(words) => Some(words.into_string()),
        _ => None,
    });
    Some(texts.collect::<String>()).filter(|words| words != reference)
}

/// How long the tag, comment or declaration at the beginning of `html` is; 0 if none is there.
fn tag_length(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |at| at + 3);
    }
    let mut characters = html.char_indices();
    if characters.next().map(|(_, c)| c) != Some('<') {
        return 0;
    }
    if !html[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
        return 0;
    }
    let mut quote = None;
    for (at, c) in characters {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// Whether it is the tag of one of these elements.
fn is_tag(tag: &str, names: &[&str]) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    names.iter().any(|wanted| name[..end].eq_ignore_ascii_case(wanted))
}

/// What the sanitiser lets through. No `id` (it could take a passage's place), no `style`, no
/// picture or frame (it would be fetched), no class but our own.
fn sanitise(html: &str) -> String {
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .rm_tags(["img", "map", "area"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Custom(Box::new(fragments_only)))
        .add_tag_attributes("div", ["id"])
        .add_tag_attributes("sup", ["id"])
        .add_allowed_classes("sup", ["footnote"])
        .add_allowed_classes("div", ["footnote"])
        .add_allowed_classes("span", ["image", "link"])
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("div" | "sup", "id") if !value.starts_with(FOOTNOTE) => None,
            _ => Some(value.into()),
        })
        .link_rel(Some("noopener noreferrer"));
    cleaner.clean(html).to_string()
}

fn fragments_only(url: &str) -> Option<std::borrow::Cow<'_, str>> {
    url.starts_with("#fn-").then_some(url.into())
}

/// Cuts rendered HTML at its placeholders. One that ended up inside a tag is dropped.
fn pieces(html: &str, texts: &[Piece]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut markup = String::new();
    let mut in_tag = false;
    let mut rest = html;
    while let Some(at) = rest.find([OPEN, '<', '>']) {
        let (before, from) = rest.split_at(at);
        markup.push_str(before);
        match from.chars().next() {
            Some('<') => in_tag = true,
            Some('>') => in_tag = false,
            _ => {
                let after = &from[OPEN.len_utf8()..];
                let digits = after.find(|c: char| !c.is_ascii_digit());
                let (number, after) = after.split_at(digits.unwrap_or(after.len()));
                let Some(after) = after.strip_prefix(CLOSE) else {
                    // The text's own, in a title or the like.
                    markup.push(OPEN);
                    rest = &from[OPEN.len_utf8()..];
                    continue;
                };
                if let (false, Some(text)) =
                    (in_tag, number.parse().ok().and_then(|n: usize| texts.get(n)))
                {
                    if !markup.is_empty() {
                        pieces.push(Piece::Markup(printable(&markup).into_owned()));
                        markup.clear();
                    }
                    pieces.push(text.clone());
                }
                rest = after;
                continue;
            }
        }
        let _ = write!(markup, "{}", &from[..1]);
        rest = &from[1..];
    }
    markup.push_str(rest);
    if !markup.trim().is_empty() {
        pieces.push(Piece::Markup(printable(&markup).into_owned()));
    }
    // A large dossier holds a million of these until its pages are rendered.
    pieces.shrink_to_fit();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body as HTML, each text as `{words}`.
    fn shown(text: &str) -> String {
        let blocks = body(text).blocks.into_iter().map(|block| {
            let pieces = block.pieces.iter().map(|piece| match piece {
                Piece::Markup(html) => html.clone(),
                Piece::Text { range, shown } => {
                    format!("{{{}}}", shown.as_deref().unwrap_or(&text[range.clone()]))
                }
            });
            pieces.collect::<String>()
        });
        blocks.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_keep_their_places_under_any_markup() {
        for (text, expected) in [
            ("a *b* `c`", "{a }<em>{b}</em>{ }<code>{c}</code>"),
            ("# T\n\nx", "{T}|{x}"),
            ("---\ntitle: x\n---\ny", "{y}"),
            ("a &amp; b", "{a }{&}{ b}"),
            ("it's \"so\" -- ...", "{it's \"so\" -- ...}"),
            ("![alt](http://x/y.png)", "<span class=\"image\">{alt}</span>"),
            ("[t](javascript:x)", "<span class=\"link\">{t}</span>"),
            ("[t](https://x.org/)", "<a href=\"https://x.org/\">{t}</a>"),
            (
                "a[^n]\n\n[^n]: b",
                "{a}<sup class=\"footnote\" id=\"fn-1-from\"><a href=\"#fn-1\">1</a></sup>|<div class=\"footnote\" id=\"fn-1\"><sup><a href=\"#fn-1-from\">1</a></sup> \n<p>{b}</p>\n</div>",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn raw_html_is_sanitised_and_its_words_kept() {
        assert_eq!(shown("a <b onclick=x>bold</b>"), "{a }<b>{bold}</b>");
        assert_eq!(shown("<script>alert(1)</script>\n"), "");
        assert_eq!(shown("<!-- not shown -->\n\na\n\n<hr>\n"), "{a}|<hr>{\n}");
        assert_eq!(shown("x <img src=x onerror=y> z"), "{x }{ z}");
        assert_eq!(shown("<div\n class=\"x\">in</div>"), "<div class=\"\">{in}</div>");
        let bomb = "<div>".repeat(20_000);
        assert_eq!(body(&bomb).blocks.len(), 1);
        assert!(!shown("<p id=\"p1\">a</p>").contains("id="));
    }
}
