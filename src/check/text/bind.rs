//! What words state → cells of the form, in every lawful reading. Draws no conclusion from the figures.

pub(crate) mod binder;
pub(crate) mod carry;
pub(crate) mod cells;
pub(crate) mod count;
pub(crate) mod meaning;
pub(crate) mod readings;
pub(crate) mod share_out;
pub(crate) mod stretch;
pub(crate) mod walk;
pub(crate) mod when;
pub(crate) mod words;
