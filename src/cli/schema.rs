//! `nianbao schema`: the JSON Schema of a year's data file, for editors.

use std::io::Write;

use super::args::{Common, Schema};
use super::exit;
use crate::diag::Fault;
use crate::report::schema;
use crate::templates::Templates;

pub fn run(common: &Common, args: &Schema) -> Result<u8, Fault> {
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let form = forms.for_year(args.year).ok_or_else(|| Fault::Usage(forms.no_edition(args.year)))?;
    // A reader that closes the pipe has read enough.
    let _ = writeln!(anstream::stdout(), "{:#}", schema(&form));
    Ok(exit::OK)
}
