//! A few who want too much, or nothing at all, keep everybody else out.

use std::{net::SocketAddr, num::NonZeroU32};

use anyhow::{Context, Result, ensure};
use futures::future::join_all;
use reqwest::{Client, StatusCode};
use serde_json::json;
use shaqyru::stack::{LOCAL_SECRET, Stack};
use shaqyru_console::{Console, ConsoleHandle, ConsoleOptions, Limits};
use shaqyru_sandbox::TokenRequest;
use shaqyru_tests::{PATIENCE, eventually, shared};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::program::{Running, shaqyru_at};

const MIB: usize = 1024 * 1024;

/// A console as a process of its own, with so many descriptors.
struct Process {
    running: Running,
    addr: SocketAddr,
    number: u32,
}

impl Process {
    async fn start(stack: &Stack, descriptors: u32) -> Result<Self> {
        // A port that was free a moment ago.
        let addr = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let console = shaqyru_at(&stack.server.address(), ["console", "--listen", &addr.to_string()]);
        let mut command = tokio::process::Command::new("sh");
        command.args(["-c", "ulimit -n \"$0\"; exec \"$@\"", &descriptors.to_string()]).arg(console.as_std().get_program());
        command.args(console.as_std().get_args()).stderr(std::process::Stdio::piped()).kill_on_drop(true);
        for (name, value) in console.as_std().get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .env("SHAQYRU_REGISTER", stack.register_setting())
            .env("SHAQYRU_ISSUER", stack.sandbox.issuer_url())
            .env("SHAQYRU_POLICE_SECRET", LOCAL_SECRET)
            .env("SHAQYRU_STATEMENT_SECRET", LOCAL_SECRET)
            .env("SHAQYRU_BERKUT_SECRET", LOCAL_SECRET)
            .env("SHAQYRU_BIOMETRICS_SECRET", LOCAL_SECRET);
        let running = Running::start(command, "console at").await?;
        let number = running.number();
        Ok(Self { running, addr, number })
    }

    /// The most memory that it has had, in bytes.
    fn memory(&self) -> Result<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.number)).context("this test needs /proc")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak")?;
        Ok(peak.trim().trim_end_matches(" kB").parse::<usize>()? * 1024)
    }

    async fn is_healthy(&self) -> Result<()> {
        let http = Client::builder().timeout(PATIENCE).build()?;
        let status = http.get(format!("http://{}/health", self.addr)).send().await?.status();
        ensure!(status == StatusCode::OK, "{status}");
        Ok(())
    }
}

#[test]
fn connections_that_only_stand_open_leave_descriptors_for_others() -> Result<()> {
    shared(async |stack| {
        let console = Process::start(stack, 200).await?;
        let mut open = Vec::new();
        for _ in 0..400 {
            let mut stream = TcpStream::connect(console.addr).await?;
            // Some make room for others meanwhile.
            let _ = stream.write_all(b"GET /health HTTP/1.1\r\nHost: ").await;
            open.push(stream);
        }
        console.is_healthy().await?;
        let token = stack.sandbox.token(&TokenRequest::of("P-1", &["officer"], Some("AST-ESIL")))?;
        let cases = Client::new().get(format!("http://{}/api/v1/cases", console.addr)).bearer_auth(token).send().await?;
        assert_eq!(cases.status(), StatusCode::OK);
        drop(open);
        console.running.kill().await
    })
}

#[test]
fn a_connection_that_falls_silent_is_closed() -> Result<()> {
    shared(async |stack| {
        let mut stream = TcpStream::connect(stack.console.addr()).await?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: ").await?;
        let read = tokio::time::timeout(PATIENCE, stream.read_u8()).await.context("it is still open")?;
        ensure!(read.is_err(), "it is answered");
        Ok(())
    })
}

