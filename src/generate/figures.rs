//! Figures as firms of a segment state them, in Vietnamese and English.

use super::dice::{Dice, dotted, grouped};

/// One statement in both languages.
pub(super) type Pair = (String, String);

/// Figures usual in a segment; none for services.
pub(super) fn specs(segment: &str, dice: &mut Dice) -> Vec<Pair> {
    let kinds: &[fn(&mut Dice) -> Pair] = match segment {
        "p-injection" => &[clamping, tolerance, weight],
        "p-rubber" => &[hardness, tolerance, clamping],
        "p-stamping" => &[press, thickness, tolerance],
        "p-sheetmetal" => &[thickness, laser, bending],
        "p-casting" => &[clamping, wall, tolerance],
        "p-cnc" | "t-jig" | "t-mould" => &[tolerance, travel, roughness],
        "p-fastener" => &[thread, thickness],
        "p-surface" => &[coating, salt_spray],
        "p-wire" | "s-harness" => &[gauge, length, pull],
        "s-pcba" | "a-ems" => &[chip, board, placement],
        "c-pcb" => &[layers, line_space, copper],
        "v-packaging" => &[plies, print_colours],
        "c-magnetics" | "c-motor" | "s-power" => &[power, voltage],
        "p-diecut" => &[web_width, tolerance],
        "c-connector" | "c-switch" => &[pitch, cycles],
        "t-test" | "v-lab" => &[accuracy, temperature],
        code if code.starts_with("m-") => &[thickness, web_width],
        code if code.starts_with("v-") || code == "c-icdesign" => &[],
        _ => &[tolerance, power],
    };
    let count = dice.between(1, 3) as usize;
    let chosen = dice.some(kinds, count);
    chosen.into_iter().map(|kind| kind(dice)).collect()
}

fn pair(vi: String, en: String) -> Pair {
    (vi, en)
}

fn clamping(dice: &mut Dice) -> Pair {
    let low = *dice.pick(&[30, 50, 80, 120, 160]);
    let high = *dice.pick(&[250, 350, 450, 650, 850, 1300]);
    let en = if dice.chance(50) { "T" } else { " t" };
    pair(
        format!("lực kẹp từ {low} đến {} tấn", dotted(high)),
        format!("clamping force {low}–{}{en}", grouped(high, ',')),
    )
}

fn press(dice: &mut Dice) -> Pair {
    let low = *dice.pick(&[25, 35, 45, 60]);
    let high = *dice.pick(&[110, 160, 200, 300, 400]);
    pair(format!("máy dập {low}–{high} tấn"), format!("presses from {low} to {high} tons"))
}

fn tolerance(dice: &mut Dice) -> Pair {
    let figure = *dice.pick(&["0.005", "0.01", "0.02", "0.03", "0.05", "0.1"]);
    pair(format!("dung sai ±{} mm", figure.replace('.', ",")), format!("tolerance ±{figure} mm"))
}

fn thickness(dice: &mut Dice) -> Pair {
    let low = *dice.pick(&["0.1", "0.3", "0.5", "0.8"]);
    let high = *dice.pick(&["2.0", "3.2", "6.0", "12"]);
    pair(
        format!("độ dày vật liệu {}–{} mm", low.replace('.', ","), high.replace('.', ",")),
        format!("material thickness {low}–{high} mm"),
    )
}

fn weight(dice: &mut Dice) -> Pair {
    let high = dice.round(150, 4500);
    pair(
        format!("khối lượng sản phẩm tới {} g", dotted(high)),
        format!("part weight up to {} g", grouped(high, ',')),
    )
}

fn hardness(dice: &mut Dice) -> Pair {
    let low = dice.between(3, 5) * 10;
    let high = dice.between(6, 9) * 10;
    pair(format!("độ cứng {low}–{high} Shore A"), format!("hardness {low}–{high} Shore A"))
}

