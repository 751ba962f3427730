use shaqyru::{simulation::{self, Scenario}, stack::{Stack, StackOptions}};
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).with_writer(std::io::stderr).init();
    let path = std::env::args().nth(1).unwrap();
    let (scenario, application) = Scenario::read(path.as_ref()).unwrap();
    let t = std::time::Instant::now();
    let stack = Stack::start(StackOptions { simulation: true, ..Default::default() }).await.unwrap();
    eprintln!("up {:?}", t.elapsed());
    let report = simulation::play(&stack.cases(), &scenario, &application).await;
    eprintln!("played {:?}", t.elapsed());
    if report.is_err() { println!("{}", stack.server.address()); 
      let list = std::process::Command::new("sh").arg("-c").arg(format!("T=~/.cache/shaqyru/tools/temporal; for w in $($T workflow list --address {a} -o json | python3 -c 'import json,sys; [print(w[\"execution\"][\"workflowId\"]) for w in json.load(sys.stdin)]'); do $T workflow show --address {a} -w $w --output json | head -c 200000 > /tmp/hist.json; done", a=stack.server.address())).output().unwrap(); eprintln!("{}", String::from_utf8_lossy(&list.stderr)); }
    println!("{}", serde_json::to_string_pretty(&report.unwrap()).unwrap());
    stack.stop().await.unwrap();
    eprintln!("stopped {:?}", t.elapsed());
}
