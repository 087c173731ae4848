//! How cells look: one function per role, all from one base.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::remarks::RemarkLevel;

const FONT: &str = "宋体";
const SIZE: f64 = 11.0;
const INPUT: u32 = 0xFF_FBE5;
const TOTAL: u32 = 0xEE_EEEE;
const CARRIED: u32 = 0xDD_EBF7;
const HEAD: u32 = 0xF7_F7F7;

fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(SIZE).set_align(FormatAlign::VerticalCenter)
}

fn boxed() -> Format {
    base().set_border(FormatBorder::Thin).set_text_wrap()
}

fn filled(format: Format, color: u32) -> Format {
    format.set_background_color(Color::RGB(color))
}

/// The colour of a cell by its gravest finding.
fn color(level: RemarkLevel) -> u32 {
    match level {
        RemarkLevel::Error => 0xFF_C7CE,
        RemarkLevel::Unread => 0xF8_CBAD,
        RemarkLevel::Warning => 0xFF_EB9C,
        RemarkLevel::Hint => 0xBD_D7EE,
    }
}

pub(super) fn plain() -> Format {
    base().set_text_wrap().set_align(FormatAlign::Left)
}

pub(super) fn title() -> Format {
    base().set_bold().set_font_size(14).set_align(FormatAlign::Left)
}

/// Column heads and captions.
pub(super) fn head() -> Format {
    filled(boxed(), HEAD).set_align(FormatAlign::Center)
}

/// Row labels.
pub(super) fn stub() -> Format {
    filled(boxed(), HEAD).set_align(FormatAlign::Left)
}

/// Labels set one character under the other.
pub(super) fn vertical() -> Format {
    head().set_rotation(270)
}

/// A cell to be filled in with a figure.
pub(super) fn figure(mark: Option<RemarkLevel>, carried: bool) -> Format {
    let background = mark.map_or(if carried { CARRIED } else { INPUT }, color);
    filled(boxed(), background).set_align(FormatAlign::Center).set_unlocked()
}

/// A total: a formula, locked.
pub(super) fn total(mark: Option<RemarkLevel>) -> Format {
    filled(boxed(), mark.map_or(TOTAL, color)).set_align(FormatAlign::Center)
}

/// A cell to be filled in with text.
pub(super) fn text(mark: Option<RemarkLevel>) -> Format {
    filled(boxed(), mark.map_or(INPUT, color)).set_align(FormatAlign::Left).set_num_format("@").set_unlocked()
}

/// What is printed beside the input and not filled in.
pub(super) fn fixed(mark: Option<RemarkLevel>) -> Format {
    filled(boxed(), mark.map_or(TOTAL, color)).set_align(FormatAlign::Left).set_num_format("@")
}

/// A row of the check: `√` or `差2`.
pub(super) fn check() -> Format {
    boxed().set_align(FormatAlign::Center).set_font_color(Color::RGB(0x37_5623))
}

/// Grey where the check waits for what is still to be filled in.
pub(super) fn open() -> Format {
    Format::new().set_background_color(Color::RGB(TOTAL)).set_font_color(Color::RGB(0x75_7575))
}

/// Red where something does not hold.
pub(super) fn wrong() -> Format {
    Format::new()
        .set_background_color(Color::RGB(color(RemarkLevel::Error)))
        .set_font_color(Color::RGB(0x9C_0006))
        .set_bold()
}

/// A line of the list of findings.
pub(super) fn finding(level: RemarkLevel) -> Format {
    filled(boxed(), color(level)).set_align(FormatAlign::Left)
}

/// A cell of the list that leads to its place.
pub(super) fn link() -> Format {
    boxed()
        .set_align(FormatAlign::Left)
        .set_font_color(Color::RGB(0x05_63C1))
        .set_underline(rust_xlsxwriter::FormatUnderline::Single)
}

pub(super) fn listed() -> Format {
    boxed().set_align(FormatAlign::Left)
}
