//! `throughline schema`: the JSON Schema of a kind of file, for editors and other programs.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Exit;
use super::terminal::Terminal;
use crate::exchange::dossier_json_schema;
use crate::schema::Kind;

/// The arguments of `schema`, as typed.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The kind of file; `data` is data/dossier.json
    #[arg(value_parser = kinds())]
    kind: String,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name).into_iter().chain(["data"]))
}

pub(super) fn run(args: &SchemaArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == args.kind);
    let schema = kind.map_or_else(dossier_json_schema, Kind::schema);
    terminal.result(format!("{schema:#}\n").as_bytes())?;
    Ok(Exit::Success)
}
