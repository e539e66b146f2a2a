//! Measures of a ranking against judgments.

use std::collections::HashMap;

/// Grades 0 to 3 by supplier.
pub(super) type Grades = HashMap<String, u8>;

/// What a ranking is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Scores {
    /// Normalised discounted gain of the first ten, gain 2^grade − 1.
    pub(super) ndcg: f64,
    /// Share of relevant ones among the first five.
    pub(super) precision: f64,
    /// Share of the relevant ones that are among the first twenty; none where none is relevant.
    pub(super) recall: Option<f64>,
    /// One over the rank of the first relevant one; none where none is relevant.
    pub(super) reciprocal: Option<f64>,
}

/// Relevant means a grade of 2 or more.
fn is_relevant(grade: u8) -> bool {
    grade >= 2
}

/// Measures a ranking, best first. What nobody judged counts as grade 0.
pub(super) fn measure(ranking: &[&str], grades: &Grades) -> Scores {
    let grade = |id: &&str| grades.get(*id).copied().unwrap_or(0);
    let gain = |grade: u8| f64::from(2_u32.saturating_pow(u32::from(grade)) - 1);
    let discounted = |grades: &mut dyn Iterator<Item = u8>| -> f64 {
        grades
            .take(10)
            .zip(2_u32..)
            .map(|(grade, place)| gain(grade) / f64::from(place).log2())
            .sum()
    };
    let mut ideal: Vec<u8> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted(&mut ideal.into_iter());
    let reached = discounted(&mut ranking.iter().map(grade));
    let relevant = grades.values().filter(|&&grade| is_relevant(grade)).count();
    let hits = |count: usize| {
        ranking.iter().take(count).filter(|id| is_relevant(grade(id))).count() as f64
    };
    let first = ranking.iter().position(|id| is_relevant(grade(id)));
    Scores {
        ndcg: if best > 0.0 { reached / best } else { 0.0 },
        precision: hits(5) / 5.0,
        recall: (relevant > 0).then(|| hits(20) / relevant as f64),
        reciprocal: (relevant > 0).then(|| first.map_or(0.0, |at| 1.0 / (at + 1) as f64)),
    }
}

/// Means over requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub(super) struct Means {
    pub(super) requests: usize,
    pub(super) ndcg_at_10: f64,
    pub(super) precision_at_5: f64,
    pub(super) recall_at_20: f64,
    pub(super) mrr: f64,
}

/// Means; measures that a request has not are left out of theirs.
pub(super) fn means<'s>(scores: impl IntoIterator<Item = &'s Scores>) -> Means {
    let scores: Vec<&Scores> = scores.into_iter().collect();
    let mean = |values: Vec<f64>| {
        if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
    };
    Means {
        requests: scores.len(),
        ndcg_at_10: mean(scores.iter().map(|s| s.ndcg).collect()),
        precision_at_5: mean(scores.iter().map(|s| s.precision).collect()),
        recall_at_20: mean(scores.iter().filter_map(|s| s.recall).collect()),
        mrr: mean(scores.iter().filter_map(|s| s.reciprocal).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(pairs: &[(&str, u8)]) -> Grades {
        pairs.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
    }

    #[test]
    fn measures_are_those_of_the_books() {
        let judged = grades(&[("a", 3), ("b", 2), ("c", 1), ("d", 0)]);
        let perfect = measure(&["a", "b", "c", "d"], &judged);
        assert!((perfect.ndcg - 1.0).abs() < 1e-12);
        assert_eq!(perfect.precision, 0.4);
        assert_eq!((perfect.recall, perfect.reciprocal), (Some(1.0), Some(1.0)));
        // x (unjudged), c, a: (0 + 1/log2 3 + 7/2) / (7 + 3/log2 3 + 1/2)
        let poor = measure(&["x", "c", "a"], &judged);
        let expected = (1.0 / 3_f64.log2() + 3.5) / (7.0 + 3.0 / 3_f64.log2() + 0.5);
        assert!((poor.ndcg - expected).abs() < 1e-12, "{}", poor.ndcg);
        assert_eq!((poor.recall, poor.reciprocal), (Some(0.5), Some(1.0 / 3.0)));
    }

    #[test]
    fn requests_without_a_relevant_supplier_do_not_count_for_recall() {
        let nobody = measure(&["a"], &grades(&[("a", 1)]));
        assert_eq!((nobody.recall, nobody.reciprocal), (None, None));
        let found = measure(&["b"], &grades(&[("b", 3)]));
        let means = means([&nobody, &found]);
        assert_eq!((means.requests, means.recall_at_20, means.mrr), (2, 1.0, 1.0));
    }
}
