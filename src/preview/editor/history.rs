//! What has been done in this run, so that it can be taken back, source by source.

use crate::edit::Edit;

/// How many steps are kept, and how many bytes of files.
const STEPS_MAX: usize = 500;
const BYTES_MAX: usize = 64 << 20;

/// What one request did.
pub(super) struct Step {
    pub(super) source: String,
    /// In the order in which they were written.
    pub(super) edits: Vec<Edit>,
}

impl Step {
    fn bytes(&self) -> usize {
        let length = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        self.edits.iter().map(|edit| length(&edit.before) + length(&edit.after)).sum()
    }
}

/// The steps that were done, and those that were taken back.
#[derive(Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Adds a new step: what was taken back in its source can't be done again.
    pub(super) fn add(&mut self, step: Step) {
        self.undone.retain(|other| other.source != step.source);
        self.done(step);
    }

    /// Adds a step that was done again.
    pub(super) fn done(&mut self, step: Step) {
        self.done.push(step);
        let mut bytes: usize = self.done.iter().map(Step::bytes).sum();
        while self.done.len() > STEPS_MAX || bytes > BYTES_MAX && self.done.len() > 1 {
            bytes -= self.done.remove(0).bytes();
        }
    }

    /// Adds a step that was taken back.
    pub(super) fn undone(&mut self, step: Step) {
        self.undone.push(step);
    }

    /// Takes the last step of a source out, to take it back.
    pub(super) fn last(&mut self, source: &str) -> Option<Step> {
        let at = self.done.iter().rposition(|step| step.source == source)?;
        Some(self.done.remove(at))
    }

    /// Takes the last step out that was taken back in a source, to do it again.
    pub(super) fn last_undone(&mut self, source: &str) -> Option<Step> {
        let at = self.undone.iter().rposition(|step| step.source == source)?;
        Some(self.undone.remove(at))
    }

    /// How many steps of a source can be taken back.
    pub(super) fn undoable(&self, source: &str) -> usize {
        self.done.iter().filter(|step| step.source == source).count()
    }

    /// How many steps of a source can be done again.
    pub(super) fn redoable(&self, source: &str) -> usize {
        self.undone.iter().filter(|step| step.source == source).count()
    }
}
