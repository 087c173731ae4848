//! Text and YAML with places: bytes → text → a tree of nodes that know where they stand in the file.
//!
//! Everything that can be wrong with a file before anybody asks what it means is found here. Knows nothing of forms.

mod characters;
mod decode;
mod edits;
mod lines;
pub mod patch;
mod slips;
mod text_map;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, Options, Spanned};

pub(crate) use characters::without_measure;
use characters::{bad_character, bad_characters};
pub use characters::{is_han, unprintable};
pub use decode::{BOM, MAX_BYTES, decode, load};
pub use lines::{LONGEST_NAME, Name, NameLookup};
use slips::{line_range, lone_dashes, syntax};
pub use text_map::TextMap;

use crate::diag::{Code, Finding, Place, SourceFile};

/// Deepest nesting of a file; the form needs five.
const MAX_DEPTH: usize = 32;
/// Most nodes of a file, aliases expanded; the form needs about 400.
const MAX_NODES: usize = 50_000;
/// Most lines with a lone dash that are read all the same; a report has not half as many.
const MAX_DASHES: usize = 100;

/// A YAML node and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A scalar as written: no number is ever made and printed again, so `0.10` stays `0.10`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text: as written for plain scalars, unescaped and unfolded for others.
    pub text: String,
    /// How it is written.
    pub style: ScalarStyle,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// `|` or `>`.
    Block,
}

/// A key of a mapping and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The key.
    pub text: String,
}

impl Node {
    /// The entry of a mapping under `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The scalar, when it is one and not blank.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) if !scalar.is_blank() => Some(scalar),
            _ => None,
        }
    }
}

impl Scalar {
    /// Whether nothing is written: an empty value, `~` or `null`.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
            || self.style == ScalarStyle::Plain && matches!(self.text.as_str(), "~" | "null" | "Null" | "NULL")
    }
}

/// Parses a file into nodes.
///
/// # Errors
/// All that is wrong with it as YAML text: characters that cannot be printed, syntax, limits.
pub fn parse(file: &Arc<SourceFile>) -> Result<Node, Vec<Finding>> {
    let (node, findings) = nodes(file, None);
    node.filter(|_| findings.is_empty()).ok_or(findings)
}

/// Parses a file into nodes, past all slips of the pen that can be told by the names that may stand in it: the nodes of the
/// file as it was meant, and everything that is wrong with it as it is written. Places are those of the file.
pub fn read_past(file: &Arc<SourceFile>, names: NameLookup) -> (Option<Node>, Vec<Finding>) {
    nodes(file, Some(names))
}

fn nodes(file: &Arc<SourceFile>, names: Option<NameLookup>) -> (Option<Node>, Vec<Finding>) {
    let bad = bad_characters(file);
    if !bad.is_empty() {
        return (None, bad);
    }
    let mut slips = names.map_or_else(|| slips::Slips::new(file), |names| slips::scan(file, names));
    let edited = std::mem::take(&mut slips.edits).apply(&file.text);
    let mut findings = slips.findings();
    let copy = if edited.text == file.text {
        file.clone()
    } else {
        Arc::new(SourceFile { path: file.path.clone(), text: edited.text.clone() })
    };
    let raw = match raw(&copy) {
        Ok(raw) => raw,
        Err(mut finding) => {
            // One slip, one finding: where a slip was named, what the parser says of the same lines is an echo.
            finding.at = Place::new(file, edited.range(&finding.at.range));
            let line = finding.at.start().line;
            if !findings.iter().any(|known| known.is_error() && known.at.start().line.abs_diff(line) <= 1) {
                findings.push(finding);
            }
            return (None, findings);
        }
    };
    let mut build = TreeBuilder { file, copy: &copy, edited: &edited, findings };
    let node = build.node(raw);
    (Some(node), build.findings)
}

