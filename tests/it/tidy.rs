//! Rules of the house that no compiler checks: sizes, headers, names, who may import whom, and
//! what the papers around the code must have. A rule that is not tested is not a rule.
//!
//! Exceptions stand in the rule, each with its reason; one that is no longer needed fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Lines of a Rust file at most, unit tests included.
const MOST_LINES: usize = 500;
/// Lines of ARCHITECTURE.md at most: what is longer is not read.
const MOST_LINES_OF_ARCHITECTURE: usize = 200;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 10] =
    ["common", "data", "helper", "helpers", "info", "manager", "misc", "service", "util", "utils"];
/// Rooms from left to right; left never imports right.
const ROOMS: [&str; 12] = [
    "accounts",
    "notifications",
    "history",
    "suppliers",
    "sourcing",
    "matching",
    "opportunities",
    "introductions",
    "attachments",
    "quotes",
    "outcomes",
    "reports",
];
/// What stands above the rooms and is never imported by them.
const ABOVE_ROOMS: [&str; 6] = ["api", "http", "web", "server", "cli", "demo"];

/// Crates that may be named only in some places.
struct Border {
    crates: &'static [&'static str],
    inside: &'static [&'static str],
    /// Files outside that may, and why.
    exceptions: &'static [(&'static str, &'static str)],
}

const BORDERS: [Border; 5] = [
    Border {
        crates: &[
            "actix_web",
            "actix_multipart",
            "tracing_actix_web",
            "utoipa_actix_web",
            "utoipa_swagger_ui",
        ],
        inside: &["src/http/", "src/api/", "src/web/", "src/server.rs", "tests/"],
        exceptions: &[
            ("src/telemetry.rs", "the span of a request is made from the request"),
            ("src/cli/place.rs", "starts the runtime that the server needs"),
        ],
    },
    Border {
        crates: &["sea_orm"],
        inside: &[
            "src/entity/",
            "src/sync/",
            "src/app.rs",
            "src/db.rs",
            "/store.rs",
            "migration/",
            "tests/",
        ],
        exceptions: &[
            ("src/error.rs", "any database error becomes an internal one"),
            (
                "src/http/idempotency.rs",
                "keeps answers in a table of its own, in their transaction",
            ),
            ("src/accounts/keys.rs", "the store of signing keys"),
            ("src/accounts/offline.rs", "the store, for whoever works without a server"),
            ("src/demo/accounts.rs", "looks whether the accounts are there"),
            ("src/demo/content.rs", "counts what is there already"),
            ("src/accounts/organisations.rs", "the store of organisations"),
            ("src/introductions/visible.rs", "the store's conditions: who may see which rows"),
            ("src/sourcing/mod.rs", "the store of sourcing requests"),
            ("src/suppliers/change.rs", "the transaction handle, and the row under change"),
            ("src/suppliers/claim.rs", "the store of claims"),
            (
                "src/suppliers/import.rs",
                "the transaction handle, and rows looked up by the hundred",
            ),
            ("src/suppliers/read.rs", "the store's reading half"),
        ],
    },
    Border {
        crates: &["hmac", "lettre", "reqwest", "rustls", "webpki_roots"],
        inside: &["src/notifications/", "tests/"],
        exceptions: &[],
    },
    Border {
        crates: &["tantivy"],
        inside: &["index/"],
        exceptions: &[("tests/bench/matching.rs", "measures against it")],
    },
    Border { crates: &["sea_orm_migration"], inside: &["migration/"], exceptions: &[] },
];

/// What the engine and the migrations never use: crates, clocks.
const ABSENT: [(&str, &[&str]); 2] = [
    (
        "index/src/",
        &[
            "actix_web::",
            "khop::",
            "migration::",
            "reqwest::",
            "sea_orm::",
            "tokio::",
            "Instant::now",
            "Local::now",
            "SystemTime::now",
            "Utc::now",
        ],
    ),
    ("migration/src/", &["actix_web::", "entity::", "index::", "khop::"]),
];

/// A text file of the repository: its path from the root, and what it says.
struct Page {
    path: String,
    text: String,
}

