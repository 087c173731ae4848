//! The rules: one file (or folder) each, named by its code. No rule uses another; what two need lies in the prose or below it.

mod contradiction;
mod copy_of_last_year;
mod fee_statement;
mod five_aspects;
mod free_mailbox;
mod literal_number;
mod ordinals;
mod other_agency;
mod parts_sum;
mod personal_data;
mod placeholder;
mod rate;
mod section_empty;
mod section_order;
mod stale_year;
mod text_vs_table;
mod wrong_basis;

use crate::check::subject::Subject;
use crate::check::text::prose::ReadProse;
use crate::diag::{Code, Finding};

/// What judges the prose of one report.
type TextRule = fn(&Subject, &ReadProse, &mut Vec<Finding>);

/// All rules of the text with their codes, in the order of the catalogue.
pub(crate) const RULES: &[(Code, TextRule)] = &[
    (Code::TextVsTable, text_vs_table::check),
    (Code::PartsSum, parts_sum::check),
    (Code::Rate, rate::check),
    (Code::LiteralNumber, literal_number::check),
    (Code::Contradiction, contradiction::check),
    (Code::FeeStatement, fee_statement::check),
    (Code::StaleYear, stale_year::check),
    (Code::WrongBasis, wrong_basis::check),
    (Code::Placeholder, placeholder::check),
    (Code::SectionEmpty, section_empty::check),
    (Code::SectionOrder, section_order::check),
    (Code::FiveAspects, five_aspects::check),
    (Code::CopyOfLastYear, copy_of_last_year::check),
    (Code::OtherAgency, other_agency::check),
    (Code::PersonalData, personal_data::check),
    (Code::FreeMailbox, free_mailbox::check),
    (Code::Ordinals, ordinals::check),
];
