//! Tells an open page when it has changed and what is wrong, as server-sent events.
//!
//! A stream knows its page only, and remembers nothing but what it said last: a client that does
//! not read costs no more than that.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;

use super::Served;
use super::editor::Editor;
use super::page;
use super::shown::Shown;

/// After which time a page asks again, when the preview is gone.
const RETRY: Duration = Duration::from_millis(500);

/// How often something is said when there is nothing to say, so that a client that is gone is
/// noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// A stream of states of the page that is named in the query; the first comes at once.
pub(super) async fn stream(
    State(served): State<Served>,
    Query(asked): Query<Vec<(String, String)>>,
) -> impl IntoResponse {
    let page = asked.into_iter().find(|(key, _)| key == "page").map(|(_, page)| page);
    let page: Arc<str> = page.unwrap_or_default().into();
    let mut shown = served.desk.follow();
    shown.mark_changed();
    let states = stream::unfold((shown, String::new()), move |(mut shown, mut said)| {
        let page = Arc::clone(&page);
        let editor = served.editor.clone();
        async move {
            loop {
                shown.changed().await.ok()?;
                let Some(now) = shown.borrow_and_update().clone() else { continue };
                let (page, editor) = (Arc::clone(&page), editor.clone());
                let state = move || state(&now, editor.as_deref(), &page);
                let state = tokio::task::spawn_blocking(state);
                let state = state.await.ok()?;
                if state != said {
                    said.clone_from(&state);
                    let event = Event::default().retry(RETRY).data(state);
                    return Some((Ok::<_, Infallible>(event), (shown, said)));
                }
            }
        }
    });
    Sse::new(states).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))
}

/// The state of a page; of the one that says that it is gone, when it is.
fn state(shown: &Shown, editor: Option<&Editor>, page: &str) -> String {
    let here = shown.render(page).map(|rendered| (page, rendered));
    let rendered = here.or_else(|| Some(("404.html", shown.render("404.html")?)));
    rendered.map_or_else(String::new, |(path, rendered)| {
        page::state(shown, editor, path, &rendered).to_string()
    })
}
