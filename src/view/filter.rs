//! How a list can be narrowed and sorted in place.
//!
//! The rows are complete without it: the script shows the controls and does the work.

use std::collections::BTreeMap;

use serde::Serialize;

/// A list of fewer rows is seen at a glance.
const ROWS_MIN: usize = 5;

/// The most values that one may choose from: those that most rows have. The words of all others
/// can be typed.
const VALUES_MAX: usize = 150;

/// The controls of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Filters {
    /// What its rows can be narrowed by.
    pub facets: Vec<Facet>,
    /// The orders that it can be put into, as it stands first.
    pub orders: Vec<&'static str>,
    /// How many rows the list has on this page.
    pub rows: usize,
    /// How many it has on all pages.
    pub all: usize,
}

/// A property of the rows of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Facet {
    /// `publisher`, `topic` …: `data-…` of a row, where several values are divided by `|`.
    pub name: &'static str,
    /// Its values, by their labels.
    pub values: Vec<FacetValue>,
}

/// A value that some rows have.
#[derive(Debug, Clone, Serialize)]
pub struct FacetValue {
    /// As it stands in the row, and in the address of the page.
    pub value: String,
    /// In words.
    pub label: String,
    /// How many rows have it.
    pub rows: usize,
}

/// The values of a row, each with its label.
pub(super) type Values = Vec<(String, String)>;

/// The controls, where there is anything to control. Each facet comes with the values of each
/// row, and their labels; one that tells no rows apart is left out.
pub(super) fn filters(
    rows: usize,
    all: usize,
    orders: &[&'static str],
    facets: Vec<(&'static str, Vec<Values>)>,
) -> Option<Filters> {
    if rows < ROWS_MIN {
        return None;
    }
    let facets = facets.into_iter().filter_map(|(name, of_rows)| {
        let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (value, label) in of_rows.into_iter().flatten() {
            *counted.entry((label, value)).or_default() += 1;
        }
        let tells_apart = counted.len() > 1 || counted.values().any(|n| *n < rows);
        let mut values = counted
            .into_iter()
            .map(|((label, value), rows)| FacetValue { value, label, rows })
            .collect::<Vec<_>>();
        if values.len() > VALUES_MAX {
            values.sort_by_key(|value| std::cmp::Reverse(value.rows));
            values.truncate(VALUES_MAX);
            values.sort_by(|a, b| a.label.cmp(&b.label));
        }
        (tells_apart && !values.is_empty()).then_some(Facet { name, values })
    });
    Some(Filters { facets: facets.collect(), orders: orders.to_vec(), rows, all })
}

/// A value as rows and addresses hold it: the character that divides values can't be in it.
pub(super) fn facet_value(text: &str) -> String {
    text.replace('|', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&[&str]]) -> Vec<Vec<(String, String)>> {
        let pair = |value: &&str| ((*value).to_owned(), value.to_uppercase());
        values.iter().map(|row| row.iter().map(pair).collect()).collect()
    }

    #[test]
    fn a_facet_that_tells_nothing_apart_is_left_out() {
        let rows: [&[&str]; 5] = [&["a"], &["a", "b"], &["a"], &["a"], &["a"]];
        let same: [&[&str]; 5] = [&["a"]; 5];
        let some: [&[&str]; 5] = [&["a"], &[], &[], &[], &[]];
        let none: [&[&str]; 5] = [&[]; 5];
        let facets = vec![
            ("x", of(&rows)),
            ("same", of(&same)),
            ("some", of(&some)),
            ("none", of(&none)),
        ];
        let filters = filters(5, 5, &["date"], facets).unwrap();
        let names: Vec<&str> = filters.facets.iter().map(|facet| facet.name).collect();
        assert_eq!(names, ["x", "some"]);
        let counts: Vec<usize> =
            filters.facets[0].values.iter().map(|v| v.rows).collect();
        assert_eq!(counts, [5, 1]);
    }

    #[test]
    fn a_facet_offers_the_values_that_most_rows_have() {
        let mut rows: Vec<Values> = (0..2 * VALUES_MAX)
            .map(|n| vec![(format!("v{n:03}"), String::new())])
            .collect();
        rows.push(rows[2 * VALUES_MAX - 1].clone());
        let filters =
            super::filters(rows.len(), rows.len(), &["date"], vec![("x", rows)]).unwrap();
        let values = &filters.facets[0].values;
        assert_eq!(values.len(), VALUES_MAX);
        assert!(values.iter().any(|value| value.rows == 2), "the most frequent is there");
    }

    #[test]
    fn a_short_list_has_no_controls() {
        assert!(
            super::filters(4, 4, &["date"], vec![("x", of(&[&["a"], &["b"]]))]).is_none()
        );
    }
}
