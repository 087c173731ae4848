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
const TOLERANCE: [i32; 2] = [-6, 6];
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
    /// Whether a line may end before each character but the first, in any program.
    breaks: &'t [bool],
    /// Which of them are Latin to the program.
    latin: Vec<bool>,
    /// Widths in twips.
    widths: Vec<i32>,
    filler: &'t Filler,
    gap: i32,
}

/// A line as it is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FilledLine {
    /// The character it begins with.
    begin: usize,
    width: i32,
    /// The first character that had no room; behind the last one of all.
    full: usize,
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
        let breaks = breaks(&chars);
        let texts = FILLERS.each_ref().map(|filler| self.text(&chars, &breaks, filler));
        let plain = texts.each_ref().map(|text| self.lines(text, (None, 0), &[]));
        let address = text.contains("://") || text.contains("www.") || chars.contains(&'@');
        let torn = |program: usize| self.is_torn(&texts[program], &plain[program]);
        let ragged = self.role.align == Align::Justify && address && (torn(0) || torn(1));
        let tail = self.tail(&texts, &plain);
        let counts = [0, 2].map(|program| match tail {
            None => plain[program].len(),
            tail => self.lines(&texts[program], (tail, 0), &plain[program]).len(),
        });
        (counts, Ending { tail, ragged })
    }

    fn text<'t>(&self, chars: &'t [char], breaks: &'t [bool], filler: &'t Filler) -> Text<'t> {
        let em = self.role.size * 20.0;
        let (mut latin, mut widths) = (Vec::with_capacity(chars.len()), Vec::with_capacity(chars.len()));
        for &c in chars {
            // A mark of no script goes by what stands before it.
            let is_latin = c.is_ascii() || filler.own_marks && is_mark(c) && latin.last() == Some(&true);
            let own = || self.marks.iter().find(|(mark, _)| filler.own_marks && *mark == c).map(|(_, width)| *width);
            let advance = match (c.is_ascii(), is_latin) {
                (true, _) => self.face.advance(c),
                (false, true) => self.face.latin_advance(c),
                (false, false) => own().unwrap_or(1.0),
            };
            latin.push(is_latin);
            widths.push((advance * em).round() as i32);
        }
        let gap = if self.style.cjk_latin_spacing { filler.gap.max(0.25) } else { filler.gap };
        Text { chars, breaks, latin, widths, filler, gap: (gap * em).round() as i32 }
    }

    /// The lines of a paragraph, of a line as much wider; `plain` are those without a tail, where they are known.
    fn lines(&self, text: &Text, (tail, wider): (Option<Tail>, i32), plain: &[FilledLine]) -> Vec<FilledLine> {
        let width = self.width + wider;
        let indent = (self.role.indent * self.role.size * 20.0).round() as i32;
        let spacing = |at: usize| self.spacing + tail.filter(|tail| at >= tail.from).map_or(0, |tail| tail.spacing);
        let left_out = |at: usize| if text.filler.stretches { spacing(at) } else { 0 };
        // A line that was full before the tail is as it was.
        let same = plain.iter().take_while(|line| tail.is_some_and(|tail| line.full < tail.from)).count();
        let mut lines = plain[..same].to_vec();
        let mut begin = plain.get(same).map_or(0, |line| line.begin);
        let (mut used, mut at) = (if begin == 0 { indent } else { 0 }, begin);
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
            lines.push(FilledLine { begin, width: filled, full: at });
            (begin, used, at, place) = (end, 0, end, None);
        }
        if begin < text.chars.len() || lines.is_empty() {
            lines.push(FilledLine { begin, width: used, full: at });
        }
        lines
    }

    /// Whether a line before an address leaves so much of its width that justifying it would tear it apart.
    fn is_torn(&self, text: &Text, lines: &[FilledLine]) -> bool {
        let torn = |pair: &[FilledLine]| {
            f64::from(pair[0].width) < TORN * f64::from(self.width)
                && text.chars.get(pair[1].begin).is_some_and(char::is_ascii_graphic)
        };
        lines.windows(2).any(torn)
    }

    /// The least that keeps a last line of one character out of every program, in as few of the last lines as it takes; where none does,
    /// out of Word, and of as many others as can be. `plain` are the lines without it.
    fn tail(&self, texts: &[Text; 3], plain: &[Vec<FilledLine>; 3]) -> Option<Tail> {
        let programs = || texts.iter().zip(plain);
        // Lines are those of the program that is to be helped: in another the text may stand on one.
        let (_, lines) = programs().find(|(text, lines)| text.ends_in_a_crumb(lines))?;
        // What Word does weighs more than what the others do.
        let weigh = |crumbs: [bool; 3]| -> usize {
            crumbs.into_iter().zip([4, 2, 1]).map(|(crumb, weight)| weight * usize::from(crumb)).sum()
        };
        let bad = |tail, wider| {
            let known = |program: usize| if wider == 0 { &plain[program][..] } else { &[] };
            weigh(
                [0, 1, 2].map(|at| texts[at].ends_in_a_crumb(&self.lines(&texts[at], (Some(tail), wider), known(at)))),
            )
        };
        let begins: Vec<usize> = lines.iter().rev().skip(1).map(|line| line.begin).take(REACH).collect();
        let tails = (1..=MOST)
            .flat_map(|twips| [-twips, twips])
            .flat_map(|spacing| begins.iter().map(move |&from| Tail { from, spacing }));
        let mut best = (weigh([0, 1, 2].map(|at| texts[at].ends_in_a_crumb(&plain[at]))), None);
        let mut good = 0;
        for tail in tails {
            let left = bad(tail, 0);
            if left < best.0 {
                best = (left, Some(tail));
            }
            // Better still where it holds for widths that are a little other.
            if left == 0 && TOLERANCE.iter().all(|&wider| bad(tail, wider) == 0) {
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

/// Whether a line may end before each character of a text; before the first none may.
fn breaks(chars: &[char]) -> Vec<bool> {
    let between = chars.windows(2).map(|pair| may_break(pair[0], pair[1]));
    std::iter::once(false).chain(between).collect()
}

/// A mark that both scripts have: quotation marks, dashes, bullets.
fn is_mark(c: char) -> bool {
    ('\u{2010}'..='\u{205E}').contains(&c)
}

impl Text<'_> {
    fn ends_in_a_crumb(&self, lines: &[FilledLine]) -> bool {
        let last = lines.last().map_or(0, |line| line.begin);
        lines.len() > 1 && self.chars[last..].iter().filter(|c| c.is_alphanumeric()).count() == 1
    }

    /// Whether a line may end before a character.
    fn may_break(&self, at: usize) -> bool {
        let (before, after) = (self.chars[at - 1], self.chars[at]);
        let marks = self.filler.breaks[usize::from(after.is_ascii_digit())];
        let latin =
            after.is_ascii_alphanumeric() && marks.contains(before) && at > 1 && !self.chars[at - 2].is_whitespace();
        latin || self.breaks[at]
    }

    /// Whether the script is another from a character on.
    fn turns(&self, at: usize) -> bool {
        self.latin[at - 1] != self.latin[at]
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
        let breaks = breaks(&chars);
        FILLERS.each_ref().map(|filler| {
            let text = endings.text(&chars, &breaks, filler);
            text.ends_in_a_crumb(&endings.lines(&text, (tail, 0), &[]))
        })
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
            let breaks = breaks(&chars);
            let lines = |filler| endings.lines(&endings.text(&chars, &breaks, filler), (None, 0), &[]).len();
            let counts = FILLERS.each_ref().map(lines);
            assert_eq!(counts, [1, 1, 2]);
            let (counts, ending) = endings.of(&text);
            assert_eq!(counts, [1, 1], "{ending:?}");
        });
    }

    #[test]
    fn lines_known_before_give_the_same_lines() {
        let sentence = "全年公开“信息”1286条，见https://www.example.gov.cn/zwgk/index.html，共5•15件。";
        with(|endings| {
            let chars: Vec<char> = sentence.chars().cycle().take(200).collect();
            let breaks = breaks(&chars);
            for filler in &FILLERS {
                let text = endings.text(&chars, &breaks, filler);
                let plain = endings.lines(&text, (None, 0), &[]);
                for from in 1..200 {
                    for spacing in [-16, -3, 5, 16] {
                        let tail = Some(Tail { from, spacing });
                        assert_eq!(endings.lines(&text, (tail, 0), &plain), endings.lines(&text, (tail, 0), &[]));
                    }
                }
            }
        });
    }

    #[test]
    fn a_mark_behind_a_digit_is_as_wide_as_the_latin_face_has_it() {
        with(|endings| {
            let office = |text: &str| {
                let chars: Vec<char> = text.chars().collect();
                let breaks = breaks(&chars);
                let text = endings.text(&chars, &breaks, &LIBRE_OFFICE);
                (text.latin, text.widths)
            };
            let em = (endings.role.size * 20.0) as i32;
            for (text, mark) in [("5•15", 0.35), ("5”件", 0.444), ("a…b", 1.0), ("5—6", 1.0), ("5–6", 0.5)] {
                let (latin, widths) = office(text);
                assert!(latin[1], "{text}");
                assert!((widths[1] - (mark * f64::from(em)).round() as i32).abs() <= 1, "{text}: {widths:?}");
            }
            for text in ["第•15", "件”5", "，“5"] {
                assert!(!office(text).0[1], "{text}");
            }
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
