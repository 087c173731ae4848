//! What words state → cells of the form, in every lawful reading. Draws no conclusion from the figures.

pub(crate) mod alike;
pub(crate) mod binder;
pub(crate) mod cells;
pub(crate) mod claim;
pub(crate) mod denial;
pub(crate) mod denied;
pub(crate) mod existence;
pub(crate) mod meaning;
pub(crate) mod plain;
pub(crate) mod readings;
pub(crate) mod scope;
pub(crate) mod share_out;
pub(crate) mod walk;
pub(crate) mod words;

pub(crate) use binder::{Binder, Setting};
pub(crate) use cells::{CellAt, Sum, Tables, join};
pub(crate) use claim::{Claim, Denial, Direction, Object, When, claims_of, is_joint_zero};
pub(crate) use denial::denials;
use denial::{DenialReader, clauses, joins};
use denied::{Denied, is_kind, is_object, is_outcome_or_applicant};
pub(crate) use readings::{Fact, Hints, Kind, Ledger, Measured};
use walk::Walk;
pub(crate) use walk::claims;
use words::{Stretch, framing_years, is_conditional, is_dated, is_of_texts};
pub(crate) use words::{
    Words, is_action, is_applicant, is_light, is_outcome, is_review, is_row, is_telling, is_year_frame,
};