/// The nodes as serde sees them. A lone `-` for a figure is no YAML; the parser is given a 0 in its place, so that the dash,
/// which [`scalar`] takes from the file, is found as what it is, together with all that is wrong elsewhere.
fn raw(file: &Arc<SourceFile>) -> Result<Spanned<Raw>, Finding> {
    if let Some(deep) = nested_keys(&file.text) {
        return Err(Finding::new(Code::TooDeep, Place::new(file, deep), "嵌套层次过深，不是年报数据的写法"));
    }
    let mut text = Cow::Borrowed(file.text.as_str());
    let mut tries = 0;
    loop {
        let error = match serde_saphyr::from_str_with_options(&text, options()) {
            Ok(raw) => return Ok(raw),
            Err(error) => error,
        };
        let line = error.location().map_or(0..0, |at| line_range(&text, at.line() as usize));
        let dashes = lone_dashes(&text[line.clone()]);
        tries += 1;
        if dashes.is_empty() || tries > MAX_DASHES {
            return Err(syntax(file, &error));
        }
        for dash in dashes {
            text.to_mut().replace_range(line.start + dash..line.start + dash + 1, "0");
        }
    }
}

/// Where keys are nested in each other on one line, `? ? ? …`, deeper than any file is: the parser takes a second for ten thousand.
fn nested_keys(text: &str) -> Option<Range<usize>> {
    if !text.as_bytes().contains(&b'?') {
        return None;
    }
    let (mut run, mut before) = (0, ' ');
    for (at, c) in text.char_indices() {
        match c {
            '?' if matches!(before, ' ' | '\t' | '\n') => run += 1,
            ' ' | '\t' => {}
            _ => run = 0,
        }
        if run > MAX_DEPTH {
            return Some(at..at + 1);
        }
        before = c;
    }
    None
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 4 * MAX_NODES,
            max_nodes: MAX_NODES,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_recorded_anchor_events: MAX_NODES,
            max_documents: 1,
            max_total_scalar_bytes: 2 * MAX_BYTES as usize,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_NODES,
            max_replay_stack_depth: 8,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        ignore_binary_tag_for_string: true,
        with_snippet: false,
    }
}

/// A node as serde sees it; numbers and truth values are only noted, their text is taken from the file.
enum Raw {
    Blank,
    /// Inferred as something else than text.
    Inferred,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        struct RawVisitor;
        impl<'de> Visitor<'de> for RawVisitor {
            type Value = Raw;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("YAML")
            }
            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Blank)
            }
            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Blank)
            }
            fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Raw, D::Error> {
                d.deserialize_any(self)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
                Ok(Raw::Inferred)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
                Ok(Raw::Inferred)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
                Ok(Raw::Inferred)
            }
            fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
                Ok(Raw::Inferred)
            }
            fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
                Ok(Raw::Inferred)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
                Ok(Raw::Inferred)
            }
            fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
                Ok(Raw::Text(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = seq.next_element()? {
                    list.push(item);
                }
                Ok(Raw::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw::Map(entries))
            }
        }
        deserializer.deserialize_any(RawVisitor)
    }
}

fn range(file: &SourceFile, location: &Location) -> Range<usize> {
    let span = location.span();
    match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(length)) => start as usize..(start + length) as usize,
        _ => {
            let line = line_range(&file.text, location.line() as usize);
            let column = (location.column() as usize).saturating_sub(1);
            let at = file.text[line.clone()].char_indices().nth(column).map_or(line.end, |(i, _)| line.start + i);
            at..at
        }
    }
}

/// From serde's nodes of the copy to nodes with places in the file.
struct TreeBuilder<'a> {
    file: &'a Arc<SourceFile>,
    copy: &'a Arc<SourceFile>,
    edited: &'a edits::Edited,
    findings: Vec<Finding>,
}

impl TreeBuilder<'_> {
    fn node(&mut self, raw: Spanned<Raw>) -> Node {
        let range = self.edited.range(&range(self.copy, &raw.referenced));
        let defined = self::range(self.copy, &raw.defined);
        let value = match raw.value {
            Raw::Blank | Raw::Inferred => scalar(self.copy, &defined, None),
            Raw::Text(text) => scalar(self.copy, &defined, Some(text)),
            Raw::List(items) => Value::List(items.into_iter().map(|item| self.node(item)).collect()),
            Raw::Map(entries) => self.map(entries),
        };
        if let Value::Scalar(Scalar { text, style: ScalarStyle::Quoted }) = &value
            && let Some(c) = text.chars().find(|&c| unprintable(c).is_some())
        {
            self.findings.push(bad_character(self.file, range.clone(), c));
        }
        Node { range, value }
    }

    fn map(&mut self, entries: Vec<(Spanned<Raw>, Spanned<Raw>)>) -> Value {
        let mut map: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let value = self.node(value);
            let Node { range, value: Value::Scalar(Scalar { text, .. }) } = self.node(key) else {
                let place = Place::new(self.file, value.range);
                self.findings.push(Finding::new(Code::YamlSyntax, place, "项的名称应当是文字"));
                continue;
            };
            if let Some((first, _)) = map.iter().find(|(k, _)| k.text == text) {
                self.findings.push(
                    Finding::new(Code::DuplicateKey, Place::new(self.file, range), format!("“{text}”写了两次"))
                        .also(Place::new(self.file, first.range.clone()), "第一次写在这里")
                        .help("两处只能留一处；删去多余的一处后再核对数字"),
                );
            } else {
                map.push((Key { range, text }, value));
            }
        }
        Value::Map(map)
    }
}

