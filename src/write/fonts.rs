//! The fonts a report can be set in: the embedded set and the folders the caller names.
//!
//! Knows which font of a face's list serves which character, so that a character no font has is found before anything is
//! set (a typesetter that lacks a glyph prints an empty box and says nothing). It must not know pages or documents.

mod embedded;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{fs, io};

use serde::Serialize;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontStretch, FontStyle, FontVariant, FontWeight, is_default_ignorable};
use typst::utils::LazyHash;

use crate::style::{Face, Style};

/// All fonts at hand, found once and shared by all threads; a font's glyphs are read when the first text needs them.
pub struct Fonts {
    book: LazyHash<FontBook>,
    slots: Vec<FontSlot>,
}

/// One font: where it comes from, and what has been read of it so far.
struct FontSlot {
    origin: FontOrigin,
    /// Its place in a collection (.ttc), 0 in a file of one font.
    index: u32,
    data: OnceLock<Option<Bytes>>,
    font: OnceLock<Option<Font>>,
    coverage: OnceLock<CharSet>,
    advances: OnceLock<[f64; 128]>,
}

enum FontOrigin {
    Embedded(&'static [u8]),
    File(PathBuf),
}

/// A font folder that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("读不了字体文件夹 {path}：{source}")]
pub struct FontError {
    /// The folder or file.
    pub path: PathBuf,
    /// Why it cannot be read.
    pub source: io::Error,
}

/// A family on a face's list, with the characters it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Family<'a> {
    name: &'a str,
    /// A regular expression of one character class, as report.typ hands it to typst; none: every character.
    #[serde(skip_serializing_if = "Option::is_none")]
    covers: Option<String>,
    #[serde(skip)]
    share: GlyphShare,
}

/// Which characters of a text a family is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GlyphShare {
    /// Chinese text: all but Latin letters, digits and the punctuation the style takes from elsewhere.
    Chinese,
    Latin,
    Punctuation,
    All,
}

/// Latin letters, digits and the marks between them: ASCII, the letters of Latin-1, Latin Extended-A and -B. Signs that Chinese
/// text sets full-width (× ÷ ± ° § ·) are not among them.
const LATIN: [(char, char); 5] =
    [(' ', '~'), ('\u{A0}', '\u{A0}'), ('\u{C0}', '\u{D6}'), ('\u{D8}', '\u{F6}'), ('\u{F8}', '\u{24F}')];

fn is_latin(c: char) -> bool {
    LATIN.iter().any(|&(first, last)| (first..=last).contains(&c))
}

impl Fonts {
    /// The embedded set alone.
    pub fn embedded() -> Fonts {
        let mut infos = Vec::new();
        let mut slots = Vec::new();
        for data in embedded::FONTS {
            add(&mut infos, &mut slots, data, |_| FontOrigin::Embedded(data));
        }
        Fonts { book: LazyHash::new(FontBook::from_infos(infos)), slots }
    }

    /// The embedded set and every font in `folders` and the folders within. A family of a folder that has the name of an
    /// embedded one stands before it.
    ///
    /// # Errors
    /// A folder or a font file in it cannot be read. Files that are no fonts are passed over.
    pub fn with_folders(folders: &[PathBuf]) -> Result<Fonts, FontError> {
        let mut infos = Vec::new();
        let mut slots = Vec::new();
        for folder in folders {
            for path in font_files(folder)? {
                let data = fs::read(&path).map_err(|source| FontError { path: path.clone(), source })?;
                add(&mut infos, &mut slots, &data, |_| FontOrigin::File(path.clone()));
            }
        }
        for data in embedded::FONTS {
            add(&mut infos, &mut slots, data, |_| FontOrigin::Embedded(data));
        }
        Ok(Fonts { book: LazyHash::new(FontBook::from_infos(infos)), slots })
    }

    /// The names of all families at hand, in alphabetical order: what style.yaml may name.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.book.families().map(|(name, _)| name)
    }

    /// The families a style names that are not at hand, each once.
    pub fn unknown<'a>(&self, style: &'a Style) -> Vec<&'a str> {
        let mut unknown = Vec::new();
        for face in Face::ALL {
            for family in list(style, face) {
                if !self.book.contains_family(&family.name.to_lowercase()) && !unknown.contains(&family.name) {
                    unknown.push(family.name);
                }
            }
        }
        unknown
    }

    /// The characters of `text`, with their byte offsets, that no family of the face's whole list has.
    pub fn missing(&self, style: &Style, face: Face, text: &str) -> Vec<(usize, char)> {
        let lookup = self.lookup(style, face);
        text.char_indices().filter(|&(_, c)| !is_invisible(c) && lookup.slot(c).is_none()).collect()
    }

    /// The family that prints a character in a face; none when no family on the face's list has it.
    pub fn serving<'a>(&'a self, style: &'a Style, face: Face, c: char) -> Option<&'a str> {
        self.lookup(style, face).family(c)
    }

    /// The face's list resolved to fonts, to ask about many characters.
    pub(super) fn lookup<'a>(&'a self, style: &'a Style, face: Face) -> Lookup<'a> {
        let variant = variant(style.faces.get(face).pdf_bold);
        let fonts = list(style, face)
            .into_iter()
            .filter_map(|family| {
                let slot = self.book.select(&family.name.to_lowercase(), variant)?;
                Some((family.name, family.share, &self.slots[slot], self.book.info(slot)?))
            })
            .collect();
        Lookup { fonts, punctuation: &style.punctuation.characters }
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        slot.font.get_or_init(|| Font::new(slot.data()?.clone(), slot.index)).clone()
    }
}

