//! What words state: the cells that a stretch of words names, in every lawful reading.
//!
//! Words → rows, columns and sums of the form's tables, by the readings of the lexicon. Knows the form and the figures; not where
//! the words stood.

use crate::check::text::bind::{CellAt, Sum, Tables, join};
use crate::check::text::words::{Number, Phrase, Unit, Word};
use crate::form::{Arithmetic, Told, WordReading, keys};
use crate::report::Report;

/// What the words before a number name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The lawful readings, the likeliest first.
    pub readings: Vec<Sum>,
    /// Whether the form's own words name the very row.
    pub exact: bool,
    pub kind: Kind,
}

impl Fact {
    /// Its readings in another report, perhaps of another edition.
    pub fn in_report(&self, from: &Report, to: &Report) -> Vec<Sum> {
        self.readings.iter().filter_map(|sum| sum.in_report(from, to)).collect()
    }

    /// Any of several: whichever is right.
    pub fn any(facts: impl IntoIterator<Item = Fact>, kind: Kind) -> Option<Fact> {
        let readings: Vec<Sum> = facts.into_iter().flat_map(|fact| fact.readings).collect();
        (!readings.is_empty()).then_some(Fact { readings, exact: false, kind })
    }

    /// Whether a reading of it is what a figure states.
    pub fn agrees(&self, number: &Number, report: &Report) -> bool {
        self.readings.iter().any(|sum| number.agrees(sum.value(report)))
    }
}

/// What kind of whole a fact is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 收到, 办结 and the like.
    Flow,
    /// A kind of applicant.
    Applicant,
    /// An outcome of 表三.
    Outcome,
    /// 表四
    Review,
    /// A result of 表四.
    Result,
    /// 表二
    Item,
}

/// The first reading all of whose words are there.
fn find<'a>(readings: &'a [WordReading], words: &[Word]) -> Option<&'a WordReading> {
    readings.iter().find(|reading| reading.words.iter().all(|word| words.contains(word)))
}

/// The rows of 表四 that words name.
fn review_keys(words: &[Word]) -> Vec<&'static str> {
    let has = |word| words.contains(&word);
    let mut keys: Vec<&str> = Vec::new();
    if has(Word::Review) && !has(Word::SuitAfterReview) && !has(Word::DirectSuit) {
        keys.push(keys::review::REVIEW);
    }
    let suit = has(Word::Litigation) && !has(Word::DirectSuit) && !has(Word::SuitAfterReview);
    keys.extend((suit || has(Word::DirectSuit)).then_some(keys::review::DIRECT_SUIT));
    keys.extend((suit || has(Word::SuitAfterReview)).then_some(keys::review::SUIT_AFTER_REVIEW));
    keys
}

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    /// 件 and the like.
    Count,
    /// 项: in the 2019 form the number of kinds of 许可, 处罚 …
    Projects,
    Money,
}

impl Measured {
    pub fn of(number: &Number) -> Measured {
        match number.unit {
            Unit::Yuan => Measured::Money,
            Unit::Count(measure) if measure.is(Phrase::ProjectMeasure) => Measured::Projects,
            _ => Measured::Count,
        }
    }
}

/// The columns of 表二 that a verb names, of either edition.
fn item_columns(word: Word) -> Option<&'static [&'static str]> {
    use keys::item_column::{IN_FORCE, ISSUED, MADE, NEWLY_PUBLIC, PUBLIC_TOTAL, REPEALED};
    Some(match word {
        Word::Issued => &[ISSUED, MADE],
        Word::Repealed => &[REPEALED],
        Word::InForce => &[IN_FORCE],
        Word::NewlyPublic => &[NEWLY_PUBLIC],
        Word::PublicTotal => &[PUBLIC_TOTAL],
        _ => return None,
    })
}

/// Words that name a row of 表三, and how they are to be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hints {
    /// The sentence itself says that 上年结转 is included, or that it is not.
    pub carried: Option<bool>,
    /// Within 其中.
    pub among: bool,
    /// The words are joined by 和 or 、, so that a sum is meant.
    pub joined: bool,
    pub ledger: Ledger,
}

