//! What a page needs to follow the dossier: a script, and what it knows at the beginning.

use axum::body::Bytes;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use memchr::memmem;
use serde_json::{Value, json};

use super::OWN;
use super::shown::{Rendered, Shown};

/// The script that pages get.
pub(super) async fn script() -> impl IntoResponse {
    let kind: (HeaderName, &str) = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind], include_str!("page.js"))
}

/// What a page is told of itself: which bytes it has now, and what is wrong.
///
/// `content` is the same for bytes that differ in the names of style sheets only.
pub(super) fn state(shown: &Shown, path: &str, rendered: &Rendered) -> Value {
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
        "faults": shown.faults(rendered.fault.as_ref()),
    })
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// The bytes of a page, with the script before its end.
pub(super) fn with_script(shown: &Shown, path: &str, rendered: &Rendered) -> Bytes {
    // In a script element only `</` could end it, or `<!--` change what it is.
    let state = state(shown, path, rendered).to_string().replace('<', "\\u003c");
    let script = format!(
        "<script type=\"application/json\" id=\"throughline-served\">{state}</script>\
         <script src=\"{OWN}/preview.js\" defer></script>"
    );
    let page = &rendered.bytes;
    let end = memmem::rfind(page, b"</body>").unwrap_or(page.len());
    [&page[..end], script.as_bytes(), &page[end..]].concat().into()
}
