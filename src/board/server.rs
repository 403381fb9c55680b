//! Requests and answers.

#![allow(
    clippy::result_large_err,
    reason = "an answer that refuses is an answer, and goes out at once"
)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream;

use crate::exercise::act::{Act, ActError, Role};
use crate::exercise::orders::OrderWords;
use crate::exercise::table::{Attempt, TableError};

use super::Room;
use super::shown::Shown;

/// Most bytes of what a page sends.
const LARGEST: usize = 64 << 10;

/// Most pages that follow at once.
const MOST_FOLLOWERS: usize = 400;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// How often pages are told the time while nothing happens.
const TELL: Duration = Duration::from_secs(5);

const PAGE: &str = include_str!("page/board.html");
const STYLE: &str = include_str!("page/board.css");
const SCRIPT: &str = include_str!("page/board.js");

/// What a page may do: load its own two files and talk to the board.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Serves until the program is ended.
pub(super) fn serve(room: Arc<Room>, listener: std::net::TcpListener) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let clock = Arc::clone(&room);
    std::thread::spawn(move || watch_clock(&clock));
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, router(room)).await
    })
}

fn watch_clock(room: &Room) {
    let mut told = Duration::ZERO;
    loop {
        std::thread::sleep(LOOK);
        room.look();
        told += LOOK;
        if told >= TELL {
            told = Duration::ZERO;
            room.tell_time();
        }
    }
}

fn router(room: Arc<Room>) -> Router {
    Router::new()
        .route("/{token}/", get(page))
        .route("/{token}/board.css", get(style))
        .route("/{token}/board.js", get(script))
        .route("/{token}/state", get(state))
        .route("/{token}/events", get(events))
        .route("/{token}/act", post(act))
        .route("/{token}/outlook", post(ask_outlook))
        .fallback(async || refuse(StatusCode::NOT_FOUND, NO_PAGE))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&room), guard))
        .with_state(room)
}

const NO_PAGE: &str = "There is no page here. Ask the facilitator for your address.";

/// An answer that says why not.
fn refuse(status: StatusCode, why: impl Into<String>) -> Response {
    #[derive(Serialize)]
    struct Refused {
        error: String,
    }
    (status, Json(Refused { error: why.into() })).into_response()
}

/// Lets in only what comes from the board's own pages, under a name that the board has.
async fn guard(State(room): State<Arc<Room>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let known = host.is_some_and(|host| is_own(&room, host));
    let own = |origin: &HeaderValue| {
        let origin = origin.to_str().unwrap_or_default();
        let bare = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        bare.is_some_and(|it| Some(it) == host)
    };
    let foreign = headers.get(header::ORIGIN).is_some_and(|it| !own(it));
    let site = headers.get(HeaderName::from_static("sec-fetch-site"));
    let from_elsewhere = site.is_some_and(|it| it == "cross-site" || it == "same-site");
    let posts = request.method() == axum::http::Method::POST;
    let mut answer = if !known {
        refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "The board is not reached under this name.",
        )
    } else if foreign || posts && from_elsewhere {
        refuse(
            StatusCode::FORBIDDEN,
            "This came from a page that is not the board's.",
        )
    } else {
        next.run(request).await
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    answer
}

/// True if the board has this name.
fn is_own(room: &Room, host: &str) -> bool {
    let named = room.hosts.iter().any(|it| it.eq_ignore_ascii_case(host));
    // A name can be made to point here; a number can't.
    named || room.any_number && host.parse::<SocketAddr>().is_ok()
}

/// The seat of a token, if whoever asks gives its password.
fn seat(room: &Room, token: &str, headers: &HeaderMap) -> Result<usize, Response> {
    let mut found = None;
    for (number, place) in room.places.iter().enumerate() {
        if same(place.token.as_bytes(), token.as_bytes()) {
            found = Some(number);
        }
    }
    let number = found.ok_or_else(|| refuse(StatusCode::NOT_FOUND, NO_PAGE))?;
    let Some(password) = &room.places[number].password else {
        return Ok(number);
    };
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|it| it.to_str().ok())
        .and_then(|it| it.strip_prefix("Basic "))
        .and_then(|it| BASE64_STANDARD.decode(it).ok())
        .and_then(|it| String::from_utf8(it).ok());
    let word = given.as_deref().and_then(|it| it.split_once(':'));
    if word.is_some_and(|(_, word)| same(word.as_bytes(), password.as_bytes())) {
        return Ok(number);
    }
    let mut answer = refuse(
        StatusCode::UNAUTHORIZED,
        "This seat has a password. Any name will do.",
    );
    answer.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Basic realm=\"Sortie board\", charset=\"UTF-8\""),
    );
    Err(answer)
}

/// Compares in a time that does not tell where two secrets differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differing == 0
}

type Asked = (State<Arc<Room>>, Path<String>, HeaderMap);

/// One of the board's own files.
fn file(
    (State(room), Path(token), headers): Asked,
    kind: &'static str,
    text: &'static str,
) -> Response {
    match seat(&room, &token, &headers) {
        Ok(_) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Err(refused) => refused,
    }
}

async fn page(room: State<Arc<Room>>, token: Path<String>, headers: HeaderMap) -> Response {
    file((room, token, headers), "text/html; charset=utf-8", PAGE)
}

async fn style(room: State<Arc<Room>>, token: Path<String>, headers: HeaderMap) -> Response {
    file((room, token, headers), "text/css; charset=utf-8", STYLE)
}

