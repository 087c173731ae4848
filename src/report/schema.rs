//! The JSON Schema (2020-12) of a data file, made from the form, so that an editor completes its keys and marks mistakes.
//!
//! It says what reading accepts as far as a schema can: totals against parts, dates that exist, and the notation of
//! numbers (`007`, `1e3`) are beyond it.

use serde_json::{Map, Value, json};

use super::read::{MAX_NAME, NEWEST_YEAR, NOT_IN_NAMES, REST};
use super::value::{MAX_DECIMALS, MAX_DIGITS};
use crate::diag::Code;
use crate::form::keys::TOTAL;
use crate::form::{AgencyKind, Column, Form, Line, LineKind, TableForm, Unit, ValueKind};

/// The schema of data files on a form.
pub fn schema(form: &Form) -> Value {
    let mut properties = head(form);
    let mut required = vec!["机关", "机关类型", "年度", "成文日期"];
    let prose = form.prose_keys();
    for key in &prose {
        properties.insert(key.clone(), prose_field(form, key));
        if form.requires_prose(key) {
            required.push(key);
        }
    }
    let mut shapes = Shapes::default();
    for table in &form.tables {
        properties.insert(table.key.clone(), whole_table(table, &mut shapes));
        required.push(&table.key);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("政府信息公开工作年度报告的数据（{} 年版表样）", form.name),
        "description": format!("依据{}", form.edition.basis),
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
        "$defs": shapes.definitions(),
    })
}

/// The entries that belong to no table and are no prose.
fn head(form: &Form) -> Map<String, Value> {
    let deadlines: Vec<String> =
        form.deadlines.iter().map(|(kind, (month, day))| format!("{}{month}月{day}日", kind.as_str())).collect();
    let acknowledgeable: Vec<&Code> = Code::ALL.iter().filter(|code| code.acknowledgeable()).collect();
    let entries = [
        (
            "机关",
            json!({
                "description": "机关全称，各年度要一致",
                "type": "string",
                "minLength": 1,
                "maxLength": MAX_NAME,
                "pattern": format!("^[^{}]+$", NOT_IN_NAMES.replace('\\', "\\\\")),
            }),
        ),
        ("机关类型", json!({"description": "决定公布期限", "enum": AgencyKind::ALL.map(AgencyKind::as_str)})),
        (
            "年度",
            json!({
                "description": "报告的是哪一年，要与文件名相同",
                "type": "integer",
                "minimum": form.edition.years.0,
                "maximum": form.edition.years.1.unwrap_or(NEWEST_YEAR),
            }),
        ),
        (
            "成文日期",
            json!({
                "description": format!("写作 2025-01-20；期限是次年{}", deadlines.join("、")),
                "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$",
            }),
        ),
        ("标题", json!({"description": "不写时由机关全称和年度组成", "type": ["string", "null"]})),
        ("表样", json!({"description": "只有用地方增加行的表样时才写", "type": ["string", "null"]})),
        (
            "落款",
            json!({"description": "报告末尾是否印机关名称和成文日期", "enum": [true, false, "是", "否", "有", "无", null]}),
        ),
        (
            "说明",
            json!({
                "description": "对检查结果的解释，不印到报告里",
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "required": ["检查", "理由"],
                    "additionalProperties": false,
                    "properties": {
                        "检查": {
                            "description": "检查代码",
                            "oneOf": acknowledgeable
                                .iter()
                                .map(|code| json!({"const": code.as_str(), "description": code.meaning()}))
                                .collect::<Vec<_>>(),
                        },
                        "理由": {"description": "什么原因", "type": "string", "minLength": 1},
                    },
                },
            }),
        ),
        (
            "成员",
            json!({
                "description": "汇总哪些机关，逐行写机关全称",
                "type": ["array", "null"],
                "items": {"type": "string", "minLength": 1},
            }),
        ),
    ];
    entries.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect()
}

fn prose_field(form: &Form, key: &str) -> Value {
    let section = form.sections.iter().find(|section| section.prose.as_deref() == Some(key));
    let around = form.tables.iter().find_map(|table| {
        let where_ = if key == table.before_key() { "前" } else { "后" };
        (key == table.before_key() || key == table.after_key())
            .then(|| format!("印在{}{where_}面的文字，可以不写", table.short))
    });
    match (section, around) {
        (Some(section), _) => json!({"description": section.title, "type": "string", "minLength": 1}),
        (None, Some(words)) => json!({"description": words, "type": ["string", "null"]}),
        (None, None) => json!({"description": "第一部分之前的文字，可以不写", "type": ["string", "null"]}),
    }
}

fn whole_table(table: &TableForm, shapes: &mut Shapes) -> Value {
    let mut schema = group(table, &[], shapes);
    schema["title"] = json!(format!("{} {}", table.short, table.title));
    schema["description"] = json!(table.summary);
    merge(&mut schema, complete(table, &[]));
    schema
}

/// One 0 for all rows, or the rows by name.
fn group(table: &TableForm, path: &[&str], shapes: &mut Shapes) -> Value {
    let mut properties = Map::new();
    for child in table.children(path) {
        let below = [path, &[child]].concat();
        let mut schema = match table.line(&below) {
            Some(line) => shapes.reference(&table.lines[line]),
            None => group(table, &below, shapes),
        };
        schema["description"] = json!(label(table, &below));
        properties.insert(child.to_owned(), schema);
    }
    properties.insert(REST.to_owned(), json!({"description": "没有写出的各行都是零", "const": 0}));
    json!({"anyOf": [
        {"type": "object", "additionalProperties": false, "properties": properties},
        {"const": 0, "description": "各行都是零"},
    ]})
}

