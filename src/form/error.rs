//! Why the files of `templates/forms/` and `templates/lexicon/` cannot be used.

/// Why a form file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// It is no YAML, or not of this shape.
    #[error("表样文件有误：{0}")]
    Yaml(String),
    /// Its words cannot be read.
    #[error("词表有误：{0}")]
    Lexicon(String),
    /// It contradicts itself, or names what is not there.
    #[error("表样“{form}”有误：{what}")]
    Invalid {
        /// The form's name.
        form: String,
        /// What is wrong.
        what: String,
    },
}
