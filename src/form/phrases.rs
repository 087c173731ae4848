//! Phrases (语): sets of words that turn what a sentence says – that it compares, looks back, leaves parts out. Each set stands in
//! `templates/lexicon/` under its name; what a set does is for the text checks.

/// Declares the sets once: variant, its name in the files (语), what it says.
macro_rules! phrases {
    ($($phrase:ident $name:ident $doc:literal;)*) => {
        /// A set of phrases (语).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Phrase {
            $(#[doc = $doc] $phrase,)*
        }

        impl Phrase {
            /// The set of this name.
            pub(super) fn named(name: &str) -> Option<Phrase> {
                $(if name == stringify!($name) { return Some(Phrase::$phrase); })*
                None
            }

            /// The names of all sets, as the files spell them.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
}

phrases! {
    Own 自称 "How a report speaks of its own agency, besides the words of 类 自.";
    Itself 本机关自称 "The same as the subject of a sentence, not of a whole place.";
    Body 机关名尾 "What names of bodies end with.";
    Office 办公室名 "Offices of governments, wherever in a name.";
    Department 部门 "A department.";
    InAll 总共 "In all, of what stands before.";
    Grown 增减 "Says that a figure is another than before.";
    ThisYear 本年 "The report year as it is called.";
    Until 至 "Between the ends of a stretch.";
    PartOf 引出部分 "What stands between a figure and one that is a part of it.";
    Remainder 其余 "What is left of a total.";
    BothKinds 两类申请人 "Both kinds of applicants in one.";
    Disclosure 信息公开 "Disclosure.";
    Anew 新增 "More than before, or new of its kind.";
    Revised 修改 "Documents that are not new.";
    Withdrawn 撤回 "Applications that were taken back.";
    AllAre 均为 "Said of several or all at once.";
    Existence 有过 "There was something, without a figure.";
    WithinYear 年内 "What is said is of the report year.";
    Publicity 公开事 "A sentence speaks of disclosure on request.";
    Proactive 主动 "Published of its own accord, as a kind of text.";
    OnRequest 依申请 "A heading of disclosure on request.";
    Answers 答复事 "A sentence speaks of requests and their answers.";
    Elsewhere 别处 "A sentence speaks of an aim, or of law enforcement.";
    Aspect 方面 "A clause names what the next is of.";
    SomeOf 部分的 "A clause speaks of some only.";
    SceneEnd 场合 "What a narrower scene ends with.";
    WholeWork 全部工作 "A clause speaks of all disclosure.";
    Through 通过 "A clause speaks of a channel.";
    ChannelEnd 渠道 "What a channel ends with.";
    AsFor 对于 "A clause speaks of certain cases.";
    ThisOne 该 "A clause speaks of one case.";
    SaidBefore 承前 "Takes up a figure told before.";
    Asker 申请人 "The applicant.";
    NotDone 未 "Denies a deed, not a thing.";
    Narrowing 缩小范围 "Within text that is not understood: it narrows what is denied.";
    Dated 年度文件 "A document that a year before it is of: 2022年部门决算.";
    Letter 书信 "A way by which an application comes, and otherwise a matter of its own.";
    Ground 所据 "What a body is named by that does not act: 根据财政局要求, 通过县政府网站.";
    Cause 因 "Begins what something came of.";
    Brings 引起 "Ends it.";
    Decider 裁决机关 "Who decides reviews and lawsuits.";
    Alike 均 "Of each of those before.";
    Also 也 "Stresses a denial.";
    Occurs 发生 "Verbs of coming about: with them 未 denies the thing, not the deed.";
    ZeroTail 零后 "What may follow a zero without a measure word.";
    Attains 实现 "What may stand before 零.";
    Handling 办理 "To handle such a matter is to decide on it.";
    Touches 涉及 "Leads to the matter of an outcome.";
    Endangers 危及 "Begins an outcome's name.";
    Since 以来 "Since.";
    Plain 平词 "May stand in a denial without narrowing it.";
    Conditional 假设 "Says what would be, what is excepted or what somebody thinks.";
    Nothing 无事项 "Section 六 says nothing.";
    Measure 量词 "Measure words.";
    NoMeasure 非量词 "Nouns that begin with a measure word.";
    MeasureAfterAll 仍是量词 "Measure words after all, though the next character looks otherwise.";
    Cases 件类 "Measure words of cases, which stand for one another.";
    Texts 条类 "Measure words of texts.";
    Events 场类 "Measure words of events.";
    Pieces 个类 "Counts works of any kind.";
    Works 作品类 "Measure words of works.";
    OccasionMeasure 次类 "Chinese numerals before them are figures above one.";
    CommonMeasure 个别类 "Chinese numerals before them are figures only above one.";
    ItemMeasure 条项类 "Chinese numerals before them are figures above one, or at the end of a clause.";
    ProjectMeasure 项类 "Counts kinds of 许可 in the 2019 form.";
    MatterMeasure 件项类 "Counts applications when they are named.";
    ReviewMeasure 案件类 "Counts reviews and lawsuits.";
    DecisionMeasure 决定类 "Counts documents and decisions.";
    OddMeasure 申请旁类 "Counts applications where it is known that they are meant.";
    PartMeasure 分项量词 "Counts the parts of a sum: 三项合计.";
    NoCount 非数量 "Units of time and size that count nothing.";
    MonthEnd 月底 "The end of a month.";
    YearUnit 年 "After a year.";
    Points 百分点 "Percentage points.";
    PerCent 百分之 "Begins a share in words.";
    Below 近 "Before a figure that is not reached.";
    Around 约 "Before a rough figure.";
    Above 超过 "Before a figure that is passed.";
    NoLoosening 非约数 "Ends like one of those and loosens nothing.";
    AtLeast 以上 "Behind a figure that is passed.";
    MoreOrLess 左右 "Behind a rough figure.";
    AmountUnit 金额单位 "Behind digits that are an amount.";
    Channel 渠道名 "A part by the way it came.";
    Topic 内容名 "A part by what it is about.";
    Late 延期 "A part by when it was answered.";
    NameOfDeed 动词作名 "Verbs that by themselves are names of what was done.";
    Deed 新的一事 "Verbs with which a new statement begins.";
    Thing 名称尾 "Nouns that make a name of the verb before them.";
    Besides 另外 "A clause that is no part any more.";
    Within 内有 "A list within the list.";
    EachOf 各 "One figure of each.";
    Others 其他 "What is left over.";
    SumsUp 合计语 "Sums up what stands before.";
    Running 累计 "A running total.";
    SumLead 合计前 "May stand before 合计 without naming anything new.";
    Comes 合计后 "May stand between 合计 and its figure.";
    SumDeed 合计之事 "What was done in sum.";
    Platform 发布平台 "Where something was published.";
    Season 时段 "Parts that are stretches of the year.";
    Introduction 引出全部 "Introduces all parts of the figure before.";
    Selection 引出部分语 "Introduces some parts of the figure before.";
    Dimension 划分 "Says by what is divided.";
    AsFollows 如下 "A list follows.";
    Divided 所分 "What a sentence takes up to divide.";
    KindEnd 种类尾 "What names of one kind end with.";
    Act 所做 "What was done, no name of a part.";
    Totals 合计词 "Makes a figure a total.";
    Partly 只是部分 "An introduction that promises only some of the parts.";
    Rank 名次 "Picks parts out by rank.";
    Shared 可重复 "Parts that overlap.";
    Overlap 重复 "Says that parts overlap.";
    With 含有 "A part by what it holds.";
    LeftOver 余下 "What follows a list that is not all.";
    Chiefly 主要 "Only the chief parts.";
    SomeShares 部分占比 "Shares that are not all of the whole.";
    AmongPeople 人群 "People that are divided.";
    SamePeriod 同期 "The same period, of a year that is not said.";
    YearBefore 上年 "The year before.";
    PeriodToPeriod 环比 "Against the period before.";
    DoneDeed 办结之类 "Deeds that stand for one another in rates.";
    DoneRate 办结率 "The rate of what is done.";
    UpheldRate 维持率 "The rate of what was upheld.";
    CorrectedRate 纠正率 "The rate of what was corrected.";
    Overall 总体 "May stand before 办结率.";
    CaseNoun 案件名 "May stand before 维持率.";
    HandlingFee 处理费 "The fee for information.";
    OtherFee 行政事业性收费 "Another fee, of 表二.";
    Fee 费 "Says anything of a fee for information.";
    Charged 收取 "A fee was charged.";
    PerItem 每件 "Before a price.";
    Tariff 标准 "A tariff.";
    NoProblem 无问题 "Section 五 says nothing.";
    FreeMailbox 公共邮箱 "Hosts that give mailboxes to anybody.";
    OldDecree 旧令 "The decree of a regulation that is no longer in force.";
    Superseded 废止替代 "A notice is named because it no longer holds.";
    StateCouncil 国办 "The code of the State Council's office.";
    Unfilled 待填记号 "Stands only where something is missing.";
    Instruction 填写说明 "A bracket that tells the writer what to do.";
    FillIn 填写 "The same in square brackets.";
    FieldName 填写项 "What a bracket holds in place of what it names.";
    SquareField 方括号项 "The same in square and angle brackets.";
    NameNoun 名 "A name, which a bracket may gloss.";
    Omitted 略 "Omitted.";
    NoValue 空值 "What programs print for nothing.";
    Note 待办语 "Never more than a note to oneself.";
    Wish 待补语 "A note only where a figure or a name should stand.";
    Answer 应填之项 "What should stand where a note to oneself does.";
    FamilyName 姓 "Family names, without those that are common words as well.";
    Missing 前有缺数 "Measure words before which something was left out.";
    DatePart 年月日 "Of a date.";
    PlainNoun 部家名个 "Measure words that are nouns as well.";
    Reminder 批注 "A note to oneself in brackets.";
    StoodFor 替数量词 "Measure words before which a letter may stand for a figure.";
    Years 年来 "Years.";
    AnnualReport 年度报告 "Of an annual report.";
    SaidEmpty 空 "Said to be empty.";
    PartnerBefore 来往前 "Before a name that makes it a partner, a superior or a source.";
    PartnerBehind 来往后 "Behind a name that makes it part of something else.";
    Guided 指导下 "Under guidance.";
    TheReport 本报告 "This report.";
    Issues 编制解释 "Who issues a report answers for it.";
    Contact 请与 "Asks to turn to somebody.";
    YearOpening 年首 "Opens a statement of the year.";
    Organises 举办 "What an agency does itself.";
    Attends 参加 "Others do it.";
    SentOn 转告 "Applicants are sent on.";
    Site 网 "A site, not a place.";
    Serves 服务 "What the public is served with.";
    PublicMatter 公开之物 "Disclosure to the public.";
    Publishing 主动公开 "Section 一 speaks of publishing.";
    Answering 依申请公开 "Section 一 speaks of requests.";
    Managing 政府信息管理 "Section 一 speaks of managing information.";
    Platforms 平台建设 "Section 一 speaks of platforms.";
    Supervision 监督保障 "Section 一 speaks of supervision.";
    Assessment 工作考核 "A government speaks of assessment.";
    PublicReview 社会评议 "A government speaks of public review.";
    Accountability 责任追究 "A government speaks of accountability.";
    Announces 公布报告 "A sentence announces this report.";
    Compiles 编制 "A sentence says that a report was compiled.";
    ReportTitle 报告名 "What a title says behind its year.";
    OfOtherReport 往年报告 "What is said of last year's report.";
    CalledThis 称本年 "Names of the report year.";
    CalledLast 称上年 "Names of the year before.";
    CalledNext 称下年 "Names of the next year.";
    DisclosureWork 公开工作 "The work as a whole.";
    Aftermath 事后 "Last year's work is judged, reported and taken up in the year that follows.";
    CarryOver 结转语 "Applications are carried over.";
    Period 统计期限 "A sentence states the period.";
    PeriodEnd 统计截止 "A sentence states the end of the period.";
    AsOf 截至 "As of.";
    From 自某日 "From a day on.";
    ReportDeed 年后所做 "What a report says right behind its year.";
    ReportDenial 年后所无 "The same of what there was none of.";
    ReportOpening 年后开头 "How a report goes on right behind its year.";
    Aim 打算语 "Makes a sentence of section 五 a plan.";
    Planned 计划语 "Words of a plan.";
    WillDo 将要 "Will be done.";
    Will 要 "Will.";
    PlanLead 打算开头 "Opens a plan.";
    NotWhen 年的事物 "The year is of a thing, not a time.";
    Result 已有结果 "What cannot have happened in a year to come.";
    NoResult 已无结果 "The same of what there was none of.";
    Compared 比往年 "Sets a figure against another year's.";
    History 往事 "Lies before or beyond the report year.";
    Founded 始于 "Began in an earlier year.";
    NoHistory 非往事 "Reads like one of those and is none.";
    CommonTitle 常见文件 "Documents that any report names.";
    PartOfYear 年内时段 "Behind a year: only a part of it, or more than it.";
    Bygone 过去的 "Looks back.";
    OneYear 一年 "One year.";
    Retrospect 回顾 "Looks back on work.";
    WorkEnd 工作 "Work as a whole.";
    WorkOther 工作之外 "Not the work itself.";
    December 十二月 "Stands for the year's end.";
    ReviewRequest 复议申请 "Applications for review.";
    About 关于 "Says what something is about.";
    ByMeans 形式 "Behind channels that are named as examples.";
    Are 系 "Says what all of them are.";
    ToDisclose 公开 "What applicants apply for.";
    Apply 申请 "To apply.";
    NarrowNoun 窄名 "Nouns that are less than the row they name.";
    DocumentNoun 文件 "Documents, named before.";
}

impl Phrase {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        Phrase::NAMES[self as usize]
    }
}

/// Some of the sets (语的集合).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sets([u64; 4]);

impl Sets {
    /// None but one.
    pub const fn only(set: Phrase) -> Sets {
        let mut sets = [0; 4];
        sets[set as usize / 64] = 1 << (set as usize % 64);
        Sets(sets)
    }

    /// Those of either.
    #[must_use]
    pub fn or(self, other: Sets) -> Sets {
        let [a, b, c, d] = self.0;
        let [e, f, g, h] = other.0;
        Sets([a | e, b | f, c | g, d | h])
    }

    /// Whether a set is among them.
    pub const fn has(self, set: Phrase) -> bool {
        self.0[set as usize / 64] & (1 << (set as usize % 64)) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == Sets::default()
    }
}

const _: () = assert!(Phrase::NAMES.len() <= 256);
