//! Answers in words and in JSON.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::diag::Fault;

/// A sentence for the person in front of the page.
pub(super) fn message(status: StatusCode, words: impl Into<String>) -> (StatusCode, Json<serde_json::Value>) {
    (status, Json(json!({ "message": words.into() })))
}

/// Why a request could not be carried out.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such report, page or file.
    Missing(String),
    /// What was asked cannot be done, and why.
    Wrong(String),
    /// The file was changed on disk since the page read it: what it holds now.
    Conflict(Box<serde_json::Value>),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Wrong(fault.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Refusal::Missing(words) => message(StatusCode::NOT_FOUND, words).into_response(),
            Refusal::Wrong(words) => message(StatusCode::UNPROCESSABLE_ENTITY, words).into_response(),
            Refusal::Conflict(now) => {
                let body = json!({ "message": "文件在别处改过", "now": *now });
                (StatusCode::CONFLICT, Json(body)).into_response()
            }
        }
    }
}
