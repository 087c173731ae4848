//! placeholder: what a template left behind and nobody filled in.
//!
//! Here the words and signs that a template writes; blanks and dots where a figure should be are in `gaps`.

mod gaps;

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::parse::{Reading, lookback};
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{Phrase, Said, closing, is_dash, is_han, is_x};
use crate::diag::{Code, Finding};

pub(crate) fn check(_: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for reading in prose.readings {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let text = reading.text.raw.text.as_str();
        let printed = PrintedText { text, said: reading.printed() };
        printed.fixed(&mut ranges);
        printed.brackets(&mut ranges);
        printed.marks(&mut ranges);
        printed.nobodies(&mut ranges);
        printed.words(&mut ranges);
        printed.gaps(&mut ranges);
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        for range in ranges {
            if range.start >= end {
                end = range.end;
                findings.push(finding(reading, range));
            }
        }
    }
}

/// Brackets that prose has no use for.
const SQUARE: &str = "【［[<";

fn finding(reading: &Reading, range: Range<usize>) -> Finding {
    let found = &reading.text.raw.text[range.clone()];
    let message = if found.trim().is_empty() || found.trim_start().len() < found.len() {
        format!("“{}”前面空着，没有填写", found.trim())
    } else {
        format!("“{found}”是没有填写或没有删去的内容")
    };
    // { 申请.本年新收.总计 }: a reference with one brace for two.
    let inner = found.trim_matches(|c: char| "{}[]【】 ".contains(c));
    let names = ["机关", "年度", "成文日期"].contains(&inner) || is_reference(inner);
    let help = match names && found.starts_with(['{', '[', '【']) {
        true => format!("引用数字的花括号前后各写两个：{{{{ {inner} }}}}"),
        false => "填上实际内容；是编写说明的，整句删去".to_owned(),
    };
    Finding::new(Code::Placeholder, reading.text.raw.place(range), message).help(help)
}

/// Whether a text is written as a reference to a figure: 申请.本年新收.总计.
fn is_reference(text: &str) -> bool {
    text.split('.').count() >= 3 && text.split('.').all(|name| !name.is_empty() && name.chars().all(is_han))
}

/// A text as it is printed, with its phrases.
pub(super) struct PrintedText<'a> {
    pub text: &'a str,
    pub said: &'a Said,
}

