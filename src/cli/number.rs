//! Whole numbers on the command line, with messages that name what may be written.

/// Reads a whole number of at least `least`.
pub(super) fn at_least(least: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| read(text, least, u64::MAX)
}

/// Reads a whole number between two limits, both allowed.
pub(super) fn between<T: TryFrom<u64>>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number = read(text, least, most)?;
        T::try_from(number).map_err(|_| wanted(least, most))
    }
}

fn read(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let digits = text.trim();
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        // Digits alone can only be too many.
        Err(_) if all_digits && most == u64::MAX => Err(format!("write at most {}", u64::MAX)),
        _ => Err(wanted(least, most)),
    }
}

fn wanted(least: u64, most: u64) -> String {
    if most == u64::MAX {
        format!("write a whole number of {least} or more, in digits alone")
    } else {
        format!("write a whole number from {least} to {most}, in digits alone")
    }
}

#[cfg(test)]
mod tests {
    use super::{at_least, between};

    #[test]
    fn messages_say_what_to_write() {
        let read = at_least(1);
        assert_eq!(read("5000"), Ok(5000));
        for text in ["0", "-3", "1e3", "1.5", "many", ""] {
            let wanted = "write a whole number of 1 or more, in digits alone";
            assert_eq!(read(text), Err(wanted.to_owned()), "{text}");
        }
        let wanted = "write at most 18446744073709551615";
        assert_eq!(read("18446744073709551616"), Err(wanted.to_owned()));
        let read = between::<u16>(1, 1024);
        assert_eq!(read("1024"), Ok(1024));
        let wanted = "write a whole number from 1 to 1024, in digits alone";
        assert_eq!(read("1025"), Err(wanted.to_owned()));
        assert_eq!(read("99999999999999999999"), Err(wanted.to_owned()));
    }
}
