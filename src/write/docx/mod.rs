//! The DOCX writer (document + style → .docx).
