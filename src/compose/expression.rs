//! What may stand in `{{ … }}` of a prose field: paths, numbers, + − × ÷, brackets and a few filters, or one of the marks of templates in
//! quotes; nothing else.
//!
//! Bounded in length and depth, evaluated exactly, and never handed to the template engine: what a clerk writes can neither
//! run a loop nor overflow anything. Knows the names of the report; must not know where the text will stand.

use std::ops::Range;

use super::context::{Context, ContextEntry};
use super::number::{TextNumber, Trouble};
use crate::form::LAST_YEAR;
use crate::report::nearest;

/// Longest expression, in bytes: the longest name of the form with its path has about 150.
const MAX_LENGTH: usize = 1_000;
/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 16;

/// The filters, in the words of the user.
const FILTERS: [&str; 3] = ["占比", "四舍五入", "绝对值"];

/// What an expression gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Evaluated {
    Text(String),
    Number(TextNumber),
}

/// What is wrong in an expression, where in it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub range: Range<usize>,
    pub message: String,
    pub help: Vec<String>,
}

impl Problem {
    fn new(range: Range<usize>, message: impl Into<String>) -> Problem {
        Problem { range, message: message.into(), help: Vec::new() }
    }

    fn help(mut self, words: impl Into<String>) -> Problem {
        self.help.push(words.into());
        self
    }
}

/// How a reference is written, for every message about syntax.
pub(super) const SHAPE: &str = "引用数字写成 {{ 申请.本年新收.总计 }}：前后各两个半角花括号，名称之间用半角句点";
const ALLOWED: &str = "双花括号里只能写名称、数字、加减乘除（+ - × ÷）、括号和 占比、四舍五入、绝对值";

/// So many names that have what was written in them are listed.
const MOST_LIKE: usize = 5;

/// What is said of a reference whose name at `depth` is none of the `known` ones there, and what to write.
pub(super) fn unknown_name(names: &[&str], depth: usize, known: &[&str], context: &Context) -> (String, String) {
    let name = names[depth];
    if name == LAST_YEAR && depth == 0 && !context.has_last_year {
        let help = "把上年的数据放在同一文件夹，文件名为上年年度，如 2023.yaml；或删去这处引用";
        return ("没有上年的数据文件，不能引用“上年”".to_owned(), help.to_owned());
    }
    let within = if depth == 0 { String::new() } else { format!("“{}”里", names[..depth].join(".")) };
    let paths = if depth == 0 { context.paths_to(names) } else { Vec::new() };
    let written: Vec<String> = paths.iter().map(|path| format!("{{{{ {path} }}}}")).collect();
    // 公开: of several names, all of which have it.
    let longer: Vec<&str> = known.iter().copied().filter(|known| known.contains(name)).collect();
    let help = match nearest(name, known.iter().copied()) {
        _ if (2..=MOST_LIKE).contains(&longer.len()) && written.is_empty() => {
            format!("写全名称：{}", longer.join("、"))
        }
        _ if !written.is_empty() => format!("名称从哪张表写起，写成 {}", written.join(" 或 ")),
        Some(near) => format!("是不是“{near}”？"),
        None => format!("可用的名称：{}", known.join("、")),
    };
    (format!("{within}没有“{name}”"), help)
}

/// Marks that a text itself may be meant to show and that would be taken for a reference or a note: in quotes between braces,
/// `{{ "#" }}`, they are themselves.
pub const LITERALS: [&str; 5] = ["{{", "{%", "{#", "#", "＃"];

/// The mark that stands in quotes between the braces, when it is nothing else.
pub(super) fn literal(source: &str) -> Option<&'static str> {
    let mark = source.trim().strip_prefix('"')?.strip_suffix('"')?;
    LITERALS.into_iter().find(|known| *known == mark)
}

