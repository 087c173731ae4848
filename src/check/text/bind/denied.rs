//! The cells that a denial's words name: requests and their outcomes, reviews and suits, documents and decisions.

use crate::check::text::bind::{Binder, Fact, Object, is_applicant, is_outcome, is_review};
use crate::check::text::parse::Piece;
use crate::check::text::words::Word;
use crate::form::keys;
use crate::report::Report;

/// The words of a denial, and what about the sentence bears on them.
#[derive(Debug, Default)]
pub(crate) struct Denied {
    pub words: Vec<Word>,
    /// 复议 or 诉讼, as an earlier clause named them.
    pub carried: Vec<Word>,
    /// 未: a deed is denied, not a thing.
    pub deed: bool,
    /// A verb of coming about stands in it: 未发生.
    pub occurs: bool,
    /// Whether every word of it is understood.
    pub sure: bool,
    /// Whether the sentence speaks of disclosure on request.
    pub publicity: bool,
    /// Whether it speaks of requests and their answers.
    pub answers: bool,
    /// Whether requests stand beside reviews: 未收到信息公开申请、行政复议.
    pub beside: bool,
    /// Whether what is denied is that something was published.
    pub published: bool,
}

impl Denied {
    /// The cells that would have to be 0.
    pub fn facts(&self, binder: &Binder) -> Vec<Fact> {
        let is_result = |word: &Word| matches!(word, Word::Result(_));
        if self.words.iter().any(|word| is_review(*word) || is_result(word)) {
            let mut facts = self.reviews(binder);
            facts.extend(self.beside.then(|| self.requests(binder)).flatten());
            facts
        } else if self.words.iter().any(|word| matches!(word, Word::Item(_))) {
            self.items(binder)
        } else {
            self.requests(binder).into_iter().collect()
        }
    }

    fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    fn has_any(&self, words: &[Word]) -> bool {
        words.iter().any(|word| self.has(*word))
    }

    /// 未发生行政复议、行政诉讼; 无被纠正案件, of what was named before.
    fn reviews(&self, binder: &Binder) -> Vec<Fact> {
        // A justice bureau handles other people's reviews.
        let handled = self.has(Word::Handled) && !(self.deed && self.publicity);
        if binder.is_of_justice() && !self.publicity || self.published || self.has(Word::Done) || handled {
            return Vec::new();
        }
        let mut reviews: Vec<Word> = self.words.iter().copied().filter(|word| is_review(*word)).collect();
        if reviews.is_empty() {
            reviews.clone_from(&self.carried);
        }
        let results = self.words.iter().copied().filter(|word| matches!(word, Word::Result(_)));
        let fact = |review: Word| {
            let named: Vec<Word> = std::iter::once(review).chain(results.clone()).collect();
            binder.fact(&named, &Object::Review(vec![review]))
        };
        reviews.into_iter().filter_map(fact).collect()
    }

    /// 未制发规范性文件, 无行政处罚, 未收取行政事业性收费.
    fn items(&self, binder: &Binder) -> Vec<Fact> {
        let issued = self.has_any(&[Word::Issued, Word::Repealed]);
        if self.has(Word::Published) && !issued
            || self.has_any(&[Word::Received, Word::Application, Word::Request, Word::Done, Word::Plan])
        {
            return Vec::new();
        }
        let mut words = self.words.clone();
        if self.deed && !issued && !self.has_any(&[Word::InForce, Word::Decided]) {
            // 未作出行政处罚: the deed is a plain verb; 未公开 and the like were sorted out above.
            words.push(Word::Decided);
        }
        let lines = self.words.iter().filter_map(|word| if let Word::Item(line) = word { Some(*line) } else { None });
        // 未制定、废止规范性文件: neither the one nor the other.
        let actions: Vec<Word> = [Word::Issued, Word::Repealed].into_iter().filter(|word| self.has(*word)).collect();
        let each = |action: &Word| {
            let others = |word: &Word| word == action || !actions.contains(word);
            words.iter().copied().filter(others).collect::<Vec<_>>()
        };
        let readings: Vec<Vec<Word>> =
            if actions.len() > 1 { actions.iter().map(each).collect() } else { vec![words.clone()] };
        let fact = |line: usize| {
            let money = binder.item_key(line) == Some(keys::item::CHARGES);
            readings.iter().filter_map(move |words| binder.items(words, &[line], money)).collect::<Vec<_>>()
        };
        lines.flat_map(fact).collect()
    }

