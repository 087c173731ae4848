//! The workbench: who may ask, what is refused, and a clerk's way through it in a real browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::root;

/// A workbench of its own over a folder; ends with the test.
struct Workbench {
    child: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Workbench {
    fn open() -> Workbench {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data/青石市商务局");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::copy(root().join("tests/fixtures/ok/minimal-2021.yaml"), data.join("2024.yaml")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
            .args(["serve", "--no-open"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Workbench { child, address: address.trim().to_owned(), folder }
    }

    fn host(&self) -> &str {
        self.address.trim_start_matches("http://").split('/').next().unwrap()
    }

    fn token(&self) -> &str {
        self.address.split("token=").nth(1).unwrap().trim_end_matches('/')
    }

    /// The status of a request, and its answer.
    fn ask(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.host()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        stream.write_all((request + "\r\n").as_bytes()).unwrap();
        // A body that is too large may be refused before it is read to its end.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, answer)
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn only_the_page_of_this_start_is_answered() {
    let bench = Workbench::open();
    let host = ("Host", bench.host());
    let token = ("X-Nianbao-Token", bench.token());
    let json = ("Content-Type", "application/json");
    let (status, page) = bench.ask("GET /", &[host], b"");
    assert_eq!(status, 200);
    for header in
        ["content-security-policy: default-src 'self'", "cache-control: no-store", "x-content-type-options: nosniff"]
    {
        assert!(page.to_ascii_lowercase().contains(header), "{header} in {page}");
    }
    assert!(!page.to_ascii_lowercase().contains("access-control"));
    assert_eq!(bench.ask("GET /api/office", &[host, token], b"").0, 200);
    for headers in [
        &[("Host", "evil.example")][..],
        &[host],
        &[host, ("X-Nianbao-Token", "0")],
        &[host, token, ("Origin", "http://evil.example")],
        &[host, token, ("Sec-Fetch-Site", "cross-site")],
    ] {
        assert_eq!(bench.ask("GET /api/office", headers, b"").0, 403, "{headers:?}");
    }
    let cookie = format!("nianbao={}", bench.token());
    assert_eq!(
        bench.ask("POST /api/build", &[host, json, ("Cookie", &cookie)], b"{\"year\":2024}").0,
        403,
        "a cookie writes nothing"
    );
    // Paths are looked up, never joined.
    std::fs::write(bench.folder.path().join("2024.yaml"), "机关: 外面\n").unwrap();
    for path in ["..%2F..%2Fetc%2Fpasswd/2024", "%2E%2E/2024", "..%5C..%5C/2024", "%00/2024"] {
        let (status, answer) = bench.ask(&format!("GET /api/report/{path}"), &[host, token], b"");
        assert!(status == 404 || status == 400, "{path}: {status} {answer}");
    }
    let huge = vec![b'1'; 5 * 1024 * 1024];
    let (status, _) = bench.ask("POST /api/edit/%E5%B1%80/2024", &[host, token, json], &huge);
    assert!(status == 413 || status == 0, "{status}");
    assert_eq!(bench.ask("GET /", &[host], b"").0, 200, "it goes on");
}

#[test]
fn an_edit_on_an_old_state_is_a_conflict_and_changes_nothing() {
    let bench = Workbench::open();
    let headers = [("Host", bench.host()), ("X-Nianbao-Token", bench.token()), ("Content-Type", "application/json")];
    let path = bench.folder.path().join("data/青石市商务局/2024.yaml");
    let before = std::fs::read(&path).unwrap();
    let at = "/%E9%9D%92%E7%9F%B3%E5%B8%82%E5%95%86%E5%8A%A1%E5%B1%80/2024";
    let (status, answer) =
        bench.ask(&format!("POST /api/edit{at}"), &headers, br#"{"hash":"0","cells":{"1.0.0":"12"}}"#);
    assert_eq!(status, 409, "{answer}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let state = bench.ask(&format!("GET /api/report{at}"), &headers, b"").1;
    let hash = state.split("\"hash\":\"").nth(1).unwrap().split('"').next().unwrap();
    let edit = format!(r#"{{"hash":"{hash}","cells":{{"1.0.0":"12"}}}}"#);
    let (status, answer) = bench.ask(&format!("POST /api/edit{at}"), &headers, edit.as_bytes());
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("column-balance"), "the finding comes with the answer");
    let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    // The row was covered by `其余: 0` and has a line of its own now.
    assert!(text.contains("本年新收: {自然人: 12}") || text.contains("本年新收: [12, 0, 0, 0, 0, 0]"), "{text}");
    assert!(text.starts_with("# 2021年表样最短的合格文件"), "comments stay");
}

#[test]
fn a_clerk_fills_in_a_report_in_the_browser() {
    let bench = Workbench::open();
    let required = std::env::var("NIANBAO_BROWSER").is_ok_and(|value| value == "required");
    let skip = |reason: &str| {
        assert!(!required, "{reason}");
        eprintln!("跳过工作台的浏览器检查：{reason}");
    };
    let script = root().join("tests/html/workbench.mjs");
    let folder: &Path = bench.folder.path();
    let Ok(output) = Command::new("node").arg(script).arg(&bench.address).arg(folder).output() else {
        return skip("没有 node");
    };
    let said = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) => {}
        Some(77) => skip(said.trim()),
        _ => panic!("{said}{}", String::from_utf8_lossy(&output.stderr)),
    }
}
