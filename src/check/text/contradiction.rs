//! contradiction: the text says there was none, the table has a figure.
//!
//! Reads negations (未收到, 无结转, 均为0件) clause by clause; one that is narrowed in any way is left alone.

use super::bind::{Binder, Count, Object, When};
use super::clause::{Mark, Paragraph, Piece, REACH, Reading, Sentence, What};
use super::facts::{Fact, Sum};
use super::lexicon::Word;
use super::{Prose, Subject, table};
use crate::diag::{Code, Finding};

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let binder = Binder::new(subject.report);
    for ((reading, paragraph, counts), topic) in prose.paragraphs().zip(prose.topics.iter().flatten()) {
        for sentence in &paragraph.sentences {
            negations(subject, &binder, reading, sentence, topic, findings);
        }
        for count in counts.iter().filter(|count| is_joint_zero(reading, paragraph, count)) {
            let sums = count.fact.iter().flat_map(|fact| &fact.readings);
            if let Some(sum) = sums.into_iter().next().filter(|sum| sum.value(subject.report) != 0) {
                findings.push(finding(subject, reading, count.number.range.clone(), "均为零", sum));
            }
        }
    }
    findings.extend(nothing_to_report(subject, prose));
}

/// 均为0件, 都是零: said of several at once, and so a negation rather than a figure.
pub(super) fn is_joint_zero(reading: &Reading, paragraph: &Paragraph, count: &Count) -> bool {
    if count.number.value != 0 || count.when != When::Now {
        return false;
    }
    let pieces = &paragraph.sentences[count.sentence].pieces[..count.piece];
    let pieces = &pieces[pieces.len().saturating_sub(REACH)..];
    let cut = |piece: &Piece| matches!(piece.mark(), Some(Mark::Comma | Mark::Semicolon));
    let clause = pieces.iter().rposition(cut).map_or(0, |mark| mark + 1);
    pieces[clause..]
        .iter()
        .any(|piece| matches!(reading.slice(&piece.range), "均" | "都" | "均为" | "都为" | "都是" | "均是" | "全部"))
}

fn finding(subject: &Subject, reading: &Reading, range: std::ops::Range<usize>, said: &str, sum: &Sum) -> Finding {
    let report = subject.report;
    let shown = table::shown(sum, report);
    let mut finding = Finding::new(
        Code::Contradiction,
        reading.text.place(range),
        format!("文字说“{said}”，{}却是 {shown}", sum.words(report)),
    );
    for (place, words) in sum.places(report) {
        finding = finding.also(place, words);
    }
    finding.help("文字与表格只能有一个对：改文字，或核对表内数字")
}

/// The clauses of a sentence, cut at commas and the like, as ranges of pieces.
fn clauses(pieces: &[Piece]) -> Vec<std::ops::Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.mark().is_some_and(|mark| mark != Mark::Pause) {
            clauses.push(start..at);
            start = at + 1;
        }
    }
    clauses.push(start..pieces.len());
    clauses
}

/// Nouns and verbs that may stand in a negation without narrowing it.
const PLAIN: [&str; 16] =
    ["过", "起", "引", "而", "有关", "相关", "类", "现象", "予", "处", "为", "到", "申", "请", "及其", "新的"];

fn negations(
    subject: &Subject,
    binder: &Binder,
    reading: &Reading,
    sentence: &Sentence,
    topic: &Object,
    findings: &mut Vec<Finding>,
) {
    let pieces = &sentence.pieces;
    let text = reading.slice(&sentence.range);
    if !pieces.iter().any(|piece| piece.is(Word::Not))
        || ["除", "以外", "之外", "如", "若", "防止", "避免", "确保"].iter().any(|word| text.contains(word))
    {
        return;
    }
    let mut object: Option<Word> = None;
    let mut foreign = false;
    for clause in clauses(pieces) {
        let words: Vec<Word> = pieces[clause.clone()].iter().filter_map(Piece::word).collect();
        let not = pieces[clause.clone()].iter().position(|piece| piece.is(Word::Not)).map(|at| clause.start + at);
        let before = clause.start..not.unwrap_or(clause.end);
        foreign |= binder.names_other_body(reading, &pieces[before.clone()]);
        foreign &= !words.contains(&Word::Own);
        let counted = pieces[clause.clone()]
            .iter()
            .any(|piece| piece.number().is_some_and(|number| number.count_unit().is_some()));
        let (Some(not), false) = (not, counted || foreign) else {
            object = words.iter().copied().find(|word| matches!(word, Word::Review | Word::Litigation)).or(object);
            continue;
        };
        denied(subject, binder, reading, pieces, &clause, not, topic, object, text, findings);
    }
}

