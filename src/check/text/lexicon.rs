//! The words that the text checks understand: the form's own labels, and a short list of what people write for them.
//!
//! One automaton finds them all in one pass, the longest first. Knows the form, nothing of figures.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::form::Form;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// An outcome in 表三, by line; whether in the form's own words.
    Outcome(usize, bool),
    /// 收到, 受理
    Received,
    /// 新收
    New,
    CarriedIn,
    CarriedOut,
    /// 结转, without from when or to when.
    Carried,
    /// 尚未办结
    Open,
    /// 办结, 答复
    Done,
    /// 办理
    Handled,
    /// 自然人
    Natural,
    /// 法人或其他组织
    Organisations,
    /// 自然人、法人或其他组织: all applicants, or both columns.
    Everyone,
    /// A column of 表三.
    Applicant(usize),
    /// 政府信息公开申请
    Request,
    /// 申请, of what is not said.
    Application,
    /// Something else that is received and answered: 信访件, 提案.
    OtherObject,
    Review,
    Litigation,
    DirectSuit,
    SuitAfterReview,
    /// A result in 表四, by column.
    Result(usize),
    /// A line of 表二.
    Item(usize),
    Issued,
    Repealed,
    /// 宣布失效
    Lapsed,
    InForce,
    /// 处理决定
    Decided,
    /// 对外公开总数
    PublicTotal,
    /// 发布, 公示: what is published is not what is decided.
    Published,
    /// 其中
    Among,
    /// 合计
    Sum,
    /// 分别
    Each,
    /// 等
    Etc,
    Including,
    Excluding,
    /// 未, 没有
    Not,
    /// 比, 较
    Than,
    More,
    Less,
    /// 增至, 变为
    Became,
    /// 上年
    LastYear,
    /// 占
    Share,
    /// 和
    And,
    /// The agency itself, or all it reports on.
    Own,
    /// Less than the whole: a channel, a stretch of the year, a part of the matter.
    Narrow,
    /// Over several years, or an average.
    Span,
    /// 按期: a part only within 其中.
    InTime,
    /// 将, 计划
    Plan,
    /// A document title in 《 》.
    Title,
    /// Says nothing that matters here.
    Filler,
}

/// The words of a form, compiled.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// None only if it could not be built: then nothing is read, and nothing reported.
    automaton: Option<AhoCorasick>,
    words: Vec<Word>,
}

/// What people write for a row of 表三, by its keys.
const OUTCOMES: &[(&[&str], &[&str])] = &[
    (&["予以公开"], &["同意公开", "全部公开", "完全公开", "予以全部公开", "全部予以公开", "依法公开答复"]),
    (&["部分公开"], &["予以部分公开", "部分予以公开", "同意部分公开"]),
    (&["不予公开", "总计"], &["不同意公开", "不予以公开", "不予公开的决定"]),
    (&["无法提供", "总计"], &["无法予以提供", "不能提供"]),
    (&["不予处理", "总计"], &["不予以处理", "不予受理"]),
    (&["其他处理", "总计"], &["其他处理情况", "其他处理结果", "作其他处理"]),
    (&["其他处理"], &["其他处理情况", "其他处理结果", "作其他处理"]),
    (&["不予公开", "其他法律行政法规禁止公开"], &["法律行政法规禁止公开", "法律、行政法规禁止公开"]),
    (&["不予公开", "危及三安全一稳定"], &["三安全一稳定", "“三安全一稳定”"]),
    (&["不予公开", "保护第三方合法权益"], &["第三方合法权益"]),
    (&["不予公开", "属于三类内部事务信息"], &["内部事务信息", "内部事务性信息"]),
    (&["不予公开", "属于四类过程性信息"], &["过程性信息"]),
    (&["不予公开", "属于行政执法案卷"], &["行政执法案卷信息", "执法案卷"]),
    (&["不予公开", "属于行政查询事项"], &["行政查询事项"]),
    (
        &["无法提供", "本机关不掌握相关政府信息"],
        &["本机关不掌握", "不掌握相关政府信息", "不掌握相关信息", "本机关不掌握相关信息"],
    ),
    (
        &["无法提供", "没有现成信息需要另行制作"],
        &["没有现成信息", "需要另行制作", "需另行制作", "没有现成信息、需要另行制作", "没有现成信息，需要另行制作"],
    ),
    (&["无法提供", "补正后申请内容仍不明确"], &["补正后仍不明确", "补正后内容仍不明确"]),
    (
        &["不予处理", "信访举报投诉类申请"],
        &["信访举报投诉类", "信访、举报、投诉类申请", "信访举报投诉", "信访、举报、投诉类"],
    ),
    (&["不予处理", "重复申请"], &["属于重复申请"]),
    (&["不予处理", "要求提供公开出版物"], &["公开出版物"]),
    (&["不予处理", "无正当理由大量反复申请"], &["大量反复申请"]),
    (&["不予处理", "要求行政机关确认或重新出具已获取信息"], &["确认或重新出具已获取信息", "要求确认或重新出具"]),
    (&["其他处理", "逾期不补正"], &["逾期未补正", "无正当理由逾期不补正"]),
    (&["其他处理", "逾期不缴费"], &["逾期未缴费", "逾期不缴纳费用", "逾期未缴纳费用", "未按收费通知要求缴纳费用"]),
];

