//! `nianbao import`: published reports, workbooks and pasted tables become data files.

use std::io::Write as _;

use super::args::{Common, Import};
use super::{exit, written};
use crate::diag::{Fault, shown_path};
use crate::form::AgencyKind;
use crate::import::ImportError;
use crate::intake::{self, DataFolder, Intaking, NotTaken, Update, Wish, sources, take_all};
use crate::office::{DATA, outside};
use crate::templates::Templates;

/// The format for programs.
const JSON: &str = "json";

pub fn run(common: &Common, args: &Import) -> Result<u8, Fault> {
    outside(&args.data, DATA)?;
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let files = sources(&args.files)?;
    let kind = AgencyKind::ALL.into_iter().find(|kind| Some(kind.as_str()) == args.kind.as_deref());
    let update = if args.update { Update::All } else { Update::Nothing };
    let wish = Wish { agency: args.agency.clone(), year: args.year, kind, update };
    let for_people = args.format != JSON;
    let mut print = Ok(());
    let mut tell = |step: Intaking| match step {
        Intaking::Reading { number, of, path } if of > 1 && for_people => say!("{number}/{of} {}", shown_path(path)),
        Intaking::Done(outcome) if for_people => {
            let words = match outcome {
                Ok(taken) => taken.words("要用这份文件里的，再运行一次并加 --update"),
                Err(not) => not.words(remedy),
            };
            let result = written(std::io::stdout().lock().write_all(words.as_bytes()));
            print = std::mem::replace(&mut print, Ok(())).and(result);
        }
        _ => {}
    };
    let outcomes = take_all(&DataFolder::at(&args.data), &forms, &files, &wish, &mut tell);
    print?;
    let count = |is: fn(&intake::OneTaken) -> bool| outcomes.iter().filter(|outcome| is(outcome)).count();
    let failed = count(Result::is_err);
    if !for_people {
        written(std::io::stdout().lock().write_all(intake::json(&outcomes, remedy).as_bytes()))?;
    } else if outcomes.len() > 1 {
        let wrote = count(|outcome| outcome.as_ref().is_ok_and(intake::Taken::is_written));
        say!("共 {} 个文件：写出 {wrote} 个，读不了 {failed} 个", outcomes.len());
    }
    Ok(match () {
        () if failed == outcomes.len() => exit::FAILURE,
        () if failed + count(|outcome| outcome.as_ref().is_ok_and(intake::Taken::is_incomplete)) > 0 => exit::FINDINGS,
        () => exit::OK,
    })
}

/// The options that say what a file does not.
fn remedy(not: &NotTaken) -> String {
    match not.why {
        ImportError::NoAgency | ImportError::BadAgency { .. } => "；请用 --agency 写明机关全称".into(),
        ImportError::NoYear => "；请用 --year 写明是哪一年的报告".into(),
        _ => String::new(),
    }
}
