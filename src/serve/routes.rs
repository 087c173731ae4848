//! The paths of the page and what answers them. Whatever computes runs beside the server's own thread.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;

use super::answers::{Refusal, message};
use super::assets::ASSETS;
use super::desk::{Desk, Edit};
use super::guard::{Guard, guard};
use crate::batch::{CorrectionReason, Corrections};
use crate::import::recognised;
use crate::intake::{LARGEST, Update};
use crate::recognise::NameHints;
use crate::write::Format;

/// No edit is larger.
const LARGEST_EDIT: usize = 4 * 1024 * 1024;
const PNG: &str = "image/png";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A preview is a page of its own: it may style itself and do nothing else.
const PREVIEW_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'";

type Answer<T = Json<Value>> = Result<T, Refusal>;
type On = State<Arc<Desk>>;

/// All routes behind the guard.
pub(super) fn routes(desk: Arc<Desk>, own: Guard) -> Router {
    let cookie = own.cookie();
    let mut router = Router::new();
    for &(path, kind, content) in ASSETS {
        router = router.route(path, get(move || async move { ([(CONTENT_TYPE, kind)], content) }));
    }
    let edits = Router::new()
        .route("/api/edit/{agency}/{year}", post(edit))
        .route("/api/typed/{agency}/{year}", post(typed))
        .route("/api/recognise/{agency}/{year}", post(pasted))
        .route("/api/figures/{agency}/{year}", post(figures))
        .route("/api/build/{agency}/{year}", post(build_one))
        .route("/api/build", post(build_all))
        .route("/api/correct", post(correct))
        .route("/api/publish", post(publish))
        .route("/api/withdraw/{agency}/{year}", post(withdraw))
        .route("/api/roster", post(roster))
        .route("/api/new", post(begin))
        .layer(DefaultBodyLimit::max(LARGEST_EDIT));
    let files = Router::new()
        .route("/api/import", post(import_any))
        .route("/api/import/{agency}/{year}", post(import_into))
        .layer(DefaultBodyLimit::max(LARGEST as usize));
    router
        .route(
            "/api/hello",
            post(move || async move { ([(SET_COOKIE, cookie.clone())], Json(json!({ "largest": LARGEST }))) }),
        )
        .route("/api/office", get(office))
        .route("/api/end", post(end))
        .route("/api/report/{agency}/{year}", get(report))
        .route("/api/preview/{agency}/{year}", get(preview))
        .route("/api/pages/{agency}/{year}", get(pages))
        .route("/api/page/{name}", get(page))
        .route("/api/form/{agency}/{year}", get(workbook))
        .route("/api/file/{agency}/{year}/{format}", get(file))
        .route("/api/notice/{agency}/{year}/{kind}/{number}/{format}", get(notice))
        .route("/api/events", get(events))
        .merge(edits)
        .merge(files)
        .fallback(|| async { message(StatusCode::NOT_FOUND, "没有这个页面") })
        .layer(middleware::from_fn_with_state(own, guard))
        .with_state(desk)
}

/// Runs what computes or waits for the disk beside the server's thread; a panic in it ends that request alone.
async fn beside<T: Send + 'static>(desk: On, work: impl FnOnce(&Desk) -> Answer<T> + Send + 'static) -> Answer<T> {
    let State(desk) = desk;
    let done = tokio::task::spawn_blocking(move || work(&desk)).await;
    done.unwrap_or_else(|_| Err(Refusal::Wrong("程序内部出错，这一步没有做；其余不受影响".to_owned())))
}

#[derive(Deserialize)]
struct ScopeQuery {
    year: Option<u16>,
}

async fn office(desk: On, Query(which): Query<ScopeQuery>) -> Answer {
    beside(desk, move |desk| desk.office(which.year).map(Json)).await
}

async fn report(desk: On, Path((agency, year)): Path<(String, u16)>) -> Answer {
    beside(desk, move |desk| desk.report(&agency, year).map(Json)).await
}

async fn edit(desk: On, Path((agency, year)): Path<(String, u16)>, Json(edit): Json<Edit>) -> Answer {
    beside(desk, move |desk| desk.edit(&agency, year, &edit).map(Json)).await
}

async fn preview(desk: On, Path((agency, year)): Path<(String, u16)>) -> Answer<Response> {
    let page = beside(desk, move |desk| desk.preview(&agency, year)).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(PREVIEW_POLICY)),
    ];
    Ok((headers, page).into_response())
}

/// Who waits for an answer; gone when the page gives up what it does not want any more.
#[derive(Default)]
struct Viewer(Arc<AtomicBool>);

