//! Totals behind their parts (合计, 三项合计, 全年累计), and what is left of a total (其余 n).
//!
//! Silent when any figures before the total, taken together, make it.

use crate::check::text::parse::tree::{Mark, Piece, REACH};
use crate::check::text::rules::parts_sum::parts::PartReader;
use crate::check::text::rules::parts_sum::summing::{TIMES, summing};
use crate::check::text::words::lexicon::Word;
use crate::check::text::words::number::is_count;
use crate::check::text::words::number::shown;
use crate::check::text::words::number::{About, MICRO, Number};
use crate::diag::{Code, Finding};

impl<'a> PartReader<'a> {
    /// A total behind its parts: 网站发布156条，公众号发布112条，两项合计268条.
    pub fn summed(&self, index: usize, at: usize) -> Option<Finding> {
        let pieces = self.pieces(index);
        let total = pieces[at].number().filter(|number| is_count(number) && number.about == About::Exact)?;
        let clause = self.clause(index, at);
        let summing = summing(self.text(&pieces[clause..at]))?;
        let ends = pieces.get(at + 1).is_none_or(|next| next.mark().is_some_and(|mark| mark != Mark::Pause));
        if !ends || clause == 0 {
            return None;
        }
        let mut parts = self.before(index, clause, total);
        let timed = |&at: &usize| {
            let head = self.head(index, at);
            TIMES.iter().any(|time| head.contains(time))
        };
        if parts.len() < summing.parts.unwrap_or(2).max(2)
            || !summing.bare && summing.parts.is_none() && !parts.iter().all(timed)
        {
            return None;
        }
        let value = |&at: &usize| pieces[at].number().map_or(0, |number| number.value);
        let values: Vec<i128> = parts.iter().map(value).collect();
        // 157.3万件、267.6万件，合计424.9万件: each is rounded by half of its last digit.
        let steps = parts.iter().filter_map(|&at| pieces[at].number()).chain([total]).map(|number| number.step());
        let rounded: i128 = steps.filter(|&step| step > MICRO).map(|step| step / 2).sum();
        let made = match summing.parts {
            Some(many) if many > 2 => {
                values.windows(many).any(|run| (run.iter().sum::<i128>() - total.value).abs() <= rounded)
            }
            _ => can_make(&values, total.value) || (values.iter().sum::<i128>() - total.value).abs() <= rounded,
        };
        if made {
            return None;
        }
        let wanted = summing.parts.unwrap_or(parts.len());
        let sum: i128 = values[..wanted].iter().sum();
        if total.value > sum && self.picks(index, at) {
            return None;
        }
        parts.truncate(wanted);
        parts.reverse();
        let terms: Vec<String> = parts.iter().map(value).map(shown).collect();
        let message = format!(
            "合计写{}，前面各项之和是 {} = {}",
            self.reading.slice(&total.range),
            terms.join(" + "),
            shown(sum)
        );
        Some(self.mismatch(index, total, &parts, message).expected(shown(sum)).help("核对合计和各分项"))
    }

    /// The counts before a clause that may be what it sums up, the last first.
    fn before(&self, index: usize, clause: usize, total: &Number) -> Vec<usize> {
        let pieces = self.pieces(index);
        let mut found = Vec::new();
        let mut depth = 0usize;
        for at in (clause.saturating_sub(REACH)..clause).rev() {
            // What a closed bracket holds is a part of what stands before it.
            match pieces[at].mark() {
                Some(Mark::Close) => depth += 1,
                Some(Mark::Open) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > 0 {
                continue;
            }
            if let Some(number) = pieces[at].number().filter(|number| is_count(number)) {
                if number.unit != total.unit || number.about != About::Exact {
                    break;
                }
                if !self.is_aside(index, at) {
                    found.push(at);
                }
            }
        }
        found
    }

    /// 主要发布…, …等: what stands before a total is only some of it.
    fn picks(&self, index: usize, at: usize) -> bool {
        let from = at.saturating_sub(REACH);
        let pieces = &self.pieces(index)[from..at];
        pieces
            .iter()
            .any(|piece| piece.is(Word::Etc) || ["主要", "重点"].iter().any(|word| self.slice(piece).contains(word)))
    }

    /// What is left does not fit: 上级通报的问题共9项，已完成整改8项，其余2项正在推进.
    pub fn remainder(&self, index: usize, at: usize) -> Option<Finding> {
        let pieces = self.pieces(index);
        let left = pieces[at].number().filter(|number| is_count(number) && number.about == About::Exact)?;
        let head = self.head(index, at);
        let rest = ["其余", "剩余", "余下", "剩下"].iter().find_map(|word| head.strip_prefix(word))?;
        if !matches!(rest, "" | "的" | "为" | "有") {
            return None;
        }
        let from = at.saturating_sub(REACH);
        let cut = |piece: &Piece| piece.mark() == Some(Mark::Semicolon);
        let start = pieces[from..at].iter().rposition(cut).map_or(from, |mark| from + mark + 1);
        let counts: Vec<usize> = self.before(index, at, left).into_iter().filter(|&at| at >= start).rev().collect();
        let (&total_at, parts) = counts.split_first()?;
        let total = pieces[total_at].number()?;
        let values: Vec<i128> = parts.iter().filter_map(|&at| Some(pieces[at].number()?.value)).collect();
        let fits = |&whole: &usize| {
            let others: Vec<i128> =
                counts.iter().filter(|&&at| at != whole).filter_map(|&at| Some(pieces[at].number()?.value)).collect();
            let rest = pieces[whole].number().map_or(0, |number| number.value - left.value);
            // 新收 + 上年结转 = 办结 + 剩余
            let ledger = values.iter().any(|other| others.contains(&(number_of(pieces, whole) + other - left.value)));
            others.contains(&rest) || can_make(&others, rest) || ledger
        };
        let sum = values.iter().sum::<i128>() + left.value;
        if values.is_empty()
            || values.len() > 6
            || values.iter().any(|value| *value > total.value)
            || counts.iter().any(fits)
            || sum * 10 < total.value * 6
        {
            return None;
        }
        let mut parts = parts.to_vec();
        parts.push(at);
        let terms: Vec<String> =
            parts.iter().filter_map(|&at| pieces[at].number()).map(|number| shown(number.value)).collect();
        let message = format!(
            "合计写{}，分项与其余之和是 {} = {}",
            self.reading.slice(&total.range),
            terms.join(" + "),
            shown(sum)
        );
        Some(self.mismatch(index, total, &parts, message).expected(shown(sum)).help("核对合计、各分项和其余的数"))
    }

    fn mismatch(&self, index: usize, total: &Number, parts: &[usize], message: String) -> Finding {
        let place = self.reading.text.place(total.range.clone());
        let mut finding = Finding::new(Code::PartsSum, place, message).label("合计");
        for number in parts.iter().take(8).filter_map(|&at| self.pieces(index)[at].number()) {
            finding = finding.also(self.reading.text.place(number.range.clone()), "分项");
        }
        finding
    }
}

fn number_of(pieces: &[Piece], at: usize) -> i128 {
    pieces[at].number().map_or(0, |number| number.value)
}

/// Whether two of the figures, or any run of them from the first, make the total.
fn can_make(values: &[i128], total: i128) -> bool {
    let runs = (0..values.len().min(20)).any(|from| {
        let mut running = 0;
        values[from..].iter().take(40).enumerate().any(|(at, value)| {
            running += value;
            at > 0 && running == total
        })
    });
    let first = &values[..values.len().min(40)];
    runs || first.iter().enumerate().any(|(at, a)| first[at + 1..].iter().take(20).any(|b| a + b == total))
}
