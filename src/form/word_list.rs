//! Lists of words under `templates/` that are compiled in: one a line, remarks behind `#`.

/// The words of such a list.
pub fn word_list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