    /// 未收到申请, 无结转, 没有不予公开的情形, 没有企业提出申请.
    fn requests(&self, binder: &Binder) -> Option<Fact> {
        let row = self.row(binder.report)?;
        let applicants = self.words.iter().copied().filter(|word| is_applicant(*word));
        let named: Vec<Word> = row.into_iter().chain(applicants).collect();
        binder.fact(&named, &Object::Request)
    }

    /// The rows of 表三 whose figures are denied.
    fn row(&self, report: &Report) -> Option<Vec<Word>> {
        let flow = [Word::CarriedOut, Word::CarriedIn, Word::Carried].into_iter().find(|word| self.has(*word));
        if flow.is_some() {
            return flow.map(|word| vec![word]);
        }
        // 无未办结申请
        if !self.deed && self.has(Word::Open) {
            return Some(vec![Word::CarriedOut]);
        }
        // 未收到和处理申请: what did not come was not handled either.
        let handled = self.deed && self.has(Word::Handled) && !self.has_any(&[Word::Received, Word::New]);
        if handled || self.has_any(&[Word::Open, Word::Published]) {
            return None;
        }
        let outcomes: Vec<Word> = self.words.iter().copied().filter(|word| matches!(word, Word::Outcome(..))).collect();
        if !outcomes.is_empty() {
            // 未不予公开 is no speech; 公开信息中没有国家秘密 speaks of no request.
            let thing = !self.deed || self.occurs || self.has(Word::Received);
            let told = self.answers || !outcomes.iter().any(|word| is_content(report, *word));
            return (thing && told).then_some(outcomes);
        }
        let applicants = self.words.iter().any(|word| is_applicant(*word));
        let applied = self.has_any(&[Word::Request, Word::New])
            || self.has(Word::Application) && self.publicity
            || applicants && self.answers;
        let came = self.has_any(&[Word::Received, Word::New]) || !self.deed || self.occurs;
        (applied && came && !self.has(Word::Done)).then(|| vec![Word::New])
    }
}

/// Whether an outcome is named by what a document contains (国家秘密, 内部事务信息), of which people speak elsewhere too.
fn is_content(report: &Report, outcome: Word) -> bool {
    let Word::Outcome(line, _) = outcome else { return false };
    let Some((_, table)) = report.form.table(keys::REQUESTS) else { return false };
    match &table.lines[line].keys[..] {
        [group, row] if group == keys::request::REFUSED => row != keys::TOTAL,
        [_, row] => [keys::request::COMPLAINTS, keys::request::PUBLICATIONS].contains(&row.as_str()),
        _ => false,
    }
}

/// Whether a word says how matters ended or where they went.
pub(crate) fn is_kind(word: Word) -> bool {
    is_outcome(word) || matches!(word, Word::CarriedIn | Word::CarriedOut | Word::Carried | Word::Open)
}

/// Whether a word is what there was none of, rather than what was not done.
pub(crate) fn is_object(word: Word) -> bool {
    is_review(word)
        || is_applicant(word)
        || matches!(
            word,
            Word::Request
                | Word::Application
                | Word::Item(_)
                | Word::Outcome(..)
                | Word::Result(_)
                | Word::CarriedIn
                | Word::CarriedOut
                | Word::Carried
        )
}

pub(crate) fn is_outcome_or_applicant(piece: &Piece) -> bool {
    piece.word().is_some_and(|word| matches!(word, Word::Outcome(..)) || is_applicant(word))
}