/// The scalar written at `range`; `text` is its meaning when that may differ from what is written.
fn scalar(file: &SourceFile, range: &Range<usize>, text: Option<String>) -> Value {
    let written = file.text.get(range.clone()).unwrap_or_default();
    let style = match written.as_bytes().first() {
        Some(b'"' | b'\'') => ScalarStyle::Quoted,
        Some(b'|' | b'>') => ScalarStyle::Block,
        _ => ScalarStyle::Plain,
    };
    Value::Scalar(Scalar { text: text.unwrap_or_else(|| written.trim_end().to_owned()), style })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Arc<SourceFile> {
        Arc::new(SourceFile { path: "甲局/2024.yaml".into(), text: text.into() })
    }

    fn scalar_at<'a>(file: &'a SourceFile, node: &Node) -> &'a str {
        &file.text[node.range.clone()]
    }

    #[test]
    fn nodes_keep_their_text_and_place() {
        let file = file("机关: 某市商务局   # 注\n数: [1, 0.10, '2']\n空:\n正文: |\n  第一行\n  第二行\n末: 0x10\n");
        let node = parse(&file).unwrap();
        let get = |key: &str| node.get(key).unwrap();
        assert_eq!(scalar_at(&file, get("机关")).trim_end(), "某市商务局");
        let Value::List(items) = &get("数").value else { panic!() };
        let texts: Vec<_> = items.iter().map(|n| n.scalar().unwrap()).map(|s| (s.text.as_str(), s.style)).collect();
        assert_eq!(texts, [("1", ScalarStyle::Plain), ("0.10", ScalarStyle::Plain), ("2", ScalarStyle::Quoted)]);
        assert!(get("空").scalar().is_none());
        assert_eq!(get("正文").scalar().unwrap().text, "第一行\n第二行\n");
        assert_eq!(get("末").scalar().unwrap().text, "0x10");
        let prose = get("正文");
        let map = TextMap::new(&file, &prose.range, "第一行\n第二行\n");
        assert_eq!(&file.text[map.range("第一行\n".len().."第一行\n第二".len())], "第二");
    }

    fn error(text: &str) -> (Code, usize, usize) {
        let findings = parse(&file(text)).unwrap_err();
        let start = findings[0].at.start();
        (findings[0].code, start.line, start.column)
    }

    #[test]
    fn slips_are_found_where_they_were_made() {
        assert_eq!(error("机关: 甲\n年度：2024\n成文日期: 2025-01-01\n"), (Code::YamlSyntax, 2, 3));
        assert_eq!(error("申请:\n\t本年新收: 0\n"), (Code::YamlSyntax, 2, 1));
        assert_eq!(error("甲: 1\n乙: 2\n甲: 3\n"), (Code::DuplicateKey, 3, 1));
        assert_eq!(error("甲: 字\u{E001}\n"), (Code::BadCharacter, 1, 5));
        assert_eq!(error("甲: \"a\\u0001\"\n"), (Code::BadCharacter, 1, 4));
        assert_eq!(error("甲: [1, 2\n乙: 3\n").0, Code::YamlSyntax);
        assert_eq!(error(&"[".repeat(10_000)).0, Code::TooDeep);
        assert_eq!(error(&format!("年度: {}\n", "? ".repeat(20_000))).0, Code::TooDeep);
        let nested: String = (0..100).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
        assert_eq!(error(&nested).0, Code::TooDeep);
    }

    #[test]
    fn alias_bombs_are_refused() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for i in 1..9 {
            let line = vec![format!("*a{}", i - 1); 10].join(",");
            bomb += &format!("a{i}: &a{i} [{line}]\n");
        }
        assert_eq!(error(&bomb).0, Code::TooLarge);
    }
}
