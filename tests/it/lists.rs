//! Lists that are too long for one page.

use std::collections::{BTreeMap, BTreeSet};

use crate::html::{Token, main, tokens};
use crate::support::{Built, DossierTest};

/// Two pages of each list: 500 rows and a few.
fn long() -> Built {
    let mut test = DossierTest::new().file(
        "content/events.yaml",
        "- { date: '1999', title: First, passages: [s0#p] }\n\
         - { date: '2030', title: Last, passages: [s0#p] }\n",
    );
    for number in 0..505 {
        let date = match number {
            0..500 => format!("date: {}\n", 2000 + number % 20),
            _ => String::new(),
        };
        let seed = format!("{number}.txt");
        let yaml = format!("seed: {seed}\ntitle: Source {number}\n{date}");
        test = test.seed(&seed, "Words.").source(&format!("s{number}"), yaml);
    }
    let passage = "passages:\n  - { quote: Words., id: p, arguments: { c: supports } }\n";
    test.source("s0", format!("seed: 0.txt\ntitle: Source 0\ndate: 2000\n{passage}"))
        .argument("c", "claim: A claim.\nrecurs: false\n")
        .build()
}

/// Where the links of a page's main part lead, as paths of the site.
fn links(site: &Built, path: &str) -> Vec<String> {
    let page = site.page(path);
    let hrefs =
        tokens(main(&page)).unwrap().into_iter().filter_map(|token| match token {
            Token::Open { name, attributes } if name == "a" => {
                attributes.get("href").cloned()
            }
            _ => None,
        });
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    hrefs
        .map(|href| {
            let mut parts: Vec<&str> =
                above.split('/').filter(|p| !p.is_empty()).collect();
            for part in href.split('/') {
                if part == ".." {
                    parts.pop();
                } else {
                    parts.push(part);
                }
            }
            parts.join("/")
        })
        .collect()
}

#[test]
fn every_row_is_on_one_page_and_the_pages_lead_to_each_other() {
    let site = long();
    assert_eq!(site.codes(), Vec::<&str>::new());
    let lists: BTreeMap<&str, [&str; 2]> = BTreeMap::from([
        ("sources", ["sources/index.html", "sources/page/2.html"]),
        ("timeline", ["timeline.html", "timeline/page/2.html"]),
    ]);
    for (list, pages) in lists {
        let mut seen = BTreeSet::new();
        for page in pages {
            let links = links(&site, page);
            for link in &links {
                let file = link.split('#').next().unwrap();
                assert!(site.files().contains_key(file), "{page} leads to {link}");
            }
            for other in pages {
                assert!(links.iter().any(|link| link == other), "{page} not to {other}");
            }
            for link in links
                .iter()
                .filter(|link| link.starts_with("sources/s") && !link.contains('#'))
            {
                assert!(seen.insert(link.clone()), "{list} has {link} twice");
            }
        }
        assert_eq!(seen.len(), 505, "{list}");
    }
    let (first, second) = (site.page("timeline.html"), site.page("timeline/page/2.html"));
    assert!(first.contains("First") && !first.contains("Undated"), "the first page");
    assert!(second.contains("Last") && second.contains("Undated"), "the second page");
}

#[test]
fn a_short_list_has_one_page_and_no_way_to_others() {
    let site = DossierTest::new()
        .seed("a.txt", "Words.")
        .source("a", "seed: a.txt\ntitle: A\n")
        .build();
    assert!(!site.files().keys().any(|path| path.contains("/page/")));
    assert!(!site.page("sources/index.html").contains("pager"));
    assert!(!site.page("timeline.html").contains("pager"));
}
