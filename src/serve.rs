//! **serve** (工作台): a page on this computer in which a report is filled in, checked, built and published.
//!
//! A small web server on 127.0.0.1; all of it is embedded and nothing leaves the machine. It knows the office and the batch, as the
//! command line does; neither knows the other.

mod actions;
mod answers;
mod assets;
mod desk;
mod doors;
mod findings;
mod guard;
mod intake;
mod records;
mod roster;
mod routes;
mod typed;
mod view;
mod watcher;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use crate::diag::Fault;
use crate::digest::Digest;
use crate::office::Office;

pub use desk::Desk;

/// What the workbench works on.
#[derive(Debug, Clone)]
pub struct Workplace {
    /// The folder of data files.
    pub data: PathBuf,
    /// The folder reports are written to.
    pub out: PathBuf,
    /// The port on 127.0.0.1; any free one when none is given.
    pub port: Option<u16>,
}

/// How long the last answer has to reach the page.
const FAREWELL: std::time::Duration = std::time::Duration::from_millis(300);

/// Serves until the page or the system ends it; `ready` is told the address, with the token of this start in its fragment.
///
/// # Errors
/// The port is taken, or the folder cannot be watched.
pub fn serve(office: Office, place: &Workplace, ready: impl FnOnce(&str)) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    let runtime = runtime.map_err(|error| Fault::Other(format!("工作台启动不了：{}", crate::diag::reason(&error))))?;
    runtime.block_on(async {
        let listener = listen(place).await.map_err(|error| taken(place.port, &error))?;
        let port = listener.local_addr().map_err(|error| taken(place.port, &error))?.port();
        let token = guard::token()?;
        let desk = Arc::new(Desk::new(office, place));
        let watching = watcher::watch(&desk);
        let routes = routes::routes(Arc::clone(&desk), guard::Guard::new(port, &token));
        let over = async {
            desk.over.notified().await;
            // A build that is under way is carried out, and the page gets its answer.
            drop(desk.writing());
            tokio::time::sleep(FAREWELL).await;
        };
        ready(&format!("http://127.0.0.1:{port}/#token={token}/"));
        let served = tokio::select! {
            served = axum::serve(doors::Doors::new(listener), routes) => served,
            () = over => Ok(()),
        };
        drop(watching);
        served.map_err(|error| Fault::Other(format!("工作台停了：{}", crate::diag::reason(&error))))
    })
}

/// The port that is asked for; else the folder's own, so that what the browser keeps for an address is found again at the next
/// start; else any.
async fn listen(place: &Workplace) -> std::io::Result<tokio::net::TcpListener> {
    let ports: Vec<u16> = match place.port {
        Some(port) => vec![port],
        None => usual_ports(&place.data).chain([0]).collect(),
    };
    let mut last = std::io::Error::from(std::io::ErrorKind::AddrInUse);
    for port in ports {
        match tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Ports of a folder: below those that systems give out by themselves.
fn usual_ports(folder: &std::path::Path) -> impl Iterator<Item = u16> {
    let hex = place_of(folder);
    let first = u16::from_str_radix(&hex[..4], 16).unwrap_or_default() % 10_000;
    (0..5).map(move |more| 20_000 + first + more)
}

/// What tells a folder from others, short.
fn place_of(folder: &std::path::Path) -> String {
    let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    Digest::of(whole.to_string_lossy().as_bytes()).as_str()[..8].to_owned()
}

fn taken(port: Option<u16>, error: &std::io::Error) -> Fault {
    let why = crate::diag::reason(error);
    match port {
        Some(port) => Fault::Usage(format!("端口 {port} 用不了：{why}；换一个，或不写 --port")),
        None => Fault::Other(format!("工作台启动不了：{why}")),
    }
}
