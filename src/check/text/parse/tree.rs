//! Finished text cut up: paragraphs, sentences, stretches between semicolons, and in each the numbers, words and marks in order.
//!
//! Knows numerals and the lexicon; draws no conclusions about figures.

use std::ops::Range;

use crate::check::text::words::{CompiledLexicon, Number, Phrase, Said, Unit, Word, digit, numbers};
use crate::compose::{FinishedText, heading_level};
use crate::diag::{Code, Finding, Place};
use crate::form::Sets;

/// A field's text without the blanks that say nothing (5 件 is 5件), with the way back to the text as it is printed.
#[derive(Debug)]
pub(crate) struct Plain<'a> {
    /// The text as it is printed, for rules about characters.
    pub raw: &'a FinishedText,
    pub key: &'a str,
    pub text: String,
    /// Where blanks were left out: the offset in `text`, and how many bytes had been left out by then.
    gaps: Vec<(usize, usize)>,
}

/// Characters that a number may be followed by when a blank parted it from its unit.
const AFTER_NUMBER: &str =
    "年月日件人宗条项份次例起个部篇户家笔种场期页字封名批处台幅张类则位万亿千百元余多倍时分号%％，。；、：）)";

fn is_blank(c: char) -> bool {
    c != '\n' && c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

impl<'a> Plain<'a> {
    fn new(raw: &'a FinishedText) -> Plain<'a> {
        let mut plain = Plain { raw, key: &raw.key, text: String::with_capacity(raw.text.len()), gaps: Vec::new() };
        let mut out = 0;
        let mut rest = raw.text.as_str();
        while let Some(at) = rest.find(is_blank) {
            plain.text.push_str(&rest[..at]);
            let after = rest[at..].trim_start_matches(is_blank);
            let blanks = &rest[at..rest.len() - after.len()];
            let (before, next) = (plain.text.chars().next_back(), after.chars().next());
            let code = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let counted = before.and_then(digit).is_some() && next.is_some_and(|c| !AFTER_NUMBER.contains(c));
            if counted || code(before) && code(next) {
                plain.text.push_str(blanks);
            } else {
                out += blanks.len();
                plain.gaps.push((plain.text.len(), out));
            }
            rest = after;
        }
        plain.text.push_str(rest);
        plain
    }

    /// The place in the data file of a range of the plain text.
    pub fn place(&self, range: Range<usize>) -> Place {
        self.raw.place(self.printed(range))
    }

    /// Whether some of a range was printed by a `{{ … }}`.
    pub fn is_merged(&self, range: Range<usize>) -> bool {
        self.raw.is_merged(self.printed(range))
    }

    /// A range of the plain text in the text as it is printed.
    fn printed(&self, range: Range<usize>) -> Range<usize> {
        let out = |at: usize| match self.gaps.partition_point(|(gap, _)| *gap <= at) {
            0 => 0,
            index => self.gaps[index - 1].1,
        };
        let start = range.start + out(range.start);
        let end = if range.end > range.start { range.end + out(range.end - 1) } else { start };
        start..end
    }

    /// The paragraphs (lines): their ranges, blank ones left out.
    fn paragraphs(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let mut found = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let body = line.trim();
            let start = at + line.len() - line.trim_start().len();
            at += line.len();
            if !body.is_empty() {
                found.push(start..start + body.len());
            }
        }
        found
    }
}

/// A field's text, cut up.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub text: Plain<'a>,
    /// Its phrases.
    pub said: Said,
    /// The phrases of the text as it is printed, where that is another.
    printed: Option<Said>,
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph (一行).
#[derive(Debug)]
pub(crate) struct Paragraph {
    pub range: Range<usize>,
    /// The level of the heading it is or begins with.
    pub level: Option<u8>,
    pub sentences: Vec<Sentence>,
}

/// A sentence, cut at 。！？.
#[derive(Debug)]
pub(crate) struct Sentence {
    pub range: Range<usize>,
    pub pieces: Vec<Piece>,
    /// The sets of phrases of which it says something, .
    said: Sets,
}

impl Sentence {
    /// Whether it says something of a set.
    pub fn says(&self, set: Phrase) -> bool {
        self.said.has(set)
    }
}

/// A piece of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub range: Range<usize>,
    pub what: What,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Number(Number),
    Word(Word),
    Mark(Mark),
    /// Text that no word of the lexicon covers.
    Rest,
}

/// A punctuation mark that cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Comma,
    /// 、
    Pause,
    Colon,
    Semicolon,
    Open,
    Close,
}

