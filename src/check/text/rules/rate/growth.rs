//! Growth: rates and changes against last year, recomputed from both reports or from the sentence's own figures.
//!
//! 增长25%, 增加5件, 是上年的4倍, 上升6.7个百分点, 同比分别增长14.6%、20%.

use crate::check::text::bind::{Claim, Direction, Fact, When};
use crate::check::text::parse::{Mark, Piece, REACH, What};
use crate::check::text::rules::rate::rates::{EachRate, Rates, per_cent, percent};
use crate::check::text::words::{About, MICRO, Number, Phrase, Unit, Word, is_count, shown};
use crate::diag::Finding;

/// This year's and last year's figure.
type Pair = (i128, i128);

/// What a growth rate may be computed from.
struct Compared<'a> {
    pairs: Vec<Pair>,
    /// The fact that the tables of both years answer.
    fact: Option<Fact>,
    /// The figures that the sentence itself gives, and what each is: this year's, last year's, or the change.
    stated: Option<[Label<'a>; 2]>,
}

/// A figure of the sentence, and what it is.
type Label<'a> = (&'a Number, &'static str);

/// Both years' figures as the sentence gives them, and the two figures that do.
type BothYears<'a> = (Pair, [Label<'a>; 2]);

impl<'a> Rates<'a> {
    /// 同比增长25%, 比上年增加5件, 是2023年的4倍, 增长3倍.
    pub fn growth(&self, number: &Number, at: usize, head: &[Piece], direction: Option<Direction>) -> Option<Finding> {
        // 是2023年的4倍: of the figure itself.
        let plain = direction.is_none();
        let of_itself = number.unit == Unit::Times && self.is_last_year(head) && self.text(head).ends_with('的');
        if plain && !of_itself || number.unit == Unit::Times && direction == Some(Direction::Less) {
            return None;
        }
        self.judge_growth(number, head, direction, &self.compared(at, head)?)
    }

    /// A change, in the measure of the number, is wrong when no two figures give it; without a direction it is the figure itself.
    fn judge_growth(
        &self,
        number: &Number,
        head: &[Piece],
        direction: Option<Direction>,
        of: &Compared,
    ) -> Option<Finding> {
        let grown = |&(now, then): &Pair| direction.map_or(now, |direction| signed(now, then, direction));
        let absolute = !matches!(number.unit, Unit::Percent | Unit::Times);
        let measured = |pair: &Pair| match number.unit {
            Unit::Percent => per_cent(grown(pair), pair.1),
            Unit::Times => grown(pair).checked_mul(MICRO)?.checked_div(pair.1),
            _ => Some(grown(pair)),
        };
        let fits = |value: i128| if absolute { number.agrees(value) } else { number.prints(value) };
        if of.pairs.iter().filter_map(measured).any(fits) {
            return None;
        }
        let (pair, value) = of.pairs.iter().find_map(|pair| Some((pair, measured(pair)?)))?;
        let actual = match number.unit {
            Unit::Percent => format!("{}%", percent((pair.0 - pair.1).abs() * 100, pair.1.abs(), number)),
            Unit::Times => format!("{}倍", shown(value / 10_000 * 10_000)),
            _ => shown((pair.0 - pair.1).abs()),
        };
        Some(self.mismatch((number, head), of, pair, value < 0 && number.unit != Unit::Times, &actual))
    }

    /// 由3.9%升至10.6%，上升6.7个百分点: the difference of the two shares before it.
    pub fn points(&self, number: &Number, at: usize, head: &[Piece], direction: Direction) -> Option<Finding> {
        let from = at.saturating_sub(12);
        let mut shares = (from..at).rev().filter(|&at| {
            self.pieces[at].number().is_some_and(|share| share.unit == Unit::Percent && share.about == About::Exact)
        });
        let (now_at, then_at) = (shares.next()?, shares.next()?);
        let (now, then) = (self.pieces[now_at].number()?, self.pieces[then_at].number()?);
        let became = &self.pieces[then_at + 1..now_at];
        let turned = became.first()?.is(Word::Became) && !became.iter().any(|piece| self.is_unknown(piece));
        if !turned || !self.is_clean(&self.pieces[now_at + 1..at]) || number.about != About::Exact {
            return None;
        }
        let actual = signed(now.value, then.value, direction);
        if (actual - number.value).abs() <= (now.step() + then.step()) / 2 + number.step() {
            return None;
        }
        let message = format!(
            "文字写{}，由{}到{}实际{} {} 个百分点",
            self.said(number, head),
            self.reading.slice(&then.range),
            self.reading.slice(&now.range),
            if now.value >= then.value { "上升" } else { "下降" },
            shown(actual.abs())
        );
        Some(self.finding(number, message).help("按句中的两个占比重新计算"))
    }

