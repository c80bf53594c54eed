//! Text in lines: where it may be broken is as Unicode says (UAX #14), so that no line begins with 。 or ends with （.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::font::{Fonts, Weight};

/// How text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// In points.
    pub size: f32,
    /// From line to line, in points.
    pub leading: f32,
    /// How heavy it is.
    pub weight: Weight,
    /// Red, green, blue.
    pub colour: Colour,
}

/// Red, green, blue.
pub type Colour = [u8; 3];

impl Style {
    /// The same, bold.
    pub fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same in another colour.
    pub fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// How wide a printable text is in one line, in points.
    pub fn width(&self, fonts: Fonts, text: &str) -> f32 {
        fonts.measure(text, self.weight) * self.size
    }

    /// A printable text in lines of this width.
    pub fn lines(&self, fonts: Fonts, text: &str, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = Line::default();
        let mut from = 0;
        for (to, opportunity) in linebreaks(text) {
            let piece = text.get(from..to).unwrap_or_default();
            from = to;
            let seen = piece.trim_end();
            if line.width + self.width(fonts, seen) > width && !line.text.is_empty() {
                lines.push(line.take());
            }
            if self.width(fonts, seen) > width {
                // A word that is longer than a line: broken where the line is full.
                for character in seen.chars() {
                    let wide = fonts.width(character, self.weight) * self.size;
                    if line.width + wide > width && !line.text.is_empty() {
                        lines.push(line.take());
                    }
                    line.text.push(character);
                    line.width += wide;
                }
            } else {
                line.text.push_str(piece.trim_end_matches('\n'));
                line.width += self.width(fonts, piece.trim_end_matches('\n'));
            }
            if opportunity == BreakOpportunity::Mandatory {
                lines.push(line.take());
            }
        }
        lines
    }

    /// A printable text in one line of this width; what is too long ends with an ellipsis.
    pub fn line(&self, fonts: Fonts, text: &str, width: f32) -> String {
        if self.width(fonts, text) <= width {
            return text.to_owned();
        }
        let mut left = width - self.width(fonts, "…");
        let fits = |character: &char| {
            left -= fonts.width(*character, self.weight) * self.size;
            left >= 0.0
        };
        let begin: String = text.chars().take_while(fits).collect();
        [begin.trim_end(), "…"].concat()
    }
}

#[derive(Default)]
struct Line {
    text: String,
    width: f32,
}

impl Line {
    fn take(&mut self) -> String {
        let line = core::mem::take(self);
        line.text.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(language: &str, text: &str, width: f32) -> Vec<String> {
        let style = Style { size: 10.0, leading: 15.0, weight: Weight::Regular, colour: [0, 0, 0] };
        style.lines(Fonts::of(language), text, width)
    }

    #[test]
    fn no_line_begins_with_what_ends_a_sentence() {
        let text = "电源输入电压三次低于下限。目前由电源一（主机）单独供电。";
        for width in 40..200_u16 {
            for line in lines("zh-CN", text, f32::from(width)) {
                assert!(!line.starts_with(['。', '）']) && !line.ends_with('（'), "{width}: {line}");
            }
        }
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(
            lines("en", "The power supply lost its redundancy", 100.0).join("|"),
            "The power supply|lost its redundancy"
        );
        assert_eq!(lines("en", "a\nb\n\nc", 100.0), ["a", "b", "", "c"]);
        assert!(lines("en", "AC42-24-01937-AC42-24-01937", 50.0).len() > 2);
        assert!(lines("en", "", 50.0).is_empty());
    }
}
