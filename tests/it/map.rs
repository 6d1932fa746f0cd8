//! The map: every relation drawn or told, and told in words in any case; the same every time;
//! legible, and no page too large, however many arguments there are.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::html::{Token, tokens};
use crate::index::{hrefs, sound, target};
use crate::support::{Built, DossierTest};

/// Arguments of so many topics, of which `related` gives the relations, in YAML.
fn arguments(n: usize, topics: usize, related: impl Fn(usize) -> String) -> DossierTest {
    let listed: Vec<String> =
        (0..topics).map(|n| format!("{{ id: t{n}, label: Topic {n} }}")).collect();
    let about = format!("title: A map\ntopics: [{}]\n", listed.join(", "));
    let mut test = DossierTest::new().file("content/dossier.yaml", about);
    for a in 0..n {
        let topic = match topics {
            0 => String::new(),
            _ => format!("topic: t{}\n", a % topics),
        };
        let yaml = format!(
            "claim: The claim number {a} holds.\nrecurs: false\n{topic}relations: {{ {} }}\n",
            related(a)
        );
        test = test.argument(&format!("a{a}"), yaml);
    }
    test
}

/// Sources that speak of these arguments.
fn speaking(mut test: DossierTest, of: &[&[usize]]) -> DossierTest {
    for (n, arguments) in of.iter().enumerate() {
        let (mut seed, mut passages) = (String::new(), String::new());
        for a in *arguments {
            writeln!(seed, "Words of {n} on {a}.\n").unwrap();
            writeln!(
                passages,
                "  - {{ quote: Words of {n} on {a}., arguments: {{ a{a}: supports }} }}"
            )
            .unwrap();
        }
        let yaml = format!("seed: {n}.txt\ntitle: Source {n}\npassages:\n{passages}");
        test = test.seed(&format!("{n}.txt"), seed).source(&format!("s{n}"), yaml);
    }
    test
}

/// The pages of the map.
fn maps(site: &Built) -> Vec<(String, String)> {
    let paths = site.files().keys();
    let maps = paths.filter(|p| *p == "map.html" || p.starts_with("map/"));
    maps.map(|path| (path.clone(), site.page(path))).collect()
}

/// The picture, and what is said below it.
fn halves(html: &str) -> (&str, &str) {
    let begins = html.find("id=\"in-words\"").unwrap_or(html.len());
    html.split_at(begins)
}

/// Where the boxes of a picture lead, and how many lines of each kind there are.
fn drawn(path: &str, html: &str) -> (Vec<String>, usize, usize, usize) {
    let begins = html
        .find("role=\"group\"")
        .map_or(html.len(), |at| html[..at].rfind("<svg").unwrap());
    let picture = html[begins..].split("</section>").next().unwrap();
    let picture = &format!("<main>{picture}</main>");
    let mut boxes = vec![];
    for token in tokens(picture).unwrap() {
        if let Token::Open { name, attributes } = token
            && name == "a"
        {
            boxes.push(target(path, &attributes["href"]));
        }
    }
    let of = |kind: &str| picture.matches(&format!("<path class=\"{kind}\" d=")).count();
    (boxes, of("supports"), of("attacks"), of("shares"))
}

/// Every relation that the pages tell in words: an argument, the kind, another.
fn told(site: &Built) -> BTreeSet<(String, &'static str, String)> {
    let kinds = [
        ("It supports", "supports", false),
        ("It attacks", "attacks", false),
        ("Supported by", "supports", true),
        ("Attacked by", "attacks", true),
        ("Almost the same sources", "shares", false),
    ];
    let mut told = BTreeSet::new();
    for (path, html) in maps(site) {
        for entry in halves(&html).1.split("<li class=\"entry\">").skip(1) {
            let leads = |part: &str| -> Vec<String> {
                let wrapped = format!("<main>{part}</main>");
                hrefs(&wrapped).into_iter().map(|href| target(&path, &href)).collect()
            };
            let (own, lists) = entry.split_once("<dl>").unwrap();
            let own = leads(own).remove(0);
            for list in lists.split("</dl>").next().unwrap().split("<dt>").skip(1) {
                let kind = kinds.iter().find(|kind| list.starts_with(kind.0)).unwrap();
                for other in leads(list.split("</div>").next().unwrap()) {
                    let (from, to) =
                        if kind.2 { (other, own.clone()) } else { (own.clone(), other) };
                    told.insert((from, kind.1, to));
                }
            }
        }
    }
    told
}

fn page_of(argument: usize) -> String {
    format!("arguments/a{argument}.html#")
}

