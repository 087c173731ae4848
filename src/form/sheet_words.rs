//! The words of a fill-in workbook (填报表) that both who writes and who reads it must know.

/// What one cell of each table's sheet says of all blanks.
pub const ZEROS: &str = "其余空格都是零";
/// The answer by which blanks become zeros.
pub const YES: &str = "是";
/// The other answer.
pub const NO: &str = "否";
/// What the label of a row begins with that only holds others against each other.
pub const CHECK: &str = "检查：";
/// What is said of a cell in which nothing was filled in.
pub const EMPTY: &str = "（空着）";
