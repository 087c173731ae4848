//! fee-statement: what section 六 must say of the handling fee (信息处理费), 0 元 included.
//!
//! Not to be confused with 行政事业性收费 in 表二.

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::parse::{Mark, Piece, Reading, Sentence, What, lookback, stretch_from};
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{About, MICRO, Number, Phrase, Unit, Word, shown};
use crate::diag::{Code, Finding};

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    // Reports on earlier years say nothing of fees.
    let Some(basis) = &subject.report.form.fee_basis else { return };
    let Some(key) = subject.report.form.sections.last().and_then(|section| section.prose.as_ref()) else { return };
    let Some(reading) = prose.field(key) else { return };
    if !speaks_of_fee(reading, &(0..reading.text.text.len())) {
        let elsewhere =
            prose.readings.iter().any(|reading| reading.said.says(0..reading.text.text.len(), Phrase::HandlingFee));
        let help = if elsewhere {
            "别的部分已经写到的，移到或重复在第六部分"
        } else {
            "没有收取的，写“本年度未收取信息处理费”或“0元”"
        };
        let missing = reading.finding(Code::FeeStatement, reading.beginning(), "第六部分没有写信息处理费收取情况");
        findings.push(missing.help(format!("{help}（{basis}）")));
    } else {
        findings.extend(without_amount(reading));
    }
    findings.extend(told_twice(subject, prose));
    for passage in prose.passages() {
        for (index, sentence) in passage.paragraph.sentences.iter().enumerate() {
            if passage.is_fee(index) {
                amounts(passage.reading, sentence, basis, findings);
            }
        }
    }
}

/// As far around a fee as another fee's name may reach, in bytes.
const NEAR: usize = 60;

/// A fee that is spoken of, and not how much it came to: 本年度按规定收取信息处理费，没有其他需要报告的事项。
fn without_amount(reading: &Reading) -> Option<Finding> {
    let sentences: Vec<&Sentence> = reading.paragraphs.iter().flat_map(|paragraph| &paragraph.sentences).collect();
    let of_fee = |at: &usize| speaks_of_fee(reading, &sentences[*at].range);
    let told = |at: usize| {
        let next = sentences.get(at + 1).is_some_and(|next| says_how_much(reading, next));
        next || says_how_much(reading, sentences[at])
    };
    let spoken: Vec<usize> = (0..sentences.len()).filter(of_fee).collect();
    if spoken.iter().any(|&at| told(at)) {
        return None;
    }
    let charged = |at: &&usize| sentences[**at].says(Phrase::HandlingFee) && sentences[**at].says(Phrase::Charged);
    let charges = spoken.iter().find(charged);
    let what = if charges.is_some() {
        "写了收取信息处理费，没有写金额"
    } else {
        "写到了信息处理费，没有写收取多少"
    };
    let range = sentences[*charges.or(spoken.first())?].range.clone();
    Some(
        reading
            .finding(Code::FeeStatement, range, what)
            .help("写明全年收取的金额，如“全年收取信息处理费300元”；没有收取的，写“本年度未收取信息处理费”"),
    )
}

/// A fee that one sentence says was charged and another that none was: 总体情况 收取240元, 其他事项 未收取.
fn told_twice(subject: &Subject, prose: &ReadProse) -> Option<Finding> {
    let year = i64::from(subject.report.year.value);
    let of_year = |sentence: &Sentence| sentence.pieces.iter().filter_map(Piece::year).all(|told| told == year);
    // 收取与信息公开有关的费用50元 is the same fee under another name.
    let of_fee = |reading: &Reading, sentence: &Sentence| {
        let named = sentence.says(Phrase::HandlingFee) || sentence.says(Phrase::Publicity);
        named && !sentence.says(Phrase::OtherFee) && speaks_of_fee(reading, &sentence.range)
    };
    let fees: Vec<(&Reading, &Sentence)> = prose
        .passages()
        .iter()
        .flat_map(|passage| passage.paragraph.sentences.iter().map(|sentence| (passage.reading, sentence)))
        .filter(|(reading, sentence)| sentence.says(Phrase::Charged) && of_year(sentence) && of_fee(reading, sentence))
        .collect();
    let paid = |&(reading, sentence): &(&Reading, &Sentence)| {
        // 收取与信息公开无关的费用 is no such fee.
        let clause = |at: usize| stretch_from(&sentence.pieces, at, |piece| piece.mark().is_some());
        let denied = |at: usize| sentence.pieces[clause(at)..at].iter().any(|piece| piece.is(Word::Not));
        let amount = charged(reading, sentence).into_iter().find(|(at, number)| number.value > 0 && !denied(*at));
        amount.map(|(_, number)| reading.text.place(number.range.clone()))
    };
    let free = |&&(reading, sentence): &&(&Reading, &Sentence)| {
        is_denied(reading, sentence) && charged(reading, sentence).is_empty()
    };
    let amount = fees.iter().find_map(paid)?;
    let (reading, sentence) = fees.iter().find(free)?;
    let none = reading.text.place(sentence.range.clone());
    Some(
        Finding::new(Code::FeeStatement, amount, "这里写收取了信息处理费，别处写没有收取")
            .also(none, "写没有收取")
            .help("两处只能有一处对，核对后改成一致"),
    )
}