#[test]
fn a_small_map_shows_everything_and_says_it_in_words() {
    let related = |a: usize| match a {
        0 => "supports: [a1, a2], attacks: [a3]".to_owned(),
        3 => "attacks: [a0], supports: [a2]".to_owned(),
        _ => String::new(),
    };
    let test = speaking(
        arguments(8, 2, related),
        &[&[0, 1, 2, 3, 4, 5], &[0, 2, 4, 5], &[1, 4, 5], &[6, 7]],
    );
    let site = test.clone().build();
    sound(&site);
    let html = site.page("map.html");
    let (boxes, supports, attacks, shares) = drawn("map.html", &html);
    let all: BTreeSet<String> = (0..8).map(page_of).collect();
    assert_eq!(boxes.len(), 8, "each once");
    assert_eq!(boxes.into_iter().collect::<BTreeSet<_>>(), all);
    // The attacks of two arguments on each other are one line with two heads; a tie is between
    // two that no relation joins, and that share almost all of at least two sources.
    assert_eq!((supports, attacks, shares), (3, 1, 1));
    assert_eq!(html.matches("marker-start").count(), 1);
    let wanted = [
        (0, "supports", 1),
        (0, "supports", 2),
        (0, "attacks", 3),
        (3, "attacks", 0),
        (3, "supports", 2),
        (4, "shares", 5),
    ];
    let wanted = wanted.map(|(from, kind, to)| (page_of(from), kind, page_of(to)));
    assert_eq!(told(&site), BTreeSet::from(wanted));
    assert!(halves(&html).1.contains("3 of 3 sources"));
    assert_eq!(test.build().page("map.html"), html, "the same every time");
}

#[test]
fn words_of_the_author_are_escaped_and_a_right_to_left_map_is_mirrored() {
    let test = DossierTest::new()
        .argument(
            "a",
            "claim: A.\nlabel: '<script>\"x\"'\nrelations: { supports: [b] }\n",
        )
        .argument("b", "claim: B.\n");
    let arabic = "title: T\nlanguage: ar\n";
    let mirrored = test.clone().file("content/dossier.yaml", arabic).build();
    let page = test.build().page("map.html");
    assert!(!page.contains("<script>\"x\"") && page.contains("&lt;script&gt;"));
    let left = |html: &str, id: &str| -> f64 {
        let (_, after) = html.split_once(&format!("arguments/{id}.html\" aria")).unwrap();
        let (_, x) = after.split_once("<rect x=\"").unwrap();
        x.split('"').next().unwrap().parse().unwrap()
    };
    assert!(left(&page, "a") < left(&page, "b"));
    let mirrored = mirrored.page("map.html");
    assert!(left(&mirrored, "a") > left(&mirrored, "b"));
}

#[test]
fn three_hundred_arguments_have_a_map_a_topic() {
    let related = |a: usize| match a % 4 {
        0 => String::new(),
        1 => format!("supports: [a{}, a{}]", (a + 6) % 300, a / 2),
        2 => format!("attacks: [a{}]", (a * 7 + 5) % 300),
        _ => {
            format!("supports: [a{}], attacks: [a{}]", (a * 5 + 1) % 300, (a + 12) % 300)
        }
    };
    let site = arguments(300, 6, related).build();
    sound(&site);
    let index = site.site.as_ref().unwrap().index();
    let id = |a: usize| {
        let arguments = &site.site.as_ref().unwrap().dossier().arguments;
        format!("arguments/{}.html#", arguments[a].id)
    };
    let mut stated = BTreeSet::new();
    for (from, relations) in index.relations.iter().enumerate() {
        stated
            .extend(relations.supports.iter().map(|to| (id(from), "supports", id(*to))));
        stated.extend(relations.attacks.iter().map(|to| (id(from), "attacks", id(*to))));
    }
    assert_eq!(told(&site), stated);
    let mut boxes = BTreeSet::new();
    for (path, html) in maps(&site) {
        let (here, supports, attacks, _) = drawn(&path, &html);
        assert!(here.len() <= 56 && supports + attacks <= 120, "{path} can be read");
        if path == "map.html" {
            let topics: BTreeSet<String> =
                (0..6).map(|n| format!("map/topics/t{n}.html#")).collect();
            assert_eq!(here.into_iter().collect::<BTreeSet<_>>(), topics);
        } else {
            boxes.extend(here);
        }
    }
    let joined = stated.iter().flat_map(|(from, _, to)| [from.clone(), to.clone()]);
    assert_eq!(boxes, joined.collect(), "what is joined is drawn, and nothing else");
}

#[test]
fn an_argument_that_all_others_attack_makes_no_page_too_large() {
    let site = arguments(400, 0, |a| match a {
        0 => "supports: [a1]".to_owned(),
        _ => format!("attacks: [a0, a{}]", a / 2),
    })
    .build();
    sound(&site);
    let maps = maps(&site);
    assert!(maps.len() > 10, "{}", maps.len());
    assert!(maps[0].1.contains("have no room in the picture"));
    for (path, html) in maps {
        let (boxes, supports, attacks, _) = drawn(&path, &html);
        assert!(boxes.len() <= 56 && supports + attacks <= 120, "{path}");
        assert!(html.len() < 300_000, "{path} has {} bytes", html.len());
    }
}
