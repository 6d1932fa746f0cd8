//! What stands at an address, as the host would have it.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::Served;
use super::editor::Editor;
use super::guard::refusal;
use super::page;
use super::shown::{Rendered, Shown};

/// What can't stand in the path of an address.
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'%');

/// Answers for an address, with what is there at this moment.
pub(super) async fn answer(State(served): State<Served>, request: Request) -> Response {
    let Some(shown) = served.desk.ask().await else {
        return refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            "the site is being made; come again",
        );
    };
    let wants_page = wants_page(request.headers());
    let uri = request.uri().clone();
    let answer = tokio::task::spawn_blocking(move || {
        let page = Asked { shown: &shown, editor: served.editor.as_deref(), wants_page };
        stands_at(&page, &uri)
    })
    .await;
    answer.unwrap_or_else(|_| {
        refusal(StatusCode::INTERNAL_SERVER_ERROR, "this page made the preview fail")
    })
}

/// Whether it is a browser that asks for a page to show. What only reads the page (a program, a
/// preview of a link in a hidden frame) is given the bytes as they are published.
fn wants_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html"))
        && text("sec-fetch-dest").is_none_or(|dest| dest == "document" || dest == "empty")
}

/// What an answer is made of.
struct Asked<'a> {
    shown: &'a Shown,
    editor: Option<&'a Editor>,
    wants_page: bool,
}

/// Where an address leads.
enum Place {
    /// A path of the site.
    File(String),
    /// Another address.
    Elsewhere(String),
    /// Nowhere.
    Nothing,
}

fn stands_at(asked: &Asked<'_>, uri: &Uri) -> Response {
    let shown = asked.shown;
    match place(shown, uri) {
        Place::Elsewhere(to) => elsewhere(&to, uri.query()),
        Place::File(path) => match shown.render(&path) {
            Some(rendered) => {
                let status = if rendered.missing {
                    StatusCode::INTERNAL_SERVER_ERROR
                } else {
                    StatusCode::OK
                };
                file(asked, &path, &rendered, status)
            }
            None => nothing(asked),
        },
        Place::Nothing => nothing(asked),
    }
}

fn place(shown: &Shown, uri: &Uri) -> Place {
    let Ok(path) = percent_decode_str(uri.path()).decode_utf8() else {
        return Place::Nothing;
    };
    let base = shown.base();
    if path == "/" && base != "/" || path == base.trim_end_matches('/') {
        return Place::Elsewhere(base.to_owned());
    }
    let Some(below) = path.strip_prefix(base) else { return Place::Nothing };
    if below.is_empty() || below.ends_with('/') {
        return Place::File(format!("{below}index.html"));
    }
    let site = shown.site();
    let is = |path: &str| site.is_some_and(|site| site.has(path));
    if !is(below) && is(&format!("{below}/index.html")) {
        return Place::Elsewhere(format!("{path}/"));
    }
    Place::File(below.to_owned())
}

fn elsewhere(to: &str, query: Option<&str>) -> Response {
    // Two slashes at the beginning would be another host.
    let to = format!("/{}", to.trim_start_matches('/'));
    let mut to = utf8_percent_encode(&to, NOT_IN_PATHS).to_string();
    if let Some(query) = query {
        to = format!("{to}?{query}");
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// The dossier's own page for addresses that lead nowhere.
fn nothing(asked: &Asked<'_>) -> Response {
    const PATH: &str = "404.html";
    match asked.shown.render(PATH) {
        Some(page) => file(asked, PATH, &page, StatusCode::NOT_FOUND),
        None => refusal(StatusCode::NOT_FOUND, "there is no such page"),
    }
}

fn file(
    asked: &Asked<'_>,
    path: &str,
    rendered: &Rendered,
    status: StatusCode,
) -> Response {
    let html = rendered.missing || path.ends_with(".html");
    let bytes: Bytes = if html && asked.wants_page {
        page::with_script(asked.shown, asked.editor, path, rendered)
    } else {
        rendered.bytes.clone()
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let kind =
        if html { "text/html; charset=utf-8".to_owned() } else { media_type(path) };
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

fn media_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        // Citations, which the tables have no or several types for.
        "bib" | "ris" => "text/plain".to_owned(),
        _ => mime_guess::from_path(path).first_or_octet_stream().to_string(),
    };
    let text = kind.starts_with("text/")
        || ["application/json", "application/javascript"].contains(&kind.as_str());
    if text { format!("{kind}; charset=utf-8") } else { kind }
}
