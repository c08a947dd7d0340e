"""Sounds: everyday words of town life in kanji and in kana, so that 蛍 finds ホタル and くさかり finds 草刈り."""

from functools import cache

# No dictionary: words that are spoken, typed and written differently often enough.
PAIRS = (
    "餅=もち 蛍=ほたる 嚢=のう 味噌=みそ 防災=ぼうさい 訓練=くんれん 避難=ひなん 草刈=くさかり 草取=くさとり "
    "草刈り=くさかり 草取り=くさとり 掃除=そうじ 清掃=せいそう 花壇=かだん 桜=さくら 柿=かき 栗=くり 梅=うめ "
    "桃=もも 芋=いも 大根=だいこん 米=こめ 蕎麦=そば 豆腐=とうふ 祭=まつり 祭り=まつり 盆踊り=ぼんおどり "
    "盆踊=ぼんおどり 踊り=おどり 花火=はなび 太鼓=たいこ 神輿=みこし 屋台=やたい 健診=けんしん 検診=けんしん "
    "健康=けんこう 診断=しんだん 予防=よぼう 接種=せっしゅ 注射=ちゅうしゃ 献血=けんけつ 体操=たいそう "
    "体=からだ 病院=びょういん 医院=いいん 歯=は 薬=くすり 介護=かいご 認知症=にんちしょう 相談=そうだん "
    "年金=ねんきん 税金=ぜいきん 保険=ほけん 申告=しんこく 選挙=せんきょ 投票=とうひょう 役場=やくば "
    "公民館=こうみんかん 集会所=しゅうかいじょ 体育館=たいいくかん 図書館=としょかん 児童館=じどうかん "
    "学校=がっこう 幼稚園=ようちえん 保育園=ほいくえん 子供=こども 子ども=こども 赤ちゃん=あかちゃん "
    "絵本=えほん 読み聞かせ=よみきかせ 料理=りょうり 教室=きょうしつ 講座=こうざ 大会=たいかい "
    "発表会=はっぴょうかい 展示=てんじ 作品=さくひん 書道=しょどう 陶芸=とうげい 編み物=あみもの "
    "手芸=しゅげい 俳句=はいく 将棋=しょうぎ 囲碁=いご 卓球=たっきゅう 水泳=すいえい 剣道=けんどう 山=やま "
    "川=かわ 海=うみ 海岸=かいがん 湖=みずうみ 池=いけ 森=もり 竹=たけ 筍=たけのこ 竹の子=たけのこ 熊=くま "
    "猪=いのしし 鹿=しか 犬=いぬ 猫=ねこ 鮎=あゆ 魚=さかな 鳥=とり 虫=むし 星=ほし 雪=ゆき 雪かき=ゆきかき "
    "除雪=じょせつ 雨=あめ 台風=たいふう 大雨=おおあめ 地震=じしん 断水=だんすい 停電=ていでん 水道=すいどう "
    "料金=りょうきん 工事=こうじ 道路=どうろ 通行止め=つうこうどめ 通行止=つうこうどめ 橋=はし "
    "収集=しゅうしゅう 燃える=もえる 資源=しげん 古紙=こし 古本=ふるほん 回収=かいしゅう 空き家=あきや "
    "消防=しょうぼう 交通安全=こうつうあんぜん 田植え=たうえ 稲刈り=いねかり 収穫=しゅうかく 畑=はたけ "
    "野菜=やさい 果物=くだもの 漬物=つけもの 門松=かどまつ 和紙=わし 紙すき=かみすき 婚活=こんかつ "
    "成人式=せいじんしき 敬老=けいろう 老人=ろうじん 募集=ぼしゅう 手伝い=てつだい 見学=けんがく "
    "旅行=りょこう 遠足=えんそく 音楽=おんがく 歌=うた 合唱=がっしょう 演奏=えんそう 映画=えいが "
    "写真=しゃしん 英語=えいご 手話=しゅわ 交流=こうりゅう 作り=づくり 作り=つくり"
)


@cache
def _pairs(place: int) -> list[tuple[str, str]]:
    """(old, new) of all pairs, the longest first; `place` tells which side is the old one."""
    pairs = [pair.split("=") for pair in PAIRS.split()]
    return sorted(((pair[place], pair[1 - place]) for pair in pairs), key=lambda pair: -len(pair[0]))


def otherwise(shape: str) -> set[str]:
    """Folded words as others may have written them: in kana, in kanji, and one word of them changed."""
    found = set()
    for place in (0, 1):
        changed = shape
        for old, new in _pairs(place):
            # One letter of kana stands for too much.
            if (len(old) > 1 or place == 0) and old in changed:
                changed = changed.replace(old, new)
                found.add(shape.replace(old, new))
        found.add(changed)
    return found - {shape}


def sounded(shape: str) -> str:
    """The same with all that is known in kana."""
    for old, new in _pairs(0):
        shape = shape.replace(old, new)
    return shape
