//! Binds each count of a paragraph to the cells that the words around it name, and notes what forbids a comparison.
//!
//! Carries object, action and row from clause to clause as a reader does. Draws no conclusion from the figures.

use crate::check::text::bind::cells::Tables;
use crate::check::text::bind::readings::{self, Fact, Hints, Measure, Told};
use crate::check::text::bind::stretch::Stretch;
use crate::check::text::bind::words::{Words, is_action, is_applicant, is_light, is_row, is_telling};
use crate::check::text::claim::Object;
use crate::check::text::parse::tree::{Mark, Paragraph, Piece, Reading, What};
use crate::check::text::words::lexicon::Word;
use crate::check::text::words::number::{Number, Unit};
use crate::check::text::words::own::names;
use crate::report::{AgencyKind, Report};

/// Binds the counts of one report's text.
pub(crate) struct Binder<'a> {
    pub report: &'a Report,
    pub tables: Tables,
}

impl<'a> Binder<'a> {
    pub fn new(report: &'a Report) -> Binder<'a> {
        Binder { report, tables: Tables::of(report) }
    }

    /// What a paragraph tells of the requests besides what was done.
    pub fn told(&self, paragraph: &Paragraph) -> Told {
        let refused = self.tables.requests.and_then(|table| self.report.form.tables[table].line(&["不予处理", "总计"]));
        let pieces = || paragraph.sentences.iter().flat_map(|sentence| &sentence.pieces).filter_map(Piece::word);
        let last = i64::from(self.report.year.value) - 1;
        let years = || paragraph.sentences.iter().flat_map(|sentence| &sentence.pieces).filter_map(Piece::year);
        let carried = pieces().any(|word| word == Word::Carried);
        Told {
            carried_in: pieces().any(|word| word == Word::CarriedIn) || carried && years().any(|year| year == last),
            carried_out: pieces().any(|word| matches!(word, Word::CarriedOut | Word::Open)) || carried,
            refused: pieces().any(|word| matches!(word, Word::Outcome(line, _) if Some(line) == refused)),
        }
    }

    /// The facts that a clause without a figure names, for negations.
    pub fn fact(&self, words: &[Word], object: &Object) -> Option<Fact> {
        self.resolve(words, object, Hints { joined: true, ..Hints::default() }, &Stretch::default(), Measure::Count)
    }

    /// What of 表二 the words name, for lines of it.
    pub fn items(&self, words: &[Word], lines: &[usize], money: bool) -> Option<Fact> {
        let measure = if money { Measure::Money } else { Measure::Count };
        readings::item(self.report, &self.tables, lines, words, measure)
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
        hints: Hints,
        stretch: &Stretch,
        measure: Measure,
    ) -> Option<Fact> {
        match object {
            Object::Review(carried) => readings::review(self.report, &self.tables, words, carried),
            Object::Items(lines) => {
                let mut with: Vec<Word> = words.to_vec();
                if !words.iter().any(|word| is_action(*word)) {
                    with.extend(&stretch.action);
                }
                readings::item(self.report, &self.tables, lines, &with, measure)
            }
            Object::Other => None,
            Object::None | Object::Request if measure == Measure::Money => None,
            Object::None | Object::Request => {
                if words.iter().any(|word| is_row(*word)) {
                    return readings::request(self.report, &self.tables, words, hints);
                }
                if !words.iter().any(|word| is_applicant(*word)) {
                    return None;
                }
                let of = match &stretch.row {
                    Some(of) => of.clone(),
                    None if words.contains(&Word::Request) || words.contains(&Word::Application) => {
                        readings::request(self.report, &self.tables, &[Word::Received], hints)?.readings
                    }
                    None => return None,
                };
                readings::by_applicant(self.report, &self.tables, &of, words)
            }
        }
    }

    /// Whether a department speaks of all its city or county (全市, 全县), of which its tables hold only its own part.
    fn is_wider(&self, own: &str) -> bool {
        // The office of a government or of a zone reports on all of it.
        let of_all = ["政府办", "管委会", "管理委员会"].iter().any(|office| self.report.agency.value.contains(office));
        self.report.kind.value == AgencyKind::Department
            && !of_all
            && own.strip_prefix('全').is_some_and(|place| "市县区镇乡省州盟旗".contains(place) || place == "街道")
    }

    /// Whether text before a verb names another body than the one that reports.
    pub fn is_foreign(&self, rest: &str) -> bool {
        const BODIES: [&str; 38] = [
            "政府办",
            "办公室",
            "办公厅",
            "政府",
            "管委会",
            "委员会",
            "局",
            "委",
            "厅",
            "街道",
            "镇",
            "乡",
            "村",
            "社区",
            "中心",
            "大队",
            "支队",
            "分局",
            "科室",
            "处室",
            "科",
            "部门",
            "单位",
            "系统",
            "园区",
            "公司",
            "学校",
            "医院",
            "法院",
            "县",
            "区",
            "市",
            "办",
            "站",
            "处",
            "所",
            "队",
            "馆",
        ];
        let rest = rest.trim_start_matches(|c: char| c.is_ascii() || "在从至到以作为".contains(c));
        if !BODIES.iter().any(|body| rest.ends_with(body)) && !rest.contains("政府办") && !rest.contains("办公室")
        {
            return false;
        }
        let agency = self.report.agency.value.as_str();
        let mut chars = agency.chars();
        let within = rest.chars().all(|c| chars.any(|own| own == c));
        // 宿迁市政府 for 宿迁市人民政府; 市政府 itself may mean no more than its own office.
        let asked = rest.strip_prefix(['向', '对']).is_some_and(|rest| names(agency).iter().any(|name| name == rest));
        if asked || agency.replace("人民政府", "政府") == rest {
            return false;
        }
        let place = rest.ends_with(['区', '市', '县', '镇', '乡']);
        !(rest == agency || within && (place || self.report.kind.value != AgencyKind::Government))
    }

    pub fn words(&self, reading: &Reading, pieces: &[Piece], indexes: &[usize]) -> Words {
        let mut found = Words::default();
        let year = i64::from(self.report.year.value);
        for (order, &index) in indexes.iter().enumerate() {
            let piece = &pieces[index];
            let near = |by: isize| {
                let at = order.checked_add_signed(by)?;
                indexes.get(at).map(|&index| &pieces[index])
            };
            match &piece.what {
                What::Word(Word::Own) if self.is_wider(reading.slice(&piece.range)) => found.foreign = true,
                What::Word(word) => {
                    let slice = reading.slice(&piece.range);
                    found.total |= matches!(slice, "共" | "共计" | "总计" | "总共" | "一共");
                    if is_this_year(slice) {
                        found.year.get_or_insert(year);
                    }
                    let word = in_context(*word, slice, &near, &mut found, year, reading);
                    if is_telling(word) {
                        found.loose = false;
                    }
                    found.joined |= word == Word::And;
                    found.words.push(word);
                }
                What::Number(number) => note(number, &near, &mut found, reading),
                What::Mark(Mark::Pause) => found.joined = true,
                What::Mark(_) => {}
                What::Rest => {
                    let rest = reading.slice(&piece.range);
                    if !is_light(rest) {
                        found.rest = true;
                        found.negated |= rest.contains('不');
                        found.loose = true;
                        let spoken = near(-1).is_some_and(|before| before.is(Word::Own)) && rest.starts_with('各');
                        // 制发的部门行政规范性文件: a department's own.
                        let own = rest.ends_with("部门")
                            && self.report.kind.value == AgencyKind::Department
                            && matches!(near(1).and_then(Piece::word), Some(Word::Item(_)));
                        found.foreign |= !spoken && !own && self.is_foreign(rest);
                    }
                }
            }
        }
        found
    }
}

/// Whether a word says that the year reported on is meant: 今年, 本年新收.
fn is_this_year(word: &str) -> bool {
    word.starts_with("今年") || word.starts_with("本年")
}

/// What a word says beside those around it: 结转2025年 is 结转下年, 收 before 申请 is 收到, 许可申请 is no request.
fn in_context<'p>(
    word: Word,
    slice: &str,
    near: &impl Fn(isize) -> Option<&'p Piece>,
    found: &mut Words,
    year: i64,
    reading: &Reading,
) -> Word {
    match word {
        // 全年收政府信息公开申请25件
        Word::Filler if slice == "收" && near(1).is_some_and(|next| next.is(Word::Request)) => Word::Received,
        Word::Carried => {
            let before = near(-1).and_then(Piece::year).or_else(|| near(-2).and_then(Piece::year));
            let behind = near(1).and_then(Piece::year).or_else(|| near(2).and_then(Piece::year));
            if behind == Some(year + 1) {
                found.year = None;
                Word::CarriedOut
            } else if before == Some(year - 1) || found.has(Word::LastYear) {
                found.year = None;
                found.words.retain(|word| *word != Word::LastYear);
                Word::CarriedIn
            } else {
                Word::Carried
            }
        }
        Word::Application => {
            let named = near(-1)
                .is_none_or(|before| !matches!(before.what, What::Rest) || is_light(reading.slice(&before.range)));
            if named { Word::Application } else { Word::OtherObject }
        }
        word => word,
    }
}

/// Notes the years, months and shares among the words.
fn note<'p>(number: &Number, near: &impl Fn(isize) -> Option<&'p Piece>, found: &mut Words, reading: &Reading) {
    match number.unit {
        Unit::Year => {
            let compared = near(-1).is_some_and(|before| before.is(Word::Than) || before.is(Word::And));
            let carried = [-1, -2].iter().any(|by| near(*by).is_some_and(|before| before.is(Word::Carried)));
            if near(-1).is_some_and(|before| matches!(reading.slice(&before.range), "至" | "到"))
                && near(-2).is_some_and(|first| first.year().is_some())
            {
                // 2021年至2023年制发的5件
                found.words.push(Word::Span);
            }
            if compared {
                found.compared = number.whole();
            } else if !carried {
                found.year = number.whole();
            }
        }
        Unit::Month => found.month |= number.whole().is_none_or(|month| month != 1 && month != 12),
        Unit::Percent | Unit::Points | Unit::Times => found.percent = true,
        _ => {}
    }
}
