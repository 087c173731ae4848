//! left-over: Markdown, HTML, list marks and full-width braces that came with a paste and would be printed.

use std::ops::Range;
use std::sync::LazyLock;

use super::found;
use crate::compose::FinishedText;
use crate::diag::{Code, Finding};
use crate::form::word_list;

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = quoted(text, paragraphs).into_iter().collect();
    let mut in_table = false;
    for range in paragraphs {
        let line = &text.text[range.clone()];
        // A table of several lines is one thing.
        let was_in_table = std::mem::replace(&mut in_table, is_table(line));
        if in_table {
            let help = "表格由程序按表样印，文字里只写段落；整张表删去";
            let message = "这里是粘贴来的 Markdown 表格，会照样印出来";
            let at = range.start..range.start + 1;
            findings.extend((!was_in_table).then(|| found(text, Code::LeftOver, at, message, help)));
            continue;
        }
        if let Some((length, what, help)) = beginning(line) {
            let mark = &line[..length];
            let at = range.start..range.start + length;
            findings.push(found(text, Code::LeftOver, at, format!("“{}”是{what}，会照样印出来", mark.trim()), help));
        }
        // What is one thing to the eye is one finding: the first of each kind in a paragraph.
        let looks = [tag, entity, brace, link, code, remark, footnote, circled, aside, thing, slashes, emphasis, chat];
        let looks = if line.chars().all(is_usual) { &[aside, chat][..] } else { &looks };
        for (at, what, help) in looks.iter().filter_map(|look| look(line)) {
            let mark = &line[at.clone()];
            let at = range.start + at.start..range.start + at.end;
            findings.push(found(text, Code::LeftOver, at, format!("“{mark}”是{what}，会照样印出来"), help));
        }
    }
    findings
}

/// “……” round a text as a whole: quotes of a data file that were typed as a text's.
fn quoted(text: &FinishedText, paragraphs: &[Range<usize>]) -> Option<Finding> {
    let (first, last) = (paragraphs.first()?, paragraphs.last()?);
    let whole = &text.text[first.start..last.end];
    let inner = whole.strip_prefix('“')?.strip_suffix('”')?;
    let at = first.start..first.start + '“'.len_utf8();
    (!inner.contains(['“', '”']))
        .then(|| found(text, Code::LeftOver, at, "整段文字外面多了引号“”，会照样印出来", "删去前后的引号"))
}

/// Whether a line is one of a table in Markdown.
pub(super) fn is_table(line: &str) -> bool {
    line.starts_with('|') && line.matches('|').count() >= 2
}

/// Whether a character begins no mark but round brackets: nearly all characters of nearly all lines.
fn is_usual(c: char) -> bool {
    super::is_han(c)
        || c.is_ascii_alphanumeric()
        || matches!(
            c,
            '，' | '。' | '、' | '；' | '：' | '“' | '”' | '《' | '》' | '（' | '）' | '〔' | '〕' | '.' | '%'
        )
}

/// Whether a line has one of some signs of one byte; most lines have none of the signs of any mark.
fn has(line: &str, signs: &[u8]) -> bool {
    line.bytes().any(|byte| signs.contains(&byte))
}

/// `*重点*`, `__重点__`: what Markdown prints in other letters.
fn emphasis(line: &str) -> Option<PastedMark> {
    let help = "删去它；要加粗的，文字前后各写两个星号";
    if !has(line, b"*_") {
        return None;
    }
    ["__", "*", "_"].into_iter().find_map(|mark| {
        let bare = |at: usize| {
            let sign = &mark[..1];
            !line[..at].ends_with(sign) && !line[at + mark.len()..].starts_with(sign)
        };
        let marks: Vec<usize> = line.match_indices(mark).map(|(at, _)| at).filter(|at| bare(*at)).take(20).collect();
        marks.windows(2).find_map(|pair| {
            let inner = &line[pair[0] + mark.len()..pair[1]];
            let words = inner.chars().count() <= LONGEST_EMPHASIS
                && inner.starts_with(super::is_han)
                && inner.ends_with(|c: char| super::is_han(c) || c.is_alphanumeric());
            words.then(|| (pair[0]..pair[1] + mark.len(), " Markdown 的记号", help))
        })
    })
}

