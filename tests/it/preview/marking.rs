//! Marking in the browser, as a page asks for it: what is written, what is refused, and that
//! nothing of it is in a site that is built.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use serde_json::{Value, json};

use throughline::preview::{Limits, Options};

use super::{Answer, Preview};
use crate::support::Disk;

const PAGE: &str = "/sources/a.html";
const YAML: &str = "content/sources/a.yaml";

/// What the page of a source was given when it was loaded.
struct Page {
    data: Value,
}

impl Page {
    fn of(preview: &Preview, path: &str) -> Self {
        let page = preview.page(path);
        let begin = "<script type=\"application/json\" id=\"throughline-editor\">";
        let (_, rest) = page.split_once(begin).expect("the page is an editor");
        let data = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
        Self { data }
    }

    fn ask(&self, preview: &Preview, action: &Value) -> (u16, Value) {
        let mut asked = json!({
            "source": self.data["source"],
            "version": self.data["version"],
            "seed": self.data["seed"],
        });
        asked.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
        let token = self.data["token"].as_str().unwrap();
        let headers =
            format!("Content-Type: application/json\r\nX-Throughline-Token: {token}\r\n");
        let answer = post(preview, &headers, &asked.to_string());
        (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
    }
}

fn post(preview: &Preview, headers: &str, body: &str) -> Answer {
    let (address, length) = (preview.address, body.len());
    let head = format!(
        "POST /_throughline/editor/do HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    );
    Answer::of(&preview.raw(head.as_bytes()))
}

/// Marks characters of the first paragraph.
fn mark(from: usize, to: usize, words: &str, argument: &Value) -> Value {
    json!({
        "do": "mark", "from": [1, from], "to": [1, to], "words": words,
        "coding": { "arguments": [argument] },
    })
}

fn old() -> Value {
    json!({ "id": "c", "stance": "disputes" })
}

fn start() -> (Disk, Preview) {
    let disk = Disk::dossier();
    disk.put("seeds/a.txt", "The fox jumps over the dog.\n\nAnd sleeps.\n");
    let preview = Preview::of(&disk.path(""));
    (disk, preview)
}

fn left_beside(disk: &Disk) -> Vec<PathBuf> {
    let entries = fs::read_dir(disk.path("content/sources")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| !path.ends_with("a.yaml")).collect()
}

#[test]
fn only_pages_of_sources_that_are_served_are_editors() {
    let (disk, preview) = start();
    disk.put("seeds/b.txt", "The dog.\n");
    disk.put("content/sources/b.yaml", "seed: b.txt\ntitle: B\nrights: excerpts\n");
    let data = Page::of(&preview, PAGE).data;
    assert_eq!(data["passages"][0]["arguments"][0]["stance"], "supports");
    assert_eq!(data["arguments"][0]["claim"], "A claim.");
    for page in ["/index.html", "/arguments/c.html", "/sources/b.html"] {
        let page = preview.page(page);
        assert!(
            page.contains("throughline-served") && !page.contains("throughline-editor")
        );
    }
    // Programs get the published bytes.
    assert!(!preview.get(PAGE).text().contains("_throughline"));
    assert_eq!(disk.run(&["build"]).code, Some(0));
    let words = ["_throughline", "throughline-editor", "throughline:reload", "edit_"];
    for (path, bytes) in disk.files("site") {
        // The index of the search is compressed; it is made of the pages' words alone.
        let text = String::from_utf8_lossy(&bytes);
        let found = words.iter().find(|word| text.contains(**word));
        assert_eq!(found, None, "{path}");
    }
}

#[test]
fn a_passage_is_marked_taken_back_and_marked_again() {
    let (disk, preview) = start();
    let before = disk.read(YAML);
    let page = Page::of(&preview, PAGE);
    let (status, done) = page.ask(&preview, &mark(6, 11, "jumps", &old()));
    assert_eq!(
        (status, &done["file"], &done["undo"]),
        (200, &YAML.into(), &1.into()),
        "{done}"
    );
    let after = disk.read(YAML);
    assert!(after.contains("quote: jumps, arguments: { c: disputes }"), "{after}");
    let id = done["passage"].as_str().unwrap();
    assert!(preview.get(PAGE).text().contains(&format!("id=\"{id}\"")), "{id}");

    let page = Page::of(&preview, PAGE);
    assert_eq!((&page.data["undo"], &page.data["redo"]), (&1.into(), &0.into()));
    let (status, done) = page.ask(&preview, &json!({ "do": "undo" }));
    assert_eq!((status, disk.read(YAML)), (200, before), "{done}");
    let (status, done) = page.ask(&preview, &json!({ "do": "redo" }));
    assert_eq!((status, disk.read(YAML)), (200, after), "{done}");
    assert_eq!(done["passage"], *id);
    let (status, done) = page.ask(&preview, &json!({ "do": "redo" }));
    assert_eq!((status, &done["refused"]), (422, &"edit".into()));
    assert_eq!(left_beside(&disk), [""; 0].map(PathBuf::from));
}

#[test]
fn what_has_changed_since_the_page_is_not_overwritten_and_both_texts_are_told() {
    let (disk, preview) = start();
    let page = Page::of(&preview, PAGE);
    let theirs = disk.read(YAML).replace("title: A", "title: A # by hand");
    disk.put(YAML, &theirs);
    let asked = mark(6, 11, "jumps", &old());
    let (status, said) = page.ask(&preview, &asked);
    assert_eq!((status, &said["refused"]), (409, &"changed".into()), "{said}");
    assert_eq!(
        (disk.read(YAML), said["theirs"].as_str()),
        (theirs.clone(), Some(&*theirs))
    );
    let ours = said["ours"].as_str().unwrap();
    assert!(ours.contains("# by hand") && ours.contains("quote: jumps"), "{ours}");
    // Who has seen both may go on from theirs.
    let mut again = asked.clone();
    again["version"] = said["version"].clone();
    let (status, said) = page.ask(&preview, &again);
    assert_eq!((status, disk.read(YAML)), (200, ours.to_owned()), "{said}");
    // What has been edited by hand since is not taken back.
    disk.put(YAML, ours.replace("by hand", "again"));
    let (status, said) = page.ask(&preview, &json!({ "do": "undo" }));
    assert_eq!((status, &said["refused"]), (409, &"changed".into()), "{said}");
    assert!(disk.read(YAML).contains("# again") && disk.read(YAML).contains("jumps"));
    // The step is not lost.
    disk.put(YAML, ours);
    assert_eq!(page.ask(&preview, &json!({ "do": "undo" })).0, 200);
    assert_eq!(disk.read(YAML), theirs);
}

#[test]
fn words_that_are_others_by_now_are_not_marked() {
    let (disk, preview) = start();
    let page = Page::of(&preview, PAGE);
    let before = disk.read(YAML);
    // A template that shows other words, or counts otherwise.
    let (status, said) = page.ask(&preview, &mark(6, 11, "sleeps", &old()));
    assert_eq!((status, disk.read(YAML)), (422, before.clone()), "{said}");
    disk.put("seeds/a.txt", "The fox jumpt over the dog.\n");
    let (status, said) = page.ask(&preview, &mark(6, 11, "jumps", &old()));
    assert_eq!((status, disk.read(YAML)), (422, before.clone()), "{said}");
    // The same words in a text that is another.
    disk.put("seeds/a.txt", "The fox jumps over the dog.\n\nNo more.\n");
    let (status, said) = page.ask(&preview, &mark(6, 11, "jumps", &old()));
    assert_eq!((status, disk.read(YAML)), (422, before), "{said}");
    assert!(
        said["message"].as_str().unwrap().contains("seeds/a.txt has changed"),
        "{said}"
    );
}

#[test]
fn an_argument_is_made_with_its_first_passage_and_goes_with_it() {
    let (disk, preview) = start();
    let new = json!({ "claim": "The fox is quick.", "stance": "supports" });
    let made = "content/arguments/the-fox-is-quick.yaml";
    let page = Page::of(&preview, PAGE);
    // Where the passage can't be marked, there is no argument either.
    let (status, _) = page.ask(&preview, &mark(6, 11, "sleeps", &new));
    assert_eq!((status, disk.path(made).exists()), (422, false));
    let (status, done) = page.ask(&preview, &mark(6, 11, "jumps", &new));
    assert_eq!(status, 200, "{done}");
    assert_eq!(disk.read(made), "claim: The fox is quick.\n");
    assert!(disk.read(YAML).contains("the-fox-is-quick: supports"));
    let page = Page::of(&preview, PAGE);
    assert_eq!(page.ask(&preview, &json!({ "do": "undo" })).0, 200);
    assert!(!disk.path(made).exists());
    assert_eq!(page.ask(&preview, &json!({ "do": "redo" })).0, 200);
    assert!(disk.path(made).exists());
    // It stays where something else names it.
    disk.put("content/pages/p.md", "---\ntitle: P\n---\nSee [[the-fox-is-quick]].\n");
    assert_eq!(page.ask(&preview, &json!({ "do": "undo" })).0, 200);
    assert!(disk.path(made).exists() && !disk.read(YAML).contains("jumps"));
    let (status, done) = page.ask(&preview, &json!({ "do": "redo" }));
    assert_eq!(status, 200, "{done}");
    assert!(disk.read(YAML).contains("the-fox-is-quick: supports"));
}

#[test]
fn a_passage_is_changed_given_other_words_and_deleted() {
    let (disk, preview) = start();
    let id = Page::of(&preview, PAGE).data["passages"][0]["id"].clone();
    let coding = json!({
        "arguments": [{ "id": "c", "stance": "reports" }],
        "speaker": "Reynard", "note": "  Two\r\nlines. ", "id": "fox", "translation": "",
    });
    // Another file names the passage by the id that it has now.
    let named = format!("---\ntitle: P\n---\n[[a#{}]]\n", id.as_str().unwrap());
    disk.put("content/pages/p.md", &named);
    let change = json!({ "do": "change", "passage": id, "coding": coding });
    let page = Page::of(&preview, PAGE);
    let (status, said) = page.ask(&preview, &change);
    assert_eq!((status, &said["refused"]), (422, &"cited".into()), "{said}");
    assert_eq!(said["files"], json!(["content/pages/p.md"]));
    disk.put("content/pages/p.md", "---\ntitle: P\n---\n[[a#fox]]\n");
    let (status, said) = page.ask(&preview, &change);
    assert_eq!((status, &said["passage"]), (200, &"fox".into()), "{said}");
    let text = disk.read(YAML);
    assert!(text.contains("c: reports") && text.contains("speaker: Reynard"), "{text}");

    let page = Page::of(&preview, PAGE);
    let respan = json!({
        "do": "respan", "passage": "fox", "from": [1, 6], "to": [2, 3], "words": "jumps over the dog. And",
    });
    let (status, said) = page.ask(&preview, &respan);
    assert_eq!((status, &said["passage"]), (200, &"fox".into()), "{said}");
    assert!(disk.read(YAML).contains("jumps over the dog."));

    let page = Page::of(&preview, PAGE);
    let mut delete = json!({ "do": "delete", "passage": "fox" });
    let (status, said) = page.ask(&preview, &delete);
    assert_eq!((status, &said["files"]), (422, &json!(["content/pages/p.md"])), "{said}");
    delete["cited"] = true.into();
    assert_eq!(page.ask(&preview, &delete).0, 200);
    assert!(!disk.read(YAML).contains("passages"), "{}", disk.read(YAML));
}

#[test]
fn a_heading_and_furniture_are_set_apart_and_taken_back() {
    let (disk, preview) = start();
    let before = disk.read(YAML);
    for (name, key) in [("heading", "headings"), ("furniture", "omit")] {
        let page = Page::of(&preview, PAGE);
        let words = "And sleeps.";
        let asked = json!({
            "do": "set-apart", "as": name, "from": [2, 0], "to": [2, words.len() - 1], "words": words,
        });
        let (status, said) = page.ask(&preview, &asked);
        assert_eq!(status, 200, "{said}");
        assert!(disk.read(YAML).contains(&format!("{key}:")), "{}", disk.read(YAML));
        let page = Page::of(&preview, PAGE);
        assert_eq!(
            page.data["apart"],
            json!([{ "key": key, "index": 0, "blocks": [2, 2] }])
        );
        let taken = json!({ "do": "unset-apart", "as": name, "index": 0 });
        let (status, said) = page.ask(&preview, &taken);
        assert_eq!((status, disk.read(YAML)), (200, before.clone()), "{said}");
    }
}

#[test]
fn metadata_are_written_as_the_schema_takes_them_all_or_none() {
    let (disk, preview) = start();
    let page = Page::of(&preview, PAGE);
    let field = |key: &str| {
        let fields = page.data["metadata"].as_array().unwrap();
        fields.iter().find(|field| field["key"] == key).unwrap().clone()
    };
    assert_eq!(
        (&field("title")["value"], &field("date")["value"]),
        (&"A".into(), &Value::Null)
    );
    assert_eq!(field("credibility")["choices"].as_array().unwrap().len(), 6);
    assert!(field("date")["hint"].as_str().unwrap().contains("EDTF"));
    let before = disk.read(YAML);
    let wrong = json!({ "title": "B", "date": "2025-13" });
    let (status, said) =
        page.ask(&preview, &json!({ "do": "metadata", "values": wrong }));
    assert_eq!((status, disk.read(YAML)), (422, before.clone()), "{said}");
    assert!(said["message"].as_str().unwrap().contains("2025-13"), "{said}");
    let (status, said) = page
        .ask(&preview, &json!({ "do": "metadata", "values": { "passages": "none" } }));
    assert_eq!((status, disk.read(YAML)), (422, before.clone()), "{said}");
    let right = json!({
        "title": "B", "date": "2025-02~", "author": ["A. One", "B. Two"], "credibility": "3",
    });
    let (status, said) =
        page.ask(&preview, &json!({ "do": "metadata", "values": right }));
    assert_eq!(status, 200, "{said}");
    let text = disk.read(YAML);
    for line in ["title: B\n", "date: 2025-02~\n", "author: [A. One, B. Two]\n"] {
        assert!(text.contains(line), "{text}");
    }
    let page = Page::of(&preview, PAGE);
    let gone =
        json!({ "do": "metadata", "values": { "date": null, "author": "A. One" } });
    assert_eq!(page.ask(&preview, &gone).0, 200);
    assert!(!disk.read(YAML).contains("date") && disk.read(YAML).contains("A. One\n"));
    for _ in 0..2 {
        assert_eq!(page.ask(&preview, &json!({ "do": "undo" })).0, 200);
    }
    assert_eq!(disk.read(YAML), before);
}

#[test]
fn a_preview_without_an_editor_has_nothing_of_it() {
    let disk = Disk::dossier();
    let options = Options {
        root: disk.path(""),
        host: IpAddr::V4(Ipv4Addr::LOCALHOST),
        poll: false,
        edit: false,
        color: false,
        limits: Limits::default(),
    };
    let preview = Preview::start(options);
    let page = preview.page(PAGE);
    assert!(page.contains("throughline-served") && !page.contains("throughline-editor"));
    assert_eq!(preview.get("/_throughline/editor/main.js").status, 404);
    assert_eq!(post(&preview, "Content-Type: application/json\r\n", "{}").status, 405);
}

#[test]
fn nobody_else_can_write() {
    let (disk, preview) = start();
    let before = disk.files("content");
    let page = Page::of(&preview, PAGE);
    let token = page.data["token"].as_str().unwrap();
    let body = json!({
        "source": "a", "version": page.data["version"], "seed": page.data["seed"],
        "do": "delete", "passage": page.data["passages"][0]["id"],
    })
    .to_string();
    let json = "Content-Type: application/json\r\n";
    let mine = format!("X-Throughline-Token: {token}\r\n");
    let other = format!("X-Throughline-Token: {}\r\n", "0".repeat(64));
    let long = "x".repeat(300 << 10);
    for (status, headers, body) in [
        (403, json.to_owned(), &*body),
        (403, format!("{json}{other}"), &body),
        (415, mine.clone(), &body),
        (415, format!("Content-Type: text/plain\r\n{mine}"), &body),
        (403, format!("{json}{mine}Origin: http://evil.example\r\n"), &body),
        (403, format!("{json}{mine}Sec-Fetch-Site: cross-site\r\n"), &body),
        (413, format!("{json}{mine}"), &long),
        (400, format!("{json}{mine}"), "{"),
        (400, format!("{json}{mine}"), "{}"),
        (200, format!("{json}{mine}"), &body),
    ] {
        assert_eq!(disk.files("content"), before);
        assert_eq!(post(&preview, &headers, body).status, status, "{headers}");
    }
    assert_ne!(disk.files("content"), before, "the last one may");
    assert_eq!(preview.get("/_throughline/editor/do").status, 405);
    assert_eq!(preview.get("/_throughline/editor/../mod.rs").status, 404);
    let script = preview.get("/_throughline/editor/main.js");
    assert!(script.status == 200 && script.head.contains("text/javascript"));
    // The token is another in each run.
    let second = Preview::of(&disk.path(""));
    assert_ne!(Page::of(&second, PAGE).data["token"], *token);
}

/// A dossier whose seed changes under the preview: the first passage drifts, the second stands in
/// two places, the third is gone.
fn gone_astray() -> (Disk, Preview, Page) {
    let disk = Disk::dossier();
    disk.put(
        "seeds/a.txt",
        "The fox jumps over the lazy dog.\n\nIt sleeps.\n\nNobody saw where the owl went.\n",
    );
    disk.put(
        YAML,
        "# mine\nseed: a.txt\ntitle: A\nredact:\n  - quote: lazy\npassages:\n  - quote: The fox jumps\n    arguments: { c: supports } # !\n  - quote: It sleeps.\n  - quote: where the owl went\n    id: owl\n",
    );
    let preview = Preview::of(&disk.path(""));
    let page = Page::of(&preview, PAGE);
    disk.put(
        "seeds/a.txt",
        "The red fox jumps over the lazy dog.\n\nIt sleeps. It dreams.\n\nIn the end: It sleeps.\n",
    );
    (disk, preview, page)
}

fn astray(preview: &Preview) -> Value {
    let answer = preview.get("/_throughline/editor/astray/a");
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

/// What is asked of the list, by its version.
fn of(list: &Value, action: &Value) -> Value {
    let mut asked = json!({ "version": list["version"], "seed": list["seed"] });
    asked.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
    asked
}

#[test]
fn passages_that_lost_their_place_are_listed_by_the_files_as_they_are() {
    let (disk, preview, page) = gone_astray();
    let list = astray(&preview);
    let passages = list["passages"].as_array().unwrap();
    let why: Vec<&str> = passages.iter().map(|p| p["why"].as_str().unwrap()).collect();
    assert_eq!(why, ["drifted", "ambiguous", "missing"], "{list:#}");
    let near = &passages[0]["candidates"][0];
    assert_eq!(
        (&near["words"], &near["changes"], &near["same"], &near["after"]),
        (
            &"The red fox jumps".into(),
            &json!([["kept", "The "], ["added", "red "], ["kept", "fox jumps"]]),
            &88.into(),
            &"over the █████ dog. It sleeps. It dreams.".into()
        ),
        "{list:#}"
    );
    let places = passages[1]["candidates"].as_array().unwrap();
    assert_eq!(places.len(), 2);
    assert!(places[1]["before"].as_str().unwrap().ends_with("In the end:"), "{list:#}");
    assert_eq!(passages[2]["candidates"], json!([]));
    assert_eq!(list["blocks"][2], "In the end: It sleeps.");
    assert!(!list.to_string().contains("lazy"), "{list:#}");
    // The page underneath is the last good one, and what is asked of it is refused.
    assert!(preview.get(PAGE).text().contains("Nobody saw"));
    let (status, _) = page.ask(&preview, &json!({ "do": "delete", "index": 2 }));
    assert_eq!(status, 422);
    // A run that begins with the errors has no good page: it is an editor all the same.
    let second = Preview::of(&disk.path(""));
    assert_eq!(Page::of(&second, PAGE).data["source"], "a");
    assert_eq!(astray(&second), list);
    // A text that is not published whole is not told.
    disk.put(YAML, disk.read(YAML).replace("title: A", "title: A\nrights: excerpts"));
    assert_eq!(astray(&preview), Value::Null);
    // Of what can't be read there is no list, which is no error of the page.
    assert_eq!(preview.get("/_throughline/editor/astray/b").text(), "null");
}

#[test]
fn passages_that_lost_their_place_are_mended_one_by_one_and_taken_back() {
    let (disk, preview, page) = gone_astray();
    disk.put("content/pages/p.md", "---\ntitle: P\n---\nSee [[a#owl]].\n");
    let before = disk.read(YAML);
    let first = astray(&preview);
    let accept = json!({ "do": "reanchor", "index": 0, "candidate": 0, "words": "The red fox jumps" });
    // What was seen is other words, or there is no such candidate.
    for (key, value) in
        [("words", json!("The fox jumps")), ("candidate", json!(1)), ("index", json!(7))]
    {
        let mut other = of(&first, &accept);
        other[key] = value;
        assert_eq!(
            (page.ask(&preview, &other).0, disk.read(YAML)),
            (422, before.clone())
        );
    }
    let (status, said) = page.ask(&preview, &of(&first, &accept));
    assert_eq!((status, &said["undo"]), (200, &1.into()), "{said}");
    let text = before.replace("quote: The fox jumps", "quote: The red fox jumps");
    assert_eq!(disk.read(YAML), text);
    // Its list is old now: an index may be another passage's, so nothing is done, and no text of
    // an edit is shown that was thought for another.
    let delete = json!({ "do": "delete", "index": 2 });
    let (status, said) = page.ask(&preview, &of(&first, &delete));
    assert_eq!((status, &said["ours"]), (409, &Value::Null), "{said}");
    let second = astray(&preview);
    assert_eq!(second["passages"].as_array().unwrap().len(), 2);
    // One that has its place is not meant by an index.
    let placed = of(&second, &json!({ "do": "delete", "index": 0 }));
    assert_eq!(page.ask(&preview, &placed).0, 422);
    let respan = json!({
        "do": "respan", "index": 1, "from": [3, 9], "to": [3, 18], "words": "It sleeps.",
    });
    let (status, said) = page.ask(&preview, &of(&second, &respan));
    assert_eq!(status, 200, "{said}");
    assert!(
        disk.read(YAML).contains("  - quote: It sleeps.\n    prefix: \"end:\"\n"),
        "{}",
        disk.read(YAML)
    );
    let third = astray(&preview);
    let (status, said) = page.ask(&preview, &of(&third, &delete));
    assert_eq!((status, &said["files"]), (422, &json!(["content/pages/p.md"])), "{said}");
    let mut delete = of(&third, &delete);
    delete["cited"] = true.into();
    assert_eq!(page.ask(&preview, &delete).0, 200);
    assert_eq!(astray(&preview)["passages"], json!([]));
    disk.put("content/pages/p.md", "---\ntitle: P\n---\nSee [[a]].\n");
    assert_eq!(disk.run(&["build"]).code, Some(0));
    for _ in 0..3 {
        assert_eq!(page.ask(&preview, &json!({ "do": "undo" })).0, 200);
    }
    assert_eq!(disk.read(YAML), before);
}
