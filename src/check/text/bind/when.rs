//! Of which year a figure is: by the words around it, by the year last named, by 由 … 增至 ….

use crate::check::text::bind::walk::Walk;
use crate::check::text::bind::words::Words;
use crate::check::text::claim::When;
use crate::check::text::words::Word;

impl Walk<'_> {
    /// 由20件增至25件: the first is the figure of the year before.
    pub(super) fn is_origin(&self, index: usize, head: &[usize]) -> bool {
        let dates =
            |at: &usize| matches!(self.pieces[*at].word(), Some(Word::LastYear)) || self.pieces[*at].year().is_some();
        let text = |at: usize| self.on.reading.slice(&self.pieces[at].range);
        let from = head.iter().rev().find(|at| !dates(at) && text(**at) != "的");
        from.is_some_and(|&at| text(at).ends_with(['由', '从']))
            && self.pieces[index + 1..].iter().take(2).any(|piece| piece.is(Word::Became))
    }

    pub(super) fn this_year(&self) -> i64 {
        i64::from(self.on.binder.report.year.value)
    }

    pub(super) fn year(&self, words: &Words) -> When {
        let this = self.this_year();
        if words.has(Word::LastYear) && !words.has(Word::CarriedIn) {
            return When::Last;
        }
        if words.has(Word::Than) && words.compared.is_some() {
            // 比2023年的20件增加5件
            return if words.compared == Some(this - 1) { When::Last } else { When::Other };
        }
        match words.year.or(self.when) {
            None => When::Now,
            Some(year) if year == this => When::Now,
            Some(year) if year == this - 1 => When::Last,
            Some(_) => When::Other,
        }
    }
}
