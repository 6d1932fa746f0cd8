//! A text as a YAML scalar: in the style that was asked for where the text survives it, else in
//! one in which it does.

use std::fmt::Write as _;

use granit_parser::ScalarStyle;

use crate::schema::Value;

/// Where a scalar is to stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// Whether within `[…]` or `{…}`.
    pub(super) flow: bool,
    /// The column of the lines below the first, where there are any.
    pub(super) indent: usize,
    /// The file's line end.
    pub(super) line_end: &'a str,
}

/// How a scalar should be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As plain words where that is possible, as a block where there are several lines.
    Words,
    /// As a quote usually is: between double quotation marks, or as a block where it has some.
    Quote,
    /// As plain words, also where those are a number.
    Digits,
    /// As another is: its style, and the most characters of its lines where it is folded.
    Like(ScalarStyle, usize),
    /// Between double quotation marks, which everything survives.
    Double,
}

/// Plain words that some programs take for something else.
const AMBIGUOUS: [&str; 12] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "~", "="];

/// Lines are folded at this many characters at least.
const FOLD_MIN: usize = 40;

/// Writes a text. It is read back before it is given.
pub(super) fn scalar(text: &str, style: Style, context: Context<'_>) -> String {
    let one_line = !text.contains('\n');
    let block = if one_line { ScalarStyle::Folded } else { ScalarStyle::Literal };
    let simple = one_line && !text.contains(['"', '\\']);
    let quote: &[ScalarStyle] =
        if simple { &[] } else { &[block, ScalarStyle::SingleQuoted] };
    let words = [if one_line { ScalarStyle::Plain } else { block }];
    let single = [words[0], ScalarStyle::SingleQuoted];
    let wishes = match style {
        Style::Digits if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            return text.to_owned();
        }
        Style::Double => vec![],
        Style::Words | Style::Digits if simple => words.to_vec(),
        Style::Words | Style::Digits => single.to_vec(),
        Style::Quote => quote.to_vec(),
        Style::Like(like, _) => [&[like], quote].concat(),
    };
    let width = if let Style::Like(ScalarStyle::Folded, width) = style {
        width.max(FOLD_MIN)
    } else {
        usize::MAX
    };
    let survives = |wish: &ScalarStyle| {
        let written = write(text, *wish, width, context)?;
        let indent = " ".repeat(context.indent.saturating_sub(2));
        let file = if context.flow {
            format!("{{ k: {written} }}")
        } else {
            format!("{indent}k: {written}{}", context.line_end)
        };
        let read = Value::read(&file).ok()?;
        (read.get("k") == Some(&Value::Text(text.to_owned()))).then_some(written)
    };
    wishes.iter().find_map(survives).unwrap_or_else(|| double(text))
}

fn write(
    text: &str,
    style: ScalarStyle,
    width: usize,
    context: Context<'_>,
) -> Option<String> {
    if text.contains(is_unseen) {
        return None;
    }
    match style {
        ScalarStyle::Plain => {
            let lower = text.to_lowercase();
            let plain = !text.contains('\n') && !AMBIGUOUS.contains(&&*lower);
            plain.then(|| text.to_owned())
        }
        ScalarStyle::SingleQuoted => {
            (!text.contains('\n')).then(|| format!("'{}'", text.replace('\'', "''")))
        }
        ScalarStyle::DoubleQuoted => Some(double(text)),
        _ if context.flow => None,
        ScalarStyle::Literal => block(text, "|", text.lines(), context),
        ScalarStyle::Folded if text.contains('\n') => None,
        ScalarStyle::Folded => {
            let lines = folded(text, width);
            block(text, ">", lines.iter().map(String::as_str), context)
        }
    }
}

/// A block scalar whose end is the text's own.
fn block<'a>(
    text: &str,
    sign: &str,
    lines: impl Iterator<Item = &'a str>,
    context: Context<'_>,
) -> Option<String> {
    if text.starts_with([' ', '\t', '\n']) || text.ends_with("\n\n") || text.is_empty() {
        return None;
    }
    let chomping = if text.ends_with('\n') { "" } else { "-" };
    let mut written = format!("{sign}{chomping}");
    for line in lines {
        written.push_str(context.line_end);
        if !line.is_empty() {
            let _ = write!(written, "{}{line}", " ".repeat(context.indent));
        }
    }
    Some(written)
}

/// Breaks a line where a single space stands between words, so that folding gives it back.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut words = text.split(' ');
    let mut lines = vec![words.next().unwrap_or_default().to_owned()];
    for word in words {
        let line = lines.last_mut().expect("there is always a line");
        let single = !word.is_empty() && !line.is_empty() && !line.ends_with(' ');
        if single && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines
}

fn double(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if is_unseen(c) && u32::from(c) > 0xffff => {
                let _ = write!(written, "\\U{:08x}", u32::from(c));
            }
            c if is_unseen(c) => {
                let _ = write!(written, "\\u{:04x}", u32::from(c));
            }
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// Characters that an editor may lose or that turn a line's direction: they are written as
/// escapes. A line end is a matter of style, not of this.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}')
        || u32::from(c) & 0xfffe == 0xfffe
        || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}
