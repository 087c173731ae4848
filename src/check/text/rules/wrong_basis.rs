//! wrong-basis: the notice of another edition of the form.

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::parse::{Reading, lookback};
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{Phrase, closes_bracket, closes_square, is_blank, opens_bracket, opens_square};
use crate::diag::{Code, Finding};

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    let year = subject.report.year.value;
    for reading in prose.readings {
        basis(subject, reading, year, findings);
    }
}

/// A notice of another edition of the form.
fn basis(subject: &Subject, reading: &Reading, year: u16, findings: &mut Vec<Finding>) {
    let text = reading.text.text.as_str();
    let report = subject.report;
    decree(subject, reading, findings);
    let excused = |at: usize| is_excused(reading, at);
    let own = &report.form.edition;
    for other in report.form.editions.iter().filter(|edition| !edition.covers(year)) {
        let Some((issued, number)) = other.notice() else { continue };
        for (at, _) in text.match_indices(issued) {
            let Some(open) = text[..at].chars().next_back().filter(|&c| opens_square(c) || opens_bracket(c)) else {
                continue;
            };
            let close = at + issued.len();
            let Some(shut) = text[close..].chars().next().filter(|&c| closes_square(c) || closes_bracket(c)) else {
                continue;
            };
            let Some(end) = number_end(text, close + shut.len_utf8(), number) else { continue };
            if excused(at) || is_of_another_issuer(reading, at - open.len_utf8()) {
                continue;
            }
            let range = at - open.len_utf8()..end;
            let message = format!("引用了{}，{year} 年度的格式依据是{}", &text[range.clone()], own.basis);
            findings.push(
                reading
                    .finding(Code::WrongBasis, range, message)
                    .also(report.place(&report.year.range), format!("本报告是 {year} 年度"))
                    .expected(&own.basis)
                    .help(format!("改为“{}”；格式随报告年度，与公布日期无关", own.basis)),
            );
        }
    }
    // The other format's name, where ours does not say the same words.
    let others = report.form.editions.iter().filter(|_| !own.format.is_empty());
    for other in others.filter(|edition| !own.format.contains(&edition.format)) {
        let strange = other.format.strip_prefix(&own.format).unwrap_or(&other.format);
        for (at, found) in text.match_indices(&other.format) {
            if !excused(at) && text[..at].ends_with(|c| "告板本的，度《".contains(c)) {
                let message = format!("“{found}”是 {}的格式", other.years_words());
                let help = format!("{year} 年度执行{}，名称里没有“{strange}”", own.basis);
                findings.push(reading.finding(Code::WrongBasis, at..at + found.len(), message).help(help));
            }
        }
    }
}

/// The decree of the old regulation, unless the one in force stands beside it: 2007年国务院令第492号公布、2019年国务院令第711号修订.
fn decree(subject: &Subject, reading: &Reading, findings: &mut Vec<Finding>) {
    let Some(own) = &subject.report.form.decree else { return };
    let sentences = reading.paragraphs.iter().flat_map(|paragraph| &paragraph.sentences);
    for sentence in sentences.filter(|sentence| sentence.says(Phrase::OldDecree)) {
        let number =
            own.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(|c: char| !c.is_ascii_digit());
        let old = reading.said.all(sentence.range.clone(), Phrase::OldDecree).next();
        let Some(old) = old.filter(|old| !is_excused(reading, old.start)) else { continue };
        if reading.slice(&sentence.range).contains(number) {
            continue;
        }
        let message = format!("“{}”公布的是旧条例，现行《政府信息公开条例》是{own}", reading.slice(&old));
        findings.push(reading.finding(Code::WrongBasis, old, message).expected(own).help(format!("改为“{own}”")));
    }
}

/// Whether the sentence around a place says that what it names is no longer in force.
fn is_excused(reading: &Reading, at: usize) -> bool {
    let text = reading.text.text.as_str();
    let behind = text[at..].chars().take(60).take_while(|&c| !"。\n".contains(c));
    let behind: usize = behind.map(char::len_utf8).sum();
    let before = lookback(&text[..at], 180).rsplit(|c| "。\n".contains(c)).next().unwrap_or_default();
    let says = |range: Range<usize>| reading.said.says(range, Phrase::Superseded);
    says(at..at + behind) || says(at - before.len()..at)
}

/// Where a document number ends that may be typed with blanks: 〔2019〕 60 号.
fn number_end(text: &str, start: usize, number: &str) -> Option<usize> {
    let mut end = start;
    for digit in number.chars() {
        let rest = text[end..].trim_start_matches(is_blank);
        let after = rest.strip_prefix(digit)?;
        end = text.len() - after.len();
    }
    Some(end)
}

/// Whether the code before a number is another issuer's: 青水发〔2019〕60号, not 国办公开办函.
fn is_of_another_issuer(reading: &Reading, until: usize) -> bool {
    let before = reading.text.text[..until].trim_end();
    let near = lookback(before, 24);
    near.ends_with(|c| "发函字办规文通".contains(c))
        && !reading.said.says(before.len() - near.len()..before.len(), Phrase::StateCouncil)
}
