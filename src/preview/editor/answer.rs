//! What a page is told: what was done, or why nothing was.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::edit::{Refusal, version};

/// What came of a request.
pub(super) type Outcome = Result<Value, Refused>;

/// Why nothing was written.
pub(super) struct Refused {
    status: StatusCode,
    said: Value,
}

impl Refused {
    /// The edit can't be made.
    pub(super) fn message(message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            said: json!({ "refused": "edit", "message": message }),
        }
    }

    /// Other files name what is to go.
    pub(super) fn cited(files: &[std::sync::Arc<str>]) -> Self {
        let files: Vec<&str> = files.iter().map(|file| &**file).collect();
        let message = format!("{} would name a passage that is gone", files.join(", "));
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            said: json!({ "refused": "cited", "message": message, "files": files }),
        }
    }

    /// The page is of another run.
    pub(super) fn token() -> Self {
        let message =
            "this page was made by an earlier run of `throughline serve`: load it again";
        Self {
            status: StatusCode::FORBIDDEN,
            said: json!({ "refused": "token", "message": message }),
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::Changed { path, theirs, ours } => {
                let version = theirs.as_ref().map(|text| version(text.as_bytes()));
                let said = json!({
                    "refused": "changed",
                    "message": message,
                    "file": &*path,
                    "theirs": theirs,
                    "ours": ours,
                    "version": version,
                });
                Self { status: StatusCode::CONFLICT, said }
            }
            Refusal::System { .. } => Self {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                said: json!({ "refused": "system", "message": message }),
            },
            _ => Self::message(message),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        json(self.status, &self.said)
    }
}

/// A response of JSON.
pub(super) fn json(status: StatusCode, said: &Value) -> Response {
    let mut response = Response::new(Body::from(said.to_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
