//! free-mailbox: a mailbox at a host that gives them to anybody, where the office's own should stand.

use crate::check::subject::Subject;
use crate::check::text::parse::Reading;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::Phrase;
use crate::diag::{Code, Finding};

pub(crate) fn check(_: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for reading in prose.readings {
        mailboxes(reading, findings);
    }
}

fn mailboxes(reading: &Reading, findings: &mut Vec<Finding>) {
    let text = reading.text.raw.text.as_str();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    for (at, _) in text.match_indices('@') {
        let host: String = text[at + 1..].chars().take_while(|&c| is_part(c)).take(40).collect();
        let name: usize = text[..at].chars().rev().take(64).take_while(|&c| is_part(c)).map(char::len_utf8).sum();
        let host = host.trim_end_matches('.');
        // For money too: vip.163.com.
        let bare = host.strip_prefix("vip.").unwrap_or(host);
        let start = at + 1 + host.len() - bare.len();
        if name == 0 || !reading.printed().is(start..start + bare.len(), Phrase::FreeMailbox) {
            continue;
        }
        let range = at - name..at + 1 + host.len();
        findings.push(
            Finding::new(Code::FreeMailbox, reading.text.raw.place(range), format!("联系邮箱用的是公共邮箱“{host}”"))
                .help("对外公布的联系邮箱宜用单位的政务邮箱（gov.cn）"),
        );
    }
}
