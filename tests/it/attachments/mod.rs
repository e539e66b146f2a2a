//! Files of a request.

/// Files that are not what they say, or too much.
mod hostile;
/// How a file leaves the service.
mod leaving;
/// Who reads which file at which stage.
mod rights;
/// The hook for a virus scanner.
mod scan;
/// Files and rows stay in step.
mod storage;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client};
use crate::introductions::Deal;

/// The smallest file that is a PDF.
pub(crate) const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A form with a file, its declared type and further fields.
pub(crate) fn form(
    name: &str,
    content: &[u8],
    media_type: Option<&str>,
    fields: &[(&str, &str)],
) -> (String, Vec<u8>) {
    let border = "----khop-form";
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(
            format!(
                "--{border}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            )
            .bytes(),
        );
    }
    let head = format!(
        "--{border}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"
    );
    body.extend(head.bytes());
    if let Some(media_type) = media_type {
        body.extend(format!("Content-Type: {media_type}\r\n").bytes());
    }
    body.extend(b"\r\n");
    body.extend(content);
    body.extend(format!("\r\n--{border}--\r\n").bytes());
    (format!("multipart/form-data; boundary={border}"), body)
}

/// Sends a form to the files of a request.
pub(crate) async fn posted(client: &Client, request: &str, form: (String, Vec<u8>)) -> Answer {
    let client = client.with("content-type", form.0);
    client.send(Method::POST, &format!("{request}/attachments"), Some(form.1)).await
}

/// Sends a file for a stage.
pub(crate) async fn sent(
    client: &Client,
    request: &str,
    name: &str,
    content: &[u8],
    stage: &str,
) -> Answer {
    posted(client, request, form(name, content, None, &[("stage", stage)])).await
}

/// Keeps a PDF that is shown from a stage on; returns its path.
pub(crate) async fn kept(client: &Client, request: &str, stage: &str) -> String {
    let sent = sent(client, request, "Bản vẽ.pdf", PDF, stage).await.expect(201);
    sent.header("location").unwrap().to_owned()
}

/// What is listed of a request.
pub(crate) async fn listed(client: &Client, request: &str) -> Vec<Value> {
    let list = client.get(&format!("{request}/attachments")).await.expect(200).body;
    list["items"].as_array().unwrap().clone()
}

/// Berta and Sami, who are introduced, over a request with nothing special about it.
async fn introduced() -> Deal {
    let deal = Deal::plain().await;
    deal.reach("introduced").await;
    deal
}

/// An exit that a supplier may give.
fn end() -> Value {
    json!({ "kind": "end", "reason": "declined_capacity" })
}
