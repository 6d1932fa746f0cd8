//! Markdown by the dossier's author: rendered with its wikilinks, and made safe all the same.

use std::collections::HashSet;
use std::fmt::Write as _;

use pulldown_cmark::{
    CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use super::body::parts_words;
use super::escape::{escape_into, printable};
use super::markdown::with_focusable_tables;

/// What a wikilink becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseLink {
    /// Where it leads.
    pub href: String,
    /// What it leads to: `to-argument`, `to-source`, `to-passage` or `to-page`.
    pub class: &'static str,
    /// The words where the author gave none.
    pub label: String,
    /// The language of those words and their direction, where it is not that of the prose.
    pub language: Option<(String, &'static str)>,
    /// A number to stand behind the link, where links can't be followed.
    pub number: Option<String>,
}

fn parser(markdown: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_WIKILINKS;
    Parser::new_ext(markdown, options)
}

/// The targets of all wikilinks, in order.
pub fn wikilinks(markdown: &str) -> Vec<String> {
    if !markdown.contains("[[") {
        return vec![];
    }
    parser(markdown)
        .filter_map(|event| match event {
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { .. },
                dest_url,
                ..
            }) => Some(dest_url.trim().to_owned()),
            _ => None,
        })
        .collect()
}

/// Where all other links lead, as written, in order.
pub fn plain_links(markdown: &str) -> Vec<String> {
    if !markdown.contains(['(', '<', ':']) {
        return vec![];
    }
    parser(markdown)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { link_type, dest_url, .. })
                if !matches!(link_type, LinkType::WikiLink { .. } | LinkType::Email) =>
            {
                Some(dest_url.into_string())
            }
            _ => None,
        })
        .collect()
}

/// Whether an address leads on from where it stands: it has no scheme, no host, and does not
/// begin at a root.
pub fn is_relative(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    !address.is_empty() && !address.starts_with(['/', '?', '#']) && !scheme.contains(':')
}

/// Renders prose that stands below a heading of the level `below`. `resolve` says what a
/// wikilink's target becomes; one that it does not know stays text. A plain link that is
/// relative leads on from the site's root, to which `root` leads: so it holds on every page that
/// shows the prose.
pub fn prose(
    markdown: &str,
    below: u8,
    root: &str,
    resolve: &dyn Fn(&str) -> Option<ProseLink>,
) -> String {
    let mut events = Vec::new();
    // Of each link that is open: whether it is a wikilink, and what ends it.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut label: Option<String> = None;
    let markdown = printable(markdown);
    for event in parser(&markdown) {
        match event {
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            }) => {
                let link = resolve(dest_url.trim());
                open.push(link.as_ref().map(end_of_link));
                if let Some(ProseLink { href, class, label: words, language, .. }) = link
                {
                    let mut html = format!("<a class=\"{class}\" href=\"");
                    escape_attribute(&mut html, &href);
                    if let Some((tag, direction)) = language.filter(|_| !has_pothole) {
                        html.push_str("\" lang=\"");
                        escape_attribute(&mut html, &tag);
                        let _ = write!(html, "\" dir=\"{direction}");
                    }
                    html.push_str("\">");
                    events.push(Event::InlineHtml(html.into()));
                    label = (!has_pothole).then_some(words);
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                open.push(None);
                let onward = is_relative(&dest_url) && link_type != LinkType::Email;
                let dest_url =
                    if onward { format!("{root}{dest_url}").into() } else { dest_url };
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Link) => events.push(match open.pop() {
                Some(Some(end)) => Event::InlineHtml(end.into()),
                _ => event,
            }),
            Event::Text(words) => {
                // `[[a | b]]` is `[[a|b]]`.
                let begins_link = matches!(open.last(), Some(Some(_)))
                    && matches!(events.last(), Some(Event::InlineHtml(html)) if html.starts_with("<a class"));
                let words = match label.take() {
                    Some(label) => CowStr::from(label),
                    None if begins_link => CowStr::from(words.trim_start().to_owned()),
                    None => words,
                };
                events.push(Event::Text(words));
            }
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let level = level_below(level, below);
                events.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => {
                events.push(Event::End(TagEnd::Heading(level_below(level, below))));
            }
            other => events.push(other),
        }
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    let safe = ammonia::Builder::default()
        .rm_tags(["img", "map", "area"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .add_tag_attributes("a", ["dir"])
        .add_allowed_classes("a", ["to-argument", "to-source", "to-passage", "to-page"])
        .link_rel(None)
        .clean(&html)
        .to_string();
    with_focusable_tables(&safe)
}

/// The words of prose that [`prose`] has rendered, without its markup.
pub fn words_of_html(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, markup)) = rest.split_once('<') {
        words.push_str(text);
        let (tag, after) = markup.split_once('>').unwrap_or((markup, ""));
        if parts_words(&format!("<{tag}")) {
            words.push(' ');
        }
        rest = after;
    }
    words.push_str(rest);
    let entities = [("&nbsp;", "\u{a0}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\"")];
    // An ampersand last, so that `&amp;lt;` stays `&lt;`.
    let plain = entities.iter().fold(words, |words, (from, to)| words.replace(from, to));
    plain.replace("&amp;", "&")
}

