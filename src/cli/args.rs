//! Arguments and their help, in Chinese.

#![allow(missing_docs, reason = "a doc comment here is help that the program prints")]

mod county;
mod wrong;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, RangedI64ValueParser};
use clap::{Parser, Subcommand};

pub use county::{Publish, Rollup, StatusArgs};
pub use wrong::explain;

use super::exit;
use crate::batch::{CorrectionReason, Corrections, Options, reasons};
use crate::diag::Fault;
use crate::form::{AgencyKind, NEWEST_YEAR};
use crate::office::{self, Order};
use crate::write::Format;

/// 由数据文件生成政府信息公开工作年度报告（DOCX、PDF），并在发布前核对数字和文字。
#[derive(Debug, Parser)]
#[command(
    name = "nianbao",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    override_usage = "nianbao 命令 [选项]",
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    help_template = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
    after_help = "各命令的用法：nianbao 命令 --help"
)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Common {
    /// 用此文件夹里的模板代替内置的同名模板（表样、骨架、版式）
    #[arg(long, value_name = "文件夹", global = true, help_heading = "通用选项")]
    pub templates: Option<PathBuf>,
    /// 显示用法
    #[arg(short = 'h', long, action = clap::ArgAction::Help, global = true, help_heading = "通用选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "通用选项")]
    version: Option<bool>,
}

/// Options that decide the look, and with it which characters can be printed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LookArgs {
    /// 字体文件夹，里面的字体可在版式文件中使用；可写多次
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub font_path: Vec<PathBuf>,
    /// 版式：gb2312、windows、gbt33476，或一个版式文件（只写与默认不同的项）
    #[arg(long, value_name = "版式或文件", default_value = "gb2312", hide_default_value = true, help_heading = "选项")]
    pub style: String,
}

impl LookArgs {
    /// With the templates of every command, as the office takes it.
    pub fn with(&self, common: &Common) -> office::Look {
        office::Look {
            templates: common.templates.clone(),
            font_folders: self.font_path.clone(),
            style: self.style.clone(),
        }
    }
}

/// Which findings count as what.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LevelArgs {
    /// 不列出某种警告或提示；可写多次，或用逗号隔开
    #[arg(long, value_name = "代码", value_delimiter = ',', help_heading = "选项")]
    pub allow: Vec<String>,
    /// 把某种警告或提示当作错误；写 warnings 则是所有警告；可写多次，或用逗号隔开
    #[arg(long, value_name = "代码|warnings", value_delimiter = ',', help_heading = "选项")]
    pub deny: Vec<String>,
}

