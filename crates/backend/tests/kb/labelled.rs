//! The labelled set: what people type, and the articles that they mean.

use std::fmt::Write;

use crate::world::{World, ids};

#[tokio::test]
async fn nearly_everything_that_is_meant_is_among_the_first_ten() {
    let world = World::new().await;
    let reader = world.reader("lin@example.cn").await;
    let (mut recall, mut count, mut missed) = (0.0, 0.0, String::new());
    for line in include_str!("queries.tsv").lines() {
        let [language, text, meant] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let findings = reader.search(text, language).await;
        let found = ids(&findings);
        let meant: Vec<&str> = meant.split(' ').collect();
        let hits = meant.iter().filter(|id| found.contains(id)).count();
        recall += f64::from(u32::try_from(hits).unwrap()) / f64::from(u32::try_from(meant.len()).unwrap());
        count += 1.0;
        if hits < meant.len() {
            writeln!(missed, "{language} {text}: {meant:?}, found {found:?}").unwrap();
        }
        assert!(findings.items.iter().all(|found| found.article.language == language), "{text}");
    }
    let recall: f64 = recall / count;
    assert!(count >= 150.0 && recall >= 0.95, "recall@10 {recall:.3} of {count}\n{missed}");
}
