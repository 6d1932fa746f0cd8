//! Text into HTML: what could be markup is escaped, what can't be shown is shown as a picture.

use std::borrow::Cow;

/// Appends `text` to `html` as text content (not for attributes).
///
/// Control characters that HTML forbids become their control pictures (U+2400 …), one for one;
/// a carriage return at a line's end is dropped, as every HTML parser would.
///
/// # Panics
/// Never: the bytes looked for begin characters.
pub fn escape_into(html: &mut String, text: &str) {
    html.reserve(text.len());
    let bytes = text.as_bytes();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) =
        bytes[at..].iter().position(|byte| NEEDS_LOOK[usize::from(*byte)])
    {
        at += found;
        let c = text[at..].chars().next().expect("these bytes begin a character");
        let end = at + c.len_utf8();
        let mut picture_bytes = [0; 4];
        let replacement = match c {
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '&' => Some("&amp;"),
            '\r' if bytes.get(end) == Some(&b'\n') => Some(""),
            '\r' => Some("\n"),
            _ => picture(c).map(|picture| &*picture.encode_utf8(&mut picture_bytes)),
        };
        if let Some(replacement) = replacement {
            html.push_str(&text[copied..at]);
            html.push_str(replacement);
            copied = end;
        }
        at = end;
    }
    html.push_str(&text[copied..]);
}

/// The same for text that a template escapes: pictures and plain line ends, no markup.
pub fn printable(text: &str) -> Cow<'_, str> {
    let looked_at = text.bytes().any(|byte| NEEDS_LOOK[usize::from(byte)]);
    if !looked_at || !text.contains(|c| c == '\r' || picture(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().map(|c| picture(c).unwrap_or(c)).collect::<String>().into()
}

/// Bytes that begin a character which may need replacing. 0xC2 leads the C1 controls, 0xEF the
/// non-characters.
const NEEDS_LOOK: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let control = byte < 0x20 && byte != 0x09 && byte != 0x0a;
        table[byte] = control || matches!(byte, 0x26 | 0x3c | 0x3e | 0x7f | 0xc2 | 0xef);
        byte += 1;
    }
    table
};

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
    let looked_at =
        text.bytes().enumerate().filter(|(_, byte)| NEEDS_LOOK[usize::from(*byte)]);
    let mut found = looked_at.filter(|(at, _)| {
        text[*at..].chars().next().is_some_and(|c| picture(c).is_some())
    });
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
