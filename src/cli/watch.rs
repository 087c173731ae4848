//! `nianbao watch`: builds what a save touches, again and again; templates and fonts stay loaded in between.

use std::time::Instant;

use super::args::{Common, Watch, formats};
use super::{build, exit};
use crate::batch::{OUT, Options, Watched, watch};
use crate::diag::Fault;
use crate::office::{Files, Office, outside};
use crate::show;

pub fn run(common: &Common, args: &Watch) -> Result<u8, Fault> {
    outside(&args.out, OUT)?;
    let options = Options { formats: formats(&args.formats), out: args.out.clone(), ..Options::default() };
    let build = |office: &Office, files: &Files| {
        let start = Instant::now();
        let telling = build::Telling { silent: true, ..Default::default() };
        build::told(office, &options, files, telling)?;
        say!("用时 {} 毫秒；正在监视，按 Ctrl-C 结束\n", start.elapsed().as_millis());
        Ok(())
    };
    watch(&args.look.with(common), &args.paths, &args.out, &mut |watched| {
        let result = match watched {
            Watched::Build(office, files) => build(office, files),
            Watched::Fault(fault) => Err(fault),
        };
        if let Err(fault) = result {
            say!("{}\n", show::failure(&fault.to_string()));
        }
    })?;
    Ok(exit::OK)
}
