//! free-mailbox: a mailbox at a host that gives them to anybody, where the office's own should stand.

use crate::check::subject::Subject;
use crate::check::text::parse::tree::Reading;
use crate::check::text::prose::Prose;
use crate::diag::{Code, Finding};

pub(crate) fn check(_: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    for reading in &prose.readings {
        mailboxes(reading, findings);
    }
}

/// Hosts that give mailboxes to anybody.
const FREE: [&str; 30] = [
    "163.com",
    "163.net",
    "126.com",
    "188.com",
    "yeah.net",
    "qq.com",
    "foxmail.com",
    "sina.com",
    "sina.cn",
    "sina.com.cn",
    "sohu.com",
    "sogou.com",
    "139.com",
    "189.cn",
    "wo.cn",
    "wo.com.cn",
    "aliyun.com",
    "21cn.com",
    "tom.com",
    "263.net",
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "live.com",
    "live.cn",
    "msn.com",
    "icloud.com",
    "yahoo.com",
    "yahoo.cn",
    "yahoo.com.cn",
];

/// Whether a host gives mailboxes to anybody, for money too: vip.163.com.
fn is_free(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    FREE.contains(&host.strip_prefix("vip.").unwrap_or(&host))
}

fn mailboxes(reading: &Reading, findings: &mut Vec<Finding>) {
    let text = reading.text.raw.text.as_str();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    for (at, _) in text.match_indices('@') {
        let host: String = text[at + 1..].chars().take_while(|&c| is_part(c)).take(40).collect();
        let name: usize = text[..at].chars().rev().take(64).take_while(|&c| is_part(c)).map(char::len_utf8).sum();
        let host = host.trim_end_matches('.');
        if name == 0 || !is_free(host) {
            continue;
        }
        let range = at - name..at + 1 + host.len();
        findings.push(
            Finding::new(Code::FreeMailbox, reading.text.raw.place(range), format!("联系邮箱用的是公共邮箱“{host}”"))
                .help("对外公布的联系邮箱宜用单位的政务邮箱（gov.cn）"),
        );
    }
}
