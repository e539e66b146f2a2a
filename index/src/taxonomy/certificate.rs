//! Certification schemes: aliases, implication, succession.

use serde::Deserialize;

use super::data;

/// Number of a scheme: its row in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemeId(pub(crate) u8);

/// A certification or compliance scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Number within this build.
    pub id: SchemeId,
    /// Stable code: `IATF_16949`.
    pub code: String,
    /// Usual name with its current edition.
    pub name: String,
    /// Other ways to write it.
    pub aliases: Vec<String>,
    /// What field it belongs to: `quality`, `environment`, `product-safety`.
    pub category: String,
    /// Usual cycle in years; not a legal term.
    pub typical_validity_years: Option<u8>,
    /// Schemes whose requirements a holder of this one meets as well, transitively, itself first.
    pub(crate) satisfies: Vec<SchemeId>,
    /// The scheme that took its place, where it is withdrawn.
    pub(crate) superseded_by: Option<SchemeId>,
}

#[derive(Debug)]
pub(crate) struct Schemes(Vec<Scheme>);

#[derive(Deserialize)]
struct Row {
    code: String,
    canonical_name: String,
    aliases: String,
    category: String,
    typical_validity_years: String,
    relations: String,
}

impl Row {
    fn relation<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        data::list(&self.relations)
            .filter_map(|relation| relation.split_once(':'))
            .filter(move |(verb, _)| *verb == name)
            .map(|(_, code)| code.trim())
    }
}

impl Schemes {
    pub(crate) fn load() -> Self {
        let rows: Vec<Row> = data::rows(data::CERTIFICATES);
        let find = |code: &str| {
            rows.iter()
                .zip(0_u8..)
                .find(|(row, _)| row.code == code)
                .map(|(_, number)| SchemeId(number))
        };
        let implied: Vec<Vec<SchemeId>> = rows
            .iter()
            .map(|row| {
                row.relation("implies").chain(row.relation("equivalent")).filter_map(find).collect()
            })
            .collect();
        let all = rows
            .iter()
            .zip(0_u8..)
            .map(|(row, number)| {
                let mut satisfies = vec![SchemeId(number)];
                let mut at = 0;
                while let Some(scheme) = satisfies.get(at).copied() {
                    at += 1;
                    for &next in implied.get(usize::from(scheme.0)).into_iter().flatten() {
                        if !satisfies.contains(&next) {
                            satisfies.push(next);
                        }
                    }
                }
                Scheme {
                    id: SchemeId(number),
                    code: row.code.clone(),
                    name: row.canonical_name.clone(),
                    aliases: data::list(&row.aliases).map(str::to_owned).collect(),
                    category: row.category.clone(),
                    typical_validity_years: row.typical_validity_years.parse().ok(),
                    satisfies,
                    superseded_by: row.relation("superseded_by").find_map(find),
                }
            })
            .collect();
        Self(all)
    }

    pub(crate) fn all(&self) -> &[Scheme] {
        &self.0
    }

    #[expect(clippy::indexing_slicing, reason = "ids are made from the rows of this very table")]
    pub(crate) fn at(&self, id: SchemeId) -> &Scheme {
        &self.0[usize::from(id.0)]
    }
}

#[cfg(test)]
mod tests {
    use crate::taxonomy::Taxonomy;

    #[test]
    fn the_automotive_standard_includes_the_general_one_and_replaced_the_old_one() {
        let taxonomy = Taxonomy::get();
        let id = |code: &str| taxonomy.scheme(code).map(|scheme| scheme.id).expect("a scheme");
        let automotive = taxonomy.scheme("IATF_16949").expect("a scheme");
        assert!(automotive.satisfies.contains(&id("ISO_9001")));
        let old = taxonomy.scheme("ISO_TS_16949").expect("a scheme");
        assert_eq!(old.superseded_by, Some(id("IATF_16949")));
        assert!(!old.satisfies.contains(&id("IATF_16949")));
    }
}
