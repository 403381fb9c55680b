//! Reading what may be somebody else's, and asking what a place can hold.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path};

/// The whole of a regular file of at most `most` bytes. Links are not followed; pipes, devices
/// and folders are refused without waiting.
///
/// # Errors
/// If it is none, is larger, or can't be read.
pub(crate) fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why);
    let listed = fs::symlink_metadata(path)?;
    if listed.is_symlink() {
        return Err(refused("it is a link, not a file"));
    }
    if !listed.is_file() {
        return Err(refused("it is no regular file"));
    }
    let file = careful(File::options().read(true)).open(path)?;
    // Again, of what was opened: it may be another by now.
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(refused("it is no regular file"));
    }
    let large = || refused(&format!("it is larger than {most} bytes"));
    if data.len() > most {
        return Err(large());
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(large());
    }
    Ok(bytes)
}

/// Options that follow no link and wait for nobody.
#[cfg(unix)]
pub(super) fn careful(options: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.custom_flags(flags.bits().cast_signed())
}

#[cfg(not(unix))]
pub(super) fn careful(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Whether a path is a folder and not a link to one.
pub(crate) fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}

/// Whether a name, with `/` between folders, stays below the folder that it counts from.
///
/// # Examples
/// ```
/// use sortie::inside::disk::safe_name;
///
/// assert!(safe_name("charts/timeline.svg"));
/// assert!(!safe_name("../../x") && !safe_name("/etc/passwd") && !safe_name("a/./b"));
/// ```
pub fn safe_name(name: &str) -> bool {
    let plain = |part: &str| {
        let mut parts = Path::new(part).components();
        matches!(parts.next(), Some(Component::Normal(_))) && parts.next().is_none()
    };
    !name.is_empty()
        && name.len() <= 4096
        && !name.chars().any(char::is_control)
        && name.split('/').all(plain)
}

/// Asks whether files can be made in a folder.
///
/// # Errors
/// Why not.
#[cfg(unix)]
pub(crate) fn writable(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Asks whether files can be made in a folder.
///
/// # Errors
/// Why not.
#[cfg(not(unix))]
pub fn writable(folder: &Path) -> io::Result<()> {
    if fs::metadata(folder)?.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    Ok(())
}

/// Bytes that can still be written to the file system of a folder, as far as it says so.
#[cfg(unix)]
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    (found.f_blocks > 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

/// Bytes that can still be written to the file system of a folder, as far as it says so.
#[cfg(not(unix))]
pub fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_told() {
        for name in [
            "", "..", "../x", "a/../x", "/x", "a//b", "a/", "./a", "a\nb", ".",
        ] {
            assert!(!safe_name(name), "{name:?}");
        }
        for name in ["a", "charts/fit.ž.x.svg", "..a", "a..", "samples/b c.csv"] {
            assert!(safe_name(name), "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_of_a_bounded_size_are_read() {
        let place = tempfile::tempdir().expect("a folder");
        let at = |name: &str| place.path().join(name);
        fs::write(at("file"), "12345").expect("a file");
        std::os::unix::fs::symlink(at("file"), at("link")).expect("a link");
        let made = std::process::Command::new("mkfifo")
            .arg(at("pipe"))
            .status();
        assert!(made.expect("mkfifo").success());
        assert_eq!(read_regular(&at("file"), 5).expect("read"), b"12345");
        for (name, most, why) in [
            ("file", 4, "larger than 4 bytes"),
            ("link", 9, "a link"),
            ("pipe", 9, "no regular file"),
            (".", 9, "no regular file"),
        ] {
            let error = read_regular(&at(name), most).expect_err(name);
            assert!(error.to_string().contains(why), "{name}: {error}");
        }
        assert!(read_regular(Path::new("/dev/zero"), 9).is_err());
    }
}
