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

/// What the page has in the place of a command.
const BUTTONS: [(&str, &str); 5] = [
    ("--correction", "按“更正”"),
    ("nianbao build", "按“生成”"),
    ("nianbao import", "按“导入文件”"),
    ("nianbao new", "按“新建”"),
    ("nianbao publish", "按“公布”"),
];

/// A sentence as the page says it: in the place of a command that it ends with, the button, where there is one.
pub(super) fn on_page(words: &str) -> String {
    let Some(at) = words.find("：nianbao ") else { return words.to_owned() };
    let (before, command) = words.split_at(at);
    let Some(before) = before.strip_suffix("，运行") else { return before.to_owned() };
    let button = BUTTONS.iter().find(|(part, _)| command.contains(part));
    button.map_or_else(|| before.to_owned(), |(_, button)| format!("{before}，{button}"))
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
        Refusal::Wrong(on_page(&fault.to_string()))
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

#[cfg(test)]
mod tests {
    use super::on_page;

    #[test]
    fn a_command_is_a_button_on_the_page() {
        for (said, shown) in [
            ("错误 2 个，先核对它：nianbao check data/甲局/2024.yaml", "错误 2 个，先核对它"),
            (
                "数据后来改了；要更正的，运行：nianbao build a --correction \"写明理由\"",
                "数据后来改了；要更正的，按“更正”",
            ),
            ("要用里面的数，运行：nianbao import a.docx", "要用里面的数，按“导入文件”"),
            ("看改了什么，运行：nianbao diff a.docx", "看改了什么"),
            ("还没有填", "还没有填"),
        ] {
            assert_eq!(on_page(said), shown);
        }
    }
}