#[test]
fn one_officer_watches_on_no_more_streams_than_allowed() -> Result<()> {
    shared(async |stack| {
        let limits = Limits { requests: NonZeroU32::MAX, streams_of_user: 3, ..Limits::default() };
        let console = Console::start(stack.desk(), ConsoleOptions { limits, ..stack.console_options() }).await?;
        let watch = async |who: &str| {
            let token = stack.sandbox.token(&TokenRequest::of(who, &["officer"], Some("AST-ESIL")))?;
            Ok::<_, anyhow::Error>(Client::new().get(format!("{}/events", console.url())).bearer_auth(token).send().await?)
        };
        let mut streams = Vec::new();
        for _ in 0..3 {
            streams.push(watch("P-1").await?);
        }
        ensure!(streams.iter().all(|stream| stream.status() == StatusCode::OK));
        assert_eq!(watch("P-1").await?.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(watch("P-2").await?.status(), StatusCode::OK, "another officer");
        // Who closes a page can open another.
        drop(streams);
        eventually("room for one more", async || Ok((watch("P-1").await?.status() == StatusCode::OK).then_some(()))).await?;
        console.shutdown().await;
        Ok(())
    })
}

#[test]
fn bodies_that_are_too_large_are_refused_before_they_fill_the_memory() -> Result<()> {
    shared(async |stack| {
        let console = Process::start(stack, 1024).await?;
        console.is_healthy().await?;
        let before = console.memory()?;
        let send = async |chunked: bool| {
            let mut stream = TcpStream::connect(console.addr).await?;
            let signed = format!("Shaqyru-Timestamp: 1\r\nShaqyru-Signature: sha256={}\r\n", "0".repeat(64));
            let length = if chunked { "Transfer-Encoding: chunked".to_owned() } else { format!("Content-Length: {}", 16 * MIB) };
            let head = format!("POST /callbacks/police HTTP/1.1\r\nHost: console\r\nConnection: close\r\n{signed}{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            let piece = vec![b' '; MIB];
            for _ in 0..16 {
                let framed = if chunked { [format!("{MIB:x}\r\n").as_bytes(), &piece, b"\r\n"].concat() } else { piece.clone() };
                // Who was refused need not be listened to.
                if stream.write_all(&framed).await.is_err() {
                    break;
                }
            }
            let mut answer = vec![0; 16];
            let read = stream.read(&mut answer).await.unwrap_or_default();
            Ok::<_, anyhow::Error>(String::from_utf8_lossy(answer.get(..read).unwrap_or_default()).into_owned())
        };
        let answers = join_all((0..60).map(|number| send(number % 2 == 0))).await;
        for answer in answers {
            let answer = answer?;
            ensure!(answer.is_empty() || answer.contains(" 413 ") || answer.contains(" 503 "), "{answer}");
        }
        let grown = console.memory()?.saturating_sub(before);
        ensure!(grown < 80 * MIB, "it grew by {} MiB", grown / MIB);
        console.is_healthy().await?;
        console.running.kill().await
    })
}

/// An honest agency is not kept out by who does not know the secret.
#[test]
fn messages_that_nobody_signed_meet_a_limit_for_each_address() -> Result<()> {
    shared(async |stack| {
        let proxies = vec![[127, 0, 0, 1].into()];
        let console = Console::start(stack.desk(), ConsoleOptions { proxies, ..stack.console_options() }).await?;
        let send = async |console: &ConsoleHandle, from: &str, signature: &str| {
            let request = Client::new().post(format!("{}/callbacks/police", console.url())).header("X-Forwarded-For", from);
            let request = request.header("Shaqyru-Timestamp", "1").header("Shaqyru-Signature", signature);
            Ok::<_, anyhow::Error>(request.json(&json!({"x": "y"})).send().await?)
        };
        let mut answers = Vec::new();
        for number in 0..100 {
            let signature = if number % 2 == 0 { String::new() } else { format!("sha256={}", "0".repeat(64)) };
            answers.push(send(&console, "203.0.113.7", &signature).await?);
        }
        let count = |status: u16| answers.iter().filter(|answer| answer.status() == status).count();
        assert_eq!((count(401), count(503)), (60, 40));
        let last = answers.pop().context("none")?;
        ensure!(last.headers().contains_key("retry-after"));
        assert_eq!(last.json::<serde_json::Value>().await?["error"]["code"], "SHQ-RATE-LIMIT");
        assert_eq!(send(&console, "203.0.113.8", "").await?.status(), 401, "another address");
        console.shutdown().await;
        Ok(())
    })
}
