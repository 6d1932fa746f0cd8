//! The documents that are measured with: the same ones as a dossier and as a Hugo site.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The passages of a source.
const PASSAGES: usize = 4;

/// Pseudo-random numbers that are the same on every machine (xorshift64*).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or(0) % bound
    }

    pub(crate) fn sentence(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ta", "ren", "mo", "lis", "ker", "un", "da", "ve", "pol", "in", "ar", "sto",
            "ge", "fi", "lun", "cor", "ma", "tes", "bri", "no", "sal", "we", "dor", "ex",
        ];
        let mut sentence = String::new();
        for word in 0..12 + self.below(14) {
            let start = sentence.len();
            for _ in 0..=self.below(3) {
                sentence.push_str(SYLLABLES[self.below(SYLLABLES.len())]);
            }
            if word == 0 {
                sentence[start..=start].make_ascii_uppercase();
            }
            sentence.push(' ');
        }
        sentence.truncate(sentence.len() - 1);
        sentence + "."
    }
}

/// Writes the same documents as a dossier and as a Hugo site, in the layout natural to each.
pub(crate) fn corpus(directory: &Path, size: usize) {
    let put = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("a file is in a directory"))
            .expect("a directory");
        fs::write(path, text).expect("a file can be written");
    };
    let (dossier, hugo) = (directory.join("dossier"), directory.join("hugo"));
    let arguments = (size / 10).max(1);
    put(dossier.join("content/dossier.yaml"), "title: Benchmark\n");
    put(
        hugo.join("hugo.toml"),
        "baseURL = \"http://localhost/\"\ntitle = \"Benchmark\"\n\
         disableKinds = [\"rss\", \"sitemap\", \"404\"]\n[taxonomies]\nargument = \"arguments\"\n\
         [markup.goldmark.renderer]\nunsafe = true\n",
    );
    for (name, layout) in HUGO_LAYOUTS {
        put(hugo.join("layouts").join(name), layout);
    }
    for number in 0..arguments {
        let claim = Numbers(number as u64 + 7).sentence();
        put(
            dossier.join(format!("content/arguments/a{number}.yaml")),
            &format!("claim: {claim:?}\n"),
        );
        put(
            hugo.join(format!("content/arguments/a{number}/_index.md")),
            &format!("---\ntitle: {claim:?}\n---\n"),
        );
    }
    for number in 0..size {
        let mut numbers = Numbers(number as u64 * 31 + 1);
        let (mut text, mut marked) = (String::new(), String::new());
        let (mut yaml, mut front, mut taxa) =
            (String::new(), String::new(), String::new());
        for paragraph in 0..12 {
            for place in 0..4 {
                let sentence = numbers.sentence();
                if place == 1 && paragraph % 3 == 0 && paragraph / 3 < PASSAGES {
                    let argument = numbers.below(arguments);
                    let _ = write!(
                        yaml,
                        "  - quote: {sentence:?}\n    arguments: {{ a{argument}: supports }}\n"
                    );
                    let _ = write!(
                        front,
                        "  - id: q{paragraph}\n    arg: a{argument}\n    exact: {sentence:?}\n"
                    );
                    let _ = writeln!(taxa, "  - a{argument}");
                    let _ =
                        write!(marked, "<mark id=\"q{paragraph}\">{sentence}</mark> ");
                } else {
                    let _ = write!(marked, "{sentence} ");
                }
                let _ = write!(text, "{sentence} ");
            }
            text.push_str("\n\n");
            marked.push_str("\n\n");
        }
        let title = format!("Source {number}");
        let date =
            format!("20{:02}-{:02}-{:02}", number % 25, number % 12 + 1, number % 28 + 1);
        put(dossier.join(format!("seeds/s{number}.md")), &text);
        put(
            dossier.join(format!("content/sources/s{number}.yaml")),
            &format!(
                "seed: s{number}.md\ntitle: {title}\nauthor: A. Author\ndate: {date}\npassages:\n{yaml}"
            ),
        );
        put(
            hugo.join(format!("content/sources/s{number}.md")),
            &format!(
                "---\ntitle: {title}\ndate: {date}\narguments:\n{taxa}quotes:\n{front}---\n\n{marked}"
            ),
        );
    }
}

/// Pages like the dossier's: sources with their quotes, arguments with theirs, lists.
const HUGO_LAYOUTS: [(&str, &str); 5] = [
    (
        "baseof.html",
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head><body>{{ block \"main\" . }}{{ end }}</body></html>",
    ),
    ("home.html", "{{ define \"main\" }}<h1>{{ site.Title }}</h1>{{ end }}"),
    (
        "single.html",
        "{{ define \"main\" }}<article><h1>{{ .Title }}</h1><p>{{ .Date.Format \"2006-01-02\" }}</p>{{ .Content }}<ul>{{ range .Params.quotes }}{{ $a := site.GetPage (printf \"/arguments/%s\" .arg) }}<li><a href=\"{{ $a.RelPermalink }}\">{{ $a.Title }}</a>: <a href=\"#{{ .id }}\">{{ .exact }}</a></li>{{ end }}</ul></article>{{ end }}",
    ),
    (
        "section.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages.ByDate }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}",
    ),
    (
        "term.html",
        "{{ define \"main\" }}{{ $slug := .Data.Term }}<h1>{{ .Title }}</h1>{{ range .Pages }}{{ $p := . }}<section><h2><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></h2>{{ range where .Params.quotes \"arg\" $slug }}<blockquote><p>{{ .exact }}</p><a href=\"{{ $p.RelPermalink }}#{{ .id }}\">in context</a></blockquote>{{ end }}</section>{{ end }}{{ end }}",
    ),
];
