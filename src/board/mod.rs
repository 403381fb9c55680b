//! The live board of a tabletop: a small server for the browsers in the room.
//!
//! `seats` says who may open which page, `shown` what each page gets, `server` answers requests.
//! The exercise itself is a [`Table`]: the board lets one act after the other at it, and tells all
//! pages when something may have changed. The server listens on this machine alone unless it is
//! told otherwise, serves three files of its own, and asks nothing of anybody.

mod seats;
mod server;
mod shown;

use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use crate::app::play::{resume_table, wall_stamp};
use crate::app::{AppError, PlayRequest, Watch};
use crate::exercise::act::ActError;
use crate::exercise::orders::OrderWords;
use crate::exercise::outlook::{Outlook, outlook};
use crate::exercise::table::{Attempt, Table, TableError, Wall};

pub(crate) use seats::Address;
use seats::{Place, places};
use shown::Shown;

/// Futures of an outlook.
const FUTURES: u64 = 100;

/// A board that is about to be served.
pub(crate) struct Board {
    room: Arc<Room>,
    listener: std::net::TcpListener,
    notes: Vec<String>,
}

/// What all requests share.
pub(crate) struct Room {
    table: Mutex<Table>,
    places: Vec<Place>,
    /// Names and ports under which browsers may reach the board.
    hosts: Vec<String>,
    /// Any address, as long as it is a number: a board that listens on all of them.
    any_number: bool,
    began: Instant,
    shown: watch::Sender<Arc<Shown>>,
    followers: AtomicUsize,
}

impl Board {
    /// Opens the exercise and the door.
    ///
    /// # Errors
    /// If the exercise can't be begun or gone on with, or the address is taken.
    pub(crate) fn open(
        request: &PlayRequest,
        resumes: bool,
        address: &Address,
        watch: &mut dyn Watch,
    ) -> Result<Self, AppError> {
        let listener = address.listen()?;
        let local = listener.local_addr();
        let local = local.map_err(|why| AppError::Failure(why.to_string()))?;
        let mut notes = Vec::new();
        let table = if resumes {
            let (table, torn) = resume_table(&request.journal, Some(&request.source), watch)?;
            if torn {
                notes.push(
                    "The journal's last line had broken off, and is left out: nobody was told \
                     that it was done."
                        .to_owned(),
                );
            }
            table
        } else {
            let exercise = request.exercise(watch)?;
            Table::begin(&request.journal, exercise)?
        };
        let places = places(&table, &request.journal, address)?;
        if !local.ip().is_loopback() {
            notes.push(format!(
                "The board listens on {local}: other machines reach it, without encryption. \
                 Whoever reads the network can read the addresses below and take part. Put a \
                 proxy with TLS before it (docs/tabletop.md), or leave --listen out."
            ));
        }
        let began = Instant::now();
        let first = Shown::of(&table, &places, 1, None)
            .map_err(|why| AppError::Failure(why.to_string()))?;
        notes.push(format!("Journal: {}", request.journal.display()));
        Ok(Self {
            room: Arc::new(Room {
                table: Mutex::new(table),
                hosts: hosts(local, address.host()),
                any_number: local.ip().is_unspecified(),
                places,
                began,
                shown: watch::channel(Arc::new(first)).0,
                followers: AtomicUsize::new(0),
            }),
            listener,
            notes,
        })
    }

    /// What to tell whoever started it: an address for each seat.
    pub(crate) fn welcome(&self) -> String {
        let mut text = String::new();
        for note in &self.notes {
            text.push_str(&format!("{note}\n"));
        }
        text.push_str("Open these in a browser, and give each only to whom it is for:\n");
        let host = self.room.hosts.first().map_or("", String::as_str);
        for place in &self.room.places {
            text.push_str(&format!(
                "  {:<24} http://{host}/{}/\n",
                place.name(),
                place.token
            ));
        }
        text.push_str("End the server with Ctrl-C; the journal keeps everything.\n");
        text
    }

    /// Serves until the program is ended.
    ///
    /// # Errors
    /// If the server can't run.
    pub(crate) fn serve(self) -> Result<(), AppError> {
        server::serve(self.room, self.listener)
            .map_err(|why| AppError::Failure(format!("the board can't be served: {why}")))
    }
}

impl Room {
    fn table(&self) -> MutexGuard<'_, Table> {
        // Whoever panicked there has changed nothing: acts are done on a copy.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wall(&self) -> Wall {
        Wall {
            passed: self.began.elapsed(),
            stamp: wall_stamp(),
        }
    }

    /// Does something, and shows what has become of it.
    fn act(&self, attempt: Attempt) -> Result<u64, TableError> {
        let wall = self.wall();
        let mut table = self.table();
        let number = table.act(attempt, &wall);
        // The clock has been read, so something may have happened though this was refused.
        self.show(&table);
        number
    }

    /// Looks at the clock, and shows what has happened.
    fn look(&self) {
        let wall = self.wall();
        let mut table = self.table();
        // What can't be noted now is noted with the next act, or says so then.
        if table.look(&wall).unwrap_or(false) {
            self.show(&table);
        }
    }

    /// Shows how far the clock has come.
    fn tell_time(&self) {
        let wall = self.wall();
        let mut table = self.table();
        if table.look(&wall).unwrap_or(false) {
            self.show(&table);
            return;
        }
        let before = self.shown.borrow().clone();
        self.shown.send_replace(Arc::new(before.at(&table)));
    }

    fn show(&self, table: &Table) {
        let before = self.shown.borrow().clone();
        let revision = before.revision + 1;
        if let Ok(shown) = Shown::of(table, &self.places, revision, Some(&before)) {
            self.shown.send_replace(Arc::new(shown));
        }
    }

    /// What futures say of a decision.
    fn outlook(&self, order: &OrderWords) -> Result<Outlook, ActError> {
        let wall = self.wall();
        let (exercise, now) = {
            let mut table = self.table();
            if table.look(&wall).unwrap_or(false) {
                self.show(&table);
            }
            (table.exercise().clone(), table.clock().now())
        };
        outlook(&exercise, order, now, FUTURES)
    }
}

/// Under which names the board is reached.
fn hosts(local: SocketAddr, proxy: Option<&str>) -> Vec<String> {
    let port = local.port();
    let mut hosts = Vec::new();
    if local.ip().is_loopback() || local.ip().is_unspecified() {
        hosts.push(format!("127.0.0.1:{port}"));
        hosts.push(format!("localhost:{port}"));
        hosts.push(format!("[::1]:{port}"));
    }
    let own = local.to_string();
    if !local.ip().is_unspecified() && !hosts.contains(&own) {
        hosts.push(own);
    }
    hosts.extend(proxy.map(str::to_owned));
    hosts
}