/// The fonts of one face, in the order they are asked.
pub(super) struct Lookup<'a> {
    fonts: Vec<(&'a str, GlyphShare, &'a FontSlot, &'a FontInfo)>,
    punctuation: &'a str,
}

impl<'a> Lookup<'a> {
    fn find(&self, c: char) -> Option<&(&'a str, GlyphShare, &'a FontSlot, &'a FontInfo)> {
        let latin = is_latin(c);
        let punctuation = self.punctuation.contains(c);
        self.fonts.iter().find(|(_, share, slot, info)| {
            let asked = match share {
                GlyphShare::Chinese => !latin && !punctuation,
                GlyphShare::Latin => latin,
                GlyphShare::Punctuation => punctuation,
                GlyphShare::All => true,
            };
            asked && slot.coverage.get_or_init(|| info.coverage.iter().collect()).contains(c)
        })
    }

    fn slot(&self, c: char) -> Option<&'a FontSlot> {
        self.find(c).map(|&(_, _, slot, _)| slot)
    }

    fn family(&self, c: char) -> Option<&'a str> {
        self.find(c).map(|&(family, ..)| family)
    }

    /// The width a character takes, in ems: measured for ASCII, one em for all else, which nothing exceeds in practice.
    pub(super) fn advance(&self, c: char) -> f64 {
        match self.slot(c) {
            Some(slot) if c.is_ascii() => slot.advances.get_or_init(|| slot.measure())[c as usize],
            _ => 1.0,
        }
    }

    /// The width of a character in the Latin family, in ems; one em where that has none.
    pub(super) fn latin_advance(&self, c: char) -> f64 {
        let latin = self.fonts.iter().find(|(_, share, ..)| *share == GlyphShare::Latin);
        latin.and_then(|(_, _, slot, _)| slot.advance(c)).unwrap_or(1.0)
    }

    /// The width of a character in the face's own first family, in ems, whatever family it is taken from in the PDF; one em where
    /// that has none.
    pub(super) fn own_advance(&self, c: char) -> f64 {
        self.fonts.first().and_then(|(_, _, slot, _)| slot.advance(c)).unwrap_or(1.0)
    }

    /// How far a character's ink rises above the baseline, in ems; 0 when no font has it.
    pub(super) fn rise(&self, c: char) -> f64 {
        let rise = self.slot(c).and_then(|slot| {
            let face = ttf_parser::Face::parse(slot.data()?, slot.index).ok()?;
            let ink = face.glyph_bounding_box(face.glyph_index(c)?)?;
            Some(f64::from(ink.y_max) / f64::from(face.units_per_em()))
        });
        rise.unwrap_or_default()
    }
}

impl FontSlot {
    /// The bytes of its file, read once.
    fn data(&self) -> Option<&Bytes> {
        let read = || match &self.origin {
            FontOrigin::Embedded(data) => Some(Bytes::new(*data)),
            FontOrigin::File(path) => fs::read(path).ok().map(Bytes::new),
        };
        self.data.get_or_init(read).as_ref()
    }

    /// The advance of a character, in ems.
    fn advance(&self, c: char) -> Option<f64> {
        let face = ttf_parser::Face::parse(self.data()?, self.index).ok()?;
        Some(f64::from(face.glyph_hor_advance(face.glyph_index(c)?)?) / f64::from(face.units_per_em()))
    }

    /// The advances of ASCII, in ems; a font that cannot be read is taken to be full-width.
    fn measure(&self) -> [f64; 128] {
        let mut advances = [1.0; 128];
        if let Some(face) = self.data().and_then(|data| ttf_parser::Face::parse(data, self.index).ok()) {
            for (c, advance) in ('\0'..='\x7F').zip(&mut advances) {
                if let Some(units) = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)) {
                    *advance = f64::from(units) / f64::from(face.units_per_em());
                }
            }
        }
        advances
    }
}

/// A face's list of families, in the order typst asks them. Chinese comes first because most characters are: each family that is
/// asked in vain costs a shaping of the whole run.
pub(super) fn list(style: &Style, face: Face) -> Vec<Family<'_>> {
    let punctuation = &style.punctuation.characters;
    let own = &style.faces.get(face).pdf;
    let family = |name, share| Family { name, covers: covers(share, punctuation), share };
    let mut list: Vec<_> = own.iter().map(|name| family(name, GlyphShare::Chinese)).collect();
    list.push(family(&style.latin.pdf, GlyphShare::Latin));
    list.push(family(&style.punctuation.pdf, GlyphShare::Punctuation));
    list.extend(own.iter().chain(&style.fallback.pdf).map(|name| family(name, GlyphShare::All)));
    list
}

