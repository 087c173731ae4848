//! The text checks against sentences as clerks write them: `tests/fixtures/text/*.txt`, one sentence per line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nianbao::check::{Peers, Subject, check};
use nianbao::compose::{Composed, compose};
use nianbao::diag::{Finding, Severity, SourceFile};
use nianbao::form::Forms;
use nianbao::report::{Report, read};
use nianbao::templates::Templates;

use crate::support::root;

fn folder() -> PathBuf {
    root().join("tests/fixtures/text")
}

fn text(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// A sentence and what it should give.
struct Case {
    file: String,
    line: usize,
    base: String,
    field: String,
    sentence: String,
    /// Code, severity (none: a warning or an error, of this code or another that may go along), and the marked stretches;
    /// none for a sound sentence.
    expected: Option<(String, Option<Severity>, Vec<String>)>,
    /// Other codes the same mistake may give.
    also: Vec<String>,
}

/// Reads a fixture: `@ 报告 局`, `@ 字段 总体情况`, `@ 可附带 代码`, `错|警|提|报 …【标记】…`, `好 …`, `#` remarks; `⏎` is a line break.
fn cases(path: &Path) -> Vec<Case> {
    let file = path.file_stem().unwrap().to_string_lossy().into_owned();
    let (mut base, mut field, mut also) = ("局".to_owned(), "总体情况".to_owned(), Vec::new());
    let mut cases = Vec::new();
    for (index, line) in text(path).lines().enumerate() {
        let Some((mark, rest)) = line.split_once(' ') else { continue };
        let severity = match mark {
            "@" => {
                match rest.split_once(' ') {
                    Some(("报告", name)) => base = name.into(),
                    Some(("字段", name)) => field = name.into(),
                    Some(("可附带", codes)) => also = codes.split(' ').map(str::to_owned).collect(),
                    _ if rest == "可附带" => also.clear(),
                    _ => panic!("{file}:{}: {line}", index + 1),
                }
                continue;
            }
            "错" => Some(Some(Severity::Error)),
            "警" => Some(Some(Severity::Warning)),
            "提" => Some(Some(Severity::Hint)),
            "报" => Some(None),
            "好" => None,
            _ => continue,
        };
        let sentence = rest.replace('⏎', "\n");
        let marked: Vec<String> =
            sentence.split('【').skip(1).map(|part| part.split('】').next().unwrap().to_owned()).collect();
        cases.push(Case {
            line: index + 1,
            base: base.clone(),
            field: field.clone(),
            expected: severity.map(|severity| (file.clone(), severity, marked)),
            sentence: if severity.is_some() { sentence.replace(['【', '】'], "") } else { sentence },
            also: also.clone(),
            file: file.clone(),
        });
    }
    cases
}

const SOUND: [(&str, &str); 3] = [
    (
        "总体情况",
        "我单位按照要求推进主动公开、依申请公开、政府信息管理、平台建设、监督保障，开展工作考核、社会评议、责任追究。",
    ),
    ("存在问题", "部分栏目更新不够及时，政策解读形式较为单一；将明确更新时限，丰富解读形式，定期检查落实情况。"),
    ("其他事项", "本年度未收取信息处理费，没有其他需要报告的事项。"),
];

pub(crate) struct World {
    forms: Forms,
    skeleton: Arc<SourceFile>,
    peers: Peers,
}

impl World {
    pub(crate) fn new() -> World {
        World::of(&Templates::default())
    }

    /// A world whose forms come from these templates.
    pub(crate) fn of(templates: &Templates) -> World {
        let mut world = World {
            forms: templates.forms().unwrap(),
            skeleton: Templates::default().text("report.j2").unwrap(),
            peers: Peers::default(),
        };
        let peer = world.report("邻", "", "");
        world.peers = Peers::new([&peer]);
        world
    }

    /// A base report with one field given; the others are sound.
    fn report(&self, base: &str, field: &str, sentence: &str) -> Report {
        self.read(base, field, sentence).unwrap_or_else(|findings| panic!("{base}: {findings:#?}"))
    }

    /// The same, or what keeps it from being read.
    fn read(&self, base: &str, field: &str, sentence: &str) -> Result<Report, Vec<Finding>> {
        let mut yaml = text(folder().join(format!("{base}.yaml")));
        for (key, sound) in SOUND {
            if !yaml.contains(&format!("\n{key}:")) && key != field {
                writeln!(yaml, "{key}: |\n  {sound}").unwrap();
            }
        }
        if !sentence.is_empty() {
            writeln!(yaml, "{field}: |\n  {}", sentence.replace('\n', "\n  ")).unwrap();
        }
        let year = if base.ends_with("上年") {
            "2023"
        } else if base == "旧" {
            "2020"
        } else {
            "2024"
        };
        let file = Arc::new(SourceFile { path: format!("{base}/{year}.yaml").into(), text: yaml });
        read(&file, &self.forms)
    }

    fn last_year(&self, base: &str) -> Option<Report> {
        let base = format!("{base}-上年");
        folder().join(format!("{base}.yaml")).exists().then(|| self.report(&base, "", ""))
    }

    fn compose(&self, report: &Report, last: Option<&Report>) -> Composed {
        compose(report, last, &self.skeleton).unwrap_or_else(|findings| panic!("{findings:#?}"))
    }

    fn findings(&self, case: &Case) -> Vec<Finding> {
        let report = match self.read(&case.base, &case.field, &case.sentence) {
            Ok(report) => report,
            Err(findings) => return findings,
        };
        let last = self.last_year(&case.base);
        let composed = match compose(&report, last.as_ref(), &self.skeleton) {
            Ok(composed) => composed,
            Err(findings) => return findings,
        };
        check(
            &Subject {
                report: &report,
                last_year: last.as_ref(),
                composed: Some(&composed),
                members: &[],
                peers: Some(&self.peers),
            },
            Vec::new(),
        )
    }
}

/// What is amiss with an example of the lexicon, `好 …` or `警 …【…】…`: a sound one that is not silent, a wrong one not found.
pub(crate) fn amiss(world: &World, base: &str, field: &str, line: &str) -> Option<String> {
    let (mark, sentence) = line.split_once(' ')?;
    let sentence = sentence.replace('⏎', "\n");
    let marked: Vec<&str> = sentence.split('【').skip(1).filter_map(|part| part.split('】').next()).collect();
    let case = Case {
        file: String::new(),
        line: 0,
        base: base.to_owned(),
        field: field.to_owned(),
        sentence: if mark == "好" { sentence.clone() } else { sentence.replace(['【', '】'], "") },
        expected: None,
        also: Vec::new(),
    };
    let findings = world.findings(&case);
    let grave: Vec<&Finding> = findings.iter().filter(|finding| finding.severity > Severity::Hint).collect();
    let near = |finding: &&Finding, mark: &str| {
        let at = finding.at.text().trim_end();
        at.contains(mark) || mark.contains(at)
    };
    let right = match mark {
        "好" => grave.is_empty(),
        // A hint is found as such.
        "提" => marked.iter().all(|mark| findings.iter().any(|finding| near(&finding, mark))),
        _ => !marked.is_empty() && marked.iter().all(|mark| grave.iter().any(|finding| near(finding, mark))),
    };
    let all: String = findings.iter().map(|finding| format!("      {}\n", shown(finding))).collect();
    (!right).then(|| format!("  {line}\n{all}"))
}

fn shown(finding: &Finding) -> String {
    format!("{:?} {} “{}” {}", finding.severity, finding.code.as_str(), finding.at.text(), finding.message)
}

/// Every fixture: wrong sentences give their code at the mark and nothing else grave, sound ones nothing grave.
#[test]
fn sentences() {
    let world = World::new();
    // Sentences kept elsewhere can be measured too.
    let sentences = std::env::var_os("NIANBAO_SENTENCES").map_or_else(folder, PathBuf::from);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(sentences).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let mut failures = String::new();
    let mut table = String::new();
    for path in paths {
        let (mut found, mut wrong, mut alarms, mut sound) = (0, 0, 0, 0);
        for case in cases(&path) {
            let findings = world.findings(&case);
            let mut fail = |what: &str| {
                let all: String = findings.iter().map(|finding| format!("      {}\n", shown(finding))).collect();
                writeln!(failures, "  {}.txt:{} {what}: {}\n{all}", case.file, case.line, case.sentence).unwrap();
            };
            let grave = |finding: &&Finding| finding.severity > Severity::Hint;
            let Some((code, severity, marked)) = &case.expected else {
                sound += 1;
                let noisy = |finding: &Finding| {
                    finding.severity > Severity::Hint
                        || finding.code.as_str() == case.file && !matches!(case.file.as_str(), "text-vs-table" | "rate")
                };
                if findings.iter().any(noisy) {
                    alarms += 1;
                    fail("误报");
                }
                continue;
            };
            wrong += 1;
            let meant = |finding: &Finding| {
                let named = finding.code.as_str();
                match severity {
                    Some(severity) => named == code && finding.severity == *severity,
                    None => {
                        let one_of = named == code || case.also.iter().any(|also| also == named);
                        one_of && finding.severity > Severity::Hint
                    }
                }
            };
            // What is only to be reported may be marked wider or narrower than the finding.
            let is_at = |finding: &Finding, mark: &str| {
                let at = finding.at.text().trim_end();
                at == mark || severity.is_none() && (at.contains(mark) || mark.contains(at))
            };
            let at_mark = |mark: &str| findings.iter().any(|finding| meant(finding) && is_at(finding, mark));
            if marked.is_empty() && !findings.iter().any(meant) || !marked.iter().all(|mark| at_mark(mark)) {
                fail("漏报");
                continue;
            }
            found += 1;
            let other = |finding: &&Finding| {
                let named = finding.code.as_str();
                if named == code {
                    return severity.is_some() && !marked.is_empty() && !marked.iter().any(|mark| is_at(finding, mark));
                }
                !case.also.iter().any(|also| also == named)
            };
            if findings.iter().filter(grave).any(|finding| other(&finding)) {
                fail("多报");
            }
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        writeln!(table, "  {name}: 应报 {wrong}，报出 {found}；应静 {sound}，误报 {alarms}").unwrap();
    }
    println!("{table}");
    assert!(failures.is_empty(), "\n{failures}\n{table}");
}

/// The words and marks that texts are made of, and what trips readers.
const SCRAPS: [&str; 64] = [
    "全年",
    "共收到",
    "政府信息公开申请",
    "12",
    "１２",
    "一百二十",
    "件",
    "其中",
    "自然人",
    "法人或其他组织",
    "，",
    "、",
    "；",
    "。",
    "（",
    "）",
    "：",
    "分别为",
    "合计",
    "占",
    "40.6%",
    "百分之",
    "同比",
    "增长",
    "减少",
    "2023年",
    "2024年",
    "202020年",
    "1月1日",
    "至",
    "12月31日",
    "予以公开",
    "不予公开",
    "未收到",
    "无",
    "均为",
    "0",
    "行政复议",
    "行政诉讼",
    "维持",
    "规范性文件",
    "制发",
    "废止",
    "现行有效",
    "万",
    "亿",
    "余",
    "近",
    "超过",
    "……",
    "《",
    "》",
    "“",
    "”",
    "**",
    "X",
    "×",
    "  ",
    "@qq.com",
    "99999999999999999999",
    "零",
    "个百分点",
    "结转下年度",
    "信息处理费",
];

/// Checks a report whose prose is any text at all, past the YAML.
fn go_through(world: &World, text: &str) {
    let mut report = world.report("局", "总体情况", "甲");
    if let Some(prose) = report.prose.get_mut("总体情况") {
        prose.text = text.to_owned();
    }
    let last = world.last_year("局");
    let composed = world.compose(&report, last.as_ref());
    let (last_year, composed, peers) = (last.as_ref(), Some(&composed), Some(&world.peers));
    check(&Subject { report: &report, last_year, composed, members: &[], peers }, Vec::new());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(9704), ..Default::default() })]

    /// Whatever stands there, it is read without a panic.
    #[test]
    fn any_text_is_read(scraps in proptest::collection::vec(0..SCRAPS.len(), 1..120), odd in "[一-龥]{0,6}\\PC{0,3}") {
        thread_local!(static WORLD: World = World::new());
        let odd: String = odd.chars().filter(|c| c.is_alphanumeric()).collect();
        let text: String = scraps.iter().map(|&scrap| SCRAPS[scrap]).collect::<String>() + &odd;
        // Unpaired ** is another check's finding.
        let text = if text.matches("**").count() % 2 == 1 { text + "**" } else { text };
        WORLD.with(|world| go_through(world, &format!("甲{text}")));
    }
}

/// Texts as long as a file may be, of one scrap over and over, are read to their end; what they cost, `benches/check.rs` says.
#[test]
fn long_texts_are_read() {
    let world = World::new();
    for scrap in include_str!("../fixtures/scraps.txt").lines() {
        go_through(&world, &format!("甲{}", scrap.repeat(200_000 / scrap.len())));
    }
}
