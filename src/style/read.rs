//! Reading a style: the office's values laid over a variant, the variant over the default; every value knows where it is written.
//!
//! It knows YAML and places; what the values mean stands in `style.rs`, what they may be in `bounds.rs`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Number, Value as Json};
use serde_path_to_error::Segment;

use super::Style;
use super::bounds::{self, KeyPath};
use crate::diag::{Code, Finding, Place, SourceFile};
use crate::source::{self, Node, ScalarStyle, Value};

/// The variant (变体) that is meant when none is named.
pub const DEFAULT: &str = "gb2312";
const VARIANTS: &str = "变体";
const BASE: &str = "基于";

/// Why a style cannot be used, with the place.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}：{}", place(.0), words(.0))]
pub struct StyleError(pub Box<Finding>);

fn place(finding: &Finding) -> String {
    let start = finding.at.start();
    format!("{} 第 {} 行第 {} 列", finding.at.path().display(), start.line, start.column)
}

fn words(finding: &Finding) -> String {
    std::iter::once(finding.message.as_str())
        .chain(finding.help.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join("；")
}

impl From<Finding> for StyleError {
    fn from(finding: Finding) -> StyleError {
        StyleError(Box::new(finding))
    }
}

impl Style {
    /// Reads a style file and applies one of its variants.
    ///
    /// # Errors
    /// Not YAML, a key or value that does not belong there, or no such variant.
    pub fn parse(yaml: &str, variant: &str) -> Result<Style, StyleError> {
        let file = SourceFile { path: Path::new("style.yaml").to_owned(), text: yaml.to_owned() };
        Style::read(&Arc::new(file), Some(variant), None)
    }

    /// Reads the default style, lays a variant over it, and over both the office's own file (自定版式), which gives only what is
    /// to be otherwise and may name the variant it rests on (`基于: windows`).
    ///
    /// # Errors
    /// What is wrong first, at its place: YAML, an unknown key or variant, a value that is none or out of bounds.
    pub fn read(
        default: &Arc<SourceFile>,
        variant: Option<&str>,
        own: Option<&Arc<SourceFile>>,
    ) -> Result<Style, StyleError> {
        let mut sheet = StyleSheet::default();
        let root = parse(default)?;
        let (variants, rest) = without(root, VARIANTS);
        sheet.lay(default, &rest);
        let own = own.map(|file| Ok::<_, StyleError>((file, without(parse(file)?, BASE)))).transpose()?;
        let named = own.as_ref().and_then(|(file, (base, _))| Some((*file, base.as_ref()?)));
        let variant = match named {
            Some((_, base)) => base.scalar().map_or("", |scalar| scalar.text.as_str()),
            None => variant.unwrap_or(DEFAULT),
        };
        let known = names(variants.as_ref());
        match variants.as_ref().and_then(|variants| variants.get(variant)) {
            Some(changes) => sheet.lay(default, changes),
            None => {
                let (file, range) = named.map_or((default, 0..0), |(file, base)| (file, base.range.clone()));
                let message = format!("没有名为“{variant}”的版式");
                return Err(error(Place::new(file, range), message, format!("可用的有：{}", known.join("、"))));
            }
        }
        if let Some((file, (_, changes))) = &own {
            sheet.lay(file, changes);
        }
        sheet.style()
    }

    /// The names of the variants a style file has, in its order.
    pub fn variants(default: &Arc<SourceFile>) -> Vec<String> {
        parse(default).map(|root| names(root.get(VARIANTS))).unwrap_or_default()
    }
}

fn names(variants: Option<&Node>) -> Vec<String> {
    match variants.map(|variants| &variants.value) {
        Some(Value::Map(entries)) => entries.iter().map(|(key, _)| key.text.clone()).collect(),
        _ => Vec::new(),
    }
}

fn parse(file: &Arc<SourceFile>) -> Result<Node, StyleError> {
    let node = source::parse(file).map_err(|mut findings| match findings.is_empty() {
        true => error(Place::new(file, 0..0), "版式文件读不出".into(), String::new()),
        false => StyleError::from(findings.swap_remove(0)),
    })?;
    match node.value {
        Value::Map(_) => Ok(node),
        _ => Err(error(Place::new(file, node.range), "版式文件应由“项: 值”组成".into(), "写法见 docs/style.md".into())),
    }
}

/// Takes one entry out of a mapping.
fn without(mut node: Node, key: &str) -> (Option<Node>, Node) {
    let Value::Map(entries) = &mut node.value else { return (None, node) };
    let taken = entries.iter().position(|(name, _)| name.text == key).map(|index| entries.remove(index).1);
    (taken, node)
}

fn error(at: Place, message: String, help: String) -> StyleError {
    let finding = Finding::new(Code::BadValue, at, message);
    StyleError::from(if help.is_empty() { finding } else { finding.help(help) })
}

/// The values as laid so far, and where each was written: its key and the value itself.
#[derive(Default)]
struct StyleSheet {
    values: Map<String, Json>,
    places: BTreeMap<KeyPath, (Place, Place)>,
}

impl StyleSheet {
    fn lay(&mut self, file: &Arc<SourceFile>, changes: &Node) {
        let mut values = Json::Object(std::mem::take(&mut self.values));
        self.lay_over(&mut values, file, changes, &mut Vec::new());
        if let Json::Object(values) = values {
            self.values = values;
        }
    }

    /// Lays a node over a value: mappings key by key, everything else whole.
    fn lay_over(&mut self, value: &mut Json, file: &Arc<SourceFile>, node: &Node, path: &mut KeyPath) {
        match (&node.value, value) {
            (Value::Map(entries), Json::Object(values)) => {
                for (key, node) in entries {
                    path.push(key.text.clone());
                    let places = (Place::new(file, key.range.clone()), Place::new(file, node.range.clone()));
                    self.places.insert(path.clone(), places);
                    self.lay_over(values.entry(key.text.clone()).or_insert(Json::Null), file, node, path);
                    path.pop();
                }
            }
            (Value::Map(_), value) => {
                *value = Json::Object(Map::new());
                self.lay_over(value, file, node, path);
            }
            (Value::List(items), value) => {
                let mut list = vec![Json::Null; items.len()];
                for (index, (item, value)) in items.iter().zip(&mut list).enumerate() {
                    path.push(index.to_string());
                    let place = Place::new(file, item.range.clone());
                    self.places.insert(path.clone(), (place.clone(), place));
                    self.lay_over(value, file, item, path);
                    path.pop();
                }
                *value = Json::Array(list);
            }
            (Value::Scalar(scalar), value) => *value = plain(&scalar.text, scalar.style, scalar.is_blank()),
        }
    }

    fn style(self) -> Result<Style, StyleError> {
        let values = Json::Object(self.values);
        let style: Style = serde_path_to_error::deserialize(&values).map_err(|error| {
            let path: KeyPath = error.path().iter().map(key).collect();
            said(&self.places, path, &error.into_inner().to_string())
        })?;
        match bounds::check(&style) {
            Ok(()) => Ok(style),
            Err(breach) => Err(error(find(&self.places, &breach.path).1, breach.message, breach.help)),
        }
    }
}

fn key(segment: &Segment) -> String {
    match segment {
        Segment::Seq { index } => index.to_string(),
        Segment::Map { key } => key.clone(),
        Segment::Enum { variant } => variant.clone(),
        Segment::Unknown => String::new(),
    }
}

/// Where a value is written, or what is nearest above it.
fn find(places: &BTreeMap<KeyPath, (Place, Place)>, path: &[String]) -> (Place, Place) {
    let up = (0..=path.len()).rev().find_map(|length| places.get(&path[..length]));
    let top = || Place::new(&Arc::new(SourceFile { path: "style.yaml".into(), text: String::new() }), 0..0);
    up.or_else(|| places.values().next()).cloned().unwrap_or_else(|| (top(), top()))
}

/// A scalar as JSON: numbers and truth values only where they are written without quotes.
fn plain(text: &str, style: ScalarStyle, blank: bool) -> Json {
    match style {
        ScalarStyle::Plain if blank => Json::Null,
        ScalarStyle::Plain => match (text, text.parse::<i64>(), text.parse::<f64>().ok().and_then(Number::from_f64)) {
            ("true", ..) => Json::Bool(true),
            ("false", ..) => Json::Bool(false),
            (_, Ok(number), _) => Json::Number(number.into()),
            (_, _, Some(number)) => Json::Number(number),
            _ => Json::String(text.to_owned()),
        },
        ScalarStyle::Quoted | ScalarStyle::Block => Json::String(text.to_owned()),
    }
}

/// What serde says, in Chinese and at its place.
fn said(places: &BTreeMap<KeyPath, (Place, Place)>, mut path: KeyPath, english: &str) -> StyleError {
    // Names stand between grave accents.
    let names: Vec<&str> = english.split('`').skip(1).step_by(2).collect();
    let name = names.first().copied().unwrap_or_default();
    let allowed = || format!("这里可以写：{}", names.iter().skip(1).copied().collect::<Vec<_>>().join("、"));
    if english.starts_with("unknown field") {
        if path.last().is_none_or(|last| last != name) {
            path.push(name.to_owned());
        }
        let StyleError(mut finding) = error(find(places, &path).0, format!("版式里没有“{name}”这一项"), allowed());
        finding.code = Code::UnknownKey;
        return StyleError(finding);
    }
    let key = path.iter().rev().find(|key| key.parse::<usize>().is_err()).cloned().unwrap_or_default();
    let at = find(places, &path).1;
    if english.starts_with("missing field") {
        return error(find(places, &path).0, format!("“{key}”里缺少“{name}”"), "补上这一项，或删去整项用默认的".into());
    }
    if english.starts_with("unknown variant") {
        return error(at, format!("“{key}”不能是“{name}”"), allowed());
    }
    if english.contains("invalid type: null") {
        return error(at, format!("“{key}”没有写内容"), "写上内容，或删去这一项用默认的".into());
    }
    let wanted = [
        ("expected f64", "应为数，不带单位，如 16 或 28.95"),
        ("expected u32", "应为正整数，如 22"),
        ("expected a boolean", "应为 true 或 false"),
        ("expected a string", "应为文字，写在引号里，如 \"宋体\""),
        ("expected a sequence", "应为一列，写在方括号里，如 [宋体, SimSun]"),
        ("expected struct", "下面应有分项"),
        ("expected string or map", "应为文字"),
    ];
    let help =
        wanted.iter().find(|(words, _)| english.contains(words)).map_or("写法见 docs/style.md", |(_, help)| help);
    error(at, format!("“{key}”的值不对"), help.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT_STYLE: &str = include_str!("../../templates/style.yaml");

    fn file(name: &str, text: &str) -> Arc<SourceFile> {
        Arc::new(SourceFile { path: name.into(), text: text.to_owned() })
    }

    fn own(text: &str) -> Result<Style, StyleError> {
        Style::read(&file("templates/style.yaml", DEFAULT_STYLE), None, Some(&file("本局.yaml", text)))
    }

    /// File, line, column and words of what is wrong.
    fn wrong(text: &str) -> (String, usize, usize, String) {
        let StyleError(finding) = own(text).unwrap_err();
        let start = finding.at.start();
        (finding.at.path().display().to_string(), start.line, start.column, words(&finding))
    }

    #[test]
    fn an_own_file_changes_only_what_it_names() {
        let style = own("基于: windows\n样式:\n  正文: {字号: 15}\n字体:\n  小标宋: {docx: 方正小标宋_GBK}\n").unwrap();
        assert_eq!(style.roles.body.size, 15.0);
        assert_eq!(style.roles.body.indent, 2.0);
        assert_eq!(style.faces.xiaobiaosong.docx, "方正小标宋_GBK");
        assert_eq!(style.faces.xiaobiaosong.alternatives, ["方正小标宋_GBK", "小标宋体", "宋体"]);
        assert_eq!(style.faces.fangsong.docx, "仿宋");
        assert_eq!(own("{}").unwrap(), Style::parse(DEFAULT_STYLE, DEFAULT).unwrap());
    }

    #[test]
    fn the_own_files_of_the_manual_can_be_read() {
        let manual = include_str!("../../docs/style.md");
        let files: Vec<&str> =
            manual.split("```yaml 版式\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert_eq!(files.len(), 3);
        for file in files {
            own(file).unwrap();
        }
    }

    #[test]
    fn every_variant_can_be_read() {
        let names = Style::variants(&file("style.yaml", DEFAULT_STYLE));
        assert_eq!(names, ["gb2312", "windows", "gbt33476"]);
        for name in names {
            Style::parse(DEFAULT_STYLE, &name).unwrap();
        }
    }

    #[test]
    fn mistakes_are_told_where_they_are_made() {
        let at = |text| {
            let (file, line, column, words) = wrong(text);
            assert_eq!(file, "本局.yaml");
            (line, column, words)
        };
        let (line, column, words) = at("样式:\n  正文: {字号: 三号}\n");
        assert_eq!((line, column, words.as_str()), (2, 12, "“字号”的值不对；应为数，不带单位，如 16 或 28.95"));
        let (line, column, words) = at("样式:\n  正文: {字型: 仿宋}\n");
        assert_eq!((line, column), (2, 8));
        assert!(words.starts_with("版式里没有“字型”这一项；这里可以写：字体、字号"), "{words}");
        assert_eq!(at("页眉: 1\n").0, 1);
        let (line, column, words) = at("样式:\n  正文: {字体: 隶书}\n");
        assert_eq!(
            (line, column, words.as_str()),
            (2, 12, "“字体”不能是“隶书”；这里可以写：小标宋、黑体、楷体、仿宋、宋体")
        );
        assert_eq!(at("基于: 没有\n"), (1, 5, "没有名为“没有”的版式；可用的有：gb2312、windows、gbt33476".into()));
        assert_eq!(at("字体:\n  宋体: {pdf: [1]}\n").2, "“pdf”的值不对；应为文字，写在引号里，如 \"宋体\"");
        assert_eq!(at("页面: {每页行数: 22.5}\n").2, "“每页行数”的值不对；应为正整数，如 22");
        assert_eq!(at("页面:\n  纸宽:\n").2, "“纸宽”没有写内容；写上内容，或删去这一项用默认的");
        assert_eq!(at("中西文间隙: 否\n").2, "“中西文间隙”的值不对；应为 true 或 false");
        assert_eq!(at("页面：\n  纸宽: 1\n").2, "项名后面用了全角冒号“：”；改为半角冒号加一个空格，如“年度: 2024”");
        assert_eq!(at("只有文字\n").2, "版式文件应由“项: 值”组成；写法见 docs/style.md");
    }

    #[test]
    fn values_out_of_bounds_are_told_where_they_are_written() {
        let (_, line, column, words) = wrong("页面:\n  版心宽: 200\n");
        assert_eq!((line, column), (2, 8));
        assert_eq!(words, "左白边与版心宽共 228 毫米，超过纸宽 210 毫米；右白边也要留出");
        // What is written in the default file is told there, where only the sum is wrong.
        assert_eq!(wrong("样式: {正文: {字号: 0}}\n").1, 1);
    }

    #[test]
    fn an_unknown_variant_is_told_with_those_there_are() {
        let StyleError(finding) = Style::parse(DEFAULT_STYLE, "wps").unwrap_err();
        assert!(words(&finding).contains("可用的有：gb2312"));
    }
}
