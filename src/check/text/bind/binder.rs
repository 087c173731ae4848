//! Binds each count of a paragraph to the cells that the words around it name, and notes what forbids a comparison.
//!
//! Carries object, action and row from clause to clause as a reader does. Draws no conclusion from the figures.

use std::ops::Range;

use crate::check::text::bind::{
    Fact, Hints, Ledger, Measured, Object, Stretch, Tables, Words, is_action, is_applicant, is_dated, is_light,
    is_outcome, is_review, is_row, is_telling, is_year_frame,
};
use crate::check::text::parse::{Mark, Paragraph, Piece, Reading, What};
use crate::check::text::words::{Number, Own, Phrase, Unit, Word, is_count};
use crate::form::{Line, keys};
use crate::report::{AgencyKind, Report};

/// Binds the counts of one report's text.
pub(crate) struct Binder<'a> {
    pub report: &'a Report,
    pub tables: Tables<'a>,
    pub own: Own,
}

/// A paragraph to be read, and what it tells besides.
pub(crate) struct Setting<'a> {
    pub binder: &'a Binder<'a>,
    pub reading: &'a Reading<'a>,
    pub paragraph: &'a Paragraph,
    /// What its section speaks of.
    pub topic: &'a Object,
    pub ledger: Ledger,
}

impl<'a> Setting<'a> {
    pub fn new(
        binder: &'a Binder<'a>,
        reading: &'a Reading<'a>,
        paragraph: &'a Paragraph,
        topic: &'a Object,
    ) -> Setting<'a> {
        Setting { binder, reading, paragraph, topic, ledger: binder.ledger(reading, paragraph) }
    }
}

/// What a body decided stands so many words behind it at the most.
const DECISION: isize = 9;
/// A paragraph has so many figures of withdrawn applications at the most.
const MOST_WITHDRAWN: usize = 4;

impl<'a> Binder<'a> {
    pub fn new(report: &'a Report) -> Binder<'a> {
        Binder { report, tables: Tables::of(report), own: Own::of(report) }
    }

    /// The report year.
    pub fn year(&self) -> i64 {
        i64::from(self.report.year.value)
    }

    /// Whether it is a bureau of justice, which handles other people's reviews too.
    pub fn is_of_justice(&self) -> bool {
        self.own.agency.contains("司法")
    }

    /// The key of a line of 表二.
    pub fn item_key(&self, line: usize) -> Option<&'a str> {
        self.report.form.tables[self.tables.proactive?].lines[line].keys.first().map(String::as_str)
    }

    /// The line of 表二 whose name a word begins with: 行政许可信息, 行政许可事项.
    pub fn item_of(&self, text: &str) -> Option<Word> {
        let lines = &self.report.form.tables[self.tables.proactive?].lines;
        let named = |line: &Line| line.keys.first().is_some_and(|key| text.starts_with(key.as_str()));
        lines.iter().position(named).map(Word::Item)
    }

