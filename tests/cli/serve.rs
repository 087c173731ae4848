//! The workbench: who may ask, what is refused, and a clerk's way through it in a real browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
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
    let port = bench.host().split(':').nth(1).unwrap();
    let cookie = format!("nianbao-{port}={}", bench.token());
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

/// A workbook that says otherwise than what is filled in changes nothing before the clerk has said so.
#[test]
fn a_file_that_is_dropped_asks_before_it_changes_what_is_filled_in() {
    use nianbao::workbook::{Content, Filled, write};
    let bench = Workbench::open();
    let headers = [("Host", bench.host()), ("X-Nianbao-Token", bench.token())];
    let path = bench.folder.path().join("data/青石市商务局/2024.yaml");
    let before = std::fs::read(&path).unwrap();
    let forms = nianbao::templates::Templates::default().forms().unwrap();
    let entry = nianbao::office::entries(std::slice::from_ref(&path), &forms).pop().unwrap();
    let mut content = Content::of(entry.report.as_ref().unwrap());
    content.figures[0][0][0] = Filled::Whole(999);
    let book = write(&content, None).unwrap();
    let (status, answer) = bench.ask("POST /api/import?name=a.xlsx", &headers, &book);
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("\"differs\"") && answer.contains("999"), "{answer}");
    assert_eq!(std::fs::read(&path).unwrap(), before, "nothing is changed");
    let (_, answer) = bench.ask("POST /api/import?name=a.xlsx&agreed=all", &headers, &book);
    assert!(answer.contains("改了 1 处"), "{answer}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("999"));
}