fn laser(dice: &mut Dice) -> Pair {
    let power = *dice.pick(&[2, 3, 4, 6, 12]);
    pair(format!("cắt laser công suất {power} kW"), format!("{power} kW fibre laser cutting"))
}

fn bending(dice: &mut Dice) -> Pair {
    let length = *dice.pick(&[2500, 3200, 4000, 6000]);
    pair(
        format!("chấn dài tới {} mm", dotted(length)),
        format!("bending length up to {} mm", grouped(length, ',')),
    )
}

fn wall(dice: &mut Dice) -> Pair {
    let wall = *dice.pick(&["0.8", "1.0", "1.2", "1.5"]);
    pair(
        format!("chiều dày thành nhỏ nhất {} mm", wall.replace('.', ",")),
        format!("minimum wall {wall} mm"),
    )
}

fn travel(dice: &mut Dice) -> Pair {
    let x = *dice.pick(&[500, 650, 800, 1000, 1600]);
    let y = *dice.pick(&[400, 500, 600, 800]);
    pair(format!("hành trình {x} x {y} x 500 mm"), format!("travel {x} × {y} × 500 mm"))
}

fn roughness(dice: &mut Dice) -> Pair {
    let figure = *dice.pick(&["0.4", "0.8", "1.6"]);
    pair(
        format!("độ nhám Ra {}", figure.replace('.', ",")),
        format!("surface roughness Ra {figure} µm"),
    )
}

fn thread(dice: &mut Dice) -> Pair {
    let low = *dice.pick(&["M1.2", "M1.6", "M2", "M3"]);
    let high = *dice.pick(&["M6", "M8", "M12", "M16"]);
    pair(format!("ren từ {low} đến {high}"), format!("threads {low} to {high}"))
}

fn coating(dice: &mut Dice) -> Pair {
    let low = dice.between(3, 8);
    let high = dice.between(10, 25);
    pair(format!("chiều dày lớp phủ {low}–{high} µm"), format!("coating thickness {low}–{high} µm"))
}

fn salt_spray(dice: &mut Dice) -> Pair {
    let hours = *dice.pick(&[48, 72, 96, 240, 480]);
    pair(format!("phun muối {hours} giờ"), format!("salt spray {hours} h"))
}

fn gauge(dice: &mut Dice) -> Pair {
    let thick = *dice.pick(&[12, 14, 16, 18]);
    let thin = *dice.pick(&[26, 28, 30, 32]);
    pair(format!("dây AWG {thick}–{thin}"), format!("wire AWG {thick}–{thin}"))
}

fn length(dice: &mut Dice) -> Pair {
    let metres = *dice.pick(&[2, 3, 5, 10]);
    pair(format!("chiều dài cắt tới {metres} m"), format!("cut length up to {metres} m"))
}

fn pull(dice: &mut Dice) -> Pair {
    let newton = dice.between(2, 15) * 10;
    pair(format!("lực kéo tối thiểu {newton} N"), format!("pull force at least {newton} N"))
}

fn chip(dice: &mut Dice) -> Pair {
    let size = *dice.pick(&["01005", "0201", "0402", "0603"]);
    pair(format!("linh kiện nhỏ nhất {size}"), format!("smallest chip {size}"))
}

fn board(dice: &mut Dice) -> Pair {
    let (x, y) = *dice.pick(&[(330, 250), (460, 400), (510, 460), (610, 510)]);
    pair(format!("bo mạch lớn nhất {x} x {y} mm"), format!("board size up to {x} × {y} mm"))
}

fn placement(dice: &mut Dice) -> Pair {
    let speed = dice.between(30, 120) * 1000;
    pair(
        format!("tốc độ gắn {} CPH", dotted(speed)),
        format!("placement {} CPH", grouped(speed, ',')),
    )
}