impl Drop for Viewer {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How many pixels across a page is shown.
#[derive(Deserialize)]
struct WidthQuery {
    wide: u16,
}

async fn pages(desk: On, Path((agency, year)): Path<(String, u16)>, Query(shown): Query<WidthQuery>) -> Answer {
    let viewer = Viewer::default();
    let gone = Arc::clone(&viewer.0);
    beside(desk, move |desk| {
        let pages = desk.pages(&agency, year, shown.wide, &|| gone.load(Ordering::Relaxed))?;
        Ok(Json(json!({ "pages": pages })))
    })
    .await
}

async fn page(State(desk): On, Path(name): Path<String>) -> Answer<Response> {
    let page = desk.page(&name).ok_or_else(|| Refusal::Missing("这一页已经变了，请刷新".to_owned()))?;
    Ok(([(CONTENT_TYPE, PNG)], page).into_response())
}

async fn workbook(desk: On, Path((agency, year)): Path<(String, u16)>) -> Answer<Response> {
    let bytes = beside(desk, move |desk| desk.workbook(&agency, year)).await?;
    Ok(([(CONTENT_TYPE, XLSX)], bytes).into_response())
}

async fn file(desk: On, Path((agency, year, format)): Path<(String, u16, String)>) -> Answer<Response> {
    let missing = || Refusal::Missing("还没有生成这个文件".to_owned());
    let wanted = Format::parse(&format).ok_or_else(missing)?;
    let bytes = beside(desk, move |desk| {
        let found = desk.results(&agency, year).into_iter().find(|(format, _)| *format == wanted);
        let (_, path) = found.ok_or_else(missing)?;
        std::fs::read(&path).map_err(|error| crate::diag::Fault::io(crate::diag::Deed::Read, &path, &error).into())
    })
    .await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// What a page keeps, with its count.
#[derive(Deserialize)]
struct Keys {
    at: u64,
    text: String,
}

async fn typed(desk: On, Path((agency, year)): Path<(String, u16)>, Json(keys): Json<Keys>) -> Answer {
    beside(desk, move |desk| {
        desk.typed.keep(&desk.path(&agency, year)?, keys.at, &keys.text);
        Ok(Json(json!({})))
    })
    .await
}

/// A table pasted with its labels, as the clipboard holds it.
#[derive(Deserialize)]
struct Pasted {
    text: String,
    /// As a web page holds it; empty where it was not copied from a program that says more than the text.
    #[serde(default)]
    html: String,
}

async fn pasted(desk: On, Path((agency, year)): Path<(String, u16)>, Json(pasted): Json<Pasted>) -> Answer {
    beside(desk, move |desk| desk.pasted(&agency, year, &pasted).map(Json)).await
}

/// Pasted texts that are no plain figures, each with the name of its cell.
#[derive(Deserialize)]
struct Block {
    cells: Vec<(String, String)>,
}

async fn figures(desk: On, Path((agency, year)): Path<(String, u16)>, Json(block): Json<Block>) -> Answer {
    beside(desk, move |desk| {
        let form = desk.held(&agency, year)?.form;
        let read = block.cells.iter().map(|(name, text)| super::view::read(&form, name, text));
        Ok(Json(json!({ "figures": read.collect::<Vec<_>>() })))
    })
    .await
}

impl Desk {
    /// Which cells a pasted table fills, by its labels. Of a cell with several lines the plain text makes as many rows, and of one
    /// that spans columns a single one: where the clipboard holds the table itself, that is read.
    fn pasted(&self, agency: &str, year: u16, pasted: &Pasted) -> Result<Value, Refusal> {
        let form = self.held(agency, year)?.form;
        let hints = NameHints { agency: Some(agency.to_owned()), year: Some(year) };
        let read = |text: &str| {
            let found = recognised(text.as_bytes(), &self.office.forms, &hints);
            let found = found.map_err(|(_, why)| Refusal::Wrong(format!("粘贴的内容{why}")))?;
            match found.form.name == form.name {
                true => Ok(super::view::recognised(&found)),
                false => Err(Refusal::Wrong(format!("粘贴的是另一版表样（{}）的表格", found.form.name))),
            }
        };
        // It comes as UTF-8, whatever it says of itself.
        let table = (!pasted.html.is_empty()).then(|| read(&format!("\u{FEFF}{}", pasted.html)).ok()).flatten();
        match table.filter(|found| found["cells"].as_array().is_some_and(|cells| !cells.is_empty())) {
            Some(found) => Ok(found),
            None => read(&pasted.text),
        }
    }
}

#[derive(Deserialize)]
struct Begin {
    agency: String,
    year: u16,
}

async fn begin(desk: On, Json(begin): Json<Begin>) -> Answer {
    beside(desk, move |desk| desk.begin(&begin.agency, begin.year).map(|()| Json(json!({})))).await
}

#[derive(Deserialize)]
struct NameQuery {
    #[serde(default)]
    name: String,
    /// What of a report that is there may be changed.
    #[serde(default)]
    agreed: Update,
}

async fn import_any(desk: On, Query(named): Query<NameQuery>, bytes: Bytes) -> Answer {
    beside(desk, move |desk| desk.take_in(&named.name, &bytes, None, named.agreed).map(Json)).await
}

async fn import_into(
    desk: On,
    Path((agency, year)): Path<(String, u16)>,
    Query(named): Query<NameQuery>,
    bytes: Bytes,
) -> Answer {
    beside(desk, move |desk| desk.take_in(&named.name, &bytes, Some((&agency, year)), named.agreed).map(Json)).await
}

#[derive(Deserialize)]
struct CorrectionQuery {
    correction: Option<String>,
}

async fn build_one(desk: On, Path((agency, year)): Path<(String, u16)>, Json(why): Json<CorrectionQuery>) -> Answer {
    beside(desk, move |desk| {
        let corrections = match why.correction.as_deref() {
            Some(words) => Corrections::All(CorrectionReason::new(words, None)?),
            None => Corrections::None,
        };
        let built = desk.build(Some(&[agency.as_str()]), year, corrections)?;
        let refused = built["refused"].as_u64().unwrap_or_default() > 0;
        let files: Vec<Value> = desk
            .results(&agency, year)
            .into_iter()
            .filter(|_| !refused)
            .map(|(format, path)| {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                json!({ "format": format.name(), "name": name })
            })
            .collect();
        let lacks: Vec<&str> = built["lacks"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let message = match refused {
            true => built["lines"].as_array().and_then(|lines| lines.get(1)).cloned().unwrap_or_default(),
            false if !lacks.is_empty() => json!(lacks.join("；")),
            false => json!(format!("已生成，在 {} 文件夹里", crate::diag::shown_path(&desk.place.out))),
        };
        let record = desk.record(&agency, year, &desk.held(&agency, year)?.bytes)?;
        Ok(Json(json!({ "message": message, "files": files, "record": record })))
    })
    .await
}

#[derive(Deserialize)]
struct YearQuery {
    year: u16,
}

async fn build_all(desk: On, Json(of): Json<YearQuery>) -> Answer {
    beside(desk, move |desk| desk.build(None, of.year, Corrections::None).map(Json)).await
}

/// Reasons by agency.
#[derive(Deserialize)]
struct Reasons {
    year: u16,
    reasons: BTreeMap<String, String>,
}

async fn correct(desk: On, Json(of): Json<Reasons>) -> Answer {
    beside(desk, move |desk| desk.correct(of.year, &of.reasons).map(Json)).await
}

async fn notice(
    desk: On,
    Path((agency, year, kind, number, format)): Path<(String, u16, String, usize, String)>,
) -> Answer<Response> {
    let wanted = Format::parse(&format).ok_or_else(|| Refusal::Missing("没有这份说明".to_owned()))?;
    let bytes = beside(desk, move |desk| desk.notice((&agency, year), (&kind, number), wanted)).await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// Why a publication is taken back, and on which day.
#[derive(Deserialize)]
struct WithdrawalWords {
    reason: String,
    date: String,
}

async fn withdraw(desk: On, Path((agency, year)): Path<(String, u16)>, Json(why): Json<WithdrawalWords>) -> Answer {
    beside(desk, move |desk| desk.withdraw(&agency, year, (&why.reason, &why.date)).map(Json)).await
}

#[derive(Deserialize)]
struct RosterText {
    list: String,
}

async fn roster(desk: On, Json(of): Json<RosterText>) -> Answer {
    beside(desk, move |desk| desk.set_roster(&of.list).map(Json)).await
}

async fn publish(desk: On, Json(of): Json<YearQuery>) -> Answer {
    beside(desk, move |desk| desk.publish(of.year).map(Json)).await
}

/// Ends the program: what was typed is in the files.
async fn end(State(desk): On) -> Json<Value> {
    desk.over.notify_one();
    Json(json!({}))
}

/// Tells every open page of changed data files.
async fn events(State(desk): On) -> Sse<impl tokio_stream::Stream<Item = Result<Event, Infallible>>> {
    let stream = BroadcastStream::new(desk.changed.subscribe()).filter_map(|changed| {
        let changed = changed.ok()?;
        let data = json!({ "agency": changed.agency, "year": changed.year, "hash": changed.hash });
        Some(Ok(Event::default().event("changed").data(data.to_string())))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
