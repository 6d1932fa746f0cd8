//! A dossier's own colours, fonts and sizes: custom properties, checked before they reach a page.
//!
//! What is asked of colours is WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for marks (1.4.11).

use std::collections::BTreeMap;

use crate::card::{Color, Colors};
use crate::diagnostic::{Code, Diagnostic, Reported, did_you_mean};
use crate::dossier::At;

const COLORS: [&str; 16] = [
    "paper", "ink", "muted", "rule", "link", "thread", "tint", "c0", "c1", "c2", "c3",
    "c4", "c5", "c6", "c7", "c8",
];
const FONTS: [&str; 3] = ["serif", "sans", "mono"];
const SIZES: [&str; 4] = ["measure", "r", "small", "gutter"];

/// A colour on light and on dark paper.
type Pair = [Color; 2];

/// The declarations of a dossier's own style; `sheet` is the theme's, whose colours stay where
/// the dossier has none.
pub(super) fn declarations(
    style: &[(String, At<String>)],
    sheet: &str,
) -> Reported<String> {
    let mut found = Vec::new();
    let mut css = String::new();
    let mut own: BTreeMap<&str, Pair> = BTreeMap::new();
    for (name, At { value, place }) in style {
        let value = value.trim();
        let kinds = [&COLORS[..], &FONTS, &SIZES];
        let kind = kinds.iter().position(|names| names.contains(&name.as_str()));
        let declared = match kind {
            Some(0) => pair(value).map(|pair| {
                own.insert(name, pair);
                let [light, dark] = pair.map(hex);
                format!("light-dark({light}, {dark})")
            }),
            Some(1) => font(value),
            Some(_) => size(value),
            None => {
                let near = did_you_mean(name, kinds.into_iter().flatten().copied());
                let diagnostic = Diagnostic::error(
                    Code::BAD_VALUE,
                    format!("a style has no `{name}`"),
                );
                found.push(diagnostic.at(place.clone(), "").help(
                    near.unwrap_or_else(|| {
                        format!("it has {}", kinds.concat().join(", "))
                    }),
                ));
                continue;
            }
        };
        match declared {
            Some(declared) => css.extend(["--", name, ": ", &declared, "; "]),
            None => {
                let help = match kind {
                    Some(0) => {
                        "write a colour as #rrggbb, or two: for light and for dark"
                    }
                    Some(1) => "write names of fonts, with commas between them",
                    _ => "write a number and its unit: rem, em, ch or px",
                };
                let message = format!("`{value}` is nothing that `{name}` can be");
                let diagnostic = Diagnostic::error(Code::BAD_VALUE, message);
                found.push(diagnostic.at(place.clone(), "").help(help));
            }
        }
    }
    if !own.is_empty() {
        found.extend(faint(style, &own, &theme_colors(sheet)));
    }
    Reported { value: css.trim_end().to_owned(), diagnostics: found }
}

/// The colours on light paper: the dossier's own, and the theme's for all others.
pub(super) fn light(style: &[(String, At<String>)], sheet: &str) -> Colors {
    let mut all = theme_colors(sheet);
    let own = style.iter();
    all.extend(
        own.filter_map(|(name, At { value, .. })| Some((name.clone(), pair(value)?))),
    );
    let color = |name: &str, unless_set: Color| {
        all.get(name).map_or(unless_set, |[light, _]| *light)
    };
    let topic = |n: usize| color(&format!("c{n}"), [0x77; 3]);
    Colors {
        paper: color("paper", [0xff; 3]),
        ink: color("ink", [0; 3]),
        muted: color("muted", [0x55; 3]),
        rule: color("rule", [0xcc; 3]),
        topics: std::array::from_fn(topic),
    }
}

/// What can't be told from the paper that it stands on.
fn faint(
    style: &[(String, At<String>)],
    own: &BTreeMap<&str, Pair>,
    theme: &BTreeMap<String, Pair>,
) -> Vec<Diagnostic> {
    let color = |name: &str| own.get(name).or_else(|| theme.get(name)).copied();
    let Some(paper) = color("paper") else { return vec![] };
    let mut found = Vec::new();
    for name in COLORS {
        let least = match name {
            "ink" | "muted" | "thread" => 4.5,
            "link" => 3.0,
            _ if name.starts_with('c') => 3.0,
            _ => continue,
        };
        let Some(pair) = color(name) else { continue };
        for (scheme, n) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(pair[n], paper[n]);
            // What the dossier says itself, of the colour or else of its ground.
            let asked = |wanted: &str| style.iter().find(|(name, _)| name == wanted);
            if let Some((_, At { place, .. })) = asked(name).or_else(|| asked("paper"))
                && ratio < least
            {
                let message = format!(
                    "`{name}` on `paper` has a contrast of {ratio:.1}:1 in {scheme}, too \
                     little to be read"
                );
                found.push(
                    Diagnostic::warning(Code::LOW_CONTRAST, message)
                        .at(place.clone(), "")
                        .help(format!(
                            "make it {least}:1 or more, by another colour or paper"
                        )),
                );
            }
        }
    }
    found
}

