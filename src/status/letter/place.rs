//! Where a finding is, for somebody who has the printed form before them: table, row and column, or the sentence.

use crate::diag::{Code, Finding};
use crate::form::Form;
use crate::form::sheet_words::EMPTY;
use crate::report::locate::{Located, locate};
use crate::report::{At, Report};
use crate::source;

/// Longest quotation, in characters.
const LONGEST: usize = 60;

/// Most lines above a place that are looked at for its row or part.
const MOST_LINES: usize = 40;

/// Stands where there is nothing to say.
pub(super) const NONE: &str = "—";

/// Stands where no part of the report can be told.
pub(super) const WHOLE: &str = "全文";

/// A place in the form's words, and what stands there now.
pub(super) struct Spotted {
    /// The table and its row, or the part of the report.
    pub place: String,
    /// The column; a dash where there is none.
    pub column: String,
    /// What stands there now; a dash where nothing does.
    pub now: String,
}

impl Spotted {
    /// Somewhere in no table.
    fn of_text(place: impl Into<String>, now: impl Into<String>) -> Spotted {
        Spotted { place: place.into(), column: NONE.into(), now: now.into() }
    }
}

/// The place of a finding; the report as a whole when it is at none.
pub(super) fn spotted((report, form): (Option<&Report>, Option<&Form>), finding: &Finding) -> Spotted {
    let marked = finding.at.text().trim();
    let now = written(finding, marked);
    let nowhere = || {
        // What a text says is told of the text, whatever table its finding speaks of.
        if let Some(section) = form.and_then(|form| of_text(form, finding)) {
            return Spotted::of_text(section, quoted(finding));
        }
        let (place, column) = lacking(form, finding)
            .or_else(|| in_message(finding))
            .or_else(|| by_tree(form?, finding))
            .or_else(|| by_head(finding))
            .or_else(|| by_words(form?, finding, MOST_LINES))
            .unwrap_or_else(|| (WHOLE.to_owned(), NONE.to_owned()));
        Spotted { place, column, now: now.clone() }
    };
    let Some(report) = report.filter(|report| report.file.path == finding.at.file.path) else { return nowhere() };
    if let Some(at) = cell(report, finding) {
        let place = at.table().line_words(at.spot.line);
        return Spotted { place, column: at.column().label.clone(), now: at.figure() };
    }
    let start = finding.at.range.start;
    let prose = report.prose.iter().find(|(_, prose)| (prose.range.start..=prose.range.end).contains(&start));
    if let Some((key, _)) = prose {
        return Spotted::of_text(section(&report.form, key), quoted(finding));
    }
    if report.title.as_ref().is_some_and(|title| title.range.contains(&start)) {
        return Spotted::of_text("标题", finding.at.text());
    }
    for (range, words) in
        [(&report.date.range, "成文日期"), (&report.agency.range, "机关名称"), (&report.year.range, "年度")]
    {
        if range.contains(&start) {
            return Spotted::of_text(words, finding.at.text());
        }
    }
    nowhere()
}

/// What was filled in, of a file that is no whole report yet: a figure, or what stands in its place, without the marks of the file.
fn written(finding: &Finding, marked: &str) -> String {
    let bare = marked.trim_matches(['"', '\'']);
    let is_figure = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    match finding.code {
        Code::NotACount | Code::BadAmount if bare.trim_matches([',', '[', ']', '{', '}']).is_empty() => EMPTY.into(),
        Code::NotACount | Code::BadAmount => bare.to_owned(),
        // A date, a year, a kind of agency: one word or few.
        Code::BadValue if !bare.contains(['\n', '[', ']', '{', '}', ':']) && bare.chars().count() <= LONGEST => {
            bare.to_owned()
        }
        _ if is_figure => bare.to_owned(),
        _ => NONE.into(),
    }
}

/// What is not there, for a finding that says so: it stands nowhere in the file.
fn lacking(form: Option<&Form>, finding: &Finding) -> Option<(String, String)> {
    let named = finding.message.strip_prefix("缺少“").filter(|_| finding.code == Code::MissingKey)?;
    let key = named.split('”').next()?;
    let table = form.and_then(|form| form.table(key)).map(|(_, table)| table.short.clone());
    let place = table.or_else(|| Some(section(form?, key))).unwrap_or_else(|| key.to_owned());
    Some((place, NONE.to_owned()))
}

