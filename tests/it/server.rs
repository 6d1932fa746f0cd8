//! A web server of a few lines, on this machine only: what it is asked it answers from a function.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

/// What was asked, and with which headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) agent: String,
}

/// Status, a line of headers (may be empty), and the body.
pub(crate) type Answer = (u16, String, Vec<u8>);

/// Serves until the tests end; gives the address.
pub(crate) fn serve(
    answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || one(&stream.unwrap(), &*answer));
        }
    });
    address
}

fn one(mut stream: &TcpStream, answer: &dyn Fn(&Asked) -> Answer) {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let Some(first) = head.first() else { return };
    let mut words = first.split(' ').map(str::to_owned);
    let agent = head.iter().find_map(|line| {
        line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("user-agent"))
    });
    let asked = Asked {
        method: words.next().unwrap(),
        path: words.next().unwrap(),
        agent: agent.map_or("", |(_, agent)| agent).to_owned(),
    };
    let (status, header, body) = answer(&asked);
    let header = if header.is_empty() { header } else { format!("{header}\r\n") };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\n{header}Content-Length: {length}\r\n\r\n"
    );
    let _ = stream.write_all(head.as_bytes());
    if asked.method != "HEAD" {
        let _ = stream.write_all(&body);
    }
}

/// Asks for a path, and gives the status and the body.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(all[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, all[end + 4..].to_vec())
}
