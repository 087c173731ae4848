//! Paragraphs → the fields of a report, by the titles of its sections and the places of its tables.

use std::collections::BTreeMap;
use std::ops::Range;

use super::identity;
use super::labels::{normal, section_number, squeezed};
use super::prose::{clean, is_ended, is_furniture, is_heading, is_page_number};
use crate::date::Date;
use crate::form::{Form, TableForm};
use crate::read_back::unit::FilePlace;

/// A paragraph of a field (一段文字).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldParagraph {
    /// What was read.
    pub text: String,
    /// Where it stands.
    pub place: FilePlace,
    /// Why it should be looked at, in words.
    pub doubt: Option<String>,
}

/// What stands in a file, in its order: paragraphs, and tables by the index of the form's table they belong to.
#[derive(Debug, Clone)]
pub(super) enum SectionPiece {
    Text(FieldParagraph),
    Table(usize),
}

/// The texts of a file by field, and what was found around them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub fields: BTreeMap<String, Vec<FieldParagraph>>,
    /// The title as printed, on one line.
    pub title: Option<(identity::Title, String)>,
    /// A line that may name the agency: beside the title, or the signature.
    pub title_agency: Option<String>,
    pub signature: Option<String>,
    /// The date of the signature, and the one under the title.
    pub signed_on: Option<Date>,
    pub dated: Option<Date>,
    /// Lines that were taken into no field.
    pub left_out: Vec<FieldParagraph>,
    /// Sections of the form whose title was not found.
    pub missing: Vec<String>,
}

impl Texts {
    /// Takes lines that are words of a table, such as a caption or a head that stands apart from it, for no text around it.
    pub fn drop_words_of_tables(&mut self, form: &Form, are_words: impl Fn(&str) -> bool) {
        for key in form.tables.iter().flat_map(|table| [table.before_key(), table.after_key()]) {
            if let Some(paragraphs) = self.fields.get_mut(&key) {
                paragraphs.retain(|paragraph| !are_words(&paragraph.text));
            }
        }
        self.fields.retain(|_, paragraphs| !paragraphs.is_empty());
    }
}

/// Sorts the pieces of a file into the fields of a form; `year` is the one that the file is read for.
pub(super) fn sort(pieces: &[SectionPiece], form: &Form, year: Option<u16>) -> Texts {
    let mut texts = Texts::default();
    let lines: Vec<Option<FieldParagraph>> = pieces.iter().map(cleaned).collect();
    let last = pieces.iter().rposition(|piece| matches!(piece, SectionPiece::Table(_)));
    let titles = titles(&lines, form, last);
    let first = titles.first().map(|(at, _)| *at);
    let table = pieces.iter().position(|piece| matches!(piece, SectionPiece::Table(_)));
    let body = first.or(table).unwrap_or(pieces.len());
    let start = opening(&lines, body, &mut texts, (first.is_none(), year));
    let end = signature(pieces, &lines, body, &mut texts);
    let behind = lines[end.max(body)..].iter().flatten().filter(|line| !is_signature(line, &texts));
    let behind: Vec<FieldParagraph> = behind.cloned().collect();
    texts.left_out.extend(behind);
    if first.is_some() {
        texts.missing = (0..form.sections.len())
            .filter(|section| !titles.iter().any(|(_, of)| of == section))
            .map(|section| form.sections[section].title.clone())
            .collect();
        preface(&lines[start..body], &mut texts);
        by_titles((pieces, &lines), (&titles, end), form, &mut texts);
    } else if lines.iter().flatten().any(|line| is_ended(&line.text)) {
        texts.missing = form.sections.iter().map(|section| section.title.clone()).collect();
        by_tables(pieces, &lines, start..end, form, &mut texts);
    }
    texts
}

/// A paragraph as it is to stand in a data file.
pub(super) fn cleaned(piece: &SectionPiece) -> Option<FieldParagraph> {
    let SectionPiece::Text(paragraph) = piece else { return None };
    let (text, lost) = clean(&paragraph.text);
    if text.is_empty() || is_page_number(&text) {
        return None;
    }
    let lost = (lost > 0).then(|| format!("有 {lost} 个印不出的字符，已去掉"));
    let unended = (!is_ended(&text) && !is_heading(&text)).then(|| "末尾没有句号，可能是被断开的一段".to_owned());
    Some(FieldParagraph { text, place: paragraph.place.clone(), doubt: paragraph.doubt.clone().or(lost).or(unended) })
}