/// The cell whose figure a finding is at.
fn cell<'a>(report: &'a Report, finding: &Finding) -> Option<At<'a>> {
    let mut computed = None;
    for table in 0..report.form.tables.len() {
        for at in report.printed_at(table) {
            if at.cell().range != finding.at.range {
                continue;
            }
            // A row of one 0 stands for all of its cells: the one that is meant is named in the message.
            if finding.message.contains(&at.words()) {
                return Some(at);
            }
            computed = computed.or(Some(at).filter(|at| !at.is_computed() && at.cell().range.len() < 16));
        }
    }
    computed
}

/// The printed heading of the section that a text stands under.
fn section(form: &Form, key: &str) -> String {
    let title = form.sections.iter().find(|section| section.prose.as_deref() == Some(key));
    title.map_or(key.to_owned(), |section| section.title.clone())
}

/// The sentence that a finding marks, cut to a length that can be found again.
fn quoted(finding: &Finding) -> String {
    let text = &finding.at.file.text;
    let range = finding.at.range.clone();
    let stops = ['。', '；', '！', '？', '\n'];
    let start =
        text[..range.start].rfind(stops).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[range.end..].find(stops).map_or(text.len(), |at| range.end + at);
    let sentence = text[start..end].trim();
    let marked = finding.at.text().trim();
    let chosen = if sentence.chars().count() <= LONGEST || marked.is_empty() { sentence } else { marked };
    let short: String = chosen.chars().take(LONGEST).collect();
    let more = if short.len() < chosen.len() { "……" } else { "" };
    format!("“{}{more}”", short.replace(['{', '}', '#'], "").trim())
}

/// The row and the column that the message itself names, `表三“…”` with its column.
fn in_message(finding: &Finding) -> Option<(String, String)> {
    let message = &finding.message;
    let start = message.find('表').filter(|start| message[*start..].chars().nth(2) == Some('“'))?;
    let end = message[start..].find('”').map(|end| start + end + '”'.len_utf8())?;
    let column = message[end..].split_once('列').map(|(column, _)| column.trim_matches(['“', '”']));
    let column = column.filter(|column| !column.is_empty() && column.chars().count() <= 12 && !column.contains('，'));
    Some((message[start..end].to_owned(), column.unwrap_or(NONE).to_owned()))
}

/// The row or the part that a place in a file lies in that is no whole report yet.
fn by_tree(form: &Form, finding: &Finding) -> Option<(String, String)> {
    let root = source::parse(&finding.at.file).ok()?;
    let nowhere = |place: String| (place, NONE.to_owned());
    Some(match locate(&root, form, finding.at.range.start)? {
        Located::Cell(spot) => {
            let table = &form.tables[spot.table];
            (table.line_words(spot.line), table.lines[spot.line].columns[spot.column].label.clone())
        }
        Located::Row { table, line } => nowhere(form.tables[table].line_words(line)),
        // 结转下年度：{…}, with a colon that YAML does not know: the row is told by its key, on that line.
        Located::Table(table) => {
            by_words(form, finding, 1).unwrap_or_else(|| nowhere(form.tables[table].short.clone()))
        }
        Located::Text(key) => nowhere(section(form, &key)),
        Located::Item(key) => nowhere(key),
    })
}

/// The heading of the text that a finding of a text is in, of a file that is no whole report.
fn of_text(form: &Form, finding: &Finding) -> Option<String> {
    let is_of_file =
        matches!(finding.code, Code::YamlSyntax | Code::MissingKey | Code::UnknownKey | Code::DuplicateKey);
    let marked =
        finding.at.file.text.get(finding.at.range.clone()).filter(|marked| !marked.is_empty() && !is_of_file)?;
    let before = &finding.at.file.text[..finding.at.range.start];
    // A text is written in lines of its own below its name.
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let name =
        before[..line].lines().rev().take(MOST_LINES).find(|line| line.starts_with(|c: char| c.is_alphabetic()))?;
    let (name, bar) = name.split_once([':', '：'])?;
    let key = form.prose_keys().into_iter().find(|key| key == name.trim())?;
    let is_within =
        bar.trim_start().starts_with(['|', '>']) && before[line..].starts_with(' ') && !marked.contains('\n');
    is_within.then(|| section(form, &key))
}

