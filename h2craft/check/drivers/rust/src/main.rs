// hyper 0.14 on h2 0.3 as a driver: words key=value, a JSON object a request.
use hyper::{body::HttpBody, Body, Client, HeaderMap, Request};
use hyper_rustls::HttpsConnectorBuilder;
use std::collections::{HashMap, VecDeque};
use std::{env, error::Error, fs, io::BufReader, process::exit, sync::Arc, time::Duration};
use tokio::sync::Mutex;

type Failure = Box<dyn Error + Send + Sync>;
type Asking = Client<hyper_rustls::HttpsConnector<hyper::client::HttpConnector>>;
type Told = HashMap<String, String>;

const SHOWN: usize = 1024;

#[derive(Default)]
struct Answer {
    status: Option<u16>,
    fields: Vec<(String, String)>,
    trailers: Vec<(String, String)>,
    shown: Vec<u8>,
    length: usize,
}

fn latin(octets: &[u8]) -> String {
    octets.iter().map(|one| *one as char).collect()
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for one in text.chars() {
        match one {
            '"' | '\\' => { out.push('\\'); out.push(one) }
            _ if (one as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", one as u32)),
            _ => out.push(one),
        }
    }
    out + "\""
}

fn pairs(map: &HeaderMap) -> Vec<(String, String)> {
    map.iter().map(|(name, value)| (name.to_string(), latin(value.as_bytes()))).collect()
}

fn listed(fields: &[(String, String)]) -> String {
    let all: Vec<String> = fields.iter().map(|(n, v)| format!("[{},{}]", quoted(n), quoted(v))).collect();
    format!("[{}]", all.join(","))
}

fn say(n: usize, made: &Answer, error: &str) {
    let hex: String = made.shown.iter().map(|one| format!("{one:02x}")).collect();
    let status = made.status.map_or("null".to_string(), |one| one.to_string());
    println!(
        "{{\"n\":{n},\"ok\":{},\"status\":{status},\"length\":{},\"body\":\"{hex}\",\"error\":{},\"fields\":{},\"trailers\":{}}}",
        error.is_empty(), made.length, quoted(error), listed(&made.fields), listed(&made.trailers)
    );
}

fn word<'a>(told: &'a Told, name: &str, otherwise: &'a str) -> &'a str {
    told.get(name).map(String::as_str).filter(|one| !one.is_empty()).unwrap_or(otherwise)
}

fn seconds(told: &Told, name: &str) -> Duration {
    Duration::from_secs_f64(word(told, name, "0").parse().unwrap_or(0.0))
}

async fn exchange(client: &Asking, told: &Told, n: usize, made: &mut Answer) -> Result<(), Failure> {
    let url = word(told, if n % 2 == 1 { "other" } else { "url" }, word(told, "url", ""));
    let size: usize = word(told, "size", "0").parse()?;
    let octets: Vec<u8> = b"0123456789abcdef".iter().copied().cycle().take(size).collect();
    let body = if size > 0 { Body::from(octets) } else { Body::empty() };
    let request = Request::builder().method(word(told, "method", "GET")).uri(url).body(body)?;
    let mut response = client.request(request).await?;
    made.status = Some(response.status().as_u16());
    made.fields = pairs(response.headers());
    tokio::time::sleep(seconds(told, "slow")).await;
    while let Some(piece) = response.body_mut().data().await {
        let piece = piece?;
        let room = SHOWN - made.shown.len();
        made.shown.extend_from_slice(&piece[..piece.len().min(room)]);
        made.length += piece.len();
    }
    if let Some(trailers) = response.body_mut().trailers().await? {
        made.trailers = pairs(&trailers);
    }
    Ok(())
}

fn words_of(error: &(dyn Error + 'static)) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(one) = next {
        out.push_str(&format!(" <- {one}"));
        next = one.source();
    }
    out
}

async fn ask(client: &Asking, told: &Told, n: usize) -> bool {
    let mut made = Answer::default();
    let limit = seconds(told, "timeout");
    let error = match tokio::time::timeout(limit, exchange(client, told, n, &mut made)).await {
        Ok(Ok(())) => String::new(),
        Ok(Err(failed)) => words_of(failed.as_ref()),
        Err(_) => "timeout".to_string(),
    };
    say(n, &made, &error);
    error.is_empty()
}

fn client(told: &Told) -> Result<Asking, Failure> {
    let mut roots = rustls::RootCertStore::empty();
    if !word(told, "cacert", "").is_empty() {
        let mut file = BufReader::new(fs::File::open(word(told, "cacert", ""))?);
        for one in rustls_pemfile::certs(&mut file)? {
            roots.add(&rustls::Certificate(one))?;
        }
    }
    let tls = rustls::ClientConfig::builder().with_safe_defaults().with_root_certificates(roots).with_no_client_auth();
    let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http2().build();
    Ok(Client::builder().http2_only(true).build(connector))
}

#[tokio::main]
async fn main() {
    let told: Told = env::args().skip(1).filter_map(|one| one.split_once('=').map(|(n, v)| (n.into(), v.into()))).collect();
    if env::args().nth(1).as_deref() == Some("version") {
        println!("{{\"version\":{{\"client\":\"hyper {}\",\"engine\":\"h2 {}\"}}}}", env!("HYPER_VERSION"), env!("H2_VERSION"));
        return;
    }
    let client = match client(&told) {
        Ok(made) => made,
        Err(error) => { eprintln!("{}", words_of(error.as_ref())); exit(2) }
    };
    let count: usize = word(&told, "requests", "1").parse().unwrap_or(1);
    let lanes: usize = word(&told, "parallel", "1").parse().unwrap_or(1);
    let (told, waiting) = (Arc::new(told), Arc::new(Mutex::new((0..count).collect::<VecDeque<_>>())));
    let mut running = Vec::new();
    for _ in 0..lanes {
        let (client, told, waiting) = (client.clone(), told.clone(), waiting.clone());
        running.push(tokio::spawn(async move {
            let mut good = true;
            loop {
                let Some(n) = waiting.lock().await.pop_front() else { return good };
                good = ask(&client, &told, n).await && good;
            }
        }));
    }
    let mut good = true;
    for one in running {
        good = one.await.unwrap_or(false) && good;
    }
    drop(client);
    // What is said in the last moment leaves before the process does.
    tokio::time::sleep(Duration::from_millis(30)).await;
    exit(if good { 0 } else { 1 });
}
