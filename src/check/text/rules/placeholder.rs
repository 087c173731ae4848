//! placeholder: what a template left behind and nobody filled in.
//!
//! Here the words and signs that a template writes; blanks and dots where a figure should be are in `gaps`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::check::text::parse::tree::{Reading, lookback};
mod gaps;

use crate::check::subject::Subject;
use crate::check::text::prose::Prose;
use crate::diag::{Code, Finding};
use gaps::{UNITS, is_han};

/// Words that stand only where something is missing.
const FIXED: [&str; 25] = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "此处填写",
    "请填写",
    "请在此处",
    "请输入",
    "单击此处",
    "点击此处",
    "示例文字",
    "该部分以表格形式",
    "此部分以表格形式",
    "本部分以表格形式",
    "该部分以文字",
    "此部分以文字",
    "……（空）",
];

/// What a bracket begins with that tells the writer what to do: （待补充）, 【填写单位名称】.
const INSTRUCTIONS: [&str; 17] = [
    "此处",
    "请填",
    "请补",
    "请输",
    "请在此",
    "待补",
    "待填",
    "待定",
    "待核",
    "待完善",
    "待更新",
    "待统计",
    "待确认",
    "待录",
    "填写",
    "填入",
    "插入",
];
/// What a bracket holds in place of what it names: （单位名称）.
const FIELDS: [&str; 22] = [
    "具体网址",
    "具体名称",
    "具体地址",
    "具体时间",
    "具体数量",
    "具体内容",
    "具体情况",
    "网站地址",
    "网站名称",
    "联系电话",
    "电话号码",
    "单位名称",
    "机关名称",
    "部门名称",
    "单位全称",
    "机关全称",
    "年份",
    "具体数字",
    "数量",
    "填写",
    "填",
    "空",
];
/// The same in square and angle brackets, which prose has no other use for: 【数字】, [日期].
const SQUARE_FIELDS: [&str; 14] =
    ["单位", "机关", "部门", "日期", "月份", "姓名", "名称", "文号", "金额", "件数", "条数", "次数", "人数", "数字"];

static WORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(FIXED).ok());

pub(crate) fn check(_: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    for reading in &prose.readings {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let text = reading.text.raw.text.as_str();
        fixed(text, &mut ranges);
        brackets(text, &mut ranges);
        marks(text, &mut ranges);
        nobodies(text, &mut ranges);
        words(text, &mut ranges);
        gaps::find(text, &mut ranges);
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

fn finding(reading: &Reading, range: Range<usize>) -> Finding {
    let found = &reading.text.raw.text[range.clone()];
    let message = if found.trim().is_empty() || found.trim_start().len() < found.len() {
        format!("“{}”前面空着，没有填写", found.trim())
    } else {
        format!("“{found}”是没有填写或没有删去的内容")
    };
    Finding::new(Code::Placeholder, reading.text.raw.place(range), message).help("填上实际内容；是编写说明的，整句删去")
}

/// Words of templates, of table programs and of instructions: {{, #REF!, 该部分以表格形式报告.
fn fixed(text: &str, ranges: &mut Vec<Range<usize>>) {
    let Some(words) = &*WORDS else { return };
    ranges.extend(words.find_iter(text).map(|found| found.range()));
    // {数量}, ${count}: no report has use for braces.
    for (at, _) in text.match_indices('{') {
        let inside = text[at..].char_indices().skip(1).take(24).take_while(|&(_, c)| c != '\n');
        if let Some((end, _)) = inside.into_iter().find(|&(_, c)| c == '}') {
            ranges.push(at..at + end + 1);
        }
    }
}

/// Brackets that hold nothing, an instruction or the name of a field: （  ）, （待定）, 【单位名称】.
fn brackets(text: &str, ranges: &mut Vec<Range<usize>>) {
    for (at, open) in text.char_indices() {
        let close = match open {
            '（' => '）',
            '(' => ')',
            '【' => '】',
            '[' => ']',
            '［' => '］',
            '〔' => '〕',
            '《' => '》',
            '<' => '>',
            _ => continue,
        };
        let start = at + open.len_utf8();
        let mut inside = text[start..].char_indices().take(21).take_while(|&(_, c)| c != '\n');
        let Some((length, _)) = inside.find(|&(_, c)| c == close) else { continue };
        let content = text[start..start + length].trim();
        let before = lookback(&text[..at], 12);
        if is_left_over(before, open, content) {
            ranges.push(at..start + length + close.len_utf8());
        }
    }
}

fn is_left_over(before: &str, open: char, content: &str) -> bool {
    let square = matches!(open, '【' | '[' | '［' | '<');
    if content.is_empty() {
        // f() and [] are code, unless a Chinese word stands before.
        return open != '<' && (!open.is_ascii() || before.ends_with(is_han));
    }
    // 申请人的姓名（单位名称）: a gloss on what stands before it.
    let gloss = ["姓名", "名称", "名字"].iter().any(|word| before.ends_with(word));
    match open {
        '〔' | '《' => false,
        _ if square => {
            FIELDS.iter().any(|field| content.ends_with(field))
                || SQUARE_FIELDS.contains(&content)
                || INSTRUCTIONS.iter().any(|word| content.starts_with(word))
        }
        // 在线（填写申请表）提交 is a way of doing it.
        _ => {
            FIELDS.contains(&content) && !gloss
                || content == "略"
                || INSTRUCTIONS[..14].iter().any(|word| content.starts_with(word)) && !content.contains('后')
        }
    }
}

fn is_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || "./:@-_?=&%\\".contains(c)
}

fn is_cross(c: char) -> bool {
    matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×' | '✕' | '╳' | '☓')
}

/// A sign other than a cross that marks where to write.
fn is_blank_mark(c: char) -> bool {
    matches!(c, '_' | '＿' | '○' | '□' | '△' | '●' | '■' | '▲')
}

/// Whether no letter or digit stands right before or behind.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    !text[..range.start].ends_with(is_code) && !text[range.end..].starts_with(is_code)
}