#[allow(clippy::too_many_arguments)]
fn denied(
    subject: &Subject,
    binder: &Binder,
    reading: &Reading,
    pieces: &[Piece],
    clause: &std::ops::Range<usize>,
    not: usize,
    topic: &Object,
    carried: Option<Word>,
    text: &str,
    findings: &mut Vec<Finding>,
) -> Option<()> {
    let head = &pieces[clause.start..not];
    let behind = &pieces[not + 1..clause.end];
    let year = i64::from(subject.report.year.value);
    let narrowed = |piece: &Piece| match &piece.what {
        What::Word(word) => matches!(
            word,
            Word::Narrow
                | Word::Span
                | Word::Plan
                | Word::Than
                | Word::Not
                | Word::OtherObject
                | Word::Title
                | Word::InTime
                | Word::LastYear
        ),
        What::Number(_) => {
            piece.year().is_none_or(|named| named != year)
                && piece.number().is_some_and(|number| !is_year_frame(number))
        }
        _ => false,
    };
    if head.iter().any(narrowed) || behind.iter().any(narrowed) {
        return None;
    }
    let known = |piece: &Piece| {
        piece.what != What::Rest || {
            let rest = reading.slice(&piece.range);
            PLAIN.contains(&rest) || super::words::is_light(rest)
        }
    };
    if !behind.iter().all(known) {
        return None;
    }
    let mut words: Vec<Word> = behind.iter().filter_map(Piece::word).collect();
    let has = |word: Word| words.contains(&word);
    let negation = reading.slice(&pieces[not].range);
    // 未 denies a deed, 无 a thing.
    let deed = negation.ends_with('未') || negation == "未曾";
    let publicity = text.contains("信息公开") || *topic == Object::Request;
    let mut facts: Vec<Fact> = Vec::new();
    let reviews: Vec<Word> = words
        .iter()
        .copied()
        .filter(|word| matches!(word, Word::Review | Word::Litigation | Word::DirectSuit | Word::SuitAfterReview))
        .collect();
    let results: Vec<Word> = words.iter().copied().filter(|word| matches!(word, Word::Result(_))).collect();
    if !reviews.is_empty() || !results.is_empty() {
        if subject.report.agency.value.contains("司法") && !publicity
            || has(Word::Published)
            || has(Word::Done)
            || has(Word::Handled)
        {
            return None;
        }
        let of = if reviews.is_empty() { carried.into_iter().collect() } else { reviews };
        for review in of {
            let named: Vec<Word> = std::iter::once(review).chain(results.iter().copied()).collect();
            facts.extend(binder.fact(&named, &Object::Review(vec![review])));
        }
    } else if words.iter().any(|word| matches!(word, Word::Item(_))) {
        let lines: Vec<usize> =
            words.iter().filter_map(|word| if let Word::Item(line) = word { Some(*line) } else { None }).collect();
        if has(Word::Published) || has(Word::Received) || has(Word::Application) || has(Word::Done) || has(Word::Plan) {
            return None;
        }
        if !has(Word::Issued) && !has(Word::Repealed) && !has(Word::InForce) && deed && !has(Word::Decided) {
            // 未作出行政处罚: the deed is a plain verb; 未公开 and the like were sorted out above.
            words.push(Word::Decided);
        }
        for line in lines {
            let money =
                subject.report.form.table("主动公开").is_some_and(|(_, table)| {
                    table.lines[line].keys.first().is_some_and(|key| key == "行政事业性收费")
                });
            facts.extend(binder.items(&words, &[line], money));
        }
    } else {
        let applied = has(Word::Request) || has(Word::Application) && publicity;
        let row = if has(Word::CarriedOut) {
            Word::CarriedOut
        } else if has(Word::CarriedIn) {
            Word::CarriedIn
        } else if has(Word::Carried) {
            Word::Carried
        } else if has(Word::Done) || has(Word::Handled) || has(Word::Open) || has(Word::Published) {
            return None;
        } else if let Some(outcome) = words.iter().find(|word| matches!(word, Word::Outcome(..))).copied() {
            if deed && !has(Word::Received) {
                return None;
            }
            outcome
        } else if applied
            && (has(Word::Received)
                || has(Word::New)
                || !deed
                || behind.iter().any(|piece| reading.slice(&piece.range) == "发生"))
        {
            Word::New
        } else {
            return None;
        };
        let applicants = words
            .iter()
            .copied()
            .filter(|word| matches!(word, Word::Natural | Word::Organisations | Word::Applicant(_)));
        let named: Vec<Word> = std::iter::once(row).chain(applicants).collect();
        facts.extend(binder.fact(&named, &Object::Request));
    }
    let mut found = false;
    for fact in facts {
        if fact.readings.iter().all(|sum| sum.value(subject.report) != 0)
            && let Some(sum) = fact.readings.first()
        {
            let range = pieces[not].range.start..pieces[clause.end - 1].range.end;
            let said = reading.slice(&range).to_owned();
            findings.push(finding(subject, reading, range, &said, sum));
            found = true;
        }
    }
    found.then_some(())
}

/// A part of a date that frames the whole year: 1月1日, 12月31日.
fn is_year_frame(number: &super::number::Number) -> bool {
    use super::number::Unit;
    match number.unit {
        Unit::Month => matches!(number.whole(), Some(1 | 12)),
        Unit::Day => matches!(number.whole(), Some(1 | 31)),
        _ => false,
    }
}

/// Section 六 is 无, although requests were closed because a fee was not paid.
fn nothing_to_report(subject: &Subject, prose: &Prose) -> Option<Finding> {
    let report = subject.report;
    let (table, form) = report.form.table("申请")?;
    let line = form.line(&["其他处理", "逾期不缴费"])?;
    let key = report.form.sections.last()?.prose.as_deref()?;
    let reading = prose.readings.iter().find(|reading| reading.text.key == key)?;
    let text = reading.text.text.trim();
    let nothing = ["无", "没有", "暂无", "本年度无", "本年度没有"].iter().any(|word| text.starts_with(word));
    if !nothing || text.chars().count() > 24 || text.contains('费') {
        return None;
    }
    let column = form.lines[line].columns.iter().position(|column| column.total.is_some())?;
    let sum = Sum(vec![(table, line, column)]);
    if sum.value(report) == 0 {
        return None;
    }
    let start = reading.text.text.find(text).unwrap_or(0);
    let found = finding(subject, reading, start..start + text.len(), text, &sum);
    Some(found.help(
        "有申请因逾期不缴费不再处理，说明发出过收费通知：第六部分应当写明信息处理费收取情况（国办函〔2020〕109号）",
    ))
}