/// Words of 表三 and of its columns.
const REQUESTS: &[(Word, &[&str])] = &[
    (
        Word::Received,
        &["收到", "受理", "收办", "接收", "接到", "收悉", "共收", "共收到", "收件", "登记受理", "接收到", "受理了"],
    ),
    (Word::New, &["新收", "本年新收", "新收到", "新受理", "新接收", "当年新收", "今年新收", "本年度新收"]),
    (
        Word::CarriedIn,
        &[
            "上年结转",
            "上年度结转",
            "上一年结转",
            "上一年度结转",
            "去年结转",
            "往年结转",
            "结转上年",
            "结转上年度",
            "结转自上年",
            "由上年结转",
            "上年转入",
            "上年度转入",
            "上年末结转",
            "上年结转至本年",
            "上年度结转至本年度",
        ],
    ),
    (
        Word::CarriedOut,
        &[
            "结转下年",
            "结转下年度",
            "结转下一年",
            "结转下一年度",
            "结转至下年",
            "结转至下年度",
            "结转至下一年度",
            "结转至下一年",
            "转下年度",
            "转下年",
            "转入下年度",
            "转入下一年度",
            "转至下年度",
            "结转到下年度",
            "结转到下一年度",
            "结转次年",
            "结转至次年",
            "结转明年",
            "结转到下年",
            "转结下年度",
            "结转入下年度",
            "跨年度办理",
            "转下一年度",
        ],
    ),
    (Word::Carried, &["结转"]),
    (
        Word::Open,
        &[
            "尚未办结",
            "未办结",
            "正在办理",
            "尚在办理",
            "仍在办理",
            "在办",
            "尚在办理中",
            "正在办理中",
            "未办理完毕",
            "办理期限内",
            "法定办理期限内",
        ],
    ),
    (Word::Done, &["办结", "答复", "办理完毕", "已办结", "办理答复", "办结答复", "答复办结", "作出答复", "审结答复"]),
    (Word::Handled, &["办理", "处理"]),
    (Word::Natural, &["自然人", "公民个人", "公民"]),
    (
        Word::Organisations,
        &[
            "法人或其他组织",
            "法人和其他组织",
            "法人或者其他组织",
            "法人及其他组织",
            "法人、其他组织",
            "法人与其他组织",
            "法人和非法人组织",
            "法人或非法人组织",
            "法人（其他组织）",
            "法人（或其他组织）",
            "法人组织",
        ],
    ),
    (
        Word::Everyone,
        &[
            "公民、法人和其他组织",
            "公民、法人或其他组织",
            "公民、法人或者其他组织",
            "公民、法人及其他组织",
            "公民法人和其他组织",
            "公民、法人",
            "自然人、法人和其他组织",
            "自然人、法人或者其他组织",
            "自然人、法人或其他组织",
            "自然人、法人和非法人组织",
        ],
    ),
    (
        Word::Request,
        &[
            "政府信息公开申请",
            "信息公开申请",
            "依申请公开",
            "依申请公开申请",
            "政府信息依申请公开",
            "依申请公开政府信息",
            "公开申请",
            "申请公开政府信息",
            "依申请公开信息",
            "依申请公开件",
            "依申请件",
            "依申请",
            "政府信息申请",
            "依申请公开事项",
            "政务公开申请",
            "依申请公开答复",
            "公开政府信息申请",
            "政府信息公开的申请",
            "申请公开",
            "政府信息公开申请书",
            "信息公开申请书",
            "信息公开申请件",
            "政府信息公开申请件",
            "申请政府信息公开",
            "信息公开的申请",
            "申请人为",
            "申请人是",
        ],
    ),
    (
        Word::Application,
        &["申请", "申请件", "申请量", "申请书", "申请数量", "申请总量", "申请总数", "申请事项", "申请中"],
    ),
    (
        Word::OtherObject,
        &[
            "信访件",
            "信访事项",
            "来信",
            "来访",
            "来电",
            "留言",
            "咨询",
            "投诉举报",
            "举报件",
            "投诉件",
            "建议",
            "提案",
            "诉求",
            "工单",
            "热线",
            "意见",
            "办件",
            "业务",
            "行政许可申请",
            "许可申请",
            "行政复议申请",
            "复议申请",
            "听证",
            "稿件",
            "提问",
            "问题",
            "案卷评查",
            "答记者问",
            "访谈",
            "行政应诉",
            "应诉",
            "信件",
            "来件",
            "网民",
            "民生",
            "投诉",
            "举报",
            "纠纷",
            "仲裁",
            "信用修复",
            "补贴",
            "公文",
            "文件",
            "批复",
            "合同",
            "登记申请",
            "救助",
            "检查",
            "检测",
            "人民调解",
            "法律援助",
            "公证",
            "任务",
            "线索",
            "案源",
            "事项",
            "证明",
            "证件",
            "答疑",
            "信访举报",
            "监督检查",
            "行政裁决",
            "国家赔偿",
            "赔偿",
            "协议",
            "立法",
            "议案",
        ],
    ),
];

