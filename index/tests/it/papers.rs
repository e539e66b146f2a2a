//! What the papers say of the data is what the data says.

use std::path::Path;

/// The table of files: names in the first cell, rows in the second.
#[test]
fn the_readme_counts_the_rows_of_every_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("taxonomy");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let mut counted = 0;
    for line in readme.lines().filter(|line| line.starts_with("| ") && line.contains(".csv |")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let numbers = cells[2].split(", ").map(|number| number.parse::<usize>().unwrap());
        for (file, told) in cells[1].split(", ").zip(numbers) {
            let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
            assert_eq!(reader.records().count(), told, "{file}");
            counted += 1;
        }
    }
    assert!(counted > 15, "{counted} files");
}
