//! Slips of the pen as people make them who know Word and Excel: each one is one finding, on its line, in words that say what
//! to write; and what else is wrong in the file is found in the same run.

use std::sync::Arc;

use nianbao::diag::{Finding, Severity, SourceFile};
use nianbao::report::read;
use nianbao::templates::Templates;

/// A sound file.
const BASE: &str = include_str!("../fixtures/slips.yaml");

/// What is written, what a clerk made of it, the line of the finding, and words that its message or help must have.
const SLIPS: &[(&str, &str, usize, &str)] = &[
    ("年度: 2024", "年度：2024", 3, "全角冒号"),
    ("年度: 2024", "年度:2024", 3, "没有空格"),
    ("年度: 2024", "年度=2024", 3, "半角冒号"),
    ("年度: 2024", "年度 2024", 3, "没有冒号"),
    ("年度: 2024", "年度:\u{A0}2024", 3, "U+00A0"),
    ("年度: 2024", "年度:\u{3000}2024", 3, "U+3000"),
    ("  规章: 0", "  规章：0", 9, "全角冒号"),
    ("{自然人: 1}", "{自然人：1}", 17, "全角"),
    ("{自然人: 1}", "{自然人:1}", 17, "没有空格"),
    ("{自然人: 13, 商业企业: 3}", "{自然人：13，商业企业：3}", 18, "全角"),
    ("{自然人: 1}", "｛自然人：1｝", 17, "全角"),
    ("[12, 3, 0, 0, 0, 0]", "【12，3，0，0，0，0】", 16, "全角"),
    ("[12, 3, 0, 0, 0, 0]", "[12，3，0，0，0，0]", 16, "全角"),
    ("[12, 3, 0, 0, 0, 0]", "[12、3、0、0、0、0]", 16, "半角逗号"),
    ("[12, 3, 0, 0, 0, 0]", "（12，3，0，0，0，0）", 16, "全角"),
    ("[12, 3, 0, 0, 0, 0]", "[12, 3, 0, 0, 0, 0", 16, "没有对应"),
    ("{自然人: 1}", "{自然人: 1", 17, "没有对应"),
    ("[12, 3, 0, 0, 0, 0]", "[12, 3, 0, 0, 0, 0}", 16, "不是一种"),
    ("[12, 3, 0, 0, 0, 0]", "[12, 3, 0, 0, 0, 0]]", 16, "多了"),
    ("[12, 3, 0, 0, 0, 0]", "[12, 3, 0, 0, 0, 0],", 16, "多了"),
    ("[12, 3, 0, 0, 0, 0]", "12\t3\t0\t0\t0\t0", 16, "[12, 3, 0, 0, 0, 0]"),
    ("[12, 3, 0, 0, 0, 0]", "12 3 0 0 0 0 15", 16, "[12, 3, 0, 0, 0, 0, 15]"),
    (
        "本年新收: [12, 3, 0, 0, 0, 0]",
        "一、本年新收政府信息公开申请数量\t12\t3\t0\t0\t0\t0\t15",
        16,
        "[12, 3, 0, 0, 0, 0, 15]",
    ),
    ("[12, 3, 0, 0, 0, 0]", "| 12 | 3 | 0 | 0 | 0 | 0 |", 16, "[12, 3, 0, 0, 0, 0]"),
    ("[12, 3, 0, 0, 0, 0]", "[12 3 0 0 0 0]", 16, "没有逗号"),
    ("行政许可: 15", "行政许可: 1,500", 11, "1500"),
    ("  本年新收:", "  - 本年新收:", 16, "多了“-”"),
    ("  本年新收:", "  • 本年新收:", 16, "多了“•”"),
    (
        "  规章: 0\n  行政规范性文件: [3, 1, 12]\n  行政许可: 15\n  行政处罚: 0\n  行政强制: 0\n  行政事业性收费: 36.25",
        "  - 规章: 0\n  - 行政规范性文件: [3, 1, 12]\n  - 行政许可: 15\n  - 行政处罚: 0\n  - 行政强制: 0\n  - 行政事业性收费: 36.25",
        9,
        "共 6 行",
    ),
    (
        "  规章: 0\n  行政规范性文件: [3, 1, 12]\n  行政许可: 15\n  行政处罚: 0\n  行政强制: 0\n  行政事业性收费: 36.25",
        "规章: 0\n行政规范性文件: [3, 1, 12]\n行政许可: 15\n行政处罚: 0\n行政强制: 0\n行政事业性收费: 36.25",
        9,
        "前面没有空格",
    ),
    ("  行政许可: 15", "   行政许可: 15", 11, "对齐"),
    ("  行政许可: 15", " 行政许可: 15", 11, "对齐"),
    (
        "    属于国家秘密: 0\n    属于行政执法案卷: 0\n    其余: 0",
        "  属于国家秘密: 0\n  属于行政执法案卷: 0",
        20,
        "少了空格",
    ),
    ("    属于行政执法案卷: 0", "   属于行政执法案卷: 0", 21, "对齐"),
    ("  行政许可: 15", "\t行政许可: 15", 11, "Tab"),
    ("  行政许可: 15", "\u{3000}行政许可: 15", 11, "全角空格"),
    ("  行政许可: 15", "\u{A0}\u{A0}行政许可: 15", 11, "不换行空格"),
    ("申请:\n", " 申请:\n", 15, "多了空格"),
    ("  2024年，我局有序推进", "2024年，我局有序推进", 6, "前面没有空格"),
    (
        "  2024年，我局有序推进主动公开、依申请公开、政府信息管理、平台建设、监督保障各项工作。\n  （一）主动公开。全年公开信息100条。",
        "2024年，我局有序推进主动公开、依申请公开、政府信息管理、平台建设、监督保障各项工作。\n（一）主动公开。全年公开信息100条。",
        6,
        "共 2 行",
    ),
    ("  （一）主动公开。全年", "（一）主动公开。全年", 7, "前面没有空格"),
    ("  2024年，我局有序推进", "\u{3000}\u{3000}2024年，我局有序推进", 6, "全角空格"),
    ("  2024年，我局有序推进", "    2024年，我局有序推进", 7, "比第一行缩进少"),
    ("总体情况: |", "总体情况:", 5, "没有竖线"),
    ("总体情况: |", "总体情况: ｜", 5, "竖线写成"),
    ("总体情况: |", "总体情况: >", 5, "连成一段"),
    ("总体情况: |\n  2024年", "总体情况: | 2024年", 5, "后面接着写"),
    ("总体情况: |", "总体情况 |", 5, "没有冒号"),
    (
        "其他事项: |\n  2024年收取信息处理费0元，没有其他需要报告的事项。",
        "其他事项: 2024年收取信息处理费0元，电话: 1234567，没有其他需要报告的事项。",
        29,
        "半角冒号加空格",
    ),
    ("其他事项: |\n  2024年收取", "其他事项: {{ 年度 }}年收取", 29, "开头"),
    ("其他事项: |\n  2024年收取", "其他事项: **一是**2024年收取", 29, "开头"),
    ("总体情况: |\n  2024年", "总体情况: 2024年", 5, "没有写竖线"),
    (
        "其他事项: |\n  2024年收取信息处理费0元，没有其他需要报告的事项。",
        "其他事项: \"2024年收取信息处理费0元，没有其他需要报告的事项。",
        29,
        "引号",
    ),
    (
        "其他事项: |\n  2024年收取信息处理费0元，没有其他需要报告的事项。\n",
        "其他事项: |\n  2024年收取信息处理费0元，没有其他需要报告的事项。\n---\n机关: 青石市教育局\n年度: 2024\n",
        31,
        "只能放一份",
    ),
    ("复议诉讼:\n", "----------\n复议诉讼:\n", 24, "分隔线"),
    ("  行政许可: 15\n", "  行政许可: 15\n  这里要核对\n", 12, "读不懂"),
    ("申请:\n", "申请\n", 15, "没有冒号"),
    ("主动公开:\n  规章: 0", "  主动公开:\n  规章: 0", 8, "多了空格"),
    ("  （一）主动公开。", "# 待核实\n  （一）主动公开。", 7, "当作给自己看"),
    ("[12, 3, 0, 0, 0, 0]", "[12, 3, , 0, 0, 0]", 16, "没有填"),
    ("行政许可: 15", "行政许可: 15件", 11, "件数里不写单位"),
];