/// Words of 表四.
const REVIEWS: &[(Word, &[&str])] = &[
    (
        Word::Review,
        &["行政复议", "复议案件", "复议", "行政复议案件", "申请行政复议", "申请复议", "提起行政复议", "被行政复议"],
    ),
    (Word::Litigation, &["行政诉讼", "诉讼案件", "诉讼", "行政诉讼案件", "提起诉讼", "提起行政诉讼"]),
    (
        Word::DirectSuit,
        &["未经复议直接起诉", "未经行政复议直接起诉", "直接起诉", "未经复议直接提起行政诉讼", "未经复议直接诉讼"],
    ),
    (
        Word::SuitAfterReview,
        &["复议后起诉", "经复议后起诉", "行政复议后起诉", "复议后提起行政诉讼", "复议后提起诉讼", "复议后诉讼"],
    ),
    (
        Word::Narrow,
        &[
            "备案",
            "败诉",
            "胜诉",
            "出庭",
            "调解",
            "撤回",
            "撤诉",
            "驳回",
            "撤销",
            "确认违法",
            "一审",
            "二审",
            "再审",
            "终止",
            "行政复议答复",
            "负责人",
        ],
    ),
];

/// Results of 表四, by column key.
const RESULTS: &[(&str, &[&str])] = &[
    ("维持", &["维持", "结果维持", "被维持", "维持原行政行为", "予以维持"]),
    ("纠正", &["纠正", "结果纠正", "被纠正", "予以纠正"]),
    ("其他", &["其他结果"]),
    ("尚未审结", &["尚未审结", "未审结", "正在审理", "尚在审理", "审理中"]),
];

