//! The PDF writer (document + style + fonts → .pdf).