impl Page {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match place.strip_prefix('/') {
            Some(_) => self.path.ends_with(place),
            None => self.path.starts_with(place),
        })
    }

    /// Lines of code with their numbers: no comments, no test attributes, no words in quotes.
    fn code(&self) -> impl Iterator<Item = (usize, String)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        lines
            .filter(|(_, line)| !line.starts_with("//") && *line != "#[actix_web::test]")
            .map(|(at, line)| (at, line.split('"').step_by(2).collect()))
    }

    fn names(&self, word: &str) -> Option<usize> {
        self.code().find(|(_, line)| has_word(line, word)).map(|(number, _)| number)
    }

    /// The modules of its own crate that it imports or names.
    fn imports(&self) -> BTreeSet<String> {
        let code: Vec<_> = self.code().map(|(_, line)| line).collect();
        let code = code.join("\n");
        let mut found = BTreeSet::new();
        for (_, rest) in
            code.match_indices("crate::").map(|(at, word)| code.split_at(at + word.len()))
        {
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads(group)),
                None => found.extend(ident(rest)),
            }
        }
        found
    }
}

fn ident(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// First words of the members of an import group, the brace of which is open.
fn heads(group: &str) -> BTreeSet<String> {
    let mut depth = 1;
    let mut members = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => members.push(String::new()),
            _ if depth == 1 => members.last_mut().unwrap().push(letter),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    members.iter().filter_map(|member| ident(member.trim())).collect()
}

fn has_word(line: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line.split_at(at).0, line.split_at(at + word.len()).1);
        !before.ends_with(inside) && (word.ends_with(':') || !after.starts_with(inside))
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the repository but what is built, kept or downloaded.
fn pages() -> Vec<Page> {
    let mut pages = Vec::new();
    collect(root(), &mut pages);
    assert!(pages.iter().filter(|page| page.is_rust()).count() > 50, "the walk misses files");
    pages
}

fn collect(folder: &Path, pages: &mut Vec<Page>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let inner = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        if ["target", "data", ".git"].contains(&inner.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, pages);
        } else if let Some(text) = fs::read(&path).ok().and_then(|b| String::from_utf8(b).ok()) {
            pages.push(Page { path: inner, text });
        }
    }
}

fn rust() -> Vec<Page> {
    pages().into_iter().filter(Page::is_rust).collect()
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} against the rules:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let long = rust().into_iter().map(|page| (page.text.lines().count(), page.path));
    let faults: Vec<_> = long
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines, split it by meaning"))
        .collect();
    none(&faults);
}

#[test]
fn every_file_says_what_it_is() {
    let silent = rust().into_iter().filter(|page| !page.text.starts_with("//! "));
    let faults: Vec<_> = silent.map(|page| format!("{}: no `//!` header", page.path)).collect();
    none(&faults);
}

#[test]
fn names_say_what_is_inside() {
    let mut faults = Vec::new();
    for page in rust() {
        let stem = page.path.trim_end_matches(".rs");
        // These two are about the data files, not a drawer.
        let known = ["index/src/taxonomy/data", "index/tests/it/data"].contains(&stem);
        if !known && stem.split('/').any(|part| EMPTY_NAMES.contains(&part)) {
            faults.push(format!("{}: a name that says nothing", page.path));
        }
    }
    none(&faults);
}

#[test]
fn crates_stay_behind_their_borders() {
    let pages = rust();
    let mut faults = Vec::new();
    for border in &BORDERS {
        for word in border.crates {
            for page in pages.iter().filter(|page| !page.under(border.inside)) {
                let excused = border.exceptions.iter().any(|(path, _)| *path == page.path);
                if let Some(line) = page.names(word).filter(|_| !excused) {
                    faults.push(format!("{}:{line}: names {word}", page.path));
                }
            }
        }
        for (path, reason) in border.exceptions {
            let page = pages.iter().find(|page| page.path == *path);
            if !page.is_some_and(|page| border.crates.iter().any(|word| page.names(word).is_some()))
            {
                faults.push(format!("{path}: no longer needs its exception ({reason})"));
            }
        }
    }
    none(&faults);
}

