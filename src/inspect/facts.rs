//! What of a page matters to others: its links and its ids, read as a browser reads HTML.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

/// What is kept of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Its size.
    pub(super) bytes: u64,
    /// Where its links, pictures, sheets and scripts are to be found, as written.
    pub(super) links: BTreeSet<Box<str>>,
    /// The ids of its elements.
    pub(super) ids: BTreeSet<Box<str>>,
    /// Those that stand more than once.
    pub(super) repeated: BTreeSet<Box<str>>,
}

/// Reads a file; one that is no page has neither links nor ids.
pub(super) fn facts(path: &str, bytes: &[u8]) -> Facts {
    let mut facts = Facts::default();
    if path.ends_with(".html") {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(&String::from_utf8_lossy(bytes)));
        let tokenizer =
            Tokenizer::new(Reader(RefCell::new(facts)), TokenizerOpts::default());
        // It stops after each script; nothing of ours runs one.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        facts = tokenizer.sink.0.take();
    }
    facts.bytes = bytes.len() as u64;
    facts
}

struct Reader(RefCell<Facts>);

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.open(&tag),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Reader {
    fn open(&self, tag: &Tag) -> TokenSinkResult<()> {
        let mut facts = self.0.borrow_mut();
        // The picture that is shown where somebody shares the page.
        let picture = tag.attrs.iter().any(|a| &*a.value == "og:image");
        for attribute in &tag.attrs {
            let value: &str = &attribute.value;
            match &*attribute.name.local {
                "id" if !facts.ids.insert(value.into()) => {
                    facts.repeated.insert(value.into());
                }
                "href" | "src" | "xlink:href" | "poster" => {
                    facts.links.insert(value.trim().into());
                }
                "content" if picture => {
                    facts.links.insert(value.trim().into());
                }
                _ => {}
            }
        }
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_ids_are_those_of_elements() {
        let page = "<!DOCTYPE html><title><a href=no></title><a id=a href='x&amp;y#z'>&lt;a \
                    href=no></a><!-- <a href=no> --><script src=s.js>'<a href=no>'</script>\
                    <img src=\"i.png\" id=b><p id=a><meta name=x content=no>\
                    <meta property=og:image content=o.png>";
        let facts = facts("p.html", page.as_bytes());
        let all =
            |set: &BTreeSet<Box<str>>| set.iter().map(ToString::to_string).collect();
        let [links, ids, repeated]: [Vec<String>; 3] =
            [&facts.links, &facts.ids, &facts.repeated].map(all);
        assert_eq!(links, ["i.png", "o.png", "s.js", "x&y#z"]);
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(repeated, ["a"]);
        assert!(super::facts("p.css", page.as_bytes()).links.is_empty());
    }
}
