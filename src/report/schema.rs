//! The JSON Schema (2020-12) of a data file, made from the form, so that an editor completes its keys and marks mistakes.
//!
//! It says what reading accepts as far as a schema can: totals against parts, dates that exist, and the notation of
//! numbers (`007`, `1e3`) are beyond it.

use serde_json::{Map, Value, json};

use super::keys;
use super::name::{MAX_NAME, NOT_IN_NAMES};
use super::read::{REST, UNFILLED};
use super::value::{MAX_DECIMALS, MAX_DIGITS};
use crate::diag::Code;
use crate::form::keys::TOTAL;
use crate::form::{
    AgencyKind, Column, Form, Layout, Line, LineKind, MoneyUnit, NEWEST_YEAR, TableForm, ValueKind, plain,
};

/// The schema of data files on a form.
pub fn schema(form: &Form) -> Value {
    let mut properties = head(form);
    let required = keys::REQUIRED;
    let mut named = Vec::new();
    let mut printed = Map::new();
    let prose = form.prose_keys();
    for key in &prose {
        properties.insert(key.clone(), prose_field(form, key));
        if form.requires_prose(key) {
            named.push(key.as_str());
        }
    }
    let mut shapes = Shapes::default();
    for table in &form.tables {
        properties.insert(table.key.clone(), whole_table(table, &mut shapes));
        printed.insert(spellings([table.title.as_str()]), reference_to(&table.key));
        named.push(&table.key);
    }
    for section in &form.sections {
        let table = section.table.map(|index| form.tables[index].key.as_str());
        if let Some(key) = section.prose.as_deref().or(table) {
            printed.insert(spellings([section.title.as_str(), key]), reference_to(key));
        }
    }
    let keys: Vec<&String> = properties.keys().collect();
    let all_named = json!({"propertyNames": {"enum": keys}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("政府信息公开工作年度报告的数据（{} 年版表样）", form.name),
        "description": format!("依据{}", form.edition.basis),
        "type": "object",
        "required": required,
        "dependentRequired": {keys::ADJUSTMENTS: [keys::MEMBERS]},
        "if": all_named,
        "then": {"required": named},
        "additionalProperties": false,
        "errorMessage": "缺少必填的项，或有写错的项名；每一项写作“名称: 内容”，冒号用半角，后面空一格",
        "patternProperties": printed,
        "properties": properties,
        "$defs": shapes.definitions(),
    })
}

/// A reference to a property, its name in the escapes of a URI.
fn reference_to(key: &str) -> Value {
    let escaped: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    json!({"$ref": format!("#/properties/{escaped}")})
}

/// The names that reading takes for one of `names`: with or without numbering, remark, quotes and marks in between.
fn spellings<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut alternatives: Vec<String> = Vec::new();
    for name in names {
        let letters: Vec<String> = plain(name).chars().map(|c| c.to_string()).collect();
        let spelled = letters.join(BETWEEN);
        if !alternatives.contains(&spelled) {
            alternatives.push(spelled);
        }
    }
    let number = "([（(]?[一二三四五六七八九十0-9]+[）)、.．] *)?";
    format!("^{number}{BETWEEN}({}){BETWEEN}([（(].*[）)])?$", alternatives.join("|"))
}

/// What may stand between the letters of a name.
const BETWEEN: &str = "[“”‘’、，/ ]*";

/// The entries that belong to no table and are no prose.
fn head(form: &Form) -> Map<String, Value> {
    let entries = [
        (
            keys::TITLE,
            json!({
                "description": "不写时由机关全称和年度组成",
                "type": ["string", "null"],
                "errorMessage": "写报告的标题，一行文字；一般不必写",
            }),
        ),
        (
            keys::FORM,
            json!({
                "description": "只有用地方增加行的表样时才写",
                "type": ["string", "null"],
                "errorMessage": "写表样的名称，如 2019-湖北；用官方表样的不必写",
            }),
        ),
        (
            keys::SIGNATURE,
            json!({"description": "报告末尾是否印机关名称和成文日期", "enum": [true, false, "是", "否", "有", "无", null], "errorMessage": "应为 是 或 否"}),
        ),
        (keys::REASONS, acknowledgements()),
        (
            keys::MEMBERS,
            json!({
                "description": "汇总哪些机关，逐行写机关全称；写“全部”则是数据文件夹里的所有机关",
                "errorMessage": "写“全部”，或逐行写“- 机关全称”",
                "anyOf": [
                    {"type": ["array", "null"], "items": {"type": "string", "minLength": 1}},
                    {"const": "全部"},
                ],
            }),
        ),
        (keys::ADJUSTMENTS, adjustments()),
    ];
    identity(form).into_iter().chain(entries).map(|(key, schema)| (key.to_owned(), schema)).collect()
}

