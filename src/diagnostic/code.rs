//! The kinds of problem, each with a name that `throughline explain` explains.
//!
//! The table is the only place where a code is made, so every code has its explanation.

use std::fmt;

/// The kind of a problem, for instance `drifted-quote`.
#[derive(Clone, Copy)]
pub struct Code {
    name: &'static str,
    explanation: &'static str,
}

impl Code {
    /// Its name, in kebab case, stable between versions.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it means, why it matters and how to mend it, in Markdown.
    pub fn explanation(&self) -> &'static str {
        self.explanation
    }

    /// Finds a code by its name.
    pub fn find(name: &str) -> Option<Self> {
        all().iter().copied().find(|code| code.name == name)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! codes {
    ($($constant:ident $name:literal $explanation:literal)+) => {
        impl Code {
            $(
                #[doc = concat!("`", $name, "`: see `throughline explain ", $name, "`.")]
                pub const $constant: Code = Code { name: $name, explanation: $explanation };
            )+
        }

        /// All codes, in the order of the pipeline's stages.
        pub fn all() -> &'static [Code] {
            &[$(Code::$constant),+]
        }
    };
}

codes! {
    NO_DOSSIER "no-dossier"
        "There is no `content/dossier.yaml` here or in any directory above, so there is \
         nothing to build.\n\nRun the command inside a dossier, name its directory, or make a \
         new one with `throughline new DIR`."
    UNREADABLE_FILE "unreadable-file"
        "A file or directory could not be read: it is missing, its permissions forbid it, or \
         the disk failed. The system's own words are in the message.\n\nMend the \
         permissions, or remove the file."
    LINK_LEAVES_DOSSIER "link-leaves-dossier"
        "A symbolic link leads out of the dossier's directory, to a directory, or round in a \
         circle. A site is built from the dossier alone, so that it is the same on every \
         machine.\n\nCopy the file into the dossier instead of linking to it."
    FILE_TOO_LARGE "file-too-large"
        "A file is larger than Throughline reads: 4 MiB for YAML, Markdown pages and \
         templates, 256 MiB for a seed.\n\nSplit the file."
    BAD_FILE_NAME "bad-file-name"
        "A file's name can't be used: it is not Unicode, or it is not of a kind that belongs \
         in that directory, so it would be passed over in silence.\n\nRename it, or move it \
         out of `content/`."
    BAD_ENCODING "bad-encoding"
        "A file is not text: YAML, Markdown pages and templates must be UTF-8 (or UTF-16 \
         with a byte order mark), and a seed must be text in an encoding that can be \
         recognised.\n\nConvert the file to UTF-8. A PDF or a Word file must be turned into \
         text first."
    GUESSED_ENCODING "guessed-encoding"
        "A seed is not UTF-8, and says nothing of its encoding. It was recognised by its \
         bytes, which can be wrong where the text is short.\n\nLook at the page; if its \
         letters are wrong, convert the seed to UTF-8. State the encoding with `encoding:` \
         in the source's file to confirm the guess and silence this warning."
    CONTROL_CHARACTERS "control-characters"
        "A seed holds control characters (other than tab and line ends). No browser shows \
         them, so each is shown as its control picture, such as ␀.\n\nNothing needs doing if \
         the seed must stay as it is."
    EMPTY_SEED "empty-seed"
        "A seed holds no text, so there is nothing to show or to quote.\n\nPut the text into \
         the seed, or remove the source."
    YAML_SYNTAX "yaml-syntax"
        "A file is not valid YAML, so nothing in it could be read. YAML gives the place where \
         it lost its way; the cause is there or just above.\n\nThe usual causes: a `: ` or a \
         `#` in a value without quotation marks, a quotation mark that is not closed, a tab \
         used to indent, or an indentation that differs from its neighbours'."
    YAML_LIMIT "yaml-limit"
        "A YAML file is nested too deeply, or its aliases expand to too much. Both are how \
         hostile files exhaust a machine.\n\nWrite the values out, without anchors and aliases."
    DUPLICATE_KEY "duplicate-key"
        "A key stands twice in one map. YAML forbids it; many readers keep the last value in \
         silence, and lose the first.\n\nKeep one of the two."
    UNKNOWN_KEY "unknown-key"
        "A key is not one that Throughline knows, so its value would be ignored.\n\nCheck its \
         spelling against `throughline schema KIND`, or against docs/yaml.md."
    MISSING_KEY "missing-key"
        "A key that must be there is not.\n\nAdd it."
    WRONG_TYPE "wrong-type"
        "A value is of another type than its key wants: a list where a word should stand, a \
         number where a map should stand.\n\nWrite it as the message shows."
    BAD_VALUE "bad-value"
        "A value is of the right type, but not one that its key takes.\n\nWrite one of the \
         values that the message lists."
    BAD_DATE "bad-date"
        "A date is not in EDTF, the Extended Date/Time Format of ISO 8601-2 (levels 0 and \
         1): `2025-02-25`, `2025-02`, `2025`, `2025-02-25~` for about, `2025?` for \
         uncertain, `2025-02/2025-04` for a span, `2025-02-XX` for some day in that \
         month.\n\nWrite what is known and no more; leave the key out where nothing is."
    BAD_LANGUAGE "bad-language"
        "A language is not a tag of BCP 47, such as `en`, `uk` or `zh-Hant`.\n\nWrite the tag."
    BAD_GRADE "bad-grade"
        "A grade is not of the Admiralty code (NATO AJP-2.1): `reliability` is A to F, of the \
         source; `credibility` is 1 to 6, of the information.\n\n`F` and `6` mean that it \
         can't be judged."
    BAD_URL "bad-url"
        "An address is not one that a reader's browser can follow from a page: it must begin \
         with `https://` or `http://`.\n\nWrite the whole address."
    CITATION_STYLE "citation-style"
        "`citation_style` names no style that Throughline knows, or this program was built \
         without formatted citations.\n\nWrite a name such as `apa`, `chicago-notes`, \
         `modern-language-association` or `harvard-cite-them-right`, or leave the key out."
    BAD_ID "bad-id"
        "An id becomes a file's name and an address, so it must be safe as both on every \
         system: letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit, \
         at most 100 characters, and not a name that Windows keeps for itself (`con`, \
         `nul` …) or that the site uses (`index`).\n\nRename the file or the id."
    ID_CLASH "id-clash"
        "Two ids are the same, or differ only in case or in how their accents are encoded, \
         so on some systems one file would overwrite the other.\n\nRename one of them."
    UNKNOWN_SEED "unknown-seed"
        "A source names a seed that is not under `seeds/`.\n\n`seed:` is a path below \
         `seeds/`, with `/` between its parts; case counts."
    SEED_CHANGED "seed-changed"
        "A source pins its seed with `sha256:`, and the file has another hash now: somebody \
         else's words have changed.\n\nLook at what changed (version control tells). If the \
         new text is right, paste the new hash."
    SEED_TWICE "seed-twice"
        "Two sources use one seed, so its text would be published twice.\n\nKeep one source; \
         its passages can serve several arguments."
    UNUSED_SEED "unused-seed"
        "No source uses this seed, so it is not published.\n\nPaste the file that the message \
         shows, or move the seed out of `seeds/`."
    UNKNOWN_SEED_KIND "unknown-seed-kind"
        "A seed is neither `.txt` nor `.md`, so it can't be read as text.\n\nTurn it into text \
         first, and keep the original elsewhere."
    UNKNOWN_REFERENCE "unknown-reference"
        "A passage, a relation, a judgment, an event or a wikilink names something that is \
         not in the dossier.\n\nCheck its spelling; the message shows the nearest name."
    AMBIGUOUS_REFERENCE "ambiguous-reference"
        "A wikilink names both a source and an argument, or both and a page.\n\nRename one of \
         them, or link to a passage."
    DRIFTED_QUOTE "drifted-quote"
        "A quote is not in its source in these words, but something near it is. Nothing is \
         moved to a lookalike: a dropped “not” is near, too.\n\nCompare the words that the \
         message marks, then paste the source's own words. Where you were given a better text, \
         replace the seed."
    AMBIGUOUS_QUOTE "ambiguous-quote"
        "A quote stands in several places of its source, so it is not known which is \
         meant.\n\nMake the quote longer, or add `prefix:` or `suffix:` with the words that \
         stand right before or after the place that you mean."
    MISSING_QUOTE "missing-quote"
        "A quote is not in its source, and nothing near it is.\n\nCheck that it is under the \
         right source. Where words were left out, put `[…]` in their place."
    CONTEXT_MISMATCH "context-mismatch"
        "A quote is in its source, but the words of `prefix:` or `suffix:` do not stand right \
         before or after it.\n\nCopy them from the source, or leave them out if the quote \
         stands there once."
    EMPTY_QUOTE "empty-quote"
        "A quote holds no words.\n\nCopy the words from the source."
    NOT_A_PARAGRAPH "not-a-paragraph"
        "An entry of `headings:` or `omit:` must be a whole paragraph (or line) of the \
         source, or several.\n\nCopy the whole paragraph, or leave the entry out."
    LEGIBLE_ELSEWHERE "legible-elsewhere"
        "The words of an entry of `redact:` are covered where the entry says, but can be read \
         in another place of the same source: in its words, in an address, or in the \
         description of a picture.\n\nAdd an entry for each place, with `prefix:` or `suffix:`. \
         An address goes with the words of its link if these are covered; any other has to \
         leave the seed. Where the words may be read there, the warning can be left."
    DUPLICATE_PASSAGE "duplicate-passage"
        "Two entries of one source mark exactly the same words.\n\nMerge them: a passage can \
         carry several arguments, each with its own stance."
    UNCODED_PASSAGE "uncoded-passage"
        "A passage is coded to no argument, so no reader will find it from an \
         argument.\n\nAdd `arguments: { argument-id: supports }`."
    UNUSED_ARGUMENT "unused-argument"
        "No passage makes or disputes this argument.\n\nCode passages to it, or remove it."
    SINGLE_SOURCE_ARGUMENT "single-source-argument"
        "An argument is made in one source only, so it does not recur. That can be right; a \
         dossier of one source is never warned.\n\nLook for it in the other sources. Say \
         `recurs: false` in the argument's file to state that it is known."
    UNLISTED_SPEAKER "unlisted-speaker"
        "`content/people.yaml` exists, and a speaker is in it neither by name nor by \
         alias.\n\nAdd the person, or the spelling as an alias."
    NO_SOURCES "no-sources"
        "The dossier has no sources yet, so the site has no text.\n\nPut a text into \
         `seeds/`, and a file for it into `content/sources/`."
    RELATION_TO_SELF "relation-to-self"
        "An argument is said to support or attack itself.\n\nRemove the relation."
    TEMPLATE_ERROR "template-error"
        "A template can't be read or rendered; the message names the template, the line and \
         the variable.\n\nMend the file in the dossier's `templates/`, or remove it to have \
         the built-in one back."
    UNKNOWN_TEMPLATE "unknown-template"
        "A file under the dossier's `templates/` replaces no template of the theme, and no template \
         there uses it.\n\nCheck its name against the built-in templates that the message names."
    UNKNOWN_THEME "unknown-theme"
        "`theme:` in `content/dossier.yaml` names no theme. The built-in ones are `paper`, \
         `plain` and `night`; one of your own is a style sheet `templates/assets/theme-<name>.css`, \
         which comes after the built-in one.\n\nWrite one of the names that the message lists."
    LOW_CONTRAST "low-contrast"
        "A colour of `style:` can hardly be told from its paper. WCAG 2.2 asks for 4.5:1 of text \
         and 3:1 of marks, in light and in dark.\n\nMake the colour darker or lighter; the \
         message says in which of the two."
    NO_INTERFACE_WORDS "no-interface-words"
        "The pages' own words (headings, stances, dates) have not been written in the \
         dossier's language, so they are English.\n\nWrite them into \
         `templates/languages/<tag>.yaml`, with the keys of the built-in `en.yaml`. A file with \
         a few of them silences this warning; the others stay English."
    DEAD_LINK "dead-link"
        "A link on a page leads to no page of the site, to no place of that page, or out of the \
         site. `check` follows every link of the rendered pages; `build` does not.\n\nWrite a \
         wikilink, such as `[[source-id]]`, whose target is always checked. A plain link in \
         prose begins at the site's root, wherever the prose is shown: write \
         `sources/letter.html`, also in a source's note."
    DUPLICATE_HTML_ID "duplicate-html-id"
        "Two elements of a page have the same id, so a link to it leads to the first, whichever \
         was meant.\n\nIt comes from a template of your own: give one of the elements another \
         id."
    ORPHAN_PAGE "orphan-page"
        "No page of the site leads to a page, so no reader finds it.\n\nLink to it from prose, \
         or name it in `navigation:`."
    SITE_TOO_LARGE "site-too-large"
        "GitHub Pages takes sites of up to 1 GB, and files of up to 100 MB. The site, or a file of \
         it, is larger (an error) or has come to four fifths of that (a warning).\n\nPublish \
         less of the sources' text with `rights:`, split the dossier, or publish it on a server \
         of your own."
    ROTTEN_LINK "rotten-link"
        "An address of another site does not answer any more: its page is gone (404, 410), its \
         host is gone or silent, or it leads to the home page instead. `check --links` asks; \
         nothing else does.\n\nLook for a copy in an archive, and name it with `archive_url:` in \
         the source's file: readers are shown both."
    OUTPUT_NOT_OURS "output-not-ours"
        "The output directory holds files and was not made by Throughline, so it is left \
         alone.\n\nName another directory with `--out`, or empty it yourself."
    OUTPUT_UNSAFE "output-unsafe"
        "The output directory is, contains or lies inside a directory that the dossier is \
         made from, or is a symbolic link: writing there could destroy your work.\n\nName \
         another directory with `--out`."
    SEARCH_FAILED "search-failed"
        "The search index could not be made.\n\nThis is a fault of Throughline, or of Pagefind, \
         which makes the index. `search: false` in content/dossier.yaml builds the site without \
         a search until it is mended."
    WRITE_FAILED "write-failed"
        "The site could not be written: the disk is full, or a permission is missing. The \
         last site is still whole.\n\nMend the cause in the message and build again."
    FOREIGN_FILE "foreign-file"
        "A file in the output directory was not made by Throughline. It was kept.\n\nThe \
         output is never edited: move the file elsewhere."
}
