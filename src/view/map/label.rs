//! Words in a box of a picture, cut into lines by what letters take in a wide sans-serif face
//! of 13.5 pixels: no font is read, and most readers' fonts are narrower.

/// What a line of words takes, in pixels, about.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

fn letter(c: char) -> f64 {
    match c {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | 'i' | 'j' | 'l' | 'f'
        | 't' => 5.2,
        'r' => 5.8,
        'c' | 's' | 'z' | 'k' | 'v' | 'x' | 'y' => 8.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 13.4,
        'м' | 'ш' | 'щ' | 'ж' | 'ю' | 'ы' | 'ф' => 12.4,
        c if c >= '\u{2e80}' => 13.8,
        c if c.is_uppercase() => 10.4,
        _ => 8.6,
    }
}

/// Cuts words into at most so many lines, the first of them shorter by `indent`. What does not
/// fit ends in an ellipsis.
pub(super) fn lines(text: &str, wide: f64, indent: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut left = wide - indent;
    for (word, space) in pieces(text, wide) {
        let needs = width(&word);
        let last = lines.len() == most;
        let line = lines.last_mut().expect("there is always one");
        let space = space && !line.is_empty();
        let between = if space { width(" ") } else { 0.0 };
        if needs + between <= left {
            line.extend(space.then_some(' '));
            line.push_str(&word);
            left -= needs + between;
        } else if last {
            while width(line) + width("…") > wide && line.pop().is_some() {}
            line.push('…');
            return lines;
        } else {
            left = wide - needs;
            lines.push(word);
        }
    }
    lines
}

/// The words of a text, each with whether a space stands before it. One that is longer than a
/// line is cut, and so is what is written without spaces.
fn pieces(text: &str, wide: f64) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = vec![];
    for word in text.split_whitespace() {
        let mut space = true;
        let mut piece = String::new();
        let mut last = None;
        for c in word.chars() {
            let ideographs = [last, Some(c)].iter().flatten().all(|c| *c >= '\u{2e80}');
            let cut =
                width(&piece) + letter(c) > wide || ideographs && c.is_alphanumeric();
            if cut && !piece.is_empty() {
                pieces.push((std::mem::take(&mut piece), std::mem::take(&mut space)));
            }
            piece.push(c);
            last = Some(c);
        }
        pieces.push((piece, space));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_into_lines_and_nothing_is_lost_where_there_is_room() {
        assert_eq!(lines("one two", 200.0, 0.0, 3), ["one two"]);
        assert_eq!(lines("number two", 60.0, 0.0, 3), ["number", "two"]);
        assert_eq!(lines("two", 60.0, 50.0, 3), ["", "two"], "below the number");
        let long = lines(&"a word ".repeat(30), 120.0, 20.0, 3);
        assert_eq!(long.len(), 3);
        assert!(long[2].ends_with('…'));
        let chinese = lines("俄罗斯对中国的依赖在现代历史上没有先例。", 120.0, 0.0, 3);
        assert_eq!(chinese.concat(), "俄罗斯对中国的依赖在现代历史上没有先例。");
        for line in lines(&"q".repeat(300), 120.0, 20.0, 3) {
            assert!(width(&line) <= 120.0, "{line}");
        }
    }
}
