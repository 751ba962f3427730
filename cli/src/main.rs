//! The program `shaqyru`.

fn main() -> std::process::ExitCode {
    shaqyru::main()
}
