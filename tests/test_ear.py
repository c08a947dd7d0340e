"""The ear: what people really type and say into the phone, and what must not be understood."""

from time import process_time

import pytest
from offered import an_activity

from bot.ear import ALONE, CERTAIN, LIKELY, SURE, hear

# Spoken sentences and typed ones, hiragana only, with politeness around them → what is opened at once.
OPENED = {
    "今度の土日に行けるところ": "weekend",
    "土日に近くで": "weekend",
    "今日は何がありますか": "today",
    "こんにちは、今日は何がありますか": "today",
    "きょうのイベントをおしえてください": "today",
    "来月のイベントを教えて": "next_month",
    "この近くでなにかやってますか": "near",
    "参加したいです": "find",
    "すみません、トイレはどこですか": "toilet",
    "トイレに行きたい": "toilet",
    "トイレに行きたいです": "toilet",
    "びょういんはどこ": "medical",
    "近くの病院を教えて": "medical",
    "病院に行きたいのですが": "medical",
    "ぐあいがわるいです": "medical",
    "図書館は何時までですか": "facility",
    "としょかんはなんじから": "facility",
    "やくばはどこにありますか": "facility",
    "AEDはどこにありますか": "aed",
    "ＡＥＤはどこ？": "aed",
    "避難所はどこですか": "evacuation",
    "ひなんじょにいきたい": "evacuation",
    "ワイファイはありますか": "wifi",
    "児童手当について知りたい": "scheme",
    "ほじょきんはありますか": "scheme",
    "保育園を探しています": "childcare",
    "かんこうちをおしえてください": "tourism",
    "わたしの予定を見せてください": "mine",
    "よてい を みたい です": "mine",
    "もうしこみをやめたい": "mine",
    "申し込みを取り消したいのですが": "mine",
    "参加をやめたいのですが": "mine",
    "草刈りに行けなくなりました": "mine",
    "くさかりにいけなくなった": "mine",
    "土曜日は行けません": "mine",
    "予約をキャンセルしてください": "mine",
    "お知らせをやめてほしい": "rest",
    "つうちをとめたい": "rest",
    "配信をやめてください": "rest",
    "文字を大きくしてください": "letters",
    "設定を変えたい": "settings",
    "英語にしてください": "language",
    "使い方を教えてください": "help",
    "たすけてください": "emergency",
    "火事です": "emergency",
    "おじいちゃんが倒れた": "emergency",
    "人が倒れています！": "emergency",
    "救急車を呼んでください": "emergency",
    "help me": "emergency",
    "もう死にたいです": "listening",
    "ひとりぐらしでさみしい": "listening",
    "役場の電話番号": "facility",
    "図書館休みいつ": "facility",
    "保育園　空き": "childcare",
    "大雨警報": "evacuation",
    "持ち物は？": "particulars",
    "おはようございます": "start",
    "ありがとうございました": "small_talk",
    "where is the toilet?": "toilet",
    "Where can I find a doctor": "medical",
    "what's on this weekend?": "weekend",
    "I want to cancel": "mine",
    "please show me my plans": "mine",
    "is there free wi-fi here": "wifi",
}
# Too little to act upon, enough to ask 「このことですか」.
ASKED = {
    "きんじょのねこ": "near",
    "たばこをやめたい": "mine",
    "もうやめたい": "mine",
    "日曜日のよていを教えて": "mine",
    "腰がつらい": "listening",
    "火事の話を聞く会": "emergency",
    "息子に電話したい": "person",
    "係の人と話したいのですが": "person",
    "じしんがない": "evacuation",
    "今日は暑いね": "today",
    "トイレの紙がない": "toilet",
    "病院じゃなくて薬局": "medical",
    "I don't want to cancel": "mine",
}
NOT_UNDERSTOOD = [
    "ちくわ",
    "さかな",
    "料理を習いたい",
    "歯ブラシ",
    "ワクチンはいつですか",
    "ごみの日はいつ",
    "絵を描くのが好き",
    "さっきの話だけど",
    "ですかですかですかですかですかですか",
    "か",
    "",
    "？！",
    "1",
    "草刈りに" * 30,
    "<b>病院</b>" * 12,
    "the quick brown fox",
    "I like cheese",
]


