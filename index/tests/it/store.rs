//! The index folder: what is acknowledged stays, what is damaged says so, and its ranking is the
//! ranking over everybody.

use std::{
    fs,
    path::{Path, PathBuf},
};

use index::{
    Engine, Error, Language, RankOptions,
    profile::{Certification, Profile, Verification, VerificationLevel},
    request::{Criteria, SourcingRequest},
    store::{ListQuery, Searcher, Writer},
};
use tempfile::TempDir;

fn supplier(id: &str, description: &str) -> Profile {
    Profile {
        id: id.to_owned(),
        name: Some(format!("Công ty TNHH {id}")),
        description: Some(description.to_owned()),
        province: Some("Bắc Ninh".to_owned()),
        ..Profile::default()
    }
}

fn options() -> RankOptions {
    RankOptions { today: "2026-11-24".parse().unwrap(), top: 20, locale: Language::En, seed: 7 }
}

/// A folder with three suppliers and the checkpoint `3`.
fn filled(dir: &Path) -> Engine {
    let engine = Engine::default();
    let mut writer = Writer::create(dir, &engine).unwrap();
    writer.upsert(&supplier("đúc", "Chuyên đúc áp lực nhôm ADC12, máy 650 tấn"), 1).unwrap();
    writer.upsert(&supplier("ép", "사출 성형 전문, 사출기 50~850톤"), 1).unwrap();
    writer.upsert(&supplier("dập", "プレス加工、金型製作"), 1).unwrap();
    writer.commit("3").unwrap();
    engine
}

fn ids(searcher: &Searcher) -> Vec<(String, i64)> {
    let mut all = searcher.versions().unwrap();
    all.sort();
    all
}

#[test]
fn what_is_committed_survives_reopening() {
    let dir = TempDir::new().unwrap();
    let engine = filled(dir.path());
    let searcher = Searcher::open(dir.path(), &engine).unwrap();
    assert_eq!((searcher.len(), searcher.checkpoint().as_deref()), (3, Some("3")));

    let mut writer = Writer::open(dir.path(), &engine).unwrap();
    assert_eq!(writer.checkpoint().as_deref(), Some("3"));
    writer.upsert(&supplier("ép", "Gia công CNC"), 2).unwrap();
    writer.delete("dập").unwrap();
    writer.delete("không có").unwrap();
    writer.commit("6").unwrap();
    drop(writer);

    assert_eq!(searcher.len(), 3, "a reader sees what it saw until it reloads");
    searcher.reload().unwrap();
    for searcher in [&searcher, &Searcher::open(dir.path(), &engine).unwrap()] {
        assert_eq!(ids(searcher), [("ép".to_owned(), 2), ("đúc".to_owned(), 1)]);
        assert_eq!(searcher.checkpoint().as_deref(), Some("6"));
        assert!(!searcher.is_empty());
    }
    let found = searcher
        .rank(
            &SourcingRequest { text: Some("CNC machining".to_owned()), ..Default::default() },
            &options(),
        )
        .unwrap();
    assert_eq!(found.results.first().map(|best| best.supplier.as_str()), Some("ép"));
}

#[test]
fn what_is_not_committed_vanishes() {
    let dir = TempDir::new().unwrap();
    let engine = filled(dir.path());
    let mut writer = Writer::open(dir.path(), &engine).unwrap();
    writer.upsert(&supplier("mới", "mạ kẽm"), 1).unwrap();
    writer.delete("đúc").unwrap();
    drop(writer);
    let searcher = Searcher::open(dir.path(), &engine).unwrap();
    assert_eq!(searcher.len(), 3);
    assert_eq!(searcher.checkpoint().as_deref(), Some("3"));
    // The folder is free again.
    let mut writer = Writer::open(dir.path(), &engine).unwrap();
    writer.upsert(&supplier("mới", "mạ kẽm"), 1).unwrap();
    writer.commit("4").unwrap();
    searcher.reload().unwrap();
    assert_eq!(searcher.len(), 4);
}

#[test]
fn one_writer_at_a_time() {
    let dir = TempDir::new().unwrap();
    let engine = filled(dir.path());
    let first = Writer::open(dir.path(), &engine).unwrap();
    assert!(matches!(Writer::open(dir.path(), &engine), Err(Error::Busy)));
    assert!(Searcher::open(dir.path(), &engine).is_ok(), "readers need no lock");
    drop(first);
    assert!(Writer::open(dir.path(), &engine).is_ok());
}

