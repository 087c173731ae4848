//! Reading one line of figures, in every way the data file may write it: one figure, a list, a mapping, one 0.

use std::ops::Range;

use super::meant::{added_up, looks_like, meant_column};
use super::{Reader, is_quoted, is_unfilled};
use crate::diag::Code;
use crate::form::{Column, LineKind, TableForm, ValueKind};
use crate::report::{Amount, AmountError, CountError, FigureOrigin, Value as Figure, parse_amount, parse_whole};
use crate::source::{Key, Node, Scalar, Value};

/// The key that covers what is not named (其余).
pub(in crate::report) const REST: &str = "其余";

/// A figure, its place and how it came about, or nothing.
pub(super) type GivenFigure = Option<(Figure, Range<usize>, FigureOrigin)>;
/// What a line was given, per column.
pub(super) type Given = Vec<GivenFigure>;

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

    /// Where something in it is wrong, what was not given is not known.
    fn leave_open(&self, given: &mut Given) {
        for (given, column) in given.iter_mut().zip(self.columns) {
            if given.is_none() && (self.is_total || column.total.is_none()) {
                *given = Some(unknown(column, &self.key.range));
            }
        }
    }
}

/// A figure that is not known.
fn unknown(column: &Column, range: &Range<usize>) -> (Figure, Range<usize>, FigureOrigin) {
    (zero_of(column), range.clone(), FigureOrigin::Unknown)
}

