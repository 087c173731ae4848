//! `nianbao verify`: reads the written reports back and holds them against the data; differences are the result and go to standard
//! output.

use super::args::{Common, Verify};
use super::{exit, put};
use crate::batch::{Proving, Unproved, proofs_in_words, prove};
use crate::diag::Fault;
use crate::office::Office;
use crate::write::Format;

pub fn run(common: &Common, args: &Verify) -> Result<u8, Fault> {
    let office = Office::open(&args.look.with(common))?;
    let formats = args.formats.iter().filter_map(|name| Format::parse(name)).collect();
    let proofs = prove(&office, &Proving { out: args.out.clone(), formats, year: args.year }, &args.paths)?;
    put(None, proofs_in_words(&proofs).as_bytes())?;
    let codes = proofs.iter().map(|(_, proof)| match proof {
        Ok(proved) if proved.iter().all(|proved| proved.differences.is_empty()) => exit::OK,
        Ok(_) | Err(Unproved::Faulty(..)) => exit::FINDINGS,
        Err(_) => exit::FAILURE,
    });
    Ok(codes.max().unwrap_or(exit::OK))
}