/// That no row is left out, unless `其余: 0` covers it: one of the group's own, or of a group around it.
fn complete(table: &TableForm, path: &[&str]) -> Value {
    let needed = |child: &&str| {
        let below = [path, &[*child]].concat();
        match table.line(&below) {
            Some(line) => table.lines[line].kind == LineKind::Data,
            None => !table.data_below(&below).is_empty(),
        }
    };
    let children: Vec<&str> = table.children(path).into_iter().filter(needed).collect();
    let groups = children.iter().filter(|child| table.line(&[path, &[**child]].concat()).is_none());
    let groups: Map<String, Value> =
        groups.map(|child| ((*child).to_owned(), complete(table, &[path, &[*child]].concat()))).collect();
    let mut then = json!({"required": children});
    if !groups.is_empty() {
        then["properties"] = groups.into();
    }
    json!({"if": {"type": "object", "not": {"required": [REST]}}, "then": then})
}

/// The printed label of a line or group, with the columns of a line.
fn label(table: &TableForm, path: &[&str]) -> String {
    let keys = |line: &&Line| line.keys.len() >= path.len() && line.keys.iter().zip(path).all(|(a, b)| a == b);
    let Some(line) = table.lines.iter().find(keys) else { return String::new() };
    let label = line.labels.len().checked_sub(1 + line.keys.len() - path.len()).map_or("", |at| &line.labels[at]);
    if line.keys.len() > path.len() {
        return label.to_owned();
    }
    let columns: Vec<&str> = line.parts().map(|column| line.columns[column].label.as_str()).collect();
    let note = if line.kind == LineKind::Data { "" } else { "；可以不填" };
    format!("{label}。列：{}{note}", columns.join("、"))
}

fn merge(schema: &mut Value, more: Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more);
    }
}

/// The ways to write a line, one per kind of line, so that the six columns of 表三 are described once.
#[derive(Default)]
struct Shapes {
    shapes: Vec<Value>,
}

impl Shapes {
    fn reference(&mut self, line: &Line) -> Value {
        let shape = shape(line);
        let index = self.shapes.iter().position(|known| *known == shape).unwrap_or_else(|| {
            self.shapes.push(shape);
            self.shapes.len() - 1
        });
        json!({"$ref": format!("#/$defs/{}", Shapes::name(index))})
    }

    fn name(index: usize) -> String {
        format!("line{}", index + 1)
    }

    fn definitions(self) -> Map<String, Value> {
        self.shapes.into_iter().enumerate().map(|(index, shape)| (Shapes::name(index), shape)).collect()
    }
}

/// A line as a mapping of columns, as a list in the form's order, or as a single figure where that is enough.
fn shape(line: &Line) -> Value {
    let is_total = line.kind != LineKind::Data;
    let columns = &line.columns;
    let data: Vec<&Column> = line.parts().map(|column| &columns[column]).collect();
    let total = columns.iter().find(|column| column.total.is_some());
    let mut properties: Map<String, Value> = columns.iter().map(|column| (column.key.clone(), cell(column))).collect();
    properties.insert(REST.to_owned(), json!({"const": 0}));
    let mut ways = vec![json!({"type": "object", "additionalProperties": false, "properties": properties})];
    let mut items = json!({"type": "array", "minItems": data.len(), "maxItems": columns.len()});
    if data.iter().all(|column| column.kind == data[0].kind) {
        items["items"] = figure(data[0].kind);
    } else {
        items["prefixItems"] = columns.iter().map(|column| figure(column.kind)).collect();
    }
    ways.push(items);
    match (&data[..], total) {
        ([only], _) if !is_total => ways.push(figure(only.kind)),
        (_, Some(total)) if is_total => ways.push(cell(total)),
        _ => ways.push(json!({"const": 0, "description": "整行都是零"})),
    }
    json!({"anyOf": ways})
}

fn cell(column: &Column) -> Value {
    let mut schema = figure(column.kind);
    schema["description"] = match (&column.total, column.label == column.key) {
        (Some(_), _) => json!(format!("{TOTAL}由程序算出，可以不填；填了就要与各项之和相等")),
        (None, true) => return schema,
        (None, false) => json!(column.label),
    };
    schema
}

/// A figure of a kind, in every way it may be written.
fn figure(kind: ValueKind) -> Value {
    let most: i64 = 10_i64.pow(MAX_DIGITS as u32) - 1;
    let decimal = format!("(0|[1-9][0-9]{{0,{}}})(\\.[0-9]{{1,{MAX_DECIMALS}}})?", MAX_DIGITS - 1);
    match kind {
        ValueKind::Count => json!({"type": "integer", "minimum": 0, "maximum": most}),
        ValueKind::Change => json!({"type": "integer", "minimum": -most, "maximum": most}),
        ValueKind::Amount(Some(unit)) => json!({
            "description": format!("以{}计", unit.as_str()),
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": most},
                {"type": "string", "pattern": format!("^{decimal} *({})?$", unit.as_str())},
            ],
        }),
        ValueKind::Amount(None) => json!({
            "description": "数字和单位，如 1424.4万元；没有就写 0",
            "anyOf": [
                {"const": 0},
                {"type": "string", "pattern": format!("^{decimal} *({})$", Unit::ALL.map(Unit::as_str).join("|"))},
            ],
        }),
    }
}
