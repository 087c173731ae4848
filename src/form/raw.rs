//! Form files as written: the mappings of `templates/forms/*.yaml`, before anything in them is proved.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::AgencyKind;
use super::rules::{RawComparison, RawRule};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) 名称: String,
    pub(super) 年度: RawYears,
    pub(super) 依据: String,
    #[serde(default)]
    pub(super) 格式: String,
    #[serde(default)]
    pub(super) 公布期限依据: String,
    pub(super) 收费依据: Option<String>,
    pub(super) 条例令号: Option<String>,
    pub(super) 标题: Vec<String>,
    pub(super) 公布期限: BTreeMap<AgencyKind, String>,
    pub(super) 与上年比较: RawComparison,
    pub(super) 章节: Vec<RawSection>,
    pub(super) 表: Vec<RawTable>,
}

/// A local extension of an official form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExtension {
    pub(super) 名称: String,
    pub(super) 基于: String,
    pub(super) 增加行: Vec<RawAddition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAddition {
    pub(super) 表: String,
    pub(super) 在此行之后: String,
    pub(super) 名称: String,
    pub(super) 键: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawFile {
    Form(Box<RawForm>),
    Extension(RawExtension),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawYears {
    pub(super) 起: u16,
    pub(super) 止: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSection {
    pub(super) 标题: String,
    pub(super) 正文: Option<String>,
    pub(super) 表: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    pub(super) 键: String,
    pub(super) 简称: String,
    pub(super) 名称: String,
    pub(super) 摘要: String,
    pub(super) 列宽: Vec<u32>,
    pub(super) 分条: Option<Vec<RawClause>>,
    pub(super) 纵列: Option<RawRows>,
    pub(super) 横排: Option<RawWide>,
    #[serde(default)]
    pub(super) 勾稽: Vec<RawEquation>,
    #[serde(default)]
    pub(super) 规则: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClause {
    pub(super) 条款: String,
    pub(super) 行首: String,
    pub(super) 重复: Option<String>,
    pub(super) 列: Vec<RawColumn>,
    pub(super) 行: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRows {
    pub(super) 表角: String,
    pub(super) 列组: String,
    pub(super) 列: Vec<RawColumn>,
    pub(super) 行: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWide {
    pub(super) 列: Vec<RawColumn>,
    pub(super) 行: Vec<RawRow>,
}

/// A column: its label alone, or a mapping.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawColumn {
    Label(String),
    Full(RawFullColumn),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFullColumn {
    pub(super) 名称: String,
    pub(super) 键: Option<String>,
    pub(super) 跨列: Option<usize>,
    pub(super) 值: Option<String>,
    pub(super) 单位: Option<String>,
    pub(super) 合计: Option<String>,
    #[serde(default)]
    pub(super) 列: Vec<String>,
}

/// A row: its label alone, or a mapping.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawRow {
    Label(String),
    Full(RawFullRow),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFullRow {
    pub(super) 名称: String,
    pub(super) 键: Option<String>,
    pub(super) 旧键: Option<String>,
    #[serde(default)]
    pub(super) 竖排: bool,
    pub(super) 合计: Option<String>,
    pub(super) 重复: Option<String>,
    #[serde(default)]
    pub(super) 行: Vec<RawRow>,
    #[serde(skip)]
    pub(super) extension: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEquation {
    pub(super) 检查: String,
    pub(super) 逐: RawAxis,
    #[serde(default)]
    pub(super) 行: Vec<String>,
    pub(super) 左: String,
    pub(super) 右: String,
    #[serde(default)]
    pub(super) 关系: RawRelation,
    #[serde(default)]
    pub(super) 说明: String,
    #[serde(default)]
    pub(super) 办法: String,
}

#[derive(Deserialize)]
pub(super) enum RawAxis {
    列,
    行,
}

#[derive(Deserialize, Default)]
pub(super) enum RawRelation {
    #[default]
    等于,
    不超过,
}

impl From<RawColumn> for RawFullColumn {
    fn from(column: RawColumn) -> RawFullColumn {
        match column {
            RawColumn::Label(名称) => RawFullColumn { 名称, ..RawFullColumn::default() },
            RawColumn::Full(full) => full,
        }
    }
}

impl From<RawRow> for RawFullRow {
    fn from(row: RawRow) -> RawFullRow {
        match row {
            RawRow::Label(名称) => RawFullRow { 键: Some(名称.clone()), 名称, ..RawFullRow::default() },
            RawRow::Full(full) => full,
        }
    }
}
