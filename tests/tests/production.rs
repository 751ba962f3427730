//! What is made for demonstrations runs where it must not: its issuer gives a token to whoever asks.

use std::process::Command;

use anyhow::{Result, ensure};
use shaqyru_sandbox::{Sandbox, SandboxError, SandboxOptions};
use shaqyru_tests::run;

/// The crates that a build of the program consists of.
fn crates_of(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["tree", "--offline", "-p", "shaqyru", "--edges", "normal", "--prefix", "none"]);
    let output = command.args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn a_build_for_production_holds_none_of_the_stand_ins() -> Result<()> {
    let (usual, production) = (crates_of(&[])?, crates_of(&["--no-default-features"])?);
    for name in ["shaqyru-sandbox", "shaqyru-devserver"] {
        ensure!(usual.contains(name), "{name} has another name: this test tries nothing");
        ensure!(!production.contains(name), "{name} is in it");
    }
    ensure!(production.contains("shaqyru-console"));
    Ok(())
}

#[test]
fn the_stand_ins_refuse_to_listen_for_other_machines() -> Result<()> {
    run(async {
        let addr = ([0, 0, 0, 0], 0).into();
        let options = SandboxOptions {
            addr,
            callback_base: None,
            police_secret: String::new(),
            berkut_secret: String::new(),
            biometrics_secret: String::new(),
        };
        ensure!(matches!(Sandbox::start(options).await, Err(SandboxError::Exposed(_))));
        Ok(())
    })
}
