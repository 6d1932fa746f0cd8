//! `data/passages.csv`: a row a passage and argument, as RFC 4180 has it: a header, commas, CR LF,
//! quotation marks doubled, in UTF-8 without a byte order mark.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula and runs it;
//! such a cell gets an apostrophe before it. `data/dossier.json` has the words as they stand.

use std::borrow::Cow;
use std::io;

use csv::{Terminator, WriterBuilder};

use super::{quoted, translated};
use crate::dossier::Date;
use crate::text::Positions;
use crate::view::View;

/// The names of the columns.
const COLUMNS: [&str; 20] = [
    "source",
    "title",
    "authors",
    "publisher",
    "date",
    "url",
    "rights",
    "passage",
    "path",
    "line",
    "start",
    "end",
    "quote",
    "translation",
    "speaker",
    "argument",
    "label",
    "claim",
    "topic",
    "stance",
];

/// Writes the table. A passage without an argument has one row, whose last five cells are empty.
pub(super) fn write(view: &View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    table.write_record(COLUMNS)?;
    for (number, source) in view.dossier.sources.iter().enumerate() {
        let positions = Positions::new(&source.seed.text);
        let authors = source.authors.join("; ");
        for at in view.index.by_source[number].clone() {
            let passage = &view.index.passages[at];
            let anchored = view.anchored(passage);
            let span = anchored.span();
            let path = view.passage_path(at);
            let line = anchored.line.to_string();
            let start = positions.code_points(span.start).to_string();
            let end = positions.code_points(span.end).to_string();
            let quote = quoted(view, at).unwrap_or_default();
            let speaker = passage.speaker.map(|person| view.person(person).name.as_str());
            let cells = [
                source.id.as_str(),
                &source.title,
                &authors,
                source.publisher.as_deref().unwrap_or_default(),
                source.date.as_ref().map(Date::as_edtf).unwrap_or_default(),
                source.url.as_deref().unwrap_or_default(),
                source.rights.as_str(),
                passage.id.as_str(),
                &path,
                &line,
                &start,
                &end,
                &quote,
                translated(view, at).unwrap_or_default(),
                speaker.unwrap_or_default(),
            ];
            let row = |of_argument: [&str; 5]| {
                let cells = cells.iter().copied().chain(of_argument);
                cells.map(|cell| inert(cell).into_owned()).collect::<Vec<_>>()
            };
            if passage.threads.is_empty() {
                table.write_record(row([""; 5]))?;
            }
            for thread in &passage.threads {
                let argument = view.argument(thread.argument);
                table.write_record(row([
                    &argument.id,
                    &argument.label,
                    &argument.claim,
                    &argument.topic.id,
                    thread.stance.as_str(),
                ]))?;
            }
        }
    }
    table.flush()
}

/// A cell that no spreadsheet takes for a formula.
fn inert(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{cell}").into() } else { cell.into() }
}