/// What ends a wikilink.
fn end_of_link(link: &ProseLink) -> String {
    let mut end = String::from("</a>");
    if let Some(number) = &link.number {
        end.push_str("<sup>");
        escape_into(&mut end, number);
        end.push_str("</sup>");
    }
    end
}

/// The level of a heading in prose below one of the level `below`. The first and the second
/// level are the same: a page's title is its only heading of the first.
fn level_below(level: HeadingLevel, below: u8) -> HeadingLevel {
    let level = usize::from(below) + (level as usize).max(2) - 1;
    HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
}

/// Escapes an address that is percent-encoded already, for an attribute.
fn escape_attribute(html: &mut String, href: &str) {
    for c in href.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '<' => html.push_str("&lt;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str) -> String {
        below(1, None, markdown)
    }

    fn below(level: u8, number: Option<&str>, markdown: &str) -> String {
        prose(markdown, level, "../", &|target| {
            (target != "nowhere").then(|| ProseLink {
                href: format!("../{target}.html"),
                class: "to-source",
                label: format!("<{target}>"),
                language: (target == "fr").then(|| ("fr".to_owned(), "ltr")),
                number: number.map(str::to_owned),
            })
        })
    }

    #[test]
    fn prose_in_a_document_goes_below_its_heading_and_numbers_its_links() {
        assert_eq!(
            below(2, Some("3.12"), "# a\n## b\n### c\n[[d]], [e](https://e.org/)"),
            "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n\
             <p><a class=\"to-source\" href=\"../d.html\">&lt;d&gt;</a><sup>3.12</sup>, \
             <a href=\"https://e.org/\">e</a></p>\n"
        );
        assert_eq!(below(4, None, "###### a"), "<h6>a</h6>\n");
        // Words of another language are told so, those of the author are not.
        assert_eq!(
            shown("[[fr]] [[fr|own]]"),
            "<p><a class=\"to-source\" href=\"../fr.html\" lang=\"fr\" dir=\"ltr\">&lt;fr&gt;</a> \
             <a class=\"to-source\" href=\"../fr.html\">own</a></p>\n"
        );
        assert_eq!(shown("### a"), "<h3>a</h3>\n");
    }

    #[test]
    fn words_of_prose_are_read_without_its_markup() {
        let html = shown("# A\n\n*B*c &amp;lt; `<b>` [[d|e \"f\"]]\n\n- g\n- h");
        let words = words_of_html(&html);
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(words, ["A", "Bc", "&lt;", "<b>", "e", "\"f\"", "g", "h"]);
    }

    #[test]
    fn plain_links_begin_at_the_root() {
        assert_eq!(
            shown("[a](sources/b.html#c) [d](#e) [f](https://g.org/) <h@i.org>"),
            "<p><a href=\"../sources/b.html#c\">a</a> <a href=\"#e\">d</a> \
             <a href=\"https://g.org/\">f</a> <a href=\"mailto:h@i.org\">h@i.org</a></p>\n"
        );
        assert_eq!(
            plain_links("[a](b.html) [[c]] [d] <https://e.org/>\n\n[d]: /f"),
            ["b.html", "/f", "https://e.org/"]
        );
    }

    #[test]
    fn wikilinks_become_links_and_code_stays_code() {
        assert_eq!(
            shown("See [[a]] and [[b|*these* words]]."),
            "<p>See <a class=\"to-source\" href=\"../a.html\">&lt;a&gt;</a> and \
             <a class=\"to-source\" href=\"../b.html\"><em>these</em> words</a>.</p>\n"
        );
        assert_eq!(wikilinks("[[a#b]] `[[c]]` [[d|e]]"), ["a#b", "d"]);
        assert!(!shown("[x](javascript:alert)<script>y</script>").contains("script"));
        assert!(shown("# Top").contains("<h2>Top</h2>"));
        assert!(shown("|a|\n|-|").starts_with("<table tabindex=\"0\">"));
    }
}