#[test]
fn engine_and_migrations_know_nobody() {
    let mut faults = Vec::new();
    for page in rust() {
        for (_, words) in ABSENT.iter().filter(|(place, _)| page.path.starts_with(place)) {
            let named = words.iter().filter_map(|word| Some((word, page.names(word)?)));
            faults.extend(named.map(|(word, line)| format!("{}:{line}: names {word}", page.path)));
        }
    }
    none(&faults);
}

#[test]
fn rooms_know_neither_doors_nor_later_rooms() {
    let mut faults = Vec::new();
    for page in rust() {
        let Some(place) = page.path.strip_prefix("src/").and_then(ident) else { continue };
        let room = ROOMS.iter().position(|room| *room == place);
        let forbidden: Vec<&str> = match (room, place.as_str()) {
            (Some(at), _) => ABOVE_ROOMS.iter().chain(&ROOMS[at + 1..]).copied().collect(),
            (None, "sync") => {
                ABOVE_ROOMS.iter().chain(&["sourcing", "matching"]).copied().collect()
            }
            (None, "interchange") => ABOVE_ROOMS.iter().chain(&ROOMS[4..]).copied().collect(),
            (None, "coded" | "words" | "entity" | "error" | "config" | "db" | "generate") => {
                ABOVE_ROOMS.iter().chain(&ROOMS).copied().collect()
            }
            (None, "http") => vec!["api", "web", "server", "cli", "demo"],
            (None, "api" | "web") => vec!["entity", "server", "cli", "demo"],
            (None, "server") => vec!["entity", "cli", "demo"],
            (None, "imports") => ABOVE_ROOMS.to_vec(),
            (None, "app" | "cli" | "demo" | "lib" | "main" | "telemetry") => continue,
            _ => {
                faults
                    .push(format!("{}: its place among the rooms is not written here", page.path));
                continue;
            }
        };
        let imports = page.imports();
        let wrong = forbidden.iter().filter(|module| imports.contains(**module));
        faults.extend(wrong.map(|module| format!("{}: imports crate::{module}", page.path)));
    }
    none(&faults);
}

#[test]
fn doors_begin_no_transaction() {
    let doors = rust().into_iter().filter(|page| page.under(&["src/api/", "src/web/"]));
    let faults: Vec<_> = doors
        .filter_map(|page| Some(format!("{}:{}: write_tx", page.path, page.names("write_tx")?)))
        .collect();
    none(&faults);
}

#[test]
fn tests_wait_for_what_they_need_and_all_run() {
    let mut faults = Vec::new();
    let pages = rust();
    let main = pages.iter().find(|page| page.path == "tests/it/main.rs").unwrap();
    for page in pages.iter().filter(|page| page.path.contains("tests/")) {
        if let Some(line) = page.names(concat!("sle", "ep")) {
            faults.push(format!("{}:{line}: waits for time, not for what it needs", page.path));
        }
        let Some(inner) = page.path.strip_prefix("tests/it/") else { continue };
        let module = inner.split(['/', '.']).next().unwrap();
        if module != "main" && !main.text.contains(&format!("\nmod {module};\n")) {
            faults.push(format!("{}: not in tests/it/main.rs, so it never runs", page.path));
        }
    }
    let lines: Vec<_> = main.text.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1].starts_with("mod ")) {
        if !pair[0].starts_with("/// ") {
            faults.push(format!("tests/it/main.rs: `{}` has no comment", pair[1]));
        }
    }
    none(&faults);
}

#[test]
fn every_migration_is_in_the_list_in_order() {
    let pages = rust();
    let list = pages.iter().find(|page| page.path == "migration/src/lib.rs").unwrap();
    let mut names: Vec<_> = pages
        .iter()
        .filter_map(|page| page.path.strip_prefix("migration/src/m2")?.strip_suffix(".rs"))
        .map(|rest| format!("m2{rest}"))
        .collect();
    names.sort_unstable();
    assert!(names.len() >= 2, "{names:?}");
    let lines = list.text.lines().map(str::trim);
    let listed: Vec<_> = lines
        .filter_map(|line| line.strip_prefix("Box::new(")?.strip_suffix("::Migration),"))
        .collect();
    assert_eq!(listed, names);
}

