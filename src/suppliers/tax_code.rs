//! Vietnamese tax codes (mã số thuế): ten digits, the last of which checks the others, and three
//! more after a hyphen for a branch.

/// Weights of the first nine digits.
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Why a tax code is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotATaxCode {
    /// Neither 10 digits nor 10 and 3.
    Shape,
    /// The tenth digit does not check the others.
    CheckDigit,
}

/// Reads a tax code as people write it and returns it as it is kept: `0100109106` or
/// `0100109106-001`.
///
/// # Errors
/// [`NotATaxCode`].
pub fn parse(text: &str) -> Result<String, NotATaxCode> {
    let digits: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '–')).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotATaxCode::Shape);
    }
    let (main, branch) = match digits.len() {
        10 => (digits.as_str(), None),
        13 => digits.split_at_checked(10).map_or((digits.as_str(), None), |(m, b)| (m, Some(b))),
        _ => return Err(NotATaxCode::Shape),
    };
    let mut numbers = main.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 =
        numbers.by_ref().take(9).zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    // A remainder of 0 would ask for the check digit 10: such numbers are not given out.
    if numbers.next() != Some(10 - sum % 11) {
        return Err(NotATaxCode::CheckDigit);
    }
    Ok(branch.map_or_else(|| main.to_owned(), |branch| format!("{main}-{branch}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_code_are_one() {
        for text in ["0100047516", " 010 004 7516 ", "0100.047.516"] {
            assert_eq!(parse(text).as_deref(), Ok("0100047516"));
        }
        assert_eq!(parse("0100047516001").as_deref(), Ok("0100047516-001"));
        assert_eq!(parse("0100047516-001").as_deref(), Ok("0100047516-001"));
    }

    #[test]
    fn a_wrong_digit_is_noticed() {
        assert_eq!(parse("0100047517"), Err(NotATaxCode::CheckDigit));
        assert_eq!(parse("0100047561"), Err(NotATaxCode::CheckDigit));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "12345", "01000475160", "MST 0100047516", "０１０００４７５１６"]
        {
            assert_eq!(parse(text), Err(NotATaxCode::Shape), "{text}");
        }
    }
}