/// Lines of 表二 by their first key, both editions.
const ITEMS: &[(&str, &[&str])] = &[
    ("规章", &["政府规章", "部门规章", "规章"]),
    ("行政规范性文件", &["规范性文件", "行政规范性文件"]),
    ("规范性文件", &["规范性文件", "行政规范性文件"]),
    ("行政许可", &["行政许可"]),
    ("其他对外管理服务事项", &[]),
    ("行政处罚", &["行政处罚"]),
    ("行政强制", &["行政强制"]),
    ("行政事业性收费", &["行政事业性收费", "行政事业收费", "行政性事业收费"]),
    ("政府集中采购", &["政府集中采购", "集中采购", "政府集中采购项目", "采购项目", "采购总金额", "采购金额"]),
];

/// Words of 表二.
const PROACTIVE: &[(Word, &[&str])] = &[
    (
        Word::Issued,
        &[
            "制发",
            "制定",
            "出台",
            "印发",
            "新制发",
            "制定出台",
            "制定印发",
            "制定发布",
            "制定并发布",
            "新制定",
            "制定并印发",
            "新出台",
            "制作",
            "新制作",
            "本年制发",
            "制定和发布",
        ],
    ),
    (Word::Repealed, &["废止", "予以废止", "本年废止", "公布废止", "宣布废止", "废除"]),
    (Word::Lapsed, &["宣布失效", "失效", "宣告失效"]),
    (Word::InForce, &["现行有效", "现行", "继续有效", "保持有效", "有效"]),
    (Word::Decided, &["处理决定", "许可决定", "处罚决定", "强制决定"]),
    (Word::PublicTotal, &["对外公开总数", "对外公开总数量", "累计对外公开"]),
    (
        Word::Published,
        &[
            "公开",
            "主动公开",
            "发布",
            "公布",
            "公示",
            "推送",
            "刊登",
            "刊发",
            "发布信息",
            "双公示",
            "上传",
            "归集",
            "录入",
            "更新",
            "转发",
            "编发",
            "新公开",
            "报送",
        ],
    ),
    (
        Word::Narrow,
        &[
            "名义",
            "党内规范性文件",
            "党内",
            "审查",
            "审核",
            "清理",
            "报备",
            "解读",
            "修订",
            "修改",
            "会签",
            "评估",
            "起草",
            "拟",
            "行政处罚信息",
            "行政许可信息",
            "行政许可事项",
            "行政处罚事项",
            "行政强制事项",
            "行政强制措施",
            "行政强制执行",
            "不予行政许可",
            "不予行政处罚",
            "准予行政许可",
            "准予",
            "立案",
            "罚没",
            "罚款",
            "涉企",
            "简易程序",
            "一般程序",
            "普通程序",
            "当场",
            "撤销行政许可",
            "没收",
            "清单",
            "目录",
        ],
    ),
];

