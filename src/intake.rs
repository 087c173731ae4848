//! **intake** (收文): files from elsewhere become data files, or go into those that are there; and a new data file is begun.
//!
//! The one way in, for the command line as for the workbench. A file that is there is only changed when that was asked for, only
//! where it differs, and only when it says afterwards what was read and nobody else has changed it meanwhile; a new one is written
//! whole or not at all. What happens is told through [`Intaking`]s. Prints nothing and knows no exit code.

mod begin;
mod find;
mod told;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use begin::{DataFolder, begin};
pub use find::sources;
pub use told::json;

use crate::batch::{create_whole, replace_whole};
use crate::diag::{Deed, Fault, guarded, shown_path};
use crate::form::{AgencyKind, Form, Forms};
use crate::import::{self, Change, ImportError, UnreadItem};
use crate::read_back::unit::FileKind;
use crate::recognise::{NameHints, Recognised};
use crate::report::{Editor, UNFILLED, agency_name};

/// A larger file is not opened, in bytes.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// What is asked for beside the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// 机关全称; none: as the file says.
    pub agency: Option<String>,
    /// The report year; none: as the file says.
    pub year: Option<u16>,
    /// 机关类型 for a new data file; none: as the file or the name says.
    pub kind: Option<AgencyKind>,
    /// What of a data file that is there may be changed.
    pub update: Update,
}

/// What of a data file that is there may be changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Update {
    /// Nothing: only the differences are told.
    #[default]
    Nothing,
    /// What nobody has filled in.
    Open,
    /// Whatever differs.
    All,
}

/// What became of the data file of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// There was none; it was written.
    Written,
    /// It was changed at these places.
    Changed(Vec<Change>),
    /// It says the same already.
    Same,
    /// It says something else and was not changed.
    Differs(Vec<Change>),
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The file.
    pub source: PathBuf,
    /// What kind of file it is.
    pub kind: FileKind,
    /// 机关全称
    pub agency: String,
    /// The report year.
    pub year: u16,
    /// The data file.
    pub data: PathBuf,
    /// What became of it.
    pub became: Became,
    /// How many cells that must be filled in were read.
    pub read: usize,
    /// Those that were not.
    pub items: Vec<UnreadItem>,
    /// What a clerk should look at, a line each.
    pub lines: Vec<String>,
}

/// A file from which nothing could be taken.
#[derive(Debug)]
pub struct NotTaken {
    /// The file.
    pub source: PathBuf,
    /// What kind of file it is, where that was found out.
    pub kind: Option<FileKind>,
    /// Why.
    pub why: ImportError,
}

/// What becomes of each of several files.
pub type OneTaken = Result<Taken, NotTaken>;

/// What happens while files are taken in.
#[derive(Debug)]
pub enum Intaking<'a> {
    /// A file is about to be read.
    Reading {
        /// Its number, from 1.
        number: usize,
        /// Of how many.
        of: usize,
        /// The file.
        path: &'a Path,
    },
    /// It was taken in, or was not.
    Done(&'a OneTaken),
}

/// Takes files in, one after the other; one that fails does not keep the others from being read.
pub fn take_all(
    place: &DataFolder,
    forms: &Forms,
    files: &[PathBuf],
    wish: &Wish,
    tell: &mut dyn FnMut(Intaking),
) -> Vec<OneTaken> {
    let mut all = Vec::new();
    for (index, path) in files.iter().enumerate() {
        tell(Intaking::Reading { number: index + 1, of: files.len(), path });
        let outcome = match bytes(path) {
            Ok(bytes) => take(place, forms, path, &bytes, wish),
            Err(why) => Err(NotTaken { source: path.clone(), kind: None, why }),
        };
        tell(Intaking::Done(&outcome));
        all.push(outcome);
    }
    all
}

/// Takes one file in, whose bytes are at hand.
///
/// # Errors
/// Nothing of a report is in it, or its data file cannot be written; nothing has been changed then.
pub fn take(place: &DataFolder, forms: &Forms, source: &Path, bytes: &[u8], wish: &Wish) -> OneTaken {
    let result = guarded(|| read(place, forms, source, bytes, wish))
        .unwrap_or_else(|why| Err((None, ImportError::Panicked(why))));
    result.map_err(|(kind, why)| NotTaken { source: source.to_owned(), kind, why })
}