    /// What a paragraph tells of the requests besides what was done: its own ledger.
    fn ledger<'p>(&self, reading: &Reading, paragraph: &'p Paragraph) -> Ledger {
        let line = |keys: [&str; 2]| self.tables.request_line(&keys).map(|(_, line)| line);
        let refused = line([keys::request::NOT_HANDLED, keys::TOTAL]);
        let unamended = line([keys::request::OTHERWISE, keys::request::UNAMENDED]);
        let pieces = || paragraph.sentences.iter().flat_map(|sentence| &sentence.pieces);
        // 无结转 tells of none.
        let clauses =
            paragraph.sentences.iter().flat_map(|sentence| sentence.pieces.split(|piece| piece.mark().is_some()));
        let told = |clause: &'p [Piece]| clause.iter().take_while(|piece| !piece.is(Word::Not)).filter_map(Piece::word);
        let words: Vec<Word> = clauses.flat_map(told).collect();
        let any = |is: &dyn Fn(Word) -> bool| words.iter().copied().any(is);
        let carried = any(&|word| word == Word::Carried);
        // 2023年结转, in the report on 2024.
        let carried_in = carried && pieces().filter_map(Piece::year).any(|year| year == self.year() - 1);
        let mut withdrawn = Vec::new();
        for sentence in paragraph.sentences.iter().filter(|sentence| sentence.says(Phrase::Withdrawn)) {
            for clause in sentence.pieces.split(|piece| piece.mark().is_some()) {
                if reading.says(clause, Phrase::Withdrawn) {
                    withdrawn.extend(clause.iter().filter_map(Piece::number).filter(|n| is_count(n)).map(|n| n.value));
                }
            }
        }
        withdrawn.truncate(MOST_WITHDRAWN);
        Ledger {
            carried_in: carried_in || any(&|word| word == Word::CarriedIn),
            carried_out: any(&|word| matches!(word, Word::CarriedOut | Word::Open)) || carried && !carried_in,
            refused: any(&|word| matches!(word, Word::Outcome(line, _) if Some(line) == refused)),
            unamended: any(&|word| matches!(word, Word::Outcome(line, _) if Some(line) == unamended)),
            withdrawn,
        }
    }

    /// The result by which a lawsuit is lost (纠正).
    pub fn corrected(&self) -> Option<Word> {
        let columns = &self.report.form.tables[self.tables.reviews?].lines.first()?.columns;
        columns.iter().position(|column| column.key == keys::result::CORRECTED).map(Word::Result)
    }

    /// The facts that a clause without a figure names, for negations.
    pub fn fact(&self, words: &[Word], object: &Object) -> Option<Fact> {
        self.resolve(words, object, &Hints { joined: true, ..Hints::default() }, &Stretch::default(), Measured::Count)
    }

    /// What of 表二 the words name, for lines of it.
    pub fn items(&self, words: &[Word], lines: &[usize], money: bool) -> Option<Fact> {
        let measure = if money { Measured::Money } else { Measured::Count };
        self.tables.item(lines, words, measure)
    }

    /// Whether the pieces before a verb name another body than the one that reports.
    pub fn names_other_body(&self, reading: &Reading, pieces: &[Piece]) -> bool {
        let indexes: Vec<usize> = (0..pieces.len()).collect();
        self.words(reading, pieces, &indexes).foreign
    }

    pub fn resolve(
        &self,
        words: &[Word],
        object: &Object,
        hints: &Hints,
        stretch: &Stretch,
        measure: Measured,
    ) -> Option<Fact> {
        match object {
            Object::Review(carried) => self.tables.review(words, carried),
            Object::Items(lines) => {
                let mut with: Vec<Word> = words.to_vec();
                if !words.iter().any(|word| is_action(*word)) {
                    with.extend(&stretch.action);
                }
                self.tables.item(lines, &with, measure)
            }
            Object::Other => None,
            Object::None | Object::Request if measure == Measured::Money => None,
            Object::None | Object::Request => {
                if words.iter().any(|word| is_row(*word)) {
                    return self.tables.request(words, hints);
                }
                if !words.iter().any(|word| is_applicant(*word)) {
                    return None;
                }
                let of = match &stretch.row {
                    Some(of) => of.clone(),
                    None if words.contains(&Word::Request) || words.contains(&Word::Application) => {
                        self.tables.request(&[Word::Received], hints)?.readings
                    }
                    None => return None,
                };
                self.tables.by_applicant(&of, words)
            }
        }
    }

    /// Whether text before a verb names another body than the one that reports.
    fn is_foreign<'p>(&self, reading: &Reading, piece: &Piece, near: &impl Fn(isize) -> Option<&'p Piece>) -> bool {
        let text = reading.slice(&piece.range);
        let rest = text.trim_start_matches(|c: char| c.is_ascii() || "在从至到以作为".contains(c));
        let range = piece.range.end - rest.len()..piece.range.end;
        let said = &reading.said;
        let (body, before) = (|set| said.closes(range.clone(), set).is_some(), near(-1));
        if !body(Phrase::Body) && !said.says(range.clone(), Phrase::Office) {
            return false;
        }
        // 制发的部门行政规范性文件: a department's own; 我局各科室; 我分局.
        let own = body(Phrase::Department)
            && self.report.kind.value == AgencyKind::Department
            && matches!(near(1).and_then(Piece::word), Some(Word::Item(_) | Word::Request))
            || before.is_some_and(|before| before.is(Word::Own)) && text.starts_with('各')
            || rest.starts_with(['我', '本']) && said.is(range.start + '我'.len_utf8()..range.end, Phrase::Body);
        // 根据财政局要求, 通过县政府网站: a body that does not act.
        let ground = said.opens(range.clone(), Phrase::Ground).is_some()
            || before.is_some_and(|before| reading.is(before, Phrase::Ground));
        !own && !ground && self.own.is_other(rest)
    }

    /// 向水务局提交: whether the reporting body is the one addressed.
    fn is_addressed<'p>(&self, reading: &Reading, piece: &Piece, near: &impl Fn(isize) -> Option<&'p Piece>) -> bool {
        near(-1).is_some_and(|before| reading.slice(&before.range) == "向") && self.own.is(reading.slice(&piece.range))
    }

    pub fn words(&self, reading: &Reading, pieces: &[Piece], indexes: &[usize]) -> Words {
        let mut found = Words::default();
        let year = self.year();
        for (order, &index) in indexes.iter().enumerate() {
            let piece = &pieces[index];
            let near = |by: isize| {
                let at = order.checked_add_signed(by)?;
                indexes.get(at).map(|&index| &pieces[index])
            };
            match &piece.what {
                What::Word(Word::Own) if self.own.is_wider(reading.slice(&piece.range), self.report.kind.value) => {
                    found.foreign = true;
                }
                What::Word(word) => {
                    found.total |= reading.is(piece, Phrase::InAll);
                    if reading.said.opens(piece.range.clone(), Phrase::ThisYear).is_some() {
                        found.year.get_or_insert(year);
                    }
                    let word = in_context((*word, &piece.range), &near, &mut found, year, reading);
                    // 属于不予公开范围的4件: what is not known says of what kind, and names nothing else.
                    let kind = reading.slice(&piece.range) == "的"
                        && found.words.iter().rfind(|word| is_telling(**word)).is_some_and(|word| is_outcome(*word));
                    if is_telling(word) || kind {
                        found.loose = false;
                    }
                    found.joined |= word == Word::And;
                    if word == Word::Narrow {
                        found.narrow_noun = !found.has(Word::Narrow) && reading.is(piece, Phrase::NarrowNoun);
                    }
                    found.words.push(word);
                }
                What::Number(number) => note(number, &near, &mut found, reading),
                // 公众向水务局提交申请25件
                What::Rest if self.is_addressed(reading, piece, &near) => found.words.push(Word::Own),
                // 由复议机关和人民法院维持
                What::Rest if reading.is(piece, Phrase::Decider) => {}
                What::Mark(Mark::Pause) => found.joined = true,
                What::Mark(_) => {}
                What::Rest => {
                    let rest = reading.slice(&piece.range);
                    if near(-1).is_some_and(|before| before.is(Word::Etc))
                        && reading.said.opens(piece.range.clone(), Phrase::ByMeans).is_some()
                    {
                        // 以信函、传真等形式提交的: by any means.
                        found.words.retain(|word| *word != Word::Narrow);
                    } else if !is_light(rest) {
                        found.rest = true;
                        found.negated |= rest.contains('不');
                        found.loose = true;
                        found.foreign |= self.is_foreign(reading, piece, &near);
                    }
                }
            }
        }
        let narrow = found.words.iter().filter(|word| **word == Word::Narrow).count();
        if narrow == 1 && found.has(Word::Etc) && !found.has(Word::Among) && is_all_about(reading, pieces, indexes) {
            found.words.retain(|word| *word != Word::Narrow);
        }
        found
    }
}

