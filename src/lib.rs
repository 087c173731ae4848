//! `nianbao`: the annual report on government information disclosure (政府信息公开工作年度报告), from one YAML file per agency and year
//! to DOCX, PDF, HTML and text.
//!
//! Four verbs, each one function: **read** ([`report::read`], YAML + form → report) → **check** ([`check::check`], report, last
//! year's, its text → findings) → **compose** ([`compose::compose`], report + template → document) → **write**
//! ([`write::Press::print`], document + style → bytes of a format); and the mirror of the last, **recognise**
//! ([`recognise::recognise`], any file's tables and texts + forms → the cells of a report). [`office`] is what a run works with,
//! [`batch`] makes many reports again and again. How the modules stand above one another: `docs/architecture.md`.
//!
//! # One report
//!
//! The text of a data file goes in; findings come out, and the bytes of a PDF:
//!
//! ```
//! use std::path::Path;
//!
//! use nianbao::office::{Entry, Look, Office};
//! use nianbao::source;
//! use nianbao::write::Format;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let yaml = "\
//! 机关: 某市商务局
//! 机关类型: 部门
//! 年度: 2024
//! 成文日期: 2025-01-20
//! 总体情况: |
//!   2024年，我局主动公开规范性文件{{ 主动公开.行政规范性文件.本年制发件数 }}件，收到申请{{ 申请.本年新收.总计 }}件。
//! 主动公开:
//!   行政规范性文件: [3, 1, 12]
//!   其余: 0
//! 申请:
//!   本年新收: {自然人: 25}
//!   予以公开: {自然人: 24}
//!   其余: 0
//! 复议诉讼: 0
//! 存在问题: 个别栏目更新不够及时；将建立台账，按月检查。
//! 其他事项: 本年度未收取信息处理费。
//! ";
//! let office = Office::open(&Look::default())?;
//! let file = source::decode(Path::new("2024.yaml"), yaml.as_bytes().to_vec()).map_err(|finding| finding.message)?;
//! let (findings, composed) = office.inspect(&Entry::of(&file, &office.forms));
//! // 25 came in, 24 were settled, none is carried over: the one sum of 表三 that an inspector looks at first.
//! assert!(findings.iter().any(|finding| finding.code.as_str() == "column-balance"));
//!
//! let file = source::decode(Path::new("2024.yaml"), yaml.replace("24}", "25}").into_bytes()).map_err(|finding| finding.message)?;
//! let (findings, composed) = office.inspect(&Entry::of(&file, &office.forms));
//! assert!(!findings.iter().any(|finding| finding.is_error()), "{findings:?}");
//! let document = composed.ok_or("the text could not be composed")?.document;
//! let pdf = office.press.print(&document, Format::Pdf)?;
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! # Ok(())
//! # }
//! ```
//!
//! # Many reports
//!
//! A folder of data files goes in; what happens is told through events, and the output folder holds the files and the manifest
//! from which the next run knows what has not changed:
//!
//! ```
//! use nianbao::batch::{self, Event, Options};
//! use nianbao::office::{Files, Look, Office};
//! use nianbao::write::Format;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let data = folder.path().join("data");
//! # for agency in ["某市商务局", "某市水利局"] {
//! #     let text = std::fs::read_to_string("tests/fixtures/ok/minimal-2021.yaml")?;
//! #     let own = text.lines().find_map(|line| line.strip_prefix("机关: ")).unwrap_or_default().to_owned();
//! #     std::fs::create_dir_all(data.join(agency))?;
//! #     let year = text.lines().find_map(|line| line.strip_prefix("年度: ")).unwrap_or_default().to_owned();
//! #     std::fs::write(data.join(agency).join(format!("{year}.yaml")), text.replace(&own, agency))?;
//! # }
//! let office = Office::open(&Look::default())?;
//! let options = Options { out: folder.path().join("out"), formats: vec![Format::Docx], ..Options::default() };
//! let files = Files::find(&[data])?;
//! let build = || {
//!     let mut written = Vec::new();
//!     let summary = batch::build(&office, &options, &files, &mut |event| match event {
//!         Event::Done { outcome, .. } => {
//!             if let batch::Done::Written { files, .. } = &outcome.done {
//!                 written.extend(files.clone());
//!             }
//!         }
//!         Event::Fault(fault) => eprintln!("{fault}"),
//!         _ => {}
//!     })?;
//!     Ok::<_, nianbao::diag::Fault>((written, summary))
//! };
//! let (written, _) = build()?;
//! assert_eq!(written.len(), 2);
//! assert!(written.iter().all(|path| path.exists()));
//! let (written, _) = build()?;
//! assert!(written.is_empty(), "nothing has changed");
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

pub mod batch;
pub mod check;
pub mod cli;
pub mod compose;
pub mod correction;
pub mod date;
pub mod diag;
pub mod difference;
pub mod digest;
pub mod document;
pub mod engine;
pub mod form;
pub mod handout;
pub mod import;
pub mod intake;
pub mod office;
pub mod ordinal;
pub mod read_back;
pub mod recognise;
pub mod report;
pub mod returned;
pub mod revision;
pub mod rollup;
#[cfg(feature = "serve")]
pub mod serve;
pub mod show;
pub mod source;
pub mod status;
pub mod style;
pub mod templates;
pub mod verify;
pub mod workbook;
pub mod write;
