//! The library from outside: forms, reading, checks, documents, every format, and the house itself.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed; a skipped one says so"
)]

mod architecture;
mod clauses;
mod docs;
mod docx;
mod editions;
mod engine;
mod forms;
mod golden;
mod html;
mod import;
mod lexicon;
mod libreoffice;
mod pdf;
mod repair;
mod robust;
mod round_trip;
mod schema;
mod slips;
#[path = "../support/lib.rs"]
mod support;
mod text_checks;
mod text_rooms;
mod typography;
mod verify;
mod visual;
mod workbook;
