//! A stand-in for the site from which the SDK downloads the Temporal CLI: a proxy that lets nobody out, and answers in the site's
//! name with a certificate of its own.

use std::{
    fs,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

const NAME: &str = "temporal.download";

/// The running site.
pub(crate) struct Site {
    /// What `HTTPS_PROXY` is to hold.
    pub(crate) proxy: String,
    /// What `SSL_CERT_FILE` is to hold.
    pub(crate) certificate: PathBuf,
}

impl Site {
    /// Offers an archive with this program in it, for as long as the test runs.
    pub(crate) async fn open(folder: &Path, program: &str) -> Result<Self> {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
        let certificate = folder.join("authority.pem");
        fs::write(&certificate, authority.pem())?;
        let key = KeyPair::generate()?;
        let own = CertificateParams::new(vec![NAME.to_owned()])?.signed_by(&key, &authority)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], key)?;
        let (acceptor, archive) = (TlsAcceptor::from(Arc::new(config)), archive_of(program)?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let proxy = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), archive.clone()));
            }
        });
        Ok(Self { proxy, certificate })
    }
}

fn archive_of(program: &str) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(program.len().try_into()?);
    header.set_mode(0o755);
    archive.append_data(&mut header, "temporal", program.as_bytes())?;
    Ok(archive.into_inner()?.finish()?)
}

/// One way through the proxy.
async fn serve(mut stream: TcpStream, acceptor: TlsAcceptor, archive: Vec<u8>) -> Result<()> {
    head_of(&mut stream).await?;
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    let mut stream = acceptor.accept(stream).await?;
    loop {
        let request = head_of(&mut stream).await?;
        let body = if request.starts_with("GET /cli/v1.9.1?") {
            format!(r#"{{"archiveUrl": "https://{NAME}/temporal.tar.gz", "fileToExtract": "temporal"}}"#).into_bytes()
        } else {
            archive.clone()
        };
        stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes()).await?;
        stream.write_all(&body).await?;
        stream.flush().await?;
    }
}

/// The first line of a request, and what follows it up to the empty line.
async fn head_of(stream: &mut (impl AsyncRead + Unpin)) -> Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.context("the caller has gone")?);
    }
    Ok(String::from_utf8(head)?)
}
