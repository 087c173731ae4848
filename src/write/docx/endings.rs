//! How paragraphs end (段末) in the programs that open the file: a word processor fills one line after the other and looks no further,
//! so that a last line may hold a single character (单字成行), and a line before a long web address may be torn apart.
//!
//! The lines are filled here as those programs fill them, and what helps is said of the paragraph: its last lines are set a little
//! closer or looser, or all are set flush left. It knows widths and where text may break; it must not know docx-rs.

use super::measure::Measures;
use crate::style::{Align, RoleStyle, Style};
use crate::write::fonts::{Fonts, Lookup};
use crate::write::lines::may_break;

/// How the end of a paragraph is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ending {
    /// The last lines, where they are set closer or looser than the others.
    pub tail: Option<Tail>,
    /// Lines are set flush left: justified, one of them would be torn apart.
    pub ragged: bool,
}

/// The last lines of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tail {
    /// The character they begin with.
    pub from: usize,
    /// Added to every character, twips.
    pub spacing: i32,
}

/// A way to fill lines.
struct Filler {
    /// Between a Chinese character and a Latin letter or digit, as a share of the type's size.
    gap: f64,
    /// Marks that may stand beyond the end of a line.
    hanging: &'static str,
    /// Quotation marks are as narrow as the face of the PDF has them, not as wide as a character.
    own_marks: bool,
    /// Behind what Latin text may break before a letter, and before a digit.
    breaks: [&'static str; 2],
    /// The space added to characters is left out behind the last of a stretch of one script, and of a line.
    stretches: bool,
}

/// As Word and WPS fill lines: Latin text breaks behind a hyphen and nowhere else.
const WORD: Filler = Filler { gap: 0.0, hanging: "", own_marks: false, breaks: ["-", "-"], stretches: false };
/// As LibreOffice does where it heeds the file, in the fonts of the PDF: later versions, and previews made by it.
const HEEDING: Filler = Filler { gap: 0.0, hanging: "", own_marks: true, breaks: ["/?-", ""], stretches: true };
/// As LibreOffice 7 does, which heeds neither w:autoSpaceDE nor w:overflowPunct; measured on its pages.
const LIBRE_OFFICE: Filler = Filler { gap: 0.2, hanging: "，。、；：？！,.:;?!", ..HEEDING };
const FILLERS: [Filler; 3] = [WORD, HEEDING, LIBRE_OFFICE];

/// How much a program may differ in the width of a line, twips.
const TOLERANCE: [i32; 3] = [0, -6, 6];
/// How far characters of the last lines are moved at most, twips: a twentieth of the type of the body.
const MOST: i32 = 16;
/// How many of the last lines are moved at most.
const REACH: usize = 8;
/// So many ways that help are looked at for one that helps also where widths are a little other.
const ENOUGH: usize = 24;
/// A line that holds less than this share of its width is torn apart when it is justified.
const TORN: f64 = 0.8;

/// How many lines a paragraph has in Word, and in LibreOffice 7.
pub(super) type LineCounts = [usize; 2];

/// The widths of the text of a role.
pub(super) struct Endings<'a> {
    style: &'a Style,
    role: &'a RoleStyle,
    face: Lookup<'a>,
    /// Marks that the PDF takes from another face, and their widths in the role's own.
    marks: Vec<(char, f64)>,
    width: i32,
    spacing: i32,
}

/// The text of a paragraph with what a program asks of it.
struct Text<'t> {
    chars: &'t [char],
    /// Widths in twips.
    widths: Vec<i32>,
    filler: &'t Filler,
    gap: i32,
}