#[test]
fn every_setting_is_explained() {
    let mut faults = Vec::new();
    let read = |name: &str| fs::read_to_string(root().join("config").join(name)).unwrap();
    let is_key = |line: &str| line.split_once('=').is_some() && !line.starts_with('#');
    for name in ["default.toml", "ranking.toml"] {
        let text = read(name);
        let mut before = "";
        for line in text.lines() {
            if is_key(line) && !before.starts_with("# ") && !line.contains(" # ") {
                faults.push(format!("config/{name}: `{line}` has no comment"));
            }
            before = line;
        }
    }
    let keys = |text: &str| {
        let table: toml::Table = toml::from_str(text).unwrap();
        let sections = table.into_iter();
        let all = sections.flat_map(|(section, keys)| {
            let keys = keys.as_table().cloned().unwrap_or_default();
            keys.into_iter().map(move |(key, _)| format!("{section}.{key}"))
        });
        all.collect::<BTreeSet<_>>()
    };
    let known = keys(&read("default.toml"));
    for key in keys(&read("production.toml")).difference(&known) {
        faults.push(format!("config/production.toml: {key} is not in default.toml"));
    }
    none(&faults);
}

#[test]
fn papers_are_there_short_and_lead_somewhere() {
    let pages = pages();
    let mut faults = Vec::new();
    for paper in ["README.md", "ARCHITECTURE.md", "LICENSE", ".github/CONTRIBUTING.md"] {
        match pages.iter().find(|page| page.path == paper) {
            None => faults.push(format!("{paper}: missing")),
            Some(page) if paper == "ARCHITECTURE.md" => {
                let lines = page.text.lines().count();
                if lines > MOST_LINES_OF_ARCHITECTURE {
                    faults.push(format!("{paper}: {lines} lines"));
                }
            }
            Some(_) => {}
        }
    }
    for page in pages.iter().filter(|page| page.path.ends_with(".md")) {
        let folder = root().join(&page.path).parent().unwrap().to_owned();
        for (_, rest) in page.text.match_indices("](").map(|(at, _)| page.text.split_at(at + 2)) {
            let target = rest.split([')', '#']).next().unwrap();
            if !target.is_empty() && !target.contains(':') && !folder.join(target).exists() {
                faults.push(format!("{}: leads to {target}, which is not there", page.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_page_names_a_folder_of_one_machine() {
    // In two parts, so that this file does not name them.
    let folders =
        [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), "C:\\Users"];
    let mut faults = Vec::new();
    for page in pages() {
        if page.path == "tests/it/tidy.rs" || page.path.ends_with("jsonl") {
            continue;
        }
        for (at, line) in page.text.lines().enumerate() {
            let outside = |place: &&&str| {
                let before = line.split(**place).next().unwrap_or_default();
                line.contains(**place) && !before.ends_with(|c: char| c.is_alphanumeric())
            };
            if let Some(folder) = folders.iter().find(outside) {
                faults.push(format!("{}:{}: names {folder}", page.path, at + 1));
            }
        }
    }
    none(&faults);
}

/// The image is built from what `.dockerignore` lets in; a target that stays out breaks the build.
#[test]
fn the_image_gets_every_target_that_the_manifest_names() {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let let_in = fs::read_to_string(".dockerignore").unwrap();
    let targets = ["test", "bench"].into_iter().filter_map(|kind| manifest.get(kind)?.as_array());
    let paths: Vec<&str> = targets.flatten().map(|one| one["path"].as_str().unwrap()).collect();
    assert!(paths.len() > 1);
    for path in paths {
        let folder = Path::new(path).parent().unwrap().display().to_string();
        assert!(let_in.lines().any(|line| line == format!("!{folder}")), "{path} is left out");
    }
}
