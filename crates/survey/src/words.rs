//! What the page says, in three languages. All of it is in the program: two kilobytes a language, and changing the
//! language needs no network.

use aftercare_contract::Timestamp;
use js_sys::{Date, Object, Reflect};

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 简体中文.
    Chinese,
    /// English.
    English,
    /// 日本語.
    Japanese,
}

impl Language {
    const ALL: [Self; 3] = [Self::Chinese, Self::English, Self::Japanese];

    /// BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The language nearest to a tag: `zh-Hant-TW` is read as Chinese.
    pub fn near(tag: &str) -> Option<Self> {
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        Self::ALL.into_iter().find(|language| primary(language.tag()) == primary(tag))
    }

    /// What the page says in it.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
            Self::Japanese => &JAPANESE,
        }
    }

    /// Wed, 2 Dec, 23:59; in the zone of the browser.
    pub fn time(self, time: Timestamp) -> String {
        let options = Object::new();
        for (name, value) in [
            ("weekday", "short"),
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
        ] {
            // A fresh object takes every member.
            let _ = Reflect::set(&options, &name.into(), &value.into());
        }
        #[expect(clippy::cast_precision_loss, reason = "dates stay far below 2^53 milliseconds")]
        let date = Date::new(&(time.unix_millis() as f64).into());
        date.to_locale_string(self.tag(), &options).into()
    }
}

