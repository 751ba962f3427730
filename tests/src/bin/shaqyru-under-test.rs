//! The program itself, so that the tests can run it, stop it and kill it as a process.

fn main() -> std::process::ExitCode {
    shaqyru::main()
}
