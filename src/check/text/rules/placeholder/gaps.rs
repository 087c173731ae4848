//! placeholder, second part: blanks, dots and dashes where a figure, a name or a whole line should be.

use std::ops::Range;

use super::PrintedText;
use crate::check::text::parse::lookback;
use crate::check::text::words::{Phrase, digit, is_blank, is_comma, is_dash, is_han, is_ordinal};

/// Characters that close a clause or an item.
fn is_closed(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(|c: char| "，。；、：）)（,;\n”".contains(c))
}

/// Whether a text ends where an item of a list begins: 一是, 第二，, 以下措施：, 农村供水、.
fn opens_item(before: &str) -> bool {
    if before.ends_with(|c| "：、:".contains(c)) {
        return true;
    }
    before.strip_suffix('是').is_some_and(|before| before.ends_with(is_ordinal))
        || before
            .strip_suffix(is_comma)
            .is_some_and(|before| before.ends_with(is_ordinal) && before.trim_end_matches(is_ordinal).ends_with('第'))
}

/// Verbs and nouns, by their last character, that a figure follows: 收到, 共, 会议.
const LEADS: &str = "到共计为请开结转了至第达约收理发布办复";
/// Characters before a blank and a measure word that need no figure between: 每 件, 各 项.
const COUNTED: &str = "每各某几数整逐一二三四五六七八九十百千万亿两半多余本该此首末去今明昨前后上下当同位";

/// Characters that make a noun of the measure word before them: 件数, 条款, 项目.
const NOUN_ENDS: &str = "例目数款额素门庭称单";

