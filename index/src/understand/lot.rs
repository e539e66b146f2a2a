//! Numbered lots: which need each sentence of a request belongs to.

use super::{reading::Reading, spot::Spotting};

const LOT: &[&str] = &[
    "lot",
    "lô",
    "lo",
    "item",
    "hạng mục",
    "mặt hàng",
    "품목",
    "로트",
    "ロット",
    "品目",
    "项目",
    "批次",
    "标的",
    "部件",
    "part",
    "mã hàng",
];

/// Which need each sentence belongs to: 0 for what holds for all, 1… for numbered lots.
pub(crate) fn lots(reading: &Reading<'_>, spotting: &Spotting) -> Vec<u16> {
    let mut current = 0_u16;
    let mut starts = Vec::with_capacity(spotting.sentences.len());
    for &(start, end) in &spotting.sentences {
        let head = reading.folded(start, (start + 3).min(end));
        let marked = LOT.iter().any(|word| {
            head.strip_prefix(word).is_some_and(|rest| {
                let rest = rest.trim_start_matches([' ', '#', ':', '-', '.']);
                rest.chars().next().is_some_and(|c| {
                    c.is_ascii_digit()
                        || ('a'..='e').contains(&c)
                            && rest.chars().nth(1).is_none_or(|next| !next.is_alphabetic())
                })
            })
        });
        if marked {
            current += 1;
        }
        starts.push(current);
    }
    if current < 2 { vec![0; starts.len()] } else { starts }
}
