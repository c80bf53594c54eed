//! Wordings with gaps: `{value}` and the like are filled in for each language.

use aftercare_contract::Localized;

/// The languages in which rules speak.
pub const LANGUAGES: [&str; 3] = ["zh-CN", "en", "ja"];

/// What goes into a gap.
#[derive(Clone, Debug)]
pub enum Fill {
    /// The same in every language.
    Plain(String),
    /// In each its own.
    Worded(Localized),
}

impl From<String> for Fill {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Fill {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<&Localized> for Fill {
    fn from(text: &Localized) -> Self {
        Self::Worded(text.clone())
    }
}

impl From<f64> for Fill {
    fn from(value: f64) -> Self {
        Self::Plain(figure(value))
    }
}

impl From<usize> for Fill {
    fn from(count: usize) -> Self {
        Self::Plain(count.to_string())
    }
}

/// The wording with its gaps filled; one for which there is nothing stays.
pub fn fill(wording: &Localized, gaps: &[(&str, Fill)]) -> Localized {
    in_each(|language| {
        let text = wording.in_language(language).1.to_owned();
        gaps.iter().fold(text, |text, (name, fill)| {
            let filled = match fill {
                Fill::Plain(text) => text,
                Fill::Worded(wording) => wording.in_language(language).1,
            };
            text.replace(&format!("{{{name}}}"), filled)
        })
    })
}

/// Several wordings, one after the other.
pub fn list(wordings: &[&Localized]) -> Localized {
    join(wordings, "；", "; ")
}

/// Several sentences, one after the other.
pub fn sentences(wordings: &[&Localized]) -> Localized {
    join(wordings, "", " ")
}

fn join(wordings: &[&Localized], separator: &str, in_english: &str) -> Localized {
    in_each(|language| {
        let parts: Vec<_> = wordings.iter().map(|wording| wording.in_language(language).1).collect();
        parts.join(if language == "en" { in_english } else { separator })
    })
}

fn in_each(text: impl Fn(&str) -> String) -> Localized {
    LANGUAGES.map(|language| (language.to_owned(), text(language))).into_iter().collect()
}

/// As many digits as mean something, with commas between thousands.
pub fn figure(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text.as_str() };
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_as_many_digits_as_mean_something() {
        let figures = [0.0, 4.0, 1.234, 24.56, 158.4, 6840.2, 1_234_567.0, -1234.5];
        let shown = ["0", "4", "1.23", "24.6", "158", "6,840", "1,234,567", "-1,234"];
        assert_eq!(figures.map(figure), shown);
    }

    #[test]
    fn gaps_are_filled_in_every_language() {
        let wording = Localized::from([("zh-CN", "{part}最低 {value} V"), ("en", "{part}: {value} V"), ("ja", "{x}")]);
        let part = Localized::from([("zh-CN", "电源 2"), ("en", "Power supply 2"), ("ja", "電源 2")]);
        let filled = fill(&wording, &[("part", (&part).into()), ("value", 158.0.into())]);
        assert_eq!(
            LANGUAGES.map(|tag| filled.in_language(tag).1),
            ["电源 2最低 158 V", "Power supply 2: 158 V", "{x}"]
        );
    }
}