impl PrintedText<'_> {
    /// Whether a set is said right behind a place.
    pub fn opens(&self, at: usize, set: Phrase) -> bool {
        self.said.opens(at..self.text.len(), set).is_some()
    }

    /// Whether a set is said right before a place.
    pub fn closes(&self, at: usize, set: Phrase) -> bool {
        self.said.closes(0..at, set).is_some()
    }

    /// Words of templates, of table programs and of instructions: {{, #REF!, 该部分以表格形式报告.
    fn fixed(&self, ranges: &mut Vec<Range<usize>>) {
        ranges.extend(self.said.all(0..self.text.len(), Phrase::Unfilled));
        // [[申请.本年新收.总计]], 【申请.本年新收.总计】: a reference in brackets of another kind.
        for (at, _) in self.text.match_indices(['[', '【']) {
            let lead = self.text[at..].len() - self.text[at..].trim_start_matches(['[', '【']).len();
            let rest = &self.text[at + lead..];
            let Some(end) = rest.find([']', '】']).filter(|end| is_reference(rest[..*end].trim())) else { continue };
            let tail = rest[end..].len() - rest[end..].trim_start_matches([']', '】']).len();
            ranges.push(at..at + lead + end + tail);
        }
        // {数量}, ${count}: no report has use for braces.
        for (at, _) in self.text.match_indices('{') {
            let inside = self.text[at..].char_indices().skip(1).take(24).take_while(|&(_, c)| c != '\n');
            if let Some((end, _)) = inside.into_iter().find(|&(_, c)| c == '}') {
                ranges.push(at..at + end + 1);
            }
        }
    }

    /// Brackets that hold nothing, an instruction or the name of a field: （  ）, （待定）, 【单位名称】.
    fn brackets(&self, ranges: &mut Vec<Range<usize>>) {
        let text = self.text;
        for (at, open) in text.char_indices() {
            let Some(close) = closing(open).filter(|_| open != '“') else { continue };
            let start = at + open.len_utf8();
            let mut inside = text[start..].char_indices().take(21).take_while(|&(_, c)| c != '\n');
            let Some((length, _)) = inside.find(|&(_, c)| c == close) else { continue };
            let content = &text[start..start + length];
            let trimmed = content.trim_start();
            let from = start + content.len() - trimmed.len();
            if self.is_left_over(at, open, from..from + trimmed.trim_end().len()) {
                ranges.push(at..start + length + close.len_utf8());
            }
        }
    }

    fn is_left_over(&self, at: usize, open: char, content: Range<usize>) -> bool {
        let square = SQUARE.contains(open);
        if content.is_empty() {
            // f() and [] are code, unless a Chinese word stands before.
            return open != '<' && (!open.is_ascii() || self.text[..at].ends_with(is_han));
        }
        let is = |set| self.said.is(content.clone(), set);
        let begins = |set| self.said.opens(content.clone(), set).is_some();
        // 【与表三核对】, （待与表三核对）; not （已与表三核对）, nor （与表三核对一致）.
        let noted = self.said.closes(content.clone(), Phrase::Reminder).is_some();
        if noted && open != '《' && !self.text[content.clone()].starts_with(|c| "已经均".contains(c)) {
            return true;
        }
        match open {
            '〔' | '《' => false,
            _ if square => {
                self.said.closes(content.clone(), Phrase::FieldName).is_some()
                    || is(Phrase::SquareField)
                    || begins(Phrase::Instruction)
                    || begins(Phrase::FillIn)
            }
            // 在线（填写申请表）提交 is a way of doing it; 申请人的姓名（单位名称）, a gloss on what stands before it.
            _ => {
                is(Phrase::FieldName) && !self.closes(at, Phrase::NameNoun)
                    || is(Phrase::Omitted)
                    || begins(Phrase::Instruction) && !self.text[content.clone()].contains('后')
            }
        }
    }

    /// Runs of crosses, circles and underscores; single crosses before a unit: XX条, 全年培训X次, 电话：0527-XXXXXXXX.
    fn marks(&self, ranges: &mut Vec<Range<usize>>) {
        let is_mark = |c: char| !is_han(c) && (is_cross(c) || is_blank_mark(c));
        let mut chars = self.text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if !is_mark(c) {
                continue;
            }
            let mut end = start + c.len_utf8();
            let mut length = 1;
            while let Some((at, next)) = chars.next_if(|&(_, next)| is_mark(next) && is_cross(next) == is_cross(c)) {
                end = at + next.len_utf8();
                length += 1;
            }
            if self.is_gap(start..end, c, length) {
                ranges.push(start..end);
            }
        }
    }

    /// Whether a run of signs stands for what is missing: 20XX年 is a gap, 138XXXX6193 is masked, www.xx.gov.cn is an address, 3×4
    /// is a product.
    fn is_gap(&self, run: Range<usize>, sign: char, length: usize) -> bool {
        let (before, behind) = (&self.text[..run.start], &self.text[run.end..]);
        let after = behind.chars().next();
        let unit = self.opens(run.end, Phrase::Missing);
        if after.is_some_and(|c| c.is_ascii_digit()) {
            return false;
        }
        if before.ends_with(|c: char| c.is_ascii_digit()) {
            return unit && (is_cross(sign) || length >= 2);
        }
        if length >= 3 && is_telephone(before) {
            return true;
        }
        let code = before.ends_with(is_code) || after.is_some_and(|c| c.is_ascii_alphabetic() || "./@-_".contains(c));
        if code || is_cross(sign) && self.is_masked_name(run.start, length) {
            return false;
        }
        length >= 2 || is_cross(sign) && (unit || after.is_some_and(|c| "局委市县区镇".contains(c)))
    }

    /// Whether a person's family name stands before crosses: 申请人张XX.
    fn is_masked_name(&self, at: usize, length: usize) -> bool {
        let mut chars = self.text[..at].chars().rev().skip(1);
        let family = self.closes(at, Phrase::FamilyName);
        family && length <= 2 && chars.next().is_none_or(|c| "人者员户工民、或与和向对“（，：".contains(c))
    }

    /// 某某局, 由某某同志: nobody in particular; 张某某 is a person whose name is withheld.
    fn nobodies(&self, ranges: &mut Vec<Range<usize>>) {
        let mut at = 0;
        while let Some(found) = self.text[at..].find("某某") {
            let start = at + found;
            let end = self.text.len() - self.text[start..].trim_start_matches('某').len();
            at = end;
            if !self.closes(start, Phrase::FamilyName) {
                ranges.push(start..end);
            }
        }
    }

    /// undefined, None, null as words; 待补充 at the end of a clause.
    fn words(&self, ranges: &mut Vec<Range<usize>>) {
        let (text, all) = (self.text, 0..self.text.len());
        let plain = self.said.all(all.clone(), Phrase::NoValue).filter(|range| is_word(text, range));
        ranges.extend(plain);
        let note = |range: &Range<usize>, always: bool| {
            let (before, behind) = (&text[..range.start], &text[range.end..]);
            let closes = behind.is_empty() || behind.starts_with(|c| "。；，）】)]\n".contains(c));
            // 有待完善 and 尚待核实 are ordinary speech.
            let spoken = before.ends_with(|c: char| "有尚亟仍还需等期".contains(c));
            let answer = before.is_empty()
                || before.ends_with(|c| "：（【。:(\n".contains(c))
                || self.closes(range.start, Phrase::Answer);
            closes && !spoken && (always && !behind.starts_with('，') || answer)
        };
        ranges.extend(self.said.all(all.clone(), Phrase::Note).filter(|range| note(range, true)));
        ranges.extend(self.said.all(all, Phrase::Wish).filter(|range| note(range, false)));
    }
}

fn is_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || "./:@-_?=&%\\".contains(c)
}

fn is_cross(c: char) -> bool {
    is_x(c) || "×✕╳☓".contains(c)
}

/// A sign other than a cross that marks where to write.
fn is_blank_mark(c: char) -> bool {
    "_＿○□△●■▲".contains(c)
}

/// Whether no letter or digit stands right before or behind.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    !text[..range.start].ends_with(is_code) && !text[range.end..].starts_with(is_code)
}

/// Whether a text ends with the area code of a telephone number: 0527-.
fn is_telephone(before: &str) -> bool {
    let Some(code) = lookback(before, 8).strip_suffix(is_dash) else { return false };
    let number = code.trim_start_matches(|c: char| !c.is_ascii_digit());
    matches!(number.len(), 3 | 4) && number.starts_with('0') && number.chars().all(|c| c.is_ascii_digit())
}
