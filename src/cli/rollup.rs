//! `nianbao rollup`: who is in order and who is not, first; then what the new sum changed.

use std::io::Write;

use std::path::Path;

use super::args::{Common, Rollup};
use super::{exit, put, written};
use crate::diag::{Fault, shown_path};
use crate::office::{DATA, Look, Office, outside};
use crate::rollup::provenance::{Medium, write};
use crate::rollup::{RollupAsk, SumOutcome, rollup};
use crate::templates::Templates;

/// What to do when members are missing.
const PARTIAL: &str = "先催齐、改好再汇总；要先按现有的汇总，加 --partial，文件开头会写明缺谁";

pub fn run(common: &Common, args: &Rollup) -> Result<u8, Fault> {
    let usage = || Fault::Usage("--provenance 的文件名要以 .xlsx 或 .html 结尾".into());
    let wanted = args.provenance.as_deref().map(|path| Medium::of(path).map(|medium| (path, medium)).ok_or_else(usage));
    let wanted = wanted.transpose()?;
    let look = Look { templates: common.templates.clone(), ..Look::default() };
    outside(args.data.as_deref().unwrap_or(Path::new(DATA)), DATA)?;
    let office = Office::open(&look)?;
    let ask = RollupAsk {
        data: args.data.clone().unwrap_or_else(|| DATA.into()),
        agency: args.agency.clone(),
        year: args.year,
        list: args.members.clone(),
        partial: args.partial,
        check: args.check,
    };
    let rolled = rollup(&office, &ask)?;
    put(None, rolled.human((!args.partial).then_some(PARTIAL)).as_bytes())?;
    if rolled.outcome == SumOutcome::Refused {
        if let Some((path, _)) = wanted {
            written(writeln!(anstream::stdout().lock(), "没有写 {}：汇总以后才有", shown_path(path)))?;
        }
        return Ok(exit::FINDINGS);
    }
    if let Some((path, medium)) = wanted {
        write(&rolled, path, medium, &Templates::new(common.templates.as_deref())?)?;
        written(writeln!(anstream::stdout().lock(), "每个数从哪里来：{}", shown_path(path)))?;
    }
    Ok(if rolled.outcome == SumOutcome::Differs { exit::FINDINGS } else { exit::OK })
}