impl LevelArgs {
    /// As proved codes.
    ///
    /// # Errors
    /// A code that is not known, or that cannot be left out.
    pub fn proved(&self) -> Result<office::Levels, Fault> {
        office::Levels::new(&self.allow, &self.deny)
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 生成空白的数据文件，带填写说明；有上年文件时转入上年结转
    #[command(help_template = HELP, override_usage = "nianbao new [选项] 机关 年度")]
    New(NewArgs),
    /// 生成填报表（Excel 工作簿），供不用数据文件的人填写
    #[command(help_template = HELP, after_help = FORM_HELP, override_usage = "nianbao form [选项] 机关 年度")]
    Form(FormArgs),
    /// 读入公布过的报告、填好的表格（Word、PDF、网页、Excel、粘贴的表），写成数据文件
    #[command(help_template = HELP, after_help = IMPORT_HELP, override_usage = "nianbao import [选项] 文件...")]
    Import(Import),
    /// 核对数据文件，列出全部问题
    #[command(help_template = HELP, override_usage = "nianbao check [选项] [路径]...")]
    Check(Check),
    /// 核对并生成报告，写入 out/<年度>/
    #[command(help_template = HELP, override_usage = "nianbao build [选项] [路径]...")]
    Build(Build),
    /// 记下已公布：公布的日期和文件；可打成上网站的压缩包
    #[command(help_template = HELP, override_usage = "nianbao publish [选项] --year 年度 [路径]...")]
    Publish(Publish),
    /// 数据、模板一保存就重新核对和生成
    #[command(help_template = HELP, override_usage = "nianbao watch [选项] [路径]...")]
    Watch(Watch),
    /// 列出两个数据文件的不同，或手工改过的 DOCX 与数据的不同
    #[command(help_template = HELP, after_help = DIFF_HELP, override_usage = "nianbao diff [选项] 旧文件 [新文件]")]
    Diff(Diff),
    /// 把已生成的文件读回来，逐段逐格与数据核对
    #[command(help_template = HELP, override_usage = "nianbao verify [选项] [路径]...")]
    Verify(Verify),
    /// 汇总各成员的数，写进政府自己的数据文件；文字和注释不动
    #[command(help_template = HELP, override_usage = "nianbao rollup [选项] 机关 年度")]
    Rollup(Rollup),
    /// 列出各机关交没交、能不能生成、公布了没有；写检查结果通知单
    #[command(help_template = HELP, override_usage = "nianbao status [选项] --year 年度 [路径]...")]
    Status(StatusArgs),
    /// 打开工作台：在浏览器里填报、核对、生成
    #[cfg(feature = "serve")]
    #[command(help_template = HELP, override_usage = "nianbao serve [选项]")]
    Serve(Serve),
    /// 解释一种检查结果；不写代码则列出全部
    #[command(help_template = HELP, override_usage = "nianbao explain [代码]")]
    Explain(Explain),
    /// 写出数据文件的 JSON Schema，供编辑器补全和查错
    #[command(help_template = HELP, override_usage = "nianbao schema 年度")]
    Schema(Schema),
    /// 列出版式所用的字体：各管什么、从哪里来、以何代何、哪些字只有补字字体有
    #[command(help_template = HELP, override_usage = "nianbao fonts [选项] [路径]...")]
    Fonts(FontsArgs),
}

const FORM_HELP: &str = "例：
  nianbao form 某市商务局 2024                       一个机关的填报表
  nianbao form --all 名单.txt 2024                   名单里每个机关一份，写入 填报表2024/
  nianbao form --all 名单.txt 2024 --output 发放     写入别的文件夹

名单一行写一个机关全称，# 后面是注。有上年数据的，上年结转已经填好。已有的文件不覆盖。";

const IMPORT_HELP: &str = "例：
  nianbao import 2023年年报.docx                                    公布过的报告
  nianbao import 各局报来的文件/ --year 2024                        一个文件夹里的文件
  nianbao import 表.xlsx --agency 某市商务局 --year 2024 --update   今年的表，并入已有的数据文件

写到 data/<机关>/<年度>.yaml，每行注明是从哪里读出的；没有读出的写作“待填”，列在文件开头。
数据文件已经有了的不覆盖，只列出不同；加 --update 才改。";

const DIFF_HELP: &str = "例：
  nianbao diff 旧.yaml 新.yaml          两个数据文件的不同
  nianbao diff 2024.yaml --rev HEAD~1   与 git 里的旧版本的不同；不写 --rev 则为 HEAD
  nianbao diff 报告.docx                手工改过的报告与数据的不同

没有不同，退出码为 0；有不同为 1；出错为 2";

const HELP: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// A year that reports may be of.
fn report_year() -> RangedI64ValueParser<u16> {
    RangedI64ValueParser::new().range(2000..=i64::from(NEWEST_YEAR))
}

#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// 机关全称
    #[arg(value_name = "机关", help_heading = "参数")]
    pub agency: String,
    /// 报告年度，如 2024
    #[arg(value_name = "年度", help_heading = "参数")]
    pub year: u16,
    /// 数据文件夹
    #[arg(long, value_name = "文件夹", default_value = "data", hide_default_value = true, help_heading = "选项")]
    pub data: PathBuf,
}

#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// 数据文件夹
    #[arg(long, value_name = "文件夹", default_value = "data", hide_default_value = true, help_heading = "选项")]
    pub data: PathBuf,
    /// 报告写到哪个文件夹
    #[arg(long, value_name = "文件夹", default_value = "out", hide_default_value = true, help_heading = "选项")]
    pub out: PathBuf,
    /// 端口；不写则用这个数据文件夹自己的一个，被占用的换一个
    #[arg(long, value_name = "端口", help_heading = "选项")]
    pub port: Option<u16>,
    /// 不打开浏览器，只显示地址
    #[arg(long, help_heading = "选项")]
    pub no_open: bool,
    #[command(flatten)]
    pub look: LookArgs,
}