impl PrintedText<'_> {
    /// All gaps of a text.
    pub(super) fn gaps(&self, ranges: &mut Vec<Range<usize>>) {
        self.ellipses(ranges);
        self.blanks(ranges);
        dates(self.text, ranges);
        numbers_of_documents(self.text, ranges);
        self.stand_ins(ranges);
        self.percents(ranges);
    }

    /// 同比增长%, 占比 ％: a sign of per cent without its figure.
    fn percents(&self, ranges: &mut Vec<Range<usize>>) {
        for (at, sign) in self.text.match_indices(['%', '％']) {
            let end = at + sign.len();
            let before = self.text[..at].trim_end_matches(is_blank);
            if before.ends_with(is_han)
                && !before.ends_with(|c| "零〇一二三四五六七八九十百千万亿两几数".contains(c))
                && is_closed(&self.text[end..])
            {
                ranges.push(at..end);
            }
        }
    }

    /// …… where a figure, an item or a whole line should be: 收到……件, 一是……；, 措施：……。
    fn ellipses(&self, ranges: &mut Vec<Range<usize>>) {
        let text = self.text;
        for (at, dots) in text.match_indices("……").chain(text.match_indices("......")) {
            let end = at + dots.len();
            let before = &text[..at];
            if before.ends_with(['…', '.']) {
                continue;
            }
            let rest = text[end..].trim_start_matches(['…', '.']);
            let end = text.len() - rest.len();
            let near = lookback(before, 300);
            let quoted = near.matches('“').count() > near.matches('”').count();
            let alone = (before.is_empty() || before.ends_with('\n')) && (rest.is_empty() || rest.starts_with('\n'));
            let counted = self.opens(end, Phrase::Missing) && !self.opens(end, Phrase::Years);
            let item = opens_item(near) && is_closed(rest);
            if !quoted && (alone || counted || item || self.opens(end, Phrase::SaidEmpty)) {
                ranges.push(at..end);
            }
        }
    }

    /// 共  件, 政策图解 件: blanks where a figure should be.
    fn blanks(&self, ranges: &mut Vec<Range<usize>>) {
        let text = self.text;
        let mut at = 0;
        while let Some(found) = text[at..].find(is_blank) {
            let start = at + found;
            let rest = text[start..].trim_start_matches(is_blank);
            let end = text.len() - rest.len();
            at = end;
            // A wide blank is as wide as the character it stands for.
            let width: usize = text[start..end].chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
            let Some(before) = text[..start].chars().next_back() else { continue };
            let Some(unit) = self.said.opens(end..text.len(), Phrase::Missing) else { continue };
            let unit = end..unit;
            let gap = if is_han(before) {
                self.is_blank_figure(before, width, unit.clone())
            } else {
                // 20  年: the century printed, the year to be filled in.
                text[unit.clone()].starts_with('年')
                    && width >= 2
                    && lookback(&text[..start], 3).trim_start_matches(|c| digit(c).is_none()) == "20"
            };
            if gap {
                ranges.push(start..unit.end);
            }
        }
    }

    /// Whether a blank so many characters wide between a Chinese character and a measure word was to be filled in.
    fn is_blank_figure(&self, before: char, width: usize, unit: Range<usize>) -> bool {
        let after = &self.text[unit.end..];
        let closed = is_closed(after);
        let leads = LEADS.contains(before);
        let is = |set| self.said.is(unit.clone(), set);
        if is(Phrase::DatePart) {
            // 政府信息公开  年度报告 is spacing; 我局  年收到 is a gap.
            return width >= 2 && !self.opens(unit.end, Phrase::AnnualReport) || closed && leads;
        }
        if width < 2 && is(Phrase::PlainNoun) {
            return closed && leads;
        }
        closed && (width >= 2 || !COUNTED.contains(before))
            || leads && width >= 2 && !after.starts_with(|c| NOUN_ENDS.contains(c))
    }

    /// 收到N件, 发布——条, 解读??篇: a letter, a dash or question marks where a figure should be.
    fn stand_ins(&self, ranges: &mut Vec<Range<usize>>) {
        let text = self.text;
        for unit in self.said.all(0..text.len(), Phrase::StoodFor) {
            let near = lookback(&text[..unit.start], 12).trim_end_matches(is_blank);
            let behind = text[..unit.start].trim_end_matches(is_blank).len();
            let before = near.trim_end_matches(|c| "Nn?？".contains(c) || is_dash(c));
            let sign = &near[before.len()..];
            let letter = matches!(sign, "N" | "n");
            let dash = (1..=2).contains(&sign.chars().count())
                && sign.chars().all(is_dash)
                && before.ends_with(|c| LEADS.contains(c));
            let question = !sign.is_empty() && sign.chars().all(|c| "?？".contains(c));
            if is_closed(&text[unit.end..])
                && before.trim_end_matches(is_blank).ends_with(is_han)
                && (letter || dash || question)
            {
                ranges.push(behind - sign.len()..behind);
            }
        }
    }
}

/// 2024年 月 日: a date with its month and day to be filled in.
fn dates(text: &str, ranges: &mut Vec<Range<usize>>) {
    for (at, year) in text.match_indices('年') {
        let start = at + year.len();
        let behind = text[start..].trim_start_matches(is_blank);
        let Some(month) = behind.strip_prefix('月') else { continue };
        let day = month.trim_start_matches(is_blank);
        let blank = behind.len() < text.len() - start;
        if blank && day.starts_with('日') && is_closed(&day['日'.len_utf8()..]) {
            ranges.push(start..text.len() - day.len() + '日'.len_utf8());
        }
    }
}

/// 〔2024〕 号: a document without its number.
fn numbers_of_documents(text: &str, ranges: &mut Vec<Range<usize>>) {
    for (at, open) in text.match_indices('〔') {
        let year: String = text[at + open.len()..].chars().take_while(|&c| digit(c).is_some()).take(5).collect();
        let Some(rest) = text[at + open.len() + year.len()..].strip_prefix('〕') else { continue };
        let number = rest.trim_start_matches(is_blank);
        if year.chars().count() == 4 && number.starts_with('号') {
            ranges.push(at..text.len() - number.len() + '号'.len_utf8());
        }
    }
}
