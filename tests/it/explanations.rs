//! Golden explanations: ten requests of the judged set, two in each language, each with its first two
//! suppliers, explained in the language of whoever asks.

use std::process::Command;

/// Requests, in the order of the file.
const REQUESTS: [(&str, [&str; 2]); 5] = [
    ("en", ["r-m02-en", "r-m023"]),
    ("vi", ["r-m03-vi", "r-e10"]),
    ("ko", ["r-m01-ko", "r-e17"]),
    ("ja", ["r-m04-ja", "r-e28"]),
    ("zh", ["r-e04-zh", "r-m061"]),
];

#[test]
fn ten_explanations_read_as_they_did() {
    let all = std::fs::read_to_string("tests/relevance/requests.jsonl").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("requests.jsonl");
    let mut explained = String::new();
    for (locale, ids) in REQUESTS {
        let chosen = all.lines().filter(|line| {
            let request: serde_json::Value = serde_json::from_str(line).unwrap();
            ids.iter().any(|id| request["id"] == **id)
        });
        let chosen: Vec<&str> = chosen.collect();
        assert_eq!(chosen.len(), ids.len(), "{ids:?} are in the judged set");
        std::fs::write(&file, chosen.join("\n")).unwrap();
        let told = Command::new(env!("CARGO_BIN_EXE_khop"))
            .args(["rank", "--suppliers", "tests/relevance/suppliers.jsonl", "--requests"])
            .arg(&file)
            .args(["--today", "2026-11-24", "--top", "2", "--format", "explained"])
            .args(["--locale", locale])
            .output()
            .unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        explained.push_str(&String::from_utf8(told.stdout).unwrap());
    }
    insta::assert_snapshot!("explanations", explained);
}
