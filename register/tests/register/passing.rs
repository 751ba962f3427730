//! Risk: what passes by itself, or is mended at the database, stops each case until somebody resumes it by hand.

use shaqyru_domain::problem::{Code, Problem};
use shaqyru_register::{Recorded, Register};

use crate::{
    store::{self, Store, on_postgres},
    told::{Filed, Told, at, issued, officer},
};

/// What PostgreSQL says while it fails over, is short of something, or is being put right.
#[test]
fn cases_are_recorded_again_once_a_passing_fault_of_postgresql_is_mended() {
    on_postgres(async |store: &Store| {
        let role = format!("worker_{}", uuid::Uuid::new_v4().simple());
        let database = database_of(&store.setting);
        store.run(&format!("CREATE ROLE {role} LOGIN")).await.unwrap();
        store.run(&format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")).await.unwrap();
        store.run(&format!("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")).await.unwrap();
        store.run(&format!("GRANT ALL ON SCHEMA public TO {role}")).await.unwrap();
        let setting = store.setting.replacen("//register@", &format!("//{role}@"), 1);
        assert_ne!(setting, store.setting, "the server's user is another");
        let register = Register::open(&setting).await.unwrap();
        let faults = [
            (
                "a failover leaves it read-only",
                format!("ALTER DATABASE {database} SET default_transaction_read_only = on"),
                format!("ALTER DATABASE {database} RESET default_transaction_read_only"),
            ),
            ("the role may not log in", format!("ALTER ROLE {role} NOLOGIN"), format!("ALTER ROLE {role} LOGIN")),
            (
                "the role may not write",
                format!("REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA public FROM {role}"),
                format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"),
            ),
            ("too many connections", format!("ALTER ROLE {role} CONNECTION LIMIT 0"), format!("ALTER ROLE {role} CONNECTION LIMIT -1")),
            (
                "the database takes no connections",
                format!("ALTER DATABASE {database} ALLOW_CONNECTIONS false"),
                format!("ALTER DATABASE {database} ALLOW_CONNECTIONS true"),
            ),
        ];
        for (number, (what, fault, mended)) in faults.into_iter().enumerate() {
            let record = issued(&format!("r-{number}")).record();
            say(store, &fault).await;
            // As after a failover: what was connected is not any more.
            store.administer(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'")).await;
            let (recorded, proved, opened) = tokio::join!(register.record(&record), register.prove(), Register::open(&setting));
            assert!(recorded.is_err() && proved.is_err(), "{what}: it was no fault");
            for error in [recorded.err(), proved.err(), opened.err()].into_iter().flatten() {
                assert!(error.passes(), "{what}: {error}");
                assert_eq!(Problem::from(error).code, Code::RegisterUnreachable, "{what}");
            }
            say(store, &mended).await;
            // Nothing but time and the mending was needed.
            assert_eq!(register.record(&record).await.unwrap(), Recorded::New, "{what}");
        }
        // What will never be taken is still told from what passes.
        let mut other = issued("r-0").record();
        other.category = "C3".to_owned();
        assert_eq!(Problem::from(register.record(&other).await.unwrap_err()).code, Code::RegisterConflict);
        store.disarm("cases").await;
        store.run("ALTER TABLE cases ADD CONSTRAINT never CHECK (revision < 0) NOT VALID").await.unwrap();
        let refused = register.record(&Told::new(Filed { request: "r-9", ..Filed::default() }).record()).await.unwrap_err();
        assert_eq!(Problem::from(refused).code, Code::Register);
        register.close().await;
        store.run(&format!("DROP OWNED BY {role}")).await.unwrap();
        store.run(&format!("DROP ROLE {role}")).await.unwrap();
    });
}

/// After a failover the address leads to another server; who keeps the connection to the old one, which only reads, writes nothing any more.
#[test]
fn a_connection_to_the_old_server_is_dropped_after_a_failover() {
    on_postgres(async |store: &Store| {
        let register = Register::open(&store.setting).await.unwrap();
        let database = database_of(&store.setting);
        store.administer(&format!("ALTER DATABASE {database} SET default_transaction_read_only = on")).await;
        store.administer(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")).await;
        let look = async || register.note_view(&officer("P-1"), None, "denied: audit", at("03-06 10:00")).await;
        assert!(look().await.is_err() && register.prove().await.is_err());
        // From now on connections that are made can write, and those that were made before cannot.
        store.administer(&format!("ALTER DATABASE {database} RESET default_transaction_read_only")).await;
        look().await.unwrap();
        register.prove().await.unwrap();
        register.close().await;
    });
}

/// To the server, or where it is about this database's tables, there.
async fn say(store: &Store, sql: &str) {
    if sql.contains("TABLES") {
        store.run(sql).await.unwrap();
    } else {
        store.administer(sql).await;
    }
}

fn database_of(setting: &str) -> &str {
    setting.split('?').next().and_then(|place| place.rsplit('/').next()).unwrap()
}

/// A register that can be read and not written says that it is up.
#[test]
fn a_register_that_takes_no_writes_is_not_said_to_be_up() {
    store::on_sqlite(async |store: &Store| {
        store.register.prove().await.unwrap();
        store.run("CREATE TRIGGER heartbeat_lost BEFORE UPDATE ON heartbeat BEGIN SELECT RAISE (IGNORE); END").await.unwrap();
        assert!(store.register.prove().await.is_err(), "what was written is not there, and it is up");
    });
}
