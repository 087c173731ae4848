//! The program from outside, as its users run it: commands, exit codes, what is printed and what is written.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed; a skipped one says so"
)]

mod batch;
mod clerk;
mod codes;
mod commands;
mod corrections;
mod documents;
mod fixtures;
mod folders;
mod form;
mod import;
mod interrupted;
mod loss;
mod office;
mod outputs;
mod project;
mod publication;
mod region;
mod returned;
mod rounds;
mod serve;
#[path = "../support/lib.rs"]
mod support;
mod watch;
