//! Everything one report is made from, as hashes.

use super::manifest::Inputs;
use crate::digest::Digest;
use crate::office::Standing;

/// The inputs that all reports share, with the data of one agency.
pub(super) fn inputs(standing: &Standing, data: Digest, last_year: Option<Digest>) -> Inputs {
    let Standing { program, forms, skeleton, style, typesetting, fonts } = standing.clone();
    Inputs { program, data, last_year, forms, skeleton, style, typesetting, fonts }
}
