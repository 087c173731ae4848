//! The keys of the form that code must name (表样的键): what a sentence can speak of is found by these, and by nothing else.
//!
//! The form itself stands in `templates/forms/`. A test (`tests/it/editions.rs`) holds [`KNOWN`] against every official form, and
//! that no other source file spells a key of the form.

/// The key of totals in rows, groups and columns.
pub const TOTAL: &str = "总计";

/// 表二: what was made, decided and charged.
pub const PROACTIVE: &str = "主动公开";
/// 表三: applications by applicant and outcome.
pub const REQUESTS: &str = "申请";
/// 表四: administrative reviews and lawsuits.
pub const REVIEWS: &str = "复议诉讼";

/// Rows of 表二.
pub mod item {
    /// Regulations of ministries and governments.
    pub const REGULATIONS: &str = "规章";
    /// Normative documents, as the 2021 form calls them.
    pub const DOCUMENTS: &str = "行政规范性文件";
    /// The same in the 2019 form.
    pub const DOCUMENTS_2019: &str = "规范性文件";
    /// Licences.
    pub const LICENCES: &str = "行政许可";
    /// Other services to the public (2019).
    pub const OTHER_SERVICES: &str = "其他对外管理服务事项";
    /// Penalties.
    pub const PENALTIES: &str = "行政处罚";
    /// Compulsory measures.
    pub const COMPULSION: &str = "行政强制";
    /// Fees for administrative services; not the fee for information (信息处理费).
    pub const CHARGES: &str = "行政事业性收费";
    /// Central procurement (2019).
    pub const PROCUREMENT: &str = "政府集中采购";
}

/// Columns of 表二.
pub mod item_column {
    /// Issued in the year.
    pub const ISSUED: &str = "本年制发件数";
    /// Made in the year (2019).
    pub const MADE: &str = "本年新制作数量";
    /// Repealed in the year.
    pub const REPEALED: &str = "本年废止件数";
    /// In force at the year's end.
    pub const IN_FORCE: &str = "现行有效件数";
    /// Published in the year (2019).
    pub const NEWLY_PUBLIC: &str = "本年新公开数量";
    /// Public altogether (2019).
    pub const PUBLIC_TOTAL: &str = "对外公开总数量";
    /// Items a year ago (2019).
    pub const LAST_YEAR: &str = "上一年项目数量";
    /// Change of items in the year (2019).
    pub const CHANGE: &str = "本年增/减";
    /// Decisions in the year.
    pub const DECISIONS: &str = "本年处理决定数量";
    /// Decisions (2019).
    pub const DECISIONS_2019: &str = "处理决定数量";
    /// Money charged in the year.
    pub const CHARGED: &str = "本年收费金额";
    /// Purchases (2019).
    pub const PURCHASES: &str = "采购项目数量";
    /// What they cost (2019).
    pub const PURCHASE_MONEY: &str = "采购总金额";
}

/// Rows of 表三.
pub mod request {
    /// 一: received in the year.
    pub const NEW: &str = "本年新收";
    /// 二: brought over from last year.
    pub const CARRIED_IN: &str = "上年结转";
    /// 四: carried over into next year.
    pub const CARRIED_OUT: &str = "结转下年度";
    /// （一）
    pub const GRANTED: &str = "予以公开";
    /// （二）
    pub const PARTLY: &str = "部分公开";
    /// （三）, a group.
    pub const REFUSED: &str = "不予公开";
    /// （四）, a group.
    pub const UNABLE: &str = "无法提供";
    /// （五）, a group.
    pub const NOT_HANDLED: &str = "不予处理";
    /// （六）, a group since 2021.
    pub const OTHERWISE: &str = "其他处理";
    /// Among them, what the applicant did not put right in time.
    pub const UNAMENDED: &str = "逾期不补正";
    /// Of （五）.
    pub const COMPLAINTS: &str = "信访举报投诉类申请";
    /// Of （五）.
    pub const PUBLICATIONS: &str = "要求提供公开出版物";
    /// Of （六）, since 2021.
    pub const FEE_NOT_PAID: &str = "逾期不缴费";
}

/// Columns of 表三.
pub mod applicant {
    /// Natural persons.
    pub const NATURAL: &str = "自然人";
    /// Organisations of other kinds.
    pub const OTHER: &str = "其他";
}

