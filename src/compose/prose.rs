//! One line of finished prose → one block, by 公文 numbering (GB/T 9704-2012 7.3.3) and `**bold**`. Nothing else is markup.

use crate::document::{Block, Lead, Run};
use crate::ordinal::{behind_section, is_numeral};

/// A `**` without its partner in the same paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unpaired;

/// The level of the heading a line begins, by its number: `一、` `（一）` `1.` `（1）`.
pub fn heading_level(line: &str) -> Option<u8> {
    let run =
        |text: &str, is: &dyn Fn(char) -> bool| text.chars().take_while(|&c| is(c)).map(char::len_utf8).sum::<usize>();
    if behind_section(line).is_some() {
        return Some(1);
    }
    let digits = run(line, &|c| c.is_ascii_digit());
    if (1..=2).contains(&digits) {
        let rest = &line[digits..];
        let rest = rest.strip_prefix('.').or_else(|| rest.strip_prefix('．'))?;
        return (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(3);
    }
    let inner = line.strip_prefix('（')?;
    let numeral = run(inner, &is_numeral);
    if numeral > 0 && inner[numeral..].starts_with('）') {
        return Some(2);
    }
    let digits = run(inner, &|c| c.is_ascii_digit());
    ((1..=2).contains(&digits) && inner[digits..].starts_with('）')).then_some(4)
}

/// A line with blanks that every font has: thin, fixed and unbreakable ones come from PDF and web pages, and few fonts know them.
fn plain_blanks(line: &str) -> String {
    line.chars().map(|c| if c.is_whitespace() && !matches!(c, '\u{3000}' | '\t') { ' ' } else { c }).collect()
}

/// Parses a line that is neither blank nor padded.
pub(super) fn block(line: &str) -> Result<Block, Unpaired> {
    let line = &*plain_blanks(line);
    let Some(level) = heading_level(line) else {
        return Ok(Block::Paragraph { lead: None, runs: runs(line)? });
    };
    let plain = |runs: Vec<Run>| runs.into_iter().map(|run| run.text).collect::<String>();
    match head_end(line) {
        _ if level == 1 => Ok(Block::Heading { level, text: plain(runs(line)?) }),
        // A whole paragraph that only begins with a number is no heading.
        None if is_long(line) => Ok(Block::Paragraph { lead: None, runs: runs(line)? }),
        None => Ok(Block::Heading { level, text: plain(runs(line)?) }),
        Some(stop) => {
            // A bold mark that closes right behind the head belongs to it.
            let open = split_at_marks(&line[..stop]).len().is_multiple_of(2);
            let stop = if open && line[stop..].starts_with("**") { stop + 2 } else { stop };
            let (head, body) = line.split_at(stop);
            let runs = if body.is_empty() { Vec::new() } else { runs(body)? };
            Ok(Block::Paragraph { lead: Some(Lead { level, text: plain(self::runs(head)?) }), runs })
        }
    }
}

/// Longest head that ends with a colon or a blank, in characters with its number.
const LONGEST_HEAD: usize = 24;
/// Longest line that is a heading as a whole although it has commas.
const LONGEST_HEADING: usize = 40;

/// Where a reader ends the heading that a line begins with, when text follows it: behind its full stop; or before that
/// behind a colon or at a blank, when what follows is plainly text.
fn head_end(line: &str) -> Option<usize> {
    let stop = line.find('。').map(|at| at + '。'.len_utf8());
    let within = &line[..stop.unwrap_or(line.len())];
    let paired = |end: usize| !split_at_marks(&line[..end]).len().is_multiple_of(2);
    let short = |head: &str| head.chars().count() <= LONGEST_HEAD && !head.contains(['，', '；', '。']);
    let is_text = |body: &str| body.contains(['，', '；']) || body.contains(|c: char| c.is_ascii_digit());
    let colon = within.find('：').map(|at| (at, at + '：'.len_utf8()));
    let colon = colon.filter(|&(at, end)| short(&line[..at]) && is_text(&within[end..]) && paired(end));
    let number = line.find(['）', '.', '．']).map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
    let is_blank = |c: char| matches!(c, ' ' | '\u{3000}');
    let blank = within[number..].find(is_blank).map(|at| number + at).filter(|&at| {
        let head = line[number..at].trim_start_matches('*');
        head.chars().count() >= 4 && head.chars().all(is_word) && short(&line[..at]) && paired(at) && {
            let body = line[at..].trim_start();
            body.starts_with(|c: char| is_word(c) && !c.is_ascii()) && (body.contains(['，', '。', '；']))
        }
    });
    let early = [colon.map(|(_, end)| end), blank].into_iter().flatten().min();
    early.or(stop).filter(|&end| end < line.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "、“”《》（）".contains(c)
}

fn is_long(line: &str) -> bool {
    line.chars().count() > LONGEST_HEADING && line.contains(['，', '；'])
}

fn runs(text: &str) -> Result<Vec<Run>, Unpaired> {
    let parts = split_at_marks(text);
    if parts.len().is_multiple_of(2) {
        return Err(Unpaired);
    }
    let runs = parts.iter().enumerate().filter(|(_, part)| !part.is_empty());
    Ok(runs.map(|(index, part)| Run { text: (*part).to_owned(), bold: index % 2 == 1 }).collect())
}

/// A text without its `**`.
pub fn without_marks(text: &str) -> String {
    split_at_marks(text).concat()
}

/// Splits at every `**`. More asterisks in a row are no mark: they hide digits, `138****6193`.
fn split_at_marks(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find('*') {
        let start = at + found;
        let length = text[start..].bytes().take_while(|&byte| byte == b'*').count();
        at = start + length;
        if length == 2 {
            parts.push(&text[from..start]);
            from = at;
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_any_width_are_printed_as_the_common_one() {
        let heading = |line: &str| block(line).unwrap();
        for blank in ['\u{A0}', '\u{2002}', '\u{2003}', '\u{2009}', '\u{202F}', '\u{205F}'] {
            let line = format!("（一）主动{blank}公开");
            assert_eq!(heading(&line), Block::Heading { level: 2, text: "（一）主动 公开".into() }, "{blank:?}");
        }
    }

    #[test]
    fn numbers_make_headings() {
        for (line, level) in [
            ("一、总体情况", Some(1)),
            ("十一、其他", Some(1)),
            ("一是加强领导", None),
            ("（一）主动公开。全年", Some(2)),
            ("（2024年）", None),
            ("1.完善制度", Some(3)),
            ("12．完善制度", Some(3)),
            ("1.5万件", None),
            ("2024年，我局", None),
            ("（1）政策文件", Some(4)),
            ("（一", None),
        ] {
            assert_eq!(heading_level(line), level, "{line}");
        }
    }

    #[test]
    fn a_head_runs_in_when_text_follows_its_full_stop() {
        let Block::Paragraph { lead: Some(lead), runs } = block("（一）主动公开。全年公开**47条**信息。").unwrap()
        else {
            panic!()
        };
        assert_eq!((lead.level, lead.text.as_str()), (2, "（一）主动公开。"));
        let runs: Vec<_> = runs.iter().map(|run| (run.text.as_str(), run.bold)).collect();
        assert_eq!(runs, [("全年公开", false), ("47条", true), ("信息。", false)]);
        assert_eq!(block("（一）主动公开").unwrap(), Block::Heading { level: 2, text: "（一）主动公开".into() });
        let Block::Paragraph { lead: Some(lead), .. } = block("**（一）公开。**全年").unwrap_or_else(|_| panic!())
        else {
            // A bold number is no number: the line begins with the mark.
            return;
        };
        panic!("{lead:?}");
    }

    #[test]
    fn a_head_ends_where_a_reader_ends_it() {
        for (line, head) in [
            ("（一）主动公开方面：及时发布政策文件，全年开展宣传活动；同时加强解读", Some("（一）主动公开方面：")),
            ("（二）政府信息管理情况 规范审查流程。", Some("（二）政府信息管理情况")),
            ("（二）平台建设\u{3000}全年维护栏目12个，运行正常。", Some("（二）平台建设")),
            ("（一）坚持原则：以公开为常态。全年公开12条。", Some("（一）坚持原则：以公开为常态。")),
            ("1.主动公开：全年公开12条。", Some("1.主动公开：")),
            ("（一）主动公开。", None),
            ("（一）加强组织领导，落实工作责任", None),
            ("（一）主动公开 情况", None),
        ] {
            let found = match block(line).unwrap_or_else(|_| panic!("{line}")) {
                Block::Paragraph { lead, .. } => Some(lead.map_or(String::new(), |lead| lead.text)),
                _ => None,
            };
            assert_eq!(found.as_deref(), head, "{line}");
        }
        let long = "（一）及时发布政策文件，全年开展宣传活动，举办新闻发布会，组织政策解读，回应社会关切，取得明显成效";
        assert!(matches!(block(long), Ok(Block::Paragraph { lead: None, .. })));
    }

    #[test]
    fn bold_marks_come_in_pairs() {
        assert_eq!(block("一**是"), Err(Unpaired));
        assert_eq!(block("（一）甲。乙**丙"), Err(Unpaired));
        let masked = "电话138****6193，证号3213**********4518，仅**此一处***。";
        assert_eq!(block(masked), Err(Unpaired), "the last mark has three asterisks");
        let Block::Paragraph { runs, .. } = block("电话138****6193，**证号**3213*****4518。").unwrap() else {
            panic!()
        };
        let runs: Vec<_> = runs.iter().map(|run| (run.text.as_str(), run.bold)).collect();
        assert_eq!(runs, [("电话138****6193，", false), ("证号", true), ("3213*****4518。", false)]);
    }
}