#[test]
fn a_folder_of_another_make_is_not_opened() {
    let engine = Engine::default();
    let empty = TempDir::new().unwrap();
    assert!(matches!(Searcher::open(empty.path(), &engine), Err(Error::OtherSchema)));
    assert!(matches!(Writer::open(empty.path(), &engine), Err(Error::OtherSchema)));
    let missing = empty.path().join("không có");
    assert!(matches!(Searcher::open(&missing, &engine), Err(Error::OtherSchema)));

    let older = TempDir::new().unwrap();
    filled(older.path());
    fs::write(older.path().join("khop-version"), "0-0123456789abcdef").unwrap();
    assert!(matches!(Searcher::open(older.path(), &engine), Err(Error::OtherSchema)));
    assert!(matches!(Writer::open(older.path(), &engine), Err(Error::OtherSchema)));
    assert!(Writer::create(older.path(), &engine).is_err(), "an index is there already");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // The version file is another make; locks and the list of files hold nothing.
            !name.starts_with('.') && name != "khop-version"
        })
        .collect();
    files.sort();
    files
}

/// Opens a folder as reader and as writer; both must say that it is damaged.
fn is_damaged(dir: &Path, engine: &Engine, what: &str) {
    let reader = Searcher::open(dir, engine).map(|searcher| searcher.len());
    assert!(matches!(reader, Err(Error::Damaged(_))), "{what}: reader {reader:?}");
    let writer = Writer::open(dir, engine);
    assert!(matches!(writer, Err(Error::Damaged(_))), "{what}: writer {writer:?}");
}

#[test]
fn damage_is_told_and_never_a_panic() {
    let dir = TempDir::new().unwrap();
    let engine = filled(dir.path());
    let mut checked = 0;
    for file in files(dir.path()) {
        let good = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for cut in [0, 1, good.len() / 2, good.len().saturating_sub(2)] {
            fs::write(&file, good.get(..cut).unwrap()).unwrap();
            is_damaged(dir.path(), &engine, &format!("{name} cut to {cut}"));
        }
        if name != "meta.json" {
            for at in [0, good.len() / 3, good.len() / 2, good.len() - 1] {
                let mut bad = good.clone();
                *bad.get_mut(at).unwrap() ^= 0x40;
                fs::write(&file, &bad).unwrap();
                is_damaged(dir.path(), &engine, &format!("{name} flipped at {at}"));
            }
        }
        fs::write(&file, b"kh\xc3\xb4ng ph\xe1\xba\xa3i index").unwrap();
        is_damaged(dir.path(), &engine, &format!("{name} overwritten"));
        fs::remove_file(&file).unwrap();
        is_damaged(dir.path(), &engine, &format!("{name} gone"));
        fs::write(&file, &good).unwrap();
        assert_eq!(Searcher::open(dir.path(), &engine).unwrap().len(), 3, "{name} put back");
        checked += 1;
    }
    assert!(checked >= 5, "{checked} files");
}

#[test]
fn a_flipped_bit_in_the_list_of_segments_is_no_panic() {
    let dir = TempDir::new().unwrap();
    let engine = filled(dir.path());
    let meta = dir.path().join("meta.json");
    let good = fs::read(&meta).unwrap();
    let request =
        SourcingRequest { text: Some("đúc áp lực".to_owned()), ..Default::default() };
    let mut refused = 0;
    for at in (0..good.len()).step_by(5) {
        let mut bad = good.clone();
        *bad.get_mut(at).unwrap() ^= 0x04;
        fs::write(&meta, &bad).unwrap();
        match Searcher::open(dir.path(), &engine) {
            // A digit of a time stamp, say: what can be read is read.
            Ok(searcher) => drop(searcher.rank(&request, &options())),
            Err(Error::Damaged(_) | Error::OtherSchema) => refused += 1,
            Err(other) => unreachable!("{at}: {other}"),
        }
    }
    assert!(refused > good.len() / 10, "{refused} of {}", good.len());
}

fn listed(searcher: &Searcher, query: &ListQuery) -> (usize, Vec<String>) {
    let page = searcher.list(query).unwrap();
    let mut ids: Vec<String> = page.hits.into_iter().map(|(id, _)| id).collect();
    ids.sort();
    (page.total, ids)
}

