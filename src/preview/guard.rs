//! Who may ask, and how.
//!
//! A page of another site can make a browser ask this server. The name that it asks by (`Host`)
//! tells a rebound name of that site's from ours, and `Origin` and `Sec-Fetch-Site` tell where
//! the page is from.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN,
    TRANSFER_ENCODING,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// Lets those in who ask by a name of this machine, from its own pages or from none.
pub(super) async fn from_here(
    State(listening_at): State<IpAddr>,
    request: Request,
    next: Next,
) -> Response {
    let fault = named(&request, listening_at)
        .map_or_else(Some, |host| cross_site(request.headers(), host));
    let mut response = match fault {
        Some((status, why)) => refusal(status, why),
        None => next.run(request).await,
    };
    for (name, value) in [
        ("cache-control", "no-store"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

type Fault = (StatusCode, &'static str);

/// The name that this server is asked by.
fn named(request: &Request, listening_at: IpAddr) -> Result<&str, Fault> {
    const NO_HOST: Fault =
        (StatusCode::BAD_REQUEST, "the request must say which host it asks, once");
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(NO_HOST) };
    let host = host.to_str().map_err(|_| NO_HOST)?;
    let absolute = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let known = |name: &str| is_this_machine(name, listening_at);
    if known(host) && absolute.is_none_or(known) {
        Ok(host)
    } else {
        Err((
            StatusCode::MISDIRECTED_REQUEST,
            "this preview answers to localhost and to addresses in numbers only",
        ))
    }
}

/// Whether a name, maybe with a port, can be no other site's: a number can't be rebound.
fn is_this_machine(host: &str, listening_at: IpAddr) -> bool {
    let without_port = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = without_port.trim_start_matches('[').trim_end_matches(']');
    match name.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || !listening_at.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// Why a request of another site's page is refused. Following a link from there is no fault.
fn cross_site(headers: &HeaderMap, host: &str) -> Option<Fault> {
    const FOREIGN: Fault =
        (StatusCode::FORBIDDEN, "pages of other sites may not ask this preview");
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let own = |origin: &HeaderValue| {
        let origin =
            origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        origin == Some(host)
    };
    if headers.get_all(ORIGIN).iter().any(|origin| !own(origin)) {
        return Some(FOREIGN);
    }
    let link = text("sec-fetch-mode") == Some("navigate")
        && text("sec-fetch-dest") == Some("document");
    match text("sec-fetch-site") {
        None | Some("same-origin" | "none") => None,
        Some(_) if link => None,
        Some(_) => Some(FOREIGN),
    }
}

/// Turns away what is more than a question.
pub(super) async fn reading_only(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response =
            refusal(StatusCode::METHOD_NOT_ALLOWED, "there is only GET and HEAD here");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let headers = request.headers();
    let length = headers.get(CONTENT_LENGTH).map(HeaderValue::as_bytes);
    if headers.contains_key(TRANSFER_ENCODING)
        || length.is_some_and(|length| length != b"0")
    {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "no request here has a body");
    }
    next.run(request).await
}

/// A refusal in plain words, after which the connection ends.
pub(super) fn refusal(status: StatusCode, why: &str) -> Response {
    let mut response = Response::new(Body::from(format!("{why}\n")));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let here = IpAddr::from([127, 0, 0, 1]);
        let all = IpAddr::from([0, 0, 0, 0]);
        for good in ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"]
        {
            assert!(is_this_machine(good, here), "{good}");
            assert!(is_this_machine(good, all), "{good}");
        }
        for bad in [
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "",
            ":8000",
            "localhost:80:80",
            "a@localhost",
        ] {
            assert!(!is_this_machine(bad, here), "{bad}");
            assert!(!is_this_machine(bad, all), "{bad}");
        }
        assert!(!is_this_machine("192.168.0.7:8000", here));
        assert!(is_this_machine("192.168.0.7:8000", all));
    }
}
