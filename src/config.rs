//! Typed settings: embedded defaults < file < environment (`KHOP__SECTION__KEY`) < command line.
//!
//! Every fault is reported, not only the first. Secrets never appear in `Debug`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use config::{Config, Environment, File, FileFormat, Value, ValueKind};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, de};

/// The configuration reference: every key, its default and what it does.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// Everything that can be configured. `config/default.toml` says what each key means.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct Settings {
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub index: IndexSettings,
    pub accounts: AccountSettings,
    pub throttle: ThrottleSettings,
    pub attachments: AttachmentSettings,
    pub introductions: IntroductionSettings,
    pub quotes: QuoteSettings,
    pub notifications: NotificationSettings,
    pub mail: MailSettings,
    pub webhooks: WebhookSettings,
    pub log: LogSettings,
}

/// Section `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct ServerSettings {
    pub bind: String,
    pub port: u16,
    pub workers: usize,
    pub body_deadline_seconds: u64,
    pub shutdown_seconds: u64,
    pub max_json_bytes: usize,
    pub max_import_bytes: usize,
    pub public_url: String,
    pub trust_proxy: bool,
}

/// Section `[database]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct DatabaseSettings {
    pub url: SecretString,
    pub url_file: String,
    pub max_connections: u32,
    pub acquire_timeout_seconds: u64,
    pub statement_timeout_seconds: u64,
    pub migrate_on_start: bool,
}

/// Section `[index]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct IndexSettings {
    pub directory: PathBuf,
    pub weights: PathBuf,
}

/// Section `[accounts]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct AccountSettings {
    pub issuer: String,
    pub audience: String,
    pub access_token_minutes: u32,
    pub session_days: u32,
    pub refresh_grace_seconds: u32,
    pub argon2_memory_kib: u32,
    pub argon2_iterations: u32,
    pub password_hashes_at_once: usize,
}

/// Section `[throttle]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct ThrottleSettings {
    pub sign_ins_per_minute: u32,
    pub sign_ins_per_address_per_minute: u32,
    pub registrations_per_hour: u32,
}

/// Section `[attachments]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct AttachmentSettings {
    pub directory: PathBuf,
    pub max_file_bytes: usize,
    pub max_request_bytes: u64,
    pub most_per_request: usize,
    pub scan_command: String,
    pub scan_seconds: u64,
}

/// Section `[introductions]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct IntroductionSettings {
    #[serde(deserialize_with = "days")]
    pub holidays: Vec<NaiveDate>,
}

/// Days as a list, or in one line, as an environment variable has them.
fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Days {
        List(Vec<String>),
        Line(String),
    }
    let days: Vec<String> = match Days::deserialize(deserializer)? {
        Days::List(days) => days,
        Days::Line(line) => {
            line.split([',', ' ']).filter(|day| !day.is_empty()).map(str::to_owned).collect()
        }
    };
    let day = |text: &String| {
        let wrong = |_| de::Error::custom(format!("'{text}' is no day like 2027-02-06"));
        text.parse().map_err(wrong)
    };
    days.iter().map(day).collect()
}

/// Section `[quotes]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct QuoteSettings {
    pub exchange_rates: PathBuf,
}

/// Section `[notifications]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct NotificationSettings {
    pub language: String,
    pub digest_hour: u32,
    pub keep_days: u32,
    pub stream_heartbeat_seconds: u64,
    pub streams_per_account: usize,
    pub streams: usize,
}

/// Section `[mail]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct MailSettings {
    pub transport: String,
    pub directory: PathBuf,
    pub from: String,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_security: String,
    pub smtp_user: String,
    pub smtp_password: SecretString,
    pub smtp_password_file: String,
}

/// Section `[webhooks]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct WebhookSettings {
    pub allow_loopback: bool,
    pub timeout_seconds: u64,
    pub rotation_hours: u32,
    pub most_per_organisation: u64,
}

/// Section `[log]`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "config/default.toml is the reference")]
pub struct LogSettings {
    pub format: String,
    pub filter: String,
}

/// Everything that is wrong with the configuration, one line each.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has {} fault(s):\n  {}", .0.len(), .0.join("\n  "))]
pub struct ConfigFaults(pub Vec<String>);

