//! Which language to answer in: `Accept-Language`, of the five that Khớp speaks.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use index::Language;

/// The best known language of `Accept-Language`, by quality then order; English without one.
#[must_use]
pub fn of(headers: &HeaderMap) -> Language {
    let Some(value) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Language::En;
    };
    let mut best: Option<(f32, Language)> = None;
    for part in value.split(',').take(20) {
        let mut pieces = part.split(';');
        let Some(language) = pieces.next().and_then(Language::parse) else { continue };
        let quality = pieces
            .find_map(|piece| piece.trim().strip_prefix("q="))
            .map_or(1.0, |quality| quality.trim().parse::<f32>().unwrap_or(0.0));
        if quality > best.map_or(0.0, |(known, _)| known) {
            best = Some((quality, language));
        }
    }
    best.map_or(Language::En, |(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn read(value: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(value).unwrap());
        of(&headers)
    }

    #[test]
    fn quality_beats_order() {
        assert_eq!(read("fr, ko;q=0.5, zh-Hant-TW;q=0.9"), Language::Zh);
        assert_eq!(read("ja-JP,ja;q=0.9,en;q=0.8"), Language::Ja);
    }

    #[test]
    fn unknown_or_refused_languages_end_in_english() {
        assert_eq!(read("fr, de"), Language::En);
        assert_eq!(read("vi;q=0"), Language::En);
        assert_eq!(read(";;;q=,,"), Language::En);
    }
}
