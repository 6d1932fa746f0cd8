//! Arguments that are met in almost the same sources, though no relation joins them: of each the
//! closest, since in a small dossier almost every argument shares sources with almost every other.

use std::cmp::Reverse;

use super::Index;

/// Two arguments that are met in almost the same sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The two, in order.
    pub arguments: (usize, usize),
    /// In how many sources both are met.
    pub shared: usize,
    /// In how many at least one of them is.
    pub of: usize,
}

impl Tie {
    /// The fewest sources that tied arguments share.
    pub const SHARED_MIN: usize = 2;

    /// At least three in four of the sources of either are sources of both.
    fn close(&self) -> bool {
        self.shared >= Self::SHARED_MIN && 4 * self.shared >= 3 * self.of
    }

    /// The closest come first: how much is shared in a million, then how many sources.
    fn rank(&self) -> impl Ord + use<> {
        let share = self.shared * 1_000_000 / self.of.max(1);
        (Reverse(share), Reverse(self.shared), self.arguments)
    }
}

/// How many candidates of each argument are looked at.
const CANDIDATES: usize = 16;

impl Index {
    /// Arguments that are met in almost the same sources, and have no relation.
    pub fn ties(&self) -> &[Tie] {
        self.ties.get_or_init(|| collect(self))
    }
}

/// Finds the closest ties: one at an argument.
fn collect(index: &Index) -> Vec<Tie> {
    let arguments = index.occurrences.len();
    let of_source: Vec<Vec<usize>> = (0..index.by_source.len())
        .map(|source| {
            let threads = index.passages_of(source).iter().flat_map(|p| &p.threads);
            let mut met: Vec<usize> = threads.map(|thread| thread.argument).collect();
            met.sort_unstable();
            met.dedup();
            met
        })
        .collect();
    let mut sources_of = vec![vec![]; arguments];
    for (source, met) in of_source.iter().enumerate() {
        for argument in met {
            sources_of[*argument].push(source);
        }
    }
    let mut candidates = vec![];
    let mut shared = vec![0; arguments];
    for a in 0..arguments {
        for source in &sources_of[a] {
            let met = &of_source[*source];
            for b in &met[met.partition_point(|b| *b <= a)..] {
                shared[*b] += 1;
            }
        }
        let mut close: Vec<Tie> = (a + 1..arguments)
            .map(|b| Tie {
                arguments: (a, b),
                shared: shared[b],
                of: sources_of[a].len() + sources_of[b].len() - shared[b],
            })
            .filter(|tie| tie.close() && !related(index, a, tie.arguments.1))
            .collect();
        close.sort_by_cached_key(Tie::rank);
        candidates.extend(close.into_iter().take(CANDIDATES));
        shared.fill(0);
    }
    candidates.sort_by_cached_key(Tie::rank);
    let mut tied = vec![false; arguments];
    candidates.retain(|Tie { arguments: (a, b), .. }| {
        let free = !tied[*a] && !tied[*b];
        (tied[*a], tied[*b]) = (tied[*a] || free, tied[*b] || free);
        free
    });
    candidates.sort_by_key(|tie| tie.arguments);
    candidates
}

fn related(index: &Index, a: usize, b: usize) -> bool {
    let relations = &index.relations[a];
    let all = [
        &relations.supports,
        &relations.attacks,
        &relations.supported_by,
        &relations.attacked_by,
    ];
    all.iter().any(|others| others.contains(&b))
}