impl Piece {
    pub fn number(&self) -> Option<&Number> {
        match &self.what {
            What::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn word(&self) -> Option<Word> {
        match self.what {
            What::Word(word) => Some(word),
            _ => None,
        }
    }

    pub fn is(&self, word: Word) -> bool {
        self.what == What::Word(word)
    }

    pub fn mark(&self) -> Option<Mark> {
        match self.what {
            What::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub fn year(&self) -> Option<i64> {
        self.number().filter(|number| number.unit == Unit::Year).and_then(Number::whole)
    }
}

impl<'a> Reading<'a> {
    pub fn new(raw: &'a FinishedText, lexicon: &CompiledLexicon) -> Reading<'a> {
        let text = Plain::new(raw);
        let (words, said) = lexicon.read(&text.text);
        let printed = (!text.gaps.is_empty()).then(|| lexicon.said(&raw.text));
        let mut tokens = tokens(&text.text, words, &said).into_iter().peekable();
        let mut paragraphs = Vec::new();
        for range in text.paragraphs() {
            let mut pieces: Vec<(Range<usize>, What)> = Vec::new();
            while let Some((token, _)) = tokens.peek() {
                if token.start >= range.end {
                    break;
                }
                pieces.extend(tokens.next());
            }
            let line = &text.text[range.clone()];
            paragraphs.push(Paragraph {
                level: level(line),
                sentences: sentences(&text.text, &said, range.clone(), pieces),
                range,
            });
        }
        Reading { text, said, printed, paragraphs }
    }

    pub fn slice(&self, range: &Range<usize>) -> &str {
        &self.text.text[range.clone()]
    }

    /// Its first paragraph.
    pub fn beginning(&self) -> Range<usize> {
        self.paragraphs.first().map_or(0..0, |paragraph| paragraph.range.clone())
    }

    /// The text without the blanks around it.
    pub fn body(&self) -> Range<usize> {
        let text = self.text.text.trim();
        let start = self.text.text.find(text).unwrap_or(0);
        start..start + text.len()
    }

    /// What is to be said of a range.
    pub fn finding(&self, code: Code, range: Range<usize>, message: impl Into<String>) -> Finding {
        Finding::new(code, self.text.place(range), message)
    }

    /// The phrases of the text as it is printed.
    pub fn printed(&self) -> &Said {
        self.printed.as_ref().unwrap_or(&self.said)
    }

    /// From the first of some pieces to the last; nothing at `at` for none.
    pub fn span(&self, pieces: &[Piece]) -> Range<usize> {
        match pieces {
            [first, .., last] => first.range.start..last.range.end,
            [only] => only.range.clone(),
            [] => 0..0,
        }
    }

    /// The text from the first of some pieces to the last.
    pub fn text(&self, pieces: &[Piece]) -> &str {
        self.slice(&self.span(pieces))
    }

    /// The clause around a figure, between the marks next to it.
    pub fn around(&self, figure: &Range<usize>) -> Range<usize> {
        let text = &self.text.text;
        let cut = |c: char| mark(c).is_some() || matches!(c, '。' | '！' | '？' | '\n');
        let before = lookback(&text[..figure.start], CLAUSE);
        let start = figure.start - before.rsplit(cut).next().map_or(0, str::len);
        let behind = &text[figure.end..text.floor_char_boundary(figure.end + CLAUSE)];
        start..figure.end + behind.find(cut).unwrap_or(behind.len())
    }

    /// Whether a name is short for what the clause around a figure says: 公开信息 for 主动公开政府信息320条.
    pub fn names(&self, name: &str, figure: &Range<usize>) -> bool {
        let mut around = self.slice(&self.around(figure)).chars();
        let mut name = name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '在' | '的' | '了')).peekable();
        name.peek().is_some() && name.all(|c| around.any(|own| own == c))
    }

    /// Whether a piece is a phrase of a set.
    pub fn is(&self, piece: &Piece, set: Phrase) -> bool {
        self.said.is(piece.range.clone(), set)
    }

    /// Whether pieces say something of a set.
    pub fn says(&self, pieces: &[Piece], set: Phrase) -> bool {
        self.said.says(self.span(pieces), set)
    }

    /// Whether pieces begin with a phrase of a set.
    pub fn opens(&self, pieces: &[Piece], set: Phrase) -> bool {
        self.said.opens(self.span(pieces), set).is_some()
    }

    /// Whether pieces end with a phrase of a set.
    pub fn closes(&self, pieces: &[Piece], set: Phrase) -> bool {
        self.said.closes(self.span(pieces), set).is_some()
    }
}

/// The level of the heading a line begins, whose number may be typed with half-width brackets or 、: (二), 2、.
fn level(line: &str) -> Option<u8> {
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let listed = behind.starts_with('、') && (1..=2).contains(&(line.len() - behind.len()));
    let typed = || line.starts_with('(').then(|| line.replacen('(', "（", 1).replacen(')', "）", 1));
    heading_level(line).or(listed.then_some(3)).or_else(|| heading_level(&typed()?))
}

/// At most so many bytes from the end of a text: what is looked back on must be bounded, or long texts take for ever.
pub(crate) fn lookback(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// Where the stretch before a piece begins: behind the last that cuts it off.
pub(crate) fn stretch_from(pieces: &[Piece], at: usize, cut: impl Fn(&Piece) -> bool) -> usize {
    let from = at.saturating_sub(REACH);
    pieces[from..at].iter().rposition(cut).map_or(from, |cut| from + cut + 1)
}

/// How many bytes of a clause are looked at on either side of a figure.
const CLAUSE: usize = 120;

/// How many pieces back or ahead a check looks.
pub(crate) const REACH: usize = 120;

/// Numbers and words in order; where they overlap, a word wins over Chinese numerals, a number over words.
fn tokens(text: &str, words: Vec<(Range<usize>, Word)>, said: &Said) -> Vec<(Range<usize>, What)> {
    let mut words = words.into_iter().peekable();
    let mut tokens: Vec<(Range<usize>, What)> = Vec::new();
    let mut end = 0;
    for number in numbers(text, said) {
        while let Some((range, word)) = words.peek().cloned() {
            if range.start >= number.range.end {
                break;
            }
            words.next();
            let beside = range.end <= number.range.start;
            if range.start >= end && (beside || number.chinese && range.len() >= number.range.len()) {
                end = range.end;
                tokens.push((range, What::Word(word)));
            }
        }
        if number.range.start >= end {
            end = number.range.end;
            tokens.push((number.range.clone(), What::Number(number)));
        }
    }
    tokens.extend(words.filter(|(range, _)| range.start >= end).map(|(range, word)| (range, What::Word(word))));
    tokens
}

fn mark(c: char) -> Option<Mark> {
    Some(match c {
        '，' | ',' => Mark::Comma,
        '、' => Mark::Pause,
        '：' | ':' => Mark::Colon,
        '；' | ';' => Mark::Semicolon,
        '（' | '(' => Mark::Open,
        '）' | ')' => Mark::Close,
        _ => return None,
    })
}

/// Characters that separate nothing: white space, bold marks, quotes.
fn is_silent(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '“' | '”' | '‘' | '’' | '"' | '\'')
}

fn sentences(text: &str, said: &Said, range: Range<usize>, tokens: Vec<(Range<usize>, What)>) -> Vec<Sentence> {
    let sentence = |range: Range<usize>, pieces| Sentence {
        said: said.sets(range.clone()),
        range,
        pieces: without_remarks(pieces, said),
    };
    let mut sentences = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = range.start;
    let mut tokens = tokens.into_iter().peekable();
    let mut at = range.start;
    // Where a document title began, and where in it the name of the application form ends.
    let (mut title, mut request): (Option<usize>, Option<usize>) = (None, None);
    while at < range.end {
        if let Some((token, what)) = tokens.next_if(|(token, _)| token.start <= at) {
            if token.start == at {
                at = token.end.min(range.end);
                if title.is_none() {
                    pieces.push(Piece { range: token, what });
                } else if what == What::Word(Word::Request) {
                    request = Some(at);
                }
            }
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        match c {
            '《' => title = title.or(Some(at)),
            '》' => {
                if let Some(from) = title.take() {
                    // 收到《政府信息公开申请表》3份
                    let word = if request.take() == Some(at) { Word::Request } else { Word::Title };
                    pieces.push(Piece { range: from..next, what: What::Word(word) });
                }
            }
            '。' | '！' | '？' | '!' | '?' => {
                (title, request) = (None, None);
                sentences.push(sentence(start..next, std::mem::take(&mut pieces)));
                start = next;
            }
            _ if title.is_some() => {}
            c => {
                if let Some(mark) = mark(c) {
                    pieces.push(Piece { range: at..next, what: What::Mark(mark) });
                } else if !is_silent(c) {
                    match pieces.last_mut() {
                        Some(Piece { range, what: What::Rest }) if range.end == at => range.end = next,
                        _ => pieces.push(Piece { range: at..next, what: What::Rest }),
                    }
                }
            }
        }
        at = next;
    }
    if start < range.end {
        sentences.push(sentence(start..range.end, pieces));
    }
    sentences
}

/// Leaves out brackets that hold no number, save those that say what a figure includes or what all of it is.
fn without_remarks(pieces: Vec<Piece>, said: &Said) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut open: Vec<usize> = Vec::new();
    for piece in pieces {
        let mark = piece.mark();
        kept.push(piece);
        match mark {
            Some(Mark::Open) => open.push(kept.len() - 1),
            Some(Mark::Close) => {
                if let Some(from) = open.pop() {
                    let telling = |piece: &Piece| {
                        piece.number().is_some()
                            || said.opens(piece.range.clone(), Phrase::AllAre).is_some()
                            || matches!(
                                piece.word(),
                                Some(Word::Including | Word::Excluding | Word::CarriedIn | Word::Narrow)
                            )
                    };
                    if !kept[from..].iter().any(telling) {
                        kept.truncate(from);
                    }
                }
            }
            _ => {}
        }
    }
    kept
}
