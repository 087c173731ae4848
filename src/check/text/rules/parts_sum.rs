//! parts-sum: parts that do not add up to the total the text gives, however the list is introduced.
//!
//! An excess is always wrong; a shortfall only where the list means to be complete.

mod bare;
mod run_on;
mod shares;
mod sums;

use run_on::RunOn;

use crate::check::subject::Subject;
use crate::check::text::parse::{Claims, Division, Lists, Mark, Piece, REACH};
use crate::check::text::prose::{Passage, ReadProse};
use crate::check::text::words::{MICRO, Number, Phrase, Slip, Word, is_count, shown};
use crate::diag::{Code, Finding, Severity};

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for passage in prose.passages() {
        let lists = Lists { reading: passage.reading, paragraph: passage.paragraph };
        for index in 0..passage.paragraph.sentences.len() {
            // Amounts of the handling fee have their own check.
            if passage.is_fee(index) {
                continue;
            }
            let mut found: Vec<Finding> = Vec::new();
            for division in passage.divisions_of(index) {
                found.extend(judge(&lists, division, &|at| is_tabled(subject, passage, index, at)));
            }
            for at in 0..lists.pieces(index).len() {
                found.extend(sums::summed(&lists, index, at).or_else(|| sums::remainder(&lists, index, at)));
            }
            found.extend(shares::shares(&lists, index));
            // A total may be divided in two ways; one finding is enough.
            let mut seen = std::collections::HashSet::new();
            findings.extend(found.into_iter().filter(|finding| seen.insert(finding.at.range.start)));
        }
    }
}

/// Whether a figure is what the tables say.
fn is_tabled(subject: &Subject, passage: &Passage, index: usize, piece: usize) -> bool {
    let mut claims = passage.claims_of(index).iter();
    claims.find(|claim| claim.piece == piece).is_some_and(|claim| claim.agrees(subject.report))
}

/// A total of which one digit in the front is wrong tells of a slip from here on: one in a hundred partial lists looks so by chance.
const TELLING: i128 = 300 * MICRO;

/// An excess is wrong unless the parts may overlap; a shortfall where parts mean to be all, and one digit would make them so.
fn judge(lists: &Lists, division: &Division, tabled: &dyn Fn(usize) -> bool) -> Option<Finding> {
    let (total, parts) = (division.total, &division.parts);
    let sum = parts.sum();
    if division.is_open || division.fits() || run_on::is_explained(lists, division) {
        return None;
    }
    let all: Vec<(&Number, i128)> = parts.list.iter().map(|part| (part.number, part.times)).collect();
    if sum < total.value && division.claims == Claims::Whole {
        match run_on::run_on(lists, division) {
            Some(RunOn::Fits) => return None,
            Some(RunOn::Off(parts)) if !is_partial(lists, division) => return Some(excess(lists, total, &parts)),
            _ => {}
        }
    }
    let few = matches!(division.claims, Claims::Within | Claims::Whole) && parts.list.len() < run_on::LONG;
    let least = if few { 8 } else { 6 };
    let close = sum * 10 >= total.value * least && sum * 2 <= total.value * 3;
    let slip = Slip::of(total, &all);
    // 公开1750条（微博1000条，微信150条): a leading digit; of figures so large, parts that leave out as much by chance are rare.
    let far = slip.is_some() && !close && total.value >= TELLING && division.claims == Claims::Whole;
    // Two digits in the wrong order tell that the list means to be complete.
    let turned = slip == Some(Slip::Turned) && division.claims == Claims::Whole;
    let bare = division.claims == Claims::Bare;
    if !close && (parts.mixed && !turned || bare && !division.ends_with_other())
        || bare
            && !(division.is_parallel(lists)
                || slip == Some(Slip::Turned) && division.is_kindred()
                || bare::is_run(lists, division, slip))
    {
        return None;
    }
    let tabled = parts.list.iter().all(|part| tabled(part.piece));
    // 新收25件，上年结转2件。其中…: of both together.
    let carried = |piece: &Piece| matches!(piece.word(), Some(Word::CarriedIn | Word::Carried));
    let of_both = || lists.pieces(division.total_at.0).iter().any(carried);
    let wrong = if sum > total.value {
        !may_overlap(lists, division)
    } else {
        (division.ends_with_other() || slip.is_some() || tabled && !goes_on(lists, division))
            && !(tabled && of_both())
            && (parts.list.len() >= 3 || (close || turned || far) && is_whole_pair(lists, division, slip == Some(Slip::Turned)))
            // 包括 before a long list that makes nearly all means all.
            && (division.claims != Claims::Excerpt || parts.list.len() >= 5)
            && !parts.unsure
            && (close || turned || far || parts.list.iter().any(|part| part.other))
            && !is_partial(lists, division)
    };
    let falls_short = sum < total.value && close && !parts.unsure && is_listed(lists, division);
    match wrong {
        true => Some(excess(lists, total, &all)),
        false => falls_short.then(|| excess(lists, total, &all).severity(Severity::Hint)),
    }
}

