//! Who comes in: connections to the workbench, no more at a time than it can hold. One more than that, and the one that has been
//! silent longest is closed, so that a page which opens connections by the thousand keeps nobody out.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Connections at a time: some hundred pages, and well below what a system gives one program (1,024 files).
const SEATS: usize = 256;

/// The listener of the workbench.
#[derive(Debug)]
pub(super) struct Doors {
    listener: TcpListener,
    open: VecDeque<Arc<Seat>>,
    /// Counts what is read and written, to know who was silent longest; no clock.
    ticks: Arc<AtomicU64>,
}

/// One connection, seen from the door.
#[derive(Debug, Default)]
struct Seat {
    last: AtomicU64,
    /// Closed from the door, or left.
    over: AtomicBool,
    waiting: Mutex<Option<Waker>>,
}

impl Doors {
    pub fn new(listener: TcpListener) -> Doors {
        Doors { listener, open: VecDeque::new(), ticks: Arc::default() }
    }

    /// Makes room for one more.
    fn make_room(&mut self) {
        self.open.retain(|seat| !seat.over.load(Ordering::Relaxed));
        while self.open.len() >= SEATS {
            let silent = (0..self.open.len()).min_by_key(|&index| self.open[index].last.load(Ordering::Relaxed));
            let Some(seat) = silent.and_then(|index| self.open.remove(index)) else { return };
            seat.over.store(true, Ordering::Relaxed);
            if let Some(waker) = seat.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() {
                waker.wake();
            }
        }
    }
}

impl Listener for Doors {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        self.make_room();
        let seat = Arc::new(Seat::default());
        seat.last.store(self.ticks.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        self.open.push_back(Arc::clone(&seat));
        (Guest { stream, seat, ticks: Arc::clone(&self.ticks) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that the door can close.
#[derive(Debug)]
pub(super) struct Guest {
    stream: TcpStream,
    seat: Arc<Seat>,
    ticks: Arc<AtomicU64>,
}

impl Guest {
    fn moved(&self) {
        self.seat.last.store(self.ticks.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }

    fn closed(&self) -> Option<io::Error> {
        self.seat.over.load(Ordering::Relaxed).then(|| io::ErrorKind::ConnectionAborted.into())
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.seat.over.store(true, Ordering::Relaxed);
    }
}

impl AsyncRead for Guest {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        *self.seat.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
        if let Some(error) = self.closed() {
            return Poll::Ready(Err(error));
        }
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if read.is_ready() {
            self.moved();
        }
        read
    }
}

impl AsyncWrite for Guest {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(error) = self.closed() {
            return Poll::Ready(Err(error));
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            self.moved();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
