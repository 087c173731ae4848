//! Reading one line of figures, in every way the data file may write it: one figure, a list, a mapping, one 0.

use std::ops::Range;

use super::{Reader, is_quoted, is_unfilled};
use crate::diag::Code;
use crate::form::{Column, LineKind, TableForm, ValueKind};
use crate::report::{
    Amount, AmountError, CountError, FigureOrigin, Value as Figure, nearest, parse_amount, parse_whole,
};
use crate::source::{Key, Node, Scalar, Value};

/// The key that covers what is not named (其余).
pub(in crate::report) const REST: &str = "其余";

/// What a line was given: per column a figure and its place, or nothing.
pub(super) type Given = Vec<Option<(Figure, Range<usize>, FigureOrigin)>>;

/// A line of the form on its way in.
struct GivenRow<'a> {
    columns: &'a [Column],
    /// The columns that are no totals.
    parts: Vec<usize>,
    /// Whether the line itself is a total.
    is_total: bool,
    /// In the words of the form.
    words: String,
    /// As the file calls it.
    key: &'a Key,
}

impl GivenRow<'_> {
    /// Zero in every column that is no total, written at `range`.
    fn covered(&self, range: &Range<usize>) -> Given {
        let zero =
            |column: &Column| column.total.is_none().then(|| (zero_of(column), range.clone(), FigureOrigin::Covered));
        self.columns.iter().map(zero).collect()
    }
}

