//! A connection's way that can be slow or cut: between the programs and an agency, or PostgreSQL.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::Result;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    task::JoinHandle,
};

/// How it is on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// As it should be.
    Open,
    /// Whatever comes takes so long.
    Slow(Duration),
    /// Connections are reset, those too that are made now.
    Cut,
}

/// Where it leads.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// A port.
    Tcp(SocketAddr),
    /// A socket of this machine's.
    Unix(PathBuf),
}

/// The way.
pub(crate) struct Wire {
    /// Where it begins.
    pub(crate) addr: SocketAddr,
    mood: watch::Sender<Mood>,
    task: JoinHandle<()>,
}

impl Wire {
    pub(crate) async fn to(target: Target) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let addr = listener.local_addr()?;
        let (mood, look) = watch::channel(Mood::Open);
        let task = tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(carry(caller, target.clone(), look.clone()));
            }
        });
        Ok(Self { addr, mood, task })
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(caller: TcpStream, target: Target, mut mood: watch::Receiver<Mood>) {
    // What is closed while something is unread is reset.
    let look = mood.clone();
    let carried = async {
        match target {
            Target::Tcp(addr) => between(caller, TcpStream::connect(addr).await?, look).await,
            Target::Unix(path) => between(caller, UnixStream::connect(path).await?, look).await,
        }
    };
    tokio::select! {
        biased;
        _ = mood.wait_for(|mood| *mood == Mood::Cut) => {}
        _ = carried => {}
    }
}

async fn between<A, B>(one: A, other: B, mood: watch::Receiver<Mood>) -> std::io::Result<()>
where
    A: AsyncRead + AsyncWrite,
    B: AsyncRead + AsyncWrite,
{
    let (from_one, to_one) = tokio::io::split(one);
    let (from_other, to_other) = tokio::io::split(other);
    tokio::try_join!(pour(from_one, to_other, mood.clone()), pour(from_other, to_one, mood)).map(drop)
}

async fn pour(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mood: watch::Receiver<Mood>) -> std::io::Result<()> {
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut chunk).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let mood = *mood.borrow();
        if let Mood::Slow(delay) = mood {
            tokio::time::sleep(delay).await;
        }
        to.write_all(chunk.get(..length).unwrap_or_default()).await?;
    }
}
