//! The provenance as one static page: a small table for every row of the form that has figures.

use serde::Serialize;

use super::{MemberRow, Provenance};
use crate::diag::Fault;
use crate::templates::fill;

#[derive(Serialize)]
struct ProvenancePage<'a> {
    provenance: &'a Provenance,
    summed: Vec<&'a MemberRow>,
    agrees: bool,
}

/// The page, from the office's or the program's own template.
///
/// # Errors
/// The template is wrong.
pub fn page(template: &str, provenance: &Provenance) -> Result<String, Fault> {
    fill(
        "provenance.html.j2",
        template,
        &ProvenancePage { provenance, summed: provenance.summed(), agrees: provenance.agrees() },
    )
}
