//! `nianbao fonts`: which font prints what, where it comes from, and which characters of the data only the fallback has.

use super::args::{Common, FontsArgs};
use super::{exit, put};
use crate::diag::Fault;
use crate::office::{Office, fonts};

pub fn run(common: &Common, args: &FontsArgs) -> Result<u8, Fault> {
    let look = args.look.with(common);
    let office = Office::open(&look)?;
    put(None, fonts(&office, &look, &args.paths)?.as_bytes())?;
    Ok(exit::OK)
}
