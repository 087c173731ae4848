//! `nianbao publish`: notes that what is in `out/` is out, and packs it for the website.

use super::args::{Common, Publish};
use super::exit;
use crate::batch::{CorrectionReason, OUT, Publishing, Sent, Withdrawing, publish, withdraw};
use crate::date::Date;
use crate::diag::{Fault, shown_path};
use crate::office::{Files, Office, Order, outside};
use crate::show;

pub fn run(common: &Common, args: &Publish) -> Result<u8, Fault> {
    let date = args.date.as_ref().map(|text| {
        Date::parse(text).ok_or_else(|| Fault::Usage(format!("公布日期“{text}”不是日期；写成 2025-01-26")))
    });
    let date = date.transpose()?;
    outside(&args.out, OUT)?;
    if !args.out.is_dir() {
        return Err(Fault::Usage(format!("没有“{}”这个文件夹，先运行 nianbao build", shown_path(&args.out))));
    }
    let office = Office::open(&args.look.with(common))?;
    if let (Some(agency), Some(reason)) = (&args.withdraw, &args.reason) {
        let reason = CorrectionReason::new(reason, date)?;
        let wanted = Withdrawing { out: args.out.clone(), year: args.year, agency: agency.clone(), reason };
        for path in withdraw(&office, &wanted)? {
            say!("已写出 {}", shown_path(&path));
        }
        say!("已撤回“{agency}”{} 年度的报告，原来公布的文件留在 superseded 文件夹；网站上的请一并撤下", args.year);
        return Ok(exit::OK);
    }
    let wanted = Publishing {
        out: args.out.clone(),
        year: args.year,
        date,
        package: args.package.clone(),
        jobs: crate::batch::Options::default().jobs,
        order: Order::by_list(args.expected.as_deref(), &args.paths)?,
    };
    let sending = publish(&office, &wanted, &Files::find(&args.paths)?)?;
    let (mut now, mut before, mut not) = (0, 0, 0);
    for (item, sent) in &sending.reports {
        let who = item.agency().unwrap_or_else(|| shown_path(&item.path));
        match sent {
            Sent::Now => now += 1,
            Sent::Before(_) => before += 1,
            Sent::Not(why) => {
                not += 1;
                say!("{}", show::failure(&format!("没有公布“{who}”：{}", why.join("；"))));
            }
        }
    }
    if let Some(path) = &args.package {
        say!("已写出 {}：{} 份报告，{} 个文件", shown_path(path), sending.agencies, sending.packed);
    }
    for (formats, (agencies, again)) in &sending.lacking {
        let who = show::some_of(agencies);
        say!("{who}的报告没有生成 {formats}；要一起公布的，运行：{again} --formats docx,pdf");
    }
    for agency in &sending.without_data {
        say!("“{agency}”的数据文件已经不在，公布过的报告照旧在公布包里；不再公布的，用 --withdraw 撤回");
    }
    for (agency, why) in &sending.left_out {
        say!("{}", show::failure(&format!("“{agency}”没有装进公布包：{why}")));
    }
    let before = if before > 0 { format!("，{before} 份早已公布") } else { String::new() };
    let rest = if not > 0 { format!("，{not} 份没有公布") } else { String::new() };
    let on = date.map_or_else(|| "日期各为成文日期".to_owned(), Date::chinese);
    let on = if now > 0 { format!("（{on}）") } else { String::new() };
    say!("{} 年度：公布 {now} 份{on}{before}{rest}", args.year);
    Ok(if not + sending.left_out.len() > 0 { exit::FINDINGS } else { exit::OK })
}
