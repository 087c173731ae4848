//! rate: shares, growth rates and changes that cannot be recomputed from the figures.

mod growth;
mod named;
mod portion;
mod rates;

use crate::check::subject::Subject;
use crate::check::text::parse::{Reading, lookback};
use crate::check::text::prose::ReadProse;
use crate::check::text::words::Number;
use crate::diag::{Code, Finding, Severity};
use rates::{PAST, Rates};

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for reading in prose.readings {
        too_fine(reading, findings);
    }
    let mut past: Vec<&Number> = Vec::new();
    let mut key = "";
    for passage in prose.passages() {
        let reading = passage.reading;
        if key != reading.text.key {
            (key, past) = (reading.text.key, Vec::new());
        }
        for (index, sentence) in passage.paragraph.sentences.iter().enumerate() {
            let here = passage.claims_of(index);
            let (binder, pieces) = (&prose.binder, &sentence.pieces[..]);
            let above = index.checked_sub(1).map_or(&[][..], |before| passage.claims_of(before));
            let rates = Rates { subject, binder, reading, pieces, counts: here, above, past: &past };
            rates.run(findings);
            past.extend(here.iter().filter(|count| count.change.is_none()).map(|count| &count.number));
            past.drain(..past.len().saturating_sub(PAST));
        }
    }
}

/// 33.33333333333333%: more decimals than anybody reads, as a division prints them.
fn too_fine(reading: &Reading, findings: &mut Vec<Finding>) {
    let text = reading.text.text.as_str();
    for (at, sign) in text.match_indices(['%', '％']) {
        let near = lookback(&text[..at], 60);
        let decimals = near.chars().rev().take_while(char::is_ascii_digit).count();
        let whole = near[..near.len() - decimals].strip_suffix('.');
        if decimals <= 2 || !whole.is_some_and(|whole| whole.ends_with(|c: char| c.is_ascii_digit())) {
            continue;
        }
        let digits = near.chars().rev().take_while(|c| c.is_ascii_digit() || *c == '.').count();
        let range = at - digits..at + sign.len();
        let severity = if decimals > 3 { Severity::Warning } else { Severity::Hint };
        let message = format!("“{}”有 {decimals} 位小数", reading.slice(&range));
        findings
            .push(reading.finding(Code::Rate, range, message).severity(severity).help("占比一般保留一位或两位小数"));
    }
}
