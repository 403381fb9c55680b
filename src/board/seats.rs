//! Who may open which page: a secret address for each seat.

use std::fmt::Write as _;
use std::fs;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::AppError;
use crate::exercise::act::Role;
use crate::exercise::table::Table;
use crate::exercise::view::{Seat, audiences};

/// Most audiences that get a page of their own.
const MOST_AUDIENCES: usize = 30;

/// Where the board is reached, and what it asks for.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    listen: SocketAddr,
    host: Option<String>,
    passwords: Vec<(Role, String)>,
}

impl Address {
    /// An address and passwords as they are written on a command line.
    ///
    /// # Errors
    /// If it is no address, or there is no such role.
    pub(crate) fn new(
        listen: &str,
        host: Option<&str>,
        passwords: &[String],
    ) -> Result<Self, AppError> {
        let refused = |why: &str| AppError::Usage(format!("--listen `{listen}`: {why}"));
        let mut found = listen
            .to_socket_addrs()
            .map_err(|_| refused("this is no address\n  write one such as 127.0.0.1:8019"))?;
        let listen = found
            .next()
            .ok_or_else(|| refused("no machine has this name"))?;
        let host = match host {
            Some(host) if host.contains('/') || host.trim() != host || host.is_empty() => {
                return Err(AppError::Usage(format!(
                    "--host `{host}`: write the name alone, such as exercise.example.org"
                )));
            }
            host => host.map(str::to_owned),
        };
        let passwords = passwords.iter().map(|text| {
            let (role, word) = text.split_once('=').unwrap_or((text, ""));
            let found = Role::ALL.into_iter().find(|it| it.name() == role);
            match found {
                Some(role) if !word.is_empty() => Ok((role, word.to_owned())),
                _ => Err(AppError::Usage(format!(
                    "--password `{role}`: write ROLE=WORD, with facilitator, player, evaluator \
                     or screen as the role"
                ))),
            }
        });
        Ok(Self {
            listen,
            host,
            passwords: passwords.collect::<Result<_, _>>()?,
        })
    }

    /// By what name a proxy passes the board on.
    pub(super) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// Opens the door.
    ///
    /// # Errors
    /// If it is taken.
    pub(super) fn listen(&self) -> Result<TcpListener, AppError> {
        TcpListener::bind(self.listen).map_err(|why| {
            AppError::Usage(format!(
                "the board can't listen on {}: {why}\n  choose another port, such as --listen \
                 127.0.0.1:8020",
                self.listen
            ))
        })
    }
}

/// A seat and its address.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub seat: Seat,
    pub token: String,
    pub password: Option<String>,
}

impl Place {
    /// Whose it is.
    pub(super) fn name(&self) -> String {
        match &self.seat.audience {
            None => self.seat.role.name().to_owned(),
            Some(audience) => format!("{} · {audience}", self.seat.role.name()),
        }
    }
}

/// A token as it is kept beside the journal, so that pages find the board again after a crash.
#[derive(Serialize, Deserialize)]
struct KeptToken {
    seat: String,
    token: String,
}

/// The seats of an exercise, each with its address.
///
/// # Errors
/// If the addresses can't be drawn or kept.
pub(super) fn places(
    table: &Table,
    journal: &Path,
    address: &Address,
) -> Result<Vec<Place>, AppError> {
    let file = beside(journal);
    let kept = fs::read(&file).ok();
    let kept = kept.and_then(|bytes| serde_json::from_slice::<Vec<KeptToken>>(&bytes).ok());
    let kept = kept.unwrap_or_default();
    let mut places = Vec::new();
    for seat in seats(table) {
        let mut passwords = address.passwords.iter();
        let password = passwords.find(|(role, _)| *role == seat.role);
        let mut place = Place {
            password: password.map(|(_, word)| word.clone()),
            token: String::new(),
            seat,
        };
        let known = kept.iter().find(|it| it.seat == place.name());
        let whole = known.filter(|it| it.token.len() == 32 && it.token.is_ascii());
        place.token = match whole {
            Some(known) => known.token.clone(),
            None => token()?,
        };
        places.push(place);
    }
    let all: Vec<KeptToken> = places
        .iter()
        .map(|place| KeptToken {
            seat: place.name(),
            token: place.token.clone(),
        })
        .collect();
    let bytes = serde_json::to_vec_pretty(&all).unwrap_or_default();
    keep(&file, &bytes).map_err(|why| AppError::Failure(format!("{}: {why}", file.display())))?;
    Ok(places)
}

/// `NAME.journal.seats`.
fn beside(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".seats");
    PathBuf::from(name)
}

/// Writes what only its owner may read.
fn keep(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(file)?.write_all(bytes)
}

/// One seat for each role, and one for the players of each audience that the script names.
fn seats(table: &Table) -> Vec<Seat> {
    let mut seats = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for inject in &table.exercise().world().document.injects {
        for audience in audiences(&inject.audience) {
            let known = named.iter().any(|it| it == audience);
            if !known && !audience.eq_ignore_ascii_case("all") && named.len() < MOST_AUDIENCES {
                named.push(audience.to_owned());
            }
        }
    }
    for role in Role::ALL {
        seats.push(Seat {
            role,
            audience: None,
        });
        if role == Role::Player && named.len() > 1 {
            seats.extend(named.iter().map(|audience| Seat {
                role,
                audience: Some(audience.clone()),
            }));
        }
    }
    seats
}

/// 128 bits from the operating system, in hexadecimal digits.
fn token() -> Result<String, AppError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|why| AppError::Failure(format!("no secret address could be drawn: {why}")))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