fn bytes(path: &Path) -> Result<Vec<u8>, ImportError> {
    let fault = |error: &std::io::Error| Fault::io(Deed::Read, path, error);
    let size = std::fs::metadata(path).map_err(|error| fault(&error))?.len();
    if size > LARGEST {
        return Err(ImportError::TooLarge(size));
    }
    Ok(std::fs::read(path).map_err(|error| fault(&error))?)
}

fn read(
    place: &DataFolder,
    forms: &Forms,
    source: &Path,
    bytes: &[u8],
    wish: &Wish,
) -> Result<Taken, (Option<FileKind>, ImportError)> {
    let hints = NameHints { agency: wish.agency.clone(), year: wish.year };
    let recognised = import::recognised(bytes, forms, &hints)?;
    put(place, forms, source, &recognised, wish).map_err(|why| (Some(recognised.kind), why))
}

/// Writes what was recognised, or compares it with what is there.
fn put(
    place: &DataFolder,
    forms: &Forms,
    source: &Path,
    recognised: &Recognised,
    wish: &Wish,
) -> Result<Taken, ImportError> {
    let name = recognised.agency.as_deref().ok_or(ImportError::NoAgency)?;
    let agency = agency_name(name).map_err(|why| ImportError::BadAgency { name: name.to_owned(), why })?;
    let year = recognised.year.ok_or(ImportError::NoYear)?;
    forms.for_year(year).ok_or_else(|| ImportError::NoForm(forms.no_edition(year)))?;
    let shown = source.file_name().unwrap_or(source.as_os_str()).to_string_lossy();
    let (data, became) = match place.of(agency, year) {
        Some(data) => {
            // A last year's file that cannot be read is no reason not to take this one: what refers to it is not printed then.
            let last_year = place.last_year(agency, year, forms).ok().flatten();
            let with = import::With { forms, last_year: last_year.as_deref(), source: &shown };
            let became = merged(&data, agency, recognised, with, wish.update)?;
            (data, became)
        }
        None => {
            let draft = import::draft(recognised, &shown, wish.kind, place.schema(&recognised.form))?;
            let data = place.new_path(agency, year);
            // First what the data file names: what cannot be written leaves nothing behind.
            place.provide_schema(&recognised.form)?;
            create_whole(&data, draft.text.as_bytes())?;
            (data, Became::Written)
        }
    };
    Ok(Taken {
        source: source.to_owned(),
        kind: recognised.kind,
        agency: agency.to_owned(),
        year,
        data,
        became,
        read: recognised.read(),
        items: import::items(recognised),
        lines: import::summary(recognised),
    })
}

/// Compares with the data file that is there, and changes it when that was asked for.
fn merged(
    data: &Path,
    agency: &str,
    recognised: &Recognised,
    with: import::With,
    update: Update,
) -> Result<Became, ImportError> {
    let before = std::fs::read(data).map_err(|error| Fault::io(Deed::Read, data, &error))?;
    let form: &Arc<Form> = &recognised.form;
    let mut editor = Editor::new(data, before.clone(), form)?;
    // A file that lies under a name and says another is not this report's.
    let own =
        editor.text(Form::AGENCY).map(|text| text.trim().to_owned()).filter(|own| own != UNFILLED && !own.is_empty());
    if let Some(own) = own.filter(|own| own != agency) {
        return Err(ImportError::Another { data: shown_path(data), own });
    }
    let open = if update == Update::Open { Some(import::into_open(&editor, recognised, with)?) } else { None };
    let recognised = open.as_ref().unwrap_or(recognised);
    let plan = import::plan(&editor, recognised, with)?;
    if plan.changes.is_empty() {
        return Ok(Became::Same);
    }
    if update == Update::Nothing {
        return Ok(Became::Differs(plan.changes));
    }
    import::apply(&mut editor, recognised, &plan, with)?;
    replace_whole(data, &before, &editor.bytes())?;
    Ok(Became::Changed(plan.changes))
}
