//! Letters: which font has which, and how wide they are.

use std::{ops::Range, sync::LazyLock};

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider, charmap::Charmap, instance::LocationRef, metrics::GlyphMetrics, prelude::Size,
};

/// What stands for a character that no font has; all of them have this one.
const MISSING: char = '〓';

/// How heavy letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    #[default]
    Regular,
    /// For headings, and what matters.
    Bold,
}

struct Face {
    font: Font,
    characters: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units: f32,
}

impl Face {
    fn read(data: &'static [u8]) -> Option<Self> {
        let font = Font::new(data.into(), 0)?;
        let read = FontRef::new(data).ok()?;
        let metrics = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { units: font.units_per_em(), font, characters: read.charmap(), metrics })
    }
}

/// The fonts by their places in `Fonts::chain`.
static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| {
    let files: [&'static [u8]; 4] = [
        include_bytes!("../../fonts/noto-sans-sc-Regular.otf"),
        include_bytes!("../../fonts/noto-sans-sc-Bold.otf"),
        include_bytes!("../../fonts/noto-sans-jp-Regular.otf"),
        include_bytes!("../../fonts/noto-sans-jp-Bold.otf"),
    ];
    files.into_iter().filter_map(Face::read).collect()
});

/// The fonts for a language: the same character is written differently in Chinese and in Japanese.
#[derive(Clone, Copy, Debug)]
pub struct Fonts {
    chinese: bool,
}

/// Letters of one font, one beside the other.
pub struct Letters {
    /// Their font.
    pub font: Font,
    /// Which of the text they are.
    pub range: Range<usize>,
    /// How they look.
    pub glyphs: Vec<KrillaGlyph>,
    /// How wide they are, at size 1.
    pub width: f32,
}

impl Fonts {
    /// Those for a BCP 47 tag. English takes the Japanese one, whose quotation marks are as narrow as ours.
    pub fn of(language: &str) -> Self {
        Self { chinese: language.starts_with("zh") }
    }

    /// Where a character is looked for, best first.
    fn chain(self, weight: Weight) -> impl Iterator<Item = &'static Face> {
        let order = match (self.chinese, weight) {
            (true, Weight::Regular) => [0, 2, 2, 2],
            (true, Weight::Bold) => [1, 3, 0, 2],
            (false, Weight::Regular) => [2, 0, 0, 0],
            (false, Weight::Bold) => [3, 1, 2, 0],
        };
        order.into_iter().filter_map(|place: usize| FACES.get(place))
    }

    fn find(self, character: char, weight: Weight) -> Option<(&'static Face, skrifa::GlyphId)> {
        self.chain(weight)
            .find_map(|face| Some((face, face.characters.map(character).filter(|glyph| glyph.to_u32() != 0)?)))
    }

    /// The text as it can be printed: without controls, and with a sign for what no font has.
    pub fn printable(self, text: &str) -> String {
        let shown = |character: char| match character {
            '\t' | '\u{a0}' => Some(' '),
            '\n' => Some('\n'),
            _ if character.is_control()
                || matches!(character, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}') =>
            {
                None
            }
            _ => Some(self.find(character, Weight::Regular).map_or(MISSING, |_| character)),
        };
        text.chars().filter_map(shown).collect()
    }

    /// How wide a printable character is, at size 1.
    pub fn width(self, character: char, weight: Weight) -> f32 {
        self.find(character, weight)
            .and_then(|(face, glyph)| Some(face.metrics.advance_width(glyph)? / face.units))
            .unwrap_or_default()
    }

    /// How wide a printable text is in one line, at size 1.
    pub fn measure(self, text: &str, weight: Weight) -> f32 {
        text.chars().map(|character| self.width(character, weight)).sum()
    }

    /// A printable text in one line, cut where the font changes.
    pub fn set(self, text: &str, weight: Weight) -> Vec<Letters> {
        let mut set: Vec<Letters> = Vec::new();
        for (at, character) in text.char_indices() {
            let Some((face, glyph)) = self.find(character, weight) else { continue };
            if set.last().is_none_or(|last| last.font != face.font) {
                set.push(Letters { font: face.font.clone(), range: at..at, glyphs: Vec::new(), width: 0.0 });
            }
            let Some(last) = set.last_mut() else { continue };
            let width = face.metrics.advance_width(glyph).unwrap_or_default() / face.units;
            let begin = at.saturating_sub(last.range.start);
            let range = begin..begin.saturating_add(character.len_utf8());
            last.range.end = at.saturating_add(character.len_utf8());
            last.width += width;
            last.glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.to_u32()), width, 0.0, 0.0, 0.0, range, None));
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_is_read() {
        assert_eq!(FACES.len(), 4);
    }

    #[test]
    fn what_no_font_has_is_replaced_and_nothing_is_lost() {
        let chinese = Fonts::of("zh-CN");
        assert_eq!(chinese.printable("风扇\u{0} 2\t“ファン” 😀\u{200b}"), "风扇 2 “ファン” 〓");
        // 畑 is Japanese only, 扇 in both.
        for (language, fonts) in [("zh-CN", 2), ("ja", 1)] {
            assert_eq!(Fonts::of(language).set("扇畑", Weight::Regular).len(), fonts, "{language}");
        }
        assert!(Fonts::of("en").width('“', Weight::Regular) < 0.6);
        assert!((chinese.measure("风扇", Weight::Bold) - 2.0).abs() < 0.01);
    }
}
