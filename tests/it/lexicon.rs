//! The lexicon's files: each entry has a right and a wrong example, and they hold; an office adds words without Rust.

use std::fs;

use nianbao::templates::Templates;
use serde::Deserialize;

use crate::text_checks::{World, amiss};

/// What a test needs of an entry.
#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "报告")]
    base: Option<String>,
    #[serde(rename = "字段")]
    field: Option<String>,
    #[serde(rename = "例")]
    examples: Vec<String>,
}

/// The files of the lexicon, by name.
fn lexicon() -> Vec<(String, String)> {
    let mut files = Templates::default().all().unwrap();
    files.retain(|(name, _)| name.starts_with("lexicon/"));
    files
}

#[test]
fn every_example_holds() {
    let world = World::new();
    let mut problems = String::new();
    let mut seen = 0;
    for (name, text) in lexicon() {
        let entries: Vec<Entry> = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for entry in entries {
            let sound = entry.examples.iter().filter(|line| line.starts_with("好 ")).count();
            assert!(sound > 0 && sound < entry.examples.len(), "{name}: {:?}", entry.examples);
            for line in &entry.examples {
                seen += 1;
                let (base, field) = (entry.base.as_deref(), entry.field.as_deref());
                problems.extend(amiss(&world, base.unwrap_or("局"), field.unwrap_or("总体情况"), line));
            }
        }
    }
    assert!(seen >= 200, "only {seen} examples");
    assert!(problems.is_empty(), "\n{problems}");
}

/// Templates of an office that has one file of words.
fn with_words(text: &str) -> (tempfile::TempDir, Templates) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("lexicon")).unwrap();
    fs::write(folder.path().join("lexicon/本县.yaml"), text).unwrap();
    let templates = Templates::new(Some(folder.path())).unwrap();
    (folder, templates)
}

#[test]
fn an_office_adds_its_own_words() {
    let line = "警 全年收悉公开呈请【31件】。";
    assert!(amiss(&World::new(), "局", "总体情况", line).is_some(), "known without the office's words");
    let (_folder, templates) =
        with_words("- 类: 公开申请\n  词: [公开呈请]\n  例: [好 收悉公开呈请25件。, 警 收悉公开呈请【31件】。]\n");
    let world = World::of(&templates);
    assert_eq!(amiss(&world, "局", "总体情况", line), None);
    assert_eq!(amiss(&world, "局", "总体情况", "好 全年收悉公开呈请25件。"), None);
}

#[test]
fn an_office_adds_phrases_and_readings() {
    let history = "好 2023年，我局落户本县新区。";
    let reading = "警 全年办结申请【25件】。";
    assert!(amiss(&World::new(), "局", "总体情况", history).is_some(), "known without the office's phrases");
    assert!(amiss(&World::new(), "局", "总体情况", reading).is_some(), "known without the office's reading");
    let (_folder, templates) =
        with_words("- 语: 往事\n  词: [落户本县]\n  例: []\n- 读: [办结]\n  数: [总计 - 上年结转]\n  例: []\n");
    let world = World::of(&templates);
    assert_eq!(amiss(&world, "局", "总体情况", history), None);
    assert_eq!(amiss(&world, "局", "总体情况", reading), None);
    assert_eq!(amiss(&world, "局", "总体情况", "好 全年办结申请23件。"), None);
}

#[test]
fn an_entry_without_a_row_is_an_error_at_its_line() {
    for (text, wanted) in [
        (
            "- 类: 收到\n  词: [收讫]\n  例: []\n- 行: [予以公开开]\n  词: [准开]\n  例: []\n",
            "第 4 行：没有“行 予以公开开”",
        ),
        ("- 类: 收倒\n  词: [收讫]\n  例: []\n", "第 1 行：没有“类 收倒”"),
        ("- 语: 往昔\n  词: [昔日]\n  例: []\n", "第 1 行：没有“语 往昔”"),
        ("- 读: [办结]\n  数: [总计 - 上年结余]\n  例: []\n", "第 1 行：没有“读 办结”"),
        ("- 列: 个体户\n  词: [个体]\n  例: []\n", "第 1 行：没有“列 个体户”"),
        ("- 类: 收到\n  辞: [收讫]\n  例: []\n", "词表有误"),
    ] {
        let (_folder, templates) = with_words(text);
        let error = templates.forms().expect_err("an error").to_string();
        assert!(error.contains("lexicon/本县.yaml") && error.contains(wanted), "{error}");
    }
}
