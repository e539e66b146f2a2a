//! Vietnamese tax codes (MST): 10 digits with a check digit, or 10-3 for a branch.

/// Weights of the first nine digits; the tenth is 10 minus their sum modulo 11.
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Why a text is no tax code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxCodeFault {
    /// Neither 10 digits nor 10-3.
    Form,
    /// The tenth digit does not follow from the others.
    CheckDigit,
}

impl TaxCodeFault {
    /// The stable fault code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "tax_code_form",
            Self::CheckDigit => "tax_code_check_digit",
        }
    }
}

/// The normal form of a tax code: `0100047516`, or `0100047516-001`. Reads it with spaces, dots
/// and any dash.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse(text: &str) -> Result<String, TaxCodeFault> {
    let separator = |c: &char| c.is_whitespace() || matches!(c, '.' | '-' | '‐' | '‑' | '–' | '—');
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !separator(c))
        .map(|c| c.to_digit(10))
        .collect::<Option<_>>()
        .ok_or(TaxCodeFault::Form)?;
    if digits.len() != 10 && digits.len() != 13 {
        return Err(TaxCodeFault::Form);
    }
    let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
    if digits.get(9) != Some(&(10 - sum % 11)) {
        return Err(TaxCodeFault::CheckDigit);
    }
    let text = |digits: &[u32]| digits.iter().map(u32::to_string).collect::<String>();
    let (firm, branch) = digits.split_at(10);
    if branch == [0, 0, 0] {
        return Err(TaxCodeFault::Form);
    }
    Ok(if branch.is_empty() { text(firm) } else { format!("{}-{}", text(firm), text(branch)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_codes_get_one_form() {
        for text in ["0100047516", " 01 0004 7516 ", "0100-047-516"] {
            assert_eq!(parse(text).as_deref(), Ok("0100047516"));
        }
        assert_eq!(parse("0100047516–001").as_deref(), Ok("0100047516-001"));
    }

    #[test]
    fn bad_codes_say_why() {
        assert_eq!(parse("0100047517"), Err(TaxCodeFault::CheckDigit));
        for text in ["", "010004751", "0100047516-01", "0100047516-000", "MST0100047516"] {
            assert_eq!(parse(text), Err(TaxCodeFault::Form), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(place in 0_usize..10, shift in 1_u32..10) {
            let mut digits: Vec<u32> = "0100047516".chars().filter_map(|c| c.to_digit(10)).collect();
            digits[place] = (digits[place] + shift) % 10;
            let text: String = digits.iter().map(u32::to_string).collect();
            proptest::prop_assert_eq!(parse(&text), Err(TaxCodeFault::CheckDigit));
        }
    }
}