impl Reader<'_> {
    /// Reads one line of figures; what is wrong with it is told, and not known.
    pub(super) fn line(&mut self, form: &TableForm, line: usize, key: &Key, node: &Node) -> Given {
        let columns = &form.lines[line].columns;
        let row = GivenRow {
            columns,
            parts: (0..columns.len()).filter(|&column| columns[column].total.is_none()).collect(),
            is_total: form.lines[line].kind != LineKind::Data,
            words: form.line_words(line),
            key,
        };
        key.text.clone_into(&mut self.unfilled.row);
        let given = match &node.value {
            Value::Scalar(scalar) => self.single(&row, scalar, &node.range),
            Value::List(items) => self.listed(&row, items),
            Value::Map(entries) => Some(self.named(form, &row, entries)),
        };
        given.unwrap_or_else(|| {
            let mut open: Given = vec![None; columns.len()];
            row.leave_open(&mut open);
            open
        })
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
            let mut wrong = Vec::new();
            given[column] = self.figure(&columns[column], scalar, range, &mut wrong);
            self.tell(words, wrong);
            given[column].as_ref()?;
            return Some(given);
        }
        // 1，573，179 in a row of three columns: one number or three, nobody can tell.
        let text = scalar.text.trim();
        let groups: Vec<&str> = text.split([',', '，']).map(str::trim).collect();
        let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
        if digits && groups.len() > 1 {
            let list = groups.join(", ");
            let found = self.find(Code::MissingCell, range, format!("{words}的“{text}”看不出是几个数"));
            found.help.push(format!("是几个数的，写成 [{list}]；是一个数的，数里不写逗号，每一列都要写"));
            return None;
        }
        let mut wrong = Vec::new();
        let sound = self.figure(&columns[parts[0]], scalar, range, &mut wrong).is_some();
        self.tell(words, wrong);
        if !sound {
            return None;
        }
        let found = self.find(Code::MissingCell, range, format!("{words}有 {} 列，只填了一个数", parts.len()));
        found.help.push(format!("依次写成 [{}]；只有全为零时才能写一个 0", names(columns, parts)));
        None
    }

    /// A row written as a list; its own total may be left out of it or stand last in it.
    fn listed(&mut self, row: &GivenRow, items: &[Node]) -> Option<Given> {
        let GivenRow { columns, parts, words, .. } = row;
        let all: Vec<usize> = (0..columns.len()).collect();
        // One too many of which one is blank: a comma too many, and no total.
        let blank = |item: &&Node| item.scalar().is_none();
        let has_total = items.len() == all.len() && items.iter().filter(blank).count() != all.len() - parts.len();
        let targets = if has_total || parts.len() == all.len() { &all } else { parts };
        if let ([only], true) = (&parts[..], items.len() > columns.len()) {
            self.several(row, &columns[*only], items);
            return None;
        }
        if items.len() != targets.len() {
            let message = format!("{words}应有 {} 个数，这里有 {} 个", parts.len(), items.len());
            let found = self.find(Code::MissingCell, &row.key.range, message);
            found.help.push(format!("依次为：{}", names(columns, parts)));
            let scalars = items.iter().filter_map(Node::scalar).map(|scalar| scalar.text.trim());
            let run_on = scalars.into_iter().find(|text| {
                let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
                text.starts_with(|c: char| c.is_ascii_digit()) && parts.nth(1).is_some()
            });
            if let Some(text) = run_on.filter(|_| items.len() < parts.len()) {
                found.help.push(format!("“{text}”里像是有两个数，数与数之间要用半角逗号"));
            } else if let Some(blank) = items.iter().position(|item| item.scalar().is_none()) {
                found.help.push(format!("第 {} 个是空的：多写了逗号的，删去逗号；漏了数的，补上", blank + 1));
            } else if items.len() > parts.len() {
                found.help.push("数字里不要写千位分隔符：1,234 会被读成两个数，应写 1234".into());
            }
            return None;
        }
        let mut given: Given = vec![None; columns.len()];
        let mut wrong = Vec::new();
        for (&column, item) in targets.iter().zip(items) {
            let figure = self.item(&columns[column], item, &item.range, &mut wrong);
            given[column] = figure.or_else(|| Some(unknown(&columns[column], &item.range)));
        }
        self.tell(words, wrong);
        Some(given)
    }

    /// Several figures in a row that has one: a blank within a number, a comma for its point, or one too many.
    fn several(&mut self, row: &GivenRow, column: &Column, items: &[Node]) {
        let figures: Vec<&str> =
            items.iter().map(|item| item.scalar().map_or("", |scalar| scalar.text.trim())).collect();
        let digits = figures.iter().all(|figure| !figure.is_empty() && figure.bytes().all(|b| b.is_ascii_digit()));
        // That it looks like a row pasted from elsewhere is not another mistake.
        let line = |place: &crate::diag::Place| place.start().line;
        let here = line(&self.place(&row.key.range));
        self.findings.retain(|f| f.code != Code::YamlSyntax || line(&f.at) != here || !f.help.concat().contains('['));
        let message = format!("{}只有一个数，这里有 {} 个", row.words, figures.len());
        let joined = match (&figures[..], &column.kind) {
            ([whole, decimals], ValueKind::Amount(_)) if digits => {
                format!("小数点写成了逗号、空格的，写 {whole}.{decimals}；")
            }
            _ if digits => format!("一个数中间多了空格、逗号的，写 {}；", figures.concat()),
            _ => String::new(),
        };
        let help = format!("{joined}只写“{}”一个数，不写方括号", column.key);
        self.find(Code::MissingCell, &row.key.range, message).help.push(help);
    }

    /// A row written as a mapping: columns that are not named are zero.
    fn named(&mut self, form: &TableForm, row: &GivenRow, entries: &[(Key, Node)]) -> Given {
        let GivenRow { columns, words, .. } = row;
        let mut given: Given = vec![None; columns.len()];
        let mut wrong = Vec::new();
        let before = (self.findings.len(), self.unfilled.count());
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
                let near = meant_column(form, &key.text, &known);
                let found = self.find(Code::UnknownKey, &key.range, format!("{words}没有“{}”这一列", key.text));
                found.help.push(format!("{near}这一行的列：{}", known.join("、")));
                continue;
            };
            given[column] = self.item(&columns[column], item, &key.range, &mut wrong);
        }
        self.tell(words, wrong);
        if (self.findings.len(), self.unfilled.count()) != before {
            row.leave_open(&mut given);
        } else if !row.is_total {
            for (given, covered) in given.iter_mut().zip(row.covered(&row.key.range)) {
                *given = given.take().or(covered);
            }
        }
        given
    }

    /// Reads one figure of a list or mapping; a blank one is marked at `blank`, for it has no place of its own.
    fn item<'a>(
        &mut self,
        column: &'a Column,
        node: &Node,
        blank: &Range<usize>,
        wrong: &mut Vec<WrongFigure<'a>>,
    ) -> Option<(Figure, Range<usize>, FigureOrigin)> {
        match &node.value {
            Value::Scalar(scalar) if scalar.is_blank() && scalar.text.is_empty() => {
                self.figure(column, scalar, blank, wrong)
            }
            Value::Scalar(scalar) => self.figure(column, scalar, &node.range, wrong),
            _ => {
                let what = FigureProblem::new(Code::NotACount, "应当是一个数", "只写一个数");
                wrong.push(WrongFigure { column, given: None, range: node.range.clone(), what });
                None
            }
        }
    }

    /// Reads one figure; what is wrong with it goes to the others of its row.
    fn figure<'a>(
        &mut self,
        column: &'a Column,
        scalar: &Scalar,
        range: &Range<usize>,
        wrong: &mut Vec<WrongFigure<'a>>,
    ) -> Option<(Figure, Range<usize>, FigureOrigin)> {
        if is_unfilled(&scalar.text) {
            self.unfilled.note(range);
            return None;
        }
        match read_figure(column, scalar) {
            Ok(figure) => Some((figure, range.clone(), FigureOrigin::Stated)),
            Err(what) => {
                let given = (!scalar.is_blank()).then(|| scalar.text.trim().to_owned());
                wrong.push(WrongFigure { column, given, range: range.clone(), what });
                None
            }
        }
    }

    /// Tells what is wrong with the figures of a row: the same mistake in several columns is one finding.
    fn tell(&mut self, words: &str, wrong: Vec<WrongFigure>) {
        let mut kinds: Vec<Vec<WrongFigure>> = Vec::new();
        for figure in wrong {
            match kinds.iter_mut().find(|kind| kind[0].what.is_like(&figure.what)) {
                Some(kind) => kind.push(figure),
                None => kinds.push(vec![figure]),
            }
        }
        for kind in kinds {
            let FigureProblem { code, what, .. } = &kind[0].what;
            let (help, meant) = FigureProblem::together(&kind);
            let mut given: Vec<String> = Vec::new();
            for text in kind.iter().filter_map(|figure| figure.given.as_ref()).map(|text| format!("“{text}”")) {
                if !given.contains(&text) {
                    given.push(text);
                }
            }
            let columns = kind.iter().map(|figure| format!("“{}”", figure.column.key)).collect::<String>();
            let count = if kind.len() > 1 { format!(" {} ", kind.len()) } else { String::new() };
            let given = if given.is_empty() { String::new() } else { format!("填了{}，", given.concat()) };
            let found = self.find(*code, &kind[0].range, format!("{words}{columns}{count}列{given}{what}"));
            found.expected = meant;
            found.help.push(help);
            let others: Vec<Range<usize>> = kind[1..].iter().map(|figure| figure.range.clone()).collect();
            for range in others {
                let place = self.place(&range);
                if let Some(found) = self.findings.last_mut() {
                    found.also.push((place, "同样".to_owned()));
                }
            }
        }
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

/// A figure that cannot be read, in its column.
struct WrongFigure<'a> {
    column: &'a Column,
    /// As written; none where nothing is.
    given: Option<String>,
    range: Range<usize>,
    what: FigureProblem,
}