    /// Whether words only compare: nothing in them names a fact, another year or another base.
    fn is_clean(&self, pieces: &[Piece]) -> bool {
        let last = self.year_before();
        let says = |set| self.reading.says(pieces, set);
        let same_period = says(Phrase::SamePeriod) && !says(Phrase::YearBefore);
        use Word::{And, Became, Each, Filler, LastYear, Less, More, Own, Than};
        let known = |piece: &Piece| match &piece.what {
            What::Word(word) => matches!(word, Filler | Than | More | Less | Became | LastYear | Own | And | Each),
            What::Number(number) => number.unit != Unit::Year || piece.year() == Some(last),
            What::Mark(_) => true,
            What::Rest => !self.is_unknown(piece),
        };
        !says(Phrase::PeriodToPeriod) && !same_period && pieces.iter().all(known)
    }

    /// What a growth rate at a piece speaks of.
    fn compared(&self, at: usize, head: &[Piece]) -> Option<Compared<'a>> {
        let fact = |count: &Claim| count.fact.clone().filter(|_| self.agrees(count));
        if !self.is_clean(head) && !self.is_of_count_before(at, head) {
            // 收到申请195件，结转7件。申请量同比增长53.5%
            let above = || {
                let name = self.strange(head).filter(|_| at == head.len() && head.iter().any(|p| p.is(Word::Than)))?;
                let named = self.above.iter().filter(|count| self.reading.names(&name, &count.number.range));
                self.by_tables(named.filter_map(fact).collect())
            };
            return self.named_growth(at).or_else(above);
        }
        let told = self.stated(at);
        let opens = told.is_none() && self.is_opening(at);
        let told = told.or_else(|| self.changed(at)).or_else(|| self.based(at));
        let mut facts = self.hung(at);
        if facts.is_empty() && opens {
            // 收到申请195件，结转7件。同比增长53.5%: of any figure of the sentence before.
            facts = self.above.iter().filter_map(fact).collect();
        }
        let (pair, stated) = told.unzip();
        let by_tables = facts.iter().flat_map(|fact| self.pairs(fact));
        let pairs: Vec<Pair> = pair.into_iter().chain(by_tables).collect();
        let fact = facts.into_iter().next().filter(|_| stated.is_none());
        (!pairs.is_empty()).then_some(Compared { pairs, fact, stated })
    }

    /// Whether what a growth rate is said of is what the count before it counts: 收到申请25件，申请量较上年增长25%.
    fn is_of_count_before(&self, at: usize, head: &[Piece]) -> bool {
        let name = self.strange(head);
        let count = self.hangs_on(at).zip(name);
        count.is_some_and(|(count, name)| self.reading.names(&name, &count.number.range))
    }

    /// What words name beside the comparison: 申请 of 申请总量较上年.
    fn strange(&self, head: &[Piece]) -> Option<String> {
        let named = head.iter().filter(|piece| !self.is_clean(std::slice::from_ref(piece)));
        let name: String = named.map(|piece| self.text(std::slice::from_ref(piece))).collect();
        Some(name.replace(['总', '数', '量'], "")).filter(|name| !name.is_empty())
    }

    /// The change right before a rate, in figures that can be reckoned with: 增加80条，增长25%.
    fn change_before(&self, at: usize) -> Option<(&'a Claim, Direction)> {
        let end = self.counts.partition_point(|count| count.piece < at);
        let change = self.counts[..end].last()?;
        let rated = self.pieces[at].number().is_some_and(|number| matches!(number.unit, Unit::Percent | Unit::Times));
        let told = rated && is_exact(change) && self.is_clean(&self.pieces[change.piece + 1..at]);
        change.change.filter(|_| told).map(|direction| (change, direction))
    }

    /// 公开信息400条，比上年增加80条，增长25%: this year's figure and its change, as the sentence gives both.
    fn changed(&self, at: usize) -> Option<BothYears<'a>> {
        let (change, direction) = self.change_before(at).filter(|(change, _)| change.piece >= self.stretch(at))?;
        let now = self.hangs_on(change.piece)?;
        let (now_is, off) = (now.number.value, signed(change.number.value, 0, direction));
        let told = is_exact(now) && now.number.unit == change.number.unit;
        let clean = self.is_clean(&self.pieces[now.piece + 1..change.piece]);
        (told && clean).then_some(((now_is, now_is - off), [(&now.number, "今年"), (&change.number, "增减")]))
    }

    /// 较去年（19件）增加78件，增长410.5%: last year's figure and the change from it.
    fn based(&self, at: usize) -> Option<BothYears<'a>> {
        let (change, direction) = self.change_before(at)?;
        let then = self.bracketed(change.piece)?;
        let (then_was, off) = (then.number.value, signed(change.number.value, 0, direction));
        let told = is_exact(then) && then_was > 0 && then.number.unit == change.number.unit;
        told.then_some(((then_was + off, then_was), [(&then.number, "上年"), (&change.number, "增减")]))
    }

    /// Whether a rate opens its sentence with nothing but a comparison.
    fn is_opening(&self, at: usize) -> bool {
        let before = &self.pieces[at.saturating_sub(REACH)..at];
        at <= REACH
            && before.iter().any(|piece| piece.is(Word::Than))
            && before.iter().all(|piece| piece.mark().is_none())
            && self.is_clean(before)
    }

    /// Both years' figures as the sentence gives them: 25件，上年为20件，同比上升25%; 由1件增加到4件，增加3件; 2023年20件，2024年25件.
    fn stated(&self, at: usize) -> Option<BothYears<'a>> {
        let mut counts = self.before(at);
        let latest = counts.next()?;
        let told = |now: &'a Claim, then: &'a Claim| {
            let comparable = now.number.unit == then.number.unit && is_exact(now) && is_exact(then);
            let pair = (now.number.value, then.number.value);
            comparable.then_some((pair, [(&now.number, "今年"), (&then.number, "上年")]))
        };
        if let Some(then) = self.bracketed(at) {
            return told(latest, then);
        }
        let earlier = counts.next()?;
        let head = self.head(latest.piece);
        let quoted = (self.is_quoted(latest), self.is_quoted(earlier));
        let (now, then) = if quoted == (true, false) && self.repeats(head, earlier) {
            (earlier, latest)
        } else if head.iter().any(|piece| piece.is(Word::Became))
            && (quoted.1 || self.text(self.head(earlier.piece)).contains(['由', '从']))
            || quoted == (false, true) && self.repeats(head, earlier)
        {
            (latest, earlier)
        } else {
            return None;
        };
        told(now, then).filter(|_| self.is_clean(&self.pieces[latest.piece + 1..at]))
    }

    /// 较2023年（320条）增长25%: last year's figure in a bracket before the rate.
    fn bracketed(&self, at: usize) -> Option<&'a Claim> {
        // 同比增长57%（2022年为14件）
        let behind = self.pieces.get(at + 1).filter(|piece| piece.mark() == Some(Mark::Open));
        let then = self.counts.iter().find(|count| behind.is_some() && count.piece > at);
        if let Some(then) = then.filter(|then| {
            let head = &self.pieces[at + 2..then.piece];
            self.is_last_year(head) && self.is_clean(head)
        }) {
            return Some(then);
        }
        let before = &self.pieces[at.saturating_sub(REACH)..at];
        let close = before.iter().rposition(|piece| piece.mark() == Some(Mark::Close))?;
        let open = before[..close].iter().rposition(|piece| piece.mark() == Some(Mark::Open))?;
        let from = at - before.len();
        let mut inside = self.counts.iter().filter(|count| (from + open..from + close).contains(&count.piece));
        let only = inside.next().filter(|_| inside.next().is_none())?;
        (self.is_last_year(self.head(from + open)) && self.is_clean(&before[close..])).then_some(only)
    }

    /// Whether words before a figure name nothing that those before an earlier one do not: 上年办结18件.
    fn repeats(&self, head: &[Piece], earlier: &Claim) -> bool {
        let before = self.head(earlier.piece);
        let text = |piece: &Piece| self.text(std::slice::from_ref(piece));
        head.iter().all(|piece| {
            self.is_clean(std::slice::from_ref(piece))
                || piece.year() == Some(self.year_before() + 1)
                || before.iter().any(|other| text(other) == text(piece))
        })
    }

    /// The facts that a rate hangs on: that of the count before it, and within 其中 the whole's too.
    fn hung(&self, at: usize) -> Vec<Fact> {
        let Some(count) = self.hangs_on(at).filter(|count| self.agrees(count)) else { return Vec::new() };
        let between = &self.pieces[count.piece + 1..at];
        let tail = between.iter().position(|piece| piece.mark().is_some()).unwrap_or(between.len());
        // Another noun between the count and its rate: the rate may be of that.
        if between[tail..].iter().any(|piece| self.is_unknown(piece))
            || between.iter().any(|piece| matches!(piece.word(), Some(Word::Sum | Word::Among | Word::Title)))
            || self.reading.says(between, Phrase::PeriodToPeriod)
            || !self.is_compared(between)
        {
            return Vec::new();
        }
        let stretch = &self.pieces[self.stretch(count.piece)..count.piece];
        let among = stretch.iter().any(|piece| piece.is(Word::Among));
        let counts = self.before(at).skip_while(|other| other.piece > count.piece).take(if among { 12 } else { 1 });
        counts.filter(|count| self.agrees(count)).filter_map(|count| count.fact.clone()).collect()
    }

    /// Whether what stands between a count and a rate compares with last year: 比上年增加5件，增长25%, or simply 573件，增长14.6%.
    fn is_compared(&self, between: &[Piece]) -> bool {
        let marks = between.iter().filter(|piece| piece.mark().is_some()).count();
        let bare = |piece: &Piece| match &piece.what {
            What::Word(word) => matches!(word, Word::Filler | Word::More | Word::Less),
            What::Mark(mark) => *mark == Mark::Comma,
            What::Number(_) => false,
            What::Rest => !self.is_unknown(piece),
        };
        between.iter().any(|piece| piece.is(Word::Than))
            || self.is_last_year(between)
            || marks == 1 && between.iter().all(bare)
    }

    /// 与上年相比，新收申请减少14件: the fact is named where the rate stands.
    fn named_growth(&self, at: usize) -> Option<Compared<'a>> {
        let from = self.head_from(at);
        let (words, object) = self.named(from, at)?;
        let than = |piece: &Piece| piece.is(Word::Than) && !self.reading.is(piece, Phrase::PeriodToPeriod);
        let stretch = self.stretch(at);
        let counted = self.before(at).next().map_or(stretch, |count| count.piece);
        if !self.pieces[counted.max(stretch)..at].iter().any(than) {
            return None;
        }
        self.by_tables(vec![self.fact(&words, &object)?])
    }

    /// What the tables of both years say of facts.
    fn by_tables(&self, facts: Vec<Fact>) -> Option<Compared<'a>> {
        let pairs: Vec<Pair> = facts.iter().flat_map(|fact| self.pairs(fact)).collect();
        (!pairs.is_empty()).then_some(Compared { pairs, fact: facts.into_iter().next(), stated: None })
    }

    fn pairs(&self, fact: &Fact) -> Vec<Pair> {
        let report = self.subject.report;
        let Some(last) = self.subject.last_year else { return Vec::new() };
        let then: Vec<i128> = fact.in_report(report, last).iter().map(|sum| sum.value(last)).collect();
        let now = fact.readings.iter().map(|sum| sum.value(report));
        now.flat_map(|now| then.iter().map(move |then| (now, *then))).collect()
    }

    /// 同比分别增长14.6%、20%: each with its count, or each share with what it is of; where the list ends.
    pub fn paired(&self, each: usize, findings: &mut Vec<Finding>) -> Option<usize> {
        let (rows, end) = self.rows(each);
        if rows.len() < 2 {
            return None;
        }
        if rows.iter().all(|row| row.direction.is_none()) {
            findings.extend(self.shares_in_turn(each, &rows));
            return Some(end);
        }
        let counts = self.run_before(each, rows.len())?;
        if !self.is_compared(&self.pieces[counts.last()?.piece + 1..each]) {
            return Some(end);
        }
        for (row, count) in rows.iter().zip(counts) {
            let fact = count.fact.as_ref().filter(|_| self.agrees(count));
            let of = fact.and_then(|fact| self.by_tables(vec![fact.clone()]));
            let judge = |of: Compared| self.judge_growth(row.number, &[], Some(row.direction?), &of);
            findings.extend(of.and_then(judge));
        }
        Some(end)
    }

    /// The figures behind 分别, each with the direction last given, and where they end.
    fn rows(&self, each: usize) -> (Vec<EachRate<'a>>, usize) {
        let mut direction = self.direction(self.head(each));
        let mut rows: Vec<EachRate> = Vec::new();
        let mut end = each;
        for (at, piece) in self.pieces.iter().enumerate().skip(each + 1).take(REACH) {
            match &piece.what {
                What::Word(Word::More) => direction = Some(Direction::More),
                What::Word(Word::Less) => direction = Some(Direction::Less),
                What::Word(Word::Than | Word::And | Word::LastYear | Word::Share | Word::Filler) => {}
                What::Word(Word::Done | Word::New | Word::Received | Word::Application | Word::Request)
                    if rows.is_empty() => {}
                What::Mark(Mark::Pause | Mark::Comma) if !rows.is_empty() => {}
                What::Rest if !self.is_unknown(piece) => {}
                What::Number(number) if number.unit == Unit::Percent || direction.is_some() && is_count(number) => {
                    let unit = rows.first().map_or(number.unit, |row| row.number.unit);
                    // 分别增长5件、7件，增长25%: the list is of the first unit.
                    if unit != number.unit {
                        break;
                    }
                    rows.push(EachRate { number, direction });
                    end = at + 1;
                }
                _ => break,
            }
        }
        (rows, end)
    }

    /// The counts before 分别, joined by 、 or 和, when there are just so many.
    pub fn run_before(&self, each: usize, many: usize) -> Option<Vec<&'a Claim>> {
        let joined = |from: usize, to: usize| {
            !self.pieces[from..to].iter().any(|piece| piece.mark().is_some_and(|mark| mark != Mark::Pause))
        };
        let mut run: Vec<&Claim> = Vec::new();
        for count in self.before(each) {
            if run.last().is_some_and(|later| !joined(count.piece, later.piece)) {
                break;
            }
            run.push(count);
        }
        run.reverse();
        (run.len() == many && run.iter().all(|count| count.when == When::Now)).then_some(run)
    }

    fn said(&self, number: &Number, head: &[Piece]) -> String {
        let verb = head.iter().rfind(|piece| matches!(piece.word(), Some(Word::More | Word::Less)));
        format!("{}{}", verb.map_or("", |piece| self.reading.slice(&piece.range)), self.reading.slice(&number.range))
    }

    fn mismatch(
        &self,
        (number, head): (&Number, &[Piece]),
        of: &Compared,
        (now, then): &Pair,
        against: bool,
        actual: &str,
    ) -> Finding {
        let way = if against { "方向相反，实际" } else { "实际" };
        let word = match number.unit {
            Unit::Times if self.direction(head).is_none() => "是",
            Unit::Count(_) | Unit::Yuan if now >= then => "增加",
            Unit::Count(_) | Unit::Yuan => "减少",
            _ if now >= then => "增长",
            _ => "下降",
        };
        let subject = of.fact.as_ref().map_or("按句中数字，".to_owned(), |fact| self.name(&fact.readings));
        let (said, now, then) = (self.said(number, head), shown(*now), shown(*then));
        let message = format!("文字写{said}，{subject}今年 {now}、上年 {then}，{way}{word} {actual}");
        let mut finding = self.finding(number, message).expected(format!("{word} {actual}"));
        if let Some(stated) = of.stated {
            for (number, label) in stated {
                finding = finding.also(self.reading.text.place(number.range.clone()), label);
            }
            return finding.help("按句中的两个数重新计算；口径不同的，在文字里写明");
        }
        let (report, last) = (self.subject.report, self.subject.last_year);
        for sum in of.fact.iter().flat_map(|fact| fact.readings.first()) {
            finding = sum.noted(finding, report, "");
            if let Some((last, before)) = last.and_then(|last| Some((last, sum.in_report(report, last)?))) {
                finding = before.noted(finding, last, "上年");
            }
        }
        finding.help("按两年报告的数字重新计算；口径不同的，在文字里写明")
    }
}

/// Whether a figure is a count told to the last digit.
fn is_exact(count: &Claim) -> bool {
    count.number.about == About::Exact && is_count(&count.number)
}

/// How far this year's figure went in a direction.
fn signed(now: i128, then: i128, direction: Direction) -> i128 {
    if direction == Direction::More { now - then } else { then - now }
}
