//! Which fonts show a text: the built-in one wherever it can, so that most cards are the same on
//! every machine; else the dossier's own, and last those of the system.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use cosmic_text::fontdb::{self, Database, FaceInfo, Source, Stretch, Style, Weight};
use cosmic_text::skrifa::{FontRef, MetadataProvider as _};

use super::is_font;
use crate::diagnostic::{Code, Diagnostic, Place, Reported};
use crate::dossier::Language;

/// Noto Serif, with the letters of the Latin, Greek and Cyrillic scripts, and what it lacks of
/// arrows and mathematics: see fonts/README.md.
const BUILT_IN: [&[u8]; 3] = [
    include_bytes!("../fonts/NotoSerif-Regular.ttf"),
    include_bytes!("../fonts/NotoSerif-Bold.ttf"),
    include_bytes!("../fonts/NotoSansMath-Regular.ttf"),
];

/// The most fonts that one text is set in beside the built-in one.
const FACES_MAX: usize = 4;

/// The fonts at hand beside the built-in one.
pub(super) struct Fonts {
    own: Vec<Arc<Face>>,
    system: bool,
}

/// A font.
pub(super) struct Face {
    info: FaceInfo,
    /// The characters that it has, in order, from … to.
    covered: Vec<(u32, u32)>,
    bytes: OnceLock<Arc<Vec<u8>>>,
}

impl Fonts {
    pub(super) fn new(
        overrides: &BTreeMap<String, Arc<[u8]>>,
        system: bool,
    ) -> Reported<Self> {
        let mut found = Vec::new();
        let mut all = Database::new();
        for (name, bytes) in overrides.iter().filter(|(name, _)| is_font(name)) {
            let source = Source::Binary(Arc::new(Arc::clone(bytes)));
            if all.load_font_source(source).is_empty() {
                let message = "this file is no font that can be read";
                let place = Place::file(format!("templates/{name}"));
                let help = "put a TrueType or OpenType font there, or take the file away";
                let warning = Diagnostic::warning(Code::UNKNOWN_TEMPLATE, message);
                found.push(warning.at(place, "").help(help));
            }
        }
        Reported { value: Self { own: faces(&all), system }, diagnostics: found }
    }

    /// The fonts that a text needs beside the built-in one; `None` where no font has one of its
    /// characters. A font that has all of them stands alone in the list.
    pub(super) fn faces(
        &self,
        text: &str,
        language: &Language,
    ) -> Option<Vec<Arc<Face>>> {
        let missing = missing(text, &BUILT_IN_COVERS);
        if missing.is_empty() {
            return Some(vec![]);
        }
        chosen(text, &missing, &self.own, language).or_else(|| {
            let system = if self.system { system() } else { &[] };
            chosen(text, &missing, system, language)
        })
    }
}

/// The fewest fonts that have what is missing.
fn chosen(
    text: &str,
    missing: &[char],
    all: &[Arc<Face>],
    language: &Language,
) -> Option<Vec<Arc<Face>>> {
    let mut all: Vec<&Arc<Face>> = all.iter().collect();
    // The same characters of Chinese have other shapes in Japan, Korea and Taiwan.
    all.sort_by_key(|face| !face.is_for(language));
    let whole = all.iter().find(|face| self::missing(text, &face.covered).is_empty());
    if let Some(face) = whole {
        return Some(vec![Arc::clone(face)]);
    }
    let mut missing = missing.to_vec();
    let mut chosen = Vec::new();
    while !missing.is_empty() && chosen.len() < FACES_MAX {
        let has =
            |face: &Face| missing.iter().filter(|c| has(&face.covered, **c)).count();
        let (best, _) = all
            .iter()
            .map(|face| (face, has(face)))
            .filter(|(_, count)| *count > 0)
            // The first of those that have as many.
            .reduce(|best, other| if other.1 > best.1 { other } else { best })?;
        missing.retain(|c| !self::has(&best.covered, *c));
        chosen.push(Arc::clone(best));
    }
    missing.is_empty().then_some(chosen)
}

/// The characters of a text that a font lacks. Joiners are never drawn.
fn missing(text: &str, covered: &[(u32, u32)]) -> Vec<char> {
    let drawn = text.chars().filter(|c| !" \u{200c}\u{200d}".contains(*c));
    drawn.filter(|c| !has(covered, *c)).collect()
}

fn has(covered: &[(u32, u32)], c: char) -> bool {
    let after = covered.partition_point(|(from, _)| *from <= u32::from(c));
    after.checked_sub(1).is_some_and(|at| u32::from(c) <= covered[at].1)
}