/// 共收到涉及征地、供水等领域的申请25件: whether words tell what all of them are about, and not which of them.
fn is_all_about(reading: &Reading, pieces: &[Piece], indexes: &[usize]) -> bool {
    let any = |is: &dyn Fn(&Piece) -> bool| indexes.iter().any(|&index| is(&pieces[index]));
    any(&|piece| reading.is(piece, Phrase::About))
        && any(&|piece| reading.said.opens(piece.range.clone(), Phrase::InAll).is_some())
}

/// What a word says beside those around it: 结转2025年 is 结转下年, 收 before 申请 is 收到, 许可申请 is no request.
fn in_context<'p>(
    (word, piece): (Word, &Range<usize>),
    near: &impl Fn(isize) -> Option<&'p Piece>,
    found: &mut Words,
    year: i64,
    reading: &Reading,
) -> Word {
    let is = |set| reading.said.is(piece.clone(), set);
    let word_at = |by| near(by).and_then(Piece::word);
    let discloses =
        |by: isize| near(by).is_some_and(|piece| reading.says(std::slice::from_ref(piece), Phrase::Disclosure));
    match word {
        // 全年收政府信息公开申请25件
        Word::Filler if reading.slice(piece) == "收" && word_at(1) == Some(Word::Request) => Word::Received,
        // 新增行政规范性文件2件, 行政规范性文件新增2件
        Word::More if is(Phrase::Anew) && [-1, 1].into_iter().any(|by| matches!(word_at(by), Some(Word::Item(_)))) => {
            Word::Issued
        }
        // 败诉4件, of 行政诉讼60件.
        Word::Lost => Word::Narrow,
        Word::Narrow if names_whole(reading, piece, &word_at) => Word::Filler,
        // 与政府信息公开申请有关的行政复议
        Word::Narrow if is(Phrase::About) && (-2..0).any(discloses) => Word::Filler,
        Word::Carried => {
            let dated = |by: [isize; 2]| by.into_iter().find_map(|by| near(by)?.year());
            let carried = if dated([1, 2]) == Some(year + 1) {
                Word::CarriedOut
            } else if dated([-1, -2]) == Some(year - 1) || found.has(Word::LastYear) {
                found.words.retain(|word| *word != Word::LastYear);
                Word::CarriedIn
            } else {
                return word;
            };
            found.year = None;
            carried
        }
        // 2024年以来现行有效的…
        Word::Span if found.year == Some(year) && is(Phrase::Since) => Word::Filler,
        // 信件申请10件
        Word::OtherObject if is(Phrase::Letter) && word_at(1) == Some(Word::Application) => Word::Narrow,
        // 现行有效文件12件, of documents named before; 不予公开事项3件.
        Word::OtherObject => match word_at(-1) {
            Some(Word::InForce | Word::Repealed | Word::Lapsed) if is(Phrase::DocumentNoun) => Word::Filler,
            // 申请政府信息公开事项3件
            Some(before) if (is_outcome(before) || before == Word::Request) && is(Phrase::Plain) => Word::Filler,
            // 针对信息公开的行政复议申请2件
            _ if is(Phrase::ReviewRequest) && (-3..0).any(discloses) => Word::Review,
            _ => word,
        },
        // 有关政府信息公开的申请
        Word::Application if (-2..0).any(discloses) => Word::Request,
        Word::Application if !is_named(reading, near(-1)) => Word::OtherObject,
        word => word,
    }
}

