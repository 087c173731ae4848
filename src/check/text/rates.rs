//! rate: shares, growth rates and changes that cannot be recomputed from the figures.
//!
//! A rate is wrong only when no numerator and no base that its sentence could mean give it; without last year's file growth stays silent.

use super::bind::{Count, Direction, When};
use super::clause::{Mark, Piece, REACH, Reading, What};
use super::facts::{self, Fact, Kind, Sum, Tables};
use super::lexicon::Word;
use super::lists::shown;
use super::number::{About, MICRO, Number, Unit};
use super::{Prose, Subject};
use crate::diag::{Code, Finding};
use crate::report::Report;

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let tables = Tables::of(subject.report);
    for (reading, paragraph, counts) in prose.paragraphs() {
        let mut rest = counts;
        for (index, sentence) in paragraph.sentences.iter().enumerate() {
            let length = rest.partition_point(|count| count.sentence <= index);
            let (here, later) = rest.split_at(length);
            rest = later;
            let rates = Rates { subject, tables: &tables, reading, pieces: &sentence.pieces, counts: here };
            rates.run(findings);
        }
    }
}

struct Rates<'a> {
    subject: &'a Subject<'a>,
    tables: &'a Tables,
    reading: &'a Reading<'a>,
    pieces: &'a [Piece],
    counts: &'a [Count],
}

