//! tour
#![allow(missing_docs)]
pub mod anchor;
pub mod diagnostic;
pub mod dossier;
pub mod id;
pub mod text;
pub mod write;
