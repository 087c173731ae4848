//! What a word of the lexicon says (词的意思): a row or column of the form, or a part in the shape of a sentence.

/// Declares the words once: variant, its name in the files (类), what it says.
macro_rules! words {
    ($($word:ident $name:ident $doc:literal;)*) => {
        /// What a word says (词的意思).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Word {
            /// An outcome in 表三, by line; whether in the form's own words.
            Outcome(usize, bool),
            /// A column of 表三.
            Applicant(usize),
            /// A result in 表四, by column.
            Result(usize),
            /// A line of 表二.
            Item(usize),
            /// A document title in 《 》; no file names it.
            Title,
            $(#[doc = $doc] $word,)*
        }

        impl Word {
            /// The word of a 类.
            pub(super) fn named(name: &str) -> Option<Word> {
                $(if name == stringify!($name) { return Some(Word::$word); })*
                None
            }
        }
    };
}

words! {
    Received 收到 "收到, 受理";
    New 新收 "新收";
    CarriedIn 上年结转 "Carried in from the year before.";
    CarriedOut 结转下年 "Carried over to the next year.";
    Carried 结转 "结转, without from when or to when.";
    Open 在办 "尚未办结";
    Done 办结 "办结, 答复";
    Handled 办理 "办理";
    ByApplicant 按申请人 "What follows is by kind of applicant.";
    Natural 自然人 "Natural persons.";
    Organisations 组织 "法人或其他组织";
    Everyone 申请人 "自然人、法人或其他组织: all applicants, or both columns.";
    Request 公开申请 "政府信息公开申请";
    Application 申请 "申请, of what is not said.";
    OtherObject 他事 "Something else that is received and answered: 信访件, 提案.";
    Review 复议 "Administrative review.";
    Litigation 诉讼 "Lawsuits.";
    DirectSuit 直接起诉 "Lawsuits without a review before.";
    SuitAfterReview 复议后起诉 "Lawsuits after a review.";
    Lost 败诉 "A lawsuit lost: less than all lawsuits, and where it is denied, that any was corrected.";
    Settled 审结 "审结, 作出复议决定: decided, however.";
    Issued 制发 "制发";
    Repealed 废止 "废止";
    Lapsed 失效 "宣布失效";
    InForce 有效 "现行有效";
    Decided 决定 "处理决定";
    Made 作出 "作出, which begins a statement of its own.";
    LastItems 上年项目 "上一年项目数量, of the 2019 form.";
    NewlyPublic 新公开 "本年新公开数量, of the 2019 form.";
    PublicTotal 公开总数 "对外公开总数";
    Published 公布 "发布, 公示: what is published is not what is decided.";
    Among 其中 "其中";
    Sum 合计 "合计";
    Each 分别 "分别";
    Etc 等 "等";
    Including 含 "含";
    Excluding 不含 "不含";
    Not 否 "未, 没有";
    Than 比 "比, 较";
    More 增 "增加";
    Less 减 "减少";
    Became 变为 "增至, 变为";
    LastYear 上年 "上年";
    Share 占 "占";
    And 和 "和";
    Own 自 "The agency itself, or all it reports on.";
    Narrow 限 "Less than the whole: a channel, a stretch of the year, a part of the matter.";
    Span 多年 "Over several years, or an average.";
    InTime 按时 "按期: a part only within 其中.";
    Plan 打算 "将, 计划";
    Filler 虚 "Says nothing that matters here.";
}
