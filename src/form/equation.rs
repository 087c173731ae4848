//! Equations of a form (勾稽关系): minijinja expressions over the names of its rows or columns.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use minijinja::{Environment, Expression, Value};

use crate::diag::Code;
use crate::source::is_han;

/// What the names in an equation stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Axis {
    /// 逐列: names are lines; the equation holds in every column.
    Columns,
    /// 逐行: names are columns; the equation holds in each of these lines.
    Lines(Vec<usize>),
}

/// How the two sides relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// 等于
    Equal,
    /// 不超过
    AtMost,
}

/// One equation.
#[derive(Debug)]
pub struct Equation {
    /// The finding when it does not hold.
    pub code: Code,
    /// What its names stand for, and where it holds.
    pub axis: Axis,
    /// Its left side.
    pub left: Side,
    /// Its right side.
    pub right: Side,
    /// How the sides relate.
    pub relation: Relation,
    /// The rule in words.
    pub note: String,
    /// What to do when it does not hold.
    pub advice: String,
}

/// A side of an equation.
#[derive(Debug)]
pub struct Side {
    /// As written in the form.
    pub text: String,
    /// The names in it, in order.
    pub operands: Vec<Operand>,
    expression: Expression<'static, 'static>,
}

/// A name in an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Where it stands in the side's text.
    pub range: Range<usize>,
    /// Whether it speaks of last year's report (上年.…).
    pub last_year: bool,
    /// The path of names without 上年.
    pub path: Vec<String>,
}

/// The name under which last year's figures stand.
pub const LAST_YEAR: &str = "上年";

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment
});

impl Side {
    /// Compiles one side.
    ///
    /// # Errors
    /// The expression's own error.
    pub fn new(text: &str) -> Result<Side, minijinja::Error> {
        let expression = ENVIRONMENT.compile_expression_owned(text.to_owned())?;
        Ok(Side { text: text.to_owned(), operands: operands(text), expression })
    }

    /// The side's value when each operand has the value `get` gives; `None` when one has none.
    pub fn value(&self, get: impl Fn(&Operand) -> Option<i64>) -> Option<i64> {
        let mut context = OperandValues::default();
        for operand in &self.operands {
            let path =
                operand.last_year.then_some(LAST_YEAR).into_iter().chain(operand.path.iter().map(String::as_str));
            context.insert(path, get(operand)?);
        }
        i64::try_from(self.expression.eval(Value::from(context)).ok()?).ok()
    }

    /// The side with each operand replaced by what `words` makes of it.
    pub fn words(&self, words: impl Fn(&Operand) -> String) -> String {
        let mut text = String::new();
        let mut at = 0;
        for operand in &self.operands {
            text += &self.text[at..operand.range.start];
            text += &words(operand);
            at = operand.range.end;
        }
        (text + &self.text[at..]).replace(" - ", " − ")
    }
}

/// Nested names and their values.
#[derive(Default)]
struct OperandValues {
    value: Option<i64>,
    parts: BTreeMap<String, OperandValues>,
}

impl OperandValues {
    fn insert<'a>(&mut self, path: impl Iterator<Item = &'a str>, value: i64) {
        let mut at = self;
        for name in path {
            at = at.parts.entry(name.to_owned()).or_default();
        }
        at.value = Some(value);
    }
}

impl From<OperandValues> for Value {
    fn from(context: OperandValues) -> Value {
        match context.value {
            Some(value) => Value::from(value),
            None => Value::from(
                context.parts.into_iter().map(|(name, part)| (name, Value::from(part))).collect::<BTreeMap<_, _>>(),
            ),
        }
    }
}

/// The names in an expression, dots included.
fn operands(text: &str) -> Vec<Operand> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_name(c)) {
            (None, true) if !c.is_ascii_digit() => start = Some(at),
            (Some(from), false) => {
                let mut path: Vec<String> = text[from..at].split('.').map(str::to_owned).collect();
                let last_year = path.len() > 1 && path[0] == LAST_YEAR;
                if last_year {
                    path.remove(0);
                }
                found.push(Operand { range: from..at, last_year, path });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// A column's key as a name in an expression: `本年增/减` → `本年增减`.
pub fn identifier(key: &str) -> Cow<'_, str> {
    // Nearly all are Chinese characters, and the tables of letters take long to be asked.
    let fits = |c: char| is_han(c) || c.is_alphanumeric() || c == '_';
    if key.chars().all(fits) { key.into() } else { key.chars().filter(|c| fits(*c)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_computed_and_said_in_words() {
        let side = Side::new("上年.现行有效 + 本年制发 - 不予公开.总计").unwrap();
        let get = |o: &Operand| Some(if o.last_year { 10 } else { o.path.len() as i64 });
        assert_eq!(side.value(get), Some(10 + 1 - 2));
        assert_eq!(
            side.words(|o| format!("【{}】", o.path.join("/"))),
            "【现行有效】 + 【本年制发】 − 【不予公开/总计】"
        );
        assert_eq!(side.value(|_| None), None);
    }
}
