//! Normalised characters → tokens: Latin words, digit runs, single characters of Han, kana and
//! Hangul, and punctuation.

use super::{
    Character,
    fold::{WordKey, word_key},
};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A run of Latin letters.
    Word,
    /// A run of ASCII digits.
    Digits,
    /// One Hangul syllable.
    Hangul,
    /// One katakana character.
    Katakana,
    /// One hiragana character.
    Hiragana,
    /// One Han character.
    Han,
    /// Anything else that is not white space.
    Mark(char),
    /// A line break.
    Break,
}

/// A token with its place in the raw text and in the normalised characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) key: WordKey,
    /// First byte in the raw text.
    pub(crate) start: u32,
    /// Byte past the last one in the raw text.
    pub(crate) end: u32,
    /// Index of the first normalised character.
    pub(crate) from: u32,
    /// Index past the last normalised character.
    pub(crate) to: u32,
    /// Whether white space comes before it.
    pub(crate) spaced: bool,
}

impl Token {
    /// Whether it can be part of a label.
    pub(crate) fn is_unit(self) -> bool {
        !matches!(self.kind, TokenKind::Mark(_) | TokenKind::Break)
    }
}

const NO_KEY: WordKey = WordKey { loose: 0, exact: 0, marked: false };

/// Splits normalised characters into tokens.
pub(crate) fn tokenise(characters: &[Character]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(characters.len() / 2 + 1);
    let mut word: Vec<char> = Vec::new();
    let mut spaced = true;
    let mut at = 0;
    while let Some(first) = characters.get(at) {
        let kind = kind(first.value);
        let Some(kind) = kind else {
            spaced = true;
            at += 1;
            continue;
        };
        let mut to = at + 1;
        if matches!(kind, TokenKind::Word | TokenKind::Digits) {
            while characters.get(to).is_some_and(|next| self::kind(next.value) == Some(kind)) {
                to += 1;
            }
        }
        // The long-vowel mark is written or left out freely (コネクター = コネクタ): never a token.
        if first.value == 'ー' {
            at = to;
            continue;
        }
        let run = characters.get(at..to).unwrap_or_default();
        let key = if matches!(kind, TokenKind::Mark(_) | TokenKind::Break) {
            NO_KEY
        } else {
            word.clear();
            word.extend(run.iter().map(|character| character.value));
            word_key(&word)
        };
        let end = run.last().map_or(first.end, |last| last.end);
        let (Ok(from), Ok(past)) = (u32::try_from(at), u32::try_from(to)) else { break };
        tokens.push(Token { kind, key, start: first.start, end, from, to: past, spaced });
        spaced = false;
        at = to;
    }
    tokens
}

/// `None` for white space.
fn kind(c: char) -> Option<TokenKind> {
    Some(match c {
        '\n' | '\u{2028}' | '\u{2029}' => TokenKind::Break,
        c if c.is_whitespace() => return None,
        '0'..='9' => TokenKind::Digits,
        'a'..='z' => TokenKind::Word,
        '\u{ac00}'..='\u{d7a3}' => TokenKind::Hangul,
        '\u{30a1}'..='\u{30fa}' | 'ー' => TokenKind::Katakana,
        '\u{3041}'..='\u{3096}' => TokenKind::Hiragana,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' => {
            TokenKind::Han
        }
        c if c.is_alphabetic() && c != 'µ' && c != 'ω' => TokenKind::Word,
        c => TokenKind::Mark(c),
    })
}

#[cfg(test)]
mod tests {
    use super::tokenise;
    use crate::text::normalise;

    #[test]
    fn codes_split_where_letters_meet_digits() {
        let raw = "SUS304, khuôn đúc 650T 다이캐스팅";
        let words: Vec<_> = tokenise(&normalise(raw))
            .into_iter()
            .map(|token| raw.get(token.start as usize..token.end as usize).unwrap_or_default())
            .collect();
        assert_eq!(
            words,
            ["SUS", "304", ",", "khuôn", "đúc", "650", "T", "다", "이", "캐", "스", "팅"]
        );
    }
}
