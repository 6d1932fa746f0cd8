//! `throughline explain`: what a diagnostic means, and how to mend it.

use clap::Args;

use super::Exit;
use super::terminal::Terminal;
use crate::diagnostic::{Code, all_codes, did_you_mean};

/// The arguments of `explain`, as typed.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The diagnostic, such as drifted-quote; all of them are listed without it
    code: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let Some(name) = &args.code else {
        let list: String =
            all_codes().iter().flat_map(|code| [code.name(), "\n"]).collect();
        terminal.result(list.as_bytes())?;
        return Ok(Exit::Success);
    };
    let Some(code) = Code::find(name.trim()) else {
        let help = did_you_mean(name, all_codes().iter().map(Code::name))
            .unwrap_or_else(|| "`throughline explain` lists them".to_owned());
        terminal.error(&format!("error: there is no diagnostic `{name}`; {help}"));
        return Ok(Exit::Usage);
    };
    terminal.result(format!("{code}\n\n{}\n", wrapped(code.explanation())).as_bytes())?;
    Ok(Exit::Success)
}

/// Breaks paragraphs at 80 columns.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > 80 {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += width;
        }
        out.push_str("\n\n");
    }
    out.trim_end().to_owned()
}