/// What is wrong with a figure: what the finding says behind it, what to do, and what is meant where that can be told.
#[derive(PartialEq)]
struct FigureProblem {
    code: Code,
    what: String,
    help: String,
    meant: Option<String>,
}

impl FigureProblem {
    /// Whether it is the same mistake: what is to be written instead may be another figure.
    fn is_like(&self, other: &FigureProblem) -> bool {
        (self.code, &self.what) == (other.code, &other.what)
            && (self.help == other.help || self.lead().is_some() && self.lead() == other.lead())
    }

    /// What its help says before the figure that is meant, where it ends with that: 写, 只写.
    fn lead(&self) -> Option<&str> {
        self.help.strip_suffix(self.meant.as_ref()?).map(str::trim_end)
    }

    /// What to do about several that are alike, and the figure that is meant where it is one.
    fn together(kind: &[WrongFigure]) -> (String, Option<String>) {
        let FigureProblem { help, meant, .. } = &kind[0].what;
        if kind.iter().all(|figure| figure.what.help == *help) {
            return (help.clone(), meant.clone());
        }
        let all: Vec<&str> = kind.iter().filter_map(|figure| figure.what.meant.as_deref()).collect();
        (format!("依次{} {}", kind[0].what.lead().unwrap_or("写"), all.join("、")), None)
    }

    fn new(code: Code, what: impl Into<String>, help: impl Into<String>) -> FigureProblem {
        FigureProblem { code, what: what.into(), help: help.into(), meant: None }
    }
}

/// The figure that a scalar writes.
fn read_figure(column: &Column, scalar: &Scalar) -> Result<Figure, FigureProblem> {
    let text = scalar.text.trim();
    let code = if matches!(column.kind, ValueKind::Amount(_)) { Code::BadAmount } else { Code::NotACount };
    if scalar.is_blank() {
        return Err(FigureProblem::new(code, "没有填", "没有就写 0；空着不等于零"));
    }
    if let ValueKind::Amount(unit) = column.kind {
        return parse_amount(text, unit).map(Figure::Amount).map_err(|error| {
            let (what, help) = amount_problem(text, &error, column.kind);
            FigureProblem { meant: error.meant().map(str::to_owned), ..FigureProblem::new(code, what, help) }
        });
    }
    match parse_whole(text, column.kind == ValueKind::Change) {
        Ok(_) if is_quoted(scalar) => {
            let problem = FigureProblem::new(code, "数字加了引号", format!("去掉引号，只写 {text}"));
            Err(FigureProblem { meant: Some(text.to_owned()), ..problem })
        }
        Ok(number) => Ok(Figure::Whole(number)),
        Err(error) => {
            let (what, help) = count_problem(text, &error);
            Err(FigureProblem { meant: error.meant().map(str::to_owned), ..FigureProblem::new(code, what, help) })
        }
    }
}

