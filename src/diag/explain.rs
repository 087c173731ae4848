//! What each kind of finding means, from one file: `explain.yaml` makes `nianbao explain`, `docs/checks.md` and the help in SARIF.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::Code;

/// The explanation of one code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainPage {
    /// What it means (含义).
    #[serde(rename = "含义")]
    pub meaning: String,
    /// The clause it rests on (依据), where there is one.
    #[serde(rename = "依据")]
    pub basis: Option<String>,
    /// A stretch of a data file that has it (例).
    #[serde(rename = "例")]
    pub example: String,
    /// What the program says of the example (结果).
    #[serde(rename = "结果")]
    pub finding: String,
    /// What to do (改正).
    #[serde(rename = "改正")]
    pub repair: String,
}

/// The codes of one part of the catalogue.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// The group's name.
    #[serde(rename = "类")]
    pub title: String,
    /// Its codes, each with its page.
    #[serde(rename = "检查", deserialize_with = "in_order")]
    pub pages: Vec<(String, ExplainPage)>,
}

/// The catalogue; empty when its file were no valid one, which a test rules out.
static CHAPTERS: LazyLock<Vec<Chapter>> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("explain.yaml")).unwrap_or_default());

/// All parts of the catalogue, in order.
pub fn chapters() -> &'static [Chapter] {
    &CHAPTERS
}

/// The explanation of a code.
pub fn page(code: Code) -> Option<&'static ExplainPage> {
    let mut pages = chapters().iter().flat_map(|chapter| &chapter.pages);
    pages.find(|(name, _)| name == code.as_str()).map(|(_, page)| page)
}

/// The codes that are about something said in a word of the form, as 合计 or 上年结转: in their own line, else in their explanation.
pub fn about(word: &str) -> Vec<Code> {
    let all = |says: &dyn Fn(Code) -> bool| Code::ALL.iter().copied().filter(|code| says(*code)).collect::<Vec<_>>();
    let titled = all(&|code| code.meaning().contains(word));
    if titled.is_empty() { all(&|code| page(code).is_some_and(|page| page.help().contains(word))) } else { titled }
}

/// A mapping's entries in the order they are written.
fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, ExplainPage)>, D::Error> {
    struct Entries;
    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<(String, ExplainPage)>;

        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("各种检查的解释")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    deserializer.deserialize_map(Entries)
}

/// How grave a code is and whether 说明 may acknowledge it, in words.
fn standing(code: Code) -> String {
    let severity = code.severity().word();
    format!("{severity}{}", if code.acknowledgeable() { "，可以用“说明”写明理由" } else { "" })
}

impl ExplainPage {
    /// Everything there is to say, as plain text for a terminal.
    pub fn text(&self, code: Code) -> String {
        let basis = self.basis.as_ref().map_or(String::new(), |basis| format!("依据：{basis}\n\n"));
        let example: String = self.example.lines().map(|line| format!("    {line}\n")).collect();
        format!(
            "{code}  {title}（{standing}）\n\n{meaning}\n\n{basis}例：\n\n{example}\n检查结果：{finding}\n\n改正：{repair}\n",
            code = code.as_str(),
            title = code.meaning(),
            standing = standing(code),
            meaning = self.meaning,
            finding = self.finding,
            repair = self.repair,
        )
    }

    /// Meaning, clause and repair in one paragraph each, as Markdown.
    pub fn help(&self) -> String {
        let basis = self.basis.as_ref().map_or(String::new(), |basis| format!("依据：{basis}\n\n"));
        format!("{}\n\n{basis}改正：{}", self.meaning, self.repair)
    }
}

/// `docs/checks.md`: the whole catalogue as Markdown.
pub fn markdown() -> String {
    let mut text = String::from(
        "# 检查结果一览\n\n<!-- 由 src/diag/explain.yaml 生成，不要直接改；改后运行 UPDATE=1 cargo test --release --test cli documents -->\n\n\
         错误不改正就不生成报告；警告多半有误，应当核实；提示可以写得更好。\n\
         标明“可以用‘说明’写明理由”的，核实无误以后可以在数据文件的“说明”里写明代码和理由。\n\
         `--allow 代码` 不列出某种警告或提示，`--deny 代码` 把某种警告或提示当作错误，`--deny warnings` 把所有警告当作错误。\n\n\
         | 代码 | 程度 | 含义 |\n|---|---|---|\n",
    );
    let documented: Vec<(&Chapter, Vec<(Code, &ExplainPage)>)> = chapters()
        .iter()
        .map(|chapter| {
            let pages = chapter.pages.iter().filter_map(|(name, page)| Some((Code::parse(name)?, page)));
            (chapter, pages.collect())
        })
        .collect();
    for (code, _) in documented.iter().flat_map(|(_, pages)| pages) {
        let name = code.as_str();
        let _ = writeln!(text, "| [`{name}`](#{name}) | {} | {} |", standing(*code), code.meaning());
    }
    for (chapter, pages) in documented {
        let _ = write!(text, "\n## {}\n", chapter.title);
        for (code, page) in pages {
            let basis = page.basis.as_ref().map_or(String::new(), |basis| format!("依据：{basis}\n\n"));
            let _ = write!(
                text,
                "\n### `{}`\n\n{}。{}。\n\n{}\n\n{basis}```yaml 片段\n{}```\n\n检查结果：{}\n\n改正：{}\n",
                code.as_str(),
                code.meaning(),
                standing(code),
                page.meaning,
                page.example,
                page.finding,
                page.repair
            );
        }
    }
    text + include_str!("reading.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained() {
        let read: Result<Vec<Chapter>, _> = serde_saphyr::from_str(include_str!("explain.yaml"));
        assert!(read.is_ok(), "{}", read.err().map(|error| error.to_string()).unwrap_or_default());
        let missing: Vec<&str> =
            Code::ALL.iter().filter(|code| page(**code).is_none()).map(|code| code.as_str()).collect();
        assert!(missing.is_empty(), "没有解释的检查，补在 src/diag/explain.yaml：{missing:?}");
    }

    #[test]
    fn pages_say_something() {
        for (name, page) in chapters().iter().flat_map(|chapter| &chapter.pages) {
            for text in [&page.meaning, &page.example, &page.finding, &page.repair] {
                assert!(text.chars().count() > 3, "{name}");
                // A ` #` that nobody quoted would end the text in its middle.
                assert_eq!(text.matches('“').count(), text.matches('”').count(), "{name}: {text}");
            }
        }
    }
}
