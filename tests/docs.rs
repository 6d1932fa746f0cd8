//! The documents say what the program does: what they list is complete, what they show builds.
//!
//! Three of them are made, wholly or in part, from the code. Where one is out of date, the test
//! writes it anew below `target/tmp/` and says how to take it over.
#![expect(clippy::disallowed_methods, reason = "reads the repository's documents")]
#![expect(clippy::unwrap_used, reason = "what is missing fails the test")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use throughline::diagnostic::all_codes;
use throughline::exchange::dossier_json_schema;
use throughline::pipeline::{self, Options};
use throughline::schema::Kind;
use throughline::theme::built_in;
use throughline::world::MemoryWorld;

#[path = "docs/components.rs"]
mod components;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn diagnostics_md_is_the_table_of_codes() {
    let mut text = String::from(
        "# Diagnostics\n\n<!-- Made from src/diagnostic/code.rs by tests/docs.rs. -->\n\n\
         Every problem that Throughline reports has a code. `throughline explain CODE` prints \
         what stands here. An error keeps the site from being written. A warning does not, \
         unless you say `--deny-warnings`.\n",
    );
    for code in all_codes() {
        write!(text, "\n## {code}\n\n{}\n", code.explanation()).unwrap();
    }
    assert_is("docs/diagnostics.md", &text);
}

#[test]
fn templates_md_lists_every_file_and_variable() {
    const BEGIN: &str = "<!-- Made from templates/ and src/view/ by tests/docs.rs. -->\n";
    let text = read("docs/templates.md");
    let (before, _) = text.split_once(BEGIN).expect("the place for what is made");
    let types = view_types();
    assert_is(
        "docs/templates.md",
        &format!("{before}{BEGIN}{}{}", template_list(&types), variable_list(&types)),
    );
}

#[test]
fn yaml_md_explains_every_key() {
    let text = read("docs/yaml.md");
    for kind in Kind::ALL {
        let section = section(&text, &format!("## {}: ", kind.name()));
        for key in keys(&kind.schema()) {
            let explained = section.contains(&format!("\n| `{key}` |"));
            assert!(explained, "docs/yaml.md lacks `{key}` of {}", kind.name());
        }
    }
}

#[test]
fn data_md_explains_every_key() {
    let text = read("docs/data.md");
    for key in keys(&dossier_json_schema()) {
        assert!(text.contains(&format!("`{key}`")), "docs/data.md lacks `{key}`");
    }
}

#[test]
fn the_readme_names_every_command_and_flag() {
    let text = read("README.md");
    let mut command = throughline::commands::command();
    command.build();
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = sub.get_name();
        assert!(text.contains(&format!("`throughline {name}")), "README.md lacks {name}");
        for flag in sub.get_arguments().filter_map(|argument| argument.get_long()) {
            let known = ["help", "version"].contains(&flag)
                || text.contains(&format!("--{flag}"));
            assert!(known, "README.md lacks --{flag} of {name}");
        }
    }
}

#[test]
fn what_the_documents_show_builds_without_a_word() {
    let mut world = MemoryWorld::default();
    for document in ["docs/yaml.md", "docs/templates.md"] {
        for (path, text) in shown_files(&read(document)) {
            world.insert(&path, text);
        }
    }
    let reported = pipeline::site(&world, &Options::default());
    assert!(reported.diagnostics.is_empty(), "{:#?}", reported.diagnostics);
    let site = reported.value.unwrap();
    let renderer = site.renderer();
    for path in site.paths() {
        let rendered = renderer.render(&path).unwrap();
        assert!(rendered.is_ok(), "{path}: {rendered:?}");
    }
}

