//! `throughline reanchor`: after a seed has changed, the words of its passages as a patch.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use similar::TextDiff;

use super::terminal::{Terminal, exit};
use super::{Exit, open};
use crate::diagnostic::print::Format;
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::{Edit, reanchor};
use crate::write::write_edit;

/// The arguments of `reanchor`, as typed.
#[derive(Debug, Args)]
pub(super) struct ReanchorArgs {
    /// The dossier's directory; the current one, or the nearest above it that holds
    /// content/dossier.yaml
    dir: Option<PathBuf>,
    /// Write the patch into the files, instead of only showing it
    #[arg(long)]
    write: bool,
    /// How to print: human (the passages to standard error, the patch to standard output), or
    /// json (both, to standard output)
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    format: Shape,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
}

pub(super) fn run(args: &ReanchorArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let world = open(args.dir.as_deref())?;
    let mut left = vec![];
    let all = reanchor(&world).drain_into(&mut left);
    let mended = all.mended.iter().cloned().map(|diagnostic| {
        // What is written is no error any more.
        let severity = if args.write { Severity::Warning } else { Severity::Error };
        Diagnostic { severity, ..diagnostic }
    });
    let found: Vec<Diagnostic> =
        mended.map(|d| d.note(becomes(args))).chain(left.iter().cloned()).collect();
    let patch: String = all.files.iter().map(|file| unified(&file.edit)).collect();
    // Before anything is written, while the places are those of the files.
    let json = terminal.printed(&world, None, &found, Format::Json);
    if args.format == Shape::Human {
        terminal.diagnostics(&world, None, &found, Format::Human)?;
    }
    let (mut written, mut refused) = (vec![], vec![]);
    for file in all.files.iter().filter(|_| args.write) {
        match write_edit(world.root(), &file.edit) {
            Ok(()) => written.push(file),
            Err(refusal) => refused.push(refusal),
        }
    }
    match args.format {
        Shape::Json => {
            let files = written.iter().map(|file| &*file.edit.path);
            terminal
                .result(whole(&json, &patch, &files.collect::<Vec<_>>())?.as_bytes())?;
        }
        Shape::Human if found.is_empty() => {
            let line = format!("nothing to do: {} in place\n", counted(all.passages));
            terminal.result(line.as_bytes())?;
        }
        Shape::Human if args.write => {
            for file in written {
                let passages = counted(file.passages);
                let line = format!("reanchored {passages} in {}\n", file.edit.path);
                terminal.result(line.as_bytes())?;
            }
        }
        Shape::Human => {
            terminal.result(patch.as_bytes())?;
            let mended: usize = all.files.iter().map(|file| file.passages).sum();
            terminal.error(&match mended {
                0 => "no patch: each of these needs a decision of yours".to_owned(),
                mended => format!(
                    "the patch mends {}: look at it; then run again with --write, or \
                     `git apply` it",
                    counted(mended)
                ),
            });
        }
    }
    for refusal in &refused {
        terminal.error(&format!("error: {refusal}"));
    }
    Ok(match () {
        () if !refused.is_empty() => Exit::System,
        () if args.write => exit(&left, false),
        () => exit(&found, false),
    })
}

fn becomes(args: &ReanchorArgs) -> &'static str {
    if args.write {
        "the passage has the words of the source now"
    } else {
        "the patch gives the passage the words of the source"
    }
}

/// The JSON of `check`, with the patch and the files that were written.
fn whole(json: &str, patch: &str, written: &[&str]) -> anyhow::Result<String> {
    let mut object: Map<String, Value> = serde_json::from_str(json)?;
    object.insert("patch".to_owned(), json!(patch));
    object.insert("written".to_owned(), json!(written));
    Ok(format!("{:#}\n", Value::Object(object)))
}

fn counted(passages: usize) -> String {
    match passages {
        1 => "1 passage".to_owned(),
        passages => format!("{passages} passages"),
    }
}

/// An edit as a patch that `git apply` and `patch -p1` take.
fn unified(edit: &Edit) -> String {
    let text = |bytes: &Option<Vec<u8>>| {
        String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned()
    };
    let (before, after) = (text(&edit.before), text(&edit.after));
    let path = &edit.path;
    // A tab says where a name with spaces ends.
    let end = if path.contains(' ') { "\t" } else { "" };
    let diff = TextDiff::from_lines(&before, &after);
    diff.unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}{end}"), &format!("b/{path}{end}"))
        .to_string()
}
