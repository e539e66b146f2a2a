//! Deals of the demonstration, as data: four requests of its buyer with its supplier, one for each way
//! that an introduction can stand. Everything is fictitious and says so.

use chrono::NaiveDate;

use crate::introductions::{EventKind, Gap, Reason, Side};
use crate::quotes::{Draft, Incoterm, draft::DraftLine};
use crate::sourcing::{Disclosure, Visibility};

/// A request with its files and the introduction over it.
pub(super) struct Deal {
    /// The buyer's number for it, by which it is found again.
    pub(super) reference: &'static str,
    /// The request, in the interchange form.
    pub(super) request: &'static str,
    pub(super) visibility: Visibility,
    pub(super) anonymous: bool,
    pub(super) details: &'static str,
    pub(super) details_from: Disclosure,
    /// Name, stage, content.
    pub(super) files: &'static [(&'static str, Disclosure, &'static str)],
    /// Days before the first start at which it was entered.
    pub(super) entered: i64,
    /// What happened, each so many days before the first start.
    pub(super) steps: &'static [(i64, Side, Step)],
}

/// Something that a side does.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// Reports an event.
    Event(EventKind),
    /// Reports an outcome that is worth so much a year, in US dollars.
    Worth(EventKind, &'static str),
    /// Quotes a price of one piece, in US dollars.
    Quote(&'static str),
    /// Fetches the files that are open to it.
    Fetch,
    /// Ends it.
    End(Reason, Option<Gap>, &'static str),
}

use EventKind as E;
use Side::{Agency, Buyer, Supplier};
use Step::{End, Event, Fetch, Quote, Worth};

pub(super) const DEALS: [Deal; 4] = [
    Deal {
        reference: "DEMO-2025-01",
        request: r#"{
            "lang": "vi",
            "title": "Vỏ hộp điều khiển nhôm ADC12 (dữ liệu giả định)",
            "text": "Cần đơn vị đúc áp lực nhôm ADC12 vỏ hộp điều khiển, gia công CNC mặt lắp, 5.000 chiếc/tháng, giao KCN Yên Phong, Bắc Ninh. Bắt buộc có ISO 9001.",
            "required": { "processes": ["đúc áp lực"], "certifications": ["ISO 9001"] }
        }"#,
        visibility: Visibility::Suppliers,
        anonymous: false,
        details: "BẢN MẪU, GIẢ ĐỊNH. Bản vẽ D-100 rev B: thành 2,2 mm, dung sai mặt lắp ±0,05 mm, độ kín IP65, không rỗ khí trên mặt phay.",
        details_from: Disclosure::Confidential,
        files: &[
            (
                "Mô tả chung (giả định).txt",
                Disclosure::Teaser,
                "DỮ LIỆU GIẢ ĐỊNH. Vỏ hộp điều khiển, 180 x 120 x 60 mm, ADC12, sơn tĩnh điện.\n",
            ),
            (
                "Kích thước D-100 (giả định).csv",
                Disclosure::Confidential,
                "kich_thuoc,danh_nghia_mm,dung_sai_mm\ndai,180,0.2\nrong,120,0.2\ncao,60,0.1\n",
            ),
        ],
        entered: 640,
        steps: &[
            (630, Buyer, Event(E::Propose)),
            (628, Supplier, Event(E::Consent)),
            (626, Buyer, Event(E::AgreeConfidentiality)),
            (625, Supplier, Event(E::AgreeConfidentiality)),
            (625, Supplier, Fetch),
            (622, Buyer, Event(E::RequestQuotation)),
            (612, Supplier, Quote("4.35")),
            (600, Supplier, Quote("4.20")),
            (590, Buyer, Event(E::Meet)),
            (570, Buyer, Event(E::Audit)),
            (540, Supplier, Event(E::Sample)),
            (515, Buyer, Event(E::Approve)),
            (490, Buyer, Worth(E::OrderTrial, "21000")),
            (488, Supplier, Event(E::Confirm)),
            (430, Buyer, Worth(E::StartMassProduction, "252000")),
            (428, Supplier, Event(E::Confirm)),
            (240, Buyer, Worth(E::Repeat, "252000")),
            (238, Supplier, Event(E::Confirm)),
            (60, Buyer, Worth(E::Repeat, "264000")),
            (58, Supplier, Event(E::Confirm)),
        ],
    },
    Deal {
        reference: "DEMO-2026-02",
        request: r#"{
            "lang": "ko",
            "title": "모터 하우징 알루미늄 다이캐스팅 (가상 데이터)",
            "text": "모터 하우징용 ADC12 알루미늄 다이캐스팅 업체를 찾습니다. CNC 후가공 포함, 월 8,000개. ISO 9001 필수.",
            "required": { "processes": ["die casting"], "certifications": ["ISO 9001"] },
            "preferred": { "materials": ["ADC12"] }
        }"#,
        visibility: Visibility::Suppliers,
        anonymous: true,
        details: "가상 데이터입니다. 도면 M-20: 최소 두께 2.5 mm, 내압 시험 0.3 MPa, 표면 거칠기 Ra 3.2.",
        details_from: Disclosure::Introduced,
        files: &[(
            "시험 조건 (가상).txt",
            Disclosure::Introduced,
            "가상 데이터. 내압 시험 0.3 MPa, 60초, 누설 없음.\n",
        )],
        entered: 30,
        steps: &[
            (26, Buyer, Event(E::Propose)),
            (24, Supplier, Event(E::Consent)),
            (23, Supplier, Fetch),
            (21, Buyer, Event(E::RequestQuotation)),
            (12, Supplier, Quote("6.10")),
            (4, Supplier, Quote("5.85")),
        ],
    },
    Deal {
        reference: "DEMO-2026-03",
        request: r#"{
            "lang": "ja",
            "title": "アルミダイカスト放熱板（架空のデータ）",
            "text": "ADC12のアルミダイカスト放熱板を製造できる会社を探しています。月産3,000個、ISO 9001必須。",
            "required": { "processes": ["die casting"], "certifications": ["ISO 9001"] }
        }"#,
        visibility: Visibility::Agency,
        anonymous: false,
        details: "架空のデータです。図面 H-7：フィン厚さ1.8 mm、熱抵抗 0.9 K/W 以下。",
        details_from: Disclosure::Introduced,
        files: &[],
        entered: 3,
        steps: &[(1, Buyer, Event(E::Propose))],
    },
    Deal {
        reference: "DEMO-2026-04",
        request: r#"{
            "lang": "zh",
            "title": "压铸铝端盖（虚构数据）",
            "text": "寻找ADC12压铸铝端盖供应商，含CNC加工，每月2万件，须有ISO 9001。",
            "required": { "processes": ["die casting"], "certifications": ["ISO 9001"] }
        }"#,
        visibility: Visibility::Suppliers,
        anonymous: false,
        details: "虚构数据。图纸 E-3：壁厚2.0 mm，同轴度0.03 mm。",
        details_from: Disclosure::Introduced,
        files: &[(
            "外形图说明（虚构）.txt",
            Disclosure::Introduced,
            "虚构数据。外径92 mm，高度38 mm。\n",
        )],
        entered: 150,
        steps: &[
            (140, Agency, Event(E::Propose)),
            (139, Supplier, Event(E::Consent)),
            (138, Buyer, Event(E::Consent)),
            (137, Supplier, Fetch),
            (137, Agency, Fetch),
            (136, Buyer, Event(E::RequestQuotation)),
            (124, Supplier, Quote("3.40")),
            (
                110,
                Buyer,
                End(Reason::Price, Some(Gap::TenToTwenty), "Giả định: giá cao hơn mục tiêu."),
            ),
        ],
    },
];

/// A complete quote for a need, good for ninety days.
pub(super) fn quote(need: Option<u16>, unit_price: &str, day: NaiveDate) -> Draft {
    Draft {
        currency: "USD".to_owned(),
        incoterm: Some(Incoterm::Ddp),
        place: Some("KCN Yên Phong, Bắc Ninh".to_owned()),
        valid_until: day.checked_add_days(chrono::Days::new(90)),
        note: Some("Giả định".to_owned()),
        lines: vec![DraftLine {
            need,
            unit: Some("pcs".to_owned()),
            price_breaks: vec![(5_000, unit_price.to_owned())],
            tooling: Some("18000".to_owned()),
            moq: Some(5_000),
            lead_time_days: Some(21),
            ..DraftLine::default()
        }],
    }
}