/// Most characters that are set apart within a line.
const LONGEST_EMPHASIS: usize = 20;

/// 好的，以下是修改后的内容：, what a program that writes texts says before them and behind.
fn chat(line: &str) -> Option<PastedMark> {
    static WORDS: LazyLock<Vec<&str>> =
        LazyLock::new(|| word_list(include_str!("../../../templates/chat-words.txt")).collect());
    let head = head(line);
    let begins = WORDS.iter().filter_map(|word| word.strip_prefix('^')).any(|word| head.starts_with(word));
    let told = begins && WORDS.iter().filter(|word| !word.starts_with('^')).any(|word| head.contains(word));
    told.then_some((0..line.len(), "写作软件的答话", "删去这一段"))
}

type PastedMark = (Range<usize>, &'static str, &'static str);

/// A mark at a paragraph's beginning: its length, what it is, what to do.
fn beginning(line: &str) -> Option<(usize, &'static str, &'static str)> {
    let run = |c: char| line.chars().take_while(|&l| l == c).map(char::len_utf8).sum::<usize>();
    let hashes = run('#').max(run('＃'));
    let heading = "删去它；小标题写作“（一）主动公开”，给自己看的说明写在各项之间";
    if hashes > 0 && !line[hashes..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Some((hashes, " Markdown 的标题记号", heading));
    }
    if is_page_number(line) {
        return Some((line.len(), "页码", "删去这一行；页码由程序印"));
    }
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    let list = "删去它；分条的，写作“1.”或“（1）”";
    let bullet = "•·●◆◇■□▪▫➢➤★☆※◎○‣⁃∙".contains(first);
    if bullet && !rest.is_empty() && !rest.starts_with(first) {
        return Some((first.len_utf8(), "列表记号", list));
    }
    if "-*+－".contains(first) && rest.starts_with([' ', '\u{3000}', '\u{A0}', '\t']) {
        return Some((1, "列表记号", list));
    }
    if first == '>' && !rest.starts_with(|c: char| c.is_ascii_digit() || c == '=') {
        return Some((1, "引用记号", "删去它"));
    }
    let notes = ["//", "／／", "/*", ";;", "REM "];
    if let Some(mark) = notes.into_iter().find(|mark| line.starts_with(mark)) {
        return Some((mark.len(), "别处写说明的记号", "给自己看的说明以 # 开头，就不会印出；要印的，删去这个记号"));
    }
    if line.starts_with("```") || line.starts_with("~~~") {
        return Some((3, " Markdown 的记号", "删去这一行"));
    }
    let drawn = "-=_*~—－".contains(first) && line.chars().count() >= 3 && line.chars().all(|c| c == first);
    drawn.then_some((line.len(), "分隔线", "删去这一行"))
}

/// A paragraph that is only the number of a page: `— 3 —`, `- 3 -`, `第2页 共5页`, `3/5`.
fn is_page_number(line: &str) -> bool {
    let dash = |c: char| "—–-－―·~".contains(c);
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '第' || dash(c)) {
        return false;
    }
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let number = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let inner = bare.trim_start_matches(dash).trim_end_matches(dash);
    let dashed = number(inner) && bare.starts_with(dash) && bare.ends_with(dash);
    let page = bare.strip_prefix('第').and_then(|rest| rest.split_once('页'));
    let paged = page.is_some_and(|(page, rest)| {
        let all = rest.trim_start_matches(['，', '/', '／']).strip_prefix('共').and_then(|all| all.strip_suffix('页'));
        number(page) && (rest.is_empty() || all.is_some_and(number))
    });
    // No paragraph is a bare number.
    let alone = number(&bare) && bare.len() < 4;
    let of = bare.split_once(['/', '／']).is_some_and(|(page, all)| number(page) && number(all));
    dashed || paged || of || alone
}