/// Words that give a sentence its shape.
const SHAPE: &[(Word, &[&str])] = &[
    (Word::Among, &["其中", "其中：", "当中"]),
    (Word::Sum, &["合计", "两项合计", "三项合计", "两类合计", "以上合计", "两者合计", "二者合计", "两项共计"]),
    (Word::Each, &["分别", "依次"]),
    (Word::Etc, &["等"]),
    (Word::Including, &["含", "包含", "包括", "包括了"]),
    (Word::Excluding, &["不含", "不包括", "不包含", "未含", "不计"]),
    (Word::Not, &["未", "无", "没有", "未有", "从未", "未曾", "尚无", "并无", "并未", "暂无", "暂未", "不存在"]),
    (Word::Filler, &["无正当理由", "未来", "无论", "无障碍", "未成年", "无偿", "毫无", "无误", "无缝", "无遗漏"]),
    (Word::Than, &["比", "较", "同比", "相比", "环比", "与上年相比", "较之"]),
    (Word::Filler, &["比较", "较为", "较好", "较大", "较多", "较快", "评比", "占比较高", "比例", "比重"]),
    (Word::More, &["增加", "增长", "上升", "提高", "多", "增多", "提升", "增幅", "上涨", "新增", "增"]),
    (Word::Less, &["减少", "下降", "降低", "少", "降幅", "回落", "减", "降"]),
    (
        Word::Became,
        &[
            "增至",
            "增加到",
            "增加至",
            "增长到",
            "增长至",
            "升至",
            "上升到",
            "上升至",
            "降至",
            "下降到",
            "下降至",
            "减少到",
            "减少至",
            "减至",
            "变为",
            "达到",
            "提高到",
        ],
    ),
    (
        Word::LastYear,
        &["上年", "上年度", "去年", "上一年", "上一年度", "上年末", "去年底", "上年底", "上年同期", "去年同期"],
    ),
    (Word::Share, &["占", "占比", "占比为", "占总数", "约占"]),
    (Word::And, &["和", "及", "与", "以及", "或", "暨", "并"]),
    (
        Word::Filler,
        &[
            "涉及政府信息公开",
            "涉及信息公开",
            "有关政府信息公开",
            "关于政府信息公开",
            "涉政府信息公开",
            "涉信息公开",
            "涉及政府信息公开类",
            "涉及政府信息公开的",
            "政府信息公开类",
            "信息公开类",
            "涉及依申请公开",
        ],
    ),
    (Word::Narrow, &["首次", "同一", "某", "单个", "个别", "涉及", "有关", "关于", "类", "涉", "疑似", "近期"]),
    (
        Word::Narrow,
        &[
            "网上",
            "网络",
            "线上",
            "线下",
            "在线",
            "当面",
            "现场",
            "信函",
            "邮寄",
            "邮件",
            "电子邮件",
            "邮箱",
            "传真",
            "窗口",
            "挂号信",
            "快递",
            "电话",
            "口头",
            "网站",
            "平台",
            "纸质",
            "书面",
        ],
    ),
    (
        Word::Narrow,
        &[
            "延期",
            "逾期",
            "超期",
            "提前",
            "转办",
            "转送",
            "移送",
            "移交",
            "协助",
            "指导",
            "代表",
            "承办",
            "督办",
            "交办",
            "会办",
            "代办",
            "上半年",
            "下半年",
            "季度",
            "一季度",
            "二季度",
            "三季度",
            "四季度",
            "本级",
            "市直",
            "县直",
            "区直",
            "县级",
            "乡镇",
            "局属",
            "委属",
            "镇属",
            "市属",
            "区属",
            "县属",
            "下属",
            "所属",
            "直属",
            "下级",
            "其余",
            "剩余",
            "另有",
            "重点",
            "典型",
            "疑难",
            "复杂",
            "收费",
            "补正",
            "告知补正",
            "征求",
            "审批",
            "主动",
            "自行",
            "非本机关",
            "不属于本",
            "其他机关",
        ],
    ),
    (Word::Narrow, &["因答复不当", "不当", "违规", "违反", "错误", "瑕疵"]),
    (
        Word::Span,
        &[
            "以来",
            "近三年",
            "近年来",
            "历年",
            "年均",
            "月均",
            "日均",
            "平均",
            "人均",
            "近五年",
            "五年来",
            "三年来",
            "近两年",
            "两年来",
            "每年",
            "每月",
            "十三五",
            "十四五",
        ],
    ),
    (Word::InTime, &["按期", "按时", "如期", "限期内", "期限内", "时限内", "规定时间内"]),
    (Word::Plan, &["将", "计划", "下一步", "力争", "拟于", "目标", "要求"]),
    (Word::Filler, &["将其", "即将", "以上", "左右"]),
    (
        Word::Own,
        &[
            "各级行政机关",
            "各级各部门",
            "各地各部门",
            "各级政府",
            "各部门各单位",
            "各级各单位",
            "各行政机关",
            "本机关",
            "本单位",
            "本部门",
            "我单位",
            "全系统",
            "各部门、各单位",
        ],
    ),
    (
        Word::Filler,
        &[
            "全年",
            "年内",
            "当年",
            "本年",
            "本年度",
            "全年度",
            "今年",
            "年度",
            "年末",
            "年底",
            "截至",
            "截止",
            "共",
            "共计",
            "总共",
            "总计",
            "累计",
            "一共",
            "总数",
            "总量",
            "数量",
            "件数",
            "总件数",
            "数",
            "量",
            "已",
            "均",
            "都",
            "全部",
            "各类",
            "所有",
            "了",
            "的",
            "为",
            "是",
            "有",
            "达",
            "依法",
            "依规",
            "及时",
            "认真",
            "规范",
            "按规定",
            "作出",
            "做出",
            "给予",
            "出具",
            "决定",
            "决定书",
            "告知",
            "政府信息",
            "信息公开",
            "政府信息公开",
            "政务公开",
            "信息",
            "提出",
            "提交",
            "递交",
            "申请人",
            "向",
            "由",
            "对",
            "因",
            "并",
            "也",
            "还",
            "同时",
            "此外",
            "另外",
            "另",
            "方面",
            "情况",
            "结果",
            "被",
            "收取",
            "征收",
            "实施",
            "引发",
            "引起",
            "发生",
            "产生",
            "案件",
            "案",
            "情形",
            "事件",
            "行为",
            "任何",
            "引致",
            "导致",
            "提起",
            "实际",
            "完成",
            "属于",
            "属",
            "以",
            "共有",
            "尚有",
            "仍有",
            "仍",
            "尚",
            "处于",
            "继续",
            "办理中",
            "进行",
            "在",
            "于",
            "实有",
            "涉嫌",
            "市级",
            "期间",
            "过程中",
            "依照",
            "按照",
            "依据",
            "条例",
            "书",
            "群众",
            "公众",
            "市民",
            "社会公众",
            "到",
            "至",
            "其",
            "工作",
            "相关",
            "该",
            "政府信息公开工作",
            "公开办理",
            "得到",
            "收",
            "件",
            "后",
        ],
    ),
];