#[derive(Debug, clap::Args)]
pub struct FormArgs {
    /// 机关全称和报告年度；用 --all 时只写年度
    #[arg(value_name = "机关 年度", num_args = 1..=2, required = true, help_heading = "参数")]
    pub what: Vec<String>,
    /// 名单文件，一行一个机关；每个机关生成一份
    #[arg(long, value_name = "名单.txt", help_heading = "选项")]
    pub all: Option<PathBuf>,
    /// 写到哪个文件；用 --all 时是文件夹
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 数据文件夹，从里面取上年的结转数
    #[arg(long, value_name = "文件夹", default_value = "data", hide_default_value = true, help_heading = "选项")]
    pub data: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// 要读入的文件，可以写几个，也可以写文件夹；格式按内容辨认
    #[arg(value_name = "文件", required = true, help_heading = "参数")]
    pub files: Vec<PathBuf>,
    /// 机关全称；不写则从文件里找
    #[arg(long, value_name = "机关", help_heading = "选项")]
    pub agency: Option<String>,
    /// 报告年度；不写则从文件里找
    #[arg(value_parser = report_year(), long, value_name = "年度", help_heading = "选项")]
    pub year: Option<u16>,
    /// 机关类型：部门、乡镇街道、政府
    #[arg(long, value_name = "类型", hide_possible_values = true, value_parser = PossibleValuesParser::new(AgencyKind::ALL.map(AgencyKind::as_str)), help_heading = "选项")]
    pub kind: Option<String>,
    /// 数据文件夹
    #[arg(long, value_name = "文件夹", default_value = "data", hide_default_value = true, help_heading = "选项")]
    pub data: PathBuf,
    /// 数据文件已经有了的，用文件里有的数和文字改它，别的不动
    #[arg(long, help_heading = "选项")]
    pub update: bool,
    /// 输出格式：human（给人看）、json
    #[arg(long, value_name = "格式", default_value = "human", hide_default_value = true, hide_possible_values = true, value_parser = PossibleValuesParser::new(["human", "json"]), help_heading = "选项")]
    pub format: String,
}

#[derive(Debug, clap::Args)]
pub struct Check {
    /// 数据文件、文件夹，或交回的填报表（.xlsx、.xls）；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 输出格式：human（给人看）、json、sarif、github
    #[arg(long, value_name = "格式", default_value = "human", hide_default_value = true, hide_possible_values = true, value_parser = PossibleValuesParser::new(["human", "json", "sarif", "github"]), help_heading = "选项")]
    pub format: String,
    /// 只核对这一年度的报告
    #[arg(value_parser = report_year(), long, value_name = "年度", help_heading = "选项")]
    pub year: Option<u16>,
    /// 把结果写进文件，不显示
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 按这份名单的次序列出，并说出谁没有交；不写则按 data/名单.txt，没有则按汇总报告的“成员”
    #[arg(long, value_name = "名单.txt", help_heading = "选项")]
    pub expected: Option<PathBuf>,
    /// 把工作簿里的问题标回格子，写成另一个工作簿
    #[arg(long, value_name = "文件.xlsx", help_heading = "选项")]
    pub annotate: Option<PathBuf>,
    #[command(flatten)]
    pub levels: LevelArgs,
    #[command(flatten)]
    pub look: LookArgs,
}

#[derive(Debug, clap::Args)]
pub struct Build {
    /// 数据文件或文件夹；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 生成哪些格式，用逗号隔开：docx、pdf、html、fragment（网页片段）、txt；不写则为 docx,pdf
    #[arg(long, value_name = "格式", value_delimiter = ',', default_value = "docx,pdf", hide_default_value = true, hide_possible_values = true, value_parser = PossibleValuesParser::new(["docx", "pdf", "html", "fragment", "txt"]), help_heading = "选项")]
    pub formats: Vec<String>,
    /// 只生成这一年度的报告
    #[arg(value_parser = report_year(), long, value_name = "年度", help_heading = "选项")]
    pub year: Option<u16>,
    /// 写到哪个文件夹；不写则为 out
    #[arg(long, value_name = "文件夹", default_value = "out", hide_default_value = true, help_heading = "选项")]
    pub out: PathBuf,
    /// 同时处理几个机关；不写则按处理器核数
    #[arg(long, value_name = "个数", help_heading = "选项")]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// 每份报告写出前先读回来，逐段逐格与数据核对
    #[arg(long, help_heading = "选项")]
    pub verify: bool,
    #[command(flatten)]
    pub levels: LevelArgs,
    /// 全部重新生成；手工改动过的文件也照数据重写
    #[arg(long, help_heading = "选项")]
    pub force: bool,
    /// 只核对已生成的文件是否与数据一致，什么也不写；不一致时退出码为 1
    #[arg(long, conflicts_with_all = ["force", "prune", "correction", "corrections"], help_heading = "选项")]
    pub check: bool,
    /// 说明每份报告为什么重新生成
    #[arg(long, help_heading = "选项")]
    pub explain_rebuild: bool,
    /// 数据文件已经不在的报告，删去生成的文件
    #[arg(long, help_heading = "选项")]
    pub prune: bool,
    /// 更正已公布的报告：数据有改动的，另写更正说明，原文件留在 superseded 文件夹
    #[arg(long, value_name = "理由", help_heading = "选项")]
    pub correction: Option<String>,
    /// 更正清单（CSV，列为机关、理由、日期）：只更正清单里的机关，各按自己的理由和日期
    #[arg(long, value_name = "文件", conflicts_with = "correction", help_heading = "选项")]
    pub corrections: Option<PathBuf>,
    /// 把本次结果写成 JSON 文件
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub report: Option<PathBuf>,
    /// 把检查结果写进文件，只显示经过和小结
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 按这份名单的次序生成，并说出谁没有交；不写则按 data/名单.txt，没有则按汇总报告的“成员”
    #[arg(long, value_name = "名单.txt", help_heading = "选项")]
    pub expected: Option<PathBuf>,
    #[command(flatten)]
    pub look: LookArgs,
}

