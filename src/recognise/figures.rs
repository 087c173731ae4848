//! What is printed in a cell → its figure, or why there is none. Never a guess: a dash, a blank and two figures are unread.

use super::labels::{is_unseen, squeezed};
use crate::form::{MoneyUnit, ValueKind};
use crate::read_back::unit::GridCell;
use crate::report::{Amount, Value, parse_amount, parse_whole};
use unicode_normalization::UnicodeNormalization;

/// Why a cell was not read (未读出的原因).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// Nothing is printed.
    Blank,
    /// A dash, a slash, 无.
    Nothing,
    /// No figure, or more than a figure.
    Text,
    /// Several paragraphs or lines in one cell.
    Several,
    /// An amount whose unit neither the cell nor the head says.
    NoUnit,
    /// The reader of the file doubts it.
    Doubt(String),
    /// The row as a whole could not be matched to the columns.
    Row(String),
    /// The same cell was found twice, with different figures.
    Differs(String),
    /// A formula's stored result that its cells do not add up to.
    Stale,
    /// A formula adds up cells that were not read.
    Partial,
    /// The file has no such row.
    Missing,
}

impl Unread {
    /// In words, without the printed text.
    pub fn words(&self) -> String {
        match self {
            Unread::Blank => "原文是空格".into(),
            Unread::Nothing => "没有数，是否为零请核对".into(),
            Unread::Text => "不是一个数".into(),
            Unread::Several => "一格里有几个数".into(),
            Unread::NoUnit => "没有写明是元还是万元".into(),
            Unread::Doubt(why) | Unread::Row(why) | Unread::Differs(why) => why.clone(),
            Unread::Stale => "公式存的结果与各格相加的不同".into(),
            Unread::Partial => "公式相加的格没有都读出".into(),
            Unread::Missing => "文件里没有找到这一行".into(),
        }
    }
}

/// A figure as read, with what the clerk should be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The figure.
    pub value: Value,
    /// What is remarkable about how it was written.
    pub note: Option<String>,
}

/// The clean text of a cell: compatibility characters as usual ones, nothing unseen, no blanks at the ends. Numbers of notes stay what
/// they are: `1①` and `1¹` are not 11.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.nfc().filter(|c| !is_unseen(*c)) {
        if is_note_number(c) { cleaned.push(c) } else { cleaned.extend(std::iter::once(c).nfkc()) }
    }
    cleaned.trim().to_owned()
}

/// A number that is one sign: circled, in brackets, raised, a fraction. Folded into usual digits it would go on the number before it.
fn is_note_number(c: char) -> bool {
    c.is_numeric() && !c.is_ascii_digit() && !('０'..='９').contains(&c) && !('\u{1D7CE}'..='\u{1D7FF}').contains(&c)
}

const DASHES: &[&str] =
    &["-", "--", "---", "—", "——", "–", "−", "―", "─", "ー", "/", "//", "\\", "无", "没有", "空", "无数据"];
/// Measure words that may stand behind a count.
const MEASURES: &[&str] = &["件次", "件", "个", "条", "项", "起", "宗", "份", "部", "次"];

/// Whether a text is a figure, a blank or a sign for none, rather than a label.
pub(super) fn looks_like_one(text: &str) -> bool {
    let text = clean(text);
    // A figure with the number of a note stands where a figure stands, though it is not read.
    let one = |line: &str| {
        let bare = line.trim_end_matches(is_note_number).trim_end();
        !line.is_empty() && (bare.is_empty() || split(bare).is_some())
    };
    text.is_empty() || is_nothing(&text) || lines(&text).all(one)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(str::trim)
}

fn is_nothing(text: &str) -> bool {
    DASHES.contains(&squeezed(text).as_str())
}

/// A printed figure taken apart.
struct FigureParts {
    negative: bool,
    signed: bool,
    digits: String,
    separated: bool,
    unit: Option<MoneyUnit>,
    measure: bool,
    remark: String,
}

/// Takes a figure apart; `None` when a text does not begin with a number, or holds more than a unit and a remark in brackets.
fn split(text: &str) -> Option<FigureParts> {
    let (sign, rest) = match text.chars().next()? {
        c @ ('-' | '−' | '–' | '—' | '减' | '负') => (Some(true), &text[c.len_utf8()..]),
        c @ ('+' | '增' | '加') => (Some(false), &text[c.len_utf8()..]),
        _ => (None, text),
    };
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
    let (number, tail) = rest.split_at(end);
    if !number.starts_with(|c: char| c.is_ascii_digit()) || !number.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let separated = number.contains(',');
    if separated && !in_thousands(number) {
        return None;
    }
    let tail = tail.trim();
    let unit = MoneyUnit::ALL.into_iter().find(|unit| tail.starts_with(unit.as_str()));
    let measure = if unit.is_some() { None } else { MEASURES.iter().find(|word| tail.starts_with(**word)) };
    let after = tail[unit.map_or(measure.map_or(0, |word| word.len()), |unit| unit.as_str().len())..].trim();
    let remark = after.is_empty() || after.starts_with('(') && after.ends_with(')');
    remark.then(|| FigureParts {
        negative: sign == Some(true),
        signed: sign.is_some(),
        digits: number.replace(',', ""),
        separated,
        unit,
        measure: measure.is_some(),
        remark: after.to_owned(),
    })
}