/// What else the paragraph tells of the requests, on which it depends what 办结 may mean there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    pub carried_in: bool,
    pub carried_out: bool,
    /// 不予处理 is told apart.
    pub refused: bool,
    /// 逾期不补正 is told apart.
    pub unamended: bool,
    /// How many were withdrawn, in millionths, by each figure that says so.
    pub withdrawn: Vec<i128>,
}

impl Tables<'_> {
    /// The table and the index of a line of 表三 by its keys.
    pub fn request_line(&self, keys: &[&str]) -> Option<(usize, usize)> {
        let table = self.requests?;
        Some((table, self.report.form.tables[table].line(keys)?))
    }

    /// The columns of a line that the words name: all applicants, natural persons, organisations, or one kind.
    fn columns(&self, table: usize, line: usize, words: &[Word]) -> Vec<usize> {
        let columns = &self.report.form.tables[table].lines[line].columns;
        let total = columns.iter().position(|column| column.total.is_some());
        let natural = columns.iter().position(|column| column.key == keys::applicant::NATURAL);
        let mut named = Vec::new();
        for word in words {
            match word {
                Word::Natural => named.extend(natural),
                Word::Organisations => {
                    named.extend((0..columns.len()).filter(|&c| Some(c) != natural && Some(c) != total));
                }
                Word::Applicant(column) => named.push(*column),
                _ => {}
            }
        }
        named.dedup();
        if named.is_empty() { total.into_iter().collect() } else { named }
    }

    /// The cells of a row of 表三 under the columns that the words name.
    pub fn row(&self, (table, line): (usize, usize), words: &[Word]) -> Sum {
        Sum::of(self.columns(table, line, words).into_iter().map(|column| (table, line, column)).collect())
    }

    /// What of 表四 the words name; `carried` is what an earlier clause spoke of.
    pub fn review(&self, words: &[Word], carried: &[Word]) -> Option<Fact> {
        let mut keys = review_keys(words);
        let block = words.contains(&Word::DirectSuit) || words.contains(&Word::SuitAfterReview);
        let settled = find(&self.report.form.lexicon().reviews, words);
        let mut results: Vec<usize> = words
            .iter()
            .filter_map(|word| if let Word::Result(column) = word { Some(*column) } else { None })
            .collect();
        results.dedup();
        if keys.is_empty() {
            if results.is_empty() && settled.is_none() {
                return None;
            }
            keys = review_keys(carried);
        }
        if keys.is_empty() || results.len() > 1 {
            return None;
        }
        let table = self.reviews?;
        let lines = &self.report.form.tables[table].lines;
        let line = |key: &&str| lines.iter().position(|line| line.keys.last().is_some_and(|last| last == key));
        let rows = keys.iter().map(line).collect::<Option<Vec<usize>>>()?;
        let under = |columns: &[usize]| -> Vec<CellAt> {
            rows.iter().flat_map(|&row| columns.iter().map(move |&column| (table, row, column))).collect()
        };
        if let Some(reading) = settled.filter(|_| results.is_empty()) {
            let sum = |sum: &Arithmetic| Sum::of(under(&sum.plus)).without(Sum::of(under(&sum.minus)));
            let readings = reading.sums.iter().map(sum).collect();
            return Some(Fact { readings, exact: false, kind: Kind::Result });
        }
        let total = || lines.first()?.columns.iter().position(|column| column.total.is_some());
        let cells = under(&[results.first().copied().or_else(total)?]);
        let kind = if results.is_empty() { Kind::Review } else { Kind::Result };
        let exact = cells.len() == 1 && (kind == Kind::Result || block);
        Some(Fact { exact, readings: vec![Sum::of(cells)], kind })
    }

    /// The cell of a line of 表二 under the first of the columns that it has.
    fn item_cell(&self, table: usize, line: usize, keys: &[&str]) -> Option<CellAt> {
        let columns = &self.report.form.tables[table].lines[line].columns;
        let find = |key: &&str| columns.iter().position(|column| column.key == **key);
        keys.iter().find_map(find).map(|column| (table, line, column))
    }

    /// 本年增/减 of a line of the 2019 form.
    pub fn item_change(&self, line: usize) -> Option<Fact> {
        let cell = self.item_cell(self.proactive?, line, &[keys::item_column::CHANGE])?;
        Some(Fact { readings: vec![Sum::of(vec![cell])], exact: true, kind: Kind::Item })
    }

    /// The number of projects of a line of the 2019 form: last year's, or with this year's change.
    fn projects(&self, table: usize, lines: &[usize], words: &[Word]) -> Option<Fact> {
        let [line] = lines else { return None };
        let last = self.item_cell(table, *line, &[keys::item_column::LAST_YEAR])?;
        let change = self.item_cell(table, *line, &[keys::item_column::CHANGE])?;
        let mut readings = vec![Sum::of(vec![last])];
        let exact = words.contains(&Word::LastItems);
        if !exact {
            readings.push(Sum::of(vec![last, change]));
        }
        Some(Fact { readings, exact, kind: Kind::Item })
    }

    /// What of 表二 the words name; the lines and the action may have been named earlier.
    pub fn item(&self, lines: &[usize], words: &[Word], of: Measured) -> Option<Fact> {
        use keys::{item, item_column};
        let table = self.proactive?;
        let has = |word| words.contains(&word);
        let money = of == Measured::Money;
        if of == Measured::Projects
            && !has(Word::Published)
            && let Some(fact) = self.projects(table, lines, words)
        {
            return Some(fact);
        }
        let mut actions: Vec<&[&str]> = words.iter().filter_map(|word| item_columns(*word)).collect();
        actions.sort_unstable();
        actions.dedup();
        let mut cells = Vec::new();
        let mut charges = false;
        for &line in lines {
            let decided = !money && !has(Word::Received) && (!has(Word::Published) || has(Word::Decided));
            let columns: &[&str] = match self.report.form.tables[table].lines[line].keys.first()?.as_str() {
                item::REGULATIONS | item::DOCUMENTS_2019 | item::DOCUMENTS => match actions[..] {
                    [action] if !money => action,
                    _ => return None,
                },
                item::LICENCES | item::PENALTIES | item::COMPULSION | item::OTHER_SERVICES if decided => {
                    &[item_column::DECISIONS, item_column::DECISIONS_2019]
                }
                item::CHARGES if money => {
                    charges = true;
                    &[item_column::CHARGED]
                }
                item::PROCUREMENT if money => &[item_column::PURCHASE_MONEY],
                item::PROCUREMENT => &[item_column::PURCHASES],
                _ => return None,
            };
            cells.push(self.item_cell(table, line, columns)?);
        }
        let exact = cells.len() == 1 && (!actions.is_empty() || charges || has(Word::Decided) || has(Word::Made));
        Some(Fact { readings: vec![Sum::of(cells)], exact, kind: Kind::Item })
    }

    /// What of 表三 the words name.
    pub fn request(&self, words: &[Word], hints: &Hints) -> Option<Fact> {
        let outcomes: Vec<(usize, bool)> = words
            .iter()
            .filter_map(|word| if let Word::Outcome(line, own) = word { Some((*line, *own)) } else { None })
            .collect();
        if !outcomes.is_empty() {
            return self.outcome(words, &outcomes, hints);
        }
        let reading =
            find(&self.report.form.lexicon().requests, words).filter(|reading| !(reading.outside && hints.among))?;
        let table = self.requests?;
        let carried_in = self.report.form.tables[table].line(&[keys::request::CARRIED_IN]);
        let mut readings: Vec<Sum> = Vec::new();
        for sum in &reading.sums {
            let told = match sum.told {
                None => true,
                Some(Told::CarriedIn) => hints.ledger.carried_in,
                Some(Told::CarriedOut) => hints.ledger.carried_out,
                Some(Told::Refused) => hints.ledger.refused,
                Some(Told::Unamended) => hints.ledger.unamended,
                Some(Told::Including) => hints.carried == Some(true),
                Some(Told::Withdrawn) => true,
            };
            let rows = |lines: &[usize]| join(lines.iter().map(|&line| self.row((table, line), words)));
            let cells = || rows(&sum.plus).without(rows(&sum.minus));
            if sum.told == Some(Told::Withdrawn) {
                readings.extend(hints.ledger.withdrawn.iter().map(|less| Sum { less: *less, ..cells() }));
            } else if told {
                readings.push(cells());
            }
        }
        // The sentence itself says whether 上年结转 is among them.
        let has = |sum: &Sum, line: Option<usize>| sum.plus.iter().any(|cell| Some(cell.1) == line);
        let new = self.report.form.tables[table].line(&[keys::request::NEW]);
        match hints.carried {
            Some(true) => readings.retain(|sum| has(sum, carried_in) || !has(sum, new)),
            Some(false) if reading.sums.len() > 1 => readings.retain(|sum| !has(sum, carried_in)),
            _ => {}
        }
        (!readings.is_empty()).then_some(Fact { readings, exact: reading.exact, kind: Kind::Flow })
    }

    fn outcome(&self, words: &[Word], outcomes: &[(usize, bool)], hints: &Hints) -> Option<Fact> {
        let table = self.requests?;
        let lines = &self.report.form.tables[table].lines;
        let group = |line: usize| lines[line].keys.first().map(String::as_str);
        let is_group =
            |line: usize| lines[line].keys.len() == 1 || lines[line].keys.last().is_some_and(|key| key == keys::TOTAL);
        if words.iter().any(|word| matches!(word, Word::Not | Word::CarriedIn | Word::CarriedOut | Word::Carried)) {
            return None;
        }
        // A group beside its own row only says where the row belongs.
        let mut rows: Vec<(usize, bool)> = Vec::new();
        for &(line, own) in outcomes {
            let covered =
                is_group(line) && outcomes.iter().any(|&(other, _)| !is_group(other) && group(other) == group(line));
            if !covered && rows.iter().all(|&(other, _)| other != line) {
                rows.push((line, own));
            }
        }
        if rows.len() > 1 && !hints.joined {
            return None;
        }
        let etc = words.contains(&Word::Etc);
        let exact = rows.len() == 1 && rows[0].1 && !etc;
        let mut readings = vec![join(rows.iter().map(|&(line, _)| self.row((table, line), words)))];
        if rows.len() > 1
            && rows.iter().any(|&(line, _)| is_group(line))
            && rows.iter().any(|&(line, _)| !is_group(line))
        {
            // 本机关不掌握、依法不予公开的1件: both at once, or one for the reason of the other.
            readings.extend(rows.iter().map(|&(line, _)| self.row((table, line), words)));
        }
        if etc && let Some(&(whole, _)) = outcomes.iter().find(|(line, _)| is_group(*line)) {
            // 因信息不存在等原因无法提供: the reasons named are not all.
            readings.insert(0, self.row((table, whole), words));
        }
        Some(Fact { readings, exact, kind: Kind::Outcome })
    }

    /// The fact of an earlier clause under the columns that the words name.
    pub fn by_applicant(&self, of: &[Sum], words: &[Word]) -> Option<Fact> {
        let table = self.requests?;
        let narrow = |sum: &Sum| {
            let under = |cells: &[CellAt]| {
                let mut lines: Vec<usize> = cells.iter().filter(|cell| cell.0 == table).map(|cell| cell.1).collect();
                lines.dedup();
                join(lines.into_iter().map(|line| self.row((table, line), words)))
            };
            let plus = under(&sum.plus);
            (!plus.plus.is_empty()).then(|| plus.without(under(&sum.minus)))
        };
        let readings: Vec<Sum> = of.iter().filter_map(narrow).collect();
        (!readings.is_empty()).then_some(Fact { readings, exact: false, kind: Kind::Applicant })
    }
}
