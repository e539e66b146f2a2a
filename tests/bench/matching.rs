//! What a match costs, as ratios to one raw Tantivy query over the same profiles in the same run.
//!
//! `cargo bench --bench matching -- --suppliers 27600 --requests 200`
//!
//! The reference: one text field with frequencies and no positions, one segment, OR of the
//! request's distinct words, top 20. A match does more: it understands the request, judges, scores
//! and explains. Times are of one thread.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should end")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Parser as _;
use index::profile::Profile;
use index::request::SourcingRequest;
use index::store::{Searcher, Writer};
use index::{Engine, Language, RankOptions};
use khop::generate;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, TantivyDocument, Term};

#[derive(clap::Parser)]
struct Args {
    /// Generated suppliers.
    #[arg(long, default_value_t = 5_000)]
    suppliers: usize,
    /// Generated requests, over five languages.
    #[arg(long, default_value_t = 100)]
    requests: usize,
    /// Requests whose top 20 is compared with judging everybody; 0 keeps no profile in memory for it.
    #[arg(long, default_value_t = 50)]
    compared: usize,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// How long each request took, by what was done with it.
type Times = BTreeMap<&'static str, Vec<(Language, Duration)>>;

fn main() {
    let args = Args::parse();
    let engine = Engine::default();
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let options = RankOptions { today, top: 20, locale: Language::En, seed: 1 };
    let suppliers: Vec<Profile> = generate::suppliers(1).take(args.suppliers).collect();
    let requests: Vec<SourcingRequest> = generate::requests(1).take(args.requests).collect();

    let raw = Raw::build(&suppliers);
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let mut writer = Writer::create(folder.path(), &engine).unwrap();
    for profile in &suppliers {
        writer.upsert(profile, 1).unwrap();
    }
    writer.commit("bench:1").unwrap();
    let built = began.elapsed();
    drop(writer);
    let began = Instant::now();
    let searcher = Searcher::open(folder.path(), &engine).unwrap();
    searcher.rank(&requests[0], &options).unwrap();
    let first = began.elapsed();
    // Everything that can be kept is kept now: the first round is not measured.
    for request in &requests {
        searcher.rank(request, &options).unwrap();
    }

    let mut times = Times::new();
    let mut judged: Vec<u32> = Vec::new();
    for request in &requests {
        let language = engine.understand_request(request).lang.unwrap_or(Language::En);
        let mut time = |what, work: &mut dyn FnMut()| {
            let best = (0..3).map(|_| timed(&mut *work)).min().unwrap_or_default();
            times.entry(what).or_default().push((language, best));
        };
        let words = words_of(request);
        time("raw", &mut || drop(black_box(raw.top(&words))));
        time("understand", &mut || drop(black_box(engine.understand_request(request))));
        time("match", &mut || drop(black_box(searcher.rank(request, &options).unwrap())));
        judged.push(searcher.rank(request, &options).unwrap().counts.judged);
    }
    println!("{} suppliers, {} requests, one thread", suppliers.len(), requests.len());
    print_times(&times);
    print_judged(judged, &times);
    if args.compared > 0 {
        compare(
            &engine,
            &searcher,
            &suppliers,
            &requests[..args.compared.min(requests.len())],
            &options,
        );
    }
    println!(
        "index built in {:.1} s; opened and first match in {:.0} ms",
        built.as_secs_f64(),
        first.as_secs_f64() * 1e3
    );
}

/// A row for what was done with all requests and with those of each language.
fn print_times(times: &Times) {
    println!(
        "{:<14}{:>8}{:>12}{:>12}{:>12}{:>12}",
        "", "", "p50 ms", "p99 ms", "x raw p50", "x raw p99"
    );
    for what in ["raw", "understand", "match"] {
        for language in [None].into_iter().chain(Language::ALL.map(Some)) {
            let of = |what: &str| {
                let mut of: Vec<Duration> = times[what]
                    .iter()
                    .filter(|(spoken, _)| language.is_none_or(|wanted| wanted == *spoken))
                    .map(|(_, time)| *time)
                    .collect();
                of.sort_unstable();
                let at = |share: usize| of.get(of.len().saturating_sub(1) * share / 100);
                [50, 99].map(|share| at(share).copied().unwrap_or_default().as_secs_f64() * 1e3)
            };
            let ([p50, p99], [raw50, raw99]) = (of(what), of("raw"));
            let name = language.map_or("all", Language::code);
            println!(
                "{what:<14}{name:>8}{p50:>12.3}{p99:>12.3}{:>12.2}{:>12.2}",
                p50 / raw50,
                p99 / raw99
            );
        }
    }
}

/// How many suppliers a match looked at as a whole, and the one that took longest.
fn print_judged(mut judged: Vec<u32>, times: &Times) {
    judged.sort_unstable();
    println!(
        "judged per match: mean {:.0}, median {}, most {}; slowest match {:.1} ms",
        judged.iter().map(|&judged| f64::from(judged)).sum::<f64>() / judged.len().max(1) as f64,
        judged.get(judged.len() / 2).copied().unwrap_or_default(),
        judged.last().copied().unwrap_or_default(),
        times["match"].iter().map(|(_, time)| time.as_secs_f64() * 1e3).fold(0.0, f64::max),
    );
}

/// How many of each top are the same as when everybody is judged.
fn compare(
    engine: &Engine,
    searcher: &Searcher,
    suppliers: &[Profile],
    requests: &[SourcingRequest],
    options: &RankOptions,
) {
    let compiled: Vec<_> = suppliers.iter().map(|profile| engine.compile(profile)).collect();
    let (mut same, mut all) = (0, 0);
    for request in requests {
        let top = |results: Vec<index::matching::Match>| -> BTreeSet<String> {
            results.into_iter().map(|one| one.supplier).collect()
        };
        let exact = top(engine.rank(&compiled, request, options).results);
        let found = top(searcher.rank(request, options).unwrap().results);
        all += exact.len();
        same += exact.intersection(&found).count();
    }
    let share = same as f64 / all.max(1) as f64;
    println!("agreement of the top 20 with judging everybody: {share:.4} ({same} of {all})");
}

fn timed(work: &mut dyn FnMut()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// The reference.
struct Raw {
    searcher: tantivy::Searcher,
    field: tantivy::schema::Field,
}

impl Raw {
    fn build(suppliers: &[Profile]) -> Self {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs);
        let field =
            schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 1 << 29).unwrap();
        for profile in suppliers {
            let mut document = TantivyDocument::default();
            let text = serde_json::to_value(profile).unwrap();
            let mut words = Vec::new();
            texts(&text, &mut words);
            document.add_text(field, words.join(" "));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let ids = index.searchable_segment_ids().unwrap();
        if ids.len() > 1 {
            writer.merge(&ids).wait().unwrap();
        }
        writer.wait_merging_threads().unwrap();
        Self { searcher: index.reader().unwrap().searcher(), field }
    }

    fn top(&self, words: &BTreeSet<String>) -> Vec<(f32, tantivy::DocAddress)> {
        let clauses = words.iter().map(|word| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(self.field, word);
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        });
        let query = BooleanQuery::new(clauses.collect());
        self.searcher.search(&query, &TopDocs::with_limit(20).order_by_score()).unwrap()
    }
}

/// Every text of a value, cut into words.
fn texts(value: &serde_json::Value, words: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => words.extend(cut(text)),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, words)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| texts(field, words)),
        _ => {}
    }
}

fn words_of(request: &SourcingRequest) -> BTreeSet<String> {
    let mut words = Vec::new();
    let request = serde_json::json!({ "title": request.title, "text": request.text });
    texts(&request, &mut words);
    words.into_iter().collect()
}

/// Words in lower case; East Asian text as pairs of characters.
fn cut(text: &str) -> Vec<String> {
    let east = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let mut words = Vec::new();
    for run in
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty())
    {
        let characters: Vec<char> = run.chars().collect();
        if characters.iter().any(|c| east(*c)) && characters.len() > 1 {
            words.extend(characters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            words.push(run.to_owned());
        }
    }
    words
}