impl Build {
    /// What is wanted.
    ///
    /// # Errors
    /// Options that do not go together.
    pub fn options(&self) -> Result<Options, Fault> {
        let corrections = match (&self.correction, &self.corrections) {
            (Some(words), _) => Corrections::All(CorrectionReason::new(words, None)?),
            (None, Some(list)) => Corrections::Listed(reasons(list)?),
            (None, None) => Corrections::None,
        };
        let plain = Options::default();
        Ok(Options {
            formats: formats(&self.formats),
            out: self.out.clone(),
            year: self.year,
            jobs: self.jobs.map_or(plain.jobs, std::num::NonZeroUsize::get),
            levels: self.levels.proved()?,
            force: self.force,
            check: self.check,
            prune: self.prune,
            corrections,
            order: Order::by_list(self.expected.as_deref(), &self.paths)?,
        })
    }
}

/// Formats by their names, each once.
pub fn formats(names: &[String]) -> Vec<Format> {
    let formats: BTreeSet<Format> = names.iter().filter_map(|name| Format::parse(name)).collect();
    formats.into_iter().collect()
}

#[derive(Debug, clap::Args)]
pub struct Watch {
    /// 数据文件或文件夹；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 生成哪些格式，用逗号隔开：docx、pdf
    #[arg(long, value_name = "格式", value_delimiter = ',', default_value = "docx,pdf", hide_default_value = true, hide_possible_values = true, value_parser = PossibleValuesParser::new(["docx", "pdf"]), help_heading = "选项")]
    pub formats: Vec<String>,
    /// 写到哪个文件夹；不写则为 out
    #[arg(long, value_name = "文件夹", default_value = "out", hide_default_value = true, help_heading = "选项")]
    pub out: PathBuf,
    #[command(flatten)]
    pub look: LookArgs,
}

#[derive(Debug, clap::Args)]
pub struct Diff {
    /// 旧的数据文件，或手工改过的 DOCX
    #[arg(value_name = "文件", help_heading = "参数")]
    pub first: PathBuf,
    /// 新的数据文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub second: Option<PathBuf>,
    /// 与数据文件在 git 里的这一版本比较
    #[arg(long, value_name = "版本", help_heading = "选项")]
    pub rev: Option<String>,
    #[command(flatten)]
    pub look: LookArgs,
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// 数据文件或文件夹；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 只核对这些格式，用逗号隔开：docx、pdf、html、fragment（网页片段）、txt；不写则核对已有的各种格式
    #[arg(long, value_name = "格式", value_delimiter = ',', hide_possible_values = true, value_parser = PossibleValuesParser::new(["docx", "pdf", "html", "fragment", "txt"]), help_heading = "选项")]
    pub formats: Vec<String>,
    /// 只核对这一年度的报告
    #[arg(value_parser = report_year(), long, value_name = "年度", help_heading = "选项")]
    pub year: Option<u16>,
    /// 报告在哪个文件夹；不写则为 out
    #[arg(long, value_name = "文件夹", default_value = "out", hide_default_value = true, help_heading = "选项")]
    pub out: PathBuf,
    #[command(flatten)]
    pub look: LookArgs,
}

#[derive(Debug, clap::Args)]
pub struct Explain {
    /// 检查代码，如 column-balance
    #[arg(value_name = "代码", help_heading = "参数")]
    pub code: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Schema {
    /// 报告年度，如 2024
    #[arg(value_parser = report_year(), value_name = "年度", help_heading = "参数")]
    pub year: u16,
}

#[derive(Debug, clap::Args)]
pub struct FontsArgs {
    /// 查这些数据文件或文件夹里的字；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub look: LookArgs,
}
