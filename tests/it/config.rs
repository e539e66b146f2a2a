//! Settings: later layers win, every fault is told, secrets stay hidden.

use khop::config::Settings;

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn the_command_line_beats_the_file_and_the_file_beats_the_defaults() {
    let file = file("[server]\nport = 9000\nbind = \"127.0.0.2\"\n");
    let settings =
        Settings::load(Some(file.path()), &[("server.port", "9100".to_owned())]).unwrap();
    assert_eq!((settings.server.port, settings.server.bind.as_str()), (9100, "127.0.0.2"));
    assert_eq!(settings.accounts.access_token_minutes, 10);
}

#[test]
fn every_fault_is_told_at_once() {
    let file = file(
        "[server]\nprot = 1\nport = \"tám nghìn\"\n[accounts]\nargon2_memory_kib = 1\n\
         [unknown]\nx = 1\n[log]\nformat = [1]\n",
    );
    let text = Settings::load(Some(file.path()), &[]).unwrap_err().to_string();
    for fault in [
        "server.prot: unknown key, did you mean 'port'?",
        "server.port: 'tám nghìn' is not a whole number",
        "unknown: unknown key",
        "log.format: must be one value",
    ] {
        assert!(text.contains(fault), "{fault} is not in: {text}");
    }
}

#[test]
fn hashing_cannot_be_made_cheaper_than_it_should_be() {
    let file = file("[accounts]\nargon2_memory_kib = 1024\nargon2_iterations = 1\n");
    let text = Settings::load(Some(file.path()), &[]).unwrap_err().to_string();
    assert!(text.contains("accounts.argon2_memory_kib: 1024 is not within 19456"), "{text}");
    assert!(text.contains("accounts.argon2_iterations: 1 is not within 2"), "{text}");
}

#[test]
fn secrets_come_from_files_and_never_show() {
    let secret = file("postgres://khop:mật-khẩu@localhost/khop\n");
    let path = secret.path().display().to_string();
    let settings = Settings::load(None, &[("database.url_file", path)]).unwrap();
    assert!(!format!("{settings:?}").contains("mật-khẩu"));
    use secrecy::ExposeSecret as _;
    assert!(settings.database.url.expose_secret().ends_with("@localhost/khop"));

    let missing = Settings::load(None, &[("database.url_file", "/nowhere/url".to_owned())]);
    assert!(missing.unwrap_err().to_string().contains("database.url_file: cannot read"));
}

#[actix_web::test]
async fn a_database_that_is_away_is_told_without_its_password() {
    let mut settings = Settings::defaults().unwrap().database;
    settings.url = "postgres://khop:mat-khau@127.0.0.1:1/khop".to_owned().into();
    settings.acquire_timeout_seconds = 1;
    let error = khop::db::connect(&settings).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("mat-khau"));
}

#[test]
fn the_production_file_is_good_but_for_its_secret() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/production.toml");
    let none = ("database.url_file", String::new());
    let settings = Settings::load(Some(&path), &[none]).unwrap();
    assert_eq!(settings.log.format, "json");
}

#[test]
fn holidays_are_a_list_or_a_line() {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let known = Settings::defaults().unwrap().introductions.holidays;
    assert!(known.contains(&day("2026-02-17")) && known.contains(&day("2027-04-16")));
    let file = file("[introductions]\nholidays = [\"2029-02-13\", \"2029-04-23\"]\n");
    let listed = Settings::load(Some(file.path()), &[]).unwrap().introductions.holidays;
    assert_eq!(listed, [day("2029-02-13"), day("2029-04-23")]);
    let line = [("introductions.holidays", "2029-02-13, 2029-04-23".to_owned())];
    assert_eq!(Settings::load(None, &line).unwrap().introductions.holidays, listed);
    let none = [("introductions.holidays", String::new())];
    assert_eq!(Settings::load(None, &none).unwrap().introductions.holidays, []);
    let wrong = [("introductions.holidays", "Tết".to_owned())];
    let fault = Settings::load(None, &wrong).unwrap_err().to_string();
    assert!(fault.contains("Tết") && fault.contains("holidays"), "{fault}");
}
