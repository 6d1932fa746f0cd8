//! What stands at a path of a site: bytes, or what makes them.

use std::fmt;
use std::io;

/// What stands at a path.
pub enum Content<'a> {
    /// A page, or a file of the theme.
    Bytes(Vec<u8>),
    /// A file that is made while it is written, since it may be larger than is good to hold.
    Streamed(Box<Stream<'a>>),
    /// A picture whose name says all that it shows: it need not be made where it is there.
    Drawn(Box<dyn Fn() -> Vec<u8> + 'a>),
}

/// Writes a file; fails only when the writer does.
pub type Stream<'a> = dyn Fn(&mut dyn io::Write) -> io::Result<()> + 'a;

impl Content<'_> {
    /// All of it.
    ///
    /// # Panics
    /// Never: memory takes everything.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Drawn(draw) => draw(),
            Self::Streamed(stream) => {
                let mut bytes = Vec::new();
                stream(&mut bytes).expect("memory takes everything");
                bytes
            }
        }
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Streamed(_) => write!(f, "a stream"),
            Self::Drawn(_) => write!(f, "a picture"),
        }
    }
}
