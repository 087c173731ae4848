//! What a word of the lexicon says (词的意思): a row or column of the form, or a part in the shape of a sentence.

/// What a word is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It names a row of 表三: 收到, 办结, 予以公开.
    Row,
    /// A kind of applicant.
    Applicant,
    /// 表四 or a part of it.
    Review,
    /// What was done with a document of 表二: 制发, 废止, 公布.
    Action,
    /// It says otherwise which figure is meant: an object, a result, a line.
    Thing,
    /// A part in the shape of a sentence.
    Part,
}

/// Declares the words once: variant, its name in the files (类), its role, what it says.
macro_rules! words {
    ($($word:ident $name:ident $role:ident $doc:literal;)*) => {
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

            /// What it is there for.
            pub fn role(self) -> Role {
                match self {
                    Word::Outcome(..) => Role::Row,
                    Word::Applicant(_) => Role::Applicant,
                    Word::Result(_) | Word::Item(_) => Role::Thing,
                    Word::Title => Role::Part,
                    $(Word::$word => Role::$role,)*
                }
            }
        }
    };
}

words! {
    Received 收到 Row "收到, 受理";
    New 新收 Row "新收";
    CarriedIn 上年结转 Row "Carried in from the year before.";
    CarriedOut 结转下年 Row "Carried over to the next year.";
    Carried 结转 Row "结转, without from when or to when.";
    Open 在办 Row "尚未办结";
    Done 办结 Row "办结, 答复";
    Handled 办理 Row "办理";
    ByApplicant 按申请人 Part "What follows is by kind of applicant.";
    Natural 自然人 Applicant "Natural persons.";
    Organisations 组织 Applicant "法人或其他组织";
    Everyone 申请人 Part "自然人、法人或其他组织: all applicants, or both columns.";
    Request 公开申请 Thing "政府信息公开申请";
    Application 申请 Thing "申请, of what is not said.";
    OtherObject 他事 Thing "Something else that is received and answered: 信访件, 提案.";
    Review 复议 Review "Administrative review.";
    Litigation 诉讼 Review "Lawsuits.";
    DirectSuit 直接起诉 Review "Lawsuits without a review before.";
    SuitAfterReview 复议后起诉 Review "Lawsuits after a review.";
    Lost 败诉 Part "A lawsuit lost: less than all lawsuits, and where it is denied, that any was corrected.";
    Settled 审结 Thing "审结, 作出复议决定: decided, however.";
    Issued 制发 Action "制发";
    Repealed 废止 Action "废止";
    Lapsed 失效 Action "宣布失效";
    InForce 有效 Action "现行有效";
    Decided 决定 Action "处理决定";
    Made 作出 Part "作出, which begins a statement of its own.";
    LastItems 上年项目 Thing "上一年项目数量, of the 2019 form.";
    NewlyPublic 新公开 Action "本年新公开数量, of the 2019 form.";
    PublicTotal 公开总数 Action "对外公开总数";
    Published 公布 Action "发布, 公示: what is published is not what is decided.";
    Among 其中 Part "其中";
    Sum 合计 Part "合计";
    Each 分别 Part "分别";
    Etc 等 Part "等";
    Including 含 Part "含";
    Excluding 不含 Part "不含";
    Not 否 Part "未, 没有";
    Than 比 Part "比, 较";
    More 增 Part "增加";
    Less 减 Part "减少";
    Became 变为 Part "增至, 变为";
    LastYear 上年 Part "上年";
    Share 占 Part "占";
    And 和 Part "和";
    Own 自 Part "The agency itself, or all it reports on.";
    Narrow 限 Part "Less than the whole: a channel, a stretch of the year, a part of the matter.";
    Span 多年 Part "Over several years, or an average.";
    InTime 按时 Part "按期: a part only within 其中.";
    Plan 打算 Part "将, 计划";
    Filler 虚 Part "Says nothing that matters here.";
}