impl<'a> Endings<'a> {
    pub fn new(style: &'a Style, role: &'a RoleStyle, fonts: &'a Fonts, measures: &Measures) -> Endings<'a> {
        let face = fonts.lookup(style, role.face);
        let marks = style.punctuation.characters.chars().map(|mark| (mark, face.own_advance(mark))).collect();
        let spacing = measures.letter_spacing(role, style);
        Endings { style, role, face, marks, width: measures.text_width, spacing }
    }

    /// How many lines a paragraph has, and how it is to end.
    pub fn of(&self, text: &str) -> (LineCounts, Ending) {
        let chars: Vec<char> = text.chars().collect();
        let texts = FILLERS.each_ref().map(|filler| self.text(&chars, filler));
        let [word, heeding, office] = &texts;
        let address = text.contains("://") || text.contains("www.") || chars.contains(&'@');
        let ragged = self.role.align == Align::Justify
            && address
            && [word, heeding].into_iter().any(|text| self.is_torn(text, &self.lines(text, None, 0)));
        let tail = self.tail(&texts);
        let counts = [word, office].map(|text| self.lines(text, tail, 0).len());
        (counts, Ending { tail, ragged })
    }

    fn text<'t>(&self, chars: &'t [char], filler: &'t Filler) -> Text<'t> {
        let em = self.role.size * 20.0;
        let own = |c: char| self.marks.iter().find(|(mark, _)| filler.own_marks && *mark == c).map(|(_, width)| *width);
        let width = |&c: &char| {
            let advance = own(c).unwrap_or_else(|| if c.is_ascii() { self.face.advance(c) } else { 1.0 });
            (advance * em).round() as i32
        };
        let gap = if self.style.cjk_latin_spacing { filler.gap.max(0.25) } else { filler.gap };
        Text { chars, widths: chars.iter().map(width).collect(), filler, gap: (gap * em).round() as i32 }
    }

    /// The lines of a paragraph: where each begins, and how wide it is.
    fn lines(&self, text: &Text, tail: Option<Tail>, wider: i32) -> Vec<(usize, i32)> {
        let width = self.width + wider;
        let indent = (self.role.indent * self.role.size * 20.0).round() as i32;
        let spacing = |at: usize| self.spacing + tail.filter(|tail| at >= tail.from).map_or(0, |tail| tail.spacing);
        let left_out = |at: usize| if text.filler.stretches { spacing(at) } else { 0 };
        let mut lines = Vec::new();
        let (mut begin, mut used, mut at) = (0, indent, 0);
        // The last place where the line may end, and its width there.
        let mut place: Option<(usize, i32)> = None;
        while at < text.chars.len() {
            if at > begin && text.may_break(at) {
                place = Some((at, used));
            }
            let gap = if at > begin && text.is_parted(at) { text.gap } else { 0 };
            let turns = at > begin && (text.turns(at) || tail.is_some_and(|tail| tail.from == at));
            let between = gap - if turns { left_out(at - 1) } else { 0 };
            let more = text.widths[at] + spacing(at) + between;
            let blank = text.chars[at] == ' ';
            if used + more - left_out(at) <= width || at == begin || blank {
                (used, at) = (used + more, at + 1);
                continue;
            }
            let hangs = text.filler.hanging.contains(text.chars[at]) && used <= width;
            let (end, filled) = if hangs { (at + 1, used) } else { place.unwrap_or((at, used)) };
            lines.push((begin, filled));
            (begin, used, at, place) = (end, 0, end, None);
        }
        if begin < text.chars.len() || lines.is_empty() {
            lines.push((begin, used));
        }
        lines
    }

    /// Whether a line before an address leaves so much of its width that justifying it would tear it apart.
    fn is_torn(&self, text: &Text, lines: &[(usize, i32)]) -> bool {
        let torn = |pair: &[(usize, i32)]| {
            f64::from(pair[0].1) < TORN * f64::from(self.width)
                && text.chars.get(pair[1].0).is_some_and(char::is_ascii_graphic)
        };
        lines.windows(2).any(torn)
    }

    fn is_crumb(&self, text: &Text, tail: Option<Tail>, wider: i32) -> bool {
        let lines = self.lines(text, tail, wider);
        let last = lines.last().map_or(0, |line| line.0);
        lines.len() > 1 && text.chars[last..].iter().filter(|c| c.is_alphanumeric()).count() == 1
    }

    /// The least that keeps a last line of one character out of every program, in as few of the last lines as it takes; where none does,
    /// out of Word, and of as many others as can be.
    fn tail(&self, texts: &[Text]) -> Option<Tail> {
        // What Word does weighs more than what the others do.
        let bad = |tail, wider| {
            let of = |text: &Text| usize::from(self.is_crumb(text, tail, wider));
            texts.iter().zip([4, 2, 1]).map(|(text, weight)| weight * of(text)).sum::<usize>()
        };
        // Lines are those of the program that is to be helped: in another the text may stand on one.
        let lines = self.lines(texts.iter().find(|text| self.is_crumb(text, None, 0))?, None, 0);
        let begins: Vec<usize> = lines.iter().rev().skip(1).map(|line| line.0).take(REACH).collect();
        let tails = (1..=MOST)
            .flat_map(|twips| [-twips, twips])
            .flat_map(|spacing| begins.iter().map(move |&from| Tail { from, spacing }));
        let mut best = (bad(None, 0), None);
        let mut good = 0;
        for tail in tails {
            let left = bad(Some(tail), 0);
            if left < best.0 {
                best = (left, Some(tail));
            }
            // Better still where it holds for widths that are a little other.
            if left == 0 && TOLERANCE.iter().all(|&wider| bad(Some(tail), wider) == 0) {
                return Some(tail);
            }
            good += usize::from(left == 0);
            if good > ENOUGH {
                break;
            }
        }
        best.1
    }
}

impl Text<'_> {
    /// Whether a line may end before a character.
    fn may_break(&self, at: usize) -> bool {
        let (before, after) = (self.chars[at - 1], self.chars[at]);
        let marks = self.filler.breaks[usize::from(after.is_ascii_digit())];
        let latin =
            after.is_ascii_alphanumeric() && marks.contains(before) && at > 1 && !self.chars[at - 2].is_whitespace();
        latin || may_break(before, after)
    }

