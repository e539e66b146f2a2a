//! Which language a text is written in.
//!
//! Script decides first; between English and Vietnamese typed without marks, function words vote.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::{
    Language,
    text::{Character, Token, TokenKind, word_key},
};

const ENGLISH: &str = "the and of for we our with in to is are a an or by from on as be at that this have has must should please looking need required supplier suppliers parts per";
const VIETNAMESE: &str = "cong ty va cua cho khong san xuat can tim nha cung cap gia chuyen duoc voi cac co la tai nhu hang thang nam khach yeu cau gom trong linh kien dien";

fn keys(words: &str) -> FxHashSet<u64> {
    words.split(' ').map(|word| word_key(&word.chars().collect::<Vec<_>>()).loose).collect()
}

/// The language of a text; English where nothing tells.
pub(crate) fn language(characters: &[Character], tokens: &[Token]) -> Language {
    static VOTES: LazyLock<(FxHashSet<u64>, FxHashSet<u64>)> =
        LazyLock::new(|| (keys(ENGLISH), keys(VIETNAMESE)));
    let (mut hangul, mut kana, mut han, mut latin, mut marked) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (mut english, mut vietnamese) = (0_usize, 0_usize);
    for token in tokens {
        match token.kind {
            TokenKind::Hangul => hangul += 1,
            TokenKind::Hiragana => kana += 2,
            TokenKind::Katakana => kana += 1,
            TokenKind::Han => han += 1,
            TokenKind::Word => {
                latin += (token.to - token.from) as usize;
                if token.key.marked {
                    marked += 1;
                } else {
                    english += usize::from(VOTES.0.contains(&token.key.loose));
                    vietnamese += usize::from(VOTES.1.contains(&token.key.loose));
                }
            }
            _ => {}
        }
    }
    let cjk = hangul + kana + han;
    // A character of an East Asian script says about as much as three letters.
    if cjk > 0 && cjk * 3 >= latin / 2 {
        return if hangul * 2 >= kana + han {
            Language::Ko
        // Chinese has no kana; a note of parts and figures in Japanese has few.
        } else if kana >= 3 || kana * 8 >= cjk {
            Language::Ja
        } else {
            Language::Zh
        };
    }
    debug_assert!(characters.len() >= tokens.len() || tokens.is_empty(), "a token has a character");
    if marked * 2 > english || (vietnamese > english && vietnamese >= 2) {
        Language::Vi
    } else {
        Language::En
    }
}

#[cfg(test)]
mod tests {
    use super::language;
    use crate::{
        Language,
        text::{normalise, tokenise},
    };

    fn detect(text: &str) -> Language {
        let characters = normalise(text);
        language(&characters, &tokenise(&characters))
    }

    #[test]
    fn five_languages_and_their_mixtures() {
        assert_eq!(detect("We are looking for die casting suppliers near Bắc Ninh"), Language::En);
        assert_eq!(detect("Cần tìm nhà cung cấp đúc áp lực nhôm ADC12"), Language::Vi);
        assert_eq!(detect("Cong ty can tim nha cung cap khuon dap"), Language::Vi);
        assert_eq!(detect("옌퐁 공장용 ADC12 다이캐스팅 하우징 IATF 16949"), Language::Ko);
        assert_eq!(
            detect("アルミダイカスト部品 ADC12、Cpk 1.33以上の供給先を探しています"),
            Language::Ja
        );
        assert_eq!(
            detect("精密切削部品 SUS303、公差±0.005、月20万本。検査成績書添付。サンプル可"),
            Language::Ja
        );
        assert_eq!(detect("寻找铝压铸供应商，锁模力650吨以上，IATF 16949"), Language::Zh);
        assert_eq!(detect("尋找鋁壓鑄供應商"), Language::Zh);
        assert_eq!(detect(""), Language::En);
    }
}