static BUILT_IN_COVERS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let fonts = [BUILT_IN[0], BUILT_IN[2]].into_iter();
    ranges(fonts.filter_map(|data| characters(data, 0)).flatten().collect())
});

/// The fonts of the system, read once, when a text first needs one.
fn system() -> &'static [Arc<Face>] {
    static SYSTEM: LazyLock<Vec<Arc<Face>>> = LazyLock::new(|| {
        let mut all = Database::new();
        all.load_system_fonts();
        faces(&all)
    });
    &SYSTEM
}

/// The upright faces of usual weight, the best for long words first.
fn faces(all: &Database) -> Vec<Arc<Face>> {
    let plain = all.faces().filter(|face| {
        // Fonts of pictures, and the one of boxes.
        let other = ["Emoji", "LastResort"];
        face.style == Style::Normal
            && (300..=500).contains(&face.weight.0)
            && !other.iter().any(|name| face.post_script_name.contains(name))
    });
    let mut faces: Vec<Arc<Face>> = plain
        .filter_map(|face| {
            let covered = ranges(all.with_face_data(face.id, characters)??);
            Some(Face { info: face.clone(), covered, bytes: OnceLock::new() }.into())
        })
        .collect();
    faces.sort_by_cached_key(|face| {
        let info = &face.info;
        let serifs = ["Serif", "Naskh", "Song", "Ming", "Mincho", "Batang"];
        let serif = serifs.iter().any(|name| info.post_script_name.contains(name));
        let odd = info.monospaced || info.stretch != Stretch::Normal;
        (odd, !serif, info.weight.0.abs_diff(400), face.name().to_owned(), info.index)
    });
    faces
}

/// The characters of a font; `None` where it can't be read.
fn characters(data: &[u8], index: u32) -> Option<Vec<u32>> {
    let font = FontRef::from_index(data, index).ok()?;
    Some(font.charmap().mappings().map(|(c, _)| c).collect())
}

/// Numbers, as ranges in order.
fn ranges(mut all: Vec<u32>) -> Vec<(u32, u32)> {
    all.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for c in all {
        match ranges.last_mut() {
            Some((_, to)) if c <= *to + 1 => *to = c,
            _ => ranges.push((c, c)),
        }
    }
    ranges
}

impl Face {
    /// What the font calls itself.
    pub(super) fn name(&self) -> &str {
        &self.info.post_script_name
    }

    /// Whether it has every character of a text.
    pub(super) fn covers(&self, text: &str) -> bool {
        missing(text, &self.covered).is_empty()
    }

    /// Its weight, by which it is asked for.
    pub(super) fn weight(&self) -> Weight {
        self.info.weight
    }

    /// Its width, by which it is asked for.
    pub(super) fn stretch(&self) -> Stretch {
        self.info.stretch
    }

    /// The font for a database of a few, under a name of its own.
    fn named(&self, name: String) -> FaceInfo {
        let bytes = self.bytes.get_or_init(|| {
            let mut one = Database::new();
            let id = one.push_face_info(self.info.clone());
            Arc::new(one.with_face_data(id, |data, _| data.to_vec()).unwrap_or_default())
        });
        let language = fontdb::Language::English_UnitedStates;
        FaceInfo {
            source: Source::Binary(Arc::clone(bytes) as _),
            families: vec![(name, language)],
            ..self.info.clone()
        }
    }

    /// Whether it is made for the readers of a language that is written with Chinese characters.
    fn is_for(&self, language: &Language) -> bool {
        let tag = language.as_str();
        let regions: &[&str] = match tag.split('-').next() {
            Some("ja") => &["JP"],
            Some("ko") => &["KR"],
            Some("zh") if tag.contains("HK") => &["HK", "TC", "TW"],
            Some("zh") if tag.contains("Hant") || tag.contains("TW") => &["TC", "TW"],
            Some("zh") => &["SC", "CN", "GB"],
            _ => &[],
        };
        let family = self.info.families.first().map_or("", |(family, _)| family);
        regions.iter().any(|region| family.ends_with(region))
    }
}

/// The built-in font and a few others, and the names by which to ask for them.
pub(super) fn database(faces: &[Arc<Face>]) -> Database {
    let mut all = Database::new();
    for bytes in BUILT_IN {
        all.load_font_source(Source::Binary(Arc::new(bytes)));
    }
    for face in faces {
        all.push_face_info(face.named(family(face)));
    }
    all
}

/// The name of the built-in font.
pub(super) const BUILT_IN_FAMILY: &str = "Noto Serif";

/// The name of another, which is no other font's.
pub(super) fn family(face: &Face) -> String {
    format!("other {} {}", face.name(), face.info.index)
}