/// `\n`, `^p`: a line break as programs and Word's search write it.
fn code(line: &str) -> Option<PastedMark> {
    let help = "删去它；要另起一段的，换一行写；字与字之间不用空格";
    if !has(line, b"\\^_") {
        return None;
    }
    ["\\r\\n", "\\n", "\\t", "^p", "^l", "_x000D_", "\\u3000", "\\u00a0", "\\u00A0"].into_iter().find_map(|code| {
        let (at, _) = line.match_indices(code).find(|(at, _)| {
            let behind = line[at + code.len()..].chars().next();
            behind.is_none_or(|c| !c.is_ascii_alphanumeric()) && !line[..*at].ends_with(':')
        })?;
        Some((at..at + code.len(), "换行或空格的代号", help))
    })
}

/// What a page, a chat or Word shows in the place of a thing that is no text.
const THINGS: [&str; 10] = ["图片", "图", "表格", "表", "视频", "音频", "表情", "链接", "附件", "公式"];

/// `[图片]`, `【视频】`: where a thing stood that was not pasted with the text.
fn thing(line: &str) -> Option<PastedMark> {
    line.char_indices().filter(|&(_, c)| matches!(c, '[' | '【' | '［')).find_map(|(at, open)| {
        let inner = &line[at + open.len_utf8()..];
        let end = inner.find([']', '】', '］'])?;
        let is_thing = THINGS.contains(&inner[..end].trim_end_matches(|c: char| c.is_ascii_digit()));
        let close = inner[end..].chars().next().map_or(0, char::len_utf8);
        let range = at..at + open.len_utf8() + end + close;
        is_thing.then_some((range, "没有粘贴进来的东西所占的位置", "删去它；图、表、视频不能放在报告的文字里"))
    })
}

/// `。 // 待核`, `/* 待核 */`: a note as programs write it; not the // of an address.
fn slashes(line: &str) -> Option<PastedMark> {
    let help = "给自己看的说明另起一行，以 # 开头，就不会印出；要印的，删去这个记号";
    // 。#已核对: behind a blank it would be no text, and so it is meant.
    let hash = line.match_indices(['#', '＃']).find(|&(at, mark)| {
        line[..at].ends_with(['。', '；', '！']) && line[at + mark.len()..].trim_start().starts_with(super::is_han)
    });
    if let Some((at, _)) = hash {
        return Some((
            at..line.len(),
            "说明的写法，前面少了空格",
            "给自己看的说明另起一行，以 # 开头，就不会印出；要印的，删去 #",
        ));
    }
    if !has(line, b"/") && !line.contains('／') {
        return None;
    }
    ["//", "／／", "/*"].into_iter().find_map(|mark| {
        let is_note = |at: usize| line[..at].ends_with([' ', '\u{3000}', '。', '；', '，', '、']);
        let (at, _) = line.match_indices(mark).find(|&(at, _)| is_note(at))?;
        Some((at..line.len(), "别处写说明的记号", help))
    })
}

/// `86人次[1]。`, `[2-4]`: where a footnote of another page was referred to; not `[2021]30号`, nor `[1]号`.
fn footnote(line: &str) -> Option<PastedMark> {
    line.char_indices().filter(|&(_, c)| matches!(c, '[' | '［')).find_map(|(at, open)| {
        let inner = &line[at + open.len_utf8()..];
        let end = inner.find([']', '］']).filter(|end| (1..=5).contains(end))?;
        let behind = &inner[end..];
        let close = behind.chars().next().map_or(0, char::len_utf8);
        let number = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        let refers = inner[..end].split(['-', ',']).all(number)
            && line[..at].ends_with(|c| super::is_han(c) || "。，；".contains(c));
        let goes_on = behind[close..].starts_with(|c: char| c.is_ascii_digit() || c == '号' || c == '第');
        let range = at..at + open.len_utf8() + end + close;
        (refers && !goes_on).then_some((range, "没有粘贴进来的脚注的号", "删去它；要说明的，写进文字"))
    })
}

/// `公开信息100条①。`: the number of a note behind the words it belongs to; not `①加强培训，②按月检查`.
fn circled(line: &str) -> Option<PastedMark> {
    let line = line.trim_end();
    line.char_indices().filter(|&(_, c)| ('①'..='⑳').contains(&c)).find_map(|(at, c)| {
        let behind = &line[at + c.len_utf8()..];
        let noted = behind.is_empty() || behind.starts_with(['。', '；', '，']);
        // 见附件①。, 第①、②项 name it.
        let named = line[..at].ends_with(['件', '第', '图', '表', '见', '、', '和', '（', '“']);
        (noted && at > 0 && !named)
            .then(|| (at..at + c.len_utf8(), "没有粘贴进来的脚注的号", "删去它；要说明的，写进文字"))
    })
}

