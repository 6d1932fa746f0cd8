//! What a page needs to follow the dossier: a script, and what it knows at the beginning.

use axum::body::Bytes;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use memchr::memmem;
use serde_json::{Value, json};

use super::OWN;
use super::editor::Editor;
use super::shown::{Rendered, Shown};

/// The script that pages get.
pub(super) async fn script() -> impl IntoResponse {
    let kind: (HeaderName, &str) = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind], include_str!("page.js"))
}

/// What a page is told of itself: which bytes it has now, and what is wrong.
///
/// `content` is the same for bytes that differ in the names of style sheets only; `editor` is the
/// same as long as an editor of the page knows all that it should.
pub(super) fn state(
    shown: &Shown,
    editor: Option<&Editor>,
    path: &str,
    rendered: &Rendered,
) -> Value {
    let data = editor.and_then(|editor| editor.data(path, rendered));
    state_with(shown, path, rendered, data.as_ref())
}

fn state_with(
    shown: &Shown,
    path: &str,
    rendered: &Rendered,
    editor: Option<&Value>,
) -> Value {
    let sheets = shown.sheets();
    let mut content = rendered.bytes.to_vec();
    for sheet in &sheets {
        if let Some(at) = memmem::find(&content, sheet.as_bytes()) {
            content.drain(at..at + sheet.len());
        }
    }
    json!({
        "page": path,
        "bytes": hash(&rendered.bytes),
        "content": hash(&content),
        "sheets": sheets,
        "editor": editor.map(|data| hash(data.to_string().as_bytes())),
        "faults": shown.faults(rendered.fault.as_ref()),
    })
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// The bytes of a page, with the script before its end.
pub(super) fn with_script(
    shown: &Shown,
    editor: Option<&Editor>,
    path: &str,
    rendered: &Rendered,
) -> Bytes {
    let data = editor.and_then(|editor| editor.data(path, rendered));
    let state = in_element(&state_with(shown, path, rendered, data.as_ref()));
    let editor = editor.zip(data).map_or_else(String::new, |(editor, data)| {
        let data = in_element(&editor.with_run(data));
        format!(
            "<script type=\"application/json\" id=\"throughline-editor\">{data}</script>\
             <script src=\"{OWN}/editor/main.js\" type=\"module\"></script>"
        )
    });
    let script = format!(
        "<script type=\"application/json\" id=\"throughline-served\">{state}</script>\
         <script src=\"{OWN}/preview.js\" defer></script>{editor}"
    );
    let page = &rendered.bytes;
    let end = memmem::rfind(page, b"</body>").unwrap_or(page.len());
    [&page[..end], script.as_bytes(), &page[end..]].concat().into()
}

/// JSON within a script element, which only `</` could end, or `<!--` change in what it is.
fn in_element(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}
