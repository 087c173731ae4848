//! Synthetic agencies: the same for the same number on every machine, figures that satisfy every equation, last year's
//! carried over into this year's, prose of varying length.

#![allow(dead_code, reason = "each test and bench uses a part of it")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use nianbao::templates::Templates;

/// Applicant types of 表三.
const COLUMNS: usize = 6;
/// Reasons for 不予公开 in 表三.
const REASONS: usize = 8;
/// The keys of those reasons, as the form has them.
static REFUSALS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let form = Templates::default().forms().expect("the forms are valid").for_year(2024).expect("a form");
    let (_, table) = form.table("申请").expect("表三");
    let reasons = table.lines.iter().filter(|line| line.keys.len() == 2 && line.keys[0] == "不予公开");
    reasons.map(|line| line.keys[1].clone()).collect()
});
const SENTENCES: [&str; 8] = [
    "持续推进重点领域信息公开，及时发布招商引资、对外贸易、消费促进、市场秩序等方面的信息。",
    "严格落实“先审后发”制度，对拟公开的信息逐条审查，做到发布及时、内容准确。",
    "优化门户网站栏目设置，完善检索和订阅功能，方便群众查找和理解政策。",
    "将政务公开纳入年度考核，定期通报工作情况，组织业务培训，提高工作人员的能力。",
    "加强政策解读，综合运用文字、图表和问答等形式，把政策讲清楚、讲明白。",
    "规范申请办理流程，加强与申请人的沟通，依法按时答复，减少争议。",
    "健全信息管理台账，对已经废止、失效的文件及时作出标注。",
    "畅通意见征集渠道，认真听取社会公众对公开工作的意见和建议。",
];
const PARTS: [&str; 5] = ["主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"];

/// Knuth's linear congruential generator; good enough for figures.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// A row of small figures, most of them 0.
    fn row(&mut self, bound: u64) -> [u64; COLUMNS] {
        std::array::from_fn(|_| if self.below(5) < 2 { self.below(bound) } else { 0 })
    }
}

/// The agency's name.
pub fn name(agency: usize) -> String {
    format!("青石市第{agency:04}局")
}

/// The data file of an agency for a year.
pub fn yaml(agency: usize, year: u16) -> String {
    let carried = if year > 2021 { figures(agency, year - 1).left } else { [0; COLUMNS] };
    let Figures { mut dice, open, part, refused, mut left } = figures(agency, year);
    let sum = |column: usize| open[column] + part[column] + refused.iter().map(|row| row[column]).sum::<u64>();
    let mut new = [0; COLUMNS];
    for column in 0..COLUMNS {
        // More came over than was settled: the rest stays open.
        left[column] = left[column].max(carried[column].saturating_sub(sum(column)));
        new[column] = sum(column) + left[column] - carried[column];
    }
    let mut text = format!(
        "机关: {}\n机关类型: 部门\n年度: {year}\n成文日期: {}-01-20\n总体情况: |\n  {{{{ 年度 }}}}年，本机关新收政府信息公开申请\
         {{{{ 申请.本年新收.总计 }}}}件，上年结转{{{{ 申请.上年结转.总计 }}}}件。\n",
        name(agency),
        year + 1,
    );
    for (index, part) in PARTS.iter().enumerate() {
        let number = ["一", "二", "三", "四", "五"][index];
        let _ = write!(text, "  （{number}）{part}。");
        for _ in 0..=dice.below(5) {
            text.push_str(SENTENCES[dice.below(SENTENCES.len() as u64) as usize]);
        }
        text.push('\n');
    }
    let _ = write!(
        text,
        "主动公开:\n  行政许可: {{本年处理决定数量: {}}}\n  其余: 0\n申请:\n  本年新收: {new:?}\n  上年结转: {carried:?}\n  \
         予以公开: {open:?}\n  部分公开: {part:?}\n  不予公开:\n",
        dice.below(3000),
    );
    for (reason, row) in REFUSALS.iter().zip(refused) {
        let _ = writeln!(text, "    {reason}: {row:?}");
    }
    let _ = write!(
        text,
        "  结转下年度: {left:?}\n  其余: 0\n复议诉讼: {{其余: 0}}\n存在问题: |\n  存在的主要问题是个别栏目更新不够及时。\
         改进措施是建立更新台账，按月检查，逐项落实。\n其他事项: |\n  {year}年收取信息处理费0元，没有其他需要报告的事项。\n",
    );
    text
}

struct Figures {
    dice: Dice,
    open: [u64; COLUMNS],
    part: [u64; COLUMNS],
    refused: [[u64; COLUMNS]; REASONS],
    left: [u64; COLUMNS],
}

/// What was decided and left in a year; the figures carried over follow from the year before.
fn figures(agency: usize, year: u16) -> Figures {
    let mut dice = Dice(agency as u64 * 10_000 + u64::from(year));
    let (open, part) = (dice.row(20), dice.row(6));
    let refused = std::array::from_fn(|_| dice.row(4));
    let mut left = dice.row(3);
    if year > 2021 {
        let carried = figures(agency, year - 1).left;
        for column in 0..COLUMNS {
            let settled = open[column] + part[column] + refused.iter().map(|row| row[column]).sum::<u64>();
            left[column] = left[column].max(carried[column].saturating_sub(settled));
        }
    }
    Figures { dice, open, part, refused, left }
}

/// The path of a data file below `root`.
pub fn path(root: &Path, agency: usize, year: u16) -> PathBuf {
    root.join(name(agency)).join(format!("{year}.yaml"))
}

/// Writes the data files of agencies 1 to `count` for some years.
pub fn write(root: &Path, count: usize, years: &[u16]) {
    for agency in 1..=count {
        for &year in years {
            let path = path(root, agency, year);
            std::fs::create_dir_all(path.parent().expect("below root")).expect("a folder for data");
            std::fs::write(path, yaml(agency, year)).expect("a data file");
        }
    }
}