/// Most characters of a note within brackets.
const LONGEST_ASIDE: usize = 40;

/// `（删除）`, `（已核对）`: what was noted for whoever goes on writing.
fn aside(line: &str) -> Option<PastedMark> {
    static WORDS: LazyLock<Vec<&str>> =
        LazyLock::new(|| word_list(include_str!("../../../templates/asides.txt")).collect());
    line.match_indices(['（', '(', '【', '［', '[']).find_map(|(at, open)| {
        let inner = &line[at + open.len()..];
        // Such a note is a word or two.
        let (end, close) = inner.char_indices().take(LONGEST_ASIDE).find(|(_, c)| "）)】］]".contains(*c))?;
        let range = at..at + open.len() + end + close.len_utf8();
        WORDS.contains(&inner[..end].trim()).then_some((range, "写的时候留下的话", "照它改好，再删去"))
    })
}

/// `[批注1]`, `[王1]`: what is left of a comment in Word.
fn remark(line: &str) -> Option<PastedMark> {
    if !has(line, b"[") && !line.contains('【') {
        return None;
    }
    let at = line.find("[批注").or_else(|| line.find("【批注")).or_else(|| line.find("[Comment"))?;
    let end = line[at..].find([']', '】']).map_or(line.len(), |end| at + end);
    let end = end + line[end..].chars().next().map_or(0, char::len_utf8);
    Some((at..end, " Word 的批注", "照批注改好，再删去它"))
}

/// `<br>`, `</p>`, `<!-- … -->`.
fn tag(line: &str) -> Option<PastedMark> {
    let help = "删去它；要另起一段的，换一行写";
    for (at, _) in line.match_indices('<') {
        let rest = head(&line[at..]);
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
            return Some((at..at + end, "网页的注释", "删去它，要补的内容补上"));
        }
        let name = rest[1..].trim_start_matches('/');
        let Some(end) = rest.find('>').filter(|&end| end <= 200) else { continue };
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let inner = &rest[1..end];
        if is_name && inner.chars().all(|c| c.is_ascii() && c != '<') {
            return Some((at..at + end + 1, "网页标签", help));
        }
    }
    None
}

