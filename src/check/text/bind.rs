//! What words state → cells of the form, in every lawful reading. Draws no conclusion from the figures.

pub(crate) mod alike;
pub(crate) mod binder;
pub(crate) mod carry;
pub(crate) mod cells;
pub(crate) mod claim;
pub(crate) mod denial;
pub(crate) mod denied;
pub(crate) mod existence;
pub(crate) mod meaning;
pub(crate) mod plain;
pub(crate) mod readings;
pub(crate) mod share_out;
pub(crate) mod stretch;
pub(crate) mod walk;
pub(crate) mod when;
pub(crate) mod words;

pub(crate) use binder::{Binder, Setting};
pub(crate) use cells::{Sum, join};
pub(crate) use claim::{Claim, Denial, claims_of, is_joint_zero};
pub(crate) use denial::denials;
pub(crate) use readings::{Fact, Kind};
pub(crate) use walk::claims;
pub(crate) use words::{Words, is_applicant, is_light, is_row};