impl Settings {
    /// Loads settings: defaults, then `file` if given, then `KHOP__…` of the environment, then
    /// `overrides` (`server.port` → `9000`).
    ///
    /// # Errors
    /// Lists every unknown key, wrong type and value out of range.
    pub fn load(file: Option<&Path>, overrides: &[(&str, String)]) -> Result<Self, ConfigFaults> {
        let environment = Environment::with_prefix("KHOP").prefix_separator("__").separator("__");
        Self::load_from(file, environment, overrides)
    }

    /// The defaults alone: nothing of the machine it runs on.
    ///
    /// # Errors
    /// Fails only when the embedded file is wrong, which a test rules out.
    pub fn defaults() -> Result<Self, ConfigFaults> {
        let nothing = Environment::default().source(Some(config::Map::new()));
        Self::load_from(None, nothing, &[])
    }

    fn load_from(
        file: Option<&Path>,
        environment: Environment,
        overrides: &[(&str, String)],
    ) -> Result<Self, ConfigFaults> {
        let one = |error: config::ConfigError| ConfigFaults(vec![error.to_string()]);
        let defaults = Config::builder()
            .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
            .build()
            .map_err(one)?;
        let mut given = Config::builder();
        if let Some(file) = file {
            given = given.add_source(File::from(file).format(FileFormat::Toml));
        }
        given = given.add_source(environment);
        for (key, value) in overrides {
            given = given.set_override(*key, value.as_str()).map_err(one)?;
        }
        let given = given.build().map_err(one)?;
        let faults = compare("", &given.cache.kind, &defaults.cache.kind);
        if !faults.is_empty() {
            return Err(ConfigFaults(faults));
        }
        let merged = Config::builder().add_source(defaults).add_source(given).build();
        let mut settings: Self = merged.and_then(Config::try_deserialize).map_err(one)?;
        let mut faults = settings.read_secret_files();
        faults.extend(settings.faults());
        if faults.is_empty() { Ok(settings) } else { Err(ConfigFaults(faults)) }
    }

    fn read_secret_files(&mut self) -> Vec<String> {
        let secrets = [
            ("database.url_file", &self.database.url_file, &mut self.database.url),
            (
                "mail.smtp_password_file",
                &self.mail.smtp_password_file,
                &mut self.mail.smtp_password,
            ),
        ];
        let mut faults = Vec::new();
        for (key, file, secret) in secrets.into_iter().filter(|(_, file, _)| !file.is_empty()) {
            match std::fs::read_to_string(file) {
                Ok(text) => *secret = text.trim().to_owned().into(),
                Err(error) => faults.push(format!("{key}: cannot read '{file}': {error}")),
            }
        }
        faults
    }

