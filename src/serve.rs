//! **serve** (工作台): a page on this computer in which a report is filled in, checked, built and published.
//!
//! A small web server on 127.0.0.1; all of it is embedded and nothing leaves the machine. It knows the office and the batch, as the
//! command line does; neither knows the other.

mod actions;
mod answers;
mod assets;
mod desk;
mod findings;
mod guard;
mod intake;
mod routes;
mod view;
mod watcher;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use crate::diag::Fault;
use crate::office::Office;

pub use desk::Desk;

/// What the workbench works on.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of data files.
    pub data: PathBuf,
    /// The folder reports are written to.
    pub out: PathBuf,
    /// The port on 127.0.0.1; any free one when none is given.
    pub port: Option<u16>,
}

/// Serves until the process ends; `ready` is told the address, with the token of this start in its fragment.
///
/// # Errors
/// The port is taken, or the folder cannot be watched.
pub fn serve(office: Office, place: &Place, ready: impl FnOnce(&str)) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    let runtime = runtime.map_err(|error| Fault::Other(format!("工作台启动不了：{}", crate::diag::reason(&error))))?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, place.port.unwrap_or(0)));
        let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| taken(place.port, &error))?;
        let port = listener.local_addr().map_err(|error| taken(place.port, &error))?.port();
        let token = guard::token()?;
        let desk = Arc::new(Desk::new(office, place));
        let watching = watcher::watch(&desk);
        let routes = routes::routes(Arc::clone(&desk), guard::Guard::new(port, &token));
        ready(&format!("http://127.0.0.1:{port}/#token={token}/"));
        let served = axum::serve(listener, routes).await;
        drop(watching);
        served.map_err(|error| Fault::Other(format!("工作台停了：{}", crate::diag::reason(&error))))
    })
}

fn taken(port: Option<u16>, error: &std::io::Error) -> Fault {
    let why = crate::diag::reason(error);
    match port {
        Some(port) => Fault::Usage(format!("端口 {port} 用不了：{why}；换一个，或不写 --port")),
        None => Fault::Other(format!("工作台启动不了：{why}")),
    }
}
