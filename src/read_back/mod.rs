//! **read back** (a published file → what it prints). Reads the file itself, with none of the code that wrote it, so that what is
//! found there is evidence.

pub mod pdf;
pub mod unit;
