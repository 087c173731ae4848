//! The items at the head of a data file, by name: reading, changing, the schema and the patterns of new files all speak of these.

use crate::form::Form;

/// The items that every file must have.
pub const REQUIRED: [&str; 4] = [Form::AGENCY, Form::KIND, Form::YEAR, Form::DATE];
/// The report's own title (标题), where it is not made from agency and year.
pub const TITLE: &str = "标题";
/// The name of a form with local rows (表样).
pub const FORM: &str = "表样";
/// Whether agency and date are printed under the text (落款).
pub const SIGNATURE: &str = "落款";
/// Why findings are taken as they are (说明).
pub const REASONS: &str = "说明";
/// Whose reports a report sums up (成员).
pub const MEMBERS: &str = "成员";
/// What is added to such a sum (调整).
pub const ADJUSTMENTS: &str = "调整";

/// All of them, in the order in which a file has them.
pub const HEAD: [&str; 10] =
    [Form::AGENCY, Form::KIND, Form::YEAR, FORM, Form::DATE, TITLE, SIGNATURE, REASONS, MEMBERS, ADJUSTMENTS];
