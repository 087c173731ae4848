//! **write** (document + style → bytes of a format). Writers know nothing of forms, reports or files.

pub mod docx;
pub mod pdf;
