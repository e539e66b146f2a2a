//! Whose code may be built in: every dependency of every crate must be under a licence that can
//! be met by what is in this repository. `.cargo/deny.toml` says the same to cargo-deny, which
//! also reads the advisory database.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than their text and their notices.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Other licences, each for one crate, and why it is all right.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    (
        "webpki-root-certs",
        "CDLA-Permissive-2.0",
        "the same list in another form, for platforms that are not built for",
    ),
    (
        "webpki-roots",
        "CDLA-Permissive-2.0",
        "a list of root certificates as data, asks only for the licence text to be passed on",
    ),
];

/// Whether an SPDX expression can be met with licences that `allowed` says yes to.
///
/// `AND` binds closer than `OR`; the older `/` means `OR`.
fn is_met(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let met = either(&mut words, allowed)?;
    match words.next() {
        None => Ok(met),
        Some(word) => Err(format!("{word:?} is out of place in {expression:?}")),
    }
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let mut met = both(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        met |= both(words, allowed)?;
    }
    Ok(met)
}

fn both(words: &mut Words<'_>, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let mut met = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed)?;
    }
    Ok(met)
}

fn one(words: &mut Words<'_>, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let word = words.next().ok_or("the expression ends too early")?;
    if word == "(" {
        let met = either(words, allowed)?;
        return words.next_if_eq(&")").map(|_| met).ok_or_else(|| "no closing brace".to_owned());
    }
    match words.next_if_eq(&"WITH") {
        None => Ok(allowed(word)),
        Some(_) => {
            let exception = words.next().ok_or("WITH what?")?;
            Ok(allowed(&format!("{word} WITH {exception}")))
        }
    }
}

/// What Cargo knows of all dependencies, without asking the network.
///
/// For every platform where their sources are at hand; else for this one, since Cargo downloads
/// only what it builds.
fn metadata() -> Value {
    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            .args(more)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        output.status.success().then_some(output.stdout).ok_or(said)
    };
    let host = || {
        let rustc = Command::new("rustc").arg("-vV").output().unwrap();
        let said = String::from_utf8(rustc.stdout).unwrap();
        said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
    };
    let bytes = run(&[]).or_else(|_| run(&["--filter-platform", &host()])).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn every_dependency_may_be_built_in() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 200, "only {} packages", packages.len());
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let exceptions: Vec<_> = EXCEPTIONS.iter().filter(|(of, ..)| *of == name).collect();
        let allowed = |licence: &str| {
            ALLOWED.contains(&licence) || exceptions.iter().any(|(_, its, _)| *its == licence)
        };
        match package["license"].as_str().map(|expression| is_met(expression, &allowed)) {
            Some(Ok(true)) => used.extend(exceptions.iter().map(|(of, ..)| *of)),
            Some(Ok(false)) => faults.push(format!("{name}: {}", package["license"])),
            Some(Err(error)) => faults.push(format!("{name}: {error}")),
            None => faults.push(format!("{name}: says no licence")),
        }
    }
    // Of other platforms the sources may not be at hand, but the lock names them all.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock = fs::read_to_string(lock).unwrap();
    let seen = |name: &str| packages.iter().any(|package| package["name"] == name);
    let locked = |name: &str| lock.contains(&format!("name = \"{name}\"\n"));
    for (name, licence, reason) in EXCEPTIONS {
        if !used.contains(name) && (seen(name) || !locked(name)) {
            faults.push(format!("{name}: no longer needs {licence} ({reason})"));
        }
    }
    assert!(faults.is_empty(), "not allowed:\n{}", faults.join("\n"));
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let only_mit = |licence: &str| licence == "MIT" || licence == "ISC";
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0-only", false),
        ("MIT AND ISC", true),
        ("GPL-3.0-only OR MIT AND ISC", true),
        ("(GPL-3.0-only OR MIT) AND BSD-3-Clause", false),
        ("(GPL-3.0-only OR MIT) AND ISC", true),
        ("MIT WITH LLVM-exception", false),
    ] {
        assert_eq!(is_met(expression, &only_mit), Ok(met), "{expression}");
    }
    for broken in ["", "MIT OR", "(MIT", "MIT ISC", "MIT WITH"] {
        assert!(is_met(broken, &only_mit).is_err(), "{broken}");
    }
}

#[test]
fn cargo_deny_is_told_the_same() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cargo/deny.toml");
    let deny: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let listed = |value: &toml::Value| {
        let list = value.as_array().unwrap().iter();
        list.map(|item| item.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let allowed = listed(&deny["licenses"]["allow"]);
    assert_eq!(allowed, ALLOWED.iter().map(|&licence| licence.to_owned()).collect());
    let exceptions = deny["licenses"]["exceptions"].as_array().unwrap().iter();
    let exceptions: BTreeSet<_> = exceptions
        .flat_map(|item| {
            let name = item["crate"].as_str().unwrap().to_owned();
            listed(&item["allow"]).into_iter().map(move |licence| (name.clone(), licence))
        })
        .collect();
    let known = EXCEPTIONS.iter().map(|(name, licence, _)| ((*name).into(), (*licence).into()));
    assert_eq!(exceptions, known.collect());
}