async fn script(room: State<Arc<Room>>, token: Path<String>, headers: HeaderMap) -> Response {
    file(
        (room, token, headers),
        "text/javascript; charset=utf-8",
        SCRIPT,
    )
}

async fn state(
    State(room): State<Arc<Room>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match seat(&room, &token, &headers) {
        Ok(seat) => {
            room.tell_time();
            let state = room.shown.borrow().state(seat);
            ([(header::CONTENT_TYPE, "application/json")], state).into_response()
        }
        Err(refused) => refused,
    }
}

/// Counts a page that follows, as long as it does.
struct Follower(Arc<Room>);

impl Follower {
    fn count(room: &Arc<Room>) -> Option<Self> {
        let followers: &AtomicUsize = &room.followers;
        if followers.fetch_add(1, Ordering::Relaxed) < MOST_FOLLOWERS {
            return Some(Self(Arc::clone(room)));
        }
        followers.fetch_sub(1, Ordering::Relaxed);
        None
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.followers.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn events(
    State(room): State<Arc<Room>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let seat = match seat(&room, &token, &headers) {
        Ok(seat) => seat,
        Err(refused) => return refused,
    };
    let Some(follower) = Follower::count(&room) else {
        let why = format!("{MOST_FOLLOWERS} pages follow already. Close some, and try again.");
        return refuse(StatusCode::SERVICE_UNAVAILABLE, why);
    };
    // Whoever comes sees the time of now.
    room.tell_time();
    let mut last: Option<Arc<Shown>> = None;
    // A page that is slow gets the latest, and never a heap of what it missed.
    let stream = WatchStream::new(room.shown.subscribe()).map(move |shown| {
        let _ = &follower;
        let before = last.replace(Arc::clone(&shown));
        let seen = before.as_ref().and_then(|it| it.views.get(seat));
        let same = seen.is_some_and(|seen| shown.views.get(seat) == Some(seen));
        let event = Event::default();
        let event = if same {
            // That the clock stands is worth a word, too: the page knows that the board is there.
            event.event("clock").data(&*shown.clock)
        } else {
            event.event("view").data(shown.state(seat))
        };
        Ok::<_, Infallible>(event)
    });
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

/// What a page sends when somebody does something.
#[derive(Deserialize)]
struct Click {
    #[serde(default)]
    key: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    why: String,
    act: Act,
}

#[derive(Deserialize)]
struct Question {
    order: OrderWords,
}

type Sent = Result<Bytes, BytesRejection>;

fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Sent) -> Result<T, Response> {
    let body = body.map_err(|why| {
        let message = format!("The board takes {LARGEST} bytes at most, whole.");
        refuse(why.status(), message)
    })?;
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|it| {
        it.to_str()
            .is_ok_and(|it| it.starts_with("application/json"))
    });
    if !json {
        return Err(refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The board takes JSON.",
        ));
    }
    serde_json::from_slice(&body).map_err(|why| {
        refuse(
            StatusCode::BAD_REQUEST,
            format!("The board does not understand this: {why}"),
        )
    })
}

async fn act(
    State(room): State<Arc<Room>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    let seat = match seat(&room, &token, &headers) {
        Ok(seat) => seat,
        Err(refused) => return refused,
    };
    let click: Click = match read(&headers, body) {
        Ok(click) => click,
        Err(refused) => return refused,
    };
    let role = room.places[seat].seat.role;
    let attempt = Attempt {
        // One page's key is not another's.
        key: if click.key.is_empty() {
            click.key
        } else {
            format!("{seat}:{}", click.key)
        },
        role,
        who: click.who,
        why: click.why,
        act: click.act,
    };
    // The disk is waited for, but not by the others.
    let done = tokio::task::spawn_blocking(move || room.act(attempt)).await;
    match done {
        Ok(Ok(number)) => {
            #[derive(Serialize)]
            struct Number {
                number: u64,
            }
            Json(Number { number }).into_response()
        }
        Ok(Err(TableError::Act(why))) => refuse(status(&why), why.to_string()),
        Ok(Err(why)) => refuse(StatusCode::INSUFFICIENT_STORAGE, why.to_string()),
        Err(_) => refuse(StatusCode::INTERNAL_SERVER_ERROR, FAULT),
    }
}

const FAULT: &str = "A fault in Sortie: nothing was done. Please report it.";

const fn status(why: &ActError) -> StatusCode {
    match why {
        ActError::NotInThisRole(_) => StatusCode::FORBIDDEN,
        ActError::Order(_) | ActError::Words(_) | ActError::Speed | ActError::NoInject(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        _ => StatusCode::CONFLICT,
    }
}

async fn ask_outlook(
    State(room): State<Arc<Room>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    let seat = match seat(&room, &token, &headers) {
        Ok(seat) => seat,
        Err(refused) => return refused,
    };
    if room.places[seat].seat.role != Role::Facilitator {
        return refuse(
            StatusCode::FORBIDDEN,
            "Only the facilitator sees what may come.",
        );
    }
    let question: Question = match read(&headers, body) {
        Ok(question) => question,
        Err(refused) => return refused,
    };
    let found = tokio::task::spawn_blocking(move || room.outlook(&question.order)).await;
    match found {
        Ok(Ok(outlook)) => Json(outlook).into_response(),
        Ok(Err(why)) => refuse(status(&why), why.to_string()),
        Err(_) => refuse(StatusCode::INTERNAL_SERVER_ERROR, FAULT),
    }
}