@pytest.mark.parametrize(("words", "entry"), OPENED.items())
def test_a_sentence_that_asks_for_one_thing_opens_it(words: str, entry: str) -> None:
    first = hear(words, None, "ja")[0]
    assert (first.entry, first.confidence) == (entry, CERTAIN)


@pytest.mark.parametrize(("words", "entry"), ASKED.items())
def test_a_doubtful_one_is_asked_about_and_nothing_is_done(words: str, entry: str) -> None:
    guesses = hear(words, None, "ja")
    assert entry in [guess.entry for guess in guesses if guess.confidence >= LIKELY]
    assert guesses[0].confidence < SURE


@pytest.mark.parametrize("words", NOT_UNDERSTOOD)
def test_what_is_about_something_else_means_nothing_to_it(words: str) -> None:
    assert [guess for guess in hear(words, None, "ja") if guess.confidence >= LIKELY] == []


def test_a_slip_of_the_finger_is_forgiven() -> None:
    for words, entry in {"いべんとん": "find", "びょいん": "medical", "わたしのよてえ": "mine"}.items():
        assert hear(words, None, "ja")[0].entry == entry, words


def test_what_was_said_beyond_the_keyword_is_kept_for_the_search() -> None:
    assert hear("くさかりにさんかしたい", None, "ja")[0].rest == "くさかり"
    assert hear("スポーツのイベントはありますか", None, "ja")[0].rest == "すぽーつ"


def test_no_sentence_leaves_a_form_steps_back_or_gives_something_up_by_itself() -> None:
    for words in (*OPENED, *ASKED, "前の画面に戻りたい", "もうやめたいです", "参加をやめます"):
        assert {guess.entry for guess in hear(words, None, "ja")}.isdisjoint(ALONE), words


def test_the_oddest_sentence_takes_no_longer_than_its_length_explains() -> None:
    """Patterns that try every way to read 「ですかですか…」 would take years for one of these."""
    usual = _cost("こんどのどようびになにかありますか")
    for odd in ("ですか" * 20, "に" * 60, "a " * 30, "土日" * 30, "い" * 5000, "たい" * 30, "す" * 59 + "x"):
        assert _cost(odd) < 100 * usual, odd[:20]


def _cost(words: str) -> float:
    """The least that hearing it has cost in twenty tries, whatever else the machine was doing."""
    times = []
    for _ in range(20):
        began = process_time()
        hear(words, None, "ja")
        times.append(process_time() - began)
    return min(times)


def test_grass_cutting_is_found_joined_and_given_back_in_whole_sentences(phone, db, clock):
    an_activity(db, clock(), title="川原の草刈り", kana="かわらのくさかり")
    an_activity(db, clock(), title="ラジオ体操", kana="らじおたいそう")
    hana = phone("hana")
    hana.says("くさかりにさんかしたい")
    hana.sees("川原の草刈り", "参加する")
    hana.sees_not("ラジオ体操")
    hana.says("1")
    hana.says("ひとり")
    hana.says("はい")
    hana.sees("入りました")
    hana.says("もうしこみをやめたい")
    hana.sees("川原の草刈り", "見る・変える")
    hana.says("1")
    hana.says("取り消す")
    hana.sees("参加を取り消しますか")
    hana.says("はい")
    hana.sees("取り消しました")


def test_another_word_for_a_topic_in_a_sentence_opens_the_topic(phone, db, clock):
    an_activity(db, clock(), title="みそづくり", topic="food")
    hana = phone("hana")
    hana.says("料理を習いたい")
    hana.sees("みそづくり")
