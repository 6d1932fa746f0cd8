//! What other programs read: one file a format.

mod dossier_json;

pub use dossier_json::{DossierData, dossier_json, dossier_json_schema};