/// Whether commas stand where thousands are parted.
fn in_thousands(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or(number);
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3)
        && !number[whole.len()..].contains(',')
}

/// Reads a cell for a column; `head` is what the file prints over it, which may name a unit.
///
/// # Errors
/// Why there is no figure.
pub(super) fn read(cell: &GridCell, kind: ValueKind, head: &str) -> Result<Figure, Unread> {
    if let Some(doubt) = &cell.doubt {
        return Err(Unread::Doubt(doubt.clone()));
    }
    let paragraphs: Vec<String> = cell.paragraphs.iter().map(|p| clean(p)).filter(|p| !p.is_empty()).collect();
    let text = match &paragraphs[..] {
        [] => return Err(Unread::Blank),
        [one] => one.clone(),
        // A remark in brackets may stand on a line of its own.
        [first, rest @ ..] if rest.iter().all(|p| p.starts_with('(')) => format!("{first}{}", rest.concat()),
        _ => return Err(Unread::Several),
    };
    let text = match text.split_once('\n') {
        Some((first, rest)) if rest.trim().starts_with('(') => {
            format!("{}{}", first.trim(), rest.trim().replace('\n', ""))
        }
        Some(_) => return Err(Unread::Several),
        None => text,
    };
    if is_nothing(&text) {
        return Err(Unread::Nothing);
    }
    let parts = split(&text).ok_or(Unread::Text)?;
    let mut note = (!parts.remark.is_empty() || parts.measure || parts.separated).then(|| format!("原文是“{text}”"));
    let value = match kind {
        ValueKind::Amount(unit) => {
            let (amount, said) = amount(&parts, unit, head)?;
            note = said.map(|said| format!("{said}，原文是“{text}”")).or(note);
            Value::Amount(amount)
        }
        ValueKind::Count if parts.signed => return Err(Unread::Text),
        _ if parts.unit.is_some() => return Err(Unread::Text),
        _ => {
            let number = parse_whole(whole(&parts.digits), false).map_err(|_| Unread::Text)?;
            Value::Whole(if parts.negative { -number } else { number })
        }
    };
    Ok(Figure { value, note })
}

/// A whole number that a spreadsheet shows with decimals (`3.00`). Three may be thousands parted by a slip of the key.
fn whole(digits: &str) -> &str {
    digits.strip_suffix(".00").or_else(|| digits.strip_suffix(".0")).unwrap_or(digits)
}

/// An amount in the form's unit, or with its own where the form names none; converted exactly, and then said so.
fn amount(parts: &FigureParts, form: Option<MoneyUnit>, head: &str) -> Result<(Amount, Option<String>), Unread> {
    if parts.signed || parts.measure {
        return Err(Unread::Text);
    }
    let parse = |text: &str, unit: Option<MoneyUnit>| parse_amount(text, unit).map_err(|_| Unread::Text);
    let zero = parts.digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    let printed = parts.unit.or_else(|| unit_in(head));
    match (form, printed) {
        (Some(form), Some(unit)) if unit != form => {
            let micro = parse(&format!("{}{}", parts.digits, unit.as_str()), None)?.micro_yuan();
            let amount = parse(&Amount::decimal(micro, form), Some(form))?;
            Ok((amount, Some(format!("由{}换算为{}", unit.as_str(), form.as_str()))))
        }
        (Some(form), _) => Ok((parse(&parts.digits, Some(form))?, None)),
        (None, _) if zero => Ok((Amount::zero(), None)),
        (None, Some(unit)) => {
            let said = parts.unit.is_none().then(|| format!("单位“{}”取自表头", unit.as_str()));
            Ok((parse(&format!("{}{}", parts.digits, unit.as_str()), None)?, said))
        }
        (None, None) => Err(Unread::NoUnit),
    }
}

