//! The client against servers on loopback.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Redirect;
use axum::routing::{any, get};
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Failure, Filled, Outbound, Reply, Request};

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

fn request(url: String) -> Request {
    Request {
        method: Method::GET,
        url: Filled::new(url),
        headers: vec![("authorization".into(), Filled::new("Bearer s3cret"))],
        json: None,
        timeout: Duration::from_secs(5),
        bytes_max: 1_000,
    }
}

async fn send(allowed: &[&str], request: Request) -> Result<Reply, Failure> {
    let allowed: Vec<String> = allowed.iter().map(|host| (*host).to_owned()).collect();
    Outbound::new(&allowed).unwrap().send(request).await
}

fn refused(result: Result<Reply, Failure>) -> String {
    match result {
        Err(Failure::Refused(words)) => words,
        other => panic!("it must be refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_private_address_is_refused_however_it_is_written() {
    let port = serve(Router::new().route("/", get(|| async { "inside" }))).await.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f.0.0.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ] {
        let words = refused(send(&[], request(format!("http://{host}:{port}/"))).await);
        assert!(words.contains("not in the open network"), "{host}: {words}");
    }
    refused(send(&[], request("http://169.254.169.254/latest/meta-data/".into())).await);
    refused(send(&[], request("file:///etc/passwd".into())).await);
    refused(send(&[], request("not a url".into())).await);
    assert_eq!(
        send(&["localhost"], request(format!("http://localhost:{port}/"))).await.unwrap().body,
        b"inside"
    );
    assert_eq!(
        send(&["127.0.0.1"], request(format!("http://127.0.0.1:{port}/"))).await.unwrap().body,
        b"inside"
    );
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    let inside = serve(Router::new().route("/", get(|| async { "inside" }))).await;
    let to = format!("http://{inside}/");
    let outside = serve(Router::new().route("/", get(move || async move { Redirect::temporary(&to) }))).await;
    let words = refused(send(&["localhost"], request(format!("http://localhost:{}/", outside.port()))).await);
    assert!(words.contains("127.0.0.1"), "{words}");
}

#[tokio::test]
async fn redirects_are_bounded_and_take_no_headers_to_another_host() {
    let seen =
        serve(Router::new().route(
            "/",
            get(|headers: HeaderMap| async move { format!("{:?}", headers.get("authorization")) }),
        ))
        .await;
    let to = format!("http://127.0.0.1:{}/", seen.port());
    let router = Router::new()
        .route("/away", any(move || async move { Redirect::temporary(&to) }))
        .route("/loop", any(|| async { Redirect::temporary("/loop") }))
        .route("/once", any(|| async { Redirect::temporary("/end") }))
        .route(
            "/end",
            any(|headers: HeaderMap| async move { format!("{}", headers.contains_key("authorization")) }),
        );
    let port = serve(router).await.port();
    let url = |path: &str| format!("http://localhost:{port}{path}");
    let allowed = ["localhost", "127.0.0.1"];
    assert_eq!(send(&allowed, request(url("/away"))).await.unwrap().body, b"None");
    assert_eq!(send(&allowed, request(url("/once"))).await.unwrap().body, b"true");
    assert!(refused(send(&allowed, request(url("/loop"))).await).contains("more than 5 times"));
    let post = Request { method: Method::POST, json: Some("{}".into()), ..request(url("/away")) };
    assert!(refused(send(&allowed, post).await).contains("sends a POST elsewhere"));
}

#[tokio::test]
async fn a_large_body_is_cut_off_with_and_without_a_stated_length() {
    let router = Router::new()
        .route("/stated", get(|| async { "x".repeat(1_001) }))
        .route("/fits", get(|| async { "x".repeat(1_000) }));
    let port = serve(router).await.port();
    let get = |path: &str| request(format!("http://localhost:{port}{path}"));
    assert_eq!(send(&["localhost"], get("/stated")).await, Err(Failure::TooLarge(1_000)));
    let endless = request(format!("http://localhost:{}/", endless().await));
    assert_eq!(send(&["localhost"], endless).await, Err(Failure::TooLarge(1_000)));
    assert_eq!(send(&["localhost"], get("/fits")).await.unwrap().body.len(), 1_000);
}

/// A server whose answer never ends.
async fn endless() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // An answer before the request is no HTTP.
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
        while stream.write_all(b"4\r\nmore\r\n").await.is_ok() {}
    });
    port
}

#[tokio::test]
async fn a_slow_answer_is_given_up_and_a_closed_port_may_pass() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = listener.local_addr().unwrap().port();
    let slow =
        Request { timeout: Duration::from_millis(50), ..request(format!("http://localhost:{silent}/")) };
    assert_eq!(send(&["localhost"], slow).await, Err(Failure::Slow(Duration::from_millis(50))));
    drop(listener);
    let closed = send(&["localhost"], request(format!("http://localhost:{silent}/?key=s3cret"))).await;
    let Err(Failure::Unreachable(words)) = closed else { panic!("{closed:?}") };
    assert!(words.starts_with("localhost cannot be reached") && !words.contains("s3cret"), "{words}");
}

#[tokio::test]
async fn nothing_that_is_shown_holds_a_header_or_a_query() {
    let shown = format!("{:?}", request("http://localhost:1/?key=s3cret".into()));
    assert!(!shown.contains("s3cret"), "{shown}");
    let broken = Request {
        headers: vec![("x".into(), Filled::new("s3cret\n"))],
        ..request("http://localhost:1/".into())
    };
    assert_eq!(refused(send(&["localhost"], broken).await), "the header `x` cannot be sent as it is");
}