/// Last year's Word file and this year's workbook: what nobody filled in is filled without a question, and what somebody did stays
/// where only the rest was asked for.
#[test]
fn a_workbook_goes_into_a_new_report_without_a_question() {
    let bench = Workbench::open();
    let headers = [("Host", bench.host()), ("X-Nianbao-Token", bench.token()), ("Content-Type", "application/json")];
    let sample = |name: &str| std::fs::read(root().join("docs/samples").join(name)).unwrap();
    let (status, answer) = bench.ask("POST /api/import?name=1.docx", &headers, &sample("2023年年报.docx"));
    assert!(status == 200 && answer.contains("已写成"), "{answer}");
    let agency = "某市商务局";
    let (status, answer) =
        bench.ask("POST /api/new", &headers, format!(r#"{{"agency":"{agency}","year":2024}}"#).as_bytes());
    assert_eq!(status, 200, "{answer}");
    let path = bench.folder.path().join("data").join(agency).join("2024.yaml");
    let begun = std::fs::read_to_string(&path).unwrap();
    let book = sample("填好的填报表.xlsx");
    let (_, answer) = bench.ask("POST /api/import?name=1.xlsx", &headers, &book);
    assert!(answer.contains("改了") && !answer.contains("\"differs\""), "{answer}");
    let whole = std::fs::read_to_string(&path).unwrap();
    assert!(!whole.contains(": 待填"), "{whole}");
    // One figure and one paragraph that somebody wrote meanwhile.
    let mine = begun.replacen("本年新收: 待填", "本年新收: [7, 待填, 待填, 待填, 待填, 待填]", 1);
    let mine = mine.replacen("存在问题: |\n  待填", "存在问题: |\n  我写的一段。", 1);
    assert_eq!(mine.matches("我写的一段。").count() + mine.matches("[7, ").count(), 2, "{mine}");
    std::fs::write(&path, &mine).unwrap();
    let (_, answer) = bench.ask("POST /api/import?name=1.xlsx", &headers, &book);
    assert!(answer.matches("\"old\":").count() == 2 && answer.contains("我写的一段。"), "{answer}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), mine);
    let (_, answer) = bench.ask("POST /api/import?name=1.xlsx&agreed=open", &headers, &book);
    assert!(answer.contains("改了"), "{answer}");
    let filled = std::fs::read_to_string(&path).unwrap();
    assert!(filled.contains("我写的一段。") && filled.contains("本年新收: [7, 9, "), "{filled}");
    assert!(!filled.contains(": 待填") && !filled.contains("[7, 待填"), "{filled}");
}

/// What went out before anybody recorded it is corrected and taken back like what was recorded; nobody else's report is touched.
#[test]
fn corrections_and_withdrawals_touch_the_report_that_is_meant() {
    let bench = Workbench::open();
    let headers = [("Host", bench.host()), ("X-Nianbao-Token", bench.token()), ("Content-Type", "application/json")];
    let at = "%E9%9D%92%E7%9F%B3%E5%B8%82%E5%95%86%E5%8A%A1%E5%B1%80/2024";
    let ask = |what: &str, body: &str| bench.ask(what, &headers, body.as_bytes());
    let path = bench.folder.path().join("data/青石市商务局/2024.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    let other = bench.folder.path().join("data/青石市教育局");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("2024.yaml"), text.replace("青石市商务局", "青石市教育局")).unwrap();
    assert_eq!(ask(&format!("POST /api/build/{at}"), "{}").0, 200);
    let withdraw = format!("POST /api/withdraw/{at}");
    let words = r#"{"reason":"误将初稿公布","date":"2025年3月10日"}"#;
    let (status, answer) = ask(&withdraw, words);
    assert!(status == 422 && answer.contains("没有公布，不用撤回"), "{answer}");
    std::fs::write(&path, text.replace("主动公开: {其余: 0}", "主动公开: {规章: [1, 0, 1], 其余: 0}")).unwrap();
    let (status, answer) = ask("POST /api/correct", r#"{"year":2024,"reasons":{"青石市商务局":"漏统计"}}"#);
    assert!(status == 200 && answer.contains("已生成 1 份报告"), "{answer}");
    assert!(answer.contains("青石市商务局2024年政府信息公开工作年度报告更正说明.docx"), "{answer}");
    let made = std::fs::read_dir(bench.folder.path().join("out/2024")).unwrap();
    let made: Vec<String> = made.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(made.iter().all(|name| !name.contains("教育局")), "a draft of another agency was made: {made:?}");
    let (status, answer) = ask(&format!("POST /api/build/{at}"), r#"{"correction":"漏统计"}"#);
    assert!(status == 200 && answer.contains("没有写更正说明") && !answer.contains("nianbao"), "{answer}");
    let state = ask(&format!("GET /api/report/{at}"), "").1;
    assert!(state.contains(r#""public":true"#) && state.contains(r#""done":"更正""#), "{state}");
    for (body, says) in [
        (r#"{"reason":" ","date":"2025-03-10"}"#, "要写明理由"),
        (r#"{"reason":"误将初稿公布","date":""}"#, "不是日期"),
    ] {
        let (status, answer) = ask(&withdraw, body);
        assert!(status == 422 && answer.contains(says), "{answer}");
    }
    let (status, answer) = ask(&withdraw, words);
    assert!(status == 200 && answer.contains("已撤回；") && answer.contains(r#""withdrawn":true"#), "{answer}");
    let (status, _) = ask(&format!("GET /api/notice/{at}/withdrawal/1/pdf"), "");
    assert_eq!(status, 200);
    for wrong in ["withdrawal/2/pdf", "correction/9/pdf", "other/1/pdf", "withdrawal/1/txt"] {
        assert_eq!(ask(&format!("GET /api/notice/{at}/{wrong}"), "").0, 404, "{wrong}");
    }
    let office = ask("GET /api/office?year=2024", "").1;
    assert!(office.contains("已撤回") && office.contains(r#""done":"撤回""#), "{office}");
}

/// Runs a script in a real browser; where there is none it is skipped, unless CI asks for it. One browser after the other: what they
/// look at is what a clerk sees within seconds, on a machine that does nothing else.
fn browse(script: &str, args: &[&std::ffi::OsStr]) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let required = std::env::var("NIANBAO_BROWSER").is_ok_and(|value| value == "required");
    let skip = |reason: &str| {
        assert!(!required, "{reason}");
        eprintln!("跳过工作台的浏览器检查：{reason}");
    };
    let script = root().join("tests/html").join(script);
    let Ok(output) = Command::new("node").arg(script).args(args).output() else {
        return skip("没有 node");
    };
    let said = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) => {}
        Some(77) => skip(said.trim()),
        _ => panic!("{said}{}", String::from_utf8_lossy(&output.stderr)),
    }
}

#[test]
fn a_clerk_fills_in_a_report_in_the_browser() {
    let bench = Workbench::open();
    browse("workbench.mjs", &[bench.address.as_ref(), bench.folder.path().as_ref()]);
}

#[test]
fn last_year_s_word_file_and_a_workbook_become_a_report_in_the_browser() {
    let bench = Workbench::open();
    browse("workbench-clerk.mjs", &[bench.address.as_ref(), root().join("docs/samples").as_ref()]);
}

#[test]
fn blocks_are_pasted_copied_and_merged_in_the_browser() {
    let bench = Workbench::open();
    browse("workbench-grid.mjs", &[bench.address.as_ref(), bench.folder.path().as_ref()]);
}

#[test]
fn what_goes_wrong_at_a_desk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data/青石市商务局");
    std::fs::create_dir_all(&data).unwrap();
    let minimal = std::fs::read_to_string(root().join("tests/fixtures/ok/minimal-2021.yaml")).unwrap();
    std::fs::write(data.join("2024.yaml"), &minimal).unwrap();
    let before =
        minimal.replace("年度: 2024", "年度: 2023").replace("2025-01-20", "2024-01-20").replace("2024年", "2023年");
    std::fs::write(data.join("2023.yaml"), before.replace("主要问题是栏目", "过去一年栏目")).unwrap();
    let sample = folder.path().join("data/宿迁市人民政府");
    std::fs::create_dir_all(&sample).unwrap();
    for year in ["2023.yaml", "2024.yaml"] {
        std::fs::copy(root().join("data/宿迁市人民政府").join(year), sample.join(year)).unwrap();
    }
    browse("workbench-hard.mjs", &[env!("CARGO_BIN_EXE_nianbao").as_ref(), folder.path().as_ref()]);
}

#[test]
fn a_kill_takes_no_more_than_what_was_on_its_way() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data/青石市商务局");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::copy(root().join("tests/fixtures/ok/minimal-2021.yaml"), data.join("2024.yaml")).unwrap();
    let program = env!("CARGO_BIN_EXE_nianbao");
    browse("workbench-kill.mjs", &[program.as_ref(), folder.path().as_ref(), "1".as_ref()]);
}

#[test]
fn a_thousand_connections_and_bodies_of_a_hundred_megabytes_keep_nobody_out() {
    let bench = Workbench::open();
    let host = ("Host", bench.host());
    // The machine that runs the test may allow fewer open files than these.
    let silent: Vec<TcpStream> = (0..1000).map_while(|_| TcpStream::connect(bench.host()).ok()).collect();
    assert!(silent.len() > 300, "{} connections", silent.len());
    assert_eq!(bench.ask("GET /", &[host], b"").0, 200, "beside {} silent connections", silent.len());
    drop(silent);
    let token = ("X-Nianbao-Token", bench.token());
    let huge = vec![b'1'; 100 * 1024 * 1024];
    for path in ["import?name=a.docx", "edit/%E5%B1%80/2024", "roster", "build", "hello", "new"] {
        let headers = [host, token, ("Content-Type", "application/json")];
        let (status, answer) = bench.ask(&format!("POST /api/{path}"), &headers, &huge);
        assert!(matches!(status, 0 | 200 | 413), "{path}: {answer}");
        assert_eq!(bench.ask("GET /api/office", &[host, token], b"").0, 200, "after {path}");
    }
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string(format!("/proc/{}/status", bench.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim();
        let kilobytes: u64 = peak.trim_end_matches("kB").trim().parse().unwrap();
        assert!(kilobytes < 600_000, "{peak}");
    }
}

#[test]
fn what_the_server_refuses_itself_is_said_in_chinese() {
    let bench = Workbench::open();
    let headers = [("Host", bench.host()), ("X-Nianbao-Token", bench.token()), ("Content-Type", "application/json")];
    for (line, body, status) in [
        ("POST /api/edit/%E5%B1%80/2024", "{", 400),
        ("POST /api/new", "{\"agency\":1}", 422),
        ("GET /api/report/%E5%B1%80/abc", "", 400),
        ("GET /api/office?year=x", "", 400),
        ("DELETE /api/office", "", 405),
        ("GET /api/nothing", "", 404),
        ("GET /api/report/%E5%B1%80/2024", "", 404),
        ("GET /api/preview/%E5%B1%80/2024", "", 404),
        ("GET /api/pages/%E5%B1%80/2024?wide=600", "", 404),
        ("GET /api/pages/%E5%B1%80/2024", "", 400),
        ("GET /api/form/%E5%B1%80/2024", "", 404),
        ("GET /api/file/%E5%B1%80/2024/pdf", "", 404),
        ("POST /api/typed/%E5%B1%80/2024", "{\"at\":1,\"text\":\"\"}", 404),
        ("POST /api/new", "{\"agency\":\"CON\",\"year\":2024}", 422),
        ("POST /api/new", "{\"agency\":\"../../x\",\"year\":2024}", 422),
        ("POST /api/new", "{\"agency\":\"%00\",\"year\":2024}", 422),
        ("POST /api/roster", "{\"list\":\"甲局\\n甲局\"}", 422),
    ] {
        let (found, answer) = bench.ask(line, &headers, body.as_bytes());
        assert_eq!(found, status, "{line}: {answer}");
        let words = answer.rsplit("\"message\":\"").next().unwrap();
        assert!(words.chars().any(|c| ('一'..='龥').contains(&c)), "{line}: {answer}");
    }
}

/// The list is mended on the page, which must be there for that.
#[test]
fn a_slip_in_the_list_does_not_keep_from_the_page() {
    let bench = Workbench::open();
    std::fs::write(bench.folder.path().join("data/名单.txt"), "青石市商务局\n青石市商务局\n").unwrap();
    let headers = [("Host", bench.host()), ("X-Nianbao-Token", bench.token())];
    let (status, answer) = bench.ask("GET /api/office", &headers, b"");
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("\"trouble\":\"名单") && answer.contains("\"agency\":\"青石市商务局\""), "{answer}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_double_click_serves_the_folder_beside_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("nianbao");
    std::fs::copy(env!("CARGO_BIN_EXE_nianbao"), &program).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let mut child = Command::new(&program)
        .current_dir(elsewhere.path())
        .env("DISPLAY", ":99")
        .env("PATH", elsewhere.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let _ = child.kill();
    let _ = child.wait();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    assert!(folder.path().join("data").is_dir());
    assert!(std::fs::read_dir(elsewhere.path()).unwrap().next().is_none());
    // Without a screen it is a command line like any other.
    let run = Command::new(&program).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").stdin(Stdio::null()).output();
    assert_eq!(run.unwrap().status.code(), Some(2));
}