/// The unit that a head names in brackets, `（单位：万元）`.
fn unit_in(head: &str) -> Option<MoneyUnit> {
    let head = squeezed(head);
    let (_, bracket) = head.split_once('(')?;
    let named: Vec<MoneyUnit> = MoneyUnit::ALL.into_iter().filter(|unit| bracket.contains(unit.as_str())).collect();
    // 万元 and 亿元 hold 元.
    named.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> GridCell {
        GridCell::new(1, 1, text)
    }

    fn count(text: &str) -> Result<String, Unread> {
        read(&cell(text), ValueKind::Count, "").map(|figure| figure.value.to_string())
    }

    fn money(text: &str, unit: Option<MoneyUnit>, head: &str) -> Result<String, Unread> {
        read(&cell(text), ValueKind::Amount(unit), head).map(|figure| figure.value.to_string())
    }

    #[test]
    fn counts_as_offices_print_them() {
        for (text, number) in [
            ("12", "12"),
            ("１２", "12"),
            (" 12\u{3000}", "12"),
            ("\u{200B}5\u{FEFF}", "5"),
            ("33件", "33"),
            ("33 件", "33"),
            ("22（其中修订16件）", "22"),
            ("22\n（其中修订16件）", "22"),
            ("1,234", "1234"),
            ("3.00", "3"),
            ("1,234.0", "1234"),
            ("0", "0"),
        ] {
            assert_eq!(count(text).as_deref(), Ok(number), "{text}");
        }
        for (text, why) in [
            ("", Unread::Blank),
            ("\u{A0}", Unread::Blank),
            ("-", Unread::Nothing),
            ("—", Unread::Nothing),
            ("／", Unread::Nothing),
            ("－", Unread::Nothing),
            ("无", Unread::Nothing),
            ("含自然失效29件", Unread::Text),
            ("3/5", Unread::Text),
            ("1 2", Unread::Text),
            ("1.5", Unread::Text),
            ("1.000", Unread::Text),
            ("1.20", Unread::Text),
            ("+5", Unread::Text),
            ("-4", Unread::Text),
            ("12,34", Unread::Text),
            ("5元", Unread::Text),
            ("1\n2", Unread::Several),
            ("007", Unread::Text),
            ("#REF!", Unread::Text),
            ("十二", Unread::Text),
            ("1.属于国家秘密", Unread::Text),
            ("1234567890123", Unread::Text),
            ("1①", Unread::Text),
            ("3¹", Unread::Text),
            ("3₁", Unread::Text),
            ("3⑴", Unread::Text),
            ("3⒈", Unread::Text),
            ("3½", Unread::Text),
            ("3\u{336}1", Unread::Text),
            ("①", Unread::Text),
        ] {
            assert_eq!(count(text), Err(why), "{text}");
        }
        let two = GridCell { paragraphs: vec!["1".into(), "2".into()], ..cell("") };
        assert_eq!(read(&two, ValueKind::Count, ""), Err(Unread::Several));
        let doubtful = GridCell { doubt: Some("公式没有结果".into()), ..cell("5") };
        assert_eq!(read(&doubtful, ValueKind::Count, ""), Err(Unread::Doubt("公式没有结果".into())));
    }

    #[test]
    fn changes_may_have_signs() {
        for (text, number) in [
            ("减4", "-4"),
            ("-4", "-4"),
            ("－4", "-4"),
            ("+461", "461"),
            ("＋442", "442"),
            ("442", "442"),
            ("−15", "-15"),
        ] {
            let found = read(&cell(text), ValueKind::Change, "").map(|figure| figure.value.to_string());
            assert_eq!(found.as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn amounts_have_a_unit_or_are_unread() {
        let wan = Some(MoneyUnit::WanYuan);
        assert_eq!(money("7730.28", wan, "本年收费金额（单位：万元）").as_deref(), Ok("7730.28"));
        assert_eq!(money("7730.28万元", wan, "").as_deref(), Ok("7730.28"));
        assert_eq!(money("251000元", wan, "").as_deref(), Ok("25.1"));
        assert_eq!(money("251000", wan, "本年收费金额（元）").as_deref(), Ok("25.1"));
        assert_eq!(money("73802895.90元", None, "采购总金额").as_deref(), Ok("73802895.90元"));
        assert_eq!(money("7380.28959", None, "采购总金额（万元）").as_deref(), Ok("7380.28959万元"));
        assert_eq!(money("52.15", None, "采购总金额"), Err(Unread::NoUnit));
        assert_eq!(money("0", None, "采购总金额").as_deref(), Ok("0"));
        assert_eq!(money("约3万元", None, ""), Err(Unread::Text));
        assert_eq!(money("0.1元", wan, "").as_deref(), Ok("0.00001"));
        assert_eq!(money("0.0001元", wan, ""), Err(Unread::Text), "more decimals than can be written");
    }

    #[test]
    fn labels_are_no_figures() {
        for text in ["1.属于国家秘密", "1、重复申请", "本年增/减（如-8）", "第二十条", "2023年"]
        {
            assert!(!looks_like_one(text), "{text}");
        }
        for text in ["", "5", "5件", "-", "５", "1\n2", "减4", "5①", "5¹²"] {
            assert!(looks_like_one(text), "{text}");
        }
    }
}
