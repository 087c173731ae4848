//! other-agency: the full name of another agency of the run where this report's own agency should stand.
//!
//! Most names are those of partners, superiors and sources; those are left alone.

use std::ops::Range;

use crate::check::excusable;
use crate::check::subject::Subject;
use crate::check::text::parse::tree::{Reading, lookback};
use crate::check::text::prose::Prose;
use crate::check::text::words::own::names_itself;
use crate::diag::{Code, Finding};
use crate::report::AgencyKind;

/// Words before a name that make it a partner, a superior or a source.
const BEFORE: [&str; 41] = [
    "协助", "征求", "函询", "商请", "送", "联系", "支持", "与", "和", "向", "由", "经", "按照", "根据", "会同", "联合",
    "配合", "协调", "报", "转", "移交", "在", "按", "受", "接受", "参加", "邀请", "到", "从", "及", "、", "转发",
    "落实", "同", "请", "对", "给", "将", "为", "协同", "咨询",
];
/// Words behind a name that make it part of something else.
const BEHIND: [&str; 32] = [
    "门户网站",
    "网站",
    "官网",
    "官方",
    "网",
    "公报",
    "公众号",
    "文件",
    "令",
    "办公室",
    "办公厅",
    "关于",
    "印发",
    "发布",
    "组织",
    "举办",
    "召开",
    "牵头",
    "主办",
    "指导",
    "要求",
    "部署",
    "安排",
    "统一",
    "分局",
    "信息公开",
    "政务",
    "的要求",
    "的指导",
    "的部署",
    "下发",
    "转来",
];
/// What an agency does itself, when nobody else is named in the sentence.
const DEEDS: [&str; 5] = ["组织", "举办", "召开", "发布", "印发"];

pub(crate) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let Some(peers) = subject.peers else { return };
    let report = subject.report;
    let own = report.agency.value.as_str();
    let government = report.kind.value == AgencyKind::Government;
    for reading in &prose.readings {
        for (range, peer) in peers.named(&reading.text.text) {
            // A government's report speaks of those it sums up.
            let spoken = government && peer.kind != AgencyKind::Government
                || subject.members.iter().any(|member| member.name == peer.agency);
            if peer.agency == own || own.contains(&peer.agency) || spoken || !is_own_place(reading, &range, own) {
                continue;
            }
            findings.push(excusable(
                Finding::new(
                    Code::OtherAgency,
                    reading.text.place(range),
                    format!("文字里写的是{}，本报告的机关是{own}", peer.agency),
                )
                .also(report.place(&report.agency.range), "本报告的机关")
                .help("套用其他机关文字的，改为本机关"),
            ));
        }
    }
}

/// Whether a name stands where only the report's own agency can stand.
fn is_own_place(reading: &Reading, name: &Range<usize>, own: &str) -> bool {
    let text = reading.text.text.as_str();
    let before = lookback(&text[..name.start], 300);
    let behind = &text[name.end..];
    let quoted = before.matches('《').count() > before.matches('》').count();
    let clause: String = behind.chars().take(12).take_while(|c| !"。；\n".contains(*c)).collect();
    if quoted || clause.contains("指导下") {
        return false;
    }
    let scene = Scene::new(before, behind, own);
    let partner =
        BEFORE.iter().any(|word| before.ends_with(word)) || BEHIND.iter().any(|word| behind.starts_with(word));
    if partner {
        return scene.answers_for_the_report() || scene.acts() || scene.receives_the_public();
    }
    let part_of_own_name = before.ends_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && c != '年')
        && own.ends_with(&text[name.clone()]);
    !part_of_own_name
}

/// The sentence around a name.
struct Scene<'a> {
    /// The sentence before the name.
    before: &'a str,
    /// The sentence behind the name.
    behind: &'a str,
    /// Whether the sentence speaks of the report's own agency as well.
    own: bool,
}

impl<'a> Scene<'a> {
    fn new(before: &'a str, behind: &'a str, own: &str) -> Scene<'a> {
        let before = before.rsplit(['。', '\n', '；']).next().unwrap_or_default();
        let end = behind.char_indices().take(100).find(|&(_, c)| "。\n；".contains(c)).map(|(at, _)| at);
        let behind = &behind[..end.unwrap_or_else(|| behind.chars().take(100).map(char::len_utf8).sum())];
        Scene { before, behind, own: names_itself(before, own) || names_itself(behind, own) }
    }

    /// 本报告由……负责解释，如对本报告有疑问，请与……办公室联系: who issues a report answers for it.
    fn answers_for_the_report(&self) -> bool {
        let speaks = |part: &str| part.contains("本报告") || part.contains("年度报告");
        if !speaks(self.before) && !speaks(self.behind) {
            return false;
        }
        let issues = ["负责解释", "解释", "编制", "负责编制", "制作", "公布"];
        self.before.ends_with('由') && issues.iter().any(|word| self.behind.starts_with(word))
            || ["请与", "可与", "请向", "可向", "联系", "咨询", "请到"].iter().any(|word| self.before.ends_with(word))
    }

    /// ……组织业务培训2次: the agency is the subject, and nobody else is in the sentence.
    fn acts(&self) -> bool {
        let opens = self.before.is_empty() || self.before.ends_with("年，") || self.before.ends_with("全年，");
        let deed = DEEDS.iter().find_map(|deed| self.behind.strip_prefix(deed));
        opens && !self.own && deed.is_some_and(|rest| !rest.starts_with(['的', '《']) && !rest.contains("参加"))
    }

    /// 公众可到……一楼大厅查阅政府信息: where this agency's information is read and applied for.
    fn receives_the_public(&self) -> bool {
        let sent_on = ["告知", "引导", "建议", "指引", "转", "不属于"];
        let deeds = ["查阅", "登记", "受理", "提交", "领取"];
        let matters = ["政府信息", "信息公开", "公开申请"];
        !self.own
            && self.before.ends_with(['到', '在'])
            && !sent_on.iter().any(|word| self.before.contains(word) || self.behind.contains(word))
            && !["网", "公众号", "平台", "公报"].iter().any(|word| self.behind.contains(word))
            && deeds.iter().any(|word| self.behind.contains(word))
            && matters.iter().any(|word| self.behind.contains(word))
    }
}
