//! Text into HTML: what could be markup is escaped, what can't be shown is shown as a picture.

use std::borrow::Cow;

/// Appends `text` to `html` as text content (not for attributes).
///
/// Control characters that HTML forbids become their control pictures (U+2400 …), one for one;
/// a carriage return at a line's end is dropped, as every HTML parser would.
pub fn escape_into(html: &mut String, text: &str) {
    html.reserve(text.len());
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte > b'>' && byte < 0x7f || !needs_look(byte) {
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let replacement = match c {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '\r' if text[at..].starts_with("\r\n") => "",
            '\r' => "\n",
            _ => match picture(c) {
                Some(picture) => {
                    html.push_str(&text[copied..at]);
                    html.push(picture);
                    copied = at + c.len_utf8();
                    continue;
                }
                None => continue,
            },
        };
        html.push_str(&text[copied..at]);
        html.push_str(replacement);
        copied = at + c.len_utf8();
    }
    html.push_str(&text[copied..]);
}

/// The same for text that a template escapes: pictures and plain line ends, no markup.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c == '\r' || picture(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().map(|c| picture(c).unwrap_or(c)).collect::<String>().into()
}

/// Bytes that begin a character which may need replacing. 0xC2 leads the C1 controls, 0xEF the
/// non-characters.
fn needs_look(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, b'<' | b'>' | b'&' | 0x7f | 0xc2 | 0xef)
}

fn picture(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => None,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' | '\u{fdd0}'..='\u{fdef}' => {
            Some('\u{fffd}')
        }
        _ => None,
    }
}

/// How many characters of a text can't be shown as themselves, and where the first one is.
pub fn control_characters(text: &str) -> Option<(usize, usize)> {
    let mut found = text.char_indices().filter(|(_, c)| picture(*c).is_some());
    let (first, _) = found.next()?;
    Some((1 + found.count(), first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup_and_nothing_is_lost() {
        let mut html = String::new();
        escape_into(&mut html, "a<b>&\0\u{1b}\u{85}\u{a0}é\r\nx\ry\u{ffff}");
        assert_eq!(html, "a&lt;b&gt;&amp;␀␛\u{fffd}\u{a0}é\nx\ny\u{fffd}");
        assert_eq!(printable("a<b>&\0\r\nx\ry\u{ffff}"), "a<b>&␀\nx\ny\u{fffd}");
        assert_eq!(control_characters("ab\0c\u{7f}\t\n"), Some((2, 2)));
        assert_eq!(control_characters("clean\r\n"), None);
    }
}