/// What follows 我, 本 or 全 when people speak of themselves.
const SELVES: &str = "局委办厅镇乡区市县省署所处队部会院街社站州盟旗园";

/// The lexicons of the forms in use; the weak reference tells whether an entry's form is still the same.
static LEXICONS: Mutex<Vec<(Weak<Form>, Arc<Lexicon>)>> = Mutex::new(Vec::new());

impl Lexicon {
    /// The lexicon of a form, made once.
    pub fn of(form: &Arc<Form>) -> Arc<Lexicon> {
        let mut lexicons = LEXICONS.lock().unwrap_or_else(PoisonError::into_inner);
        lexicons.retain(|(weak, _)| weak.strong_count() > 0);
        let same = |weak: &Weak<Form>| std::ptr::eq(weak.as_ptr(), Arc::as_ptr(form));
        if let Some((_, lexicon)) = lexicons.iter().find(|(weak, _)| same(weak)) {
            return lexicon.clone();
        }
        let lexicon = Arc::new(Lexicon::new(form));
        lexicons.push((Arc::downgrade(form), lexicon.clone()));
        lexicon
    }

    fn new(form: &Form) -> Lexicon {
        let mut list: Vec<(String, Word)> = Vec::new();
        for self_ in SELVES.chars() {
            list.extend(["我", "本", "全"].map(|whose| (format!("{whose}{self_}"), Word::Own)));
        }
        for whose in ["我街道", "本街道", "全街道", "我中心", "本中心", "全中心", "我们", "我机关", "我管委会", "我府"]
        {
            list.push((whose.into(), Word::Own));
        }
        list.extend(requests(form));
        if let Some((_, table)) = form.table("复议诉讼") {
            let columns = table.lines.first().map_or(&[][..], |line| &line.columns);
            for (key, words) in RESULTS {
                if let Some(column) = columns.iter().position(|column| column.key == *key) {
                    list.extend(words.iter().map(|word| ((*word).to_owned(), Word::Result(column))));
                }
            }
        }
        if let Some((_, table)) = form.table("主动公开") {
            for (index, line) in table.lines.iter().enumerate() {
                let synonyms = ITEMS.iter().filter(|(key, _)| line.keys.first().is_some_and(|k| k == key));
                list.extend(line.keys.first().map(|key| (key.clone(), Word::Item(index))));
                list.extend(synonyms.flat_map(|(_, words)| *words).map(|word| ((*word).to_owned(), Word::Item(index))));
            }
        }
        for (word, texts) in [REQUESTS, REVIEWS, PROACTIVE, SHAPE].concat() {
            list.extend(texts.iter().map(|text| ((*text).to_owned(), word)));
        }
        // The first meaning of a text is the one that counts: the form's own words come before the lists.
        let mut seen = std::collections::HashSet::new();
        list.retain(|(text, _)| seen.insert(text.clone()));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(list.iter().map(|(text, _)| text))
            .ok();
        Lexicon { automaton, words: list.into_iter().map(|(_, word)| word).collect() }
    }

