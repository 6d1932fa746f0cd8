//! HTML as strictly as our own pages are written: every element that is opened is closed, in
//! order, but for those that have no end.

use std::collections::BTreeMap;

/// Elements without content, those of SVG in the last line.
const VOID: [&str; 17] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr", // HTML
    "circle", "line", "path", "rect",
];

/// What a page is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Open {
        name: String,
        attributes: BTreeMap<String, String>,
    },
    Close(String),
    /// Unescaped.
    Text(String),
}

/// Reads HTML; says what is not well-formed.
pub(crate) fn tokens(html: &str) -> Result<Vec<Token>, String> {
    let mut tokens = vec![];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            tokens.push(Token::Text(unescaped(&rest[..at])?));
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").ok_or("a comment does not end")?.1;
        } else if rest.starts_with("<!DOCTYPE html>") {
            rest = &rest["<!DOCTYPE html>".len()..];
        } else if let Some(close) = rest.strip_prefix("</") {
            let (name, after) = close.split_once('>').ok_or("a tag does not end")?;
            tokens.push(Token::Close(name.to_owned()));
            rest = after;
        } else {
            let (token, after) = open(rest)?;
            let raw = matches!(&token, Token::Open { name, .. } if name == "script" || name == "style");
            tokens.push(token);
            rest = after;
            if raw {
                rest = &rest[rest.find("</").ok_or("a script does not end")?..];
            }
        }
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(unescaped(rest)?));
    }
    Ok(tokens)
}

fn open(html: &str) -> Result<(Token, &str), String> {
    let excerpt = || html.chars().take(120).collect::<String>();
    let name_end = html[1..]
        .find(|c: char| !c.is_ascii_alphanumeric())
        .filter(|at| *at > 0)
        .ok_or_else(|| format!("`<` is not escaped: {}", excerpt()))?
        + 1;
    let name = html[1..name_end].to_owned();
    let mut attributes = BTreeMap::new();
    let mut rest = &html[name_end..];
    loop {
        let trimmed = rest.trim_start();
        let parted = trimmed.len() < rest.len();
        rest = trimmed;
        if let Some(after) = rest.strip_prefix("/>").filter(|_| VOID.contains(&&*name)) {
            return Ok((Token::Open { name, attributes }, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((Token::Open { name, attributes }, after));
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)));
        let end = end.filter(|at| *at > 0 && parted);
        let end = end.ok_or_else(|| format!("no attribute in {}", excerpt()))?;
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (inside, after) =
                quoted.split_once('"').ok_or("an attribute does not end")?;
            if inside.contains('<') {
                return Err(format!("`<` in an attribute of {}", excerpt()));
            }
            value = unescaped(inside)?;
            rest = after;
        } else if rest.starts_with('=') {
            return Err(format!("an attribute without quotation marks: {}", excerpt()));
        }
        if attributes.insert(key, value).is_some() {
            return Err(format!("an attribute stands twice: {}", excerpt()));
        }
    }
}