/// One of the few words that stand before the texts: 机关类型, 成文日期.
fn by_head(finding: &Finding) -> Option<(String, String)> {
    let text = &finding.at.file.text;
    let start = text[..finding.at.range.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next()?;
    let name = line.split([':', '：', ' ']).map(str::trim).find(|word| !word.is_empty())?;
    [Form::AGENCY, Form::KIND, Form::YEAR, Form::DATE].contains(&name).then(|| (name.to_owned(), NONE.to_owned()))
}

/// The same for a file that cannot be read at all: by the words at the beginning of the line, or of one above it.
fn by_words(form: &Form, finding: &Finding, most: usize) -> Option<(String, String)> {
    let text = &finding.at.file.text;
    let end = text[finding.at.range.start..].find('\n').map_or(text.len(), |at| finding.at.range.start + at);
    let lines = text[..end].lines().rev().map(|line| line.split([':', '：']).next().unwrap_or_default().trim());
    let place = lines.take(most).find_map(|key| {
        let top = form.key_of(key);
        let table = top.as_deref().and_then(|key| form.table(key)).map(|(_, table)| table.short.clone());
        let text = || top.filter(|key| form.prose_keys().contains(key)).map(|key| section(form, &key));
        let row = || {
            form.tables.iter().find_map(|table| {
                let line = table.lines.iter().position(|line| line.keys.last().is_some_and(|own| own == key))?;
                Some(table.line_words(line))
            })
        };
        table.or_else(text).or_else(row)
    });
    place.map(|place| (place, NONE.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Place, SourceFile};
    use crate::templates::Templates;

    #[test]
    fn what_stands_there_is_told_without_the_marks_of_the_file() {
        let form = Templates::default().forms().unwrap().for_year(2024).unwrap();
        for (code, message, mark, place, now) in [
            (Code::NotACount, "", "\"1,234\"", "表二“行政处罚”", "1,234"),
            (Code::NotACount, "", ",", "表二“行政处罚”", "（空着）"),
            (Code::NotACount, "", "[", "表二“行政处罚”", "（空着）"),
            (Code::BadAmount, "", "约5万", "表二“行政处罚”", "约5万"),
            (Code::ColumnBalance, "", "47", "表二“行政处罚”", "47"),
            (Code::UnitSlip, "", "46875374.5", "表二“行政处罚”", "46875374.5"),
            (Code::MissingKey, "缺少“成文日期”", "主动公开", "成文日期", NONE),
            (Code::MissingKey, "缺少“复议诉讼”（表四）", "主动公开", "表四", NONE),
            (Code::MissingKey, "缺少“存在问题”", "主动公开", "五、存在的主要问题及改进情况", NONE),
            (Code::UnknownKey, "", "行政处分", "表二", NONE),
            (Code::BadValue, "", "2025年1月20日", "表二“行政处罚”", "2025年1月20日"),
            (Code::BadValue, "", "[部门]", "表二“行政处罚”", NONE),
        ] {
            let text = format!("主动公开:\n  行政许可: 1\n  行政处罚: {mark}\n  行政处分: 3\n");
            let file = Arc::new(SourceFile { path: PathBuf::from("2024.yaml"), text });
            let start = file.text.rfind(mark).unwrap();
            let finding = Finding::new(code, Place::new(&file, start..start + mark.len()), message);
            let found = spotted((None, Some(&form)), &finding);
            assert!(
                (found.place.as_str(), found.now.as_str()) == (place, now),
                "{mark}: {} {}",
                found.place,
                found.now
            );
        }
    }

    #[test]
    fn what_cannot_be_read_yet_has_its_place_in_the_form() {
        let form = Templates::default().forms().unwrap().for_year(2024).unwrap();
        for (text, mark, place, column) in [
            ("主动公开:\n  行政许可: 待填\n", "待填", "表二“行政许可”", "本年处理决定数量"),
            ("申请:\n  本年新收: [l, 1, 0]\n", "l,", "表三“一、本年新收政府信息公开申请数量”", "自然人"),
            ("申请：\n  本年新收: 1\n", "申请", "表三", NONE),
            ("申请:\n  结转下年度：{自然人: 1}\n", "：{", "表三“四、结转下年度继续办理”", NONE),
            ("总体情况: |\n  \t一段\n x：[\n", "\t", "一、总体情况", NONE),
            ("\t机关类型: 部门\n", "\t", "机关类型", NONE),
            ("甲: [\n", "[", WHOLE, NONE),
        ] {
            let file = Arc::new(SourceFile { path: PathBuf::from("2024.yaml"), text: text.into() });
            let start = text.find(mark).unwrap();
            let finding = Finding::new(Code::YamlSyntax, Place::new(&file, start..start + mark.len()), "");
            let Spotted { place: found, column: own, .. } = spotted((None, Some(&form)), &finding);
            assert!((found.as_str(), own.as_str()) == (place, column), "{text}: {found} {own}");
        }
    }
}
