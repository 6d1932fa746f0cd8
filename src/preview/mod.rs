//! A preview that follows every edit: a dossier served from memory to a browser on this machine.
//!
//! 1. `watch` says that something may have changed. It is a hint, and may be wrong or late.
//! 2. `keeper` looks at all files, on a hint and on every request, and makes the site anew where
//!    one has changed. It is a thread of its own, the only one that changes anything.
//! 3. `shown` is what it made: a site, the last one without an error, and what is wrong.
//! 4. `answer` says what stands at an address, and puts the `page` script into it.
//! 5. `events` tells open pages that they have changed, and what is wrong.
//! 6. `guard` turns away who is not meant, `connection` who takes too long or too much.
//!
//! 7. `editor` makes the page of a source one in which it can be marked. It alone writes, and has a
//!    router of its own below `OWN`.

mod answer;
mod connection;
mod editor;
mod events;
mod guard;
mod keeper;
mod page;
mod shown;
mod telling;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;

pub use connection::Limits;
use editor::Editor;
use keeper::Desk;

/// Where the preview's own files are, beside the site: no path of a site begins so.
const OWN: &str = "/_throughline";

/// What a preview may be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The dossier's directory. It may be a link, which is followed anew at every look.
    pub root: PathBuf,
    /// Where to listen.
    pub host: IpAddr,
    /// Whether to look at intervals in place of being told by the system.
    pub poll: bool,
    /// Whether pages can be edited by those who see them.
    pub edit: bool,
    /// Whether what is told may have colours.
    pub color: bool,
    /// What clients may take.
    pub limits: Limits,
}

/// Takes lines for the terminal.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// Serves until the program ends. `ready` is called with the address of the cover once the site
/// has been made for the first time.
///
/// # Errors
/// When the system gives no thread, or no listener.
pub fn serve(
    options: &Options,
    listener: std::net::TcpListener,
    tell: Tell,
    ready: impl FnOnce(&str) + Send + 'static,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let desk = Desk::open(options, tell)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let editor = options.edit.then(|| Editor::new(&options.root)).transpose()?;
        let served = Served { desk: desk.clone(), editor: editor.map(Arc::new) };
        let router = router(served, options.host);
        tokio::spawn(async move {
            let base = desk.first().await;
            ready(&format!("http://{}{base}", reachable(address)));
        });
        connection::accept(&listener, &router, options.limits).await;
        Ok(())
    })
}

/// An address that a browser on this machine can open.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// What the answers are made of.
#[derive(Clone)]
struct Served {
    desk: Desk,
    editor: Option<Arc<Editor>>,
}

fn router(served: Served, host: IpAddr) -> Router {
    // What only reads takes no body and no other method.
    let reading = Router::new()
        .route(&format!("{OWN}/preview.js"), get(page::script))
        .route(&format!("{OWN}/events"), get(events::stream))
        .fallback(answer::answer)
        .layer(from_fn(guard::reading_only));
    let both = match &served.editor {
        Some(editor) => {
            let writing = editor::router().with_state(Arc::clone(editor));
            reading.nest_service(&format!("{OWN}/editor"), writing)
        }
        None => reading,
    };
    both.layer(from_fn_with_state(host, guard::from_here)).with_state(served)
}
