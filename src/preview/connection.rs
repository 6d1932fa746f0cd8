//! Connections, and what each may take: a slow or endless client costs one, for a while.

use std::collections::VecDeque;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_io_timeout::TimeoutStream;

/// What clients may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many connections there may be; one more ends the oldest.
    pub connections: usize,
    /// How long the head of a request may take, also the next one of a connection.
    pub head: Duration,
    /// How long a client may read nothing of an answer.
    pub stalled: Duration,
    /// The bytes of a request's head, at least 8,192.
    pub head_bytes: usize,
    /// The headers of a request.
    pub headers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            head: Duration::from_secs(10),
            stalled: Duration::from_secs(20),
            head_bytes: 16 << 10,
            headers: 64,
        }
    }
}

/// Answers everybody, for ever.
pub(super) async fn accept(listener: &TcpListener, router: &Router, limits: Limits) {
    let mut open: VecDeque<JoinHandle<()>> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: one comes free when a client goes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        if open.len() >= limits.connections {
            open.retain(|connection| !connection.is_finished());
        }
        if open.len() >= limits.connections
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        open.push_back(tokio::spawn(one(stream, router.clone(), limits)));
    }
}

async fn one(stream: TcpStream, router: Router, limits: Limits) {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.stalled));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(limits.head_bytes)
        .max_headers(limits.headers)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(router),
        );
    // A client that goes away, or makes no sense, is nobody's fault here.
    let _ = connection.await;
}