impl Reader<'_> {
    /// Reads one line of figures.
    pub(super) fn line(&mut self, form: &TableForm, line: usize, key: &Key, node: &Node) -> Option<Given> {
        let columns = &form.lines[line].columns;
        let row = GivenRow {
            columns,
            parts: (0..columns.len()).filter(|&column| columns[column].total.is_none()).collect(),
            is_total: form.lines[line].kind != LineKind::Data,
            words: form.line_words(line),
            key,
        };
        key.text.clone_into(&mut self.unfilled.row);
        match &node.value {
            Value::Scalar(scalar) => self.single(&row, scalar, &node.range),
            Value::List(items) => self.listed(&row, items),
            Value::Map(entries) => Some(self.named(&row, entries)),
        }
    }

    /// A row written as one scalar: 0 for all, the figure of its only column, or its total.
    fn single(&mut self, row: &GivenRow, scalar: &Scalar, range: &Range<usize>) -> Option<Given> {
        let GivenRow { columns, parts, words, .. } = row;
        if scalar.is_blank() {
            let found = self.find(Code::NotACount, &row.key.range, format!("{words}没有填"));
            found.help.push("没有就写 0；空着不等于零".into());
            return None;
        }
        if is_unfilled(&scalar.text) {
            self.unfilled.note(range);
            return None;
        }
        let zero = scalar.text.trim() == "0" && !is_quoted(scalar);
        if zero && !row.is_total {
            return Some(row.covered(range));
        }
        let total = columns.iter().position(|column| column.total.is_some()).filter(|_| row.is_total);
        let only = match parts[..] {
            [only] if !row.is_total => Some(only),
            _ => total,
        };
        if let Some(column) = only {
            let mut given: Given = vec![None; columns.len()];
            given[column] = Some(self.figure(&columns[column], scalar, range, words)?);
            return Some(given);
        }
        self.figure(&columns[parts[0]], scalar, range, words)?;
        let found = self.find(Code::MissingCell, range, format!("{words}有 {} 列，只填了一个数", parts.len()));
        found.help.push(format!("依次写成 [{}]；只有全为零时才能写一个 0", names(columns, parts)));
        None
    }

    /// A row written as a list; its own total may be left out of it or stand last in it.
    fn listed(&mut self, row: &GivenRow, items: &[Node]) -> Option<Given> {
        let GivenRow { columns, parts, words, .. } = row;
        let all: Vec<usize> = (0..columns.len()).collect();
        let targets = if items.len() == all.len() { &all } else { parts };
        if items.len() != targets.len() {
            let message = format!("{words}应有 {} 个数，这里有 {} 个", parts.len(), items.len());
            let found = self.find(Code::MissingCell, &row.key.range, message);
            found.help.push(format!("依次为：{}", names(columns, parts)));
            if let Some(blank) = items.iter().position(|item| item.scalar().is_none()) {
                found.help.push(format!("第 {} 个是空的：多写了逗号的，删去逗号；漏了数的，补上", blank + 1));
            } else if items.len() > parts.len() {
                found.help.push("数字里不要写千位分隔符：1,234 会被读成两个数，应写 1234".into());
            }
            return None;
        }
        let mut given: Given = vec![None; columns.len()];
        for (&column, item) in targets.iter().zip(items) {
            given[column] = self.item(&columns[column], item, &item.range, words);
        }
        targets.iter().all(|&column| given[column].is_some()).then_some(given)
    }

    /// A row written as a mapping: columns that are not named are zero.
    fn named(&mut self, row: &GivenRow, entries: &[(Key, Node)]) -> Given {
        let GivenRow { columns, words, .. } = row;
        let mut given: Given = vec![None; columns.len()];
        for (key, item) in entries {
            if key.text == REST {
                match item.scalar() {
                    Some(scalar) if is_unfilled(&scalar.text) => self.unfilled.note(&item.range),
                    Some(scalar) => {
                        self.zero(scalar, &item.range, "“其余”", "“其余”只能是 0，表示没有写出的列都是零");
                    }
                    None => {}
                }
                continue;
            }
            let Some(column) = columns.iter().position(|column| column.key == key.text) else {
                let known: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
                let near = nearest(&key.text, known.iter().copied())
                    .map(|near| format!("是不是“{near}”？"))
                    .unwrap_or_default();
                let found = self.find(Code::UnknownKey, &key.range, format!("{words}没有“{}”这一列", key.text));
                found.help.push(format!("{near}这一行的列：{}", known.join("、")));
                continue;
            };
            given[column] = self.item(&columns[column], item, &key.range, words);
        }
        if !row.is_total {
            for (given, covered) in given.iter_mut().zip(row.covered(&row.key.range)) {
                *given = given.take().or(covered);
            }
        }
        given
    }

    /// Reads one figure of a list or mapping; a blank one is marked at `blank`, for it has no place of its own.
    fn item(
        &mut self,
        column: &Column,
        node: &Node,
        blank: &Range<usize>,
        words: &str,
    ) -> Option<(Figure, Range<usize>, FigureOrigin)> {
        match &node.value {
            Value::Scalar(scalar) if scalar.is_blank() && scalar.text.is_empty() => {
                self.figure(column, scalar, blank, words)
            }
            Value::Scalar(scalar) => self.figure(column, scalar, &node.range, words),
            _ => {
                self.find(Code::NotACount, &node.range, format!("{words}“{}”列应当是一个数", column.key));
                None
            }
        }
    }

    /// Reads one figure.
    fn figure(
        &mut self,
        column: &Column,
        scalar: &Scalar,
        range: &Range<usize>,
        words: &str,
    ) -> Option<(Figure, Range<usize>, FigureOrigin)> {
        let text = scalar.text.trim();
        if is_unfilled(text) {
            self.unfilled.note(range);
            return None;
        }
        let cell = format!("{words}“{}”列", column.key);
        let mut meant = None;
        let problem = match column.kind {
            ValueKind::Amount(unit) => {
                let parsed = if scalar.is_blank() { Err(AmountError::Text) } else { parse_amount(text, unit) };
                match parsed {
                    Ok(amount) => return Some((Figure::Amount(amount), range.clone(), FigureOrigin::Stated)),
                    Err(error) => {
                        meant = error.meant().map(str::to_owned);
                        (Code::BadAmount, amount_problem(text, scalar.is_blank(), &error, column.kind))
                    }
                }
            }
            ValueKind::Count | ValueKind::Change => {
                let signed = column.kind == ValueKind::Change;
                match parse_whole(text, signed) {
                    Ok(_) if is_quoted(scalar) => {
                        meant = Some(text.to_owned());
                        (Code::NotACount, ("数字加了引号".into(), format!("去掉引号，只写 {text}")))
                    }
                    Ok(number) => return Some((Figure::Whole(number), range.clone(), FigureOrigin::Stated)),
                    Err(_) if scalar.is_blank() => {
                        (Code::NotACount, ("没有填".into(), "没有就写 0；空着不等于零".into()))
                    }
                    Err(error) => {
                        meant = error.meant().map(str::to_owned);
                        (Code::NotACount, count_problem(text, &error))
                    }
                }
            }
        };
        let (code, (what, help)) = problem;
        let found = self.find(code, range, format!("{cell}{what}"));
        found.expected = meant;
        found.help.push(help);
        None
    }

    /// Accepts only a plain 0.
    pub(super) fn zero(
        &mut self,
        scalar: &Scalar,
        range: &Range<usize>,
        name: &str,
        help: &str,
    ) -> Option<Range<usize>> {
        if scalar.text.trim() == "0" && !is_quoted(scalar) {
            return Some(range.clone());
        }
        let text = scalar.text.trim();
        self.find(Code::NotACount, range, format!("{name}不能是“{text}”")).help.push(help.into());
        None
    }
}

/// Nothing, as a figure of a column.
pub(super) fn zero_of(column: &Column) -> Figure {
    match column.kind {
        ValueKind::Amount(_) => Figure::Amount(Amount::zero()),
        _ => Figure::ZERO,
    }
}