fn layers(dice: &mut Dice) -> Pair {
    let high = *dice.pick(&[2, 4, 6, 8, 12, 16]);
    pair(format!("mạch 1–{high} lớp"), format!("1 to {high} layers"))
}

fn line_space(dice: &mut Dice) -> Pair {
    let figure = *dice.pick(&["0.075", "0.1", "0.15"]);
    pair(
        format!("đường mạch và khe {} mm", figure.replace('.', ",")),
        format!("line/space {figure}/{figure} mm"),
    )
}

fn copper(dice: &mut Dice) -> Pair {
    let microns = *dice.pick(&[18, 35, 70]);
    pair(format!("đồng {microns} µm"), format!("copper {microns} µm"))
}

fn plies(dice: &mut Dice) -> Pair {
    let plies = *dice.pick(&[3, 5, 7]);
    pair(format!("thùng carton {plies} lớp"), format!("{plies}-ply corrugated board"))
}

fn print_colours(dice: &mut Dice) -> Pair {
    let colours = dice.between(1, 6);
    pair(format!("in tới {colours} màu"), format!("printing in up to {colours} colours"))
}

fn power(dice: &mut Dice) -> Pair {
    let watts = dice.round(5, 2200);
    pair(
        format!("công suất sản phẩm tới {} W", dotted(watts)),
        format!("rated up to {} W", grouped(watts, ',')),
    )
}

fn voltage(dice: &mut Dice) -> Pair {
    let volts = *dice.pick(&[12, 24, 48, 110, 230]);
    pair(format!("điện áp {volts} V"), format!("{volts} V"))
}

fn web_width(dice: &mut Dice) -> Pair {
    let width = *dice.pick(&[250, 350, 600, 1000, 1250]);
    pair(
        format!("khổ rộng tới {} mm", dotted(width)),
        format!("web width up to {} mm", grouped(width, ',')),
    )
}

fn pitch(dice: &mut Dice) -> Pair {
    let pitch = *dice.pick(&["0.4", "0.5", "0.8", "1.0", "2.0"]);
    pair(format!("bước chân {} mm", pitch.replace('.', ",")), format!("pitch {pitch} mm"))
}

fn cycles(dice: &mut Dice) -> Pair {
    let cycles = dice.between(1, 10) * 5_000;
    pair(format!("độ bền {} lần", dotted(cycles)), format!("life {} cycles", grouped(cycles, ',')))
}

fn accuracy(dice: &mut Dice) -> Pair {
    let microns = dice.between(1, 9);
    pair(format!("độ chính xác {microns} µm"), format!("accuracy {microns} µm"))
}

fn temperature(dice: &mut Dice) -> Pair {
    let high = dice.between(8, 18) * 10;
    pair(format!("dải nhiệt −40 đến {high} °C"), format!("temperature range −40 to {high} °C"))
}

/// The size of a machine by what its kind is measured in: `650T`, `1,200 mm`.
pub(super) fn machine_size(parameter: &str, dice: &mut Dice) -> Option<String> {
    let first = parameter.split([',', ' ', '(']).next()?;
    let (_, unit) = first.rsplit_once('_')?;
    Some(match unit {
        "t" => format!("{}T", dice.pick(&[50, 80, 110, 150, 220, 350, 450, 650, 850])),
        "mm" => format!("{} mm", grouped(dice.round(200, 2_500), ',')),
        "cph" => format!("{} CPH", grouped(dice.between(20, 90) * 1000, ',')),
        "kw" => format!("{} kW", dice.pick(&[2, 3, 6, 12])),
        "kN" => format!("{} kN", dice.pick(&[5, 10, 50, 100])),
        "w" => format!("{} W", dice.round(20, 300)),
        "kv" => format!("{} kV", dice.pick(&[90, 110, 130, 160])),
        "a" => format!("{} A", dice.pick(&[200, 350, 500])),
        "kg" => format!("{} kg", dice.pick(&[6, 10, 20, 50])),
        _ => return None,
    })
}
