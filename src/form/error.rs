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
    #[error("算式“{text}”有误：{why}")]
    Expression {
        /// The side of the equation.
        text: String,
        /// The library's reason.
        why: minijinja::Error,
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