fn count_problem(text: &str, error: &CountError) -> (&'static str, String) {
    match error {
        CountError::Nothing => ("不是件数", "没有就写 0".into()),
        CountError::Unit(number) if number.starts_with('-') && !text.starts_with('-') => {
            ("不是数字的写法", format!("小于零的数前面写减号：{number}"))
        }
        CountError::Unit(number) => match text[number.len()..].trim_start().chars().next() {
            Some(c) if REMARKS.contains(c) => ("数字后面多了文字", remark(number)),
            _ => ("件数里不写单位", format!("只写 {number}")),
        },
        CountError::Separators(number) => ("不能有分隔符", format!("写 {number}")),
        CountError::Digits(Some(number)) => ("不是半角数字", format!("写 {number}")),
        CountError::Digits(None) => ("不是阿拉伯数字", "写成阿拉伯数字".into()),
        CountError::Fraction => {
            let whole =
                text.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map(|(whole, _)| whole);
            ("件数不能是小数", whole.map_or("写整数".to_owned(), |whole| format!("写 {whole}")))
        }
        CountError::Negative => ("件数不能为负", "只有“本年增/减”可以是负数".into()),
        CountError::TooLarge => ("位数过多", "请核对是否多写了数字".into()),
        CountError::Notation(Some(number)) => ("写法不规范", format!("写 {number}；与原来的表核对，没有就写 0")),
        CountError::Notation(None) if looks_like(text).is_some() => ("不是件数", what_instead(text)),
        CountError::Notation(None) => ("写法不规范", "只写十进制的整数".into()),
        CountError::Text => ("不是件数", what_instead(text)),
    }
}

/// What begins words behind a number that were meant for whoever reads the file.
const REMARKS: &str = "（(【[。；;＃#*<";

/// What to do with words behind a number.
fn remark(number: &str) -> String {
    format!("只写 {number}；要说明的，写在后面，前面加空格和半角的 #")
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
        () if text.contains(' ') && text.chars().all(|c| c.is_ascii_digit() || c == ' ') => {
            format!("一个数中间多了空格的，写 {}", text.replace(' ', ""))
        }
        () if looks_like(text).is_some() => {
            let (letter, digit) = looks_like(text).unwrap_or_default();
            format!("“{letter}”是字母，不是数字；写 {}", text.replace(letter, &digit.to_string()))
        }
        () if added_up(text).is_some() => format!("不能写算式；写 {}", added_up(text).unwrap_or_default()),
        () if text.starts_with('=') || text.contains(['+', '×', '*', '÷']) => "不能写算式；写算好的整数".into(),
        () if text.starts_with('#') => "表格里算错的格就显示成这样；回到表格里改好，写整数".into(),
        () if about.is_some() => format!("写确切的整数，不写“{}”", about.unwrap_or_default()),
        () if !digits.is_empty() && behind.is_some_and(|c| REMARKS.contains(c)) => remark(&digits),
        () if text.chars().any(|c| c.is_ascii_digit()) => "只写一个整数".into(),
        () => "写整数；查实没有的写 0".into(),
    }
}

fn amount_problem(text: &str, error: &AmountError, kind: ValueKind) -> (String, String) {
    let unit = match kind {
        ValueKind::Amount(Some(unit)) => unit.as_str(),
        _ => "元",
    };
    let example = match kind {
        ValueKind::Amount(Some(_)) => format!("写以{unit}计的数字，如 1424.4；没有就写 0"),
        _ => "写数字和单位，如 75394432.52元 或 1424.4万元；没有就写 0".to_owned(),
    };
    match error {
        AmountError::NoUnit => ("没有单位".into(), format!("表样没有规定单位，写成 {text}元 或 {text}万元")),
        AmountError::OtherUnit(other, amount) => {
            (format!("单位是{}，表样要求{unit}", other.as_str()), format!("换算成{unit}，只写数字：{amount}"))
        }
        AmountError::Separators(number) => ("不能有分隔符".into(), format!("写 {number}")),
        AmountError::Written(number) => ("写法不规范".into(), format!("数字、小数点用半角，不写货币符号：{number}")),
        AmountError::Negative => ("金额不能为负".into(), example),
        AmountError::TooLong => ("位数过多".into(), "整数不超过 12 位，小数不超过 6 位".into()),
        AmountError::Text => match text.find(|c| REMARKS.contains(c)).filter(|at| *at > 0) {
            Some(at) => ("数字后面多了文字".into(), remark(text[..at].trim())),
            None => ("不是金额".into(), example),
        },
    }
}