/// The wordings of a language. Names in braces stand for what is filled in.
pub struct Words {
    pub title: &'static str,
    pub handled_by: &'static str,
    pub optional: &'static str,
    pub overall: &'static str,
    pub overall_hint: &'static str,
    pub overall_missing: &'static str,
    /// The marks from 1 to 5.
    pub marks: [&'static str; 5],
    pub details: &'static str,
    pub details_hint: &'static str,
    pub clear: &'static str,
    pub clear_of: &'static str,
    pub reasons: &'static str,
    pub reasons_of: &'static str,
    pub promise: &'static str,
    pub nps: &'static str,
    pub nps_least: &'static str,
    pub nps_most: &'static str,
    pub comment: &'static str,
    pub comment_hint: &'static str,
    pub send: &'static str,
    pub later: &'static str,
    pub until: &'static str,
    pub sending: &'static str,
    pub waiting: &'static str,
    pub refused: &'static str,
    pub who_sees: &'static str,
    pub not_solved: &'static str,
    pub open_ticket: &'static str,
    pub hotline: &'static str,

    pub received: &'static str,
    pub thanks: &'static str,
    pub thanks_lead: &'static str,
    pub sorry_lead: &'static str,
    pub next: &'static str,
    pub step_registered: &'static str,
    pub step_looking: &'static str,
    pub step_told: &'static str,
    pub step_due: &'static str,
    pub done: &'static str,
    pub now: &'static str,
    pub to_come: &'static str,
    pub outcome: &'static str,
    pub your_rating: &'static str,
    pub nps_short: &'static str,
    pub nps_given: &'static str,
    pub comment_given: &'static str,
    /// Between reasons.
    pub separator: &'static str,
    pub change: &'static str,
    pub sign_in: &'static str,
    pub may_close: &'static str,

    pub malformed: [&'static str; 2],
    pub unknown: [&'static str; 2],
    pub expired: [&'static str; 2],
    pub signed_out: [&'static str; 2],
    pub unreadable: [&'static str; 2],
    pub unreachable: [&'static str; 2],
    pub try_now: &'static str,
    pub to_portal: &'static str,
}

static ENGLISH: Words = Words {
    title: "How did we do?",
    handled_by: "Handled by {engineer}",
    optional: "optional",
    overall: "All in all",
    overall_hint: "One tap here and one on “Send rating” is all it takes.",
    overall_missing: "Please choose a mark under “All in all” first.",
    marks: ["Very poor", "Poor", "Fair", "Good", "Very good"],
    details: "One by one",
    details_hint: "What you leave open is not counted.",
    clear: "Clear",
    clear_of: "Clear: {dimension}",
    reasons: "What was the matter? Choose all that apply.",
    reasons_of: "{dimension}: what went wrong? Choose all that apply.",
    promise: "We look into it, and tell you what came of it.",
    nps: "Would you recommend our service to others in your field?",
    nps_least: "0 not at all",
    nps_most: "10 certainly",
    comment: "Anything else you would like to tell us?",
    comment_hint: "What you write stays on this device until it is sent, even without a network.",
    send: "Send rating",
    later: "You can change it later with the same link.",
    until: "You can change it with the same link until {time}.",
    sending: "Sending…",
    waiting: "It could not be sent just now. It is kept on this device and will be sent by itself: leave this page open, or open the link again later.",
    refused: "The rating could not be taken. It is kept on this device; please load this page again, or call the service hotline.",
    who_sees: "The link is for this request only; no sign-in needed. Your rating is kept with the request, where our service team and your organisation’s administrators see it.",
    not_solved: "Is it not solved after all?",
    open_ticket: "Open the request",
    hotline: "Service hotline",
    received: "Received {time}",
    thanks: "Thank you. Your rating has arrived.",
    thanks_lead: "It counts in how we judge our own work.",
    sorry_lead: "That is not how it should have been. We are looking into it.",
    next: "What happens next",
    step_registered: "Your rating is on record",
    step_looking: "We find out what went wrong",
    step_told: "You hear what we do about it",
    step_due: "By {time}, in the history of {ticket}",
    done: "done",
    now: "now",
    to_come: "to come",
    outcome: "You said, we did",
    your_rating: "Your rating",
    nps_short: "Would recommend us",
    nps_given: "{mark} of 10",
    comment_given: "In your words",
    separator: "; ",
    change: "Change the rating",
    sign_in: "Sign in and see the request",
    may_close: "You can close this page now.",
    malformed: [
        "This link is incomplete",
        "Mail programs sometimes cut off long links or break them in two. Please open it from the e-mail again, or copy all of it into the address bar.",
    ],
    unknown: [
        "This survey cannot be found",
        "There is no survey to this link. Please check that it is the one in our e-mail, with every character.",
    ],
    expired: [
        "This survey is over",
        "It was open for a limited time, so ratings can no longer be given or changed. We would still like to hear from you: call us, or write to us in the portal.",
    ],
    signed_out: [
        "Please sign in first",
        "This survey was opened from the portal, and you are no longer signed in there.",
    ],
    unreadable: [
        "This survey cannot be shown",
        "The page and the server do not understand each other, perhaps because one of them has just been updated. Please load the page again in a few minutes.",
    ],
    unreachable: [
        "There is no connection just now",
        "The survey will be here as soon as the network is back; it is tried again by itself.",
    ],
    try_now: "Try now",
    to_portal: "To the portal",
};

static CHINESE: Words = Words {
    title: "这次服务做得怎么样？",
    handled_by: "由{engineer}处理",
    optional: "可不填",
    overall: "总的来说",
    overall_hint: "点一下，再按「提交评价」就可以了。",
    overall_missing: "请先在「总的来说」里点一个分数。",
    marks: ["很差", "较差", "一般", "满意", "很满意"],
    details: "分项评价",
    details_hint: "没有评的方面不计入。",
    clear: "清除",
    clear_of: "清除：{dimension}",
    reasons: "主要是哪方面？可多选",
    reasons_of: "{dimension}：哪里没有做好？可多选",
    promise: "我们会展开调查，并把结果告诉您。",
    nps: "您会把我们的服务推荐给同行吗？",
    nps_least: "0 完全不会",
    nps_most: "10 一定会",
    comment: "还想对我们说什么？",
    comment_hint: "写下的内容会一直保存在这台设备上，直到提交成功，网络断开也不会丢。",
    send: "提交评价",
    later: "之后可用同一链接修改。",
    until: "{time} 前可用同一链接修改。",
    sending: "正在提交…",
    waiting: "暂时无法提交。评价已保存在这台设备上，稍后会自动提交：请不要关闭本页面，或稍后再次打开链接。",
    refused: "评价未能提交，已保存在这台设备上。请重新加载本页面，或拨打服务热线。",
    who_sees: "链接只对这一次请求有效，无需登录。评价会与您的服务请求一起保存，供我们的服务团队和贵企业的管理员查看。",
    not_solved: "问题其实还在？",
    open_ticket: "打开这个请求",
    hotline: "服务热线",
    received: "已收到 · {time}",
    thanks: "谢谢，您的评价已经送到。",
    thanks_lead: "它会计入我们对自己服务的考核。",
    sorry_lead: "这样的服务不应该出现，我们正在调查。",
    next: "接下来会发生什么",
    step_registered: "登记您的评价",
    step_looking: "查明哪里没有做好",
    step_told: "告诉您原因和改进",
    step_due: "最迟 {time}，写入 {ticket} 的记录",
    done: "已完成",
    now: "进行中",
    to_come: "未开始",
    outcome: "您的意见，我们的改进",
    your_rating: "您的评价",
    nps_short: "推荐意愿",
    nps_given: "{mark} / 10",
    comment_given: "您的留言",
    separator: "；",
    change: "修改评价",
    sign_in: "登录查看这个请求",
    may_close: "可以关闭这个页面了。",
    malformed: [
        "链接不完整",
        "有些邮件软件会截断较长的链接或把它拆成两行。请从邮件中重新打开，或把完整的链接复制到地址栏。",
    ],
    unknown: ["找不到这份调查", "这个链接没有对应的调查。请确认它与邮件中的链接完全一致。"],
    expired: [
        "调查已经结束",
        "调查有期限，现在已不能评价或修改。我们仍然希望听到您的意见：请致电，或在服务门户中留言。",
    ],
    signed_out: ["请先登录", "这份调查是从服务门户打开的，您在那里的登录已失效。"],
    unreadable: [
        "暂时无法显示这份调查",
        "页面与服务器的版本可能不一致，例如其中一方刚刚更新。请过几分钟重新加载页面。",
    ],
    unreachable: ["暂时没有网络连接", "网络恢复后会自动重试并显示调查。"],
    try_now: "立即重试",
    to_portal: "前往服务门户",
};

static JAPANESE: Words = Words {
    title: "今回の対応はいかがでしたか",
    handled_by: "担当：{engineer}",
    optional: "任意",
    overall: "総合評価",
    overall_hint: "点数を選んで「評価を送信」を押すだけで完了です。",
    overall_missing: "まず「総合評価」の点数を選んでください。",
    marks: ["大変不満", "不満", "普通", "満足", "大変満足"],
    details: "項目別の評価",
    details_hint: "選択しなかった項目は集計に含まれません。",
    clear: "取り消す",
    clear_of: "取り消す：{dimension}",
    reasons: "どのような点でしょうか（複数選択可）",
    reasons_of: "{dimension}：どのような点でしょうか（複数選択可）",
    promise: "原因を調査し、結果をお知らせします。",
    nps: "当社のサービスを同業の方に勧めたいと思いますか",
    nps_least: "0 まったく思わない",
    nps_most: "10 強くそう思う",
    comment: "ご意見・ご要望",
    comment_hint: "入力内容は、送信が完了するまでこの端末に保存されます。通信が切れても失われません。",
    send: "評価を送信",
    later: "後から同じリンクで変更できます。",
    until: "{time} まで、同じリンクから変更できます。",
    sending: "送信しています…",
    waiting: "現在送信できません。評価はこの端末に保存され、自動的に送信されます。このページを開いたままにするか、後でもう一度リンクを開いてください。",
    refused: "評価を送信できませんでした。内容はこの端末に保存されています。ページを再読み込みするか、サービスホットラインまでお電話ください。",
    who_sees: "このリンクは今回のリクエスト専用で、サインインは不要です。評価はリクエストとともに保存され、当社のサービス担当者と貴社の組織管理者が閲覧します。",
    not_solved: "まだ解決していない場合は、",
    open_ticket: "リクエストを開く",
    hotline: "サービスホットライン",
    received: "受付：{time}",
    thanks: "評価をお送りいただき、ありがとうございます",
    thanks_lead: "サービス品質の評価に反映いたします。",
    sorry_lead: "ご期待に沿えず申し訳ございません。原因の調査を開始しました。",
    next: "今後の流れ",
    step_registered: "評価の受付",
    step_looking: "原因の調査",
    step_told: "調査結果と改善策のご連絡",
    step_due: "{time} までに {ticket} の履歴でお知らせします",
    done: "完了",
    now: "進行中",
    to_come: "未着手",
    outcome: "ご意見への対応",
    your_rating: "いただいた評価",
    nps_short: "お勧め度",
    nps_given: "{mark} / 10",
    comment_given: "ご意見",
    separator: "、",
    change: "評価を変更",
    sign_in: "サインインしてリクエストを見る",
    may_close: "このページを閉じていただいて構いません。",
    malformed: [
        "リンクが途中で切れています",
        "メールソフトによっては、長いリンクが切れたり改行されたりすることがあります。メールからもう一度開くか、リンク全体をアドレスバーに貼り付けてください。",
    ],
    unknown: [
        "アンケートが見つかりません",
        "このリンクに対応するアンケートはありません。メールに記載されたリンクと完全に一致しているかご確認ください。",
    ],
    expired: [
        "アンケートは終了しました",
        "回答期限を過ぎたため、評価の送信や変更はできません。ご意見は、お電話またはポータルで引き続きお待ちしております。",
    ],
    signed_out: [
        "サインインしてください",
        "このアンケートはポータルから開かれましたが、サインインの有効期限が切れています。",
    ],
    unreadable: [
        "アンケートを表示できません",
        "更新の直後などで、ページとサーバーのバージョンが合っていない可能性があります。数分後にページを再読み込みしてください。",
    ],
    unreachable: ["現在、接続できません", "通信が回復すると、自動的に再試行してアンケートを表示します。"],
    try_now: "今すぐ再試行",
    to_portal: "ポータルへ",
};

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_first_question_is_the_same_before_the_program_is_there() {
        let page = include_str!("../survey.html");
        for language in Language::ALL {
            let Words { title, overall, overall_hint, marks, .. } = language.words();
            for wording in [title, overall, overall_hint].into_iter().chain(marks) {
                assert!(page.contains(&format!("<span lang=\"{}\">{wording}</span>", language.tag())), "{wording}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn a_region_or_a_script_is_no_obstacle() {
        for (tag, language) in
            [("zh-Hant-TW", Language::Chinese), ("EN-gb", Language::English), ("ja", Language::Japanese)]
        {
            assert_eq!(Language::near(tag), Some(language));
        }
        assert_eq!(Language::near("de"), None);
    }

    #[wasm_bindgen_test]
    fn every_language_has_a_place_for_what_is_filled_in() {
        for language in Language::ALL {
            let words = language.words();
            for (wording, name) in [
                (words.handled_by, "{engineer}"),
                (words.clear_of, "{dimension}"),
                (words.reasons_of, "{dimension}"),
                (words.until, "{time}"),
                (words.received, "{time}"),
                (words.step_due, "{time}"),
                (words.step_due, "{ticket}"),
                (words.nps_given, "{mark}"),
            ] {
                assert!(wording.contains(name), "{wording}");
            }
        }
    }
}