impl Rates<'_> {
    fn run(&self, findings: &mut Vec<Finding>) {
        for (at, piece) in self.pieces.iter().enumerate() {
            let Some(number) = piece.number() else { continue };
            let head = self.head(at);
            if number.unit == Unit::Percent {
                findings.extend(if let Some(direction) = self.direction(head) {
                    self.growth(number, at, head, direction)
                } else {
                    self.share(number, at, head)
                });
            } else if let Some(count) = self.count(at)
                && let Some(direction) = count.change
            {
                findings.extend(self.change(number, at, head, direction));
            }
        }
    }

    fn count(&self, piece: usize) -> Option<&Count> {
        let at = self.counts.partition_point(|count| count.piece < piece);
        self.counts.get(at).filter(|count| count.piece == piece)
    }

    /// The clause before a number.
    fn head(&self, at: usize) -> &[Piece] {
        let from = at.saturating_sub(REACH);
        let cut = self.pieces[from..at].iter().rposition(|piece| {
            piece.mark().is_some() || piece.number().is_some_and(|number| !matches!(number.unit, Unit::Year))
        });
        &self.pieces[cut.map_or(from, |cut| from + cut + 1)..at]
    }

    fn words(&self, head: &[Piece]) -> Vec<Word> {
        head.iter().filter_map(Piece::word).collect()
    }

    fn direction(&self, head: &[Piece]) -> Option<Direction> {
        let last = head.iter().filter_map(Piece::word).rfind(|word| *word != Word::Filler);
        match last {
            Some(Word::More) => Some(Direction::More),
            Some(Word::Less) => Some(Direction::Less),
            _ => None,
        }
    }

    /// The last count before a piece that is no change itself.
    fn before(&self, at: usize) -> Option<&Count> {
        let end = self.counts.partition_point(|count| count.piece < at);
        let from = end.saturating_sub(REACH);
        // 3646件（含上年结转121件），同比…: what a closed bracket holds is passed over.
        let outside = |count: &&Count| {
            let mut depth = 0i32;
            self.pieces[count.piece..at].iter().all(|piece| {
                depth += match piece.mark() {
                    Some(Mark::Open) => 1,
                    Some(Mark::Close) => -1,
                    _ => 0,
                };
                depth >= 0
            })
        };
        let count = self.counts[from..end].iter().rev().filter(|count| count.change.is_none()).take(8).find(outside)?;
        let between = &self.pieces[count.piece..at];
        (!between.iter().any(|piece| piece.mark() == Some(Mark::Semicolon))).then_some(count)
    }

    /// What a growth rate speaks of, and last year's report.
    fn grown(&self, at: usize, head: &[Piece]) -> Option<(Fact, &Report)> {
        let last = self.subject.last_year?;
        let words = self.words(head);
        let year = i64::from(self.subject.report.year.value);
        if head.iter().any(|piece| piece.year().is_some_and(|named| named != year - 1)) {
            return None;
        }
        let text: String = head.iter().map(|piece| self.reading.slice(&piece.range)).collect();
        if text.contains("环比") || text.contains("同期") && !text.contains("上年") && !text.contains("去年") {
            return None;
        }
        // 比上年增加5件，增长25%: the second hangs on the first.
        let compared = |head: &[Piece]| head.iter().any(|piece| piece.is(Word::Than));
        let from = at.saturating_sub(8);
        let hangs = self.pieces[from..at].iter().enumerate().any(|(index, piece)| {
            piece.is(Word::Than)
                && self.counts.iter().any(|c| c.piece > from + index && c.piece < at && c.change.is_some())
        });
        if !compared(head) && !hangs {
            return None;
        }
        let telling = words.iter().any(|word| {
            !matches!(
                word,
                Word::Filler | Word::Than | Word::More | Word::Less | Word::LastYear | Word::Own | Word::And
            )
        });
        let unknown = head
            .iter()
            .any(|piece| piece.what == What::Rest && !super::words::is_light(self.reading.slice(&piece.range)));
        if telling || unknown {
            return None;
        }
        let count = self.before(at)?;
        // Behind the parts of 其中 a rate may be of the whole again.
        let start = count.piece.saturating_sub(REACH);
        let segment = self.pieces[start..count.piece].rsplit(|piece| piece.mark() == Some(Mark::Semicolon)).next();
        if segment.is_some_and(|pieces| pieces.iter().any(|piece| piece.is(Word::Among))) {
            return None;
        }
        // Another noun between the count and its rate: the rate may be of that.
        let between = &self.pieces[count.piece + 1..at];
        if between.iter().any(|piece| matches!(piece.word(), Some(Word::Sum | Word::Among | Word::Title))) {
            return None;
        }
        let fact = count.fact.clone().filter(|_| count.when == When::Now)?;
        let agrees = fact.readings.iter().any(|sum| count.number.agrees(sum.value(self.subject.report)));
        agrees.then_some((fact, last))
    }

    fn pairs(&self, fact: &Fact, last: &Report) -> Vec<(i128, i128)> {
        let report = self.subject.report;
        let now = fact.readings.iter().map(|sum| sum.value(report));
        let then: Vec<i128> =
            fact.readings.iter().filter_map(|sum| sum.in_report(report, last)).map(|sum| sum.value(last)).collect();
        now.flat_map(|now| then.iter().map(move |then| (now, *then)).collect::<Vec<_>>()).collect()
    }

    fn growth(&self, number: &Number, at: usize, head: &[Piece], direction: Direction) -> Option<Finding> {
        let (fact, last) = self.grown(at, head)?;
        let rate = |&(now, then): &(i128, i128)| {
            let grown = (now - then).checked_mul(100 * MICRO)?.checked_div(then)?;
            Some(if direction == Direction::More { grown } else { -grown })
        };
        let pairs = self.pairs(&fact, last);
        let rates: Vec<i128> = pairs.iter().filter_map(rate).collect();
        let (first, (now, then)) = (rates.first()?, pairs.iter().find(|(_, then)| *then != 0)?);
        if rates.iter().any(|rate| number.prints(*rate)) {
            return None;
        }
        let way = if *first < 0 { "方向相反，实际" } else { "" };
        let word = if (now - then) >= 0 { "增长" } else { "下降" };
        let finding = self.finding(
            number,
            format!(
                "文字写{}，{}今年 {}、上年 {}，{way}{word} {}%",
                self.said(number, head),
                self.name(&fact),
                shown(*now),
                shown(*then),
                percent((now - then).abs() * 100, then.abs(), number)
            ),
        );
        Some(self.with_places(finding, &fact, last))
    }

    fn change(&self, number: &Number, at: usize, head: &[Piece], direction: Direction) -> Option<Finding> {
        let (fact, last) = self.grown(at, head)?;
        let signed = |&(now, then): &(i128, i128)| if direction == Direction::More { now - then } else { then - now };
        let pairs = self.pairs(&fact, last);
        if pairs.is_empty() || pairs.iter().any(|pair| number.agrees(signed(pair))) {
            return None;
        }
        let (now, then) = pairs.first()?;
        let word = if now >= then { "增加" } else { "减少" };
        let finding = self.finding(
            number,
            format!(
                "文字写{}，{}今年 {}、上年 {}，实际{word} {}",
                self.said(number, head),
                self.name(&fact),
                shown(*now),
                shown(*then),
                shown((now - then).abs())
            ),
        );
        Some(self.with_places(finding, &fact, last))
    }

    fn name(&self, fact: &Fact) -> String {
        fact.readings.first().map(|sum| sum.words(self.subject.report)).unwrap_or_default()
    }

    fn said(&self, number: &Number, head: &[Piece]) -> String {
        let verb = head.iter().rfind(|piece| matches!(piece.word(), Some(Word::More | Word::Less)));
        format!("{}{}", verb.map_or("", |piece| self.reading.slice(&piece.range)), self.reading.slice(&number.range))
    }

    fn finding(&self, number: &Number, message: String) -> Finding {
        Finding::new(Code::Rate, self.reading.text.place(number.range.clone()), message)
    }

    fn with_places(&self, mut finding: Finding, fact: &Fact, last: &Report) -> Finding {
        let report = self.subject.report;
        for sum in fact.readings.iter().take(1) {
            for (place, words) in sum.places(report) {
                finding = finding.also(place, words);
            }
            for (place, words) in sum.in_report(report, last).iter().flat_map(|sum| sum.places(last)) {
                finding = finding.also(place, format!("上年{words}"));
            }
        }
        finding.help("按两年报告的数字重新计算；口径不同的，在文字里写明")
    }

    /// 占40.6%, 1431件（40.6%）.
    fn share(&self, number: &Number, at: usize, head: &[Piece]) -> Option<Finding> {
        let words = self.words(head);
        let bracketed =
            at >= 2 && self.pieces[at - 1].mark() == Some(Mark::Open) && self.pieces[at - 2].number().is_some();
        let share_at = head.iter().position(|piece| piece.is(Word::Share));
        if share_at.is_none() && !bracketed || number.about != About::Exact || words.contains(&Word::Each) {
            return None;
        }
        let after: &[Piece] = share_at.map_or(&[], |at| &head[at + 1..]);
        let before_share: &[Piece] = share_at.map_or(&[], |at| &head[..at]);
        // 其中网上申请占80%: the share has a numerator of its own.
        let own = |piece: &Piece| piece.what == What::Rest && !super::words::is_light(self.reading.slice(&piece.range));
        let together = before_share.iter().any(|piece| piece.is(Word::Sum));
        if before_share
            .iter()
            .any(|piece| own(piece) || !matches!(piece.word(), Some(Word::Filler | Word::Sum | Word::And) | None))
        {
            return None;
        }
        if after.iter().any(own)
            || after.iter().any(|piece| matches!(piece.word(), Some(Word::Narrow | Word::OtherObject | Word::LastYear)))
        {
            return None;
        }
        let count = self.before(at)?;
        if count.when != When::Now || count.number.about != About::Exact {
            return None;
        }
        let report = self.subject.report;
        let named = self.words(after);
        let row = |keys: &[&str]| {
            let (table, line) = facts::line(report, self.tables.requests, keys)?;
            Some(facts::row(report, (table, line), &[]))
        };
        let (new, old, done) = (row(&["本年新收"]), row(&["上年结转"]), row(&["总计"]));
        let both = new.clone().zip(old).map(|(new, old)| facts::join([new, old]));
        let has = |word| named.contains(&word);
        let mut bases: Vec<Sum> = if has(Word::Done) {
            done.into_iter().collect()
        } else if has(Word::New) {
            new.into_iter().collect()
        } else {
            [done, new, both].into_iter().flatten().collect()
        };
        for word in &named {
            if let (Word::Outcome(line, _), Some(table)) = (word, self.tables.requests) {
                bases = vec![facts::row(report, (table, *line), &[])];
            }
        }
        let fact = count.fact.as_ref();
        let in_table = fact.is_some_and(|fact| matches!(fact.kind, Kind::Outcome | Kind::Applicant | Kind::Flow));
        let mut values: Vec<i128> =
            if in_table { bases.iter().map(|sum| sum.value(report)).collect() } else { Vec::new() };
        let index = self.counts.partition_point(|other| other.piece < count.piece);
        let earlier = &self.counts[index.saturating_sub(REACH)..index];
        let named_base = has(Word::Done) || has(Word::New);
        if !named_base || !in_table {
            let same = earlier.iter().filter(|other| other.change.is_none() && other.number.unit == count.number.unit);
            values.extend(same.map(|other| other.number.value));
        }
        let among = self.pieces[..at].iter().rev().take(REACH).any(|piece| piece.is(Word::Among));
        if !in_table && (!among || values.is_empty()) {
            return None;
        }
        // The numerator is the count, or the sum of it and those just before.
        let mut numerators = vec![count.number.value];
        let mut sum = count.number.value;
        for other in earlier.iter().rev().filter(|other| other.change.is_none()).take(7) {
            sum += other.number.value;
            numerators.push(sum);
        }
        if together && let Some(fact) = fact {
            numerators.extend(fact.readings.iter().map(|sum| sum.value(report)));
        }
        values.retain(|value| *value > 0);
        let fits = |numerator: i128| {
            values.iter().any(|base| {
                numerator
                    .checked_mul(100 * MICRO)
                    .and_then(|n| n.checked_div(*base))
                    .is_some_and(|share| number.prints(share))
            })
        };
        if values.is_empty() || numerators.into_iter().any(fits) {
            return None;
        }
        let base = values.first()?;
        let base_words =
            if in_table { bases.first().map(|sum| sum.words(report)).unwrap_or_default() } else { "合计".into() };
        let mut finding = self.finding(
            number,
            format!(
                "文字写占{}，{} 占{base_words} {} 的 {}%",
                self.reading.slice(&number.range),
                shown(count.number.value),
                shown(*base),
                percent(count.number.value * 100, *base, number)
            ),
        );
        finding = finding.also(self.reading.text.place(count.number.range.clone()), "分子");
        Some(finding.help("重新计算占比；基数不是这一个的，写明“占……的”"))
    }
}

/// A quotient with the decimals that a number was printed with.
fn percent(of: i128, base: i128, like: &Number) -> String {
    let step = like.step().clamp(1, MICRO);
    let scaled = of.checked_mul(MICRO).and_then(|of| of.checked_div(base.max(1))).unwrap_or(0);
    let rounded = (scaled + step / 2) / step * step;
    let decimals = (0..=6).find(|decimals| MICRO / 10i128.pow(*decimals) == step).unwrap_or(2);
    let text = format!("{}.{:06}", rounded / MICRO, rounded % MICRO);
    let keep = text.len() - 6 + decimals as usize;
    text[..keep].trim_end_matches('.').to_owned()
}