/// Whether a list stands behind a colon, closes its sentence and says nothing of others: 其中：公文9条；人事7条；网站158条。 Nobody knows whether
/// it means to be whole, so a shortfall is only pointed out.
fn is_listed(lists: &Lists, division: &Division) -> bool {
    let Some(first) = division.parts.list.first() else { return false };
    let text = &lists.reading.text.text;
    let head = &text[..division.from.min(text.len())];
    let introduction = division.from..first.number.range.start.max(division.from);
    division.parts.list.len() >= 4
        && (head.trim_end().ends_with(['：', ':']) || lists.reading.slice(&introduction).contains(['：', ':']))
        && !goes_on(lists, division)
        && !is_partial(lists, division)
}

/// Whether two parts are all that the sentence counts so: 其中网站1000条、公众号150条; not where one is of some only, or more follows.
fn is_whole_pair(lists: &Lists, division: &Division, turned: bool) -> bool {
    let [first, last] = &division.parts.list[..] else { return false };
    let pieces = lists.pieces(division.index);
    let counted = |piece: &Piece| piece.number().is_some_and(is_count);
    let between = &pieces[first.piece + 1..last.piece];
    let heads = [first, last].map(|part| lists.head_text(division.index, part.piece));
    division.claims != Claims::Excerpt
        // 25件申请中，自然人20件、商业企业4件: two of more.
        && (division.claims != Claims::Within || turned)
        && (division.claims != Claims::Bare
            || !last.loose
            || first.is_bare && last.is_bare
            || turned && division.is_kindred())
        && !heads.iter().any(|head| head.trim_end_matches('共').contains(['的', '共', '前']))
        && !between.iter().any(counted)
        && !goes_on(lists, division)
}

/// Whether more is counted so behind the last part: the list may be longer than what was understood of it.
fn goes_on(lists: &Lists, division: &Division) -> bool {
    let Some(last) = division.parts.list.last() else { return false };
    // 其中信函12件、网络2件，办结13件: what was done with them is no part.
    let ends = |piece: &&Piece| {
        !matches!(piece.mark(), Some(Mark::Semicolon | Mark::Close))
            && !matches!(piece.word(), Some(Word::Done | Word::CarriedOut))
            && !lists.divides_further(piece)
    };
    let more = |piece: &Piece| piece.number().is_some_and(|number| number.unit == last.number.unit);
    lists.pieces(division.index)[last.piece + 1..].iter().take(REACH).take_while(ends).any(more)
}

