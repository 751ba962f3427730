//! Risk: the disk is full, and what is said to be on record is on no disk. Tried on a small disk of the test's own, which really fills up.

use std::{fs, path::Path, process::Command};

use shaqyru_domain::{
    case::record::CaseRecord,
    problem::{Code, Problem},
};
use shaqyru_register::{Recorded, Register};
use tempfile::TempDir;

use crate::{store, told::issued};

/// A disk of a few megabytes, gone with this.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// None if this user may mount none; says so loudly.
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: no disk can be mounted; run as root to have a full disk tried");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn ballast(&self) -> std::path::PathBuf {
        self.path().join("ballast")
    }

    fn fill(&self) {
        let mut ballast = fs::File::create(self.ballast()).unwrap();
        while std::io::Write::write(&mut ballast, &[1; 4096]).is_ok_and(|written| written > 0) {}
    }

    fn empty(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// Records new cases until the register says no; what it has said yes to.
async fn record_until_full(register: &Register, name: &str, claimed: &mut Vec<CaseRecord>) -> Problem {
    for number in 0..10_000 {
        let record = issued(&format!("{name}-{number}")).record();
        match register.record(&record).await {
            Ok(recorded) => {
                assert_eq!(recorded, Recorded::New);
                claimed.push(record);
            }
            Err(error) => return error.into(),
        }
    }
    panic!("the disk does not fill up")
}

/// Nineteen cases were said to be on record and were on no disk; they closed, and were gone.
#[test]
fn what_counts_as_recorded_while_the_disk_is_full_is_on_the_disk() {
    let Some(disk) = SmallDisk::mount() else { return };
    store::runtime().block_on(async {
        let setting = disk.path().join("register.db").to_str().unwrap().to_owned();
        let register = Register::open(&setting).await.unwrap();
        let known = issued("known").record();
        register.record(&known).await.unwrap();
        let mut claimed = vec![known.clone()];
        for round in ["one", "two", "three"] {
            disk.fill();
            let problem = record_until_full(&register, round, &mut claimed).await;
            assert_eq!(problem.code, Code::RegisterUnreachable, "a full disk passes: no case is to be stopped by it: {problem}");
            assert!(register.prove().await.is_err(), "a register that keeps nothing says that it is up");
            // What is on record already is no news, and changes nothing.
            assert_eq!(register.record(&known).await.ok(), Some(Recorded::Known));
            disk.empty();
            register.prove().await.unwrap();
            let after = issued(&format!("{round}, after")).record();
            assert_eq!(register.record(&after).await.unwrap(), Recorded::New);
            claimed.push(after);
            // Whoever opens it now, as a worker does after a restart, finds all that was claimed, and may write.
            let other = Register::open(&setting).await.unwrap();
            for record in &claimed {
                assert_eq!(other.case(&record.number).await.unwrap().as_ref(), Some(record), "on record, and on no disk");
            }
            other.prove().await.unwrap();
            other.close().await;
        }
        register.close().await;
        let reopened = Register::open(&setting).await.unwrap();
        assert_eq!(reopened.verify().await.unwrap(), []);
    });
}