/// Evaluates what stands between the braces.
pub(super) fn evaluate(source: &str, context: &Context) -> Result<Evaluated, Problem> {
    if source.len() > MAX_LENGTH {
        let end = source.char_indices().nth(40).map_or(source.len(), |(at, _)| at);
        return Err(Problem::new(0..end, "双花括号里写得过长").help("拆成几处，或直接写出数字"));
    }
    if let Some(mark) = literal(source) {
        return Ok(Evaluated::Text(mark.to_owned()));
    }
    let mut parser = Parser { source, tokens: tokens(source)?, at: 0, depth: 0, context };
    let value = parser.filtered()?;
    match parser.peek() {
        None => parser.finish(value),
        Some(_) => Err(parser.unexpected()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Name,
    Number,
    /// An operator, bracket, comma, dot or bar, in its half-width form.
    Sign(char),
}

struct Token {
    kind: TokenKind,
    range: Range<usize>,
}

fn tokens(source: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut chars = source.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let kind = match c {
            c if c.is_whitespace() => continue,
            c if c.is_ascii_digit() => {
                // A point belongs to the number only when a digit follows: 1.5.
                while let Some(&(at, next)) = chars.peek() {
                    let digit_behind = source[at + next.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
                    let part = next.is_ascii_digit() || next == '.' && digit_behind;
                    if !part {
                        break;
                    }
                    end = at + next.len_utf8();
                    chars.next();
                }
                TokenKind::Number
            }
            c if c.is_alphabetic() || c == '_' => {
                while let Some(&(at, next)) = chars.peek() {
                    if !next.is_alphanumeric() && next != '_' {
                        break;
                    }
                    end = at + next.len_utf8();
                    chars.next();
                }
                TokenKind::Name
            }
            '+' | '＋' => TokenKind::Sign('+'),
            '-' | '−' | '－' | '–' => TokenKind::Sign('-'),
            '*' | '×' | '✕' => TokenKind::Sign('*'),
            '/' | '÷' => TokenKind::Sign('/'),
            '(' | '（' => TokenKind::Sign('('),
            ')' | '）' => TokenKind::Sign(')'),
            ',' | '，' => TokenKind::Sign(','),
            '.' => TokenKind::Sign('.'),
            '|' => TokenKind::Sign('|'),
            '。' | '．' | '·' => {
                return Err(Problem::new(start..end, format!("“{c}”不是半角句点")).help(SHAPE));
            }
            '"' | '\'' | '“' | '”' | '‘' | '’' => {
                return Err(Problem::new(start..end, "双花括号里不能写引号和文字").help(ALLOWED));
            }
            c => return Err(Problem::new(start..end, format!("双花括号里不能写“{c}”")).help(ALLOWED)),
        };
        tokens.push(Token { kind, range: start..end });
    }
    Ok(tokens)
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    context: &'a Context,
}

impl Parser<'_> {
    fn peek(&self) -> Option<TokenKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(TokenKind::Sign(sign));
        self.at += usize::from(found);
        found
    }

    /// The range of the token at hand, or the end of the expression.
    fn here(&self) -> Range<usize> {
        let end = self.source.trim_end().len();
        self.tokens.get(self.at).map_or(end.saturating_sub(1)..end, |token| token.range.clone())
    }

    fn unexpected(&self) -> Problem {
        let range = self.here();
        let written = self.source.get(range.clone()).unwrap_or_default().trim().to_owned();
        match self.peek() {
            Some(TokenKind::Name) if ["if", "else", "and", "or", "not", "in", "is"].contains(&written.as_str()) => {
                Problem::new(range, format!("双花括号里不能写“{written}”")).help(ALLOWED)
            }
            _ => Problem::new(range, "“{{ }}”的写法有误").help(SHAPE),
        }
    }

    /// A whole expression: sums, and filters behind them.
    fn filtered(&mut self) -> Result<Evaluated, Problem> {
        let start = self.here().start;
        let mut value = self.sum()?;
        while self.take('|') {
            let range = self.here();
            if self.peek() != Some(TokenKind::Name) {
                return Err(self.unexpected());
            }
            self.at += 1;
            let arguments = if self.take('(') { self.arguments()? } else { Vec::new() };
            value = self.filter(&range, start, &value, &arguments)?;
        }
        Ok(value)
    }

    /// The values up to the closing bracket.
    fn arguments(&mut self) -> Result<Vec<TextNumber>, Problem> {
        let mut arguments = Vec::new();
        if self.take(')') {
            return Ok(arguments);
        }
        self.deeper()?;
        loop {
            let start = self.here().start;
            let value = self.sum()?;
            arguments.push(self.number(value, start)?);
            if self.take(')') {
                self.depth -= 1;
                return Ok(arguments);
            }
            if !self.take(',') {
                return Err(self.unexpected());
            }
        }
    }

    fn filter(
        &self,
        name: &Range<usize>,
        start: usize,
        value: &Evaluated,
        arguments: &[TextNumber],
    ) -> Result<Evaluated, Problem> {
        let written = &self.source[name.clone()];
        let number = self.number(value.clone(), start)?;
        let whole = start..name.end;
        let trouble = |trouble: Trouble| self.trouble(whole.clone(), trouble);
        let wrong = || Problem::new(name.clone(), format!("“{written}”的括号里写得不对"));
        let result = match (written, arguments) {
            ("占比", []) => number.as_share(2),
            ("占比", [first, ..]) if first.is_negative() => {
                return Err(wrong().help("括号里写小数位数（0 至 6），或总数"));
            }
            ("占比", [only]) => match only.small() {
                // 1 to 4 in brackets is a number of decimals, anything else the whole.
                Some(decimals) if only.is_literal() => number.as_share(decimals),
                _ => number.by(only).and_then(|share| share.as_share(2)),
            },
            ("占比", [all, decimals]) => {
                let decimals = decimals.small().ok_or_else(|| wrong().help("第二个数是小数位数，写 0 至 6"))?;
                number.by(all).and_then(|share| share.as_share(decimals))
            }
            ("四舍五入" | "round", []) => number.rounded(0),
            ("四舍五入" | "round", [decimals]) => {
                number.rounded(decimals.small().ok_or_else(|| wrong().help("写小数位数，0 至 6"))?)
            }
            ("绝对值" | "abs", []) => Ok(number.absolute()),
            ("占比" | "四舍五入" | "round" | "绝对值" | "abs", _) => {
                return Err(wrong().help("写成 占比(2)、四舍五入(2)，括号里是小数位数"));
            }
            _ => {
                let problem = Problem::new(name.clone(), format!("“{written}”不是可以使用的功能"));
                return Err(problem.help(format!("可用的有 {}", FILTERS.join("、"))));
            }
        };
        result.map(Evaluated::Number).map_err(trouble)
    }

    fn sum(&mut self) -> Result<Evaluated, Problem> {
        let start = self.here().start;
        let mut value = self.product()?;
        loop {
            let minus = match self.peek() {
                Some(TokenKind::Sign('+')) => false,
                Some(TokenKind::Sign('-')) => true,
                _ => return Ok(value),
            };
            self.at += 1;
            let left = self.number(value, start)?;
            let from = self.here().start;
            let right = self.product()?;
            let right = self.number(right, from)?;
            let sum = left.plus(&if minus { right.negated() } else { right });
            value = Evaluated::Number(sum.map_err(|trouble| self.trouble(start..self.last_end(), trouble))?);
        }
    }

    fn product(&mut self) -> Result<Evaluated, Problem> {
        let start = self.here().start;
        let mut value = self.factor()?;
        loop {
            let divide = match self.peek() {
                Some(TokenKind::Sign('*')) => false,
                Some(TokenKind::Sign('/')) => true,
                _ => return Ok(value),
            };
            self.at += 1;
            let left = self.number(value, start)?;
            let from = self.here().start;
            let right = self.factor()?;
            let right = self.number(right, from)?;
            let result = if divide { left.by(&right) } else { left.times(&right) };
            value = Evaluated::Number(result.map_err(|trouble| self.trouble(start..self.last_end(), trouble))?);
        }
    }

    fn factor(&mut self) -> Result<Evaluated, Problem> {
        let start = self.here().start;
        let mut negative = false;
        while self.take('-') {
            negative = !negative;
        }
        let value = match self.peek() {
            Some(TokenKind::Number) => {
                let range = self.here();
                self.at += 1;
                let number = TextNumber::parse(&self.source[range.clone()]);
                Evaluated::Number(number.ok_or_else(|| Problem::new(range, "数字写法有误，或过大"))?)
            }
            Some(TokenKind::Name) => self.named()?,
            Some(TokenKind::Sign('(')) => {
                self.at += 1;
                self.deeper()?;
                let value = self.filtered()?;
                if !self.take(')') {
                    return Err(Problem::new(self.here(), "括号没有成对").help(SHAPE));
                }
                self.depth -= 1;
                value
            }
            _ => return Err(self.unexpected()),
        };
        Ok(if negative { Evaluated::Number(self.number(value, start)?.negated()) } else { value })
    }

    /// A path, or a filter written as a function: 占比(部分, 总数).
    fn named(&mut self) -> Result<Evaluated, Problem> {
        let first = self.here();
        if FILTERS.contains(&&self.source[first.clone()])
            && self.tokens.get(self.at + 1).map(|token| token.kind) == Some(TokenKind::Sign('('))
        {
            self.at += 2;
            let arguments = self.arguments()?;
            let Some((value, rest)) = arguments.split_first() else {
                return Err(Problem::new(first, "括号里没有写数").help("写成 占比(部分, 总数)"));
            };
            return self.filter(&first, first.start, &Evaluated::Number(value.clone()), rest);
        }
        let mut steps = vec![first];
        self.at += 1;
        while self.take('.') {
            if !matches!(self.peek(), Some(TokenKind::Name | TokenKind::Number)) {
                return Err(self.unexpected());
            }
            steps.push(self.here());
            self.at += 1;
        }
        self.look_up(&steps)
    }

    fn look_up(&self, steps: &[Range<usize>]) -> Result<Evaluated, Problem> {
        let names: Vec<&str> = steps.iter().map(|range| &self.source[range.clone()]).collect();
        let (depth, entry) = self.context.resolve(&names);
        let whole = steps[0].start..steps[steps.len() - 1].end;
        if depth < names.len() {
            return Err(self.unknown(&names, depth, steps[depth].clone(), entry));
        }
        match entry {
            ContextEntry::Text(text) => Ok(Evaluated::Text(text.clone())),
            ContextEntry::Number(number) => Ok(Evaluated::Number(number.clone())),
            ContextEntry::Group(_) => {
                let words = "这是一行或一张表，不是一个数；请写到哪一列，如“.总计”";
                Err(Problem::new(whole.clone(), format!("“{}”：{words}", &self.source[whole])))
            }
        }
    }

    fn unknown(&self, names: &[&str], depth: usize, range: Range<usize>, entry: &ContextEntry) -> Problem {
        let ContextEntry::Group(entries) = entry else {
            let (before, name) = (names[..depth].join("."), names[depth]);
            return Problem::new(range, format!("“{before}”已经是一个数，后面不能再写“.{name}”")).help(SHAPE);
        };
        let known: Vec<&str> = entries.keys().map(String::as_str).collect();
        let (message, help) = unknown_name(names, depth, &known, self.context);
        Problem::new(range, message).help(help)
    }

    fn number(&self, value: Evaluated, start: usize) -> Result<TextNumber, Problem> {
        match value {
            Evaluated::Number(number) => Ok(number),
            Evaluated::Text(text) => {
                let range = start..self.last_end().max(start);
                Err(Problem::new(range, format!("“{text}”是文字，不能计算")).help(ALLOWED))
            }
        }
    }

    /// The end of the token before the one at hand.
    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.range.end)
    }

    fn deeper(&mut self) -> Result<(), Problem> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Problem::new(self.here(), "括号套得过深").help("拆成几处，或直接写出数字"));
        }
        Ok(())
    }

    fn trouble(&self, range: Range<usize>, trouble: Trouble) -> Problem {
        let (what, help) = trouble.words();
        Problem::new(range.clone(), format!("“{}”{what}", self.source.get(range).unwrap_or_default().trim())).help(help)
    }

    /// The value, when it can be printed.
    fn finish(&self, value: Evaluated) -> Result<Evaluated, Problem> {
        if let Evaluated::Number(number) = &value {
            let end = self.source.trim_end().len();
            let start = self.source.len() - self.source.trim_start().len();
            number.shown().map_err(|trouble| self.trouble(start..end.max(start), trouble))?;
        }
        Ok(value)
    }
}