/// 身份有交叉, 同步推送95条: parts that may be counted twice.
fn may_overlap(lists: &Lists, division: &Division) -> bool {
    let pieces = lists.pieces(division.index);
    let list = division.extent.clone();
    let last = division.parts.list.last().map_or(0, |part| part.piece);
    let end = pieces[last..].iter().take(REACH).next_back().map_or(list.end, |piece| piece.range.end);
    let said = &lists.reading.said;
    // 采用310条，其中网站采用200条: what holds of all parts sets none apart.
    let divided = lists.head_text(division.total_at.0, division.total_at.1);
    let mut verbs = division.parts.list.iter().filter_map(|part| part.verb);
    let first = verbs.next();
    // 公开议题120个、邀请列席80个: what was done with the same things.
    // （含新制定4件、修改14件）: how each came about.
    !(division.enclosed && division.claims == Claims::Excerpt) && verbs.any(|verb| Some(verb) != first)
        || said.all(list.clone(), Phrase::Shared).any(|word| !divided.contains(lists.reading.slice(&word)))
        // （含新制定4件…）: what introduces the list is no part's.
        || division.parts.list[usize::from(division.claims == Claims::Excerpt)..]
            .iter()
            .any(|part| lists.reading.opens(lists.head(division.index, part.piece), Phrase::With))
        || said.says(list.start..end.max(list.end), Phrase::Overlap)
}

/// 主要, 最多, 等, 其余由公众号发布: a list that leaves parts out.
fn is_partial(lists: &Lists, division: &Division) -> bool {
    let (reading, list) = (lists.reading, division.extent.clone());
    let text = &reading.text.text;
    let parts = &division.parts.list;
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return true };
    let said = &reading.said;
    let sentence = lists.paragraph.sentences[division.index].range.end.max(list.end);
    let next = text[list.end..sentence].trim_start_matches(['，', '；', ',', ';', '、', ' ']);
    let etc = |at: usize| text[at..sentence.max(at)].trim_start_matches('的').starts_with('等');
    let introduction = if division.claims == Claims::Whole { division.from } else { list.start };
    let introduction = introduction..first.number.range.start.max(introduction);
    let chosen = if division.claims == Claims::Excerpt { Phrase::Chiefly } else { Phrase::Partly };
    said.says(introduction, chosen)
        || said.says(list.clone(), Phrase::Rank)
        || reading.slice(&(last.number.range.end..list.end.max(last.number.range.end))).contains('等')
        || said.opens(sentence - next.len()..sentence, Phrase::LeftOver).is_some()
        || parts.iter().any(|part| etc(part.number.range.end))
}

/// What is said of parts that do not make a total.
fn excess(lists: &Lists, total: &Number, parts: &[(&Number, i128)]) -> Finding {
    mismatch(lists, total, parts, "分项之和").help("核对合计和各分项；分项没有列全的，在末尾加“等”")
}

/// A total with its parts, each with how often it counts, and what their sum is called.
fn mismatch(lists: &Lists, total: &Number, parts: &[(&Number, i128)], name: &str) -> Finding {
    let sum: i128 = parts.iter().map(|(part, times)| part.value * times).sum();
    let term = |&(part, times): &(&Number, i128)| match times {
        1 => shown(part.value),
        _ => format!("{} × {times}", shown(part.value)),
    };
    let terms: Vec<String> = parts.iter().map(term).collect();
    let arithmetic = if terms == [shown(sum)] { shown(sum) } else { format!("{} = {}", terms.join(" + "), shown(sum)) };
    let which = if sum > total.value { "多" } else { "少" };
    let place = |number: &Number| lists.reading.text.place(number.range.clone());
    let (said, measure) = (lists.reading.slice(&total.range), &(total.digits.end..total.range.end));
    let (off, measure) = (shown((sum - total.value).abs()), lists.reading.slice(measure));
    let message = format!("合计写{said}，{name}是 {arithmetic}，{which} {off}{measure}");
    let finding = Finding::new(Code::PartsSum, place(total), message).label("合计");
    let finding = parts.iter().take(8).fold(finding, |finding, (part, _)| finding.also(place(part), "分项"));
    finding.expected(format!("{}{measure}", shown(sum)))
}
