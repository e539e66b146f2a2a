//! Downhill within a box: projected gradient with the step length of Barzilai and Borwein, halved
//! until the loss falls enough. No chance in it: the same cases give the same weights.

/// Steps at most.
const STEPS: u32 = 200;
/// Slope within the box below which it is flat enough: the pull alone has a curvature of 1, so an
/// exponent is then off by no more.
const FLAT: f64 = 3e-3;
/// Halvings of one step at most.
const HALVINGS: u32 = 40;
/// Share of the promised fall that a step has to bring.
const ENOUGH: f64 = 1e-4;

/// The lowest place found from the middle of the box, `-bound..=bound` in each direction. `at`
/// gives the loss and its gradient.
pub(super) fn descend(
    dimension: usize,
    bound: f64,
    at: impl Fn(&[f64]) -> (f64, Vec<f64>),
) -> Vec<f64> {
    let mut here = vec![0.0; dimension];
    let (mut loss, mut gradient) = at(&here);
    let mut length = 1.0 / norm(&gradient).max(1.0);
    for _ in 0..STEPS {
        let stepped = |length: f64| -> Vec<f64> {
            let step = here.iter().zip(&gradient);
            step.map(|(x, slope)| (x - length * slope).clamp(-bound, bound)).collect()
        };
        if norm(&difference(&stepped(1.0), &here)) < FLAT {
            break;
        }
        let mut found = None;
        for _ in 0..HALVINGS {
            let next = stepped(length);
            let moved = difference(&next, &here);
            let promised = dot(&gradient, &moved);
            let (lower, slope) = at(&next);
            if lower <= loss + ENOUGH * promised {
                found = Some((next, moved, lower, slope));
                break;
            }
            length *= 0.5;
        }
        let Some((next, moved, lower, slope)) = found else { break };
        let turned = difference(&slope, &gradient);
        let curvature = dot(&moved, &turned);
        length = if curvature > 0.0 { dot(&moved, &moved) / curvature } else { length * 2.0 };
        (here, loss, gradient) = (next, lower, slope);
    }
    here
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

#[cfg(test)]
mod tests {
    use super::descend;

    #[test]
    fn a_narrow_valley_is_walked_to_its_end_and_the_box_holds() {
        let valley = |x: &[f64]| {
            let (a, b) = (x[0] - 1.0, x[1] + 7.0);
            (50.0 * a * a + 0.5 * b * b, vec![100.0 * a, b])
        };
        let lowest = descend(2, 3.0, valley);
        assert!((lowest[0] - 1.0).abs() < 1e-3, "{lowest:?}");
        assert!((lowest[1] + 3.0).abs() < 1e-12, "{lowest:?}");
    }
}