/// Whose report it is, of which year, and from when.
fn identity(form: &Form) -> [(&'static str, Value); 4] {
    let deadlines: Vec<String> =
        form.deadlines.iter().map(|(kind, (month, day))| format!("{}{month}月{day}日", kind.as_str())).collect();
    [
        (
            Form::AGENCY,
            json!({
                "description": "机关全称，各年度要一致",
                "type": "string",
                "minLength": 1,
                "maxLength": MAX_NAME,
                "pattern": format!("^(?!{UNFILLED}$)[^{}]+$", NOT_IN_NAMES.replace('\\', "\\\\")),
                "patternErrorMessage": "写机关全称，不能含有 / : * ? 等不能作文件名的字符",
                "errorMessage": format!("写机关全称，不超过 {MAX_NAME} 个字"),
            }),
        ),
        (
            Form::KIND,
            json!({
                "description": "决定公布期限",
                "enum": AgencyKind::ALL.map(AgencyKind::as_str),
                "errorMessage": format!("应为 {} 之一", AgencyKind::ALL.map(AgencyKind::as_str).join("、")),
            }),
        ),
        (
            Form::YEAR,
            json!({
                "description": "报告的是哪一年，要与文件名相同",
                "type": "integer",
                "minimum": form.edition.years.0,
                "maximum": form.edition.years.1.unwrap_or(NEWEST_YEAR),
                "errorMessage": "写四位数字的年度，如 2024，要与文件名相同",
            }),
        ),
        (
            Form::DATE,
            json!({
                "description": format!("写作 2025-01-20；期限是次年{}", deadlines.join("、")),
                "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$",
                "patternErrorMessage": "写成 年-月-日，如 2025-01-20",
                "errorMessage": "写成 年-月-日，如 2025-01-20",
            }),
        ),
    ]
}

/// 说明: findings and the reasons for them.
fn acknowledgements() -> Value {
    let acknowledgeable: Vec<&Code> = Code::ALL.iter().filter(|code| code.acknowledgeable()).collect();
    json!({
                "description": "对检查结果的解释，不印到报告里",
                "type": ["array", "null"],
                "errorMessage": "每条一行，写作“- {检查: 代码, 理由: 什么原因}”",
                "items": {
                    "type": "object",
                    "errorMessage": "写作“{检查: 代码, 理由: 什么原因}”",
                    "required": ["检查", "理由"],
                    "additionalProperties": false,
                    "properties": {
                        "检查": {
                            "description": "检查代码",
                            "errorMessage": "写检查结果方括号里的代码，如 jump；能解释的才可以写",
                            "oneOf": acknowledgeable
                                .iter()
                                .map(|code| json!({"const": code.as_str(), "description": code.meaning()}))
                                .collect::<Vec<_>>(),
                        },
                        "原文": {
                            "description": "是哪一处：检查结果所在的那句话或那一行数",
                            "type": "string",
                            "minLength": 1,
                            "errorMessage": "照抄检查结果所在的那句话或那一行数，用单引号引起来",
                        },
                        "理由": {
                            "description": "什么原因",
                            "type": "string",
                            "minLength": 1,
                            "errorMessage": "用一句话写明原因",
                        },
                    },
                },
    })
}

/// 调整: cells in which a sum is not that of its members.
fn adjustments() -> Value {
    json!({
                "description": "汇总数与各成员之和为什么不同，逐条写明格、加或减、理由",
                "type": ["array", "null"],
                "errorMessage": "每条一行，写作“- {格: 表.行.列, 减: 2, 理由: 什么原因}”",
                "items": {
                    "type": "object",
                    "errorMessage": "写作“{格: 表.行.列, 减: 2, 理由: 什么原因}”，加和减只写一样",
                    "required": ["格", "理由"],
                    "additionalProperties": false,
                    "oneOf": [{"required": ["加"]}, {"required": ["减"]}],
                    "properties": {
                        "格": {"description": "表.行.列，写法同文字里的引用", "type": "string", "minLength": 1},
                        "加": {"description": "比各成员之和多多少", "type": ["number", "string"], "exclusiveMinimum": 0},
                        "减": {"description": "比各成员之和少多少", "type": ["number", "string"], "exclusiveMinimum": 0},
                        "理由": {"description": "什么原因", "type": "string", "minLength": 1},
                    },
                },
    })
}

fn prose_field(form: &Form, key: &str) -> Value {
    let section = form.sections.iter().find(|section| section.prose.as_deref() == Some(key));
    let around = form.tables.iter().find_map(|table| {
        let where_ = if key == table.before_key() { "前" } else { "后" };
        (key == table.before_key() || key == table.after_key())
            .then(|| format!("印在{}{where_}面的文字，可以不写", table.short))
    });
    let mut schema = match (section, around) {
        (Some(section), _) => json!({"description": section.title, "type": "string", "minLength": 1}),
        (None, Some(words)) => json!({"description": words, "type": ["string", "null"]}),
        (None, None) => json!({"description": "第一部分之前的文字，可以不写", "type": ["string", "null"]}),
    };
    schema["not"] = json!({"pattern": format!("^[\\s（(【]*{UNFILLED}[\\s）)】。]*$")});
    schema["errorMessage"] = json!("写一段文字：冒号后面写竖线 |，从下一行起每行空两格");
    // Completing the key puts the bar there and begins the next line.
    schema["defaultSnippets"] =
        json!([{"label": "|（文字从下一行写起）", "bodyText": format!("|\n  ${{1:{UNFILLED}}}")}]);
    schema
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
    let mut printed = Map::new();
    for child in table.children(path) {
        let below = [path, &[child]].concat();
        let label = short_label(table, &below);
        let mut schema = match table.line(&below) {
            Some(line) => shapes.reference(&table.lines[line], table),
            None => group(table, &below, shapes),
        };
        printed.insert(spellings([label.as_str(), child]), schema.clone());
        schema["description"] = json!(self::label(table, &below));
        properties.insert(child.to_owned(), schema);
    }
    properties.insert(REST.to_owned(), json!({"description": "没有写出的各行都是零", "const": 0}));
    let captions: Vec<&str> = if path.is_empty() { row_captions(table) } else { Vec::new() };
    let mut rows = json!({
        "type": "object",
        "additionalProperties": false,
        "patternProperties": printed,
        "properties": properties,
    });
    if !captions.is_empty() {
        // A printed label that only groups rows may stand over them.
        let mut below = rows.clone();
        for property in below["properties"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            if let Some(property) = property.as_object_mut() {
                property.remove("description");
            }
        }
        rows["patternProperties"][spellings(captions)] = below;
    }
    json!({
        "errorMessage": "表里写的是各行：名称、冒号、空格，再写 0，或 [12, 3, 0, 0, 0, 0]，或 {自然人: 12}；名称照表样写",
        "anyOf": [rows, {"const": 0, "description": "各行都是零"}],
    })
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
    // Who names rows by their printed words is held to completeness by reading alone.
    let names: Vec<&str> = table.children(path);
    json!({"if": {"type": "object", "not": {"required": [REST]}, "propertyNames": {"enum": names}}, "then": then})
}

/// The printed label of a line or group.
fn short_label(table: &TableForm, path: &[&str]) -> String {
    let below = |line: &&Line| line.keys.len() >= path.len() && line.keys.iter().zip(path).all(|(a, b)| a == b);
    let line = table.lines.iter().find(below);
    line.and_then(|line| line.labels.get((line.labels.len() + path.len()).checked_sub(line.keys.len() + 1)?))
        .cloned()
        .unwrap_or_default()
}

/// Printed labels that group rows and have no key of their own.
fn row_captions(table: &TableForm) -> Vec<&str> {
    let mut captions: Vec<&str> = Vec::new();
    for line in &table.lines {
        for label in &line.labels[..line.labels.len().saturating_sub(line.keys.len())] {
            if !captions.contains(&label.as_str()) {
                captions.push(label);
            }
        }
    }
    captions
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
    fn reference(&mut self, line: &Line, table: &TableForm) -> Value {
        let shape = shape(line, table);
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
fn shape(line: &Line, table: &TableForm) -> Value {
    let is_total = line.kind != LineKind::Data;
    let columns = &line.columns;
    let data: Vec<&Column> = line.parts().map(|column| &columns[column]).collect();
    let total = columns.iter().find(|column| column.total.is_some());
    let mut properties: Map<String, Value> = columns.iter().map(|column| (column.key.clone(), cell(column))).collect();
    properties.insert(REST.to_owned(), json!({"const": 0}));
    let mut printed: Map<String, Value> =
        columns.iter().map(|column| (spellings([column.label.as_str(), &column.key]), figure(column.kind))).collect();
    if let Layout::Rows(rows) = &table.layout {
        let captions: Vec<&str> =
            rows.heads.iter().filter(|head| !head.parts.is_empty()).map(|head| head.label.as_str()).collect();
        if !captions.is_empty() {
            let below = json!({"type": "object", "additionalProperties": false, "patternProperties": printed.clone()});
            printed.insert(spellings(captions), below);
        }
    }
    let mut ways = vec![json!({
        "type": "object",
        "additionalProperties": false,
        "patternProperties": printed,
        "properties": properties,
    })];
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
    let list: Vec<&str> = data.iter().map(|column| column.key.as_str()).collect();
    let message = format!("写 0，或依次写成 [{}]，或写列名和数字；件数是不带单位的整数，不能空着", list.join(", "));
    json!({"errorMessage": message, "anyOf": ways})
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
                {"type": "string", "pattern": format!("^{decimal} *({})$", MoneyUnit::ALL.map(MoneyUnit::as_str).join("|"))},
            ],
        }),
    }
}
