//! `sitemap.xml` and `robots.txt`, for a site whose address is known (sitemaps.org, RFC 9309).
//!
//! No date stands in them: when a page was changed is not known.

use std::fmt::Write as _;

use super::xml;
use crate::view::page_address;

/// The most addresses that one sitemap may have.
const ADDRESSES_MAX: usize = 50_000;

/// The sitemap of these pages, by paths; with an index where one file can't have them all.
pub fn sitemaps(base_url: &str, pages: &[String]) -> Vec<(String, String)> {
    let addresses: Vec<String> =
        pages.iter().map(|path| page_address(base_url, path)).collect();
    if addresses.len() <= ADDRESSES_MAX {
        return vec![("sitemap.xml".to_owned(), list("urlset", "url", &addresses))];
    }
    let parts = addresses.chunks(ADDRESSES_MAX).enumerate();
    let mut files: Vec<(String, String)> = parts
        .map(|(n, part)| (format!("sitemap-{}.xml", n + 1), list("urlset", "url", part)))
        .collect();
    let names: Vec<String> =
        files.iter().map(|(name, _)| format!("{base_url}/{name}")).collect();
    files.push(("sitemap.xml".to_owned(), list("sitemapindex", "sitemap", &names)));
    files
}

/// Everything may be looked at, and here is what there is.
pub fn robots(base_url: &str) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n")
}

fn list(all: &str, one: &str, addresses: &[String]) -> String {
    let mut entries = String::new();
    for address in addresses {
        // Writing to a text can't fail.
        let _ = writeln!(entries, "<{one}><loc>{}</loc></{one}>", xml(address));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{all} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</{all}>\n"
    )
}
