//! A dossier in memory, written, built and looked at in one chain.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use throughline::diagnostic::print::{Format, Printer};
use throughline::diagnostic::{Diagnostic, has_errors};
use throughline::pipeline::{self, Options, Site};
use throughline::text::decode;
use throughline::world::{DiskWorld, MemoryWorld, World};

/// The dossier that a test writes.
#[derive(Clone)]
pub(crate) struct DossierTest {
    world: MemoryWorld,
}

impl DossierTest {
    /// A dossier with a title, and nothing else.
    pub(crate) fn new() -> Self {
        Self { world: MemoryWorld::default() }
            .file("content/dossier.yaml", "title: A dossier\n")
    }

    /// Any file of the dossier.
    pub(crate) fn file(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.world.insert(path, bytes);
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        self.world.remove(path);
        self
    }

    pub(crate) fn seed(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.file(&format!("seeds/{name}"), bytes)
    }

    pub(crate) fn source(self, id: &str, yaml: impl AsRef<str>) -> Self {
        self.file(&format!("content/sources/{id}.yaml"), yaml.as_ref())
    }

    pub(crate) fn argument(self, id: &str, yaml: impl AsRef<str>) -> Self {
        self.file(&format!("content/arguments/{id}.yaml"), yaml.as_ref())
    }

    /// A source whose passages quote these words, each for the argument `c`.
    pub(crate) fn quoting<Q: AsRef<str>>(
        self,
        id: &str,
        seed: &str,
        quotes: impl IntoIterator<Item = Q>,
    ) -> Self {
        let quotes: String = quotes
            .into_iter()
            .map(|quote| {
                let quote = Value::from(quote.as_ref());
                format!("  - {{ quote: {quote}, arguments: {{ c: supports }} }}\n")
            })
            .collect();
        let yaml = format!("seed: {seed}\ntitle: A source\npassages:\n{quotes}");
        // A list that holds nothing is null.
        let yaml = if quotes.is_empty() { yaml.replace("passages:\n", "") } else { yaml };
        self.source(id, yaml).argument("c", "claim: A claim.\nrecurs: false\n")
    }

    /// Builds it, without the search index, which takes longer than all else.
    pub(crate) fn build(self) -> Built {
        self.build_with(&Options { without_search: true, ..Options::default() })
    }

    #[cfg(feature = "search")]
    pub(crate) fn build_searchable(self) -> Built {
        self.build_with(&Options::default())
    }

    fn build_with(self, options: &Options) -> Built {
        let reported = pipeline::site(&self.world, options);
        Built {
            world: self.world,
            site: reported.value,
            met: reported.diagnostics,
            rendered: OnceCell::new(),
        }
    }
}

/// A dossier after its build.
pub(crate) struct Built {
    world: MemoryWorld,
    pub(crate) site: Option<Site>,
    /// What was met before any page was rendered.
    pub(crate) met: Vec<Diagnostic>,
    rendered: OnceCell<(BTreeMap<String, Vec<u8>>, Vec<Diagnostic>)>,
}

impl Built {
    fn rendered(&self) -> &(BTreeMap<String, Vec<u8>>, Vec<Diagnostic>) {
        self.rendered.get_or_init(|| {
            let (mut files, mut failures) = (BTreeMap::new(), vec![]);
            let site = self.site.as_ref().filter(|_| !has_errors(&self.met));
            let renderer = site.map(Site::renderer);
            for path in site.map(Site::paths).unwrap_or_default() {
                match renderer.as_ref().and_then(|renderer| renderer.render(&path)) {
                    Some(Ok(content)) => drop(files.insert(path, content.into_bytes())),
                    Some(Err(diagnostic)) => failures.push(diagnostic),
                    None => panic!("the site lists {path}, and does not have it"),
                }
            }
            (files, failures)
        })
    }