    /// Values out of their range, one sentence each.
    fn faults(&self) -> Vec<String> {
        let url = self.database.url.expose_secret();
        let notifications = &self.notifications;
        let accounts = &self.accounts;
        let attachments = &self.attachments;
        let checks = [
            (
                url.starts_with("sqlite:") || url.starts_with("postgres"),
                "database.url: must begin with sqlite:// or postgres://".to_owned(),
            ),
            within("database.max_connections", self.database.max_connections, 2, 500),
            within("server.max_json_bytes", self.server.max_json_bytes, 1_024, 16_777_216),
            within("server.body_deadline_seconds", self.server.body_deadline_seconds, 1, 600),
            within("server.shutdown_seconds", self.server.shutdown_seconds, 0, 300),
            within("accounts.access_token_minutes", accounts.access_token_minutes, 1, 10),
            within("accounts.session_days", accounts.session_days, 1, 90),
            within("accounts.refresh_grace_seconds", accounts.refresh_grace_seconds, 0, 30),
            within("accounts.argon2_memory_kib", accounts.argon2_memory_kib, 19_456, 1_048_576),
            within("accounts.argon2_iterations", accounts.argon2_iterations, 2, 20),
            within("accounts.password_hashes_at_once", accounts.password_hashes_at_once, 1, 256),
            within("throttle.sign_ins_per_minute", self.throttle.sign_ins_per_minute, 1, 10_000),
            within(
                "throttle.sign_ins_per_address_per_minute",
                self.throttle.sign_ins_per_address_per_minute,
                1,
                100_000,
            ),
            within(
                "throttle.registrations_per_hour",
                self.throttle.registrations_per_hour,
                1,
                100_000,
            ),
            within("attachments.max_file_bytes", attachments.max_file_bytes, 1, 67_108_864),
            within("attachments.most_per_request", attachments.most_per_request, 1, 1_000),
            within("attachments.scan_seconds", attachments.scan_seconds, 1, 600),
            (
                ["http://", "https://"]
                    .iter()
                    .any(|scheme| self.server.public_url.starts_with(scheme))
                    && !self.server.public_url.ends_with('/'),
                "server.public_url: must begin with http:// or https:// and not end in a slash"
                    .to_owned(),
            ),
            one_of(
                "notifications.language",
                &notifications.language,
                &["en", "vi", "ko", "ja", "zh"],
            ),
            within("notifications.digest_hour", notifications.digest_hour, 0, 23),
            within("notifications.keep_days", notifications.keep_days, 1, 3_650),
            within(
                "notifications.stream_heartbeat_seconds",
                notifications.stream_heartbeat_seconds,
                1,
                60,
            ),
            within("notifications.streams_per_account", notifications.streams_per_account, 1, 100),
            within("notifications.streams", notifications.streams, 1, 5_000),
            one_of("mail.transport", &self.mail.transport, &["file", "smtp", "none"]),
            one_of("mail.smtp_security", &self.mail.smtp_security, &["starttls", "tls", "none"]),
            within("webhooks.timeout_seconds", self.webhooks.timeout_seconds, 1, 60),
            within("webhooks.rotation_hours", self.webhooks.rotation_hours, 0, 720),
            within("webhooks.most_per_organisation", self.webhooks.most_per_organisation, 1, 100),
            (
                ["text", "json"].contains(&self.log.format.as_str()),
                format!("log.format: '{}' is neither text nor json", self.log.format),
            ),
        ];
        checks.into_iter().filter(|(holds, _)| !holds).map(|(_, fault)| fault).collect()
    }
}

fn one_of(key: &str, value: &str, known: &[&str]) -> (bool, String) {
    (known.contains(&value), format!("{key}: '{value}' is none of {}", known.join(", ")))
}

fn within<T: PartialOrd + std::fmt::Display>(
    key: &str,
    value: T,
    low: T,
    high: T,
) -> (bool, String) {
    let fault = format!("{key}: {value} is not within {low} to {high}");
    (value >= low && value <= high, fault)
}

/// Compares given values with the defaults: unknown keys and values of another type.
fn compare(path: &str, given: &ValueKind, known: &ValueKind) -> Vec<String> {
    match (given, known) {
        (ValueKind::Table(given), ValueKind::Table(known)) => {
            let sorted: BTreeMap<&String, &Value> = given.iter().collect();
            sorted
                .into_iter()
                .flat_map(|(key, value)| {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    match known.get(key) {
                        Some(default) => compare(&path, &value.kind, &default.kind),
                        None => vec![unknown_key(&path, key, known.keys())],
                    }
                })
                .collect()
        }
        (_, ValueKind::Table(_)) => vec![format!("{path}: must be a section")],
        (ValueKind::Array(_), ValueKind::Array(_)) => Vec::new(),
        (ValueKind::Table(_) | ValueKind::Array(_), _) => {
            vec![format!("{path}: must be one value")]
        }
        (given, ValueKind::I64(_)) => {
            let whole = given.to_string().parse::<i64>();
            whole.map_or_else(
                |_| vec![format!("{path}: '{given}' is not a whole number")],
                |_| vec![],
            )
        }
        (given, ValueKind::Boolean(_)) => {
            let truth = given.to_string().parse::<bool>();
            truth.map_or_else(
                |_| vec![format!("{path}: '{given}' is neither true nor false")],
                |_| vec![],
            )
        }
        _ => Vec::new(),
    }
}

fn unknown_key<'a>(path: &str, key: &str, known: impl Iterator<Item = &'a String>) -> String {
    let nearest = known
        .map(|name| (strsim::damerau_levenshtein(key, name), name))
        .filter(|(distance, _)| *distance <= 3)
        .min();
    match nearest {
        Some((_, name)) => format!("{path}: unknown key, did you mean '{name}'?"),
        None => format!("{path}: unknown key"),
    }
}
