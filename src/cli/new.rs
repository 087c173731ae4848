//! `nianbao new`: a commented skeleton of a data file, made from the form.

use super::args::{Common, NewArgs};
use super::exit;
use crate::diag::{Fault, pasteable, shown_path};
use crate::intake::{DataFolder, begin};
use crate::office::{DATA, outside};
use crate::templates::Templates;

pub fn run(common: &Common, args: &NewArgs) -> Result<u8, Fault> {
    outside(&args.data, DATA)?;
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let path = begin(&DataFolder::at(&args.data), &forms, &args.agency, args.year)?;
    say!("已生成 {}\n把里面的“待填”都换成内容，再运行：nianbao check {}", shown_path(&path), pasteable(&path));
    Ok(exit::OK)
}
