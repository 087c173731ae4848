//! `nianbao`: the annual report on government information disclosure (政府信息公开工作年度报告), from one YAML file to DOCX and PDF.
//!
//! Four verbs, each one function: **read** (YAML + form → report) → **check** (report, last year's, its text → findings) →
//! **compose** (report + template → document) → **write** (document + style → DOCX, PDF).

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
pub mod form;
pub mod import;
pub mod office;
pub mod read_back;
pub mod recognise;
pub mod report;
pub mod rollup;
pub mod show;
pub mod source;
pub mod status;
pub mod style;
pub mod templates;
pub mod verify;
pub mod workbook;
pub mod write;