#[test]
fn the_list_filters_and_counts() {
    let dir = TempDir::new().unwrap();
    let engine = Engine::default();
    let mut writer = Writer::create(dir.path(), &engine).unwrap();
    let held =
        |scheme: &str| vec![Certification { scheme: scheme.to_owned(), ..Default::default() }];
    let a = Profile {
        processes: vec!["đúc áp lực nhôm".to_owned()],
        materials: vec!["ADC12".to_owned()],
        certifications: held("IATF 16949"),
        verification: Some(Verification {
            level: VerificationLevel::SiteAudited,
            on: None,
            by: None,
        }),
        ..supplier("a", "Nhà máy tại Quế Võ")
    };
    let b = Profile {
        processes: vec!["다이캐스팅".to_owned()],
        certifications: held("ISO 9001"),
        province: Some("Hải Dương".to_owned()),
        ..supplier("b", "")
    };
    let c = Profile {
        processes: vec!["射出成形".to_owned()],
        province: Some("Đồng Nai".to_owned()),
        verification: Some(Verification {
            level: VerificationLevel::DocumentsChecked,
            on: None,
            by: None,
        }),
        ..supplier("c", "")
    };
    for profile in [&a, &b, &c] {
        writer.upsert(profile, 1).unwrap();
    }
    writer.commit("1").unwrap();
    let searcher = Searcher::open(dir.path(), &engine).unwrap();
    let all = ListQuery { limit: 10, ..ListQuery::default() };
    let of = |edit: fn(&mut ListQuery)| {
        let mut query = all.clone();
        edit(&mut query);
        let (total, ids) = listed(&searcher, &query);
        assert_eq!(total, ids.len());
        ids
    };
    assert_eq!(of(|_| ()), ["a", "b", "c"]);
    assert_eq!(of(|query| query.process = Some("die-casting".to_owned())), ["a", "b"]);
    assert_eq!(of(|query| query.process = Some("aluminium-die-casting".to_owned())), ["a"]);
    assert_eq!(of(|query| query.material = Some("aluminium-alloy".to_owned())), ["a"]);
    assert_eq!(of(|query| query.certification = Some("ISO_9001".to_owned())), ["a", "b"]);
    assert_eq!(of(|query| query.certification = Some("IATF_16949".to_owned())), ["a"]);
    assert_eq!(of(|query| query.province = Some("24".to_owned())), ["a"]);
    assert_eq!(of(|query| query.province = Some("province:31".to_owned())), ["b"]);
    assert_eq!(
        of(|query| query.verification_min = Some(VerificationLevel::DocumentsChecked)),
        ["a", "c"]
    );
    assert_eq!(of(|query| query.q = Some("die casting".to_owned())), ["a", "b"]);
    assert_eq!(of(|query| query.q = Some("que vo".to_owned())), ["a"]);
    assert_eq!(of(|query| query.q = Some("injection moulding".to_owned())), ["c"]);
    assert_eq!(of(|query| query.q = Some("半导体".to_owned())), [""; 0]);
    assert_eq!(of(|query| query.q = Some("   ".to_owned())), ["a", "b", "c"]);

    let page = searcher.list(&all).unwrap();
    let count = |facet: &str, code: &str| {
        page.facets[facet].iter().find(|(known, _)| known == code).map(|(_, count)| *count)
    };
    assert_eq!(count("concept", "die-casting"), Some(2));
    assert_eq!(count("certification", "ISO_9001"), Some(2));
    assert_eq!(count("certification", "IATF_16949"), Some(1));
    assert_eq!(count("province", "province:24"), Some(1));

    let first = searcher.list(&ListQuery { limit: 2, ..all.clone() }).unwrap();
    let rest = searcher.list(&ListQuery { limit: 2, offset: 2, ..all.clone() }).unwrap();
    assert_eq!((first.total, first.hits.len(), rest.total, rest.hits.len()), (3, 2, 3, 1));
    assert!(!first.hits.contains(&rest.hits[0]));
}

/// Deterministic pieces of a directory: small profiles that mix what firms say.
fn directory(size: usize) -> Vec<Profile> {
    const PROCESSES: [&str; 16] = [
        "đúc áp lực nhôm",
        "ép phun nhựa",
        "dập kim loại",
        "gia công CNC",
        "mạ kẽm",
        "anodizing",
        "PCB assembly",
        "wire harness",
        "사출 성형",
        "프레스 가공",
        "ダイカスト",
        "板金加工",
        "注塑成型",
        "模具制造",
        "laser cutting",
        "heat treatment",
    ];
    const PRODUCTS: [&str; 9] = [
        "vỏ nhựa",
        "bracket",
        "heat sink",
        "커넥터",
        "スプリング",
        "螺丝",
        "gá kẹp",
        "busbar",
        "gioăng cao su",
    ];
    const PLACES: [&str; 8] = [
        "Bắc Ninh",
        "Hải Dương",
        "Hà Nội",
        "Đồng Nai",
        "Bình Dương",
        "Hải Phòng",
        "Đà Nẵng",
        "Long An",
    ];
    const SCHEMES: [&str; 5] = ["ISO 9001", "IATF 16949", "ISO 14001", "ISO 13485", "UL"];
    let pick = |list: &[&str], at: usize| list.get(at % list.len()).copied().unwrap().to_owned();
    (0..size)
        .map(|n| {
            let mix = n.wrapping_mul(2_654_435_761) >> 7;
            Profile {
                id: format!("s-{n:04}"),
                name: Some(format!("Công ty số {n}")),
                processes: vec![pick(&PROCESSES, mix), pick(&PROCESSES, mix / 16 + n % 3)],
                products: vec![pick(&PRODUCTS, mix / 5)],
                province: Some(pick(&PLACES, mix / 11)),
                certifications: vec![Certification {
                    scheme: pick(&SCHEMES, mix / 3),
                    ..Certification::default()
                }],
                equipment: vec![format!("máy {} tấn x {}", 50 + (mix % 20) * 50, 1 + mix % 6)],
                capacity: Some(format!("{},000 pcs/month", 5 + mix % 300)),
                employees: u32::try_from(20 + mix % 700).ok(),
                confirmed_on: Some(
                    options().today - chrono::Days::new(u64::try_from(mix % 900).unwrap()),
                ),
                ..Profile::default()
            }
        })
        .collect()
}

