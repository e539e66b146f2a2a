//! The best suppliers so far. Whoever could come to most is judged next, until nobody left could be
//! among them.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::{
    Counts, Verdict,
    census::{Census, WordWeights},
    hope::Standing,
    judge::Judged,
    parts::Part,
    rank::Job,
    reputation::Reputation,
    score::{Grade, Scored, grade},
};
use crate::Compiled;

/// Somebody that may come to the top.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<P> {
    /// As much as it could come to, or more.
    pub(crate) most: Standing,
    /// How much of the request's words it uses, 0–1, where it has been looked at: then `most` is all that
    /// can be told without its profile.
    pub(crate) text: Option<f64>,
    /// Where its profile is.
    pub(crate) place: P,
}

/// What is known of somebody before its profile is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prospect {
    /// The best that it could come to.
    pub(crate) most: Standing,
    /// How much of the request's words it uses, 0–1.
    pub(crate) text: f64,
}

/// The best suppliers for a job, as many as are wanted.
pub(crate) struct Top<'j, S> {
    job: &'j Job<'j>,
    rarity: Vec<f64>,
    best: Vec<(Grade, S)>,
    counts: Counts,
    // Written anew for everybody.
    judged: Vec<Judged>,
    parts: Vec<Part>,
}

impl<'j, S: AsRef<Compiled>> Top<'j, S> {
    pub(crate) fn new(job: &'j Job<'j>, census: &Census) -> Self {
        Self {
            job,
            rarity: census.rarity(&job.requirements.core),
            best: Vec::with_capacity(job.wanted() + 1),
            counts: Counts::default(),
            judged: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// What somebody has to come to who is to be among them.
    pub(crate) fn least(&self) -> Standing {
        let last = self.best.get(self.job.wanted() - 1);
        last.map_or(Standing::LAST, |(grade, _)| Standing::of(grade))
    }

    /// Judges every one of `suppliers`.
    pub(crate) fn judge_all<E>(
        &mut self,
        suppliers: impl IntoIterator<Item = Result<S, E>>,
        words: &WordWeights,
    ) -> Result<(), E> {
        for supplier in suppliers {
            let supplier = supplier?;
            let text = words.share(supplier.as_ref());
            self.judge(supplier, text);
        }
        Ok(())
    }

    /// Judges those of `candidates` that could be among them. `outlook` tells what is known of one;
    /// `read` fetches its profile.
    pub(crate) fn judge_promising<P: Copy, E>(
        &mut self,
        candidates: &[Candidate<P>],
        mut outlook: impl FnMut(P) -> Prospect,
        mut read: impl FnMut(P) -> Result<S, E>,
    ) -> Result<(), E> {
        let mut texts: Vec<Option<f64>> = candidates.iter().map(|one| one.text).collect();
        let mosts = candidates.iter().map(|one| one.most);
        let mut waiting: BinaryHeap<(Standing, usize)> = mosts.zip(0..).collect();
        while let Some((most, at)) = waiting.pop() {
            if most < self.least() {
                break;
            }
            let Some((Candidate { place, .. }, text)) = candidates.get(at).zip(texts.get_mut(at))
            else {
                continue;
            };
            if let Some(text) = *text {
                let reached = self.judge(read(*place)?, text);
                debug_assert!(reached <= most, "somebody is better than hoped");
            } else {
                let prospect = outlook(*place);
                *text = Some(prospect.text);
                waiting.push((prospect.most, at));
            }
        }
        Ok(())
    }

    /// Judges a supplier, and keeps it where it is among the best. Those that do not offer what is asked
    /// are left out.
    fn judge(&mut self, supplier: S, text: f64) -> Standing {
        let job = self.job;
        self.counts.judged += 1;
        let (weights, all) = (job.weights(), &job.requirements);
        all.judge(supplier.as_ref(), weights, job.today(), &mut self.judged);
        let signals = Reputation::of(supplier.as_ref()).signals(text, job.today());
        let grade = grade(all, &self.rarity, &mut self.judged, &mut self.parts, signals, weights);
        let standing = Standing::of(&grade);
        let shape = &weights.shape;
        if grade.core < shape.minimum_core && signals.text < shape.minimum_text {
            return standing;
        }
        match grade.verdict {
            Verdict::Qualified => self.counts.qualified += 1,
            Verdict::NearMiss => self.counts.near_miss += 1,
            Verdict::Possible => self.counts.possible += 1,
        }
        let one = (grade, supplier);
        let at = self.best.partition_point(|known| job.compare(known, &one) == Ordering::Less);
        if at < job.wanted() {
            self.best.insert(at, one);
            self.best.truncate(job.wanted());
        }
        standing
    }

    /// The counts, and the best in order, with every judgment.
    pub(crate) fn finish(self) -> (Counts, Vec<(Scored, S)>) {
        let Self { job, rarity, best, counts, .. } = self;
        let (weights, all) = (job.weights(), &job.requirements);
        let scored = best.into_iter().map(|(known, supplier)| {
            let (mut judged, mut parts) = (Vec::new(), Vec::new());
            all.judge(supplier.as_ref(), weights, job.today(), &mut judged);
            let grade = grade(all, &rarity, &mut judged, &mut parts, known.signals, weights);
            (Scored { grade, judged, parts }, supplier)
        });
        (counts, scored.collect())
    }
}