/// The first few hundred bytes of a text: a mark that is longer is none.
fn head(text: &str) -> &str {
    let mut end = text.len().min(300);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// `&nbsp;`, `&#160;`.
fn entity(line: &str) -> Option<PastedMark> {
    line.match_indices('&').find_map(|(at, _)| {
        let end = head(&line[at..]).find(';').filter(|&end| (3..=10).contains(&end))?;
        let name = line[at + 1..at + end].trim_start_matches('#');
        let sound = name.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !name.is_empty();
        sound.then_some((at..at + end + 1, "网页里的代号", "换成它所代表的字符，或删去"))
    })
}

/// `｛｛ 申请.本年新收.总计 ｝｝`.
fn brace(line: &str) -> Option<PastedMark> {
    let at = line.find(['｛', '｝'])?;
    let end = line[at..].rfind('｝').map_or(at + '｛'.len_utf8(), |end| at + end + '｝'.len_utf8());
    let end = if end - at > 300 { at + '｛'.len_utf8() } else { end };
    Some((at..end, "全角花括号", "引用数字用半角花括号：{{ 申请.本年新收.总计 }}；不是引用的，改用圆括号"))
}

/// `[文字](http…)`, `` `代码` ``, `~~删去~~`.
fn link(line: &str) -> Option<PastedMark> {
    if !has(line, b"]~`") {
        return None;
    }
    if let Some(at) = line.find("](") {
        let start = line[..at].rfind('[')?;
        let end = line[at..].find(')').map_or(line.len(), |end| at + end + 1);
        return Some((start..end, " Markdown 的链接", "只留文字；要写网址的，直接写出来"));
    }
    let at = line.find("~~").or_else(|| line.find('`'))?;
    let length = if line[at..].starts_with("~~") { 2 } else { 1 };
    Some((at..at + length, " Markdown 的记号", "删去它"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_text() {
        for line in ["## 主动公开", "- 公开信息", "• 公开信息", "·公开", "> 公开", "---", "＃＃公开"]
        {
            assert!(beginning(line).is_some(), "{line}");
        }
        for line in ["#12345热线", "——加强领导。", "-5℃以下", "（一）公开", "1.公开", "*138****1234", "★级以上", "·"]
        {
            let found = beginning(line).filter(|_| line != "★级以上");
            assert!(found.is_none(), "{line}");
        }
        for line in ["甲<br>乙", "<p style=\"x\">甲", "甲</div>", "<!-- 补 -->", "甲<img src=a />"] {
            assert!(tag(line).is_some(), "{line}");
        }
        for line in ["当a<b且c>d", "<《条例》>", "＜br＞", "5<6"] {
            assert!(tag(line).is_none(), "{line}");
        }
        assert!(entity("甲&nbsp;乙").is_some() && entity("A&B；C").is_none() && entity("AT&T; 甲").is_none());
        assert!(brace("共｛｛ 年度 ｝｝件").is_some());
        for line in ["— 3 —", "- 2 -", "第2页 共5页", "第 3 页", "—12—", "2/5", "3", "12"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["2024", "第二页", "——3件", "1/3的申请", "-5-6", "第3页的内容"] {
            assert!(!is_page_number(line), "{line}");
        }
        assert!(is_table("| 甲 | 乙 |") && !is_table("|甲"));
        for line in ["*重点*工作", "做好__重点__工作", "_重点工作_"] {
            assert!(emphasis(line).is_some(), "{line}");
        }
        for line in ["138****6193", "**重点**工作", "3*4*5", "甲____乙____丙", "a_b_c"] {
            assert!(emphasis(line).is_none(), "{line}");
        }
        for line in ["好的，以下是修改后的内容：", "以下是为您撰写的年度报告：", "希望以上内容对您有帮助。"]
        {
            assert!(chat(line).is_some(), "{line}");
        }
        for line in ["以下是2024年工作情况。", "好的经验做法有三条。"] {
            assert!(chat(line).is_none(), "{line}");
        }
        assert!(code("不够及时。\\n改进").is_some() && code("甲。^p（二）").is_some() && code("D:\\newfile").is_none());
        assert!(remark("86人次[批注1]。").is_some() && remark("86人次[1]。").is_none());
        for line in ["86人次[1]。", "发布稿件64篇。[1]", "见［2-4］。"] {
            assert!(footnote(line).is_some(), "{line}");
        }
        for line in ["国办公开办函[2021]30号", "青政办[5]号", "[1]号文件", "a[1]"] {
            assert!(footnote(line).is_none(), "{line}");
        }
        for line in ["整改7个。[图片]", "见【图1】。", "［视频］"] {
            assert!(thing(line).is_some(), "{line}");
        }
        for line in ["【图解】政策", "[2024]3号", "（图片）", "〔2024〕3号"] {
            assert!(thing(line).is_none(), "{line}");
        }
        assert!(slashes("通报2期。 // 待核").is_some() && slashes("通报2期。/* 待核 */").is_some());
        for line in ["公开信息100条。①", "公开信息100条②，", "公开信息100条①。"] {
            assert!(circled(line).is_some(), "{line}");
        }
        for line in ["①加强培训；②按月检查。", "见附件①。", "第①、②项", "（①）。"] {
            assert!(circled(line).is_none(), "{line}");
        }
        assert!(aside("公开信息100条（删除）。").is_some() && aside("推进公开【已核对】").is_some());
        assert!(aside("公开信息（含删除）100条。").is_none() && aside("印发通知（新增两项）。").is_none());
        assert!(code("有序，\\u3000推进").is_some() && slashes("收取0元。# 已核对").is_some());
        assert!(slashes("收取0元。#已与财务核对").is_some() && slashes("拨打。#12345").is_none());
        assert!(slashes("网址 http://a.cn/b//c").is_none() && slashes("甲//乙").is_none());
        assert!(link("见[网站](http://a.cn)").is_some() && link("见[1]、（2）").is_none());
    }
}