/// The titles of sections: where, and which section; in order.
pub(super) fn titles(lines: &[Option<FieldParagraph>], form: &Form, last_table: Option<usize>) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(usize, usize, f64)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some((section, score)) = line.as_ref().and_then(|line| {
            let behind = last_table.is_some_and(|table| at > table);
            title_of(&line.text, form).or_else(|| behind.then(|| by_number(&line.text, form)).flatten())
        }) {
            candidates.push((at, section, score));
        }
    }
    // The best chain in the form's order; of equal ones the last, for a table of contents stands before.
    let mut best: Vec<(f64, Option<usize>)> = Vec::new();
    for (index, &(_, section, score)) in candidates.iter().enumerate() {
        let before = (0..index).filter(|&other| candidates[other].1 < section);
        let from = before.max_by(|&a, &b| best[a].0.total_cmp(&best[b].0));
        best.push((score + from.map_or(0.0, |from| best[from].0), from));
    }
    let mut at = (0..candidates.len()).max_by(|&a, &b| best[a].0.total_cmp(&best[b].0));
    let mut chain = Vec::new();
    while let Some(index) = at {
        chain.push((candidates[index].0, candidates[index].1));
        at = best[index].1;
    }
    chain.reverse();
    chain
}

/// Words that titles have more or less of.
const COMMON: &[&str] = &["政府信息公开", "政府信息", "行政机关", "工作", "年度", "的"];

