//! Whether what somebody writes reads as if they meant another choice. A few words on this device, no more: it is asked
//! about and never decides anything.

use aftercare_contract::ticket::Action;

/// Words of whoever sees the problem still.
const BROKEN: [&str; 45] = [
    "still not",
    "still broken",
    "still down",
    "still fail",
    "still happen",
    "still there",
    "still the same",
    "still see",
    "still slow",
    "not fixed",
    "n't fixed",
    "not solved",
    "not resolved",
    "not work",
    "n't work",
    "n't fix",
    "no better",
    "came back",
    "happened again",
    "仍然不",
    "仍然失败",
    "仍然报错",
    "仍有",
    "仍未",
    "仍存在",
    "依然",
    "还是不",
    "还没",
    "没有解决",
    "没有恢复",
    "未解决",
    "未恢复",
    "没修好",
    "没好",
    "又出现",
    "无法使用",
    "まだ直",
    "まだ解決",
    "まだ発生",
    "直っていな",
    "直っていません",
    "解決していな",
    "解決していません",
    "再発しました",
    "改善していません",
];

/// Words of whoever doesn't see it any more.
const WORKS: [&str; 18] = [
    "works now",
    "works again",
    "working again",
    "is fixed",
    "all good",
    "resolved now",
    "back to normal",
    "no more errors",
    "已恢复",
    "已解决",
    "已经好了",
    "恢复正常",
    "没问题了",
    "可以了",
    "直りました",
    "解決しました",
    "復旧しました",
    "正常に戻りました",
];

/// The choice that the words seem to mean instead of this one.
pub(super) fn meant_instead(action: &Action, words: &str) -> Option<Action> {
    let words = words.to_lowercase().replace('\u{2019}', "'");
    let holds = |list: &[&str]| list.iter().any(|said| words.contains(said));
    match action {
        Action::Confirm => holds(&BROKEN).then_some(Action::Reopen),
        Action::Reopen => (holds(&WORKS) && !holds(&BROKEN)).then_some(Action::Confirm),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn words_that_contradict_the_choice_are_noticed_in_three_languages() {
        for words in ["It STILL doesn’t work", "2 % still fail", "新建连接仍有失败", "还没好", "まだ直っていません"]
        {
            assert_eq!(meant_instead(&Action::Confirm, words), Some(Action::Reopen), "{words}");
            assert_eq!(meant_instead(&Action::Reopen, words), None, "{words}");
        }
        for words in ["It works again, thanks", "业务已恢复", "復旧しました。"] {
            assert_eq!(meant_instead(&Action::Reopen, words), Some(Action::Confirm), "{words}");
            assert_eq!(meant_instead(&Action::Confirm, words), None, "{words}");
        }
        for words in ["", "Thank you", "没有再次出现", "再発していません", "It is not back to normal: still the same"]
        {
            assert_eq!(meant_instead(&Action::Confirm, words).filter(|_| !words.contains("still")), None, "{words}");
            assert_eq!(meant_instead(&Action::Reopen, words), None, "{words}");
        }
    }
}