/// Text with its character references resolved; a bare `&` is an error.
pub(crate) fn unescaped(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (name, after) = rest[at + 1..]
            .split_once(';')
            .filter(|(name, _)| name.len() < 10)
            .ok_or_else(|| format!("a bare `&`: {}", &rest[at..]))?;
        let c = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            _ => {
                let number =
                    name.strip_prefix('#').and_then(|n| match n.strip_prefix('x') {
                        Some(hex) => u32::from_str_radix(hex, 16).ok(),
                        None => n.parse().ok(),
                    });
                number
                    .and_then(char::from_u32)
                    .ok_or_else(|| format!("an unknown reference &{name};"))?
            }
        };
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// Fails unless every element is closed in order, no id stands twice, and no block stands in a
/// paragraph.
pub(crate) fn check(html: &str) -> Result<(), String> {
    let mut open: Vec<String> = vec![];
    let mut ids = std::collections::BTreeSet::new();
    for token in tokens(html)? {
        match token {
            Token::Open { name, attributes } => {
                if let Some(id) = attributes.get("id")
                    && !ids.insert(id.clone())
                {
                    return Err(format!("the id `{id}` stands twice"));
                }
                let block = ["p", "div", "ul", "ol", "table", "pre", "blockquote", "h2"];
                if block.contains(&&*name) && open.iter().any(|outer| outer == "p") {
                    return Err(format!("<{name}> inside <p>"));
                }
                if name == "a" && open.contains(&name) {
                    return Err("a link inside a link".to_owned());
                }
                if !VOID.contains(&&*name) {
                    open.push(name);
                }
            }
            Token::Close(name) => {
                let last = open.pop();
                if last.as_deref() != Some(&*name) {
                    return Err(format!("</{name}> where {last:?} is open: {open:?}"));
                }
            }
            Token::Text(text) => {
                if let Some(c) =
                    text.chars().find(|c| c.is_control() && !"\n\t".contains(*c))
                {
                    return Err(format!("the control character {c:?}"));
                }
            }
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("not closed: {open:?}")) }
}

/// What stands in `<main>`.
pub(crate) fn main(page: &str) -> &str {
    let start = page.find("<main").expect("a page has a <main>");
    let end = page.rfind("</main>").expect("<main> ends");
    let inner = start + page[start..].find('>').unwrap() + 1;
    &page[inner..end]
}

/// The text of a source's page.
pub(crate) fn article(page: &str) -> &str {
    let Some(start) = page.find("<article class=\"source-text\">") else { return "" };
    &page[start..page.find("</article>").expect("<article> ends")]
}

/// The marked words of each passage, unescaped, its fragments joined.
pub(crate) fn marked(html: &str) -> BTreeMap<String, String> {
    let mut marked: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Vec<Option<String>> = vec![];
    for token in tokens(html).unwrap() {
        match token {
            Token::Open { name, .. } if VOID.contains(&&*name) => {}
            Token::Open { attributes, name } => {
                let passage =
                    attributes.get("data-passage").filter(|_| name == "mark").cloned();
                if let Some(id) = &passage {
                    marked.entry(id.clone()).or_default();
                }
                open.push(passage);
            }
            Token::Close(_) => drop(open.pop()),
            Token::Text(text) => {
                for id in open.iter().flatten() {
                    marked.entry(id.clone()).or_default().push_str(&text);
                }
            }
        }
    }
    marked
}

/// The blocks of a source's text without its marks, and without the notes beside it.
pub(crate) fn without_marks(page: &str) -> String {
    let mut html = article(page).to_owned();
    for (start, end) in [("<mark ", ">"), ("</mark", ">"), ("<a class=\"ref\"", "</a>")] {
        html = cut(&html, start, end);
    }
    cut(&html, "\n<ol class=\"notes\">", "</ol>")
}

/// Takes out everything from each `start` to the next `end`.
fn cut(html: &str, start: &str, end: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(start) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find(end).expect("it ends") + end.len()..];
    }
    out.push_str(rest);
    out
}

#[test]
fn the_checker_finds_what_is_wrong() {
    for good in ["<p>a <b>b</b><br>&lt;</p>", "<a href=\"x\">y</a>", "<!-- x -->"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in [
        "<p>",
        "</p>",
        "<p><b></p></b>",
        "a < b",
        "a & b",
        "<p><div></div></p>",
        "<b a=c></b>",
        "<b a=\"1\" a=\"2\"></b>",
        "<b id=\"x\"></b><b id=\"x\"></b>",
        "\u{1}",
        "<a href=\"\"><a href=\"\"></a></a>",
    ] {
        assert!(check(bad).is_err(), "{bad}");
    }
    assert_eq!(
        marked("<mark data-passage=\"a\">x<mark data-passage=\"b\">&amp;</mark></mark>z"),
        BTreeMap::from([("a".into(), "x&".into()), ("b".into(), "&".into())])
    );
}