    /// Every file of the site. None where there are errors.
    pub(crate) fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.rendered().0
    }

    /// One page, rendered alone.
    pub(crate) fn page(&self, path: &str) -> String {
        let renderer = self.site.as_ref().map(Site::renderer);
        match renderer.as_ref().and_then(|renderer| renderer.render(path)) {
            Some(Ok(content)) => String::from_utf8(content.into_bytes()).unwrap(),
            Some(Err(failure)) => panic!("{path}: {}", failure.message),
            None => panic!("there is no {path}\n{}", self.diagnostics()),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.page("data/dossier.json")).unwrap()
    }

    /// Everything that was met, also while rendering.
    pub(crate) fn all(&self) -> Vec<Diagnostic> {
        [&self.met[..], &self.rendered().1].concat()
    }

    fn printed(&self, format: Format) -> String {
        let text_of = |path: &str| -> Option<Arc<str>> {
            let seed = self.site.as_ref().and_then(|site| site.seed_text(path));
            seed.or_else(|| {
                let bytes = self.world.read(path, 1 << 30).ok()?;
                Some(decode(&bytes, None).ok()?.text.into())
            })
        };
        Printer { format, color: false, text_of: &text_of }.print(&self.all())
    }

    /// The problems as people read them.
    pub(crate) fn diagnostics(&self) -> String {
        self.printed(Format::Human)
    }

    /// The problems, one a line: `path:line:column code: message`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let json: Value = serde_json::from_str(&self.printed(Format::Json)).unwrap();
        let line = |d: &Value| {
            let mut place = d["path"].as_str().unwrap_or("").to_owned();
            if let (Some(line), Some(column)) = (d["line"].as_u64(), d["column"].as_u64())
            {
                place += &format!(":{line}:{column}");
            }
            let (code, message) = (d["code"].as_str(), d["message"].as_str());
            let words = format!("{place} {}: {}", code.unwrap(), message.unwrap());
            words.trim_start().to_owned()
        };
        json["diagnostics"].as_array().unwrap().iter().map(line).collect()
    }

    /// The names of the problems, sorted, without repetition.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&str> = self.all().iter().map(|d| d.code.name()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Fails unless the dossier is without a problem.
    pub(crate) fn clean(self) -> Self {
        assert_eq!(self.diagnostics(), "");
        self
    }
}

/// A directory on disk that goes away with the test.
pub(crate) struct Disk(tempfile::TempDir);

impl Disk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A dossier of one source, without a problem.
    pub(crate) fn dossier() -> Self {
        let disk = Self::new();
        disk.put("content/dossier.yaml", "title: A dossier\n");
        disk.put("content/arguments/c.yaml", "claim: A claim.\n");
        disk.put("seeds/a.txt", "The fox jumps.\n");
        disk.put(
            "content/sources/a.yaml",
            "seed: a.txt\ntitle: A\npassages:\n  - { quote: The fox, arguments: { c: supports } }\n",
        );
        disk
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// All files below a directory, with their bytes.
    pub(crate) fn files(&self, directory: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(directory))
    }

    /// Runs the program in this directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    pub(crate) fn run_in(&self, directory: &str, arguments: &[&str]) -> Ran {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_throughline"))
            .current_dir(self.path(directory))
            .env("NO_COLOR", "1")
            .args(arguments)
            .output()
            .unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// All files below a directory, with their bytes.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap();
            (path.replace('\\', "/"), std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// What a run of the program said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The problems of a dossier on disk, one a line: `path code: message`.
pub(crate) fn problems(disk: &Disk) -> Vec<String> {
    let world = DiskWorld::open(&disk.path("")).unwrap();
    let found = pipeline::site(&world, &Options::default()).diagnostics;
    let mut lines: Vec<String> = found
        .iter()
        .map(|d| {
            let path = d.at.as_ref().map_or("", |(place, _)| &place.path);
            format!("{path} {}: {}", d.code, d.message)
        })
        .collect();
    lines.sort();
    lines
}
