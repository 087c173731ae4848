//! Why the files of `templates/forms/` and `templates/lexicon/` cannot be used.

use crate::document::GridError;

/// Why a form file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// It is no YAML, or not of this shape.
    #[error("表样文件有误：{0}")]
    Yaml(String),
    /// Its words cannot be read.
    #[error("词表有误：{0}")]
    Lexicon(String),
    /// It contradicts itself, or names what is not there.
    #[error("表样“{form}”有误：{defect}")]
    Invalid {
        /// The form's name.
        form: String,
        /// What is wrong.
        defect: Defect,
    },
}

/// What the library says of a file of the office's own, in Chinese and with its line.
pub(super) fn said(error: &serde_saphyr::Error) -> String {
    let english = error.to_string();
    // Names stand between grave accents.
    let names: Vec<&str> = english.split('`').skip(1).step_by(2).collect();
    let name = names.first().copied().unwrap_or_default();
    let what = if english.contains("unknown field") {
        let allowed = english.split("expected one of ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let allowed = allowed.replace('`', "").replace(", ", "、");
        format!("没有“{name}”这一项；这里可以写：{allowed}")
    } else if english.contains("missing field") {
        format!("缺少“{name}”这一项")
    } else if english.contains("unknown variant") {
        format!("不能写“{name}”")
    } else {
        let known = [
            ("expected sequence", "这里应为一列，写在方括号里，或逐条写在短横后面"),
            ("expected mapping", "这里应为“项: 值”"),
            ("expected string", "这里应为文字"),
            ("invalid u", "这里应为正整数"),
            ("invalid i", "这里应为整数"),
            ("duplicate", "同一项写了两次"),
        ];
        let found = known.iter().find(|(words, _)| english.contains(words));
        found.map_or("不符合 YAML 写法：核对缩进、冒号、括号和引号", |(_, words)| words).to_owned()
    };
    let line = error.location().map(|at| at.line()).filter(|line| *line > 0);
    line.map_or(what.clone(), |line| format!("第 {line} 行：{what}"))
}

/// What in a form file does not fit.
#[derive(Debug, thiserror::Error)]
pub enum Defect {
    /// An extension (增加行) names a form that is not there.
    #[error("没有它所基于的表样“{0}”")]
    NoBase(String),
    /// An extension names another extension.
    #[error("只能基于官方表样")]
    BaseIsExtension,
    /// Another file has the same name.
    #[error("有两个文件用了这个名称")]
    NameTwice,
    /// A table has no such row.
    #[error("“{table}”里没有“{row}”这一行")]
    NoRow {
        /// The table's key.
        table: String,
        /// The row's keys.
        row: String,
    },
    /// A section (章节) asks for a table that is not there.
    #[error("章节“{section}”要的表“{table}”不存在")]
    NoTable {
        /// The section's title.
        section: String,
        /// The table's key.
        table: String,
    },
    /// A table has none of the three layouts, or several.
    #[error("表“{0}”应当且只应当写“分条”“纵列”“横排”之一")]
    NotOneLayout(String),
    /// Two rows of a table have the same keys.
    #[error("表“{table}”里“{row}”重复")]
    RowTwice {
        /// The table's key.
        table: String,
        /// The row's keys.
        row: String,
    },
    /// A row of figures has no key.
    #[error("行“{0}”没有键")]
    NoKey(String),
    /// A column's unit is none.
    #[error("单位“{0}”不认识")]
    NoUnit(String),
    /// A column's kind of value is none.
    #[error("值“{0}”不认识，应为 件数、增减、金额")]
    NoKind(String),
    /// An equation (勾稽) cannot be compiled.
    #[error("算式“{text}”读不懂；写行或列的名称和 + - * 号，如 本年新收 + 上年结转")]
    Expression {
        /// The side of the equation.
        text: String,
    },
    /// An equation names what is no row or column.
    #[error("算式里的“{operand}”不是“{table}”的行或列")]
    NoOperand {
        /// The name in the equation.
        operand: String,
        /// The table's key.
        table: String,
    },
    /// A rule (规则) names a column that one of its rows has not.
    #[error("规则要的列“{0}”不存在")]
    NoColumn(String),
    /// A rule asks for nothing, or for two things.
    #[error("规则“{0}”应当且只应当写“同有无”“应为零”之一")]
    NotOneRule(String),
    /// There is no check of that name.
    #[error("没有名为“{0}”的检查")]
    NoCode(String),
    /// A due date cannot be read.
    #[error("“{0}”不是日期，应写成 1月31日")]
    NoDate(String),
    /// A title or label cannot be filled in, or cannot be printed as it is.
    #[error("印出的文字“{words}”：{why}")]
    Words {
        /// The title or label.
        words: String,
        /// What is wrong with it.
        why: String,
    },
    /// A table's rows and columns make no gap-free grid.
    #[error("表“{table}”：{why}")]
    Grid {
        /// The table's key.
        table: String,
        /// Where a gap or an overlap is.
        why: GridError,
    },
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Sample {
        数: u16,
        列: Vec<String>,
    }

    #[test]
    fn what_the_library_says_is_said_in_chinese_with_its_line() {
        let words = |text: &str| said(&serde_saphyr::from_str::<Sample>(text).unwrap_err());
        for (text, line, expected) in [
            ("数: 1\n列: [甲]\n行: 2\n", 3, "没有“行”这一项"),
            ("数: 1\n", 1, "缺少“列”这一项"),
            ("数: 二\n列: [甲]\n", 1, "应为正整数"),
            ("数: 1\n列: 甲\n", 2, "应为一列"),
            ("数: 1\n列: [甲\n", 2, "不符合 YAML 写法"),
        ] {
            let words = words(text);
            assert!(words.starts_with(&format!("第 {line} 行：")) && words.contains(expected), "{text}: {words}");
            assert!(!words.replace("YAML", "").contains(|c: char| c.is_ascii_alphabetic()), "{words}");
        }
    }
}