fn findings(text: &str) -> Vec<Finding> {
    let forms = Templates::default().forms().expect("the forms are valid");
    let file = Arc::new(SourceFile { path: "青石市商务局/2024.yaml".into(), text: text.to_owned() });
    let found = match read(&file, &forms) {
        Ok(report) => report.remarks,
        Err(findings) => findings,
    };
    found.into_iter().filter(|finding| finding.severity != Severity::Hint).collect()
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("\n    {}: {}（{}）", f.at.start().line, f.message, f.help.join("；"))).collect()
}

#[test]
fn the_base_is_sound() {
    assert!(findings(BASE).is_empty(), "{}", told(&findings(BASE)));
}

#[test]
fn a_slip_is_one_finding_at_its_line_that_says_what_to_write() {
    let mut problems = String::new();
    for (right, wrong, line, words) in SLIPS {
        assert!(BASE.contains(right), "{right:?}");
        let found = findings(&BASE.replacen(right, wrong, 1));
        let says = |f: &Finding| f.message.contains(words) || f.help.iter().any(|help| help.contains(words));
        if !matches!(&found[..], [only] if only.at.start().line == *line && says(only)) {
            problems += &format!("\n{wrong:?} wants {line}: {words}{}", told(&found));
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// Slips never hide what else is wrong: a figure that is none, far below.
#[test]
fn other_mistakes_are_found_in_the_same_run() {
    let mut problems = String::new();
    for (right, wrong, ..) in SLIPS.iter().filter(|(right, ..)| !right.contains("2024年收取")) {
        let text = BASE.replacen(right, wrong, 1).replacen("行政复议: [0, 0, 0, 0]", "行政复议: [0, 0, 无, 0]", 1);
        let found = findings(&text);
        if !found.iter().any(|finding| finding.message.contains("“无”")) {
            problems += &format!("\n{wrong:?}{}", told(&found));
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// Several slips at once are all named.
#[test]
fn all_slips_of_a_file_are_named_in_one_run() {
    let text = BASE
        .replacen("年度: 2024", "年度：2024", 1)
        .replacen("  2024年，我局有序推进", "2024年，我局有序推进", 1)
        .replacen("  规章: 0", "  - 规章: 0", 1)
        .replacen("[12, 3, 0, 0, 0, 0]", "12\t3\t0\t0\t0\t0", 1)
        .replacen("{自然人: 1}", "{自然人：1", 1);
    let lines: Vec<usize> = findings(&text).iter().map(|finding| finding.at.start().line).collect();
    assert_eq!(lines, [3, 6, 9, 16, 17, 17], "{}", told(&findings(&text)));
}