fn names(columns: &[Column], which: &[usize]) -> String {
    which.iter().map(|&column| columns[column].key.as_str()).collect::<Vec<_>>().join(", ")
}

fn count_problem(text: &str, error: &CountError) -> (String, String) {
    let say = |what: String, help: String| (what, help);
    match error {
        CountError::Nothing => say(format!("填了“{text}”，不是件数"), "没有就写 0".into()),
        CountError::Unit(number) => say(format!("填了“{text}”，件数里不写单位"), format!("只写 {number}")),
        CountError::Separators(number) => say(format!("填了“{text}”，不能有分隔符"), format!("写 {number}")),
        CountError::Digits(Some(number)) => say(format!("填了“{text}”，不是半角数字"), format!("写 {number}")),
        CountError::Digits(None) => say(format!("填了“{text}”，不是阿拉伯数字"), "写成阿拉伯数字".into()),
        CountError::Fraction => {
            let whole =
                text.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map(|(whole, _)| whole);
            let help = whole.map_or("写整数".to_owned(), |whole| format!("写 {whole}"));
            say(format!("填了“{text}”，件数不能是小数"), help)
        }
        CountError::Negative => say(format!("填了“{text}”，件数不能为负"), "只有“本年增/减”可以是负数".into()),
        CountError::TooLarge => say(format!("填了“{text}”，位数过多"), "请核对是否多写了数字".into()),
        CountError::Notation => say(format!("填了“{text}”，写法不规范"), "只写十进制数字，前面不补零".into()),
        CountError::Text => say(format!("填了“{text}”，不是件数"), what_instead(text)),
    }
}

/// A letter typed for the digit that it looks like, when the rest is digits: O for 0, l for 1.
fn looks_like(text: &str) -> Option<(char, char)> {
    let pairs = [('O', '0'), ('o', '0'), ('l', '1'), ('I', '1')];
    let (letter, digit) = pairs.into_iter().find(|(letter, _)| text.contains(*letter))?;
    text.chars().all(|c| c.is_ascii_digit() || c == letter).then_some((letter, digit))
}

/// What to write instead of a text that is no count.
fn what_instead(text: &str) -> String {
    let about = ["约", "近", "大约", "超过", "不少于", "至少", "共"].into_iter().find(|word| text.starts_with(word));
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let behind = text[digits.len()..].trim_start().chars().next();
    match () {
        () if text.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit())) => {
            format!("写 {}", &text[1..])
        }
        () if text.contains("//") && !digits.is_empty() => format!("只写 {digits}；说明写在后面，前面加空格和半角的 #"),
        () if looks_like(text).is_some() => {
            let (letter, digit) = looks_like(text).unwrap_or_default();
            format!("“{letter}”是字母，不是数字；写 {}", text.replace(letter, &digit.to_string()))
        }
        () if text.starts_with('=') || text.contains(['+', '×', '*', '÷']) => "不能写算式；写算好的整数".into(),
        () if text.starts_with('#') => "表格里算错的格就显示成这样；回到表格里改好，写整数".into(),
        () if about.is_some() => format!("写确切的整数，不写“{}”", about.unwrap_or_default()),
        () if !digits.is_empty() && behind.is_some_and(|c| "（(【[。；;＃#*<".contains(c)) => {
            format!("只写 {digits}；要说明的，写在后面，前面加空格和半角的 #")
        }
        () if text.chars().any(|c| c.is_ascii_digit()) => "只写一个整数".into(),
        () => "写整数；查实没有的写 0".into(),
    }
}

fn amount_problem(text: &str, blank: bool, error: &AmountError, kind: ValueKind) -> (String, String) {
    let unit = match kind {
        ValueKind::Amount(Some(unit)) => unit.as_str(),
        _ => "元",
    };
    let example = match kind {
        ValueKind::Amount(Some(_)) => format!("写以{unit}计的数字，如 1424.4；没有就写 0"),
        _ => "写数字和单位，如 75394432.52元 或 1424.4万元；没有就写 0".to_owned(),
    };
    match error {
        _ if blank => ("没有填".into(), "没有就写 0；空着不等于零".into()),
        AmountError::NoUnit => {
            (format!("填了“{text}”，没有单位"), format!("表样没有规定单位，写成 {text}元 或 {text}万元"))
        }
        AmountError::OtherUnit(other) => {
            (format!("填了“{text}”，单位是{}，表样要求{unit}", other.as_str()), format!("换算成{unit}，只写数字"))
        }
        AmountError::Separators(number) => (format!("填了“{text}”，不能有分隔符"), format!("写 {number}")),
        AmountError::Negative => (format!("填了“{text}”，金额不能为负"), example),
        AmountError::TooLong => (format!("填了“{text}”，位数过多"), "整数不超过 12 位，小数不超过 6 位".into()),
        AmountError::Text => (format!("填了“{text}”，不是金额"), example),
    }
}