#[test]
fn the_tutorial_of_the_readme_comes_out_as_it_says() {
    let readme = read("README.md");
    let shown = |first: &str, last: &str| {
        let start = readme.find(&format!("    {first}")).unwrap();
        let end = start + readme[start..].find(&format!("    {last}")).unwrap();
        let end = end + readme[end..].find('\n').unwrap() + 1;
        let lines = readme[start..end].lines();
        let lines = lines.map(|line| line.strip_prefix("    ").unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    let above = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
        let output = command.args(arguments).current_dir(above.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["new", "my-dossier"]).0, Some(0));
    let dossier = above.path().join("my-dossier");
    let seed = shown("Letter to the council", "Nora Pym");
    fs::write(dossier.join("seeds/bus-driver.txt"), seed).unwrap();
    let (_, warning) = run(&["check", "my-dossier"]);
    assert!(warning.contains("no source uses this seed"), "{warning}");

    let yaml = readme.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let path = dossier.join("content/sources/bus-driver.yaml");
    fs::write(&path, yaml).unwrap();
    let message = shown("error[drifted-quote]", "nothing was written");
    assert_eq!(run(&["build", "my-dossier"]), (Some(1), message));

    fs::write(&path, yaml.replace("will suffer", "will not suffer")).unwrap();
    assert_eq!(run(&["build", "my-dossier"]), (Some(0), String::new()));
    assert!(dossier.join("site/sources/bus-driver.html").exists());
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let below = ["yaml", "templates", "data", "diagnostics", "publishing"]
        .map(|name| format!("docs/{name}.md"));
    for document in documents.iter().copied().chain(below.iter().map(String::as_str)) {
        let (text, directory) = (read(document), Path::new(document).parent().unwrap());
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            if path.contains(':') {
                continue;
            }
            let target = if path.is_empty() {
                document.to_owned()
            } else {
                directory.join(path).display().to_string()
            };
            assert!(Path::new(ROOT).join(&target).exists(), "{document}: {link}");
            let there = fragment.is_empty()
                || headings(&read(&target)).iter().any(|h| h == fragment);
            assert!(there, "{document}: {link} has no such heading");
        }
    }
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(Path::new(ROOT).join(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails unless a document has this text, and leaves the text where it can be copied from.
fn assert_is(path: &str, text: &str) {
    if fs::read_to_string(Path::new(ROOT).join(path)).is_ok_and(|old| old == text) {
        return;
    }
    let name = path.rsplit('/').next().unwrap();
    let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&new, text).unwrap();
    panic!(
        "{path} is out of date; take over the new text, and look at it:\ncp {} {path}",
        new.display()
    );
}

/// The part of a document below the heading that begins so, to the next of its level.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start =
        text.find(&format!("\n{heading}")).unwrap_or_else(|| panic!("no {heading}"));
    let level = heading.split(' ').next().unwrap();
    let rest = &text[start + 1 + heading.len()..];
    &rest[..rest.find(&format!("\n{level} ")).unwrap_or(rest.len())]
}

/// The anchors of a document's headings, as GitHub makes them.
fn headings(text: &str) -> Vec<String> {
    let anchor = |heading: &str| {
        let kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
        heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")
    };
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

/// The names of all properties of a JSON Schema, at any depth.
fn keys(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        if let Some(properties) = value["properties"].as_object() {
            found.extend(properties.keys().cloned());
        }
        open.extend(value.as_object().into_iter().flat_map(|map| map.values()));
        open.extend(value.as_array().into_iter().flatten());
    }
    assert!(!found.is_empty());
    found
}

/// The code blocks that name a file behind their language: its path and its text.
fn shown_files(text: &str) -> Vec<(String, String)> {
    let blocks = text.split("\n```").skip(1).step_by(2);
    let file = |block: &str| {
        let (first, text) = block.split_once('\n')?;
        let (_, path) = first.split_once(' ')?;
        Some((path.to_owned(), format!("{text}\n")))
    };
    blocks.filter_map(file).collect()
}

/// A type that templates see.
struct ViewType {
    name: String,
    about: String,
    /// Name, type, description.
    fields: Vec<[String; 3]>,
}

/// The types of `src/view/` that are serialised, those of every page first.
fn view_types() -> Vec<ViewType> {
    let entries = walkdir::WalkDir::new(Path::new(ROOT).join("src/view")).into_iter();
    let entries = entries.map(|entry| entry.unwrap().into_path());
    let mut paths: Vec<_> = entries.filter(|path| path.is_file()).collect();
    paths.sort_by_key(|path| (!path.ends_with("page.rs"), path.clone()));
    let mut types = Vec::new();
    for path in paths {
        let (mut about, mut serialised) = (String::new(), false);
        let mut open: Option<ViewType> = None;
        for line in fs::read_to_string(path).unwrap().lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///") {
                about.push_str(words);
            } else if line.starts_with("#[") {
                serialised |= line.contains("Serialize");
            } else if let Some((name, of)) = line
                .strip_prefix("pub ")
                .and_then(|field| field.strip_suffix(','))
                .and_then(|field| field.split_once(": "))
                && let Some(open) = &mut open
            {
                let about = std::mem::take(&mut about).trim().to_owned();
                open.fields.push([name.to_owned(), in_words(of), about]);
            } else {
                let name = line
                    .strip_prefix("pub struct ")
                    .and_then(|rest| rest.strip_suffix(" {"));
                types.extend(open.take_if(|_| line == "}"));
                let about = std::mem::take(&mut about).trim().to_owned();
                if let Some(name) = name.filter(|_| std::mem::take(&mut serialised)) {
                    open =
                        Some(ViewType { name: name.to_owned(), about, fields: vec![] });
                }
            }
        }
    }
    assert!(types.iter().any(|one: &ViewType| one.name == "SiteView"));
    types
}

