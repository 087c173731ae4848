//! Who may ask: only this computer's own pages, opened with the token of this start.
//!
//! DNS rebinding and requests from other sites are what local servers fall to: the name in `Host` is held against our own on every
//! request, GET too; `Origin` and `Sec-Fetch-Site`, where they are sent, must be ours; whatever writes needs the token in a header.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::answers::message;
use crate::diag::Fault;
use crate::intake::LARGEST;

/// The header in which the page sends the token.
const TOKEN: &str = "x-nianbao-token";
/// What the cookie is called, before the port, by which pictures and the stream of events are told from others' requests.
const KEY: &str = "nianbao";
const POLICY: &str = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

/// What every request is held against.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    hosts: Arc<[String; 2]>,
    token: Arc<str>,
    /// The name of the cookie.
    cookie: Arc<str>,
}

/// A new token: 128 random bits.
///
/// # Errors
/// The system gives no random numbers.
pub(super) fn token() -> Result<String, Fault> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Other(format!("取不到随机数：{error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Guard {
    pub fn new(port: u16, token: &str) -> Guard {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        // Cookies know no ports: two folders, each with its own start, have each its own.
        Guard { hosts: Arc::new(hosts), token: token.into(), cookie: format!("{KEY}-{port}").into() }
    }

    /// The cookie of this start.
    pub fn cookie(&self) -> String {
        format!("{}={}; Path=/api/; HttpOnly; SameSite=Strict", self.cookie, self.token)
    }

    /// Why a request is refused; `None` lets it pass.
    fn refusal(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<&'static str> {
        let text = |name: &HeaderName| {
            headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("?")).collect::<Vec<_>>()
        };
        let own = |host: &str| self.hosts.iter().any(|known| known == host);
        if !matches!(text(&HOST)[..], [host] if own(host)) {
            return Some("地址不对：只能用 127.0.0.1 打开");
        }
        let origins = text(&ORIGIN);
        if !origins.iter().all(|origin| origin.strip_prefix("http://").is_some_and(own)) {
            return Some("不接受别的网页的请求");
        }
        let sites = text(&HeaderName::from_static("sec-fetch-site"));
        if !sites.iter().all(|site| matches!(*site, "same-origin" | "none")) {
            return Some("不接受别的网页的请求");
        }
        if !path.starts_with("/api/") {
            return None;
        }
        let shown = text(&HeaderName::from_static(TOKEN)).iter().any(|token| same(token, &self.token));
        let cookie = || {
            let cookies = text(&COOKIE).join("; ");
            let mut pairs = cookies.split("; ").filter_map(|one| one.split_once('='));
            pairs.any(|(name, token)| name == &*self.cookie && same(token, &self.token))
        };
        let known = shown || (method == Method::GET && cookie());
        (!known).then_some("口令不对：请从程序打开这个页面")
    }
}

/// Compares without telling by its time how much agrees.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |off, (a, b)| off | (a ^ b)) == 0
}

/// Refuses what may not ask, and marks every answer as nobody else's.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let refused = guard.refusal(request.method(), request.uri().path(), request.headers());
    let mut response = match refused {
        Some(why) => message(StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    };
    if response.status().is_client_error() && !is_json(&response) {
        response = message(response.status(), refused_by(response.status())).into_response();
    }
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

/// What the server's own refusals mean, in words.
fn refused_by(status: StatusCode) -> String {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => format!("太大了，没有读；文件最多 {} MB", LARGEST / 1024 / 1024),
        StatusCode::METHOD_NOT_ALLOWED => "没有这个操作".to_owned(),
        _ => "请求的写法不对，什么都没有做；请刷新页面再试".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &Method, path: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        Guard::new(4321, "00ff").refusal(method, path, &map).is_some()
    }

    #[test]
    fn only_our_own_pages_with_the_token_are_served() {
        let host = ("host", "127.0.0.1:4321");
        let token = ("x-nianbao-token", "00ff");
        let cookie = ("cookie", "a=b; nianbao-4321=00ff");
        assert!(!refused(&Method::GET, "/", &[host]));
        assert!(!refused(&Method::POST, "/api/edit/x/2024", &[host, token, ("origin", "http://localhost:4321")]));
        assert!(!refused(&Method::GET, "/api/events", &[host, cookie, ("sec-fetch-site", "same-origin")]));
        for (method, path, headers) in [
            (Method::GET, "/", vec![("host", "evil.example:4321")]),
            (Method::GET, "/", vec![]),
            (Method::GET, "/", vec![host, ("host", "127.0.0.1:4321")]),
            (Method::GET, "/api/events", vec![host]),
            (Method::GET, "/api/events", vec![host, cookie, ("sec-fetch-site", "cross-site")]),
            (Method::GET, "/api/events", vec![host, ("cookie", "nianbao-4322=00ff")]),
            (Method::POST, "/api/edit/x/2024", vec![host, cookie]),
            (Method::POST, "/api/edit/x/2024", vec![host, ("x-nianbao-token", "00fe")]),
            (Method::POST, "/api/edit/x/2024", vec![host, token, ("origin", "http://evil.example")]),
            (Method::POST, "/api/edit/x/2024", vec![host, token, ("origin", "null")]),
            (Method::POST, "/api/edit/x/2024", vec![host, token, ("sec-fetch-site", "same-site")]),
        ] {
            assert!(refused(&method, path, &headers), "{method} {path} {headers:?}");
        }
    }
}
