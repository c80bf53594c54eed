//! Means, medians, percentiles.

use aftercare_contract::Span;

/// The middle one; of an even number the mean of both in the middle, in whole seconds.
pub fn median(sorted: &[i64]) -> Option<Span> {
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    let lower = if sorted.len().is_multiple_of(2) { *sorted.get(half.checked_sub(1)?)? } else { upper };
    Some(Span::seconds(lower.midpoint(upper)))
}

/// The least value that at least so many per cent don't exceed (nearest rank).
pub fn percentile(sorted: &[i64], per_cent: u8) -> Option<Span> {
    let rank = (sorted.len() * usize::from(per_cent)).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied().map(Span::seconds)
}

/// In whole seconds.
pub fn mean_span(seconds: &[i64]) -> Option<Span> {
    let count = i64::try_from(seconds.len()).ok().filter(|count| *count > 0)?;
    Some(Span::seconds(seconds.iter().sum::<i64>() / count))
}

/// To two decimals.
pub fn mean(values: &[f64]) -> Option<f64> {
    let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
    Some((values.iter().sum::<f64>() / f64::from(count) * 100.0).round() / 100.0)
}

/// `part` of `whole` in per cent, to so many thousandths of a per cent; nothing of nothing.
pub fn per_cent(part: i64, whole: i64) -> Option<f64> {
    // Counts and seconds are far below 2^53, where the conversion begins to round.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let (part, whole) = (part as f64, (whole > 0).then_some(whole as f64)?);
    Some((part / whole * 100_000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_even_numbers_have_a_middle_and_a_rank() {
        assert_eq!((median(&[]), percentile(&[], 90), mean_span(&[]), mean(&[])), (None, None, None, None));
        assert_eq!(median(&[4]), Some(Span::seconds(4)));
        assert_eq!(median(&[1, 2, 5, 9]), Some(Span::seconds(3)));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(percentile(&ten, 90), Some(Span::seconds(9)));
        assert_eq!(percentile(&ten[..9], 90), Some(Span::seconds(9)));
        assert_eq!(per_cent(2, 3), Some(66.667));
        assert_eq!(per_cent(0, 0), None);
    }
}