    /// All words of a text from left to right, none overlapping.
    pub fn words<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, Word)> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        found.map(|found| (found.range(), self.words[found.pattern().as_usize()]))
    }
}

/// The words of 表三: its rows and columns.
fn requests(form: &Form) -> Vec<(String, Word)> {
    let mut list = Vec::new();
    let Some((_, table)) = form.table("申请") else { return list };
    for (index, line) in table.lines.iter().enumerate() {
        let keys: Vec<&str> = line.keys.iter().map(String::as_str).collect();
        if matches!(keys[..], ["本年新收" | "上年结转" | "结转下年度" | "总计"] | [_, "其他"]) {
            continue;
        }
        // A group's own name stands for its total.
        let own = if keys.last() == Some(&"总计") { keys[0] } else { keys[keys.len() - 1] };
        list.push((own.to_owned(), Word::Outcome(index, true)));
        if let Some(bare) = own.strip_prefix("属于").filter(|bare| bare.chars().count() >= 4) {
            list.push((bare.to_owned(), Word::Outcome(index, true)));
        }
        if line.printed
            && let Some(label) = line.labels.last()
        {
            list.push((unnumbered(label).to_owned(), Word::Outcome(index, true)));
        }
        for (_, words) in OUTCOMES.iter().filter(|(path, _)| *path == keys) {
            list.extend(words.iter().map(|word| ((*word).to_owned(), Word::Outcome(index, false))));
        }
    }
    let columns = table.lines.first().map_or(&[][..], |line| &line.columns);
    for (index, column) in columns.iter().enumerate() {
        if column.total.is_none() && !matches!(column.key.as_str(), "自然人" | "其他") {
            list.push((column.key.clone(), Word::Applicant(index)));
        }
        if column.key == "商业企业" {
            list.extend(["企业申请", "企业提出"].map(|text| (text.to_owned(), Word::Applicant(index))));
        }
    }
    list
}

/// A printed label without its number and its bracketed remark.
fn unnumbered(label: &str) -> &str {
    let label = match label.split_once('）') {
        Some((number, rest)) if number.starts_with('（') => rest,
        _ => label.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('.'),
    };
    label.split('（').next().unwrap_or(label)
}
