//! A database per test, gone afterwards.

use std::path::Path;

use khop::config::Settings;
use sea_orm::{ConnectionTrait as _, DatabaseConnection};

/// A fresh database.
pub(crate) struct TestDatabase {
    url: String,
    /// Server to drop it from, and its name there.
    server: Option<(String, String)>,
}

impl TestDatabase {
    pub(crate) async fn create(folder: &Path) -> Self {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            return Self {
                url: format!("sqlite://{}", folder.join("khop.db").display()),
                server: None,
            };
        };
        let name = format!("khop_{}", uuid::Uuid::new_v4().simple());
        let admin = connect(&server).await;
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Self { url: format!("{base}/{name}"), server: Some((server, name)) }
    }

    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.server.take() else { return };
        let drop = async move {
            let admin = connect(&server).await;
            admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        };
        // The test's own runtime is busy dropping this.
        let thread = std::thread::spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on(drop);
        });
        if thread.join().is_err() && !std::thread::panicking() {
            panic!("the test database could not be dropped");
        }
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut settings = Settings::defaults().unwrap().database;
    settings.url = url.to_owned().into();
    settings.max_connections = 1;
    khop::db::connect(&settings).await.unwrap()
}