    /// Whether the script is another from a character on.
    fn turns(&self, at: usize) -> bool {
        self.chars[at - 1].is_ascii() != self.chars[at].is_ascii()
    }

    /// Whether a Chinese character and a Latin letter or digit meet before a character.
    fn is_parted(&self, at: usize) -> bool {
        let (before, after) = (self.chars[at - 1], self.chars[at]);
        before.is_alphanumeric() && after.is_alphanumeric() && self.turns(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(act: impl FnOnce(&Endings) -> T) -> T {
        let style = Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap();
        let fonts = Fonts::embedded();
        act(&Endings::new(&style, &style.roles.body, &fonts, &Measures::new(&style)))
    }

    /// In which programs the last line holds a single character.
    fn crumbs(endings: &Endings, text: &str, tail: Option<Tail>) -> [bool; 3] {
        let chars: Vec<char> = text.chars().collect();
        FILLERS.each_ref().map(|filler| endings.is_crumb(&endings.text(&chars, filler), tail, 0))
    }

    #[test]
    fn lines_hold_twenty_eight_characters() {
        with(|endings| {
            for (length, count) in [(1, 1), (26, 1), (27, 2), (54, 2), (55, 3)] {
                assert_eq!(endings.of(&"年".repeat(length)).0, [count; 2], "{length}");
            }
            assert_eq!(endings.of("").0, [1; 2]);
        });
    }

    #[test]
    fn paragraphs_do_not_end_with_a_single_character() {
        let sentences = [
            "全年主动公开各类政府信息1286条，其中通过“门户网站”公开1034条、PDF版252条，办理依申请公开36件，占94.12%。",
            "（一）2021年全年共办理12件,其中予以公开8件,占66.7%;部分公开3件；按期办结率100%，比2020年增加2件。",
        ];
        with(|endings| {
            let (mut met, mut left) = (0, 0);
            for sentence in sentences {
                for length in 20..400 {
                    let text: String = sentence.chars().cycle().take(length).collect::<String>() + "。";
                    let (_, ending) = endings.of(&text);
                    let (before, after) = (crumbs(endings, &text, None), crumbs(endings, &text, ending.tail));
                    assert!(before.contains(&true) || ending.tail.is_none(), "{length} was well");
                    assert!(!after[0], "{length} in Word");
                    assert!(ending.tail.is_none_or(|tail| tail.spacing.abs() <= MOST && tail.from < length));
                    met += usize::from(before.contains(&true));
                    left += usize::from(after.contains(&true));
                }
            }
            assert!(met > 60 && left * 20 <= met, "{met} met, {left} left");
        });
    }

    #[test]
    fn lines_are_longer_where_scripts_meet() {
        // 28 characters with the indent: a line in Word. LibreOffice sets a fifth of a character before 年, and leaves out the tightening
        // before 2 and before 年.
        let text = format!("（一）2021年{}", "文".repeat(20));
        with(|endings| {
            let chars: Vec<char> = text.chars().collect();
            let counts = FILLERS.each_ref().map(|filler| endings.lines(&endings.text(&chars, filler), None, 0).len());
            assert_eq!(counts, [1, 1, 2]);
            let (counts, ending) = endings.of(&text);
            assert_eq!(counts, [1, 1], "{ending:?}");
        });
    }

    #[test]
    fn a_line_before_an_address_is_not_torn_apart() {
        let address = "https://www.example.gov.cn/zwgk/xxgk/index.html";
        with(|endings| {
            let ragged = |before: usize| endings.of(&format!("{}{address}，下载。", "文".repeat(before))).1.ragged;
            assert!(ragged(12) && ragged(18));
            // Where little or nothing is left of the line there is nothing to tear.
            assert!(!ragged(1) && !ragged(26));
            assert!(!endings.of(&"年".repeat(200)).1.ragged);
        });
    }
}