/// Whether a clause says that no fee was charged: 未收取; not 未收到要求减免费用的申请.
fn is_denied(reading: &Reading, sentence: &Sentence) -> bool {
    let cut = |piece: &Piece| piece.mark().is_some_and(|mark| mark != Mark::Pause);
    sentence.pieces.split(cut).any(|clause| {
        let denied = clause.iter().position(|piece| piece.is(Word::Not)).map_or(&[][..], |not| &clause[not..]);
        reading.says(denied, Phrase::Charged) && !denied.iter().any(|piece| piece.is(Word::Received))
    })
}

/// What denies, one of these characters at least: 未收取, 没有产生, 无, 免收, 均为零.
const DENIES: &str = "未没无免零";

/// Whether a sentence says what a fee came to: an amount that is no price, a 0, or that there was none.
fn says_how_much(reading: &Reading, sentence: &Sentence) -> bool {
    let amount = |piece: &Piece| {
        let number = piece.number();
        number.is_some_and(|number| number.unit == Unit::Yuan && !is_price(reading, number) || number.value == 0)
    };
    // 没有其他需要报告的事项 denies something else.
    let denied = reading.slice(&sentence.range).split(['，', '；', ',', ';']).any(|clause| {
        clause.contains(|c| DENIES.contains(c)) && !clause.contains("其他") && !clause.contains("报告的")
            || clause.contains("不收")
    });
    denied || sentence.pieces.iter().any(amount)
}

/// Whether a stretch says anything of a fee for information; 收取行政事业性收费12.5万元 does not.
fn speaks_of_fee(reading: &Reading, stretch: &Range<usize>) -> bool {
    // 行政事业性收费 is another, and no longer than so many bytes.
    let apart = |fee: Range<usize>| {
        let around = fee.start.saturating_sub(NEAR)..fee.end + NEAR;
        !reading.said.all(around, Phrase::OtherFee).any(|other| other.start < fee.end && fee.start < other.end)
    };
    reading.said.all(stretch.clone(), Phrase::Fee).any(apart)
}

/// Whether an amount is the price of one: 每件100元, 10元/页.
fn is_price(reading: &Reading, number: &Number) -> bool {
    let start = number.range.start;
    let near = start - lookback(&reading.text.text[..start], 30).len();
    reading.text.text[number.range.end..].starts_with(['/', '／', '每'])
        || reading.said.closes(near..start, Phrase::PerItem).is_some()
        || reading.said.says(near..start, Phrase::Tariff)
}

/// The amounts of a sentence with their pieces, prices left out.
fn charged<'s>(reading: &Reading, sentence: &'s Sentence) -> Vec<(usize, &'s Number)> {
    let amount =
        |number: &&Number| number.unit == Unit::Yuan && number.about == About::Exact && !is_price(reading, number);
    let pieces = sentence.pieces.iter().enumerate();
    pieces.filter_map(|(at, piece)| Some((at, piece.number().filter(amount)?))).collect()
}

fn amounts(reading: &Reading, sentence: &Sentence, basis: &str, findings: &mut Vec<Finding>) {
    let pieces = &sentence.pieces;
    let all = charged(reading, sentence);
    for (_, number) in &all {
        if number.value % (10 * MICRO) != 0 {
            let message = format!("信息处理费{}不是 10 元的倍数", reading.slice(&number.range));
            let help = format!("按件计收每件 100 元、200 元，按量计收每页 10 元、20 元、40 元（{basis}）：核对金额");
            findings.push(reading.finding(Code::FeeStatement, number.range.clone(), message).help(help));
        }
    }
    let Some(&(from, total)) = all.first() else { return };
    // Each further amount is a part when something between announces a list.
    let announced = all.get(1).is_some_and(|&(to, _)| {
        pieces[from + 1..to].iter().any(|piece| {
            matches!(
                piece.what,
                What::Word(Word::Among | Word::Each | Word::Including) | What::Mark(Mark::Open | Mark::Colon)
            )
        })
    });
    let changes = |at: usize| {
        pieces[at.saturating_sub(4)..at]
            .iter()
            .any(|piece| matches!(piece.word(), Some(Word::More | Word::Less | Word::Than | Word::LastYear)))
    };
    if !announced || all.len() < 3 || all.len() > 60 || all.iter().any(|&(at, _)| changes(at)) {
        return;
    }
    let parts = &all[1..];
    let sum: i128 = parts.iter().map(|(_, number)| number.value).sum();
    if sum == total.value {
        return;
    }
    let terms: Vec<String> = parts.iter().map(|(_, number)| shown(number.value)).collect();
    let mut finding = reading.finding(
        Code::FeeStatement,
        total.range.clone(),
        format!("信息处理费合计写{}，各笔之和是 {} = {}元", reading.slice(&total.range), terms.join(" + "), shown(sum)),
    );
    finding = finding.expected(format!("{}元", shown(sum)));
    for (_, number) in parts.iter().take(8) {
        finding = finding.also(reading.text.place(number.range.clone()), "分项");
    }
    findings.push(finding.help("核对合计和各笔金额"));
}