/// The section whose title a line is, and how surely.
fn title_of(text: &str, form: &Form) -> Option<(usize, f64)> {
    let squeezed = squeezed(text);
    let length = squeezed.chars().count();
    if length > 45 || squeezed.ends_with(['。', '；', ';', '：', ':', '，']) || squeezed.starts_with('(') {
        return None;
    }
    let (own, number) = (normal(text), section_number(text));
    let core = COMMON.iter().fold(own.clone(), |text, word| text.replace(word, ""));
    let numbered = number.is_some();
    form.sections
        .iter()
        .enumerate()
        .filter_map(|(section, of)| {
            let title = normal(&of.title);
            let common = common_subsequence(&own, &title) as f64;
            let covered = common / title.chars().count() as f64;
            let of_core = common_subsequence(&core, &title) as f64 / core.chars().count().max(1) as f64;
            let precise = f64::max(common / own.chars().count().max(1) as f64, of_core);
            let enough = match number {
                Some(number) if number == section => covered >= 0.25 && precise >= 0.4,
                Some(_) => covered >= 0.8 && precise >= 0.6,
                None => covered >= 0.7 && precise >= 0.5,
            };
            let score = covered
                + precise
                + if number == Some(section) { 1.0 } else { 0.0 }
                + f64::from(u8::from(numbered)) * 0.1;
            enough.then_some((section, score))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The section that a short line behind all tables numbers, whatever it calls it: 五、存在的不足和下一步打算.
fn by_number(text: &str, form: &Form) -> Option<(usize, f64)> {
    let (text, number) = (squeezed(text), section_number(text)?);
    let behind = number > form.sections.iter().rposition(|section| section.table.is_some())?;
    let short = text.chars().count() <= 30 && !is_ended(&text);
    (behind && short && number < form.sections.len()).then_some((number, 0.5))
}

/// The length of the longest common subsequence.
fn common_subsequence(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row = vec![0; b.len() + 1];
    for c in a.chars() {
        let mut diagonal = 0;
        for (at, &d) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if c == d { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// A title with the lines it stands on, from and to, and its text.
type TitleFound = (usize, usize, identity::Title, String);

/// The report's title above its text.
fn title_above(all: &[Option<FieldParagraph>], body: usize, year: Option<u16>) -> Option<TitleFound> {
    let lines = &all[..body];
    let known = |text: &str| identity::title(text);
    let others: Vec<&str> =
        all.iter().flatten().map(|line| line.text.as_str()).filter(|text| known(text).is_none()).collect();
    let named = |agency: &str| !agency.is_empty() && others.iter().any(|text| text.contains(agency));
    let mut found: Option<TitleFound> = None;
    for (at, line) in lines.iter().enumerate() {
        let Some(line) = line else { continue };
        // The name and year may stand on the line before.
        let next = lines[at + 1..].iter().position(Option::is_some).map(|skip| at + 1 + skip);
        let joined =
            next.and_then(|next| lines[next].as_ref().map(|after| (next, format!("{}{}", line.text, after.text))));
        let single = known(&line.text).filter(|title| title.year.is_some() && !title.agency.is_empty());
        let pair = joined
            .filter(|(_, text)| !is_ended(text) && !is_furniture(&line.text))
            .and_then(|(next, text)| Some((next, known(&text)?, text)));
        let better = match (single, pair) {
            (Some(title), _) => Some((at, at, title, line.text.clone())),
            (None, Some((next, title, text))) if known(&line.text).is_none() || title.agency.chars().count() < 30 => {
                Some((at, next, title, text))
            }
            _ => known(&line.text).map(|title| (at, at, title, line.text.clone())),
        };
        if let Some(better) = better {
            // A navigation line may hold the title too, and a list the titles of other years' and agencies' reports: of those for the
            // year and an agency that the text names the last complete one counts, unless prose has begun.
            let complete = |title: &identity::Title| {
                let of_year = title.year.is_some() && title.year == year;
                let parts = [title.year.is_some(), !title.agency.is_empty(), of_year, named(&title.agency)];
                parts.into_iter().filter(|part| *part).count()
            };
            if found.as_ref().is_none_or(|(_, _, known, _)| complete(&better.2) >= complete(known)) {
                found = Some(better);
            }
        }
        if is_ended(&line.text) && line.text.chars().count() > 40 {
            break;
        }
    }
    found
}

/// Reads title, agency and date before the first section; gives where the opening paragraphs begin.
fn opening(
    all: &[Option<FieldParagraph>],
    body: usize,
    texts: &mut Texts,
    (untitled, year): (bool, Option<u16>),
) -> usize {
    let lines = &all[..body];
    let found = title_above(all, body, year);
    let Some((at, end, mut title, mut text)) = found else {
        let prose = || lines.iter().position(|line| line.as_ref().is_some_and(|line| is_ended(&line.text)));
        let start = if untitled { 0 } else { prose().unwrap_or(0) };
        texts.left_out.extend(lines[..start].iter().flatten().cloned());
        return start;
    };
    let first = name_from(lines, at);
    if first < at && title.bracketed {
        title.agency = format!("（{}）", title.agency);
    }
    title.agency.insert_str(0, &identity::agency_name(&joined(&lines[first..at])));
    text.insert_str(0, &joined(&lines[first..at]));
    let at = first;
    let before: Vec<&FieldParagraph> = lines[..at].iter().flatten().collect();
    let name = before.last().filter(|line| identity::may_be_agency(&line.text));
    texts.left_out.extend(before[..before.len() - usize::from(name.is_some())].iter().copied().cloned());
    texts.title_agency = name.map(|line| line.text.clone());
    texts.title = Some((title, text));
    end + 1
}

/// The line where an agency's name begins that goes on at `at`: a long one is broken over the lines of one paragraph,
/// 江北自治区青石市⏎白水自治旗人民政府办公室⏎2022年…, and a second name in brackets stands below the first, 青石市商务局⏎（投资促进局）.
/// A line that begins as the one before it does names a body of its own: 青石市人民政府⏎青石市商务局2022年….
fn name_from(lines: &[Option<FieldParagraph>], at: usize) -> usize {
    let mut from = at;
    while let Some((Some(before), Some(line))) = from.checked_sub(1).map(|before| (&lines[before], &lines[from])) {
        let second = squeezed(&line.text).starts_with('(') && squeezed(&line.text).ends_with(')');
        let one = second || line.place.paragraph.is_some() && line.place == before.place;
        let alike = before.text.chars().take(2).eq(line.text.chars().take(2));
        if !one || alike || !identity::may_be_agency(&before.text) || is_furniture(&before.text) {
            break;
        }
        from -= 1;
    }
    from
}

fn joined(lines: &[Option<FieldParagraph>]) -> String {
    lines.iter().flatten().map(|line| line.text.as_str()).collect()
}

/// The opening paragraphs (导语): whole sentences; a date and lines of the page are none.
fn preface(lines: &[Option<FieldParagraph>], texts: &mut Texts) {
    let mut kept = Vec::new();
    for line in lines.iter().flatten() {
        if let Some(date) = identity::date_line(&line.text) {
            texts.dated.get_or_insert(date);
        } else if is_ended(&line.text) && !is_furniture(&line.text) {
            kept.push(line.clone());
        } else {
            texts.left_out.push(line.clone());
        }
    }
    if !kept.is_empty() {
        texts.fields.insert(Form::PREFACE.to_owned(), kept);
    }
}

/// Finds the signature behind the text; gives where the text ends.
fn signature(pieces: &[SectionPiece], lines: &[Option<FieldParagraph>], body: usize, texts: &mut Texts) -> usize {
    let table =
        pieces.iter().rposition(|piece| matches!(piece, SectionPiece::Table(_))).map_or(body, |at| at.max(body));
    let date = (table..lines.len())
        .rev()
        .find(|&at| lines[at].as_ref().is_some_and(|l| identity::date_line(&l.text).is_some()));
    let may_sign = |line: &&FieldParagraph| identity::may_be_agency(&line.text) && !is_heading(&line.text);
    let agency = |at: usize| {
        lines[at].as_ref().filter(may_sign).map(|_| {
            let first = name_from(lines, at);
            (joined(&lines[first..=at]), first)
        })
    };
    let mut end = lines.len();
    if let Some(date) = date {
        texts.signed_on = lines[date].as_ref().and_then(|line| identity::date_line(&line.text));
        end = date;
        // What stands for the seal (公章) is between the name and the date.
        let seal = |line: &FieldParagraph| is_furniture(&line.text) && identity::date_line(&line.text).is_none();
        let before = (table..date).rev().find(|&at| lines[at].as_ref().is_some_and(|line| !seal(line)));
        if let Some((name, first)) = before.and_then(agency) {
            texts.signature = Some(name);
            end = first;
        }
    } else if let Some(last) =
        (table..lines.len()).rev().find(|&at| lines[at].as_ref().is_some_and(|l| !is_furniture(&l.text)))
    {
        if let Some((name, first)) = agency(last).filter(|(name, _)| name.chars().count() > 3) {
            texts.signature = Some(name);
            end = first;
        } else if let Some((name, date)) = lines[last].as_ref().and_then(|line| signed_and_dated(&line.text)) {
            texts.signature = Some(name.to_owned());
            texts.signed_on = Some(date);
            end = last;
        }
    }
    // What the page puts behind the text.
    (table + 1..end)
        .find(|&at| lines[at].as_ref().is_some_and(|line| is_furniture(&line.text) && line.text.chars().count() < 60))
        .map_or(end, |furniture| {
            let ended = lines[furniture..end]
                .iter()
                .flatten()
                .any(|line| is_ended(&line.text) && line.text.chars().count() > 30);
            if ended { end } else { furniture }
        })
}

/// 某市商务局2025年1月20日: agency and date that came out as one line.
fn signed_and_dated(line: &str) -> Option<(&str, Date)> {
    if is_ended(line) || line.chars().count() > 80 {
        return None;
    }
    let (at, date) = line.char_indices().skip(4).find_map(|(at, _)| Some((at, identity::date_line(&line[at..])?)))?;
    let name = line[..at].trim();
    (identity::may_be_agency(name) && !is_heading(name)).then_some((name, date))
}

fn is_signature(line: &FieldParagraph, texts: &Texts) -> bool {
    identity::date_line(&line.text).is_some() || texts.signature.as_ref() == Some(&line.text)
}

/// Fields by the titles found.
fn by_titles(
    (pieces, lines): (&[SectionPiece], &[Option<FieldParagraph>]),
    (titles, end): (&[(usize, usize)], usize),
    form: &Form,
    texts: &mut Texts,
) {
    for (index, &(at, section)) in titles.iter().enumerate() {
        let next = titles.get(index + 1).map_or(end, |(next, _)| *next);
        let of = &form.sections[section];
        let mut field = of.prose.clone().or_else(|| of.table.map(|table| form.tables[table].before_key()));
        for at in at + 1..next.max(at + 1) {
            match (&pieces[at], &lines[at]) {
                (SectionPiece::Table(table), _)
                    if of.prose.is_none() || of.table != Some(*table) && of.table.is_some() =>
                {
                    field = Some(form.tables[*table].after_key());
                }
                (SectionPiece::Table(table), _) if of.prose.is_some() => field = Some(form.tables[*table].after_key()),
                (_, Some(line)) if is_caption(&line.text, form) && !begins_text(pieces, lines, at..next, form) => {
                    texts.left_out.push(line.clone());
                }
                (_, Some(line)) if field.as_ref().is_some_and(|field| is_label(&line.text, field, form)) => {
                    texts.left_out.push(line.clone());
                }
                // A few words right above a table are what the page calls it: 统计表.
                (_, Some(line)) if of.prose.is_none() && is_name_of(pieces, line, at, next) => {
                    texts.left_out.push(line.clone());
                }
                (_, Some(line)) => match &field {
                    Some(field) => texts.fields.entry(field.clone()).or_default().push(line.clone()),
                    None => texts.left_out.push(line.clone()),
                },
                _ => {}
            }
        }
    }
}

/// Fields by the places of the tables, when a file has no titles: before the first, after each, after the last.
fn by_tables(
    pieces: &[SectionPiece],
    lines: &[Option<FieldParagraph>],
    range: Range<usize>,
    form: &Form,
    texts: &mut Texts,
) {
    let prose: Vec<&String> = form.sections.iter().filter_map(|section| section.prose.as_ref()).collect();
    let (Some(&first), last) = (prose.first(), prose.get(1).copied()) else { return };
    let behind = pieces.iter().rposition(|piece| matches!(piece, SectionPiece::Table(_)));
    let mut field = first.clone();
    for at in range.clone() {
        match (&pieces[at], &lines[at]) {
            (SectionPiece::Table(table), _) => {
                field = form.tables[*table].after_key();
                if behind == Some(at)
                    && let Some(last) = last
                {
                    field = last.clone();
                }
            }
            (_, Some(line)) if is_caption(&line.text, form) && !begins_text(pieces, lines, at..range.end, form) => {
                texts.left_out.push(line.clone());
            }
            (_, Some(line)) => match identity::date_line(&line.text) {
                Some(date) => {
                    texts.dated.get_or_insert(date);
                }
                None => {
                    let doubt = Some("文件没有各部分的标题，归在哪一部分请核对".to_owned());
                    texts.fields.entry(field.clone()).or_default().push(FieldParagraph { doubt, ..line.clone() });
                }
            },
            _ => {}
        }
    }
}

/// Whether a line beside a table is nothing but labels or heads of it: the rest of a table that could not be put together.
fn is_label(text: &str, field: &str, form: &Form) -> bool {
    let beside = |table: &&TableForm| table.before_key() == field || table.after_key() == field;
    let Some(table) = form.tables.iter().find(beside) else { return false };
    let rows = table.lines.iter().flat_map(|line| &line.labels);
    let heads = table.lines.iter().flat_map(|line| line.columns.iter()).map(|column| &column.label);
    let names: Vec<String> = rows.chain(heads).map(|name| normal(name)).collect();
    let mut parts = text.split_whitespace().map(normal).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| names.contains(&part))
}

/// Whether a line is a few words that end no sentence, right above a table.
fn is_name_of(pieces: &[SectionPiece], line: &FieldParagraph, at: usize, end: usize) -> bool {
    let few = !is_ended(&line.text) && line.text.chars().count() <= 12;
    few && pieces[at + 1..end.max(at + 1)].first().is_some_and(|piece| matches!(piece, SectionPiece::Table(_)))
}

/// Whether a line that is worded as a table's title stands over a text: （一）主动公开政府信息情况 as a heading within one.
fn begins_text(pieces: &[SectionPiece], lines: &[Option<FieldParagraph>], range: Range<usize>, form: &Form) -> bool {
    let is_heading_at = |line: &FieldParagraph| is_heading(&line.text);
    if !lines[range.start].as_ref().is_some_and(is_heading_at) {
        return false;
    }
    let caption = |at: usize| lines[at].as_ref().is_some_and(|line| is_caption(&line.text, form));
    let stands = |at: &usize| lines[*at].is_some() || matches!(pieces[*at], SectionPiece::Table(_));
    let following = range.skip(1).find(|at| stands(at) && !caption(*at)).and_then(|at| lines[at].as_ref());
    following.is_some_and(|line| is_ended(&line.text) || is_heading(&line.text))
}

/// Whether a line is a table's title or its unit, which the form prints itself.
fn is_caption(text: &str, form: &Form) -> bool {
    let own = normal(text);
    if own.starts_with("单位") && own.chars().count() <= 6 || own == "续表" {
        return true;
    }
    form.tables.iter().any(|table| {
        let title = normal(&table.title);
        own == title || own == table.short || own == format!("{}{title}", table.short)
    })
}
