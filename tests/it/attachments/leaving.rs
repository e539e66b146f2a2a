//! How a file leaves the service: under its name, to be saved, and as nothing that a browser runs.

use actix_web::http::Method;
use sha2::{Digest as _, Sha256};

use super::{PDF, introduced, sent};

#[actix_web::test]
async fn a_file_is_saved_and_never_shown() {
    let deal = introduced().await;
    let (berta, sami) = (&deal.cast.berta, &deal.cast.sami);
    let name = "Ba\u{309}n ve\u{303} \u{201c}A\u{201d}; x=1.pdf";
    let sent = sent(berta, &deal.request, name, PDF, "introduced").await.expect(201);
    let path = sent.header("location").unwrap();
    let read = sami.with("accept-encoding", "gzip, br").get(path).await.expect(200);
    assert_eq!(read.bytes, PDF);
    let digest = format!("{:x}", Sha256::digest(PDF));
    assert_eq!(sent.body["sha256"], digest.as_str());
    for (header, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"B_n v_ _A_; x=1.pdf\"; filename*=UTF-8''B%E1%BA%A3n%20\
             v%E1%BA%BD%20%E2%80%9CA%E2%80%9D%3B%20x%3D1.pdf",
        ),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, no-store"),
        (
            "content-security-policy",
            "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("content-encoding", "identity"),
        ("etag", &format!("\"{digest}\"")),
    ] {
        assert_eq!(read.header(header), Some(value), "{header}");
    }
    for tag in [format!("\"{digest}\""), format!("\"x\", W/\"{digest}\""), "*".to_owned()] {
        let unchanged = sami.with("if-none-match", tag).get(path).await.expect(304);
        assert!(unchanged.bytes.is_empty() && unchanged.header("etag").is_some());
    }
    sami.with("if-none-match", "\"x\"").get(path).await.expect(200);
}

#[actix_web::test]
async fn a_large_file_arrives_whole_and_its_head_tells_its_size() {
    let deal = introduced().await;
    let text = "Dung sai ±0,05 mm; ".repeat(40_000);
    let sent = sent(&deal.cast.berta, &deal.request, "a.txt", text.as_bytes(), "introduced");
    let sent = sent.await.expect(201);
    let path = sent.header("location").unwrap().to_owned();
    let read = deal.cast.sami.get(&path).await.expect(200);
    assert!(read.bytes == text.as_bytes(), "{} bytes of {}", read.bytes.len(), text.len());
    // Over a connection, where a head is one.
    let bound = khop::server::bind(deal.app.app.clone()).unwrap();
    let url = format!("http://{}{path}", bound.address());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = actix_web::rt::spawn(bound.run(async move { drop(stopped.await) }));
    let token = deal.cast.sami.header("authorization").unwrap().to_owned();
    let ask = |method: Method| {
        let method = reqwest::Method::from_bytes(method.as_str().as_bytes()).unwrap();
        crate::harness::web_client().request(method, &url).header("authorization", &token).send()
    };
    let head = ask(Method::HEAD).await.unwrap();
    assert_eq!(head.status().as_u16(), 200);
    assert_eq!(head.headers()["content-length"], text.len().to_string().as_str());
    assert!(head.bytes().await.unwrap().is_empty());
    assert!(ask(Method::GET).await.unwrap().bytes().await.unwrap() == text.as_bytes());
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}