fn requests() -> Vec<SourcingRequest> {
    let texts = [
        "Looking for aluminium die casting in Bắc Ninh, clamping force ≥ 650 t, IATF 16949 required",
        "Cần nhà cung cấp ép phun nhựa vỏ nhựa, 30.000 cái/tháng, khu vực phía Bắc",
        "프레스 가공 업체를 찾습니다. ISO 9001 필수, 월 5만개",
        "ダイカスト部品の供給先を探しています。ISO 14001取得が望ましい",
        "寻找注塑成型供应商，锁模力650吨以上，每月3万件",
        "wire harness supplier with UL, southern Vietnam preferred",
        "CNC machining of brackets, tolerance ±0.02 mm, near Hải Phòng",
        "mạ kẽm, yêu cầu ISO 14001",
        "heat sink, anodizing",
        "busbar stamping with plating, ISO 9001",
        "PCB assembly in Đồng Nai, at least 200 employees",
        "모듈용 커넥터 사출 성형, 인원 100명 이상",
        "スプリング、板金加工、月産10万個",
        "螺丝 供应商 ISO 9001",
        "laser cutting and sheet metal, Long An or Bình Dương",
        "gioăng cao su",
        "gá kẹp, gia công CNC, Đà Nẵng",
        "heat treatment of shafts",
        "模具制造 注塑模具",
        "medical plastic parts, ISO 13485 must, injection moulding",
    ];
    texts
        .into_iter()
        .zip(1..)
        .map(|(text, number)| SourcingRequest {
            id: format!("r-{number:02}"),
            text: Some(text.to_owned()),
            required: Criteria::default(),
            ..SourcingRequest::default()
        })
        .collect()
}

#[test]
fn the_folder_ranks_like_everybody_judged() {
    let dir = TempDir::new().unwrap();
    let engine = Engine::default();
    let profiles = directory(2_600);
    let mut writer = Writer::create(dir.path(), &engine).unwrap();
    for profile in &profiles {
        writer.upsert(profile, 1).unwrap();
    }
    writer.commit("1").unwrap();
    let searcher = Searcher::open(dir.path(), &engine).unwrap();
    assert_eq!(searcher.len(), profiles.len());
    let everybody: Vec<_> = profiles.iter().map(|profile| engine.compile(profile)).collect();
    let (mut same, mut asked) = (0_u32, 0_u32);
    let mut low = Vec::new();
    for request in requests() {
        let whole = engine.rank(&everybody, &request, &options());
        let found = searcher.rank(&request, &options()).unwrap();
        assert!(found.counts.judged < whole.counts.judged, "{:?}", found.counts);
        if whole.counts.qualified < 20 {
            assert_eq!(found.counts.qualified, whole.counts.qualified, "{}", request.id);
        }
        let top = |ranking: &index::matching::Ranking| -> Vec<String> {
            ranking.results.iter().map(|one| one.supplier.clone()).collect()
        };
        let (whole, found) = (top(&whole), top(&found));
        assert!(!whole.is_empty(), "{:?} finds nobody", request.text);
        let common = whole.iter().filter(|id| found.contains(id)).count();
        if common < whole.len() {
            low.push(format!("{} {common}/{}", request.id, whole.len()));
        }
        same += u32::try_from(common).unwrap();
        asked += u32::try_from(whole.len()).unwrap();
    }
    let agreement = f64::from(same) / f64::from(asked);
    assert!(agreement >= 0.999, "{agreement:.4}: {low:?}");
}