/// A Rust type as templates see it.
fn in_words(of: &str) -> String {
    let inner = |name: &str| of.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>');
    match of {
        "String" | "&'static str" => "text".to_owned(),
        "usize" | "u8" | "i32" | "f64" => "number".to_owned(),
        "bool" => "true or false".to_owned(),
        _ => match (inner("Option"), inner("Vec")) {
            (Some(of), _) => format!("{}, or none", in_words(of)),
            (_, Some(of)) => format!("list: {}", in_words(of)),
            // How a view is shared is no matter of a template's.
            _ if inner("Arc").is_some() => in_words(inner("Arc").unwrap()),
            _ => format!("[{of}](#{})", of.to_lowercase()),
        },
    }
}

/// Every file of the built-in theme, with what it says of itself.
fn template_list(types: &[ViewType]) -> String {
    let mut list = String::from("\n## Every file\n\n| file | what it is |\n|---|---|\n");
    for (name, bytes) in built_in() {
        let about = if let Some(asset) = name.strip_prefix("assets/") {
            format!("An asset: `asset(name=\"{asset}\")`.")
        } else if name.ends_with(".yaml") {
            "The words of the interface in one language.".to_owned()
        } else {
            about_template(name, &String::from_utf8_lossy(bytes), types)
        };
        writeln!(list, "| `{name}` | {about} |").unwrap();
    }
    list
}

/// What a template sees, the component that it defines, and its first comment.
fn about_template(name: &str, text: &str, types: &[ViewType]) -> String {
    let between = |begin: &str, end: &str| {
        let inner = text.split_once(begin)?.1.split_once(end)?.0;
        Some(inner.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let seen = types.iter().find(|one| one.about.contains(&format!("`{name}`")));
    let component = between("{% component ", "%}");
    let about = [
        seen.map(|one| format!("Sees `it`: {}.", in_words(&one.name))),
        component.map(|one| format!("The component `{}`.", one.trim_end_matches(" -"))),
        between("{#-", "-#}").filter(|_| text.starts_with("{#-")),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    if about.is_empty() { "Has no `it`.".to_owned() } else { about.join(" ") }
}

/// Every type that templates see, with its fields.
fn variable_list(types: &[ViewType]) -> String {
    let mut list = String::from("\n## Every variable\n");
    for ViewType { name, about, fields } in types {
        write!(list, "\n### {name}\n\n{about}\n\n| field | type | |\n|---|---|---|\n")
            .unwrap();
        for [field, of, about] in fields {
            writeln!(list, "| `{field}` | {of} | {about} |").unwrap();
        }
    }
    list
}
