//! The one style sheet and the one script, under names that change with their content: browsers may keep them for ever.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use shaqyru_domain::{case::number::digest, problem::Code};

use crate::problem::Refusal;

pub(super) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("css", "text/css; charset=utf-8", include_str!("assets/console.css")));
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("js", "text/javascript; charset=utf-8", include_str!("assets/console.js")));

/// A file in the binary.
pub(super) struct Asset {
    name: String,
    kind: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(extension: &str, kind: &'static str, content: &'static str) -> Self {
        let hash: String = digest(content.as_bytes()).chars().take(16).collect();
        Self { name: format!("{hash}.{extension}"), kind, content }
    }

    /// Where it is.
    pub(super) fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

pub(super) async fn serve(Path(name): Path<String>) -> Result<Response, Refusal> {
    let asset = [&*STYLE, &*SCRIPT].into_iter().find(|asset| asset.name == name);
    let asset = asset.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, Code::Usage, "there is no such file; reload the page"))?;
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.content).into_response())
}