/// Whether what stands before 申请 leaves it an application for disclosure: 从申请方式看, 以信函形式申请17件; not 低保申请.
fn is_named(reading: &Reading, before: Option<&Piece>) -> bool {
    before.is_none_or(|before| {
        !matches!(before.what, What::Rest)
            || is_light(reading.slice(&before.range))
            || reading.is(before, Phrase::PartnerBefore)
            || reading.said.closes(before.range.clone(), Phrase::ByMeans).is_some()
    })
}

/// 涉及国家秘密不予公开, 涉行政复议案件, 其余予以公开, 行政执法案卷类, 被复议机关维持: a row named whole all the same.
fn names_whole(reading: &Reading, piece: &Range<usize>, word_at: &impl Fn(isize) -> Option<Word>) -> bool {
    let is = |set| reading.said.is(piece.clone(), set);
    let whole = |word| is_outcome(word) || is_review(word) || matches!(word, Word::Request | Word::Own);
    let asks = |word| matches!(word, Word::Application | Word::Request);
    let next = || word_at(1).is_some_and(whole) && !(2..6).filter_map(word_at).any(asks);
    let kind = || reading.slice(piece) == "类" && word_at(-1).is_some_and(is_outcome);
    is(Phrase::Decider) && (1..DECISION).filter_map(word_at).any(is_outcome)
        || (is(Phrase::About) || is(Phrase::Remainder)) && (next() || kind())
}

/// Notes the years, months and shares among the words.
fn note<'p>(number: &Number, near: &impl Fn(isize) -> Option<&'p Piece>, found: &mut Words, reading: &Reading) {
    match number.unit {
        Unit::Year => {
            let compared = near(-1).is_some_and(|before| before.is(Word::Than) || before.is(Word::And));
            let carried = [-1, -2].iter().any(|by| near(*by).is_some_and(|before| before.is(Word::Carried)));
            if near(-1).is_some_and(|before| reading.is(before, Phrase::Until))
                && near(-2).is_some_and(|first| first.year().is_some())
            {
                // 2021年至2023年制发的5件
                found.words.push(Word::Span);
            }
            // 因2023年度的申请引发行政复议1件: the year is of the cause.
            let cause = near(-1).is_some_and(|before| reading.is(before, Phrase::Cause));
            if compared && !cause {
                found.compared = number.whole();
            } else if !carried && !cause && !near(1).is_some_and(|next| is_dated(reading, next)) {
                found.year = number.whole();
            }
        }
        Unit::Month => found.month |= !is_year_frame(reading, number),
        Unit::Percent | Unit::Points | Unit::Times => found.percent = true,
        _ => {}
    }
}