/// Runs of crosses, circles and underscores; single crosses before a unit: XX条, 全年培训X次, 电话：0527-XXXXXXXX.
fn marks(text: &str, ranges: &mut Vec<Range<usize>>) {
    let is_mark = |c: char| is_cross(c) || is_blank_mark(c);
    let mut chars = text.char_indices().peekable();
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
        if is_gap(&text[..start], c, length, &text[end..]) {
            ranges.push(start..end);
        }
    }
}

/// Whether a run of signs stands for what is missing: 20XX年 is a gap, 138XXXX6193 is masked, www.xx.gov.cn is an address, 3×4
/// is a product.
fn is_gap(before: &str, sign: char, length: usize, behind: &str) -> bool {
    let after = behind.chars().next();
    let unit = UNITS.iter().any(|unit| behind.starts_with(unit));
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
    if code || is_cross(sign) && is_masked_name(before, length) {
        return false;
    }
    length >= 2 || is_cross(sign) && (unit || matches!(after, Some('局' | '委' | '市' | '县' | '区' | '镇')))
}

/// Whether a text ends with the area code of a telephone number: 0527-.
fn is_telephone(before: &str) -> bool {
    let Some(code) = lookback(before, 8).strip_suffix(['-', '－', '—']) else { return false };
    let number = code.trim_start_matches(|c: char| !c.is_ascii_digit());
    matches!(number.len(), 3 | 4) && number.starts_with('0') && number.chars().all(|c| c.is_ascii_digit())
}

/// Family names that stand for a person before 某某 or XX; those that are common words as well are left out.
const FAMILIES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严魏陶姜谢邹苏潘葛范彭鲁韦马苗俞袁柳唐薛\
                        雷贺倪汤殷罗毕郝邬傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛戴宋庞熊纪舒屈祝董梁杜阮蓝闵席季贾童郭梅林钟徐邱\
                        骆高夏蔡田樊胡凌霍虞柯卢莫丁邓洪崔龚程邢裴陆翁甄曲谭廖易庄叶刘龙温曾肖史邝";

/// Whether a person's family name stands before crosses: 申请人张XX.
fn is_masked_name(before: &str, length: usize) -> bool {
    let mut chars = before.chars().rev();
    let family = chars.next().is_some_and(|c| FAMILIES.contains(c));
    family && length <= 2 && chars.next().is_none_or(|c| "人者员户工民、或与和向对“（，：".contains(c))
}

/// 某某局, 由某某同志: nobody in particular; 张某某 is a person whose name is withheld.
fn nobodies(text: &str, ranges: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(found) = text[at..].find("某某") {
        let start = at + found;
        let end = text.len() - text[start..].trim_start_matches('某').len();
        at = end;
        if !text[..start].ends_with(|c: char| FAMILIES.contains(c)) {
            ranges.push(start..end);
        }
    }
}

/// What is never more than a note to oneself, at the end of a clause.
const NOTES: [&str; 6] = ["待填", "待填写", "待定", "待统计", "待录入", "待补充数据"];
/// What is a note only where a figure or a name should stand: 数量待补充; 机制待完善 is ordinary speech.
const WISHES: [&str; 8] = ["待补充", "待补", "待核", "待核实", "待完善", "待更新", "待确认", "待查"];
/// What should stand where a note to oneself does.
const ANSWERS: [&str; 16] = [
    "情况",
    "数据",
    "数字",
    "数量",
    "人数",
    "件数",
    "条数",
    "次数",
    "金额",
    "名单",
    "电话",
    "地址",
    "邮箱",
    "时间",
    "日期",
    "联系人",
];

/// undefined, None, null as words; 待补充 at the end of a clause.
fn words(text: &str, ranges: &mut Vec<Range<usize>>) {
    for word in ["undefined", "None", "null", "Null", "NULL", "NaN", "nil", "N/A", "TODO", "TBD"] {
        for (at, _) in text.match_indices(word) {
            let range = at..at + word.len();
            if is_word(text, &range) {
                ranges.push(range);
            }
        }
    }
    for (word, always) in NOTES.iter().map(|word| (*word, true)).chain(WISHES.iter().map(|word| (*word, false))) {
        for (at, _) in text.match_indices(word) {
            let end = at + word.len();
            let closes =
                text[end..].is_empty() || text[end..].starts_with(['。', '\n', '；', '，', '）', '】', ')', ']']);
            let before = lookback(&text[..at], 12);
            // 有待完善 and 尚待核实 are ordinary speech.
            let spoken = before.ends_with(|c: char| "有尚亟仍还需等期".contains(c));
            let answer = before.is_empty()
                || before.ends_with(['：', '（', '【', '。', '\n', ':', '('])
                || ANSWERS.iter().any(|word| before.ends_with(word));
            if closes && !spoken && (always && !text[end..].starts_with('，') || answer) {
                ranges.push(at..end);
            }
        }
    }
}
