//! Arguments of the commands for the office that collects: sums, states, publication.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::{LookArgs, report_year};

#[derive(Debug, clap::Args)]
pub struct Rollup {
    /// 汇总报告的机关全称
    #[arg(value_name = "机关", help_heading = "参数")]
    pub agency: String,
    /// 报告的年度
    #[arg(value_parser = report_year(), value_name = "年度", help_heading = "参数")]
    pub year: u16,
    /// 成员名单，每行一个机关全称，# 后面是说明；不写则按数据文件里的“成员”
    #[arg(long, value_name = "名单.txt", help_heading = "选项")]
    pub members: Option<PathBuf>,
    /// 有成员未交或有错误时也先汇总，并在文件开头写明缺谁
    #[arg(long, help_heading = "选项")]
    pub partial: bool,
    /// 只核对报告里的数是不是各成员之和，什么也不写；不是的列出来，退出码 1
    #[arg(long, help_heading = "选项")]
    pub check: bool,
    /// 把每个数由哪些成员加成写成工作簿（.xlsx）或网页（.html）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub provenance: Option<PathBuf>,
    /// 数据文件夹；不写则为 data
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// 数据文件或文件夹；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 哪一年度
    #[arg(value_parser = report_year(), long, value_name = "年度", help_heading = "选项")]
    pub year: u16,
    /// 应交机关的名单，每行一个机关全称；不写则按 data/名单.txt，没有则按汇总报告的“成员”，再则按上年报送的机关
    #[arg(long, value_name = "名单.txt", help_heading = "选项")]
    pub expected: Option<PathBuf>,
    /// 输出格式：human（给人看）、text（几行小结，可以直接转发）、json、html、xlsx
    #[arg(long, value_name = "格式", default_value = "human", hide_default_value = true, hide_possible_values = true, value_parser = PossibleValuesParser::new(["human", "text", "json", "html", "xlsx"]), help_heading = "选项")]
    pub format: String,
    /// 写进这个文件；不写则印在屏幕上
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
    /// 给每个机关写一份检查结果通知单（网页和 Word），放进这个文件夹
    #[arg(long, value_name = "文件夹", help_heading = "选项")]
    pub letters: Option<PathBuf>,
    /// 已生成的报告在哪个文件夹；不写则为 out
    #[arg(long, value_name = "文件夹", default_value = "out", hide_default_value = true, help_heading = "选项")]
    pub out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Publish {
    /// 数据文件或文件夹；不写则为 data/
    #[arg(value_name = "路径", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 公布哪一年度的报告
    #[arg(value_parser = report_year(), long, value_name = "年度", help_heading = "选项")]
    pub year: u16,
    /// 公布的日期，如 2025-01-26；不写则为各报告的成文日期
    #[arg(long, value_name = "日期", help_heading = "选项")]
    pub date: Option<String>,
    /// 撤回这个机关已公布的报告，写出撤回说明；要写 --reason 和 --date
    #[arg(long, value_name = "机关", requires = "reason", requires = "date", conflicts_with_all = ["paths", "package"], help_heading = "选项")]
    pub withdraw: Option<String>,
    /// 撤回的理由，写成短语
    #[arg(long, value_name = "理由", requires = "withdraw", help_heading = "选项")]
    pub reason: Option<String>,
    /// 把已公布的文件和更正说明打成压缩包，带目录页
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub package: Option<PathBuf>,
    /// 压缩包按这份名单的次序；不写则按 data/名单.txt，没有则按汇总报告的“成员”
    #[arg(long, value_name = "名单.txt", help_heading = "选项")]
    pub expected: Option<PathBuf>,
    /// 报告在哪个文件夹；不写则为 out
    #[arg(long, value_name = "文件夹", default_value = "out", hide_default_value = true, help_heading = "选项")]
    pub out: PathBuf,
    #[command(flatten)]
    pub look: LookArgs,
}
