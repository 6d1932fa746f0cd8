//! `throughline serve`: the site in a browser, following every edit.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;

use super::terminal::Terminal;
use super::{Exit, meant, open};
use crate::preview::{self, Limits, Options, Tell};

/// Where the preview is, unless somebody says otherwise.
const PORT: u16 = 8000;

/// How many ports are tried.
const PORTS_TRIED: u16 = 100;

/// The arguments of `serve`, as typed.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The dossier's directory; the current one, or the nearest above it that holds
    /// content/dossier.yaml
    dir: Option<PathBuf>,
    /// The port to listen at; the next free one from 8000 unless set, any free one with 0
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the cover in the browser
    #[arg(long)]
    open: bool,
    /// The address to listen at; with any but a loopback address, others on the network can read
    /// the dossier
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", value_parser = host)]
    host: IpAddr,
    /// Let whoever can read the dossier with --host mark passages in it, too; without --host that
    /// is so anyway
    #[arg(long)]
    edit: bool,
    /// Look for edits at intervals, where the system does not tell of them (network drives,
    /// some containers)
    #[arg(long)]
    poll: bool,
}

fn host(name: &str) -> Result<IpAddr, String> {
    match name {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        name => name.parse().map_err(|_| {
            "write an address in numbers, such as 127.0.0.1, or localhost".to_owned()
        }),
    }
}

pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    // Says what is wrong with the directory before anything is begun.
    open(args.dir.as_deref())?;
    let root = std::path::absolute(meant(args.dir.as_deref()))?;
    let listener = match listen(args.host, args.port) {
        Ok(listener) => listener,
        Err(error) => {
            terminal.error(&format!("error: {}", refused(args, &error)));
            return Ok(Exit::System);
        }
    };
    let port = listener.local_addr()?.port();
    if args.port.is_none() && port != PORT {
        terminal.error(&format!("port {PORT} is in use, so this is at port {port}"));
    }
    if !args.host.is_loopback() {
        terminal.error(if args.edit {
            "others on the network can read and change this dossier while it is served"
        } else {
            "others on the network can read this dossier while it is served; nobody can mark \
             passages in it without --edit"
        });
    }
    let options = Options {
        root,
        host: args.host,
        poll: args.poll,
        edit: args.edit || args.host.is_loopback(),
        color: terminal.has_color(),
        limits: Limits::default(),
    };
    let told = terminal.clone();
    let tell: Tell = Arc::new(move |words: &str| told.error(words));
    let terminal = terminal.clone();
    let to_open = args.open;
    let ready = move |address: &str| {
        terminal.error(&format!("serving {address} (Ctrl+C ends it)"));
        if to_open && let Err(error) = open::that_detached(address) {
            terminal.error(&format!("no browser could be opened: {error}"));
        }
    };
    preview::serve(&options, listener, tell, ready).context("can't serve")?;
    Ok(Exit::Success)
}

/// Listens at a port, or at the first free one from the usual.
fn listen(host: IpAddr, port: Option<u16>) -> std::io::Result<TcpListener> {
    if let Some(port) = port {
        return TcpListener::bind((host, port));
    }
    let mut last = None;
    for port in PORT..PORT + PORTS_TRIED {
        match TcpListener::bind((host, port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => last = Some(error),
            result => return result,
        }
    }
    last.map_or_else(|| TcpListener::bind((host, 0)), Err)
}

/// Why there is no listening there, and what to do about it.
fn refused(args: &ServeArgs, error: &std::io::Error) -> String {
    let (host, port) = (args.host, args.port.unwrap_or(PORT));
    match error.kind() {
        ErrorKind::AddrInUse => {
            let free = (port..port.saturating_add(PORTS_TRIED))
                .find(|port| TcpListener::bind((host, *port)).is_ok());
            let free = free.map_or_else(String::new, |free| {
                format!("; port {free} is free: throughline serve --port {free}")
            });
            format!("port {port} is in use{free}")
        }
        ErrorKind::PermissionDenied => format!(
            "there is no permission to listen at port {port}; ports from 1024 need none"
        ),
        ErrorKind::AddrNotAvailable => format!(
            "{host} is no address of this machine; leave --host out, or write 0.0.0.0"
        ),
        _ => format!("can't listen at {host}, port {port}: {error}"),
    }
}