/// Rows of 表四.
pub mod review {
    /// Administrative reviews.
    pub const REVIEW: &str = "行政复议";
    /// Lawsuits without a review before.
    pub const DIRECT_SUIT: &str = "未经复议直接起诉";
    /// Lawsuits after a review.
    pub const SUIT_AFTER_REVIEW: &str = "复议后起诉";
}

/// Columns of 表四.
pub mod result {
    /// Upheld.
    pub const UPHELD: &str = "维持";
    /// Corrected.
    pub const CORRECTED: &str = "纠正";
    /// Other results.
    pub const OTHER: &str = "其他";
    /// Not yet decided.
    pub const PENDING: &str = "尚未审结";
}

/// Whether keys name rows or columns of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyNames {
    /// Lines of figures or groups of lines.
    Rows,
    /// Columns of figures.
    Columns,
}

/// Keys that the editions of some report years have.
#[derive(Debug, Clone, Copy)]
pub struct KnownKeys {
    /// The table's key.
    pub table: &'static str,
    /// What the keys name.
    pub names: KeyNames,
    /// First and last report year.
    pub years: (u16, u16),
    /// The keys.
    pub keys: &'static [&'static str],
}

const ALWAYS: (u16, u16) = (0, u16::MAX);
const UNTIL_2020: (u16, u16) = (0, 2020);
const SINCE_2021: (u16, u16) = (2021, u16::MAX);

/// Every key above but those of the tables, with the report years whose form must have it.
pub const KNOWN: &[KnownKeys] = &[
    KnownKeys {
        table: PROACTIVE,
        names: KeyNames::Rows,
        years: ALWAYS,
        keys: &[item::REGULATIONS, item::LICENCES, item::PENALTIES, item::COMPULSION, item::CHARGES],
    },
    KnownKeys { table: PROACTIVE, names: KeyNames::Rows, years: SINCE_2021, keys: &[item::DOCUMENTS] },
    KnownKeys {
        table: PROACTIVE,
        names: KeyNames::Rows,
        years: UNTIL_2020,
        keys: &[item::DOCUMENTS_2019, item::OTHER_SERVICES, item::PROCUREMENT],
    },
    KnownKeys {
        table: PROACTIVE,
        names: KeyNames::Columns,
        years: SINCE_2021,
        keys: &[
            item_column::ISSUED,
            item_column::REPEALED,
            item_column::IN_FORCE,
            item_column::DECISIONS,
            item_column::CHARGED,
        ],
    },
    KnownKeys {
        table: PROACTIVE,
        names: KeyNames::Columns,
        years: UNTIL_2020,
        keys: &[
            item_column::MADE,
            item_column::NEWLY_PUBLIC,
            item_column::PUBLIC_TOTAL,
            item_column::LAST_YEAR,
            item_column::CHANGE,
            item_column::DECISIONS_2019,
            item_column::PURCHASES,
            item_column::PURCHASE_MONEY,
        ],
    },
    KnownKeys {
        table: REQUESTS,
        names: KeyNames::Rows,
        years: ALWAYS,
        keys: &[
            request::NEW,
            request::CARRIED_IN,
            request::CARRIED_OUT,
            request::GRANTED,
            request::PARTLY,
            request::REFUSED,
            request::UNABLE,
            request::NOT_HANDLED,
            request::OTHERWISE,
            request::COMPLAINTS,
            request::PUBLICATIONS,
            TOTAL,
        ],
    },
    KnownKeys {
        table: REQUESTS,
        names: KeyNames::Rows,
        years: SINCE_2021,
        keys: &[request::FEE_NOT_PAID, request::UNAMENDED],
    },
    KnownKeys {
        table: REQUESTS,
        names: KeyNames::Columns,
        years: ALWAYS,
        keys: &[applicant::NATURAL, applicant::OTHER, TOTAL],
    },
    KnownKeys {
        table: REVIEWS,
        names: KeyNames::Rows,
        years: ALWAYS,
        keys: &[review::REVIEW, review::DIRECT_SUIT, review::SUIT_AFTER_REVIEW],
    },
    KnownKeys {
        table: REVIEWS,
        names: KeyNames::Columns,
        years: ALWAYS,
        keys: &[result::UPHELD, result::CORRECTED, result::OTHER, result::PENDING, TOTAL],
    },
];
