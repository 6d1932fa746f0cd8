//! The page of a source as one in which it can be marked: the only part of the preview that writes.
//!
//! `request` reads what a page asks for, `action` works out what becomes of which file, `history`
//! takes it back, `page` is what a page has to know, `astray` what it is told of passages that
//! have lost their place. Files are written by `write::write_edit`
//! alone. Nothing of this is in a site that is built.

mod action;
mod answer;
mod astray;
mod history;
mod page;
mod request;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path as Named, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};
use tokio::task::JoinError;

use super::guard::refusal;
use super::shown::Rendered;
use crate::id::Id;
use crate::world::DiskWorld;
use answer::{Outcome, Refused};
use history::History;
use request::Asked;

/// The scripts and the style sheet of the editor.
static CLIENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/preview/editor/client");

/// The bytes that a request may have.
const BODY_BYTES_MAX: usize = 256 << 10;

/// How long a body may be on its way.
const BODY_TIME_MAX: Duration = Duration::from_secs(10);

/// The header that carries the token.
const TOKEN: &str = "x-throughline-token";

/// Who edits: one of a run.
pub(super) struct Editor {
    root: PathBuf,
    /// What only pages of this run know.
    token: String,
    /// What has been done; whoever holds it is the one who writes.
    history: Mutex<History>,
}

impl Editor {
    /// An editor of the dossier in `root`, with a token that nobody can guess.
    pub(super) fn new(root: &Path) -> std::io::Result<Self> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        let token = blake3::hash(&random).to_hex().to_string();
        Ok(Self { root: root.to_owned(), token, history: Mutex::default() })
    }

    /// What an editor of a page has to know; `None` where the page is none that can be edited.
    pub(super) fn data(&self, path: &str, rendered: &Rendered) -> Option<Value> {
        let made = rendered.of.as_deref()?;
        let id = path.strip_prefix("sources/")?.strip_suffix(".html")?;
        let mut data = page::data(made, id)?;
        // Another run has another token: its pages have to be loaded anew.
        data["run"] = Value::from(&blake3::hash(self.token.as_bytes()).to_hex()[..16]);
        Some(data)
    }

    /// The same with what is of this run and this moment.
    pub(super) fn with_run(&self, mut data: Value) -> Value {
        let source = data["source"].as_str().unwrap_or_default().to_owned();
        let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        data["token"] = Value::from(&*self.token);
        data["undo"] = Value::from(history.undoable(&source));
        data["redo"] = Value::from(history.redoable(&source));
        data
    }

    /// The passages of a source that have lost their place, by the files as they are.
    fn astray(&self, source: &str) -> Outcome {
        let id = Id::new(source).map_err(|error| Refused::message(error.to_string()))?;
        // Nobody writes meanwhile.
        let _history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        astray::data(&self.world()?, &id)
    }

    fn world(&self) -> Result<DiskWorld, Refused> {
        DiskWorld::open(&self.root).map_err(|error| {
            Refused::message(format!("{} can't be opened: {error}", self.root.display()))
        })
    }

    /// Does what is asked for: reads, works out and writes while nobody else does.
    fn run(&self, asked: &Asked) -> Outcome {
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let world = self.world()?;
        let mut done = action::run(&world, &self.root, asked, &mut history)?;
        done["undo"] = Value::from(history.undoable(asked.source.as_str()));
        done["redo"] = Value::from(history.redoable(asked.source.as_str()));
        Ok(done)
    }
}

/// The routes below `/_throughline/editor`.
pub(super) fn router() -> Router<Arc<Editor>> {
    Router::new()
        .route("/do", post(act))
        .route("/astray/{source}", get(astray_of))
        .route("/{file}", get(client))
}

async fn client(Named(file): Named<String>) -> Response {
    let Some(found) = CLIENT.get_file(&file) else {
        return refusal(StatusCode::NOT_FOUND, "the editor has no such file");
    };
    let kind = match file.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };
    ([(CONTENT_TYPE, kind)], found.contents()).into_response()
}

/// Why a request may do nothing, by its headers.
fn turned_away(headers: &HeaderMap, token: &str) -> Option<Response> {
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let kind = header(CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Some(refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "an edit is asked for as application/json",
        ));
    }
    // Hashes are compared in the same time whatever they are.
    let hash = |text: &str| blake3::hash(text.as_bytes());
    (hash(header(TOKEN)) != hash(token)).then(|| Refused::token().into_response())
}

async fn act(State(editor): State<Arc<Editor>>, request: Request) -> Response {
    if let Some(response) = turned_away(request.headers(), &editor.token) {
        return response;
    }
    let body = to_bytes(request.into_body(), BODY_BYTES_MAX);
    let body = match tokio::time::timeout(BODY_TIME_MAX, body).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            return refusal(StatusCode::PAYLOAD_TOO_LARGE, "an edit has 256 kB at most");
        }
        Err(_) => return refusal(StatusCode::REQUEST_TIMEOUT, "the edit never came"),
    };
    let read = serde_json::from_slice(&body).map_err(|error| error.to_string());
    let asked = match read.and_then(|json: Value| request::read(&json)) {
        Ok(asked) => asked,
        Err(why) => return refused_request(&why),
    };
    answered(tokio::task::spawn_blocking(move || editor.run(&asked)).await)
}

async fn astray_of(
    State(editor): State<Arc<Editor>>,
    Named(source): Named<String>,
) -> Response {
    // Of a source that can't be read there is no list: what is wrong with it is said elsewhere.
    let list = move || Ok(editor.astray(&source).unwrap_or(Value::Null));
    answered(tokio::task::spawn_blocking(list).await)
}

fn answered(outcome: Result<Outcome, JoinError>) -> Response {
    match outcome {
        Ok(Ok(done)) => answer::json(StatusCode::OK, &done),
        Ok(Err(refused)) => refused.into_response(),
        Err(_) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            "this made the program fail: please report it",
        ),
    }
}

fn refused_request(why: &str) -> Response {
    let said = json!({ "refused": "request", "message": why });
    answer::json(StatusCode::BAD_REQUEST, &said)
}