/// The colours that a style sheet declares as `--name: light-dark(#rrggbb, #rrggbb)`.
fn theme_colors(sheet: &str) -> BTreeMap<String, Pair> {
    let declared = sheet.split("--").filter_map(|rest| {
        let (name, rest) = rest.split_once(": light-dark(")?;
        let (light, dark) = rest.split_once(')')?.0.split_once(',')?;
        Some((name.to_owned(), [parse(light.trim())?, parse(dark.trim())?]))
    });
    declared.collect()
}

/// One colour for both, or two.
fn pair(value: &str) -> Option<Pair> {
    let mut colors = value.split_whitespace().map(parse);
    let light = colors.next()??;
    let dark = colors.next().unwrap_or(Some(light))?;
    colors.next().is_none().then_some([light, dark])
}

fn parse(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.is_ascii())?;
    let long = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn hex([red, green, blue]: Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Names of fonts, each in quotation marks unless it is one word.
fn font(value: &str) -> Option<String> {
    let name = |name: &str| {
        let name = name.trim().trim_matches(['"', '\'']);
        let good = |c: char| c.is_alphanumeric() || " -_.".contains(c);
        let word = !name.contains([' ', '.']);
        (!name.is_empty() && name.chars().all(good))
            .then(|| if word { name.to_owned() } else { format!("'{name}'") })
    };
    let names: Option<Vec<String>> = value.split(',').map(name).collect();
    Some(names?.join(", "))
}

fn size(value: &str) -> Option<String> {
    let unit =
        ["rem", "em", "ch", "px"].into_iter().find(|unit| value.ends_with(unit))?;
    let number: f64 = value.strip_suffix(unit)?.trim().parse().ok()?;
    (number > 0.0 && number < 2000.0).then(|| format!("{number}{unit}"))
}

/// WCAG's ratio of two colours, 1 to 21.
fn contrast(one: Color, other: Color) -> f64 {
    let luminance = |color: Color| {
        let [red, green, blue] = color.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
        // The lightest grey that is text on white.
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
    }

    #[test]
    fn nothing_but_colours_fonts_and_sizes_gets_through() {
        assert_eq!(pair("#fff #000"), Some([[255; 3], [0; 3]]));
        assert_eq!(pair("#12345"), None);
        assert_eq!(pair("red"), None);
        assert_eq!(pair("#fff #000 #111"), None);
        assert_eq!(
            font("Gill Sans, 'Noto Sans', sans-serif").as_deref(),
            Some("'Gill Sans', 'Noto Sans', sans-serif")
        );
        assert_eq!(font("a; } body { display: none"), None);
        assert_eq!(font("url(x)"), None);
        assert_eq!(size("36rem").as_deref(), Some("36rem"));
        assert_eq!(size("calc(1px)"), None);
        assert_eq!(size("NaNpx"), None);
    }

    /// What is asked of a dossier's own colours holds for the built-in themes.
    #[test]
    fn every_built_in_theme_can_be_read() {
        let base = include_str!("../../templates/assets/style.css");
        let plain = include_str!("../../templates/assets/theme-plain.css");
        let night = include_str!("../../templates/assets/theme-night.css");
        for sheet in [base.to_owned(), [base, plain].concat(), [base, night].concat()] {
            let theme = theme_colors(&sheet);
            assert!(COLORS.iter().all(|name| theme.contains_key(*name)));
            let place = crate::diagnostic::Place::file("x");
            let asked: Vec<(String, At<String>)> = COLORS
                .iter()
                .map(|name| {
                    (
                        (*name).to_owned(),
                        At { value: String::new(), place: place.clone() },
                    )
                })
                .collect();
            assert_eq!(faint(&asked, &BTreeMap::new(), &theme), []);
        }
    }
}