/// The cut of a family a face is set in.
fn variant(bold: bool) -> FontVariant {
    let weight = if bold { FontWeight::BOLD } else { FontWeight::REGULAR };
    FontVariant::new(FontStyle::Normal, weight, FontStretch::NORMAL)
}

fn covers(share: GlyphShare, punctuation: &str) -> Option<String> {
    let latin = LATIN.map(|(first, last)| (first, last));
    let punctuation = punctuation.chars().map(|c| (c, c));
    let (open, ranges): (_, Vec<_>) = match share {
        GlyphShare::Chinese => ("[^", latin.into_iter().chain(punctuation).collect()),
        GlyphShare::Latin => ("[", latin.to_vec()),
        // A class must not be empty: no punctuation is a character that is none.
        GlyphShare::Punctuation => ("[", punctuation.chain([('\u{FFFF}', '\u{FFFF}')]).collect()),
        GlyphShare::All => return None,
    };
    let mut class = String::from(open);
    for (first, last) in ranges {
        // Writing to a string cannot fail.
        let _ = write!(class, "\\u{{{:X}}}-\\u{{{:X}}}", u32::from(first), u32::from(last));
    }
    class.push(']');
    Some(class)
}

/// Characters that need no glyph.
fn is_invisible(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t') || is_default_ignorable(c)
}

fn add(infos: &mut Vec<FontInfo>, slots: &mut Vec<FontSlot>, data: &[u8], origin: impl Fn(u32) -> FontOrigin) {
    for (index, info) in (0..).zip(FontInfo::iter(data)) {
        infos.push(info);
        slots.push(FontSlot {
            origin: origin(index),
            index,
            data: OnceLock::new(),
            font: OnceLock::new(),
            coverage: OnceLock::new(),
            advances: OnceLock::new(),
        });
    }
}

/// The font files in a folder and the folders within, in the order of their names.
fn font_files(folder: &Path) -> Result<Vec<PathBuf>, FontError> {
    let fail = |source| FontError { path: folder.to_owned(), source };
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>())
        .map_err(fail)?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        if path.is_dir() {
            files.extend(font_files(&path)?);
        } else if extension.is_some_and(|e| ["ttf", "otf", "ttc", "otc"].iter().any(|known| e == *known)) {
            files.push(path);
        }
    }
    Ok(files)
}

/// A set of characters, one bit each: a font has thousands of ranges, too many to walk for every character of a report.
struct CharSet(Vec<u64>);

impl CharSet {
    fn contains(&self, c: char) -> bool {
        let place = c as usize;
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }
}

impl FromIterator<u32> for CharSet {
    fn from_iter<I: IntoIterator<Item = u32>>(places: I) -> CharSet {
        let mut words = Vec::new();
        for place in places {
            let word = place as usize / 64;
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            words[word] |= 1 << (place % 64);
        }
        CharSet(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style() -> Style {
        Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap()
    }

    #[test]
    fn every_family_of_the_style_is_embedded() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.unknown(&style()), [""; 0]);
        let mut style = style();
        style.faces.fangsong.pdf.push("没有的字体".into());
        assert_eq!(fonts.unknown(&style), ["没有的字体"]);
    }

    #[test]
    fn characters_are_served_by_the_family_meant_for_them() {
        let (fonts, style) = (Fonts::embedded(), style());
        let serving = |face, c| fonts.serving(&style, face, c);
        assert_eq!(serving(Face::Fangsong, '年'), Some("Zhuque Fangsong (technical preview)"));
        assert_eq!(serving(Face::Fangsong, '4'), Some("Liberation Serif"));
        assert_eq!(serving(Face::Fangsong, '“'), Some("Noto Serif CJK SC"));
        assert_eq!(serving(Face::Kaiti, '（'), Some("Nianbao Kai"));
        assert_ne!(serving(Face::Fangsong, '×'), Some("Liberation Serif"));
    }

    #[test]
    fn missing_characters_are_found_where_they_stand() {
        let (fonts, style) = (Fonts::embedded(), style());
        for face in Face::ALL {
            assert_eq!(fonts.missing(&style, face, "2024年“三安全”—…·\n（一）\u{3000}㐂𠮷"), [(43, '㐂'), (46, '𠮷')]);
        }
    }

    #[test]
    fn digits_are_half_as_wide_as_characters() {
        let (fonts, style) = (Fonts::embedded(), style());
        let lookup = fonts.lookup(&style, Face::Songti);
        assert_eq!((lookup.advance('0'), lookup.advance('年')), (0.5, 1.0));
        assert!((lookup.rise('—') - 0.293).abs() < 1e-9);
        let fangsong = fonts.lookup(&style, Face::Fangsong);
        assert!((fangsong.own_advance('“') - 0.331).abs() < 1e-9 && fangsong.advance('“') == 1.0);
    }

    #[test]
    fn fonts_of_a_folder_are_found_by_name() {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts"));
        let fonts = Fonts::with_folders(&[folder]).unwrap();
        assert_eq!(fonts.slots.len(), 2 * embedded::FONTS.len());
        assert!(fonts.font(0).is_some());
        assert!(Fonts::with_folders(&["没有".into()]).is_err());
    }
}
