//! What is to be expected of a quantity, from its past months.
//!
//! A straight trend by least squares; from two years on, a season for each month of the year: the mean of what its
//! months differ from the trend, counted by half, as two years say little about the third. What is left over is taken
//! for chance, and the range is the prediction interval of the regression that holds 80 % of it:
//! `s · t · √(1 + 1/n + (x − x̄)² / Sxx)`. It knows nothing of one-off peaks and of plans.

use aftercare_contract::{
    asset::Day,
    report::{Expected, Point},
};
use chrono::{Datelike, Months, NaiveDate};

/// In how many cases of 100 the value should lie in the range.
pub const CONFIDENCE: u8 = 80;
/// Months that are needed for a trend.
pub const LEAST: usize = 6;
/// Months that are needed for seasons.
const SEASONS_FROM: usize = 24;
/// How much of a month's difference from the trend is taken for its season.
const SHRINK: f64 = 0.5;

/// What is expected of the `ahead` months after the last one of `history`, which is a point a month without gaps.
/// Nothing where there is too little to go by.
pub fn forecast(history: &[Point], ahead: usize) -> Vec<Expected> {
    let Some(last) = history.last().filter(|_| history.len() >= LEAST) else { return Vec::new() };
    let count = to_float(history.len());
    let xs: Vec<f64> = (0..history.len()).map(to_float).collect();
    let mean_x = xs.iter().sum::<f64>() / count;
    let mean_y = history.iter().map(|point| point.value).sum::<f64>() / count;
    let sxx = xs.iter().map(|x| (x - mean_x).powi(2)).sum::<f64>();
    let sxy = xs.iter().zip(history).map(|(x, point)| (x - mean_x) * (point.value - mean_y)).sum::<f64>();
    let slope = sxy / sxx;
    let trend = |x: f64| mean_y + slope * (x - mean_x);
    let rest: Vec<f64> = xs.iter().zip(history).map(|(x, point)| point.value - trend(*x)).collect();
    let season = |month: u32| {
        let of_month: Vec<f64> = history
            .iter()
            .zip(&rest)
            .filter(|(point, _)| point.from.0.month() == month)
            .map(|(_, rest)| *rest)
            .collect();
        if history.len() < SEASONS_FROM {
            0.0
        } else {
            SHRINK * of_month.iter().sum::<f64>() / to_float(of_month.len()).max(1.0)
        }
    };
    let errors = history.iter().zip(&rest).map(|(point, rest)| (rest - season(point.from.0.month())).powi(2));
    let spread = (errors.sum::<f64>() / (count - 2.0)).sqrt();
    let t = quantile(history.len() - 2);
    (0..ahead)
        .filter_map(|step| {
            let from = last.from.0.checked_add_months(Months::new(u32::try_from(step + 1).ok()?))?;
            let x = to_float(history.len() + step);
            let expected = trend(x) + season(from.month());
            let half = t * spread * (1.0 + 1.0 / count + (x - mean_x).powi(2) / sxx).sqrt();
            Some(Expected { from: Day(from), low: expected - half, expected, high: expected + half })
        })
        .collect()
}

/// The first months in which a limit may be passed and in which it is expected to be.
pub fn crossing(months: &[Expected], limit: f64) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let first =
        |passes: &dyn Fn(&Expected) -> bool| months.iter().find(|month| passes(month)).map(|month| month.from.0);
    (first(&|month| month.high >= limit), first(&|month| month.expected >= limit))
}

/// The 90th percentile of Student's t with so many degrees of freedom (Cornish–Fisher, good to a percent from 4 on).
fn quantile(freedom: usize) -> f64 {
    const Z: f64 = 1.281_551_6;
    let freedom = to_float(freedom).max(1.0);
    Z + (Z.powi(3) + Z) / (4.0 * freedom) + (5.0 * Z.powi(5) + 16.0 * Z.powi(3) + 3.0 * Z) / (96.0 * freedom * freedom)
}

#[expect(clippy::cast_precision_loss, reason = "months are few")]
fn to_float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;

    fn series(months: usize, value: impl FnMut(usize) -> f64) -> Vec<Point> {
        let start = NaiveDate::from_ymd_opt(2024, 11, 1).unwrap();
        let from = |index: usize| Day(start + Months::new(u32::try_from(index).unwrap()));
        (0..months).map(value).enumerate().map(|(index, value)| Point { from: from(index), value }).collect()
    }

    #[test]
    fn a_straight_line_goes_on_without_doubt() {
        let line = series(12, |index| 40.0 + 2.0 * to_float(index));
        let months = forecast(&line, 6);
        assert_eq!(months.len(), 6);
        assert_eq!(months[0].from.0.to_string(), "2025-11-01");
        for (step, month) in months.iter().enumerate() {
            let truth = 40.0 + 2.0 * to_float(12 + step);
            assert!((month.expected - truth).abs() < 1e-6 && month.high - month.low < 1e-6, "{month:?}");
        }
        assert_eq!(crossing(&months, 68.0), (Some(months[2].from.0), Some(months[2].from.0)));
        assert_eq!(crossing(&months, 100.0), (None, None));
        assert_eq!(forecast(&line[..5], 6), []);
    }

    #[test]
    fn a_season_that_came_twice_is_expected_by_half() {
        let peak = |index: usize| if index.is_multiple_of(12) { 20.0 } else { 0.0 };
        let months = forecast(&series(24, |index| 50.0 + peak(index)), 12);
        let november = months[0].expected;
        let rest = months[1..].iter().map(|month| month.expected).sum::<f64>() / 11.0;
        assert!((7.0..13.0).contains(&(november - rest)), "{november} against {rest}");
    }

    #[test]
    fn four_of_five_values_lie_in_the_range() {
        let mut rng = Rng::with_seed(80);
        // The sum of twelve is as good as a normal distribution.
        let mut chance = || (0..12).map(|_| rng.f64()).sum::<f64>() - 6.0;
        let mut inside = 0;
        for _ in 0..300 {
            let all = series(20, |index| 30.0 + 0.8 * to_float(index) + 3.0 * chance());
            let (past, next) = all.split_at(14);
            let months = forecast(past, next.len());
            inside += months.iter().zip(next).filter(|(it, truth)| (it.low..=it.high).contains(&truth.value)).count();
        }
        let share = to_float(inside) / (300.0 * 6.0);
        assert!((0.76..0.84).contains(&share), "{share}");
    }
}
